"""A picture file of a digit, from a scanner or a phone, made into the input a network knows."""

from pathlib import Path

import numpy as np
from PIL import Image

from helpers.errors import CourseError
from helpers.internal import photo_files
from helpers.internal.npz import SIDE
from helpers.internal.usual import doubts, usual

__all__ = ["centre", "doubts", "grey", "on_paper", "prepare", "squeeze", "steps", "usual"]

BOX = 20
"""MNIST's digits were scaled into a box of 20×20 pixels, then put into a 28×28 picture by their
centre of mass (LeCun, Cortes and Burges, "The MNIST database of handwritten digits")."""

MIDDLE = 14
"""The row and the column, counted from 0, where the centre of mass lies: in MNIST's first 1,000
test digits at 13.99 and 14.01 on average, at most half a pixel away."""


def grey(file: str | Path) -> np.ndarray:
    """Return a picture file as a float32 array (height, width), 0 black to 255 white.

    Turned as the camera says, laid on paper where it is transparent, its longer side scaled to
    200 to 400 pixels.

    Raises:
        CourseError: the file is missing, is no picture, moves, or is too large.
    """
    return np.asarray(photo_files.read(file).convert("L"), dtype="float32")


def squeeze(file: str | Path) -> np.ndarray:
    """Return the picture squeezed to 28×28 and nothing else: uint8 (28, 28), as most people try."""
    return np.asarray(Image.fromarray(grey(file)).resize((SIDE, SIDE))).round().astype("uint8")


def prepare(file: str | Path) -> np.ndarray:
    """Return the picture as MNIST would hold it: uint8 (28, 28), light ink on black, centred.

    It is the last of `steps`, and raises what they raise.
    """
    return steps(file)["prepared"]


def steps(file: str | Path) -> dict[str, np.ndarray]:
    """Return the pictures on the way from a file to the network's input, by name.

    - `photo`: as `grey` gives it, and all but the last have its shape and range;
    - `paper`: what blank paper would send back at each place;
    - `ink`: what part of that the ink takes away, 255 all of it;
    - `pieces`: where ink is that is no printed line, 0 or 255;
    - `digit`: those pieces that are taken for the digit, a full stroke at 255;
    - `prepared`: these as `centre` places them, uint8 (28, 28).

    Raises:
        CourseError: as `grey`, or no digit is found on the paper.
    """
    from helpers.internal.sheets import find  # loads scikit-image, which takes its time

    picture = photo_files.read(file)
    found = find(np.asarray(picture))
    if not found:
        raise CourseError(
            f"{photo_files.name(file)} looks blank: no digit stands free on it. Leave paper "
            "around the digit, and let it fill a good part of the picture"
        )
    return {
        "photo": np.asarray(picture.convert("L"), dtype="float32"),
        "paper": found["paper"].mean(axis=2),
        **{step: 255.0 * found[step] for step in ("ink", "pieces", "digit")},
        "prepared": centre(found["digit"]),
    }


def centre(ink: np.ndarray) -> np.ndarray:
    """Return ink as MNIST would hold it: uint8 (28, 28), all 0 where there is no ink.

    The ink's box, all that is above 0, is scaled until its longer side takes 20 pixels, and its
    centre of mass comes to the middle of pixel (14, 14). Each pixel is the mean of the ink on the
    square that it covers, and the strongest one becomes 255. Halves are rounded up. The page
    without Python does the same sums.

    Args:
        ink: (height, width), 0 paper to 1 full ink.
    """
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((SIDE, SIDE), "uint8")
    step = (max(np.ptp(rows), np.ptp(columns)) + 1) / BOX
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    down, across = (_shares(ink.sum(axis=axis, dtype="float64"), step) for axis in (1, 0))
    means = down @ ink @ across.T
    return np.floor(255 * means / means.max() + 0.5).astype("uint8")


def _shares(profile: np.ndarray, step: float) -> np.ndarray:
    """Return how large a part of each of 28 pixels lies on each of n smaller ones: (28, n).

    The n are 1 wide and the 28 are `step` wide. The middle of pixel 14 lies on the centre of mass
    of `profile`, the ink in each of the n.
    """
    left = np.arange(len(profile))
    centre_of_mass = profile @ (left + 0.5) / profile.sum()
    start = centre_of_mass + step * (np.arange(SIDE)[:, None] - MIDDLE - 0.5)
    common = np.minimum(start + step, left + 1) - np.maximum(start, left)
    return np.clip(common, 0, None) / step


def on_paper(image: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """Return a digit, uint8 (28, 28), light on black, as somebody's photo of it might look.

    Dark ink on light paper, larger, in another place of the sheet, with uneven light and grain.
    """
    side = int(rng.integers(80, 200))
    digit = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    height, width = (int(side * rng.uniform(1.3, 2.2)) for _ in range(2))
    top, left = int(rng.integers(0, height - side + 1)), int(rng.integers(0, width - side + 1))
    ink = np.zeros((height, width))
    ink[top : top + side, left : left + side] = np.asarray(digit) / 255
    light = rng.uniform(190, 245) + np.linspace(-1, 1, width) * rng.uniform(0, 12)
    pixels = light * (1 - ink * rng.uniform(0.6, 0.9)) + rng.normal(0, 3, ink.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype("uint8"))
