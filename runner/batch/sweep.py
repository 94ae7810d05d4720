"""The file of a batch: what an instructor writes down, checked before anything runs."""

import contextlib
import hashlib
import itertools
import json
import math
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from helpers import ROOT
from helpers.errors import CourseError, one_line, unknown
from runner.batch import settings
from runner.notebook import Notebook, first_line
from runner.notebook import read as read_record
from runner.record import EXERCISE, Finished, Planned
from runner.run import choose

FOR_SUBMISSIONS = ("memory", "isolation", "weights")
"""Keys that speak of submissions alone."""

KEYS = ("notebook", "submissions", "parameters", "grid", "runs", "timeout", *FOR_SUBMISSIONS)

MOST_RUNS = 10_000
"""Runs of one file: of ten seconds each, on two cores, half a day."""

RUN_TIMEOUT = 1800
"""Seconds that a run may take where the file says nothing."""

MEMORY = 4
"""Gigabytes that a submission's kernel may hold where the file says nothing."""

ISOLATIONS = ("bwrap", "none")
"""How a submission is kept apart, the first where the file says nothing."""

LONGEST_NAME = 80
"""Characters of a run's name before its key; at most 200 bytes, since names of files are short."""

STRAY = (".ipynb_checkpoints", "__MACOSX")
"""Folders that JupyterLab and macOS leave behind: what lies in them is nobody's work."""


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
        isolation: one of `ISOLATIONS`.
        weights: points for exercises by name; one that isn't named gives 1.
        students: whose each submission is, by the key of its run.
        tries: how many answers the author of each submission gave, by the key of its run and the
            exercise, as the notebook that was handed in tells.
        folders: those that a submission has to itself, whose files come along with it.
        stray: how many files fit a pattern and are nobody's work.
    """

    file: Path
    runs: list[Planned]
    varied: list[str] = field(default_factory=list)
    submissions: bool = False
    timeout: float = RUN_TIMEOUT
    memory: float = MEMORY
    isolation: str = ISOLATIONS[0]
    weights: dict[str, float] = field(default_factory=dict)
    students: dict[str, str] = field(default_factory=dict)
    tries: dict[str, dict[str, int]] = field(default_factory=dict)
    folders: frozenset[Path] = frozenset()
    stray: int = 0


def read(file: Path) -> Sweep:
    """Return what a sweep file asks for.

    Raises:
        CourseError: the file is missing, is not YAML, or asks for what can't be.
    """
    return plan(settings.read(file), file)


def plan(asked: dict, file: Path) -> Sweep:
    """Return what the content of a sweep file asks for.

    Args:
        asked: the content.
        file: where it would lie: relative paths start there, and its name is in messages.

    Raises:
        CourseError: it asks for what can't be.
    """
    submissions = _check_keys(file, asked)
    limits = {
        "timeout": _take_amount(file, asked, "timeout", RUN_TIMEOUT, "seconds", 1),
        "memory": _take_amount(file, asked, "memory", MEMORY, "gigabytes", 0.1),
        "isolation": _take_isolation(file, asked),
        "weights": _take_weights(file, asked),
    }
    values = _take_values(file, asked)
    found = _find_notebooks(file, "submissions" if submissions else "notebook", asked)
    paths = [path for path in found.paths if not submissions or not _is_stray(path, found.top)]
    if not paths:
        raise CourseError(f"{file.name}: no notebook is left but what programs leave behind")
    _count(file, values, len(paths))
    combined = _combine(*values)
    work = {path: _plan_notebook(path, combined, submissions, found.top) for path in paths}
    runs = _name_runs(work, file, found.top)
    return Sweep(
        file,
        runs,
        _find_varied(runs),
        submissions,
        **limits,
        students={run.key: _name_student(run.notebook, found.top) for run in runs if submissions},
        tries={run.key: work[run.notebook].tries for run in runs},
        folders=_find_own_folders(paths, found.top, file) if submissions else frozenset(),
        stray=len(found.paths) - len(paths),
    )


def _check_keys(file: Path, asked: dict) -> bool:
    """Say whether it is about submissions, after a look at the names of its keys."""
    for key in asked:
        if key not in KEYS:
            raise unknown(f"key of {file.name}", key, KEYS)
    submissions = "submissions" in asked
    if ("notebook" in asked) == submissions:
        raise CourseError(f"{file.name}: give either `notebook` or `submissions`")
    for key in FOR_SUBMISSIONS:
        if key in asked and not submissions:
            raise CourseError(f"{file.name}: `{key}` is for `submissions` alone")
    return submissions


@dataclass
class _Found:
    """The files that names and patterns mean, and the folder that they have in common."""

    paths: list[Path]
    top: Path


def _find_notebooks(file: Path, key: str, asked: dict) -> _Found:
    """Return the files that names and patterns mean; these start where the sweep file lies."""
    names = asked[key] if isinstance(asked[key], list) else [asked[key]]
    fits = [isinstance(name, str | int) and not isinstance(name, bool) for name in names]
    if not names or not all(fits) or not all(str(name).isprintable() for name in names):
        raise CourseError(f"{file.name}: `{key}` is a notebook, a pattern, or a list of them")
    found: dict[Path, None] = {}
    tops = []
    for name in map(str, names):
        try:
            paths, top = _find(file, name)
        except (ValueError, RuntimeError, NotImplementedError) as error:  # what pathlib refuses
            raise CourseError(f"{file.name}: {key}: {name!r}: {one_line(error)}") from error
        found |= dict.fromkeys(paths)
        tops.append(top)
    return _Found(list(found), Path(os.path.commonpath(tops)))


def _find(file: Path, name: str) -> tuple[list[Path], Path]:
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
            raise CourseError(f"{file.name}: no notebook fits {name!r} in {beside.parent}")
        return paths, top
    if "/" in name or os.sep in name:
        raise CourseError(f"{file.name}: there is no notebook {beside}")
    # YAML reads 03 as the number 3.
    [path] = choose([f"{name:0>2}"])
    return [path], path.parent


def _is_stray(path: Path, top: Path) -> bool:
    parts = path.relative_to(top).parts
    return path.name.startswith("._") or any(part in STRAY for part in parts)


def _name_student(path: Path, top: Path) -> str:
    """Return whose a submission is: its folder's name below the common one, or else its own."""
    place = path.relative_to(top)
    name = "/".join(place.parts[:-1]) or place.stem
    # Bytes of another encoding become their numbers, so that two names never become one.
    valid = os.fsencode(name).decode(errors="backslashreplace")
    normal = unicodedata.normalize("NFC", valid)
    return "".join(letter if letter.isprintable() else "_" for letter in normal)


