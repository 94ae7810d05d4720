"""Exercises that answer back: `check` judges an answer, `reveal` sets a guess beside the result.

What is right, why, and what the known wrong answers get to hear is in the tables `notebook_01`,
`notebook_02`, …, one a notebook. Nothing is stored or sent anywhere, but for the
outcome in the notebook's own output.
"""

import importlib
import re

from exercises.kinds import RIGHT, UNTRIED, WRONG, Exercise
from helpers.claims import show
from helpers.errors import CourseError, unknown

_MARKS = {RIGHT: "✓", WRONG: "✗", UNTRIED: "○"}

_tried: dict[str, list[object]] = {}
"""Every different answer that this kernel has seen, by exercise."""


def check(name: str, answer: object, **given: object) -> None:
    """Say whether an answer is right and why, or what to think about if it is not.

    The outcome is also stored in the output, as `{"exercise": name, "outcome": "right", "wrong"
    or "not attempted", "tries": n}`; the same answer twice is one try.

    Args:
        name: the exercise, such as "exercise 2.3", "recall 1.1" or "quiz 4.2".
        answer: a letter, a number, an array, a list of lines or a function; None, or a function
            that gives None or `...`, was not attempted.
        given: what the exercise needs from the notebook, where it needs anything.

    Raises:
        CourseError: there is no exercise of that name.
    """
    exercise = find(name)
    outcome, text = exercise.judge(answer, given)
    tried = _tried.setdefault(name, [])
    if outcome != UNTRIED and (attempt := _attempt(answer)) not in tried:
        tried.append(attempt)
    if outcome == WRONG and len(tried) > 1:
        text = f"{text} {exercise.more}".strip()
    title = f"{name[0].upper()}{name[1:]}"
    data = {"exercise": name, "outcome": outcome, "tries": len(tried)}
    show(f"{_MARKS[outcome]} {title}: {outcome}. {text}", data)


def reveal(name: str, guess: object, actual: object, ask: str) -> None:
    """Set a guess made before a cell ran beside what came out, and ask for the reason.

    Args:
        name: the prediction, such as "prediction 1.2".
        guess: what the reader wrote down; None if nothing.
        actual: what came out, in the unit of the guess.
        ask: a question that makes the reader explain the difference.
    """
    title = f"{name[0].upper()}{name[1:]}"
    if guess is None or guess is ...:
        text = "no guess yet. Write it down where the text asks, and run both cells again."
        show(f"○ {title}: {text}", {"prediction": name, "said": None})
        return
    said, found = _plain(guess), _plain(actual)
    show(f"→ {title}: you said {said}, it is {found}. {ask}", {"prediction": name, "said": said})


def find(name: str) -> Exercise:
    """Return the exercise of that name.

    Raises:
        CourseError: there is none.
    """
    lesson = re.match(r"(recall|exercise|quiz) (\d+)\.\d+$", str(name))
    if not lesson:
        raise CourseError(f"no exercise is named {name!r}: names look like 'exercise 2.3'")
    try:
        table = importlib.import_module(f"exercises.notebook_{lesson[2]:0>2}").EXERCISES
    except ModuleNotFoundError:
        raise CourseError(f"notebook {lesson[2]} has no exercises") from None
    if name not in table:
        raise unknown("exercise", name, table)
    return table[name]


def _attempt(answer: object) -> object:
    """Return what tells one answer from another: a function's code, or else how it looks."""
    return getattr(answer, "__code__", None) or repr(answer)


def _plain(value: object) -> str:
    """Return a number with four digits, anything else as it is."""
    return f"{value:.4g}" if hasattr(value, "__float__") else f"{value}"
