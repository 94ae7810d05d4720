"""The file of a batch: what an instructor writes down, checked before anything runs."""

import contextlib
import hashlib
import itertools
import json
import math
import os
import re
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

from helpers.errors import CourseError, one_line, unknown
from helpers.internal.places import expand
from runner.batch import files, handed_in, results, settings
from runner.notebook import LARGEST_FILE, Notebook
from runner.record import EXERCISE, Planned

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

LOOKED_AT = 20
"""Submissions that a parameter is tried on before anything runs, until one takes it."""

LONGEST_NAME = 80
"""Characters of a run's name before its key; at most 200 bytes, since names of files are short."""


@dataclass
class Sweep:
    """A checked sweep file.

    Attributes:
        file: the sweep file.
        runs: what is to run, each once, in the file's order. A submission that is a link is
            `Finished`: it has failed before it starts.
        varied: the parameters that take several values.
        submissions: whether the notebooks are others' code.
        timeout: seconds for a run.
        memory: gigabytes for a submission's kernel.
        isolation: one of `ISOLATIONS`.
        weights: points for exercises by name; one that isn't named gives 1.
        students: whose each submission is, by the key of its run.
        folders: those that are one student's, whose files come along with a submission.
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
    key = "submissions" if submissions else "notebook"
    found = files.find(file, key, asked[key])
    paths, top = found.paths, found.top
    if submissions:
        paths = [path for path in paths if not files.is_stray(path, top)]
    if not paths:
        raise CourseError(f"{file.name}: no notebook is left but what programs leave behind")
    _count(file, values, len(paths))
    combined = _combine(*values)
    if submissions:
        work = {path: _plan_submission(path, combined, top) for path in paths}
        own = [path for path in paths if work[path].content][:LOOKED_AT]
        if refused := handed_in.find_refused(own, combined):
            raise CourseError(f"{file.name}: {refused}")
    else:
        work = {path: _plan_notebook(path, combined) for path in paths}
    planned = [run.parameters for each in work.values() for run in each.runs]
    varied = _find_varied(combined if submissions else planned)
    runs = _name_runs(work, varied, file, top)
    return Sweep(
        file,
        runs,
        varied,
        submissions,
        **limits,
        students={run.key: files.name_student(run.notebook, top) for run in runs if submissions},
        folders=files.find_own_folders(paths, top, file) if submissions else frozenset(),
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
        if name in results.TAKEN:
            said = f"results.csv has a column {name!r}: call the notebook's parameter otherwise"
            raise CourseError(f"{file.name}: {said}")
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, float) and not math.isfinite(one):
                raise CourseError(f"{file.name}: {name} = {one}: give a finite number")
    place = file.absolute().parent
    return _locate(fixed, place), _locate(grid, place), [_locate(run, place) for run in listed]


def _locate(values: dict, folder: Path) -> dict:
    """Return values, or a grid of them, with the path of each data set absolute."""
    if "dataset" not in values:
        return values
    given = values["dataset"]
    if isinstance(given, list):
        return values | {"dataset": [locate(one, folder) for one in given]}
    return values | {"dataset": locate(given, folder)}


def locate(dataset: object, folder: Path) -> object:
    """Return a data set so that it means the same wherever a notebook runs.

    A path becomes absolute. A name, such as `mnist`, stays, and so does what is no text.

    Args:
        dataset: a name, or a path as somebody wrote it.
        folder: where a relative path starts.

    Raises:
        CourseError: there is no such file.
    """
    if not isinstance(dataset, str) or not re.search(r"[/\\]|\.npz$", dataset, re.IGNORECASE):
        return dataset
    given = expand(dataset)
    path = folder / given
    if not (dataset.isprintable() and path.is_file()):
        raise CourseError(f"there is no data set {one_line(path)}")
    return str(given if given.is_absolute() else path.resolve())


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
    """What a notebook is to do: a sum of all that decides it, and its runs."""

    content: str
    runs: list[Planned]


def _plan_notebook(path: Path, values: list[dict[str, object]]) -> _Work:
    """Return what a notebook of one's own is to do, its values checked."""
    notebook = Notebook(path)
    try:
        cells = [[c.cell_type, c.source, c.metadata.get("tags", [])] for c in notebook.nb.cells]
        content = hashlib.sha256(json.dumps(cells).encode()).hexdigest()
        return _Work(content, [_plan_run(notebook, choice) for choice in values])
    except CourseError:
        raise
    except Exception as error:  # a file can hold anything where a notebook has cells
        said = one_line(f"{type(error).__name__}: {error}")
        raise CourseError(f"{path} is not a notebook: {said}") from error


def _plan_run(notebook: Notebook, values: dict[str, object]) -> Planned:
    try:
        return Planned(notebook=notebook.path, parameters=notebook.typed(values))
    except CourseError as error:
        if any(isinstance(value, bool) for value in values.values()):
            error = CourseError(f"{error}; YAML takes no, off, yes and on for True or False")
        raise error from None


def _plan_submission(path: Path, values: list[dict[str, object]], top: Path) -> _Work:
    """Return what a submission is to do; it is read when its turn comes (`handed_in`)."""
    runs = [Planned(notebook=path, parameters=choice) for choice in values]
    if files.is_link(path, top):
        said = "it is a link: hand in the notebook itself"
        return _Work("", [run.finish(status="failed", error=said) for run in runs])
    return _Work(_sum_file(path), runs)


def _sum_file(path: Path) -> str:
    """Return a sum of what is in a file; "" where nobody will read it."""
    with contextlib.suppress(OSError):
        if path.is_file() and path.stat().st_size <= LARGEST_FILE:
            with path.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest()
    return ""


def _name_runs(work: dict[Path, _Work], varied: list[str], file: Path, top: Path) -> list[Planned]:
    """Return each different run once, with its key and a name that no other has."""
    planned = [run for each in work.values() for run in each.runs]
    found: dict[str, Planned] = {}
    for run in planned:
        place = os.path.relpath(run.notebook, file.absolute().parent)
        what = [place, work[run.notebook].content, run.parameters]
        said = json.dumps(what, sort_keys=True, default=str)
        key = hashlib.sha256(said.encode()).hexdigest()[:16]
        values = [_word(name, run.parameters[name]) for name in varied if name in run.parameters]
        words = [*run.notebook.relative_to(top).with_suffix("").parts, *values]
        plain = _plain("-".join(words))
        found.setdefault(key, replace(run, name=f"{plain}-{key[:6]}", key=key))
    return list(found.values())


def _word(name: str, value: object) -> str:
    """Return a parameter as a part of a run's name; of a data set's path its end is enough."""
    return f"{name}={Path(str(value)).name if name == 'dataset' else value}"


def _plain(text: str) -> str:
    """Return a text as part of a file's name on any system: letters of all scripts stay."""
    text = unicodedata.normalize("NFC", text)
    kept = [
        letter if letter in " =.+-" or unicodedata.category(letter)[0] in "LMN" else "_"
        for letter in text
    ]
    plain = re.sub("_+", "_", "".join(kept))[:LONGEST_NAME]
    return plain.encode()[:200].decode(errors="ignore").strip(" .-_")


def _find_varied(values: list[dict[str, object]]) -> list[str]:
    """Return the parameters that differ between runs, in the order of their first use."""
    seen: dict[str, set[str]] = {}
    for choice in values:
        for name, value in choice.items():
            seen.setdefault(name, set()).add(repr(value))
    everywhere = {name for name in seen if all(name in choice for choice in values)}
    return [name for name in seen if len(seen[name]) > 1 or name not in everywhere]
