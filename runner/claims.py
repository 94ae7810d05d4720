"""Do the course's claims hold, or did they hold once? Each is counted over many seeds."""

import datetime
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from helpers import ROOT
from helpers.errors import unknown
from runner import notebook, pages
from runner.batch import batch, sweep
from runner.batch.output import Output
from runner.batch.sweep import Sweep
from runner.notebook import Notebook
from runner.record import Finished

FEWER = {"05_saving": {"epochs": 3}}
"""Parameters of notebooks whose claims are not about how long a network trained."""

ENOUGH = 0.95
"""Share of the seeds in which a claim has to hold: 19 of 20."""

PAGE = ROOT / "notebooks" / "CLAIMS.md"
"""What shows the table of the whole course."""

ROW = re.compile(r"\| (\d\d) \| (.*) \| \d+ of \d+(?: ✗)? \|.*\|$")
"""A row of the table: notebook and claim."""

ALL_COUNTED = "No claim is newer than the count."

SEEDS = 20
"""Seeds that the page stands on, at least."""

SEED_TIMEOUT = 3600
"""Seconds for a whole notebook with one seed."""


def run(notebooks: list[Path], seeds: int, jobs: int | None, out: Path, values: dict) -> int:
    """Run notebooks with the seeds 0, 1, …; print the table of claims and write `claims.md`.

    The whole course on MNIST, otherwise as it is, is also shown in `notebooks/CLAIMS.md`.
    Returns 0 if every run came to its end and each claim held in enough of them, else 1.

    Args:
        notebooks: the files, each with a parameter `seed`.
        seeds: how many.
        jobs: runs at a time; None: as many as cores.
        out: the folder for the runs and the table; runs that it holds aren't repeated.
        values: parameters, such as `dataset`, for the notebooks that have them; these win over
            `FEWER`.

    Raises:
        CourseError: a value makes no sense, or the folder can't be written.
    """
    output = Output(str(out))
    if "dataset" in values:  # it comes from the terminal, and a sweep's from beside the sweep
        values = values | {"dataset": sweep.locate(values["dataset"], Path.cwd())}
    runs = batch.complete(_plan(notebooks, seeds, values), output, batch.How(jobs))
    rates = count(runs)
    table = draw_table(rates, seeds)
    output.write("claims.md", table)
    print(table)
    if seeds >= SEEDS and _is_the_course(notebooks, values, runs):
        pages.put(section(rates, seeds, f"{datetime.date.today()}"), "claims", PAGE)
        pages.put(ALL_COUNTED, "newer", PAGE)
    failed = [run for run in runs if run.status != "ok"]
    for run in failed:
        print(f"{run.name}: {run.status}: {run.error}")
    return 0 if not failed and rates["enough"].all() else 1


def _is_the_course(notebooks: list[Path], values: dict, runs: list[Finished]) -> bool:
    """Return whether every notebook ran to its end on MNIST, with nothing else changed."""
    return (
        {path.resolve() for path in notebooks} == {*PAGE.parent.glob("*.ipynb")}
        and values.keys() <= {"dataset"}
        and all(run.results.get("source") == "mnist" for run in runs)
    )


def _plan(notebooks: list[Path], seeds: int, values: dict) -> Sweep:
    """Return one sweep of them all, each with its own parameters."""
    declared = {path: Notebook(path).parameters for path in notebooks}
    known = set().union(*declared.values())
    for name in values.keys() - known:
        raise unknown("parameter", name, known)
    runs = []
    for path in notebooks:
        fixed = FEWER.get(path.stem, {}) | values
        fixed = {name: value for name, value in fixed.items() if name in declared[path]}
        asked = {"notebook": str(path), "parameters": fixed, "grid": {"seed": list(range(seeds))}}
        runs += sweep.plan(asked, path).runs
    return Sweep(Path("claims"), runs, ["seed"], timeout=SEED_TIMEOUT)


def count(runs: Iterable[Finished]) -> pd.DataFrame:
    """Return a row a claim: `notebook`, `claim`, `held`, `checked`, `seen`, `enough`.

    `held` and `checked` are numbers of runs. `seen` is a text: the smallest and the largest of each
    number that the claim rests on, which show how near its limit it comes.
    """
    found = [
        (run.notebook.stem, claim["claim"], claim["holds"], claim.get("seen", {}))
        for run in runs
        for claim in run.claims
    ]
    table = pd.DataFrame(found, columns=["notebook", "claim", "holds", "seen"])
    groups = table.groupby(["notebook", "claim"], sort=False)
    rates = groups.agg(
        held=("holds", lambda holds: holds.eq(True).sum()),
        checked=("holds", "count"),
        seen=("seen", _ranges),
    )
    return rates.reset_index().assign(enough=rates["held"].ge(ENOUGH * rates["checked"]).values)


def _ranges(seen: pd.Series) -> str:
    """Return each number by name with its smallest and largest value, to four digits."""
    numbers = pd.DataFrame(list(seen))
    return ", ".join(
        f"{name} {numbers[name].min():.4g}"
        + (f" to {numbers[name].max():.4g}" if numbers[name].min() < numbers[name].max() else "")
        for name in numbers
    )


def draw_table(rates: pd.DataFrame, seeds: int) -> str:
    """Return the table of claims for a page in Markdown; what was never checked stands below."""
    checked, never = rates[rates["checked"] > 0], rates[rates["checked"] == 0]
    lines = [
        f"| Notebook | Claim | Held in ({seeds} seeds) | Seen, smallest to largest |",
        "|---|---|---|---|",
    ]
    for row in checked.itertuples():
        mark = "" if row.enough else " ✗"
        said = row.claim.replace("|", "\\|")
        held = f"{row.held} of {row.checked}{mark}"
        lines.append(f"| {row.notebook[:2]} | {said} | {held} | {row.seen} |")
    if len(never):
        lines += ["", "Not checked with these parameters:", ""]
        lines += [f"- {row.notebook[:2]}: {row.claim}" for row in never.itertuples()]
    return "\n".join(lines)


def section(rates: pd.DataFrame, seeds: int, when: str) -> str:
    """Return what the page says: the day, how many claims held in enough seeds, and the table."""
    checked = rates[rates["checked"] > 0]
    less = "; ".join(
        f"{notebook} with {name} = {value}"
        for notebook, values in FEWER.items()
        for name, value in values.items()
    )
    return (
        f"Counted on {when}, on MNIST, seeds 0 to {seeds - 1}, default parameters ({less}): "
        f"{checked['enough'].sum()} of {len(checked)} claims held in at least {ENOUGH:.0%} of the "
        f"seeds.\n\n{draw_table(rates, seeds)}"
    )


def renew_page() -> None:
    """Take claims that no notebook makes any more from the page, and list those not counted yet."""
    stored = [
        (path.name[:2], claim["claim"].replace("|", "\\|"))
        for path in sorted(PAGE.parent.glob("*.ipynb"))
        for claim in notebook.read(notebook.load(path))[0]
        if claim["holds"] is not None
    ]
    counted, lines = set(), []
    for line in pages.get("claims", PAGE).splitlines():
        if row := ROW.match(line):
            if row.groups() not in stored:
                continue
            counted.add(row.groups())
        lines.append(line)
    newer = [f"- {number}: {claim}" for number, claim in stored if (number, claim) not in counted]
    told = (
        "Newer than the count, or reworded since. Each held in the committed notebook, with seed "
        "0; in how many seeds they hold is not known yet:"
    )
    pages.put("\n".join(lines), "claims", PAGE)
    pages.put("\n".join([told, "", *newer]) if newer else ALL_COUNTED, "newer", PAGE)
