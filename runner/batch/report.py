"""What came of a batch as one page to read: a class at a glance, or results that are drawn."""

import base64
import hashlib
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import jinja2
import pandas as pd
from markupsafe import Markup

from runner.batch import grades, results
from runner.batch.output import Output
from runner.batch.sweep import Sweep
from runner.record import Finished, Planned

SEEDS = ("seed",)
"""Parameters whose values are repetitions of the same run: their spread is what is of interest."""

MOST_FIGURES = 24
"""Figures on the page; the table holds the rest."""


@dataclass
class Figure:
    """A figure on the page: a PNG as text, and its words."""

    data: str
    alt: str


def write(asked: Sweep, runs: list[Finished], output: Output) -> str:
    """Write `results.csv` and `report.html`; return where the report is.

    For submissions also `grades.csv`, and `grades_canvas.csv`.

    Args:
        asked: the sweep.
        runs: those that have finished.
        output: where the files go.
    """
    rows = results.table(runs, asked.submissions)
    output.write("results.csv", results.text(rows))
    glance = None
    if asked.submissions:
        students = grades.collect(asked, runs)
        points = grades.weigh(students, asked.weights)
        output.write("grades.csv", results.text(grades.table(students, points)))
        canvas = grades.canvas_table(students, points, asked.file.stem)
        output.write("grades_canvas.csv", results.text(canvas))
        glance = _look(asked, runs, students, points)
    output.write("report.html", _fill_page(asked, runs, rows, glance))
    return f"{output.out}/report.html"


@dataclass
class Glance:
    """What the page of a class begins with.

    Attributes:
        files: how many were handed in.
        graded: how many of them say what came of an exercise.
        stopped: what stopped runs, with the names of their students: most of them first.
        kinds: each kind of exercise with how many of it count.
        students: each with what to show of each exercise, and points.
        of: the most points.
        exercises: what became of each.
        misconceptions: those of most students first.
        untold: exercises that too few students have to count.
    """

    files: int
    graded: int
    stopped: list[tuple[str, list[str]]]
    kinds: list[tuple[str, int]]
    students: list[tuple[str, list[tuple[str, int]], str]]
    of: str
    exercises: list[grades.Exercise]
    misconceptions: list[grades.Misconception]
    untold: int


def _look(
    asked: Sweep,
    runs: list[Finished],
    students: list[grades.Student],
    points: dict[str, float],
) -> Glance:
    stopped: dict[str, list[str]] = {}
    for run in runs:
        if run.status != "ok":
            what = (
                re.sub(r"\bin cell \[\d+\]:? ?", "", run.error).removeprefix("(").removesuffix(")")
            )
            what = f"{run.status} ({what})" if what else run.status
            stopped.setdefault(what, []).append(asked.students[run.key])
    shown = []
    for student in students:
        records = [student.exercises.get(name, {}) for name in points]
        cells = [(record.get("outcome", ""), record.get("tries", 0)) for record in records]
        score = grades.score(student, points)
        shown.append((student.name, cells, "–" if score is None else f"{score:g}"))
    kinds = itertools.groupby(name.split()[0] for name in points)
    return Glance(
        files=len(asked.runs),
        graded=sum(bool(run.exercises) for run in runs),
        stopped=sorted(stopped.items(), key=lambda found: -len(found[1])),
        kinds=[(kind, len(list(names))) for kind, names in kinds],
        students=shown,
        of=f"{sum(points.values()):g}",
        exercises=grades.sum_up(students, points),
        misconceptions=grades.count_misconceptions(students, points),
        untold=len({name for student in students for name in student.exercises} - set(points)),
    )


def _fill_page(
    asked: Sweep, runs: list[Finished], rows: pd.DataFrame, glance: Glance | None
) -> str:
    folder = Path(__file__).parent
    loader = jinja2.FileSystemLoader(folder)
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("report.html")
    script = (folder / "report.js").read_text(encoding="utf-8")
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    shown = _drop_columns(asked, rows)
    if asked.varied:  # the parameters have columns of their own
        shown = shown.assign(run=range(1, len(rows) + 1))
    else:
        shown = shown.assign(run=[run.name.rpartition("-")[0] for run in runs])
    return template.render(
        title=asked.file.stem,
        glance=glance,
        stray=asked.stray,
        script=Markup(script),
        allowed=allowed,
        counts=pd.Series([run.status for run in runs], dtype=str).value_counts().items(),
        total=len(asked.runs),
        constants=_find_constants(runs, asked.varied),
        columns=[str(name).replace("_", " ") for name in shown],
        rows=[
            [_cell(name, value) for name, value in row.items()] for row in shown.to_dict("records")
        ],
        links=[quote(run.page or run.file) for run in runs],
        figures=draw_figures(asked, rows),
    )


