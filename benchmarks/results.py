"""What the pages show of the committed notebooks: `python -m benchmarks.results` writes it.

The README's table of networks and its picture come from notebooks 04 and 06. The largest
network's part of this folder's page comes from notebook 06 and `full.json`.
"""

import base64
import json
import statistics
from pathlib import Path

from benchmarks import page
from helpers import ROOT, evaluation, models
from runner import claims, notebook
from runner.pages import put

NETWORKS = ROOT / "notebooks" / "04_evaluation.ipynb"
LIMITS = ROOT / "notebooks" / "06_limits.ipynb"
PICTURE = ROOT / "notebooks" / "errors.png"
"""The last figure of notebook 06."""

FULL = page.HERE / "full.json"
"""What notebook 06 recorded with `profile=full`, by epochs."""


def networks() -> str:
    """Return the README's table: networks as published and as notebook 04 measured them."""
    found, cells = recorded(NETWORKS), []
    for name, recipe in models.PUBLISHED.items():
        accuracy = found[f"{name}_test_accuracy"]
        test = f"{accuracy:.2%} ({interval(accuracy)})"
        training = f"{found[f'{name}_train_accuracy']:.2%}"
        cells.append((f"`{name}` {recipe.layers}", recipe.published, test, training))
    head = ("Network", "Published", "Measured: test accuracy, 95 % interval", "Training accuracy")
    climbed = recorded(LIMITS)
    full = json.loads(FULL.read_text("utf-8"))[str(models.FAR.epochs)]
    tale = (
        f"Notebook 06 climbs to **{climbed['test_accuracy']:.2%}**, with a network that trained "
        f"for {climbed['seconds']:.0f} seconds. Its largest network reaches "
        f"**{full['test_accuracy']:.2%}**, the mean of three seeds, in {full['seconds'] / 60:.0f} "
        f"minutes each on two cores."
    )
    return f"{page.grid(head, cells)}\n\n{tale}"


def limits() -> str:
    """Return what the page says of notebook 06's last networks, the longest trained first."""
    found = recorded(LIMITS)
    last = (
        f"Its last network reads **{found['test_accuracy']:.2%}** of the test images "
        f"({interval(found['test_accuracy'])}), and {found['test_accuracy_five_looks']:.2%} as "
        f"the mean of five looks at each picture. Of the rungs on 5,000 pictures, the three "
        f"distortions gain {100 * found['distortions_gain']:.2f} points together."
    )
    lengths = json.loads(FULL.read_text("utf-8"))
    head = ("Epochs", "Minutes each", "Mean of three", "Each", "Five looks", "Together", "Both")
    cells = [
        (
            epochs,
            f"{run['seconds'] / 60:.1f}",
            f"{run['test_accuracy']:.2%}",
            ", ".join(f"{run[f'network_{i}_test_accuracy']:.2%}" for i in (1, 2, 3)),
            f"{run['test_accuracy_five_looks']:.2%}",
            f"{run['ensemble_test_accuracy']:.2%}",
            f"{run['joined_test_accuracy']:.2%}",
        )
        for epochs, run in lengths.items()
    ]
    mean = statistics.mean(run["test_accuracy"] for run in lengths.values())
    tale = f"Such a network reads {mean:.2%} on average over all {3 * len(lengths)}."
    return f"{last}\n\n{page.grid(head, cells)}\n\n{tale}"


def interval(accuracy: float, images: int = 10_000) -> str:
    """Return an accuracy's 95 % interval (Wilson's) over the test images, in words."""
    low, high = evaluation.wilson(round(accuracy * images), images)
    return f"{low:.2%} to {high:.2%}"


def recorded(path: Path) -> dict:
    """Return the results that a committed notebook holds."""
    return notebook.read(notebook.load(path))[1]


def last_figure(path: Path) -> tuple[bytes, str]:
    """Return the PNG of a notebook's last figure, and its text alternative."""
    outputs = [
        output.data
        for cell in notebook.code_cells(notebook.load(path))
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    return base64.b64decode(outputs[-1]["image/png"]), outputs[-1]["text/plain"]


def write() -> None:
    """Write the picture beside the notebooks, and the pages."""
    png, alt = last_figure(LIMITS)
    PICTURE.write_bytes(png)
    readme = ROOT / "README.md"
    put(f"![{alt}](notebooks/{PICTURE.name})", "picture", readme)
    put(networks(), "networks", readme)
    put(limits(), "limits", page.README)
    claims.renew_page()


if __name__ == "__main__":
    write()
