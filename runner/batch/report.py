"""What came of a batch as one page to read, with each result drawn against what was varied."""

import base64
import itertools
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import jinja2
import pandas as pd

from runner.batch import results
from runner.batch.output import Output
from runner.batch.sweep import Sweep

SEEDS = ("seed",)
"""Parameters whose values are repetitions of the same run: their spread is what is of interest."""

MOST_FIGURES = 24
"""Figures on the page; the table holds the rest."""


@dataclass
class Figure:
    """A figure on the page: a PNG as text, and its words."""

    data: str
    alt: str


def write(asked: Sweep, entries: list[dict], output: Output) -> str:
    """Write `results.csv` and `report.html`; return where the report is.

    Args:
        asked: the sweep.
        entries: its finished runs (see `batch.complete`).
        output: where the files go.
    """
    rows = results.table(entries, asked.submissions)
    output.write("results.csv", results.text(rows))
    output.write("report.html", _page(asked, entries, rows))
    return f"{output.out}/report.html"


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

    drawable = [name for name in _results(rows, asked) if not _same(rows[name].dropna())]
    varied = [name for name in asked.varied if name in rows and name not in SEEDS]
    if not varied and asked.varied:
        varied = [None]
    drawn = []
    for result, x in itertools.islice(itertools.product(drawable, varied), MOST_FIGURES):
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
