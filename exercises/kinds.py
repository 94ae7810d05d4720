"""The kinds of exercise, and how each of them looks at an answer. README.md is the guide."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from exercises.answers import (
    Unusable,
    as_array,
    blank,
    describe,
    in_quotes,
    is_rounded,
    meant,
    same,
)
from exercises.calls import SECONDS, Called, Raised, call
from exercises.differences import find_difference
from exercises.sources import (
    always_returns,
    asks,
    built_ins_used,
    find_networks,
    find_notebook_values,
    find_unknown,
    find_unread,
    is_stub,
    names_used,
    uses_math,
)

RIGHT, WRONG, UNTRIED = "right", "wrong", "not attempted"

Hint = str | tuple[str, str]
"""What a known wrong answer gets to hear, alone or with the name of its misconception."""


class Verdict(NamedTuple):
    """What is said of an answer.

    One of the three outcomes, a text for the learner (Markdown), the name of the misconception
    where one is known, whether the text is all that needs saying (if not, the exercise's general
    hint follows it), a picture to be shown with it, if there is one, and whether the answer counts
    as a try.
    """

    outcome: str
    text: str
    name: str = ""
    whole: bool = True
    picture: object = None
    counts: bool = True


class Known(NamedTuple):
    """A wrong answer that the table foresees, its hint, and the name of its misconception."""

    answer: object
    hint: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """What every exercise has.

    `why` explains the right answer. `hint` follows what was found out about a wrong answer that
    nobody foresaw. From the second different try on comes the next of `more`. After the last of
    these, `idea` stands behind it: the solution in words. All are Markdown in one paragraph.
    """

    why: str
    hint: str = "Read the question once more, and the cells above it."
    more: Sequence[str] = ()
    idea: str = ""

    def judge(self, answer: object, given: Mapping[str, object]) -> Verdict:
        """Return what to say of an answer, whatever it is.

        Args:
            answer: any Python object.
            given: what the notebook gave to the check.
        """
        try:
            return self._judged(answer, given)
        except Exception as error:  # an object can fail at being compared, or even described
            kind = type(error).__name__
            return Verdict(
                WRONG,
                f"The check itself stopped at this answer (`{kind}`). That needn't be a mistake of "
                "yours, but it is no answer that the check can read.",
                whole=False,
            )

    def _judged(self, answer: object, given: Mapping[str, object]) -> Verdict:
        raise NotImplementedError

    def known(self, given: Mapping[str, object]) -> list[Known]:
        """Return the wrong answers that the table foresees."""
        raise NotImplementedError

    def help(self, verdict: Verdict, tries: int) -> str:
        """Return what to say behind a verdict: more with each different try, or "".

        Args:
            verdict: what was said of the answer.
            tries: how many different answers there were, this one included.
        """
        if verdict.outcome != WRONG or not verdict.counts:
            return ""
        if tries < 2:
            return "" if verdict.whole else self.hint
        if tries - 2 < len(self.more):
            return self.more[tries - 2]
        return " ".join([*self.more[-1:], self.idea]).strip()


@dataclass(frozen=True, kw_only=True)
class Choice(Exercise):
    """A letter among several; each wrong one is a misconception and has its own hint.

    `wrong` holds a hint for each wrong letter. `options` holds what stands beside the letters in
    the notebook where somebody could write that instead: numbers and short texts.
    """

    right: str
    wrong: Mapping[str, Hint]
    options: Mapping[str, object] | None = None

    def _judged(self, answer, given):
        """Judge a letter; small or capital, with a bracket, or what stands beside it."""
        if blank(answer):
            return Verdict(UNTRIED, "Put the letter of your answer in place of None.")
        letters = sorted([self.right, *self.wrong])
        letter, note = _letter(answer, letters), ""
        if letter is None and (letter := self._by_content(answer)):
            note = f'That is {letter}. Its letter is enough: `"{letter}"`. '
        if letter == self.right:
            return Verdict(RIGHT, note + self.why)
        if letter is None:
            choices = ", ".join(f'"{choice}"' for choice in letters)
            text = f"An answer here is one of {choices}: write its letter."
            return Verdict(WRONG, text, counts=False)
        hint, name = _named(self.wrong[letter])
        return Verdict(WRONG, note + hint, name)

    def _by_content(self, answer: object) -> str | None:
        row = as_array(answer)
        if row is not None and row.ndim == 1 and 1 < row.size < 20 and row.dtype.kind in "iuf":
            answer = " ".join(f"{number:g}" for number in row)
        contents = {letter: _plain(option) for letter, option in (self.options or {}).items()}
        if not isinstance(answer, str):
            return next((c for c, content in contents.items() if same(answer, content)), None)
        said = _plain(answer)
        exact = [letter for letter, content in contents.items() if content == said]
        if exact or not isinstance(said, str) or len(said.split()) < 2:
            return exact[0] if exact else None
        begun = [letter for letter, content in contents.items() if str(content).startswith(said)]
        return begun[0] if len(begun) == 1 else None

    def known(self, given):
        """Return the wrong letters."""
        return [Known(letter, *_named(hint)) for letter, hint in self.wrong.items()]


@dataclass(frozen=True, kw_only=True)
class Value(Exercise):
    """A number, a text or an array.

    `right` and each first of `wrong` is the value, or a function that makes it from what the
    notebook gave to the check. Each of `wrong` is (value, hint) or (value, hint, name of the
    misconception). Numbers may be off by `tolerance`, relative to the right one. `sample` gives a
    test what the notebook would give.
    """

    right: object
    wrong: Sequence[tuple]
    tolerance: float = 1e-4
    sample: Callable[[], dict] = dict

    def _judged(self, answer, given):
        """Judge a value; a list, tuple, fraction, NumPy scalar or tensor is as good as an array."""
        if blank(answer):
            return Verdict(UNTRIED, "Put your answer in place of None.")
        right, known = self.value(self.right, given), self.known(given)
        if same(answer, right, self.tolerance):
            return Verdict(RIGHT, self.why)
        for wrong in known:
            if same(answer, wrong.answer, self.tolerance):
                return Verdict(WRONG, wrong.hint, wrong.name)
        for wrong in known:
            # Of two values that lie close together, a rounded one may be either's.
            if is_rounded(answer, wrong.answer) and not is_rounded(answer, right):
                return Verdict(WRONG, wrong.hint, wrong.name)
        number, how = meant(answer)
        single = not isinstance(right, str) and as_array(right).ndim == 0
        several = isinstance(answer, tuple | list)
        if several and single and number is not None and number % 1 and not right % 1:
            number = None  # what is whole has no decimal comma
        if number is not None and single:
            hints = [wrong.hint for wrong in known if same(number, wrong.answer, self.tolerance)]
            name = "decimal comma" if several else "text for a number"
            return Verdict(WRONG, " ".join([how, *hints[:1]]), name)
        if not isinstance(right, str) and (quoted := in_quotes(answer)) is not None:
            hints = [wrong.hint for wrong in known if same(quoted, wrong.answer, self.tolerance)]
            found = " ".join(["Quotes make a text of it. Drop the quotes.", *hints[:1]])
            return Verdict(WRONG, found, "text for a number")
        if callable(answer) and not hasattr(answer, "layers"):
            return Verdict(WRONG, "That is a function. Wanted is what it gives: call it.")
        array = as_array(answer)
        if single and array is not None and array.dtype.kind in "iuf":
            if array.size > 1:
                found = f"Yours are {array.size} numbers, and one is wanted."
                return Verdict(WRONG, found, whole=False)
            answer = array.astype(float)  # written down: nothing threw a fraction away
        found = find_difference([(answer, right)], tolerance=self.tolerance)
        return Verdict(WRONG, found, whole=False)

    def known(self, given):
        """Return the wrong values."""
        return [Known(self.value(entry[0], given), *entry[1:]) for entry in self.wrong]

    @staticmethod
    def value(stated: object, given: Mapping[str, object]) -> object:
        """Return a value of the table, worked out if it depends on the notebook."""
        return stated(**given) if callable(stated) else stated


class Round(NamedTuple):
    """One call of a function: its arguments, and the facts about what is right for them."""

    arguments: tuple
    wanted: object


_FOUND: dict[Callable, object] = {}
"""The facts of known wrong functions that are the same with all inputs."""


@dataclass(frozen=True, kw_only=True)
class Function(Exercise):
    """A function, tried on fresh random inputs, so that no written-down result passes.

    `inputs(rng, **given)` draws a tuple of arguments. `right` and each first of `wrong` is a
    function of these; each of `wrong` is (function, hint) or (function, hint, name of the
    misconception).
    `unchanged`, where code is handed out to be mended, is that code, word for word as in the
    notebook: as long as an answer has the same steps, nobody has tried.
    `facts(output, *arguments, **given)` is what gets compared: by default the output itself.
    `differs(output, wanted, *arguments, **given)` may say in a sentence how a wrong output that
    nobody foresaw differs from the right one; where it gives "", the usual search goes on.
    `borrowed` are names of functions that do the whole task: whoever uses one hears so.
    `barred` are those that the task rules out: whoever uses one isn't done.
    `edges` are arguments that are tried too, after those drawn: the rare cases, every time.
    `steady` says that a known wrong answer has the same facts whatever is drawn: they are found out
    once.
    `rounds` is how often inputs are drawn, `seconds` how long all rounds may take; `sample` gives a
    test what the notebook would give.
    """

    inputs: Callable[..., tuple]
    right: Callable
    wrong: Sequence[tuple]
    unchanged: Callable | None = None
    facts: Callable[..., object] | None = None
    differs: Callable[..., str] | None = None
    borrowed: Sequence[str] = ()
    barred: Sequence[str] = ()
    edges: Sequence[tuple] = ()
    tolerance: float = 1e-4
    steady: bool = False
    rounds: int = 4
    seconds: float = SECONDS
    sample: Callable[[], dict] = dict

    def _judged(self, answer, given):
        """Judge what a function gives; whatever goes wrong in it becomes a hint."""
        if blank(answer) or is_stub(answer, self.unchanged):
            done = "Find the mistake, and mend it." if self.unchanged else "Write your function"
            return Verdict(UNTRIED, done if self.unchanged else f"{done} in the cell, and run it.")
        # A network can be called too, and so can a class.
        if not callable(answer) or hasattr(answer, "layers") or isinstance(answer, type):
            found = f"This is {describe(answer)}."
            return Verdict(WRONG, f"{found} Hand over the function: its name, without brackets.")
        if missing := self._not_given(given):
            return Verdict(WRONG, f"This check needs `{missing}=…`, as the notebook had it.")
        trial = self.trial(given)
        calls = self._calls(answer, trial)
        if early := _no_result(answer, calls):
            return early
        if not trial[0].arguments and (foreign := _not_built(answer, calls[0].output)):
            return foreign
        seen = [
            self._facts(called.output, round.arguments, given)
            for called, round in zip(calls, trial, strict=True)
        ]
        if self._agree(seen, [round.wanted for round in trial]):
            if barred := self._used(answer, self.barred):
                return Verdict(
                    WRONG,
                    f"The result is right. But `{barred}` does the work, and the task asks for "
                    "another way: do without it.",
                    "another way than asked",
                )
            return Verdict(RIGHT, self._borrowed(answer) + self.why)
        many = not find_unread(answer)
        if trial[0].arguments and find_notebook_values(answer, many=many):
            return Verdict(WRONG, *_strange_source(answer, calls, trial[0].arguments), whole=False)
        for wrong in self.known(given):
            if self._gives(wrong.answer, seen, trial, given):
                return Verdict(WRONG, wrong.hint, wrong.name)
        if self.unchanged and self._gives(self.unchanged, seen, trial, given):
            return Verdict(WRONG, "It still does what it did before you changed it.", whole=False)
        found, name = _strange_source(answer, calls, trial[0].arguments)
        found = found or self._difference(answer, calls, seen, trial, given)
        return Verdict(WRONG, found, name, whole=False)

    def known(self, given):
        """Return the wrong functions."""
        return [Known(*entry) for entry in self.wrong]

    def trial(
        self, given: Mapping[str, object], rng: np.random.Generator | None = None
    ) -> list[Round]:
        """Draw what a function is to be called with, and work out what is right.

        Args:
            given: what the notebook gave to the check.
            rng: source of chance; without it, no two trials are alike.
        """
        rng = rng or np.random.default_rng()
        drawn = [*(self.inputs(rng, **given) for _ in range(self.rounds)), *self.edges]
        return [
            Round(arguments, self._facts(self._output(self.right, arguments), arguments, given))
            for arguments in drawn
        ]

    def _not_given(self, given: Mapping[str, object]) -> str:
        """Return the name of the first thing that the check needs and didn't get."""
        try:
            inspect.signature(self.inputs).bind(None, **given)
        except TypeError as error:
            return (re.findall(r"'(\w+)'", str(error)) or ["?"])[0]
        return ""

    def _calls(self, answer: Callable, trial: Sequence[Round]) -> list[Called]:
        """Call an answer once a round; one that doesn't come back is called no more."""
        calls = []
        for round in trial:
            calls.append(self.run(answer, round.arguments, self.seconds))
            if _is_raised(calls[-1].output, "TimeUp"):
                break
        return calls

    def run(self, function: Callable, arguments: tuple, seconds: float | None) -> Called:
        """Call a function as this exercise does; a kind of its own may do it in another way."""
        return call(function, arguments, seconds)

    def called_with(self, arguments: tuple) -> Sequence:
        """Return what the learner's function got, for the sentence on its error."""
        return arguments

    def _output(self, function: Callable, arguments: tuple) -> object:
        """Return what a function of the table gives; what NumPy warns of there is no news."""
        with np.errstate(all="ignore"):
            return self.run(function, arguments, None).output

    def _facts(self, output: object, arguments: tuple, given: Mapping) -> object:
        if self.facts is None or isinstance(output, Raised) or blank(output):
            return output
        try:
            return self.facts(output, *arguments, **given)
        except Exception:  # the facts suppose an output of the right kind
            return Unusable(output)

    def _agree(self, seen: Sequence, wanted: Iterable) -> bool:
        return all(_same(a, b, self.tolerance) for a, b in zip(seen, wanted, strict=True))

    def _gives(self, function: Callable, seen: Sequence, trial: Sequence[Round], given) -> bool:
        """Return whether a function of the table gives in each round what the answer gave."""
        return self._agree(
            seen, (self._of_known(function, round.arguments, given) for round in trial)
        )

    def _of_known(self, function: Callable, arguments: tuple, given: Mapping) -> object:
        """Return the facts of what a function of the table gives."""
        if function in _FOUND:
            return _FOUND[function]
        facts = self._facts(self._output(function, arguments), arguments, given)
        if self.steady:
            _FOUND[function] = facts
        return facts

    def _borrowed(self, answer: object) -> str:
        used = self._used(answer, self.borrowed)
        if not used:
            return ""
        return f"The work is done by `{used}`, so nothing was written yet: try it without. "

    @staticmethod
    def _used(answer: object, names: Sequence[str]) -> str:
        """Return the first of some functions that an answer uses, or is; "" if none."""
        # In a notebook, a function of the learner's own may have any name.
        foreign = getattr(answer, "__module__", "") != "__main__"
        own = getattr(answer, "__name__", "") if foreign else ""
        used = sorted(names_used(answer) & set(names)) or [name for name in names if name == own]
        return used[0] if used else ""

    def _difference(self, answer, calls: Sequence[Called], seen: Sequence, trial, given) -> str:
        """Say how the first wrong results differ."""
        wrong = [i for i in range(len(seen)) if not _same(seen[i], trial[i].wanted, self.tolerance)]
        some = "It is right for some inputs, and not for all. " if len(wrong) < len(seen) else ""
        for i in wrong:
            if isinstance(calls[i].output, Raised):
                told = _stopped(answer, calls[i].output, self.called_with(trial[i].arguments))
                return f"{some}{told}"
        one = trial[wrong[0]]
        output, wanted = calls[wrong[0]].output, self._output(self.right, one.arguments)
        if self.differs:
            try:
                if sentence := self.differs(output, wanted, *one.arguments, **given):
                    return sentence
            except Exception:  # it supposes an output of the right kind
                pass
        if isinstance(seen[wrong[0]], Unusable):
            return find_difference([(output, wanted)]) or f"Yours is {describe(output)}."
        if self.facts is not None:
            return ""
        sentence = find_difference(
            [(seen[i], trial[i].wanted) for i in wrong],
            [[len(a) for a in trial[i].arguments if np.ndim(a)] for i in wrong],
            self.tolerance,
        )
        return f"{some}{sentence}".strip()


