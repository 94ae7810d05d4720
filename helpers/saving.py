"""Where a notebook writes, sizes of files, and weights in a form that strangers can exchange."""

import math
import tempfile
from pathlib import Path

import numpy as np

from helpers.errors import CourseError
from helpers.internal.npz import size_unpacked
from helpers.internal.places import place

ROOM = 1_000_000
"""Bytes that a file of arrays may unpack to, beside 16 for each number in the network: for names
and headers, and for a small array too many, which is then told by its name."""


def output_folder(out: str) -> Path:
    """Return the folder for a run's files, made if need be; refuse one that can't be written.

    A relative path starts at the course's folder, wherever the notebook runs.
    """
    folder = place(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, ValueError) as error:  # a name that no file can have is a ValueError
        why = getattr(error, "strerror", None) or error
        raise CourseError(f"out = {out!r} can't be written ({why}): name another folder") from None
    return folder


def sizes(*files: Path) -> dict[str, float]:
    """Return each file's size in kilobytes (1,000 bytes), by name."""
    return {file.name: file.stat().st_size / 1000 for file in files}


def save_arrays(model, file: Path) -> None:
    """Write the model's weights as plain arrays to an `.npz` file: numbers and nothing else.

    Raises:
        CourseError: two of the weights have the same name.
    """
    arrays = {name: np.asarray(weight) for name, weight in _name(model).items()}
    with Path(file).open("wb") as opened:  # given a name, NumPy may add an ending to it
        np.savez(opened, **arrays)


def load_arrays(model, file: Path) -> None:
    """Put the weights of an `.npz` file into a model that you built yourself.

    The file may be a stranger's: everything is checked before the first weight is set, and nothing
    is ever unpickled.

    Raises:
        CourseError: no such file, not an `.npz`, or an array that the model has no place for; or
            two of the model's weights have the same name.
    """
    wanted = _name(model)
    found = _arrays(Path(file), ROOM + 16 * sum(math.prod(w.shape) for w in wanted.values()))
    if found.keys() != wanted.keys():
        odd = ", ".join(sorted(found.keys() ^ wanted.keys())[:4])
        raise CourseError(f"{Path(file).name} is for another network: they differ in {odd}")
    for name, array in found.items():
        if array.shape != tuple(wanted[name].shape) or array.dtype != wanted[name].dtype:
            raise CourseError(
                f"{Path(file).name}: {name} is {array.dtype} {array.shape}, "
                f"the network has {wanted[name].dtype} {tuple(wanted[name].shape)}"
            )
        if not np.isfinite(array).all():
            raise CourseError(f"{Path(file).name}: {name} holds values that are not numbers")
    for name, array in found.items():
        wanted[name].assign(array)


def _name(model) -> dict:
    """Return the model's weights by layer and kind, such as `hidden_1/kernel`.

    Raises CourseError if a weight would be lost: in a network within the network, layers share one
    name.
    """
    named = {f"{layer.name}/{w.name}": w for layer in model.layers for w in layer.weights}
    kept = set(map(id, named.values()))
    if lost := [w.path for w in model.weights if id(w) not in kept]:
        raise CourseError(
            f"the weight {lost[0]} has no name of its own: put the layers of an inner network into "
            "the outer one"
        )
    return named


def _arrays(file: Path, most: int) -> dict[str, np.ndarray]:
    """Return the arrays of an `.npz` file that unpacks to `most` bytes or fewer."""
    try:
        with file.open("rb") as opened:
            if (size := size_unpacked(opened)) <= most:
                with np.load(opened, allow_pickle=False) as archive:
                    return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise CourseError(f"there is no file {file}: check the name and the folder") from None
    except Exception:  # zip, header and pickle errors alike: the file is not what it should be
        raise CourseError(
            f"{file.name} is not a file of plain arrays: nothing was loaded"
        ) from None
    raise CourseError(
        f"{file.name} is for another network: it would take {size / 1e6:,.1f} MB of memory, and "
        f"{most / 1e6:,.1f} MB is the most for this one"
    )
