"""A notebook as a file: loaded and written, its parameters typed, its record read back.

An executed notebook is the complete record of its run: nothing of the course's own code is needed
to judge it.
"""

import ast
import contextlib
import json
import textwrap
from pathlib import Path

import nbformat
import papermill
from nbformat import NotebookNode

from helpers.claims import RESULT
from helpers.errors import CourseError, unknown

LARGEST = 20_000_000
"""Characters of output of a run that are kept; a notebook may print more than anyone reads."""


def load(path: Path) -> NotebookNode:
    """Return the notebook in a file.

    Raises:
        CourseError: the file is missing or is not a notebook.
    """
    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise CourseError(f"cannot read the notebook {path}: {error.strerror}") from error
    except Exception as error:  # nbformat raises half a dozen kinds for a file that is not one
        raise CourseError(f"{path} is not a notebook: open it in JupyterLab to see") from error


def write(nb: NotebookNode, path: Path) -> None:
    """Write a notebook to a file, whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    nbformat.write(nb, partial)
    partial.replace(path)


def code_cells(nb: NotebookNode) -> list[NotebookNode]:
    """Return the code cells that have something to run."""
    return [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]


def parameters(notebook: Path) -> dict[str, dict]:
    """Return what a notebook's cell tagged `parameters` declares, by name.

    Each has `inferred_type_name`, `default` (source text) and `help`, as papermill reads them.

    Raises:
        CourseError: the file is missing or is not a notebook.
    """
    load(notebook)
    try:
        return papermill.inspect_notebook(literal(notebook))
    except ValueError as error:
        raise CourseError(f"{notebook} does not name its kernel: save it in JupyterLab") from error


def typed(notebook: Path, values: dict[str, object]) -> dict[str, object]:
    """Return the values as the types that the notebook declares for these parameters.

    papermill itself only warns of an unknown name, and injects any type. Texts are read as a
    terminal gives them: "3" for an int, "1e-3" for a float, "true" for a bool.

    Raises:
        CourseError: it has no parameter of this name, or the value is of another type.
    """
    declared, checked = parameters(notebook), {}
    for name, value in values.items():
        if name not in declared:
            raise unknown(f"parameter of {notebook.stem}", name, declared)
        kind, default = _kind(declared[name]), declared[name]["default"]
        try:
            checked[name] = _typed(value, kind)
        except (KeyError, ValueError):
            wrong = f"parameter {name!r} of {notebook.stem} takes {kind}, not {value!r}"
            raise CourseError(f"{wrong} (its default is {default})") from None
    return checked


def _kind(parameter: dict) -> str:
    """Return the declared type, or else the default's."""
    kind = parameter["inferred_type_name"]
    if kind == "None":
        with contextlib.suppress(ValueError, SyntaxError):
            kind = type(ast.literal_eval(parameter["default"])).__name__
    return kind


_READERS = {"int": int, "float": float, "bool": {"true": True, "false": False}.__getitem__}


def _typed(value: object, kind: str) -> object:
    if kind in _READERS and isinstance(value, str):
        return _READERS[kind](value.lower())
    if kind == "float" and type(value) is int:
        return float(value)
    if kind in (*_READERS, "str") and type(value).__name__ != kind:
        raise ValueError
    return value


def read(nb: NotebookNode) -> tuple[list[dict], dict, list[dict]]:
    """Return the claims, the results and the exercises' outcomes in an executed notebook.

    A claim is `{"claim": sentence, "holds": bool}`, with None where it could not be checked; an
    exercise is `{"exercise": name, "outcome": "right", "wrong" or "not attempted", "tries": int}`.
    """
    claims, results, exercises = [], {}, []
    for output in (output for cell in code_cells(nb) for output in cell.outputs):
        found = output.get("data", {}).get(RESULT, {})
        if not isinstance(found, dict):  # somebody else's notebook can hold anything
            continue
        if "claim" in found:
            claims.append(found)
        elif output.get("ename") == "ClaimFailed":
            claims.append({"claim": output.evalue, "holds": False})
        elif "exercise" in found:
            exercises.append(found)
        recorded = found.get("results")
        results |= recorded if isinstance(recorded, dict) else {}
    return claims, results, exercises


def shorten(executed: Path) -> None:
    """Cut the outputs of an executed notebook that together are longer than `LARGEST`."""
    if executed.stat().st_size <= LARGEST:
        return
    nb, kept = load(executed), 0
    for cell in code_cells(nb):
        for output in cell.outputs:
            size = len(json.dumps(output))
            if kept + size > LARGEST:
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


def first_line(text: str) -> str:
    """Return a text's first line, cut where it gets too long for a terminal."""
    return textwrap.shorten(text.strip().partition("\n")[0], 300, placeholder=" …")
