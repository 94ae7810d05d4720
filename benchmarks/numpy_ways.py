"""scikit-learn's network; matrix products alone, which no way can go below; distorting alone."""

import time
import warnings
from itertools import pairwise

import numpy as np
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from benchmarks.worker import Ready, Task

TRIAL = 10_000
"""Images on which one and two threads are tried."""


def sklearn(task: Task, x: np.ndarray, labels: np.ndarray) -> Ready:
    """`MLPClassifier` with Adam, and no dropout, which it doesn't have."""
    network = MLPClassifier(
        task.hidden, alpha=0, batch_size=task.batch, random_state=task.seed, shuffle=True
    )

    def train(images: int, epochs: int) -> None:
        for _ in range(epochs):
            network.partial_fit(x[:images], labels[:images], classes=np.arange(10))

    warnings.filterwarnings("ignore", category=UserWarning)
    return Ready(train, network.predict)


def limit(task: Task, x: np.ndarray, labels: np.ndarray) -> Ready:
    """Only the matrix products of training, on one thread or both, whichever is faster.

    A dense layer with weights W (inputs, units) needs X·W going forward, and going back Xᵀ·D for
    the weights and, above the first layer, D·Wᵀ for the layer below; D (batch, units) is the
    gradient at its outputs.
    """
    rng = np.random.default_rng(task.seed)
    sizes = (x.shape[1], *task.hidden, 10)

    def some(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype("float32")

    layers = [
        (some(task.batch, ins), some(ins, outs), some(task.batch, outs))
        for ins, outs in pairwise(sizes)
    ]
    results = [
        (np.empty_like(outputs), np.empty_like(weights), np.empty_like(inputs))
        for inputs, weights, outputs in layers
    ]

    def products(images: int) -> None:
        for start in range(0, images - task.batch + 1, task.batch):
            for number, (inputs, weights, gradient) in enumerate(layers):
                used = inputs if number else x[start : start + task.batch]
                forward, for_weights, for_inputs = results[number]
                np.matmul(used, weights, out=forward)
                np.matmul(used.T, gradient, out=for_weights)
                if number:
                    np.matmul(gradient, weights.T, out=for_inputs)

    def seconds(threads: int) -> float:
        with threadpool_limits(threads):
            products(min(len(x), TRIAL // 5))
            began = time.perf_counter()
            products(min(len(x), TRIAL))
            return time.perf_counter() - began

    threads = min((1, 2), key=seconds)

    def train(images: int, epochs: int) -> None:
        with threadpool_limits(threads):
            for _ in range(epochs):
                products(images)

    return Ready(train, None)


def distorting(task: Task, x: np.ndarray, labels: np.ndarray) -> Ready:
    """Only the distortions of the recipe `far`, in its batches."""
    from helpers import distortions, models

    recipe, rng = models.recipe("far"), np.random.default_rng(task.seed)

    def distort(images: int, epochs: int) -> None:
        for _ in range(epochs):
            for start in range(0, images, recipe.batch_size):
                batch = x[start : start + recipe.batch_size]
                distortions.distort(batch, recipe.distortion, rng)

    return Ready(distort, None)
