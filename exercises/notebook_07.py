"""What notebook 07 asks: a whole piece of work, judged by what has to be true of it."""

import itertools
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

from exercises import samples
from exercises.answers import as_array, blank, is_numeric, shorten
from exercises.predictions import Prediction
from exercises.tasks import Fault, Task
from helpers.data import Dataset, Part

PREDICTIONS: dict[str, Prediction] = {}
"""None: whoever starts from an empty page decides what to guess."""

CLASSES = 10

FIELDS = (
    "what it does",
    "data",
    "network",
    "chosen by",
    "validation",
    "test",
    "errors",
    "not measured",
    "not for",
)
"""What a model card says, in this order."""

FEW = 100
"""Validation pictures of the examples."""

SEEDS = 5
"""With three, an interval over seeds is twice as wide."""


# What the finders look at


def accuracy(answers: object, labels: np.ndarray) -> float:
    """Return the share of right answers; nan if there isn't one for each label."""
    answers = np.asarray(answers)
    return float(np.mean(answers == labels)) if answers.shape == labels.shape else np.nan


def best_of(baselines: Mapping, labels: np.ndarray) -> tuple[str, float]:
    """Return the name and the accuracy of the best baseline."""
    scores = {name: accuracy(answers, labels) for name, answers in baselines.items()}
    best = max(scores, key=scores.get)
    return str(best), scores[best]


def is_network(thing: object) -> bool:
    """Return whether something is a network of Keras."""
    return callable(getattr(thing, "predict", None)) and hasattr(thing, "layers")


def outputs(network: object, x: object, size: int = 1000) -> np.ndarray:
    """Return what a network gives, batch by batch: `predict` would first build a graph for it."""
    x = np.asarray(x)
    found = [np.asarray(network(x[i : i + size], training=False)) for i in range(0, len(x), size)]
    return np.concatenate(found)


def read(network: object, x: object) -> np.ndarray:
    """Return the classes that a network answers with."""
    return outputs(network, x).argmax(axis=1)


def curves(history: object) -> dict[str, list]:
    """Return the curves of a training by name, from a History or the dictionary in it."""
    found = getattr(history, "history", history)
    known = found.items() if isinstance(found, Mapping | pd.DataFrame) else ()
    return {name: list(curve) for name, curve in known}


def likeness(x: object, images: np.ndarray, most: int = 60) -> np.ndarray:
    """Return how some rows of numbers go with their pictures, as correlations.

    Rows of the result are rows of x, columns pictures. However x was scaled, those on the diagonal
    are far from 0: near 1, or near -1 where light and dark are swapped.
    """
    rows = np.unique(np.linspace(0, len(images) - 1, most).astype(int))
    a = np.asarray(x, dtype=float).reshape(len(x), -1)[rows]
    b = images.reshape(len(images), -1)[rows].astype(float)
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    a /= np.linalg.norm(a, axis=1, keepdims=True) + 1e-9
    b /= np.linalg.norm(b, axis=1, keepdims=True) + 1e-9
    return a @ b.T


def shows(x: object, images: np.ndarray) -> bool:
    """Return whether rows of numbers are these pictures in this order.

    Each has to be more like its own picture than like any other: nine in ten are enough, since
    pictures can come twice.
    """
    found = np.abs(likeness(x, images)).argmax(axis=1)
    return bool(np.mean(found == np.arange(len(found))) >= 0.9)


def alike(x: object, images: np.ndarray, others: object, other_images: np.ndarray) -> bool:
    """Return whether two parts were scaled by the same number, and none of them turned round."""
    turned = np.trace(likeness(x, images)) * np.trace(likeness(others, other_images)) < 0
    return not turned and 0.8 < scale(x, images) / scale(others, other_images) < 1.25


def scale(x: object, images: np.ndarray) -> float:
    """Return by what number the pixels were divided."""
    return float(np.std(images[:500]) / max(np.std(np.asarray(x, dtype=float)[:500]), 1e-12))


def columns(scores: object) -> dict[str, np.ndarray]:
    """Return the scores of each network, a number a seed; none if it is no table of numbers."""
    items = scores.items() if isinstance(scores, Mapping | pd.DataFrame) else ()
    found = {name: as_array(values) for name, values in items}
    whole = all(v is not None and v.ndim == 1 and v.dtype.kind in "iuf" for v in found.values())
    return {str(name): v.astype(float) for name, v in found.items()} if whole else {}


def differences(scores: object) -> dict[str, np.ndarray]:
    """Return the differences of any two networks, seed by seed, by which is less which."""
    table = columns(scores)
    return {f"`{b}` - `{a}`": table[b] - table[a] for a, b in itertools.permutations(table, 2)}


def intervals(rows: Mapping[str, np.ndarray], low: float = 0.025) -> dict[str, tuple]:
    """Return the 95 % interval of each row's mean, by the row's name.

    A mean of n numbers, give or take Student's t with n - 1 degrees of freedom times s / √n.
    """
    from scipy.stats import t

    return {
        name: tuple(r.mean() + t.ppf([low, 1 - low], len(r) - 1) * r.std(ddof=1) / len(r) ** 0.5)
        for name, r in rows.items()
    }


def right_ones(scores: object, low: float = 0.025) -> list[tuple]:
    """Return the intervals of all mean differences, either way round."""
    return [*intervals(differences(scores), low).values()]


def unpaired(scores: object) -> list[tuple]:
    """Return the intervals of two means' difference, as if other seeds had trained each network."""
    from scipy.stats import ttest_ind

    pairs = itertools.permutations(columns(scores).values(), 2)
    return [
        tuple(ttest_ind(b, a, equal_var=equal).confidence_interval(0.95))
        for a, b in pairs
        for equal in (True, False)
    ]


def is_interval(thing: object) -> bool:
    """Return whether something is two numbers."""
    array = as_array(thing) if isinstance(thing, tuple | list | np.ndarray | pd.Series) else None
    return array is not None and array.shape == (2,) and array.dtype.kind in "iuf"


def off(interval: object, others: Sequence[tuple]) -> float:
    """Return how far an interval's ends are from those of the nearest of several."""
    yours = np.asarray(interval, dtype=float)
    return min(float(np.abs(yours - other).max()) for other in others)


CLOSE = 2e-4
"""An interval's ends may be this far off: they are given with four digits, or a little rounded."""

ROUNDED = 6e-5
"""How far rounding to four digits moves an end, at most."""


def slips(work: SimpleNamespace, known: Sequence[tuple], within: float = CLOSE) -> bool:
    """Return whether the interval is a known wrong one, and no right one.

    Of seeds that hardly differ, a wrong interval lies beside a right one: the nearer one counts.
    """
    right, wrong = off(work.interval, right_ones(work.scores)), off(work.interval, known)
    return wrong <= within and wrong < right and right > ROUNDED


def spreads(work: SimpleNamespace, factor) -> list[tuple[float, float]]:
    """Return intervals with another half: `factor(n)` times the spread over n seeds."""
    rows = [*columns(work.scores).values(), *differences(work.scores).values()]
    halves = [(r.mean(), factor(len(r)) * r.std(ddof=1)) for r in rows]
    return [(mean - half, mean + half) for mean, half in halves]