@dataclass(frozen=True, kw_only=True)
class Lines(Exercise):
    """Lines of code to be chosen and put in order, each named by a letter.

    `needed` are the letters of the right lines, `wrong` the hint for each line that doesn't
    belong, `order` the hint for each pair "ab" where a has to come before b.
    """

    needed: str
    wrong: Mapping[str, Hint]
    order: Mapping[str, Hint]

    def _judged(self, answer, given):
        """Judge "cab", or ["c", "a", "b"]: every order that works is right."""
        letters = _letters(answer)
        if blank(answer) or letters == []:
            return Verdict(UNTRIED, 'Write the letters in their order, such as "cab".')
        if letters is None:
            return Verdict(
                WRONG, f'Yours is {describe(answer)}. Write the letters as a text, such as "cab".'
            )
        if strange := [c for c in letters if c not in {*self.needed, *self.wrong}]:
            return Verdict(
                WRONG, f'There is no line {strange[0]}. Write letters alone, such as `"cab"`.'
            )
        for letter, stated in self.wrong.items():
            if letter in letters:
                hint, name = _named(stated)
                return Verdict(WRONG, f"Line {letter}: {hint}", name)
        if missing := sorted(set(self.needed) - set(letters)):
            count = len(missing)
            return Verdict(
                WRONG, f"{count} more line{'s are' if count > 1 else ' is'} needed.", whole=False
            )
        if len(letters) > len(self.needed):
            return Verdict(WRONG, "Each line is needed once.")
        for (before, after), stated in self.order.items():
            if letters.index(before) > letters.index(after):
                return Verdict(WRONG, *_named(stated))
        return Verdict(RIGHT, self.why)

    def known(self, given):
        """Return answers with each line that doesn't belong, and with each pair the wrong way."""
        order = self.in_order()
        extra = [Known([*order, letter], *_named(hint)) for letter, hint in self.wrong.items()]
        turned = [Known(self._turned(*pair), *_named(hint)) for pair, hint in self.order.items()]
        return extra + turned

    def in_order(self) -> list[str]:
        """Return the needed lines in an order that keeps every pair.

        Raises:
            StopIteration: the pairs contradict each other.
        """
        left, done = list(self.needed), []
        while left:
            free = (c for c in left if not any(a in left for a, b in self.order if b == c))
            done.append(next(free))
            left.remove(done[-1])
        return done

    def _turned(self, before: str, after: str) -> list[str]:
        """Return an order in which one pair is the wrong way round, and few others are."""
        lines = self.in_order()
        lines.remove(after)
        lines.insert(lines.index(before), after)
        return lines


