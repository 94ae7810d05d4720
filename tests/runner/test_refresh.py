"""Notebooks executed in place: whole or not at all, and only what is fit to be committed."""

import tempfile

import nbformat
import pytest
from jupyter_client.kernelspec import get_kernel_spec
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from helpers import ROOT
from helpers.errors import CourseError
from runner import notebook, refresh
from tests.support import ENDINGS, GOOD, make_notebook


@pytest.mark.process
def test_refresh_leaves_results_and_no_trace_of_the_run(tmp_path):
    path = make_notebook(tmp_path / "a.ipynb", *GOOD, "print('a')\nprint('b')")
    refresh.refresh([path])
    nb = nbformat.read(path, as_version=4)
    assert [cell.id for cell in nb.cells] == [f"cell-{n}" for n in range(5)]
    assert [cell.metadata for cell in nb.cells if cell.metadata] == [{"tags": ["parameters"]}]
    assert nb.metadata == refresh.describe_kernel()
    assert notebook.read(nb)[0] == [{"claim": "one is one", "holds": True}]
    assert [output.text for output in nb.cells[-1].outputs] == ["a\nb\n"]


@pytest.mark.process
def test_the_stored_metadata_are_those_that_the_kernel_reports():
    nb = new_notebook(cells=[new_code_cell("1")])
    NotebookClient(nb, kernel_name="python3").execute()
    kernel, told = get_kernel_spec("python3"), refresh.describe_kernel()
    assert told["language_info"] == nb.metadata["language_info"]
    assert told["kernelspec"]["display_name"] == kernel.display_name


@pytest.mark.process
def test_refresh_twice_changes_nothing(tmp_path):
    path = make_notebook(
        tmp_path / "a.ipynb", *GOOD, "import time\nprint(1); time.sleep(1); print(2)"
    )
    refresh.refresh([path])
    first = path.read_bytes()
    (tmp_path / ".refresh").mkdir()
    (tmp_path / ".refresh" / "a.ipynb").write_text("left by one that was killed")
    refresh.refresh([path])
    assert path.read_bytes() == first
    assert [left.name for left in tmp_path.iterdir()] == ["a.ipynb"]


UNFIT = {
    "loud": ("import sys\nprint('oh', file=sys.stderr)", "loud, cell [2] writes to stderr: oh"),
    "here": (f"print({str(ROOT / 'x')!r})", f"here, cell [2] shows a path of this machine: {ROOT}"),
    "temp": ("import tempfile\ntempfile.gettempdir()", "temp, cell [2] shows a path of this mach"),
    "object": ("object()", "object, cell [2] shows an address: at 0x"),
    "big": ("print('x' * 1_600_000)", "big holds 1.6 MB of output, more than 1.5 MB"),
    "broken": ("1 / 0", "broken: failed: in cell [2]: ZeroDivisionError: division by zero"),
}


@pytest.mark.process
def test_refresh_names_all_that_must_not_be_committed_and_changes_nothing(tmp_path):
    paths = [make_notebook(tmp_path / f"{name}.ipynb", cell) for name, (cell, _) in UNFIT.items()]
    paths.append(make_notebook(tmp_path / "good.ipynb", *GOOD))
    before = [path.read_bytes() for path in paths]
    with pytest.raises(CourseError) as caught:
        refresh.refresh(paths)
    assert [said for _, said in UNFIT.values() if said not in str(caught.value)] == []
    assert "good" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert [path.read_bytes() for path in paths] == before
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_refresh_does_not_take_a_picture_for_a_path(tmp_path):
    held = f"abc{tempfile.gettempdir()}/def"
    picture = {"image/png": held, "text/plain": "a figure"}
    picture["text/html"] = f'<img src="data:image/png;base64,{held}">'
    nb = nbformat.read(make_notebook(tmp_path / "a.ipynb", "1"), as_version=4)
    nb.cells[-1].outputs = [nbformat.v4.new_output("display_data", data=picture)]
    assert refresh.find_unfit("a", nb) == []


def test_refresh_needs_the_real_mnist(monkeypatch):
    monkeypatch.setattr(refresh.source, "find", lambda dataset: "digits")
    with pytest.raises(CourseError, match="needs the real MNIST"):
        refresh.run([])


@pytest.mark.process
def test_refresh_does_not_commit_a_claim_that_was_only_reported(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CLAIMS", "report")
    path = make_notebook(tmp_path / "a.ipynb", *ENDINGS["claim_fails"])
    with pytest.raises(CourseError, match="two is one"):
        refresh.refresh([path])
