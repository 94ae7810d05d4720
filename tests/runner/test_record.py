"""One record of a run: what a stranger's notebook put out is typed and bounded once."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.batch import report
from runner.batch.output import Output
from runner.batch.sweep import Sweep
from runner.record import LONGEST, LONGEST_NAME, MOST, OUTCOMES, Finished, Planned

NAMED = {"exercise": "quiz 1.1", "outcome": "right", "tries": 1}


def _read(**told: object) -> Finished:
    return Finished.read({"notebook": "a.ipynb", "status": "ok"} | told)


def test_a_record_comes_back_from_json_as_it_was():
    planned = Planned(notebook=Path("a.ipynb"), parameters={"rate": 0.1}, name="a-1", key="1")
    finished = planned.finish(
        status="failed",
        error="été",
        seconds=1.5,
        claims=[
            {"claim": "one is one", "holds": True, "seen": {"a": 1}},
            {"claim": "of MNIST", "holds": None},
        ],
        results={"source": "digits", "accuracy": 0.9, "loss": math.inf, "n": 3, "odd": False},
        exercises=[
            {"exercise": "quiz 1.1", "outcome": "wrong", "tries": 2}
            | {"misconception": "off by one", "said": "Count from 0."}
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
        (
            {"results": {"y": 3}, "exercises": [NAMED | {"exercise": "quiz ١.١"}]},
            "1 exercises left",
        ),
        ({"results": {"y": 3}, "exercises": [NAMED | {"exercise": "quiz 1.1 tries"}]}, "1 exerc"),
        ({"results": {"y": 3}, "exercises": [NAMED | {"outcome": "x" * 50_000_000}]}, "1 exercis"),
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


def test_what_was_said_of_a_misconception_is_kept_within_bounds():
    told = NAMED | {"outcome": "wrong", "misconception": "m" * 999, "said": "s\ud800" * 999}
    [kept] = _read(exercises=[told]).exercises
    assert (len(kept["misconception"]), len(kept["said"])) == (LONGEST_NAME, LONGEST)
    kept["said"].encode()
    [unnamed] = _read(exercises=[NAMED | {"said": "alone", "misconception": ["m"]}]).exercises
    assert unnamed == NAMED


LETTERS = "aé=+-@,;\"'\n\r\t\x00\x1b\x85\u2028\u202e\ud800\udfff𐎀"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=10)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
ANY = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(TEXTS | st.integers(), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = (
    st.sampled_from(["quiz 1.1", "exercise 2.10", "quiz 1.1 tries", "exercises_right", "=1+1"])
    | st.sampled_from(["run", "status", "seconds", "error", "claims_held", "dropped", "seed"])
    | TEXTS
)
ODD = st.fixed_dictionaries(
    {},
    optional={
        "results": st.dictionaries(NAMES, ANY, max_size=4) | ANY,
        "claims": ANY | st.lists(st.fixed_dictionaries({"claim": ANY, "holds": ANY}), max_size=3),
        "exercises": ANY
        | st.lists(
            st.fixed_dictionaries(
                {"exercise": NAMES, "outcome": st.sampled_from(OUTCOMES) | ANY},
                optional={"tries": ANY, "misconception": ANY, "said": ANY, "more": ANY},
            ),
            max_size=4,
        ),
        **dict.fromkeys(("status", "seconds", "error", "dropped", "file", "page", "notebook"), ANY),
    },
)
"""What a stranger's notebook can tell, near to what it should tell and far from it."""


@settings(max_examples=200, deadline=None)
@given(ODD)
def test_whatever_a_notebook_tells_becomes_one_record_that_comes_back_from_the_journal(told):
    finished = Finished.read(told)
    line = finished.to_json()
    assert "\n" not in line and Finished.from_json(line).to_json() == line
    texts = [finished.error, finished.dropped, *finished.results, *finished.results.values()]
    texts += [text for answer in finished.exercises for text in answer.values()]
    for text in texts:
        assert not isinstance(text, str) or len(text) <= LONGEST
        f"{text}".encode()


@settings(max_examples=25, deadline=None)
@given(ODD)
def test_whatever_a_notebook_tells_the_class_has_its_report_and_tables(tmp_path_factory, told):
    folder = tmp_path_factory.mktemp("out")
    planned = Planned(notebook=Path("eve\udcff.ipynb"), parameters={"seed": 1}, name="e", key="e")
    eve = Finished.read(told | vars(planned))
    ann = Finished.read(
        {"notebook": "ann.ipynb", "name": "a", "key": "a", "parameters": {"seed": 1}}
        | {"results": {"accuracy": 0.5}, "exercises": [NAMED]}
    )
    for submissions in (True, False):
        students = {"a": "Ann", "e": "Eve"} if submissions else {}
        asked = Sweep(Path("s.yaml"), [ann, eve], ["seed"], submissions, students=students)
        report.write(asked, [ann, eve], Output(str(folder)))
        table = pd.read_csv(folder / "results.csv", keep_default_na=False)
        assert table["run"].tolist() == ["a", "e"]
        assert table["quiz 1.1"][0] == "right" and float(table["accuracy"][0]) == 0.5
        assert "Eve" in (folder / "report.html").read_text(encoding="utf-8") or not submissions
    assert pd.read_csv(folder / "grades.csv")["points"][0] == 1
