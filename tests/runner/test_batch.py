"""Batches: a real scheduler and real workers, and everything that can go wrong with them."""

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import psutil
import pytest

from helpers import ROOT
from helpers.errors import CourseError
from runner import notebook
from runner.batch import batch, sweep
from runner.batch.output import Output
from runner.record import Finished
from runner.workers import worker
from runner.workers.task import Task
from tests.support import (
    ENDINGS,
    GOOD,
    TOLD,
    alive,
    make_notebook,
    needs_signals,
    on_linux,
    terminal,
    wait_until,
)

pytestmark = [pytest.mark.process, on_linux]

MORE = {
    "kills_its_parent": ("import os\nos.kill(os.getppid(), 9)\nprint('still here')",),
    "prints_30_MB": ("for _ in range(300):\n    print('x' * 100_000)",),
    "leaves_a_child": (
        "import os, pathlib, subprocess",
        "child = subprocess.Popen(['sleep', '900'], start_new_session=True)",
        "from helpers.claims import record\nrecord(child=child.pid)",
    ),
}
quick = {"timeout": 20}


def _dask(*words: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + words[0], *map(str, words[1:])],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory) -> str:
    """The address of a scheduler with two workers: four processes on the loopback address."""
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    here = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", file)
    workers = ("--nthreads", 1, "--nworkers", 2, "--local-directory", file.parent)
    with pytest.MonkeyPatch.context() as patch:
        # A run is given up with the second worker that is lost with it, and waits at none.
        patch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "1")
        patch.setenv("DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION", "1.0")
        processes = [_dask("scheduler", *here, "--port", 0)]
    processes.append(_dask("worker", *here, *workers))
    wait_until(lambda: file.exists() and file.read_text().strip().endswith("}"), 60)
    yield json.loads(file.read_text())["address"]
    for process in processes:
        for one in [*psutil.Process(process.pid).children(recursive=True), process]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait()


def _sweep(file: Path, **asked: object) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(quick | asked), encoding="utf-8")  # JSON is YAML
    return file


def _rows(out: Path) -> dict[str, dict]:
    """Return the rows of results.csv by the run's name without its key."""
    with (out / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["run"].rpartition("-")[0]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def ended(scheduler, tmp_path_factory) -> tuple[int, Path]:
    """All endings in one batch over the two workers, in a folder with spaces and accents."""
    folder = tmp_path_factory.mktemp("élèves et {notes}")
    for name, cells in (ENDINGS | MORE).items():
        make_notebook(folder / f"{name}.ipynb", *cells)
    values = {"dataset": "digits"}
    file = _sweep(folder / "all.yaml", notebook="*.ipynb", parameters=values, timeout=12)
    out = folder / "à lire"
    return batch.run(file, str(out), batch.How(scheduler=scheduler)), out


@needs_signals
@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        *TOLD,
        ("hanging", "timeout", "it took longer than 12 s"),
        ("claim_fails", "ok", ""),
        ("kills_its_parent", "kernel died", "its process was killed"),
        ("prints_30_MB", "ok", ""),
        ("leaves_a_child", "ok", ""),
    ],
)
def test_every_ending_is_told_for_what_it_is_and_harms_no_other_run(ended, name, status, error):
    row = _rows(ended[1])[name]
    assert (row["status"], row["error"]) == (status, error)


def test_a_notebook_without_a_parameters_cell_runs_too(tmp_path, scheduler):
    make_notebook(tmp_path / "a.ipynb", "1 + 1", parameters="'no tag'")
    nb = notebook.load(tmp_path / "a.ipynb")
    del nb.cells[1].metadata["tags"]
    notebook.write(nb, tmp_path / "a.ipynb")
    file = _sweep(tmp_path / "a.yaml", notebook="a.ipynb")
    assert batch.run(file, str(tmp_path / "out"), batch.How(scheduler=scheduler)) == 0


def test_the_exit_code_says_that_not_all_came_to_their_end(ended):
    assert ended[0] == 1


def test_each_run_leaves_its_notebook_and_a_page_of_it_and_nothing_half_written(ended):
    _, out = ended
    for row in _rows(out).values():
        nbformat.validate(notebook.load(out / f"{row['run']}.ipynb"))
        assert row["status"] in ("timeout", "kernel died") or (
            "<title>" in (out / "pages" / f"{row['run']}.html").read_text(encoding="utf-8")
        )
    assert not [path for path in out.rglob("*") if path.suffix in (".part", ".partial")]


def test_a_claim_that_does_not_hold_is_counted_and_stops_nothing(ended):
    row = _rows(ended[1])["claim_fails"]
    assert (row["claims_held"], row["claims_checked"]) == ("1", "2")
    assert row["claims_failed"] == "two is one"
    assert float(row["test_accuracy"]) == 0.97705


