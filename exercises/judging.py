"""An answer judged, a guess set beside the result: shown, and stored in the cell's output."""

import importlib
import re
import reprlib

from IPython.display import display

from exercises.answers import blank
from exercises.kinds import RIGHT, UNTRIED, WRONG, Exercise
from exercises.predictions import Prediction, compare
from exercises.sources import steps
from exercises.tasks import Task
from helpers.claims import show
from helpers.errors import CourseError, unknown

_MARKS = {RIGHT: "✓", WRONG: "✗", UNTRIED: "○"}

TRIED: dict[str, list[object]] = {}
"""Every different answer that this kernel has seen, by exercise."""

REMINDED: set[str] = set()
"""The exercises in which somebody heard that only a changed answer brings a further hint."""

_looks = reprlib.Repr()
_looks.maxlist = _looks.maxtuple = _looks.maxdict = _looks.maxset = 100
_looks.maxstring = _looks.maxother = _looks.maxlong = 2_000


def check(name: str, answer: object, **given: object) -> None:
    """Say whether an answer is right and why, or what to think about if it is not.

    The outcome is also stored in the output, as `{"exercise": name, "outcome": "right", "wrong"
    or "not attempted", "tries": n}`, and where the mistake has a name with that, as
    `"misconception"`, and what the learner was told of it, `"said"`; the same answer twice is one
    try.

    Args:
        name: the exercise, such as "exercise 2.3", "task 7.1", "recall 1.1" or "quiz 4.2".
        answer: a letter, a number, an array, a list of lines, a function, or the parts of a task by
            their names. None and a function as the notebook handed it out were not attempted.
        given: what the exercise needs from the notebook, where it needs anything.

    Raises:
        CourseError: there is no exercise of that name.
    """
    exercise = find(name)
    verdict = exercise.judge(answer, given)
    tried = TRIED.setdefault(name, [])
    again = False
    if verdict.outcome != UNTRIED and verdict.counts:
        # Of a task, the parts change from try to try: what was found wrong tells them apart.
        attempt = verdict.text if isinstance(exercise, Task) else _attempt(answer)
        again = attempt in tried
        tried += [] if again else [attempt]
    title = f"{_MARKS[verdict.outcome]} {name[0].upper()}{name[1:]}: {verdict.outcome}."
    text, help = verdict.text, exercise.help(verdict, len(tried))
    data = {"exercise": name, "outcome": verdict.outcome, "tries": len(tried)}
    if verdict.name:
        data |= {"misconception": verdict.name, "said": verdict.text}
    if again and exercise.help(verdict, len(tried) + 1) != help and name not in REMINDED:
        REMINDED.add(name)
        help = f"{help} You gave this answer before. Change it, and you hear more.".strip()
    parts = [part for part in (text, help) if part]
    marked = "\n>\n> ".join([f"**{title}** {parts[0] if parts else ''}", *parts[1:]])
    show(" ".join([title, *parts]), data, f"> {marked}")
    if verdict.picture is not None:
        display(verdict.picture)


def reveal(name: str, guess: object, actual: object, ask: str) -> None:
    """Set a guess made before a cell ran beside what came out, and ask for the reason.

    The unit and the range of the quantity are in the table `PREDICTIONS` of the notebook.

    Args:
        name: the prediction, such as "prediction 1.2".
        guess: what the reader wrote down; None if nothing.
        actual: what came out, in the unit of the prediction.
        ask: a question that makes the reader explain the difference.

    Raises:
        CourseError: there is no prediction of that name.
    """
    about = find_prediction(name)
    title = f"{name[0].upper()}{name[1:]}"
    if blank(guess):
        text = "no guess yet. Write it down where the text asks, and run both cells again."
        data = {"prediction": name, "said": None}
        show(f"○ {title}: {text}", data, f"> **○ {title}:** {text}")
        return
    said, found, off, note = compare(guess, actual, about)
    said_cell = said.replace("|", r"\|")
    data = {"prediction": name, "said": said}
    text = f"→ {title}: you said {said}, it is {found}."
    plain = " ".join(filter(None, [text, off, note, ask]))
    rows = (f"| → {title}: you said | it is | |", f"| **{said_cell}** | **{found}** | {off} |")
    below = " ".join(filter(None, [note, f"**{ask}**"]))
    show(plain, data, f"{rows[0]}\n|---|---|---|\n{rows[1]}\n\n{below}")


def find(name: str) -> Exercise:
    """Return the exercise of that name.

    Raises:
        CourseError: there is none.
    """
    return _row(name, ("exercise", "task", "recall", "quiz"), "EXERCISES")


def find_prediction(name: str) -> Prediction:
    """Return the unit and the range of the prediction of that name.

    Raises:
        CourseError: there is none.
    """
    return _row(name, ("prediction",), "PREDICTIONS")


def _row(name: str, kinds: tuple[str, ...], table: str) -> Exercise | Prediction:
    """Return what stands under a name in a table of the notebook that the name is about."""
    found = re.match(rf"({'|'.join(kinds)}) (\d+)\.\d+$", str(name))
    if not found:
        raise CourseError(f"no {kinds[0]} is named {name!r}: names look like '{kinds[0]} 2.1'")
    module = f"exercises.notebook_{found[2]:0>2}"
    try:
        rows = getattr(importlib.import_module(module), table)
    except ModuleNotFoundError as error:
        if error.name == module:
            raise CourseError(f"notebook {found[2]} has no exercises") from None
        raise CourseError(
            f"the checks of notebook {found[2]} need {error.name}, which isn't installed: run "
            "`python -m runner setup`, or choose the kernel of the course"
        ) from None
    if name not in rows:
        raise unknown(kinds[0], name, rows)
    return rows[name]


def _attempt(answer: object) -> object:
    """Return what tells one answer from another: a function's steps, or else how it looks."""
    return steps(answer) or re.sub(r" at 0x[0-9a-fA-F]+", "", _looks.repr(answer))
