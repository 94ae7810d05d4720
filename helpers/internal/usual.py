"""What is usual among training pictures, and what is odd about another one."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import label

from helpers.errors import CourseError
from helpers.internal.npz import SIDE

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
        images: uint8 (n, 28, 28), light on black, in any order; at most 10,500 that aren't blank
            are looked at.

    Raises:
        CourseError: fewer than two pictures aren't blank.
    """
    # A blank one has no strokes to measure.
    images = images[np.flatnonzero(images.any(axis=(1, 2)))[: REFERENCES + 10_000]]
    if len(images) < 2:
        raise CourseError("fewer than two training pictures have ink: nothing is usual among them")
    split = min(REFERENCES, len(images) // 2)
    references = np.floor(_halve(images[:split]) + 0.5).astype("uint8")
    limits = {}
    for name, values in measure(images[split:], references).items():
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
