"""The course as a site: its pages gathered from where they lie, and built by Sphinx."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers import ROOT
from helpers.claims import RESULT
from helpers.errors import CourseError
from runner import environment
from runner.notebook import load

DOCS = ROOT / "docs"
BUILT = DOCS / "_build"
PAGES = (
    *("notebooks/README.md", "notebooks/GLOSSARY.md", "notebooks/CLAIMS.md"),
    *("notebooks/errors.png", "runner/README.md"),
    *("benchmarks/README.md", "benchmarks/speed.png", "data_cache/README.md"),
    *("exercises/README.md", "CONTRIBUTING.md", "LICENSE"),
)
"""What the site shows beside the notebooks, where it lies in the course."""

KINDS = ("exercise", "prediction", "claim")
"""What an output of the course can be about; the site has a kind of box for each."""

ASKED = re.compile(r"^(?:\*\*(Predict)\.\*\*|\*(Before you run):\*) +(.*)$", re.MULTILINE)
"""A paragraph that asks for a guess."""

TOLD = re.compile(r"(?:> )?\*\*(.{2,}?)[:.]?\*\*\s*(.*)", re.DOTALL)
"""What an output says: a few bold words, and what follows them."""


def build(say=print) -> Path:
    """Build the site into docs/_build/html, and return its first page.

    Args:
        say: called with each line of news.

    Raises:
        CourseError: Sphinx's packages can't be had, or a page has a mistake.
    """
    python = prepare(say)
    source, out = BUILT / "source", BUILT / "html"
    gather(source)
    shutil.rmtree(out, ignore_errors=True)  # so that no page stays that is gone
    say("Building the pages …")
    command = [python, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", source, out]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().replace(str(source) + os.sep, "")
        raise CourseError(f"a page has a mistake:\n{said}")
    return out / "index.html"


def gather(source: Path) -> None:
    """Copy what the site shows into one folder, as it lies in the course, notebooks made ready."""
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(DOCS, source, ignore=shutil.ignore_patterns("_build", ".venv"))
    for page in PAGES:
        (source / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / page, source / page)
        if page.endswith(".md"):  # README of the whole is the site's first page
            text = (source / page).read_text(encoding="utf-8")
            text = text.replace("](../README.md)", "](../index.md)")
            text = text.replace("](docs/index.md)", "](index.md)")
            (source / page).write_text(text, encoding="utf-8")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        nbformat.write(made_ready(load(path)), source / "notebooks" / path.name)


def made_ready(nb: NotebookNode) -> NotebookNode:
    """Return a notebook as MyST-NB reads it: boxes around what asks and answers, and alt texts."""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = ASKED.sub(_ask, cell.source)
        for output in cell.get("outputs", []):
            _frame(output.get("data", {}))
            if known := output.get("metadata", {}).get("image/png"):
                output.data.pop("text/html", None)  # pages load the picture from a file of its own
                look = {name: str(known[name]) for name in ("alt", "width") if name in known}
                cell.metadata.mystnb = {"image": look}
    return nb


def _ask(found: re.Match) -> str:
    return _box("question", found[1] or found[2], found[3])


def _frame(shown: dict) -> None:
    """Put a box around what an output says of an exercise, a prediction or a claim."""
    told = shown.pop(RESULT, {})
    kind = next((kind for kind in KINDS if kind in told), None)
    if kind and "text/markdown" in shown:
        text = shown["text/markdown"]
        found = None if kind == "claim" else TOLD.fullmatch(text)
        title, words = found.groups() if found else (kind.capitalize(), text)
        words = re.sub("^> ?", "", words, flags=re.MULTILINE)
        shown["text/markdown"] = _box(kind, title, words)


def _box(kind: str, title: str, words: str) -> str:
    words = words[:1].upper() + words[1:]
    return f"::::{{admonition}} {title}\n:class: {kind}\n\n{words}\n::::"


def weigh(out: Path) -> list[tuple[int, str]]:
    """Return the bytes that each page asks for, pictures and scripts too, the largest first."""
    return sorted(
        ((_weight(page), page.relative_to(out).as_posix()) for page in out.rglob("*.html")),
        reverse=True,
    )


def _weight(page: Path) -> int:
    text = page.read_text(encoding="utf-8")
    named = {name.partition("?")[0] for name in re.findall(r'(?:src|href)="([^"#:]+)"', text)}
    parts = {(page.parent / name).resolve() for name in named if not name.endswith((".html", "/"))}
    return len(text.encode()) + sum(part.stat().st_size for part in parts if part.is_file())


def prepare(say=print) -> Path:
    """Install what builds the site into an environment of its own, unless it is there.

    Args:
        say: called with a line of news if it takes a while.

    Returns:
        The Python of that environment.

    Raises:
        CourseError: the packages can't be had.
    """
    pins, venv = DOCS / "requirements.txt", BUILT / "venv"
    python, stamp = environment.python(venv), venv / ".installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == pins.read_text(encoding="utf-8"):
        return python
    say("Installing Sphinx and its themes into docs/_build/venv: half a minute …")
    for command in (
        [sys.executable, "-m", "venv", "--clear", venv],
        [python, "-m", "pip", "install", "--quiet", "-r", pins],
    ):
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:]
            raise CourseError(f"Sphinx can't be installed: {' '.join(last)}")
    stamp.write_text(pins.read_text(encoding="utf-8"), encoding="utf-8")
    return python
