"""What an answer is: the gap that the notebook left, a number in any form, an array, a text."""

import ast
import numbers
import re
import warnings
from collections.abc import Sized
from decimal import Decimal

import numpy as np

LARGEST = 5_000_000
"""Longer lists are not looked into: `range(10**12)` would fill the memory."""


class Unusable:
    """What takes the place of an answer that the exercise can't use, so it equals nothing.

    `output` is the answer.
    """

    def __init__(self, output: object) -> None:
        """Keep the answer, to say what it is."""
        self.output = output


def blank(answer: object) -> bool:
    """Return whether an answer is still the gap that the notebook leaves."""
    return answer is None or answer is ... or (isinstance(answer, str) and not answer.strip())


def as_array(value: object) -> np.ndarray | None:
    """Return numbers, truth values or texts as an array; None if the value is something else.

    Lists, tuples, Series and tensors are as good as arrays, and Fraction and Decimal are numbers.
    """
    try:
        if isinstance(value, Sized) and not hasattr(value, "__array__") and len(value) > LARGEST:
            return None
        array = np.asarray(value)
        if array.dtype.kind == "O":
            exact = (numbers.Real, Decimal)
            if not all(isinstance(part, exact) for part in array.flat):
                return None
            array = array.astype(float)
    except Exception:  # a ragged list, a tensor without values, a number beyond every float
        return None
    return array if array.dtype.kind in "biufcUS" else None


def is_numeric(value: object) -> bool:
    """Return whether a value is a number or an array of numbers or truth values."""
    array = as_array(value)
    return array is not None and array.dtype.kind in "iufb"


def same(answer: object, right: object, tolerance: float = 1e-4) -> bool:
    """Return whether two values agree: texts to the letter, numbers within the tolerance.

    A list, tuple, NumPy array or tensor of the same shape counts as the same; True is no number,
    and nan equals nan.
    """
    if isinstance(answer, Unusable) or isinstance(right, Unusable):
        return False
    if isinstance(right, tuple | list) and not is_numeric(right):
        return (
            isinstance(answer, tuple | list)
            and len(answer) == len(right)
            and all(same(*pair, tolerance) for pair in zip(answer, right, strict=True))
        )
    answer, right = as_array(answer), as_array(right)
    if answer is None or right is None:
        return False
    if right.ndim == 0 and answer.size == 1:
        answer = answer.reshape(())
    if answer.shape != right.shape:
        return False
    if "b" in (answer.dtype.kind, right.dtype.kind) or right.dtype.kind not in "iuf":
        return answer.dtype.kind == right.dtype.kind and bool((answer == right).all())
    if answer.dtype.kind not in "iuf":
        return False
    largest = float(np.nanmax(np.abs(right), initial=0)) or 1.0
    slack = tolerance * min(largest, 1e-2)
    return np.allclose(answer, right, rtol=tolerance, atol=slack, equal_nan=True)


def is_rounded(answer: object, exact: object) -> bool:
    """Return whether an answer is a value with one to three digits behind the point, near it."""
    near = is_numeric(exact) and same(answer, exact, 0.05)
    return near and any(same(answer, np.round(exact, n), 1e-9) for n in (1, 2, 3))