def _find_own_folders(paths: list[Path], top: Path, file: Path) -> frozenset[Path]:
    """Return the folders below the common one that hold one submission, and nothing of ours."""
    held = Counter(
        folder for path in (*paths, file.absolute(), ROOT / "x") for folder in path.parents
    )
    below = (path.parent for path in paths if top in path.parent.parents)
    return frozenset(folder for folder in below if held[folder] == 1)


Values = tuple[dict[str, object], dict[str, list], list[dict[str, object]]]
"""What is the same in each run, the lists that are combined, and the values of further runs."""


def _take_values(file: Path, asked: dict) -> Values:
    fixed, grid = _take_mapping(file, asked, "parameters"), _take_mapping(file, asked, "grid")
    for name, choices in grid.items():
        if not isinstance(choices, list) or not choices:
            raise CourseError(f"{file.name}: grid: {name}: give a list, such as [0, 0.3]")
        if name in fixed:
            raise CourseError(f"{file.name}: {name} is both in `parameters` and in `grid`")
    listed = asked.get("runs")
    listed = [] if listed is None else listed
    if not isinstance(listed, list) or not all(map(_is_mapping, listed)):
        raise CourseError(f"{file.name}: `runs` is a list, each with names and values")
    for name, value in itertools.chain(
        fixed.items(), grid.items(), *(run.items() for run in listed)
    ):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, float) and not math.isfinite(one):
                raise CourseError(f"{file.name}: {name} = {one}: give a finite number")
    return fixed, grid, listed


def _is_mapping(found: object) -> bool:
    return isinstance(found, dict) and all(isinstance(name, str) for name in found)


def _take_mapping(file: Path, asked: dict, key: str) -> dict[str, object]:
    found = asked.get(key)
    found = {} if found is None else found
    if not _is_mapping(found):
        raise CourseError(f"{file.name}: `{key}` takes lines such as `dropout: 0.3`")
    return found


def _count(file: Path, values: Values, notebooks: int) -> None:
    """Refuse more runs than anyone waits for, before any of them is planned."""
    _, grid, listed = values
    combined = math.prod(map(len, grid.values())) if grid or not listed else 0
    if (runs := notebooks * (combined + len(listed))) > MOST_RUNS:
        raise CourseError(f"{file.name} asks for {runs:,} runs: {MOST_RUNS:,} at most, so split it")


def _combine(
    fixed: dict[str, object], grid: dict[str, list], listed: list[dict[str, object]]
) -> list[dict[str, object]]:
    """Return the values of each run: every combination of the grid, then the list of runs."""
    combined = [
        dict(zip(grid, choice, strict=True)) for choice in itertools.product(*grid.values())
    ]
    if listed and not grid:
        combined = []
    return [fixed | run for run in [*combined, *listed]]


def _is_amount(found: object, least: float, most: float = 1e6) -> bool:
    number = isinstance(found, int | float) and not isinstance(found, bool)
    return number and least <= found <= most


def _take_amount(
    file: Path, asked: dict, key: str, default: float, unit: str, least: float
) -> float:
    amount = asked.get(key, default)
    if not _is_amount(amount, least):
        wanted = f"give a number of {unit} from {least} to 1,000,000"
        raise CourseError(f"{file.name}: {key} = {amount!r}: {wanted}")
    return amount


