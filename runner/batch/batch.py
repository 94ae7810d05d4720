"""Many runs over Dask: planned, spread over workers, written down as they finish, resumed."""

import json
import logging
import os
import re
import signal
import statistics
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path

import dask
import nbformat
from distributed import Client, Event, Future, KilledWorker, LocalCluster, as_completed

from helpers import ROOT
from helpers.claims import MODE
from helpers.errors import CourseError
from helpers.progress import ProgressLine
from runner.batch import report, sweep
from runner.batch.output import Output, journal
from runner.batch.sweep import Planned, Sweep
from runner.notebook import code_cells, first_line, load
from runner.workers.worker import work

WINDOW = 100
"""Runs that the scheduler knows of at a time, so that it needs no more memory for more runs."""

WAIT = 30
"""Seconds in which the first worker of a scheduler has to be there."""

GUESSES = {True: 40, False: 4}
"""Seconds of a run that nobody has timed: with TensorFlow, and without."""

HEAVY = ("tensorflow", "keras", "numpy", "pandas", "matplotlib", "seaborn", "sklearn", "scipy")
"""Packages that are imported once for many runs."""


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
    output = Output(out or str(ROOT / "runs" / file.stem))
    entries = complete(asked, output, how)
    if entries is None:
        return 0
    page = report.write(asked, entries, output)
    failed = [entry for entry in entries if entry["status"] != "ok"]
    for entry in failed[:20]:
        print(f"{entry['name']}: {entry['status']}: {entry['error']}")
    left = len(asked.runs) - len(entries)
    print(f"{len(entries) - len(failed)} ok, {len(failed)} failed, {left} not run: {page}")
    return 1 if failed or left else 0


def complete(asked: Sweep, output: Output, how: How) -> list[dict] | None:
    """Run what the output doesn't hold yet; return an entry a finished run, in the sweep's order.

    A run's entry holds `key`, `name`, `notebook`, `parameters`, `status`, `error`, `seconds`,
    `claims`, `results`, `exercises`, and the names of its `file` and `page`. With `how.dry` nothing
    is written and the answer is None.

    Raises:
        CourseError: the place or the scheduler is of no use.
        KeyboardInterrupt: somebody stopped it; what has finished is written down.
    """
    if how.dry:
        _announce(asked, _left(asked, output, how.retry), how)
        for planned in asked.runs:
            print(f"  {planned.name}")
        return None
    with output.open():
        todo = _left(asked, output, how.retry)
        _announce(asked, todo, how)
        for planned in [planned for planned in todo if planned.wrong]:
            output.add(_entry(planned, {"status": "failed", "error": planned.wrong}))
        todo = [planned for planned in todo if not planned.wrong]
        try:
            if todo:
                _spread(asked, todo, output, how)
        except KeyboardInterrupt:
            report.write(asked, _entries(asked, output), output)
            raise
        return _entries(asked, output)


def _entries(asked: Sweep, output: Output) -> list[dict]:
    newest = {entry["key"]: entry for entry in output.finished()}
    return [newest[planned.key] for planned in asked.runs if planned.key in newest]


def _left(asked: Sweep, output: Output, retry: bool) -> list[Planned]:
    """Return the runs to do: those that no journal knows, or with `retry` those that failed."""
    before = {
        entry["key"]: entry["status"]
        for entry in output.finished()
        if not entry["file"] or output.holds(entry["file"])
    }
    if retry:
        return [planned for planned in asked.runs if before.get(planned.key, "ok") != "ok"]
    return [planned for planned in asked.runs if planned.key not in before]


