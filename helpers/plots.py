"""The course's figures: one function a figure, in one style, each with its text alternative."""

import base64
import html
import io
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator, PercentFormatter
from PIL import Image, PngImagePlugin

from helpers import evaluation

BLUE, ORANGE, GREEN, PINK, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9"
COLOURS = (BLUE, ORANGE, GREEN, PINK, SKY, "#E69F00")
"""Okabe and Ito's palette, which colour-blind readers can tell apart (2008, "Color universal
design"); every line also has its own marker or label, so that nothing rests on colour alone."""

TEN = (
    *("#0173b2", "#a66a04", "#029e73", "#d55e00", "#cc78bc"),
    *("#8f5d33", "#882255", "#6f6f6f", "black", "#332288"),
)
"""A colour for each of ten classes: seaborn's palette for the colour-blind, but for six of it that
are hard to see on white."""

MARKERS = "osD^vP"
INK = "Greys"
"""Colour map of digits: 0 is white paper and 255 is black ink."""

PAPER = "#eeebe4"
"""Background of figures: a sheet that can be told from a white page and glares on no dark one."""

# One style for every figure, those that a learner draws included.
mpl.rcParams.update(
    {
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "legend.frameon": False,
        "figure.facecolor": PAPER,
        "axes.facecolor": PAPER,
    }
)

SHARP = 2
"""Pixels of a figure's file for each pixel of the page: screens are dense."""

MARGIN = 0.15
"""Inches of the figure's background around what is drawn, where a dark page ends."""


class Drawing:
    """A figure with its text alternative: shown as the last line of a cell, or saved."""

    def __init__(self, figure: Figure, alt: str):
        """Keep the figure and the words that say what it shows."""
        self.figure, self.alt = figure, alt

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        png = self.png()
        width = Image.open(io.BytesIO(png)).width // SHARP
        source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
        # JupyterLab and nbconvert keep the words of HTML alone; GitHub and Sphinx take the PNG.
        shown = f'<img alt="{html.escape(self.alt)}" width="{width}" src="{source}">'
        data = {"text/html": shown, "image/png": png, "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt, "width": width}}

    def save(self, file: str | Path) -> None:
        """Write the figure to a PNG file, the text alternative inside it as its description."""
        Path(file).write_bytes(self.png())

    def png(self) -> bytes:
        """Return the figure as the bytes of a PNG file, in 256 colours: a third of the size."""
        drawn, stream = io.BytesIO(), io.BytesIO()
        dpi = 100 * SHARP
        self.figure.savefig(drawn, dpi=dpi, bbox_inches="tight", pad_inches=MARGIN)
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Description", self.alt)
        sheet = Image.open(drawn).convert("RGB")
        # This method keeps every colour within a few of its 256 levels, rare ones too.
        few = sheet.quantize(256, Image.Quantize.MAXCOVERAGE)
        palette, paper = few.getpalette(), 3 * few.getpixel((0, 0))
        palette[paper : paper + 3] = sheet.getpixel((0, 0))  # large, so it has to be exact
        few.putpalette(palette)
        few.save(stream, "PNG", optimize=True, dpi=(dpi, dpi), pnginfo=notes)
        return stream.getvalue()


def _axes(rows: int = 1, columns: int = 1, size: tuple[float, float] = (6.4, 3.6), **how):
    """Return a figure outside of pyplot, which would show it a second time, and its axes."""
    figure = Figure(figsize=size, layout="constrained")
    return figure, figure.subplots(rows, columns, **how)


def _digit(ax: Axes, image: np.ndarray, title: str = "", **how) -> None:
    ax.imshow(image, **{"cmap": INK, "vmin": 0, "vmax": 255} | how)
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, fontsize=9, loc="center")
    for spine in ax.spines.values():
        spine.set(visible=True, color="#cccccc")


