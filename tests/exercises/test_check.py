"""What a cell with `check` or `reveal` shows and stores."""

import re
import sys

import numpy as np
import pytest

from exercises import check, find, judging, reveal
from exercises.kinds import RIGHT, UNTRIED, WRONG
from exercises.predictions import FRACTION, PERCENT, Prediction
from helpers.errors import CourseError
from tests.exercises.test_kinds import DOUBLE, NUMBER


@pytest.fixture
def outputs(monkeypatch):
    """Collect what is displayed, and forget earlier tries."""
    shown = []
    monkeypatch.setattr(judging, "show", lambda *forms: shown.append(forms))
    monkeypatch.setattr(judging, "TRIED", {})
    monkeypatch.setattr(judging, "REMINDED", set())
    return shown


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(judging, "find", lambda name: NUMBER)


def test_the_outcome_the_tries_and_the_misconception_are_stored(outputs, known):
    for answer in (None, 92, 92, 0.5, 0.92):
        check("exercise 1.3", answer)
    stored = [(data["outcome"], data["tries"]) for _, data, _ in outputs]
    assert stored == [(UNTRIED, 0), (WRONG, 1), (WRONG, 1), (WRONG, 2), (RIGHT, 3)]
    assert outputs[0][1] == {"exercise": "exercise 1.3", "outcome": "not attempted", "tries": 0}
    names = [data.get("misconception") for _, data, _ in outputs]
    assert names == [None, "percent for fraction", "percent for fraction", None, None]
    assert outputs[0][0].startswith("○ Exercise 1.3: not attempted. ")
    assert outputs[-1][0] == "✓ Exercise 1.3: right. because"
    assert outputs[-1][2] == "> **✓ Exercise 1.3: right.** because"


def test_each_different_try_says_more_behind_the_real_cause(outputs, known):
    for answer in (92, 92, 0.5, 0.6, 0.7, 0.8):
        check("exercise 1.3", answer)
    told = [text for text, *_ in outputs]
    assert told[0] == "✗ Exercise 1.3: wrong. percent"
    assert told[1] == f"{told[0]} You gave this answer before. Change it, and you hear more."
    assert [text.split("wrong. ")[1] for text in told[2:]] == [
        "think more",
        "and more",
        "nearly",
        "nearly the whole idea",
    ]


def test_a_function_written_anew_is_another_try_and_a_comment_is_none(outputs, monkeypatch):
    monkeypatch.setattr(judging, "find", lambda name: DOUBLE)
    for source in ("lambda x: x", "\n(lambda x: x)  # a comment", "lambda x: x + 1"):
        check("exercise 1.3", eval(source.strip()))
    assert [data["tries"] for _, data, _ in outputs] == [1, 1, 2]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("exercise 1.33", "unknown exercise 'exercise 1.33': did you mean 'exercise 1.3'"),
        ("exercise 77.1", "notebook 77 has no exercises"),
        ("1.3", "no exercise is named '1.3': names look like 'exercise 2.1'"),
        (None, "no exercise is named None"),
    ],
)
def test_a_wrong_name_is_one_line(name, line):
    with pytest.raises(CourseError, match=re.escape(line)):
        find(name)


def test_a_missing_package_is_named_in_one_line_and_the_exercises_are_not_denied(monkeypatch):
    monkeypatch.delitem(sys.modules, "exercises.notebook_01", raising=False)
    monkeypatch.setitem(sys.modules, "sklearn.preprocessing", None)
    line = "the checks of notebook 1 need sklearn.preprocessing, which isn't installed: run"
    with pytest.raises(CourseError, match=line):
        find("exercise 1.1")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("prediction 1.44", "unknown prediction 'prediction 1.44'"),
        ("quiz 1.1", "no prediction is named 'quiz 1.1': names look like 'prediction 2.1'"),
    ],
)
def test_a_wrong_name_of_a_prediction_is_one_line(name, line):
    with pytest.raises(CourseError, match=re.escape(line)):
        reveal(name, 1, 2, "Why?")


@pytest.fixture
def revealed(outputs, monkeypatch):
    """Return a function that reveals a prediction of some kind, and gives the plain text."""

    def reveal_as(about: Prediction, guess: object, actual: object) -> str:
        monkeypatch.setattr(judging, "find_prediction", lambda name: about)
        reveal("prediction 1.2", guess, actual, "Why?")
        return outputs[-1][0]

    return reveal_as


