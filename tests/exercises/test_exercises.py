"""Exercises answer back: every right form passes, every known wrong answer gets its own hint."""

import importlib
import re
from collections import Counter

import numpy as np
import pytest

import exercises
from exercises import check, find, reveal
from exercises.kinds import RIGHT, UNTRIED, WRONG, Choice, Exercise, Function, Lines, Value
from helpers import ROOT
from helpers.claims import RESULT
from helpers.errors import CourseError
from runner import notebook, student
from tests.support import solution

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSONS = [int(path.stem[:2]) for path in NOTEBOOKS]


def table(lesson: int) -> dict[str, Exercise]:
    return importlib.import_module(f"exercises.notebook_{lesson:02}").EXERCISES


ALL = {name: exercise for lesson in LESSONS for name, exercise in table(lesson).items()}


def of_kind(*kinds: type) -> pytest.MarkDecorator:
    names = [name for name, exercise in ALL.items() if isinstance(exercise, kinds)]
    return pytest.mark.parametrize("name", names)


def judged(name: str, answer: object) -> tuple[str, str]:
    exercise = ALL[name]
    return exercise.judge(answer, exercise.sample() if hasattr(exercise, "sample") else {})


def wrongs(exercise: Exercise, given: dict) -> list[tuple[object, str]]:
    """Return the known wrong answers of an exercise with their hints."""
    if isinstance(exercise, Choice):
        return list(exercise.wrong.items())
    if isinstance(exercise, Lines):
        in_order = in_any_order(exercise)
        extra = [([*in_order, letter], hint) for letter, hint in exercise.wrong.items()]
        return extra + [(swapped(exercise, *pair), hint) for pair, hint in exercise.order.items()]
    if isinstance(exercise, Value):
        return [(exercise.value(wrong, given), hint) for wrong, hint in exercise.wrong]
    return list(exercise.wrong)


def in_any_order(exercise: Lines) -> list[str]:
    """Return the needed lines in an order that keeps every pair."""
    left, done = list(exercise.needed), []
    while left:
        free = [c for c in left if not any(a in left for a, b in exercise.order if b == c)]
        assert free, f"{list(exercise.order)} can't all hold"
        done.append(free[0])
        left.remove(free[0])
    return done


def swapped(exercise: Lines, first: str, second: str) -> list[str]:
    """Return an order in which one pair is the wrong way round, and others as few as can be."""
    lines = in_any_order(exercise)
    lines.remove(second)
    lines.insert(lines.index(first), second)
    return lines


# The tables


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_recall_exercises_and_a_quiz_named_in_order(lesson):
    counts = Counter(name.split()[0] for name in table(lesson))
    assert counts["recall"] == 3 and counts["exercise"] >= 5 and 4 <= counts["quiz"] <= 5
    numbered = [
        f"{kind} {lesson}.{number}"
        for kind in ("recall", "exercise", "quiz")
        for number in range(1, counts[kind] + 1)
    ]
    assert list(table(lesson)) == numbered


@pytest.mark.parametrize("name", ALL)
def test_each_has_a_reason_and_three_known_wrong_answers_with_hints_of_their_own(name):
    exercise = ALL[name]
    hints = list(exercise.wrong.values()) if isinstance(exercise.wrong, dict) else []
    hints = hints or [hint for _, hint in exercise.wrong]
    if isinstance(exercise, Lines):
        hints += exercise.order.values()
    assert len(hints) >= 3 and len(set(hints)) == len(hints)
    assert all(len(text) > 20 for text in [exercise.why, exercise.hint, *hints])


@pytest.mark.parametrize("name", ALL)
def test_each_known_wrong_answer_gets_its_own_hint(name):
    exercise = ALL[name]
    given = exercise.sample() if hasattr(exercise, "sample") else {}
    for wrong, hint in wrongs(exercise, given):
        outcome, text = exercise.judge(wrong, given)
        assert outcome == WRONG, hint
        assert hint in text, (hint, text)


@pytest.mark.parametrize("name", ALL)
def test_an_unanswered_exercise_is_not_attempted(name):
    for nothing in (None, ..., ""):
        assert judged(name, nothing)[0] == UNTRIED


@of_kind(Function)
def test_an_empty_function_and_one_left_unchanged_are_not_attempted(name):
    assert judged(name, lambda *arguments: None)[0] == UNTRIED
    assert judged(name, lambda *arguments: ...)[0] == UNTRIED
    if ALL[name].unchanged:
        assert judged(name, ALL[name].unchanged)[0] == UNTRIED


