"""Where the cache lies, and how its files are read, written, and set aside when damaged."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from helpers import ROOT
from helpers.claims import notice
from helpers.errors import CourseError, one_line


class Damaged(CourseError):
    """A file can't be read or does not hold what it should: one line that says why."""


def expand(name: str) -> Path:
    """Return the path that somebody gives, its `~` replaced by the home folder it stands for."""
    try:
        return Path(name).expanduser()
    except (RuntimeError, ValueError):  # or a name that nobody can have
        raise CourseError(f"{name!r}: nobody of that name has a home folder here") from None


def place(name: str) -> Path:
    """Return the path that somebody gives; a relative one starts at the course's folder."""
    return ROOT / expand(name)


def cache_folder() -> Path:
    """Return the folder of downloaded and trained things: data_cache, or `COURSE_CACHE`."""
    return place(os.environ.get("COURSE_CACHE") or "data_cache")


def shorten(path: Path) -> str:
    """Return a path as short as it is clear: from the course's folder on where it lies there."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


@contextlib.contextmanager
def whole(*files: Path) -> Iterator[list[Path]]:
    """Give a path to write to for each of some files in one folder, which is made if need be.

    They are renamed when all is written: whoever stops us and however many of us start at once,
    nothing half written ever has the name of a file.
    """
    folder = files[0].parent
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".part-") as beside:
        parts = [Path(beside, file.name) for file in files]
        yield parts
        for part, file in zip(parts, files, strict=True):
            part.replace(file)


def read_cached(path: Path, read: Callable[[Path], object]) -> object:
    """Return what `read` makes of a cached file, None without one or if it is damaged.

    A damaged one is renamed, with a line that says why; what was set aside before stays.
    """
    if not os.access(path, os.F_OK):
        return None
    try:
        return read(path)
    except Exception as error:  # whatever a damaged file makes its reader raise
        # What libraries say of it is for programmers, and may be beside the point.
        why = one_line(error) if isinstance(error, Damaged) else type(error).__name__
    aside, number = path.with_name(f"{path.stem}.damaged{path.suffix}"), 1
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"{path.stem}.damaged{number}{path.suffix}")
    try:
        path.rename(aside)
        done = f"set aside as {aside.name}"
    except OSError as refusal:
        done = f"it can't be renamed ({refusal.strerror})"
    notice(f"{shorten(path)} is damaged ({why}): {done}.")
    return None
