"""The course to hand out: without solutions, stored outputs and what only its makers need."""

import base64
import re
import shutil
import tempfile
import zlib
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
    "runner/lab/contents.py",
    "runner/lab/overrides.json",
    "runner/notebook.py",
    "runner/progress.py",
    "runner/record.py",
    "notebooks/GLOSSARY.md",
    "notebooks/rungs.csv",
    "data_cache/README.md",
    "requirements.txt",
    "environment.yml",
    "LICENSE",
)
"""What the notebooks need beside them."""

WRITTEN = (".py", ".js", ".css")
"""Endings of what somebody wrote: Python leaves other files in a folder."""

FOLDED = re.compile(r"\n*<details>.*?</details>", re.DOTALL)
"""A text that the reader unfolds: the solution of an exercise, or an answer."""

PROMISE = re.compile(r"(?:^|\n\n)(?:(?!\n\n).)*?folded away.*?(?=\n\n|$)", re.DOTALL)
"""A paragraph about what is folded away, which a copy without it must not promise."""

GET = re.compile(r', with `git clone` and "(\s*)"the address[^"]*?, and open it there: `make lab`')
"""How a cell tells where to get the course's folder and how to open it: see `GOT`."""

GOT = r' as it was "\1"handed out, and open it there: `python3 -m runner lab`'
"""The same in a copy, which has no address and no Makefile."""

PACKED = '''\
"""Answers and hints of a notebook, packed so that nobody reads them by accident."""

import base64
import zlib

exec(zlib.decompress(base64.b85decode("{packed}")))
'''

START = """\
# Reading digits with plain neural networks

You need Python 3.11, 3.12 or 3.13. In this folder, run

    python3 -m runner setup
    python3 -m runner lab
    python3 -m runner progress

(on Windows `python` in place of `python3`). The first line takes some minutes, once. The second
opens the notebooks: start with 01. The third shows how far you are. An exercise answers when you
run its cell. Nothing is sent anywhere.
"""


def write(notebooks: list[Path], folder: Path, open_answers: bool = False) -> list[Path]:
    """Write a folder that stands alone, whole or not at all, and return its notebooks.

    Args:
        notebooks: the course's own that are handed out.
        folder: a new one, outside of the course.
        open_answers: whether the tables of right answers stay readable.

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
            _fill(whole, notebooks, open_answers)
            if folder.exists():  # empty; only some systems replace it
                folder.rmdir()
            whole.rename(folder)
    except OSError as error:
        why = f"{folder} can't be made ({error.strerror}): name another folder"
        raise CourseError(why) from error
    return [folder / "notebooks" / path.name for path in notebooks]


def _fill(folder: Path, notebooks: list[Path], open_answers: bool) -> None:
    """Copy all that the notebooks need, and the notebooks without their solutions."""
    for name in ALONG:
        place = ROOT / name
        for source in _files(place):
            target = folder / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.match("exercises/notebook_*.py") and not open_answers:
                target.write_text(pack(source), encoding="utf-8")
            else:
                shutil.copyfile(source, target)
    (folder / "README.md").write_text(START, encoding="utf-8")
    for path in notebooks:
        nbformat.write(strip(load(path)), folder / "notebooks" / path.name)


def _files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    return [file for file in place.rglob("*") if file.suffix in WRITTEN]


def pack(source: Path) -> str:
    """Return a module of the same content that shows nothing of it; Python unpacks it at once."""
    packed = base64.b85encode(zlib.compress(source.read_bytes(), 9)).decode()
    return PACKED.format(packed=packed)


def strip(nb: NotebookNode) -> NotebookNode:
    """Return a copy without solutions, other folded answers, what promises them, and outputs."""
    nb = remove_outputs(nbformat.from_dict(nb))
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.source = GET.sub(GOT, cell.source)
        else:
            cell.source = PROMISE.sub("", FOLDED.sub("", cell.source)).strip()
    nb.cells = [cell for cell in nb.cells if cell.source.strip()]
    return nb
