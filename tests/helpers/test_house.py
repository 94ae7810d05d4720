"""The rules of the house: who may import whom, and what the course needs is what it asks for."""

import ast
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import nbformat
import pytest

from helpers import ROOT

PACKAGES = ("helpers", "exercises", "runner", "benchmarks")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MAY_IMPORT = {
    "helpers": {"helpers"},
    "exercises": {"exercises", "helpers"},
    "runner": {"runner", "helpers"},
    "benchmarks": {"benchmarks", "runner", "helpers"},
}


LIBRARY = re.compile(r"(keras|tf|tensorflow|papermill|k)\.")
"""What an attribute of a library begins with."""


def imports(source: str) -> set[str]:
    """Return the dotted names that a source imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


@cache
def modules() -> dict[str, Path]:
    """Return the files of our packages by module name."""
    files = (file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    names = {file: file.relative_to(ROOT).with_suffix("").parts for file in files}
    return {".".join(name).removesuffix(".__init__"): file for file, name in names.items()}


def ours(source: str) -> set[str]:
    """Return the modules of the course that a source imports."""
    return imports(source) & modules().keys()


@cache
def cells(path: Path) -> str:
    """Return a notebook's code."""
    code = (cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code")
    return "\n".join(code)


def test_each_module_of_helpers_is_imported_by_a_cell():
    called = set().union(*(ours(cells(path)) for path in NOTEBOOKS))
    direct = {name for name in modules() if name.startswith("helpers.") and name.count(".") == 1}
    assert direct - {"helpers.internal"} - called == set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_cell_imports_nothing_but_helpers_and_exercises(path):
    called = ours(cells(path))
    assert {name.partition(".")[0] for name in called} <= {"helpers", "exercises"}
    assert not {name for name in called if name.startswith("helpers.internal")}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_arrow_points_back(package):
    for name, file in modules().items():
        if name.partition(".")[0] == package:
            used = {other.partition(".")[0] for other in imports(file.read_text(encoding="utf-8"))}
            assert used & {*PACKAGES, "tests"} <= MAY_IMPORT[package], name


def test_no_module_imports_one_that_imports_it():
    arrows = {name: ours(file.read_text(encoding="utf-8")) for name, file in modules().items()}
    packages = {name for name, file in modules().items() if file.name == "__init__.py"}
    for name in arrows:  # a package's own file is loaded first, and may hold nothing but names
        arrows[name] -= packages - {"exercises"}
    left = dict(arrows)
    while ends := [name for name, to in left.items() if not to & left.keys() - {name}]:
        for name in ends:
            del left[name]
    assert left == {}


def changes(source: str) -> bool:
    """Return whether a source changes an attribute of a library."""
    for node in ast.walk(ast.parse(source)):
        changed = [*getattr(node, "targets", []), getattr(node, "target", None)]
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("setattr", "delattr"):
            changed = [ast.Attribute(node.args[0], "any")]
        if any(LIBRARY.match(ast.unparse(target)) for target in changed if target):
            return True
    return False


def test_no_module_changes_a_library():
    assert not [name for name, file in modules().items() if changes(file.read_text("utf-8"))]


@pytest.mark.parametrize(
    "source",
    ["keras.a = 1", "k.a += 1", "tf.a: int = 1", "del papermill.a", "setattr(keras.b, 'a', 1)"],
)
def test_a_change_of_a_library_is_seen_however_it_is_written(source):
    assert changes(source)


def test_the_first_network_is_compiled_and_trained_as_any_tutorial_does_it():
    calls = [
        node for node in ast.walk(ast.parse(cells(NOTEBOOKS[1]))) if isinstance(node, ast.Call)
    ]
    calls.sort(key=lambda call: call.lineno)
    named = {
        name: [c for c in calls if ast.unparse(c.func).endswith(name)]
        for name in ("compile", "fit")
    }
    first = {name: {word.arg for word in calls[0].keywords} for name, calls in named.items()}
    assert first["compile"] == {"optimizer", "loss", "metrics"}
    assert first["fit"] == {"epochs", "batch_size", "validation_data", "callbacks", "verbose"}


# What is asked for and what is used


COMMANDS = {"jupyterlab", "nbval", "pytest-xdist", "ruff"}
"""Distributions that are started and not imported."""

HELD_BACK = {"jsonschema"}
"""Needed by others, and named for the version alone."""

OPTIONAL = {"pillow_heif", "playwright", "torch"}
"""Imported where they are there, and not installed for it."""


def plain(name: str) -> str:
    """Return a distribution's name in the form of package indexes; TensorFlow has two."""
    return re.sub(r"[-_.]+", "-", name).lower().replace("tensorflow-cpu", "tensorflow")


def test_requirements_in_asks_for_what_is_imported_and_nothing_else():
    files = [*modules().values(), *(ROOT / "tests").rglob("*.py")]
    sources = [file.read_text(encoding="utf-8") for file in files] + list(map(cells, NOTEBOOKS))
    names = {name.partition(".")[0] for source in sources for name in imports(source)}
    names -= sys.stdlib_module_names | {*PACKAGES, "tests"} | OPTIONAL
    homes = packages_distributions()
    used = {plain(homes.get(name, [name])[0]) for name in names}
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    asked = {plain(re.match(r"[\w.-]+", line)[0]) for line in lines if line and line[0] != "#"}
    assert used == asked - COMMANDS - HELD_BACK
