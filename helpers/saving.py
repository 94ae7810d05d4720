"""Where a notebook writes, sizes of files, and weights in a form that strangers can exchange."""

import tempfile
from pathlib import Path

import numpy as np

from helpers.errors import CourseError
from helpers.internal.places import place


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
    """Write the model's weights as plain arrays to an `.npz` file: numbers and nothing else."""
    np.savez(file, **{name: np.asarray(weight) for name, weight in _name(model).items()})


def load_arrays(model, file: Path) -> None:
    """Put the weights of an `.npz` file into a model that you built yourself.

    The file may be a stranger's: everything is checked before the first weight is set, and nothing
    is ever unpickled.

    Raises:
        CourseError: no such file, not an `.npz`, or an array that the model has no place for.
    """
    wanted = _name(model)
    found = _arrays(Path(file))
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
    """Return the model's weights by layer and kind, such as `hidden_1/kernel`."""
    return {f"{layer.name}/{w.name}": w for layer in model.layers for w in layer.weights}


def _arrays(file: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise CourseError(f"there is no file {file}: check the name and the folder") from None
    except Exception:  # zip, header and pickle errors alike: the file is not what it should be
        raise CourseError(
            f"{file.name} is not a file of plain arrays: nothing was loaded"
        ) from None
