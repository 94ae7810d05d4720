"""Milliseconds from a movement of the pen to the outputs on the screen: `… -m benchmarks.drawing`.

On the page that `python -m runner page` writes, and in the pad of a notebook in JupyterLab. Both
in headless Chromium, with the network that notebook 05 saves; the page has a second one.
"""

import tempfile
from pathlib import Path

import nbformat
import numpy as np
from nbformat.v4 import new_code_cell, new_notebook

from benchmarks import browser
from helpers import ROOT
from runner import page

MOVES = 300
"""Movements of the pen, each after the outputs of the one before have been shown."""

WATCH = """() => {
  window.delays = [];
  let moved = null;
  const move = (event) => (moved ??= event.timeStamp);
  document.querySelector(".pad-paper").addEventListener("pointermove", move);
  const seen = () => {
    const since = moved;
    moved = null;
    // The next frame shows it, and what is asked for in it comes after it.
    requestAnimationFrame(() => setTimeout(() => delays.push(performance.now() - since)));
  };
  new MutationObserver(() => moved !== null && seen()).observe(
    document.querySelector(".pad-reading"),
    { subtree: true, attributeFilter: ["value"] },
  );
}"""

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
CELLS = (
    "import sys\nsys.path.append({root!r})\nfrom helpers import data, draw, training\n"
    'digits = data.load("auto")\nmodel = training.train_once("dropout", digits).model',
    "draw.pad(model, digits)",
)


def measure(view) -> np.ndarray:
    """Return the milliseconds of each movement on an open page."""
    paper = view.locator(".pad-paper")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    view.evaluate(WATCH)
    view.mouse.move(box["x"] + 20, box["y"] + 20)
    view.mouse.down()
    for number in range(MOVES):  # lines from left to right and back, each below the one before
        turn, step = divmod(number, 20)
        across = step if turn % 2 == 0 else 20 - step
        view.mouse.move(box["x"] + 25 + 11 * across, box["y"] + 25 + 15 * turn)
        view.wait_for_function("(number) => delays.length > number", arg=number)
    view.mouse.up()
    return np.array(view.evaluate("delays"))


def measure_page(chromium, folder: Path) -> np.ndarray:
    """Return the milliseconds on the page."""
    file = folder / "draw.html"
    page.write("auto", file)
    view = chromium.new_page()
    view.goto(file.as_uri())
    return measure(view)


def measure_pad(chromium, folder: Path) -> np.ndarray:
    """Return the milliseconds in a notebook."""
    cells = [new_code_cell(cell.format(root=str(ROOT))) for cell in CELLS]
    nb = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(nb, folder / "pad.ipynb")
    with browser.lab(folder) as address:
        view = chromium.new_page()
        view.goto(f"{address}/lab/tree/pad.ipynb?reset")
        view.wait_for_function(browser.READY, timeout=60_000)
        view.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        view.wait_for_selector(".pad-paper", timeout=300_000)
        return measure(view)


def main() -> None:
    """Print median, 95th percentile and largest of both."""
    with tempfile.TemporaryDirectory() as name, browser.start() as chromium:
        for what, measured in (("page", measure_page), ("pad", measure_pad)):
            found = measured(chromium, Path(name))
            print(
                f"{what}: median {np.median(found):.0f} ms, 95 % within "
                f"{np.percentile(found, 95):.0f} ms, all within {found.max():.0f} ms"
            )


if __name__ == "__main__":
    main()
