"""The picture of what was measured: six panels, readable on a phone."""

import statistics

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.course_time import KINDS
from helpers.plots import BLUE, GREEN, ORANGE, PINK, SKY, Picture

SHORT = {
    "keras": "tutorial's Keras",
    "notebooks": "our notebooks",
    "epoch": "our whole epoch",
    "sklearn": "scikit-learn",
    "torch_loader": "PyTorch",
    "torch_tuned": "PyTorch, tuned",
    "limit": "matrix products",
}
"""The ways in a few characters."""

LOOKS = {
    "keras": (ORANGE, "s"),
    "notebooks": (BLUE, "o"),
    "epoch": (SKY, "D"),
    "torch_tuned": (PINK, "^"),
}
"""Colour and marker of the ways that are drawn as lines."""

OURS = ("notebooks", "epoch")


def drawn(found: dict) -> Picture:
    """Draw what `speed.main` found, with the numbers as the text alternative."""
    figure = Figure(figsize=(8, 9), layout="constrained")
    axes = figure.subplots(3, 2)
    said = [
        _bars(axes[0, 0], _medians(found, "32"), "Seconds an epoch, batch 32"),
        _bars(axes[0, 1], _medians(found, "128"), "Seconds an epoch, batch 128"),
        _bars(axes[1, 0], _nothing(found), "Seconds to 98 % validation accuracy"),
        _course(axes[1, 1], found["course"]),
        _lines(axes[2, 0], found["growth"], "images", "training images"),
        _lines(axes[2, 1], found["growth"], "units", "hidden units"),
    ]
    figure.legend(*axes[2, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return Picture(figure, " ".join(said))


def _medians(found: dict, batch: str) -> dict[str, float]:
    ways = found["epochs"]["128-64"][batch]
    return {
        way: statistics.median(turn["seconds"] for turn in turns) for way, turns in ways.items()
    }


def _nothing(found: dict) -> dict[str, float]:
    """Return the median seconds of the ways that got there every time."""
    return {
        way: statistics.median(turn["seconds"] for turn in turns)
        for way, turns in found["from_nothing"].items()
        if all(turn["epochs"] for turn in turns)
    }


def _bars(ax: Axes, seconds: dict[str, float], title: str) -> str:
    """Draw a bar a way with its number, ours darker; return the same in words."""
    names = [SHORT[way] for way in seconds]
    colours = [BLUE if way in OURS else "#BBBBBB" for way in seconds]
    bars = ax.barh(names, seconds.values(), color=colours)
    form = "%.2f" if max(seconds.values()) < 10 else "%.0f"
    ax.bar_label(bars, fmt=form, padding=3)
    ax.invert_yaxis()
    ax.margins(x=0.18)
    ax.set_title(title, x=-0.4)
    said = ", ".join(
        f"{name} {form % value}" for name, value in zip(names, seconds.values(), strict=True)
    )
    return f"{title}: {said}."


def _course(ax: Axes, course: dict[str, dict[str, float]]) -> str:
    """Draw each notebook as a bar made of what its cells do."""
    names, left = [name[:2] for name in course], [0.0] * len(course)
    colours = (PINK, GREEN, BLUE, ORANGE, "#BBBBBB")
    for kind, colour in zip(KINDS, colours, strict=True):
        seconds = [of[kind] for of in course.values()]
        ax.barh(names, seconds, left=left, color=colour, label=kind, edgecolor="white")
        left = [sum(pair) for pair in zip(left, seconds, strict=True)]
    ax.invert_yaxis()
    ax.set_title("Seconds of each notebook's cells")
    ax.set_xlim(0, 2.1 * max(left))  # room for the legend
    ax.legend(fontsize=9, loc="right")
    ax.set_ylabel("notebook")
    said = "; ".join(
        f"{name} " + ", ".join(f"{kind} {of[kind]:.0f}" for kind in KINDS)
        for name, of in zip(names, course.values(), strict=True)
    )
    return f"Seconds of each notebook's cells: {said}."


def _lines(ax: Axes, growth: dict, what: str, label: str) -> str:
    """Draw seconds an epoch of each way as something grows, both scales in powers."""
    for way, of in growth.items():
        colour, marker = LOOKS[way]
        ax.loglog(
            list(map(int, of[what])),
            list(of[what].values()),
            color=colour,
            marker=marker,
            label=SHORT[way],
        )
    ticks = list(map(int, next(iter(growth.values()))[what]))
    ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    ax.minorticks_off()
    ax.set(xlabel=label, ylabel="seconds an epoch", title=f"More {label}")
    ax.yaxis.set_major_formatter("{x:g}")
    said = "; ".join(
        f"{SHORT[way]} "
        + ", ".join(f"{int(count):,}: {seconds:.2f}" for count, seconds in of[what].items())
        for way, of in growth.items()
    )
    return f"Seconds an epoch by {label}: {said}."
