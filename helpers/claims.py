"""What a notebook says: claims that must hold, the record of its results, and notices."""

import math
import os
import re
import sys

import numpy as np
from IPython import get_ipython
from IPython.display import display

from helpers.errors import CourseError

RESULT = "application/vnd.course.result+json"
"""MIME type of the outputs that tell programs what a notebook found."""

MODE = "COURSE_CLAIMS"
"""Environment variable: `report` lets a notebook go on after a claim that does not hold, and tells
programs the numbers that each claim saw."""


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
        text = f"{sentence} (not checked on this data)"
        show(f"– {text}", {"claim": sentence, "holds": None}, f"**–** {text}")
        return
    holds = bool(holds)
    values = ", ".join(f"{name} = {_short(value)}" for name, value in seen.items()) or "nothing"
    reporting = os.environ.get(MODE) == "report"
    if not holds and not reporting:
        raise ClaimFailed(f"✗ {sentence} (seen: {values})")
    mark, text = ("✓", sentence) if holds else ("✗", f"{sentence} (seen: {values})")
    told = {"claim": sentence, "holds": holds}
    if reporting:
        told["seen"] = {k: float(_plain(value)) for k, value in seen.items() if _is_number(value)}
    show(f"{mark} {text}", told, f"**{mark}** {text}")


def record(**results: object) -> None:
    """Store a notebook's main results in its output, for people and for programs.

    Args:
        results: by name, each one text, whole number or fraction (accuracies lie in 0..1). What
            JSON can't hold, nan and infinity, is stored as the text "nan", "inf" or "-inf".

    Raises:
        CourseError: a result is not a single value.
    """
    plain = {name: _scalar(name, value) for name, value in results.items()}
    shown = {name.replace("_", " "): _short(value) for name, value in plain.items()}
    text = "\n".join(["Recorded", *(f"  {name}: {value}" for name, value in shown.items())])
    cells = {name: value.replace("|", r"\|").replace("\n", " ") for name, value in shown.items()}
    rows = [f"| {name} | {value} |" for name, value in cells.items()]
    show(text, {"results": plain}, "\n".join(["| Recorded | |", "|---|---|", *rows]))


def notice(text: str) -> None:
    """Tell the reader, in one line, what happened beside the lesson: in italics in a notebook."""
    show(text, {}, "*" + re.sub(r"[*_]", r"\\\g<0>", text) + "*")


def show(text: str, data: dict, markdown: str) -> None:
    """Display one output in three forms; outside of IPython, print its text.

    Args:
        text: for terminals and comparisons.
        data: for programs; empty if it is none of their business.
        markdown: for readers: JupyterLab, VS Code, GitHub and nbconvert prefer it to the text. A
            dollar sign or `<` outside of code stands for itself, and starts no formula or tag.
    """
    if not get_ipython():
        print(text, flush=True)
        return
    markdown = "".join(
        part if part.startswith("`") else part.replace("$", r"\$").replace("<", r"\<")
        for part in re.split(r"(`[^`\n]*`)", markdown)
    )
    forms = {"text/plain": text, "text/markdown": markdown} | ({RESULT: data} if data else {})
    display(forms, raw=True)


def _short(value: object) -> str:
    """Return fractions with four digits, other values as they are; nan and inf by their names."""
    value = _plain(value)
    if not hasattr(value, "__float__") or np.size(value) != 1 or isinstance(value, int):
        return f"{value}"
    number = float(value)
    return f"{value}" if number % 1 == 0 or not math.isfinite(number) else f"{number:.4f}"


def _is_number(value: object) -> bool:
    """Whether it is a single number, finite as a float."""
    plain = _plain(value)
    return isinstance(plain, int | float) and abs(plain) <= sys.float_info.max


def _plain(value: object) -> object:
    """Return a scalar, or an array or tensor of one number, as Python's own; else as it is."""
    value = value.numpy() if hasattr(value, "numpy") else value
    return value.item() if hasattr(value, "item") and getattr(value, "size", 1) == 1 else value


def _scalar(name: str, value: object) -> object:
    """Return a NumPy or Python scalar as the plain Python value that JSON can hold."""
    plain = _plain(value)
    if not isinstance(plain, str | int | float | bool):
        raise CourseError(f"record({name}=…) takes one number or text, not {type(value).__name__}")
    return f"{plain}" if isinstance(plain, float) and not math.isfinite(plain) else plain
