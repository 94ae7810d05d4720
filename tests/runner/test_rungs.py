"""The table beside notebook 06 is what its runs recorded, and says how it was made."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from helpers.errors import CourseError
from runner import rungs
from runner.batch import batch, sweep
from runner.notebook import Notebook
from runner.record import Finished

DONE = Finished(
    notebook=Path("06_limits.ipynb"),
    parameters={"dataset": "mnist", "seed": 3, "few": 5000, "epochs": 10},
    results={"source": "mnist", "rung_start": 0.941234, "rung_wider": 0.95, "test_accuracy": 0.9},
)


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Return a function that does as if these runs had come of the sweep, and the table's file."""
    file, asked = tmp_path / "rungs.csv", sweep.read(rungs.SWEEP)
    file.write_text("as it was")
    monkeypatch.setattr(rungs, "FILE", file)

    def done(*runs):
        missing = len(asked.runs) - len(runs)
        all_runs = [*runs, *[replace(runs[0], name=f"{i}") for i in range(missing)]]
        monkeypatch.setattr(batch, "complete", lambda *how: all_runs)
        return file

    return done


def test_a_row_holds_the_accuracies_of_one_run_below_a_line_that_says_how_they_were_made(
    table, tmp_path
):
    file = table(DONE)
    assert rungs.run(2, tmp_path) == 0
    first, *_ = file.read_text("utf-8").splitlines()
    assert "5,000 training pictures, 10 epochs" in first and "python -m runner rungs" in first
    found = pd.read_csv(file, comment="#")
    assert list(found) == ["seed", "start", "wider"]
    assert list(found.loc[0]) == [3, 0.94123, 0.95]


def test_a_failed_run_is_named_and_leaves_the_table_as_it_was(table, tmp_path):
    file = table(replace(DONE, name="seed-4", status="failed", error="No room"))
    with pytest.raises(CourseError, match="seed-4: failed: No room"):
        rungs.run(2, tmp_path)
    assert file.read_text() == "as it was"


def test_the_committed_table_has_the_runs_that_the_sweep_asks_for():
    asked = [run.parameters["seed"] for run in sweep.read(rungs.SWEEP).runs]
    found = pd.read_csv(rungs.FILE, comment="#")
    assert list(found["seed"]) == asked
    assert found.notna().all(axis=None)


def test_the_committed_table_is_what_the_command_would_write_of_its_numbers():
    kept = pd.read_csv(rungs.FILE, comment="#").to_dict("records")
    asked = sweep.read(rungs.SWEEP).runs
    runs = [
        run.finish(results={f"{rungs.RUNG}{name}": row[name] for name in reversed(row)})
        for run, row in zip(asked, kept, strict=True)
    ]
    _, *written = rungs.table(runs).splitlines()
    assert written == rungs.FILE.read_text("utf-8").splitlines()[1:]


def test_the_sweep_trains_every_rung_as_the_notebook_does_by_default():
    [run, *_] = sweep.read(rungs.SWEEP).runs
    declared = Notebook(run.notebook).parameters
    assert run.parameters["ladder"] == "all" and run.parameters["repeats"] == 1
    for name in ("few", "epochs"):
        assert run.parameters[name] == int(declared[name].default)
