"""A submission when its turn has come: what it takes of the values, and what its author tried."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from helpers.errors import CourseError, one_line
from runner import notebook
from runner.notebook import Notebook, first_line
from runner.record import Finished


@dataclass
class HandedIn:
    """What is read of a submission.

    Attributes:
        text: the notebook without outputs.
        values: those that it takes, by parameter.
        note: one line about those that it doesn't take; "" if it takes all.
        tries: how many answers its author gave, by exercise.
    """

    text: str
    values: dict[str, object]
    note: str = ""
    tries: dict[str, int] = field(default_factory=dict)


def read(path: Path, values: dict[str, object]) -> HandedIn:
    """Return what is read of a submission.

    Raises:
        CourseError: it is not a notebook.
    """
    try:
        handed_in = Notebook(path)
        taken, left_out = fit(handed_in, values)
        note = "; ".join(f"runs without {name}: {why}" for name, why in left_out.items())
        tries = read_tries(handed_in)
        return HandedIn(nbformat.writes(notebook.remove_outputs(handed_in.nb)), taken, note, tries)
    except CourseError:
        raise
    except Exception as error:  # a file can hold anything where a notebook has cells
        said = one_line(f"{type(error).__name__}: {error}")
        raise CourseError(f"{path} is not a notebook: {said}") from error


def fit(handed_in: Notebook, values: dict[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """Return the values that a submission takes, and why it doesn't take the others."""
    taken, left_out = {}, {}
    for name, value in values.items():
        try:
            taken |= handed_in.typed({name: value})
        except CourseError as error:
            left_out[name] = first_line(str(error))
    return taken, left_out


def find_refused(paths: Iterable[Path], values: Iterable[dict[str, object]]) -> str:
    """Return in one line which value none of these submissions takes; "" if there is no such."""
    waiting = {
        f"{name} = {value!r}": {name: value} for choice in values for name, value in choice.items()
    }
    said: dict[str, str] = {}
    for path in paths:
        if not waiting:
            break
        with contextlib.suppress(Exception):  # what is no notebook is told when its turn comes
            handed_in = Notebook(path)
            refused = {shown: fit(handed_in, value)[1] for shown, value in waiting.items()}
            said = {shown: "; ".join(why.values()) for shown, why in refused.items() if why}
            waiting = {shown: waiting[shown] for shown in said}
    return next((f"no submission takes {shown}: {why}" for shown, why in said.items()), "")


def read_tries(handed_in: Notebook) -> dict[str, int]:
    """Return how many answers each exercise had, as the stored outputs tell."""
    *_, exercises = notebook.read(handed_in.nb)
    stored = Finished.read({"exercises": exercises})
    return {record["exercise"]: record["tries"] for record in stored.exercises}
