"""What a notebook says, checked: claims that must hold, and the record of its results."""

import os

from IPython.display import display

from helpers.errors import CourseError

RESULT = "application/vnd.course.result+json"
"""MIME type of the outputs that tell programs what a notebook found."""

MODE = "COURSE_CLAIMS"
"""Environment variable: `report` lets a notebook go on after a claim that does not hold."""


class ClaimFailed(CourseError):
    """A sentence of the lesson is not true of this run."""


def claim(sentence: str, holds: bool, *, given: bool = True, **seen: object) -> None:
    """Print `✓ sentence` if it holds; stop the notebook if it does not.

    Args:
        sentence: what the lesson says, in words that do not depend on the run.
        holds: whether it is true of this run.
        given: False where the sentence is about something else (an absolute figure of MNIST,
            and this is the stand-in): it is then shown as not checked.
        seen: the values it rests on, shown if it fails.

    Raises:
        ClaimFailed: it does not hold (with `COURSE_CLAIMS=report` it is only shown).
    """
    if not given:
        show(f"– {sentence} (not checked on this data)", {"claim": sentence, "holds": None})
        return
    holds = bool(holds)
    values = ", ".join(f"{name} = {_short(value)}" for name, value in seen.items())
    if not holds and os.environ.get(MODE) != "report":
        raise ClaimFailed(f"✗ {sentence} (seen: {values or 'nothing'})")
    text = f"✓ {sentence}" if holds else f"✗ {sentence} (seen: {values})"
    show(text, {"claim": sentence, "holds": holds})


def record(**results: object) -> None:
    """Store a notebook's main results in its output, for people and for programs.

    Args:
        results: text, whole numbers, fractions (accuracies lie in 0..1), by name.

    Raises:
        CourseError: a result is not a single value.
    """
    plain = {name: _scalar(name, value) for name, value in results.items()}
    lines = [f"{name.replace('_', ' ')}: {_short(value)}" for name, value in plain.items()]
    show("Recorded\n" + "\n".join(f"  {line}" for line in lines), {"results": plain})


def show(text: str, data: dict) -> None:
    """Display a text, with data for programs beside it in the same output."""
    display({"text/plain": text, RESULT: data}, raw=True)


def _short(value: object) -> str:
    return f"{value:.4f}" if hasattr(value, "__float__") and int(value) != value else f"{value}"


def _scalar(name: str, value: object) -> object:
    """Return a NumPy or Python scalar as the plain Python value that JSON can hold."""
    plain = value.item() if hasattr(value, "item") and getattr(value, "size", 1) == 1 else value
    if not isinstance(plain, str | int | float | bool):
        raise CourseError(f"record({name}=…) takes one number or text, not {type(value).__name__}")
    return plain
