"""Which values a parameter may have: one place for notebooks, recipes and the terminal."""

from collections.abc import Callable
from numbers import Integral, Real

from helpers.errors import CourseError, unknown

ACTIVATIONS = ("relu", "sigmoid", "tanh", "elu", "gelu", "selu", "silu", "leaky_relu", "linear")
"""The activations of hidden layers that the course knows, by their Keras names."""

PROFILES = ("quick", "full")
"""How far notebook 6 goes: for about a minute, or for as long as it takes."""


def check(**values: object) -> None:
    """Stop with one line if a parameter's value makes no sense.

    Args:
        values: parameters by name. `seed`: whole number from 0 to 2³²-1. `learning_rate`: number
            above 0, at most 1. `level`: fraction between 0 and 1. `dropout` (and names
            beginning so): fraction from 0 to below 1. `activation` (likewise): a name in
            `ACTIVATIONS`. `profile`: a name in `PROFILES`. Every other number of things (`epochs`,
            `units`, `batch_size`, …): whole number from 1.

    Raises:
        CourseError: the first value that makes no sense.
    """
    for name, value in values.items():
        if name == "profile":
            if value not in PROFILES:
                raise unknown("profile", value, PROFILES)
        elif name.startswith("activation"):
            if value not in ACTIVATIONS:
                raise unknown("activation", value, ACTIVATIONS)
        else:
            wanted, fits = _rule(name)
            if isinstance(value, bool) or not fits(value):
                raise CourseError(f"{name} = {value!r}: give {wanted}")


def _rule(name: str) -> tuple[str, Callable[[object], bool]]:
    """Return what the parameter of this name wants, in words and as a test."""
    if name == "seed":
        return "a whole number from 0 to 4294967295", lambda v: _whole(v) and 0 <= v < 2**32
    if name == "level":
        return "a fraction between 0 and 1", lambda v: isinstance(v, Real) and 0 < v < 1
    if name == "learning_rate":
        return "a number above 0 and at most 1", lambda v: isinstance(v, Real) and 0 < v <= 1
    if name.startswith("dropout"):
        return (
            "a fraction from 0 to below 1 (0.3 drops 30 % of the units)",
            lambda v: isinstance(v, Real) and 0 <= v < 1,
        )
    return "a whole number from 1", lambda v: _whole(v) and v >= 1


def _whole(value: object) -> bool:
    return isinstance(value, Integral)