def test_a_guess_is_set_beside_the_result_with_how_far_off_it_was(revealed, outputs):
    text = revealed(PERCENT, 50, np.float64(11.35))
    assert text == "→ Prediction 1.2: you said 50 %, it is 11.35 %. 38.65 points too much. Why?"
    assert outputs[-1][1] == {"prediction": "prediction 1.2", "said": "50 %"}
    assert "| **50 %** | **11.35 %** |" in outputs[-1][2]


def test_a_guess_with_a_bar_stays_in_its_cell(revealed, outputs):
    revealed(Prediction(), "a|b", "c")
    assert r"| **a\|b** | **c** |" in outputs[-1][2]


def test_without_a_guess_nothing_is_told(revealed, outputs):
    assert "no guess yet" in revealed(PERCENT, None, 11.35)
    assert "11" not in "".join(outputs[0][::2]).replace("Prediction 1.2", "")


@pytest.mark.parametrize(
    ("about", "guess", "actual", "told"),
    [
        (PERCENT, 0.85, 91.5, "Asked was for percent: did you mean 85 %?"),
        (Prediction(unit="points"), 0.054, 5.4, "Asked was for points: did you mean 5.4 points?"),
        (Prediction(unit="points"), 0.005, 0.62, "did you mean 0.5 points?"),
        (Prediction(unit="percentage points"), "10 %", 5.4, "you said 10 percentage points"),
        (Prediction(unit="pixels"), "11 %", 67, "Asked was for pixels, not for percent."),
        (Prediction(whole=True), 7850.5, 7850, "0.5 too much. Only whole"),
        (PERCENT, 120, 91.5, "More than 100 % is impossible."),
        (PERCENT, 91.5, 91.5, "Exactly so."),
        (FRACTION, 85, 0.91, "did you mean 0.85?"),
        (
            PERCENT,
            "97 %",
            98,
            "you said 97 %, it is 98 %. 1 point too little. Write it as a number",
        ),
        (Prediction(unit="pixels", most=784), 5000, 67, "More than 784 pixels is impossible."),
        (Prediction(unit="pixels", least=0), -3, 67, "Less than 0 pixels is impossible."),
        (Prediction(whole=True), 2.5, 67, "Only whole numbers are possible."),
        (Prediction(factor=True), 20, 1000, "50 times too small."),
        (Prediction(unit="points"), "0,5", 0.7, "0.2 points too little."),
        (Prediction(unit="points"), (0, 5), 0.7, "Write a decimal point."),
        (Prediction(options=("same", "different")), "sam", "same", "one of 'same', 'different'"),
        (Prediction(options=("same", "different")), "same", "same", "As you said."),
        (Prediction(options=("same", "different")), "different", "same", "Not what you said."),
        (PERCENT, "half", 50, "Your guess is no number."),
        (PERCENT, "2 thousand", 50, "Your guess is no number."),
        (PERCENT, "10 percent", 50, "you said 10 %"),
        (PERCENT, "40-60", 50, "Write one number, no range."),
        (Prediction(), "about 8000", 7850, "150 too much. Write the number alone"),
        (Prediction(unit="percentage points"), "5 percentage points", 6, "1 percentage point too"),
        (Prediction(unit="parameters"), (8, 0), 7850, "you said 8,000 parameters"),
        (Prediction(unit="%", most=100), (97, 0), 97.4, "you said 97 %"),
        (Prediction(unit="epochs"), (3, 0), 3.1, "you said 3 epochs"),
        (Prediction(), "ln 10", 50, "Your guess is no number."),
        (Prediction(unit="points"), "5 points", 6, "1 point too little. Write the number alone"),
        (Prediction(factor=True), 0, 1000, "it is 1,000. Why?"),
        (Prediction(options=("4", "9")), np.int64(4), "4", "you said 4, it is 4. As you said."),
        (Prediction(options=("4", "9")), 3.0, "4", "you said 3, it is 4. A guess here is one of"),
        (Prediction(options=("from .keras", "both")), "From .keras", "from .keras", "As you said."),
        (PERCENT, [1, 2, 3], 50, "Your guess is no number."),
        (PERCENT, float("nan"), 50, "nan is no guess."),
    ],
)
def test_a_guess_hears_what_it_can_be(revealed, about, guess, actual, told):
    assert told in revealed(about, guess, actual)


@pytest.mark.parametrize(
    ("about", "guess", "actual"),
    [
        (Prediction(unit="points"), 0.5, 1.2),
        (Prediction(unit="points"), 0.3, 5.2),
        (FRACTION, 1.2, 0.7),
        (PERCENT, 0.5, 0.4),
    ],
)
def test_no_other_unit_is_suggested_where_the_guess_lies_nearer_as_it_is(
    revealed, about, guess, actual
):
    assert "did you mean" not in revealed(about, guess, actual)
