"""One run of one notebook, in a kernel of its own, and how it went."""

import logging
import math
import threading
import time
from asyncio import TimerHandle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError

from helpers.errors import CourseError
from runner.notebook import LARGEST_EXECUTED, code_cells, first_line, literal, load, read, write
from runner.record import Finished

CELL_TIMEOUT = 7200
"""Seconds that one cell may take: one in notebook 6 trains three networks for minutes each."""

SAVING = 1
"""Seconds after which what a running notebook has put out is in its file at the latest."""

# Without a handler of its own, papermill's messages about kernels land on the terminal.
logging.getLogger("papermill").addHandler(logging.NullHandler())


class _Manager(NotebookExecutionManager):
    """papermill's, without its writing the whole notebook twice for each cell.

    That took a fifth of a short run.
    """

    _timer: TimerHandle | None = None

    def save(self, **_: object) -> None:
        """Save soon: in the loop that waits for the kernel, so a cell that hangs is saved too."""
        if not self._timer:
            self._timer = ensure_event_loop().call_later(SAVING, self.write)

    def write(self) -> None:
        """Save now, whole or not at all: a kill meanwhile costs a second, not the file."""
        self._timer.cancel()
        self._timer = None
        write(self.nb, Path(self.output_path))


class _Engine(NBClientEngine):
    """papermill's engine with that manager."""

    @classmethod
    def execute_notebook(
        cls, nb, kernel_name, output_path, progress_bar, autosave_cell_every=0, **how
    ):
        manager = _Manager(nb, output_path, False, progress_bar, autosave_cell_every)
        manager.notebook_start()
        manager.write()
        try:
            cls.execute_managed_notebook(manager, kernel_name, **how)
        finally:
            manager.notebook_complete()
            manager.write()
        return manager.nb


papermill_engines.register("course", _Engine)


def execute(
    notebook: Path,
    output: Path,
    parameters: dict[str, object] | None = None,
    *,
    timeout: float = CELL_TIMEOUT,
    each_cell: Callable[[], object] = lambda: None,
    stopped: threading.Event | None = None,
    folder: Path | None = None,
    kernel: type | None = None,
    go_on: bool = False,
) -> Finished:
    """Execute one notebook, and say how it went.

    The executed copy appears under its name when the run is over, also when it failed: it then
    shows the error. The notebook's own failures are never raised. Threads may call this side by
    side: nothing of the process is changed.

    Args:
        notebook: the file to execute.
        output: where its executed copy goes.
        parameters: values to inject, checked before (see `Notebook.typed`).
        timeout: seconds that one cell may take.
        each_cell: called after each code cell.
        stopped: set by whoever kills the kernel on purpose; the run then leaves no copy.
        folder: where the notebook's code runs; its own folder if left out.
        kernel: a class of kernel managers other than Jupyter's own.
        go_on: whether the cells after one that fails, or leaves with `quit()`, run too.
    """
    began, unfinished = time.monotonic(), partial(output)
    told = _attempt(
        *(literal(notebook), literal(unfinished), parameters),
        timeout=math.ceil(timeout),
        # papermill's own `cwd` would change the folder of this whole process.
        resources={"metadata": {"path": str(folder or notebook.absolute().parent)}},
        **({"kernel_manager_class": kernel} if kernel else {}),
        on_cell_executed=lambda **_: each_cell(),
        go_on=go_on,
    )
    if not (stopped and stopped.is_set()):
        told |= _read_back(unfinished, output, go_on=go_on, **told)
    unfinished.unlink(missing_ok=True)
    asked = {"notebook": notebook, "name": notebook.stem, "parameters": parameters or {}}
    run = Finished.read(told | asked | {"seconds": time.monotonic() - began})
    return replace(run, file=told.get("file", ""))  # whole: cut like a text, it would lead nowhere


def partial(output: Path) -> Path:
    """Return where the copy lies while its notebook runs."""
    return output.absolute().with_name(f".{output.stem}.partial.ipynb")


