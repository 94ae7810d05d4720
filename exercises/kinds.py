"""The kinds of exercise, and how each of them looks at an answer."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

RIGHT, WRONG, UNTRIED = "right", "wrong", "not attempted"


class Verdict(NamedTuple):
    """What is said of an answer: one of the three outcomes, and a text for the learner."""

    outcome: str
    text: str


class Raised(NamedTuple):
    """What a function did instead of giving a result."""

    kind: str
    line: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """What every exercise has.

    `why` explains the right answer. `hint` is for a wrong answer that nobody foresaw, and `more`
    follows any hint from the second different try on.
    """

    why: str
    hint: str = "Read the question once more, and the cells above it."
    more: str = ""

    def judge(self, answer: object, given: Mapping[str, object]) -> Verdict:
        """Return what to say of an answer, with what the notebook gave to the check."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Choice(Exercise):
    """A letter among several; each wrong one is a misconception and has its own hint."""

    right: str
    wrong: Mapping[str, str]

    def judge(self, answer, given):
        """Judge a letter; small or capital, spaces don't matter."""
        if blank(answer):
            return Verdict(UNTRIED, "Put the letter of your answer in place of None.")
        letter = answer.strip().lower() if isinstance(answer, str) else answer
        if letter == self.right:
            return Verdict(RIGHT, self.why)
        if not isinstance(letter, str) or letter not in self.wrong:
            letters = ", ".join(f'"{choice}"' for choice in sorted([self.right, *self.wrong]))
            return Verdict(WRONG, f"An answer here is one of {letters}.")
        return Verdict(WRONG, self.wrong[letter])


@dataclass(frozen=True, kw_only=True)
class Value(Exercise):
    """A number, a text or an array.

    `right` and each first of `wrong` is the value, or a function that makes it from what the
    notebook gave to the check. Numbers may be off by `tolerance`, relative to the right one.
    `sample` gives a test what the notebook would give.
    """

    right: object
    wrong: Sequence[tuple[object, str]]
    tolerance: float = 1e-4
    sample: Callable[[], dict] = dict

    def judge(self, answer, given):
        """Judge a value; a list, tuple, NumPy scalar or tensor is as good as an array."""
        if blank(answer):
            return Verdict(UNTRIED, "Put your answer in place of None.")
        right = self.value(self.right, given)
        if same(answer, right, self.tolerance):
            return Verdict(RIGHT, self.why)
        for wrong, hint in self.wrong:
            if same(answer, self.value(wrong, given), self.tolerance):
                return Verdict(WRONG, hint)
        return Verdict(WRONG, f"{self.hint} {difference(answer, right)}".strip())

    @staticmethod
    def value(stated: object, given: Mapping[str, object]) -> object:
        """Return a value of the table, worked out if it depends on the notebook."""
        return stated(**given) if callable(stated) else stated


@dataclass(frozen=True, kw_only=True)
class Function(Exercise):
    """A function, tried on fresh random inputs, so that no written-down result passes.

    `inputs(rng, **given)` draws a tuple of arguments. `right` and each first of `wrong` is a
    function of these. `unchanged`, where code is handed out to be mended, is that code: it counts
    as not attempted. `facts(output, *arguments, **given)` is what gets compared: by default the
    output itself.
    `rounds` is how often it is tried; `sample` gives a test what the notebook would give.
    """

    inputs: Callable[..., tuple]
    right: Callable
    wrong: Sequence[tuple[Callable, str]]
    unchanged: Callable | None = None
    facts: Callable[..., object] = lambda output, *arguments, **given: output
    tolerance: float = 1e-4
    rounds: int = 4
    sample: Callable[[], dict] = dict

    def judge(self, answer, given):
        """Judge what a function gives; an error inside it becomes a hint."""
        if blank(answer):
            return Verdict(UNTRIED, "Write your function in the cell, and run it.")
        if not callable(answer) or hasattr(answer, "layers"):  # a network can be called too
            return Verdict(WRONG, "Hand over the function itself: its name, without brackets.")
        rng = np.random.default_rng()
        drawn = [self.inputs(rng, **given) for _ in range(self.rounds)]
        seen = [self._result(answer, arguments, given) for arguments in drawn]
        if any(blank(result) for result in seen):
            return Verdict(
                UNTRIED, "Your function gives nothing back yet: fill it in, and return it."
            )

        def gives(function: Callable) -> bool:
            return all(
                same(result, self._result(function, arguments, given), self.tolerance)
                for result, arguments in zip(seen, drawn, strict=True)
            )

        if gives(self.right):
            return Verdict(RIGHT, self.why)
        if self.unchanged and gives(self.unchanged):
            return Verdict(UNTRIED, "It still does what it did. Find the mistake and mend it.")
        for wrong, hint in self.wrong:
            if gives(wrong):
                return Verdict(WRONG, hint)
        return Verdict(WRONG, f"{self.hint} {self._difference(seen, drawn, given)}".strip())

    def _result(self, function: Callable, arguments: tuple, given: Mapping) -> object:
        # Copies, so that a function which changes its arguments changes nobody else's.
        try:
            output = function(*copy.deepcopy(arguments))
            return output if blank(output) else self.facts(output, *arguments, **given)
        except (Exception, SystemExit) as error:
            return Raised(type(error).__name__, str(error).partition("\n")[0])

    def _difference(self, seen: Sequence, drawn: Sequence[tuple], given: Mapping) -> str:
        """Say how the first wrong result differs: an error, a kind, a shape."""
        for result, arguments in zip(seen, drawn, strict=True):
            if isinstance(result, Raised):
                called = ", ".join(described(argument) for argument in arguments) or "nothing"
                return f"It was called with {called}, and stopped: {result.kind}: {result.line}"
            wanted = self._result(self.right, arguments, given)
            if not same(result, wanted, self.tolerance):
                return difference(result, wanted)
        return ""


