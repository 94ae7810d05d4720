"""The folder that a submission runs in: a copy of its own, within limits."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

MOST_BYTES, MOST_FILES = 200_000_000, 2000
"""What comes along of a submission's own folder."""

OURS = ("helpers", "exercises")
"""Folders that stay behind: the course's own are used."""


def prepare(folder: Path, along: Path | None) -> None:
    """Make `notebooks/` in the folder of a run, with a copy of what lies in `along`.

    Links are not followed. The file `left_out` says how much was too much, or could not be read.
    """
    place, room, files, lost = folder / "notebooks", MOST_BYTES, 0, 0
    place.mkdir()
    for file in _find_files(along, OURS) if along else ():
        try:
            size = file.stat(follow_symlinks=False).st_size
            if files == MOST_FILES or size > room:
                lost += 1
                continue
            copy = place / file.relative_to(along)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy, follow_symlinks=False)
            files, room = files + 1, room - size
        except OSError:
            lost += 1
    if lost:
        (folder / "left_out").write_text(f"{lost} files beside it left out", encoding="utf-8")


def _find_files(folder: Path, ours: tuple[str, ...] = ()) -> Iterator[Path]:
    """Yield the regular files in a folder and below."""
    waiting = [folder]
    while waiting:
        try:
            entries = sorted(os.scandir(waiting.pop()), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and entry.name not in ours:
                waiting.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
        ours = ()
