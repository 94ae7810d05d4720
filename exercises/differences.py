"""Say the first thing in which an answer differs from the right one, in one sentence.

Each check looks at pairs of (yours, wanted), one a round, and holds only if it holds for all
of them: chance agrees once, not four times. None of the sentences tells a right value.
"""

from collections.abc import Callable, Sequence

import numpy as np

from exercises.answers import Unusable, as_array, describe, is_numeric, same

Pairs = Sequence[tuple[object, object]]

ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]

FACTORS = {
    100: "Yours is 100 times as large. Is it percent where a fraction is wanted?",
    1 / 100: "Yours is a hundredth of it. Is it a fraction where percent is wanted?",
    255: "Yours is 255 times as large. Does it go to 255 where 1 is the most?",
    1 / 255: "Yours is a 255th of it. Is something divided by 255 once too often?",
    1 / 255**2: "Yours is divided by 255 twice too often.",
    1000: "Yours is 1,000 times as large. Look at the unit.",
    1 / 1000: "Yours is a thousandth of it. Look at the unit.",
    -1: "The size is right, the sign is the wrong way round.",
    2: "Yours is twice as large.",
    1 / 2: "Yours is half of it.",
}
"""What a constant factor between an answer and the right one says."""


def find_difference(
    pairs: Pairs, sizes: Sequence[Sequence[int]] = (), tolerance: float = 1e-4
) -> str:
    """Return the first difference, or "" where no sentence fits.

    Args:
        pairs: an answer and the right one, for each round that differs.
        sizes: for each pair the lengths of the arguments, which an answer may be off by.
        tolerance: relative, as for `same`.
    """
    if not pairs:
        return ""
    yours, wanted = pairs[0]
    if isinstance(wanted, tuple | list) and not is_numeric(wanted):
        return _of_parts(pairs, sizes, tolerance)
    if isinstance(wanted, tuple) and _is_pair_of_parts(yours, wanted):
        return _of_parts(pairs, sizes, tolerance)
    if not is_numeric(wanted):
        return _of_texts(yours, wanted)
    if isinstance(wanted, tuple) and not any(map(np.ndim, wanted)):
        return f"Wanted are {len(wanted)} numbers in brackets; yours is {describe(yours)}."
    if not is_numeric(yours):
        return _of_kinds(yours, wanted)
    arrays = [(as_array(a), as_array(b)) for a, b in pairs]
    if any(a is None or b is None for a, b in arrays):
        return ""
    for check in (_shape, _kind_of_numbers, _holes):
        if sentence := check(arrays):
            return sentence
    if any(a.shape != b.shape and a.size != 1 for a, b in arrays):
        return ""
    return _scale(arrays, sizes, tolerance) or _values(arrays, tolerance)


def _is_pair_of_parts(yours: object, wanted: tuple) -> bool:
    """Return whether several single numbers were asked for and given, to be looked at in turn."""
    if isinstance(yours, np.ndarray):
        return yours.shape == (len(wanted),)
    return isinstance(yours, tuple | list) and len(yours) == len(wanted) <= len(ORDINALS)


def _of_parts(pairs: Pairs, sizes: Sequence, tolerance: float) -> str:
    """Compare results that consist of several parts, such as two arrays."""
    yours, wanted = pairs[0]
    if isinstance(yours, Unusable):
        yours = yours.output
    if not isinstance(yours, tuple | list | np.ndarray):
        return f"Wanted are {len(wanted)} results, in order; yours is {describe(yours)}."
    if len(yours) != len(wanted):
        return f"Wanted are {len(wanted)} results; yours are {len(yours)}."
    if all(same(list(reversed(list(a))), list(b), tolerance) for a, b in pairs if len(a) == len(b)):
        return "The results are right, and in the wrong order."
    wrong = [
        i for i in range(len(wanted)) if not all(same(a[i], b[i], tolerance) for a, b in pairs)
    ]
    if not wrong:
        return ""
    where = ORDINALS[wrong[0]] if wrong[0] < len(ORDINALS) else f"{wrong[0] + 1}th"
    inner = find_difference([(a[wrong[0]], b[wrong[0]]) for a, b in pairs], sizes, tolerance)
    if len(wrong) == len(wanted):
        return inner and f"In the {where} of the {len(wanted)} results: {inner}"
    return f"Of the {len(wanted)} results, the {where} is the first that differs. {inner}".strip()


def _of_texts(yours: object, wanted: object) -> str:
    if type(wanted) is str and not isinstance(yours, str):  # a subclass stands for something else
        return f"Wanted is a text in quotes; yours is {describe(yours)}."
    return ""