def digits(
    images: np.ndarray, titles: Sequence[object], columns: int = 10, what: str = "digits"
) -> Drawing:
    """Draw images (n, 28, 28), 0..255, in rows, each with its title above."""
    titles, rows = [*map(str, titles)], max(1, -(-len(images) // columns))
    height = 1.03 + 0.16 * max((title.count("\n") for title in titles), default=0)
    figure, axes = _axes(rows, columns, (0.85 * columns, rows * height), squeeze=False)
    for ax in axes.flat[len(images) :]:
        ax.set_visible(False)
    for ax, image, title in zip(axes.flat, images, titles, strict=False):
        _digit(ax, image, title)
    named = "; ".join(titles).replace("\n", ", ")
    return Drawing(figure, f"A grid of {len(images)} {what}, titled: {named}.")


def digit_numbers(image: np.ndarray, label: int) -> Drawing:
    """Draw one image (28, 28), 0..255, with each pixel's number written in it."""
    figure, ax = _axes(size=(7, 7))  # no higher than a screen
    _digit(ax, image)
    for row, column in np.argwhere(image):
        value = image[row, column]
        colour = "white" if value > 140 else "black"
        ax.text(column, row, value, ha="center", va="center", fontsize=6.5, color=colour)
    ax.set(xticks=range(0, 28, 3), yticks=range(0, 28, 3), xlabel="column", ylabel="row")
    return Drawing(
        figure,
        f"One image of the digit {label} as 28 rows of 28 squares. Inked squares hold their "
        f"numbers, from 1 (faint) to {image.max()} (black); empty squares are 0.",
    )


def class_shares(counts: pd.DataFrame) -> Drawing:
    """Draw the shares of classes, rows of counts, in each part of the data: its columns."""
    figure, ax = _axes(size=(7.2, 3.1))
    shares = counts / counts.sum()
    labels = [f"{part}: {images:,} images" for part, images in counts.sum().items()]
    shares.set_axis(labels, axis=1).plot.bar(ax=ax, width=0.8, color=COLOURS, edgecolor="white")
    for bar in chain(*ax.containers[1::2]):
        bar.set_hatch("///")
    ax.axhline(1 / len(counts), color="black", linewidth=1, linestyle="--", label="equal shares")
    ax.set(xlabel="class", ylabel="share of the part's images")
    ax.tick_params(axis="x", rotation=90 if max(map(len, counts.index)) > 1 else 0)
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    said = "; ".join(
        f"{part}: from {heights.min():.1%} (class {heights.idxmin()}) to "
        f"{heights.max():.1%} (class {heights.idxmax()})"
        for part, heights in shares.items()
    )
    return Drawing(
        figure, f"Each class's share of the images, beside a line at equal shares. {said}."
    )


def ink_map(share: np.ndarray) -> Drawing:
    """Draw in what share of the images each pixel (28, 28) has ink, and which never has."""
    figure, axes = _axes(1, 2, (7.2, 3.5))
    _digit(axes[0], share, "share of images with ink here", vmax=share.max())
    figure.colorbar(axes[0].images[0], ax=axes[0], format=PercentFormatter(1), shrink=0.8)
    never = share == 0
    _digit(axes[1], np.where(never, 0.55, 0.0), "hatched: never any ink", vmax=1)
    for row, column in np.argwhere(never):
        corner = (column - 0.5, row - 0.5)
        axes[1].add_patch(Rectangle(corner, 1, 1, fill=False, linewidth=0, hatch="/////"))
    return Drawing(
        figure,
        f"Two maps of the picture. Left: where ink is, at most in {share.max():.0%} of the images. "
        f"Right, hatched: the {never.sum()} pixels that no image ever uses.",
    )


def mean_digits(means: np.ndarray, spreads: np.ndarray, names: Sequence[str]) -> Drawing:
    """Draw each class's mean image and its standard deviation, both (10, 28, 28), 0..255."""
    figure, axes = _axes(2, 10, (9.8, 2.3))
    for column, name in enumerate(names):
        _digit(axes[0, column], means[column], name)
        _digit(axes[1, column], spreads[column], cmap="magma_r", vmax=spreads.max())
    for row, what in zip(axes, ("mean", "spread"), strict=True):
        row[0].set_ylabel(what)
        figure.colorbar(row[0].images[0], ax=row, aspect=8, pad=0.01)
    return Drawing(
        figure,
        f"Two rows of ten pictures, a column for each of {', '.join(names)}. Above, the mean image "
        "of the class. Below, how much each pixel varies within it: the darker, the more, at most "
        f"{spreads.max():.0f}.",
    )


def class_map(points: np.ndarray, labels: np.ndarray, names: Sequence[str]) -> Drawing:
    """Draw a two-dimensional map (n, 2) with each image as its class's own name."""
    figure, ax = _axes(size=(7.4, 6))
    for value, (name, colour) in enumerate(zip(names, TEN, strict=True)):
        here = points[labels == value]
        ax.scatter(*here.T, s=22, marker=f"${name}$", color=colour, linewidth=0.3)
        box = {"boxstyle": "circle", "facecolor": "white", "edgecolor": colour}
        ax.text(*np.median(here, axis=0), name, fontsize=13, weight="bold", ha="center", bbox=box)
    ax.axis("off")  # its directions have no meaning
    return Drawing(
        figure,
        f"A map of {len(points):,} images, each drawn as its class's name where it falls. "
        "A circle with the name marks the middle of each class.",
    )


def function_lines(
    x: np.ndarray, functions: Mapping[str, np.ndarray], title: str, x_label: str = "input z"
) -> Drawing:
    """Draw functions of one variable in one panel, each with its own dashes and label."""
    figure, ax = _axes(size=(5.6, 3))
    _draw_functions(ax, x, functions)
    ax.set(xlabel=x_label, title=title)
    ax.legend()
    said = "; ".join(
        f"{name} runs from {y[0]:.3f} to {y[-1]:.3f}, largest {y.max():.3f}"
        for name, y in functions.items()
    )
    return Drawing(figure, f"{title}, for inputs from {x[0]:g} to {x[-1]:g}: {said}.")


def _draw_functions(ax: Axes, x: np.ndarray, functions: Mapping[str, np.ndarray]) -> None:
    """Draw functions of x (n,) around a line at 0, each broken where it jumps."""
    looks = zip(COLOURS, ("-", "--", ":"), strict=False)
    for (name, y), (colour, dashes) in zip(functions.items(), looks, strict=False):
        jumps = np.abs(np.diff(y, prepend=y[0])) > 0.5
        ax.plot(x, np.where(jumps, np.nan, y), dashes, color=colour, label=name, linewidth=2)
    ax.axhline(0, color="#cccccc", linewidth=0.8, zorder=0)


def unit(inputs: np.ndarray, weights: np.ndarray, bias: float) -> Drawing:
    """Draw one sigmoid unit with its numbers: inputs (n,) and weights (n,) from left to right."""
    figure, ax = _axes(size=(7.6, 0.75 * len(inputs) + 0.9))
    total = float(inputs @ weights + bias)
    output = 1 / (1 + np.exp(-total))
    heights = np.arange(len(inputs))[::-1] - (len(inputs) - 1) / 2
    for number, (value, weight, height) in enumerate(zip(inputs, weights, heights, strict=True), 1):
        _box(ax, f"input {number}\n{value:g}", (0, height), (2.65, 0.25 * height))
        times = f"× {weight:g}".replace("-", "−")
        ax.text(1.25, 0.72 * height + 0.14, times, color=BLUE, ha="center")
    _box(ax, f"bias\n{bias:g}", (3.2, heights[-1] - 0.8), (3.2, -0.4), ORANGE)
    _box(ax, f"sum\nz = {total:.2f}", (3.2, 0), (4.5, 0))
    _box(ax, "activation\nsigmoid(z)", (5.2, 0), (6.5, 0))
    _box(ax, f"output\n{output:.2f}", (7, 0))
    ax.set(xlim=(-0.7, 7.6), ylim=(heights[-1] - 1.4, heights[0] + 0.5))
    ax.axis("off")
    products = " + ".join(f"{a:g} × {b:g}" for a, b in zip(inputs, weights, strict=True))
    return Drawing(
        figure,
        f"A unit, from left to right: {len(inputs)} inputs, each times its weight, and the bias "
        f"{bias:g} go into a sum, z = {products} + {bias:g} = {total:.2f}. The sigmoid of z is the "
        f"output, {output:.2f}.",
    )


def _box(
    ax: Axes, text: str, place: tuple, to: tuple | None = None, rim: str = "black", size: int = 10
) -> Patch:
    """Write a text in a box, with an arrow from it to the right or upwards; return the box."""
    box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": rim}
    look = {"ha": "center", "va": "center", "fontsize": size, "bbox": box}
    if to:
        side = (0.5, 1) if to[0] == place[0] else (1, 0.5)
        look["arrowprops"] = {"arrowstyle": "->", "relpos": side}
    return ax.annotate(text, to or place, place, **look).get_bbox_patch()


def network(layers: Mapping[str, int]) -> Drawing:
    """Draw dense layers from left to right, a few units of each: numbers of units by name."""
    figure, ax = _axes(size=(2.7 * len(layers), 3.4))

    def place(count: int) -> np.ndarray:
        shown = min(count, 8)
        heights = (np.arange(shown) - (shown - 1) / 2) / 3.5
        return np.delete(heights, [3, 4]) if count > 8 else heights  # with room for dots

    drawn = [place(count) for count in layers.values()]
    for i, (fan_in, fan_out) in enumerate(pairwise(layers.values())):
        ends = [(start, end) for start in drawn[i] for end in drawn[i + 1]]
        ax.plot([2 * i, 2 * i + 2], np.transpose(ends), color="#8a8a8a", linewidth=0.5, zorder=0)
        said = f"weights {fan_in} × {fan_out}\nbiases {fan_out}"
        ax.text(2 * i + 1, 1.2, said, ha="center", color=ORANGE)
    for i, (name, count) in enumerate(layers.items()):
        ax.scatter([2 * i] * len(drawn[i]), drawn[i], s=90, facecolor="white", edgecolor=BLUE)
        ax.text(2 * i, 0, "⋮" if count > 8 else "", ha="center", va="center", fontsize=14)
        ax.text(2 * i, -1.25, f"{name}\n{count}", ha="center", va="top")
    ax.set(xlim=(-0.7, 2 * len(layers) - 1.3), ylim=(-1.7, 1.55))
    ax.axis("off")
    ways = "; ".join(
        f"{fan_in} × {fan_out} weights and {fan_out} biases lead from {start} ({fan_in}) to {end} "
        f"({fan_out})"
        for (start, fan_in), (end, fan_out) in pairwise(layers.items())
    )
    return Drawing(figure, f"Layers in which every unit is connected to all of the next: {ways}.")


def activations(
    z: np.ndarray, functions: Mapping[str, np.ndarray], slopes: Mapping[str, np.ndarray]
) -> Drawing:
    """Draw functions of z (n,) above their slopes, each line broken where it jumps."""
    figure, axes = _axes(2, 1, (5.6, 4.4), sharex=True)
    for ax, lines, what in zip(axes, (functions, slopes), ("output", "slope"), strict=True):
        _draw_functions(ax, z, lines)
        ax.set_ylabel(what)
    axes[0].legend()
    axes[1].set_xlabel("input z")
    said = "; ".join(
        f"{name} from {y[0]:.2f} to {y[-1]:.2f}, its slope {slopes[name][0]:.2f} at the left end, "
        f"{slopes[name].max():.2f} at most, {slopes[name][-1]:.2f} at the right end"
        for name, y in functions.items()
    )
    ends = f"for inputs from {z[0]:g} to {z[-1]:g}"
    return Drawing(figure, f"Activations above their slopes, {ends}: {said}.")


def computation_graph(
    path: Mapping[str, Sequence[int]], weights: Mapping[str, Mapping[str, Sequence[int]]]
) -> Drawing:
    """Draw a forward pass as a graph, with the gradient that each edge carries back.

    Args:
        path: the shape of each array by name, from the input to the loss.
        weights: of each array of the path that has weights, their shapes by name.
    """
    figure, ax = _axes(size=(1.7 * len(path), 3.2))
    places = {name: (2.2 * i, 0.0) for i, name in enumerate(path)}
    shapes, edges = dict(path), list(pairwise(path))
    for target, arrays in weights.items():
        for i, (name, shape) in enumerate(arrays.items()):
            places[name], shapes[name] = (places[target][0] + 2 * i - 1, -1.7), shape
            edges.append((name, target))
    sizes = {name: " × ".join(map(str, shape)) or "number" for name, shape in shapes.items()}
    boxes = {
        name: _box(ax, f"{name}\n{sizes[name]}", place, rim="#8a8a8a", size=9)
        for name, place in places.items()
    }
    learned = [edge for edge in edges if edge[0] != next(iter(path))]
    back = [(end, start) for start, end in learned]
    bent = {"arrowstyle": "->", "connectionstyle": "arc3,rad=-0.35"}
    for arrows, colour, dashes in ((edges, BLUE, "-"), (back, ORANGE, "--")):
        for start, end in arrows:
            look = bent | {"color": colour, "linestyle": dashes}
            look |= {"patchA": boxes[start], "patchB": boxes[end]}  # from rim to rim
            ax.annotate("", places[end], places[start], arrowprops=look)
    for start, end in learned:
        middle, said = np.mean([places[start], places[end]], axis=0), f"d{start}\n{sizes[start]}"
        ax.text(*middle, said, color=ORANGE, ha="center", va="center", fontsize=9)
    ax.set(xlim=(-0.8, 2.2 * len(path) - 1.4), ylim=(-2.2, 0.6))
    ax.axis("off")
    ways = "; ".join(f"{start} ({sizes[start]}) to {end}" for start, end in edges)
    gradients = ", ".join(f"d{start} {sizes[start]}" for start, _ in learned)
    return Drawing(figure, f"A graph. Forward: {ways}. Backward, the same ways: {gradients}.")


def curves(
    histories: Mapping[str, Mapping[str, Sequence[float]]],
    untrained: Mapping[str, Mapping[str, float]] | None = None,
) -> Drawing:
    """Draw loss and accuracy an epoch, training dashed and validation solid.

    Keras's training figures are means over an epoch, so they stand at its middle.

    Args:
        histories: of each network by name, what `model.fit(...).history` holds.
        untrained: of some networks by name, what `model.evaluate(..., return_dict=True)` said of
            the validation images before training: the validation line then starts at epoch 0.
    """
    figure, axes = _axes(1, 2, (9.6, 3.4))
    for (name, history), colour, marker in zip(histories.items(), COLOURS, MARKERS, strict=False):
        before = (untrained or {}).get(name)
        of = f"{name}, " if len(histories) > 1 else ""
        for ax, what in zip(axes, ("loss", "accuracy"), strict=True):
            after = [*([before[what]] if before else []), *history[f"val_{what}"]]
            last = len(history[what])
            look = {"color": colour, "marker": marker, "markersize": 4}
            middles = np.arange(last) + 0.5
            ax.plot(middles, history[what], "--", label=f"{of}training", alpha=0.8, **look)
            ends = np.arange(last + 1 - len(after), last + 1)
            ax.plot(ends, after, "-", label=f"{of}validation", **look)
            ax.set(xlabel="epoch", ylabel=what)
            ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[1].yaxis.set_major_formatter(PercentFormatter(1, decimals=None))
    for ax in axes:
        _name_ends(ax)
    said = "; ".join(
        f"{name}: validation loss from {h['val_loss'][0]:.3f} to {h['val_loss'][-1]:.3f}, "
        f"accuracy from {h['val_accuracy'][0]:.1%} to {h['val_accuracy'][-1]:.1%} "
        f"(training {h['accuracy'][-1]:.1%})"
        for name, h in histories.items()
    )
    begun = "".join(
        f" Before training, at epoch 0, {name} has a validation loss of {scores['loss']:.3f} and "
        f"an accuracy of {scores['accuracy']:.1%}."
        for name, scores in (untrained or {}).items()
    )
    return Drawing(figure, f"Loss and accuracy after each epoch. {said}.{begun}")


def _name_ends(ax: Axes) -> None:
    """Write behind each line's end its dashes and its label, moved where two would overlap."""
    (low, high), right = ax.get_ylim(), max(line.get_xdata()[-1] for line in ax.lines)
    lines = sorted(ax.lines, key=lambda line: line.get_ydata()[-1])
    step = 0.08 * (high - low)
    if lines[0].get_ydata()[-1] > (low + high) / 2:  # no room above: from the top downwards
        lines, step = lines[::-1], -step
    look = {"xytext": (8, 0), "textcoords": "offset points", "va": "center", "fontsize": 9}
    place = None
    for line in lines:
        end = line.get_ydata()[-1]
        if place is not None:
            end = (max if step > 0 else min)(end, place + step)
        place = end
        text = f"{'– –' if line.get_linestyle() == '--' else '—'} {line.get_label()}"
        ax.annotate(text, (right, place), color=line.get_color(), annotation_clip=False, **look)


def confusion(counts: np.ndarray, names: Sequence[str]) -> Drawing:
    """Draw a confusion matrix (10, 10) of counts, rows true, columns predicted."""
    figure, ax = _axes(size=(6.6, 5.6))
    right = np.eye(len(counts), dtype=bool)
    wrong = np.where(right, 0, counts)
    # The right answers are a hundred times the errors: coloured alike, no error would show.
    shares = wrong / np.maximum(1, counts.sum(axis=1, keepdims=True))
    sns.heatmap(
        shares,
        mask=right,
        annot=np.where(wrong, wrong.astype(str), ""),
        fmt="",
        cmap="Blues",
        ax=ax,
        square=True,
        linewidths=0.5,
        xticklabels=names,
        yticklabels=names,
        annot_kws={"fontsize": 8},
        cbar_kws={"label": "share of the true class's images", "format": PercentFormatter(1, 1)},
    )
    for place, count in enumerate(np.diag(counts)):
        ax.text(place + 0.5, place + 0.5, count, ha="center", va="center", fontsize=8)
    ax.tick_params(axis="y", rotation=0)
    ax.set(xlabel="predicted class", ylabel="true class", facecolor="#dddddd")
    true, taken = np.unravel_index(wrong.argmax(), wrong.shape)
    return Drawing(
        figure,
        f"Confusion matrix of {counts.sum():,} images: {np.trace(counts):,} on the diagonal are "
        f"right. The most frequent error: {wrong.max()} images of {names[true]} taken for "
        f"{names[taken]}.",
    )


def weights(columns: np.ndarray, names: Sequence[str], label: str = "weight") -> Drawing:
    """Draw the weights (784, 10) of ten units, or what `label` says, as pictures centred on 0."""
    figure, axes = _axes(2, 5, (8.4, 3.9))
    limit = np.percentile(np.abs(columns), 99)
    for ax, unit, name in zip(axes.flat, columns.T, names, strict=True):
        _digit(ax, unit.reshape(28, 28), f"unit {name}", cmap="PuOr", vmin=-limit, vmax=limit)
    figure.colorbar(axes[0, 0].images[0], ax=axes, shrink=0.8, label=label, extend="both")
    return Drawing(
        figure,
        f"Ten pictures, each output unit's 784 numbers ({label}) laid out as 28 by 28 pixels. "
        "Purple ones are positive (ink here speaks for the class), orange ones negative. "
        f"The darkest colours stand for {limit:.2f} and more, up to {np.abs(columns).max():.2f}.",
    )


def norms(table: pd.DataFrame, title: str) -> Drawing:
    """Draw gradient norms on a logarithmic scale: a row of the table a line, a column a layer.

    A row named "sigmoid, sgd" takes its colour from the first word, dashes and marker from the
    second.
    """
    figure, ax = _axes(size=(6.6, 3.8))
    pairs = [str(name).partition(", ") for name in table.index]
    colours = dict(zip(dict.fromkeys(pair[0] for pair in pairs), COLOURS, strict=False))
    others = list(dict.fromkeys(pair[2] for pair in pairs))
    for (name, row), (first, _, second) in zip(table.iterrows(), pairs, strict=True):
        place = others.index(second)
        look = {"color": colours[first], "marker": MARKERS[place]}
        ax.plot(table.columns, row, ("-", "--", ":", "-.")[place % 4], label=name, **look)
    ax.set(yscale="log", xlabel=table.columns.name, ylabel="gradient norm", title=title)
    ax.set_xticks(table.columns)
    ax.legend(fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    said = "; ".join(
        f"{name}: {row.iloc[0]:.1e} to {row.iloc[-1]:.1e}" for name, row in table.iterrows()
    )
    ends = f"from {table.columns[0]} to {table.columns[-1]}"
    return Drawing(figure, f"{title}: lines on a logarithmic scale. {said} ({ends}).")


def gaps(table: pd.DataFrame) -> Drawing:
    """Draw training and validation accuracy by brake: every seed a mark, means as lines.

    The table has a row a run, and columns `brake`, `seed`, `training`, `validation`.
    """
    figure, axes = _axes(1, 2, (8.2, 3.2))
    means = table.groupby("brake", sort=False)[["training", "validation"]].mean()
    places = pd.Series(range(len(means)), means.index)
    aside = (table["seed"] - table["seed"].mean()) * 0.12  # or equal runs would hide each other
    for ax, part, colour, marker in zip(axes, means, (ORANGE, BLUE), "so", strict=True):
        ax.hlines(means[part], places - 0.3, places + 0.3, color=colour)
        ax.plot(table["brake"].map(places) + aside, table[part], marker, color=colour, alpha=0.7)
        ax.set(title=f"{part} accuracy", xticks=places)
        ax.set_xticklabels(means.index.str.replace(" ", "\n"))
        ax.yaxis.set_major_formatter(PercentFormatter(1))
    said = "; ".join(
        f"{brake}: training {row.training:.1%}, validation {row.validation:.1%}"
        for brake, row in means.iterrows()
    )
    return Drawing(
        figure,
        "Two panels with scales of their own, training and validation accuracy, every seed a "
        f"mark. Means: {said}.",
    )


def reliability(
    table: pd.DataFrame,
    other: pd.DataFrame | None = None,
    names: Sequence[str] = ("this network", ""),
) -> Drawing:
    """Draw accuracy against confidence, with 95 % intervals, above the counts.

    Args:
        table: what `evaluation.calibration` gave.
        other: the same of other outputs, to be drawn beside.
        names: what the figure calls them.
    """
    figure, axes = _axes(2, 1, (5.2, 5.4), sharex=True, height_ratios=[3, 1])
    axes[0].plot([0, 1], [0, 1], "--", color="black", label="perfectly calibrated")
    drawn = [(names[0], table, BLUE, "o")]
    if other is not None:
        drawn = [(names[0], table, ORANGE, "s"), (names[1], other, BLUE, "o")]
    said = []
    for place, (name, bins, colour, marker) in enumerate(drawn):
        off = evaluation.calibration_error(bins)
        right = (bins["accuracy"] * bins["images"]).round()
        ends = [evaluation.wilson(*bin_) for bin_ in zip(right, bins["images"], strict=True)]
        spread = np.abs(np.transpose(ends) - bins["accuracy"].to_numpy())
        look = {"fmt": marker, "color": colour, "capsize": 3}
        label = f"{name}: expected calibration error {off:.3f}"
        axes[0].errorbar(bins["confidence"], bins["accuracy"], yerr=spread, label=label, **look)
        width = (bins["to"] - bins["from"]) / len(drawn)  # side by side, or one would hide another
        bars = {"align": "edge", "edgecolor": colour, "color": SKY if other is None else colour}
        axes[1].bar(bins["from"] + place * width, bins["images"], width, **bars)
        rows = "; ".join(
            f"confidence {sure:.2f}: accuracy {share:.2f} ({images:.0f} images)"
            for *_, images, sure, share in bins.itertuples()
        )
        said.append(f"{name}: {rows}. Error {off:.3f}.")
    axes[0].set(ylabel="accuracy, 95 % intervals")
    axes[0].legend(loc="lower left", bbox_to_anchor=(0, 1))  # above, where no interval ends
    axes[1].set(xlabel="confidence (largest output)", ylabel="images", yscale="log")
    return Drawing(figure, f"Reliability diagram, {' '.join(said)}")


def intervals(table: pd.DataFrame) -> Drawing:
    """Draw test accuracies with their intervals: rows by network, columns `test`, `low`, `high`.

    Columns `from` and `to`, where there are such, are the published figures, nan where none is.
    """
    figure, ax = _axes(size=(6.6, 0.5 * len(table) + 1.2))
    places = np.arange(len(table))
    spread = [table["test"] - table["low"], table["high"] - table["test"]]
    ax.errorbar(table["test"], places, xerr=spread, fmt="o", color=BLUE, capsize=4, label="here")
    published = "from" in table
    if published:
        edge = table["high"].max() + 0.002
        ends = places + 0.28, table["from"], table["to"].clip(upper=edge)
        ax.hlines(*ends, color=ORANGE, linewidth=2, label="published")
        further = places[table["to"] > edge] + 0.28
        ax.plot(np.full(len(further), edge), further, ">", color=ORANGE, clip_on=False)
        for end in (table["from"], table["to"].where(table["to"] <= edge)):
            ax.plot(end, places + 0.28, "|", color=ORANGE, markersize=9, markeredgewidth=2)
        ax.legend(loc="lower left")
    for place, value in zip(places, table["test"], strict=True):
        ax.annotate(f"{value:.2%}", (value, place), (0, 7), textcoords="offset points", ha="center")
    ax.set(yticks=places, yticklabels=table.index, xlabel="test accuracy with its interval")
    ax.set_ylim(len(table) - 0.5, -0.7)
    ax.xaxis.set_major_formatter(PercentFormatter(1))
    said = "; ".join(
        f"{name} {row['test']:.2%} ({row['low']:.2%} to {row['high']:.2%})"
        + (f", published {row['from']:.2%}" if published and row["from"] > 0 else "")
        + (f" to {row['to']:.2%}" if published and row["to"] > row["from"] else "")
        for name, row in table.iterrows()
    )
    return Drawing(figure, f"Test accuracy of each network with its interval: {said}.")


def gains(steps: pd.DataFrame, cost: pd.Series) -> Drawing:
    """Draw what changes gained over several seeds, and what an answer costs: a row a change.

    Args:
        steps: differences in percentage points, a row a seed and a column a change.
        cost: of each change, in thousands of multiplications a picture.
    """
    figure, (left, right) = _axes(1, 2, (8, 0.36 * len(cost) + 1), sharey=True, width_ratios=(3, 1))
    names, places, means = list(steps), np.arange(steps.shape[1]), steps.mean()
    low, high = steps.apply(evaluation.paired).to_numpy()
    look = {"mfc": "none", "color": BLUE, "markersize": 4, "alpha": 0.7}
    left.plot(steps.T, places + 0.22, "o", **look)
    ends = np.abs([low - means, high - means])
    left.errorbar(means, places, xerr=ends, fmt="o", color=BLUE, capsize=4)
    left.axvline(0, color="black", linestyle="--", linewidth=1)
    left.set(yticks=places, yticklabels=names, ylim=(len(names) - 0.4, -0.6))
    left.set_xlabel("gain in points: seeds, mean, 95 % interval")
    bars = right.barh(places, cost[names], color=ORANGE, height=0.5)
    right.bar_label(bars, fmt="%.0f", padding=3)
    right.set_xlabel("thousand multiplications")
    right.margins(x=0.3)
    said = "; ".join(
        f"{name} {means[name]:+.2f} ({low[i]:+.2f} to {high[i]:+.2f}), {cost[name]:.0f} thousand"
        for i, name in enumerate(names)
    )
    return Drawing(
        figure,
        f"Gain of each change over {len(steps)} seeds in percentage points, with its interval, and "
        f"the multiplications of one answer: {said}.",
    )


def forms(
    rows: Mapping[str, Sequence[np.ndarray]],
    titles: Sequence[object],
    photos: Sequence[str] = (),
    seen: str = "",
) -> Drawing:
    """Draw the same digits in several forms: a row a form, named at its left.

    Args:
        rows: of each form by name, images (height, width), 0..255, where 255 is ink.
        titles: what stands above the columns.
        photos: the names of forms where 255 is light, as in any photo.
        seen: what the pictures show, for those who can't see it.
    """
    columns = len(titles)
    size = (1.05 * columns + 0.6, 1.12 * len(rows))
    figure, axes = _axes(len(rows), columns, size, squeeze=False)
    for line, (name, images) in zip(axes, rows.items(), strict=True):
        for ax, image in zip(line, images, strict=True):
            _digit(ax, image, cmap="gray" if name in photos else INK)
        line[0].set_ylabel(name)
    for ax, title in zip(axes[0], titles, strict=True):
        ax.set_title(str(title), fontsize=9, loc="center")
        ax.set_anchor("N")  # photos differ in height: so the titles stand in one line
    said = ", ".join(map(str, titles))
    words = f"The digits {said} in {len(rows)} forms, a row each: {'; '.join(rows)}. {seen}"
    return Drawing(figure, words.strip())


def reading(
    image: np.ndarray, outputs: np.ndarray, names: Sequence[str], hint: str = ""
) -> Drawing:
    """Draw an image (28, 28), 0..255, beside what a network says of it: outputs (10,), 0..1."""
    figure, (left, right) = _axes(1, 2, (6.4, 3), width_ratios=(1, 1.4))
    _digit(left, image)
    left.set_xlabel("what the network gets: 28 × 28", fontsize=9)
    best = int(np.argmax(outputs))
    colours = [BLUE if i == best else "#8a8a8a" for i in range(len(names))]
    bars = right.barh(list(names), outputs, color=colours, height=0.7)
    right.bar_label(bars, fmt="%.2f", padding=3, fontsize=9)
    right.invert_yaxis()
    right.set(xlim=(0, 1.15), xticks=(0, 0.5, 1), xlabel="output", ylabel="class")
    right.set_title(f"I read: {names[best]}.")
    if hint:
        figure.supxlabel(hint, fontsize=9)
    said = ", ".join(f"{value:.2f} for {name}" for name, value in zip(names, outputs, strict=True))
    words = f"A digit of 28 by 28 pixels, read as {names[best]}. Outputs: {said}."
    return Drawing(figure, f"{words} {hint}".strip())
