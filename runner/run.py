"""Several notebooks side by side: progress while they run, one table when they are done."""

import os
import sys
import tempfile
import textwrap
import threading
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import psutil
from tqdm import tqdm

from helpers import ROOT, data
from helpers.errors import CourseError, unknown
from runner.execute import TIMEOUT, Run, execute
from runner.notebook import code_cells, load, parameters, typed

WIDTH = 100
"""Columns of the table."""

SHOWN = 8
"""Results of a notebook in the table; its executed copy holds all."""

SOURCES = {"mnist": "MNIST", "digits": "stand-in, not MNIST", "fashion_mnist": "Fashion-MNIST"}
"""The data sets' names for a reader."""


@dataclass
class Job:
    """A notebook to execute, where its executed copy goes, and the values to inject."""

    notebook: Path
    output: Path
    parameters: dict[str, object]


def run(notebooks: list[Path], out: Path, values: dict[str, object], jobs: int = 2) -> int:
    """Execute notebooks, print the table, and return the exit code: 0 only if all is well.

    Args:
        notebooks: the files to execute.
        out: the folder for the executed copies; files that a notebook writes go to `files/` in it.
        values: parameters for every notebook; `dataset`, which must be there, and `seed` go only to
            those that declare them.
        jobs: how many at a time.

    Raises:
        CourseError: something is wrong with what was asked for; nothing has started then.
    """
    planned = plan(notebooks, out, values)
    source = resolve(values["dataset"])
    for job in planned:
        if "dataset" in job.parameters:
            job.parameters["dataset"] = source
    runs = side_by_side(planned, jobs)
    print(table(runs))
    for line in complaints(runs):
        print(line)
    return 0 if all(run.good for run in runs) else 1