def _of_kinds(yours: object, wanted: object) -> str:
    array = as_array(yours)
    if array is not None and array.dtype.kind == "c":
        return "Yours holds complex numbers. Is there a root of something below 0?"
    return f"Wanted is {describe(wanted)}; yours is {describe(yours)}."


def _shape(arrays: list) -> str:
    """Compare shapes: lying on its side, one axis too many, one row too few."""
    arrays = [(a, b) for a, b in arrays if max(a.size, b.size) > 1]
    if not arrays or any(a.shape == b.shape for a, b in arrays):
        return ""
    wanted, yours = arrays[0][1].shape, arrays[0][0].shape
    known = f"Wanted is {describe(arrays[0][1])}; yours is {describe(arrays[0][0])}."
    if all(a.shape == b.shape[::-1] for a, b in arrays):
        if all(_close(a.T, b) for a, b in arrays):
            return f"The numbers are right, but lie on their side. {known}"
        return f"Rows and columns are swapped. {known}"
    if all(a.ndim == b.ndim for a, b in arrays):
        steps = {tuple(np.subtract(a.shape, b.shape)) for a, b in arrays}
        if len(steps) == 1 and sum(map(abs, step := steps.pop())) == 1:
            word = "many" if sum(step) > 0 else "few"
            axis = next(i for i, by in enumerate(step) if by)
            place = "" if len(wanted) == 1 else f" along axis {axis}"
            return f"One too {word}{place}. {known}"
    if all(a.size == b.size for a, b in arrays) and len(yours) != len(wanted):
        return f"As many numbers as wanted, in another shape. {known}"
    return known


def _kind_of_numbers(arrays: list) -> str:
    """Compare kinds: True and False for numbers, whole numbers where fractions are wanted."""
    if all(a.dtype.kind == "b" and b.dtype.kind != "b" for a, b in arrays):
        return "Yours holds True and False. Wanted are numbers."
    if all(a.dtype.kind != "b" and b.dtype.kind == "b" for a, b in arrays):
        return "Wanted are True and False; yours holds numbers."
    if all(a.dtype.kind in "iu" and _fractional(b) and _apart(a, b) < 1 for a, b in arrays):
        return (
            "Yours holds whole numbers only. Something throws the fractions away: `//`, `int`, "
            "or the dtype of an array that you fill."
        )
    return ""


def _holes(arrays: list) -> str:
    """Look for nan and infinity where none is wanted."""
    for name, there in (("nan", np.isnan), ("infinity", np.isinf)):
        if any(a.dtype.kind == "f" and there(a).any() and not _any(there, b) for a, b in arrays):
            why = (
                "0 divided by 0, or a logarithm or root below 0"
                if name == "nan"
                else ("a division by 0, a logarithm of 0, or a power too large")
            )
            return f"Yours holds {name}: {why}."
    return ""


def _any(there: Callable, array: np.ndarray) -> bool:
    return array.dtype.kind == "f" and bool(there(array).any())


def _scale(arrays: list, sizes: Sequence, tolerance: float) -> str:
    """Look for one factor or one offset between all of yours and all of wanted."""
    if any(not b.any() for _, b in arrays):
        return ""
    floats = [(a.astype(float), b.astype(float)) for a, b in arrays]
    for factor, sentence in FACTORS.items():
        if all(_close(a, factor * b, tolerance) for a, b in floats):
            return sentence
    for place in range(min(map(len, sizes), default=0)):
        lengths = [size[place] for size in sizes]
        if min(lengths) > 1 and len(lengths) == len(floats):
            if all(_close(a, n * b, tolerance) for (a, b), n in zip(floats, lengths, strict=True)):
                return (
                    "Yours is too large by the number of rows. Is it a sum, not a mean, or divided "
                    "by a mean where a sum belongs?"
                )
            if all(_close(a * n, b, tolerance) for (a, b), n in zip(floats, lengths, strict=True)):
                return "Yours is too small by the number of rows. Is it divided once too often?"
    if all(_proportional(a, b, tolerance) for a, b in floats):
        return (
            "The proportions are right, the size is not. What do you divide by, or multiply with?"
        )
    if all(_close(a, 1 - b, tolerance) for a, b in floats):
        return "Yours is what is missing to 1."
    for offset in (1, -1):
        if all(_close(a, b + offset, tolerance) for a, b in floats):
            start = " Where does counting start?" if any(b.ndim for _, b in floats) else ""
            return f"Yours is 1 too {'large' if offset > 0 else 'small'}.{start}"
    return _power(floats, tolerance) if len(floats) > 1 else ""  # once it may be chance


