"""A whole epoch as one TensorFlow function: what `fit` does for a batch, without what it adds.

Notebook 6 writes the same loop, for a reader.
"""

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf


def whole_epoch(
    model: keras.Model, x: np.ndarray, y: np.ndarray, batch_size: int
) -> Callable[[np.ndarray], float]:
    """Return a function that trains a compiled model on the images of one epoch.

    `fit` fetches each batch through a pipeline and updates metrics after it. Here TensorFlow
    takes the batches out of one tensor itself, and Python is asked once an epoch. The step is
    that of `fit`: forward with `training=True`, the compiled loss, the optimizer's step. Metrics,
    callbacks, sample weights and class weights have no place here; `model.evaluate` has.

    Args:
        model: built and compiled.
        x: images, (n, …), in the type that the model takes.
        y: targets, (n, …).
        batch_size: images a step; the last step of an epoch takes what is left.

    Returns:
        A function of the order in which to take images, (m,) whole numbers below n, such as a
        permutation. It returns the mean training loss over these images. The same first weights
        and the same orders give the same bits on the same machine.
    """
    images, targets = tf.constant(x), tf.constant(y)
    variables = model.trainable_variables

    @tf.function(input_signature=[tf.TensorSpec((None,), tf.int32)])
    def epoch(order):
        total = tf.constant(0.0)
        for start in tf.range(0, tf.size(order), batch_size):
            chosen = order[start : start + batch_size]
            batch, wanted = tf.gather(images, chosen), tf.gather(targets, chosen)
            with tf.GradientTape() as tape:
                loss = model.compute_loss(batch, wanted, model(batch, training=True))
            model.optimizer.apply(tape.gradient(loss, variables), variables)
            total += loss * tf.cast(tf.size(chosen), tf.float32)
        return total / tf.cast(tf.size(order), tf.float32)

    model.optimizer.build(variables)
    return lambda order: float(epoch(np.asarray(order, "int32")))
