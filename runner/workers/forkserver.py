"""One run in a process of its own, over and over: `python -m runner.workers.forkserver MODULE …`.

A station imports the modules once and then makes a process for each run that its standard input
names: the runner, which starts the kernel. Neither harms the station or another run: the station
ends whatever is left of a run when its time is over.

    station → runner (papermill) → kernel (the notebook's code)
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from helpers import ROOT
from runner import execute, notebook
from runner.workers import html, kernels, sandbox

FORKS = sys.platform == "linux"
"""Whether processes are forked: macOS's own libraries do not survive it, Windows has no such."""


def main(modules: list[str]) -> None:
    """Do the runs that standard input names, a folder a line, and answer each with a line."""
    if FORKS:
        os.setsid()  # Ctrl-C is for the one who started the batch
    sandbox.adopt_orphans()
    parent = os.getppid()
    html.prepare()
    kernels.preload(modules)
    # Forked processes must not hold what answers and questions go through.
    answers = os.fdopen(os.dup(1), "w")
    questions = os.fdopen(os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    for line in questions:
        print(_supervised(Path(json.loads(line)), parent), file=answers, flush=True)


def _supervised(desk: Path, parent: int) -> str:
    """Do one run; return how it ended, `timeout` or the runner's exit code."""
    limit = json.loads((desk / "job.json").read_text(encoding="utf-8"))["timeout"]
    deadline, ended = time.monotonic() + limit, ""
    if FORKS:
        process = kernels.Forked(lambda: run(desk, fork=True))
    else:
        process = subprocess.Popen(
            [sys.executable, "-m", "runner.workers.forkserver", "--run", str(desk)]
        )
    while process.poll() is None:
        time.sleep(0.005)
        if os.getppid() != parent:
            ended = "alone"
        elif time.monotonic() > deadline:
            ended = "timeout"
        if ended:
            break
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


def run(desk: Path, fork: bool) -> None:
    """Execute the notebook on a desk: a folder with `notebook.ipynb` and `job.json`.

    Leaves `executed.ipynb`, `page.html` and `outcome.json` there. The job tells `name`,
    `parameters`, `timeout` (s), `folder` (where the notebook runs; empty: in a course of its own,
    confined), `env`, `memory` (bytes) and `hidden` (folders).
    """
    log = os.open(desk / "log", os.O_WRONLY | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    job = json.loads((desk / "job.json").read_text(encoding="utf-8"))
    os.environ.update(job["env"])
    if job["folder"]:
        folder, connection = Path(job["folder"]), desk / "kernel.json"
    else:
        folder, connection = _furnish(desk), desk / "room" / "kernel.json"
        sandbox.limit(job["memory"])  # of this process too, which keeps what the kernel prints
    outcome = execute.execute(
        desk / "notebook.ipynb",
        desk / "executed.ipynb",
        job["parameters"],
        timeout=job["timeout"],
        folder=folder,
        kernel=_kernels(desk, job, connection, fork),
    )
    told = {name: getattr(outcome, name) for name in TOLD}
    (desk / "outcome.json").write_text(json.dumps(told), encoding="utf-8")
    executed = desk / "executed.ipynb"
    if executed.exists():
        notebook.shorten(executed)
        html.write(executed, desk / "page.html", job["name"], trusted=bool(job["folder"]))


TOLD = ("status", "error", "seconds", "claims", "results", "exercises")
"""What a runner tells of its run."""


def _kernels(desk: Path, job: dict, connection: Path, fork: bool) -> type:
    """Return how the runner starts kernels: the first from a fork, the others as usual."""

    def prepare() -> None:
        if not job["folder"]:
            sys.path.insert(0, str(desk / "room" / "course"))
            sandbox.confine(desk / "room", [Path(path) for path in job["hidden"]], job["memory"])

    spares = [kernels.Spare(prepare)] if fork else []

    def start(command: list[str], folder: str, env: dict[str, str]) -> kernels.Forked | None:
        return spares.pop().start(command, folder, env) if spares else None

    return kernels.manager(connection, start, ipc=fork)


def _furnish(desk: Path) -> Path:
    """Make a course that a submission may do to what it likes; return its notebooks' folder."""
    from helpers.internal.places import cache_folder

    room = desk / "room"
    course = room / "course"
    quiet = shutil.ignore_patterns("__pycache__", ".*")
    for package in ("helpers", "exercises"):
        shutil.copytree(ROOT / package, course / package, ignore=quiet)
    if cache_folder().is_dir():
        shutil.copytree(cache_folder(), course / "data_cache", ignore=quiet)
    for name in ("notebooks", "home", "tmp"):
        (course / name if name == "notebooks" else room / name).mkdir()
    os.environ.update(
        PYTHONPATH=str(course),
        COURSE_CACHE=str(course / "data_cache"),
        HOME=str(room / "home"),
        TMPDIR=str(room / "tmp"),
    )
    tempfile.tempdir = None  # read TMPDIR again
    return course / "notebooks"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(Path(sys.argv[2]), fork=False)
    else:
        main(sys.argv[1:])
