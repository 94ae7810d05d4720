"""Running notebooks from outside: every way a run can end is told for what it is."""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest
from conftest import make_notebook, terminal

from helpers import runs
from helpers.environment import ROOT
from helpers.errors import CourseError

GOOD = (
    "from helpers.claims import claim, record\nclaim('one is one', True)",
    "record(source=dataset, test_accuracy=0.97705, epochs=3)",
)
ENDINGS = {
    "good": GOOD,
    "error": ("1 / 0", "print('never')"),
    "exit_zero": ("import sys; sys.exit(0)", "print('never')"),
    "exit_three": ("import sys; sys.exit(3)", "print('never')"),
    "exit_at_the_end": ("import sys; sys.exit(0)",),
    "hanging": ("import time; time.sleep(600)", "print('never')"),
    "claim_fails": (GOOD[0] + "\nclaim('two is one', 2 == 1, two=2)", GOOD[1]),
    "dead_kernel": ("import os\nos.kill(os.getpid(), 9)", "print('never')"),
    "dead_worker": ("import os, time\nos.kill(os.getppid(), 9); time.sleep(9)", "print('never')"),
}
needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL or SIGINT")


@pytest.fixture(scope="module")
def ended(tmp_path_factory) -> dict[str, runs.Run]:
    """All endings, run two at a time in a folder with spaces and accents in its name."""
    folder = tmp_path_factory.mktemp("élèves et {notes}")
    names = [name for name in ENDINGS if os.name != "nt" or not name.startswith("dead")]
    paths = [make_notebook(folder / f"{name}.ipynb", *ENDINGS[name]) for name in names]
    found = runs.course(paths, folder / "déjà vu", {"dataset": "digits"}, timeout=3)
    return {run.notebook: run for run in found}


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("good", "ok", ""),
        ("error", "failed", "in cell [3]: ZeroDivisionError: division by zero"),
        ("exit_zero", "stopped early", "cell [3] called sys.exit"),
        ("exit_three", "stopped early", "in cell [3]: SystemExit: 3"),
        ("exit_at_the_end", "stopped early", "cell [3] called sys.exit"),
        ("hanging", "timeout", "cell [3] took longer than 3 s"),
        ("claim_fails", "failed", "in cell [3]: ✗ two is one (seen: two = 2)"),
        pytest.param(
            "dead_kernel", "kernel died", "in cell [3] (often: out of memory)", marks=needs_signals
        ),
        pytest.param(
            "dead_worker",
            "failed",
            "the process that ran it was killed (often: out of memory); run it again",
            marks=needs_signals,
        ),
    ],
)
def test_every_ending_is_told_in_one_line(ended, name, status, error):
    assert (ended[name].status, ended[name].error) == (status, error)
    assert ended[name].good == (name == "good")


def test_the_executed_copy_is_kept_under_its_name_and_nothing_else(ended):
    folder = ended["good"].output.parent
    assert {path.stem for path in folder.glob("*")} == {*ended, "files"} - {"files"}
    nbformat.validate(nbformat.read(ended["error"].output, as_version=4))


def test_a_run_tells_its_claims_results_and_source(ended):
    good, failing = ended["good"], ended["claim_fails"]
    assert good.claims == [{"claim": "one is one", "holds": True}]
    assert good.results == {"source": "digits", "test_accuracy": 0.97705, "epochs": 3}
    assert (failing.held, len(failing.claims)) == (1, 2)
    assert {run.source for run in ended.values()} == {"digits"}


def test_the_table_tells_all_within_100_columns(ended):
    table = runs.table(list(ended.values()))
    good = next(line for line in table.splitlines() if line.startswith("good"))
    assert "1/1" in good
    assert "test accuracy 97.71 %" in good or "test accuracy 97.70 %" in good
    assert good.endswith("stand-in, not MNIST")
    assert "STOPPED EARLY" in table
    assert max(map(len, table.splitlines())) <= 100


def test_many_results_wrap_without_being_torn_apart():
    results = {f"quite_a_long_name_{n}": n / 7 for n in range(12)}
    run = runs.Run("01_explore_data", "ok", Path("x"), results=results, source="mnist")
    lines = runs.table([run]).splitlines()
    assert max(map(len, lines)) <= 100
    for n in range(12):
        assert sum(f"quite a long name {n} " in line for line in lines) == 1


def test_each_notebook_that_went_wrong_gets_one_line(ended):
    lines = runs.complaints(ended.values())
    assert len(lines) == len(ended) - 1
    assert all("\n" not in line and line.count("see ") == 1 for line in lines)