def _named(hint: Hint) -> tuple[str, str]:
    return (hint, "") if isinstance(hint, str) else hint


def _letter(answer: object, letters: Sequence[str]) -> str | None:
    """Return the letter that an answer is: "c", "C", "c)", "(c)", "answer c", ["c"], "c) 784"."""
    if not isinstance(answer, str):
        array = as_array(answer)
        if array is None or array.size != 1 or array.dtype.kind != "U":
            return None
        answer = str(array.reshape(()))
    found = re.fullmatch(
        r"(?:(?:answer|option|letter)\b)?[\s:(\"'`*]*([a-z])(?:[\s).:\"'`*]*|[).:*]+\s.*)",
        answer.lower().strip(),
        re.DOTALL,
    )
    return found[1] if found and found[1] in letters else None


def _plain(content: object) -> object:
    """Return what an option says: a number, or a text without capitals and a point at its end."""
    text = " ".join(str(content).lower().strip(" .`").split())
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return text


def _letters(answer: object) -> list[str] | None:
    """Return the letters of a text or a list of texts; None if it is neither."""
    if not isinstance(answer, str):
        array = as_array(answer)
        if array is None or array.ndim != 1 or array.dtype.kind not in "US":
            return [] if isinstance(answer, tuple | list) and not answer else None
        answer = "".join(map(str, array))
    return [letter for letter in answer.lower() if letter.isalnum()]