def test_a_run_that_prints_without_end_is_kept_short(ended):
    _, out = ended
    [file] = out.glob("prints_30_MB*.ipynb")
    assert file.stat().st_size < 25_000_000
    assert "… cut:" in file.read_text(encoding="utf-8")


@needs_signals
def test_nothing_that_a_run_started_outlives_it(ended):
    assert not alive(int(_rows(ended[1])["leaves_a_child"]["child"]))


def test_the_same_command_again_repeats_nothing(ended, scheduler, capsys):
    _, out = ended
    before = {path: path.stat().st_mtime_ns for path in out.glob("*.ipynb")}
    batch.run(out.parent / "all.yaml", str(out), batch.How(scheduler=scheduler))
    assert {path: path.stat().st_mtime_ns for path in out.glob("*.ipynb")} == before
    assert f"{len(before)} runs of {len(before)} notebooks, {len(before)} of them done" in (
        capsys.readouterr().out
    )


def test_retry_failed_repeats_those_that_failed_alone(tmp_path, scheduler):
    flag, count = tmp_path / "flag", tmp_path / "count"
    cell = (
        f"open({str(count)!r}, 'a').write(f'{{seed}} ')\n"
        f"import os\nassert seed == 0 or os.path.exists({str(flag)!r})"
    )
    make_notebook(tmp_path / "a.ipynb", cell)
    file = _sweep(tmp_path / "a.yaml", notebook="a.ipynb", grid={"seed": [0, 1]})
    how = batch.How(scheduler=scheduler)
    assert batch.run(file, str(tmp_path / "out"), how) == 1
    flag.touch()
    how.retry = True
    assert batch.run(file, str(tmp_path / "out"), how) == 0
    assert sorted(count.read_text().split()) == ["0", "1", "1"]


@needs_signals
def test_a_worker_lost_in_the_middle_of_a_run_costs_no_run(tmp_path, scheduler):
    mark = tmp_path / "mark"
    cell = (
        f"import os, pathlib, time\nmark = pathlib.Path({str(mark)!r})\nagain = mark.exists()\n"
        "mark.write_text(str(os.getpid()))\nwhile not again: time.sleep(1)"
    )
    make_notebook(tmp_path / "a.ipynb", cell)
    words = ("batch", _sweep(tmp_path / "a.yaml", notebook="a.ipynb"), "--out", tmp_path / "out")
    process = _command(*words, "--scheduler", scheduler)
    wait_until(lambda: mark.exists() and mark.read_text(), 60)
    kernel = psutil.Process(int(mark.read_text()))
    runner, server, worker = kernel.parents()[:3]
    worker.kill()
    assert process.wait(60) == 0
    assert _rows(tmp_path / "out")["a"]["status"] == "ok"
    wait_until(lambda: not any(alive(gone.pid) for gone in (kernel, runner, server)), 10)


@needs_signals
def test_a_run_that_loses_every_worker_says_so_and_takes_no_other_with_it(tmp_path, scheduler):
    lethal = "import psutil\nif seed == 0: psutil.Process().parents()[2].kill()"
    make_notebook(tmp_path / "a.ipynb", lethal)
    grid = {"seed": [0, 1, 2, 3, 4, 5]}
    file = _sweep(tmp_path / "a.yaml", notebook="a.ipynb", grid=grid)
    words = ("batch", file, "--out", tmp_path / "out", "--scheduler", scheduler)
    done = terminal("runner", *words)
    assert (done.returncode, done.stderr) == (1, "")
    lost, *others = _rows(tmp_path / "out").values()
    assert (lost["status"], lost["seed"]) == ("worker lost", "0")
    assert [other["status"] for other in others] == ["ok"] * 5


def _command(*words: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "runner", *map(str, words)],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@needs_signals
def test_control_c_stops_cleanly_and_the_same_command_goes_on(tmp_path):
    count = tmp_path / "count"
    cell = (
        "import os, time\n"
        f"open({str(count)!r}, 'a').write(f'{{seed}} {{os.getpid()}}\\n')\n"
        f"while seed and not os.path.exists({str(tmp_path / 'go')!r}): time.sleep(0.1)"
    )
    make_notebook(tmp_path / "a.ipynb", cell)
    file = _sweep(tmp_path / "a.yaml", notebook="a.ipynb", grid={"seed": [0, 1, 2, 3]}, timeout=60)
    out = tmp_path / "out"
    words = ("batch", file, "--out", out, "--jobs", 2)
    process = _command(*words)
    wait_until(lambda: count.exists() and len(count.read_text().splitlines()) == 3, 60)
    wait_until(lambda: len(list(out.glob("*.ipynb"))) == 1, 30)
    other = terminal("runner", *words)
    assert (other.returncode, other.stderr.count("\n")) == (2, 1)
    assert "another run is writing to" in other.stderr
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert (process.returncode, stderr) == (130, "stopped\n")
    begun = [line.split() for line in count.read_text().splitlines()]
    wait_until(lambda: not any(alive(int(kernel)) for _, kernel in begun), 10)
    assert [row["seed"] for row in _rows(out).values()] == ["0"]
    (tmp_path / "go").touch()
    done = terminal("runner", *words)
    assert done.returncode == 0, done.stderr
    assert len(_rows(out)) == 4
    again = [line.split()[0] for line in count.read_text().splitlines()]
    assert (again.count("0"), again.count("3")) == (1, 1)


