"""`python -m runner page` says in one line why it can't write; what it writes can be read."""

import json
import re

import numpy as np
import pytest

from helpers.data import Dataset, Part
from runner import page
from tests.support import command


@pytest.mark.parametrize(
    ("dataset", "out", "line"),
    [
        ("mnits", "draw.html", "unknown dataset 'mnits'"),
        ("digits", ".", "is a folder: name a file"),
        ("digits", "file/draw.html", "can't be written"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(dataset, out, line, tmp_path, capfd):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert command("page", "--dataset", dataset, "--out", tmp_path / out) == 2
    said = capfd.readouterr().err
    assert line in said and said.count("\n") == 1


def test_a_blank_training_picture_leaves_a_page_that_a_browser_can_read():
    rng, labels = np.random.default_rng(0), np.arange(40) % 10
    part = Part(rng.integers(0, 256, (40, 28, 28)).astype("uint8"), labels)
    part.images[30] = 0
    text = page.fill([], Dataset("made", part, part, part, tuple("0123456789"), ""))
    [held] = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL)

    def refuse(name: str):
        raise AssertionError(f"{name} is no JSON")

    assert json.loads(held, parse_constant=refuse)["limits"]["stroke"][1] > 0


def test_a_page_with_a_number_that_no_browser_reads_is_not_written(monkeypatch):
    monkeypatch.setattr(page.draw, "tell", lambda digits: {"limits": {"ink": (0.0, float("nan"))}})
    with pytest.raises(ValueError, match="JSON"):
        page.fill([], None)