def _same(seen: object, wanted: object, tolerance: float) -> bool:
    if isinstance(seen, Raised) or isinstance(wanted, Raised):
        return type(seen) is type(wanted) and seen == wanted
    return same(seen, wanted, tolerance)


def _is_raised(output: object, kind: str) -> bool:
    return isinstance(output, Raised) and output.kind == kind


def _no_result(answer: Callable, calls: Sequence[Called]) -> Verdict | None:
    """Return the verdict on a function that doesn't come back, or gives nothing back."""
    if _is_raised(calls[-1].output, "TimeUp"):
        return Verdict(
            WRONG,
            f"Your function was stopped: {calls[-1].output.line}. Does every loop in it end?",
            "endless loop",
        )
    nothing = [blank(called.output) for called in calls]
    if all(nothing) and always_returns(answer):
        return Verdict(
            WRONG,
            "What stands behind your `return` is None. A call such as `compile`, `sort` or "
            "`print` does something and gives nothing back: call it first, then return the thing.",
            "missing return",
        )
    printed = any(called.printed for called in calls)
    if all(nothing) and printed and "print" not in names_used(answer):
        return Verdict(
            WRONG,
            "Your function shows something, and gives nothing back. In its last line, write "
            "`return` and behind it the result that is wanted.",
            "missing return",
        )
    if all(nothing) and printed:
        return Verdict(
            WRONG,
            "Your function prints, and gives nothing back. Write `return` where it has `print`.",
            "print for return",
        )
    if all(nothing):
        return Verdict(
            WRONG, "Your function gives nothing back: its result needs `return`.", "missing return"
        )
    if any(nothing):
        return Verdict(
            WRONG,
            "For some inputs your function gives nothing back: one way through it ends without "
            "`return`.",
            "missing return",
        )
    return None