def _attempt(*files: object, timeout: int, go_on: bool, **how: object) -> dict[str, str]:
    """Let papermill execute a notebook; return the `status` and `error` that it ends with."""
    begun, arguments = 0, ["--IPKernelApp.log_level=CRITICAL"]
    if go_on:  # IPython's own quit ends the kernel, which loses the rest
        arguments.append("--IPKernelApp.exec_lines=from sys import exit; quit = exit")

    def count(**_: object) -> None:
        nonlocal begun
        begun += 1

    for last in (False, True):
        try:
            papermill.execute_notebook(
                *files,
                kernel_name="python3",
                language="python",
                engine_name="course",
                progress_bar=False,
                execution_timeout=timeout,
                extra_arguments=arguments,
                allow_errors=go_on,
                on_cell_execute=count,
                **how,
            )
        except Exception as error:
            # Kernels that start together can choose the same port (papermill#511).
            if last or begun or not isinstance(error, RuntimeError):
                status, said = _explain(error, begun, timeout)
                return {"status": status, "error": said}
        else:
            return {"status": "ok", "error": ""}


def _explain(error: Exception, cell: int, timeout: int) -> tuple[str, str]:
    """Return the status and the line for what papermill raised in a cell, 0 before the first."""
    if isinstance(error, PapermillExecutionError):
        return _explain_cell(error.exec_count, error.ename, error.evalue)
    if isinstance(error, CellTimeoutError):
        return "timeout", f"cell [{cell}] took longer than {timeout} s"
    if isinstance(error, RuntimeError):
        if not cell:
            return "kernel died", f"before the first cell: {first_line(str(error))}"
        return "kernel died", f"in cell [{cell}] (often: out of memory)"
    return "failed", _name(type(error).__name__, str(error))


def _explain_cell(number: int | None, kind: str, said: str) -> tuple[str, str]:
    """Return the status and the line for the error that a cell shows."""
    status = "stopped early" if kind == "SystemExit" else "failed"
    return status, f"in cell [{number}]: {_name(kind, said)}"


def _name(kind: str, said: str) -> str:
    """Return an error without the name of its class where the text says all."""
    plain = kind in ("ClaimFailed", "CourseError")
    return first_line(said if plain else f"{kind}: {said}".removesuffix(": "))


def _read_back(
    unfinished: Path, output: Path, status: str, error: str, go_on: bool
) -> dict[str, object]:
    """Return what the executed copy tells, and give it its name."""
    try:
        nb = load(unfinished, LARGEST_EXECUTED)
        told = dict(zip(("claims", "results", "exercises"), read(nb), strict=True))
        if go_on and status in ("ok", "failed", "stopped early") and (errors := _count_errors(nb)):
            told |= zip(("status", "error"), errors, strict=True)
        elif status == "ok" and (why := _find_early_end(nb)):
            told |= {"status": "stopped early", "error": why}
        unfinished.replace(output)
        return told | {"file": str(output)}
    except (CourseError, OSError) as failure:
        status = "failed" if status == "ok" else status
        return {"status": status, "error": error or first_line(str(failure))}


def _find_early_end(nb: NotebookNode) -> str:
    """Say why a run never got to its end though papermill raised nothing: sys.exit(0)."""
    for cell in code_cells(nb):
        if any(output.get("ename") == "SystemExit" for output in cell.outputs):
            return f"cell [{cell.execution_count}] called sys.exit"
        if cell.execution_count is None:
            return "its last cell never ran"
    return ""


def _count_errors(nb: NotebookNode) -> tuple[str, str] | None:
    """Return the status and the line of the first error that a cell shows, with their number."""
    errors = [
        (cell.execution_count, output.ename, output.evalue)
        for cell in code_cells(nb)
        for output in cell.outputs
        if output.output_type == "error"
    ]
    if not errors:
        return None
    status, said = _explain_cell(*errors[0])
    more = len(errors) - 1
    return status, f"{said} (and {more} more error{'s' * (more > 1)})" if more else said
