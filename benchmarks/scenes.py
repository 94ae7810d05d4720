"""Made-up photos of digits: strokes, papers, lights, pens and cameras, each kind by its name.

A photo is composed as a camera meets it: what the paper sends back, less what the ink takes
away, times the light, then blur, grain and a file. Everything is drawn from one generator.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw
from scipy.ndimage import distance_transform_edt, gaussian_filter, rotate
from skimage.morphology import skeletonize

BLACK, BLUE = (0.9, 0.9, 0.85), (0.85, 0.75, 0.35)
"""Pens: how much of red, green and blue the ink takes away."""


@dataclass
class Scene:
    """What stands before the camera, arrays of (height, width) or (height, width, 3), 0..1."""

    ink: np.ndarray
    paper: np.ndarray
    light: np.ndarray
    pen: tuple[float, float, float]
    blur: float
    grain: float
    save: dict[str, object] = field(default_factory=lambda: {"format": "JPEG", "quality": 85})

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.ink.shape

    def pixels(self, rng: Generator) -> np.ndarray:
        """Return what the camera measures: uint8 (height, width, 3)."""
        seen = self.paper * (1 - self.ink[..., None] * self.pen) * self.light[..., None]
        seen = gaussian_filter(seen, (self.blur, self.blur, 0)) * 255
        grain = rng.normal(0, self.grain, self.size)[..., None]
        return np.clip(seen + grain + rng.normal(0, self.grain / 2, seen.shape), 0, 255).astype(
            "uint8"
        )


def take(image: np.ndarray, kind: str, rng: Generator) -> io.BytesIO:
    """Return a file of a photo of a digit.

    Args:
        image: uint8 (28, 28), light on black.
        kind: a name in `KINDS`.
        rng: decides all that is left to chance.
    """
    scene = plain(image, rng)
    change, write = KINDS[kind]
    change(scene, rng)
    file = io.BytesIO()
    write(scene, rng, file)
    file.seek(0)
    return file


def plain(image: np.ndarray, rng: Generator) -> Scene:
    """Return a digit written somewhere on white paper, in good light."""
    height, width = rng.integers(320, 520, 2)
    side = int(rng.uniform(0.3, 0.6) * min(height, width))
    digit = strokes(image, side, rng)
    ink = np.zeros((height, width))
    # MNIST's margin of four pixels is paper: the digit itself keeps off the photo's edge.
    top, left = (int(rng.integers(0, room - side + 1)) for room in (height, width))
    ink[top : top + side, left : left + side] = digit
    light = rng.uniform(0.75, 0.95) * (1 + slope(ink.shape, rng) * rng.uniform(0, 0.06))
    tint = 1 - rng.uniform(0, 0.08) * np.array([0, 0.4, 1])
    paper = np.broadcast_to(tint, (*ink.shape, 3)).copy()
    pen = np.array(BLACK if rng.random() < 0.5 else BLUE) * rng.uniform(0.75, 1)
    return Scene(ink, paper, light, tuple(pen), rng.uniform(0.4, 1.2), rng.uniform(1, 4))


def strokes(image: np.ndarray, side: int, rng: Generator, turn: float = 4) -> np.ndarray:
    """Return a digit's ink, (side, side), 0..1, with the crisp edges of a pen."""
    turned = rotate(image / 255, rng.uniform(-turn, turn), reshape=False, order=1)
    large = np.asarray(Image.fromarray(turned).resize((side, side), Image.Resampling.BICUBIC))
    smooth = gaussian_filter(large, side / 28 / 2)
    return np.clip((smooth - rng.uniform(0.38, 0.5)) * 8 + 0.5, 0, 1)


def redrawn(ink: np.ndarray, width: float) -> np.ndarray:
    """Return the middle line of the strokes drawn again, as wide as this, in pixels."""
    return np.clip(width / 2 + 0.5 - distance_transform_edt(~skeletonize(ink > 0.5)), 0, 1)


def slope(shape: tuple[int, int], rng: Generator) -> np.ndarray:
    """Return a plane that falls from 1 to -1 in some direction."""
    down, across = (np.linspace(-1, 1, size) for size in shape)
    angle = rng.uniform(0, 2 * np.pi)
    plane = np.cos(angle) * down[:, None] + np.sin(angle) * across
    return plane / np.abs(plane).max()


def lines(shape, rng, distance: float, width: float, upright: bool = False) -> np.ndarray:
    """Return parallel lines as ink (height, width), 0..1, a little tilted."""
    down, across = np.indices(shape, dtype=float)
    if upright:
        down, across = across, down
    place = down + across * np.tan(np.radians(rng.uniform(-2, 2))) + rng.uniform(0, distance)
    off = np.abs((place + distance / 2) % distance - distance / 2)
    return np.clip(width / 2 + 0.5 - off, 0, 1)


