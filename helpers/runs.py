"""Run notebooks from outside: check their parameters, execute them, read what they found.

A notebook is a file here, and its executed copy is the complete record of the run: nothing of
the course's own code is needed to judge it.
"""

import ast
import contextlib
import json
import logging
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm

from helpers.claims import MODE, RESULT
from helpers.environment import ROOT
from helpers.errors import CourseError, unknown

TIMEOUT = 1800
"""Seconds that one cell may take."""

WIDTH = 100
"""Columns of the table of results."""

LARGEST = 1_500_000
"""Bytes of output that a committed notebook may hold."""

SOURCES = {"mnist": "MNIST", "digits": "stand-in, not MNIST", "fashion_mnist": "Fashion-MNIST"}
"""The data sets' names for a reader."""

ENGINE = "course"

# Without a handler of its own, papermill's messages about kernels land on the terminal.
logging.getLogger("papermill").addHandler(logging.NullHandler())


# One notebook


@dataclass
class Run:
    """How one run of a notebook went, as its executed copy tells."""

    notebook: str
    status: str
    """`ok`, `failed`, `timeout`, `kernel died` or `stopped early`."""
    output: Path
    seconds: float = 0.0
    claims: list[dict] = field(default_factory=list)
    results: dict = field(default_factory=dict)
    source: str = ""
    error: str = ""

    @property
    def checked(self) -> list[dict]:
        """The claims that this run could check: some are about MNIST alone."""
        return [claim for claim in self.claims if claim["holds"] is not None]

    @property
    def held(self) -> int:
        """How many of the claims held."""
        return sum(claim["holds"] for claim in self.checked)

    @property
    def good(self) -> bool:
        """Whether it ran to its last cell and every claim held."""
        return self.status == "ok" and self.held == len(self.checked)


def parameters(notebook: Path) -> dict[str, dict]:
    """Return what a notebook's cell tagged `parameters` declares, by name.

    Each has `inferred_type_name`, `default` (source text) and `help`, as papermill reads them.

    Raises:
        CourseError: the file is missing or is not a notebook.
    """
    _load(notebook)
    try:
        return papermill.inspect_notebook(_as_papermill_path(notebook))
    except ValueError as error:
        raise CourseError(f"{notebook} does not name its kernel: save it in JupyterLab") from error


def check(notebook: Path, values: dict[str, object]) -> dict[str, object]:
    """Return the values as the types that the notebook declares for these parameters.

    papermill itself only warns of an unknown name, and injects any type. Texts are read as a
    terminal gives them: "3" for an int, "1e-3" for a float, "true" for a bool.

    Raises:
        CourseError: it has no parameter of this name, or the value is of another type.
    """
    declared = parameters(notebook)
    return {
        name: _typed(notebook, name, value, declared, _kind(declared, name))
        for name, value in values.items()
    }


def _kind(declared: dict[str, dict], name: str) -> str:
    """Return the declared type, or else the default's."""
    kind = declared.get(name, {}).get("inferred_type_name", "None")
    if kind != "None" or name not in declared:
        return kind
    with contextlib.suppress(ValueError, SyntaxError):
        return type(ast.literal_eval(declared[name]["default"])).__name__
    return kind


def _typed(notebook: Path, name: str, value: object, declared: dict, kind: str) -> object:
    if name not in declared:
        raise unknown(f"parameter of {notebook.stem}", name, declared)
    wrong = CourseError(
        f"parameter {name!r} of {notebook.stem} takes {kind}, not {value!r}"
        f" (its default is {declared[name]['default']})"
    )
    readers = {"bool": _as_bool, "int": _as_int, "float": _as_float, "str": _as_str}
    try:
        return readers.get(kind, lambda given: given)(value)
    except ValueError:
        raise wrong from None


def _as_bool(value: object) -> bool:
    words = {"true": True, "false": False}
    if isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    return _instance(value, bool)


def _as_int(value: object) -> int:
    return int(value) if isinstance(value, str) else _instance(value, int)


def _as_float(value: object) -> float:
    return float(value) if isinstance(value, str) else float(_instance(value, int | float))


