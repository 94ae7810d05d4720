"""A digit's ink found on a photographed sheet: light, table, edges and dirt left out."""

import numpy as np
from PIL import Image, ImageFilter, ImageOps
from scipy.ndimage import (
    binary_dilation,
    binary_erosion,
    binary_fill_holes,
    find_objects,
    grey_dilation,
    label,
)
from skimage.filters import rank, threshold_otsu
from skimage.morphology import disk

from helpers.internal.lines import without_lines

COARSE = 72
"""Pixels of the longer side at which light is estimated."""

WINDOW = 33
"""Of those, the side of the window whose median is taken for paper: no stroke covers half of it."""

NARROW = 0.15
"""A sheet is wider than this part of the photo, and chalk isn't."""

LEVELS = (0.5, 0.25, 0.12)
"""Thresholds of ink, tried from the strongest on: parts of the light that it takes away."""

FAINT = 0.35
"""Ink lighter than this part of the full stroke is taken for grain and uneven light."""

SPECK = 0.05
"""A digit is longer than this part of the photo."""

STROKE = 0.1
"""Width of the strokes, as a part of the digit's longer side, below which they are thickened."""

TOUCHING = np.ones((3, 3))


def find(pixels: np.ndarray) -> dict[str, np.ndarray]:
    """Return four of the `pictures.steps` of a photo, uint8 (height, width, 3); {} without a digit.

    `paper` is float32 (height, width, 3), 0..255; `ink` and `digit` are (height, width), 0..1, and
    chalk is ink that takes away darkness; `pieces` is bool.
    """
    shape = pixels.shape[:2]
    seen = Image.fromarray(pixels)
    small = np.asarray(ImageOps.contain(seen, (COARSE, COARSE), Image.Resampling.BOX))
    pixels = pixels.astype("float32")
    sheet = _sheet(small)
    for on in (sheet,) if sheet.all() else (sheet, np.ones_like(sheet)):
        filled = np.where(on[..., None], small, np.median(small[on], axis=0).astype("uint8"))
        paper = _medians(filled)
        large = _enlarge(paper, shape), _enlarge(np.uint8(255 * on), shape) == 255
        tone = np.median(paper)
        # Ink is looked for on all but black paper; chalk is ink in the negative, on all but white.
        ink = _digit(pixels, *large) if tone > 50 else {}
        chalk = _digit(255 - pixels, 255 - large[0], large[1]) if tone < 150 else {}
        if chalk and chalk["strength"] > ink.get("strength", 0):
            return chalk | {"paper": 255 - chalk["paper"]}
        if ink:
            return ink
    return {}


def _digit(pixels: np.ndarray, paper: np.ndarray, on: np.ndarray) -> dict[str, np.ndarray | float]:
    """Return the steps for ink that is darker than the paper; {} without any.

    `strength` tells how well it stands out: the sum of squared differences from the paper.
    """
    ink = _taken(pixels, paper, on)
    values = ink[::3, ::3][on[::3, ::3]]
    middle = np.median(values)
    floor = middle + 4 * 1.4826 * np.median(np.abs(values - middle))
    rim = on & ~binary_erosion(on, iterations=2)
    for level in LEVELS:
        if level < floor:
            break
        kept = _choose(without_lines(ink, level, floor, on), ink, rim)
        if not kept.any():
            continue
        strength = float((np.abs(pixels - paper).max(axis=2)[kept] ** 2).sum())
        bare = on & ~binary_dilation(ink > level, iterations=3)
        paper = _nearby(pixels, paper, bare, 0.12 * _length(kept))
        ink = _taken(pixels, paper, on)
        # Now all that belongs to the strokes, down to what is faint beside them.
        lowest = max(FAINT * np.percentile(ink[kept], 60), floor)
        pieces = without_lines(ink, lowest, floor, on)
        kept = again if (again := _choose(pieces, ink, rim)).any() else kept
        part = np.where(kept, ink / np.percentile(ink[kept], 70), 0).clip(0, 1)
        steps = {"paper": paper, "ink": ink, "pieces": pieces, "digit": _thicken(part)}
        return steps | {"strength": strength}
    return {}


# The light


def _medians(small: np.ndarray) -> np.ndarray:
    """Return the median of almost half the photo around each place, in each channel.

    It follows a falling light and the edge of a wide shadow, and doesn't see strokes.
    """
    half = WINDOW // 2
    around = ((half, half), (half, half), (0, 0))
    # Turned round in the rim's values, too: a falling light goes on falling outside.
    wide = np.pad(small.astype(int), around, mode="reflect", reflect_type="odd").clip(0, 255)
    window = np.ones((WINDOW, WINDOW), bool)
    medians = [rank.median(np.uint8(wide[..., i]), window) for i in range(3)]
    return np.dstack(medians)[half:-half, half:-half]


