"""The measured times as a table, with ratios inside each turn, and the targets."""

import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

from scipy import stats

WAYS = {
    "keras": "Keras `fit`, as tutorials write it",
    "notebooks": "this course's notebooks",
    "epoch": "a whole epoch as one function",
    "sklearn": "scikit-learn `MLPClassifier` (no dropout)",
    "torch_loader": "PyTorch, DataLoader",
    "torch_tuned": "PyTorch, tuned",
    "limit": "the matrix products alone",
}
"""What is compared, with words for a reader, in the order of the table."""


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
    return f"{statistics.mean(values):.2%} ± {margin(values):.2%}"


def margin(values: Sequence[float]) -> float:
    """Return half the width of the 95 % interval of the mean (Student's t)."""
    return stats.t.ppf(0.975, len(values) - 1) * statistics.stdev(values) / len(values) ** 0.5


def rows(ways: dict[str, list[dict]]) -> list[tuple[str, ...]]:
    """Return a row a way: name, seconds an epoch, images a second, ratios, accuracy.

    Args:
        ways: the turns of each way: `seconds` an epoch, its `images`, and `accuracy`.
    """
    found = []
    for way, turns in ways.items():
        seconds = [turn["seconds"] for turn in turns]
        found.append(
            (
                WAYS[way],
                spread(seconds, ".2f"),
                f"{turns[0]['images'] / statistics.median(seconds):,.0f}",
                spread(ratios(ways["keras"], turns), ".1f"),
                spread(ratios(turns, ways["limit"]), ".1f"),
                accuracy(turns),
            )
        )
    return found


def markdown(epochs: dict) -> str:
    """Return all tables: one for each network and batch size."""
    head = (
        "Way",
        "Seconds an epoch",
        "Images a second",
        "Times faster than tutorial's Keras",
        "Times the matrix products",
        "Test accuracy",
    )
    lines = []
    for network, batches in epochs.items():
        for batch, ways in batches.items():
            lines += [f"**784-{network}-10, batch {batch}**", ""]
            lines += [grid(head, rows(ways)), ""]
    return "\n".join(lines).rstrip()


def grid(head: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table: its head, and a row for each of `cells`."""
    first, *others = (f"| {' | '.join(row)} |" for row in (head, *cells))
    return "\n".join([first, "|" + "---|" * len(head), *others])


BEGIN, END = "<!-- make bench writes from here -->", "<!-- to here -->"
"""Marks in the README around what the benchmark writes."""


def put(text: str, begin: str, readme: Path) -> None:
    """Write a text into the README, between the mark `begin` and the next `END`."""
    before, _, rest = readme.read_text("utf-8").partition(begin)
    after = rest.partition(END)[2]
    readme.write_text(f"{before}{begin}\n{text}\n{END}{after}", encoding="utf-8")


def section(found: dict, words: str) -> str:
    """Return what stands between the marks: where it was measured, tables and picture.

    Args:
        found: what `speed.main` found.
        words: the text alternative of the picture.
    """
    first = {"128-64": {size: found["epochs"]["128-64"][size] for size in ("32", "128")}}
    others = {
        network: {size: ways for size, ways in of.items() if size not in first.get(network, {})}
        for network, of in found["epochs"].items()
    }
    return "\n\n".join(
        (
            f"Measured on {found['date']} with {found['machine']}, in turns: median (range).",
            markdown(first),
            "<details>\n<summary>The other sizes</summary>",
            markdown(others),
            "</details>",
            distortions(found["distortions"]),
            f"![{words}](benchmarks/speed.png)",
        )
    )


def distortions(found: dict[str, float]) -> str:
    """Return in a sentence what distorting costs; see `distortion_time.measured`."""
    added = found["epoch_distorted"] / found["epoch_plain"] - 1
    return (
        f"One core distorts {found['images_a_second']:,.0f} images a second. An epoch of `far` "
        f"takes {found['epoch_distorted']:.1f} s with new distortions and "
        f"{found['epoch_plain']:.1f} s without: {added:+.0%}."
    )
