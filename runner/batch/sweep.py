"""The file of a batch: what an instructor writes down, checked before anything runs."""

import hashlib
import itertools
import json
import math
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from helpers.errors import CourseError, unknown
from runner.notebook import Notebook, first_line
from runner.record import Planned
from runner.run import choose

KEYS = ("notebook", "submissions", "parameters", "grid", "runs", "timeout", "memory")
RUN_TIMEOUT = 1800
"""Seconds that a run may take where the file says nothing."""

MEMORY = 4
"""Gigabytes that a submission's kernel may hold where the file says nothing."""

LONGEST_NAME = 80
"""Characters of a run's name before its key."""


@dataclass
class Sweep:
    """A checked sweep file.

    Attributes:
        file: the sweep file.
        runs: what is to run, each once, in the file's order. A submission that can't run at all
            is `Finished`: it has failed before it starts.
        varied: the parameters that take several values.
        submissions: whether the notebooks are others' code.
        timeout: seconds for a run.
        memory: gigabytes for a submission's kernel.
    """

    file: Path
    runs: list[Planned]
    varied: list[str] = field(default_factory=list)
    submissions: bool = False
    timeout: float = RUN_TIMEOUT
    memory: float = MEMORY


def read(file: Path) -> Sweep:
    """Return what a sweep file asks for.

    Raises:
        CourseError: the file is missing, is not YAML, or asks for what can't be.
    """
    return plan(_read_yaml(file), file)


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
    values = _combine_values(file, asked)
    planned, texts = [], {}
    for path in _find_notebooks(file, what, asked[what]):
        texts[path], runs = _plan_notebook(path, values, submissions)
        planned += runs
    runs = _name_runs(planned, texts, file)
    return Sweep(
        file,
        runs,
        _find_varied(runs),
        submissions,
        _take_amount(file, asked, "timeout", RUN_TIMEOUT, "seconds"),
        _take_amount(file, asked, "memory", MEMORY, "gigabytes"),
    )


def _read_yaml(file: Path) -> dict:
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


def _find_notebooks(file: Path, key: str, asked: object) -> list[Path]:
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
            paths = choose([f"{name:0>2}"])
        found |= dict.fromkeys(path.resolve() for path in paths)
    return list(found)


def _combine_values(file: Path, asked: dict) -> list[dict[str, object]]:
    """Return the values of each run: every combination of the grid, then the list of runs."""
    fixed, grid = _take_mapping(file, asked, "parameters"), _take_mapping(file, asked, "grid")
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


def _take_mapping(file: Path, asked: dict, key: str) -> dict[str, object]:
    found = asked.get(key) or {}
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise CourseError(f"{file.name}: `{key}` takes lines such as `dropout: 0.3`")
    return found


def _take_amount(file: Path, asked: dict, key: str, default: float, unit: str) -> float:
    amount = asked.get(key, default)
    number = isinstance(amount, int | float) and not isinstance(amount, bool)
    if not number or not 0 < amount < math.inf:
        raise CourseError(f"{file.name}: {key} = {amount!r}: give a number of {unit} above 0")
    return amount


def _plan_notebook(
    path: Path, values: list[dict[str, object]], submission: bool
) -> tuple[str, list[Planned]]:
    """Return all that decides what a notebook does, and its runs, their values checked.

    One bad submission must not stop the others.
    """
    try:
        notebook = Notebook(path)
    except CourseError as error:
        if not submission:
            raise
        content = path.read_bytes() if path.is_file() else b""
        failed = {"status": "failed", "error": first_line(str(error))}
        runs = [Planned(notebook=path, parameters=choice).finish(**failed) for choice in values]
        return hashlib.sha256(content).hexdigest(), runs
    cells = [[c.cell_type, c.source, c.metadata.get("tags", [])] for c in notebook.nb.cells]
    return json.dumps(cells), [_plan_run(notebook, choice, submission) for choice in values]


def _plan_run(notebook: Notebook, values: dict[str, object], submission: bool) -> Planned:
    run = Planned(notebook=notebook.path, parameters=values)
    try:
        return replace(run, parameters=notebook.typed(values))
    except CourseError as error:
        if submission:
            return run.finish(status="failed", error=first_line(str(error)))
        if any(isinstance(value, bool) for value in values.values()):
            error = CourseError(f"{error}; YAML takes no, off, yes and on for True or False")
        raise error from None


def _name_runs(planned: list[Planned], texts: dict[Path, str], file: Path) -> list[Planned]:
    """Return each different run once, with its key and a name that no other has."""
    varied, found = _find_varied(planned), {}
    top = Path(os.path.commonpath([path.parent for path in texts]))
    for run in planned:
        place = os.path.relpath(run.notebook, file.absolute().parent)
        what = [place, texts[run.notebook], run.parameters]
        said = json.dumps(what, sort_keys=True, default=str)
        key = hashlib.sha256(said.encode()).hexdigest()[:16]
        values = [f"{name}={run.parameters[name]}" for name in varied if name in run.parameters]
        words = [*run.notebook.relative_to(top).with_suffix("").parts, *values]
        plain = re.sub(r"[^\w=.+-]+", "_", "-".join(words))[:LONGEST_NAME].strip(".-_")
        found.setdefault(key, replace(run, name=f"{plain}-{key[:6]}", key=key))
    return list(found.values())


def _find_varied(runs: list[Planned]) -> list[str]:
    """Return the parameters that differ between runs, in the order of their first use."""
    seen: dict[str, set[str]] = {}
    for run in runs:
        for name, value in run.parameters.items():
            seen.setdefault(name, set()).add(repr(value))
    everywhere = {name for name in seen if all(name in run.parameters for run in runs)}
    return [name for name in seen if len(seen[name]) > 1 or name not in everywhere]
