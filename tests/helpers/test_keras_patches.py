"""Adam in one operation takes the steps that Keras's Adam takes."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.internal import keras_patches

pytestmark = pytest.mark.slow


def after_steps(update_step, monkeypatch, **settings):
    """Return a weight matrix after thirty steps with made-up gradients."""
    monkeypatch.setattr(keras.optimizers.Adam, "update_step", update_step)
    rng = np.random.default_rng(0)
    weights = keras.Variable(rng.normal(size=(20, 5)).astype("float32"))
    optimizer = keras.optimizers.Adam(0.01, **settings)
    for _ in range(30):
        optimizer.apply([tf.constant(rng.normal(size=(20, 5)).astype("float32"))], [weights])
    return weights.numpy()


@pytest.mark.parametrize(
    "settings", [{}, {"beta_1": 0.5, "epsilon": 0.1}, {"amsgrad": True}, {"weight_decay": 0.1}]
)
def test_it_takes_the_steps_of_keras(settings, monkeypatch):
    ours = after_steps(keras_patches._in_one, monkeypatch, **settings)
    theirs = after_steps(keras_patches._step_by_step, monkeypatch, **settings)
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_it_takes_a_schedule_and_the_rows_of_an_embedding(monkeypatch):
    def trained(update_step):
        monkeypatch.setattr(keras.optimizers.Adam, "update_step", update_step)
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Embedding(9, 2)])
        schedule = keras.optimizers.schedules.CosineDecay(0.1, 20)
        model.compile(keras.optimizers.Adam(schedule), loss="mse")
        model.fit(np.arange(27).reshape(9, 3) % 9, np.ones((9, 3, 2)), epochs=5, verbose=0)
        return model.get_weights()[0]

    np.testing.assert_allclose(
        trained(keras_patches._in_one), trained(keras_patches._step_by_step), rtol=1e-5, atol=1e-6
    )


def test_a_saved_network_names_the_adam_of_keras(monkeypatch):
    monkeypatch.setattr(keras.optimizers.Adam, "update_step", keras_patches._in_one)
    named = keras.optimizers.serialize(keras.optimizers.Adam())
    assert named["class_name"] == "Adam" and named["registered_name"] is None
