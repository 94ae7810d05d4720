"""What each rung of notebook 06 gains, over several seeds, on MNIST and on the stand-in.

`make batch SWEEP=sweeps/rungs.yaml`, then `python -m benchmarks.rungs runs/rungs/results.csv`
keeps the accuracies in `rungs.csv` and writes the table of the README.
"""

import re
import sys
from pathlib import Path

import pandas as pd
from scipy import stats

from benchmarks.table import line
from helpers.environment import ROOT

FILE = Path(__file__).with_suffix(".csv")
"""The validation accuracies of the last measurement: a row a run."""

RUNG = r"^rung_\d\d_"
"""What the columns of the rungs begin with; the numbers are their order on the ladder."""

BEGIN, END = "<!-- benchmarks.rungs writes from here -->", "<!-- to here -->"
"""Marks in the README around the table."""


def gains(runs: pd.DataFrame) -> pd.DataFrame:
    """Return what each rung gains over the one before: mean, `low` and `high`, all fractions.

    The interval is Student's, 95 %, of the differences inside each seed. It covers the luck of
    the seed; all seeds share their validation images.

    Args:
        runs: accuracies, a row a seed and a column a rung.
    """
    steps = runs.diff(axis=1).iloc[:, 1:]
    margin = stats.t.ppf(0.975, len(steps) - 1) * steps.sem()
    return pd.DataFrame(
        {"gain": steps.mean(), "low": steps.mean() - margin, "high": steps.mean() + margin}
    )


def by_dataset(kept: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the accuracies of each data set in `FILE`: a row a seed and a column a rung."""
    rungs = kept.filter(regex=RUNG).rename(columns=lambda name: re.sub(RUNG, "", name))
    return {name: rungs[kept["dataset"] == name] for name in ("mnist", "digits")}


def section(kept: pd.DataFrame) -> str:
    """Return the table: a row a rung, with accuracy and gain on both data sets."""
    head = ("Rung", "MNIST", "gain in points", "Stand-in", "gain in points")
    cells = {}
    for runs in by_dataset(kept).values():
        steps = 100 * gains(runs)
        for name, accuracy in runs.mean().items():
            step = ""
            if name in steps.index:
                gain, low, high = steps.loc[name]
                step = f"{gain:+.2f} ({low:+.2f} to {high:+.2f})"
            cells.setdefault(name, [name.replace("_", " ")]).extend((f"{accuracy:.2%}", step))
    return "\n".join([line(head), "|" + "---|" * len(head), *map(line, cells.values())])


def main(results: str) -> None:
    """Keep what a batch measured, and show it in the README."""
    found = pd.read_csv(results, encoding="utf-8-sig")
    kept = found[["dataset", "seed", *sorted(found.filter(regex=RUNG))]].round(5)
    kept.to_csv(FILE, index=False, lineterminator="\n")
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    readme.write_text(f"{before}{BEGIN}\n{section(kept)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