@of_kind(Function)
def test_a_function_is_right_every_time_and_an_error_in_it_becomes_a_hint(name):
    assert [judged(name, ALL[name].right)[0] for _ in range(5)] == [RIGHT] * 5
    assert judged(name, ALL[name].right)[1] == ALL[name].why

    def fails(*arguments):
        raise LookupError("my own mistake")

    outcome, text = judged(name, fails)
    assert outcome == WRONG and "LookupError: my own mistake" in text


@of_kind(Choice)
def test_a_letter_may_be_small_or_capital_and_another_one_lists_the_choices(name):
    right = ALL[name].right
    assert right not in ALL[name].wrong and len(ALL[name].wrong) >= 3
    assert judged(name, right)[0] == judged(name, f" {right.upper()} ")[0] == RIGHT
    for strange in ("z", 3, ["a"]):
        outcome, text = judged(name, strange)
        assert outcome == WRONG and '"a", "b", "c"' in text


@of_kind(Lines)
def test_lines_may_come_as_text_or_list_in_every_order_that_works(name):
    order = in_any_order(ALL[name])
    for form in (order, tuple(order), "".join(order), ", ".join(order).upper()):
        assert judged(name, form)[0] == RIGHT
    assert "needed" in judged(name, order[:-1])[1]
    assert judged(name, [*order, order[0]])[0] == WRONG
    assert judged(name, "?!")[0] == UNTRIED


@of_kind(Value)
def test_a_value_may_come_in_every_form_and_a_near_miss_is_wrong(name):
    exercise = ALL[name]
    right = exercise.value(exercise.right, exercise.sample())
    if isinstance(right, str | bool):
        assert judged(name, right)[0] == RIGHT
        return
    array = np.asarray(right, dtype=float)
    off = exercise.tolerance
    forms = [right, array, array.astype("float32"), array.tolist(), array * (1 + off / 10)]
    assert [judged(name, form)[0] for form in forms] == [RIGHT] * len(forms)
    misses = [array * (1 + 20 * off), array + np.nan, str(right), array > 0]
    assert [judged(name, miss)[0] for miss in misses] == [WRONG] * len(misses)


# The kinds


def tensor(values: object) -> object:
    import tensorflow as tf  # here, because most of this file does without

    return tf.constant(values)


NUMBER = Value(right=0.92, wrong=[(92, "percent")], why="because", hint="think", more="think more")
TABLE = Value(right=np.array([[1, 2, 3], [4, 5, 6]]), wrong=[], why="because", hint="think")


@pytest.mark.parametrize("form", [0.92, 0.9200001, np.float32(0.92), [0.92], np.array(0.92)])
def test_a_number_is_right_in_every_form(form):
    assert NUMBER.judge(form, {}) == (RIGHT, "because")
    assert NUMBER.judge(tensor(form), {}) == (RIGHT, "because")


@pytest.mark.parametrize(
    "miss", [0.93, 0.9, -0.92, True, "0.92", [0.92, 0.92], float("nan"), {}, object(), 92.1]
)
def test_a_near_miss_of_a_number_is_wrong_and_does_not_tell_the_number(miss):
    outcome, text = NUMBER.judge(miss, {})
    assert (
        outcome == WRONG and text.startswith("think") and "0.92" not in text.replace("'0.92'", "")
    )


@pytest.mark.parametrize("form", [((1, 2, 3), (4, 5, 6)), [[1.0, 2, 3], [4, 5, 6]]])
def test_an_array_is_right_in_every_form(form):
    for given in (form, np.array(form, "float32"), np.array(form, "uint8"), tensor(form)):
        assert TABLE.judge(given, {})[0] == RIGHT


def test_an_array_of_another_shape_hears_which_one_is_wanted():
    text = TABLE.judge(np.ones((3, 2)), {})[1]
    assert text == "think Wanted is an array of shape (2, 3); yours is an array of shape (3, 2)."
    assert TABLE.judge([[1, 2], [3]], {})[0] == WRONG


DOUBLE = Function(
    inputs=lambda rng: (rng.normal(size=rng.integers(3, 9)),),
    right=lambda x: 2 * x,
    wrong=[(lambda x: x**2, "square"), (lambda x: x.reshape(2, 99), "reshape")],
    why="because",
    hint="think",
)


def test_a_function_may_use_loops_and_lists_and_may_change_its_input():
    def changes(x):
        x *= 2
        return x

    assert DOUBLE.judge(lambda x: [2 * value for value in x], {})[0] == RIGHT
    assert DOUBLE.judge(changes, {})[0] == RIGHT
    assert DOUBLE.judge(lambda x: tensor(2 * x), {})[0] == RIGHT


def test_a_written_down_result_does_not_pass():
    assert DOUBLE.judge(lambda x: np.array([2.0, 4.0, 6.0]), {})[0] == WRONG


