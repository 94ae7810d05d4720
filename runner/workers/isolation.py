"""A submission inside of bubblewrap (`bwrap`), seen from outside: what it gets, what comes back.

Runner and kernel are both in there (`inside`), so what comes back is a stranger's: one line of JSON
through a pipe, no longer than `LONGEST`, with texts for the few files of `BACK`. bubblewrap gives
them no network, processes of their own, no environment but ours, and these files:

- read-only: the system's programs and libraries, Python with `.venv`, `helpers/`, `exercises/`,
  `runner/`, the data cache, the data set that the sweep file names, the submission's own folder;
- to write: `/tmp` with room for `ROOM` bytes and a quarter of it in `/dev/shm`, both in memory and
  gone at the end.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from helpers import ROOT
from helpers.claims import MODE
from helpers.errors import CourseError
from helpers.internal.places import cache_folder, place
from runner.notebook import first_line
from runner.workers import limits
from runner.workers.task import Task

ROOM = 2**30
"""Bytes that all files of a submission together may have."""

LONGEST = 80_000_000
"""Bytes that may come back: a notebook whose outputs are as long as they may be, and its record."""

SPARE = 120
"""Seconds beyond the run's own time in which a submission may start and tell what came of it."""

TASK, ALONG, FOLDER = Path("/task"), Path("/handed-in"), Path("/tmp/run")
"""Inside: the task, the submission's own folder, and the folder of the run."""

BACK = ("ended", "finished.json", "log", "left_out", "executed.ipynb", ".executed.partial.ipynb")
"""The files of a run that come back."""

SYSTEM = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
SETTINGS = ("alternatives", "fonts", "ld.so.cache", "localtime")
"""What of `/` and of `/etc` programs need."""


@functools.cache
def refuse() -> str:
    """Return in one line why nothing can be isolated on this machine; "" if it can."""
    if not shutil.which("bwrap"):
        return "bubblewrap is missing, which isolates submissions: `apt install bubblewrap`"
    words = [*_isolate(), *_bind([Path("/usr")]), *_link_system(), "true"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    said = first_line(done.stderr.decode(errors="replace"))
    return f"bubblewrap can't isolate submissions here ({said})" if done.returncode else ""


def check() -> None:
    """Raise CourseError if nothing can be isolated on this machine."""
    if said := refuse():
        raise CourseError(f"{said}; or write `isolation: none` into the sweep file (see README)")


def run(folder: Path) -> None:
    """Do the run in this folder inside of bubblewrap; leave there the files that came back."""
    task = Task.read(folder)
    if said := refuse():
        failed = task.planned.finish(status="failed", error=said)
        (folder / "finished.json").write_text(failed.to_json(), encoding="utf-8")
        return
    # A file of ours in its hands could be opened again by its number, so there are pipes alone.
    pipe = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command(folder, task), **pipe) as process:
        told = process.stdout.read(LONGEST + 1)
        if len(told) > LONGEST:
            process.kill()
            told, said = b"", "more came out of it than is kept"
        else:
            said = process.stderr.read(2000).decode(errors="replace")
    (folder / "log").write_text(said, encoding="utf-8", errors="replace")
    found = json.loads(told)
    for name in BACK:
        if isinstance(found.get(name), str):
            (folder / name).write_text(found[name], encoding="utf-8", errors="replace")


def command(folder: Path, task: Task) -> list[str]:
    """Return the words that start the run in this folder inside of bubblewrap."""
    data = [cache_folder().absolute()]
    for name in (os.environ.get("MNIST_NPZ"), task.values.get("dataset")):
        if isinstance(name, str) and "/" in name and place(name).is_file():
            data.append(place(name).absolute())
    data = [path for path in data if path.exists()]
    course = [ROOT / package for package in ("helpers", "exercises", "runner")]
    words = [
        *_isolate(),
        *_bind([Path("/usr"), *_find_settings(), *_find_python(), *course, *data]),
    ]
    words += [*_link_system(), "--ro-bind", str(folder), str(TASK)]
    if task.folder and Path(task.folder).is_dir():
        words += ["--ro-bind", task.folder, str(ALONG)]
    words += ["--remount-ro", "/dev", "--remount-ro", "/"]
    for name, value in _environment().items():
        words += ["--setenv", name, value]
    return [*words, "--chdir", "/tmp", sys.executable, "-m", "runner.workers.inside"]


def _isolate() -> list[str]:
    """Return bubblewrap's words for new namespaces, with nothing in them but room to write."""
    words = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    words += ["--hostname", "course"]
    if limits.is_administrator():
        # That one needs no user namespace, and can become another account without one.
        words[1:2] = [f"--unshare-{what}" for what in ("ipc", "pid", "net", "uts", "cgroup-try")]
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    words += ["--proc", "/proc", "--dev", "/dev"]
    # What lies in /tmp outside is bound over it.
    return [*words, *_make_room("/tmp", ROOM), *_make_room("/dev/shm", ROOM // 4)]


def _make_room(folder: str, size: int) -> list[str]:
    return ["--perms", "1777", "--size", str(size), "--tmpfs", folder]


def _find_python() -> list[Path]:
    """Return the folders of this Python: of `.venv`, and of the one that it is made of."""
    real = Path(sys.executable).resolve().parent.parent
    found = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_prefix).resolve(), real]
    return [path for path in dict.fromkeys(found) if not path.is_relative_to("/usr")]


def _find_settings() -> list[Path]:
    return [path for name in SETTINGS if (path := Path("/etc", name)).exists()]


def _link_system() -> Iterator[str]:
    """Yield bubblewrap's words for /bin and its like, which are links into /usr or folders."""
    for path in (Path("/", name) for name in SYSTEM):
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.exists():
            yield from _bind([path])


def _bind(paths: Iterable[Path]) -> Iterator[str]:
    """Yield bubblewrap's words for what is to be read at its own path."""
    for path in paths:
        for parent in reversed(path.parents[:-1]):  # or bubblewrap would make it for itself alone
            yield from ("--perms", "0755", "--dir", str(parent))
        yield from ("--ro-bind", str(path), str(path))


def _environment() -> dict[str, str]:
    copy = os.environ.get("MNIST_NPZ")
    return ({"MNIST_NPZ": str(place(copy).absolute())} if copy else {}) | {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/tmp/home",
        "USER": "student",
        "PYTHONPATH": str(ROOT),
        "COURSE_CACHE": str(cache_folder().absolute()),
        MODE: "report",
    }
