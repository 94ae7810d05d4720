"""The images and labels of the course, from every source, with one fixed split."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from helpers.claims import notice
from helpers.errors import CourseError, unknown
from helpers.internal import download, standin
from helpers.internal.npz import Arrays, Check, keep, read
from helpers.internal.places import Damaged, cache_folder, expand, place, read_cached, shorten

COPY = "MNIST_NPZ"
"""Environment variable: the path of a copy of mnist.npz, for a machine without a network."""

RANDOM_STATE = 0
"""Seed of the split: fixed, so that every notebook and every run sees the same three parts."""

LARGE = (30_000, 5_000)
"""Training and test pictures, half of MNIST's, that claims about many pictures need."""

GARMENTS = "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot"
"""Labels 0..9 of Fashion-MNIST, as its README lists them."""


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
        return self.images.reshape(len(self), 784).astype("float32") / 255

    @cached_property
    def one_hot(self) -> np.ndarray:
        """The labels as (n, 10) float32: 1 in the column of the label, 0 elsewhere."""
        return np.eye(10, dtype="float32")[self.labels]

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Dataset:
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

    @property
    def large(self) -> bool:
        """Whether it has at least half as many pictures as MNIST."""
        return len(self.train) + len(self.validation) >= LARGE[0] and len(self.test) >= LARGE[1]

    def join_validation(self) -> "Dataset":
        """Return the same with the validation images behind the training ones, and none left."""
        train = Part(
            np.concatenate([self.train.images, self.validation.images]),
            np.concatenate([self.train.labels, self.validation.labels]),
        )
        none = Part(self.validation.images[:0], self.validation.labels[:0])
        return replace(self, train=train, validation=none, fingerprint=f"{self.fingerprint}-joined")


def load(dataset: str = "auto") -> Dataset:
    """Return a data set with its fixed training, validation and test parts; show its source.

    Args:
        dataset: `mnist`; `digits`, the offline stand-in; `auto`, which is `mnist` where it
            can be had and else `digits`; `fashion_mnist`; or the path of an .npz file with
            x_train, y_train, x_test, y_test: (n, 28, 28) integers 0..255, (n,) integers 0..9.

    Raises:
        CourseError: an unknown name, a file that does not hold such arrays or has the name of a
            known data set, or a data set that is neither here nor to be downloaded.
    """
    source, arrays, why = find(dataset)
    digits = _split(source, arrays)
    name = f"{source_name(source)},"
    if source == "digits":
        name = "the offline stand-in (scikit-learn's small digits, enlarged), not MNIST:"
    notice(
        f"Data: {name} {len(digits.train):,} training, {len(digits.validation):,} validation "
        f"and {len(digits.test):,} test images."
    )
    if not digits.large:
        notice("Less than half as many as MNIST has: claims that need many aren't checked.")
    if why:
        notice(why)
    return digits


def raw(dataset: str = "auto") -> Arrays:
    """Return x_train, y_train, x_test and y_test as published, before the split.

    Images are (n, 28, 28) uint8, labels (n,) int64. Shows nothing if they are at hand.

    Raises:
        CourseError: as `load`.
    """
    return tuple(array.copy() for array in find(dataset)[1])


def source_name(source: str) -> str:
    """Return a source as a reader should see it: `MNIST`, `stand-in digits`, a file's name …"""
    return SOURCES[source].words if source in SOURCES else source


def validation_size(images: int) -> int:
    """Return how many of `images` the split sets aside for validation: one in ten."""
    return images // 10


