"""One run of one notebook, in a kernel of its own, and how it went."""

import functools
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError

from helpers.errors import CourseError
from runner.notebook import code_cells, first_line, literal, load, read

TIMEOUT = 7200
"""Seconds that one cell may take: one in notebook 6 trains three networks for minutes each."""

SAVING = 1
"""Seconds after which what a running notebook has put out is in its file at the latest."""

# Without a handler of its own, papermill's messages about kernels land on the terminal.
logging.getLogger("papermill").addHandler(logging.NullHandler())


@dataclass
class Run:
    """How one run of a notebook went, as its executed copy tells."""

    notebook: str
    output: Path
    status: str = "ok"
    """`ok`, `failed`, `timeout`, `kernel died` or `stopped early`."""
    error: str = ""
    seconds: float = 0.0
    claims: list[dict] = field(default_factory=list)
    results: dict = field(default_factory=dict)
    exercises: list[dict] = field(default_factory=list)
    source: str = ""

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


class _SavesLess(NBClientEngine):
    """papermill's engine, without its writing the whole notebook twice for each cell.

    That took a fifth of a short run.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, *what, **how):
        # The loop in which papermill waits for the kernel, so a cell that hangs is saved too.
        loop, waiting = ensure_event_loop(), []

        def save() -> None:
            waiting.clear()
            type(nb_man).save(nb_man)

        def soon(**_) -> None:
            if not waiting:
                waiting.append(loop.call_later(SAVING, save))

        nb_man.save = soon
        try:
            return super().execute_managed_notebook(nb_man, *what, **how)
        finally:
            for timer in waiting:
                timer.cancel()
            del nb_man.save  # papermill's own saves what came of it all


papermill_engines.register("saves_less", _SavesLess)


def execute(
    notebook: Path,
    output: Path,
    parameters: dict[str, object] | None = None,
    timeout: int = TIMEOUT,
    report: Callable[[], object] = lambda: None,
    stopped: threading.Event | None = None,
    folder: Path | None = None,
    kernel: type | None = None,
) -> Run:
    """Execute one notebook, and say how it went.

    The executed copy appears under its name when the run is over, also when it failed: it then
    shows the error. The notebook's own failures are never raised. Threads may call this side by
    side: nothing of the process is changed.

    Args:
        notebook: the file to execute.
        output: where its executed copy goes.
        parameters: values to inject, checked before (see `notebook.typed`).
        timeout: seconds that one cell may take.
        report: called after each code cell.
        stopped: set by whoever kills the kernel on purpose; the run then leaves no copy.
        folder: where the notebook's code runs; its own folder if left out.
        kernel: a class of kernel managers other than Jupyter's own.
    """
    run, start, begun = Run(notebook.stem, output), time.monotonic(), []
    partial = output.absolute().with_name(f".{output.stem}.partial.ipynb")
    attempt = functools.partial(
        papermill.execute_notebook,
        literal(notebook),
        literal(partial),
        parameters,
        kernel_name="python3",
        language="python",
        engine_name="saves_less",
        progress_bar=False,
        execution_timeout=timeout,
        extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        # papermill's own `cwd` would change the folder of this whole process.
        resources={"metadata": {"path": str(folder or notebook.absolute().parent)}},
        **({"kernel_manager_class": kernel} if kernel else {}),
        on_cell_execute=lambda **_: begun.append(1),
        on_cell_executed=lambda **_: report(),
    )
    try:
        try:
            attempt()
        except RuntimeError:
            if begun:
                raise
            attempt()  # kernels that start together can choose the same port (papermill#511)
    except PapermillExecutionError as error:
        run.status = "stopped early" if error.ename == "SystemExit" else "failed"
        run.error = f"in cell [{error.exec_count}]: {_told(error.ename, error.evalue)}"
    except CellTimeoutError:
        run.status, run.error = "timeout", f"cell [{len(begun)}] took longer than {timeout} s"
    except RuntimeError as error:
        run.status, run.error = "kernel died", f"in cell [{len(begun)}] (often: out of memory)"
        if not begun:
            run.error = f"before the first cell: {first_line(str(error))}"
    except Exception as error:
        run.status, run.error = "failed", _told(type(error).__name__, str(error))
    if not (stopped and stopped.is_set()):
        _keep(partial, run)
    partial.unlink(missing_ok=True)
    run.source = run.results.get("source") or (parameters or {}).get("dataset", "")
    run.seconds = time.monotonic() - start
    return run


def _keep(partial: Path, run: Run) -> None:
    """Put what the executed copy says into the run, and give it its name."""
    try:
        nb = load(partial)
        run.claims, run.results, run.exercises = read(nb)
        if run.status == "ok" and (why := _ended_early(nb)):
            run.status, run.error = "stopped early", why
        partial.replace(run.output)
    except (CourseError, OSError) as error:
        run.status = "failed" if run.status == "ok" else run.status
        run.error = run.error or first_line(str(error))


def _ended_early(nb: NotebookNode) -> str:
    """Say why a run never got to its end though papermill raised nothing: sys.exit(0)."""
    for cell in code_cells(nb):
        if any(output.get("ename") == "SystemExit" for output in cell.outputs):
            return f"cell [{cell.execution_count}] called sys.exit"
        if cell.execution_count is None:
            return "its last cell never ran"
    return ""


def _told(name: str, value: str) -> str:
    """Return an error without the name of its class where the text says all."""
    plain = name in ("ClaimFailed", "CourseError")
    return first_line(value if plain else f"{name}: {value}".removesuffix(": "))
