"""The tables of exercises keep their promises, and the notebooks ask what stands in them."""

import importlib
import re
import tomllib
from collections import Counter

import numpy as np
import pytest

from exercises import notebook_05
from exercises.kinds import RIGHT, UNTRIED, WRONG, Choice, Exercise, Function, Lines, Value, Verdict
from exercises.misconceptions import NAMES
from exercises.sources import steps
from exercises.tasks import Task
from helpers import ROOT
from helpers.claims import RESULT
from runner import notebook
from tests.support import is_solution, solution

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSONS = [int(path.stem[:2]) for path in NOTEBOOKS]


def table(lesson: int) -> dict[str, Exercise]:
    return importlib.import_module(f"exercises.notebook_{lesson:02}").EXERCISES


ALL = {name: exercise for lesson in LESSONS for name, exercise in table(lesson).items()}


def of_kind(*kinds: type) -> pytest.MarkDecorator:
    """Return what gives a test the exercises of these kinds; 5.6 draws 200 photos an answer."""
    names = [name for name, exercise in ALL.items() if isinstance(exercise, kinds)]
    slow = {"exercise 5.6": pytest.mark.slow}
    return pytest.mark.parametrize(
        "name", [pytest.param(name, marks=slow.get(name, ())) for name in names]
    )


def given(exercise: Exercise) -> dict:
    return exercise.sample() if hasattr(exercise, "sample") else {}


def judged(name: str, answer: object) -> Verdict:
    return ALL[name].judge(answer, given(ALL[name]))


# The tables


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_recall_exercises_and_a_quiz_or_tasks_alone_named_in_order(lesson):
    counts = Counter(name.split()[0] for name in table(lesson))
    if counts["task"]:  # work of one's own, from an empty page
        assert set(counts) == {"task"}
    else:
        assert counts["recall"] == 3 and counts["exercise"] >= 5 and 4 <= counts["quiz"] <= 5
    numbered = [
        f"{kind} {lesson}.{number}"
        for kind in ("recall", "exercise", "task", "quiz")
        for number in range(1, counts[kind] + 1)
    ]
    assert list(table(lesson)) == numbered


@pytest.mark.parametrize("name", ALL)
def test_each_has_a_reason_and_three_known_wrong_answers_with_hints_of_their_own(name):
    exercise = ALL[name]
    hints = [known.hint for known in exercise.known(given(exercise))]
    assert len(hints) >= 3 and len(set(hints)) == len(hints)
    assert all(len(text) > 20 for text in [exercise.why, exercise.hint, *hints])


@of_kind(Exercise)
def test_each_known_wrong_answer_gets_its_own_hint_and_its_name(name, monkeypatch):
    monkeypatch.setattr(notebook_05, "PHOTOS", 40)  # known readers are far from the bar
    exercise, told = ALL[name], given(ALL[name])
    for known in exercise.known(told):
        verdict = exercise.judge(known.answer, told)
        assert verdict.outcome == WRONG, known.hint
        assert known.hint in verdict.text, (known.hint, verdict.text)
        assert verdict.name == known.name


@pytest.mark.parametrize("name", ALL)
def test_each_misconception_is_of_the_one_vocabulary(name):
    names = {known.name for known in ALL[name].known(given(ALL[name]))} - {""}
    assert names <= NAMES.keys()


@pytest.mark.parametrize("name", ALL)
def test_whoever_is_stuck_hears_the_idea_of_the_solution_after_the_fourth_try(name):
    exercise = ALL[name]
    wrong = Verdict(WRONG, "")
    heard = [exercise.help(wrong, tries) for tries in range(2, 6)]
    if name in unfinished(name)["without_idea"]:
        assert not exercise.idea, f"{name} has its idea now: take it off the list"
        return
    assert len(exercise.idea) > 30
    assert heard[-1] == f"{exercise.more[-1]} {exercise.idea}", "behind the last hint"
    steps = [step for step in heard if exercise.idea not in step]
    assert len(set(steps)) == len(steps), "the same is said twice"
    if not isinstance(exercise, Choice | Task):
        assert len(exercise.more) == 3, "second, third and fourth try each say more"


def unfinished(name: str) -> dict:
    """Return what a notebook's table still lacks, and which mutants are judged right."""
    lesson = name.split()[1].split(".")[0]
    path = ROOT / "tests" / "exercises" / f"notebook_{lesson:0>2}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ALL)
def test_an_unanswered_exercise_is_not_attempted(name):
    for nothing in (None, ..., ""):
        assert judged(name, nothing).outcome == UNTRIED


@of_kind(Function)
def test_an_empty_function_and_one_as_handed_out_are_not_attempted(name):
    assert judged(name, lambda *arguments: None).outcome == UNTRIED
    assert judged(name, lambda *arguments: ...).outcome == UNTRIED
    if ALL[name].unchanged:
        assert judged(name, ALL[name].unchanged).outcome == UNTRIED


@of_kind(Function)
def test_whoever_changed_a_function_has_tried(name):
    def forgets(*arguments, **named):
        result = len(arguments)  # noqa: F841

    def prints(*arguments, **named):
        print(len(arguments))

    assert judged(name, forgets)[:3:2] == (WRONG, "missing return")
    assert judged(name, prints)[:3:2] == (WRONG, "print for return")


@of_kind(Function)
def test_a_function_is_right_every_time_and_an_error_in_it_becomes_a_hint(name):
    assert [judged(name, ALL[name].right).outcome for _ in range(5)] == [RIGHT] * 5
    assert judged(name, ALL[name].right).text.endswith(ALL[name].why)

    def fails(*arguments):
        raise LookupError("my own mistake")

    verdict = judged(name, fails)
    assert verdict.outcome == WRONG and "LookupError: my own mistake" in verdict.text


