"""A guess made before a cell ran, beside what came out: the unit, the range, how far off."""

from dataclasses import dataclass
from typing import NamedTuple

from exercises.answers import as_array, blank, describe, meant, shorten


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """What a quantity is measured in, and which values it can have.

    Attributes:
        unit: "%" for shares, or a word such as "pixels"; "" for a plain number or a text.
        least, most: the smallest and largest value that is possible, None if there is none.
        whole: whether only whole numbers are possible.
        factor: whether a guess is judged by how many times too large or small it is, as for
            quantities that span several powers of ten; else by its distance.
        options: the texts among which one is guessed, where it is no number.
    """

    unit: str = ""
    least: float | None = None
    most: float | None = None
    whole: bool = False
    factor: bool = False
    options: tuple[str, ...] = ()


class Beside(NamedTuple):
    """What there is to say of a guess: both in words, how far it was off, and a note."""

    said: str
    found: str
    off: str
    note: str


_POINTS = ("%", "points", "percentage points")
"""Units of which 100 are the whole."""

PERCENT = Prediction(unit="%", least=0, most=100)
"""A share, as every accuracy of the course should be guessed."""

FRACTION = Prediction(least=0, most=1)
"""A share between 0 and 1, such as an output of a network."""


def compare(guess: object, actual: object, about: Prediction) -> Beside:
    """Set a guess beside the result.

    Args:
        guess: what the reader wrote down, any object.
        actual: what came out, in the unit of the prediction: a number, or a text.
        about: the prediction.
    """
    found, said = _number(actual), _number(guess)
    if found is None:
        words = _words(guess) if said is None else f"{said:g}"  # a class may be a number
        told = words.strip().lower()
        if about.options and told not in map(str.lower, about.options):
            note = f"A guess here is one of {', '.join(map(repr, about.options))}."
            return Beside(words, _words(actual), "", note)
        off = "As you said." if told == str(actual).strip().lower() else "Not what you said."
        return Beside(words, _words(actual), off, "")
    note = ""
    if said is None:
        said, note = meant(guess)
        pair = said is not None and not isinstance(guess, str) and guess[1] == 0
        # 97,0 and 9,000 both come as pairs that end in 0: the reading that lies nearer was meant.
        if pair and abs(guess[0] - found) < abs(said - found):
            said = float(guess[0])
            note = "Python reads a comma as two numbers. Write a decimal point."
        if said is not None and str(guess).rstrip().lower().endswith(("%", "percent")):
            if about.unit in _POINTS:
                said *= 100  # `meant` reads "97 %" as the fraction
            elif about.most != 1:
                asked = about.unit or "a plain number"
                note = f"Asked was for {asked}, not for percent."
                return Beside(_words(guess), _with_unit(found, about), "", note)
    if said is None:
        note = note or "Your guess is no number."
        return Beside(_words(guess), _with_unit(found, about), "", note)
    note = " ".join(filter(None, [note, _impossible(said, about), _other_unit(said, found, about)]))
    return Beside(_with_unit(said, about), _with_unit(found, about), _off(said, found, about), note)


def _impossible(said: float, about: Prediction) -> str:
    if said != said:
        return "nan is no guess."
    if about.least is not None and said < about.least:
        return f"Less than {_with_unit(about.least, about)} is impossible."
    if about.most is not None and said > about.most:
        return f"More than {_with_unit(about.most, about)} is impossible."
    if about.whole and said % 1:
        return "Only whole numbers are possible."
    return ""


def _other_unit(said: float, found: float, about: Prediction) -> str:
    """Ask whether another unit was meant: as a fraction, or as percent, a guess lies nearer."""
    most = 10 if about.unit == "%" else 1  # half a point is a guess like any other
    if about.unit in _POINTS and 0 < 10 * abs(said) < min(most, abs(found)):
        asked = "percent" if about.unit == "%" else about.unit
        return f"Asked was for {asked}: did you mean {_with_unit(100 * said, about)}?"
    if about.most == 1 and max(1, 10 * found) < said <= 100:
        return f"Asked was for a fraction: did you mean {_plain(said / 100)}?"
    return ""


def _off(said: float, found: float, about: Prediction) -> str:
    if said != said:
        return ""
    if _plain(said) == _plain(found):
        return "Exactly so."
    if about.factor and said <= 0:
        return ""
    if about.factor and found > 0:
        times = max(said / found, found / said)
        return f"{_plain(times)} times too {'large' if said > found else 'small'}."
    distance, unit = _plain(abs(said - found)), "points" if about.unit == "%" else about.unit
    unit = unit.removesuffix("s") if distance == "1" else unit
    return f"{distance} {unit}".strip() + f" too {'much' if said > found else 'little'}."


def _number(value: object) -> float | None:
    array = None if isinstance(value, str | bool) or blank(value) else as_array(value)
    if array is None or array.size != 1 or array.dtype.kind not in "iuf":
        return None
    return float(array.reshape(()))


def _with_unit(value: float, about: Prediction) -> str:
    return f"{_plain(value)} {about.unit}".strip()


def _plain(value: float) -> str:
    """Return a number with four digits, one of them behind the point, and its thousands apart."""
    if value % 1 == 0 and abs(value) < 1e15:
        return f"{value:,.0f}"
    if not 1e-4 <= abs(value) < 1e6:
        return f"{value:.4g}"
    return f"{value:,.{max(4, len(str(int(abs(value)))) + 1)}g}"


def _words(value: object) -> str:
    return shorten(value, 40) if isinstance(value, str) else describe(value)