def test_a_claim_that_is_only_reported_still_fails_the_run(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CLAIMS", "report")
    path = make_notebook(tmp_path / "a.ipynb", *ENDINGS["claim_fails"])
    run = runs.execute(path, tmp_path / "out.ipynb")
    assert (run.status, run.good, run.held) == ("ok", False, 1)
    assert runs.complaints([run])[0].startswith("a: claim does not hold: two is one")


def test_a_claim_that_does_not_apply_is_not_counted():
    claims = [{"claim": "a", "holds": True}, {"claim": "about MNIST", "holds": None}]
    run = runs.Run("01", "ok", Path("x"), claims=claims)
    assert run.good
    assert "1/1" in runs.table([run])


def test_cells_are_reported_while_they_run(tmp_path):
    path = make_notebook(tmp_path / "a.ipynb", *GOOD)
    seen = []
    runs.execute(path, tmp_path / "b.ipynb", {"seed": 1}, report=lambda: seen.append(1))
    assert len(seen) == 3  # the parameters cell and two more; the injected one isn't the lesson's


def test_a_kernel_that_does_not_start_is_tried_once_more(tmp_path, monkeypatch):
    path = make_notebook(tmp_path / "a.ipynb", *GOOD)
    real, calls = runs.papermill.execute_notebook, []

    def unlucky(*args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return real(*args, **kwargs)

    monkeypatch.setattr(runs.papermill, "execute_notebook", unlucky)
    assert runs.execute(path, tmp_path / "b.ipynb").status == "ok"
    assert len(calls) == 2


def test_parameters_are_read_as_declared(tmp_path):
    declared = runs.parameters(make_notebook(tmp_path / "a.ipynb"))
    assert declared["rate"]["inferred_type_name"] == "float"
    assert declared["seed"]["help"] == "for every random choice"


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
    checked = runs.check(make_notebook(tmp_path / "a.ipynb"), given)
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
    ],
)
def test_a_wrong_parameter_is_refused_in_one_line(tmp_path, given, said):
    path = make_notebook(tmp_path / "a.ipynb")
    with pytest.raises(CourseError) as caught:
        runs.course([path], tmp_path / "out", given)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_type_that_is_not_declared_is_that_of_the_default(tmp_path):
    path = make_notebook(tmp_path / "a.ipynb", parameters="units = 64  # in the hidden layer")
    assert runs.check(path, {"units": "32"}) == {"units": 32}


def test_dataset_seed_and_out_go_only_to_notebooks_that_declare_them(tmp_path):
    none = make_notebook(tmp_path / "none.ipynb", "1 + 1", parameters="x: int = 1  # x")
    out = make_notebook(
        tmp_path / "out.ipynb",
        "from helpers.claims import record\nrecord(out=out)",
        parameters='out: str = "runs/out"  # where files go',
    )
    plain, named = runs.course([none, out], tmp_path / "o", {"dataset": "digits", "seed": 3})
    assert plain.good
    assert named.results == {"out": str(tmp_path / "o" / "files" / "out")}


def test_a_file_that_is_no_notebook_is_told_in_one_line(tmp_path):
    (tmp_path / "a.ipynb").write_text("not a notebook")
    for path in (tmp_path / "a.ipynb", tmp_path / "missing.ipynb"):
        with pytest.raises(CourseError, match="notebook"):
            runs.parameters(path)


def test_a_folder_that_cannot_be_written_is_told_before_anything_runs(tmp_path):
    (tmp_path / "file").write_text("in the way")
    path = make_notebook(tmp_path / "a.ipynb", *GOOD)
    with pytest.raises(CourseError, match=r"cannot write into .*: choose another --out"):
        runs.course([path], tmp_path / "file" / "out")


def test_unknown_notebooks_are_refused_and_numbers_understood(tmp_path):
    path = make_notebook(tmp_path / "mine.ipynb")
    assert runs.chosen([str(path)]) == [path]
    with pytest.raises(CourseError, match="unknown notebook"):
        runs.chosen(["99_nothing"])


@pytest.mark.parametrize(("cells", "code"), [(GOOD, 0), (ENDINGS["error"], 1)])
def test_the_exit_code_says_whether_all_is_well(tmp_path, monkeypatch, capsys, cells, code):
    monkeypatch.setattr(runs, "resolve", lambda dataset: "digits")
    path = make_notebook(tmp_path / "a.ipynb", *cells)
    assert runs.run_course([path], tmp_path / "out", {}, seed=1) == code
    printed = capsys.readouterr().out
    assert "claims" in printed
    assert ("ZeroDivisionError" in printed) == bool(code)


