"""The file of a batch: what an instructor writes down, checked before anything runs."""

import contextlib
import hashlib
import itertools
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from nbformat import NotebookNode

from helpers.errors import CourseError, unknown
from runner.notebook import first_line, load, parameters, typed
from runner.run import chosen

KEYS = ("notebook", "submissions", "parameters", "grid", "runs", "timeout", "memory")
TIMEOUT = 1800
"""Seconds that a run may take where the file says nothing."""

MEMORY = 4
"""Gigabytes that a submission's kernel may hold where the file says nothing."""

NAMES = 80
"""Characters of a run's name before its key."""


@dataclass
class Planned:
    """One run to be: a notebook with values for its parameters."""

    notebook: Path
    parameters: dict[str, object]
    wrong: str = ""
    """Why a submission cannot run at all; such a run has failed before it starts."""
    name: str = ""
    key: str = ""


@dataclass
class Sweep:
    """A checked sweep file.

    Attributes:
        file: the sweep file.
        runs: what is to run, each once, in the file's order.
        varied: the parameters that take several values.
        submissions: whether the notebooks are others' code.
        timeout: seconds for a run.
        memory: gigabytes for a submission's kernel.
    """

    file: Path
    runs: list[Planned]
    varied: list[str] = field(default_factory=list)
    submissions: bool = False
    timeout: float = TIMEOUT
    memory: float = MEMORY


def read(file: Path) -> Sweep:
    """Return what a sweep file asks for.

    Raises:
        CourseError: the file is missing, is not YAML, or asks for what can't be.
    """
    return plan(_content(file), file)


def plan(asked: dict, file: Path) -> Sweep:
    """Return what the content of a sweep file asks for.

    Args:
        asked: the content.
        file: where it would lie: relative paths start there, and its name is in messages.

    Raises:
        CourseError: it asks for what can't be.
    """
    for key in asked:
        if key not in KEYS:
            raise unknown(f"key of {file.name}", key, KEYS)
    if ("notebook" in asked) == ("submissions" in asked):
        raise CourseError(f"{file.name}: give either `notebook` or `submissions`")
    submissions = "submissions" in asked
    if "memory" in asked and not submissions:
        raise CourseError(f"{file.name}: `memory` is a limit for `submissions` alone")
    what = "submissions" if submissions else "notebook"
    notebooks = _notebooks(file, what, asked[what])
    values = _values(file, asked)
    planned = [
        _planned(path, choice, submissions) for path, choice in itertools.product(notebooks, values)
    ]
    runs = _named(planned, file)
    return Sweep(
        file,
        runs,
        _varied(runs),
        submissions,
        _amount(file, asked, "timeout", TIMEOUT, "seconds"),
        _amount(file, asked, "memory", MEMORY, "gigabytes"),
    )


