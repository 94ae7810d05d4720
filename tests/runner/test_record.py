"""One record of a run: what a stranger's notebook put out is typed and bounded once."""

import json
import math
from pathlib import Path

import pytest

from runner.record import LONGEST, MOST, Finished, Planned


def _read(**told: object) -> Finished:
    return Finished.read({"notebook": "a.ipynb", "status": "ok"} | told)


def test_a_record_comes_back_from_json_as_it_was():
    planned = Planned(notebook=Path("a.ipynb"), parameters={"rate": 0.1}, name="a-1", key="1")
    finished = planned.finish(
        status="failed",
        error="été",
        seconds=1.5,
        claims=[{"claim": "one is one", "holds": True}, {"claim": "of MNIST", "holds": None}],
        results={"source": "digits", "accuracy": 0.9, "loss": math.inf, "n": 3, "odd": False},
        exercises=[
            {"exercise": "quiz 1.1", "outcome": "wrong", "tries": 2, "misconception": "rows first"}
        ],
        dropped="1 claims left out",
        file="a-1.ipynb",
        page="pages/a-1.html",
    )
    assert Finished.from_json(finished.to_json()) == finished
    assert "\n" not in finished.to_json()


def test_only_the_name_of_the_notebook_leaves_the_machine():
    finished = Planned(notebook=Path("/home/somebody/a.ipynb")).finish()
    assert Finished.from_json(finished.to_json()).notebook == Path("a.ipynb")


@pytest.mark.parametrize(
    ("told", "dropped"),
    [
        ({"results": {"x": [1, 2], "y": 3}}, "1 results left out"),
        ({"results": {"y": 3, "x": None, "": 1, "big": 10**30}}, "3 results left out"),
        ({"results": {"y": 3}, "claims": ["claim", {"claim": 3, "holds": True}]}, "2 claims"),
        ({"results": {"y": 3}, "claims": [{"claim": "one", "holds": 1}]}, "1 claims left out"),
        ({"results": {"y": 3}, "exercises": [{"exercise": "a", "outcome": "great"}]}, "1 exercise"),
        ({"results": {"y": 3}, "exercises": {"exercise": [], "outcome": []}}, "1 exercises left"),
        ({"results": {"y": 3}, "claims": 7}, "1 claims left out"),
    ],
)
def test_what_is_of_no_known_kind_is_left_out_and_told_in_one_line(told, dropped):
    finished = _read(**told)
    assert (finished.results, finished.claims, finished.exercises) == ({"y": 3}, [], [])
    assert finished.dropped.startswith(dropped)


def test_number_and_size_are_bounded():
    many = {f"result {n}": "x" * 10**6 for n in range(1000)}
    finished = _read(results=many, error="y" * 10**7)
    assert (len(finished.results), finished.dropped) == (MOST, "800 results left out")
    assert len(finished.to_json()) < 2 * MOST * LONGEST


def test_texts_are_valid_unicode_on_one_line():
    finished = _read(
        results={"\ud800x": "a\x1b[31m\ud800"}, claims=[{"claim": "a\nb", "holds": 0 > 1}]
    )
    assert finished.results == {"?x": "a [31m?"}
    assert finished.claims == [{"claim": "a", "holds": False}]
    json.dumps(finished.results, ensure_ascii=False).encode()


@pytest.mark.parametrize("tries", [-1, "3", 1.5, True, None, 10**30])
def test_tries_are_a_number_of_tries(tries):
    answer = {"exercise": "quiz 1.1", "outcome": "right", "tries": tries}
    assert _read(exercises=[answer]).exercises == [answer | {"tries": 0}]


def test_the_best_outcome_of_an_exercise_counts():
    outcomes = [("not attempted", 0), ("right", 2), ("wrong", 3), ("right", 1)]
    answers = [{"exercise": "quiz 1.1", "outcome": o, "tries": n} for o, n in outcomes]
    assert _read(exercises=answers).exercises == [answers[1]]


@pytest.mark.parametrize("text", ["", "[]", "3", '{"key": "b", "sta'])
def test_what_is_no_record_is_a_value_error(text):
    with pytest.raises(ValueError):
        Finished.from_json(text)


def test_a_status_or_a_time_that_cannot_be_is_none():
    finished = _read(status="wonderful", seconds=math.nan)
    assert (finished.status, finished.seconds) == ("failed", 0.0)
