"""Several notebooks side by side: the table, the exit code, and how a course is stopped."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import ROOT
from helpers.errors import CourseError
from runner import run
from runner.folder import lock
from runner.record import Finished
from tests.support import (
    ENDINGS,
    GOOD,
    alive,
    make_notebook,
    needs_signals,
    terminal,
    wait_until,
)


def _run(name: str = "01_explore_data", **known) -> Finished:
    return Finished(notebook=Path(name), name=name, seconds=12.3, **known)


def test_the_table_tells_all_within_100_columns():
    claims = [{"claim": "a", "holds": True}, {"claim": "about MNIST", "holds": None}]
    results = {"source": "digits", "rate": 0.25, "test_accuracy": 0.977}
    good = _run(claims=claims, results=results)
    early = _run("02_" + "long_name_" * 3, status="stopped early", results=results)
    lines = run.table([good, early]).splitlines()
    assert max(map(len, lines)) <= 100
    row = next(line for line in lines if line.startswith("01_explore_data"))
    said = "01_explore_data 12 1/1 test accuracy 97.70 %, rate 0.25 stand-in digits"
    assert " ".join(row.split()) == said
    assert any("STOPPED EARLY" in line for line in lines)


def test_the_first_eight_results_are_shown_and_none_is_torn_apart():
    results = {f"quite_a_long_name_{n}": n for n in range(5)}
    results |= {f"quite_a_long_{n}_accuracy": n / 7 for n in range(4)}
    lines = run.table([_run(results=results)]).splitlines()
    assert max(map(len, lines)) <= 100
    accuracies = [f"quite a long {n} accuracy {n / 7:.2%}"[:-1] for n in range(4)]
    names = [f"quite a long name {n} {n}" for n in range(4)]
    for result in (*accuracies, *names):
        assert sum(result in line for line in lines) == 1, result
    assert "long name 4" not in "".join(lines)


def test_each_notebook_that_went_wrong_gets_one_line():
    claims = [{"claim": "two is one", "holds": False}, {"claim": "one is one", "holds": True}]
    failed = _run("02", status="failed", error="in cell [3]: it broke", claims=claims)
    assert run.complaints([_run(), _run("03", claims=claims), failed]) == [
        "03: claim does not hold: two is one",
        "02: failed: in cell [3]: it broke",
    ]


def test_dataset_seed_and_out_go_only_to_notebooks_that_declare_them(tmp_path):
    none = make_notebook(tmp_path / "none.ipynb", "1", parameters="x: int = 1  # x")
    out = make_notebook(tmp_path / "out.ipynb", "1", parameters='out: str = "runs"  # a folder')
    plain, named = run.plan([none, out], tmp_path / "o", {"dataset": "digits", "seed": 3})
    assert (plain.parameters, plain.output) == ({}, tmp_path / "o" / "none.ipynb")
    assert named.parameters == {"out": str(tmp_path / "o" / "files" / "out")}


def test_what_is_asked_for_wrongly_is_told_before_anything_runs(tmp_path):
    (tmp_path / "file").write_text("in the way")
    path = make_notebook(tmp_path / "a.ipynb", *GOOD)
    with pytest.raises(CourseError, match=r"cannot write into .*: choose another --out"):
        run.run([path], tmp_path / "file" / "out", {"dataset": "digits"})
    with pytest.raises(CourseError, match="did you mean 'rate'"):
        run.plan([path], tmp_path / "out", {"rat": 1})
    assert not (tmp_path / "out").exists()


def test_unknown_notebooks_are_refused_and_numbers_understood(tmp_path):
    path = make_notebook(tmp_path / "mine.ipynb")
    assert run.choose([str(path)]) == [path]
    assert [path.stem for path in run.choose(["03", "01"])] == [
        "03_relu_dropout",
        "01_explore_data",
    ]
    with pytest.raises(CourseError, match="unknown notebook"):
        run.choose(["99_nothing"])


@pytest.mark.process
def test_the_exit_code_says_whether_all_is_well(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run.source, "find", lambda dataset: "digits")
    good = make_notebook(tmp_path / "good.ipynb", *GOOD)
    broken = make_notebook(tmp_path / "broken.ipynb", *ENDINGS["error"])
    assert run.run([good], tmp_path / "out", {"dataset": "auto", "seed": 1}) == 0
    assert run.run([good, broken], tmp_path / "out", {"dataset": "auto"}) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1].startswith("broken: failed: in cell [3]: ZeroDivisionError")
    assert "broken: failed after" in printed.err
    assert printed.out.count("stand-in digits") == 3


@pytest.mark.process
def test_the_command_runs_a_chosen_notebook_from_any_folder(tmp_path, cache):
    path = make_notebook(tmp_path / "a b.ipynb", *GOOD)
    done = terminal(
        *("runner", "run", "--dataset", "digits", "-p", "rate", "1e-3", "--out", "here", path),
        cwd=tmp_path,
        COURSE_CACHE=str(cache),
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^a b +\d+ +1/1 .*stand-in digits", done.stdout, re.M)
    assert (tmp_path / "here" / "a b.ipynb").exists()
    assert "\r" not in done.stderr
    assert "a b: ok after" in done.stderr


def test_two_runs_never_write_to_the_same_folder(tmp_path):
    path = make_notebook(tmp_path / "a.ipynb", *GOOD)
    with (
        lock(tmp_path / "out"),
        pytest.raises(CourseError, match="another run is writing to"),
    ):
        run.run([path], tmp_path / "out", {"dataset": "digits"})


def test_two_notebooks_of_the_same_name_are_refused_and_the_same_one_runs_once(tmp_path):
    paths = [make_notebook(tmp_path / name) for name in ("one/q.ipynb", "two/Q.ipynb")]
    with pytest.raises(CourseError, match="have the same name: take one at a time"):
        run.choose(map(str, paths))
    assert run.choose(["03", "03_relu_dropout"]) == run.choose(["03"])


@pytest.mark.process
@needs_signals
def test_control_c_stops_everything_in_one_line(tmp_path, cache):
    marker = tmp_path / "kernel"
    say = f"import os, pathlib, time\npathlib.Path({str(marker)!r}).write_text(str(os.getpid()))"
    path = make_notebook(tmp_path / "a.ipynb", say + "\ntime.sleep(600)")
    out = tmp_path / "out"
    command = ["-m", "runner", "run", "--dataset", "digits", "--out", str(out), str(path)]
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "COURSE_CACHE": str(cache)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: marker.exists() and marker.read_text(), 60)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert (process.returncode, stderr) == (130, "stopped\n")
    assert [path.name for path in out.iterdir()] == [".lock"]
    wait_until(lambda: not alive(int(marker.read_text())), 10)