def _as_str(value: object) -> str:
    return _instance(value, str)


def _instance(value: object, kind: type) -> object:
    # True is an int to Python, but not to someone who typed it.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError
    return value


def execute(
    notebook: Path,
    output: Path,
    parameters: dict[str, object] | None = None,
    timeout: int = TIMEOUT,
    report: Callable[[], None] = lambda: None,
) -> Run:
    """Execute one notebook in the notebook's own folder, and say how it went.

    The executed copy appears under its name when the run is over, also when it failed: it then
    shows the error. The notebook's own failures are never raised.

    Args:
        notebook: the file to execute.
        output: where its executed copy goes.
        parameters: values to inject, checked before (see `check`).
        timeout: seconds that one cell may take.
        report: called after each code cell.
    """
    start, watch = time.monotonic(), _Watch(report)
    _let_kernels_import_helpers()
    partial = _partial(output)
    status, error = _attempt(notebook, partial, output, parameters or {}, timeout, watch)
    if status == "no start":
        # Kernels that start together can choose the same port (papermill#511): once more.
        status, error = _attempt(notebook, partial, output, parameters or {}, timeout, watch)
    run = Run(notebook.stem, status.replace("no start", "kernel died"), output, error=error)
    run.seconds = time.monotonic() - start
    _keep(partial, run)
    run.source = run.results.get("source") or (parameters or {}).get("dataset", "")
    return run


def _let_kernels_import_helpers() -> None:
    """Put the root on the kernels' path: `.venv` has it already, conda's environment has not."""
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if str(ROOT) not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), *paths]))


def _partial(output: Path) -> Path:
    return output.with_name(f".{output.stem}.partial.ipynb")


def _keep(partial: Path, run: Run) -> None:
    """Give the executed copy its name, and put what it says into the run."""
    try:
        partial.replace(run.output)
        run.claims, run.results = read(run.output)
    except (OSError, CourseError) as error:
        run.status = "failed" if run.status == "ok" else run.status
        run.error = run.error or _one_line(error)


def _attempt(
    notebook: Path, partial: Path, output: Path, parameters: dict, timeout: int, watch: "_Watch"
) -> tuple[str, str]:
    """Execute once; return the status and, in one line, what went wrong."""
    try:
        nb = papermill.execute_notebook(
            _as_papermill_path(notebook),
            _as_papermill_path(partial.absolute()),
            parameters,
            engine_name=ENGINE,
            kernel_name="python3",
            language="python",
            cwd=str(notebook.absolute().parent),
            progress_bar=False,
            execution_timeout=timeout,
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
            watch=watch,
            final_path=str(output),
        )
    except PapermillExecutionError as error:
        status = "stopped early" if error.ename == "SystemExit" else "failed"
        return status, f"in cell [{error.exec_count}]: {_told(error.ename, error.evalue)}"
    except CellTimeoutError:
        return "timeout", f"cell [{watch.cell}] took longer than {timeout} s"
    except Exception as error:
        if not watch.cell and not isinstance(error, OSError):
            return "no start", f"its kernel did not start: {_one_line(error)}"
        if isinstance(error, DeadKernelError):
            return "kernel died", f"in cell [{watch.cell}] (often: out of memory)"
        return "failed", _one_line(error)
    return _judged(nb)


def _judged(nb: nbformat.NotebookNode) -> tuple[str, str]:
    """Say whether a run without an exception got to its end: sys.exit(0) raises none."""
    for cell in _code(nb):
        if any(output.get("ename") == "SystemExit" for output in cell.outputs):
            return "stopped early", f"cell [{cell.execution_count}] called sys.exit"
        if cell.execution_count is None:
            return "stopped early", "its last cell never ran"
    return "ok", ""


def _told(name: str, value: str) -> str:
    """Return an error without the name of its class where the text says all."""
    plain = name in ("ClaimFailed", "CourseError")
    return _first_line(value if plain else f"{name}: {value}".removesuffix(": "))


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}"
    return _told(type(error).__name__, str(error))