def test_a_dry_run_counts_and_writes_nothing(tmp_path, capsys):
    make_notebook(tmp_path / "a.ipynb", *GOOD)
    file = _sweep(tmp_path / "a.yaml", notebook="a.ipynb", grid={"seed": [0, 1], "rate": [0, 1]})
    assert batch.run(file, str(tmp_path / "out"), batch.How(jobs=2, dry=True)) == 0
    said = capsys.readouterr().out
    assert said.startswith("4 runs of a; 2 at a time\n")
    assert said.count("seed=") == 4
    assert not (tmp_path / "out").exists()


def test_notebooks_of_one_name_and_a_single_stray_are_counted_and_worded_as_they_are(
    tmp_path, capsys
):
    for name in ("ann/hw.ipynb", "bo/hw.ipynb", "bo/._hw.ipynb"):
        make_notebook(tmp_path / name, *GOOD)
    file = _sweep(tmp_path / "a.yaml", submissions="*/*.ipynb")
    batch.run(file, str(tmp_path / "out"), batch.How(jobs=2, dry=True))
    said = capsys.readouterr().out
    assert said.startswith("left out: 1 file that other programs left among the submissions\n")
    assert "\n2 runs of 2 notebooks; 2 at a time\n" in said


def test_what_the_runs_before_took_says_how_long_the_rest_may_take(tmp_path, capsys):
    path = make_notebook(tmp_path / "a.ipynb", *GOOD)
    file = _sweep(tmp_path / "a.yaml", notebook="a.ipynb", grid={"seed": [0, 1, 2, 3]})
    output = Output(str(tmp_path / "out"))
    with output.open():
        output.add(Finished(notebook=path, key="of another seed", seconds=90))
    batch.run(file, output.out, batch.How(jobs=2, dry=True))
    said = capsys.readouterr().out
    assert said.startswith("4 runs of a; 2 at a time, about 0:03:00 as the runs before took\n")


@pytest.mark.parametrize(
    ("out", "how", "said"),
    [
        ("a.ipynb/out", {}, "cannot write into"),
        ("s3://bucket/out", {}, "pip install papermill[s3]"),
        ("out", {"scheduler": "tcp://127.0.0.1:1"}, "no Dask scheduler answers at"),
        ("out", {"scheduler": "nonsense://x"}, "no Dask scheduler answers at"),
    ],
)
def test_a_place_or_a_scheduler_of_no_use_is_one_line(tmp_path, out, how, said, monkeypatch):
    monkeypatch.setattr("runner.batch.output.ROOT", tmp_path)
    make_notebook(tmp_path / "a.ipynb", *GOOD)
    place = out if "://" in out else str(tmp_path / out)
    with pytest.raises(CourseError) as caught:
        batch.run(_sweep(tmp_path / "a.yaml", notebook="a.ipynb"), place, batch.How(**how))
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_mistake_in_the_file_is_one_line_on_the_terminal(tmp_path):
    make_notebook(tmp_path / "a.ipynb", *GOOD)
    file = _sweep(tmp_path / "a.yaml", notebook="a.ipynb", parameters={"rat": 1})
    done = terminal("runner", "batch", file, "--out", tmp_path / "out")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "did you mean 'rate'" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("where", ["here", "by address"])
def test_a_thousand_runs_leave_the_memory_of_the_batch_flat(where, tmp_path, request, monkeypatch):
    def work(task: Task, stop: str) -> tuple[Finished, dict[str, str]]:
        files = {f"{task.planned.name}.ipynb": "x" * 200_000, "page.html": "y" * 100_000}
        return task.planned.finish(seconds=0.1, results={"n": 1}), files

    held, me, add = [], psutil.Process(), Output.add

    def watch(*what) -> None:
        add(*what)
        held.append(me.memory_info().rss)

    monkeypatch.setattr(worker, "work", work)
    monkeypatch.setattr(Output, "add", watch)
    make_notebook(tmp_path / "a.ipynb", *GOOD, f"# {'x' * 60_000}")  # as long as a lesson
    values = {"dataset": "digits"}
    grid = {"seed": list(range(1000))}
    file = _sweep(tmp_path / "a.yaml", notebook="a.ipynb", parameters=values, grid=grid)
    asked = sweep.read(file)
    output = Output(str(tmp_path / "out"))
    address = request.getfixturevalue("scheduler") if where == "by address" else None
    assert len(batch.complete(asked, output, batch.How(2, address))) == 1000
    # All that was sent is 60 MB, and all that came back is 300 MB.
    assert max(held[500:]) - max(held[:300]) < 30e6
