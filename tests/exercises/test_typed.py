"""Answers that somebody typed: right in an unusual way, or wrong in a way that was once praised."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from scipy import stats
from scipy.ndimage import center_of_mass, shift

from exercises.kinds import RIGHT, WRONG
from helpers import evaluation
from tests.exercises.test_exercises import judged

TYPED: list[tuple[str, Callable, str | None]] = []
"""Exercise, answer, and the misconception: empty where it has no name, None where all is right."""


def right(name: str) -> Callable:
    return lambda answer: TYPED.append((f"exercise {name}", answer, None))


def wrong(name: str, misconception: str = "") -> Callable:
    return lambda answer: TYPED.append((f"exercise {name}", answer, misconception))


@right("1.1")
def _(labels):
    return np.eye(10)[labels].mean(axis=0)


@right("1.1")
def _(labels):
    return np.histogram(labels, bins=np.arange(11))[0] / labels.size


@right("1.2")
def _(images, labels, wanted):
    return np.average(images, axis=0, weights=labels == wanted)


@right("1.8")
def _(images, labels, rng):
    order = np.argsort(rng.random(len(images)))
    return images[order], labels[order]


@right("1.8")
def _(images, labels, rng):
    seed = rng.integers(10**6)
    return tuple(
        np.random.Generator(np.random.PCG64(seed)).permutation(a) for a in (images, labels)
    )


@wrong("1.8", "not drawn from rng")
def _(images, labels, rng):
    rng.random()
    order = np.argsort(labels)
    return images[order], labels[order]


@wrong("1.8", "not drawn from rng")
def _(images, labels, rng):
    rng.random()
    order = np.random.permutation(len(images))
    return images[order], labels[order]


@right("1.9")
def _(rows, rng):
    mixed = rng.permutation(rows)
    tenth = len(rows) // 10
    return list(mixed[tenth:]), list(mixed[:tenth])


@wrong("1.9", "fraction for whole number")
def _(rows, rng):
    chosen = rng.choice(rows, size=len(rows) / 10, replace=False)
    return np.setdiff1d(rows, chosen), chosen


@right("2.1")
def _(inputs, weights, biases):
    return 0.5 * (1 + np.tanh((inputs @ weights + biases) / 2))


@right("2.3")
def _(logits):
    return np.array([np.exp(row - row.max()) / np.exp(row - row.max()).sum() for row in logits])


@right("2.4")
def _(targets, outputs):
    return -np.mean(np.log(outputs[targets == 1]))


@right("3.1")
def _(inputs, outputs, targets):
    return np.einsum("nk,nm->km", inputs, outputs - targets) / len(inputs)


@right("3.2")
def _(z, slopes, leak):
    below = z < 0
    z[below] *= leak
    slopes[below] *= leak
    return z, slopes


@right("3.4")
def _(outputs, rate, chances, training):
    return (1 - training) * outputs + training * outputs * (chances >= rate) / (1 - rate)


@right("3.5")
def _(model, train, validation):
    one, other = (model.evaluate(p.x, p.one_hot, verbose=0)[1] for p in (train, validation))
    return one - other


@right("3.5")
def _(model, train, validation):
    model.layers[0].rate = 0
    one, other = (
        np.mean(np.asarray(model(p.x, training=True)).argmax(axis=1) == p.labels)
        for p in (train, validation)
    )
    return one - other


@right("3.6")
def _(values):
    return pd.Series(values).std()


@right("3.6")
def _(values):
    return np.linalg.norm(values - values.mean()) / np.sqrt(len(values) - 1)


@right("4.1")
def _(scores):
    table = pd.DataFrame(scores).T
    return table["validation"].idxmax(), table.loc[table["validation"].idxmax(), "test"]


@right("4.4")
def _(labels, predicted):
    return np.eye(10)[labels].T @ np.eye(10)[predicted]


@right("4.6")
def _(images, confidence, accuracy):
    return np.repeat(abs(confidence - accuracy), images).mean()


@right("4.7")
def _(labels, first, second):
    one, other = first == labels, second == labels
    return (one > other).sum(), (other > one).sum()


@right("4.8")
def _(x):
    times = 0
    while x.max() * 255**times <= 1:
        times += 1
    return times


suspicious_x = np.ones((3, 784)) / 255


@wrong("4.8", "in place of the argument")
def _(x):
    if x.max() > 1:
        return 0
    return 1 if suspicious_x.max() > 1 / 255 else 2


@wrong("6.4")  # the last of four branches, taken once in a dozen shifts
def _(image, down, right):
    moved, (rows, columns) = np.zeros_like(image), image.shape
    if down >= 0 and right >= 0:
        moved[down:, right:] = image[: rows - down, : columns - right]
    elif down >= 0:
        moved[down:, :right] = image[: rows - down, -right:]
    elif right >= 0:
        moved[:down, right:] = image[-down:, : columns - right]
    else:
        moved[:down, :right] = image[: rows + down, : columns + right]
    return moved


@right("5.3")
def _(model, images):
    return np.array([model(image.reshape(1, 784) / 255).numpy().argmax() for image in images])


@right("5.4")
def _(photo):
    return (photo ^ 255) / 255


@right("5.6")  # a smooth shift swings a little below paper and above ink
def _(pixels):
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    ink = np.abs(pixels - np.median(edge))
    ink = np.clip(ink / np.percentile(ink[ink > ink.max() / 2], 75), 0, 1)
    ink[ink < 0.3] = 0
    rows, columns = np.nonzero(ink)
    cut = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    height, width = (max(1, round(20 * side / max(cut.shape))) for side in cut.shape)
    canvas = np.zeros((28, 28))
    canvas[4 : 4 + height, 4 : 4 + width] = (
        np.asarray(Image.fromarray(np.uint8(255 * cut)).resize((width, height))) / 255
    )
    moved = shift(canvas, 13.5 - np.array(center_of_mass(canvas)), order=3)
    return moved.reshape(1, 784)


@right("5.7")
def _(files):
    return tuple(n for n, mine, pickled in files if mine or (n[-4:] == ".npz" and not pickled))


@right("5.8")
def _(model, arrays):
    for name, array in arrays.items():
        layer, part = name.split("/")
        getattr(model.get_layer(layer), part).assign(array)
    return model


@right("6.1")
def _(before, after):
    found = stats.ttest_1samp(np.subtract(after, before), 0).confidence_interval(0.95)
    return (found.low + found.high) / 2, found.low, found.high


@right("6.1")
def _(before, after):
    d = [a - b for a, b in zip(after, before, strict=True)]
    ends = stats.t.interval(0.95, len(d) - 1, loc=np.mean(d), scale=stats.sem(d))
    return [sum(d) / len(d), *ends]


@wrong("6.1", "paired as unpaired")
def _(before, after):
    n = len(before)
    half = stats.t.ppf(0.975, n - 1) * np.sqrt((before.var(ddof=1) + after.var(ddof=1)) / n)
    return (
        after.mean() - before.mean(),
        (after - before).mean() - half,
        (after - before).mean() + half,
    )


@right("6.2")
def _(z, gamma, beta):
    units = zip(z.T, gamma, beta, strict=True)
    return np.array([g * (u - u.mean()) / (u.var() + 1e-3) ** 0.5 + b for u, g, b in units]).T


@right("6.3")
def _(epoch, epochs, first):
    return first * np.cos(np.pi * epoch / epochs / 2) ** 2


@right("6.4")
def _(image, down, right):
    rows, columns = image.shape
    wide = np.pad(image, 30)
    return wide[30 - down : 30 - down + rows, 30 - right : 30 - right + columns]


@right("6.5")
def _(four, down, right):
    return np.array([1 - down, down]) @ four @ np.array([1 - right, right])


@right("6.6")
def _(networks, forms):
    return sum(evaluation.predict(n, form) for n in networks for form in forms).argmax(axis=1)


@right("6.6")
def _(networks, forms):
    return sum(n.predict(form, verbose=0) for n in networks for form in forms).argmax(axis=1)


@pytest.mark.parametrize(("name", "answer", "misconception"), TYPED)
def test_what_was_typed_is_judged_as_it_is(name, answer, misconception):
    verdict = judged(name, answer)
    assert verdict.outcome == (RIGHT if misconception is None else WRONG), verdict.text
    assert verdict.name == (misconception or "")