def _announce(asked: Sweep, todo: list[Planned], how: How) -> None:
    """Print how many runs there are and how long they may take."""
    total, jobs = len(asked.runs), how.jobs or os.cpu_count() or 1
    known = list(_earlier(todo))
    imports = [modules([planned]) for planned in _each_notebook(todo)]
    guess = [GUESSES["tensorflow" in names or "keras" in names] for names in imports]
    each = statistics.median(known or guess or [0])
    done = f", {total - len(todo)} of them done or not asked for" if len(todo) < total else ""
    rounds = -(-len(todo) // jobs)
    span = timedelta(seconds=round(min(each, asked.timeout) * rounds))
    basis = "as earlier runs took" if known else "a guess: no run of it has been timed yet"
    where = f"on {how.scheduler}" if how.scheduler else f"{jobs} at a time"
    if todo and not how.scheduler:
        where += f", about {span} ({basis})"
    names = [planned.notebook.stem for planned in _each_notebook(asked.runs)]
    what = names[0] if len(names) == 1 else f"{len(names)} notebooks"
    print(f"{total} run{'s' * (total > 1)} of {what}{done}; {where}", flush=True)


def _each_notebook(runs: Iterable[Planned]) -> list[Planned]:
    return list({planned.notebook: planned for planned in runs}.values())


def _earlier(todo: list[Planned]) -> Iterator[float]:
    """Yield what runs of these notebooks took in earlier batches on this machine."""
    names = {planned.notebook.name for planned in todo}
    for file in (ROOT / "runs").glob("**/.batch/journal.jsonl"):
        for entry in journal(file):
            if entry["notebook"] in names and entry["status"] == "ok":
                yield entry["seconds"]


def modules(runs: Iterable[Planned]) -> list[str]:
    """Return the modules of `HEAVY` packages that notebooks import, also through `helpers`."""
    found, seen = set(), set()
    texts = []
    for planned in _each_notebook(runs):
        if not planned.wrong:
            texts.append("\n".join(cell.source for cell in code_cells(load(planned.notebook))))
    while texts:
        for module in _imported(texts.pop()):
            package, _, name = module.partition(".")
            own = ROOT / "helpers" / f"{name}.py"
            if package in HEAVY:
                found.add(module)
            elif package == "helpers" and name not in seen and own.exists():
                seen.add(name)
                texts.append(own.read_text(encoding="utf-8"))
    return sorted(found)


def _imported(text: str) -> Iterator[str]:
    """Yield the dotted names that a text's import lines begin with; it need not be Python."""
    for line in re.findall(r"^\s*import (.+)$", text, re.MULTILINE):
        yield from (part.split()[0] for part in line.split(",") if part.strip())
    pattern = r"^\s*from ([\w.]+) import (?:\(([^)]*)\)|(.+))$"
    for module, several, names in re.findall(pattern, text, re.MULTILINE):
        yield module
        if module == "helpers":
            yield from (f"helpers.{name}" for name in re.findall(r"\w+", several or names))


# Over Dask


def _spread(asked: Sweep, todo: list[Planned], output: Output, how: How) -> None:
    """Run them all, and write each down as it finishes."""
    bar = ProgressLine("Batch", len(todo), "runs")
    failed, name = 0, uuid.uuid4().hex[:12]
    by_name = {planned.name: planned for planned in todo}
    try:
        with _client(how) as client, _stoppable(client, name):
            tasks = _tasks(asked, todo, output, name, how)
            bar.update(0, f"0 failed, {len(todo)} left")
            for done, future in enumerate(_finished(client, tasks), 1):
                planned = by_name[future.key.rpartition("/")[2]]
                outcome = _outcome(future)
                future.release()
                _keep(planned, outcome, output)
                failed += outcome["status"] != "ok"
                bar.update(done, f"{failed} failed, {len(todo) - done} left")
    finally:
        bar.close()


def _tasks(
    asked: Sweep, todo: list[Planned], output: Output, batch: str, how: How
) -> Iterator[dict]:
    """Yield what a worker needs to know of each run."""
    heavy = modules(todo)
    share = max(1, (os.cpu_count() or 1) // (how.jobs or os.cpu_count() or 1))
    env = {MODE: "report", "TF_NUM_INTRAOP_THREADS": str(share)}
    texts, hidden = {}, _hidden(asked, output) if asked.submissions else []
    own, resolved = sweep.declared(todo, "out"), _Resolved(sweep.declared(todo, "dataset"))
    for planned in todo:
        if planned.notebook not in texts:
            texts = {
                planned.notebook: nbformat.writes(sweep.without_outputs(load(planned.notebook)))
            }
        values = dict(planned.parameters)
        if not asked.submissions:
            values |= resolved.values(planned)
            if planned.notebook in own:
                values.setdefault("out", str(output.files / planned.name))
        yield {
            "name": planned.name,
            "batch": batch,
            "notebook": texts[planned.notebook],
            "folder": str(planned.notebook.parent),
            "parameters": values,
            "modules": heavy,
            "timeout": asked.timeout,
            "memory": int(asked.memory * 1e9),
            "untrusted": asked.submissions,
            "hidden": hidden,
            "env": env,
        }


class _Resolved:
    """What `auto` means here and now, so that all runs of a batch use the same source."""

    def __init__(self, notebooks: set[Path]):
        self._notebooks, self._source = notebooks, ""

    def values(self, planned: Planned) -> dict[str, str]:
        """Return the `dataset` to inject into a run, if it has one and leaves it open."""
        if planned.notebook not in self._notebooks:
            return {}
        if planned.parameters.get("dataset", "auto") != "auto":
            return {}
        if not self._source:
            from runner.run import resolve

            self._source = resolve("auto")
        return {"dataset": self._source}


def _hidden(asked: Sweep, output: Output) -> list[str]:
    """Return what a submission may not read: the others' files, and what came of them."""
    hidden = {str(output.state.parent if output.local else output.state)}
    for planned in asked.runs:
        folder = planned.notebook.parent
        # A folder that the course lies in can't be hidden as a whole.
        whole = not ROOT.is_relative_to(folder)
        hidden.add(str(folder if whole else planned.notebook))
    return sorted(hidden)


@contextmanager
def _client(how: How) -> Iterator[Client]:
    """Connect to the scheduler, or to one made here with its workers."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if how.scheduler:
        try:
            client = Client(how.scheduler, timeout=5)
        except (OSError, ValueError) as error:
            raise CourseError(
                f"no Dask scheduler answers at {how.scheduler}: start one with `dask scheduler`"
            ) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=WAIT)
            except TimeoutError as error:
                raise CourseError(
                    f"the scheduler at {how.scheduler} has no workers: start some with"
                    f" `dask worker {how.scheduler} --nthreads 1`"
                ) from error
            yield client
        return
    with _own_cluster(how.jobs or os.cpu_count() or 1) as cluster, Client(cluster) as client:
        yield client


@contextmanager
def _own_cluster(jobs: int) -> Iterator[LocalCluster]:
    # Workers that start while Ctrl-C is ignored go on ignoring it: the batch stops them in order.
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    try:
        # A run must not wait at a worker: Dask blames it as well when that worker is lost.
        with dask.config.set({"distributed.scheduler.worker-saturation": 1.0}):
            cluster = LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                memory_limit=0,  # a worker holds one outcome; the run is in processes of its own
                dashboard_address="127.0.0.1:0",
                host="127.0.0.1",
                silence_logs=logging.CRITICAL,
            )
    finally:
        if main:
            signal.signal(signal.SIGINT, before)
    with cluster:
        yield cluster


@contextmanager
def _stoppable(client: Client, batch: str) -> Iterator[None]:
    """Tell the workers, when this ends early, that nobody waits for them any more."""
    stop = Event(f"stop-{batch}", client=client)
    try:
        yield
    except BaseException:
        stop.set()
        raise


def _finished(client: Client, tasks: Iterator[dict]) -> Iterator[Future]:
    """Yield the futures as they finish, with only so many of them under way."""

    def submit(task: dict) -> Future:
        return client.submit(work, task, key=f"{task['batch']}/{task['name']}", pure=False)

    window = max(WINDOW, 2 * sum(client.nthreads().values()))
    completed = as_completed([submit(task) for task in islice(tasks, window)])
    for future in completed:
        yield future
        completed.update([submit(task) for task in islice(tasks, 1)])


def _outcome(future: Future) -> dict:
    """Return what came of a run, also where the worker could not say it."""
    nothing = {"seconds": 0, "notebook": "", "page": ""}
    if future.status == "finished":
        return future.result()
    if future.status in ("cancelled", "lost"):
        raise CourseError("the Dask scheduler is gone: start it, then run the same command again")
    error = future.exception()
    if isinstance(error, KilledWorker):
        said = "its worker was lost, and so was every other that tried it"
        return nothing | {"status": "worker lost", "error": said}
    said = first_line(f"{type(error).__name__}: {error}")
    return nothing | {"status": "failed", "error": f"on the worker: {said}"}


def _keep(planned: Planned, outcome: dict, output: Output) -> None:
    """Write the run's files, and then that it has finished."""
    files = {}
    for what, file in (
        ("notebook", f"{planned.name}.ipynb"),
        ("page", f"pages/{planned.name}.html"),
    ):
        if text := outcome.pop(what):
            output.write(file, text)
            files[what] = file
    output.add(
        _entry(
            planned, outcome | {"file": files.get("notebook", ""), "page": files.get("page", "")}
        )
    )


def _entry(planned: Planned, outcome: dict) -> dict:
    nothing = {"seconds": 0, "claims": [], "results": {}, "exercises": [], "file": "", "page": ""}
    what = {"key": planned.key, "name": planned.name, "notebook": planned.notebook.name}
    return (
        what
        | {"parameters": json.loads(json.dumps(planned.parameters, default=str))}
        | nothing
        | outcome
    )
