"""Distorted digits: pictures that somebody else might have written, made from those there are."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import keras
import numpy as np
from threadpoolctl import ThreadpoolController

from helpers.internal.npz import SIDE

PIXELS = SIDE * SIDE

_FRAMED = SIDE + 2
_CHUNK = 24
"""Images that are distorted at once. What is computed for so few stays in the fastest memory."""


@dataclass(frozen=True)
class Distortion:
    """How strongly images are distorted; the amounts are drawn evenly up to these, both ways.

    `shift` in pixels, `rotation` in degrees, `scale` (each direction for itself) and `shear` as
    fractions. `elastic` is the standard deviation, in pixels, of a random displacement of each
    pixel; neighbours move together, over a distance of about `smoothness` pixels (Simard,
    Steinkraus and Platt 2003, "Best practices for convolutional neural networks applied to
    visual document analysis").
    """

    shift: float = 0.0
    rotation: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    smoothness: float = 5.0

    def times(self, share: float) -> "Distortion":
        """Return the same distortion with all strengths multiplied; the smoothness stays."""
        names = ("shift", "rotation", "scale", "shear", "elastic")
        return replace(self, **{name: share * getattr(self, name) for name in names})


def distort(x: np.ndarray, how: Distortion, rng: np.random.Generator) -> np.ndarray:
    """Return the images distorted at random, each in a way of its own.

    Each new pixel is the weighted mean of the four old ones around the place it comes from
    (bilinear interpolation). The places are sums of a few fixed functions (`_functions`), so that
    one matrix product gives them all.

    Args:
        x: images, float32, (n, 784).
        how: the strengths.
        rng: draws the distortions.
    """
    n = len(x)
    functions = _functions(how.smoothness if how.elastic else None)
    amounts = _amounts(n, how, len(functions), rng)
    framed = np.zeros((n, _FRAMED, _FRAMED), "float32")  # a rim of paper
    framed[:, 1:-1, 1:-1] = x.reshape(n, SIDE, SIDE)
    out = np.empty((n, PIXELS), "float32")
    # One thread: a second one would wait for a core that the training keeps busy.
    with _blas().limit(limits=1):
        for start in range(0, n, _CHUNK):
            some = slice(start, start + _CHUNK)
            places = amounts[some].reshape(-1, len(functions)) @ functions
            _interpolate(framed[some], places.reshape(-1, 2, PIXELS), out[some])
    return out


@cache
def _blas() -> ThreadpoolController:
    """Return what sets the threads of NumPy's matrix products."""
    return ThreadpoolController().select(user_api="blas")


@cache
def _functions(smoothness: float | None) -> np.ndarray:
    """Return the functions of a pixel that add up to the place it comes from, (count, 784).

    They are its row and its column, counted from the middle, the constant 1, and, with a
    smoothness, a grid of Gaussian bumps of this standard deviation. Independent amounts of
    standard deviation 1 of the bumps add up to a displacement that varies slowly, again of
    standard deviation 1 in every pixel.
    """
    affine = [*(np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2).reshape(2, PIXELS), np.ones(PIXELS)]
    if smoothness is None:
        return np.array(affine, "float32")
    margin = smoothness / 2
    knots = np.linspace(-margin, SIDE - 1 + margin, 2 + int((SIDE + 2 * margin) / smoothness))
    bumps = np.exp(-(((np.arange(SIDE)[:, None] - knots) / smoothness) ** 2) / 2)
    bumps /= np.sqrt((bumps**2).sum(axis=1, keepdims=True))
    grid = np.einsum("ri,cj->ijrc", bumps, bumps).reshape(-1, PIXELS)
    return np.concatenate([affine, grid]).astype("float32")


def _amounts(n: int, how: Distortion, functions: int, rng: np.random.Generator) -> np.ndarray:
    """Return how much of each function is in the rows and columns of n images, (n, 2, count)."""

    def draw(size: tuple[int, ...], largest: float) -> np.ndarray:
        return largest * rng.uniform(-1, 1, size)

    angle = np.deg2rad(draw((n,), how.rotation))
    turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], axis=-1)
    lean = np.tile(np.eye(2), (n, 1, 1))
    lean[:, 1, 0] = draw((n,), how.shear)
    linear = (1 + draw((n, 2, 1), how.scale)) * (turn.reshape(n, 2, 2) @ lean)
    middle = (SIDE - 1) / 2 + draw((n, 2, 1), how.shift)
    bumps = how.elastic * rng.standard_normal((n, 2, functions - 3))
    return np.concatenate([linear, middle, bumps], axis=2).astype("float32")


def _interpolate(framed: np.ndarray, places: np.ndarray, out: np.ndarray) -> None:
    """Write into `out` (k, 784) what framed images (k, 30, 30) hold at `places` (k, 2, 784).

    The arithmetic is in place: a new array for each step would cost as much as the step.
    """
    places += 1  # the rim
    np.clip(places, 0, _FRAMED - 1.001, out=places)
    corners = places.astype("int32")
    places -= corners
    down, right = places[:, 0], places[:, 1]
    image = np.arange(len(framed), dtype="int32")[:, None]
    upper_left = (image * _FRAMED + corners[:, 0]) * _FRAMED + corners[:, 1]
    pixels = framed.reshape(-1)

    def between(left: np.ndarray, right_one: np.ndarray) -> np.ndarray:
        right_one -= left
        right_one *= right
        return np.add(left, right_one, out=left)

    upper = between(pixels.take(upper_left), pixels[1:].take(upper_left))
    lower = between(pixels[_FRAMED:].take(upper_left), pixels[_FRAMED + 1 :].take(upper_left))
    lower -= upper
    lower *= down
    np.add(upper, lower, out=out)


class Fresh(keras.utils.PyDataset):
    """Batches for `model.fit` in which every epoch meets every image in a new distortion."""

    def __init__(
        self,
        x: np.ndarray,
        y: np.ndarray,
        how: Distortion,
        batch_size: int = 256,
        seed: int = 0,
        strength: Callable[[int], float] = lambda epoch: 1.0,
    ):
        """Take images (n, 784), float32, and targets (n, …); `fit` needs no batch size then.

        `strength` says, for an epoch counted from 0, how much of the distortion there is.
        """
        super().__init__(workers=1)  # a thread of its own, ahead of the training
        self._x, self._y, self._how, self._strength = x, y, how, strength
        self._batch, self._seed = batch_size, seed
        self._epoch = -1  # before the first epoch, Keras looks at some batches and ends that look
        self._shuffle()

    def __len__(self) -> int:
        """Return the batches of an epoch."""
        return -(-len(self._x) // self._batch)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Return one batch: distorted images and their targets."""
        chosen = self._order[index * self._batch : (index + 1) * self._batch]
        rng = np.random.default_rng((self._seed, self._epoch + 1, index))
        how = self._how.times(self._strength(max(self._epoch, 0)))
        return distort(self._x[chosen], how, rng), self._y[chosen]

    def on_epoch_end(self) -> None:
        """Shuffle anew."""
        self._epoch += 1
        self._shuffle()

    def _shuffle(self) -> None:
        self._order = np.random.default_rng((self._seed, self._epoch + 1)).permutation(len(self._x))