def _student(n: int) -> float:
    from scipy.stats import t

    return float(t.ppf(0.975, n - 1))


# Work that is right, for the tests


@lru_cache(maxsize=1)
def _pictures() -> Dataset:
    """Return a small data set, of which a network with a single layer reads most."""
    rng = np.random.default_rng(0)
    kinds = samples.pictures(rng, CLASSES)

    def part(n: int) -> Part:
        labels = samples.labels(rng, n)
        clear = rng.uniform(0.35, 1, (n, 1, 1)) * kinds[labels]
        images = np.clip(clear + rng.normal(0, 130, clear.shape), 0, 255)
        return Part(images.astype("uint8"), labels)

    names = tuple("abcdefghij")
    return Dataset("digits", part(300), part(120), part(140), names, "0123456789abcdef")


@lru_cache(maxsize=1)
def _judging() -> Part:
    """Return the validation pictures that are worked with: not all of them, as on the page."""
    whole = _pictures().validation
    return Part(whole.images[:FEW], whole.labels[:FEW])


@lru_cache(maxsize=2)
def _network(trained: bool = True, softmax: bool = True):
    """Return a network of one layer whose weights are the means of the classes, or chance."""
    import keras

    last = keras.layers.Dense(CLASSES, "softmax" if softmax else None)
    network = keras.Sequential([keras.Input((784,)), last])
    if trained:
        train = _pictures().train
        means = np.array([train.x[train.labels == k].mean(axis=0) for k in range(CLASSES)])
        network.set_weights([means.T, -0.5 * (means**2).sum(axis=1)])
    return network


def _given(*names: str) -> dict:
    found = _pictures()
    known = {
        "pictures": found,
        "few": 250,
        "few_validation": FEW,
        "labels": _judging().labels,
    }
    return {name: known[name] for name in names}


def _baselines() -> dict[str, np.ndarray]:
    labels, rng = _judging().labels, np.random.default_rng(1)
    return {"first": samples.answers(rng, labels, 0.3), "second": samples.answers(rng, labels, 0.5)}


def _scores() -> dict[str, list[float]]:
    return {"small": [0.91, 0.92, 0.9, 0.915, 0.91], "large": [0.93, 0.935, 0.925, 0.94, 0.92]}


def _trained() -> dict:
    """Return a network with the curves of a training that was stopped in its third epoch."""
    import keras

    validation = _judging()
    reached = accuracy(read(_network(), validation.x), validation.labels)
    history, stopping = keras.callbacks.History(), keras.callbacks.EarlyStopping("val_loss")
    history.history = {
        "loss": [2.0, 1.0, 0.5, 0.4, 0.3],
        "accuracy": [0.3, 0.5, 0.7, 0.8, 0.9],
        "val_loss": [2.1, 1.2, 0.7, 0.8, 0.9],
        "val_accuracy": [0.3, 0.5, reached, reached - 0.02, reached - 0.03],
    }
    stopping.stopped_epoch, stopping.best_epoch, stopping.restore_best_weights = 4, 2, True
    return {"history": history, "stopping": stopping, "network": _network()}


def _changed(history: object, **changes: object) -> dict[str, list]:
    """Return curves with some others in their places; None leaves one out."""
    return {name: v for name, v in (curves(history) | changes).items() if v is not None}


def _stopper(stopping: object, monitor: str = "val_loss", **changes: object):
    import keras

    made = keras.callbacks.EarlyStopping(monitor)
    for name in ("stopped_epoch", "best_epoch", "restore_best_weights"):
        setattr(made, name, changes.get(name, getattr(stopping, name)))
    return made


def _confusions(network: object, x: object, labels: np.ndarray) -> np.ndarray:
    """Return how often a picture of class i, the row, is taken for class j; 0 where i is j."""
    counts = np.zeros((CLASSES, CLASSES), int)
    np.add.at(counts, (labels, read(network, x)), 1)
    np.fill_diagonal(counts, 0)
    return counts


def _pair(work: SimpleNamespace) -> tuple[int, int]:
    counts = _confusions(work.final, work.x_validation, work.labels)
    return tuple(map(int, np.unravel_index(counts.argmax(), counts.shape)))


def _test_accuracy() -> float:
    test = _pictures().test
    return accuracy(read(_network(), test.x), test.labels)


def _card() -> dict[str, str]:
    words = {name: f"Several words about this: {name}." for name in FIELDS}
    return words | {
        "validation": "91.0 % of 2,000 pictures, the mean over five seeds.",
        "test": f"{_test_accuracy():.1%} of 140 pictures, read once.",
    }


# What the finders of one task have in common


def _train(work: SimpleNamespace) -> Part:
    """Return the training pictures that the page works with, and their labels."""
    return Part(work.pictures.train.images[: work.few], work.pictures.train.labels[: work.few])


def _is_a_row_each(x, images) -> bool:
    """Whether there is a row for each picture, with all of its pixels."""
    return np.shape(x) == (len(images), images[0].size)


def _validation(work: SimpleNamespace) -> Part:
    """Return the validation pictures that the page works with, and their labels."""
    whole, few = work.pictures.validation, work.few_validation
    return Part(whole.images[:few], whole.labels[:few])


def _unfit(work: SimpleNamespace) -> bool:
    """Return whether baselines aren't what task 7.2 asks for."""
    return not isinstance(work.baselines, Mapping) or any(
        np.shape(answers) != work.labels.shape
        or not np.isin(np.asarray(answers), np.arange(CLASSES)).all()
        for answers in work.baselines.values()
    )


_UNFIT = Fault(
    found=_unfit,
    hint="`baselines` has to hold a class for each validation picture. Mend task 7.2 first.",
    example=lambda work: {"baselines": {"first": np.zeros(300, dtype=int)}},
    name="other pictures",
)


def _other_length(x: object, labels: np.ndarray, name: str) -> bool | str:
    found = len(x) if hasattr(x, "__len__") else 0
    if found == len(labels):
        return False
    return f"`{name}` has {found:,} rows, and there are {len(labels):,} validation pictures."


def _not_beaten(work: SimpleNamespace) -> bool | str:
    name, best = best_of(work.baselines, work.labels)
    yours = accuracy(read(work.network, work.x_validation), work.labels)
    return yours <= best and f"`{name}` gets {best:.2%} right, and your network {yours:.2%}."


def _is_no_network(name: str):
    return Fault(
        found=lambda work: not is_network(getattr(work, name)),
        hint=f"`{name}` is no network of Keras. Hand over the network itself: neither what "
        "`fit` gives nor a number.",
        example=lambda work: {name: 0.93},
        name="not the network",
    )


def _best_epoch(work: SimpleNamespace) -> int:
    """Return the epoch that early stopping found best."""
    watched = curves(work.history)[work.stopping.monitor]
    best = np.argmax(watched) if "acc" in work.stopping.monitor else np.argmin(watched)
    return int(best)


