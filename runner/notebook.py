"""A notebook as a file: loaded and written, its parameters typed, its record read back.

An executed notebook is the complete record of its run: nothing of the course's own code is needed
to judge it.
"""

import ast
import contextlib
import json
import math
import re
import secrets
from functools import cached_property, lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from papermill.models import Parameter
from papermill.translators import PythonTranslator

from helpers import parameters
from helpers.claims import RESULT
from helpers.errors import CourseError, unknown

LARGEST_FILE = 60_000_000
"""Bytes of a notebook's file that is read; a picture in it takes some ten thousand."""

LARGEST_EXECUTED = 300_000_000
"""Bytes of a notebook that has just been executed, before its outputs are cut."""

LARGEST_OUTPUT = 20_000_000
"""Characters of output of a run that are kept; a notebook may print more than anyone reads."""


class Notebook:
    """A notebook file, read once.

    Attributes:
        path: the file.
        nb: its content.
    """

    def __init__(self, path: Path):
        """Read it; raise CourseError as `load`."""
        self.path, self.nb = path, load(path)

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """What its cell tagged `parameters` declares, by name, as papermill reads it.

        Each has `inferred_type_name`, `default` (source text) and `help`.
        """
        tagged = [c for c in self.nb.cells if "parameters" in c.metadata.get("tags", [])]
        return _inspect(tagged[0].source) if tagged else {}

    def typed(self, values: dict[str, object]) -> dict[str, object]:
        """Return the values as the types that the notebook declares for these parameters.

        papermill itself only warns of an unknown name, and injects any type. Texts are read as a
        terminal gives them: "3" for an int, "1e-3" for a float, "true" for a bool.

        Raises:
            CourseError: it has no parameter of this name, or the value is of another type, not
                finite, or out of the range that `helpers.parameters` knows.
        """
        checked, defaults = {}, {}
        for name, value in values.items():
            if name not in self.parameters:
                raise unknown(f"parameter of {self.path.stem}", name, self.parameters)
            kind, default = self.parameters[name].inferred_type_name, self.parameters[name].default
            with contextlib.suppress(ValueError, SyntaxError):
                defaults[name] = ast.literal_eval(default)
            if kind == "None" and name in defaults:  # none is declared
                kind = type(defaults[name]).__name__
            try:
                checked[name] = _typed(value, kind)
            except (KeyError, ValueError):
                wrong = f"parameter {name!r} of {self.path.stem} takes {kind}, not {value!r}"
                raise CourseError(f"{wrong} (its default is {default})") from None
            if isinstance(checked[name], float) and not math.isfinite(checked[name]):
                raise CourseError(f"{name} = {checked[name]}: give a finite number")
        for name, value in checked.items():  # a default passes: `epochs = 0` means something in 4
            own = name in defaults and value == defaults[name]
            if name in parameters.RULES and not own:
                parameters.check(**{name: value})
        return checked


@lru_cache(maxsize=16)  # the submissions of a class have the same
def _inspect(source: str) -> dict[str, Parameter]:
    return {found.name: found for found in PythonTranslator.inspect(new_code_cell(source))}


_READERS = {"int": int, "float": float, "bool": {"true": True, "false": False}.__getitem__}


def _typed(value: object, kind: str) -> object:
    if kind in _READERS and isinstance(value, str):
        return _READERS[kind](value.lower())
    if kind == "float" and type(value) is int:
        return float(value)
    if kind in (*_READERS, "str") and type(value).__name__ != kind:
        raise ValueError
    return value


def load(path: Path, most: int = LARGEST_FILE) -> NotebookNode:
    """Return the notebook in a file, of any version of the format, in UTF-8, -16 or -32.

    Cells that share an id, as copied ones do, get one each. What is no valid Unicode becomes
    question marks.

    Raises:
        CourseError: the file is missing, too large or is not a notebook.
    """
    try:
        if not path.is_file() and path.exists():
            raise CourseError(f"{path} is not a file")
        if path.stat().st_size > most:
            raise CourseError(f"{path} is larger than {most // 10**6} MB: clear its outputs")
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(f"cannot read the notebook {path}: {error.strerror}") from error
    try:
        return _parse(content)
    except Exception as error:  # half a dozen kinds for a file that is not one
        raise CourseError(f"{path} is not a notebook: open it in JupyterLab to see") from error