@dataclass(frozen=True, kw_only=True)
class Lines(Exercise):
    """Lines of code to be chosen and put in order, each named by a letter.

    `needed` are the letters of the right lines, `wrong` the hint for each line that doesn't
    belong, `order` the hint for each pair "ab" where a has to come before b.
    """

    needed: str
    wrong: Mapping[str, str]
    order: Mapping[str, str]

    def judge(self, answer, given):
        """Judge "cab", or ["c", "a", "b"]: every order that works is right."""
        if blank(answer) or not len(letters := _letters(answer)):
            return Verdict(UNTRIED, 'Write the letters in their order, such as "cab".')
        for letter, hint in self.wrong.items():
            if letter in letters:
                return Verdict(WRONG, f"Line {letter}: {hint}")
        if strange := sorted(set(letters) - set(self.needed)):
            return Verdict(WRONG, f"There is no line {strange[0]!r}.")
        if missing := sorted(set(self.needed) - set(letters)):
            count = len(missing)
            return Verdict(WRONG, f"{count} more line{'s are' if count > 1 else ' is'} needed.")
        if len(letters) > len(self.needed):
            return Verdict(WRONG, "Each line is needed once.")
        for (first, second), hint in self.order.items():
            if letters.index(first) > letters.index(second):
                return Verdict(WRONG, hint)
        return Verdict(RIGHT, self.why)


def _letters(answer: object) -> list[str]:
    parts = answer if isinstance(answer, str) else "".join(map(str, answer))
    return [letter for letter in parts.lower() if letter.isalnum()]


def blank(answer: object) -> bool:
    """Return whether an answer is still the gap that the notebook leaves."""
    return answer is None or answer is ... or (isinstance(answer, str) and not answer.strip())


def same(answer: object, right: object, tolerance: float = 1e-4) -> bool:
    """Return whether two values agree: texts to the letter, numbers within the tolerance.

    A list, tuple, NumPy array or tensor of the same shape counts as the same; True is no number.
    """
    if isinstance(right, Raised) or isinstance(answer, Raised):
        return type(answer) is type(right) and answer == right
    if isinstance(right, tuple | list) and not _numeric(right):
        return (
            isinstance(answer, tuple | list)
            and len(answer) == len(right)
            and all(same(*pair, tolerance) for pair in zip(answer, right, strict=True))
        )
    answer, right = _array(answer), _array(right)
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
    largest = float(np.abs(right).max(initial=0)) or 1.0
    return np.allclose(answer, right, rtol=tolerance, atol=tolerance * min(largest, 1e-2))


def _numeric(value: object) -> bool:
    array = _array(value)
    return array is not None and array.dtype.kind in "iufb"


def _array(value: object) -> np.ndarray | None:
    try:
        array = np.asarray(value)
    except Exception:  # a ragged list, or a tensor that holds no values
        return None
    return None if array.dtype.kind == "O" else array


def difference(answer: object, right: object) -> str:
    """Say in one sentence how an answer differs in kind, shape or range; nothing if it doesn't."""
    given, wanted = _array(answer), _array(right)
    if wanted is None or wanted.dtype.kind not in "iufb":
        return ""
    if given is None or given.dtype.kind not in "iufb":
        return f"Wanted is {described(right)}; yours is {described(answer)}."
    if given.shape != wanted.shape and max(given.size, wanted.size) > 1:
        return f"Wanted is {described(right)}; yours is {described(answer)}."
    if given.dtype.kind == "f" and not np.isfinite(given).all():
        return "Yours holds nan or infinity."
    return ""


def described(value: object) -> str:
    """Return what a value is, in a few words: "an array of shape (5, 784)"."""
    if isinstance(value, bool | str):
        return f"the {'text' if isinstance(value, str) else 'truth value'} {value!r}"
    array = _array(value)
    if array is None or array.dtype.kind not in "iufb":
        return f"a {type(value).__name__}"
    if array.ndim == 0:
        return "a single number"
    return f"an array of shape {array.shape}"