def _drop_columns(asked: Sweep, rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out what only results.csv holds, and what is the same in every run and says nothing."""
    silent = {"notebook", "claims_held", "claims_checked", "claims_failed", "error", "dropped"}
    silent |= _name_parameters(asked.runs)
    dropped = [name for name in rows if name in silent and _is_constant(rows[name])]
    for name in rows:
        if results.EXERCISE.match(name) and (
            asked.submissions  # the map of the class has them all
            or name.endswith(results.TRIES)
            or set(rows[name].dropna()) <= {"not attempted"}
        ):
            dropped.append(name)
    if "exercises_right" in rows and not rows["exercises_right"].fillna(0).any():
        dropped.append("exercises_right")
    return rows.drop(columns=dropped)


def _name_parameters(runs: Iterable[Planned]) -> set[str]:
    return {name for run in runs for name in run.parameters}


def _is_constant(column: pd.Series) -> bool:
    return len(column) > 1 and column.astype(str).nunique() == 1


def _find_constants(runs: list[Finished], varied: list[str]) -> dict[str, object]:
    first = runs[0].parameters if runs else {}
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
    return _Cell(_show(str(name), float(value)), repr(value), True)


def _show(name: str, value: float) -> str:
    """Return a result as the table and the figures' words show it."""
    if name.endswith("accuracy"):
        return f"{value:.2%}"
    return f"{value:.0f}" if value.is_integer() else f"{value:.5g}"


def draw_figures(asked: Sweep, rows: pd.DataFrame) -> list[Figure]:
    """Return each result against each varied parameter, repetitions as spread."""
    if asked.submissions or rows.empty:
        return []

    drawable = [
        name for name in _find_results(rows, asked) if not _is_constant(rows[name].dropna())
    ]
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
                drawn.append(_draw(known, x, result, others[0] if others else None, title))
    return drawn


def _find_results(rows: pd.DataFrame, asked: Sweep) -> list[str]:
    """Return the numeric columns between the parameters and the claims."""
    columns = list(rows)
    known = _name_parameters(asked.runs)
    start, end = columns.index("seconds") + 1, columns.index("claims_held")
    between = [name for name in columns[start:end] if name not in known]
    return [name for name in between if pd.api.types.is_numeric_dtype(rows[name])]


def _draw(table: pd.DataFrame, x: str | None, y: str, hue: str | None, title: str) -> Figure:
    """Draw a result against a varied parameter: every run a mark, means joined.

    Args:
        table: a row a run.
        x: the column of the parameter; None draws all runs above one place.
        y: the column of the result.
        hue: a second parameter, whose values get lines of their own.
        title: of the figure.
    """
    # These take a second to import, which a dry run needn't wait for.
    from matplotlib import figure
    from matplotlib.ticker import PercentFormatter

    from helpers import plots

    drawing = figure.Figure(figsize=(6, 3.6), layout="constrained")
    ax = drawing.subplots()
    table = table.assign(**{"": "all runs"}) if x is None else table
    x = x or ""
    numbers = pd.api.types.is_numeric_dtype(table[x]) and not pd.api.types.is_bool_dtype(table[x])
    values = sorted(table[x].dropna().unique(), key=lambda v: v if numbers else str(v))
    places = dict(zip(values, values if numbers else range(len(values)), strict=True))
    groups = list(table.groupby(hue)) if hue else [("", table)]
    said = []
    looks = zip(itertools.cycle(plots.COLOURS), itertools.cycle(plots.MARKERS), strict=False)
    for (name, part), (colour, marker) in zip(groups, looks, strict=False):
        look = {"color": colour, "marker": marker}
        ax.plot(part[x].map(places), part[y], linestyle="", alpha=0.5, **look)
        means = part.groupby(x)[y].agg(["mean", "min", "max"])
        label = f"{hue.replace('_', ' ')} {name}" if hue else "mean"
        ax.plot(means.index.map(places), means["mean"], label=label, **look)
        said += [
            f"{label} at {value}: {_show(y, row['mean'])} "
            f"({_show(y, row['min'])} to {_show(y, row['max'])})"
            for value, row in means.astype(float).iterrows()
        ]
    ax.set(xlabel=x.replace("_", " "), ylabel=y.replace("_", " "), title=title)
    if not numbers or len(values) <= 8:
        ax.set_xticks(list(places.values()), [str(value) for value in values])
    if not numbers:
        ax.margins(x=0.3)
    if y.endswith("accuracy"):
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=None))
    if hue:
        ax.legend(fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    words = f"{title}, every run a mark. Means (smallest to largest): {'; '.join(said)}."
    png = plots.Drawing(drawing, words).png()
    return Figure(base64.b64encode(png).decode(), words)
