"""One way of training, in a process of its own: tasks come in as lines of JSON, answers go out.

The parent starts `python -m benchmarks.worker MODULE.FUNCTION ARRAYS.npz SETTING`. This module and
`torch_ways` need numpy and PyTorch alone, so that another Python than the course's can run them.
"""

import dataclasses
import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np


@dataclasses.dataclass(frozen=True)
class Task:
    """A network and its training.

    `hidden` lists the units of the hidden layers, `dropout` (a fraction) follows each of them.
    With `until`, training goes on until this validation accuracy, at most `epochs` epochs.
    `images` is how many training images are used, at most; None is all. A way whose network is
    fixed takes no notice of the first three.
    """

    epochs: int
    hidden: Sequence[int] = ()
    dropout: float = 0.0
    batch: int = 128
    seed: int = 0
    images: int | None = None
    until: float | None = None


@dataclasses.dataclass(frozen=True)
class Ready:
    """A network about to be trained.

    `train(images, epochs)` trains on the first so many images; `predict(x)` gives the classes
    (n,) of images (n, 784), or is None for a way that only computes.
    """

    train: Callable[[int, int], None]
    predict: Callable[[np.ndarray], np.ndarray] | None


def measure(task: Task, way: Callable, arrays: dict[str, np.ndarray], **setting) -> dict:
    """Train as the task says; return `epochs`, and without `until` what an epoch took.

    Args:
        task: a network and its training.
        way: takes a task, x (n, 784) float32 and labels (n,), and returns a `Ready`.
        arrays: see `load`.
        setting: further arguments of `way`.

    Returns:
        `epochs`, None if training did not get to `until`. Without that also `seconds` an epoch,
        the `images` of one, and the test `accuracy`, None of a way that only computes.
    """
    there = len(arrays["train_x"])
    count = min(task.images or there, there)
    ready = way(task, arrays["train_x"][:count], arrays["train_y"][:count], **setting)
    if task.until:
        return {"epochs": _until(task, ready, arrays)}
    ready.train(count, 1)  # what is compiled, is compiled in it
    began = time.perf_counter()
    ready.train(count, task.epochs)
    seconds = (time.perf_counter() - began) / task.epochs
    accuracy = _accuracy(ready, arrays, "test")
    return {"seconds": seconds, "images": count, "accuracy": accuracy, "epochs": task.epochs}


def _until(task: Task, ready: Ready, arrays: dict[str, np.ndarray]) -> int | None:
    """Return after how many epochs the accuracy was reached, None if it never was."""
    for epoch in range(1, task.epochs + 1):
        ready.train(len(arrays["train_x"]), 1)
        if _accuracy(ready, arrays, "validation") >= task.until:
            return epoch
    return None


def _accuracy(ready: Ready, arrays: dict[str, np.ndarray], part: str) -> float | None:
    if ready.predict is None:
        return None
    return float(np.mean(ready.predict(arrays[f"{part}_x"]) == arrays[f"{part}_y"]))


def load(file: Path) -> dict[str, np.ndarray]:
    """Return the parts that the parent wrote: images (n, 784) float32 in 0..1, and labels."""
    with np.load(file, allow_pickle=False) as held:
        return {
            name: held[name].astype("float32") / 255 if name.endswith("_x") else held[name]
            for name in held.files
        }


def main(function: str, file: str, setting: str) -> None:
    """Answer tasks until there are no more.

    Args:
        function: a module of this package and a way in it, such as `keras_ways.epoch`.
        file: see `load`.
        setting: further arguments of the way, as JSON.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the bar of Keras is drawn, as it always is
    module, name = function.split(".")
    way = getattr(importlib.import_module(f"benchmarks.{module}"), name)
    arrays, settings = load(Path(file)), json.loads(setting)
    for line in sys.stdin:
        answer = measure(Task(**json.loads(line)), way, arrays, **settings)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