@needs_signals
def test_control_c_stops_everything_in_one_line(tmp_path, cache):
    marker = tmp_path / "kernel"
    say = f"import os, pathlib, time\npathlib.Path({str(marker)!r}).write_text(str(os.getpid()))"
    path = make_notebook(tmp_path / "a.ipynb", say + "\ntime.sleep(600)")
    out = tmp_path / "out"
    command = ["-m", "helpers", "run", "--dataset", "digits", "--out", str(out), str(path)]
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "COURSE_CACHE": str(cache)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait(lambda: marker.exists() and marker.read_text(), 60)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert (process.returncode, stderr) == (130, "stopped\n")
    assert list(out.iterdir()) == []
    _wait(lambda: not _alive(int(marker.read_text())), 10)


def _wait(condition, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_nothing_is_left_running_after_a_course(ended):
    assert multiprocessing.active_children() == []


# refresh


def test_refresh_leaves_results_and_no_trace_of_the_run(tmp_path):
    path = make_notebook(tmp_path / "a.ipynb", *GOOD, "print('a')\nprint('b')")
    runs.refresh([path])
    nb = nbformat.read(path, as_version=4)
    assert [cell.id for cell in nb.cells] == [f"cell-{n}" for n in range(5)]
    assert [cell.metadata for cell in nb.cells if cell.metadata] == [{"tags": ["parameters"]}]
    assert nb.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert runs.read(path)[0] == [{"claim": "one is one", "holds": True}]
    assert [output.text for output in nb.cells[-1].outputs] == ["a\nb\n"]


def test_refresh_twice_changes_nothing(tmp_path):
    path = make_notebook(
        tmp_path / "a.ipynb", *GOOD, "import time\nprint(1); time.sleep(1); print(2)"
    )
    runs.refresh([path])
    first = path.read_bytes()
    runs.refresh([path])
    assert path.read_bytes() == first


UNFIT = {
    "loud": ("import sys\nprint('oh', file=sys.stderr)", "loud, cell [2] writes to stderr: oh"),
    "here": (f"print({str(ROOT / 'x')!r})", f"here, cell [2] shows a path of this machine: {ROOT}"),
    "temp": ("import tempfile\ntempfile.gettempdir()", "temp, cell [2] shows a path of this mach"),
    "object": ("object()", "object, cell [2] shows an address: at 0x"),
    "big": ("print('x' * 1_600_000)", "big holds 1.6 MB of output, more than 1.5 MB"),
    "broken": ("1 / 0", "broken: failed: in cell [2]: ZeroDivisionError: division by zero"),
}


def test_refresh_names_all_that_must_not_be_committed_and_changes_nothing(tmp_path):
    paths = [make_notebook(tmp_path / f"{name}.ipynb", cell) for name, (cell, _) in UNFIT.items()]
    paths.append(make_notebook(tmp_path / "good.ipynb", *GOOD))
    before = [path.read_bytes() for path in paths]
    with pytest.raises(CourseError) as caught:
        runs.refresh(paths)
    assert [said for _, said in UNFIT.values() if said not in str(caught.value)] == []
    assert "good" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert [path.read_bytes() for path in paths] == before
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_refresh_does_not_take_a_picture_for_a_path(tmp_path):
    picture = {"image/png": f"abc{tempfile.gettempdir()}/def", "text/plain": "a figure"}
    nb = nbformat.read(make_notebook(tmp_path / "a.ipynb", "1"), as_version=4)
    nb.cells[-1].outputs = [nbformat.v4.new_output("display_data", data=picture)]
    assert runs.unfit("a", nb) == []


def test_refresh_needs_the_real_mnist(monkeypatch):
    monkeypatch.setattr(runs, "resolve", lambda dataset: "digits")
    with pytest.raises(CourseError, match="needs the real MNIST"):
        runs.refresh_course([])


def test_refresh_does_not_commit_a_claim_that_was_only_reported(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CLAIMS", "report")
    path = make_notebook(tmp_path / "a.ipynb", *ENDINGS["claim_fails"])
    with pytest.raises(CourseError, match="two is one"):
        runs.refresh([path])


def test_the_command_runs_a_chosen_notebook_from_any_folder(tmp_path, cache):
    path = make_notebook(tmp_path / "a b.ipynb", *GOOD)
    done = terminal(
        *("helpers", "run", "--dataset", "digits", "-p", "rate", "1e-3", "--out", "here", path),
        cwd=tmp_path,
        COURSE_CACHE=str(cache),
    )
    assert done.returncode == 0, done.stderr
    assert "stand-in, not MNIST" in done.stdout
    assert (tmp_path / "here" / "a b.ipynb").exists()
    assert "\r" not in done.stderr
    assert "a b: ok after" in done.stderr
