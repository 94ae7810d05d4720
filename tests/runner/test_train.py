"""`python -m runner train` leaves everything about a network in one folder."""

import keras
import numpy as np
import pytest

from tests.support import command, terminal

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def written(tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("réseau entraîné")
    words = ("runner", "train", "wide", "--dataset", "digits", "--epochs", 1, "--out", folder)
    done = terminal(*words, COURSE_CACHE=str(cache))
    return done, folder


def test_it_writes_both_formats_the_curves_the_matrix_and_the_report(written):
    done, folder = written
    assert done.returncode == 0, done.stderr
    names = {file.name for file in folder.iterdir()}
    assert names == {
        "wide.keras",
        "image_recognition.h5",
        "curves.png",
        "confusion_matrix.png",
        "report.md",
    }


def test_the_report_says_what_was_trained_on_what_and_how_well(written):
    done, folder = written
    report = (folder / "report.md").read_text(encoding="utf-8")
    assert "784-300-100-10" in report and "266,610" in report and "stand-in" in report
    assert "test accuracy" in report and "95 % interval" in report and "macro avg" in report
    assert "test accuracy" in done.stdout


def test_both_files_hold_the_same_network(written):
    _, folder = written
    x = np.random.default_rng(0).random((50, 784), dtype="float32")
    one, other = (
        keras.models.load_model(folder / name).predict(x, verbose=0)
        for name in ("wide.keras", "image_recognition.h5")
    )
    assert np.array_equal(one, other)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("wied",), "unknown recipe 'wied': did you mean 'wide'"),
        (("wide", "--epochs", "0"), "epochs = 0"),
        (("wide", "--dataset", "mnits"), "unknown dataset 'mnits'"),
        (("wide", "--out", __file__), "can't be written"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(words, line, cache, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("COURSE_CACHE", str(cache))
    out = () if "--out" in words else ("--out", tmp_path)
    dataset = () if "--dataset" in words else ("--dataset", "digits")
    assert command("train", *words, *dataset, *out) == 2
    said = capfd.readouterr().err
    assert line in said and said.count("\n") == 1
