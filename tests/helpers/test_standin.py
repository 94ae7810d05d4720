"""The offline stand-in: shaped like MNIST, the same each time, fair to the lessons."""

import numpy as np
import pytest
import sklearn.datasets

from helpers.internal import standin

pytestmark = pytest.mark.xdist_group("stand-in")  # where it is built once


@pytest.fixture
def arrays(built):
    return built


@pytest.fixture
def few(monkeypatch):
    """Have a hundredth of the pictures built."""
    for counts in ("TRAIN_COUNTS", "TEST_COUNTS"):
        hundredth = tuple(count // 100 for count in getattr(standin, counts))
        monkeypatch.setattr(standin, counts, hundredth)
    monkeypatch.setattr(standin, "WARPS", 20)


def test_it_has_the_shapes_and_class_counts_of_mnist(arrays):
    x_train, y_train, x_test, y_test = arrays
    assert x_train.shape == (60_000, 28, 28)
    assert x_test.shape == (10_000, 28, 28)
    assert x_train.dtype == x_test.dtype == np.uint8
    assert y_train.dtype == y_test.dtype == np.int64
    assert tuple(np.bincount(y_train)) == standin.TRAIN_COUNTS
    assert tuple(np.bincount(y_test)) == standin.TEST_COUNTS


def test_it_is_known_by_its_sizes_and_its_grey(arrays):
    x_train, y_train, x_test, y_test = arrays
    assert standin.is_standin(arrays)
    assert not standin.is_standin((x_train, y_train[::-1] // 2, x_test, y_test))
    for black in ((x_train * 0, y_train, x_test, y_test), (x_train, y_train, x_test * 0, y_test)):
        assert not standin.is_standin(black)


def test_no_two_of_its_pictures_are_alike(arrays):
    assert len({image.tobytes() for images in arrays[::2] for image in images}) == 70_000


def test_it_is_ink_on_an_empty_border_like_mnist(arrays):
    images = arrays[0]
    assert (images.max(axis=(1, 2)) == 255).all()
    assert 25 < images.mean() < 45  # MNIST: 33
    assert (images == 0).mean() > 0.7
    assert images[:, 0].mean() + images[:, -1].mean() < 1


def test_classes_come_in_a_shuffled_order(arrays):
    assert len(set(arrays[1][:50])) == 10


def test_it_is_the_same_every_time(few):
    assert all(map(np.array_equal, standin.build(), standin.build()))


def test_its_test_images_are_made_from_digits_that_training_never_saw(few, monkeypatch):
    small, labels = sklearn.datasets.load_digits(return_X_y=True)
    small[:1438] = 0  # blank paper
    monkeypatch.setattr(sklearn.datasets, "load_digits", lambda **how: (small, labels))
    x_train, _, x_test, _ = standin.build()
    assert not x_train.any() and x_test.any(axis=(1, 2)).all()


def test_the_nearest_mean_digit_finds_most_but_confuses_some(arrays):
    x_train, y_train, x_test, y_test = (array.astype("float32") for array in arrays)
    means = np.stack([x_train[y_train == digit].mean(axis=0).ravel() for digit in range(10)])
    distances = (means**2).sum(axis=1) - 2 * x_test.reshape(-1, 784) @ means.T
    assert 0.70 < (distances.argmin(axis=1) == y_test).mean() < 0.80