@of_kind(Choice)
def test_a_letter_may_come_in_every_form_and_another_one_lists_the_choices(name):
    exercise = ALL[name]
    right = exercise.right
    assert right not in exercise.wrong and len(exercise.wrong) >= 3
    for form in (right, f" {right.upper()} ", f"{right})", f"({right})", f"{right.upper()}."):
        assert judged(name, form).outcome == RIGHT
    for strange in ("z", ["z"], object()):
        verdict = judged(name, strange)
        assert verdict.outcome == WRONG and '"a", "b", "c"' in verdict.text


@of_kind(Choice)
def test_what_stands_beside_a_letter_is_as_good_as_the_letter(name):
    for letter, content in (ALL[name].options or {}).items():
        outcome, text, *_ = judged(name, content)
        assert outcome == judged(name, letter).outcome
        assert f'Its letter is enough: `"{letter}"`' in text


@of_kind(Lines)
def test_lines_may_come_as_text_or_list_in_every_order_that_works(name):
    order = ALL[name].in_order()
    for form in (order, tuple(order), np.array(order), "".join(order), ", ".join(order).upper()):
        assert judged(name, form).outcome == RIGHT
    assert "needed" in judged(name, order[:-1]).text
    assert judged(name, [*order, order[0]]).outcome == WRONG
    assert judged(name, "?!").outcome == UNTRIED


@of_kind(Value)
def test_a_value_may_come_in_every_form_and_a_near_miss_is_wrong(name):
    exercise = ALL[name]
    right = exercise.value(exercise.right, exercise.sample())
    if isinstance(right, str | bool):
        assert judged(name, right).outcome == RIGHT
        return
    if np.asarray(right).dtype.kind == "U":
        forms = [right, list(right), np.array(right), ", ".join(right).upper()]
        assert [judged(name, form).outcome for form in forms] == [RIGHT] * len(forms)
        assert judged(name, right[:-1]).outcome == judged(name, right[::-1]).outcome == WRONG
        return
    array = np.asarray(right, dtype=float)
    off = exercise.tolerance
    forms = [right, array, array.astype("float32"), array.tolist(), array * (1 + off / 10)]
    assert [judged(name, form).outcome for form in forms] == [RIGHT] * len(forms)
    misses = [array * (1 + 20 * off), array + np.nan, str(right), array > 0]
    assert [judged(name, miss).outcome for miss in misses] == [WRONG] * len(misses)


# The notebooks


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_exercise_of_the_table_is_in_the_notebook_with_a_solution_right_under_it(path):
    cells, asked = notebook.load(path).cells, []
    for cell, below in zip(cells, [*cells[1:], None], strict=True):
        if cell.cell_type == "code" and (found := checked(cell.source)):
            asked += found
            assert is_solution(below), found
            assert checked(solution(below.source)) == found
    assert sorted(asked) == sorted(table(int(path.stem[:2])))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_prediction_of_the_notebook_has_its_unit_and_range_in_the_table(path):
    module = importlib.import_module(f"exercises.notebook_{path.stem[:2]}")
    source = "\n".join(cell.source for cell in notebook.code_cells(notebook.load(path)))
    asked = re.findall(r'reveal\(\s*"([^"]+)"', source)
    assert sorted(asked) == sorted(module.PREDICTIONS)
    assert len(asked) >= 3 or has_tasks(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_the_table_calls_unchanged_is_what_the_notebook_hands_out(path):
    for cell in notebook.code_cells(notebook.load(path)):
        for name in checked(cell.source):
            if getattr(ALL[name], "unchanged", None):
                handed_out = {}
                exec(cell.source.partition("check(")[0], handed_out)
                function = handed_out[ALL[name].unchanged.__name__]
                assert steps(function) == steps(ALL[name].unchanged), name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_stands_beside_a_letter_in_the_table_stands_there_in_the_notebook(path):
    prose = "\n".join(c.source for c in notebook.load(path).cells if c.cell_type == "markdown")
    beside = {(found[1], found[2].strip()) for found in re.finditer(LETTERED, prose)}
    for name, exercise in table(int(path.stem[:2])).items():
        for letter, content in (getattr(exercise, "options", None) or {}).items():
            assert (letter, content) in beside, (name, letter)


LETTERED = r"(?m)^(?:- )?(?:\*\*)?([a-f])\)(?:\*\*)? +(.+?)$"
"""An option of a question, as the notebooks letter them."""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_runs_leave_all_open(path):
    outputs = [o for cell in notebook.code_cells(notebook.load(path)) for o in cell.outputs]
    data = [output.get("data", {}).get(RESULT, {}) for output in outputs]
    predictions = [found for found in data if "prediction" in found]
    assert len(predictions) >= 3 or has_tasks(path)
    assert all(found["said"] is None for found in predictions)
    done = [found for found in data if "exercise" in found]
    assert len(done) == len(table(int(path.stem[:2])))
    assert {(found["outcome"], found["tries"]) for found in done} == {(UNTRIED, 0)}


def has_tasks(path) -> bool:
    """Return whether a notebook is an empty page: its learner decides what to guess."""
    return any(isinstance(exercise, Task) for exercise in table(int(path.stem[:2])).values())


def checked(source: str) -> list[str]:
    """Return the names of the exercises that a cell checks."""
    return re.findall(r'^check\("([^"]+)"', source, flags=re.MULTILINE)