def _first_line(text: str) -> str:
    return textwrap.shorten(text.strip().partition("\n")[0], 300, placeholder=" …")


def _as_papermill_path(path: Path) -> str:
    """Return a path whose braces papermill does not take for places to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _load(path: Path) -> nbformat.NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise CourseError(f"cannot read the notebook {path}: {error.strerror}") from error
    except Exception as error:  # nbformat raises half a dozen kinds for a file that is not one
        raise CourseError(f"{path} is not a notebook: open it in JupyterLab to see") from error


def _code(nb: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the code cells that have something to run."""
    return [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]


def read(notebook: Path) -> tuple[list[dict], dict]:
    """Return the claims and the results in a notebook.

    A claim is `{"claim": sentence, "holds": bool}`, with None where it could not be checked.

    Raises:
        CourseError: the file is missing or is not a notebook.
    """
    claims, results = [], {}
    for cell in _code(_load(notebook)):
        for output in cell.outputs:
            found = output.get("data", {}).get(RESULT, {})
            if "claim" in found:
                claims.append(found)
            elif output.get("ename") == "ClaimFailed":
                claims.append({"claim": output.evalue, "holds": False})
            results |= found.get("results", {})
    return claims, results


class _Watch:
    """What the engine tells of a run while it goes on."""

    def __init__(self, report: Callable[[], None]):
        self.report = report
        self.cell = 0
        """The number in brackets of the cell that runs; 0 before the kernel is ready."""


class _Engine(NBClientEngine):
    """papermill's own engine, which also says which cell it is at."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, watch, final_path, **kwargs):
        """Execute as papermill does, telling `watch` of each code cell's start and end."""
        nb_man.nb.metadata.papermill["output_path"] = final_path
        started, completed = nb_man.cell_start, nb_man.cell_complete

        def cell_start(cell, *args, **options):
            watch.cell += bool(cell.cell_type == "code" and cell.source.strip())
            return started(cell, *args, **options)

        def cell_complete(cell, *args, **options):
            completed(cell, *args, **options)
            if _counts(cell):
                watch.report()

        nb_man.cell_start, nb_man.cell_complete = cell_start, cell_complete
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


papermill_engines.register(ENGINE, _Engine)


def _counts(cell: nbformat.NotebookNode) -> bool:
    """Return whether a cell is one of those that the source notebook has to run."""
    tags = cell.metadata.get("tags", [])
    return (
        cell.cell_type == "code" and bool(cell.source.strip()) and "injected-parameters" not in tags
    )


# Several notebooks


@dataclass(frozen=True)
class Job:
    """A notebook to execute, where to, and with which parameters."""

    notebook: Path
    output: Path
    parameters: dict
    timeout: int = TIMEOUT


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


def course(
    notebooks: Iterable[Path],
    out: Path,
    values: dict[str, object] | None = None,
    jobs: int = 2,
    timeout: int = TIMEOUT,
) -> list[Run]:
    """Execute notebooks into a folder, each in a process of its own, and return their runs.

    Args:
        notebooks: the files to execute.
        out: the folder for the executed copies; files that a notebook writes go to `files/` in it.
        values: parameters for every notebook; `dataset` and `seed` only where it declares them.
        jobs: how many at a time, at most one for each processor.
        timeout: seconds that one cell may take.

    Raises:
        CourseError: a parameter is wrong, or the folder cannot be written.
    """
    out = out.absolute()
    planned = [_planned(path, out, values or {}, timeout) for path in notebooks]
    if not planned:
        raise CourseError("there are no notebooks to run: name one, or add one to notebooks/")
    _make_writable(out)
    return _all(planned, jobs)


def _planned(notebook: Path, out: Path, values: dict[str, object], timeout: int) -> Job:
    offered = {"out": str(out / "files" / notebook.stem)} | values
    declared = parameters(notebook)
    optional = {"out", "dataset", "seed"}
    given = {
        name: value for name, value in offered.items() if name in declared or name not in optional
    }
    return Job(notebook, out / notebook.name, check(notebook, given), timeout)


def _make_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = error.strerror or error
        raise CourseError(f"cannot write into {folder} ({reason}): choose another --out") from error


