"""What a Dask worker does with one run: a folder for it, a forkserver, and what came of it."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
from distributed import Event

from helpers import ROOT
from helpers.errors import CourseError
from runner import notebook
from runner.execute import partial
from runner.record import Finished
from runner.workers.task import Task

ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "COURSE_CACHE", "MNIST_NPZ")
"""The environment variables that a submission may see: no one's keys and passwords."""

_mine = threading.local()  # a thread of a worker does one run at a time, at its own forkserver


class Stopped(Exception):
    """Whoever asked for the run has no use for it any more."""


class Forkserver:
    """A process of `runner.workers.forkserver`, asked for one run after the other."""

    def __init__(self, env: dict[str, str]):
        """Start it."""
        self.env = env
        self._process = subprocess.Popen(
            [sys.executable, "-m", "runner.workers.forkserver"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=env,
            text=True,
            encoding="utf-8",
        )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._process.stdout:
            self._answers.put(line.strip())
        self._answers.put("")

    def run(self, folder: Path, stopped: Callable[[], bool]) -> str:
        """Do the run in this folder and return how it ended; "" if the forkserver was lost with it.

        Raises:
            Stopped: `stopped`, which is asked every second, said so.
        """
        try:
            self._process.stdin.write(f"{json.dumps(str(folder))}\n")
            self._process.stdin.flush()
        except OSError:
            return ""
        while True:
            with contextlib.suppress(queue.Empty):
                return self._answers.get(timeout=1)
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
    began, event = time.monotonic(), Event(stop)
    # Names of sockets must be short, so this is not in Dask's own folder.
    with tempfile.TemporaryDirectory(prefix="run-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "sandbox").mkdir()
        replace(task, **_adapt(task)).write(folder)
        try:
            ended = _find_forkserver(task.untrusted).run(folder, event.is_set)
        except BaseException:
            close()
            raise
        if not ended:
            close()
        return _gather(folder, task, ended, time.monotonic() - began)


def _adapt(task: Task) -> dict[str, object]:
    """Return what a task says otherwise on this machine."""
    if task.untrusted:
        return {"hidden": (*task.hidden, *_find_temporary())}
    folder = task.folder if Path(task.folder).is_dir() else str(ROOT / "notebooks")
    return {"folder": folder}


def _find_temporary() -> list[str]:
    """Return what a submission may not see of the folder for temporary files.

    That is all of it, or the folders of other runs where the course itself lies in that folder.
    """
    folder = Path(tempfile.gettempdir()).resolve()
    if any(place.is_relative_to(folder) for place in (ROOT, Path(sys.prefix).resolve())):
        return [str(run) for run in folder.glob("run-*")]
    return [str(folder)]


def _find_forkserver(untrusted: bool) -> Forkserver:
    """Return this thread's forkserver, or a new one if that one's environment does not suit."""
    env = dict(os.environ)
    if untrusted:
        env = {name: value for name, value in env.items() if name in ENVIRONMENT}
    if getattr(_mine, "server", None) and _mine.server.env != env:
        close()
    if not getattr(_mine, "server", None):
        _mine.server = Forkserver(env)
    return _mine.server


def close() -> None:
    """End this thread's forkserver, if it has one."""
    if getattr(_mine, "server", None):
        _mine.server.close()
    _mine.server = None


def _gather(
    folder: Path, task: Task, ended: str, seconds: float
) -> tuple[Finished, dict[str, str]]:
    """Return what the runner told, or what its end tells if it couldn't, and its files."""
    told: dict[str, object] = {}
    executed, name = folder / "executed.ipynb", task.planned.name
    with contextlib.suppress(OSError, ValueError):
        told = vars(Finished.from_json((folder / "finished.json").read_text(encoding="utf-8")))
    if ended == "timeout":
        told |= {"status": "timeout", "error": f"it took longer than {task.timeout:g} s"}
    elif not told:
        log = _read_last_line(folder / "log")
        told = {"status": "kernel died", "error": f"its process was killed{log}"}
    if not executed.exists():  # as far as it came
        executed = partial(executed)
        with contextlib.suppress(CourseError, OSError):
            notebook.shorten(executed)
            found = notebook.read(notebook.load(executed))
            told |= zip(("claims", "results", "exercises"), found, strict=True)
    files = {}
    for what, file, kept in (
        ("file", executed, f"{name}.ipynb"),
        ("page", folder / "page.html", f"pages/{name}.html"),
    ):
        told[what] = ""
        with contextlib.suppress(OSError, ValueError):
            files[kept] = file.read_text(encoding="utf-8")
            told[what] = kept
    return Finished.read(told | {"seconds": round(seconds, 2)} | vars(task.planned)), files


def _read_last_line(log: Path) -> str:
    with contextlib.suppress(OSError):
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f": {lines[-1][:200]}" if lines else ""
    return ""
