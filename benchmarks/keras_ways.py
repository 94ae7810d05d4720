"""Keras as tutorials use it, as the notebooks use it, and a whole epoch as one function.

The tutorial's way gets TensorFlow as it comes: `helpers`, which sets it up, is loaded by the
others alone.
"""

import numpy as np

from benchmarks.worker import Ready, Task


def keras(task: Task, x: np.ndarray, labels: np.ndarray) -> Ready:
    """Build, compile and `fit` with what Keras does by default."""
    import keras as k

    k.utils.set_random_seed(task.seed)
    model = k.Sequential([k.Input((784,))])
    for units in task.hidden:
        model.add(k.layers.Dense(units, activation="relu"))
        if task.dropout:
            model.add(k.layers.Dropout(task.dropout))
    model.add(k.layers.Dense(10, activation="softmax"))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    one_hot = k.utils.to_categorical(labels, 10)

    def train(images: int, epochs: int) -> None:
        model.fit(x[:images], one_hot[:images], batch_size=task.batch, epochs=epochs)

    return Ready(train, lambda new: model.predict(new).argmax(axis=1))


def notebooks(task: Task, x: np.ndarray, labels: np.ndarray) -> Ready:
    """`fit` as the notebooks call it."""
    from helpers import training

    model, one_hot = _ours(task, labels)

    def train(images: int, epochs: int) -> None:
        model.fit(
            x[:images],
            one_hot[:images],
            batch_size=task.batch,
            epochs=epochs,
            callbacks=[training.Progress()],
            verbose=0,
        )

    return Ready(train, lambda new: model.predict(new, verbose=0).argmax(axis=1))


def epoch(
    task: Task, x: np.ndarray, labels: np.ndarray, parts: int, threads: int, xla: bool
) -> Ready:
    """A whole epoch as one TensorFlow function; one of `speed.SETTINGS` is its last arguments."""
    import tensorflow as tf

    from benchmarks.whole_epoch import whole_epoch

    tf.config.threading.set_inter_op_parallelism_threads(parts)
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    model, one_hot = _ours(task, labels)
    train_in = whole_epoch(model, x, one_hot, task.batch, parts, xla)
    rng = np.random.default_rng(task.seed)

    def train(images: int, epochs: int) -> None:
        for _ in range(epochs):
            train_in(rng.permutation(images))

    return Ready(train, lambda new: model.predict(new, verbose=0).argmax(axis=1))


def far(task: Task, x: np.ndarray, labels: np.ndarray, distorted: bool) -> Ready:
    """The course's largest network, on pictures that are distorted anew or on plain ones."""
    from helpers import distortions, models, training

    recipe = models.recipe("far")
    model = models.build(recipe, training.STEPS_PER_EXECUTION)
    y = labels if recipe.loss.startswith("sparse") else np.eye(10, dtype="float32")[labels]
    shown = {"x": x, "y": y, "batch_size": recipe.batch_size}
    if distorted:
        shown = {"x": distortions.Fresh(x, y, recipe.distortion, recipe.batch_size)}
    return Ready(lambda images, epochs: model.fit(**shown, epochs=epochs, verbose=0), None)


def _ours(task: Task, labels: np.ndarray):
    """Return the network compiled as the notebooks do, and the targets."""
    from helpers import models, training  # isort: skip
    import keras as k

    k.utils.set_random_seed(task.seed)
    recipe = models.Recipe("bench", hidden=tuple(task.hidden), dropout=task.dropout)
    model = models.build(recipe, training.STEPS_PER_EXECUTION)
    return model, np.eye(10, dtype="float32")[labels]