def meant(answer: object) -> tuple[float | None, str]:
    """Return the number that a learner means by a text or a pair, and how to write it.

    `"0.9"` has quotes too many, `0,9` is a pair to Python, and `"90 %"` is neither.
    """
    if isinstance(answer, tuple | list) and len(answer) == 2 and all(map(_whole, answer)):
        if not (abs(answer[0]) < 1000 and 0 <= answer[1] < 1000):
            return None, ""
        apart = _thousands(*answer)
        how = f"Write {'nothing between thousands' if apart else 'a decimal point'}."
        number = _read(f"{answer[0]}{answer[1]:03}" if apart else f"{answer[0]}.{answer[1]}")
        return number, f"Python reads a comma as two numbers. {how}"
    if not isinstance(answer, str) or len(answer) > 40:
        return None, ""
    text = re.sub("percent$", "%", answer.strip().replace(" ", "").lower())
    if (number := _read(text)) is not None:
        return number, "Quotes make a text of it. Drop the quotes."
    if "," in text and (number := _thousands_in(text)) is not None:
        return number, "Drop the quotes, and the comma between thousands."
    if (number := _read(text.replace(",", "."))) is not None:
        return number, "Drop the quotes, and write a decimal point in place of the comma."
    if text.endswith("%") and (number := _read(text[:-1].replace(",", "."))) is not None:
        return number / 100, "Write it as a number, without quotes and percent sign."
    if (ends := re.fullmatch(r"(\d+)(?:-|–|to)(\d+)", text)) and int(ends[1]) < int(ends[2]):
        return None, "Write one number, no range."
    if (number := _worked_out(text)) is not None:
        return number, "Drop the quotes, and Python works it out."
    if found := re.fullmatch(
        rf"(?:about )?(-?\d+(?:\.\d+)?)(?: (?!(?:{_MORE})\b)[a-z ]+)?", answer.lower().strip()
    ):
        return float(found[1]), "Write the number alone, without quotes and words."
    return None, ""


_MORE = "half|thousand|million|billion|percent|times ten"
"""Words behind a number that make another one of it."""


def _worked_out(text: str) -> float | None:
    """Return what a sum, difference, product or quotient in a text gives."""
    if not re.fullmatch(r"[\d.()+\-*/%]+", text) or "**" in text:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):  # of "3(4)", Python warns first
            return float(eval(text, {"__builtins__": {}}))  # only numbers and four operations
    except (ArithmeticError, SyntaxError, TypeError, ValueError, MemoryError, RecursionError):
        return None


def in_quotes(answer: object) -> np.ndarray | None:
    """Return the numbers that a text such as "(10, 20)" holds; None if it is something else."""
    if not isinstance(answer, str) or len(answer) > 1_000:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):  # of a backslash, for example
            array = as_array(ast.literal_eval(answer.strip()))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return array if array is not None and array.ndim and array.dtype.kind in "iuf" else None


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9


def _thousands(before: int, after: int) -> bool:
    """Return whether a comma between two numbers stands as in 12,345."""
    return 0 < before < 1000 and (after == 0 or 100 <= after < 1000)  # 9,000 is (9, 0)


def _thousands_in(text: str) -> float | None:
    parts = text.split(",")
    whole = len(parts) == 2 and all(part.isdecimal() for part in parts)
    apart = whole and 0 < int(parts[0]) < 1000 and len(parts[1]) == 3
    return _read("".join(parts)) if apart else None


def _read(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def describe(value: object) -> str:
    """Return what a value is, in a few words: "an array of shape (5, 784)"."""
    if isinstance(value, bool | np.bool_):
        return f"the truth value `{value}`"
    if isinstance(value, str):
        return f"the text `{shorten(value, 40)}`"
    if isinstance(value, tuple | list) and value and all(isinstance(v, np.ndarray) for v in value):
        return f"a {type(value).__name__} of {len(value)} arrays"
    array = as_array(value)
    if array is not None and array.dtype.kind in "iufb":
        if array.ndim:
            return f"an array of shape {array.shape}"
        return "a single number" if array.dtype.kind != "b" else "a single truth value"
    if isinstance(value, np.ndarray):
        of = "texts" if value.dtype.kind in "US" else f"`{value.dtype}`"
        return f"an array of {of}, of shape {value.shape}"
    kind = type(value).__name__
    if isinstance(value, tuple | list | dict | set):
        return f"a {kind} of {len(value)}"
    if callable(value) and not hasattr(value, "layers"):
        return "a function"
    return f"a value of type `{kind}`"


def shorten(text: str, most: int) -> str:
    """Return the start of a text in one line, without backticks, which would end a code span."""
    line = " ".join(text.replace("`", "'").split())
    return line if len(line) <= most else line[: most - 1] + "…"
