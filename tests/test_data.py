"""One call, every source, one split; every mistake one line."""

import contextlib
import errno
import gzip
import hashlib
import http.server
import io
import os
import pickle
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from helpers import data, download
from helpers.errors import CourseError

ROOT = Path(__file__).resolve().parents[1]
COPY = os.environ.get("MNIST_NPZ")
MNIST_LINE = "Data: MNIST, 54,000 training, 6,000 validation and 10,000 test images.\n"
STAND_IN_LINE = (
    "Data: the offline stand-in (scikit-learn's small digits, enlarged), not MNIST: "
    "54,000 training, 6,000 validation and 10,000 test images.\n"
)

needs_mnist = pytest.mark.skipif(not COPY, reason="MNIST_NPZ names no copy of MNIST")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Give an empty cache, no copy of MNIST, and a network that refuses."""
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
def stand_in_file(tmp_path_factory):
    """Give a cached stand-in, built once for all tests."""
    folder = tmp_path_factory.mktemp("standin")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(folder))
        data.raw("digits")
    return folder / "digits-v1.npz"


@pytest.fixture
def stand_in(cache, stand_in_file):
    """Put the stand-in into the cache."""
    cache.mkdir()
    shutil.copy(stand_in_file, cache)


@pytest.fixture(scope="session")
def mnist():
    """Give the bytes of the real mnist.npz."""
    if not COPY:
        pytest.skip("MNIST_NPZ names no copy of MNIST")
    return data._place(COPY).read_bytes()


@pytest.fixture
def serve(monkeypatch):
    """Give a function that serves files by name in place of Keras's bucket."""
    with contextlib.ExitStack() as stack:

        def start(**files):
            requests = []

            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    name = self.path.strip("/")
                    requests.append(name)
                    if name not in files:
                        return self.send_error(404)
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(files[name])))
                    self.end_headers()
                    self.wfile.write(files[name])

                def log_message(self, *args):
                    pass

            httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(httpd.server_close)
            stack.callback(httpd.shutdown)
            monkeypatch.setattr(data, "BASE_URL", f"http://127.0.0.1:{httpd.server_port}/")
            return requests

        yield start


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


def error_of(dataset):
    """Return the one line that `load` raises."""
    with pytest.raises(CourseError) as caught:
        data.load(dataset)
    line = str(caught.value)
    assert "\n" not in line
    assert line
    return line


