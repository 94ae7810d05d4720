"""What a Dask worker does with one run: a folder for it, a forkserver, and what came of it."""

import contextlib
import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic

import psutil
from distributed import Event

from helpers import ROOT
from runner.record import Finished
from runner.workers import folders, kept
from runner.workers.task import Task

_servers: dict[int, "Forkserver"] = {}
"""By thread: a thread of a worker does one run at a time, at its own forkserver."""


class Stopped(Exception):
    """Whoever asked for the run has no use for it any more."""


class Forkserver:
    """A process of `runner.workers.forkserver`, asked for one run after the other."""

    def __init__(self):
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "runner.workers.forkserver"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            text=True,
            encoding="utf-8",
        )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._process.stdout:
            self._answers.put(line.strip())
        self._answers.put("")

    def run(self, folder: Path, stopped: Callable[[], bool]) -> bool:
        """Do the run in this folder; return False if the forkserver was lost with it.

        Raises:
            Stopped: `stopped`, which is asked every second, said so.
        """
        try:
            self._process.stdin.write(f"{json.dumps(str(folder))}\n")
            self._process.stdin.flush()
        except OSError:
            return False
        while True:
            with contextlib.suppress(queue.Empty):
                return bool(self._answers.get(timeout=1))
            if stopped():
                raise Stopped

    def close(self) -> None:
        """End it, and what it runs."""
        with contextlib.suppress(psutil.Error):
            server = psutil.Process(self._process.pid)
            for process in [*server.children(recursive=True), server]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        self._process.wait()


def work(task: Task, stop: str) -> tuple[Finished, dict[str, str]]:
    """Do one run; return it and the texts of its executed copy and page, by their names.

    Args:
        task: the run.
        stop: the name of the Dask event that is set when nobody waits for it any more.
    """
    began, event = monotonic(), Event(stop)
    # Names of sockets must be short, so this is not in Dask's own folder.
    with tempfile.TemporaryDirectory(prefix="run-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _adapt(task).write(folder)
        if task.submission and not task.isolated:
            folders.prepare(folder, Path(task.folder) if task.folder else None)
        try:
            done = _find_forkserver().run(folder, event.is_set)
        except BaseException:
            close()
            raise
        if not done:
            close()
        return _gather(folder, task, monotonic() - began)


def _adapt(task: Task) -> Task:
    """Return the task as it suits this machine."""
    if task.submission or Path(task.folder).is_dir():
        return task
    return replace(task, folder=str(ROOT / "notebooks"))


def _find_forkserver() -> Forkserver:
    """Return this thread's forkserver."""
    me = threading.get_ident()
    if me not in _servers:
        _servers[me] = Forkserver()
    return _servers[me]


def close() -> None:
    """End this thread's forkserver, if it has one."""
    if server := _servers.pop(threading.get_ident(), None):
        server.close()


def close_all() -> None:
    """End the forkservers of all threads of this process."""
    while _servers:
        _servers.popitem()[1].close()


def _gather(folder: Path, task: Task, seconds: float) -> tuple[Finished, dict[str, str]]:
    """Return what was kept of a run, and the texts of its files by their names in the output."""
    told: dict[str, object] = {"status": "kernel died", "error": "its process was killed"}
    with contextlib.suppress(OSError, ValueError):
        text = (folder / kept.RECORD).read_text(encoding="utf-8")
        told = vars(Finished.from_json(text))
    files, name = {}, task.planned.name
    for what, file, called in (
        ("file", kept.NOTEBOOK, f"{name}.ipynb"),
        ("page", kept.PAGE, f"pages/{name}.html"),
    ):
        told[what] = ""
        with contextlib.suppress(OSError, ValueError):
            files[called] = (folder / file).read_text(encoding="utf-8")
            told[what] = called
    told |= {"seconds": round(seconds, 2)} | vars(task.planned)
    return _complete(Finished.read(told), task), files


def _complete(run: Finished, task: Task) -> Finished:
    """Return a run with its note, and with its author's tries: those of the run begin anew."""
    exercises = [
        record | {"tries": max(record["tries"], task.tries.get(record["exercise"], 0))}
        for record in run.exercises
    ]
    dropped = "; ".join(filter(None, (task.note, run.dropped)))
    return replace(run, exercises=exercises, dropped=dropped)
