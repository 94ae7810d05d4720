"""What came of a batch as a table for spreadsheets: a row a run."""

import csv
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

import pandas as pd

EXERCISE = re.compile(r"(recall|exercise|quiz) [\d.]+")
"""What exercises are called."""

MOST_COLUMNS = 200
"""Results, and exercises, of a run in the table."""

T = TypeVar("T")


def table(entries: Iterable[dict], submissions: bool = False) -> pd.DataFrame:
    """Return a row a run.

    Columns: `run`, `notebook`, `status`, `seconds`; the parameters; the results; `claims_held`,
    `claims_checked`, `claims_failed`; each exercise's outcome under its name; `exercises_right`;
    `error`. A result that is called like a parameter or another column gets `_result` behind.
    For submissions the exercises come first: a gradebook.
    """
    rows = []
    for entry in entries:
        head = {name: entry[name] for name in ("notebook", "status", "seconds")}
        row = {"run": entry["name"]} | head | entry["parameters"]
        row |= {
            f"{name}_result" if name in row or _taken(str(name)) else name: value
            for name, value in _few(entry["results"].items())
        }
        rows.append((row, _claims(entry), _exercises(entry), {"error": entry["error"]}))
    parts = [pd.DataFrame([row[part] for row in rows]) for part in range(4)]
    if parts[2].columns.size:
        parts[2] = parts[2][sorted(parts[2], key=_natural)]
    if submissions:
        head = ["run", "status", "seconds"]
        parts = [parts[0][head], parts[2], parts[0].drop(columns=head), parts[1], parts[3]]
    # A whole number stays one beside an empty place.
    return pd.concat(parts, axis=1).convert_dtypes() if rows else pd.DataFrame()


def _claims(entry: dict) -> dict:
    checked = [claim for claim in entry["claims"] if claim.get("holds") is not None]
    failed = [str(claim["claim"]) for claim in checked if not claim["holds"]]
    return {
        "claims_held": len(checked) - len(failed),
        "claims_checked": len(checked),
        "claims_failed": "; ".join(failed),
    }


def _exercises(entry: dict) -> dict:
    """Return each exercise's last outcome, and how many are right."""
    outcomes = {
        _column(str(found.get("exercise"))): str(found.get("outcome"))
        for found in _few(entry["exercises"])
    }
    if not outcomes:
        return {}
    return outcomes | {"exercises_right": list(outcomes.values()).count("right")}


def _column(exercise: str) -> str:
    """Return the column of an exercise: its name, such as `quiz 2.1`."""
    return exercise if EXERCISE.fullmatch(exercise) else f"exercise {exercise}"


def _taken(name: str) -> bool:
    """Whether a column behind the results is called so."""
    later = ("claims_held", "claims_checked", "claims_failed", "exercises_right", "error")
    return name in later or name.startswith("exercise ") or bool(EXERCISE.fullmatch(name))


def _few(items: Iterable[T]) -> Iterator[T]:
    """Yield as many results or exercises as a notebook can mean in earnest."""
    return itertools.islice(items, MOST_COLUMNS)


def _natural(name: str) -> list:
    """Return a sort key in which 2.10 comes after 2.9, and counts come last."""
    return [
        name == "exercises_right",
        [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)],
    ]


def text(rows: pd.DataFrame) -> str:
    """Return the table as CSV: with a mark for spreadsheets that it is UTF-8, and no formulas."""
    plain = rows.map(lambda value: f"'{value}" if _formula(value) else value)
    plain.columns = [f"'{name}" if _formula(name) else name for name in plain.columns]
    return "\ufeff" + plain.to_csv(index=False, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")


def _formula(value: object) -> bool:
    """Whether a spreadsheet would compute this text, which may be a stranger's."""
    return isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