def files(folder):
    """Return the names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


# The split and its parts


def test_the_split_is_the_one_call_that_a_reader_can_repeat(stand_in):
    from sklearn.model_selection import train_test_split

    digits = data.load("digits")
    images, labels, x_test, y_test = data.raw("digits")
    by_hand = train_test_split(
        images, labels, test_size=data.VALIDATION, stratify=labels, random_state=data.RANDOM_STATE
    )
    ours = (
        digits.train.images,
        digits.validation.images,
        digits.train.labels,
        digits.validation.labels,
    )
    assert all(map(np.array_equal, ours, by_hand))
    assert np.array_equal(digits.test.images, x_test)
    assert np.array_equal(digits.test.labels, y_test)


def test_the_parts_have_their_sizes_and_every_class_its_share(stand_in):
    digits = data.load("digits")
    assert [len(part) for part in (digits.train, digits.validation, digits.test)] == [
        54_000,
        6_000,
        10_000,
    ]
    share = [np.bincount(part.labels) / len(part) for part in (digits.train, digits.validation)]
    assert np.abs(share[0] - share[1]).max() < 0.0005


def test_no_image_is_in_two_parts(tmp_path):
    numbers = np.zeros((200, 28, 28), "uint8")
    numbers[:, 0, 0] = np.arange(200)
    (tmp_path / "own.npz").write_bytes(packed(**small(x_train=numbers)))
    digits = data.load(str(tmp_path / "own.npz"))
    seen = [*digits.train.images[:, 0, 0], *digits.validation.images[:, 0, 0]]
    assert sorted(seen) == list(range(200))
    assert len(digits.validation) == 20


def test_a_part_gives_what_a_network_takes(tmp_path):
    (tmp_path / "own.npz").write_bytes(packed(**small()))
    part = data.load(str(tmp_path / "own.npz")).test
    assert part.x.shape == (30, 784)
    assert part.x.dtype == np.float32
    assert part.x.min() >= 0
    assert part.x.max() == 1
    assert np.array_equal(part.x, part.images.reshape(30, 784).astype("float32") / 255)
    assert part.one_hot.shape == (30, 10)
    assert part.one_hot.dtype == np.float32
    assert np.array_equal(part.one_hot.argmax(axis=1), part.labels)
    assert (part.one_hot.sum(axis=1) == 1).all()
    assert part.labels.dtype == np.int64
    assert part.x is part.x


def test_the_fingerprint_is_of_the_content(tmp_path):
    contents = {"a": small(), "b": small(), "c": small(y_test=np.repeat(np.arange(10)[::-1], 3))}
    prints = {}
    for name, arrays in contents.items():
        (tmp_path / f"{name}.npz").write_bytes(packed(**arrays))
        prints[name] = data.load(str(tmp_path / f"{name}.npz")).fingerprint
    assert prints["a"] == prints["b"] != prints["c"]
    assert len(prints["a"]) == 16


def test_sources_have_names_for_readers():
    assert data.source_name("mnist") == "MNIST"
    assert data.source_name("digits") == "stand-in digits"
    assert data.source_name("fashion_mnist") == "Fashion-MNIST"
    assert data.source_name("own.npz") == "own.npz"


def test_importing_it_needs_neither_tensorflow_nor_scikit_learn():
    code = (
        "import sys, helpers.data; "
        "print(sorted({'tensorflow', 'keras', 'sklearn', 'tqdm'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert shown.stdout == "[]\n"


# MNIST: the cache, the copy, the network


@needs_mnist
def test_a_copy_is_used_where_it_lies(monkeypatch, cache, capsys):
    monkeypatch.setenv("MNIST_NPZ", COPY)
    digits = data.load()
    assert digits.source == "mnist"
    assert digits.class_names == tuple("0123456789")
    assert capsys.readouterr().out == MNIST_LINE
    assert not cache.exists()


def test_it_is_downloaded_once_and_then_read_from_the_cache(serve, mnist, cache, capsys):
    requests = serve(**{"mnist.npz": mnist})
    first = data.load("mnist")
    assert capsys.readouterr() == ("Downloading MNIST (11 MB) …\n" + MNIST_LINE, "")
    assert files(cache) == ["mnist.npz"]
    second = data.load("auto")
    assert capsys.readouterr().out == MNIST_LINE
    assert requests == ["mnist.npz"]
    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize("content", [packed(**small()), b"<html>Please log in</html>"])
def test_another_content_from_the_network_never_touches_the_cache(serve, cache, content):
    serve(**{"mnist.npz": content})
    assert "MNIST" in error_of("mnist")
    assert not cache.exists()


def test_one_wrong_pixel_is_not_mnist(serve, mnist, cache):
    with np.load(io.BytesIO(mnist), allow_pickle=False) as archive:
        arrays = {key: archive[key].copy() for key in data.KEYS}
    arrays["x_test"][5, 14, 14] ^= 1
    serve(**{"mnist.npz": packed(**arrays)})
    assert "its content is not MNIST's" in error_of("mnist")


def test_another_archive_with_the_same_content_is_mnist(monkeypatch, mnist, tmp_path):
    with np.load(io.BytesIO(mnist), allow_pickle=False) as archive:
        arrays = {key: archive[key].astype("int32") for key in reversed(data.KEYS)}
    (tmp_path / "other.npz").write_bytes(packed(**arrays, note=np.arange(3)))
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "other.npz"))
    assert data.load("mnist").source == "mnist"


def test_mnist_without_a_network_says_what_was_tried_and_what_to_do():
    line = error_of("mnist")
    assert "MNIST_NPZ is not set" in line
    assert "refused" in line
    assert 'dataset="digits"' in line


def test_a_missing_file_on_the_server_is_said(serve):
    serve()
    assert "404 Not Found" in error_of("mnist")


def test_auto_without_a_network_takes_the_stand_in_and_says_why(stand_in, capsys):
    digits = data.load()
    assert digits.source == "digits"
    lines = capsys.readouterr().out.splitlines(keepends=True)
    assert lines[0] == "Downloading MNIST (11 MB) …\n"
    assert lines[1] == STAND_IN_LINE
    assert "refused" in lines[2]
    assert "set MNIST_NPZ" in lines[2]
    assert len(lines) == 3


def test_auto_on_a_silent_network_takes_the_stand_in_soon(monkeypatch, stand_in):
    monkeypatch.setattr(download, "STALL", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{listener.getsockname()[1]}")
        start = time.monotonic()
        assert data.load().source == "digits"
        assert time.monotonic() - start < 5


def test_a_damaged_cache_is_set_aside_and_named_and_the_copy_is_used(
    monkeypatch, mnist, cache, capsys
):
    monkeypatch.setenv("MNIST_NPZ", COPY)
    cache.mkdir()
    for content in (mnist[:5_000_000], b""):
        (cache / "mnist.npz").write_bytes(content)
        assert data.load("mnist").source == "mnist"
        lines = capsys.readouterr().out.splitlines(keepends=True)
        assert "mnist.npz is damaged" in lines[0]
        assert lines[1:] == [MNIST_LINE]
    assert "mnist.damaged-2.npz" in lines[0]
    assert files(cache) == ["mnist.damaged-2.npz", "mnist.damaged.npz"]
    assert (cache / "mnist.damaged.npz").stat().st_size == 5_000_000


def test_a_flipped_bit_in_the_cache_is_noticed(mnist, cache, capsys):
    broken = bytearray(mnist)
    broken[3_000_000] ^= 4
    cache.mkdir()
    (cache / "mnist.npz").write_bytes(broken)
    error_of("mnist")
    assert "set aside as mnist.damaged.npz" in capsys.readouterr().out


def test_a_file_that_replaces_a_damaged_one_meanwhile_is_used(monkeypatch, mnist, cache, capsys):
    cache.mkdir()
    path = cache / "mnist.npz"
    path.write_bytes(b"damaged")
    read = data._read

    def read_and_replace(name):
        try:
            return read(name)
        finally:
            path.write_bytes(mnist)

    monkeypatch.setattr(data, "_read", read_and_replace)
    assert data.load("mnist").source == "mnist"
    assert capsys.readouterr().out == MNIST_LINE
    assert files(cache) == ["mnist.npz"]


def test_a_damaged_file_that_cannot_be_renamed_is_named_and_left(monkeypatch, cache, capsys):
    cache.mkdir()
    (cache / "mnist.npz").write_bytes(b"damaged")

    def refuse(*args):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    error_of("mnist")
    assert "can't be renamed: Permission denied" in capsys.readouterr().out
    assert files(cache) == ["mnist.npz"]


def test_a_folder_in_the_place_of_a_cached_file_is_named(stand_in, cache, capsys):
    (cache / "mnist.npz").mkdir()
    assert data.load().source == "digits"
    assert "mnist.npz is a folder" in capsys.readouterr().out


def test_a_damaged_copy_is_named_and_left_where_it_is(monkeypatch, tmp_path, stand_in, capsys):
    copy = tmp_path / "copy.npz"
    copy.write_bytes(packed(**small()))
    before = copy.read_bytes()
    monkeypatch.setenv("MNIST_NPZ", str(copy))
    assert data.load().source == "digits"
    first = capsys.readouterr().out.splitlines()[0]
    assert "copy.npz, which is not MNIST" in first
    assert "left as it is" in first
    assert copy.read_bytes() == before


def test_a_copy_that_is_not_there_is_named(monkeypatch, tmp_path, stand_in, capsys):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "nothing.npz"))
    assert data.load().source == "digits"
    assert "nothing.npz" in capsys.readouterr().out.splitlines()[0]


@needs_mnist
def test_relative_paths_in_variables_start_at_the_course(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_NPZ", os.path.relpath(data._place(COPY), ROOT))
    monkeypatch.setenv("COURSE_CACHE", "somewhere")
    assert data.load("mnist").source == "mnist"
    assert data.cache_folder() == ROOT / "somewhere"


# Writing the cache


def test_the_stand_in_is_built_once_with_a_line(cache, capsys):
    first = data.load("digits")
    assert capsys.readouterr().out == "Building the stand-in …\n" + STAND_IN_LINE
    second = data.load("digits")
    assert capsys.readouterr().out == STAND_IN_LINE
    assert first.fingerprint == second.fingerprint
    assert files(cache) == ["digits-v1.npz"]


def test_a_damaged_stand_in_is_set_aside_and_built_again(cache, capsys):
    cache.mkdir()
    (cache / "digits-v1.npz").write_bytes(packed(**small()))
    data.load("digits")
    out = capsys.readouterr().out
    assert "set aside as digits-v1.damaged.npz" in out
    assert files(cache) == ["digits-v1.damaged.npz", "digits-v1.npz"]


def test_a_full_disk_loses_nothing(monkeypatch, serve, mnist, cache, capsys):
    def full(path, content):
        path.write_bytes(content[:1000])
        raise OSError(errno.ENOSPC, "No space left on device")

    serve(**{"mnist.npz": mnist})
    monkeypatch.setattr(data, "_write", full)
    assert data.load("mnist").source == "mnist"
    lines = capsys.readouterr().out.splitlines(keepends=True)
    assert "can't be written (No space left on device)" in lines[1]
    assert "used from memory and will be downloaded again" in lines[1]
    assert lines[2] == MNIST_LINE
    assert files(cache) == []


def test_a_cache_that_is_no_folder_loses_nothing(cache, capsys):
    cache.write_text("a file")
    assert data.load("digits").source == "digits"
    assert "can't be written" in capsys.readouterr().out
    assert cache.read_text() == "a file"


def test_an_interrupted_write_leaves_nothing_behind(monkeypatch, cache):
    def interrupted(path, content):
        path.write_bytes(content[:1000])
        raise KeyboardInterrupt

    monkeypatch.setattr(data, "_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        data._keep("some.npz", b"x" * 5000, "built")
    assert files(cache) == []


def test_a_file_that_another_process_holds_open_with_the_same_content_is_fine(
    monkeypatch, cache, capsys
):
    def refuse(*args):  # as Windows does
        raise PermissionError(errno.EACCES, "Access is denied")

    cache.mkdir()
    (cache / "some.npz").write_bytes(b"content")
    monkeypatch.setattr(Path, "replace", refuse)
    data._keep("some.npz", b"content", "built")
    assert capsys.readouterr().out == ""
    assert files(cache) == ["some.npz"]
    data._keep("some.npz", b"other", "built")
    assert "Access is denied" in capsys.readouterr().out


def test_two_processes_on_an_empty_cache_damage_nothing(cache):
    command = [sys.executable, "-c", "from helpers import data; print(data.load().fingerprint)"]
    both = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    shown = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert [err for _, err in shown] == [b"", b""]
    assert not any(b"damaged" in out for out, _ in shown)
    assert len({out.split()[-1] for out, _ in shown}) == 1
    assert files(cache) == ["digits-v1.npz"]


# Fashion-MNIST


def fashion():
    """Return the four .gz files of a pretended Fashion-MNIST, all images black."""
    labels = np.repeat(np.arange(10, dtype="uint8"), 6000), np.repeat(np.arange(10), 1000)
    contents = []
    for array in labels:
        n = len(array)
        contents.append(struct.pack(">4I", 0x803, n, 28, 28) + bytes(n * 784))
        contents.append(struct.pack(">2I", 0x801, n) + array.astype("uint8").tobytes())
    return dict(zip(data.FASHION_FILES, map(gzip.compress, contents), strict=True))


def test_fashion_mnist_is_downloaded_unpacked_and_kept(monkeypatch, serve, cache, capsys):
    served = fashion()
    sums = {name: hashlib.md5(content).hexdigest() for name, content in served.items()}
    monkeypatch.setattr(data, "FASHION_FILES", sums)
    requests = serve(**served)
    first = data.load("fashion_mnist")
    second = data.load("fashion_mnist")
    assert requests == list(data.FASHION_FILES)
    assert first.fingerprint == second.fingerprint
    assert first.class_names[0] == "T-shirt/top"
    assert first.class_names[9] == "Ankle boot"
    assert np.bincount(first.test.labels).tolist() == [1000] * 10
    assert files(cache) == ["fashion_mnist.npz"]
    assert capsys.readouterr().out.endswith(
        "Data: Fashion-MNIST, 54,000 training, 6,000 validation and 10,000 test images.\n"
    )


def test_another_fashion_mnist_than_the_published_one_is_refused(serve, cache):
    serve(**fashion())
    assert "not the file that its authors published" in error_of("fashion_mnist")
    assert not cache.exists()


def test_fashion_mnist_without_a_network_says_so():
    assert "connect to the network once" in error_of("fashion_mnist")


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
        "Data: mes chiffres.NPZ, 180 training, 20 validation and 30 test images.\n"
    )


def test_a_cache_with_spaces_and_accents_works(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "mémoire vive"))
    data.load("digits")
    assert files(tmp_path / "mémoire vive") == ["digits-v1.npz"]


@pytest.mark.parametrize("dataset", ["mnits", "MNIST", "", "fashion", "x" * 500])
def test_an_unknown_name_shows_the_known_ones(dataset):
    line = error_of(dataset)
    assert line.startswith("unknown dataset")
    assert "fashion_mnist" in line
    assert ".npz" in line


def test_the_nearest_name_is_offered():
    assert "did you mean 'mnist'" in error_of("mnits")


@pytest.mark.parametrize("dataset", [None, 3, ["mnist"], b"mnist"])
def test_something_else_than_text_is_refused(dataset):
    assert type(dataset).__name__ in error_of(dataset)


@pytest.mark.parametrize(
    "name", ["nothing.npz", "x" * 500 + ".npz", "a\0b.npz", "~no-such-user/a.npz"]
)
def test_a_file_that_is_not_there_is_named(name):
    assert name in error_of(name)


def test_a_folder_is_not_a_file(tmp_path):
    assert "is a folder" in error_of(str(tmp_path))


OBJECTS = np.array([{"not": "a number"}] * 200, dtype=object)

WRONG = {
    "a missing array": (small(y_test=None), "it lacks y_test and holds x_train"),
    "flat images": (small(x_test=np.zeros((30, 784), "uint8")), "the shape (30, 784)"),
    "one-hot labels": (small(y_test=np.zeros((30, 10), int)), "the shape (30, 10)"),
    "images in 0..1": (
        small(x_train=np.linspace(0, 1, 200 * 784, dtype="float32").reshape(200, 28, 28)),
        "float32 values 0 to 1: give integers 0 to 255",
    ),
    "negative images": (small(x_test=np.full((30, 28, 28), -1)), "int64 values -1 to -1"),
    "bright images": (small(x_test=np.full((30, 28, 28), 256)), "256, not 0 to 255"),
    "a label 10": (small(y_test=np.full(30, 10)), "y_test holds int64 values 10 to 10"),
    "text labels": (small(y_test=np.full(30, "a")), "give integers 0 to 9"),
    "too few labels": (small(y_train=np.zeros(7, int)), "200 images but y_train 7 labels"),
    "no images": (
        small(x_test=np.zeros((0, 28, 28), "uint8"), y_test=np.zeros(0, int)),
        "x_test is empty",
    ),
    "a lonely class": (small(y_train=np.repeat([3, 8], [199, 1])), "single image of class 8"),
    "too few to split": (
        small(x_train=np.zeros((50, 28, 28), "uint8"), y_train=np.repeat(np.arange(10), 5)),
        "needs at least 100",
    ),
    "pickled objects": (small(y_train=OBJECTS), "Python objects"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_says_what_is_wrong_with_it(tmp_path, wrong):
    arrays, words = WRONG[wrong]
    (tmp_path / "own.npz").write_bytes(packed(**arrays))
    line = error_of(str(tmp_path / "own.npz"))
    assert line.startswith("own.npz can't be used: ")
    assert words in line


def npy():
    file = io.BytesIO()
    np.save(file, np.arange(10))
    return file.getvalue()


BROKEN = {
    "empty": b"",
    "cut short": packed(**small())[:50_000],
    "text": b"x_train, y_train",
    "a single array": npy(),
    "a pickle": pickle.dumps({"x_train": 1}),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_is_refused(tmp_path, broken):
    (tmp_path / "own.npz").write_bytes(BROKEN[broken])
    assert "not a whole .npz file" in error_of(str(tmp_path / "own.npz"))


class Trap:
    """Leaves a mark wherever it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("inside", [True, False])
def test_nothing_is_ever_unpickled(tmp_path, inside):
    trap = Trap(tmp_path / "mark")
    content = packed(**small(y_test=np.array([trap] * 30))) if inside else pickle.dumps(trap)
    (tmp_path / "trap.npz").write_bytes(content)
    error_of(str(tmp_path / "trap.npz"))
    assert not (tmp_path / "mark").exists()
    pickle.loads(pickle.dumps(trap))
    assert (tmp_path / "mark").exists()  # the trap works


def test_a_file_larger_than_memory_is_refused(tmp_path):
    import zipfile

    header = io.BytesIO()
    shape = {"descr": "|u1", "fortran_order": False, "shape": (2**50, 28, 28)}
    np.lib.format.write_array_header_1_0(header, shape)
    path = tmp_path / "huge.npz"
    path.write_bytes(packed(**small(x_train=None)))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x_train.npy", header.getvalue())
    assert "memory" in error_of(str(path))