def _content(file: Path) -> dict:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CourseError(f"cannot read the sweep file {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CourseError(f"{file} is not in UTF-8: save it as UTF-8 in your editor") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        reason = getattr(error, "problem", None) or first_line(str(error))
        raise CourseError(f"{file.name}{where} is not YAML: {reason}") from error
    if not isinstance(content, dict):
        raise CourseError(f"{file.name} holds no settings: it starts with `notebook: 03`")
    return content


def _notebooks(file: Path, key: str, asked: object) -> list[Path]:
    """Return the files that names and patterns mean; these start where the sweep file lies."""
    names = asked if isinstance(asked, list) else [asked]
    if not names or not all(isinstance(name, str | int) for name in names):
        raise CourseError(f"{file.name}: `{key}` is a notebook, a pattern, or a list of them")
    found: dict[Path, None] = {}
    for name in map(str, names):
        beside = file.absolute().parent / Path(name).expanduser()
        if beside.is_file():
            paths = [beside]
        elif re.search(r"[*?[]", name):
            top = Path(beside.anchor)
            paths = sorted(top.glob(str(beside.relative_to(top))))
            if not paths:
                raise CourseError(f"{file.name}: no notebook fits {name!r} in {beside.parent}")
        elif "/" in name or os.sep in name:
            raise CourseError(f"{file.name}: there is no notebook {beside}")
        else:
            # YAML reads 03 as the number 3.
            paths = chosen([f"{name:0>2}"])
        found |= dict.fromkeys(path.resolve() for path in paths)
    return list(found)


def _values(file: Path, asked: dict) -> list[dict[str, object]]:
    """Return the values of each run: every combination of the grid, then the list of runs."""
    fixed, grid = _mapping(file, asked, "parameters"), _mapping(file, asked, "grid")
    for name, choices in grid.items():
        if not isinstance(choices, list) or not choices:
            raise CourseError(f"{file.name}: grid: {name}: give a list, such as [0, 0.3]")
        if name in fixed:
            raise CourseError(f"{file.name}: {name} is both in `parameters` and in `grid`")
    listed = asked.get("runs") or []
    if not isinstance(listed, list) or not all(isinstance(run, dict) for run in listed):
        raise CourseError(f"{file.name}: `runs` is a list, each with names and values")
    combined = [
        dict(zip(grid, choice, strict=True)) for choice in itertools.product(*grid.values())
    ]
    if listed and not grid:
        combined = []
    return [fixed | run for run in [*combined, *listed]]


def _mapping(file: Path, asked: dict, key: str) -> dict[str, object]:
    found = asked.get(key) or {}
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise CourseError(f"{file.name}: `{key}` takes lines such as `dropout: 0.3`")
    return found


def _amount(file: Path, asked: dict, key: str, default: float, unit: str) -> float:
    amount = asked.get(key, default)
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not amount > 0:
        raise CourseError(f"{file.name}: {key} = {amount!r}: give a number of {unit} above 0")
    return amount


def _planned(notebook: Path, values: dict[str, object], submission: bool) -> Planned:
    """Return a run with its values checked; one bad submission must not stop the others."""
    try:
        if values:
            return Planned(notebook, typed(notebook, values))
        load(notebook)
        return Planned(notebook, {})
    except CourseError as error:
        if not submission:
            if any(isinstance(value, bool) for value in values.values()):
                error = CourseError(f"{error}; YAML takes no, off, yes and on for True or False")
            raise error from None
        return Planned(notebook, values, wrong=str(error))


def _named(planned: list[Planned], file: Path) -> list[Planned]:
    """Return each different run once, with its key and a name that no other has."""
    varied, found = _varied(planned), {}
    texts = {run.notebook: _text(run.notebook) for run in planned}
    top = Path(os.path.commonpath([path.parent for path in texts]))
    for run in planned:
        place = os.path.relpath(run.notebook, file.absolute().parent)
        what = [place, texts[run.notebook], run.parameters]
        said = json.dumps(what, sort_keys=True, default=str)
        run.key = hashlib.sha256(said.encode()).hexdigest()[:16]
        values = [f"{name}={run.parameters[name]}" for name in varied if name in run.parameters]
        words = [*run.notebook.relative_to(top).with_suffix("").parts, *values]
        plain = re.sub(r"[^\w=.+-]+", "_", "-".join(words))[:NAMES].strip(".-_")
        run.name = f"{plain}-{run.key[:6]}"
        found.setdefault(run.key, run)
    return list(found.values())


def _varied(runs: list[Planned]) -> list[str]:
    """Return the parameters that differ between runs, in the order of their first use."""
    seen: dict[str, set[str]] = {}
    for run in runs:
        for name, value in run.parameters.items():
            seen.setdefault(name, set()).add(repr(value))
    everywhere = {name for name in seen if all(name in run.parameters for run in runs)}
    return [name for name in seen if len(seen[name]) > 1 or name not in everywhere]


def _text(notebook: Path) -> str:
    """Return all that decides what a notebook does: its cells, without outputs."""
    with contextlib.suppress(CourseError):
        cells = load(notebook).cells
        return json.dumps([[c.cell_type, c.source, c.metadata.get("tags", [])] for c in cells])
    try:
        return hashlib.sha256(notebook.read_bytes()).hexdigest()
    except OSError:
        return ""


def without_outputs(nb: NotebookNode) -> NotebookNode:
    """Return the notebook as it is before any run: a course's pictures needn't travel."""
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return nb


def declared(runs: Iterable[Planned], name: str) -> set[Path]:
    """Return which of the runs' notebooks have a parameter of this name."""
    found = set()
    for path in {run.notebook for run in runs if not run.wrong}:
        with contextlib.suppress(CourseError):
            if name in parameters(path):
                found.add(path)
    return found
