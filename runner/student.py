"""The course to hand out: without solutions, stored outputs and what only its makers need."""

import re
import shutil
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers import ROOT
from helpers.errors import CourseError
from runner.notebook import load, remove_outputs

ALONG = (
    "helpers",
    "exercises",
    "runner/__init__.py",
    "runner/__main__.py",
    "runner/environment.py",
    "data_cache/README.md",
    "requirements.txt",
    "environment.yml",
    "LICENSE",
)
"""What the notebooks need beside them."""

FOLDED = re.compile(r"\n*<details>.*?</details>", re.DOTALL)
"""A text that the reader unfolds: the solution of an exercise, or an answer."""

START = """\
# Reading digits with plain neural networks

You need Python 3.11, 3.12 or 3.13. In this folder, run

    python -m runner setup
    python -m runner lab

The first line takes some minutes, once. The second opens the notebooks: start with 01.
An exercise answers when you run its cell. Nothing is sent anywhere.
"""


def write(notebooks: list[Path], folder: Path) -> list[Path]:
    """Write a folder that stands alone, whole or not at all, and return its notebooks.

    Raises:
        CourseError: the folder holds something already, lies in the course, or can't be made.
    """
    folder = folder.absolute()
    if folder.resolve().is_relative_to(ROOT):
        raise CourseError(f"{folder} lies in the course itself: name a folder outside of {ROOT}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} holds something already: name a new folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".handout-") as beside:
            whole = Path(beside, "whole")
            _fill(whole, notebooks)
            if folder.exists():  # empty; only some systems replace it
                folder.rmdir()
            whole.rename(folder)
    except OSError as error:
        why = f"{folder} can't be made ({error.strerror}): name another folder"
        raise CourseError(why) from error
    return [folder / "notebooks" / path.name for path in notebooks]


def _fill(folder: Path, notebooks: list[Path]) -> None:
    """Copy all that the notebooks need, and the notebooks without their solutions."""
    for name in ALONG:
        place = ROOT / name
        for source in place.rglob("*.py") if place.is_dir() else [place]:
            target = folder / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    (folder / "README.md").write_text(START, encoding="utf-8")
    (folder / "notebooks").mkdir()
    for path in notebooks:
        nbformat.write(strip(load(path)), folder / "notebooks" / path.name)


def strip(nb: NotebookNode) -> NotebookNode:
    """Return a copy without solutions, other folded answers, and outputs."""
    nb = remove_outputs(nbformat.from_dict(nb))
    for cell in nb.cells:
        if cell.cell_type != "code":
            cell.source = FOLDED.sub("", cell.source)
    nb.cells = [cell for cell in nb.cells if cell.source.strip()]
    return nb


def is_solution(cell: NotebookNode) -> bool:
    """Return whether a cell is a folded solution, as it stands under each exercise."""
    return cell.cell_type == "markdown" and cell.source.startswith("<details>")