def chosen(names: Iterable[str]) -> list[Path]:
    """Return the course's notebooks that these names mean: a path, a whole name or its number.

    Raises:
        CourseError: there is no such notebook.
    """
    course = {path.stem: path for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
    found = []
    for name in names:
        short = [path for stem, path in course.items() if name in (stem, stem.partition("_")[0])]
        if not short and not Path(name).is_file():
            raise unknown("notebook", name, course)
        found += short or [Path(name).absolute()]
    return found or list(course.values())


def plan(notebooks: list[Path], out: Path, values: dict[str, object]) -> list[Job]:
    """Return a job for each notebook, its parameters checked, and make sure of the folder.

    Raises:
        CourseError: a parameter is wrong, or the folder cannot be written.
    """
    out, planned = out.absolute(), []
    _check_shared(notebooks, values.keys() - {"out", "dataset", "seed"})
    for path in notebooks:
        declared = {"out": str(out / "files" / path.stem), **values}
        for name in {"out", "dataset", "seed"} - parameters(path).keys():
            declared.pop(name, None)
        planned.append(Job(path, out / path.name, typed(path, declared)))
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as error:
        raise CourseError(f"cannot write into {out} ({error}): choose another --out") from error
    return planned


def _check_shared(notebooks: list[Path], names: Iterable[str]) -> None:
    """Raise CourseError unless each of several notebooks has every parameter of these names."""
    declared = {path: parameters(path) for path in notebooks}
    for name in sorted(names) if len(declared) > 1 else ():
        having = [path.stem for path in notebooks if name in declared[path]]
        if not having:
            raise unknown("parameter", name, set().union(*declared.values()))
        if len(having) < len(declared):
            these = " ".join(stem.partition("_")[0] for stem in having)
            raise CourseError(f"not every notebook has a parameter {name!r}: name those: {these}")


def resolve(dataset: str) -> str:
    """Return what `dataset` means here and now, so that all notebooks use the same source.

    Raises:
        CourseError: there is no such data set, or it can't be had.
    """
    source = data.load(dataset).source
    return source if source in SOURCES else str(Path(dataset).expanduser().absolute())


def side_by_side(planned: list[Job], jobs: int = 2, timeout: int = TIMEOUT) -> list[Run]:
    """Execute jobs, `jobs` at a time, and return their runs in the same order.

    Each has a kernel of its own, which is a process; here a thread waits for it.
    """
    cells = sum(len(code_cells(load(job.notebook))) + bool(job.parameters) for job in planned)
    workers, stopped = max(1, min(jobs, os.cpu_count() or 1)), threading.Event()
    style = {"disable": None, "leave": False}  # None: bars on a terminal only
    style["bar_format"] = "{desc:9} {bar} {n_fmt} of {total_fmt} done, {elapsed}"
    with (
        ThreadPoolExecutor(workers) as threads,
        tqdm(total=len(planned), desc="notebooks", **style) as notebooks_bar,
        tqdm(total=cells, desc="cells", **style) as cells_bar,
    ):
        # The later notebooks train longest. Begun first, they leave no core idle at the end.
        futures = [
            threads.submit(
                *(execute, job.notebook, job.output, job.parameters, timeout),
                *(cells_bar.update, stopped),
            )
            for job in reversed(planned)
        ][::-1]
        pending = set(futures)
        try:
            while pending:
                done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
                for run in (future.result() for future in done):
                    line = f"{run.notebook}: {run.status} after {run.seconds:.0f} s"
                    tqdm.write(line, file=sys.stderr)
                    notebooks_bar.update()
                cells_bar.refresh()
        except BaseException:
            stopped.set()
            _stop(threads, futures)
            raise
    return [future.result() for future in futures]


def _stop(threads: ThreadPoolExecutor, futures: list[Future]) -> None:
    """End the kernels: the threads that wait for them then end too."""
    threads.shutdown(wait=False, cancel_futures=True)
    while not all(future.done() for future in futures):
        for process in psutil.Process().children(recursive=True):
            process.terminate()
        wait(futures, timeout=0.2)


def table(runs: list[Run]) -> str:
    """Return one table of all runs: seconds, claims held, main results, data source."""
    head = ("notebook", "seconds", "claims held", "main results", "data")
    rows = [_row(run) for run in runs]
    widths = [min(24, max(map(len, column))) for column in zip(head, *rows, strict=True)]
    widths[2] = 6
    widths[3] = WIDTH - sum(widths) + widths[3] - 2 * (len(widths) - 1)
    lines = []
    for row in [head, ["-" * width for width in widths], *rows]:
        columns = [
            textwrap.wrap(*cell, break_on_hyphens=False) for cell in zip(row, widths, strict=True)
        ]
        for parts in zip_longest(*columns, fillvalue=""):
            padded = (part.ljust(width) for part, width in zip(parts, widths, strict=True))
            lines.append("  ".join(padded).rstrip())
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def _row(run: Run) -> tuple[str, ...]:
    names = [name for name, value in run.results.items() if type(value) in (int, float)]
    for ending in ("accuracy", "test_accuracy"):  # sorts are stable: the last one comes first
        names.sort(key=lambda name, ending=ending: not name.endswith(ending))
    shown = ", ".join(_result(name, run.results[name]) for name in names[:SHOWN])
    return (
        run.notebook,
        f"{run.seconds:.0f}",
        f"{run.held}/{len(run.checked)}",
        (shown or "–") if run.status == "ok" else run.status.upper(),
        SOURCES.get(run.source, Path(run.source).name) or "–",
    )


def _result(name: str, value: float) -> str:
    """Return a result in a few characters, with spaces at which no line is broken."""
    shown = f"{value:.2%}" if name.endswith("accuracy") else f"{value:.4g}"
    return f"{name} {shown}".replace("_", " ").replace("%", " %").replace(" ", "\N{NO-BREAK SPACE}")


def complaints(runs: Iterable[Run]) -> list[str]:
    """Return a line for each notebook that did not run through, and each claim that failed."""
    lines, here = [], f"{Path.cwd()}{os.sep}"
    for run in runs:
        failed = [claim["claim"] for claim in run.checked if not claim["holds"]]
        wrong = [f"claim does not hold: {sentence}" for sentence in failed]
        if run.status != "ok":
            wrong = [f"{run.status}: {run.error}"]
        where = f" (see {str(run.output).removeprefix(here)})" if run.output.exists() else ""
        lines += [f"{run.notebook}: {text}{where}" for text in wrong]
    return lines
