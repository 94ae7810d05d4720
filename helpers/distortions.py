"""Distorted digits: pictures that somebody else might have written, made from those there are."""

from dataclasses import dataclass

import keras
import numpy as np
from scipy.sparse import csr_matrix

SIDE = 28
PIXELS = SIDE * SIDE

ALIKE = 8
"""Images in a row that are distorted in the same way: what is computed for one serves them all."""

_GRID = (np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2).reshape(2, PIXELS).astype("float32")


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


def distorted(x: np.ndarray, how: Distortion, rng: np.random.Generator) -> np.ndarray:
    """Return the images distorted at random, `ALIKE` neighbours in the same way.

    Each new pixel is the weighted mean of the four old ones around the place it comes from
    (bilinear interpolation). That is a matrix product: a distortion is a sparse matrix with four
    entries in each row.

    Args:
        x: images, float32, (n, 784).
        how: the strengths.
        rng: draws the distortions.
    """
    n = len(x)
    groups = -(-n // ALIKE)
    images = np.zeros((groups * ALIKE, SIDE + 2, SIDE + 2), "float32")  # a rim of paper
    images[:n, 1:-1, 1:-1] = x.reshape(-1, SIDE, SIDE)
    columns = images.reshape(groups, ALIKE, -1).transpose(0, 2, 1).reshape(-1, ALIKE)
    moved = _matrix(_origins(groups, how, rng)) @ columns
    return moved.reshape(groups, PIXELS, ALIKE).transpose(0, 2, 1).reshape(-1, PIXELS)[:n]


def _origins(n: int, how: Distortion, rng: np.random.Generator) -> np.ndarray:
    """Return for each pixel of n distortions the row and column it comes from, (n, 2, 784)."""

    def drawn(size: tuple[int, ...], largest: float) -> np.ndarray:
        return largest * rng.uniform(-1, 1, size).astype("float32")

    angle = np.deg2rad(drawn((n,), how.rotation))
    turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], axis=-1)
    lean = np.tile(np.eye(2, dtype="float32"), (n, 1, 1))
    lean[:, 1, 0] = drawn((n,), how.shear)
    stretch = 1 + drawn((n, 2, 1), how.scale)
    origins = stretch * (turn.reshape(n, 2, 2) @ lean) @ _GRID + drawn((n, 2, 1), how.shift)
    if how.elastic:
        smooth = _smoother(how.smoothness)
        noise = rng.standard_normal((n, 2, SIDE, SIDE), dtype="float32")
        origins += how.elastic * (smooth @ noise @ smooth.T).reshape(n, 2, PIXELS)
    return origins + np.float32((SIDE - 1) / 2)


def _smoother(width: float) -> np.ndarray:
    """Return a matrix (28, 28) that averages neighbours by a Gaussian of this standard deviation.

    Applied to rows and columns of independent noise of standard deviation 1 it gives noise that
    varies slowly, again of standard deviation 1 in every place.
    """
    place = np.arange(SIDE, dtype="float32")
    weights = np.exp(-(((place[:, None] - place) / width) ** 2) / 2)
    return weights / np.sqrt((weights**2).sum(axis=1, keepdims=True))


def _matrix(origins: np.ndarray) -> csr_matrix:
    """Return all distortions as one sparse matrix, from framed images (n·900) to new ones."""
    n, framed = len(origins), SIDE + 2
    place = np.clip(origins + 1, 0, framed - 1.001)
    corner = place.astype("int32")
    down, right = (place - np.floor(place)).transpose(1, 0, 2)
    first = corner[:, 0] * framed + corner[:, 1] + framed**2 * np.arange(n, dtype="int32")[:, None]
    four = np.stack([first, first + 1, first + framed, first + framed + 1], axis=-1)
    shares = [(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right]
    values = np.stack(shares, axis=-1)
    ends = np.arange(0, values.size + 1, 4, dtype="int32")
    shape = (n * PIXELS, n * framed**2)
    return csr_matrix((values.ravel(), four.ravel(), ends), shape=shape)


class Fresh(keras.utils.PyDataset):
    """Batches for `model.fit` in which every epoch meets every image in a new distortion."""

    def __init__(
        self, x: np.ndarray, y: np.ndarray, how: Distortion, batch_size: int = 256, seed: int = 0
    ):
        """Take images (n, 784), float32, and targets (n, …); `fit` needs no batch size then."""
        super().__init__(workers=1)  # a thread of its own, ahead of the training
        self._x, self._y, self._how = x, y, how
        self._batch, self._seed, self._epoch = batch_size, seed, 0
        self._shuffle()

    def __len__(self) -> int:
        """Return the batches of an epoch."""
        return -(-len(self._x) // self._batch)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Return one batch: distorted images and their targets."""
        chosen = self._order[index * self._batch : (index + 1) * self._batch]
        rng = np.random.default_rng((self._seed, self._epoch, index))
        return distorted(self._x[chosen], self._how, rng), self._y[chosen]

    def on_epoch_end(self) -> None:
        """Shuffle anew."""
        self._epoch += 1
        self._shuffle()

    def _shuffle(self) -> None:
        self._order = np.random.default_rng((self._seed, self._epoch)).permutation(len(self._x))
