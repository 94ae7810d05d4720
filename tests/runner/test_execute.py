"""One notebook from outside: every way a run can end is told for what it is."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from helpers.errors import CourseError
from runner import execute, notebook
from runner.notebook import Notebook
from runner.record import Finished
from tests.support import ENDINGS, GOOD, TOLD, make_notebook, needs_signals, wait_until


@pytest.fixture(scope="module")
def ended(tmp_path_factory) -> dict[str, Finished]:
    """All endings, two at a time, in a folder with spaces, accents and braces in its name."""
    folder = tmp_path_factory.mktemp("élèves et {notes}")
    (folder / "déjà vu").mkdir()

    def run(name: str) -> Finished:
        path = make_notebook(folder / f"{name}.ipynb", *ENDINGS[name])
        return execute.execute(
            path, folder / "déjà vu" / path.name, {"dataset": "digits"}, timeout=3
        )

    names = [name for name in ENDINGS if os.name != "nt" or name != "dead_kernel"]
    with ThreadPoolExecutor(2) as two:
        return dict(zip(names, two.map(run, names), strict=True))


@pytest.mark.process
@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        *TOLD,
        ("exit_at_the_end", "stopped early", "cell [3] called sys.exit"),
        ("hanging", "timeout", "cell [3] took longer than 3 s"),
        ("claim_fails", "failed", "in cell [3]: ✗ two is one (seen: two = 2)"),
    ],
)
def test_every_ending_is_told_in_one_line(ended, name, status, error):
    assert (ended[name].status, ended[name].error) == (status, error)
    assert ended[name].good == (name == "good")


def test_the_executed_copy_is_kept_under_its_name_and_nothing_else(ended):
    output = Path(ended["error"].file)
    assert {path.stem for path in output.parent.iterdir()} == ended.keys()
    nbformat.validate(notebook.load(output))


@pytest.mark.process
@needs_signals  # Windows has shorter paths
def test_the_path_of_the_copy_is_told_whole_however_long_and_odd_it_is(tmp_path):
    output = tmp_path.joinpath(*["long" * 50] * 3, "a\tb.ipynb")
    output.parent.mkdir(parents=True)
    run = execute.execute(make_notebook(tmp_path / "a.ipynb", "1"), output)
    assert (run.status, run.file, output.exists()) == ("ok", str(output), True)


@pytest.mark.process
def test_what_is_put_out_before_a_cell_that_hangs_is_in_the_file_meanwhile(tmp_path):
    path = make_notebook(tmp_path / "a.ipynb", *GOOD, "import time; time.sleep(600)")
    partial = tmp_path / ".out.partial.ipynb"
    with ThreadPoolExecutor(1) as one:
        run = one.submit(execute.execute, path, tmp_path / "out.ipynb", timeout=8)
        wait_until(lambda: partial.exists() and notebook.read(notebook.load(partial))[0], 8)
        assert run.running()
        assert run.result().status == "timeout"


@pytest.mark.process
def test_a_run_tells_its_claims_results_and_source(ended):
    good, failing = ended["good"], ended["claim_fails"]
    assert good.claims == [{"claim": "one is one", "holds": True}]
    assert good.results == {"source": "digits", "test_accuracy": 0.97705, "epochs": 3}
    assert (failing.held, len(failing.claims)) == (1, 2)
    assert {run.source for run in ended.values()} == {"digits"}


@pytest.mark.process
def test_each_runs_in_its_own_folder_side_by_side(tmp_path):
    def run(number: int) -> str:
        cells = ("from pathlib import Path", GOOD[0], "record(at=Path.cwd().name)")
        path = make_notebook(tmp_path / str(number) / "a.ipynb", *cells)
        return execute.execute(path, path.with_name("out.ipynb")).results["at"]

    before = Path.cwd()
    with ThreadPoolExecutor(2) as two:
        assert list(two.map(run, range(4))) == ["0", "1", "2", "3"]
    assert Path.cwd() == before


@pytest.mark.process
def test_a_claim_that_is_only_reported_still_fails_the_run(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CLAIMS", "report")
    path = make_notebook(tmp_path / "a.ipynb", *ENDINGS["claim_fails"])
    run = execute.execute(path, tmp_path / "out.ipynb")
    assert (run.status, run.good, run.held) == ("ok", False, 1)


def test_a_claim_that_does_not_apply_is_not_counted():
    claims = [{"claim": "a", "holds": True}, {"claim": "about MNIST", "holds": None}]
    run = Finished(notebook=Path("01.ipynb"), claims=claims)
    assert (run.good, run.held, len(run.checked)) == (True, 1, 1)


def test_a_copy_that_cannot_be_written_is_told_in_one_line(tmp_path):
    path = make_notebook(tmp_path / "a.ipynb", *GOOD)
    run = execute.execute(path, tmp_path / "missing" / "b.ipynb")
    assert run.status == "failed"
    assert "missing" in run.error and "\n" not in run.error


@pytest.mark.process
def test_a_kernel_that_does_not_start_is_tried_once_more(tmp_path, monkeypatch):
    path = make_notebook(tmp_path / "a.ipynb", *GOOD)
    real, calls = execute.papermill.execute_notebook, []

    def unlucky(*args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return real(*args, **kwargs)

    monkeypatch.setattr(execute.papermill, "execute_notebook", unlucky)
    seen = []
    run = execute.execute(path, tmp_path / "b.ipynb", each_cell=lambda: seen.append(1))
    assert (run.status, len(calls), len(seen)) == ("ok", 2, 3)  # three cells


def test_parameters_are_read_as_declared(tmp_path):
    declared = Notebook(make_notebook(tmp_path / "a.ipynb")).parameters
    assert declared["rate"].inferred_type_name == "float"
    assert declared["seed"].help == "for every random choice"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ({"rate": "1e-3"}, {"rate": 0.001}),
        ({"rate": 1}, {"rate": 1.0}),
        ({"seed": "7"}, {"seed": 7}),
        ({"shuffle": "false"}, {"shuffle": False}),
        ({"dataset": "no"}, {"dataset": "no"}),
    ],
)
def test_values_become_the_declared_type(tmp_path, given, taken):
    checked = Notebook(make_notebook(tmp_path / "a.ipynb")).typed(given)
    assert checked == taken
    assert [type(value) for value in checked.values()] == [type(value) for value in taken.values()]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sed": 1}, "unknown parameter of a 'sed': did you mean 'seed'?"),
        ({"seed": "one"}, "parameter 'seed' of a takes int, not 'one' (its default is 0)"),
        ({"seed": 1.5}, "takes int, not 1.5"),
        ({"seed": True}, "takes int, not True"),
        ({"rate": False}, "takes float, not False"),
        ({"dataset": False}, "takes str, not False"),  # YAML's `no`
        ({"shuffle": "no"}, "takes bool, not 'no'"),
        ({"seed": -1}, "seed = -1: give a whole number from 0"),
    ],
)
def test_a_wrong_parameter_is_refused_in_one_line(tmp_path, given, said):
    with pytest.raises(CourseError) as caught:
        Notebook(make_notebook(tmp_path / "a.ipynb")).typed(given)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_type_that_is_not_declared_is_that_of_the_default(tmp_path):
    path = make_notebook(tmp_path / "a.ipynb", parameters="units = 64  # in the hidden layer")
    assert Notebook(path).typed({"units": "32"}) == {"units": 32}


def test_a_file_that_is_no_notebook_is_told_in_one_line(tmp_path):
    (tmp_path / "a.ipynb").write_text("not a notebook")
    for path in (tmp_path / "a.ipynb", tmp_path / "missing.ipynb"):
        with pytest.raises(CourseError, match="notebook"):
            Notebook(path)
