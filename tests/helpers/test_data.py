"""One call, every source, one split; every mistake one line."""

import contextlib
import errno
import gzip
import hashlib
import io
import os
import pickle
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from helpers import ROOT, data
from helpers.errors import CourseError
from helpers.internal import download, standin
from helpers.internal import npz as files
from helpers.internal.places import place
from tests.servers import sends, server

COPY = os.environ.get("MNIST_NPZ")
SIZES = "54,000 training, 6,000 validation and 10,000 test images.\n"
MNIST_LINE = f"Data: MNIST, {SIZES}"
STAND_IN_LINE = (
    f"Data: the offline stand-in (scikit-learn's small digits, enlarged), not MNIST: {SIZES}"
)

pytestmark = pytest.mark.xdist_group("stand-in")  # where it is built once


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch, built):
    """Give an empty cache, no copy of MNIST, a refusing network, and a stand-in at once."""
    data.obtain.cache_clear()
    monkeypatch.setattr(standin, "build", lambda: built)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("MNIST_NPZ", raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def mnist():
    """Give the bytes of the real mnist.npz."""
    if not COPY:
        pytest.skip("MNIST_NPZ names no copy of MNIST")
    return place(COPY).read_bytes()


@pytest.fixture
def serve(monkeypatch):
    """Give a function that serves files by name in place of Keras's bucket."""
    with contextlib.ExitStack() as stack:

        def start(served):
            requests = []

            def answer(handler):
                requests.append(handler.path.strip("/"))
                sends(served[requests[-1]])(handler)

            monkeypatch.setattr(download, "BASE_URL", stack.enter_context(server(answer)))
            return requests

        yield start


@pytest.fixture
def own(tmp_path):
    """Give a function that writes bytes or arrays to own.npz and returns its path."""

    def write(content):
        path = tmp_path / "own.npz"
        path.write_bytes(content if isinstance(content, bytes) else packed(**content))
        return str(path)

    return write


def small(**changes):
    """Return the four arrays of a small data set of one's own, some of them changed."""
    rng = np.random.default_rng(1)
    arrays = {
        "x_train": rng.integers(0, 256, (200, 28, 28), "uint8"),
        "y_train": np.repeat(np.arange(10), 20),
        "x_test": rng.integers(0, 256, (30, 28, 28), "uint8"),
        "y_test": np.repeat(np.arange(10), 3),
    } | changes
    return {key: array for key, array in arrays.items() if array is not None}


def packed(**arrays):
    """Return an .npz file with the arrays."""
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def afresh(dataset):
    """Load as another notebook would: what this process has in memory is forgotten."""
    data.obtain.cache_clear()
    return data.load(dataset)


def test_the_arrays_come_with_their_source_and_why_it_is_the_stand_in(own, capsys):
    assert data.find("digits")[::2] == ("digits", "")
    assert capsys.readouterr().out == "Building the stand-in …\n"
    assert data.find("digits")[::2] == ("digits", "")
    assert capsys.readouterr().out == ""
    name, _, why = data.find("auto")
    assert name == "digits" and "MNIST is not in" in why
    assert data.find(own(small()))[::2] == ("own.npz", "")


def error_of(dataset):
    """Return the one line that `load` raises."""
    with pytest.raises(CourseError) as caught:
        data.load(dataset)
    line = str(caught.value)
    assert line
    assert "\n" not in line
    return line


def names(folder):
    """Return the names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def refusing(number):
    """Return a function that fails as the operating system does."""

    def refuse(*args, **more):
        raise OSError(number, os.strerror(number))

    return refuse


# The split and its parts


def test_the_split_is_the_one_call_that_a_reader_can_repeat_and_shares_no_picture():
    digits = data.load("digits")
    images, labels, x_test, y_test = data.raw("digits")
    by_hand = train_test_split(
        images, labels, test_size=6000, stratify=labels, random_state=data.RANDOM_STATE
    )
    train, validation, test = digits.train, digits.validation, digits.test
    ours = train.images, validation.images, train.labels, validation.labels
    assert all(map(np.array_equal, ours, by_hand))
    assert np.array_equal(test.images, x_test)
    assert np.array_equal(test.labels, y_test)
    assert [len(part) for part in (train, validation, test)] == [54_000, 6_000, 10_000]
    share = [np.bincount(part.labels) / len(part) for part in (train, validation)]
    assert np.abs(share[0] - share[1]).max() < 0.0005
    every = {image.tobytes() for part in (train, validation, test) for image in part.images}
    assert len(every) == 70_000  # no picture is in two parts


def test_a_part_gives_what_a_network_takes(own):
    part = data.load(own(small())).test
    assert (part.x.dtype, part.one_hot.dtype, part.labels.dtype) == ("float32", "float32", "int64")
    assert np.array_equal(part.x, part.images.reshape(30, 784).astype("float32") / 255)
    assert part.x.max() == 1
    assert np.array_equal(part.one_hot, np.eye(10)[part.labels])
    assert part.x is part.x


FEW = "Less than half as many as MNIST has: claims that need many aren't checked.\n"


def test_a_small_data_set_says_that_not_all_is_claimed_of_it(own, capsys):
    assert not data.load(own(small())).large
    assert capsys.readouterr().out.endswith(f" test images.\n{FEW}")
    assert data.load("digits").large
    assert FEW not in capsys.readouterr().out


def test_pictures_that_lack_a_class_are_refused_in_one_line(own):
    labels = np.tile(np.arange(9), 20)
    line = error_of(own(small(x_train=np.full((180, 28, 28), 200, "uint8"), y_train=labels)))
    assert "and 0 of a class" in line


def test_the_fingerprint_is_of_the_content(own):
    other = small(y_test=np.repeat(np.arange(10)[::-1], 3))
    a, b, c = (data.load(own(arrays)).fingerprint for arrays in (small(), small(), other))
    assert a == b != c
    assert len(a) == 16


def test_sources_have_names_for_readers():
    shown = [data.source_name(name) for name in ("mnist", "digits", "fashion_mnist", "own.npz")]
    assert shown == ["MNIST", "stand-in digits", "Fashion-MNIST", "own.npz"]


@pytest.mark.process
def test_importing_it_needs_neither_tensorflow_nor_scikit_learn():
    code = (
        "import sys, helpers.data; "
        "print(sorted({'tensorflow', 'keras', 'sklearn', 'tqdm'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert shown.stdout == "[]\n"


# MNIST: the cache, the copy, the network


@pytest.mark.usefixtures("mnist")
def test_a_copy_is_used_where_it_lies_and_relative_paths_start_at_the_course(
    monkeypatch, tmp_path, capsys, cache
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_NPZ", os.path.relpath(place(COPY), ROOT))
    digits = data.load()
    assert digits.source == "mnist"
    assert digits.class_names == tuple("0123456789")
    assert capsys.readouterr().out == MNIST_LINE
    assert not cache.exists()
    monkeypatch.setenv("COURSE_CACHE", "somewhere")
    assert data.cache_folder() == ROOT / "somewhere"


def test_it_is_downloaded_once_and_then_read_from_the_cache(serve, mnist, cache, capsys):
    requests = serve({"mnist.npz": mnist})
    first = data.load("mnist")
    assert capsys.readouterr() == ("Downloading MNIST (11 MB) …\n" + MNIST_LINE, "")
    assert names(cache) == ["mnist.npz"]
    assert afresh("auto").fingerprint == first.fingerprint
    assert capsys.readouterr().out == MNIST_LINE
    assert requests == ["mnist.npz"]


def mnist_arrays(content):
    """Return the arrays in the bytes of mnist.npz by name."""
    return dict(zip(files.KEYS, files.unpack(io.BytesIO(content)), strict=True))


@pytest.mark.parametrize("what", ["a wrong pixel", "another data set", "a page to log in"])
def test_another_content_from_the_network_never_touches_the_cache(serve, mnist, cache, what):
    content = packed(**small()) if what == "another data set" else b"<html>Please log in</html>"
    if what == "a wrong pixel":
        arrays = mnist_arrays(mnist)
        arrays["x_test"][5, 14, 14] ^= 1
        content = packed(**arrays)
    serve({"mnist.npz": content})
    why = "not a whole .npz file" if what == "a page to log in" else "it holds other data"
    assert why in error_of("mnist")
    assert not cache.exists()


def test_another_archive_with_the_same_content_is_mnist(monkeypatch, mnist, own):
    arrays = mnist_arrays(mnist).items()
    others = {key: array.astype("int16") for key, array in reversed(arrays)}
    monkeypatch.setenv("MNIST_NPZ", own(others | {"note": np.arange(3)}))
    assert data.load("mnist").source == "mnist"


@pytest.mark.parametrize("dataset", ["mnist", "fashion_mnist"])
def test_without_a_network_it_says_what_was_tried_and_what_to_do(dataset):
    line = error_of(dataset)
    for words in ("MNIST is not in", "refused", "connect to the network", 'dataset="digits"'):
        assert words in line


def test_auto_without_a_network_takes_the_stand_in_and_says_why(capsys):
    assert data.load().source == "digits"
    lines = capsys.readouterr().out.splitlines(keepends=True)
    assert lines[:2] == ["Downloading MNIST (11 MB) …\n", "Building the stand-in …\n"]
    assert lines[2] == STAND_IN_LINE
    assert "refused" in lines[3]
    assert "put mnist.npz there" in lines[3]
    assert len(lines) == 4


def test_raw_then_load_waits_for_a_silent_network_once_even_without_a_cache(
    monkeypatch, cache, capsys
):
    cache.write_text("a file")
    monkeypatch.setattr(download, "STALL", 0.5)
    start = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{listener.getsockname()[1]}")
        images = data.raw()[0]
        images[:] = 0  # what a reader does to the arrays stays with the reader
        digits = data.load()
    assert time.monotonic() - start < 5
    out = capsys.readouterr().out
    assert [out.count(words) for words in ("Downloading", "Building", "Data:")] == [1, 1, 1]
    assert digits.train.images.any()
    digits.test.images[:] = 0
    assert data.raw()[2].any()


@pytest.mark.parametrize("damage", ["cut", "empty", "a flipped bit", "a folder"])
def test_a_damaged_cache_is_set_aside_and_named_and_the_copy_is_used(
    monkeypatch, mnist, cache, capsys, damage
):
    flipped = mnist[:3_000_000] + bytes([mnist[3_000_000] ^ 4]) + mnist[3_000_001:]
    cache.mkdir()
    if damage == "a folder":
        (cache / "mnist.npz").mkdir()
    else:
        content = {"cut": mnist[:5_000_000], "empty": b"", "a flipped bit": flipped}[damage]
        (cache / "mnist.npz").write_bytes(content)
    monkeypatch.setenv("MNIST_NPZ", COPY)
    assert data.load("mnist").source == "mnist"
    notice, line = capsys.readouterr().out.splitlines(keepends=True)
    assert "mnist.npz is damaged" in notice
    assert "set aside as mnist.damaged.npz" in notice
    assert line == MNIST_LINE
    assert names(cache) == ["mnist.damaged.npz"]


def test_a_damaged_file_that_cannot_be_renamed_is_named_and_left(monkeypatch, cache, capsys):
    cache.mkdir()
    (cache / "mnist.npz").write_bytes(b"damaged")
    monkeypatch.setattr(Path, "rename", refusing(errno.EACCES))
    error_of("mnist")
    assert "it can't be renamed (Permission denied)" in capsys.readouterr().out
    assert names(cache) == ["mnist.npz"]


def test_a_second_damaged_file_keeps_the_first(cache):
    cache.mkdir()
    for content in (b"first", b"second", b"third"):
        (cache / "digits-v3.npz").write_bytes(content)
        afresh("digits")
    kept = [cache / f"digits-v3.damaged{number}.npz" for number in ("", 2, 3)]
    assert [path.read_bytes() for path in kept] == [b"first", b"second", b"third"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes with names, and no /dev/zero")
@pytest.mark.parametrize("where", ["own.npz", "MNIST_NPZ", "the cache"])
@pytest.mark.parametrize("what", ["a pipe", "/dev/zero"])
def test_what_never_ends_is_not_read(monkeypatch, tmp_path, cache, capsys, where, what):
    cache.mkdir()
    path = cache / "mnist.npz" if where == "the cache" else tmp_path / "own.npz"
    os.mkfifo(path) if what == "a pipe" else path.symlink_to(what)
    if where == "own.npz":
        assert error_of(str(path)) == f"{path} can't be used: it is not a file"
    else:
        if where == "MNIST_NPZ":
            monkeypatch.setenv("MNIST_NPZ", str(path))
        assert data.load().source == "digits"
        assert "(it is not a file)" in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize("variable", ["COURSE_CACHE", "MNIST_NPZ"])
def test_a_home_folder_that_nobody_has_costs_one_line(monkeypatch, capsys, variable):
    monkeypatch.setenv(variable, "~no-such-user/x")
    words = "nobody of that name has a home folder here"
    if variable == "COURSE_CACHE":
        assert words in error_of("auto")
    else:
        assert data.load().source == "digits"
        assert words in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize("there", [True, False])
def test_a_copy_that_is_no_use_is_named_and_left_where_it_is(monkeypatch, own, capsys, there):
    copy = own(small())
    before = Path(copy).read_bytes()
    monkeypatch.setenv("MNIST_NPZ", copy if there else copy + "x")
    assert data.load().source == "digits"
    first = capsys.readouterr().out.splitlines()[0]
    why = "it holds other data" if there else "No such file or directory"
    assert first.startswith("MNIST_NPZ names ")
    assert f"own.npz{'' if there else 'x'}, which can't be used ({why})" in first
    assert Path(copy).read_bytes() == before


# Writing the cache


def test_the_stand_in_is_built_once_with_a_line_and_again_if_damaged(monkeypatch, tmp_path, capsys):
    cache = tmp_path / "mémoire vive"
    monkeypatch.setenv("COURSE_CACHE", str(cache))
    first = data.load("digits")
    assert capsys.readouterr().out == "Building the stand-in …\n" + STAND_IN_LINE
    second = afresh("digits")
    assert capsys.readouterr().out == STAND_IN_LINE
    assert first.fingerprint == second.fingerprint
    assert names(cache) == ["digits-v3.npz"]
    (cache / "digits-v3.npz").write_bytes(packed(**small()))
    afresh("digits")
    assert "set aside as digits-v3.damaged.npz" in capsys.readouterr().out
    assert names(cache) == ["digits-v3.damaged.npz", "digits-v3.npz"]


def test_a_stand_in_in_the_cache_with_other_pictures_is_set_aside(cache, built, capsys):
    cache.mkdir()
    _, y_train, _, y_test = built
    images = [np.zeros((len(labels), 28, 28), "uint8") for labels in (y_train, y_test)]
    for black in images:
        black[0] = 255  # so that it isn't told as too faint
    arrays = dict(zip(files.KEYS, (images[0], y_train, images[1], y_test), strict=True))
    (cache / "digits-v3.npz").write_bytes(packed(**arrays))
    assert data.load("digits").train.images.mean() > 30
    assert "digits-v3.npz is damaged (it holds other data)" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["a full disk", "a file in place of the folder"])
def test_a_cache_that_cannot_be_written_loses_nothing(monkeypatch, cache, capsys, what):
    if what == "a full disk":
        monkeypatch.setattr(np, "savez", refusing(errno.ENOSPC))
    else:
        cache.write_text("a file")
    assert data.load("digits").source == "digits"
    _, notice, line = capsys.readouterr().out.splitlines(keepends=True)
    assert "cache can't be written (" in notice
    assert "used from memory" in notice
    assert line == STAND_IN_LINE
    assert names(cache) == [] if what == "a full disk" else cache.read_text() == "a file"


def test_an_interrupted_write_leaves_nothing_behind(monkeypatch, cache):
    def interrupted(file, **arrays):
        file.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", interrupted)
    with pytest.raises(KeyboardInterrupt):
        data.load("digits")
    assert names(cache) == []


@pytest.mark.parametrize("there", [True, False])
def test_a_file_that_another_process_has_just_put_there_is_fine(
    monkeypatch, built, cache, capsys, there
):
    cache.mkdir()
    if there:
        (cache / "some.npz").write_bytes(b"content")
    monkeypatch.setattr(Path, "replace", refusing(errno.EACCES))  # as Windows does
    assert files.keep(cache / "some.npz", built) is built
    assert names(cache) == ["some.npz"] * there
    assert ("can't be written" in capsys.readouterr().out) is not there


@pytest.mark.process
def test_two_processes_on_an_empty_cache_damage_nothing(cache):
    code = """
import numpy as np
from helpers import data
from helpers.internal import standin
labels = [np.repeat(np.arange(10), n) for n in (standin.TRAIN_COUNTS, standin.TEST_COUNTS)]
arrays = [array for y in labels for array in (np.full((len(y), 28, 28), 77, "uint8"), y)]
standin.build, standin.GREY = lambda: tuple(arrays), 77
for _ in range(5):
    assert (data.raw("digits")[0] == 77).all()
    data.obtain.cache_clear()
"""
    command = [sys.executable, "-c", code]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, text=True) for _ in "ab"]
    shown = [process.communicate(timeout=60) for process in both]
    assert {out for out, _ in shown} <= {"", "Building the stand-in …\n"}
    assert [err for _, err in shown] == ["", ""]
    assert names(cache) == ["digits-v3.npz"]


# Fashion-MNIST


def fashion():
    """Return the four .gz files of a pretended Fashion-MNIST, all images of one grey."""
    contents = []
    for n in (60_000, 10_000):
        contents.append(struct.pack(">4I", 0x803, n, 28, 28) + b"\x80" * n * 784)
        labels = np.repeat(np.arange(10, dtype="uint8"), n // 10)
        contents.append(struct.pack(">2I", 0x801, n) + labels.tobytes())
    pieces = [gzip.compress(content, 1, mtime=0) for content in contents]
    return dict(zip(download.FASHION_FILES, pieces, strict=True))


def test_fashion_mnist_is_downloaded_unpacked_and_kept(monkeypatch, serve, cache, capsys):
    served = fashion()
    sums = (hashlib.md5(gzip.decompress(content)).hexdigest() for content in served.values())
    monkeypatch.setattr(download, "FASHION_MD5", tuple(sums))
    requests = serve(served)
    first = data.load("fashion_mnist")
    assert afresh("fashion_mnist").fingerprint == first.fingerprint
    assert requests == list(served)
    assert first.class_names[0] == "T-shirt/top"
    assert first.class_names[9] == "Ankle boot"
    assert first.train.images.shape == (54_000, 28, 28)
    assert np.bincount(first.test.labels).tolist() == [1000] * 10
    assert names(cache) == ["fashion_mnist.npz"]
    assert capsys.readouterr().out.endswith(f"Data: Fashion-MNIST, {SIZES}")


def test_another_fashion_mnist_than_the_published_one_is_refused(serve, cache):
    serve(fashion())
    assert "not what its authors published" in error_of("fashion_mnist")
    assert not cache.exists()


def test_a_forged_fashion_mnist_in_the_cache_is_set_aside(cache, capsys):
    cache.mkdir()
    labels = [np.repeat(np.arange(10), n) for n in (6000, 1000)]
    arrays = [array for y in labels for array in (np.full((len(y), 28, 28), 200, "uint8"), y)]
    (cache / "fashion_mnist.npz").write_bytes(packed(**dict(zip(files.KEYS, arrays, strict=True))))
    error_of("fashion_mnist")
    assert "fashion_mnist.npz is damaged (it holds other data)" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", [b"", b"<html>", gzip.compress(b"", mtime=0), gzip.compress(b"xxx\x03", mtime=0)]
)
def test_files_of_fashion_mnist_that_are_none_are_refused_in_one_line(serve, content):
    serve(dict.fromkeys(download.FASHION_FILES, content))
    assert "not what its authors published" in error_of("fashion_mnist")


def test_a_file_that_unpacks_to_more_than_it_should_is_not_unpacked(monkeypatch, serve):
    monkeypatch.setattr(download, "LARGEST", 1000)
    serve(dict.fromkeys(download.FASHION_FILES, gzip.compress(bytes(10**6), mtime=0)[:990]))
    assert "not what its authors published" in error_of("fashion_mnist")


# A file of one's own, and mistakes


def test_a_file_of_ones_own_may_have_spaces_accents_and_other_integers(tmp_path, capsys):
    path = tmp_path / "élèves à l’école" / "mes chiffres.NPZ"
    path.parent.mkdir()
    arrays = small()
    path.write_bytes(packed(**{key: array.astype(">i4") for key, array in arrays.items()}))
    digits = data.load(str(path))
    assert digits.source == "mes chiffres.NPZ"
    assert digits.test.images.dtype == np.uint8
    assert np.array_equal(digits.test.images, arrays["x_test"])
    assert capsys.readouterr().out == (
        f"Data: mes chiffres.NPZ, 180 training, 20 validation and 30 test images.\n{FEW}"
    )


@pytest.mark.parametrize(
    "dataset", ["mnits", "MNIST", "", "fashion", "x" * 500, None, 3, ["mnist"]]
)
def test_an_unknown_name_shows_the_known_ones(dataset):
    line = error_of(dataset)
    assert line.startswith("unknown dataset")
    assert "fashion_mnist" in line
    assert ".npz" in line
    assert ("did you mean 'mnist'" in line) is (dataset in ("mnits", ["mnist"]))


@pytest.mark.parametrize("name", ["nothing.npz", "x" * 500 + ".npz", "a\0b.npz"])
def test_a_file_that_is_not_there_is_named_with_where_it_was_looked_for(name):
    assert error_of(name).startswith(f"{Path.cwd() / name} can't be used: ")


@pytest.mark.parametrize("name", list(data.SOURCES))
def test_a_file_is_never_called_as_a_data_set_that_the_course_knows(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(packed(**small()))
    assert error_of(str(path)).startswith(f"{path} has the name of a known data set: call it ")


def test_a_file_in_the_home_folder_of_nobody_is_refused_in_one_line():
    assert "has a home folder here" in error_of("~no-such-user/a.npz")


def npy(array):
    """Return an .npy file with the array."""
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


OBJECTS = np.array([{"not": "a number"}] * 200, dtype=object)
SPLIT = "can't be split into training and validation"

WRONG = {
    "a missing array": (small(y_test=None), "it lacks y_test"),
    "flat images": (small(x_test=np.zeros((30, 784), "uint8")), "the shape (30, 784)"),
    "one-hot labels": (small(y_test=np.zeros((30, 10), int)), "the shape (30, 10)"),
    "images in 0..1": (
        small(x_train=np.linspace(0, 1, 200 * 784, dtype="float32").reshape(200, 28, 28)),
        "float32 values 0 to 1, not integers 0 to 255",
    ),
    "negative images": (small(x_test=np.full((30, 28, 28), -1)), "int64 values -1 to -1"),
    "bright images": (small(x_test=np.full((30, 28, 28), 256)), "256, not integers 0 to 255"),
    "a label 10": (small(y_test=np.full(30, 10)), "y_test holds int64 values 10 to 10"),
    "text labels": (small(y_test=np.full(30, "a")), "not integers 0 to 9"),
    "too few labels": (small(y_train=np.zeros(7, int)), "200 images but y_train 7 labels"),
    "no images": (small(x_test=np.zeros((0, 28, 28), "uint8")), "the shape (0, 28, 28)"),
    "images of 0 and 1": (
        small(x_train=np.eye(28, dtype="uint8")[None].repeat(200, axis=0)),
        "x_train holds 0 to 1: scale it so that full ink is 255",
    ),
    "images in 0..16": (small(x_test=np.full((30, 28, 28), 16)), "x_test holds 16 to 16: scale"),
    "three images": (
        small(x_train=np.full((3, 28, 28), 99), y_train=np.arange(3)),
        "it has 3 training images, and 0 of a class; 10 of each class are enough",
    ),
    "a zip bomb": (
        packed(**small()).replace(struct.pack("<I", 200 * 784 + 128), struct.pack("<I", 2**31)),
        "it would take 2.1 GB of memory: 1 GB is the most",
    ),
    "a lonely class": (small(y_train=np.repeat([3, 8], [199, 1])), SPLIT),
    "too few to split": (
        small(x_train=np.full((50, 28, 28), 99), y_train=np.repeat(np.arange(10), 5)),
        SPLIT,
    ),
    "pickled objects": (small(y_train=OBJECTS), "pickles are never loaded"),
    "nothing": (b"", "not a whole .npz file"),
    "half a file": (packed(**small())[:50_000], "not a whole .npz file"),
    "text": (b"x_train, y_train", "not a whole .npz file"),
    "a single array": (npy(np.arange(10)), "not a whole .npz file"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_says_what_is_wrong_with_it(own, wrong):
    content, words = WRONG[wrong]
    line = error_of(own(content))
    assert "own.npz can't be " in line
    assert words in line


class Trap:
    """Leaves a mark wherever it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("inside", [True, False])
def test_nothing_is_ever_unpickled(own, tmp_path, inside):
    trap = Trap(tmp_path / "mark")
    content = packed(**small(y_test=np.array([trap] * 30))) if inside else pickle.dumps(trap)
    error_of(own(content))
    assert not (tmp_path / "mark").exists()
    pickle.loads(pickle.dumps(trap))
    assert (tmp_path / "mark").exists()  # the trap works
