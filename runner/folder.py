"""A folder that one command at a time writes to."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import locket

from helpers.errors import CourseError


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Make a folder and keep it for this process.

    Raises:
        CourseError: it can't be written, or another process keeps it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        wrong = f"cannot write into {folder} ({error.strerror or error})"
        raise CourseError(f"{wrong}: choose another --out") from error
    kept = locket.lock_file(str(folder / ".lock"), timeout=0)
    try:
        kept.acquire()
    except locket.LockError as error:
        raise CourseError(
            f"another run is writing to {folder}: wait for it, or choose another --out"
        ) from error
    try:
        yield
    finally:
        kept.release()