def find(dataset: str) -> tuple[str, Arrays, str]:
    """Return the source (a name in `SOURCES`, or a file's), its arrays, and why it is the stand-in.

    The reason is empty unless the stand-in had to be taken. Raises CourseError as `load`.
    """
    name, known = str(dataset), ("auto", *SOURCES)
    if name in known:
        return obtain(name, cache_folder(), os.environ.get(COPY))
    if not (name.lower().endswith(".npz") or "/" in name or "\\" in name):
        raise CourseError(f"{unknown('dataset', name, known)}, or the path of an .npz file")
    path = expand(name).absolute()
    if path.name in SOURCES:  # would be told as that data set, wherever its source is shown
        raise CourseError(f"{path} has the name of a known data set: call it own.npz, for example")
    try:
        return path.name, read(path), ""
    except Damaged as error:
        raise CourseError(f"{path} can't be used: {error}") from error


@lru_cache(maxsize=1)
def obtain(dataset: str, folder: Path, copy: str | None) -> tuple[str, Arrays, str]:
    """Do the same as `find` for a name, given the cache's folder and what `COPY` names.

    Remembered, so that `raw` and then `load` wait once for a network that is silent. Raises
    CourseError where the data is neither here nor to be downloaded.
    """
    name = "mnist" if dataset == "auto" else dataset
    wanted = SOURCES[name]
    file = folder / wanted.file
    try:
        arrays = read_cached(file, lambda file: read(file, wanted.check))
        if not arrays and copy and name == "mnist":
            arrays = _read_copy(copy)
        return name, arrays or keep(file, wanted.make()), ""
    except (download.DownloadFailed, Damaged) as error:
        why = (
            f"{wanted.words} is not in {shorten(folder)} and the download failed ({error}): "
            f"connect to the network once, or put {wanted.file} there"
        )
    if dataset != "auto":
        raise CourseError(f'{why}; or choose dataset="digits", which works offline')
    return "digits", obtain("digits", folder, None)[1], f"{why}, then restart the kernel."


def _read_copy(copy: str) -> Arrays | None:
    """Return MNIST from the file that `COPY` names; say so if that file is no use."""
    try:
        return read(place(copy), download.is_mnist)
    except CourseError as error:
        notice(f"{COPY} names {copy}, which can't be used ({error}): going on without it.")
        return None


def _build() -> Arrays:
    notice("Building the stand-in …")
    return standin.build()


@dataclass(frozen=True)
class Source:
    """A data set that `load` knows by name."""

    words: str  # for a reader
    file: str  # in the cache
    check: Check  # knows its arrays, the stand-in by its sizes and its grey
    make: Callable[[], Arrays]  # downloads or builds them


SOURCES = {
    "mnist": Source("MNIST", "mnist.npz", download.is_mnist, download.mnist),
    "digits": Source("stand-in digits", "digits-v3.npz", standin.is_standin, _build),
    "fashion_mnist": Source(
        *("Fashion-MNIST", "fashion_mnist.npz"), download.is_fashion_mnist, download.fashion_mnist
    ),
}
"""The data sets by the name that a parameter gives them; `auto` is the first that can be had."""


def _split(source: str, arrays: Arrays) -> Dataset:
    """Return the data set with validation images set aside, class by class, from training."""
    from sklearn.model_selection import train_test_split

    x_train, y_train, x_test, y_test = arrays
    counts, size = np.bincount(y_train, minlength=10), validation_size(len(y_train))
    if counts.min() < 2 or size < len(counts):  # each part needs one image of each class
        raise CourseError(
            f"{source} can't be split into training and validation: it has {len(y_train)} training "
            f"images, and {counts.min()} of a class; 10 of each class are enough"
        )
    train_images, validation_images, train_labels, validation_labels = train_test_split(
        x_train, y_train, test_size=size, stratify=y_train, random_state=RANDOM_STATE
    )
    digest = hashlib.blake2b(digest_size=8)
    for array in arrays:
        digest.update(str(array.shape).encode() + array.tobytes())
    return Dataset(
        source,
        Part(train_images, train_labels),
        Part(validation_images, validation_labels),
        Part(x_test.copy(), y_test.copy()),
        tuple(GARMENTS.split(",") if source == "fashion_mnist" else "0123456789"),
        digest.hexdigest(),
    )