_CURVES = ("softmax", "sigmoid", "relu", "tanh")
"""Names that Keras wants in quotes."""


def _not_built(answer: Callable, output: object) -> Verdict | None:
    """Return the verdict on a function that should build a network and takes the notebook's."""
    for name, network in find_networks(answer).items():
        if output is network:
            text = f"`{name}` is the notebook's own network. Build one in your function, and give "
            return Verdict(WRONG, f"{text}it back.", "in place of the argument")
        if name in _CURVES:
            text = f"`{name}` without quotes is a network of the notebook. If you mean the "
            return Verdict(WRONG, f'{text}activation, write `"{name}"`.', "quotes forgotten")
    return None


def _strange_source(answer: Callable, calls: Sequence[Called], arguments: tuple) -> tuple[str, str]:
    """Say what is wrong before one looks at numbers: names that a function has no right to.

    The name of the misconception comes second. A function without arguments may take what it
    needs from the notebook.
    """
    unread = find_unread(answer)
    outside = find_notebook_values(answer) if arguments else []
    single = _is_raised(calls[0].output, "TypeError") and "scalar" in calls[0].output.line
    if single and uses_math(answer):
        return (
            "A function of `math` works with a single number, and got an array. NumPy has one of "
            "the same name for arrays.",
            "one number for an array",
        )
    if _is_raised(calls[0].output, "NameError") and (names := find_unknown(answer)):
        if names[0] in _CURVES and not arguments:
            return f'Keras wants a name in quotes: `"{names[0]}"`.', "quotes forgotten"
        return (
            f"`{names[0]}` has no value here: a name is misspelt, or the line that sets it is "
            "missing.",
            "unknown name",
        )
    if outside and unread:
        return (
            f"Your function never looks at `{unread[0]}`: it takes `{outside[0]}` from the "
            "notebook, and is tried on other values. Use its parameters.",
            "in place of the argument",
        )
    if outside:
        return (
            f"`{outside[0]}` belongs to the notebook. Your function is tried on other values, so "
            "take everything from its parameters.",
            "in place of the argument",
        )
    if unread and not isinstance(calls[0].output, Raised):
        return f"Your function never looks at `{unread[0]}`.", "argument ignored"
    return "", ""


