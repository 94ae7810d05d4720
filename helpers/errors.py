"""Errors that a reader of a notebook or a terminal sees as one line."""

import difflib
from collections.abc import Iterable


class CourseError(Exception):
    """Something is wrong that the reader can mend: one line that says what, and what to do."""

    def _render_traceback_(self) -> list[str]:
        """Show the line alone: IPython calls this instead of printing the stack."""
        return [f"{type(self).__name__}: {self}"]


def one_line(text: object) -> str:
    """Return a stranger's text as one line of at most 200 characters that a terminal can show."""
    printable = "".join(letter if letter.isprintable() else " " for letter in str(text))
    line = " ".join(printable.split())
    return line if len(line) <= 200 else f"{line[:199]}…"


def unknown(what: str, name: object, choices: Iterable[str]) -> CourseError:
    """Return the error for a name that is not among `choices`, with the nearest ones first."""
    choices = sorted(choices)
    close = difflib.get_close_matches(str(name), choices, n=2, cutoff=0.5)
    hint = f"did you mean {' or '.join(map(repr, close))}? " if close else ""
    return CourseError(f"unknown {what} {name!r}: {hint}known: {', '.join(choices)}")
