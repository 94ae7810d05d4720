"""A whole epoch as one TensorFlow function: what `fit` does for a batch, without what it adds.

Notebook 6 writes the same loop, for a reader.
"""

from collections.abc import Callable
from itertools import pairwise

import keras
import numpy as np
import tensorflow as tf


def whole_epoch(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    batch_size: int,
    parts: int = 1,
    xla: bool = False,
) -> Callable[[np.ndarray], float]:
    """Return a function that trains a compiled model on the images of one epoch.

    `fit` fetches each batch through a pipeline and updates metrics after it. Here TensorFlow
    takes the batches out of one tensor itself, and Python is asked once an epoch. The step is
    that of `fit`: forward with `training=True`, the compiled loss, the optimizer's step. Metrics,
    callbacks, sample weights and class weights have no place here; `model.evaluate` has.

    A batch in two parts keeps two cores busy with an operation each, which is more than one
    operation can do that two cores share ("data parallelism"). The loss is that of the whole
    batch, so the step is the same, to rounding.

    XLA, TensorFlow's compiler, can make machine code of the whole loop. That takes it a second or
    two. It draws dropout's random numbers so slowly that a network with dropout loses.

    Args:
        model: built and compiled.
        x: images, (n, …), in the type that the model takes.
        y: targets, (n, …).
        batch_size: images a step; the last step of an epoch takes what is left.
        parts: in how many parts a batch goes through the network, at the same time if TensorFlow
            has a thread for each. With more than one, a batch normalisation would take its means
            over each part.
        xla: whether XLA compiles the epoch.

    Returns:
        A function of the order in which to take images, (m,) whole numbers below n, such as a
        permutation. It returns the mean training loss over these images. An order of another
        length is prepared anew. The same first weights and the same orders give the same bits
        on the same machine.
    """
    images, targets = tf.constant(x), tf.constant(y)
    variables = model.trainable_variables

    def step(chosen):
        cuts = [chosen.shape[0] * part // parts for part in range(parts + 1)]
        batches = [tf.gather(images, chosen[a:b]) for a, b in pairwise(cuts)]
        with tf.GradientTape() as tape:
            outputs = tf.concat([model(batch, training=True) for batch in batches], axis=0)
            loss = model.compute_loss(y=tf.gather(targets, chosen), y_pred=outputs)
        model.optimizer.apply(tape.gradient(loss, variables), variables)
        return loss * chosen.shape[0]

    @tf.function(jit_compile=xla)
    def epoch(order):
        size = min(batch_size, order.shape[0])
        rest = order.shape[0] % size
        whole = order.shape[0] - rest
        total = tf.constant(0.0)
        for start in tf.range(0, whole, size):
            total += step(tf.slice(order, [start], [size]))
        if rest:
            total += step(order[whole:])
        return total / order.shape[0]

    model.optimizer.build(variables)
    return lambda order: float(epoch(np.asarray(order, "int32")))
