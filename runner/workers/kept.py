"""What is kept of a run: its record, its notebook and a page, made where no code of it runs.

A submission's runner is not trusted: its notebook and record are read here as a stranger's, in a
process with limits on time and memory, before anything else reads them.
"""

import contextlib
from pathlib import Path

from helpers.errors import CourseError
from runner import notebook
from runner.execute import partial
from runner.record import Finished
from runner.workers import html, limits
from runner.workers.task import Task

LONGEST_RECORD = 10_000_000
"""Bytes of a record that are read."""

RECORD, NOTEBOOK, PAGE = "kept.json", "kept.ipynb", "kept.html"
"""What `keep` leaves in the folder of a run."""


def keep(folder: Path) -> None:
    """Leave `RECORD`, `NOTEBOOK` and `PAGE` in the folder of a run, as far as it came."""
    task = Task.read(folder)
    if task.submission:
        limits.limit(task.memory)
    told = _tell(folder, task)
    _write(told, folder)  # first, if the notebook should be too much for this process
    executed = folder / "executed.ipynb"
    if not executed.exists():
        executed = partial(executed)
    with contextlib.suppress(CourseError, OSError):
        notebook.shorten(executed)
        nb = notebook.load(executed)
        if "claims" not in told:
            told |= zip(("claims", "results", "exercises"), notebook.read(nb), strict=True)
            _write(told, folder)
        notebook.write(nb, folder / NOTEBOOK)
        html.write(folder / NOTEBOOK, folder / PAGE, task.planned.name)


def _write(told: dict, folder: Path) -> None:
    (folder / RECORD).write_text(Finished.read(told).to_json(), encoding="utf-8")


def _tell(folder: Path, task: Task) -> dict[str, object]:
    """Return what the runner told, or what its end tells if it couldn't."""
    told: dict[str, object] = {}
    with contextlib.suppress(ValueError):
        told = vars(Finished.from_json(_read(folder / "finished.json", LONGEST_RECORD)))
    if _read(folder / "ended") == "timeout":
        told |= {"status": "timeout", "error": f"it took longer than {task.timeout:g} s"}
    elif not told:
        last = _read(folder / "log").strip().rpartition("\n")[2][:200]
        said = f"its process was killed: {last}" if last else "its process was killed"
        told = {"status": "kernel died", "error": said}
    if left_out := _read(folder / "left_out"):
        told["dropped"] = f"{told.get('dropped', '')}; {left_out}".removeprefix("; ")
    return told


def _read(file: Path, most: int = 100_000) -> str:
    """Return the end of a text, or "" without one."""
    try:
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - most))
            return opened.read().decode(errors="replace")
    except OSError:
        return ""
