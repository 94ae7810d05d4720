"""Which values a parameter may have: one table for notebooks, recipes and the terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real

from helpers.claims import notice
from helpers.errors import CourseError, unknown

ACTIVATIONS = ("relu", "sigmoid", "tanh", "elu", "gelu", "selu", "silu", "leaky_relu", "linear")
"""The activations of hidden layers that the course knows, by their Keras names."""


@dataclass(frozen=True)
class Rule:
    """Which numbers a parameter takes: in words, and as a kind of number with a test."""

    words: str
    kind: type
    fits: Callable[[float], bool]


def _whole(least: int, most: int) -> Rule:
    words = f"a whole number from {least:,} to {most:,}"
    return Rule(words, Integral, lambda x: least <= x <= most)


# A bound above says where a value stops to make sense: it would train for hours, fill the memory
# or make a figure that nobody can read. A slip of the keyboard then costs a line, not a night.
_EPOCHS = _whole(1, 10_000)  # of a second each: three hours
_UNITS = _whole(1, 4096)  # a layer of so many on as many takes 270 MB to train
_PICTURES = _whole(1, 60_000)  # all that MNIST trains on

RULES: dict[str, Rule | tuple[str, ...]] = {
    "activation": ACTIVATIONS,
    "batch_size": _PICTURES,
    "bins": _whole(1, 1000),
    "depth": _whole(2, 100),  # hidden layers, of which the first is compared with the last
    "depth_epochs": _EPOCHS,
    "dropout": Rule(
        "a fraction from 0 to below 1 (0.3 drops 30 % of the units)", Real, lambda x: 0 <= x < 1
    ),
    "epochs": _EPOCHS,
    "few": _PICTURES,
    "few_epochs": _EPOCHS,
    "few_validation": _PICTURES,
    "ladder": ("some", "all"),  # the rungs that notebook 6 trains; others it reads from its table
    "last_epochs": _EPOCHS,
    "learning_rate": Rule("a number above 0 and at most 1", Real, lambda x: 0 < x <= 1),
    "level": Rule("a fraction between 0 and 1", Real, lambda x: 0 < x < 1),
    "long_epochs": _EPOCHS,
    "mapped": _whole(100, 10_000),  # t-SNE looks at 90 neighbours of each; 10,000 take minutes
    "photos": _whole(1, 10_000),  # all that MNIST tests on
    "profile": ("quick", "full"),  # how far notebook 6 goes: for a minute, or as long as it takes
    "repeats": _whole(1, 100),
    "seed": _whole(0, 2**32 - 1),  # what NumPy and Keras take
    "shown": _whole(1, 100),
    "units": _UNITS,
    "width": _UNITS,
}
"""The rule of every parameter that a notebook of the course checks: numbers, or some names."""


def check(**values: object) -> None:
    """Raise CourseError for the first value that makes no sense, or name that isn't in `RULES`."""
    for name, value in values.items():
        if name not in RULES:
            raise unknown("parameter", name, RULES)
        rule = RULES[name]
        if isinstance(rule, tuple):
            if value not in rule:
                raise unknown(name, value, rule)
        elif isinstance(value, bool) or not isinstance(value, rule.kind) or not rule.fits(value):
            raise CourseError(f"{name} = {value!r}: give {rule.words}")


def cut(most: int, **value: int) -> int:
    """Return one parameter, given by its name, or `most` if it is larger, and then say so."""
    [(name, asked)] = value.items()
    if asked > most:
        notice(f"{name} = {asked:,} is more than there are: it is {most:,} from here on.")
    return min(asked, most)