_KERAS_SAYS = {
    "expected ndim=4, found ndim=2": (
        "The layer wants rows and columns, and gets a flat row. `Reshape((28, 28, 1))` stands "
        "before it."
    ),
    r"Reshape.__init__\(\) takes": (
        "`Reshape` takes the shape as one thing: it needs two pairs of brackets."
    ),
    r"Cannot convert '\d+' to a shape": (
        "`Input` wants a shape, such as `(784,)`, and got a number."
    ),
    "Sequential model. Received: <class": (
        "A name without brackets is a kind of layer. With brackets it makes one: `Flatten()`."
    ),
    r"Sequential.__init__\(\) takes|Argument 'name' must|Expected 'trainable'": (
        "`Sequential` takes all layers as one list: they stand in square brackets."
    ),
}
"""What Keras's own words mean to somebody who builds a network."""


def _stopped(answer: Callable, raised: Raised, arguments: Sequence) -> str:
    called = ", ".join(map(describe, arguments)) or "nothing"
    line = f"{raised.kind}: {raised.line}" if raised.line else raised.kind
    single = sorted(built_ins_used(answer) & {"max", "min", "sum", "range", "round", "int"})
    why = (
        " Between arrays write `&` in place of `and`, `|` in place of `or`, and put each "
        "comparison in brackets. `if` needs a single truth value."
    )
    known = why if "truth value of an array" in raised.line and asks(answer) else ""
    if not known and single and re.search("truth value of an array|scalar", raised.line):
        numpy = {"range": "np.arange", "int": "astype", "round": "np.round"}
        other = numpy.get(single[0], f"np.{single[0]}")
        known = (
            f" Python's own `{single[0]}` works with single numbers, and got an array. Look at "
            f"`{other}`, or hand over a single number."
        )
    known = known or _in_other_words(raised.line)
    return f"It was called with {called}, and stopped: `{line}`.{known}"


def _in_other_words(line: str) -> str:
    """Return what an error's line comes from, behind a space; "" where it isn't known."""
    if found := re.search(r"ufunc '(?:true_)?(divide|subtract|add|multiply)'.*same_kind", line):
        sign = {"divide": "/", "subtract": "-", "add": "+", "multiply": "*"}[found[1]]
        return (
            f" `{sign}=` writes into the same array, which holds whole numbers, and the result has "
            f"fractions. Write `x = x {sign} …`."
        )
    if "convert float NaN to integer" in line:
        return (
            " It comes from 0 divided by 0: the mean of nothing, or the centre of mass of a "
            "picture without ink."
        )
    if re.search("zero-size array|with size 0", line):
        return " There is nothing in that array: look at what the step before leaves."
    if found := re.search(r"Python integer -?\d+ out of bounds for (u?int\d+)", line):
        return (
            f" The array holds small whole numbers (`{found[1]}`), and that number doesn't fit. "
            "Make fractions of them first: `x.astype(float)`."
        )
    if found := re.search(r"out of bounds for axis \d with size (\d+)", line):
        return f" The last place there is {int(found[1]) - 1}, since the first is 0."
    return next((f" {why}" for said, why in _KERAS_SAYS.items() if re.search(said, line)), "")