def cover(scene: Scene, ink: np.ndarray, colour) -> None:
    """Print on the scene's paper, below what is written."""
    scene.paper *= 1 - ink[..., None] * (1 - np.asarray(colour))


# What the kinds change


def gradient(scene, rng):
    """Light falls to about half across the sheet."""
    fall = rng.uniform(0.35, 0.5)
    scene.light *= 1 - fall * (1 + slope(scene.size, rng)) / 2


def shadow(scene, rng):
    """A straight shadow lies over a part of the sheet."""
    edge = slope(scene.size, rng) + rng.uniform(-0.4, 0.4)
    soft = rng.uniform(1, 8) / max(scene.size)
    scene.light *= 1 - rng.uniform(0.3, 0.55) / (1 + np.exp(-np.clip(edge / soft, -50, 50)))


def hand(scene, rng):
    """The shadow of a hand with its fingers, soft at the edge."""
    height, width = scene.size
    picture = Image.new("L", (width, height))
    draw = ImageDraw.Draw(picture)
    x, y = rng.uniform(0, width), rng.uniform(0.6, 1) * height
    palm = rng.uniform(0.2, 0.35) * width
    draw.ellipse((x - palm, y - palm, x + palm, y + palm), fill=255)
    for finger in np.linspace(-0.9, 0.9, 4):
        tip = x + np.sin(finger) * 2.2 * palm, y - np.cos(finger) * 2.2 * palm
        draw.line((x, y, *tip), fill=255, width=int(palm / 2.6))
    picture = picture.rotate(rng.choice([0, 90, 180, 270]))
    soft = gaussian_filter(np.asarray(picture) / 255, rng.uniform(3, 10))
    scene.light *= 1 - rng.uniform(0.25, 0.5) * soft


def one_line(scene, rng):
    """One dark line across the sheet, somewhere."""
    line = lines(scene.size, rng, scene.size[0], rng.uniform(1.5, 3.5))
    cover(scene, line, [rng.uniform(0.2, 0.6)] * 3)


def ruled(scene, rng):
    """Ruled paper."""
    distance = rng.uniform(35, 80)
    colour = rng.uniform(0.45, 0.75) * np.array([0.9, 1, 1.25])
    cover(scene, lines(scene.size, rng, distance, rng.uniform(1, 2.2)), colour)


def squared(scene, rng):
    """Squared paper."""
    distance, width, tone = rng.uniform(22, 45), rng.uniform(0.8, 1.6), rng.uniform(0.55, 0.8)
    for upright in (False, True):
        cover(
            scene, lines(scene.size, rng, distance, width, upright), tone * np.array([0.9, 1, 1.2])
        )


def margin(scene, rng):
    """A red line along the left or right side, beside the digit or through it."""
    cover(
        scene,
        lines(scene.size, rng, scene.size[1], rng.uniform(1.5, 3), upright=True),
        (0.9, rng.uniform(0.3, 0.5), rng.uniform(0.35, 0.5)),
    )


def specks(scene, rng):
    """Dots of dirt and ink."""
    for _ in range(rng.integers(1, 6)):
        y, x = rng.integers(0, scene.size)
        down, across = np.indices(scene.size)
        radius = rng.uniform(1.5, 6)
        dot = np.clip(radius + 0.5 - np.hypot(down - y, across - x), 0, 1)
        cover(scene, dot, [rng.uniform(0.1, 0.6)] * 3)


def scanner(scene, rng):
    """Dark edges where the scanner's lid shows."""
    depth = rng.integers(2, 14, 4) * (rng.random(4) < 0.5)
    depth[rng.integers(4)] += 3
    top, bottom, left, right = depth
    dark = np.ones(scene.size)
    dark[top : scene.size[0] - bottom, left : scene.size[1] - right] = 0
    scene.light[:] = 0.95
    cover(scene, dark, [rng.uniform(0.05, 0.35)] * 3)


def table(scene, rng):
    """The sheet lies on a table of dark wood, a little turned, and throws a small shadow."""
    height, width = scene.size
    rows, columns = (np.flatnonzero(scene.ink.any(axis=axis)) for axis in (1, 0))
    gap = rng.uniform(0.05, 0.15) * min(height, width)
    box = np.array([columns[0] - gap, rows[0] - gap, columns[-1] + gap, rows[-1] + gap])
    turn = np.radians(rng.uniform(-8, 8))
    middle = np.array([box[0] + box[2], box[1] + box[3]]) / 2
    half = np.array([box[2] - box[0], box[3] - box[1]]) / 2 * rng.uniform(1.1, 1.5)
    corners = half * [[-1, -1], [1, -1], [1, 1], [-1, 1]]
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = corners @ spin.T + middle
    picture = Image.new("L", (width, height))
    ImageDraw.Draw(picture).polygon([tuple(corner) for corner in corners], fill=255)
    sheet = gaussian_filter(np.asarray(picture) / 255, 0.7)
    grain = gaussian_filter(rng.normal(0, 1, scene.size), (2, 25))
    wood = rng.uniform(0.2, 0.55) + 0.06 * grain / grain.std()
    below = np.clip(wood, 0, 1)[..., None] * np.array([1, 0.8, 0.6])
    shade = 1 - 0.5 * gaussian_filter(sheet, 3)
    scene.paper = sheet[..., None] * scene.paper + (1 - sheet[..., None]) * below * shade[..., None]