def _all(planned: list[Job], jobs: int) -> list[Run]:
    """Execute all jobs, `jobs` at a time, and return their runs in the same order.

    A thread waits for each process, so that one which is killed takes no other with it.
    """
    workers = max(1, min(jobs, os.cpu_count() or 1, len(planned)))
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, _Progress(planned) as progress:
        cells, others = manager.Queue(), set(multiprocessing.active_children())
        threads = ThreadPoolExecutor(workers)
        futures = [threads.submit(_in_process, job, cells, context) for job in planned]
        try:
            progress.follow(futures, cells)
        except BaseException:
            _stop(threads, futures, others)
            for job in planned:
                _partial(job.output).unlink(missing_ok=True)
            raise
        threads.shutdown()
    return [future.result() for future in futures]


def _in_process(job: Job, cells, context) -> Run:
    """Execute a job in a process of its own: papermill changes its process's working folder."""
    start = time.monotonic()
    try:
        with ProcessPoolExecutor(1, mp_context=context, initializer=_start_worker) as pool:
            return pool.submit(_work, job, cells).result()
    except BrokenProcessPool:
        run = Run(job.notebook.stem, "failed", job.output, time.monotonic() - start)
        run.error = "the process that ran it was killed (often: out of memory); run it again"
        run.source = job.parameters.get("dataset", "")
        _keep(_partial(job.output), run)
        return run


