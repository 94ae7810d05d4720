"""Execute notebooks in place, as they are committed: no traces of the run, nothing unfit."""

import contextlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

import nbformat
from ipykernel.ipkernel import IPythonKernel
from nbformat import NotebookNode

from helpers import ROOT
from helpers.claims import MODE
from helpers.errors import CourseError
from runner import source
from runner.folder import lock
from runner.notebook import Notebook, code_cells, first_line, load
from runner.run import Job, side_by_side, table

LARGEST_COMMITTED = 1_500_000
"""Bytes of output that a committed notebook may hold."""

ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")
"""Where an object lies in memory, as its repr says: different in every run."""


def run(notebooks: list[Path], jobs: int = 2) -> int:
    """Refresh notebooks on MNIST, print the table, and return the exit code.

    Raises:
        CourseError: MNIST isn't at hand, or a notebook is not fit to be committed.
    """
    if source.find("auto") != "mnist":
        raise CourseError("refresh needs the real MNIST: connect to a network, or set MNIST_NPZ")
    print(refresh(notebooks, jobs))
    return 0


def refresh(notebooks: list[Path], jobs: int = 2) -> str:
    """Execute notebooks with their default parameters, put them in place, return the table.

    All or none: they are replaced when every one has run, holds its claims, and is fit to be
    committed.

    Raises:
        CourseError: one failed, or its output holds what must not be committed.
    """
    os.environ.pop(MODE, None)  # with COURSE_CLAIMS=report, a failed claim would be committed
    # On the same disk, so that each is replaced in one step. What a killed refresh has left there
    # is the next one's.
    folder = notebooks[0].parent / ".refresh"
    with lock(folder), contextlib.ExitStack() as end:
        end.callback(shutil.rmtree, folder, ignore_errors=True)
        planned = [Job(Notebook(path), Path(folder, path.name), {}) for path in notebooks]
        runs = side_by_side(planned, jobs)
        wrong = [f"{run.name}: {run.status}: {run.error}" for run in runs if not run.good]
        for run, job in zip(runs, planned, strict=True):
            if run.good:
                nb = clean(load(job.output))
                wrong += find_unfit(run.name, nb)
                nbformat.write(nb, job.output)
        if wrong:
            raise CourseError(f"nothing was changed: {'; '.join(wrong)}")
        for job in planned:
            job.output.replace(job.notebook.path)
    return table(runs)


def clean(nb: NotebookNode) -> NotebookNode:
    """Return an executed notebook without what tells only of the run: times, versions, paths."""
    nb = nbformat.from_dict(nb)
    nb.metadata = nbformat.from_dict(describe_kernel())
    for cell in nb.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.cell_type == "code":
            cell.outputs = _join(cell.outputs)
    return nb


def describe_kernel() -> dict[str, dict]:
    """Return a notebook's metadata as JupyterLab writes them with this Python's kernel.

    Where a notebook holds something else, JupyterLab takes it for changed as soon as it is opened.
    """
    return {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": dict(IPythonKernel.language_info),
    }


def _join(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join pieces of the same stream: where a text was cut depends on the moment."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "stream" and joined and joined[-1].get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def find_unfit(name: str, nb: NotebookNode) -> list[str]:
    """Return a line for each output that must not be committed, naming its cell.

    Args:
        name: the notebook's, for the lines.
        nb: the executed notebook.
    """
    wrong, size = [], 0
    unwanted = {"a path of this machine": _find_private(), "an address": ADDRESS}
    for cell in code_cells(nb):
        where = f"{name}, cell [{cell.execution_count}]"
        for output in cell.outputs:
            size += len(json.dumps(output))
            text = _extract_words(output)
            if output.get("name") == "stderr" or output.output_type == "error":
                wrong.append(f"{where} writes to stderr: {first_line(text)}")
            for what, pattern in unwanted.items():
                if found := pattern.search(text):
                    wrong.append(f"{where} shows {what}: {found.group()}")
    if size > LARGEST_COMMITTED:
        wrong.append(
            f"{name} holds {size / 1e6:.1f} MB of output, more than {LARGEST_COMMITTED / 1e6} MB"
        )
    return wrong


def _extract_words(output: NotebookNode) -> str:
    """Return what an output says in words: pictures in base64 could hold any letters."""
    pictures = ("image/png", "image/jpeg")
    said = {kind: value for kind, value in output.get("data", {}).items() if kind not in pictures}
    texts = [output.get(name, "") for name in ("text", "evalue")] + list(said.values())
    words = "\n".join(text if isinstance(text, str) else json.dumps(text) for text in texts)
    return re.sub(r"(?<=;base64,)[\w+/=]+", "", words).strip()


def _find_private() -> re.Pattern:
    """Return a pattern of the folders that only this machine has, the longest first."""
    folders = {ROOT, Path.home(), Path(tempfile.gettempdir())}
    folders |= {folder.resolve() for folder in folders}
    names = {str(folder) for folder in folders if folder != Path(folder.anchor)}
    names |= {name.replace("\\", "\\\\") for name in names}  # as repr and JSON write them
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<![\w./])({'|'.join(longest_first)})(?![\w-])")
