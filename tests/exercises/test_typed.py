"""Answers that somebody typed: right in an unusual way, or wrong in a way that was once praised."""

import math
from collections import Counter
from collections.abc import Callable

import keras
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


@wrong("1.5", "scaled by the batch")
def _(images):
    rows = images.reshape(len(images), 784)
    return rows / rows.max(axis=1, keepdims=True)


@wrong("1.7", "another way than asked")
def _(labels):
    ten, rows = np.zeros((10, 10)), np.zeros((len(labels), 10))
    np.fill_diagonal(ten, 1)
    rows[np.arange(len(labels))] = ten[labels]
    return rows


@wrong("1.7", "steps in the wrong order")
def _(labels):
    for row, label in enumerate(labels):
        rows = np.zeros((len(labels), 10))
        rows[row, label] = 1
    return rows


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


@wrong("1.8", "one result of two")
def _(images, labels, rng):
    pairs = list(zip(images, labels, strict=True))
    rng.shuffle(pairs)
    return pairs


@wrong("1.9", "parts left out")
def _(rows, rng):
    chosen = rng.choice(rows[: len(rows) // 2], size=len(rows) // 10, replace=False)
    return np.setdiff1d(rows, chosen), chosen


@wrong("1.9", "index for mask")
def _(rows, rng):
    chosen = rng.choice(rows, size=len(rows) // 10, replace=False)
    return np.setdiff1d(np.arange(len(rows)), chosen), chosen


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


@wrong("2.3", "half mended")
def _(logits):
    largest = logits.max(axis=1, keepdims=True)
    return np.exp(logits - largest) / np.exp(logits).sum(axis=1, keepdims=True)


@wrong("2.3", "one number for an array")
def _(logits):
    powers = math.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@right("2.4")
def _(targets, outputs):
    return -np.mean(np.log(outputs[targets == 1]))


@right("2.4")
def _(targets, outputs):
    return -(targets * np.log(outputs + 1e-6)).sum(axis=1).mean()


@wrong("2.4", "sum for mean")
def _(targets, outputs):
    return -np.log((targets * outputs).sum(axis=1)).sum()


@wrong("2.4", "divided by the wrong number")
def _(targets, outputs):
    return -(targets * np.log(outputs + 1e-9)).mean()


@wrong("2.4", "logarithm of 0")
def _(targets, outputs):
    given = targets * outputs
    return -np.log(given[given > 0]).mean()


@wrong("2.4", "logarithm of 0")
def _(targets, outputs):
    return -np.log(targets * outputs).sum(axis=1).mean()


@right("2.8")
def _():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden = keras.layers.Dense(32, "sigmoid")
            self.last = keras.layers.Dense(10, "softmax")

        def call(self, x):
            return self.last(self.hidden(x))

    model = Own()
    model.build((None, 784))
    model.compile("adam", "categorical_crossentropy")
    return model


@right("3.1")
def _(inputs, outputs, targets):
    return np.einsum("nk,nm->km", inputs, outputs - targets) / len(inputs)


@wrong("3.1", "brackets")
def _(inputs, outputs, targets):
    slopes = outputs - targets / len(inputs)
    return inputs.T @ slopes


@right("3.2")
def _(z, slopes, leak):
    below = z < 0
    z[below] *= leak
    slopes[below] *= leak
    return z, slopes


@wrong("3.2", "one number for an array")
def _(z, slopes, leak):
    return np.max(z, leak * z), slopes * np.where(z > 0, 1, leak)


@wrong("3.4")  # the kind of all numbers comes from the first, which may be a whole 0
def _(outputs, rate, chances, training):
    one = np.vectorize(lambda o, c: (0 if c < rate else o / (1 - rate)) if training else o)
    return one(outputs, chances)


@right("3.4")
def _(outputs, rate, chances, training):
    if not training:
        return outputs
    rows = zip(outputs, chances, strict=True)
    return [
        [0.0 if c < rate else o / (1 - rate) for o, c in zip(*row, strict=True)] for row in rows
    ]


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


@wrong("3.5", "dropout when predicting")
def _(model, train, validation):
    shares = []
    for part in (train, validation):
        outputs = np.asarray(model(part.x, training=True))
        shares.append(np.mean(outputs.argmax(axis=1) == part.labels))
    return shares[1] - shares[0]


@right("3.6")
def _(values):
    return pd.Series(values).std()


@right("3.6")
def _(values):
    return np.linalg.norm(values - values.mean()) / np.sqrt(len(values) - 1)


@wrong("3.6", "brackets")
def _(values):
    return (((values - values.mean()) ** 2).sum() / (len(values) - 1)) ** 1 / 2


@right("4.1")
def _(scores):
    table = pd.DataFrame(scores).T
    return table["validation"].idxmax(), table.loc[table["validation"].idxmax(), "test"]


@right("4.4")
def _(labels, predicted):
    return np.eye(10)[labels].T @ np.eye(10)[predicted]


@wrong("4.4", "classes from the labels")
def _(labels, predicted):
    classes = len(set(labels))
    counts = np.zeros((classes, classes), dtype=int)
    for row, column in zip(labels, predicted, strict=True):
        counts[row, column] += 1
    return counts


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


@right("4.8")
def _(x):
    times, largest = 0, x.max()
    while largest < 150:
        largest = largest * 255
        times += 1
    return times


@wrong("4.8")
def _(x):
    faintest = x[x > 0].min()
    if faintest > 1:
        return 0
    return 1 if faintest > 1 / 255 else 2


@wrong("4.8")
def _(x):
    middle = np.median(x[x > 0])
    if middle > 1:
        return 0
    return 1 if middle > 1 / 255 else 2


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


@wrong("5.4")
def _(photo):
    photo = 255 - photo
    photo /= 255
    return photo


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


right("5.5")("A: digit, B: pieces, C: paper, D: none")
right("5.5")(["digit ", "pieces", "paper", "none"])
right("5.5")({"a": "digit", "b": "pieces", "c": "paper", "d": "none"})
wrong("5.5")(["digits", "pieces", "paper", "none"])


@wrong("5.6")  # the paper of a photo in less light is below 128, too
def _(pixels):
    rows, columns = np.nonzero(pixels < 128)
    cut = pixels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] < 128
    height, width = (max(1, round(20 * side / max(cut.shape))) for side in cut.shape)
    small = np.asarray(Image.fromarray(np.uint8(255 * cut)).resize((width, height))) / 255
    row, column = center_of_mass(small)
    top = min(max(round(13.5 - row), 0), 28 - height)
    left = min(max(round(13.5 - column), 0), 28 - width)
    canvas = np.zeros((28, 28))
    canvas[top : top + height, left : left + width] = small
    return canvas.reshape(1, 784)


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


@wrong("6.2", "one number for an array")
def _(z, gamma, beta):
    return gamma * (z - z.mean(axis=0)) / math.sqrt(z.var(axis=0) + 1e-3) + beta


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


@wrong("6.6")  # as many as in the notebook
def _(networks, forms):
    return sum(networks[i](form) for i in range(3) for form in forms).argmax(axis=1)


@wrong("6.6", "vote for mean")
def _(networks, forms):
    votes = np.array([n(form).argmax(axis=1) for n in networks for form in forms])
    return [Counter(column).most_common(1)[0][0] for column in votes.T]


# Each of these once had the other verdict.


@wrong("1.1")
def _(labels):
    counts = np.zeros(10, "uint8")
    for label in labels:
        counts[label] += 1
    return counts / len(labels)


@wrong("1.2")
def _(images, labels, wanted):
    rows = [i for i in range(1, len(labels)) if labels[i] == wanted]
    return images[rows].mean(axis=0)


@right("1.8")
def _(images, labels, rng):
    pairs = list(zip(images, labels, strict=True))
    rng.shuffle(pairs)
    return zip(*pairs, strict=True)


@wrong("1.9")
def _(rows, rng):
    chosen = rng.choice(rows, size=len(rows) // 10, replace=False)
    return np.delete(rows, chosen - rows[0]), chosen


@wrong("2.3")
def _(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers[:, :10].sum(axis=1, keepdims=True)


@right("2.4")
def _(targets, outputs):
    return -np.log((targets * outputs).sum(axis=1, keepdims=True)).mean(axis=0)


@right("3.2")
def _(z, slopes, leak):
    y, back = np.array(z), np.array(slopes)
    for row in range(z.shape[0]):
        for column in range(z.shape[1]):
            if z[row, column] < 0:
                y[row, column] *= leak
                back[row, column] *= leak
    return y, back


@wrong("4.2")
def _(right, n):
    return (0.0, 0.0) if right == 0 else evaluation.wilson(right, n)


@wrong("4.2")  # z is left to its default, and the slip stands elsewhere
def _(right, n, z=1.96):
    p = right / n
    middle, half = p + 1.96**2 / (2 * n), 1.96 * np.sqrt(p * (1 - p) / n + 1.96**2 / (4 * n))
    return (middle - half) / (1 + 1.96**2 / n), (middle + half) / (1 + 1.96**2 / n)


@wrong("4.5")
def _(counts, asked):
    if not asked:
        return 0.0
    return counts[asked, asked] / counts[asked].sum()


@wrong("4.7")
def _(labels, first, second):
    return np.bincount((first == labels) + 2 * (second == labels))[1:3]


@wrong("4.9", "arguments swapped")
def _(outputs, labels):
    hits = (outputs.argmax(axis=1) == labels).sum()
    low, high = evaluation.wilson(len(labels), hits)
    accuracy = hits / len(labels)
    return accuracy, low, high, outputs.max(axis=1).mean() - accuracy


@right("5.3")
def _(model, images):
    rows = images.reshape(-1, model.input_shape[-1]).astype("float32") / 255
    return model.predict(x=rows, verbose=0).argmax(axis=1)


@wrong("5.3")  # (n, 1)
def _(model, images):
    return np.array(
        [model.predict(image.reshape(1, 784) / 255, verbose=0).argmax(axis=1) for image in images]
    )


@wrong("5.7")
def _(files):
    safe = [(name, ".keras" not in name and ".h5" not in name) for name, *_ in files]
    kept = zip(files, safe, strict=True)
    return [file[0] for file, (_, arrays) in kept if file[1] or (arrays and not file[2])]


@right("5.7")
def _(files):
    table = pd.DataFrame(files, columns=["name", "mine", "pickled"])
    return table.name[table.mine | (table.name.str.endswith(".npz") & ~table.pickled)]


@wrong("5.7", "changed values")
def _(files):
    for file in files:
        name, mine, pickled = file
        if not mine and (pickled or not name.endswith(".npz")):
            files.remove(file)
    return [name for name, *_ in files]


@wrong("5.8")  # hidden_1 is also a part of hidden_10
def _(model, arrays):
    for layer in model.layers:
        for name, array in arrays.items():
            if layer.name in name:
                if array.ndim == 2:
                    kernel = array
                else:
                    bias = array
        layer.set_weights([kernel, bias])
    return model


@wrong("5.8")
def _(model, arrays):
    layers = {}
    while arrays:
        name, array = arrays.popitem()
        layer, part = name.split("/")
        layers.setdefault(layer, {})[part] = array
    for layer, parts in zip(model.layers, layers.values(), strict=True):
        layer.set_weights([parts["kernel"], parts["bias"]])
    return model


@wrong("6.3")
def _(epoch, epochs, first):
    return max(1e-6, first * (1 + np.cos(np.pi * epoch / epochs)) / 2)


@wrong("6.3", "rounded")
def _(epoch, epochs, first):
    return first * (1 + np.cos(3.14 * epoch / epochs)) / 2


@wrong("6.5")
def _(four, down, right):
    a, c = int(np.floor(down)), int(np.floor(right))
    b, d = int(np.ceil(down)), int(np.ceil(right))
    above = (d - right) * four[a, c] + (right - c) * four[a, d]
    below = (d - right) * four[b, c] + (right - c) * four[b, d]
    return (b - down) * above + (down - a) * below


@wrong("6.5", "brackets")
def _(four, down, right):
    upper = 1 - right * four[0, 0] + right * four[0, 1]
    lower = 1 - right * four[1, 0] + right * four[1, 1]
    return 1 - down * upper + down * lower


@pytest.mark.parametrize(("name", "answer", "misconception"), TYPED)
def test_what_was_typed_is_judged_as_it_is(name, answer, misconception):
    verdict = judged(name, answer)
    assert verdict.outcome == (RIGHT if misconception is None else WRONG), verdict.text
    assert verdict.name == (misconception or "")


def test_a_learner_may_call_a_function_as_the_library_does_and_not_hide_the_library_in_it():
    cell = {"__name__": "__main__", "np": np}
    exec(
        "def one_hot(labels):\n"
        "    rows = np.zeros((len(labels), 10))\n"
        "    rows[np.arange(len(labels)), labels] = 1\n"
        "    return rows\n"
        "def row_of(label):\n    return np.eye(10)[label]\n"
        "def hidden(labels):\n    return np.array([row_of(label) for label in labels])\n"
        "def shown(labels):\n    return one_hot(labels)\n",
        cell,
    )
    for name, outcome in (("one_hot", RIGHT), ("shown", RIGHT), ("hidden", WRONG)):
        assert judged("exercise 1.7", cell[name]).outcome == outcome, name
