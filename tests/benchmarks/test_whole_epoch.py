"""A whole epoch as one function takes the steps that `fit` takes."""

import keras
import numpy as np
import pytest

from benchmarks.whole_epoch import whole_epoch

pytestmark = pytest.mark.slow

RNG = np.random.default_rng(0)
X = RNG.normal(size=(70, 6)).astype("float32")
Y = np.eye(3, dtype="float32")[(X[:, :3]).argmax(axis=1)]


def network(*layers) -> keras.Sequential:
    """Return a compiled network with seeded weights; `layers` follow the first one."""
    keras.utils.set_random_seed(0)
    first = keras.layers.Dense(8, activation="relu", kernel_regularizer="l2")
    last = keras.layers.Dense(3, activation="softmax")
    model = keras.Sequential([keras.Input((6,)), first, *layers, last])
    model.compile(keras.optimizers.Adam(0.01), loss="categorical_crossentropy")
    return model


def test_unshuffled_it_is_fit_with_its_losses_dropout_and_moving_averages():
    layers = [keras.layers.BatchNormalization, lambda: keras.layers.Dropout(0.5, seed=1)]
    theirs, ours = network(*(make() for make in layers)), network(*(make() for make in layers))
    history = theirs.fit(X, Y, batch_size=32, epochs=3, shuffle=False, verbose=0).history
    epoch = whole_epoch(ours, X, Y, 32)
    losses = [epoch(np.arange(70)) for _ in range(3)]
    np.testing.assert_allclose(losses, history["loss"], rtol=1e-5)
    for one, other in zip(theirs.get_weights(), ours.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.parametrize(
    ("parts", "batch_size", "xla"),
    [(1, 35, True), (2, 32, False), (3, 69, False), (3, 69, True), (1, 100, False)],
)
def test_in_parts_or_compiled_by_xla_it_takes_the_same_steps(parts, batch_size, xla):
    # 70 images in batches of 69 leave one, which is fewer than there are parts.
    theirs, ours = network(), network()
    history = theirs.fit(X, Y, batch_size=batch_size, epochs=3, shuffle=False, verbose=0).history
    epoch = whole_epoch(ours, X, Y, batch_size, parts, xla)
    losses = [epoch(np.arange(70)) for _ in range(3)]
    np.testing.assert_allclose(losses, history["loss"], rtol=1e-5)
    for one, other in zip(theirs.get_weights(), ours.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.parametrize(("parts", "xla"), [(1, False), (2, False), (1, True)])
def test_the_same_orders_give_the_same_bits_and_learn(parts, xla):
    found = []
    for _ in range(2):
        model, rng = network(keras.layers.Dropout(0.3)), np.random.default_rng(1)
        epoch = whole_epoch(model, X, Y, 16, parts, xla)
        losses = [epoch(rng.permutation(70)) for _ in range(20)]
        found.append([losses, *model.get_weights()])
        assert losses[-1] < losses[0]
    for one, other in zip(*found, strict=True):
        assert np.array_equal(one, other)