def _power(floats: list, tolerance: float) -> str:
    """Look for squares, roots and quotients upside down, and for one amount added everywhere."""
    for sentence, change in {
        "Yours is the square of what is wanted.": np.square,
        "Yours is the root of what is wanted.": np.sqrt,
        "Yours is 1 divided by what is wanted: a division is upside down.": np.reciprocal,
    }.items():
        with np.errstate(all="ignore"):
            pairs = [(yours, change(wanted)) for yours, wanted in floats]
        if all(np.isfinite(b).all() and _close(a, b, tolerance) for a, b in pairs):
            return sentence
    steady = all(10 * np.ptp(a - b) < abs(np.mean(a - b)) for a, b in floats)
    if steady and all(np.ptp(a - b) < tolerance * np.ptp(b) for a, b in floats):
        return "All of yours are off by the same amount. What is added, or taken away?"
    return ""


def _values(arrays: list, tolerance: float) -> str:
    """Compare order, rounding, signs, and how much agrees."""
    several = all(a.ndim and len(a) > 1 for a, _ in arrays)
    if several and all(_close(a[::-1], b, tolerance) for a, b in arrays):
        return "The values are right, and their order is reversed."
    square = all(a.ndim == 2 and a.shape[0] == a.shape[1] for a, _ in arrays)
    if square and all(_close(a.T, b, tolerance) for a, b in arrays):
        return "The numbers are right, but lie on their side: rows and columns are swapped."
    if several and all(_close(np.sort(a, axis=None), np.sort(b, axis=None)) for a, b in arrays):
        return "The values are right, and stand in another order."
    if all(a.dtype == "float16" and _close(a, b, 2e-3) for a, b in arrays):
        return "Some digits are lost: `float16` keeps three. `float32` keeps seven."
    if all(_rounded(a, b) for a, b in arrays):
        return "Yours is rounded. Keep all the digits."
    if all(
        a.dtype.kind in "iu" and b.dtype.kind in "iu" and b.max() > 1 and _apart(a, b) <= 1
        for a, b in arrays
    ):
        return "Some of yours are off by one."
    if all(
        _close(np.abs(a.astype(float)), np.abs(b.astype(float))) and not _close(a, b)
        for a, b in arrays  # the same sizes, and apart: so there are other signs
    ):
        return "The sizes are right. Some signs are not."
    return _agreement(arrays) if several else ""


def _agreement(arrays: list) -> str:
    """Say how much of an array is right, where some is."""
    right = [np.isclose(a.astype(float), b.astype(float), rtol=1e-4, atol=1e-6) for a, b in arrays]
    share = float(np.mean([part.mean() for part in right]))
    if not 0 < share < 1:
        return ""
    places = np.argwhere(~right[0])
    where = tuple(map(int, places[0])) if len(places) else ()
    at = f" The first that isn't stands at place {where if len(where) > 1 else where[0]}."
    return f"{share:.0%} of the values are right.{at if where else ''}"


def _proportional(yours: np.ndarray, wanted: np.ndarray, tolerance: float) -> bool:
    """Return whether several numbers are the right ones times one factor above 0."""
    if (
        yours.shape != wanted.shape
        or np.count_nonzero(wanted) < 2
        or np.ptp(wanted[wanted != 0]) == 0
    ):
        return False
    at = np.abs(wanted).argmax()
    factor = yours.flat[at] / wanted.flat[at]
    return factor > 0 and bool(np.allclose(yours, factor * wanted, rtol=tolerance, atol=0))


def _apart(yours: np.ndarray, wanted: np.ndarray) -> float:
    """Return how far two arrays are apart where they differ most."""
    if yours.shape != wanted.shape:
        return np.inf
    return float(np.abs(yours.astype(float) - wanted).max(initial=0))


def _fractional(array: np.ndarray) -> bool:
    return array.dtype.kind == "f" and bool((array % 1 != 0).any())


def _rounded(yours: np.ndarray, wanted: np.ndarray) -> bool:
    """Return whether an answer is the right one with fewer digits, at least one of them."""
    if not _fractional(wanted):
        return False
    return any(_close(yours, np.round(wanted, digits), 1e-9) for digits in range(9))


def _close(a: np.ndarray, b: np.ndarray, tolerance: float = 1e-4) -> bool:
    return same(a, b, tolerance)
