"""What every rung of notebook 06 reaches with ten seeds: trained once, kept beside the notebook."""

import datetime
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from helpers import ROOT
from helpers.errors import CourseError
from runner.batch import batch, sweep
from runner.batch.output import Output
from runner.record import Finished

SWEEP = ROOT / "sweeps" / "rungs.yaml"

FILE = ROOT / "notebooks" / "rungs.csv"
"""The table: a comment, then the seed and the validation accuracies, a row a run."""

RUNG = "rung_"
"""What the results begin with that are accuracies of a rung."""


def run(jobs: int | None, out: Path) -> int:
    """Train what the sweep asks for, write the table, and return the exit code.

    Args:
        jobs: runs at a time; None: as many as cores.
        out: the folder for the runs; those that it holds aren't repeated.

    Raises:
        CourseError: a run failed or is missing; the table stays as it was.
    """
    asked = sweep.read(SWEEP)
    runs = batch.complete(asked, Output(str(out)), batch.How(jobs))
    wrong = [f"{one.name}: {one.status}: {one.error}" for one in runs if one.status != "ok"]
    if wrong or len(runs) < len(asked.runs):
        missing = len(asked.runs) - len(runs)
        raise CourseError(f"the table stays as it was: {'; '.join(wrong) or f'{missing} missing'}")
    FILE.write_text(table(runs), encoding="utf-8")
    print(f"{len(runs)} runs are in {FILE.name}")
    return 0


def table(runs: Iterable[Finished]) -> str:
    """Return the table of finished runs as text: the seed, then the rungs by the alphabet."""
    rows = [
        {"seed": run.parameters["seed"]}
        | {
            name.removeprefix(RUNG): round(value, 5)
            for name, value in run.results.items()
            if name.startswith(RUNG)
        }
        for run in runs
    ]
    [(few, epochs)] = {(run.parameters["few"], run.parameters["epochs"]) for run in runs}
    made = (
        f"# Validation accuracies on MNIST, {few:,} training pictures, {epochs} epochs. Made on "
        f"{datetime.date.today()}, Keras {version('keras')}; again by `python -m runner rungs`.\n"
    )
    found = pd.DataFrame(rows).set_index("seed")
    return made + found[sorted(found)].to_csv(lineterminator="\n")
