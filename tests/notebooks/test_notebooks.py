"""The course's own notebooks: how they are written, and that they run everywhere, the same."""

import ast
import re
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import papermill
import pytest

from helpers import ROOT
from helpers.claims import RESULT
from runner import notebook, refresh
from tests.support import solved, terminal

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LESSONS = {
    "01_explore_data",
    "02_sigmoid_baseline",
    "03_relu_dropout",
    "04_evaluation",
    "05_saving",
    "06_limits",
}
PORT_9 = "http://127.0.0.1:9"  # nothing listens there, so every request is refused at once
NO_NETWORK = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), PORT_9)
slow = pytest.mark.slow


each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def _cells(path: Path, kind: str = "code") -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.load(path).cells if cell.cell_type == kind and cell.source]


# How they are written


def test_the_lessons_are_all_there():
    assert LESSONS.issubset(path.stem for path in NOTEBOOKS)


@each
def test_parameters_are_declared_with_type_and_explanation(path):
    declared = notebook.Notebook(path).parameters
    assert {"dataset", "seed"} <= set(declared)
    source = next(c.source for c in _cells(path) if "parameters" in c.metadata.get("tags", []))
    assert len(declared) == len(ast.parse(source).body)
    for name, parameter in declared.items():
        kind = parameter.inferred_type_name
        assert kind in ("bool", "int", "float", "str"), name
        assert len(parameter.help) >= 3, name
        default = ast.literal_eval(parameter.default)
        assert type(default).__name__ == kind or (kind, type(default)) == ("float", int), name


@each
def test_it_is_stored_executed_from_top_to_bottom_without_errors(path):
    counts = [cell.execution_count for cell in _cells(path)]
    assert counts == list(range(1, len(counts) + 1))
    assert refresh.find_unfit(path.stem, notebook.load(path)) == []
    assert path.stat().st_size < 2_000_000


@each
def test_no_trace_of_the_run_is_stored(path):
    nb = notebook.load(path)
    assert nb == refresh.clean(nb)


@each
def test_it_has_one_title_and_ends_in_its_record(path):
    prose = "\n".join(cell.source for cell in _cells(path, "markdown"))
    assert len(re.findall(r"^# ", prose, flags=re.MULTILINE)) == 1
    last = _cells(path)[-1]
    assert "record(" in last.source
    assert any("results" in output.get("data", {}).get(RESULT, {}) for output in last.outputs)


@each
def test_stored_results_are_from_mnist_and_every_claim_holds(path):
    claims, results, _ = notebook.read(notebook.load(path))
    assert results["source"] == "mnist"
    assert claims
    assert [claim["claim"] for claim in claims if claim["holds"] is False] == []


@each
def test_every_picture_has_a_text_alternative(path):
    for cell in _cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                text = output.data.get("text/plain", "")
                assert len(text) >= 40 and not text.startswith("<"), cell.source
                assert output.metadata["image/png"]["alt"] == text, cell.source


@each
def test_cells_are_short_and_explained(path):
    assert [cell.source for cell in _cells(path) if len(cell.source.splitlines()) > 20] == []
    kinds = "".join(cell.cell_type[0] for cell in notebook.load(path).cells)
    assert "c" * 6 not in kinds


@each
def test_what_is_claimed_of_mnist_alone_is_not_compared(path):
    alone = [cell for cell in _cells(path) if "given=on_mnist" in cell.source]
    tags = [cell.metadata.get("tags", []) for cell in alone]
    assert all("nbval-ignore-output" in tag for tag in tags), path.stem


def test_no_function_is_defined_in_two_notebooks():
    defined = Counter(
        node.name
        for path in NOTEBOOKS
        for node in {
            node.name: node
            for cell in _cells(path)
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }.values()
    )
    assert [name for name, count in defined.items() if count > 1] == []


# That they run


@pytest.fixture(scope="module")
def fresh(cache, tmp_path_factory):
    """A run of the whole course as a reader starts it, with nothing trained before."""
    out = tmp_path_factory.mktemp("fresh")
    done = terminal("runner", "run", "--out", out, COURSE_CACHE=str(cache), COURSE_CLAIMS=None)
    return done, out


@slow
def test_a_fresh_run_of_the_course_holds_every_claim(fresh):
    done, out = fresh
    assert done.returncode == 0, done.stdout + done.stderr
    for path in NOTEBOOKS:
        claims, *_ = notebook.read(notebook.load(out / path.name))
        checked = [claim["holds"] for claim in claims if claim["holds"] is not None]
        assert checked and all(checked), path.stem
        row = next(line for line in done.stdout.splitlines() if line.startswith(path.stem))
        assert f"{len(checked)}/{len(checked)}" in row


@slow
@each
def test_stored_results_agree_with_a_fresh_run_within_half_a_point(path, fresh):
    _, stored, _ = notebook.read(notebook.load(path))
    _, found, _ = notebook.read(notebook.load(fresh[1] / path.name))
    if found["source"] != "mnist":
        pytest.skip("there is no MNIST on this machine: set MNIST_NPZ or connect to a network")
    assert stored.keys() == found.keys()
    accuracies = [name for name in stored if name.endswith("accuracy")]
    assert accuracies
    far = {n: (stored[n], found[n]) for n in accuracies if abs(stored[n] - found[n]) > 0.005}
    assert far == {}


