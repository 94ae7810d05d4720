"""Printed lines taken out of a picture of ink: ruled and squared paper, margins."""

import numpy as np
from numpy.polynomial import Polynomial
from skimage.transform import hough_line, hough_line_peaks

TILT = np.radians(np.arange(-4, 4.1, 0.25))
"""Angles of printed lines against the photo's sides."""

COVERED = 0.4
"""A line shows along at least this part of each eighth of its way across the sheet. A stroke
doesn't reach from side to side."""


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
    mask &= ~_level_lines(mask, on)
    return (ink > level) & mask & ~_level_lines(mask.T, on.T).T


def _level_lines(mask: np.ndarray, on: np.ndarray) -> np.ndarray:
    """Return the ink of lines that run from left to right, without the strokes across them."""
    height, width = mask.shape
    lines = np.zeros(mask.shape, bool)
    peaks = hough_line_peaks(
        *hough_line(mask, np.pi / 2 + TILT),
        min_distance=3,
        min_angle=len(TILT),
        threshold=0.3 * width,
    )
    columns = np.arange(width)
    for angle, place in zip(*peaks[1:], strict=True):
        rows = (place - columns * np.cos(angle)) / np.sin(angle)
        for _ in range(2):  # the second time along the curve that the first has found
            first, last = _run(mask, np.round(rows).astype(int))
            hit = last >= first
            thin = hit & (last - first < max(4, height // 60))
            if thin.sum() < 0.25 * width:
                break
            rows = Polynomial.fit(columns[thin], (first + last)[thin] / 2, 2)(columns)
        else:
            if _crosses(hit, rows, on):
                thick = np.median((last - first)[thin]) + 2
                for column in np.flatnonzero(hit & (last - first <= thick)):
                    lines[first[column] : last[column] + 1, column] = True
    return lines


def _crosses(hit: np.ndarray, rows: np.ndarray, on: np.ndarray) -> bool:
    """Return whether a line, found at some columns, runs all the way over the sheet."""
    there = (rows >= 0) & (rows <= len(on) - 1)
    there[there] = on[np.round(rows[there]).astype(int), np.flatnonzero(there)]
    if there.sum() < max(8, 0.2 * len(hit)):
        return False
    return min(part.mean() for part in np.array_split(hit[there], 8)) >= COVERED


def _run(mask: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and last row of the ink at a place of each column; last < first if none.

    The ink may lie two pixels above or below the place.
    """
    height, width = mask.shape
    index, columns = np.arange(height)[:, None], np.arange(width)
    rows = np.clip(rows, 0, height - 1)
    for near in (-1, 1, -2, 2):
        beside = np.clip(rows + near, 0, height - 1)
        rows = np.where(~mask[rows, columns] & mask[beside, columns], beside, rows)
    hit = mask[rows, columns]
    above = np.where(~mask & (index < rows), index, -1).max(axis=0) + 1
    below = np.where(~mask & (index > rows), index, height).min(axis=0) - 1
    return np.where(hit, above, 1), np.where(hit, below, 0)
