"""`python -m runner page` says in one line why it can't write, before it trains anything."""

import pytest

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
