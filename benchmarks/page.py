"""Tables and picture of what was measured: `python -m benchmarks.page` measures nothing.

It writes them again from `speed.json`, into the page and the picture beside it.
"""

import json
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import data, evaluation
from helpers.plots import BLUE, ORANGE, PINK, SKY, Drawing
from runner.pages import put

HERE = Path(__file__).resolve().parent
FILE = HERE / "speed.json"
"""All turns of the last measurement."""

README = HERE / "README.md"


class Way(NamedTuple):
    """A way to train: its function (see `worker`), its name in the tables and in the picture.

    `line` is the colour and the marker of a way whose growth is measured, too.
    """

    function: str
    title: str
    short: str
    line: tuple[str, str] | None = None


WAYS = {
    "keras": Way(
        "keras_ways.keras", "Keras `fit`, as tutorials write it", "tutorial's Keras", (ORANGE, "s")
    ),
    "notebooks": Way(
        "keras_ways.notebooks", "this course's notebooks", "our notebooks", (BLUE, "o")
    ),
    "epoch": Way(
        "keras_ways.epoch", "a whole epoch as one function", "our whole epoch", (SKY, "D")
    ),
    "sklearn": Way(
        "numpy_ways.sklearn", "scikit-learn `MLPClassifier` (no dropout)", "scikit-learn"
    ),
    "torch_loader": Way("torch_ways.torch_loader", "PyTorch, DataLoader", "PyTorch"),
    "torch_tuned": Way("torch_ways.torch_tuned", "PyTorch, tuned", "PyTorch, tuned", (PINK, "^")),
    "limit": Way("numpy_ways.limit", "the matrix products alone", "matrix products"),
}
"""What is compared, in the order of the tables."""


def ratios(slower: Sequence[dict], faster: Sequence[dict]) -> list[float]:
    """Return, for each turn, how many times longer the first way took than the second."""
    return [a["seconds"] / b["seconds"] for a, b in zip(slower, faster, strict=True)]


