"""Where the cache lies, and how a path is shown."""

import os
from pathlib import Path

from helpers import ROOT


def place(name: str) -> Path:
    """Return the path in an environment variable; a relative one starts at the course's folder."""
    return ROOT / Path(name).expanduser()


def cache_folder() -> Path:
    """Return the folder of downloaded and trained things: data_cache, or `COURSE_CACHE`."""
    return place(os.environ.get("COURSE_CACHE") or "data_cache")


def shorten(path: Path) -> str:
    """Return a path as short as it is clear: from the course's folder on where it lies there."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
