"""A picture file of a digit, from a scanner or a phone, made into the input a network knows."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import label

from helpers.errors import CourseError
from helpers.internal import photo_files
from helpers.internal.npz import SIDE

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


REFERENCES = 500
"""Training pictures with which a picture is compared."""

RARE = 0.001
"""Part of the training pictures beyond a limit, on each side."""

INKED = 64
"""Grey level from which a pixel belongs to a piece."""

UNSURE = 0.85
"""Largest output below which the network's answer is doubted: on MNIST's validation digits that
is one right answer of the dropout network in 36, and six wrong answers in ten."""

ODD = {
    "ink": ("there is little ink", "there is much ink"),
    "stroke": ("the strokes are thin", "the strokes are thick"),
    "edge": ("", "ink is near the edge"),
    "rest": ("", "there is more than one piece: several digits, or something beside it"),
    "distance": ("", "it is unlike the training pictures"),
}
"""What is said of a measure below and above its limits."""


@dataclass(frozen=True)
class Usual:
    """What training pictures look like.

    Attributes:
        limits: the least and the largest usual value of each measure, by name.
        references: uint8 (n, 14, 14), training pictures at half their size.
    """

    limits: dict[str, tuple[float, float]]
    references: np.ndarray


def usual(images: np.ndarray) -> Usual:
    """Return what is usual among training pictures, for `doubts`.

    Args:
        images: uint8 (n, 28, 28), light on black, in any order; at most 10,500 are looked at.
    """
    split = min(REFERENCES, len(images) // 2)
    references = np.floor(_halve(images[:split]) + 0.5).astype("uint8")
    limits = {}
    for name, values in measure(images[split : split + 10_000], references).items():
        least, most = map(float, np.quantile(values, (RARE, 1 - RARE)))
        limits[name] = (least if ODD[name][0] else 0.0, most)  # often only the upper one counts
    return Usual(limits, references)


def measure(images: np.ndarray, references: np.ndarray) -> dict[str, np.ndarray]:
    """Return what `doubts` looks at: of each measure the values (n,) for images (n, 28, 28).

    - `ink`: the sum of the grey levels over 255, which is pixels of full ink;
    - `stroke`: the strokes' width in pixels: twice the ink, divided by the length of its outline,
      which is the sum of the slopes from each pixel to those below and at its right;
    - `edge`: the part of the ink in the outermost two rows and columns;
    - `rest`: the part of the ink that isn't in the largest piece, where a piece is pixels of at
      least 64 that touch, at a corner too;
    - `distance`: 1 less the largest cosine between the picture and a reference, at half the size.

    Args:
        images: uint8, none of them blank.
        references: as in `Usual`.
    """
    x = images / 255
    ink = x.sum(axis=(1, 2))
    wide = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    here = wide[:, :-1, :-1]
    outline = np.hypot(wide[:, 1:, :-1] - here, wide[:, :-1, 1:] - here).sum(axis=(1, 2))
    touching = np.zeros((3, 3, 3))
    touching[1] = 1  # within a picture, not from one to the next
    pieces, count = label(images >= INKED, touching)
    sizes = np.bincount(pieces.ravel(), x.ravel(), count + 1)
    sizes[0] = 0
    largest = sizes[pieces].max(axis=(1, 2))
    cosines = _unit(_halve(images)) @ _unit(references).T
    return {
        "ink": ink,
        "stroke": 2 * ink / outline,
        "edge": 1 - x[:, 2:-2, 2:-2].sum(axis=(1, 2)) / ink,
        "rest": 1 - largest / ink,
        "distance": 1 - cosines.max(axis=1),
    }


def _halve(images: np.ndarray) -> np.ndarray:
    """Return pictures (n, 28, 28) at half their size, each pixel the mean of four."""
    return images.reshape(len(images), SIDE // 2, 2, SIDE // 2, 2).mean(axis=(2, 4))


def _unit(images: np.ndarray) -> np.ndarray:
    """Return pictures as rows of length 1."""
    rows = images.reshape(len(images), -1).astype("float64")
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def doubts(image: np.ndarray, among: Usual, outputs: np.ndarray | None = None) -> list[str]:
    """Return what is odd about a picture, a line each; nothing if it looks as usual.

    Args:
        image: uint8 (28, 28), as the network gets it.
        among: what is usual, from the training pictures.
        outputs: what the network said of it (10,), if that counts, too.
    """
    if not image.any():
        return ["it is blank"]
    lines = []
    for name, (value,) in measure(image[None], among.references).items():
        least, most = among.limits[name]
        words = ODD[name][0] if value < least else ODD[name][1] if value > most else ""
        if words:
            lines.append(f"{words} ({value:.3g}, usual are {least:.3g} to {most:.3g})")
    if outputs is not None and np.max(outputs) < UNSURE:
        lines.append(f"the network is unsure (its largest output is {np.max(outputs):.2f})")
    return lines


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
