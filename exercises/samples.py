"""Inputs for checks that look like the notebooks' own data, with the edges that hide mistakes."""

import numpy as np

from helpers.internal.npz import SIDE


def labels(rng: np.random.Generator, n: int, *, missing: int = 0, classes: int = 10) -> np.ndarray:
    """Return n labels, unsorted, unequally frequent, each class that occurs at least twice.

    Args:
        rng: source of chance.
        n: how many, at least twice the classes that occur.
        missing: how many classes don't occur.
        classes: how many classes there are.
    """
    present = rng.permutation(classes)[: classes - missing]
    weights = rng.dirichlet(np.full(len(present), 3.0))
    rest = rng.choice(present, n - 2 * len(present), p=weights)
    return rng.permutation(np.concatenate([present, present, rest]))


def pictures(rng: np.random.Generator, n: int, *, full_ink: bool = True) -> np.ndarray:
    """Return n pictures as digits are: (n, 28, 28) uint8, four fifths paper, strokes up to 255.

    Each has a stroke of its own, so that no two are alike; the border is paper.

    Args:
        rng: source of chance.
        n: how many.
        full_ink: whether 255 occurs; else no pixel is above 249, as in many a small batch.
    """
    at, stroke = rng.uniform(8, 20, (n, 2)), []
    turns = np.cumsum(rng.uniform(-0.3, 0.6, (30, n)), axis=0) + rng.uniform(0, 2 * np.pi, n)
    for angle in turns:
        at = np.clip(at + 1.4 * np.stack([np.sin(angle), np.cos(angle)], axis=1), 5, 22)
        stroke.append(at)
    near = np.exp(-((np.array(stroke)[..., None] - np.arange(SIDE)) ** 2) / 2.6)
    images = (near[:, :, 0, :, None] * near[:, :, 1, None]).max(axis=0)
    ink = rng.uniform(258, 320, n) if full_ink else rng.uniform(180, 249, n)
    images *= (ink / images.max(axis=(1, 2)))[:, None, None]
    images[images < 12] = 0
    return np.minimum(images, 255).astype("uint8")


def labelled(
    rng: np.random.Generator, n: int, *, missing: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Return n pictures with their labels. A class is an ink level too, so that means differ."""
    y = labels(rng, n, missing=missing)
    x = pictures(rng, n)
    return (x * ((12 + y[:, None, None]) / 22)).astype("uint8"), y


def logits(rng: np.random.Generator, n: int, classes: int, *, largest: float = 5) -> np.ndarray:
    """Return logits of both signs, (n, classes), none above `largest` in size; try 1,000 too."""
    z = rng.normal(size=(n, classes))
    return z * largest / np.abs(z).max()


def answers(rng: np.random.Generator, y: np.ndarray, share: float) -> np.ndarray:
    """Return what a network says to pictures of these labels: about a share of it is right."""
    wrong = (y + rng.integers(1, 10, len(y))) % 10
    return np.where(rng.random(len(y)) < share, y, wrong)


class Generator(np.random.Generator):
    """A source of chance that can be told whether a function's result hangs on it alone."""

    decides = False


def chance(rng: np.random.Generator) -> Generator:
    """Return a source of chance for a function that has to draw from it."""
    return Generator(np.random.PCG64(rng.integers(2**63)))
