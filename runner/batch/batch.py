"""Many runs over Dask: planned, spread over workers, written down as they finish, resumed."""

import contextlib
import functools
import os
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import nbformat

from helpers import ROOT
from helpers.errors import CourseError
from helpers.progress import ProgressLine
from runner.batch import handed_in, report, sweep
from runner.batch.handed_in import HandedIn
from runner.batch.output import Output
from runner.batch.sweep import Sweep
from runner.notebook import Notebook, first_line, remove_outputs
from runner.record import Finished, Planned
from runner.workers import cluster, isolation
from runner.workers.task import Task


@dataclass
class How:
    """How a batch is to run.

    Attributes:
        jobs: workers on this machine; None takes as many as it has cores.
        scheduler: the address of a Dask scheduler, instead of workers here.
        retry: whether runs that failed before are repeated, and nothing else is.
        dry: whether to stop before anything runs.
    """

    jobs: int | None = None
    scheduler: str | None = None
    retry: bool = False
    dry: bool = False

    @property
    def workers(self) -> int:
        """How many workers this machine has."""
        return self.jobs or os.cpu_count() or 1


def run(file: Path, out: str | None, how: How) -> int:
    """Do the batch of a sweep file and return the exit code: 0 if every run came to its end.

    Args:
        file: the sweep file.
        out: a folder or an address for what comes out; by default named after the file.
        how: how to run it.

    Raises:
        CourseError: something is wrong with what was asked for; nothing has run then.
    """
    asked = sweep.read(file)
    if asked.stray:
        files = f"{asked.stray} file{'s' * (asked.stray > 1)}"
        print(f"left out: {files} that other programs left among the submissions")
    output = Output(out or str(ROOT / "runs" / file.stem))
    runs = complete(asked, output, how)
    if runs is None:
        return 0
    page = report.write(asked, runs, output)
    failed = [run for run in runs if run.status != "ok"]
    for one in failed[:20]:
        print(f"{one.name}: {one.status}: {one.error}")
    left = len(asked.runs) - len(runs)
    print(f"{len(runs) - len(failed)} ok, {len(failed)} failed, {left} not run: {page}")
    return 1 if failed or left else 0


def complete(asked: Sweep, output: Output, how: How) -> list[Finished] | None:
    """Run what the output doesn't hold yet; return the finished runs, in the sweep's order.

    With `how.dry` nothing is written and the answer is None.

    Raises:
        CourseError: the place or the scheduler is of no use.
        KeyboardInterrupt: somebody stopped it; what has finished is written down.
    """
    if how.dry:
        _announce(asked, _find_left(asked, output, how.retry), output, how)
        for planned in asked.runs:
            print(f"  {planned.name}")
        return None
    with output.open():
        left = _find_left(asked, output, how.retry)
        _announce(asked, left, output, how)
        for planned in left:
            if isinstance(planned, Finished):
                output.add(planned)
        todo = [planned for planned in left if not isinstance(planned, Finished)]
        if todo and asked.submissions and asked.isolation == "bwrap" and not how.scheduler:
            isolation.check()
        try:
            if todo:
                _spread(asked, todo, output, how)
        except KeyboardInterrupt:
            report.write(asked, _collect(asked, output), output)
            raise
        return _collect(asked, output)


def _collect(asked: Sweep, output: Output) -> list[Finished]:
    newest = {run.key: run for run in output.finished()}
    return [newest[planned.key] for planned in asked.runs if planned.key in newest]


def _find_left(asked: Sweep, output: Output, retry: bool) -> list[Planned]:
    """Return the runs to do: those that no journal knows, or with `retry` those that failed."""
    before = {
        run.key: run.status for run in output.finished() if not run.file or output.holds(run.file)
    }
    if retry:
        return [planned for planned in asked.runs if before.get(planned.key, "ok") != "ok"]
    return [planned for planned in asked.runs if planned.key not in before]


