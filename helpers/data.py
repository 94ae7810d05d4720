"""The images and labels of the course, from every source, with one fixed split."""

import contextlib
import gzip
import hashlib
import io
import os
import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import numpy as np

from helpers import download, standin
from helpers.errors import CourseError, unknown

BASE_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
"""Where Keras downloads its data sets from, and so do we."""

COPY = "MNIST_NPZ"
"""Environment variable: the path of a copy of mnist.npz, for a machine without a network."""

VALIDATION = 6000
"""Images that the split of the 60,000 training images sets aside for validation."""

RANDOM_STATE = 0
"""Seed of the split: fixed, so that every notebook and every run sees the same three parts."""

NAMES = {
    "auto": "MNIST, or else the stand-in",
    "mnist": "MNIST",
    "digits": "stand-in digits",
    "fashion_mnist": "Fashion-MNIST",
}
"""The names that `load` knows, with their words for a reader."""

STAND_IN = "the offline stand-in (scikit-learn's small digits, enlarged), not MNIST:"

DIGIT_NAMES = tuple("0123456789")
GARMENT_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
"""Labels 0..9 of Fashion-MNIST, as its README lists them."""

KEYS = ("x_train", "y_train", "x_test", "y_test")
"""The arrays in an .npz file, in the order that this module keeps them in."""

MNIST_MD5 = (
    "6bbc9ace898e44ae57da46a324031adb",
    "a25bea736e30d166cdddb491f175f624",
    "2646ac647ad5339dbf082846283269ea",
    "27ae3e4e09519cfbb04c329615203637",
)
"""Published checksums of the four uncompressed files of MNIST, in the order of `KEYS`."""

FASHION_FILES = {
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
}
"""Fashion-MNIST's files in the order of `KEYS`, with the MD5 sums that its README publishes."""

SIDE = 28

HOUSE = Path(__file__).resolve().parents[1]

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


class NotAtHand(CourseError):
    """A data set can neither be found here nor downloaded."""


class Damaged(CourseError):
    """A file does not hold what it should: one line that says what it holds."""


@dataclass(frozen=True, eq=False)
class Part:
    """One of the three parts of a data set.

    Attributes:
        images: (n, 28, 28) uint8, 0 (paper) to 255 (ink).
        labels: (n,) int64, 0 to 9.
    """

    images: np.ndarray
    labels: np.ndarray

    @cached_property
    def x(self) -> np.ndarray:
        """What a network takes: (n, 784) float32 in 0..1."""
        return self.images.reshape(len(self), SIDE * SIDE).astype("float32") / 255

    @cached_property
    def one_hot(self) -> np.ndarray:
        """The labels as (n, 10) float32: 1 in the column of the label, 0 elsewhere."""
        return np.eye(10, dtype="float32")[self.labels]

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Digits:
    """A data set, split.

    Attributes:
        source: `mnist`, `digits`, `fashion_mnist`, or the name of an .npz file.
        train, validation, test: the three parts.
        class_names: what the labels 0..9 stand for.
        fingerprint: 16 hexadecimal digits that differ whenever any array does.
    """

    source: str
    train: Part
    validation: Part
    test: Part
    class_names: tuple[str, ...]
    fingerprint: str


def load(dataset: str = "auto") -> Digits:
    """Return a data set with its fixed training, validation and test parts; print its source.

    Args:
        dataset: `mnist`; `digits`, the offline stand-in; `auto`, which is `mnist` where it
            can be had and else `digits`; `fashion_mnist`; or the path of an .npz file with
            x_train, y_train, x_test, y_test: (n, 28, 28) integers 0..255, (n,) integers 0..9.

    Raises:
        CourseError: an unknown name, a file that does not hold such arrays, or a data set
            that is neither here nor to be downloaded.
    """
    source, arrays, why = _found(dataset)
    digits = _split(source, arrays)
    name = STAND_IN if source == "digits" else f"{source_name(source)},"
    print(
        f"Data: {name} {len(digits.train):,} training, {len(digits.validation):,} validation "
        f"and {len(digits.test):,} test images."
    )
    if why:
        print(why)
    return digits


def raw(dataset: str = "auto") -> Arrays:
    """Return x_train, y_train, x_test and y_test as published, before the split.

    Images are (n, 28, 28) uint8, labels (n,) int64. Prints nothing if they are at hand.

    Raises:
        CourseError: as `load`.
    """
    return _found(dataset)[1]


def source_name(source: str) -> str:
    """Return a source as a reader should see it: `MNIST`, `stand-in digits`, a file's name …"""
    return NAMES.get(source, source)


def validation_size(images: int) -> int:
    """Return how many of `images` the split sets aside: 10 %, so `VALIDATION` of 60,000."""
    return VALIDATION if images == 60_000 else images // 10


