"""The course's own notebooks run everywhere, and the same.

Each is executed in full twice: as it is on MNIST, and with its solutions on a machine that has
neither MNIST nor a network. What is compared, claimed, recorded and answered is read from these.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell

from helpers import ROOT
from helpers.claims import RESULT
from runner import notebook
from tests.support import NOTEBOOKS, on_linux, solution_cells, terminal

pytestmark = [pytest.mark.process, pytest.mark.slow]

FOLDER = ROOT / "notebooks"
PORT_9 = "http://127.0.0.1:9"  # nothing listens there, so every request is refused at once
NO_NETWORK = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), PORT_9)

FIGURES = Path(__file__).with_name("figures.cfg")
"""A file for nbval: what may differ in any run."""

SAME = """[names of networks]
regex: sequential_\\d+
replace: sequential

[epochs]
regex: [\\d,]+ (epochs|small steps)
replace: so many

[a schedule drawn]
regex: A cosine schedule, for .*
replace: A cosine schedule.
"""
"""More of it: Keras numbers the networks that have no name, of which solutions make some
more, and `OFFLINE` trains for fewer epochs."""

OFFLINE = {
    "01": {"mapped": 200},
    "02": {"epochs": 3},
    "03": {"epochs": 3, "depth_epochs": 2, "long_epochs": 3, "few_epochs": 10},
    "04": {"epochs": 5},
    "05": {"epochs": 3},
    "06": {"repeats": 1, "epochs": 5, "last_epochs": 1},
}
"""Parameters that leave out what no claim about the stand-in needs."""

QUICK = {"repeats": 1, "depth": 2, "mapped": 100, "photos": 30}
"""Parameters that make a notebook short, where the run is not about its results."""


def each(fixture: str) -> pytest.MarkDecorator:
    """Parametrize a fixture with the notebooks, all tests of one in the same process."""
    params = [
        pytest.param(path, id=path.stem, marks=pytest.mark.xdist_group(f"{fixture} {path.stem}"))
        for path in NOTEBOOKS
    ]
    return pytest.mark.parametrize(fixture, params, indirect=True, scope="module")


@dataclass
class Compared:
    """What nbval said of a notebook, and the cells that it executed."""

    notebook: Path
    code: int
    said: str
    cells: nbformat.NotebookNode


def compare(path: Path, executed: Path, *more: object, **env: str | None) -> Compared:
    """Execute a notebook and compare it strictly with what it stores."""
    options = ["--nbval-current-env", "--nbval-cell-timeout", "600", "--executed", executed]
    options += ["--nbval-sanitize-with", FIGURES]
    plugins = ["-p", "no:cacheprovider", "-p", "tests.notebooks.executed"]
    done = terminal("pytest", "--nbval", path, *options, *plugins, *more, **env)
    return Compared(path, done.returncode, done.stdout[-5000:], notebook.load(executed))


@pytest.fixture(scope="module")
def fresh(request, cache, tmp_path_factory) -> Compared:
    """A run with nothing trained before but by the other notebooks, on MNIST if it can be had."""
    executed = tmp_path_factory.mktemp("fresh") / request.param.name
    return compare(request.param, executed, COURSE_CACHE=str(cache), COURSE_CLAIMS=None)


@each("fresh")
def test_nbval_finds_what_is_stored(fresh):
    assert fresh.code == 0, fresh.said


@each("fresh")
def test_every_claim_holds_in_a_fresh_run(fresh):
    claims, *_ = notebook.read(fresh.cells)
    checked = [claim["holds"] for claim in claims if claim["holds"] is not None]
    assert checked and all(checked)


@each("fresh")
def test_stored_results_agree_with_a_fresh_run_within_half_a_point(fresh):
    _, stored, _ = notebook.read(notebook.load(fresh.notebook))
    _, found, _ = notebook.read(fresh.cells)
    if found["source"] != "mnist":
        pytest.skip("there is no MNIST on this machine: set MNIST_NPZ or connect to a network")
    assert stored.keys() == found.keys()
    accuracies = [name for name in stored if name.endswith("accuracy")]
    assert accuracies
    far = {n: (stored[n], found[n]) for n in accuracies if abs(stored[n] - found[n]) > 0.005}
    assert far == {}


@each("fresh")
def test_a_run_leaves_nothing_among_the_notebooks(fresh):
    strays = {path.name for path in FOLDER.iterdir() if path.suffix != ".ipynb"}
    pages = {"README.md", "CLAIMS.md", "GLOSSARY.md"}
    assert strays <= {*pages, "errors.png", "rungs.csv", ".ipynb_checkpoints"}


def inject(nb: nbformat.NotebookNode, values: dict[str, object]) -> None:
    """Give parameters other values, in a cell behind theirs, as papermill does."""
    tags = [cell.metadata.get("tags", []) for cell in nb.cells]
    place = next(i for i, names in enumerate(tags) if "parameters" in names) + 1
    nb.cells.insert(place, new_code_cell("\n".join(f"{n} = {v!r}" for n, v in values.items())))


@pytest.fixture(scope="module")
def solved(request, tmp_path_factory, shared) -> Compared:
    """A run with every solution in its cell, without MNIST and without a network."""
    folder = tmp_path_factory.mktemp("solved")
    nb = notebook.load(request.param)
    declared = notebook.Notebook(request.param).parameters
    own = {"out": str(folder / "files")} if "out" in declared else {}  # `fresh` may run beside
    inject(nb, OFFLINE.get(request.param.stem[:2], {}) | own)
    for cell, code in solution_cells(nb):
        cell.source = code
        cell.metadata.tags = [*cell.metadata.get("tags", []), "nbval-ignore-output"]
    path = folder / request.param.name
    nbformat.write(nb, path)
    (folder / "same.cfg").write_text(SAME + FIGURES.read_text())
    env = {"COURSE_CACHE": str(shared / "offline"), "MNIST_NPZ": None}  # with no MNIST in it
    same = ("--nbval-sanitize-with", folder / "same.cfg")
    return compare(path, folder / "executed.ipynb", *same, **env, **NO_NETWORK)


@each("solved")
def test_nbval_finds_the_same_on_a_machine_without_mnist_and_network(solved, shared):
    assert solved.code == 0, solved.said
    _, results, _ = notebook.read(solved.cells)
    assert results["source"] == "digits"
    assert not (shared / "offline" / "mnist.npz").exists()


@each("solved")
def test_every_claim_that_is_not_about_mnist_holds_there_too(solved):
    claims, *_ = notebook.read(solved.cells)
    here = [claim for claim in claims if not claim["claim"].startswith("On MNIST, ")]
    assert here and [claim["claim"] for claim in here if not claim["holds"]] == []


@each("solved")
def test_every_solution_is_right(solved):
    *_, outcomes = notebook.read(solved.cells)
    assert outcomes
    assert [found for found in outcomes if found["outcome"] != "right"] == []


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
    done = compare(tmp_path / "changed.ipynb", tmp_path / "e.ipynb", COURSE_CACHE=str(cache))
    assert done.code == 1, done.said
    assert re.search(r"\b1 failed\b", done.said)
    assert "or not" in done.said


@pytest.fixture(scope="module")
def handout(tmp_path_factory) -> Path:
    """The course as it is handed out to students."""
    folder = tmp_path_factory.mktemp("für alle") / "handout"
    done = terminal("runner", "student", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_what_is_handed_out_holds_every_notebook_without_solutions_and_outputs(handout):
    copies = sorted((handout / "notebooks").glob("*.ipynb"))
    assert [path.name for path in copies] == [path.name for path in NOTEBOOKS]
    text = "".join(path.read_text(encoding="utf-8") for path in copies)
    assert "<details>" not in text and '"output_type"' not in text


@pytest.fixture(scope="module")
def own_pictures(tmp_path_factory) -> Path:
    """A small data set of somebody's own: 200 pictures to learn from, and 60 others, no 8 in it."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    wide = np.kron(images.reshape(-1, 8, 8), np.ones((3, 3)))
    images = np.pad(15 * wide, ((0, 0), (2, 2), (2, 2))).astype("uint8")
    others = np.flatnonzero(labels != 8)[-60:]
    file = tmp_path_factory.mktemp("own") / "own.npz"
    train = {"x_train": images[:200], "y_train": labels[:200]}
    np.savez(file, **train, x_test=images[others], y_test=labels[others])
    return file


