"""A task: a step of the learner's own work, judged by what has to be true of what came out.

An exercise has one right answer. A task has many: another network, another yardstick, another
data set are as good. So nothing is compared with a solution. The table lists the ways to miss the
task, in the order in which they are looked for, and the first that is found is told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from exercises.answers import blank, describe
from exercises.kinds import RIGHT, UNTRIED, WRONG, Exercise, Known, Verdict


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One way to miss a task.

    `found(work)` tells whether it is there. `work` has what was handed over and what the notebook
    gave, by their names. A text that it gives is a fact, and is said before the hint.
    `example(work)` gives the parts that make right work have this fault, for the tests.
    `name` is that of the misconception.
    """

    found: Callable[[SimpleNamespace], bool | str]
    hint: str
    example: Callable[[SimpleNamespace], dict]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Task(Exercise):
    """Work of several parts, handed over by their names.

    `parts` says what each of them is. The first is the one that tells whether anybody has tried.
    `faults` are looked for in their order: each may rely on those before it.
    `remark(work)` may say something besides of right work.
    `right(**given)` makes right work, and `sample` gives what the notebook would give, for the
    tests.
    """

    parts: Mapping[str, str]
    faults: Sequence[Fault]
    right: Callable[..., dict]
    sample: Callable[[], dict] = dict
    remark: Callable[[SimpleNamespace], str] = lambda work: ""

    def _judged(self, answer, given):
        """Judge the parts: all there, and none of the faults found."""
        if blank(answer):
            return Verdict(UNTRIED, "Do the task in the cell, and run it.")
        if not isinstance(answer, Mapping) or self.parts.keys() - answer.keys():
            names = ", ".join(f'`"{name}"`' for name in self.parts)
            found = f"This is {describe(answer)}. Hand over the parts by their names: {names}."
            return Verdict(WRONG, found, counts=False)
        if _untouched(answer[next(iter(self.parts))]):
            return Verdict(UNTRIED, "Do the task in the cell, and run it.")
        for name, what in self.parts.items():
            if blank(answer[name]):
                return Verdict(WRONG, f"`{name}` is still empty. It holds {what}.")
        work = SimpleNamespace(**{name: answer[name] for name in self.parts}, **given)
        for fault in self.faults:
            if found := _find(fault, work):
                fact = f"{found} " if isinstance(found, str) else ""
                return Verdict(WRONG, fact + fault.hint, fault.name)
        return Verdict(RIGHT, f"{self.remark(work)} {self.why}".strip())

    def known(self, given):
        """Return right work with each of the faults in turn."""
        right = self.right(**given)
        work = SimpleNamespace(**right, **given)
        return [Known(right | fault.example(work), fault.hint, fault.name) for fault in self.faults]


def _find(fault: Fault, work: SimpleNamespace) -> bool | str:
    """Return whether a fault is there; parts that can't even be looked at for it have it."""
    try:
        return fault.found(work)
    except Exception as error:
        return f"Looking at it stopped (`{type(error).__name__}`)."


def _untouched(value: object) -> bool:
    """Return whether a part is as the notebook left it: empty, or a form with nothing filled in."""
    form = isinstance(value, Mapping) and len(value) > 0
    return blank(value) or (form and all(map(blank, value.values())))