def cache_folder() -> Path:
    """Return the folder of downloaded and trained things: data_cache, or `COURSE_CACHE`."""
    chosen = os.environ.get("COURSE_CACHE")
    return _place(chosen) if chosen else HOUSE / "data_cache"


def _place(name: str) -> Path:
    """Return the path in an environment variable; a relative one starts at the course's folder.

    A notebook's own working directory differs from one way of running it to the next.
    """
    with contextlib.suppress(RuntimeError):  # ~somebody who has no home here
        return HOUSE / Path(name).expanduser()
    return HOUSE / name


# The sources


def _found(dataset: str) -> tuple[str, Arrays, str]:
    """Return the source, its arrays, and why the stand-in had to be taken if it had."""
    if not isinstance(dataset, str):
        kind = type(dataset).__name__
        raise CourseError(f'dataset takes a text such as "auto" or "mnist", not {kind}')
    if dataset == "auto":
        try:
            return "mnist", _mnist(), ""
        except NotAtHand as error:
            return "digits", _digits(), f"{error}."
    sources = {"mnist": _mnist, "digits": _digits, "fashion_mnist": _fashion}
    if dataset in sources:
        try:
            return dataset, sources[dataset](), ""
        except NotAtHand as error:
            raise CourseError(f'{error}; or choose dataset="digits", which works offline') from None
    return Path(dataset).name, _own(dataset), ""


def _mnist() -> Arrays:
    """Return MNIST from the cache, from the copy that `COPY` names, or from the network."""
    arrays = _cached("mnist.npz", _mnist_only) or _copy()
    if arrays:
        return arrays
    try:
        content = download.fetch(BASE_URL + "mnist.npz", "MNIST (11 MB)")
        arrays = _mnist_only(_unpacked(io.BytesIO(content)))
    except (download.DownloadFailed, Damaged) as error:
        copy = "names no copy of it" if os.environ.get(COPY) else "is not set"
        raise NotAtHand(
            f"MNIST is not in {_shown(cache_folder())}, {COPY} {copy} and the download failed "
            f"({error}): connect to the network once, or set {COPY} to the path of an mnist.npz"
        ) from error
    _keep("mnist.npz", content, "downloaded")
    return arrays


def _copy() -> Arrays | None:
    """Return MNIST from the file that `COPY` names; say so if that file is no use."""
    name = os.environ.get(COPY)
    if not name:
        return None
    try:
        return _mnist_only(_read(_place(name)))
    except Damaged as error:
        print(f"{COPY} names {name}, which is not MNIST ({error}): it is left as it is.")
    except CourseError as error:
        print(f"{COPY} is no use: {error}.")
    return None


def _digits() -> Arrays:
    """Return the stand-in from the cache, or build it."""
    arrays = _cached("digits-v1.npz", _stand_in_only)
    if arrays:
        return arrays
    print("Building the stand-in …", flush=True)
    arrays = standin.build()
    _keep("digits-v1.npz", _packed(arrays), "built")
    return arrays


def _fashion() -> Arrays:
    """Return Fashion-MNIST from the cache or from the network."""
    arrays = _cached("fashion_mnist.npz", _fashion_only)
    if arrays:
        return arrays
    try:
        files = [_fashion_file(name, md5) for name, md5 in FASHION_FILES.items()]
        arrays = _fashion_only(dict(zip(KEYS, map(_from_idx, files), strict=True)))
    except (download.DownloadFailed, Damaged) as error:
        raise NotAtHand(
            f"Fashion-MNIST is not in {_shown(cache_folder())} and the download failed "
            f"({error}): connect to the network once"
        ) from error
    _keep("fashion_mnist.npz", _packed(arrays), "downloaded")
    return arrays


def _fashion_file(name: str, md5: str) -> bytes:
    """Download one of the four files and return it unpacked."""
    content = download.fetch(BASE_URL + name, f"Fashion-MNIST's {name}")
    if _md5(content) != md5:
        raise Damaged(f"{BASE_URL}{name} is not the file that its authors published")
    return gzip.decompress(content)


def _own(dataset: str) -> Arrays:
    """Return the arrays of the reader's own .npz file."""
    path = Path(dataset)
    if dataset.startswith("~"):
        path = _place(dataset)
    if not (dataset.lower().endswith(".npz") or (dataset and _true(path.exists))):
        error = unknown("dataset", dataset, NAMES)
        raise CourseError(f"{error}, or the path of an .npz file")
    try:
        arrays = _checked(_read(path))
        _check_split(arrays[1])
    except Damaged as error:
        raise CourseError(f"{path.name} can't be used: {error}") from error
    return arrays


