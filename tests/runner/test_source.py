"""All notebooks of a command get the same data, whatever `dataset` means here and now."""

from pathlib import Path

import numpy as np
import pytest

from helpers.errors import CourseError
from runner import source


def test_a_name_stays_and_why_the_stand_in_is_taken_is_said(monkeypatch, capsys):
    found = {"digits": ("digits", (), ""), "auto": ("digits", (), "MNIST is not here.")}
    monkeypatch.setattr(source.data, "find", found.get)
    assert source.find("digits") == "digits"
    assert capsys.readouterr().out == ""
    assert source.find() == "digits"
    assert capsys.readouterr().out == "MNIST is not here.\n"


def test_a_file_becomes_its_whole_path(monkeypatch, tmp_path):
    labels = np.arange(10)
    images = np.full((10, 28, 28), 99, "uint8")
    own = {"x_train": images, "y_train": labels, "x_test": images, "y_test": labels}
    np.savez(tmp_path / "own.npz", **own)
    monkeypatch.chdir(tmp_path)
    assert source.find("own.npz") == str(tmp_path / "own.npz") == str(Path.cwd() / "own.npz")


def test_a_file_called_as_a_known_data_set_is_refused_and_never_becomes_it(tmp_path):
    (tmp_path / "mnist").write_bytes(b"")
    with pytest.raises(CourseError, match="mnist has the name of a known data set"):
        source.find(str(tmp_path / "mnist"))


def test_an_unknown_name_is_refused_in_one_line():
    with pytest.raises(CourseError, match="unknown dataset 'mnits'"):
        source.find("mnits")
