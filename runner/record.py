"""One record of a run: planned, then finished, from the process that does it to the gradebook."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from runner.notebook import first_line

STATUSES = ("ok", "failed", "timeout", "kernel died", "stopped early", "worker lost")
"""How a run can end."""

OUTCOMES = ("not attempted", "wrong", "right")
"""What can come of an exercise, the best last."""

EXERCISE = re.compile(r"(recall|exercise|task|quiz) [0-9]{1,3}\.[0-9]{1,3}")
"""What exercises are called."""

MOST = 200
"""Claims, results, and exercises of one run that are kept."""

MOST_SEEN = 20
"""Numbers of one claim that are kept."""

LONGEST_RUN = 1e8
"""Seconds beyond which a time is a mistake: three years."""

LONGEST, LONGEST_NAME = 500, 80
"""Characters of a text, and of a result's or an exercise's name, that are kept."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A run to be.

    Attributes:
        notebook: the file; read back from JSON, only its name.
        parameters: values to inject, by name.
        name: of the run, fit for a file's name; no other run of a batch has it.
        key: 16 hexadecimal digits, the same for the same notebook with the same parameters.
    """

    notebook: Path
    parameters: dict[str, object] = field(default_factory=dict)
    name: str = ""
    key: str = ""

    def finish(self, **came: object) -> "Finished":
        """Return this run with what came of it."""
        return Finished(**vars(self) | came)


@dataclass(frozen=True, kw_only=True)
class Finished(Planned):
    """A run, and what came of it.

    Attributes:
        status: one of `STATUSES`.
        error: one line that says why it isn't `ok`.
        seconds: how long it took.
        claims: each `{"claim": sentence, "holds": bool, "seen": numbers by name}`; `holds` is None
            where it could not be checked, and `seen` is missing where there are none.
        results: texts, numbers and truth values by name, as the notebook recorded them.
        exercises: each once, `{"exercise": name, "outcome": one of OUTCOMES, "tries": int}`, and
            where a wrong answer is a known one its name, `"misconception"`, with what the learner
            was told, `"said"`.
        dropped: one line that says what was left out: what the notebook put out and is no such
            thing, files beside a submission, parameters that it does not take.
        file: the executed copy, in a batch its name in the output; "" without one.
        page: the same as HTML.
    """

    status: str = "ok"
    error: str = ""
    seconds: float = 0.0
    claims: list[dict] = field(default_factory=list)
    results: dict[str, str | int | float | bool] = field(default_factory=dict)
    exercises: list[dict] = field(default_factory=list)
    dropped: str = ""
    file: str = ""
    page: str = ""

    @property
    def checked(self) -> list[dict]:
        """The claims that this run could check: some are about MNIST alone."""
        return [claim for claim in self.claims if claim["holds"] is not None]

    @property
    def held(self) -> int:
        """How many of the claims held."""
        return sum(claim["holds"] for claim in self.checked)

    @property
    def good(self) -> bool:
        """Whether it ran to its last cell and every claim held."""
        return self.status == "ok" and self.held == len(self.checked)

    @property
    def source(self) -> str:
        """Where the digits came from, as far as the run tells."""
        return str(self.results.get("source") or self.parameters.get("dataset", ""))

    def to_json(self) -> str:
        """Return the record as one line of JSON."""
        return json.dumps(asdict(self) | {"notebook": self.notebook.name}, default=str)

    @classmethod
    def from_json(cls, text: str) -> "Finished":
        """Return the record in a text.

        Raises:
            ValueError: it is no JSON object.
        """
        try:
            told = json.loads(text)
        except RecursionError:
            raise ValueError("not a record") from None
        if not isinstance(told, dict):
            raise ValueError("not a record")
        return cls.read(told)

    @classmethod
    def read(cls, told: dict) -> "Finished":
        """Return a record of what is told, typed and bounded: a stranger may have told it.

        What is no claim, result or exercise is left out, and `dropped` says so. Of an exercise
        that comes twice, the better outcome counts.
        """
        dropped = [_text(told.get("dropped"))]

        def keep(what: str, items: object, read: Callable) -> list:
            items = items if isinstance(items, list) else [items]
            found = [one for one in map(read, items[:MOST]) if one]
            if lost := len(items) - len(found):
                dropped.append(f"{lost} {what} left out")
            return found

        results = told.get("results", {})
        results = list(results.items()) if isinstance(results, dict) else [None]
        parameters = told.get("parameters")
        status = told.get("status", "ok")
        return cls(
            notebook=Path(str(told.get("notebook", ""))),
            parameters=parameters if isinstance(parameters, dict) else {},
            status=status if status in STATUSES else "failed",
            seconds=_seconds(told.get("seconds")),
            claims=keep("claims", told.get("claims", []), _claim),
            results=dict(keep("results", results, _result)),
            exercises=choose_best(keep("exercises", told.get("exercises", []), _exercise)),
            dropped="; ".join(filter(None, dropped)),
            **{name: _text(told.get(name)) for name in ("name", "key", "error", "file", "page")},
        )


def choose_best(exercises: list[dict]) -> list[dict]:
    """Return each exercise once: of several records the better, or else the one of more tries.

    Args:
        exercises: records as in `Finished`.
    """

    def rank(record: dict) -> tuple[int, int]:
        return OUTCOMES.index(record["outcome"]), record["tries"]

    best: dict[str, dict] = {}
    for record in exercises:
        before = best.setdefault(record["exercise"], record)
        best[record["exercise"]] = max(before, record, key=rank)
    return list(best.values())


def _text(value: object, most: int = LONGEST) -> str:
    # Stripped again: a control character at an end has become a space.
    return first_line(value, most).strip() if isinstance(value, str) else ""


def _is_number(value: object) -> bool:
    """Whether it is a number that a table holds: no whole number beyond 64 bits."""
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    return whole or isinstance(value, float)


def _seconds(value: object) -> float:
    """Return a time; what no run can have taken is 0."""
    return float(value) if _is_number(value) and 0 <= value < LONGEST_RUN else 0.0


def _claim(found: object) -> dict | None:
    if not isinstance(found, dict) or not isinstance(found.get("holds"), bool | None):
        return None
    sentence = _text(found.get("claim"))
    seen = found.get("seen")
    numbers = [*seen.items()][:MOST_SEEN] if isinstance(seen, dict) else []
    numbers = {_text(name, LONGEST_NAME): value for name, value in numbers if _is_number(value)}
    read = {"claim": sentence, "holds": found.get("holds")} | ({"seen": numbers} if numbers else {})
    return read if sentence else None


def _result(found: object) -> tuple | None:
    if not isinstance(found, tuple):
        return None
    name, value = found
    value = _text(value) if isinstance(value, str) else value
    fits = isinstance(value, str | bool) or _is_number(value)
    return (name, value) if fits and (name := _text(name, LONGEST_NAME)) else None


def _exercise(found: object) -> dict | None:
    if not isinstance(found, dict) or found.get("outcome") not in OUTCOMES:
        return None
    name, tries = _text(found.get("exercise"), LONGEST_NAME), found.get("tries")
    if not EXERCISE.fullmatch(name):
        return None
    kept = {"exercise": name, "outcome": found["outcome"]}
    kept["tries"] = tries if _is_number(tries) and isinstance(tries, int) and tries >= 0 else 0
    if misconception := _text(found.get("misconception"), LONGEST_NAME):
        kept |= {"misconception": misconception, "said": _text(found.get("said"))}
    return kept