def _true(question: Callable[[], bool]) -> bool:
    """Return the answer of a path to a question about it: no, where there can be no such file."""
    try:
        return question()
    except (OSError, ValueError):  # a name too long for a file, or with a zero byte
        return False


# The cache. What arrives is checked in memory and only then written, under a name of its
# own that is renamed when whole: nothing unchecked and nothing half written ever has the
# name of a cached file, whoever stops us and however many of us start at once.


def _cached(name: str, check: Callable[[dict], Arrays]) -> Arrays | None:
    """Return the arrays of a cached file, or None if there is none; set a damaged one aside."""
    path = cache_folder() / name
    for _ in range(2):
        before = _stamp(path)
        if before is None:
            return None
        try:
            return check(_read(path))
        except Damaged as error:
            # Another process may just have put a good one in its place: then look again.
            if _stamp(path) == before:
                _set_aside(path, error)
                return None
        except CourseError as error:
            print(f"{error}: going on without it.")
            return None
    return None


def _stamp(path: Path) -> tuple[int, ...] | None:
    """Return what changes when another file takes this one's name; None without a file."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _set_aside(path: Path, error: Damaged) -> None:
    """Rename a damaged file to a name that nothing has yet, and say so."""
    number = 1
    while True:
        tail = "damaged" if number == 1 else f"damaged-{number}"
        aside = path.with_name(f"{path.stem}.{tail}{path.suffix}")
        try:
            aside.touch(exist_ok=False)  # takes the name, so that two processes can't share it
            path.replace(aside)
        except FileExistsError:
            number += 1
            continue
        except OSError as refusal:
            _drop(aside)
            if not _true(path.exists):  # another process was first
                return
            print(f"{_shown(path)} is damaged ({error}) and can't be renamed: {_words(refusal)}.")
            return
        print(f"{_shown(path)} is damaged ({error}): set aside as {aside.name}.")
        return


def _keep(name: str, content: bytes, again: str) -> None:
    """Write a file into the cache; where that fails say so and go on, for nothing is lost."""
    path = cache_folder() / name
    part = path.with_name(f".{name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(part, content)
        part.replace(path)
    except OSError as error:
        # Windows refuses to replace a file that another process reads: then it is there.
        if isinstance(error, PermissionError) and _holds(path, content):
            return
        print(
            f"{_shown(path.parent)} can't be written ({_words(error)}): the data is used from "
            f"memory and will be {again} again next time."
        )
    finally:
        _drop(part)


def _write(path: Path, content: bytes) -> None:
    """Write a new file through to the disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _shown(path: Path) -> str:
    """Return a path as short as it is clear: from the course's folder on where it lies there."""
    return str(path.relative_to(HOUSE) if path.is_relative_to(HOUSE) else path)


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


# The files


def _read(path: Path) -> dict[str, np.ndarray]:
    """Return the four arrays of an .npz file.

    Raises:
        Damaged: the file is there but does not hold them.
        CourseError: there is no such file, or it can't be read.
    """
    try:
        with path.open("rb") as file:
            return _unpacked(file)
    except FileNotFoundError:
        start = "" if path.is_absolute() else f" (a relative path starts at {Path.cwd()})"
        raise CourseError(f"there is no file {_shown(path)}{start}") from None
    except (OSError, ValueError) as error:
        if _true(path.is_dir):  # which Windows calls a lack of permission
            raise CourseError(f"{_shown(path)} is a folder, not an .npz file") from None
        raise CourseError(f"{_shown(path)} can't be read: {_words(error)}") from None


def _unpacked(file: BinaryIO) -> dict[str, np.ndarray]:
    """Return the four arrays of an opened .npz file, never unpickling anything."""
    try:
        with np.load(file, allow_pickle=False) as archive:
            missing = [key for key in KEYS if key not in archive]
            if missing:
                held = ", ".join(archive.files) or "nothing"
                raise Damaged(f"it lacks {', '.join(missing)} and holds {held}")
            return {key: archive[key] for key in KEYS}
    except CourseError:
        raise
    except MemoryError as error:
        raise CourseError("the file holds more than this machine's memory") from error
    except Exception as error:  # whatever zip, zlib and npy readers raise on broken files
        if "Object arrays" in str(error):
            raise Damaged("it holds Python objects (pickles), which are never loaded") from error
        raise Damaged("it is not a whole .npz file") from error


def _packed(arrays: Arrays) -> bytes:
    """Return an .npz file with the four arrays."""
    file = io.BytesIO()
    np.savez(file, **dict(zip(KEYS, arrays, strict=True)))
    return file.getvalue()


