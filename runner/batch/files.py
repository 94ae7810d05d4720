"""The files that a sweep file means: found, told apart, and whose each submission is."""

import itertools
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from helpers import ROOT
from helpers.errors import CourseError, one_line
from runner.run import choose

STRAY = (".ipynb_checkpoints", "__MACOSX")
"""Folders that JupyterLab and macOS leave behind: what lies in them is nobody's work."""


@dataclass
class Found:
    """The files that names and patterns mean, and the folder that they have in common."""

    paths: list[Path]
    top: Path


def find(file: Path, key: str, asked: object) -> Found:
    """Return the files that names and patterns mean; these start where the sweep file lies.

    Args:
        file: the sweep file.
        key: what the names stand behind in it.
        asked: a name or pattern, or a list of them.

    Raises:
        CourseError: it is something else, or there is no such file.
    """
    names = asked if isinstance(asked, list) else [asked]
    kind = str if key == "submissions" else str | int  # no notebook of the course is handed in
    fits = [isinstance(name, kind) and not isinstance(name, bool) for name in names]
    fits += [str(name).isprintable() and str(name).strip() for name in names]
    if not names or not all(fits):
        what = "path" if key == "submissions" else "notebook"
        raise CourseError(f"{file.name}: `{key}` is a {what}, a pattern, or a list of them")
    found: dict[Path, None] = {}
    tops = []
    for name in map(str, names):
        try:
            paths, top = _find(file, key, name)
        except (ValueError, RuntimeError, NotImplementedError) as error:  # what pathlib refuses
            raise CourseError(f"{file.name}: {key}: {name!r}: {one_line(error)}") from error
        found |= dict.fromkeys(paths)
        tops.append(top)
    return Found(list(found), Path(os.path.commonpath(tops)))


def _find(file: Path, key: str, name: str) -> tuple[list[Path], Path]:
    """Return the files that a name or pattern means, and the folder that it starts from.

    Links below that folder stay: one bears a student's name, what it points to another one.
    """
    beside = file.absolute().parent / Path(name).expanduser()
    if beside.is_file() or beside.is_symlink():
        top = beside.parent.resolve()
        return [top / beside.name], top
    if re.search(r"[*?[]", name):
        fixed = itertools.takewhile(lambda part: not re.search(r"[*?[]", part), beside.parts)
        start = Path(*fixed)
        top = start.resolve()
        fitting = sorted(top.glob(str(beside.relative_to(start))))
        paths = [path for path in fitting if path.is_symlink() or not path.is_dir()]
        if not paths:
            raise CourseError(f"{file.name}: no notebook fits {name!r} in {start}")
        return paths, top
    if "/" in name or os.sep in name or key == "submissions":
        raise CourseError(f"{file.name}: there is no notebook {beside}")
    # YAML reads 03 as the number 3.
    [path] = choose([f"{name:0>2}"])
    return [path], path.parent


def is_stray(path: Path, top: Path) -> bool:
    """Whether a program has left this file behind, below the common folder."""
    parts = path.relative_to(top).parts
    return path.name.startswith("._") or any(part in STRAY for part in parts)


def is_link(path: Path, top: Path) -> bool:
    """Whether a file, or a folder that it lies in below the common one, is a link."""
    return any(place.is_symlink() for place in (path, *path.parents) if top in place.parents)


def name_student(path: Path, top: Path) -> str:
    """Return whose a submission is: its folder's name below the common one, or else its own."""
    place = path.relative_to(top)
    name = "/".join(place.parts[:-1]) or place.stem
    # Bytes of another encoding become their numbers, so that two names never become one.
    valid = os.fsencode(name).decode(errors="backslashreplace")
    normal = unicodedata.normalize("NFC", valid)
    return "".join(letter if letter.isprintable() else "_" for letter in normal)


def find_own_folders(paths: list[Path], top: Path, file: Path) -> frozenset[Path]:
    """Return the folders below the common one that are one student's, and hold nothing of ours.

    Args:
        paths: the submissions.
        top: the common folder.
        file: the sweep file.
    """
    lying = Counter(path.parent for path in paths if top in path.parent.parents)
    held = Counter(
        folder for path in (*paths, file.absolute(), ROOT / "x") for folder in path.parents
    )
    return frozenset(folder for folder, count in lying.items() if held[folder] == count)
