"""Every figure can be shown, read aloud and saved."""

import base64
import html
import io
import re

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from helpers import evaluation, plots

rng = np.random.default_rng(0)
IMAGES = rng.integers(0, 256, (10, 28, 28), dtype="uint8")
NAMES = tuple("0123456789")
HISTORY = {
    "loss": [1, 0.5],
    "accuracy": [0.5, 0.8],
    "val_loss": [0.9, 0.6],
    "val_accuracy": [0.6, 0.7],
}
SCORES = pd.DataFrame({"test": [0.9], "low": [0.88], "high": [0.92]}, index=["net"])
RUNS = pd.DataFrame(
    {"brake": ["none", "L2"], "seed": 0, "training": [1.0, 0.9], "validation": [0.8, 0.8]}
)
CALIBRATION = evaluation.calibration(rng.dirichlet(np.ones(10), 50), rng.integers(0, 10, 50))

FIGURES = {
    "digits": lambda: plots.digits(IMAGES, NAMES),
    "digit_numbers": lambda: plots.digit_numbers(IMAGES[0], 7),
    "class_shares": lambda: plots.class_shares(pd.DataFrame({"test": range(1, 11)}, NAMES)),
    "ink_map": lambda: plots.ink_map(np.triu(np.ones((28, 28))) * 0.5),
    "mean_digits": lambda: plots.mean_digits(IMAGES, IMAGES, NAMES),
    "class_map": lambda: plots.class_map(rng.normal(size=(50, 2)), np.arange(50) % 10, NAMES),
    "function_lines": lambda: plots.function_lines(np.arange(3), {"line": np.arange(3)}, "A line"),
    "network": lambda: plots.network({"input": 784, "hidden": 16, "output": 3}),
    "unit": lambda: plots.unit(np.array([0.0, 0.5, 1]), np.array([2.0, -1, 0.5]), 0.3),
    "activations": lambda: plots.activations(
        np.arange(3.0), {"line": np.arange(3.0)}, {"line": np.ones(3)}
    ),
    "computation_graph": lambda: plots.computation_graph(
        {"x": (5, 4), "z": (5, 2), "loss": ()}, {"z": {"W": (4, 2), "b": (2,)}}
    ),
    "curves": lambda: plots.curves({"net": HISTORY}),
    "confusion": lambda: plots.confusion(np.eye(10, dtype=int) * 9 + 1, NAMES),
    "weights": lambda: plots.weights(rng.normal(size=(784, 10)), NAMES),
    "norms": lambda: plots.norms(pd.DataFrame([[1e-3, 1.0]], ["sigmoid"], ["1", "2"]), "Norms"),
    "gaps": lambda: plots.gaps(RUNS),
    "reliability": lambda: plots.reliability(CALIBRATION),
    "intervals": lambda: plots.intervals(SCORES),
    "gains": lambda: plots.gains(
        pd.DataFrame({"wider": [0.5, 1.0], "deeper": [-0.5, 0.3]}),
        pd.Series({"wider": 269.0, "deeper": 334.0}),
    ),
    "forms": lambda: plots.forms({"raw": IMAGES[:2], "ready": IMAGES[:2]}, [3, 4], ["raw"]),
    "reading": lambda: plots.reading(IMAGES[0], np.linspace(0, 1, 10), NAMES, "Draw."),
}


def test_every_public_figure_is_tried_here():
    public = {
        name
        for name, thing in vars(plots).items()
        if callable(thing) and getattr(thing, "__module__", "") == plots.__name__
    }
    assert {name for name in public if name[0].islower()} == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_comes_with_its_text_alternative_in_every_form(name):
    data, metadata = FIGURES[name]()._repr_mimebundle_()
    words = data["text/plain"]
    assert len(words) > 40 and words.endswith(".")
    assert data["text/html"].startswith(f'<img alt="{html.escape(words)}" width="')
    assert metadata["image/png"]["alt"] == words


def test_a_figure_is_shown_at_half_its_pixels_in_256_colours_on_paper():
    data, metadata = FIGURES["curves"]()._repr_mimebundle_()
    width = metadata["image/png"]["width"]
    held = base64.b64encode(data["image/png"]).decode()
    assert data["text/html"].endswith(f'width="{width}" src="data:image/png;base64,{held}">')
    with Image.open(io.BytesIO(data["image/png"])) as saved:
        assert saved.mode == "P" and saved.width in (2 * width, 2 * width + 1)
        assert "#{:02x}{:02x}{:02x}".format(*saved.convert("RGB").getpixel((0, 0))) == plots.PAPER


def test_few_colours_are_nearly_those_that_were_drawn():
    drawing, drawn = FIGURES["mean_digits"](), io.BytesIO()
    how = {"bbox_inches": "tight", "pad_inches": plots.MARGIN}
    drawing.figure.savefig(drawn, dpi=100 * plots.SHARP, **how)
    few = io.BytesIO(FIGURES["mean_digits"]().png())
    every, few = (np.asarray(Image.open(png).convert("RGB"), int) for png in (drawn, few))
    assert np.abs(few - every).max() <= 16


def test_the_text_alternative_says_what_the_figure_shows():
    counts = np.eye(10, dtype=int) * 5
    counts[4, 9] = 3
    alt = plots.confusion(counts, NAMES).alt
    assert "53 images" in alt and "50 on the diagonal" in alt and "3 images of 4 taken for 9" in alt
    assert "from 60.0% to 70.0%" in plots.curves({"net": HISTORY}).alt


def test_curves_start_at_epoch_0_where_the_untrained_network_was_measured():
    untrained = {"net": {"loss": 2.3, "accuracy": 0.1}}
    begun = plots.curves({"net": HISTORY}, untrained)
    assert "at epoch 0, net has a validation loss of 2.300 and an accuracy of 10.0%" in begun.alt
    validation = begun.figure.axes[0].lines[1]
    assert validation.get_xydata()[0].tolist() == [0, 2.3]
    assert plots.curves({"net": HISTORY}).figure.axes[0].lines[1].get_xdata()[0] == 1


def test_a_graph_names_each_gradient_with_the_shape_of_what_it_belongs_to():
    alt = FIGURES["computation_graph"]().alt
    assert "x (5 × 4) to z" in alt and "W (4 × 2) to z" in alt and "z (5 × 2) to loss" in alt
    assert "dz 5 × 2, dW 4 × 2, db 2." in alt and "dx" not in alt


def test_two_confidences_are_drawn_beside_each_other_by_their_names():
    mended = CALIBRATION.assign(accuracy=CALIBRATION["confidence"])
    alt = plots.reliability(CALIBRATION, mended, names=("wide", "mended")).alt
    assert re.search(f"wide: .* Error {evaluation.calibration_error(CALIBRATION):.3f}", alt)
    assert re.search(r"mended: .* Error 0.000", alt)


def test_published_figures_are_named_where_there_are_some():
    published = SCORES.assign(**{"from": 0.91, "to": 0.93})
    assert "published 91.00% to 93.00%" in plots.intervals(published).alt
    assert "published" not in plots.intervals(published.assign(**{"from": np.nan})).alt


def test_a_saved_figure_is_a_png_with_its_description_inside(tmp_path):
    picture = FIGURES["curves"]()
    picture.save(tmp_path / "curves.png")
    with Image.open(tmp_path / "curves.png") as saved:
        assert saved.size[0] > 400
        assert saved.text["Description"] == picture.alt


def test_the_same_figure_twice_is_the_same_file():
    assert FIGURES["gaps"]().png() == FIGURES["gaps"]().png()
