"""Files go where they should, and weights come back checked."""

import io
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest

from helpers import ROOT, models, saving
from helpers.errors import CourseError


@pytest.fixture
def network():
    keras.utils.set_random_seed(0)
    return models.build(models.recipe("compact"))


@pytest.fixture
def other():
    keras.utils.set_random_seed(1)
    return models.build(models.recipe("compact"))


def test_arrays_come_back_bit_for_bit_into_a_network_built_anew(tmp_path, network, other):
    saving.save_arrays(network, tmp_path / "weights.npz")
    saving.load_arrays(other, tmp_path / "weights.npz")
    for one, two in zip(network.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(one, two)


def test_whatever_a_file_is_called_what_is_saved_is_loaded(tmp_path, network, other):
    saving.save_arrays(network, tmp_path / "weights")
    assert [file.name for file in tmp_path.iterdir()] == ["weights"]
    saving.load_arrays(other, tmp_path / "weights")
    assert np.array_equal(network.get_weights()[0], other.get_weights()[0])


def test_weights_that_would_be_lost_for_sharing_a_name_are_refused_in_one_line(tmp_path):
    inner = keras.Sequential([keras.layers.Dense(3, name="a"), keras.layers.Dense(3, name="b")])
    nested = keras.Sequential([keras.Input((4,)), inner, keras.layers.Dense(2)])
    for call in (saving.save_arrays, saving.load_arrays):
        with pytest.raises(CourseError, match="a/kernel has no name of its own: put the layers"):
            call(nested, tmp_path / "nested.npz")
    assert not list(tmp_path.iterdir())


def test_a_network_within_a_network_comes_back_where_its_names_are_its_own(tmp_path):
    def build():
        inner = keras.Sequential([keras.layers.Dense(3)], name="inner")
        return keras.Sequential([keras.Input((4,)), inner, keras.layers.Dense(2, name="output")])

    one, two = build(), build()
    saving.save_arrays(one, tmp_path / "nested.npz")
    saving.load_arrays(two, tmp_path / "nested.npz")
    assert all(map(np.array_equal, one.get_weights(), two.get_weights()))


def arrays(network) -> dict:
    return {
        f"{layer.name}/{w.name}": np.asarray(w) for layer in network.layers for w in layer.weights
    }


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            {"output/bias": np.zeros(9, "float32")},
            r"output/bias is float32 \(9,\), the network has",
        ),
        ({"output/bias": np.zeros(10)}, "output/bias is float64"),
        ({"output/bias": np.full(10, np.nan, "float32")}, "not numbers"),
        ({"extra": np.zeros(1)}, "another network: they differ in extra"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_before_any_is_set(tmp_path, network, change, line):
    before = network.get_weights()
    np.savez(tmp_path / "odd.npz", **arrays(network) | change)
    with pytest.raises(CourseError, match=line):
        saving.load_arrays(network, tmp_path / "odd.npz")
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights(), strict=True))


class Trap:
    """Would create a file if it were ever unpickled."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return (open, (self.path, "w"))


def test_pickled_objects_are_never_unpickled(tmp_path, network):
    contents = arrays(network) | {
        "output/bias": np.array([Trap(tmp_path / "sprung")], dtype=object)
    }
    np.savez(tmp_path / "trap.npz", **contents)
    with pytest.raises(CourseError, match="not a file of plain arrays"):
        saving.load_arrays(network, tmp_path / "trap.npz")
    assert not (tmp_path / "sprung").exists()


def test_a_file_that_would_fill_the_memory_is_refused_before_any_of_it_is_read(
    tmp_path, network, monkeypatch
):
    large = {"output/bias": np.zeros(10_000_000, "float32")}
    np.savez_compressed(tmp_path / "large.npz", **arrays(network) | large)
    monkeypatch.setattr(np, "load", None)
    with pytest.raises(CourseError, match=r"for another network: it would take 40\.4 MB of"):
        saving.load_arrays(network, tmp_path / "large.npz")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut"])
def test_a_file_that_is_no_npz_gets_one_line(tmp_path, network, content):
    (tmp_path / "broken.npz").write_bytes(content)
    with pytest.raises(CourseError, match="nothing was loaded"):
        saving.load_arrays(network, tmp_path / "broken.npz")


def test_a_zip_of_something_else_and_a_missing_file_get_one_line(tmp_path, network):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("letter.txt", "hello")
    (tmp_path / "letter.npz").write_bytes(stream.getvalue())
    for name in ("letter.npz", "gone.npz"):
        with pytest.raises(CourseError) as caught:
            saving.load_arrays(network, tmp_path / name)
        assert "\n" not in str(caught.value) and name in str(caught.value)


def test_the_output_folder_is_made_and_a_relative_one_starts_at_the_course(tmp_path):
    folder = tmp_path / "résultats du cours" / "deep"
    assert saving.output_folder(str(folder)) == folder and folder.is_dir()
    assert list(folder.iterdir()) == []
    assert saving.output_folder("runs") == ROOT / "runs"


def test_an_output_folder_that_cannot_be_written_gets_one_line(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CourseError, match=r"out = '.*' can't be written .*: name another folder"):
        saving.output_folder(str(tmp_path / "file" / "folder"))


@pytest.mark.parametrize("out", ["a\0b", Path("a\0b"), "~a\0b/runs"])
def test_an_output_folder_that_no_folder_can_be_called_gets_one_line(out):
    with pytest.raises(CourseError) as caught:
        saving.output_folder(out)
    assert r"a\x00b" in str(caught.value)


def test_sizes_are_in_kilobytes_of_a_thousand_bytes(tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(2500))
    assert saving.sizes(tmp_path / "a.bin") == {"a.bin": 2.5}