def _nearby(pixels, paper, bare, width: float) -> np.ndarray:
    """Return the paper anew from the bare paper near each place: it follows narrow shadows.

    It is the mean of the bare pixels, weighted by a Gaussian of this width; where hardly any is
    near, `paper` stays.
    """
    blur = ImageFilter.GaussianBlur(float(width))
    weights, sums = (
        np.asarray(Image.fromarray(layer).filter(blur), "float32")
        for layer in (np.uint8(255 * bare), np.uint8(pixels * bare[..., None]))
    )
    weights = weights[..., None]
    return np.where(weights > 12, 255 * sums / np.maximum(weights, 1), paper)


def _enlarge(small: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return a small picture at a photo's size."""
    return np.asarray(Image.fromarray(small).resize(shape[::-1], Image.Resampling.BILINEAR))


def _taken(pixels: np.ndarray, paper: np.ndarray, on: np.ndarray) -> np.ndarray:
    """Return what part of the paper's light ink takes away: (height, width), 0..1.

    The colour that shows the ink best counts. Paper that is nearly black is taken for a little
    lighter.
    """
    part = (paper - pixels) / np.maximum(paper, 30)
    return np.where(on, part.max(axis=2), 0).clip(0, 1)


# The sheet


def _sheet(small: np.ndarray) -> np.ndarray:
    """Return where the sheet is: all of it, unless a darker table shows around a bright one."""
    tone = small.mean(axis=2)
    everything = np.ones(tone.shape, bool)
    bright = tone > threshold_otsu(tone)
    rim = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    if not bright.any() or rim.mean() > 0.35:
        return everything
    parts, _ = label(bright)
    found = binary_fill_holes(parts == np.bincount(parts[bright]).argmax())
    # Chalk is bright on dark as well, but no rectangle.
    return binary_erosion(found) if _rectangle(np.argwhere(found)) > 0.85 else everything


def _rectangle(places: np.ndarray) -> float:
    """Return how well pixels (n, 2) fill the smallest turned rectangle around them; 0 if narrow."""
    best = 0.0
    for angle in np.radians(np.arange(0, 90, 3)):
        axes = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
        sides = np.ptp(places @ axes, axis=0) + 1
        if sides.min() > NARROW * COARSE:
            best = max(best, len(places) / sides.prod())
    return best


# The pieces


def _choose(mask: np.ndarray, ink: np.ndarray, rim: np.ndarray) -> np.ndarray:
    """Return the pieces that are the digit: bool (height, width), all False without one.

    The main piece has the most ink of those that keep off the sheet's rim, or touch it least.
    With it go pieces beside it that are no specks, and any with half as much ink: two digits
    stay two.

    Args:
        mask: where ink is.
        ink: its strength, 0..1.
        rim: where the sheet ends.
    """
    pieces, count = label(mask, TOUCHING)
    flat, boxes = pieces.ravel(), find_objects(pieces)
    long = np.array([0, *(max(side.stop - side.start for side in box) for box in boxes)])
    sizes = np.bincount(flat, (ink**2 * mask).ravel(), count + 1)
    contact = np.bincount(flat, rim.ravel(), count + 1)
    for most in (0, 0.8):
        fit = np.where(contact <= most * long, sizes, 0)
        main = fit.argmax()
        if fit[main] and long[main] >= SPECK * max(mask.shape):
            break
    else:
        return np.zeros(mask.shape, bool)
    gap = long[main] // 4
    beside = tuple(slice(max(0, s.start - gap), s.stop + gap) for s in boxes[main - 1])
    near = np.bincount(pieces[beside].ravel(), minlength=count + 1)
    close = near > 0.3 * np.bincount(flat, minlength=count + 1)
    return ((fit > 0.5 * fit[main]) | (close & (fit > 0.04 * fit[main])))[pieces]


def _length(mask: np.ndarray) -> int:
    """Return the longer side of the box around a mask."""
    return max(np.ptp(np.flatnonzero(mask.any(axis=axis))) for axis in (0, 1)) + 1


def _thicken(part: np.ndarray) -> np.ndarray:
    """Return a digit's ink with the strokes of a fine pen as wide as MNIST's thin ones."""
    width = 2 * part.sum() / np.hypot(*np.gradient(part)).sum()  # twice the ink by its outline
    radius = round((STROKE * _length(part > 0) - width) / 2)
    return grey_dilation(part, footprint=disk(radius)) if radius > 0 else part
