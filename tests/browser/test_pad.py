"""The pad in a notebook, in JupyterLab with a real kernel."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from benchmarks import browser as browsers
from helpers import pictures
from tests.browser.support import SEVEN, command, draw_with_finger, draw_with_mouse, levels
from tests.support import make_notebook, wait_until

pytestmark = pytest.mark.process

CELLS = (
    """import keras
import numpy as np
from helpers import data, draw

digits = data.load("./turned.npz")
# The nearest mean digit, as one layer: it needs no training.
x, labels = digits.train.x, digits.train.labels
means = np.array([x[labels == digit].mean(axis=0) for digit in range(10)])
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
model.set_weights([means.T, -(means**2).sum(axis=1) / 2])""",
    "draw.pad(model, digits)",
    "import time\n\ntime.sleep(600)",  # the pad doesn't wait for the kernel
)

PAPER = ".pad-paper"
STILL = ".jp-OutputArea-output img"
TURNED = f"getComputedStyle(document.querySelector('{PAPER}')).filter"


def turned(many: int) -> dict[str, np.ndarray]:
    """Return a data set whose class 7 is the stroke that the tests draw, the others it turned.

    Even classes are mirrored, too. So who reads 7 got the stroke as it was drawn.
    """
    sheet, rng = Image.new("L", (280, 280)), np.random.default_rng(0)
    ImageDraw.Draw(sheet).line([(280 * x, 280 * y) for x, y in SEVEN], 255, 22, "curve")
    labels = np.arange(many) % 10
    sheets = (ImageOps.mirror(sheet), sheet)
    angles = 72 * ((labels - 6) // 2) + rng.normal(0, 3, many)
    drawn = [sheets[each % 2].rotate(angle) for each, angle in zip(labels, angles, strict=True)]
    images = [pictures.centre(np.asarray(paper) / 255) for paper in drawn]
    return {"x": np.array(images, "uint8"), "y": labels}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The folder of a notebook and of a small data set."""
    place = tmp_path_factory.mktemp("lab")
    make_notebook(place / "pad.ipynb", *CELLS)
    parts = {"train": turned(400), "test": turned(100)}
    arrays = {f"{kind}_{name}": part[kind] for name, part in parts.items() for kind in part}
    np.savez(place / "turned.npz", **arrays)
    return place


@pytest.fixture(scope="module")
def opened(browser, folder):
    """Open a notebook by name, in a JupyterLab of its own."""
    with browsers.lab(folder) as address:
        window = {"width": 1300, "height": 1000}
        context = browser.new_context(has_touch=True, viewport=window)

        def open_notebook(name: str):
            page = context.new_page()
            page.goto(f"{address}/lab/tree/{name}?reset")
            page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
            return page

        yield open_notebook
        context.close()


@pytest.fixture(scope="module")
def live(opened):
    """A notebook whose cells were run by somebody who sits before them."""
    page = opened("pad.ipynb")
    page.wait_for_function(browsers.READY, timeout=60_000)
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(PAPER, timeout=120_000)
    return page


@pytest.fixture(scope="module")
def stored(live, folder) -> str:
    """That notebook, saved, and its kernel ended; and a copy of it, which nobody trusts."""
    before = (folder / "pad.ipynb").stat().st_mtime_ns
    command(live, "docmanager:save")
    wait_until(lambda: (folder / "pad.ipynb").stat().st_mtime_ns > before, 30)
    command(live, "kernelmenu:shutdown")
    live.wait_for_function("jupyterapp.shell.currentWidget.context.sessionContext.hasNoKernel")
    shutil.copyfile(folder / "pad.ipynb", folder / "handed-in.ipynb")


def test_the_network_reads_what_mouse_and_finger_draw_while_the_kernel_is_busy(live):
    paper = live.locator(PAPER)
    assert not live.locator(STILL).is_visible()
    for draw_stroke in (draw_with_mouse, draw_with_finger):
        draw_stroke(live, paper)
        live.wait_for_function("document.querySelector('.pad-best th')?.textContent === '7'")
        live.get_by_role("button", name="Clear").press("Enter")
        live.wait_for_function("!document.querySelector('.pad-best')")
        assert not levels(paper).any()


def test_it_follows_jupyterlabs_dark_theme(live):
    assert live.evaluate(TURNED) == "none"
    command(live, "apputils:change-theme", theme="JupyterLab Dark")
    live.wait_for_function(f"{TURNED} === 'invert(1)'")


@pytest.mark.parametrize("name", ["pad.ipynb", "handed-in.ipynb"])
def test_opened_again_without_a_kernel_or_trust_it_is_a_picture(name, stored, opened):
    page = opened(name)
    page.wait_for_selector(STILL)
    assert page.locator(STILL).is_visible() and not page.locator(PAPER).count()
