"""What distorting costs: images a second, and an epoch of `far` with and without it."""

import dataclasses
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from tqdm import tqdm

from benchmarks.worker import load
from helpers import distortions, models, training

RUNS = 9
"""Times that a batch is distorted; the median counts."""

TURNS = 5
"""Epochs with and without distortions, in turns; the medians count."""


def measured(x: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Return images a second on one idle core, and seconds an epoch with and without distorting.

    Args:
        x: training images, float32, (n, 784).
        labels: their classes, (n,).
    """
    training.speed_up()
    recipe = models.recipe("far")
    y = labels if recipe.loss.startswith("sparse") else np.eye(10, dtype="float32")[labels]
    fits = {
        "epoch_distorted": _fit(x, y, recipe),
        "epoch_plain": _fit(x, y, dataclasses.replace(recipe, distortion=None)),
    }
    seconds = {name: [] for name in fits}
    for _ in tqdm(range(TURNS + 1), "with and without distortions", leave=False):
        for name, fit in fits.items():
            began = time.perf_counter()
            fit()
            seconds[name].append(time.perf_counter() - began)
    # The first epochs compile.
    medians = {name: statistics.median(turns[1:]) for name, turns in seconds.items()}
    return {"images_a_second": _rate(x, recipe), **medians}


def _rate(x: np.ndarray, recipe: models.Recipe) -> float:
    batch, rng, rates = x[: recipe.batch_size], np.random.default_rng(0), []
    for _ in range(RUNS):
        began = time.perf_counter()
        for _ in range(20):
            distortions.distorted(batch, recipe.distortion, rng)
        rates.append(20 * len(batch) / (time.perf_counter() - began))
    return statistics.median(rates)


def _fit(x: np.ndarray, y: np.ndarray, recipe: models.Recipe) -> Callable[[], object]:
    """Return what trains the recipe's network for one epoch more."""
    model = models.build(recipe, training.STEPS_PER_EXECUTION)
    shown = {"x": x, "y": y, "batch_size": recipe.batch_size}
    if recipe.distortion:
        shown = {"x": distortions.Fresh(x, y, recipe.distortion, recipe.batch_size)}
    return lambda: model.fit(**shown, verbose=0)


if __name__ == "__main__":
    arrays = load(Path(sys.argv[1]))
    print(json.dumps(measured(arrays["train_x"], arrays["train_y"])))