def _parse(content: bytes) -> NotebookNode:
    """Return the notebook in a file's content; raise something where there is none.

    `nbformat.reads` would look at all of it, which takes half of its time, and refuse nothing: it
    tells a log. So what the course reads of a notebook is looked at here.
    """
    told = json.loads(content)  # which knows the three encodings, with a mark or without
    if _SURROGATES.search(content):
        told = json.loads(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
    _name_cells(told)
    nb = nbformat.convert(nbformat.versions[told["nbformat"]].to_notebook_json(told), 4)
    if not isinstance(nb.metadata, dict):
        raise TypeError("metadata of another kind")
    for cell in nb.cells:
        _check_cell(cell)
    return nb


_SURROGATES = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]|\0")
"""What a file holds that may tell of no valid Unicode: in ASCII, in UTF-8, in UTF-16 or -32."""


def _check_cell(cell: NotebookNode) -> None:
    """Raise where something of a cell is of another kind; add outputs where there are none."""
    if not isinstance(cell.source, str) or not isinstance(cell.metadata.get("tags", []), list):
        raise TypeError("a cell of another kind")
    if cell.cell_type == "code":
        cell.setdefault("execution_count", None)
        if not all(isinstance(one.get("data", {}), dict) for one in cell.setdefault("outputs", [])):
            raise TypeError("an output of another kind")


def _name_cells(told: dict) -> None:
    """Give each cell of a notebook as JSON an id of its own where the format has ids."""
    if (told["nbformat"], told.get("nbformat_minor", 0)) < (4, 5):
        return
    taken: set[object] = set()
    for number, cell in enumerate(told["cells"]):
        if not cell.get("id") or cell["id"] in taken:
            cell["id"] = f"cell-{number}-{secrets.token_hex(4)}"
        taken.add(cell["id"])


def write(nb: NotebookNode, path: Path) -> None:
    """Write a notebook to a file, whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    nbformat.write(nb, partial)
    partial.replace(path)


def code_cells(nb: NotebookNode) -> list[NotebookNode]:
    """Return the code cells that have something to run."""
    return [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]


def read(nb: NotebookNode) -> tuple[list[dict], dict, list[dict]]:
    """Return the claims, the results and the exercises' outcomes in an executed notebook.

    These are as the notebook put them out; `record.Finished.read` types and bounds them.
    """
    claims, results, exercises = [], {}, []
    for output in (output for cell in code_cells(nb) for output in cell.outputs):
        found = output.get("data", {}).get(RESULT, {})
        if not isinstance(found, dict):  # somebody else's notebook can hold anything
            continue
        if "claim" in found:
            claims.append(found)
        elif output.get("ename") == "ClaimFailed":
            claims.append({"claim": output.get("evalue"), "holds": False})
        elif "exercise" in found:
            exercises.append(found)
        recorded = found.get("results")
        results |= recorded if isinstance(recorded, dict) else {}
    return claims, results, exercises


def remove_outputs(nb: NotebookNode) -> NotebookNode:
    """Make a notebook as it is before any run, and return it."""
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return nb


def shorten(executed: Path) -> None:
    """Cut the outputs of an executed notebook that together exceed `LARGEST_OUTPUT`."""
    if executed.stat().st_size <= LARGEST_OUTPUT:
        return
    nb, kept = load(executed, LARGEST_EXECUTED), 0
    for cell in code_cells(nb):
        for output in cell.outputs:
            size = len(json.dumps(output))
            if kept + size > LARGEST_OUTPUT:
                said = str(output.get("text", ""))[:1000]
                output.clear()
                output.update(
                    output_type="stream", name="stderr", text=f"{said}\n… cut: {size:,} characters"
                )
            else:
                kept += size
    write(nb, executed)


def literal(path: Path) -> str:
    """Return a path whose braces papermill does not take for places to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")


def first_line(text: str, most: int = 300) -> str:
    """Return a text's first line, as any terminal and file takes it, cut after `most` characters.

    Control characters become spaces, and what is no valid Unicode a question mark.
    """
    line = text.strip().partition("\n")[0][: most + 1].encode("utf-8", "replace").decode()
    line = re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", line)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
