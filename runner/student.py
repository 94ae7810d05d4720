"""The course to hand out: without solutions, stored outputs and what only its makers need."""

import re
import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers import ROOT
from helpers.errors import CourseError
from runner.notebook import load

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
    """Write a folder that stands alone, and return its notebooks.

    Raises:
        CourseError: the folder holds something already, or can't be made.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} holds something already: name a new folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = f"{folder} can't be made ({error.strerror}): name another folder"
        raise CourseError(why) from error
    for name in ALONG:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    (folder / "README.md").write_text(START, encoding="utf-8")
    (folder / "notebooks").mkdir()
    written = [folder / "notebooks" / path.name for path in notebooks]
    for path, copy in zip(notebooks, written, strict=True):
        nbformat.write(stripped(load(path)), copy)
    return written


def stripped(nb: NotebookNode) -> NotebookNode:
    """Return a copy without solutions, other folded answers, and outputs."""
    nb = nbformat.from_dict(nb)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.source = FOLDED.sub("", cell.source)
    nb.cells = [cell for cell in nb.cells if cell.source.strip()]
    return nb


def is_solution(cell: NotebookNode) -> bool:
    """Return whether a cell is a folded solution, as it stands under each exercise."""
    return cell.cell_type == "markdown" and cell.source.startswith("<details>")
