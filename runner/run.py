"""Several notebooks side by side: progress while they run, one table when they are done."""

import os
import sys
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
from runner import source
from runner.execute import execute
from runner.folder import lock
from runner.notebook import Notebook, code_cells
from runner.record import Finished

WIDTH = 100
"""Columns of the table."""

SHOWN = 8
"""Results of a notebook in the table; its executed copy holds all."""


@dataclass
class Job:
    """A notebook to execute, where its executed copy goes, and the values to inject."""

    notebook: Notebook
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
    with lock(out.absolute()):
        dataset = source.find(values["dataset"])
        for job in planned:
            if "dataset" in job.parameters:
                job.parameters["dataset"] = dataset
        runs = side_by_side(planned, jobs)
    print(table(runs))
    for line in complaints(runs):
        print(line)
    return 0 if all(run.good for run in runs) else 1


def choose(names: Iterable[str]) -> list[Path]:
    """Return the course's notebooks that these names mean: a path, a whole name or its number.

    Raises:
        CourseError: there is no such notebook, or two of them have the same name.
    """
    course = {path.stem: path for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
    found: dict[str, Path] = {}
    for name in names:
        short = [path for stem, path in course.items() if name in (stem, stem.partition("_")[0])]
        if not short and not Path(name).is_file():
            raise unknown("notebook", name, course)
        for path in short or [Path(name).absolute()]:
            # The names of their copies must differ, on a disk that takes A for a as well.
            other = found.setdefault(path.name.casefold(), path)
            if other != path:
                raise CourseError(f"{other} and {path} have the same name: take one at a time")
    return list((found or course).values())


def plan(notebooks: list[Path], out: Path, values: dict[str, object]) -> list[Job]:
    """Return a job for each notebook, its parameters checked.

    Raises:
        CourseError: a parameter is wrong.
    """
    out, loaded = out.absolute(), [Notebook(path) for path in notebooks]
    _check_shared(loaded, values.keys() - {"out", "dataset", "seed"})
    planned = []
    for notebook in loaded:
        path, given = notebook.path, {"out": str(out / "files" / notebook.path.stem), **values}
        for name in {"out", "dataset", "seed"} - notebook.parameters.keys():
            given.pop(name, None)
        planned.append(Job(notebook, out / path.name, notebook.typed(given)))
    return planned


def _check_shared(notebooks: list[Notebook], names: Iterable[str]) -> None:
    """Raise CourseError unless each of several notebooks has every parameter of these names."""
    for name in sorted(names) if len(notebooks) > 1 else ():
        having = [notebook.path.stem for notebook in notebooks if name in notebook.parameters]
        if not having:
            raise unknown("parameter", name, set().union(*(nb.parameters for nb in notebooks)))
        if len(having) < len(notebooks):
            these = " ".join(stem.partition("_")[0] for stem in having)
            raise CourseError(f"not every notebook has a parameter {name!r}: name those: {these}")


def side_by_side(planned: list[Job], jobs: int = 2) -> list[Finished]:
    """Execute jobs, `jobs` at a time, and return their runs in the same order.

    Each has a kernel of its own, which is a process; here a thread waits for it.
    """
    cells = sum(len(code_cells(job.notebook.nb)) + bool(job.parameters) for job in planned)
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
                *(execute, job.notebook.path, job.output, job.parameters),
                **{"each_cell": cells_bar.update, "stopped": stopped},
            )
            for job in reversed(planned)
        ][::-1]
        pending = set(futures)
        try:
            while pending:
                done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
                for run in (future.result() for future in done):
                    line = f"{run.name}: {run.status} after {run.seconds:.0f} s"
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


def table(runs: list[Finished]) -> str:
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


def _row(run: Finished) -> tuple[str, ...]:
    names = [name for name, value in run.results.items() if type(value) in (int, float)]
    for ending in ("accuracy", "test_accuracy"):  # sorts are stable: the last one comes first
        names.sort(key=lambda name, ending=ending: not name.endswith(ending))
    shown = ", ".join(_result(name, run.results[name]) for name in names[:SHOWN])
    return (
        run.name,
        f"{run.seconds:.0f}",
        f"{run.held}/{len(run.checked)}",
        (shown or "–") if run.status == "ok" else run.status.upper(),
        data.source_name(Path(run.source).name) or "–",
    )


def _result(name: str, value: float) -> str:
    """Return a result in a few characters, with spaces at which no line is broken."""
    shown = f"{value:.2%}" if name.endswith("accuracy") else f"{value:.4g}"
    return f"{name} {shown}".replace("_", " ").replace("%", " %").replace(" ", "\N{NO-BREAK SPACE}")


def complaints(runs: Iterable[Finished]) -> list[str]:
    """Return a line for each notebook that did not run through, and each claim that failed."""
    lines, here = [], f"{Path.cwd()}{os.sep}"
    for run in runs:
        failed = [claim["claim"] for claim in run.checked if not claim["holds"]]
        wrong = [f"claim does not hold: {sentence}" for sentence in failed]
        if run.status != "ok":
            wrong = [f"{run.status}: {run.error}"]
        where = f" (see {run.file.removeprefix(here)})" if run.file else ""
        lines += [f"{run.name}: {text}{where}" for text in wrong]
    return lines