def _take_isolation(file: Path, asked: dict) -> str:
    found = asked.get("isolation", ISOLATIONS[0])
    if found not in ISOLATIONS:
        raise CourseError(f"{file.name}: isolation = {found!r}: give {' or '.join(ISOLATIONS)}")
    return found


def _take_weights(file: Path, asked: dict) -> dict[str, float]:
    found = _take_mapping(file, asked, "weights")
    for name, weight in found.items():
        if not EXERCISE.fullmatch(name):
            raise CourseError(f"{file.name}: weights: {name!r} is not named like `exercise 2.3`")
        if not _is_amount(weight, 0):
            wanted = "give a number of points from 0 to 1,000,000"
            raise CourseError(f"{file.name}: weights: {name} = {weight!r}: {wanted}")
    return found


@dataclass
class _Work:
    """What a notebook is to do.

    Attributes:
        content: a sum of all that decides what it does.
        runs: of it, their values checked.
        tries: how many answers its author gave, by exercise.
    """

    content: str
    runs: list[Planned]
    tries: dict[str, int] = field(default_factory=dict)


def _plan_notebook(
    path: Path, values: list[dict[str, object]], submission: bool, top: Path
) -> _Work:
    """Return what a notebook is to do. One bad submission must not stop the others."""
    try:
        if submission and _is_link(path, top):
            raise CourseError("it is a link: hand in the notebook itself")
        return _plan_cells(Notebook(path), values, submission)
    except CourseError as error:
        if not submission:
            raise
        said = first_line(str(error))
    except Exception as error:  # a file can hold anything where a notebook has cells
        said = f"{path} is not a notebook: {one_line(f'{type(error).__name__}: {error}')}"
        if not submission:
            raise CourseError(said) from error
    run = Planned(notebook=path)
    failed = {"status": "failed", "error": said}
    runs = [replace(run, parameters=choice).finish(**failed) for choice in values]
    return _Work(_sum_file(path), runs)


def _plan_cells(notebook: Notebook, values: list[dict[str, object]], submission: bool) -> _Work:
    cells = [[c.cell_type, c.source, c.metadata.get("tags", [])] for c in notebook.nb.cells]
    content = hashlib.sha256(json.dumps(cells).encode()).hexdigest()
    runs = [_plan_run(notebook, choice, submission) for choice in values]
    return _Work(content, runs, _read_tries(notebook) if submission else {})


def _read_tries(notebook: Notebook) -> dict[str, int]:
    """Return how many answers each exercise had, as the stored outputs tell."""
    try:
        *_, exercises = read_record(notebook.nb)
    except (AttributeError, TypeError):  # outputs can be anything, and the run makes new ones
        return {}
    stored = Finished.read({"exercises": exercises})
    return {record["exercise"]: record["tries"] for record in stored.exercises}


def _is_link(path: Path, top: Path) -> bool:
    """Whether a file, or a folder that it lies in below the common one, is a link."""
    return any(place.is_symlink() for place in (path, *path.parents) if top in place.parents)


def _sum_file(path: Path) -> str:
    """Return a sum of what is no notebook: mended, it is another run."""
    with contextlib.suppress(OSError):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest()
    return ""


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


def _name_runs(work: dict[Path, _Work], file: Path, top: Path) -> list[Planned]:
    """Return each different run once, with its key and a name that no other has."""
    planned = [run for each in work.values() for run in each.runs]
    varied, found = _find_varied(planned), {}
    for run in planned:
        place = os.path.relpath(run.notebook, file.absolute().parent)
        what = [place, work[run.notebook].content, run.parameters]
        said = json.dumps(what, sort_keys=True, default=str)
        key = hashlib.sha256(said.encode()).hexdigest()[:16]
        values = [f"{name}={run.parameters[name]}" for name in varied if name in run.parameters]
        words = [*run.notebook.relative_to(top).with_suffix("").parts, *values]
        plain = _plain("-".join(words))
        found.setdefault(key, replace(run, name=f"{plain}-{key[:6]}", key=key))
    return list(found.values())


def _plain(text: str) -> str:
    """Return a text as part of a file's name on any system: letters of all scripts stay."""
    text = unicodedata.normalize("NFC", text)
    kept = [
        letter if letter in " =.+-" or unicodedata.category(letter)[0] in "LMN" else "_"
        for letter in text
    ]
    plain = re.sub("_+", "_", "".join(kept))[:LONGEST_NAME]
    return plain.encode()[:200].decode(errors="ignore").strip(" .-_")


def _find_varied(runs: list[Planned]) -> list[str]:
    """Return the parameters that differ between runs, in the order of their first use."""
    seen: dict[str, set[str]] = {}
    for run in runs:
        for name, value in run.parameters.items():
            seen.setdefault(name, set()).add(repr(value))
    everywhere = {name for name in seen if all(name in run.parameters for run in runs)}
    return [name for name in seen if len(seen[name]) > 1 or name not in everywhere]