def spread(values: Sequence[float], form: str) -> str:
    """Return the median with the smallest and the largest, such as `3.4 (3.3 to 3.6)`."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:{form}} ({low:{form}} to {high:{form}})"


def accuracy(turns: Sequence[dict]) -> str:
    """Return the mean test accuracy over the seeds, with its 95 % interval (Student's t).

    Of fewer than three seeds it is the range that is shown: their interval would say nothing.
    """
    values = [turn["accuracy"] for turn in turns if turn["accuracy"] is not None]
    if len(values) < 3:
        return spread(values, ".2%") if values else "–"
    low, high = evaluation.paired(values)
    return f"{statistics.mean(values):.2%} ± {(high - low) / 2:.2%}"


def median(turns: Sequence[dict]) -> float:
    """Return the median of the turns' seconds."""
    return statistics.median(turn["seconds"] for turn in turns)


def rows(ways: dict[str, list[dict]]) -> list[tuple[str, ...]]:
    """Return a row a way: name, seconds an epoch, images a second, ratios, accuracy.

    Args:
        ways: the turns of each way: `seconds` an epoch, its `images`, and `accuracy`.
    """
    return [
        (
            WAYS[way].title,
            spread([turn["seconds"] for turn in turns], ".2f"),
            f"{turns[0]['images'] / median(turns):,.0f}",
            spread(ratios(ways["keras"], turns), ".1f"),
            spread(ratios(turns, ways["limit"]), ".1f"),
            accuracy(turns),
        )
        for way, turns in ways.items()
    ]


def grid(head: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table: its head, and a row for each of `cells`."""
    first, *others = (f"| {' | '.join(row)} |" for row in (head, *cells))
    return "\n".join([first, "|" + "---|" * len(head), *others])


def section(found: dict) -> str:
    """Return what the page says of a measurement: where it was made, tables and picture.

    Args:
        found: what `speed.main` found.
    """
    head = (
        "Way",
        "Seconds an epoch",
        "Images a second",
        "Times faster than tutorial's Keras",
        "Times the matrix products",
        "Test accuracy",
    )
    sizes = {
        f"784-{network}-10, batch {batch}": ways
        for network, batches in found["epochs"].items()
        for batch, ways in batches.items()
    }
    tables = [f"**{size}**\n\n{grid(head, rows(ways))}" for size, ways in sizes.items()]
    ahead = sum(_fastest(ways) == "epoch" for ways in sizes.values())
    gains = [statistics.median(ratios(of["keras"], of["notebooks"])) for of in sizes.values()]
    tale = (
        f"The whole epoch is the fastest way in {ahead} of the {len(sizes)} tables. The notebooks' "
        f"`fit` is {', '.join(f'{gain:.1f}' for gain in gains)} times as fast as a "
        "tutorial's, in their order."
    )
    shown = f"![{draw(found).alt}](speed.png)"
    where, cost = tell_measured(found["measured"]), distortions(found["distortions"])
    return "\n\n".join([where, *tables, tale, cost, shown])


def tell_measured(measured: dict[str, dict[str, str]]) -> str:
    """Return when each part was measured, with what and, where it isn't MNIST, on which data."""
    parts: dict[str, list[str]] = {}
    for part, how in measured.items():
        said = f"on {how['date']} with {how['machine']}"
        if how["data"] != "mnist":
            said += f", on {data.source_name(how['data'])}"
        parts.setdefault(said, []).append(part.replace("_", " "))
    if len(parts) == 1:
        return f"Measured {next(iter(parts))}, in turns: median (range)."
    each = "; ".join(f"{', '.join(names)} {said}" for said, names in parts.items())
    return f"Measured in turns, median (range): {each}."


def _fastest(ways: dict[str, list[dict]]) -> str:
    return min(ways.keys() - {"limit"}, key=lambda way: median(ways[way]))


def distortions(found: dict[str, float]) -> str:
    """Return in a sentence what distorting costs; see `speed.distortions`."""
    added = found["epoch_distorted"] / found["epoch_plain"] - 1
    return (
        f"One core distorts {found['images_a_second']:,.0f} images a second. An epoch of `far` "
        f"takes {found['epoch_distorted']:.1f} s with new distortions and "
        f"{found['epoch_plain']:.1f} s without: {added:+.0%}."
    )


def draw(found: dict) -> Drawing:
    """Draw what `speed.main` found, with the numbers as the text alternative."""
    figure = Figure(figsize=(8, 6.5), layout="constrained")
    axes = figure.subplots(2, 2)
    epochs, races = found["epochs"]["128-64"], found["from_nothing"]
    seeds = max(map(len, races.values()))
    # A way that did not get there every time has no bar.
    there = {way: turns for way, turns in races.items() if all(turn["epochs"] for turn in turns)}
    said = [
        _bars(axes[0, 0], epochs["32"], "Seconds an epoch, batch 32"),
        _bars(axes[0, 1], epochs["128"], "Seconds an epoch, batch 128"),
        _bars(axes[1, 0], there, f"Seconds to 98 %, median of {seeds} seeds"),
        _lines(axes[1, 1], found["growth"]),
    ]
    lines = axes[1, 1].get_legend_handles_labels()
    figure.legend(*lines, loc="outside lower center", ncols=4)
    return Drawing(figure, " ".join(said))


def _bars(ax: Axes, ways: dict[str, list[dict]], title: str) -> str:
    """Draw a bar a way with its median; return the same in words."""
    names = [WAYS[way].short for way in ways]
    seconds = [median(turns) for turns in ways.values()]
    colours = [WAYS[way].line[0] if WAYS[way].line else "#BBBBBB" for way in ways]
    form = "%.2f" if max(seconds, default=0) < 10 else "%.0f"
    ax.bar_label(ax.barh(names, seconds, color=colours), fmt=form, padding=3)
    ax.invert_yaxis()
    ax.margins(x=0.18)
    ax.set_title(title, x=0)
    said = ", ".join(f"{name} {form % value}" for name, value in zip(names, seconds, strict=True))
    return f"{title}: {said}."


def _lines(ax: Axes, growth: dict[str, dict[str, float]]) -> str:
    """Draw seconds an epoch of each way as units grow, both scales in powers."""
    said = []
    for way, of in growth.items():
        colour, marker = WAYS[way].line
        units, seconds = [int(count) for count in of], of.values()
        ax.loglog(units, list(seconds), color=colour, marker=marker, label=WAYS[way].short)
        pairs = zip(units, seconds, strict=True)
        said.append(f"{WAYS[way].short} " + ", ".join(f"{n:,}: {s:.2f}" for n, s in pairs))
    ax.set_xticks(units, [f"{count:,}" for count in units])
    ax.minorticks_off()
    ax.set(xlabel="units of one hidden layer", title="Seconds an epoch, wider")
    ax.yaxis.set_major_formatter("{x:g}")
    return f"Seconds an epoch by units of one hidden layer: {'; '.join(said)}."


def write(found: dict) -> None:
    """Write the picture, and the part of the page that shows it and the tables."""
    draw(found).save(HERE / "speed.png")
    put(section(found), "speed", README)


if __name__ == "__main__":
    write(json.loads(FILE.read_text("utf-8")))