def _has_best(work: SimpleNamespace) -> bool:
    """Return whether the network has the weights of the best epoch, or of the one Keras restored.

    With `min_delta` or `start_from_epoch` the two may differ.
    """
    epochs = {_best_epoch(work), getattr(work.stopping, "best_epoch", None)}
    known = range(len(curves(work.history)["val_accuracy"]))
    return any(_has(work, epoch) for epoch in epochs if epoch in known)


def _reached(work: SimpleNamespace) -> float:
    return accuracy(read(work.network, work.x_validation), work.labels)


def _has(work: SimpleNamespace, epoch: int) -> bool:
    """Return whether the network reads as well as it did after an epoch of its history."""
    return abs(_reached(work) - curves(work.history)["val_accuracy"][epoch]) < 1e-4


def _percents(text: str) -> list[float]:
    """Return the shares that a text names, in percent or as fractions, as fractions."""
    shares = []
    for number, percent in re.findall(r"(\d+(?:[.,]\d+)?)\s*(%|percent)?", text):
        value = float(number.replace(",", "."))
        shares.append(value / 100 if percent or value > 1 else value)
    return shares


def _open_fields(card: Mapping) -> list[str]:
    """Return the fields that nobody filled in, or that hold no more than a word."""
    undone = r"^\W*(todo|tbd|none|nothing|n/?a)?\W*$"
    return [
        name
        for name in FIELDS
        if blank(card.get(name))
        or re.match(undone, f"{card[name]}".strip(), re.IGNORECASE)
        or "..." in f"{card[name]}"
        or "…" in f"{card[name]}"
    ]


def _with_units(units: int, inputs: int = 784):
    """Return a network with another number of outputs, or of inputs."""
    import keras

    return keras.Sequential([keras.Input((inputs,)), keras.layers.Dense(units, "softmax")])


def _named_interval(work: SimpleNamespace) -> str:
    """Return what an interval is about, in words."""
    known = intervals(differences(work.scores))
    return min(known, key=lambda name: off(work.interval, [known[name]]))


def _difference(work: SimpleNamespace, other: str) -> tuple[float, float]:
    return intervals(differences(work.scores))[f"`{work.chosen}` - `{other}`"]


def _others(work: SimpleNamespace) -> list[str]:
    return [name for name in columns(work.scores) if name != work.chosen]


def _surely_worse(work: SimpleNamespace) -> bool | str:
    """Say which network is better than the chosen one in spite of the luck of the seeds."""
    for other in _others(work):
        if _difference(work, other)[1] < 0:
            return f"`{other}` is better than `{work.chosen}`: the whole interval says so."
    return False


def _below_baseline(work: SimpleNamespace) -> bool | str:
    name, best = best_of(work.baselines, work.labels)
    mean = columns(work.scores)[work.chosen].mean()
    return mean <= best and (
        f"On average over the seeds, `{work.chosen}` gets {mean:.2%} right, `{name}` {best:.2%}."
    )


def _why_chosen(work: SimpleNamespace) -> str:
    unclear = [other for other in _others(work) if _difference(work, other)[0] <= 0]
    if not unclear:
        return f"`{work.chosen}` is better than the others: the seeds can tell."
    return (
        f"Between `{work.chosen}` and `{unclear[0]}` these seeds can't tell. Then the choice is "
        "yours: take the one that costs less."
    )


def _is_of_no_seed(work: SimpleNamespace) -> bool | str:
    """Say so if the final network reads the validation pictures as none of its seeds did."""
    found = accuracy(read(work.final, work.x_validation), work.labels)
    far = np.abs(columns(work.scores)[work.chosen] - found).min()
    # A picture on the edge may fall to another class when it is read in another batch.
    return far > 1.5 / len(work.labels) and (
        f"`final` reads {found:.2%} of the validation pictures, and none of the seeds of "
        f"`{work.chosen}` did."
    )


def _tested(work: SimpleNamespace) -> float:
    return accuracy(read(work.final, work.x_test), work.pictures.test.labels)


def _is_tested(work: SimpleNamespace) -> bool:
    return abs(_tested(work) - float(work.test_scores[work.chosen])) < 1e-4


def _is_validated(work: SimpleNamespace) -> bool:
    found = accuracy(read(work.final, work.x_validation), work.labels)
    return abs(found - float(work.test_scores[work.chosen])) < 1e-4


def _is_turned(work: SimpleNamespace) -> bool:
    counts = _confusions(work.final, work.x_validation, work.labels)
    row, column = map(int, work.confused)
    return bool(counts[row, column] < counts.max() == counts[column, row])


def _rarer(work: SimpleNamespace) -> bool | str:
    counts = _confusions(work.final, work.x_validation, work.labels)
    found = counts[tuple(map(int, work.confused))]
    return bool(found < counts.max()) and f"That mistake occurs {found} times."


def _rare_pair(work: SimpleNamespace) -> tuple[int, int]:
    """Return a pair that is confused less often than another, and also the other way round."""
    counts = _confusions(work.final, work.x_validation, work.labels)
    rows, columns = np.nonzero(np.maximum(counts, counts.T) < counts.max())
    return next((int(i), int(j)) for i, j in zip(rows, columns, strict=True) if i != j)