def test_a_known_error_gets_its_own_hint_and_an_unknown_one_says_what_was_given():
    assert DOUBLE.judge(lambda x: x.reshape(2, 99), {}) == (WRONG, "reshape")
    text = DOUBLE.judge(lambda: None, {})[1]
    assert re.match(r"think It was called with an array of shape \(\d,\), and stopped: Type", text)
    assert DOUBLE.judge(lambda x: exit(), {})[0] == WRONG
    assert "without brackets" in DOUBLE.judge(4, {})[1]


def test_an_interrupt_is_not_taken_for_an_answer():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        DOUBLE.judge(interrupted, {})


# check and reveal


@pytest.fixture
def outputs(monkeypatch):
    """Collect what is displayed, and forget earlier tries."""
    shown = []
    monkeypatch.setattr(exercises, "show", lambda text, data: shown.append((text, data)))
    monkeypatch.setattr(exercises, "_tried", {})
    return shown


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(exercises, "find", lambda name: NUMBER)


def test_the_outcome_and_the_tries_are_stored(outputs, known):
    for answer in (None, 92, 92, 0.5, 0.92):
        check("exercise 1.3", answer)
    stored = [(data["outcome"], data["tries"]) for _, data in outputs]
    assert stored == [(UNTRIED, 0), (WRONG, 1), (WRONG, 1), (WRONG, 2), (RIGHT, 3)]
    assert outputs[0][1] == {"exercise": "exercise 1.3", "outcome": "not attempted", "tries": 0}
    assert outputs[0][0].startswith("○ Exercise 1.3: not attempted. ")
    assert outputs[-1][0] == "✓ Exercise 1.3: right. because"


def test_from_the_second_different_try_on_the_next_hint_is_shown(outputs, known):
    for answer in (92, 92, 0.5):
        check("exercise 1.3", answer)
    told = [text for text, _ in outputs]
    assert told[0] == told[1] == "✗ Exercise 1.3: wrong. percent"
    assert told[2] == "✗ Exercise 1.3: wrong. think think more"


def test_a_function_written_anew_is_another_try(outputs, monkeypatch):
    monkeypatch.setattr(exercises, "find", lambda name: DOUBLE)
    for source in ("lambda x: x", "lambda x: x", "lambda x: x + 1"):
        check("exercise 1.3", eval(source))
    assert [data["tries"] for _, data in outputs] == [1, 1, 2]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("exercise 1.33", "unknown exercise 'exercise 1.33': did you mean 'exercise 1.3'"),
        ("exercise 77.1", "notebook 77 has no exercises"),
        ("1.3", "no exercise is named '1.3': names look like 'exercise 2.3'"),
        (None, "no exercise is named None"),
    ],
)
def test_a_wrong_name_is_one_line(name, line):
    with pytest.raises(CourseError, match=re.escape(line)):
        find(name)


def test_a_guess_is_set_beside_the_result_and_the_reason_is_asked_for(outputs):
    reveal("prediction 1.2", 50, np.float64(11.35), "Why?")
    reveal("prediction 1.2", "b", "c", "Why?")
    reveal("prediction 1.2", None, 11.35, "Why?")
    assert outputs[0] == (
        "→ Prediction 1.2: you said 50, it is 11.35. Why?",
        {"prediction": "prediction 1.2", "said": "50"},
    )
    assert "you said b, it is c" in outputs[1][0]
    assert "no guess yet" in outputs[2][0] and "11" not in outputs[2][0]


# The notebooks


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_exercise_of_the_table_is_in_the_notebook_with_a_solution_right_under_it(path):
    cells, asked = notebook.load(path).cells, []
    for cell, below in zip(cells, [*cells[1:], None], strict=True):
        if cell.cell_type == "code" and (found := checked(cell.source)):
            asked += found
            assert student.is_solution(below), found
            assert checked(solution(below.source)) == found
    assert sorted(asked) == sorted(table(int(path.stem[:2])))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_at_least_three_results_are_predicted_first_and_stored_runs_leave_all_open(path):
    outputs = [o for cell in notebook.code_cells(notebook.load(path)) for o in cell.outputs]
    data = [output.get("data", {}).get(RESULT, {}) for output in outputs]
    predictions = [found for found in data if "prediction" in found]
    assert len(predictions) >= 3 and all(found["said"] is None for found in predictions)
    done = [found for found in data if "exercise" in found]
    assert len(done) == len(table(int(path.stem[:2])))
    assert {(found["outcome"], found["tries"]) for found in done} == {(UNTRIED, 0)}


def checked(source: str) -> list[str]:
    """Return the names of the exercises that a cell checks."""
    return re.findall(r'^check\("([^"]+)"', source, flags=re.MULTILINE)
