"""What each rung of notebook 06 gains, over several seeds, on MNIST and on the stand-in.

`make batch SWEEP=sweeps/rungs.yaml`, then `python -m benchmarks.rungs runs/rungs/results.csv`
keeps the accuracies in `rungs.csv` and writes the table of this folder's page.
"""

import argparse
import re
from pathlib import Path

import pandas as pd

from benchmarks import page
from runner.pages import put

FILE = Path(__file__).with_suffix(".csv")
"""The validation accuracies of the last measurement: a row a run."""

RUNG = r"^rung_\d\d_"
"""What the columns of the rungs begin with; the numbers are their order on the ladder."""


def gains(runs: pd.DataFrame) -> pd.DataFrame:
    """Return what each rung gains over the one before: mean, `low` and `high`, all fractions.

    The interval is Student's, 95 %, of the differences inside each seed. It covers the luck of
    the seed; all seeds share their validation images.

    Args:
        runs: accuracies, a row a seed and a column a rung.
    """
    steps = runs.diff(axis=1).iloc[:, 1:]
    mean, margin = steps.mean(), steps.apply(page.margin)
    return pd.DataFrame({"gain": mean, "low": mean - margin, "high": mean + margin})


def by_dataset(kept: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the accuracies of each data set in `FILE`: a row a seed and a column a rung."""
    rungs = kept.filter(regex=RUNG).rename(columns=lambda name: re.sub(RUNG, "", name))
    return {name: rungs[kept["dataset"] == name] for name in ("mnist", "digits")}


def section(kept: pd.DataFrame) -> str:
    """Return the table, a row a rung with accuracy and gain on both data sets, and what it says."""
    head = ("Rung", "MNIST", "gain in points", "Stand-in", "gain in points")
    cells, found = {}, by_dataset(kept)
    for runs in found.values():
        steps = 100 * gains(runs)
        for name, accuracy in runs.mean().items():
            step = ""
            if name in steps.index:
                gain, low, high = steps.loc[name]
                step = f"{gain:+.2f} ({low:+.2f} to {high:+.2f})"
            cells.setdefault(name, [name.replace("_", " ")]).extend((f"{accuracy:.2%}", step))
    mnist = found["mnist"]
    more = (mnist["elastic"] - mnist["schedule"] > mnist["schedule"] - mnist["start"]).sum()
    tale = (
        f"In {more} of the {len(mnist)} seeds on MNIST, the distortions gained more than all rungs "
        "before them together."
    )
    return f"{page.grid(head, cells.values())}\n\n{tale}"


def main(words: list[str] | None = None) -> None:
    """Keep what a batch measured, and show it on the page."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.rungs", description=__doc__)
    asked.add_argument("results", help="results.csv of the batch", type=Path)
    file = asked.parse_args(words).results
    if not file.is_file():
        asked.error(f"there is no file {file}: run make batch SWEEP=sweeps/rungs.yaml first")
    found = pd.read_csv(file, encoding="utf-8-sig")
    if not {"dataset", "seed", "rung_01_start"} <= {*found}:
        asked.error(f"{file} holds no rungs: it has to come from sweeps/rungs.yaml")
    kept = found[["dataset", "seed", *sorted(found.filter(regex=RUNG))]].round(5)
    if kept.isna().any(axis=None):
        missing = int(kept.isna().any(axis=1).sum())
        asked.error(f"{missing} runs in {file} have no results: finish the batch first")
    kept.to_csv(FILE, index=False, lineterminator="\n")
    put(section(kept), "rungs", page.README)


if __name__ == "__main__":
    main()
