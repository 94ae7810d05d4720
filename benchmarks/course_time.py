"""The whole course, notebook by notebook: how long its cells take, by what they do."""

import ast
import os
import re
import shutil
from pathlib import Path
from unittest import mock

from nbformat import NotebookNode

from helpers.internal.places import cache_folder
from runner import notebook, run

KINDS = ("importing", "data", "training", "plots", "other")


def measured(folder: Path, dataset: str) -> dict[str, dict[str, float]]:
    """Execute the notebooks as `make run` does, without trained networks at hand.

    Args:
        folder: where executed copies and trained networks go.
        dataset: as in the notebooks.

    Returns:
        Seconds by notebook and by kind of cell; `other` is exercises and arithmetic.
    """
    cache = folder / "cache"
    cache_folder().mkdir(parents=True, exist_ok=True)
    shutil.copytree(cache_folder(), cache, ignore=shutil.ignore_patterns("models"))
    planned = run.plan(run.chosen([]), folder / "course", {"dataset": dataset})
    with mock.patch.dict(os.environ, COURSE_CACHE=str(cache)):
        done = run.side_by_side(planned)
    if lines := run.complaints(done):
        raise RuntimeError("; ".join(lines))
    return {run.notebook: by_kind(notebook.load(run.output)) for run in done}


def by_kind(nb: NotebookNode) -> dict[str, float]:
    """Return the seconds of an executed notebook's cells by what they do."""
    cells = notebook.code_cells(nb)
    trains = trainers([cell.source for cell in cells])
    seconds = dict.fromkeys(KINDS, 0.0)
    for cell in cells:
        seconds[kind(cell.source, trains)] += cell.metadata.papermill.duration or 0.0
    return seconds


def kind(source: str, trains: set[str] = frozenset()) -> str:
    """Return what a cell does most: its longest step decides.

    Args:
        source: the cell's code.
        trains: functions of the notebook that train.
    """
    called = set(re.findall(r"(\w+)\(", source))
    if called & {"fit", "fit_transform", "train", "trained"} | called & trains:
        return "training"
    if "data.load(" in source:
        return "data"
    if re.search(r"\b(plots|plt)\.", source):
        return "plots"
    if re.search(r"^(import|from) ", source, re.MULTILINE):
        return "importing"
    return "other"


def trainers(sources: list[str]) -> set[str]:
    """Return the names of the functions in these cells that call `fit` or `train`."""
    defined = [
        node
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    ]
    return {node.name for node in defined if re.search(r"\.(fit|train)\(", ast.unparse(node))}