def _nbval(*paths: Path, **env: str | None):
    """Compare notebooks strictly with what they store."""
    options = ["-p", "no:cacheprovider", "--nbval-current-env", "--nbval-cell-timeout", "600"]
    workers = ["-n", "2", "--dist", "loadfile"] if len(paths) != 1 else []
    return terminal("pytest", "--nbval", *(paths or ["notebooks"]), *workers, *options, **env)


@slow
def test_nbval_finds_what_is_stored(fresh, cache):
    done = _nbval(COURSE_CACHE=str(cache))
    assert done.returncode == 0, done.stdout[-5000:]


@slow
def test_nbval_finds_the_same_on_a_machine_without_mnist_and_network(tmp_path):
    cache = tmp_path / "cache"  # of its own, with no MNIST in it
    done = _nbval(COURSE_CACHE=str(cache), MNIST_NPZ=None, **NO_NETWORK)
    assert done.returncode == 0, done.stdout[-5000:]
    assert not (cache / "mnist.npz").exists()


@slow
def test_nbval_notices_a_changed_output(cache, tmp_path):
    nb = notebook.load(NOTEBOOKS[0])
    number, changed = next(
        (number, output)
        for number, cell in enumerate(nb.cells)
        for output in cell.get("outputs", [])
        if "claim" in output.get("data", {}).get(RESULT, {}) and not cell.metadata.get("tags")
    )
    changed.data["text/plain"] += " or not"
    nb.cells = nb.cells[: number + 1]
    nbformat.write(nb, tmp_path / "changed.ipynb")
    done = _nbval(tmp_path / "changed.ipynb", COURSE_CACHE=str(cache))
    assert done.returncode == 1, done.stdout[-5000:]
    assert re.search(r"\b1 failed\b", done.stdout)
    assert "or not" in done.stdout


QUICK = {"repeats": 1, "photos": 20, "mapped": 300}
"""Parameters that make a notebook short, where the run is not about its results."""


def _quick(path: Path) -> dict[str, int]:
    short = QUICK | {
        name: 1 for name in notebook.Notebook(path).parameters if name.endswith("epochs")
    }
    return {
        name: value for name, value in short.items() if name in notebook.Notebook(path).parameters
    }


def _two_at_a_time(run, items: Iterable) -> None:
    """Run commands; each must end well, and leave an executed notebook that got to its end."""

    def ended(item) -> tuple | None:
        done, out = run(item)
        whole = out.exists() and _cells(out)[-1].execution_count
        return None if done.returncode == 0 and whole else (item, done.stderr[-2000:])

    with ThreadPoolExecutor(2) as two:
        assert [end for end in two.map(ended, items) if end] == []


@slow
@pytest.mark.parametrize("place", ["root", "elsewhere"])
def test_papermill_runs_each_notebook_from(place, fresh, cache, tmp_path):
    # From notebooks/ they run in the test of the handout, and in the fresh run above.
    cwd, options = (ROOT, []) if place == "root" else (tmp_path, ["--cwd", FOLDER])
    _papermill(NOTEBOOKS, cwd, options, cache, tmp_path)


@slow
def test_the_course_handed_out_to_students_stands_alone(fresh, cache, tmp_path):
    handout = tmp_path / "für alle" / "handout"
    done = terminal("runner", "student", handout)
    assert done.returncode == 0, done.stderr
    copies = sorted((handout / "notebooks").glob("*.ipynb"))
    assert [path.name for path in copies] == [path.name for path in NOTEBOOKS]
    text = "".join(path.read_text(encoding="utf-8") for path in copies)
    assert "<details>" not in text and '"output_type"' not in text
    # No PYTHONPATH: the helpers that they find are those which lie beside them.
    _papermill(copies, copies[0].parent, [], cache, tmp_path, PYTHONPATH=None)


def _papermill(
    paths: list[Path], cwd: Path, options: list, cache: Path, out: Path, **env: str | None
) -> None:
    """Run notebooks with quick parameters; each must end well."""

    def run(path: Path):
        given = [word for pair in _quick(path).items() for word in ("-p", *pair)]
        words = ["papermill", "--no-progress-bar", *options, *given, path, out / path.name]
        claims = {"COURSE_CACHE": str(cache), "COURSE_CLAIMS": "report"}
        return terminal(*words, cwd=cwd, **claims, **env), out / path.name

    _two_at_a_time(run, paths)


@slow
def test_nbconvert_runs_each_notebook_and_every_solution_in_it_is_right(fresh, cache, tmp_path):
    def run(path: Path):
        # It takes no parameters, so it gets a copy with the quick ones.
        copy, out = tmp_path / path.name, tmp_path / "out" / path.name
        papermill.execute_notebook(path, copy, _quick(path), prepare_only=True)
        nbformat.write(solved(notebook.load(copy)), copy)
        words = ["nbconvert", "--to", "notebook", "--execute", copy, "--output-dir", out.parent]
        return terminal(*words, COURSE_CACHE=str(cache), COURSE_CLAIMS="report"), out

    _two_at_a_time(run, NOTEBOOKS)
    for path in NOTEBOOKS:
        *_, outcomes = notebook.read(notebook.load(tmp_path / "out" / path.name))
        assert outcomes
        assert [found for found in outcomes if found["outcome"] != "right"] == []


@slow
def test_running_leaves_nothing_among_the_notebooks(fresh):
    strays = {path.name for path in FOLDER.iterdir() if path.suffix != ".ipynb"}
    assert strays <= {"README.md", ".ipynb_checkpoints"}
