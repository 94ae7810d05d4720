"""What `dataset` means here and now, the same for all notebooks that a command runs."""

from helpers import data
from helpers.claims import notice
from helpers.internal.places import expand


def find(dataset: str = "auto") -> str:
    """Return what `dataset` means here and now, and download or build it if need be.

    Shows nothing if it is at hand, and why if the stand-in has to be taken.

    Returns:
        A name in `data.SOURCES`, or the absolute path of an .npz file: as `dataset`, the same data
        for every notebook, wherever it runs.

    Raises:
        CourseError: as `data.load`.
    """
    name, _, why = data.find(dataset)
    if why:
        notice(why)
    return name if name in data.SOURCES else str(expand(dataset).absolute())
