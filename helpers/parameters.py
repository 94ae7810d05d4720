"""Which values a parameter may have: one table for notebooks, recipes and the terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real

from helpers.claims import notice
from helpers.errors import CourseError, unknown

ACTIVATIONS = ("relu", "sigmoid", "tanh", "elu", "gelu", "selu", "silu", "leaky_relu", "linear")
"""The activations of hidden layers that the course knows, by their Keras names."""

PROFILES = ("quick", "full")
"""How far notebook 6 goes: for about a minute, or for as long as it takes."""

LADDERS = ("some", "all")
"""Which rungs notebook 6 trains; others it reads from its table."""


@dataclass(frozen=True)
class Rule:
    """What a parameter takes: in words and as a test, or one of some names."""

    words: str = ""
    fits: Callable[[object], bool] = bool
    names: tuple[str, ...] = ()


def _whole(least: int, most: int) -> Rule:
    return Rule(
        f"a whole number from {least:,} to {most:,}",
        lambda value: isinstance(value, Integral) and least <= value <= most,
    )


# A bound above says where a value stops to make sense: it would train for hours, fill the memory
# or make a figure that nobody can read. A slip of the keyboard then costs a line, not a night.
_EPOCHS = _whole(1, 10_000)  # of a second each: three hours
_UNITS = _whole(1, 4096)  # a layer of so many on as many takes 270 MB to train
_PICTURES = _whole(1, 60_000)  # all that MNIST trains on

RULES = {
    "activation": Rule(names=ACTIVATIONS),
    "batch_size": _PICTURES,
    "bins": _whole(1, 1000),
    "depth": _whole(1, 100),
    "depth_epochs": _EPOCHS,
    "dropout": Rule(
        "a fraction from 0 to below 1 (0.3 drops 30 % of the units)",
        lambda value: isinstance(value, Real) and 0 <= value < 1,
    ),
    "epochs": _EPOCHS,
    "few": _PICTURES,
    "few_epochs": _EPOCHS,
    "few_validation": _PICTURES,
    "ladder": Rule(names=LADDERS),
    "last_epochs": _EPOCHS,
    "learning_rate": Rule(
        "a number above 0 and at most 1", lambda value: isinstance(value, Real) and 0 < value <= 1
    ),
    "level": Rule(
        "a fraction between 0 and 1", lambda value: isinstance(value, Real) and 0 < value < 1
    ),
    "long_epochs": _EPOCHS,
    "mapped": _whole(100, 10_000),  # t-SNE looks at 90 neighbours of each; 10,000 take minutes
    "photos": _whole(1, 10_000),  # all that MNIST tests on
    "profile": Rule(names=PROFILES),
    "repeats": _whole(1, 100),
    "seed": _whole(0, 2**32 - 1),  # what NumPy and Keras take
    "shown": _whole(1, 100),
    "units": _UNITS,
    "width": _UNITS,
}
"""The rule of every parameter that a notebook of the course checks."""


def check(**values: object) -> None:
    """Stop with one line if a parameter's value makes no sense.

    Args:
        values: parameters by name, each in `RULES`.

    Raises:
        CourseError: the first value that makes no sense, or name that has no rule.
    """
    for name, value in values.items():
        if name not in RULES:
            raise unknown("parameter", name, RULES)
        rule = RULES[name]
        if rule.names:
            if value not in rule.names:
                raise unknown(name, value, rule.names)
        elif isinstance(value, bool) or not rule.fits(value):
            raise CourseError(f"{name} = {value!r}: give {rule.words}")


def cut(most: int, **value: int) -> int:
    """Return the value of a parameter, or `most` if it is larger, and then say so.

    Args:
        most: how many there are.
        value: one parameter by its name.
    """
    [(name, asked)] = value.items()
    if asked > most:
        notice(f"{name} = {asked:,} is more than there are: it is {most:,} from here on.")
    return min(asked, most)