COPIED = {"01": "elsewhere", "07": "its root"}
"""Notebooks whose copies run by themselves with these pictures, and where papermill is started."""


@pytest.mark.parametrize(("number", "place"), COPIED.items())
def test_a_student_s_copy_stands_alone_under_papermill_from(
    number, place, handout, own_pictures, tmp_path
):
    [copy], out = (handout / "notebooks").glob(f"{number}_*"), tmp_path / "out.ipynb"
    cwd, options = (handout, []) if place == "its root" else (tmp_path, ["--cwd", copy.parent])
    declared = notebook.Notebook(copy).parameters
    short = {name: value for name, value in quick(declared).items() if name in declared}
    given = [word for pair in short.items() for word in ("-p", *pair)]
    # No PYTHONPATH: the helpers that it finds are those of the handout.
    env = {"COURSE_CACHE": str(own_pictures.parent), "COURSE_CLAIMS": None, "PYTHONPATH": None}
    words = ["papermill", "--no-progress-bar", *options, *given, "-p", "dataset", own_pictures]
    done = terminal(*words, copy, out, cwd=cwd, **env)
    assert done.returncode == 0, done.stderr[-2000:]
    assert notebook.code_cells(notebook.load(out))[-1].execution_count


def quick(names: Iterable[str]) -> dict[str, object]:
    """Return parameters with which notebooks take seconds on a small data set."""
    return QUICK | {name: 1 for name in names if name.endswith("epochs")}


@pytest.fixture
def uncompiled(tmp_path) -> Path:
    """A folder of IPython's, with which TensorFlow compiles nothing: of short runs it is most."""
    startup = tmp_path / "ipython" / "profile_default" / "startup" / "eager.py"
    startup.parent.mkdir(parents=True)
    startup.write_text("import tensorflow as tf\ntf.config.run_functions_eagerly(True)\n")
    return tmp_path / "ipython"


@on_linux
def test_all_others_run_with_200_own_pictures_as_one_batch(
    handout, own_pictures, uncompiled, tmp_path
):
    others = [path for path in NOTEBOOKS if path.stem[:2] not in COPIED]
    names = set().union(*(notebook.Notebook(path).parameters for path in others))
    asked = {"submissions": str(handout / "notebooks" / "0[2-6]*.ipynb"), "isolation": "none"}
    short = {name: value for name, value in quick(names).items() if name in names}
    asked["parameters"] = short | {"dataset": str(own_pictures)}
    (tmp_path / "own.yaml").write_text(json.dumps(asked), encoding="utf-8")
    words = ["runner", "batch", tmp_path / "own.yaml", "--out", tmp_path / "out", "--jobs", 1]
    env = {"COURSE_CACHE": str(own_pictures.parent), "COURSE_CLAIMS": None}
    done = terminal(*words, IPYTHONDIR=str(uncompiled), **env)
    table = pd.read_csv(tmp_path / "out" / "results.csv", keep_default_na=False)
    assert len(table) == len(others), done.stdout + done.stderr
    assert set(table["status"]) == {"ok"}, table[["run", "status", "error"]].to_string()
    assert set(table["source"]) == {own_pictures.name}
