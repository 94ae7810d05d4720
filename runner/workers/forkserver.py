"""One run in a process of its own, over and over: `python -m runner.workers.forkserver`.

A forkserver imports once what notebooks import, and forks a process for each run that its standard
input names: the runner, which forks the kernel. Neither harms the forkserver or another run: the
forkserver ends whatever is left of a run when its time is over.

    forkserver → runner (papermill) → kernel (the notebook's code)
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from helpers import ROOT
from helpers.claims import MODE
from helpers.internal.places import cache_folder
from runner import execute, notebook
from runner.workers import html, kernels, sandbox
from runner.workers.task import Task

FORKS = sys.platform == "linux"
"""Whether processes are forked: macOS's own libraries do not survive it, Windows has no such."""

PRELOADED = (
    *("numpy", "pandas", "matplotlib.figure", "seaborn", "scipy.ndimage", "scipy.stats"),
    *("sklearn.manifold", "sklearn.metrics", "sklearn.model_selection", "sklearn.neighbors"),
    *("tensorflow", "keras"),
)
"""What the course's notebooks import, themselves or through `helpers`."""

WANTS = re.compile(r"\b(from helpers import|import (numpy|pandas|tensorflow|keras))\b")
"""What a notebook says that has a use for these: they take five seconds to import."""


def main() -> None:
    """Do the runs that standard input names, a folder a line, and answer each with a line."""
    if FORKS:
        os.setsid()  # Ctrl-C is for the one who started the batch
    sandbox.adopt_orphans()
    parent = os.getppid()
    html.prepare()
    kernels.preload(kernels.KERNEL)
    # Forked processes must not hold what answers and questions go through.
    answers = os.fdopen(os.dup(1), "w")
    questions = os.fdopen(os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    for line in questions:
        folder = Path(json.loads(line))
        if FORKS and WANTS.search((folder / "notebook.ipynb").read_text(encoding="utf-8")):
            kernels.preload(PRELOADED)
        print(_supervise(folder, parent), file=answers, flush=True)


def _supervise(folder: Path, parent: int) -> str:
    """Do one run; return how it ended, `timeout` or the runner's exit code."""
    deadline, ended = time.monotonic() + Task.read(folder).timeout, ""
    if FORKS:
        process = kernels.Forked(lambda: run(folder, fork=True))
    else:
        words = ["-m", "runner.workers.forkserver", "--run", str(folder)]
        process = subprocess.Popen([sys.executable, *words])
    while not ended and process.poll() is None:
        time.sleep(0.005)
        if os.getppid() != parent:
            ended = "alone"
        elif time.monotonic() > deadline:
            ended = "timeout"
    _end_children()
    process.wait()
    if ended == "alone":
        sys.exit()
    return ended or str(process.returncode)


def _end_children() -> None:
    """Kill all that runs below this process, and what that starts meanwhile."""
    me, tries = psutil.Process(), 0
    while (left := me.children(recursive=True)) and tries < 100:
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(left, timeout=0.1)
        tries += 1


# The runner


def run(folder: Path, fork: bool) -> None:
    """Execute the notebook in the folder of a run, as the `Task` in it says.

    Leaves `executed.ipynb`, `page.html` and `finished.json` there.
    """
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    task = Task.read(folder)
    os.environ[MODE] = "report"
    place, connection = Path(task.folder), folder / "kernel.json"
    if task.untrusted:
        place, connection = _copy_course(folder / "sandbox"), folder / "sandbox" / "kernel.json"
        sandbox.limit(task.memory)  # of this process too, which keeps what the kernel prints
    finished = execute.execute(
        folder / "notebook.ipynb",
        folder / "executed.ipynb",
        task.values,
        timeout=task.timeout,
        folder=place,
        kernel=_choose_kernels(folder, task, connection, fork),
    )
    (folder / "finished.json").write_text(finished.to_json(), encoding="utf-8")
    if finished.file:
        executed = Path(finished.file)
        notebook.shorten(executed)
        html.write(executed, folder / "page.html", task.planned.name)


def _choose_kernels(folder: Path, task: Task, connection: Path, fork: bool) -> type:
    """Return how the runner starts kernels: the first from a fork, the others as usual."""

    def prepare() -> None:
        if task.untrusted:
            place = folder / "sandbox"
            sys.path.insert(0, str(place / "course"))
            sandbox.confine(place, [Path(path) for path in task.hidden], task.memory)

    waiting = [kernels.WaitingFork(prepare)] if fork else []

    def start(command: list[str], where: str, env: dict[str, str]) -> kernels.Forked | None:
        return waiting.pop().start(command, where, env) if waiting else None

    return kernels.manager(connection, start, ipc=fork)


def _copy_course(place: Path) -> Path:
    """Make a course that a submission may do to what it likes; return its notebooks' folder."""
    course = place / "course"
    quiet = shutil.ignore_patterns("__pycache__", ".*")
    for package in ("helpers", "exercises"):
        shutil.copytree(ROOT / package, course / package, ignore=quiet)
    if cache_folder().is_dir():
        shutil.copytree(cache_folder(), course / "data_cache", ignore=quiet)
    for new in (course / "notebooks", place / "home", place / "tmp"):
        new.mkdir()
    os.environ.update(
        PYTHONPATH=str(course),
        COURSE_CACHE=str(course / "data_cache"),
        HOME=str(place / "home"),
        TMPDIR=str(place / "tmp"),
    )
    tempfile.tempdir = None  # read TMPDIR again
    return course / "notebooks"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(Path(sys.argv[2]), fork=False)
    else:
        main()