EXERCISES = {
    "task 7.1": Task(
        parts={
            "counts": "the number of training pictures of each class",
            "x_train": "the training pictures as a network takes them",
            "x_validation": "the validation pictures as a network takes them",
        },
        faults=[
            Fault(
                found=lambda work: (
                    not is_numeric(work.counts) or np.shape(work.counts) != (CLASSES,)
                ),
                hint="`counts` needs ten numbers in a row: one for each class.",
                example=lambda work: {"counts": int(np.sum(work.counts))},
                name="wrong shape",
            ),
            Fault(
                found=lambda work: abs(float(np.sum(work.counts)) - 1) < 1e-3,
                hint="These are shares. Counts tell more here: how many pictures of its rarest "
                "class does a network get to see?",
                example=lambda work: {"counts": work.counts / work.counts.sum()},
                name="share for count",
            ),
            Fault(
                found=lambda work: (
                    not np.array_equal(
                        np.asarray(work.counts), np.bincount(_train(work).labels, minlength=CLASSES)
                    )
                ),
                hint="`counts` isn't what `train_labels` holds. Which labels did you count, and "
                "do the counts stand in the order of the classes?",
                example=lambda work: {"counts": np.bincount(work.pictures.validation.labels)},
                name="other pictures",
            ),
            Fault(
                found=lambda work: not (is_numeric(work.x_train) and is_numeric(work.x_validation)),
                hint="`x_train` and `x_validation` have to be arrays of numbers.",
                example=lambda work: {"x_train": "the pictures"},
            ),
            Fault(
                found=lambda work: not _is_a_row_each(work.x_train, _train(work).images),
                hint="`x_train` needs a row for each picture of `train_images`, with all of its "
                "784 pixels.",
                example=lambda work: {"x_train": work.x_train[:-1]},
                name="rows lost",
            ),
            Fault(
                found=lambda work: not _is_a_row_each(work.x_validation, _validation(work).images),
                hint="`x_validation` needs a row for each picture of `validation_images`, with all "
                "of its 784 pixels. All that follows is compared on these pictures.",
                example=lambda work: {"x_validation": work.x_train},
                name="other pictures",
            ),
            Fault(
                found=lambda work: (
                    scale(work.x_train, _train(work).images) < 5
                    or scale(work.x_validation, _validation(work).images) < 5
                ),
                hint="Pixels still go up to 255. A network learns badly from numbers of that size: "
                "divide both parts by 255.",
                example=lambda work: {"x_train": work.x_train * 255},
                name="not scaled",
            ),
            Fault(
                found=lambda work: scale(work.x_train, _train(work).images) > 5_000,
                hint="The numbers are tiny: the pixels were divided by 255 more than once. Start "
                "from `train_images` again.",
                example=lambda work: {"x_train": work.x_train / 255},
                name="scaled twice",
            ),
            Fault(
                found=lambda work: (
                    len(np.unique(np.asarray(work.x_train)[:500])) < 3
                    and len(np.unique(_train(work).images[:500])) > 2
                ),
                hint="Only two values are left of all greys. `//`, or a dtype of whole numbers, "
                "throws the rest away.",
                example=lambda work: {"x_train": (work.x_train > 0.5).astype("float32")},
                name="threshold for scale",
            ),
            Fault(
                found=lambda work: (
                    not (
                        shows(work.x_train, _train(work).images)
                        and shows(work.x_validation, _validation(work).images)
                    )
                ),
                hint="The rows are not the pictures in their order. The labels kept theirs, so "
                "pictures and labels don't belong together any more.",
                example=lambda work: {"x_train": work.x_train[::-1]},
                name="pairs torn apart",
            ),
            Fault(
                found=lambda work: (
                    not alike(
                        *(work.x_train, _train(work).images),
                        *(work.x_validation, _validation(work).images),
                    )
                ),
                hint="Training and validation pictures were prepared differently: by another "
                "number, or with light and dark swapped. Do the same to both.",
                example=lambda work: {"x_validation": work.x_validation / 2},
                name="scaled otherwise",
            ),
        ],
        remark=lambda work: (
            "This is MNIST, which you know by now. The work is worth more on other data: see "
            "`dataset` above."
            if work.pictures.source == "mnist"
            else ""
        ),
        why="Both parts are prepared in the same way, and you know how many pictures each class "
        "has. Did you also look at some of them? A table hides what the eye sees at once.",
        hint="Look at the shapes, and at the smallest and the largest value.",
        more=["`x.shape`, `x.min()` and `x.max()` of both parts tell most of what can be wrong."],
        idea="`np.bincount` counts labels. A picture becomes a row by `reshape(len(images), -1)`, "
        "and pixels lie between 0 and 1 after one division by 255.",
        sample=lambda: _given("pictures", "few", "few_validation"),
        right=lambda pictures, few, few_validation: {
            "counts": np.bincount(pictures.train.labels[:few]),
            "x_train": pictures.train.x[:few],
            "x_validation": pictures.validation.x[:few_validation],
        },
    ),
    "task 7.2": Task(
        parts={"baselines": "each baseline's answers to the validation pictures, by name"},
        faults=[
            Fault(
                found=lambda work: (
                    not isinstance(work.baselines, Mapping) or not len(work.baselines)
                ),
                hint="`baselines` is a dictionary: the name of each baseline, and its answers.",
                example=lambda work: {"baselines": next(iter(work.baselines.values()))},
            ),
            Fault(
                found=lambda work: any(np.ndim(v) == 0 for v in work.baselines.values()),
                hint="Hand over the answers, a class for each picture, and not how many are right. "
                "Then everybody can see that they are about the same pictures.",
                example=lambda work: {"baselines": {"first": 0.3, "second": 0.5}},
                name="another quantity",
            ),
            Fault(
                found=lambda work: any(np.ndim(v) == 2 for v in work.baselines.values()),
                hint="These are outputs, a number for each class. An answer is the class whose "
                "number is largest, or whose distance is smallest.",
                example=lambda work: {
                    "baselines": {k: np.eye(CLASSES)[v] for k, v in work.baselines.items()}
                },
                name="output for class",
            ),
            Fault(
                found=lambda work: next(
                    (
                        f"`{name}` answers {len(answers):,} pictures, and there are "
                        f"{len(work.labels):,} validation pictures."
                        for name, answers in work.baselines.items()
                        if len(answers) != len(work.labels)
                    ),
                    False,
                ),
                hint="A baseline and a network can be compared on the same pictures alone: let it "
                "answer those of validation.",
                example=lambda work: {
                    "baselines": work.baselines | {"second": np.zeros(300, dtype=int)}
                },
                name="other pictures",
            ),
            Fault(
                found=lambda work: any(
                    not is_numeric(v) or not np.isin(np.asarray(v), np.arange(CLASSES)).all()
                    for v in work.baselines.values()
                ),
                hint="Answers are classes: whole numbers from 0 to 9. Are these places of "
                "pictures, or something else?",
                example=lambda work: {"baselines": {k: v + 100 for k, v in work.baselines.items()}},
                name="places for values",
            ),
            Fault(
                found=lambda work: any(
                    accuracy(v, work.labels) == 1 for v in work.baselines.values()
                ),
                hint="It makes no mistake at all. Has it seen the labels of the validation "
                "pictures? A baseline learns from the training pictures alone.",
                example=lambda work: {"baselines": work.baselines | {"second": work.labels}},
                name="leakage",
            ),
            Fault(
                found=lambda work: len(work.baselines) < 2,
                hint="One more: two of different kinds show how much of the task is easy.",
                example=lambda work: {"baselines": {"second": work.baselines["second"]}},
            ),
            Fault(
                found=lambda work: (
                    best_of(work.baselines, work.labels)[1]
                    <= 1.2 * np.bincount(work.labels).max() / len(work.labels)
                ),
                hint="The best of them does hardly better than one that always gives the same "
                "answer. A yardstick has to be worth beating: let it learn something from the "
                "training pictures.",
                example=lambda work: {
                    "baselines": {str(k): np.full(len(work.labels), k) for k in (1, 2)}
                },
                name="baseline forgotten",
            ),
        ],
        remark=lambda work: "The one to beat is `{}`, with {:.2%}.".format(
            *best_of(work.baselines, work.labels)
        ),
        why="From now on, a network that doesn't beat it isn't worth its trouble.",
        hint="Think of notebook 1: nearest mean, nearest neighbour.",
        more=["Nearest mean asks which class's mean picture is nearest. That is a few lines."],
        idea="For each validation picture, work out its distance to the mean picture of each class "
        "of the training pictures, and take the class with the smallest. Then the same with each "
        "training picture in place of the means.",
        sample=lambda: _given("labels"),
        right=lambda **_: {"baselines": _baselines()},
    ),
    "task 7.3": Task(
        parts={
            "network": "your trained network",
            "x_validation": "the validation pictures as it takes them",
            "baselines": "the answers of your baselines",
        },
        faults=[
            _is_no_network("network"),
            Fault(
                found=lambda work: _other_length(work.x_validation, work.labels, "x_validation"),
                hint="The network has to read the pictures that the baselines read.",
                example=lambda work: {"x_validation": _pictures().test.x},
                name="other pictures",
            ),
            Fault(
                found=lambda work: not len(outputs(work.network, work.x_validation[:3])),
                hint="The network doesn't take rows of `x_validation`. `keras.Input` has to name "
                "the shape of one row.",
                example=lambda work: {"network": _with_units(10, inputs=28)},
                name="wrong shape",
            ),
            Fault(
                found=lambda work: (
                    np.shape(outputs(work.network, work.x_validation[:3])) != (3, 10)
                ),
                hint="For each picture the network should give ten numbers, one for each class: "
                "that is its last layer.",
                example=lambda work: {"network": _with_units(3)},
                name="wrong shape",
            ),
            Fault(
                found=lambda work: (
                    not np.allclose(
                        outputs(work.network, work.x_validation[:50]).sum(axis=1), 1, atol=1e-2
                    )
                ),
                hint="The outputs for a picture don't add up to 1. Give the last layer a softmax.",
                example=lambda work: {"network": _network(softmax=False)},
                name="softmax forgotten",
            ),
            Fault(
                found=lambda work: (
                    accuracy(read(work.network, work.x_validation), work.labels)
                    <= 1.2 * np.bincount(work.labels).max() / len(work.labels)
                ),
                hint="The network answers as if by chance. Was it trained, with the labels of the "
                "pictures it got, and a loss that goes with them?",
                example=lambda work: {"network": _network(trained=False)},
                name="not learning",
            ),
            _UNFIT,
            Fault(
                found=_not_beaten,
                hint="The yardstick is ahead. Train longer, take more units, or more training "
                "pictures (`few`). If nothing helps, that is a finding: leave the ✗, go on, and "
                "say in the card that the network isn't worth its trouble on these data.",
                example=lambda work: {"baselines": {"first": work.labels, "second": work.labels}},
                name="baseline forgotten",
            ),
        ],
        remark=lambda work: (
            f"{accuracy(read(work.network, work.x_validation), work.labels):.2%} "
            "of the validation pictures, and the best baseline "
            f"{best_of(work.baselines, work.labels)[1]:.2%}."
        ),
        why="Both read the same pictures, so the two numbers can be compared.",
        hint="Start with one hidden layer, and watch the training loss fall.",
        more=[
            "Before it is trained, the loss should lie near ln 10 = 2.3. Does it fall from there?"
        ],
        idea="`keras.Sequential` with an input of 784 numbers, a hidden layer with ReLU and ten "
        "outputs with softmax; `compile` with Adam and `sparse_categorical_crossentropy`, which "
        "takes labels as they are; then `fit`.",
        sample=lambda: _given("labels"),
        right=lambda **_: {
            "network": _network(),
            "x_validation": _judging().x,
            "baselines": _baselines(),
        },
    ),
    "task 7.4": Task(
        parts={
            "history": "what `fit` gave back",
            "stopping": "the callback that stopped the training",
            "network": "the network that was trained",
            "x_validation": "the validation pictures",
        },
        faults=[
            Fault(
                found=lambda work: "loss" not in curves(work.history),
                hint="`history` holds no curves. Keep what `fit` gives back: "
                "`history = network.fit(...)`.",
                example=lambda work: {"history": work.network},
                name="result thrown away",
            ),
            Fault(
                found=lambda work: "val_loss" not in curves(work.history),
                hint="There is a training curve, and none of validation. Hand `validation_data` to "
                "`fit`: without it nobody sees the network begin to overfit.",
                example=lambda work: {"history": _changed(work.history, val_loss=None)},
                name="no validation curve",
            ),
            Fault(
                found=lambda work: "val_accuracy" not in curves(work.history),
                hint='The curves lack the accuracy. Give `compile` its `metrics=["accuracy"]`, '
                "and train again.",
                example=lambda work: {"history": _changed(work.history, val_accuracy=None)},
            ),
            Fault(
                found=lambda work: not hasattr(work.stopping, "stopped_epoch"),
                hint="`stopping` isn't `keras.callbacks.EarlyStopping`. Make one, give it a name, "
                "and hand it to `fit` in `callbacks=[stopping]`.",
                example=lambda work: {"stopping": 5},
            ),
            Fault(
                found=lambda work: not str(work.stopping.monitor).startswith("val_"),
                hint="It watches a training curve, which goes on falling while the network "
                "overfits. Let it watch `val_loss`.",
                example=lambda work: {"stopping": _stopper(work.stopping, "loss")},
                name="overfitting and underfitting",
            ),
            Fault(
                found=lambda work: work.stopping.monitor not in curves(work.history),
                hint="The history holds no curve of the name that `stopping` watches. Keras then "
                "only warns, and never stops.",
                example=lambda work: {"stopping": _stopper(work.stopping, "val_acuracy")},
                name="unknown name",
            ),
            Fault(
                found=lambda work: work.stopping.stopped_epoch == 0,
                hint="It never stopped: the epochs ran out first, or it wasn't in `callbacks`. "
                "Allow many more epochs. Deciding how many is what early stopping is for.",
                example=lambda work: {"stopping": _stopper(work.stopping, stopped_epoch=0)},
                name="never stopped",
            ),
            Fault(
                found=lambda work: (
                    work.stopping.stopped_epoch != len(curves(work.history)["loss"]) - 1
                ),
                hint="`history` and `stopping` come from two trainings. Make both in one cell.",
                example=lambda work: {"stopping": _stopper(work.stopping, stopped_epoch=9)},
                name="another network",
            ),
            Fault(
                found=lambda work: _other_length(work.x_validation, work.labels, "x_validation"),
                hint="Early stopping has to watch the pictures that the baselines read.",
                example=lambda work: {"x_validation": _pictures().test.x},
                name="other pictures",
            ),
            Fault(
                found=lambda work: not _has_best(work) and not work.stopping.restore_best_weights,
                hint="The network has the weights of its last epoch, not of its best one. Set "
                "`restore_best_weights=True`.",
                example=lambda work: {
                    "stopping": _stopper(work.stopping, restore_best_weights=False, best_epoch=1),
                    "history": _changed(work.history, val_loss=[2.1, 0.6, 0.7, 0.8, 0.9]),
                },
                name="weights of the last epoch",
            ),
            Fault(
                found=lambda work: not _has_best(work),
                hint="The network doesn't read `x_validation` as well as its history says of its "
                "best epoch. Did `validation_data` hold `x_validation` and `validation_labels`, "
                "all of them? `validation_split` takes other pictures. Or was the network built "
                "anew, or trained on, since?",
                example=lambda work: {"network": _network(trained=False)},
                name="another network",
            ),
        ],
        remark=lambda work: (
            f"The best epoch was number {_best_epoch(work) + 1} of "
            f"{len(curves(work.history)['loss'])}."
        ),
        why="The network has its weights. Did you draw both losses in one figure? Where the "
        "validation loss turns up, the network begins to learn its training pictures by heart.",
        hint="`fit` wants `validation_data` and `callbacks`, and gives back the history.",
        more=["Look at `history.history`, `stopping.monitor` and `stopping.stopped_epoch`."],
        idea='`EarlyStopping("val_loss", patience=3, restore_best_weights=True)` in '
        "`callbacks`, the validation pictures in `validation_data`, and more epochs than it needs.",
        sample=lambda: _given("labels"),
        right=lambda **_: _trained() | {"x_validation": _judging().x},
    ),
    "task 7.5": Task(
        parts={
            "interval": "the ends of the 95 % interval of the mean difference, seed by seed",
            "scores": "the validation accuracies of each network, one a seed",
        },
        faults=[
            Fault(
                found=lambda work: not columns(work.scores),
                hint="`scores` is a dictionary or a DataFrame: for each network its name, and a "
                "list of accuracies, one a seed.",
                example=lambda work: {"scores": [0.91, 0.92]},
            ),
            Fault(
                found=lambda work: len(columns(work.scores)) < 2,
                hint="There is one network. Take another with one thing changed, so that there is "
                "something to choose from.",
                example=lambda work: {"scores": {"small": work.scores["small"]}},
            ),
            Fault(
                found=lambda work: min(map(len, columns(work.scores).values())) < 2,
                hint="That is one seed. An interval over seeds needs several: one number has no "
                "spread.",
                example=lambda work: {"scores": {"small": [0.91], "large": [0.93]}},
                name="interval of one run",
            ),
            Fault(
                found=lambda work: len({*map(len, columns(work.scores).values())}) > 1,
                hint="The networks have different numbers of seeds, so they can't be paired. Train "
                "each with the same seeds.",
                example=lambda work: {"scores": work.scores | {"large": [0.93] * 9}},
                name="paired as unpaired",
            ),
            Fault(
                found=lambda work: min(map(len, columns(work.scores).values())) < SEEDS,
                hint=f"Take at least {SEEDS} seeds. With three, Student's t makes the interval "
                "twice as wide.",
                example=lambda work: {"scores": {k: v[:3] for k, v in work.scores.items()}},
            ),
            Fault(
                found=lambda work: max(v.max() for v in columns(work.scores).values()) > 1,
                hint="Accuracies here are fractions between 0 and 1.",
                example=lambda work: {
                    "scores": {k: [100 * x for x in v] for k, v in work.scores.items()}
                },
                name="percent for fraction",
            ),
            Fault(
                found=lambda work: any(np.ptp(v) == 0 for v in columns(work.scores).values()),
                hint="All seeds of a network give the very same accuracy. Does the seed reach it? "
                "`keras.utils.set_random_seed` comes before the network is built, each time.",
                example=lambda work: {"scores": work.scores | {"small": [0.91] * 5}},
            ),
            Fault(
                found=lambda work: any(
                    np.array_equal(a, b)
                    for a, b in itertools.combinations(columns(work.scores).values(), 2)
                ),
                hint="Two networks have the same accuracies, seed by seed. They are the same "
                "network: what was to be changed didn't reach it.",
                example=lambda work: {"scores": work.scores | {"small": work.scores["large"]}},
                name="compared with itself",
            ),
            Fault(
                found=lambda work: not is_interval(work.interval),
                hint="`interval` is two numbers: the lower end and the upper end.",
                example=lambda work: {"interval": 0.02},
                name="one end of the interval",
            ),
            Fault(
                found=lambda work: np.subtract(*work.interval) > 0,
                hint="The lower end comes first.",
                example=lambda work: {"interval": work.interval[::-1]},
                name="results in the wrong order",
            ),
            Fault(
                found=lambda work: (
                    off(work.interval, right_ones(work.scores)) > CLOSE
                    and off(np.divide(work.interval, 100), right_ones(work.scores)) <= CLOSE
                ),
                hint="This is in percentage points. The accuracies are fractions: leave it so.",
                example=lambda work: {"interval": np.multiply(work.interval, 100)},
                name="percent for fraction",
            ),
            Fault(
                found=lambda work: slips(
                    work, [*intervals(columns(work.scores)).values()], within=ROUNDED
                ),
                hint="This is the interval of one network's mean. Whether two of them differ is "
                "told by their differences, seed by seed.",
                example=lambda work: {"interval": intervals(columns(work.scores))["small"]},
                name="paired as unpaired",
            ),
            Fault(
                found=lambda work: slips(work, spreads(work, _student)),
                hint="This is where single seeds lie. The interval of a mean is narrower: divide "
                "the spread by the root of the number of seeds.",
                example=lambda work: {"interval": spreads(work, _student)[-1]},
                name="root of n",
            ),
            Fault(
                found=lambda work: slips(
                    work,
                    [
                        *spreads(work, lambda n: 1.96 / n**0.5),
                        *spreads(work, lambda n: 2 / n**0.5),
                    ],
                ),
                hint="1.96 belongs to many seeds. The spread of a few is itself uncertain, so take "
                "Student's t: `scipy.stats.t.ppf(0.975, n - 1)`, 2.78 for five.",
                example=lambda work: {"interval": spreads(work, lambda n: 1.96 / n**0.5)[-1]},
                name="another confidence level",
            ),
            Fault(
                found=lambda work: slips(
                    work, spreads(work, lambda n: _student(n) / n**0.5 * ((n - 1) / n) ** 0.5)
                ),
                hint="The spread of a sample is divided by n - 1: `std(ddof=1)`. NumPy's `std` "
                "divides by n.",
                example=lambda work: {
                    "interval": spreads(
                        work, lambda n: _student(n) / n**0.5 * ((n - 1) / n) ** 0.5
                    )[-1]
                },
                name="n for n - 1",
            ),
            Fault(
                found=lambda work: slips(work, right_ones(work.scores, low=0.05)),
                hint="This is a 90 % interval: 5 % are left on each side. For 95 %, leave 2.5 %.",
                example=lambda work: {"interval": right_ones(work.scores, low=0.05)[-1]},
                name="another confidence level",
            ),
            Fault(
                found=lambda work: slips(
                    work,
                    [
                        (np.min(v), np.max(v))
                        for v in itertools.chain(
                            columns(work.scores).values(), differences(work.scores).values()
                        )
                    ],
                ),
                hint="These are the smallest and the largest. The more seeds, the farther they are "
                "apart, and the more you would seem not to know.",
                example=lambda work: {"interval": (0.92, 0.94)},
                name="another measure of spread",
            ),
            Fault(
                found=lambda work: slips(work, unpaired(work.scores)),
                hint="This interval takes the two lists as of different seeds, and adds up their "
                "spreads. Each seed trained both: subtract seed by seed first.",
                example=lambda work: {"interval": unpaired(work.scores)[-1]},
                name="paired as unpaired",
            ),
            Fault(
                found=lambda work: off(work.interval, right_ones(work.scores)) > CLOSE,
                hint="This isn't the interval of the mean difference, seed by seed. Was it made of "
                "these `scores`?",
                example=lambda work: {"interval": (0.0, 0.03)},
            ),
        ],
        remark=lambda work: (
            f"The interval is that of {_named_interval(work)}, "
            f"{work.interval[0]:+.4f} to {work.interval[1]:+.4f}."
        ),
        why="It says what other seeds might have shown. All were judged by the same pictures, so "
        "it says nothing of other pictures.",
        hint="Differences first, seed by seed; then their mean, and their spread over √n.",
        more=["For n differences d: mean ± t · s / √n, with s = `d.std(ddof=1)`."],
        idea="Train both networks with the seeds 0 to 4, keep their accuracies, subtract them seed "
        "by seed, and hand mean and standard error to `scipy.stats.t.interval(0.95, n - 1, ...)`.",
        sample=dict,
        right=lambda **_: {
            "scores": _scores(),
            "interval": intervals(differences(_scores()))["`large` - `small`"],
        },
    ),
    "task 7.6": Task(
        parts={
            "chosen": "the name of the network that you choose",
            "scores": "the accuracies of all networks, by name",
            "baselines": "the answers of your baselines",
        },
        faults=[
            Fault(
                found=lambda work: not isinstance(work.chosen, str),
                hint="`chosen` is a name, as it stands in `scores`.",
                example=lambda work: {"chosen": 1},
                name="places for values",
            ),
            Fault(
                found=lambda work: (
                    str(work.chosen) not in columns(work.scores)
                    and f"There is no `{shorten(work.chosen, 40)}` in `scores`."
                ),
                hint="Choose one of the networks whose seeds you have seen.",
                example=lambda work: {"chosen": "largest"},
                name="unknown name",
            ),
            Fault(
                found=lambda work: _surely_worse(work),
                hint="That difference is no luck of the seeds, and there the better one is taken. "
                "Mind which is subtracted from which.",
                example=lambda work: {"chosen": "small"},
                name="wrong condition",
            ),
            _UNFIT,
            Fault(
                found=lambda work: _below_baseline(work),
                hint="What you choose is worse than the yardstick. Go back to the network. If "
                "nothing helps, that is a finding: leave the ✗, go on, and say so in the card.",
                example=lambda work: {
                    "scores": {k: [x / 3 for x in v] for k, v in work.scores.items()}
                },
                name="baseline forgotten",
            ),
        ],
        remark=lambda work: _why_chosen(work),
        why="Validation pictures made the choice, so its accuracy there flatters it a little. That "
        "is what the test pictures are kept for.",
        hint="Look at the interval of the difference. Does it contain 0?",
        more=[
            "Where it contains 0, these seeds can't tell. Then the smaller network is the choice."
        ],
        idea="Take the interval of `a - b`. If it lies above 0, choose a; if below 0, choose b. If "
        "it contains 0, choose the one that costs less.",
        sample=lambda: _given("labels"),
        right=lambda **_: {"chosen": "large", "scores": _scores(), "baselines": _baselines()},
    ),
    "task 7.7": Task(
        parts={
            "test_scores": "the test accuracy of the network that you chose, by its name",
            "chosen": "its name",
            "final": "the network itself",
            "scores": "the validation accuracies that made the choice",
            "x_test": "the test pictures as it takes them",
            "x_validation": "the validation pictures",
        },
        faults=[
            Fault(
                found=lambda work: not isinstance(work.test_scores, Mapping),
                hint="`test_scores` is a dictionary with a single entry: the name that you chose, "
                "and its accuracy.",
                example=lambda work: {"test_scores": work.test_scores[work.chosen]},
            ),
            Fault(
                found=lambda work: (
                    len(work.test_scores) > 1 and f"{len(work.test_scores)} networks were tested."
                ),
                hint="Test the one that you chose, and no other. With several scores in sight, the "
                "test pictures choose too, and their figure is no honest one any more.",
                example=lambda work: {"test_scores": work.test_scores | {"small": 0.9}},
                name="chosen by the test set",
            ),
            Fault(
                found=lambda work: list(work.test_scores) != [work.chosen],
                hint="The name in `test_scores` isn't the one in `chosen`.",
                example=lambda work: {"test_scores": {"small": 0.9}},
                name="another network",
            ),
            _is_no_network("final"),
            Fault(
                found=lambda work: (
                    np.size(work.x_test) != work.pictures.test.images.size
                    or not shows(work.x_test, work.pictures.test.images)
                ),
                hint="`x_test` doesn't hold all test pictures in their order. They are "
                "`pictures.test.images`.",
                example=lambda work: {"x_test": work.x_validation},
                name="other pictures",
            ),
            Fault(
                found=lambda work: (
                    len(work.x_validation) != len(work.labels)
                    or not shows(
                        work.x_validation, work.pictures.validation.images[: len(work.labels)]
                    )
                ),
                hint="`x_validation` doesn't hold the validation pictures any more. It is what "
                "task 7.1 made.",
                example=lambda work: {"x_validation": work.x_test},
                name="other pictures",
            ),
            Fault(
                found=lambda work: (
                    not alike(
                        *(work.x_test, work.pictures.test.images),
                        *(work.x_validation, work.pictures.validation.images[: len(work.labels)]),
                    )
                ),
                hint="The test pictures were prepared differently from the others: by another "
                "number, or with light and dark swapped. Do the same to all parts.",
                example=lambda work: {"x_test": work.x_test * 255},
                name="scaled otherwise",
            ),
            Fault(
                found=lambda work: work.chosen not in columns(work.scores),
                hint="`scores` doesn't hold the network in `chosen`. It is what task 7.5 made.",
                example=lambda work: {"scores": {"small": work.scores["large"]}},
                name="unknown name",
            ),
            Fault(
                found=lambda work: _is_of_no_seed(work),
                hint="Take one of the networks that you trained in task 7.5: of the chosen ones "
                "the first.",
                example=lambda work: {"scores": {"large": [0.1] * SEEDS}},
                name="another network",
            ),
            Fault(
                found=lambda work: (
                    not is_numeric(work.test_scores[work.chosen])
                    or np.ndim(work.test_scores[work.chosen]) != 0
                ),
                hint="The accuracy is one number.",
                example=lambda work: {"test_scores": {work.chosen: [0.9, 0.91]}},
            ),
            Fault(
                found=lambda work: float(work.test_scores[work.chosen]) > 1,
                hint="Give the accuracy as a fraction between 0 and 1.",
                example=lambda work: {
                    "test_scores": {work.chosen: 100 * work.test_scores[work.chosen]}
                },
                name="percent for fraction",
            ),
            Fault(
                found=lambda work: not _is_tested(work) and _is_validated(work),
                hint="That is the accuracy on the validation pictures, which made the choice. Let "
                "the network read `x_test`.",
                example=lambda work: {
                    "test_scores": {
                        work.chosen: accuracy(read(work.final, work.x_validation), work.labels)
                    }
                },
                name="judged by what chose",
            ),
            Fault(
                found=lambda work: (
                    not _is_tested(work)
                    and f"`final` reads {_tested(work):.2%} of the test pictures, and you say "
                    f"{float(work.test_scores[work.chosen]):.2%}."
                ),
                hint="Is the number from another network, or from before it was trained?",
                example=lambda work: {"test_scores": {work.chosen: 0.5}},
                name="another network",
            ),
        ],
        why="It is measured, once, on pictures that chose nothing. Whatever you change now, these "
        "pictures can't judge it any more.",
        hint="Train the chosen network, let it read `x_test`, and keep one number.",
        more=[
            "Prepare `pictures.test.images` as you did the others, then compare the answers with "
            "`pictures.test.labels`."
        ],
        idea="`answers = final.predict(x_test).argmax(axis=1)`, then the mean of "
        "`answers == pictures.test.labels`, under the name in `chosen`.",
        sample=lambda: _given("pictures", "labels"),
        right=lambda pictures, **_: {
            "test_scores": {"large": _test_accuracy()},
            "chosen": "large",
            "final": _network(),
            "scores": {"large": [0.9, accuracy(read(_network(), _judging().x), _judging().labels)]},
            "x_test": pictures.test.x,
            "x_validation": _judging().x,
        },
    ),
    "task 7.8": Task(
        parts={
            "confused": "the true class and the answer of the most frequent mistake",
            "final": "the network",
            "x_validation": "the validation pictures",
        },
        faults=[
            _is_no_network("final"),
            Fault(
                found=lambda work: _other_length(work.x_validation, work.labels, "x_validation"),
                hint="Errors are looked at among the validation pictures. The test pictures have "
                "done their work, and the next idea would come from them.",
                example=lambda work: {"x_validation": _pictures().test.x},
                name="other pictures",
            ),
            Fault(
                found=lambda work: (
                    not is_interval(work.confused)
                    or not np.isin(np.asarray(work.confused), np.arange(CLASSES)).all()
                ),
                hint="`confused` is two classes, each a number from 0 to 9: the true one, then the "
                "answer.",
                example=lambda work: {"confused": 12},
                name="wrong shape",
            ),
            Fault(
                found=lambda work: work.confused[0] == work.confused[1],
                hint="These are right answers: the two classes are the same. Leave the diagonal of "
                "the confusion matrix out.",
                example=lambda work: {"confused": (3, 3)},
                name="wrong condition",
            ),
            Fault(
                found=lambda work: _is_turned(work),
                hint="The right pair, turned round: the true class comes first, then the answer.",
                example=lambda work: {"confused": work.confused[::-1]},
                name="rows for columns",
            ),
            Fault(
                found=lambda work: _rarer(work),
                hint="Another pair is confused more often. Count pairs of label and answer, and "
                "don't add both directions.",
                example=lambda work: {"confused": _rare_pair(work)},
            ),
        ],
        remark=lambda work: (
            f"Class {work.confused[0]} is taken for class {work.confused[1]}. Times that it "
            f"happens: {_confusions(work.final, work.x_validation, work.labels).max()}."
        ),
        why="Look at some of them. Would you have known better, or is the picture to blame?",
        hint="Count, for each pair of a label and another answer, how often it occurs.",
        more=["`pd.crosstab(labels, answers)` counts all pairs, right answers on its diagonal."],
        idea="Make a table of 10 by 10 zeros, and add 1 at row label, column answer, for each "
        "mistake. `np.unravel_index` turns the place of its maximum into row and column.",
        sample=lambda: _given("labels"),
        right=lambda labels: {
            "final": _network(),
            "x_validation": _judging().x,
            "confused": _pair(
                SimpleNamespace(final=_network(), x_validation=_judging().x, labels=labels)
            ),
        },
    ),
    "task 7.9": Task(
        parts={
            "card": "the model card",
            "test_scores": "the test accuracy that you measured",
        },
        faults=[
            Fault(
                found=lambda work: not isinstance(work.card, Mapping),
                hint="`card` is a dictionary: the name of each field, and what it says.",
                example=lambda work: {"card": "It reads digits."},
            ),
            Fault(
                found=lambda work: next(
                    (f"The field `{name}` is missing." for name in FIELDS if name not in work.card),
                    False,
                ),
                hint="Whoever uses your network needs to know that too.",
                example=lambda work: {"card": {k: v for k, v in work.card.items() if k != "data"}},
            ),
            Fault(
                found=lambda work: next(
                    (f"`{name}` is not filled in." for name in _open_fields(work.card)), False
                ),
                hint="Write a sentence there. If nothing was measured, or nobody knows, say that.",
                example=lambda work: {"card": work.card | {"not measured": "..."}},
                name="left open",
            ),
            Fault(
                found=lambda work: next(
                    (
                        f"`{name}` says: {shorten(f'{work.card[name]}', 40)}."
                        for name in FIELDS
                        if len(re.findall(r"\w+", f"{work.card[name]}")) < 3
                    ),
                    False,
                ),
                hint="A stranger can't make anything of that: write a sentence.",
                example=lambda work: {"card": work.card | {"data": "pictures"}},
                name="left open",
            ),
            Fault(
                found=lambda work: not _percents(f"{work.card['test']}"),
                hint="`test` names no figure. Put the accuracy there, out of the variable: an "
                "f-string can't be out of date.",
                example=lambda work: {"card": work.card | {"test": "It was tested, and is good."}},
            ),
            Fault(
                found=lambda work: not isinstance(work.test_scores, Mapping),
                hint="`test_scores` holds no figure by name. Do task 7.7 first.",
                example=lambda work: {"test_scores": 0.9},
            ),
            Fault(
                found=lambda work: (
                    not any(
                        abs(share - float(score)) < 0.00051
                        for share in _percents(f"{work.card['test']}")
                        for score in work.test_scores.values()
                    )
                ),
                hint="The figure in `test` isn't the one that you measured. Is it the validation "
                "accuracy, or rounded too far? Keep a tenth of a percent.",
                example=lambda work: {
                    "card": work.card | {"test": "55.5 % of 140 pictures, read once."}
                },
                name="judged by what chose",
            ),
            Fault(
                found=lambda work: len({f"{work.card[name]}".strip() for name in FIELDS}) < 5,
                hint="Several fields say the same. Each has a question of its own.",
                example=lambda work: {
                    "card": {name: work.card["test"] for name in FIELDS},
                },
            ),
        ],
        why="Its figures are measured. The words can't be checked by a program: read them once "
        "more, as somebody who wants to use your network tomorrow.",
        hint="Every field needs a sentence, and `test` the figure that you measured.",
        more=["*Not measured* and *not for* are the fields that a stranger needs most."],
        idea="An f-string puts a figure into a sentence: "
        '`f"{test_scores[chosen]:.1%} of {len(x_test):,} pictures"`.',
        sample=dict,
        right=lambda **_: {"card": _card(), "test_scores": {"large": _test_accuracy()}},
    ),
}
