"""A picture file of a digit, from a scanner or a phone, made into the input a network knows."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from helpers.errors import CourseError
from helpers.internal.npz import SIDE

BOX = 20
"""MNIST's digits were scaled into a box of 20×20 pixels, then put into a 28×28 picture by their
centre of mass (LeCun, Cortes and Burges, "The MNIST database of handwritten digits")."""

MIDDLE = 14
"""The row and the column, counted from 0, where the centre of mass lies: in MNIST's first 1,000
test digits at 13.99 and 14.01 on average, at most half a pixel away."""

FAINT = 0.3
"""Ink lighter than this fraction of the full stroke is taken for grain and uneven light. On 300
made-up photos 0.25 to 0.35 served alike; below 0.2 the light's unevenness was cut out as ink."""

LARGEST = 50_000_000
"""Pixels; a larger picture is refused rather than filling the memory."""


def grey(file: str | Path) -> np.ndarray:
    """Return a picture file as a float32 array (height, width), 0 black to 255 white.

    Turned as the camera says, and laid on white where it is transparent.

    Raises:
        CourseError: the file is missing, is no picture, or is too large.
    """
    try:
        with Image.open(file) as picture:
            if picture.width * picture.height > LARGEST:
                raise CourseError(f"{Path(file).name} is too large: make it smaller first")
            picture = ImageOps.exif_transpose(picture).convert("RGBA")
    except FileNotFoundError:
        raise CourseError(f"there is no file {file}: check the name and the folder") from None
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise CourseError(
            f"{Path(file).name} is not a picture that can be read: give a PNG or JPEG file"
        ) from None
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return np.asarray(paper.convert("L"), dtype="float32")


def squeeze(file: str | Path) -> np.ndarray:
    """Return the picture squeezed to 28×28 and nothing else: uint8 (28, 28), as most people try."""
    return np.asarray(Image.fromarray(grey(file)).resize((SIDE, SIDE))).round().astype("uint8")


def prepare(file: str | Path) -> np.ndarray:
    """Return the picture as MNIST would hold it: uint8 (28, 28), light ink on black, centred.

    The steps: ink is what differs from the paper, whichever of them is darker; faint ink is
    taken for noise; the ink is cut out, its longer side scaled to 20 pixels, and its centre of
    mass moved to the middle.

    Raises:
        CourseError: as `grey`, or there is no ink on the paper.
    """
    pixels = grey(file)
    ink = np.abs(pixels - _paper(pixels))
    if ink.max() < 32:
        raise CourseError(f"{Path(file).name} looks blank: there is no digit on it")
    ink = np.clip(ink / np.percentile(ink[ink > ink.max() / 2], 75), 0, 1)
    ink[ink < FAINT] = 0
    return centre(ink)


def _paper(pixels: np.ndarray) -> float:
    """Return the paper's grey: the median of the picture's edge, where the digit is not."""
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return float(np.median(edge))


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
    """Return a 28×28 digit as somebody's photo of it: for trying the preparation out.

    Dark ink on light paper, larger, in another place of the sheet, with uneven light and grain.

    Args:
        image: uint8 (28, 28), light on black.
        rng: decides size, place, light and grain.
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
