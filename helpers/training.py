"""Training: seeded, shown while it runs, and done once for a network that several notebooks use."""

import dataclasses
import math
import re
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import absl.logging
import keras
import numpy as np
import tensorflow as tf
from IPython import get_ipython

from helpers import distortions, models, parameters
from helpers.data import Dataset, Part
from helpers.distortions import Fresh
from helpers.internal import trained
from helpers.internal.places import cache_folder, read_cached
from helpers.models import Recipe
from helpers.progress import ProgressLine

# A notebook that compares several networks would be full of TensorFlow's notes on compiling
# them, and saving as HDF5 of a note that it is an older format, which notebook 5 says itself.
tf.get_logger().setLevel("ERROR")
absl.logging.set_verbosity(absl.logging.ERROR)


def _plain(table) -> dict[str, str]:
    """Return what `model.summary()` shows without its colours, too faint on a white page."""
    return {
        "text/plain": re.sub(r"\x1b\[[\d;]*m", "", table.text),
        "text/html": re.sub(r'<span style="color[^"]*">([^<]*)</span>', r"\1", table.html),
    }


if shell := get_ipython():
    # Keras has its tables drawn by rich, whose HTML takes no notice of NO_COLOR.
    forms = shell.display_formatter.mimebundle_formatter
    forms.for_type_by_name("rich.jupyter", "JupyterRenderable", _plain)

STEPS_PER_EXECUTION = 500
"""Batches that TensorFlow trains before it returns to Python. It changes the speed alone."""

VALIDATION_BATCH = 1000
"""Validation images that are measured at once. It changes the speed alone."""


class Stopped(KeyboardInterrupt):
    """The reader stopped a training: one line, where Python shows a screen of Keras's functions."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Progress(keras.callbacks.Callback):
    """Shows the epochs of `model.fit` as they go: `callbacks=[Progress()]` with `verbose=0`.

    Interrupting the cell raises `Stopped`.
    """

    def __init__(self, title: str = "Training"):
        """Name what is going on."""
        super().__init__()
        self._title = title

    def on_train_begin(self, logs=None):
        """Open the line."""
        self._done, self._note = 0, ""
        self._line = ProgressLine(self._title, self.params["epochs"], "epochs")
        usual = signal.getsignal(signal.SIGINT)
        left = getattr(usual, "__func__", None) is Progress._stop  # an error ended that training
        # Only the main thread hears of it, and whoever has set something else wants that.
        if threading.current_thread() is threading.main_thread() and (
            left or usual is signal.default_int_handler
        ):
            signal.signal(signal.SIGINT, self._stop)

    def on_train_batch_end(self, batch, logs=None):
        """Move on within the epoch."""
        steps = self.params.get("steps") or batch + 1
        # With many steps an execution, the last batch counts past the end.
        self._line.update(self._done + min(1, (batch + 1) / steps), self._note)

    def on_epoch_end(self, epoch, logs=None):
        """Move on, with the newest accuracy behind."""
        name = "val_accuracy" if "val_accuracy" in (logs or {}) else "accuracy"
        self._note = f"{name} {logs[name]:.3f}" if logs and name in logs else ""
        self._done = epoch + 1
        self._line.update(self._done, self._note)

    def on_train_end(self, logs=None):
        """Leave the line as it was at the start."""
        if signal.getsignal(signal.SIGINT) == self._stop:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        self._line.close()

    def _stop(self, number, frame):
        self.on_train_end()
        running = {inner.f_code.co_name for inner, _ in traceback.walk_stack(frame)}
        if "fit" not in running:  # an error ended that training
            signal.default_int_handler(number, frame)
        epochs = "1 epoch" if self._done == 1 else f"{self._done} epochs"
        raise Stopped(f"Stopped after {epochs}. Run the cell again.")


@dataclass(frozen=True)
class Trained:
    """A trained network.

    `history` holds one number an epoch under `loss`, `accuracy`, and, if there were validation
    images, `val_loss` and `val_accuracy`; `seconds` is what its training took when it was done, on
    the machine that did it.
    """

    recipe: Recipe
    model: keras.Model
    history: dict[str, list[float]]
    seconds: float


def targets(recipe: Recipe, part: Part) -> np.ndarray:
    """Return the labels as the recipe's loss wants them: integers (n,) or one-hot (n, 10)."""
    return part.labels if recipe.loss.startswith("sparse") else part.one_hot


