"""Distorted pictures stay pictures of the same digits, and every epoch has others."""

import keras
import numpy as np
import pytest
from scipy.ndimage import center_of_mass, shift
from threadpoolctl import threadpool_limits

from helpers.distortions import Distortion, Fresh, distort

ALL = Distortion(shift=1, rotation=9, scale=0.1, shear=0.1, elastic=1)


@pytest.fixture
def blobs() -> np.ndarray:
    """Return 40 pictures (40, 784) of soft blobs well inside the frame."""
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[:28, :28]
    at = rng.uniform(11, 16, (40, 2))
    squared = (rows - at[:, :1, None]) ** 2 + (columns - at[:, 1:, None]) ** 2
    return np.exp(-squared / 8).reshape(40, 784).astype("float32")


def drawn(x: np.ndarray, how: Distortion, seed: int = 0) -> np.ndarray:
    return distort(x, how, np.random.default_rng(seed))


def test_without_any_strength_the_pictures_stay_as_they_are(blobs):
    np.testing.assert_array_equal(drawn(blobs, Distortion()), blobs)


@pytest.mark.parametrize("n", [1, 24, 27, 40])
def test_any_number_of_pictures_keeps_its_shape_type_and_range(blobs, n):
    out = drawn(blobs[:n], ALL)
    assert out.shape == (n, 784) and out.dtype == np.float32
    assert out.min() >= 0 and out.max() <= 1
    assert np.abs(out - blobs[:n]).max() > 0.05


def test_every_picture_has_a_distortion_of_its_own(blobs):
    out = drawn(np.repeat(blobs[:1], 40, axis=0), ALL)
    differences = [np.abs(out[i] - out[j]).max() for i in range(40) for j in range(i)]
    assert min(differences) > 0.02


def test_the_number_of_threads_changes_no_bit(blobs):
    with threadpool_limits(1):
        alone = drawn(blobs, ALL)
    with threadpool_limits(2):
        assert np.array_equal(drawn(blobs, ALL), alone)


def test_a_shift_is_what_scipy_makes_of_it(blobs):
    one = blobs[:1]
    out = drawn(one, Distortion(shift=3)).reshape(28, 28)
    moved = np.subtract(center_of_mass(out), center_of_mass(one.reshape(28, 28)))
    assert 0.1 < np.abs(moved).max() <= 3.01
    expected = shift(one.reshape(28, 28), moved, order=1)
    np.testing.assert_allclose(out, expected, atol=2e-3)


def test_a_rotation_turns_about_the_middle():
    picture = np.zeros((1, 28, 28), "float32")
    picture[0, 13:15, 3:25] = 1  # a bar through the middle
    out = drawn(picture.reshape(1, 784), Distortion(rotation=30), seed=0).reshape(28, 28)
    np.testing.assert_allclose(center_of_mass(out), (13.5, 13.5), atol=0.05)
    left, right = center_of_mass(out[:, :14]), center_of_mass(out[:, 14:])
    slope = (right[0] - left[0]) / (right[1] + 14 - left[1])
    assert 3 < abs(np.rad2deg(np.arctan(slope))) <= 30


def test_an_elastic_distortion_displaces_by_its_strength_everywhere():
    # A picture that grows by 1/100 a pixel shows each pixel's displacement.
    ramp = np.tile(np.arange(28, dtype="float32") / 100, (28, 1)).reshape(1, 784)
    how = Distortion(elastic=1)
    moved = [100 * (drawn(ramp, how, seed) - ramp).reshape(28, 28) for seed in range(600)]
    spread = np.std(moved, axis=0)[5:-5, 5:-5]
    assert spread.min() > 0.85 and spread.max() < 1.15
    smooth = np.corrcoef([m[14, 14] for m in moved], [m[14, 15] for m in moved])[0, 1]
    assert smooth > 0.9


def test_ink_that_leaves_does_not_come_back_on_the_other_side():
    picture = np.zeros((1, 28, 28), "float32")
    picture[0, :, :2] = 1
    for seed in range(20):
        out = drawn(picture.reshape(1, 784), Distortion(shift=6), seed).reshape(28, 28)
        assert out[:, 14:].max() == 0


def test_every_epoch_has_each_picture_once_and_newly_distorted(blobs):
    labels = np.arange(40)
    fresh = Fresh(blobs, labels, ALL, batch_size=16, seed=3)
    epochs = []
    for _ in range(2):
        batches = [fresh[i] for i in range(len(fresh))]
        assert [len(y) for _, y in batches] == [16, 16, 8]
        x, y = (np.concatenate(part) for part in zip(*batches, strict=True))
        assert sorted(y) == list(labels)
        epochs.append(x[np.argsort(y)])
        fresh.on_epoch_end()
    assert (np.abs(epochs[0] - epochs[1]).max(axis=1) > 0.02).all()


def test_the_same_seed_gives_the_same_batches_in_any_order(blobs):
    one, other = (Fresh(blobs, np.arange(40), ALL, batch_size=16, seed=3) for _ in range(2))
    backward = [other[i] for i in (2, 1, 0)][::-1]
    for (x, y), (again, labels) in zip([one[i] for i in range(3)], backward, strict=True):
        np.testing.assert_array_equal(x, again)
        np.testing.assert_array_equal(y, labels)


def test_fit_moves_on_to_new_distortions_with_each_epoch(blobs):
    seen = []

    def strength(epoch: int) -> float:
        seen.append(epoch)
        return 1.0

    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", steps_per_execution=3)
    fresh = Fresh(blobs, np.arange(40) % 2, ALL, batch_size=16, strength=strength)
    model.fit(fresh, epochs=3, verbose=0)
    # Keras looks at some batches before it begins; the trained epochs are the last three.
    assert seen[-9:] == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_strengths_are_multiplied_and_none_leaves_the_pictures_alone(blobs):
    half = ALL.times(0.5)
    assert (half.rotation, half.elastic, half.smoothness) == (4.5, 0.5, ALL.smoothness)
    fresh = Fresh(blobs, np.arange(40), ALL, batch_size=40, strength=lambda epoch: 0.0)
    x, y = fresh[0]
    np.testing.assert_array_equal(x[np.argsort(y)], blobs)