def _from_idx(content: bytes) -> np.ndarray:
    """Return the bytes of an IDX file as an array, as its header says."""
    ndim = content[3]
    start = 4 + 4 * ndim
    shape = np.frombuffer(content[4:start], ">u4")
    return np.frombuffer(content[start:], "uint8").reshape(shape).copy()


def _idx_md5(array: np.ndarray) -> str:
    """Return the MD5 sum of an array of bytes as an IDX file: magic number, shape, bytes."""
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    return _md5(header, np.ascontiguousarray(array, "uint8"))


def _md5(*pieces: bytes | np.ndarray) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


# What must be in them


def _mnist_only(arrays: dict[str, np.ndarray]) -> Arrays:
    """Return the arrays if they are MNIST's, bit by bit."""
    checked = _checked(arrays)
    if tuple(map(_idx_md5, checked)) != MNIST_MD5:
        raise Damaged("its content is not MNIST's")
    return checked


def _stand_in_only(arrays: dict[str, np.ndarray]) -> Arrays:
    return _with_counts(arrays, standin.TRAIN_COUNTS, standin.TEST_COUNTS)


def _fashion_only(arrays: dict[str, np.ndarray]) -> Arrays:
    return _with_counts(arrays, (6000,) * 10, (1000,) * 10)


def _with_counts(arrays: dict[str, np.ndarray], train: tuple, test: tuple) -> Arrays:
    """Return the arrays if they hold so many images of each class."""
    checked = _checked(arrays)
    for labels, counts in zip(checked[1::2], (train, test), strict=True):
        if tuple(np.bincount(labels, minlength=10)) != counts:
            raise Damaged("its classes have other sizes")
    return checked


def _checked(arrays: dict[str, np.ndarray]) -> Arrays:
    """Return the arrays as uint8 images and int64 labels if that is what they hold."""
    x_train, y_train, x_test, y_test = (_entry(key, arrays[key]) for key in KEYS)
    for name, images, labels in (("train", x_train, y_train), ("test", x_test, y_test)):
        if len(images) != len(labels):
            raise Damaged(
                f"x_{name} has {len(images):,} images but y_{name} {len(labels):,} labels"
            )
    return x_train, y_train, x_test, y_test


def _entry(key: str, array: np.ndarray) -> np.ndarray:
    """Return one array in the type that the course uses."""
    images = key.startswith("x")
    kind, shape, top = ("uint8", "(n, 28, 28)", 255) if images else ("int64", "(n,)", 9)
    if not isinstance(array, np.ndarray):
        raise Damaged(f"{key} is no array")
    if array.ndim != (3 if images else 1) or (images and array.shape[1:] != (SIDE, SIDE)):
        raise Damaged(f"{key} has the shape {array.shape}, not {shape}")
    if not array.size:
        raise Damaged(f"{key} is empty")
    if array.dtype.kind not in "iu":
        raise Damaged(f"{key} holds {_held(array)}: give integers 0 to {top}")
    if array.min() < 0 or array.max() > top:
        raise Damaged(f"{key} holds {_held(array)}, not 0 to {top}")
    return array.astype(kind, copy=False)


def _held(array: np.ndarray) -> str:
    """Return the type and, for numbers, the range of an array."""
    if array.dtype.kind not in "iuf":
        return f"{array.dtype} values"
    return f"{array.dtype} values {array.min():g} to {array.max():g}"


# The split


def _check_split(labels: np.ndarray) -> None:
    """Raise Damaged if training labels are too few to be split class by class."""
    counts = np.bincount(labels)
    classes = np.count_nonzero(counts)
    if validation_size(len(labels)) < classes:
        raise Damaged(
            f"x_train has {len(labels):,} images of {classes} classes: the split into training "
            f"and validation needs at least {10 * classes}"
        )
    if 1 in counts:
        label = list(counts).index(1)
        raise Damaged(f"x_train has a single image of class {label}: the split needs two or more")


def _split(source: str, arrays: Arrays) -> Digits:
    """Return the data set with validation images set aside, class by class, from training."""
    from sklearn.model_selection import train_test_split

    x_train, y_train, x_test, y_test = arrays
    train_images, validation_images, train_labels, validation_labels = train_test_split(
        x_train,
        y_train,
        test_size=validation_size(len(y_train)),
        stratify=y_train,
        random_state=RANDOM_STATE,
    )
    return Digits(
        source,
        Part(train_images, train_labels),
        Part(validation_images, validation_labels),
        Part(x_test, y_test),
        GARMENT_NAMES if source == "fashion_mnist" else DIGIT_NAMES,
        _fingerprint(arrays),
    )


def _fingerprint(arrays: Arrays) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for array in arrays:
        digest.update(str(array.shape).encode())
        digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()
