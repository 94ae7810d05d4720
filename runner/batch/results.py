"""What came of a batch as a table for spreadsheets: a row a run."""

import csv
import re
from collections.abc import Iterable

import pandas as pd

from runner.notebook import first_line
from runner.record import EXERCISE, Finished

TRIES = " tries"
"""What follows an exercise's name in the column of how many different answers it got."""

FIRST = ("run", "notebook", "status", "seconds")
"""Columns before the parameters."""

LAST = ("claims_held", "claims_checked", "claims_failed", "exercises_right", "error", "dropped")
"""Columns behind the results."""

TAKEN = (*FIRST, *LAST)
"""Columns by whose names no parameter can be told."""


def table(runs: Iterable[Finished], submissions: bool = False) -> pd.DataFrame:
    """Return a row a run.

    Columns: `run`, `notebook`, `status`, `seconds`; the parameters; the results; `claims_held`,
    `claims_checked`, `claims_failed`; each exercise's outcome under its name; `exercises_right`;
    how many answers each exercise got, under its name and `TRIES`; `error`; `dropped`. A result
    that is called like a parameter or another column gets `_result` behind. For submissions the
    exercises come first: a gradebook.
    """
    rows = []
    for run in runs:
        first = (run.name, first_line(run.notebook.name), run.status, run.seconds)
        row = dict(zip(FIRST, first, strict=True)) | run.parameters
        row |= {
            f"{name}_result" if name in row or _is_taken(name) else name: value
            for name, value in run.results.items()
        }
        failed = [claim["claim"] for claim in run.checked if not claim["holds"]]
        claims = (run.held, len(run.checked), "; ".join(failed))
        claims = dict(zip(LAST[:3], claims, strict=True))
        end = {"error": run.error, "dropped": run.dropped}
        rows.append((row, claims, *_exercises(run), end))
    if not rows:
        return pd.DataFrame()
    head, claims, outcomes, tries, end = (
        pd.DataFrame([row[part] for row in rows]) for part in range(5)
    )
    outcomes, tries = (part[sorted(part, key=order)] for part in (outcomes, tries))
    parts = [head, claims, outcomes, tries, end]
    if submissions:
        first = ["run", "status", "seconds"]
        parts = [head[first], outcomes, tries, head.drop(columns=first), claims, end]
    # A whole number stays one beside an empty place.
    return pd.concat(parts, axis=1).convert_dtypes()


def _exercises(run: Finished) -> tuple[dict, dict]:
    """Return each exercise's outcome, with how many are right, and each one's tries."""
    named = {record["exercise"]: record for record in run.exercises}
    outcomes = {name: record["outcome"] for name, record in named.items()}
    if outcomes:
        outcomes["exercises_right"] = list(outcomes.values()).count("right")
    return outcomes, {f"{name}{TRIES}": record["tries"] for name, record in named.items()}


def _is_taken(name: str) -> bool:
    """Whether a column behind the results is called so."""
    return name in LAST or bool(EXERCISE.match(name))


def order(name: str) -> list:
    """Return a sort key in which 2.10 comes after 2.9, and the count of exercises last."""
    return [
        name == "exercises_right",
        [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)],
    ]


def text(rows: pd.DataFrame) -> str:
    """Return the table as CSV: with a mark for spreadsheets that it is UTF-8, and no formulas."""
    plain = rows.map(lambda value: f"'{value}" if _is_formula(value) else value)
    plain.columns = [f"'{name}" if _is_formula(name) else name for name in plain.columns]
    return "\ufeff" + plain.to_csv(index=False, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")


def _is_formula(value: object) -> bool:
    """Whether a spreadsheet would compute this text, which may be a stranger's."""
    return isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
