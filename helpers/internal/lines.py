"""Printed lines taken out of a picture of ink: ruled and squared paper, margins."""

import numpy as np
from scipy.ndimage import find_objects, grey_closing, grey_opening, label

RUN = 21
"""Pixels of ink in a row that may be a part of a line, at the largest tilt of four degrees."""

GAP = 9
"""Pixels between two of them that grain and strokes leave."""

ACROSS = 0.7
"""A line runs along at least this part of the sheet. A stroke doesn't reach from side to side."""


def without_lines(ink: np.ndarray, level: float, floor: float, on: np.ndarray) -> np.ndarray:
    """Return where ink is above a level: bool (height, width), without lines across the sheet.

    Lines are looked for down to half the level, so that a pale one isn't found in pieces.

    Args:
        ink: (height, width), 0..1.
        level: the threshold.
        floor: what may be grain.
        on: bool (height, width), where the sheet is.
    """
    mask = ink > max(level / 2, floor)
    lines = _level_lines(mask, on) | _level_lines(mask.T, on.T).T
    return (ink > level) & ~lines


def _level_lines(mask: np.ndarray, on: np.ndarray) -> np.ndarray:
    """Return the ink of lines that run from left to right, without the strokes across them."""
    thin = max(6, len(mask) // 50)
    bits = mask.astype("uint8")
    runs = grey_opening(grey_closing(bits, (1, GAP)), (1, RUN))
    parts, _ = label(grey_closing(runs, (3, RUN)), np.ones((3, 3)))
    lines = np.zeros(mask.shape, bool)
    for number, box in enumerate(find_objects(parts), 1):
        part = parts[box] == number
        if part.any(axis=0).sum() >= ACROSS * on.any(axis=0).sum():
            lines[box] |= part
    return lines & (bits > grey_opening(bits, (thin + 1, 1)))
