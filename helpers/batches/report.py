"""What came of a batch: a table for spreadsheets, and one page to read."""

import base64
import csv
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import jinja2
import pandas as pd

from helpers.batches.shelf import Shelf
from helpers.batches.sweep import Sweep

SEEDS = ("seed",)
"""Parameters whose values are repetitions of the same run: their spread is what is of interest."""

EXERCISE = re.compile(r"(recall|exercise|quiz) [\d.]+")
"""What exercises are called."""

MOST_FIGURES = 24
"""Figures on the page; the table holds the rest."""


MOST_COLUMNS = 200
"""Results, and exercises, of a run in the table."""

T = TypeVar("T")


@dataclass
class Figure:
    """A figure on the page: a PNG as text, and its words."""

    data: str
    alt: str


def write(asked: Sweep, entries: list[dict], shelf: Shelf) -> str:
    """Write `results.csv` and `report.html`; return where the report is.

    Args:
        asked: the sweep.
        entries: its finished runs (see `batch.complete`).
        shelf: where the files go.
    """
    rows = table(entries, asked.submissions)
    shelf.write("results.csv", text(rows))
    shelf.write("report.html", _page(asked, entries, rows))
    return f"{shelf.out}/report.html"


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


# The page


def _page(asked: Sweep, entries: list[dict], rows: pd.DataFrame) -> str:
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("report.html")
    shown = rows.drop(columns=[name for name in _dull(asked, rows) if _same(rows[name])])
    if asked.varied:  # the parameters have columns of their own
        shown = shown.assign(run=range(1, len(rows) + 1))
    else:
        shown = shown.assign(run=[entry["name"].rpartition("-")[0] for entry in entries])
    return template.render(
        title=asked.file.stem,
        submissions=asked.submissions,
        counts=pd.Series([entry["status"] for entry in entries], dtype=str).value_counts().items(),
        total=len(asked.runs),
        constants=_constants(entries, asked.varied),
        columns=[str(name).replace("_", " ") for name in shown],
        rows=[
            [_cell(name, value) for name, value in row.items()] for row in shown.to_dict("records")
        ],
        links=[quote(entry["page"] or entry["file"]) for entry in entries],
        figures=figures(asked, rows),
    )


def _dull(asked: Sweep, rows: pd.DataFrame) -> list[str]:
    """Return the columns that say nothing where all their values are the same."""
    always = {name for planned in asked.runs for name in planned.parameters}
    always |= {"notebook", "claims_held", "claims_checked", "claims_failed", "error"}
    return [name for name in rows if name in always]


def _same(column: pd.Series) -> bool:
    return len(column) > 1 and column.astype(str).nunique() == 1


def _constants(entries: list[dict], varied: list[str]) -> dict[str, object]:
    first = entries[0]["parameters"] if entries else {}
    return {name: value for name, value in first.items() if name not in varied}


@dataclass
class _Cell:
    shown: str
    order: str
    number: bool


def _cell(name: str, value: object) -> _Cell:
    if pd.isna(value):
        return _Cell("–", "", False)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _Cell(str(value), str(value).lower(), False)
    whole = float(value).is_integer()
    shown = f"{value:.2%}" if str(name).endswith("accuracy") else f"{value:.5g}"
    return _Cell(f"{value:.0f}" if whole and "%" not in shown else shown, repr(value), True)


def figures(asked: Sweep, rows: pd.DataFrame) -> list[Figure]:
    """Return each result against each varied parameter, repetitions as spread."""
    if asked.submissions or rows.empty:
        return []
    from helpers import plots  # a second to import, which a dry run needn't wait for

    results = [name for name in _results(rows, asked) if not _same(rows[name].dropna())]
    varied = [name for name in asked.varied if name in rows and name not in SEEDS]
    if not varied and asked.varied:
        varied = [None]
    drawn = []
    for result, x in itertools.islice(itertools.product(results, varied), MOST_FIGURES):
        others = [name for name in varied if name != x]
        for notebook, part in rows.groupby("notebook"):
            known = part.dropna(subset=[result])
            if len(known) > 1:
                title = result if x is None else f"{result} against {x}"
                if rows["notebook"].nunique() > 1:
                    title += f" in {notebook}"
                title = title.replace("_", " ")
                picture = plots.sweep(known, x, result, others[0] if others else None, title)
                drawn.append(_figure(picture))
    return drawn


def _results(rows: pd.DataFrame, asked: Sweep) -> list[str]:
    """Return the numeric columns between the parameters and the claims."""
    columns = list(rows)
    known = {name for planned in asked.runs for name in planned.parameters}
    start, end = columns.index("seconds") + 1, columns.index("claims_held")
    between = [name for name in columns[start:end] if name not in known]
    return [name for name in between if pd.api.types.is_numeric_dtype(rows[name])]


def _figure(picture) -> Figure:
    return Figure(base64.b64encode(picture.png()).decode(), picture.alt)