def train_once(name: str, digits: Dataset, seed: int = 0, epochs: int | None = None) -> Trained:
    """Return a published network trained on the training part: from the cache, or trained now.

    Args:
        name: a name in `models.RECIPES`.
        digits: what `data.load` gave.
        seed: of the first weights, the shuffling and the dropout.
        epochs: another number of epochs than the recipe's.

    Raises:
        CourseError: no such name, or a setting that makes no sense.
    """
    recipe = models.recipe(name)
    if epochs is not None:
        recipe = dataclasses.replace(recipe, epochs=epochs)
    parameters.check(seed=seed, epochs=recipe.epochs)
    sources = models.__file__, distortions.__file__, __file__
    key = trained.digest(recipe, digits, seed, sources)
    file = cache_folder() / "models" / f"{name}-{key}.keras"
    found = read_cached(file, lambda file: Trained(recipe, *trained.read(file, recipe)))
    if found is None:
        found = train(recipe, digits, seed)
        trained.write(file, found.model, found.history, found.seconds)
    return found


def train(recipe: Recipe, digits: Dataset, seed: int) -> Trained:
    """Train the recipe's network from new weights, watching the validation part if there is one."""
    keras.utils.set_random_seed(seed)
    model, watched = models.build(recipe, STEPS_PER_EXECUTION), digits.validation
    callbacks: list[keras.callbacks.Callback] = [Progress(f"Training {recipe.name}")]
    if recipe.cosine:
        rates = cosine(recipe.learning_rate, recipe.epochs)
        callbacks.append(keras.callbacks.LearningRateScheduler(rates))
    began = time.perf_counter()
    _complete(model, digits.train.x[:1], targets(recipe, digits.train)[:1])
    history = model.fit(
        **_feed(recipe, digits.train, seed),
        epochs=recipe.epochs,
        validation_data=(watched.x, targets(recipe, watched)) if len(watched) else None,
        validation_batch_size=VALIDATION_BATCH,
        callbacks=callbacks,
        verbose=0,
    )
    return Trained(recipe, model, history.history, time.perf_counter() - began)


def _complete(model: keras.Model, x: np.ndarray, y: np.ndarray) -> None:
    """Make all variables now: made in its first step, they make TensorFlow compile that twice."""
    model.optimizer.build(model.trainable_variables)
    outputs = model(x)
    model.compute_loss(x, y, outputs)
    model.compute_metrics(x, y, outputs)
    model.reset_metrics()


def _feed(recipe: Recipe, part: Part, seed: int) -> dict[str, object]:
    """Return what `fit` trains on: the images themselves, or batches of distorted ones."""
    y = targets(recipe, part)
    if recipe.distortion is None:
        return {"x": part.x, "y": y, "batch_size": recipe.batch_size}

    def strength(epoch: int) -> float:
        return 1 - recipe.easing * epoch / recipe.epochs

    return {"x": Fresh(part.x, y, recipe.distortion, recipe.batch_size, seed, strength)}


def cosine(first: float, epochs: int) -> Callable[[int], float]:
    """Return the learning rate as a function of the epoch, counted from 0.

    It falls from `first` to almost 0 in half a cosine (Loshchilov and Hutter 2017, "SGDR:
    stochastic gradient descent with warm restarts", without restarts). Hand it to
    `keras.callbacks.LearningRateScheduler`.
    """
    return lambda epoch: first * (1 + math.cos(math.pi * epoch / epochs)) / 2
