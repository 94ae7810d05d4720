"""Functions of a network, which is lent to them: to copy one takes longer than all the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras

from exercises.calls import Called
from exercises.kinds import Function


@dataclass(frozen=True, kw_only=True)
class Lending(Function):
    """A function whose first argument is a network, which comes back with what it was lent with.

    That is its weights, and the state of its dropout: each function draws the same units.
    """

    def run(self, function, arguments: Sequence, seconds: float | None) -> Called:
        """Call a function with the network itself, and put the network back as it was."""
        model, *rest = arguments
        before = [(variable, variable.numpy()) for variable in model.variables]
        try:
            return super().run(
                lambda *rest: self.result(function(model, *rest), model), tuple(rest), seconds
            )
        finally:
            for variable, value in before:
                variable.assign(value)

    def result(self, output: object, model: keras.Model) -> object:
        """Return what counts of a call: by default its output; the network isn't put back yet."""
        return output
