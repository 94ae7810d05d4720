"""One run in a process of its own, over and over: `python -m runner.workers.forkserver`.

A forkserver imports once what notebooks import, and forks a process for each run that its standard
input names: the runner, which forks the kernel. Neither harms the forkserver or another run: the
forkserver ends whatever is left of a run when its time is over. An isolated submission takes the
same steps inside of bubblewrap (`inside`). Another process keeps what came of a run (`kept`).

    forkserver → runner (papermill) → kernel (the notebook's code)
    forkserver → bubblewrap → inside → runner → kernel
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from helpers.claims import MODE
from runner import execute, notebook
from runner.workers import html, isolation, kept, kernels, limits
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


KEEPING = 60
"""Seconds that reading a run's notebook may take, and making a page of it."""


def main() -> None:
    """Do the runs that standard input names, a folder a line, and answer each with a line."""
    if FORKS:
        os.setsid()  # Ctrl-C is for the one who started the batch
    limits.adopt_orphans()
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
        task = Task.read(folder)
        if task.isolated:
            watch("isolate", folder, task.timeout + isolation.SPARE)
        else:
            if FORKS:
                kernels.preload(wanted(folder))
            watch("run", folder, task.timeout)
        watch("keep", folder, KEEPING)
        print("done", file=answers, flush=True)


def wanted(folder: Path) -> Sequence[str]:
    """Return what to import for the notebook in the folder of a run."""
    text = (folder / "notebook.ipynb").read_text(encoding="utf-8")
    return PRELOADED if WANTS.search(text) else ()


def watch(step: str, folder: Path, seconds: float) -> None:
    """Do a step of a run in a process of its own, and end all that it started.

    The file `ended` says how, unless the step itself has: `timeout`, or the exit code.
    """
    deadline, parent, ended = time.monotonic() + seconds, os.getppid(), ""
    if FORKS:
        process = kernels.Forked(lambda: STEPS[step](folder))
    else:
        words = ["-m", "runner.workers.forkserver", step, str(folder)]
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
    with contextlib.suppress(FileExistsError), (folder / "ended").open("x") as file:
        file.write(ended or str(process.returncode))


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


def run(folder: Path, fork: bool = FORKS) -> None:
    """Execute the notebook in the folder of a run, as the `Task` in it says.

    Leaves `executed.ipynb` and `finished.json` there.
    """
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    task = Task.read(folder)
    os.environ[MODE] = "report"
    if task.submission:
        limits.limit(task.memory)  # of this process too, which keeps what the kernel prints
    waiting = [kernels.WaitingFork()] if fork else []

    def start(command: list[str], where: str, env: dict[str, str]) -> kernels.Forked | None:
        # The first kernel is a fork, others start as usual.
        return waiting.pop().start(command, where, env) if waiting else None

    finished = execute.execute(
        folder / "notebook.ipynb",
        folder / "executed.ipynb",
        task.values,
        timeout=task.timeout,
        folder=folder / "notebooks" if task.submission else Path(task.folder),
        kernel=kernels.manager(folder / "kernel.json", start, ipc=fork),
        go_on=task.submission,
    )
    (folder / "finished.json").write_text(finished.to_json(), encoding="utf-8")
    if finished.file:
        notebook.shorten(Path(finished.file))


STEPS = {"run": run, "isolate": isolation.run, "keep": kept.keep}
"""What a process of its own does of a run, given its folder."""

if __name__ == "__main__":
    if len(sys.argv) == 3:
        step, of = sys.argv[1:]
        run(Path(of), fork=False) if step == "run" else STEPS[step](Path(of))
    else:
        main()
