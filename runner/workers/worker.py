"""What a Dask worker does with one run: a desk for it, a station, and what came of it."""

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
from pathlib import Path

import psutil
from distributed import Event

from helpers import ROOT
from helpers.errors import CourseError
from runner.notebook import load, read, shorten

ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "COURSE_CACHE", "MNIST_NPZ")
"""The environment variables that a submission may see: no one's keys and passwords."""

FOLDER = Path("notebooks")
"""Where a notebook of the course runs, from the course's folder."""

_mine = threading.local()  # a thread of a worker does one run at a time, at its own station


class Stopped(Exception):
    """Whoever asked for the run has no use for it any more."""


class Station:
    """A process of `runner.workers.forkserver`, asked for one run after the other."""

    def __init__(self, modules: list[str], env: dict[str, str]):
        """Start it; it imports the modules before the first run."""
        self.made_for = (modules, env)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "runner.workers.forkserver", *modules],
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

    def run(self, desk: Path, stopped: Callable[[], bool]) -> str:
        """Do the run on this desk and return how it ended; "" if the station was lost with it.

        Raises:
            Stopped: `stopped`, which is asked every few seconds, said so.
        """
        try:
            self._process.stdin.write(f"{json.dumps(str(desk))}\n")
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
            station = psutil.Process(self._process.pid)
            for process in [*station.children(recursive=True), station]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        self._process.wait()


def work(task: dict) -> dict:
    """Do one run and return what came of it.

    Args:
        task: `name`, `notebook` (the file's text), `modules`, `batch` (its name), and what
            `runner.workers.forkserver.run` takes.

    Returns:
        `status`, `error`, `seconds`, `claims`, `results`, `exercises`; `notebook` and `page`, the
        executed copy as text and as HTML, "" without one.
    """
    began = time.monotonic()
    # Names of sockets must be short, so this is not in Dask's own folder.
    with tempfile.TemporaryDirectory(prefix="run-", ignore_cleanup_errors=True) as folder:
        desk = Path(folder)
        (desk / "room").mkdir()
        (desk / "notebook.ipynb").write_text(task["notebook"], encoding="utf-8")
        (desk / "job.json").write_text(json.dumps(_job(task)), encoding="utf-8")
        station = _station(task)
        stop = Event(f"stop-{task['batch']}")
        try:
            ended = station.run(desk, stop.is_set)
        except BaseException:
            _close()
            raise
        if not ended:
            _close()
        return _outcome(desk, ended, task["timeout"], time.monotonic() - began)


def _job(task: dict) -> dict:
    """Return what the station needs to know of the task."""
    job = {
        name: task[name] for name in ("name", "parameters", "timeout", "env", "memory", "hidden")
    }
    if task["untrusted"]:
        return job | {"folder": "", "hidden": [*task["hidden"], *_temporary()]}
    folder = Path(task["folder"])
    return job | {"folder": str(folder if folder.is_dir() else ROOT / FOLDER)}


def _temporary() -> list[str]:
    """Return what a submission may not see of the folder for temporary files.

    That is all of it, or the desks of other runs where the course itself lies in that folder.
    """
    folder = Path(tempfile.gettempdir()).resolve()
    if any(place.is_relative_to(folder) for place in (ROOT, Path(sys.prefix).resolve())):
        return [str(desk) for desk in folder.glob("run-*")]
    return [str(folder)]


def _station(task: dict) -> Station:
    env = dict(os.environ)
    if task["untrusted"]:
        env = {name: value for name, value in env.items() if name in ENVIRONMENT}
    station = getattr(_mine, "station", None)
    if station and station.made_for != (task["modules"], env):
        _close()
        station = None
    if not station:
        station = _mine.station = Station(task["modules"], env)
    return station


def _close() -> None:
    _mine.station.close()
    _mine.station = None


def _outcome(desk: Path, ended: str, timeout: float, seconds: float) -> dict:
    """Return what the runner told, or what its end tells if it couldn't."""
    outcome = {"claims": [], "results": {}, "exercises": [], "notebook": "", "page": ""}
    executed = desk / "executed.ipynb"
    with contextlib.suppress(OSError, ValueError):
        outcome |= json.loads((desk / "outcome.json").read_text(encoding="utf-8"))
    if ended == "timeout":
        outcome |= {"status": "timeout", "error": f"it took longer than {timeout:g} s"}
    elif "status" not in outcome:
        log = _last_line(desk / "log")
        outcome |= {"status": "kernel died", "error": f"its process was killed{log}"}
    if not executed.exists():  # as far as it came
        executed = desk / ".executed.partial.ipynb"
        with contextlib.suppress(CourseError, OSError):
            shorten(executed)
            told = zip(("claims", "results", "exercises"), read(load(executed)), strict=True)
            outcome |= dict(told)
    for what, file in (("notebook", executed), ("page", desk / "page.html")):
        with contextlib.suppress(OSError, ValueError):
            outcome[what] = file.read_text(encoding="utf-8")
    return outcome | {"seconds": round(seconds, 2)}


def _last_line(log: Path) -> str:
    with contextlib.suppress(OSError):
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f": {lines[-1][:200]}" if lines else ""
    return ""
