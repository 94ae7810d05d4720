"""Networks in the cache with their notes: written whole, and read only if they are as they say."""

import dataclasses
import hashlib
import json
import math
import warnings
from collections.abc import Sequence
from pathlib import Path

import keras
import tensorflow as tf

from helpers import models
from helpers.claims import notice
from helpers.data import Dataset
from helpers.internal.places import Damaged, shorten, whole
from helpers.models import Recipe


def digest(recipe: Recipe, digits: Dataset, seed: int, sources: Sequence[str]) -> str:
    """Return 16 characters that stand for all that decides the trained weights.

    The code in the files `sources` is part of it, so that a changed `build` or `train` never meets
    an old network.
    """
    settings = dataclasses.asdict(recipe)
    for words in ("published", "unstated"):
        del settings[words]
    code = [Path(file).read_text(encoding="utf-8") for file in sources]
    what = [settings, digits.fingerprint, seed, keras.__version__, tf.__version__, code]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]


def read(file: Path, recipe: Recipe) -> tuple[keras.Model, dict[str, list[float]], float]:
    """Return a network, its history and its seconds; raise Damaged if file or notes are no use."""
    if not file.is_file():
        raise Damaged("it is not a file")
    history, seconds = read_notes(file.with_suffix(".json"), recipe.epochs)
    try:
        with warnings.catch_warnings(action="ignore"):  # of another network, Keras warns first
            model = keras.models.load_model(file)
    except Exception as error:  # Keras says of a file that is cut off that there is none
        raise Damaged("it is not a whole Keras file") from error
    if _describe(model) != _describe(models.build(recipe)):
        raise Damaged("it is another network")
    return model, history, seconds


def read_notes(file: Path, epochs: int) -> tuple[dict[str, list[float]], float]:
    """Return the history and the seconds in the notes beside a network, or raise Damaged.

    A number of the history may be nan or infinite: a training may end so.
    """
    try:
        notes = json.loads(file.read_text(encoding="utf-8"))
        history, seconds = notes["history"], notes["seconds"]
        kinds = [list(map(type, numbers)) for numbers in history.values()]
        fit = {"loss", "accuracy"} <= history.keys() and math.isfinite(seconds)
    except Exception as error:  # no file, no JSON, or something else in it
        raise Damaged("its notes can't be read") from error
    if not fit or any(kind != [float] * epochs for kind in kinds):
        raise Damaged("its notes aren't those of such a training")
    return history, seconds


def _describe(model: keras.Model) -> list:
    """Return what makes a network of this kind: its layers' settings and its weights' shapes."""
    layers = [(type(layer).__name__, layer.get_config()) for layer in model.layers]
    return [layers, [weight.shape for weight in model.weights]]


def write(file: Path, model: keras.Model, history: dict[str, list[float]], seconds: float) -> None:
    """Keep a network: its notes first, the model last, each whole or not at all."""
    notes = {"history": history, "seconds": seconds}
    try:
        with whole(file.with_suffix(".json"), file) as (text, opened):
            text.write_text(json.dumps(notes), encoding="utf-8")
            model.save(opened)
    except OSError as error:
        name = shorten(file)
        notice(f"{name} can't be kept ({error.strerror}): it will be trained again next time.")
