"""Keras's Adam, its step computed by one operation of TensorFlow instead of a dozen."""

import keras
import tensorflow as tf

_step_by_step = keras.optimizers.Adam.update_step


def fuse() -> None:
    """Let every Adam of this process take its step in one operation.

    The formula stays that of Kingma and Ba (2015, arXiv:1412.6980) as Keras writes it, to
    rounding. For a network of 100,000 weights Keras's own step costs as much as the rest of a
    batch of 32. It is put into Keras's class, and not into one of our own, so that saved
    networks name an optimizer that every reader of the file has.
    """
    keras.optimizers.Adam.update_step = _in_one


def _in_one(self, gradient, variable, learning_rate):
    """Stand in for `Adam.update_step`; what the operation can't do goes to Keras's own."""
    if self.amsgrad or isinstance(gradient, tf.IndexedSlices):
        return _step_by_step(self, gradient, variable, learning_rate)
    kind = variable.dtype
    slot = self._get_variable_index(variable)
    step = tf.cast(self.iterations + 1, kind)
    tf.raw_ops.ResourceApplyAdam(
        var=variable.handle,
        m=self._momentums[slot].value.handle,
        v=self._velocities[slot].value.handle,
        beta1_power=tf.cast(self.beta_1, kind) ** step,
        beta2_power=tf.cast(self.beta_2, kind) ** step,
        lr=tf.cast(learning_rate, kind),
        beta1=tf.cast(self.beta_1, kind),
        beta2=tf.cast(self.beta_2, kind),
        epsilon=tf.cast(self.epsilon, kind),
        grad=tf.cast(gradient, kind),
    )
    return None
