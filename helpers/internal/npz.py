"""The .npz files that hold data sets: distrusted when read, whole when written."""

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from helpers.claims import notice
from helpers.internal.places import Damaged, shorten, whole

SIDE = 28
"""Pixels along each side of a picture."""

KEYS = ("x_train", "y_train", "x_test", "y_test")
"""The arrays in a file, in the order of every tuple of `Arrays`."""

LARGEST = 1_000_000_000
"""Bytes that a file may unpack to: MNIST eighteen times over, and no more than memory holds."""

FAINT = 32
"""Images whose brightest pixel is below this were scaled to 0..1 or 0..16: hardly ink at all."""

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""x_train, y_train, x_test, y_test: (n, 28, 28) uint8 images and (n,) int64 labels."""

Check = Callable[[Arrays], bool]
"""Says whether these are the arrays that a file should hold."""


def keep(path: Path, arrays: Arrays) -> Arrays:
    """Write the arrays to a cached file and return them; say so if it can't be written."""
    try:
        with whole(path) as (part,):
            np.savez(part, **dict(zip(KEYS, arrays, strict=True)))
    except OSError as error:
        # Windows refuses to replace a file that another process reads: then it is there.
        if not (isinstance(error, PermissionError) and os.access(path, os.R_OK)):
            notice(
                f"{shorten(path.parent)} can't be written ({error.strerror}): the data is used "
                "from memory, and downloaded or built again next time."
            )
    return arrays


def read(path: Path, check: Check | None = None) -> Arrays:
    """Return the four arrays of an .npz file; raise Damaged without one, or as `unpack`."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe never ends, nor does /dev/zero
            raise Damaged("it is not a file")
        with path.open("rb") as file:
            return unpack(file, check)
    except (OSError, ValueError) as error:
        raise Damaged(getattr(error, "strerror", None) or str(error)) from error


def unpack(file: BinaryIO, check: Check | None = None) -> Arrays:
    """Return the four arrays in an open .npz file, never unpickling anything.

    Raises:
        Damaged: it is no such file, is too large, lacks an array, or holds other shapes, values,
            or arrays than `check` knows.
    """
    try:
        if (size := size_unpacked(file)) > LARGEST:
            raise Damaged(f"it would take {size / 1e9:,.1f} GB of memory: 1 GB is the most")
        with np.load(file, allow_pickle=False) as archive:
            held = {key: np.asarray(archive[key]) for key in archive.files if key in KEYS}
    except Damaged:
        raise
    except Exception as error:  # whatever zip, zlib and npy readers raise on broken files
        raise Damaged("not a whole .npz file of numbers; pickles are never loaded") from error
    if missing := [key for key in KEYS if key not in held]:
        raise Damaged(f"it lacks {', '.join(missing)}")
    arrays = tuple(_convert(key, held[key]) for key in KEYS)
    for part, images, labels in zip(("train", "test"), arrays[::2], arrays[1::2], strict=True):
        if len(images) != len(labels):
            raise Damaged(f"x_{part} has {len(images)} images but y_{part} {len(labels)} labels")
    if check and not check(arrays):
        raise Damaged("it holds other data")
    return arrays


def size_unpacked(file: BinaryIO) -> int:
    """Return the bytes that an open .npz file unpacks to, as its directory says.

    No reader unpacks more. Raises what a zip reader raises on broken files.
    """
    with zipfile.ZipFile(file) as archive:
        size = sum(part.file_size for part in archive.infolist())
    file.seek(0)
    return size


def _convert(key: str, array: np.ndarray) -> np.ndarray:
    """Return images as uint8 and labels as int64, if that is what the array holds."""
    shape, top, dtype = ((SIDE, SIDE), 255, "uint8") if key.startswith("x") else ((), 9, "int64")
    if array.ndim == 0 or array.shape[1:] != shape or not len(array):
        wanted = f"(n, {SIDE}, {SIDE})" if shape else "(n,)"
        raise Damaged(f"{key} has the shape {array.shape}, not {wanted}")
    span = f" {array.min():g} to {array.max():g}" if array.dtype.kind in "iuf" else ""
    if array.dtype.kind not in "iu" or array.min() < 0 or array.max() > top:
        raise Damaged(f"{key} holds {array.dtype} values{span}, not integers 0 to {top}")
    if shape and array.max() < FAINT:
        raise Damaged(f"{key} holds{span}: scale it so that full ink is 255")
    return array.astype(dtype, copy=False)