def _work(job: Job, cells) -> Run:
    def report() -> None:
        cells.put(job.notebook.stem)

    return execute(job.notebook, job.output, job.parameters, job.timeout, report)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, which then sends SIGTERM."""

    def leave(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        logging.disable()  # what the kernel's end looks like from here is no news
        raise SystemExit(130)  # on its way out, nbclient shuts the kernel down

    # A function, not SIG_IGN: the kernel would inherit that, and no cell could be interrupted.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, leave)


def _stop(threads: ThreadPoolExecutor, futures: list[Future], others: set) -> None:
    """End the processes that run notebooks, and with them their kernels, but not the others."""
    threads.shutdown(wait=False, cancel_futures=True)
    while not all(future.done() for future in futures):
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        wait(futures, timeout=0.2)


class _Progress:
    """Two bars on a terminal, notebooks and cells; elsewhere a line for each notebook."""

    def __init__(self, planned: list[Job]):
        self.bars = sys.stderr.isatty()
        cells = sum(_counts(cell) for job in planned for cell in _load(job.notebook).cells)
        style = {"file": sys.stderr, "disable": not self.bars, "leave": False}
        style["bar_format"] = "{desc:9} {bar} {n_fmt} of {total_fmt} done"
        self.notebooks = tqdm(total=len(planned), desc="notebooks", position=0, **style)
        self.cells = tqdm(total=cells, desc="cells", position=1, **style)

    def __enter__(self):
        return self

    def __exit__(self, *_: object):
        self.cells.close()
        self.notebooks.close()

    def follow(self, futures: list[Future], cells) -> None:
        """Show what happens until all futures are done."""
        pending = set(futures)
        while pending:
            done, pending = wait(pending, timeout=0.2, return_when="FIRST_COMPLETED")
            self.cells.update(sum(1 for _ in _drained(cells)))
            for future in done:
                self._finished(future.result())

    def _finished(self, run: Run) -> None:
        self.notebooks.update(1)
        if not self.bars:
            line = f"{run.notebook}: {run.status} after {run.seconds:.0f} s"
            print(line, file=sys.stderr, flush=True)


def _drained(queue) -> Iterable[str]:
    while not queue.empty():
        yield queue.get()


# The table


def table(runs: list[Run]) -> str:
    """Return one table of all runs: seconds, claims held, main results, data source."""
    head = ("notebook", "seconds", "claims held", "main results", "data")
    rows = [head, *(_row(run) for run in runs)]
    longest = [max(len(row[column]) for row in rows) for column in range(len(head))]
    widths = [min(size, 24) for size in longest]
    widths[2] = max(6, *(len(row[2]) for row in rows[1:]))
    widths[3] = WIDTH - sum(widths[:3]) - widths[4] - 2 * (len(head) - 1)
    lines = [line for row in rows for line in _laid_out(row, widths)]
    rule = "  ".join("-" * width for width in widths)
    below_head = max(len(_wrapped(text, width)) for text, width in zip(head, widths, strict=True))
    return "\n".join([*lines[:below_head], rule, *lines[below_head:]])


def _row(run: Run) -> tuple[str, ...]:
    shown = [
        _result(name, value)
        for name, value in run.results.items()
        if name != "source" and not isinstance(value, bool)
    ]
    claims = f"{run.held}/{len(run.checked)}"
    source = SOURCES.get(run.source, Path(run.source).name)
    results = ", ".join(shown) if run.status == "ok" else run.status.upper()
    return run.notebook, f"{run.seconds:.0f}", claims, results or "–", source or "–"


def _result(name: str, value: object) -> str:
    """Return a result in a few characters, with spaces at which no line is broken."""
    if "accuracy" in name and isinstance(value, float):
        value = f"{value:.2%}".replace("%", " %")
    elif isinstance(value, float):
        value = f"{value:.4g}"
    return f"{name.replace('_', ' ')} {value}".replace(" ", "\N{NO-BREAK SPACE}")


def _laid_out(row: tuple[str, ...], widths: list[int]) -> list[str]:
    columns = [_wrapped(text, width) for text, width in zip(row, widths, strict=True)]
    height = max(map(len, columns))
    padded = [column + [""] * (height - len(column)) for column in columns]
    lines = zip(*padded, strict=True)
    return [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def _wrapped(text: str, width: int) -> list[str]:
    lines = textwrap.wrap(text, width, break_on_hyphens=False) or [""]
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def complaints(runs: Iterable[Run]) -> list[str]:
    """Return a line for each notebook that did not run through, and each claim that failed."""
    lines = []
    for run in runs:
        where = f" (see {_short(run.output)})" if run.output.exists() else ""
        if run.status != "ok":
            lines.append(f"{run.notebook}: {run.status}: {run.error}{where}")
        else:
            failed = [claim["claim"] for claim in run.checked if not claim["holds"]]
            lines += [f"{run.notebook}: claim does not hold: {text}{where}" for text in failed]
    return lines


def _short(path: Path) -> str:
    """Return a path as seen from the working folder, where it lies in it."""
    with contextlib.suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)


# The commands


def resolve(dataset: str) -> str:
    """Return what `dataset` means here and now, so that all notebooks use the same source.

    Raises:
        CourseError: there is no such data set, or it can't be had.
    """
    from helpers import data

    source = data.load(dataset).source
    return source if source in SOURCES else str(Path(dataset).expanduser().absolute())


def run_course(
    notebooks: list[Path],
    out: Path,
    given: dict[str, str],
    dataset: str = "auto",
    seed: int | None = None,
    jobs: int = 2,
) -> int:
    """Execute notebooks, print the table, and return the exit code: 0 only if all is well.

    Raises:
        CourseError: something is wrong with what was asked for; nothing has started then.
    """
    common = {} if seed is None else {"seed": seed}
    for notebook in notebooks:  # what is mistyped is told before any data is downloaded
        check(notebook, given)
    _make_writable(out)
    given = given | common | {"dataset": resolve(given.get("dataset", dataset))}
    runs = course(notebooks, out, given, jobs)
    print(table(runs))
    for line in complaints(runs):
        print(line)
    return 0 if all(run.good for run in runs) else 1


def refresh_course(notebooks: list[Path], jobs: int = 2) -> int:
    """Execute notebooks in place on MNIST, as they are committed, and return the exit code.

    Raises:
        CourseError: MNIST isn't at hand, or a notebook is not fit to be committed.
    """
    if resolve("auto") != "mnist":
        raise CourseError("refresh needs the real MNIST: connect to a network, or set MNIST_NPZ")
    runs = refresh(notebooks, jobs)
    print(table(runs))
    return 0


def refresh(notebooks: list[Path], jobs: int = 2) -> list[Run]:
    """Execute notebooks with their default parameters, and put the results in their place.

    All or none: they are replaced when every one has run, holds its claims, and is fit to be
    committed. What differs from run to run without meaning anything is removed.

    Raises:
        CourseError: one failed, or its output holds what must not be committed.
    """
    os.environ.pop(MODE, None)  # with COURSE_CLAIMS=report, a failed claim would be committed
    with tempfile.TemporaryDirectory() as folder:
        planned = [Job(path, Path(folder, path.name), {}) for path in notebooks]
        runs = _all(planned, jobs)
        wrong = [f"{run.notebook}: {run.status}: {run.error}" for run in runs if not run.good]
        cleaned = {}
        for run, notebook in zip(runs, notebooks, strict=True):
            if run.good:
                cleaned[notebook] = cleaned_copy(_load(run.output))
                wrong += unfit(run.notebook, cleaned[notebook])
    if wrong:
        raise CourseError(f"nothing was changed: {'; '.join(wrong)}")
    _replace(cleaned)
    return runs


def cleaned_copy(nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook without what tells only of the run: times, versions, paths."""
    nb = nbformat.from_dict(nb)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nb.metadata = nbformat.from_dict({"kernelspec": kernel, "language_info": {"name": "python"}})
    for cell in nb.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.cell_type == "code":
            cell.outputs = _merged(cell.outputs)
    return nb


