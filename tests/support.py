"""What several test files share: tiny notebooks, and commands run as a reader runs them."""

import os
import re
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import ROOT
from runner.__main__ import main

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
"""The course's own."""

PARAMETERS = (
    'dataset: str = "auto"  # where the digits come from\n'
    "seed: int = 0  # for every random choice\n"
    "rate: float = 0.1  # learning rate\n"
    "shuffle: bool = True  # mix the images\n"
)

GOOD = (
    "from helpers.claims import claim, record\nclaim('one is one', True)",
    "record(source=dataset, test_accuracy=0.97705, epochs=3)",
)
ENDINGS = {
    "good": GOOD,
    "error": ("1 / 0", "print('never')"),
    "exit_zero": ("import sys; sys.exit(0)", "print('never')"),
    "exit_three": ("import sys; sys.exit(3)", "print('never')"),
    "exit_at_the_end": ("import sys; sys.exit(0)",),
    "hanging": ("import time; time.sleep(600)", "print('never')"),
    "claim_fails": (GOOD[0] + "\nclaim('two is one', 2 == 1, two=2)", GOOD[1]),
    "dead_kernel": ("import os\nos.kill(os.getpid(), 9)", "print('never')"),
}
"""Cells of notebooks that end in different ways."""

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="batches are tested on Linux alone")
needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL or SIGINT")

TOLD = [
    ("good", "ok", ""),
    ("error", "failed", "in cell [3]: ZeroDivisionError: division by zero"),
    ("exit_zero", "stopped early", "cell [3] called sys.exit"),
    ("exit_three", "stopped early", "in cell [3]: SystemExit: 3"),
    pytest.param(
        "dead_kernel", "kernel died", "in cell [3] (often: out of memory)", marks=needs_signals
    ),
]
"""Those of `ENDINGS` that are told in the same words of any run: name, status, error."""


def make_notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """Write a notebook with a parameters cell and these code cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nb = new_notebook(metadata={"kernelspec": kernel})
    first = new_code_cell(parameters, metadata={"tags": ["parameters"]})
    nb.cells = [new_markdown_cell("# A lesson"), first, *map(new_code_cell, cells)]
    # Ids that stay the same, as those of a committed notebook do.
    for number, cell in enumerate(nb.cells):
        cell.id = f"cell-{number}"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return path


def is_solution(cell: NotebookNode) -> bool:
    """Return whether a cell is a folded solution, as it stands under each exercise."""
    return cell.cell_type == "markdown" and cell.source.startswith("<details>")


def solution(source: str) -> str:
    """Return the code in a folded solution: the whole cell as it should read."""
    return re.search(r"```python\n(.*?)\n```", source, flags=re.DOTALL)[1]


def solution_cells(nb: NotebookNode) -> list[tuple[NotebookNode, str]]:
    """Return each cell that a folded solution stands under, with the code of the solution."""
    return [
        (cell, solution(below.source)) for cell, below in pairwise(nb.cells) if is_solution(below)
    ]


def terminal(*words: object, cwd: Path = ROOT, timeout: int = 900, **env: str | None):
    """Run `python -m …` as in a terminal and return the finished process.

    Args:
        words: what follows `python -m`.
        cwd: the working folder.
        timeout: seconds until the test fails.
        env: environment variables to add, or to remove (None).
    """
    merged = {**os.environ, "PYTHONUTF8": "1", **env}
    return subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        cwd=cwd,
        env={name: value for name, value in merged.items() if value is not None},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=False,
    )


def command(*words: object) -> int:
    """Do `python -m runner …` in this process, where a new one would add nothing.

    Return its exit code; `capfd` has what it said.
    """
    try:
        return main([*map(str, words)])
    except SystemExit as end:  # argparse's way out
        return end.code


def wait_until(condition, seconds: float) -> None:
    """Wait for something to happen, and fail when it takes longer than that."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def alive(process: int) -> bool:
    """Return whether a process of this number runs."""
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