def _announce(asked: Sweep, left: list[Planned], output: Output, how: How) -> None:
    """Print how many runs there are, and how long they may take if some have run before."""
    total = len(asked.runs)
    done = f", {total - len(left)} of them done or not asked for" if len(left) < total else ""
    where = f"on {how.scheduler}" if how.scheduler else f"{how.workers} at a time"
    known = [run.seconds for run in output.finished() if run.status == "ok"]
    if known and left and not how.scheduler:
        rounds = -(-len(left) // how.workers)
        span = timedelta(seconds=round(statistics.median(known) * rounds))
        where += f", about {span} as the runs before took"
    files = {planned.notebook for planned in asked.runs}
    what = f"{len(files)} notebooks" if len(files) > 1 else files.pop().stem
    print(f"{total} run{'s' * (total > 1)} of {what}{done}; {where}", flush=True)


def _spread(asked: Sweep, todo: list[Planned], output: Output, how: How) -> None:
    """Run them all, and write each down as it finishes."""
    bar, done, failed = ProgressLine("Batch", len(todo), "runs"), 0, 0

    def keep(run: Finished, files: dict[str, str]) -> None:
        nonlocal done, failed
        for name, text in files.items():
            output.write(name, text)
        output.add(run)
        done, failed = done + 1, failed + (run.status != "ok")
        bar.update(done, f"{failed} failed, {len(todo) - done} left")

    try:
        with (
            cluster.connect(how.workers, how.scheduler) as client,
            contextlib.closing(cluster.work(client, _tasks(asked, todo, output, keep))) as finished,
        ):
            bar.update(0, f"0 failed, {len(todo)} left")
            for run, files in finished:
                keep(run, files)
    finally:
        bar.close()


def _tasks(asked: Sweep, todo: Iterable[Planned], output: Output, keep: Callable) -> Iterator[Task]:
    """Yield what a worker needs to know of each run; keep what turns out to be no notebook."""
    prepare = functools.lru_cache(maxsize=1)(_prepare)  # the runs of a notebook follow each other
    for planned in todo:
        if not asked.submissions:
            text, declared = prepare(planned.notebook)
            values, folder = _add_values(planned, declared, output), str(planned.notebook.parent)
            yield Task(planned, values, text, folder, timeout=asked.timeout)
            continue
        try:
            handed = handed_in.read(planned.notebook, planned.parameters)
        except CourseError as error:
            keep(planned.finish(status="failed", error=first_line(str(error))), {})
        else:
            yield _ask(asked, planned, handed)


def _ask(asked: Sweep, planned: Planned, handed: HandedIn) -> Task:
    """Return the task of a submission."""
    values = handed.values
    # Into the cache, which it only reads.
    source = _find_source(values.get("dataset", "auto"))
    folder = planned.notebook.parent
    return Task(
        replace(planned, parameters=values),
        values | ({"dataset": source} if "dataset" in values else {}),
        handed.text,
        folder=str(folder) if folder in asked.folders else "",
        timeout=asked.timeout,
        memory=int(asked.memory * 1e9),
        submission=True,
        isolated=asked.isolation == "bwrap",
        note=handed.note,
        tries=handed.tries,
    )


def _add_values(planned: Planned, declared: set[str], output: Output) -> dict[str, object]:
    """Return the parameters of a notebook of one's own, with what a batch adds to them."""
    values = dict(planned.parameters)
    if "dataset" in declared and values.get("dataset", "auto") == "auto":
        values["dataset"] = _find_source("auto")
    if "out" in declared:
        values.setdefault("out", str(output.files / planned.name))
    return values


def _prepare(path: Path) -> tuple[str, set[str]]:
    """Return a notebook's text without outputs, and the names of its parameters."""
    notebook = Notebook(path)
    return nbformat.writes(remove_outputs(notebook.nb)), set(notebook.parameters)


@functools.cache
def _find_source(dataset: str) -> str:
    """Return what `auto` means here and now, so that all runs of a batch use the same source."""
    from runner import source  # a second to import, which a dry run needn't wait for

    return source.find(dataset)