def _merged(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Join pieces of the same stream: where a text was cut depends on the moment."""
    merged: list[nbformat.NotebookNode] = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last["text"] += output.text
        else:
            merged.append(output)
    return merged


def unfit(name: str, nb: nbformat.NotebookNode) -> list[str]:
    """Return a line for each output that must not be committed, naming its cell.

    Args:
        name: the notebook's, for the lines.
        nb: the executed notebook.
    """
    wrong = []
    for cell in _code(nb):
        where = f"{name}, cell [{cell.execution_count}]"
        for output in cell.outputs:
            text = _texts(output)
            if output.get("name") == "stderr" or output.output_type == "error":
                wrong.append(f"{where} writes to stderr: {_first_line(text)}")
            for what, pattern in (("a path of this machine", _PRIVATE), ("an address", _ADDRESS)):
                if found := pattern.search(text):
                    wrong.append(f"{where} shows {what}: {found.group()}")
    size = sum(len(json.dumps(output)) for cell in _code(nb) for output in cell.outputs)
    if size > LARGEST:
        wrong.append(f"{name} holds {size / 1e6:.1f} MB of output, more than {LARGEST / 1e6} MB")
    return wrong


def _texts(output: nbformat.NotebookNode) -> str:
    """Return what an output says in words: pictures in base64 could hold any letters."""
    data = output.get("data", {})
    said = [value for kind, value in data.items() if kind not in ("image/png", "image/jpeg")]
    said += [output.get("text", ""), output.get("ename", ""), output.get("evalue", "")]
    return "\n".join(text if isinstance(text, str) else json.dumps(text) for text in said).strip()


def _private() -> re.Pattern:
    """Return a pattern of the folders that only this machine has."""
    folders = {ROOT, Path.home(), Path(tempfile.gettempdir())}
    folders |= {folder.resolve() for folder in folders}
    names = {str(folder) for folder in folders if folder != Path(folder.anchor)}
    names |= {name.replace("\\", "\\\\") for name in names}  # as repr and JSON write them
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w./])({'|'.join(map(re.escape, longest_first))})(?![\w-])")


_PRIVATE = _private()

_ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")
"""Where an object lies in memory, as its repr says: different in every run."""


def _replace(cleaned: dict[Path, nbformat.NotebookNode]) -> None:
    """Write every notebook beside its old version first, then swap them."""
    try:
        for path, nb in cleaned.items():
            nbformat.write(nb, _partial(path))
        for path in cleaned:
            _partial(path).replace(path)
    except OSError as error:
        raise CourseError(f"cannot write the notebooks: {_one_line(error)}") from error
    finally:
        for path in cleaned:
            _partial(path).unlink(missing_ok=True)