def pencil(scene, rng):
    """A pale pencil on grainy paper."""
    scene.pen = (rng.uniform(0.22, 0.4),) * 3
    scene.ink *= np.clip(1 + 0.35 * gaussian_filter(rng.normal(0, 1, scene.size), 0.7), 0, 1)


def coloured(scene, rng):
    """Red, green, orange, violet or light blue ink."""
    inks = [(0.1, 0.8, 0.7), (0.8, 0.3, 0.7), (0.05, 0.45, 0.9), (0.5, 0.8, 0.3), (0.75, 0.35, 0.1)]
    scene.pen = inks[rng.integers(len(inks))]


def chalk(scene, rng):
    """Chalk on a dark board, rubbed out here and there."""
    board = rng.uniform(0.12, 0.3) * np.array([1, rng.uniform(1, 1.3), 1])
    cloud = gaussian_filter(rng.normal(0, 1, scene.size), 40)
    board = board * (1 + 0.15 * cloud / cloud.std())[..., None]
    chalk = rng.uniform(0.65, 0.95) * np.clip(
        1 + 0.3 * gaussian_filter(rng.normal(0, 1, scene.size), 0.8), 0, 1
    )
    ink = scene.ink[..., None]
    scene.paper = np.clip(board * (1 - ink) + ink * chalk[..., None], 0, 1)
    scene.pen = (0, 0, 0)


def fine(scene, rng):
    """A fine pen."""
    scene.ink = redrawn(scene.ink, rng.uniform(2, 4))


def felt(scene, rng):
    """A thick felt pen."""
    rows, columns = (np.flatnonzero(scene.ink.any(axis=axis)) for axis in (1, 0))
    long = max(np.ptp(rows), np.ptp(columns))
    scene.ink = redrawn(scene.ink, rng.uniform(0.16, 0.26) * long)


def phone(scene, rng):
    """What a hurried phone makes of it: uneven light, a soft shadow, blur, grain, small files."""
    gradient(scene, rng)
    hand(scene, rng)
    ruled(scene, rng)
    scene.blur, scene.grain = rng.uniform(1, 1.8), rng.uniform(3, 6)
    scene.save = {"format": "JPEG", "quality": 60}


def nothing(scene, rng):
    """Leave the scene as it is."""


# The files


def photo(scene, rng, file):
    """Write what the camera measures."""
    Image.fromarray(scene.pixels(rng)).save(file, **scene.save)


def transparent(scene, rng, file):
    """Write dark or white ink on nothing, or a sheet out of which the digit is cut."""
    alpha = np.uint8(255 * scene.ink)
    way = rng.integers(3)
    tone = np.full((*scene.size, 3), (20, 255, 255)[way], "uint8")
    alpha = 255 - alpha if way == 2 else alpha
    Image.fromarray(np.dstack([tone, alpha]), "RGBA").save(file, "PNG")


def sixteen_bits(scene, rng, file):
    """Write a grey PNG of 16 bits."""
    grey = scene.pixels(rng).mean(axis=2)
    Image.fromarray(np.uint16(grey * 257)).save(file, "PNG")


def floats(scene, rng, file):
    """Write a TIFF of floats, 0 to 1."""
    Image.fromarray(np.float32(scene.pixels(rng).mean(axis=2) / 255)).save(file, "TIFF")


def cmyk(scene, rng, file):
    """Write a JPEG for a printer."""
    Image.fromarray(scene.pixels(rng)).convert("CMYK").save(file, "JPEG", quality=90)


KINDS: dict[str, tuple[Callable, Callable]] = {
    "clean": (nothing, photo),
    "fine pen": (fine, photo),
    "felt pen": (felt, photo),
    "pale pencil": (pencil, photo),
    "coloured ink": (coloured, photo),
    "chalk on a board": (chalk, photo),
    "light falls off": (gradient, photo),
    "straight shadow": (shadow, photo),
    "a hand's shadow": (hand, photo),
    "one dark line": (one_line, photo),
    "ruled paper": (ruled, photo),
    "squared paper": (squared, photo),
    "red margin": (margin, photo),
    "specks": (specks, photo),
    "dark scanner edges": (scanner, photo),
    "sheet on a table": (table, photo),
    "all at once": (phone, photo),
    "transparency": (nothing, transparent),
    "16 bits": (nothing, sixteen_bits),
    "floats": (nothing, floats),
    "CMYK": (nothing, cmyk),
}
"""Kinds of photos by name: what changes the scene, and what writes the file."""
