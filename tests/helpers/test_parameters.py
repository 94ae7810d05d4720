"""Every parameter that makes no sense gets one line that says what to give."""

import ast

import numpy as np
import pytest

from helpers import ROOT, parameters
from helpers.errors import CourseError
from runner.notebook import Notebook
from tests.support import make_notebook


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
        ({"epochs": 10**25}, "give a whole number from 1 to 10,000"),
        ({"width": 10**9}, "give a whole number from 1 to 4,096"),
        ({"mapped": 50}, "mapped = 50: give a whole number from 100 to 10,000"),
        ({"profile": "fast"}, "unknown profile 'fast': known: full, quick"),
        ({"epoch": 3}, "unknown parameter 'epoch': did you mean 'epochs'"),
        ({"dropout_2": 0.3}, "unknown parameter 'dropout_2': did you mean 'dropout'"),
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


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_the_defaults_of_every_notebook_pass_and_each_parameter_but_data_and_folder_has_a_rule(
    path,
):
    defaults = {name: ast.literal_eval(p.default) for name, p in Notebook(path).parameters.items()}
    assert defaults.keys() - parameters.RULES.keys() <= {"dataset", "out"}
    assert Notebook(path).typed(defaults) == defaults


def test_from_outside_a_value_has_to_keep_its_rule_or_be_the_notebooks_own(tmp_path):
    path = make_notebook(tmp_path / "zero.ipynb", parameters="epochs = 0\nrate = 0.1")
    assert Notebook(path).typed({"epochs": 0, "rate": -1}) == {"epochs": 0, "rate": -1}
    with pytest.raises(CourseError, match="epochs = -1"):
        Notebook(path).typed({"epochs": -1})


def test_every_activation_named_is_one_that_keras_knows():
    import keras

    for name in parameters.ACTIVATIONS:
        assert callable(keras.activations.get(name))


def test_a_count_is_cut_to_what_there_is_and_told(capsys):
    assert parameters.cut(2000, mapped=2000) == 2000
    assert capsys.readouterr().out == ""
    assert parameters.cut(180, mapped=2000) == 180
    assert capsys.readouterr().out == (
        "mapped = 2,000 is more than there are: it is 180 from here on.\n"
    )
