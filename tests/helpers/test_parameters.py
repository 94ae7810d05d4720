"""Every parameter that makes no sense gets one line that says what to give."""

import numpy as np
import pytest

from helpers import parameters
from helpers.errors import CourseError


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"dropout": 1.5}, "dropout = 1.5: give a fraction from 0 to below 1"),
        ({"dropout": 1}, "dropout = 1: give a fraction"),
        ({"dropout": "0.3"}, "dropout = '0.3': give a fraction"),
        ({"epochs": 0}, "epochs = 0: give a whole number from 1"),
        ({"epochs": 2.5}, "epochs = 2.5: give a whole number from 1"),
        ({"epochs": True}, "epochs = True: give a whole number from 1"),
        ({"units": 0}, "units = 0: give a whole number from 1"),
        ({"batch_size": -1}, "batch_size = -1: give a whole number from 1"),
        ({"seed": -1}, "seed = -1: give a whole number from 0"),
        ({"seed": 2**32}, "seed = 4294967296: give a whole number"),
        ({"learning_rate": 0}, "learning_rate = 0: give a number above 0"),
        ({"learning_rate": "fast"}, "learning_rate = 'fast': give a number"),
        ({"level": 1}, "level = 1: give a fraction between 0 and 1"),
        ({"activation": "rleu"}, "unknown activation 'rleu': did you mean 'relu'"),
        ({"activation": 3}, "unknown activation 3"),
    ],
)
def test_a_value_that_makes_no_sense_gets_one_line(values, line):
    with pytest.raises(CourseError) as caught:
        parameters.check(**values)
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_values_that_make_sense_pass():
    parameters.check(seed=0, epochs=np.int64(3), dropout=0, learning_rate=1e-3, activation="relu")


def test_every_activation_named_is_one_that_keras_knows():
    import keras

    for name in parameters.ACTIVATIONS:
        assert callable(keras.activations.get(name))
