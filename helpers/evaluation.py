"""Numbers that say how good a classifier is, and how sure one may be of that."""

import math

import numpy as np
import pandas as pd
from scipy.stats import binomtest, norm, t
from sklearn.metrics import confusion_matrix

AT_ONCE = 1000
"""Images that a model is given at a time. It changes the speed alone."""


def predict(model, x: np.ndarray) -> np.ndarray:
    """Return the model's outputs (n, 10), float32, for inputs (n, 784), without printing.

    Of no inputs, (0, 784), it gives (0, 10).
    """
    # The same bits as `model.predict`, which takes 0.2 s more to compile itself first.
    parts = [model(x[i : i + AT_ONCE], training=False) for i in range(0, len(x) or 1, AT_ONCE)]
    return np.concatenate(parts)


def accuracy(labels: np.ndarray, predicted: np.ndarray) -> float:
    """Return the fraction of right answers, 0..1, from two integer arrays of shape (n,)."""
    return float(np.mean(np.asarray(labels) == np.asarray(predicted)))


def wilson(right: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval, as fractions, in which the true accuracy plausibly lies.

    The score interval of E. B. Wilson (1927), "Probable inference, the law of succession, and
    statistical inference", J. Am. Stat. Assoc. 22, 209-212. Unlike the textbook interval it
    never leaves 0..1 and works close to 1.

    Args:
        right: number of right answers, 0..n.
        n: number of answers, at least 1.
        confidence: how often such intervals should hold the true value, 0..1.
    """
    z = norm.ppf((1 + confidence) / 2)
    p = right / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return float(max(0, middle - half)), float(min(1, middle + half))


def paired(differences: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval in which the mean of differences (n,) paired by seed plausibly lies.

    They have to be independent of each other. One alone gives nan twice. The interval of "Student"
    (1908), "The probable error of a mean", Biometrika 6, 1-25.
    """
    n = len(differences)
    if n < 2:
        return math.nan, math.nan
    middle, spread = np.mean(differences), np.std(differences, ddof=1)
    reach = t.ppf(0.975, n - 1) * spread / math.sqrt(n)
    return float(middle - reach), float(middle + reach)


def most_confused(labels: np.ndarray, predicted: np.ndarray, pairs: int = 8) -> pd.DataFrame:
    """Return the pairs of classes most often taken for each other, both ways added.

    Columns: `pair` (such as "4 / 9"), `first as second`, `second as first`, `together`.
    """
    counts = confusion_matrix(labels, predicted, labels=range(10))
    rows = [
        (f"{a} / {b}", counts[a, b], counts[b, a], counts[a, b] + counts[b, a])
        for a in range(10)
        for b in range(a + 1, 10)
    ]
    table = pd.DataFrame(rows, columns=["pair", "first as second", "second as first", "together"])
    return table.sort_values("together", ascending=False, kind="stable").head(pairs)


def calibration(probabilities: np.ndarray, labels: np.ndarray, bins: int = 10) -> pd.DataFrame:
    """Return what a reliability diagram shows: a row for each confidence bin that holds images.

    Confidence is the largest of an image's ten outputs (n, 10). Columns: `from` and `to` (the
    bin's edges), `images`, `confidence` (mean), `accuracy` (fraction right).
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    index = np.clip((confidence * bins).astype(int), 0, bins - 1)
    rows = [
        (i / bins, (i + 1) / bins, int(here.sum()), confidence[here].mean(), right[here].mean())
        for i in range(bins)
        if (here := index == i).any()
    ]
    return pd.DataFrame(rows, columns=["from", "to", "images", "confidence", "accuracy"])


def calibration_error(table: pd.DataFrame) -> float:
    """Return the expected calibration error, 0..1: the mean gap between confidence and accuracy.

    Each bin of `calibration` counts by its number of images; Guo, Pleiss, Sun and Weinberger
    (2017), "On calibration of modern neural networks", equation 3.
    """
    gap = (table["confidence"] - table["accuracy"]).abs()
    return float((gap * table["images"]).sum() / table["images"].sum())


def mcnemar(labels: np.ndarray, first: np.ndarray, second: np.ndarray) -> tuple[int, int, float]:
    """Compare two classifiers on the same images by the ones that only one of them gets right.

    The exact form of Q. McNemar (1947), "Note on the sampling error of the difference between
    correlated proportions or percentages", Psychometrika 12, 153-157.

    Returns:
        Images that only the first has right, images that only the second has right, and the
        probability (p-value) of so uneven a split, or a more uneven one, if they were equally
        good.
    """
    only_first = int(np.sum((first == labels) & (second != labels)))
    only_second = int(np.sum((first != labels) & (second == labels)))
    if only_first + only_second == 0:
        return 0, 0, 1.0
    return only_first, only_second, binomtest(only_first, only_first + only_second).pvalue
