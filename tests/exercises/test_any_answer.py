"""Any Python object is an answer: one verdict comes out, and no traceback."""

import datetime
import io
import itertools
import math

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from exercises.kinds import RIGHT, UNTRIED, WRONG, Choice, Function, Lines, Value
from exercises.predictions import FRACTION, PERCENT, Prediction, compare
from tests.exercises.test_exercises import ALL
from tests.exercises.test_exercises import given as given_to
from tests.exercises.test_kinds import DOUBLE, LETTER, LINES, MEND, NUMBER, TABLE


class Hostile:
    """Fails at everything that one can ask of an object."""

    def _fail(self, *_):
        raise RuntimeError("no")

    __eq__ = __len__ = __iter__ = __repr__ = __str__ = __float__ = __array__ = _fail
    __getitem__ = __bool__ = __call__ = __index__ = __contains__ = _fail
    __hash__ = object.__hash__


class Secretive:
    """Fails at being asked for any attribute."""

    def __getattr__(self, name):
        raise RuntimeError("no")


def closed_file():
    file = io.StringIO("text")
    file.close()
    return file


STRANGE = {
    "nan": math.nan,
    "infinity": math.inf,
    "huge": 10**5000,
    "range": range(10**12),
    "endless": itertools.count(),
    "generator": (i for i in range(3)),
    "ragged": [[1], [1, 2]],
    "objects": np.array([object(), None]),
    "empty": np.zeros((0, 3)),
    "deep": np.zeros((1,) * 20),
    "complex": 1j,
    "series": pd.Series([1.0, 2.0], index=["a", "b"]),
    "frame": pd.DataFrame({"a": [1, 2]}),
    "date": datetime.date(2024, 1, 1),
    "tensor": tf.constant([1.0, 2.0]),
    "symbolic": keras.Input((784,)),
    "network": keras.Sequential([keras.layers.Dense(3)]),
    "compiled network": keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]),
    "class": int,
    "module": math,
    "file": closed_file(),
    "bytes": b"c",
    "set": {1, 2},
    "dictionary": {"a": 1},
    "truth": True,
    "long text": "x" * 10**6,
    "surrogate": "\ud800",
    "built-in": len,
    "method": [].append,
    "ufunc": np.add,
    "hostile": Hostile(),
    "hostile class": Hostile,
    "secretive": Secretive(),
    "none in a list": [None],
    "error": ValueError("x"),
}

KINDS = {"letter": LETTER, "number": NUMBER, "table": TABLE, "lines": LINES, "function": DOUBLE}


def checked(exercise, answer, told=None):
    """Judge an answer, and its help, as `check` does."""
    verdict = exercise.judge(answer, told or {})
    assert verdict.outcome in (RIGHT, WRONG, UNTRIED)
    assert isinstance(verdict.text, str)
    assert "Traceback" not in verdict.text and len(verdict.text) < 1500
    for tries in range(8):
        assert isinstance(exercise.help(verdict, tries), str)
    return verdict


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_object_gets_one_verdict(kind, name):
    assert checked(KINDS[kind], STRANGE[name]).outcome in (WRONG, UNTRIED)


@pytest.mark.parametrize("name", STRANGE)
def test_so_does_a_function_that_gives_it(name):
    for exercise in (DOUBLE, MEND):
        assert checked(exercise, lambda x: STRANGE[name]).outcome == WRONG


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n, e in ALL.items() if n != "exercise 5.6"])
def test_so_it_does_in_every_exercise_of_the_course(name):
    exercise = ALL[name]
    told = given_to(exercise)
    few = STRANGE if not isinstance(exercise, Function) else ("network", "hostile", "tensor")
    for strange in few:
        verdict = checked(exercise, STRANGE[strange], told)
        assert verdict.outcome in (WRONG, UNTRIED), strange
    if isinstance(exercise, Function):
        for strange in ("nan", "ragged", "generator", "hostile", "long text", "network", "empty"):

            def gives(*arguments, strange=strange):
                return STRANGE[strange]

            assert checked(exercise, gives, told).outcome == WRONG, strange


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | st.fractions()
    | st.decimals()
    | st.dates()
    | hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, max_side=4)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
quickly = settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@pytest.mark.parametrize("kind", KINDS)
@quickly
@given(answer=ANYTHING)
def test_any_answer_gets_one_verdict(kind, answer):
    verdict = checked(KINDS[kind], answer)
    assert "check itself stopped" not in verdict.text


@quickly
@given(result=ANYTHING)
def test_any_result_of_a_function_gets_one_verdict(result):
    assert "check itself stopped" not in checked(DOUBLE, lambda x: result).text


@quickly
@given(guess=ANYTHING, about=st.sampled_from([PERCENT, FRACTION, Prediction(factor=True)]))
def test_any_guess_is_set_beside_the_result(guess, about):
    beside = compare(guess, 0.5, about)
    assert all(isinstance(part, str) and len(part) < 500 for part in beside)


def test_every_kind_of_exercise_is_tried():
    assert {type(e) for e in KINDS.values()} == {Choice, Value, Lines, Function}
