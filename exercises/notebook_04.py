"""What notebook 4 asks: the right answers, why, and what the known wrong ones get to hear."""

import math

import numpy as np
import pandas as pd
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix, recall_score

from exercises import samples
from exercises.answers import as_array, describe
from exercises.kinds import Choice, Function, Value
from exercises.predictions import FRACTION, PERCENT, Prediction
from helpers import evaluation

NETWORKS = ["red", "blue", "green", "white", "black", "grey"]
PARTS = ["train", "validation", "test"]


def _scores(rng):
    """Return the scores of six networks, each of which but one would win by another rule.

    The winner by validation pictures, at 1, is the worst but one on the others.
    """
    train = rng.uniform(0.985, 0.995, 6)
    validation, test = rng.uniform(0.965, 0.975, (2, 6))
    train[0], validation[1], test[2], validation[3] = 0.999, 0.98, 0.982, 0.95
    train[1], test[1], train[5], test[5] = 0.984, rng.uniform(0.958, 0.962), 0.98, 0.955
    train[2], train[4] = 0.985, validation[4] + 0.001  # the smallest gap
    names = rng.permutation(NETWORKS)
    return (
        {
            str(names[i]): dict(
                zip(PARTS, map(float, (train[i], validation[i], test[i])), strict=True)
            )
            for i in rng.permutation(6)
        },
    )


def _table(**rows):
    return {name: dict(zip(PARTS, row, strict=True)) for name, row in rows.items()}


SCORES = (
    # The best comes first or last, is ahead in the third digit, and another part would turn it.
    _table(red=(0.9995, 0.978, 0.985), blue=(0.95, 0.977, 0.95), green=(0.99, 0.96, 0.97)),
    _table(red=(0.9995, 0.977, 0.985), green=(0.99, 0.96, 0.97), blue=(0.95, 0.978, 0.95)),
    # Rounded to two, three or four digits it would turn, for the first of equals and for the last.
    _table(red=(0.99, 0.97781, 0.97), blue=(0.985, 0.97784, 0.975), green=(0.98, 0.96, 0.96)),
    _table(blue=(0.985, 0.97784, 0.975), red=(0.99, 0.97781, 0.97), green=(0.98, 0.96, 0.96)),
    # All are bad, and one is still the best.
    _table(red=(0.4, 0.3, 0.2), blue=(0.35, 0.31, 0.25)),
)


def _pair(output, scores):
    """Return the two results as a tuple, though a Series or an array of objects holds them."""
    return tuple(output) if str(getattr(output, "dtype", "")) == "object" else output


def _left_out(place):
    """Return a function that chooses among all networks but one."""

    def choose(scores):
        names = list(scores)
        return _by_validation({name: scores[name] for name in names if name != names[place]})

    return choose


def _chosen(scores, by, reported="test"):
    best = max(scores, key=lambda name: by(scores[name]))
    return best, scores[best][reported]


def _by_validation(scores):
    return _chosen(scores, lambda s: s["validation"])


def _half_mended(first, second):
    """Return the function handed out with one of its two comparisons changed."""

    def choose(scores):
        best = None
        for name in scores:
            if best is None or scores[name][first] > scores[best][second]:
                best = name
        return best, scores[best]["test"]

    return choose


def _other_choice(output, wanted, scores):
    """Say whether the choice or the figure is wrong."""
    if not isinstance(output, tuple | list | np.ndarray | pd.Series) or len(output) != 2:
        return f"Wanted are two results, a name and an accuracy; yours is {describe(output)}."
    name, figure = output
    if not isinstance(name, str) or name not in scores:
        return "The first of the two results is the name of a network."
    if isinstance(figure, str):
        return "The accuracy has become a text. Return name and number with a comma between them."
    if name == wanted[0] and _is_rounded(figure, wanted[1]):
        return "The name is right, and the figure is rounded. Keep all of its digits."
    if name == wanted[0]:
        return "The name is right. The figure isn't the test accuracy of that network."
    of_it = "It is its test accuracy that you publish. " if figure == scores[name]["test"] else ""
    return f"{of_it}But the pictures that are there for choosing prefer another network."


def _place(scores, at, reported="test"):
    """Return the network at a place of the dictionary, whatever its scores."""
    name = list(scores)[at]
    return name, scores[name][reported]


def _answers(rng):
    """Return a number of right answers and of all, few enough for each of Wilson's terms to show.

    One time in six all are right.
    """
    n = int(rng.integers(8, 40))
    if rng.random() < 1 / 6:
        return n, n
    return int(rng.integers(round(0.55 * n), n)), n


def _wilson(right, n, *, z=1.96):
    """Return the middle and the half width of the interval, each before the last division."""
    p = right / n
    return p + z**2 / (2 * n), z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))


def _below(n, z=1.96):
    return 1 + z**2 / n


def _ends(middle, half, below=1.0):
    return (middle - half) / below, (middle + half) / below


def _cut(middle, half, below):
    return max(0, middle - half) / below, min(1, middle + half) / below


def _wald(right, n):
    p = right / n
    return _ends(p, 1.96 * math.sqrt(p * (1 - p) / n))


def _at_another_level(z):
    return lambda right, n: _ends(*_wilson(right, n, z=z), _below(n, z))


def _second_alone_divided(right, n):
    middle, half = _wilson(right, n)
    return middle - half, middle + half / _below(n)


def _last_alone_divided(right, n):
    middle, half = _wilson(right, n)
    return middle - half / _below(n), middle + half / _below(n)


def _without_n(right, n):
    p, z = right / n, 1.96
    return _ends(p + z**2 / 2, z * math.sqrt(p * (1 - p) + z**2 / 4), 1 + z**2)


def _without_brackets(right, n):
    p, z = right / n, 1.96
    half = z * math.sqrt(p * (1 - p) / n + z**2 / 4 * n**2)
    return _ends(p + z**2 / 2 * n, half, _below(n))


def _root_too_early(right, n):
    p, z = right / n, 1.96
    half = z * (math.sqrt(p * (1 - p) / n) + z**2 / (4 * n**2))
    return _ends(p + z**2 / (2 * n), half, _below(n))


def _without_root(right, n):
    p, z = right / n, 1.96
    half = z * (p * (1 - p) / n + z**2 / (4 * n**2))
    return _ends(p + z**2 / (2 * n), half, _below(n))


def _without_z(right, n):
    middle, half = _wilson(right, n)
    return _ends(middle, half / 1.96, _below(n))


def _middle_p(right, n):
    return _ends(right / n, _wilson(right, n)[1], _below(n))


def _half_without_brackets(right, n):
    p, z = right / n, 1.96
    half = z * math.sqrt(p * (1 - p) / n + z**2 / 4 * n**2)
    return _ends(_wilson(right, n)[0], half, _below(n))


def _middle_without_brackets(right, n):
    p, z = right / n, 1.96
    return _ends(p + z**2 / 2 * n, _wilson(right, n)[1], _below(n))


def _is_rounded(output, wanted):
    """Return whether numbers are the wanted ones with fewer digits, 5 at most."""
    digits = np.asarray(output, float)
    return any(np.allclose(digits, np.round(wanted, n), rtol=0, atol=1e-7) for n in range(1, 6))


def _rounded_wilson(digits):
    return lambda right, n: np.round(evaluation.wilson(right, n), digits)


def _exact(right, n):
    return tuple(binomtest(right, n).proportion_ci(method="exact"))


def _piece(output, wanted, right, n):
    """Say which piece of the formula isn't right: the middle, or half of the width."""
    low, high = map(float, output)
    if low > high:
        return "The first number has to be the smaller one: the lower end."
    if low == high:
        return "Both ends are the same. One of them takes the half away, the other adds it."
    pieces = [((high + low) / 2, sum(wanted) / 2), (high - low, wanted[1] - wanted[0])]
    middle, width = (math.isclose(yours, other, rel_tol=1e-3) for yours, other in pieces)
    of_middle, of_width = (yours / other for yours, other in pieces)
    if not middle and math.isclose(of_middle, of_width, rel_tol=1e-3):
        return "Middle and width are off by the same factor: look under the long line."
    if middle:
        return "The middle of your interval is right, its width isn't: look behind the ±."
    if width:
        return "The width of your interval is right, its middle isn't: look in front of the ±."
    return "Neither the middle of your interval is right nor its width. Begin with p, and print it."


class _Pictures(Value):
    """A number of pictures: where nobody foresaw it, it is too small or too large."""

    def _judged(self, answer, given):
        verdict, number = super()._judged(answer, given), as_array(answer)
        if verdict.whole or number is None or number.size != 1 or number.dtype.kind not in "iuf":
            return verdict
        return verdict._replace(text=_too_many_or_few(float(number.item()), self.right))


def _too_many_or_few(pictures, right):
    if pictures < 1:
        return "A number of pictures is at least 1."
    if pictures < 10_000:
        return "These are fewer than 10,000, and fewer pictures make the interval wider."
    if pictures < right:
        return "These are too few: set `pictures` to them, and the width is more than half."
    return "These are too many: set `pictures` to them, and the width is less than half."


def _guesses(rng):
    """Return labels and what a network says; a frequent class, a missing one, more 4s for 9s."""
    labels = samples.labels(rng, int(rng.integers(150, 300)), missing=int(rng.integers(0, 3)))
    labels = np.concatenate([labels, np.full(rng.integers(330, 400), labels[0])])
    predicted = samples.answers(rng, labels, 0.9)
    predicted[~np.isin(predicted, labels)] = labels[0]
    predicted[labels == labels[1]] = labels[1]
    predicted[(labels == labels[0]).nonzero()[0][:7]] = next(c for c in labels if c != labels[0])
    mixed = rng.permutation(len(labels))
    return labels[mixed], predicted[mixed]


def _guesses_without(*missing):
    """Return labels and answers in which some classes don't occur at all."""
    labels, predicted = _guesses(np.random.default_rng(len(missing)))
    seen = [c for c in range(10) if c not in missing]
    return np.take(seen, labels % len(seen)), np.take(seen, predicted % len(seen))


def _guesses_apart():
    """Return labels and answers: 9 is answered and never true, 7 is true and never answered."""
    labels, predicted = _guesses_without()
    return np.where(labels == 9, 8, labels), np.where(predicted == 7, 6, predicted)


def _matrix(labels, predicted, **how):
    return confusion_matrix(labels, predicted, labels=range(10), **how)


def _only_errors(labels, predicted):
    counts = _matrix(labels, predicted)
    return counts - np.diag(np.diag(counts))


def _one_list(labels, predicted):
    return np.tile(np.bincount(predicted, minlength=10), (10, 1))


def _every_pair(labels, predicted):
    return np.outer(*(np.bincount(part, minlength=10) for part in (labels, predicted)))


def _without_class(lost):
    """Return a function that counts all classes but one."""

    def matrix(labels, predicted):
        counts = _matrix(labels, predicted)
        counts[lost] = counts[:, lost] = 0
        return counts

    return matrix


def _of_classes(chosen):
    """Return a function that counts for the classes of the labels, or of the answers, alone."""

    def matrix(labels, predicted):
        there = np.isin(np.arange(10), chosen(labels, predicted))
        return _matrix(labels, predicted) * np.outer(there, there)

    return matrix


def _counted(classes):
    """Return a function that counts in a loop, in as many rows and columns as it says."""

    def matrix(labels, predicted):
        counts = np.zeros((classes(labels), classes(labels)), dtype=int)
        for label, answer in zip(labels, predicted, strict=True):
            counts[label, answer] += 1
        return counts

    return matrix


def _class_counts(rng):
    """Return a confusion matrix and a class that is taken for another one more often than not.

    Its row and its column differ in their sums.
    """
    classes = int(rng.integers(3, 12))
    counts = rng.integers(1, 9, (classes, classes)) + np.diag(rng.integers(250, 400, classes))
    asked = int(rng.integers(classes))
    others = rng.permutation(np.delete(np.arange(classes), asked))
    counts[asked, others] += 9
    counts[asked, others[0]] = counts[asked, asked] + rng.integers(5, 90)
    return counts, asked


def _many_classes(classes, asked):
    """Return a confusion matrix of more than ten classes, no two squares of it alike."""
    return np.arange(3, 3 + classes**2).reshape(classes, classes) % 997, asked


def _recall(counts, asked):
    labels, predicted = (
        np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape)
    )
    return recall_score(labels, predicted, labels=[asked], average=None)[0]


def _precision(counts, asked):
    return counts[asked, asked] / counts[:, asked].sum()


def _bins(rng):
    """Return pictures, confidence and accuracy of some bins, with gaps on both sides."""
    count = int(rng.integers(5, 11))
    confidence = (np.arange(count) + rng.uniform(0.3, 0.7, count)) / count
    signs = np.where(np.arange(count) % 2, 1, -1)
    gap = signs * rng.uniform(0.012, 0.025, count)
    gap[-1] /= 4  # the largest bin is the best, so that its weight matters
    images = np.append(rng.integers(20, 90, count - 1), rng.integers(900, 3000))
    return images, confidence, confidence - gap


SMALL_BINS = (
    np.array([3, 1, 4, 2, 5, 8, 18, 420]),
    np.array([0.12, 0.24, 0.35, 0.45, 0.55, 0.61, 0.77, 0.96]),
    np.array([0.66, 1.0, 0.75, 0.0, 0.2, 0.25, 0.98, 0.951]),
)
"""Some bins with a handful of pictures, all far off."""


def _large_bins_only(least):
    """Return a function that leaves small bins out."""

    def error(images, confidence, accuracy):
        large = images > least
        return _expected_error(images[large], confidence[large], accuracy[large])

    return error


def _some_bins(part):
    """Return a function that adds up some of the bins, and divides by the pictures of all."""
    return lambda images, confidence, accuracy: (
        (images * np.abs(confidence - accuracy))[part].sum() / images.sum()
    )


def _expected_error(images, confidence, accuracy):
    return evaluation.calibration_error(
        pd.DataFrame({"images": images, "confidence": confidence, "accuracy": accuracy})
    )


def _mean_gap(change, *, weighted=True):
    """Return a function that gives the mean of something made of the gaps."""
    return lambda images, confidence, accuracy: np.average(
        change(confidence - accuracy), weights=images if weighted else None
    )


def _two_networks(rng):
    """Return labels and the answers of two networks that are right alone unequally often.

    Where both are wrong, they say the same or not. One of them is right alone more than 255 times.
    """
    alone = [int(rng.integers(260, 330)), int(rng.integers(40, 200))]
    one, other = rng.permutation(alone)
    wrong_by = np.concatenate(  # how far off each network is, picture by picture
        [
            np.tile([0, 3], (one, 1)),
            np.tile([4, 0], (other, 1)),
            np.tile([2, 2], (int(rng.integers(9, 20)), 1)),
            np.tile([1, 5], (int(rng.integers(21, 40)), 1)),
            np.tile([0, 0], (int(rng.integers(400, 700)), 1)),
        ]
    )
    labels = rng.integers(0, 10, len(wrong_by))
    answers = (labels + rng.permutation(wrong_by).T) % 10
    return labels, *answers


def _extremes():
    """Return labels and answers of which both networks, one or none has all right."""
    labels = np.arange(30) % 10
    for first, second in ((0, 0), (0, 1), (1, 0), (1, 2)):
        yield labels, (labels + first) % 10, (labels + second) % 10


def _right_and_wrong(labels, first, second):
    """Return for each picture whether the first is right alone, and whether the second is."""
    return (first == labels) & (second != labels), (first != labels) & (second == labels)


def _which_count(output, wanted, *three):
    """Say which of the two counts is the first that isn't right, and in which direction."""
    if np.shape(output) != (2,):
        return ""
    for name, found, right in zip(("first", "second"), output, wanted, strict=True):
        if found != right:
            return (
                f"The count of the {name} network is too {'large' if found > right else 'small'}."
            )
    return ""


def _alone(labels, first, second):
    return evaluation.mcnemar(labels, first, second)[:2]


def _pixels(rng):
    """Return pixels from 0 to 255 that were divided by 255 not at all, once or twice.

    Much paper as in a digit, or all but a dot; full ink or faint.
    """
    count = int(rng.integers(2, 6))
    faint = rng.random() < 0.5
    darkest = rng.integers(151, 250) if faint else 255  # 150/255 in float32 lies below 150/255
    raw = rng.integers(60, darkest, (count, 784))
    raw[rng.random(raw.shape) < rng.uniform(0.7, 0.9)] = 0
    if rng.random() < 0.5:
        raw[:] = 0
    raw[rng.integers(count), rng.integers(784)] = darkest
    x = raw / 255.0 ** rng.integers(0, 3)
    return (x.astype("float32") if faint else x,)  # 1/255 itself lies above 1/255 in float32


def _faintest():
    """Return raw pixels whose largest value is as small as the task allows, and somewhat more."""
    for largest in (150, 151, 170, 199, 220, 240):
        raw = np.zeros((3, 784))
        raw[1, 300:330] = largest - 90
        raw[2, 400] = largest
        yield raw


def _pale():
    """Return raw pixels of the faintest ink, and a single dark one: many are 1, few are more."""
    raw = np.zeros((3, 784))
    raw[:, 300:330], raw[:, 330:340], raw[1, 335] = 1, (2, 3) * 5, 180
    return raw


WHOLE_NUMBERS = (
    *(x.astype("uint8") for x in _faintest()),
    np.array([[0] * 784, [0] * 783 + [255]], "uint8"),
)
"""Raw pixels as a file holds them: 255 times such a number goes round at 256."""


def _times_divided(x):
    return round(math.log(200 / np.max(x), 255))


def _seen_pixels(output, wanted, x):
    """Say which pixels got a wrong number."""
    if np.ndim(output) or isinstance(output, str):
        return ""
    return (
        f"Pixels between 0 and {np.max(x):.3g}, {np.mean(x):.2g} in the mean, come out as "
        f"{output:.3g} in yours."
    )


def _outputs(rng):
    """Return ten outputs for each of some pictures, too sure or not sure enough, and the labels."""
    n = int(rng.integers(60, 200))
    labels = rng.integers(0, 10, n)
    low, high, share = (3, 7, 0.75) if rng.random() < 0.5 else (2, 5, 0.97)
    top = np.where(rng.random(n) < share, labels, (labels + rng.integers(1, 10, n)) % 10)
    top[0], top[1] = labels[0], (labels[1] + 1) % 10
    z = np.clip(rng.normal(size=(n, 10)), -2, 2)
    z[np.arange(n), top] = rng.uniform(low, high, n)
    outputs = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return outputs.astype("float32"), labels


def _certain(n, right):
    """Return equal outputs of n pictures, 0.82 at the answer, of which so many are right."""
    outputs, labels = np.full((n, 10), 0.02, "float32"), np.arange(n) % 10
    top = np.where(np.arange(n) < right, labels, (labels + 1) % 10)
    outputs[np.arange(n), top] = 0.82
    return outputs, labels


def _summary(outputs, labels):
    right = int((outputs.argmax(axis=1) == labels).sum())
    accuracy = right / len(labels)
    low, high = evaluation.wilson(right, len(labels))
    return accuracy, low, high, float(outputs.max(axis=1).mean()) - accuracy


def _with_last(last):
    """Return the summary with something else in its last place."""
    return lambda outputs, labels: (*_summary(outputs, labels)[:3], last(outputs, labels))


def _of_right(outputs, labels):
    return float(outputs[np.arange(len(labels)), labels].mean())


def _calibration_error(outputs, labels):
    return evaluation.calibration_error(evaluation.calibration(outputs, labels))


def _with_interval(right, n):
    """Return the summary with the interval of something else."""

    def summary(outputs, labels):
        accuracy, _, _, gap = _summary(outputs, labels)
        return accuracy, *evaluation.wilson(right(accuracy, outputs), n(outputs)), gap

    return summary


def _with_ends(interval):
    """Return the summary with an interval of another kind."""

    def summary(outputs, labels):
        accuracy, _, _, gap = _summary(outputs, labels)
        return accuracy, *interval(round(accuracy * len(labels)), len(labels)), gap

    return summary


def _number_of_four(output, wanted, outputs, labels):
    """Say which of the four numbers is the first that isn't right, where that says enough."""
    if np.shape(output) != (4,):
        return "Wanted are four numbers, one behind the other, with commas between."
    if _is_rounded(output, wanted):
        return "The numbers are right, and rounded. Keep all the digits."
    if np.allclose(np.sort(output), np.sort(wanted)):
        return "The four are right, and stand in another order than asked for."
    right = np.isclose(output, wanted, rtol=1e-3)
    if not right[0]:
        return "The accuracy, the first of the four, isn't right yet. Begin there."
    if not right[1:3].all():
        return (
            "The accuracy is right, and the interval isn't. It is made of two numbers: how many "
            "were right, and of how many."
        )
    return ""


def choose(scores):
    """Choose by the test pictures: handed out to be mended."""
    best = None
    for name in scores:
        if best is None or scores[name]["test"] > scores[best]["test"]:
            best = name
    return best, scores[best]["test"]


EXERCISES = {
    "recall 4.1": Choice(
        right="c",
        why="On its way back the slope is multiplied by the slope of every sigmoid, and that is "
        "nowhere above a quarter.",
        wrong={
            "a": (
                "The gradient is measured before any step is taken. So the size of the steps "
                "can't shrink it.",
                "vanishing gradient",
            ),
            "b": (
                "The first layer has the most weights of all. What does the slope pass on its "
                "way back to it?",
                "vanishing gradient",
            ),
            "d": (
                "That is how ReLU switches units off, and the ReLU networks kept their gradient.",
                "wrong activation",
            ),
        },
        more=(
            "Look at the sigmoid's curve. How steep is it where it is steepest?",
            "Slopes along a path multiply. What do six factors below 1 give?",
        ),
        idea="The slope comes back through six sigmoids. Each multiplies it by its own slope, a "
        "quarter at most, so little of it arrives at the first layer.",
    ),
    "recall 4.2": Choice(
        right="a",
        why="Dropout works in training alone. In prediction its layer hands on what it gets.",
        options={"a": "Nothing."},
        wrong={
            "b": (
                "That is what happens in training. In prediction the same picture has to get the "
                "same answer every time.",
                "dropout when predicting",
            ),
            "c": (
                "Keras scales up in training, by 1/0.7, so that prediction needs no scaling.",
                "dropout not made up for",
            ),
            "d": (
                "Nothing is removed for good. In training, each step draws other units.",
                "units removed for good",
            ),
        },
        more=(
            "Does the same picture get the same answer twice?",
            "Dropout makes training harder. What would be the use of that when you want answers?",
        ),
        idea="Dropout drops units and makes up for it while the network trains. When it predicts, "
        "all units take part, and this layer leaves their outputs as they are.",
    ),
    "recall 4.3": Choice(
        right="d",
        why="The differences go both ways, and scatter more than their mean is away from 0. They "
        "don't tell you which rate is better.",
        wrong={
            "a": (
                "The means differ almost always, by luck if by nothing else. Compare their "
                "difference with the scatter of the seeds.",
                "interval of one run",
            ),
            "b": (
                "Picking the best run of many picks its luck as well.",
                "judged by what chose",
            ),
            "c": (
                "Not to see a difference in five seeds isn't to know that there is none.",
                "interval of one run",
            ),
        },
        more=(
            "Imagine five more seeds for each rate. Might the order turn round?",
            "There are three things to say: this one is better, they are equal, and a third one.",
        ),
        idea="The differences of the seeds go both ways, so luck alone could have made their mean. "
        "These runs leave the question open.",
    ),
    "exercise 4.1": Function(
        inputs=_scores,
        right=_by_validation,
        unchanged=choose,
        rounds=16,
        differs=_other_choice,
        facts=_pair,
        edges=tuple((scores,) for scores in SCORES),
        wrong=[
            (
                lambda scores: _chosen(scores, lambda s: s["train"]),
                "The pictures that a network learned from favour the one that knows them by "
                "heart. Which pictures were set aside for choosing?",
                "leakage",
            ),
            (
                lambda scores: _chosen(scores, lambda s: round(s["validation"], 4)),
                "Rounded, two accuracies can be equal, and then the first of them wins. Compare "
                "all the digits.",
                "rounded",
            ),
            (
                lambda scores: _chosen(scores, lambda s: s["validation"], "validation"),
                "The choice is right. But the figure it was chosen by tends to be too good for "
                "the winner: which pictures had no part in the choice?",
                "judged by what chose",
            ),
            (
                lambda scores: _chosen(scores, lambda s: s["test"], "validation"),
                "The test pictures still choose. You changed which figure is published: the "
                "comparison in the loop has to change.",
                "chosen by the test set",
            ),
            (
                lambda scores: _chosen(scores, lambda s: s["train"], "validation"),
                "Here the pictures choose that the network learned from, and those publish that "
                "were set aside for choosing. What are the test pictures for?",
                "leakage",
            ),
            (
                lambda scores: _chosen(scores, lambda s: s["test"], "train"),
                "The test pictures still choose, and you publish how well the network knows "
                "what it learned from.",
                "chosen by the test set",
            ),
            (
                lambda scores: _chosen(scores, lambda s: s["validation"], "train"),
                "The choice is right. But published is how well the network knows the pictures "
                "that it learned from.",
                "leakage",
            ),
            (
                _half_mended("validation", "test"),
                "One of the two figures in the comparison is still of the test pictures. Both "
                "sides have to be of the same pictures.",
                "half mended",
            ),
            (
                _half_mended("test", "validation"),
                "The comparison sets test pictures of one network against validation pictures of "
                "another. Mend both of its sides.",
                "half mended",
            ),
            (
                lambda scores: _chosen(scores, lambda s: s["validation"] + s["test"]),
                "The test pictures still have a say in the choice, beside the validation "
                "pictures. They may have none.",
                "chosen by the test set",
            ),
            (
                lambda scores: _chosen(scores, lambda s: sum(s.values())),
                "All three parts choose here. Two of them have another use: learning, and the "
                "last judgement.",
                "chosen by the test set",
            ),
            (
                lambda scores: _chosen(scores, lambda s: -s["validation"]),
                "These are accuracies, not losses: more is better.",
                "loss for accuracy",
            ),
            (
                lambda scores: _chosen(scores, lambda s: s["validation"] - s["train"]),
                "A small gap between training and validation isn't a good network: one that "
                "knows nothing has a small gap too.",
                "overfitting and underfitting",
            ),
            (
                lambda scores: (
                    _by_validation(scores)[0],
                    max(s["test"] for s in scores.values()),
                ),
                "The figure belongs to another network. Report the one that you chose.",
                "another quantity",
            ),
            (
                lambda scores: (_by_validation(scores)[0], scores[list(scores)[-1]]["test"]),
                "The name is right. The figure is of the network that the loop looked at last, "
                "not of the best.",
                "another quantity",
            ),
            (
                lambda scores: _place(scores, 0),
                "The first network wins whatever its scores: the `return` stands inside the loop. "
                "Move it to the left, below the loop.",
                "return in the loop",
            ),
            (
                lambda scores: _place(scores, -1),
                "The last network wins whatever its scores: `name` is the one that the loop looks "
                "at, `best` the one that it keeps.",
                "another quantity",
            ),
            (
                lambda scores: _chosen(scores, lambda s: -s["test"]),
                "Now the worst on the test pictures wins, and the test pictures still choose.",
                "chosen by the test set",
            ),
            (
                lambda scores: _chosen(scores, lambda s: -abs(s["validation"] - s["test"])),
                "A small distance between two accuracies isn't a good network. And the test "
                "pictures still have a say in the choice.",
                "overfitting and underfitting",
            ),
            (
                lambda scores: (_by_validation(scores)[0], 100 * _by_validation(scores)[1]),
                "The network is right. Its accuracy is wanted as the dictionary has it, a "
                "fraction.",
                "percent for fraction",
            ),
            (
                lambda scores: _by_validation(scores)[0],
                "The name is right. The accuracy to publish is missing behind it.",
                "one result of two",
            ),
            (
                lambda scores: _by_validation(scores)[1],
                "The accuracy is right. The name of the network is missing in front of it.",
                "one result of two",
            ),
            (
                lambda scores: _by_validation(scores)[::-1],
                "Both are right, and in the wrong order: the name comes first.",
                "results in the wrong order",
            ),
            (
                lambda scores: _chosen(scores, lambda s: 2 * s["validation"] - s["train"]),
                "The training pictures still have a say in the choice. A network isn't better for "
                "knowing less of what it learned from: compare the validation accuracies alone.",
                "overfitting and underfitting",
            ),
            (
                lambda scores: _chosen(scores, lambda s: round(s["validation"], 2)),
                "You compare rounded accuracies. Two networks can differ in the third digit: keep "
                "all digits.",
                "rounded",
            ),
            (
                lambda scores: (
                    _by_validation(scores)
                    if max(s["validation"] for s in scores.values()) > 0.5
                    else scores[None]
                ),
                "No network was better than the number you begin with, so `best` is still None. "
                "All of them may be bad: begin with the first, or below 0.",
                "written-down number",
            ),
            (
                _left_out(0),
                "The first network is never chosen. Where does your loop begin?",
                "off by one",
            ),
            (
                _left_out(-1),
                "The last network is never chosen. Where does your loop end?",
                "off by one",
            ),
        ],
        why="The validation pictures choose. So the test pictures have had no part in it, and "
        "their figure for the winner is honest.",
        hint="Give the name of the chosen network, and that network's test accuracy.",
        more=(
            "Go through the code and ask at each line which pictures it looks at.",
            "There are three parts: one to learn from, one to choose by, one to publish. Which of "
            "them does the comparison look at?",
            "Only the line with the comparison is wrong. In it, a name in quotes stands twice.",
        ),
        idea="In the comparison, look at the validation accuracy of both networks. Leave the last "
        "line as it is: it publishes the test accuracy of the network that was chosen.",
    ),
    "exercise 4.2": Function(
        inputs=_answers,
        right=evaluation.wilson,
        rounds=8,
        edges=((7, 9), (13, 23), (20, 20), (3, 14), (0, 12)),
        tolerance=3e-5,  # less than four digits round off, more than 1.96 is off the exact z
        differs=_piece,
        borrowed=("wilson", "proportion_ci", "proportion_confint"),
        wrong=[
            (
                _wald,
                "That is the plain interval, p ± z·√(p(1 − p)/n). Wilson's has three more terms "
                "with z².",
                "Wald for Wilson",
            ),
            (
                lambda right, n: tuple(100 * np.array(evaluation.wilson(right, n))),
                "These are percentages. Wanted are fractions, between 0 and 1.",
                "percent for fraction",
            ),
            (
                _at_another_level(1.645),
                "1.645 belongs to 90 %: it leaves 5 % on each side. For 95 %, how much is left on "
                "each side?",
                "another confidence level",
            ),
            (
                _at_another_level(2),
                "That is the interval with z = 2. For 95 %, z is 1.96: the function gets it.",
                "another confidence level",
            ),
            (
                lambda right, n: _wilson(right, n)[1] / _below(n),
                "That is half of the width alone. Where does the interval begin and end?",
                "one end of the interval",
            ),
            (
                lambda right, n: 2 * _wilson(right, n)[1] / _below(n),
                "That is the whole width. Where does the interval begin and end?",
                "one end of the interval",
            ),
            (
                lambda right, n: tuple(part / _below(n) for part in _wilson(right, n)),
                "That is the middle and half of the width. Wanted are both ends.",
                "one end of the interval",
            ),
            (
                lambda right, n: evaluation.wilson(right, n)[0],
                "That is the lower end alone. The ± in the formula makes two numbers: return both.",
                "one end of the interval",
            ),
            (
                lambda right, n: evaluation.wilson(right, n)[1],
                "That is the upper end alone. The ± in the formula makes two numbers: return both.",
                "one end of the interval",
            ),
            (
                lambda right, n: evaluation.wilson(right, n)[::-1],
                "Both numbers are right, and in the wrong order: the lower end comes first.",
                "results in the wrong order",
            ),
            (
                _without_n,
                "The number of pictures appears only in p. So ten pictures would give as narrow an "
                "interval as ten thousand. Look for n under the root, and elsewhere.",
                "divided by the wrong number",
            ),
            (
                lambda right, n: _ends(*_wilson(right, n)),
                "The top of the fraction is right. What is under the line of the fraction?",
                "divided by the wrong number",
            ),
            (
                _second_alone_divided,
                "The line of the fraction stands under all of it: `a + b / c` divides only b. "
                "Put brackets round the top.",
                "brackets",
            ),
            (
                _last_alone_divided,
                "Only half of the width is divided. The line of the fraction stands under the "
                "middle as well.",
                "brackets",
            ),
            (
                _without_brackets,
                "In `z**2 / 2 * n` you divide by 2 and multiply by n. What stands below the line "
                "needs brackets, at both places.",
                "brackets",
            ),
            (
                _half_without_brackets,
                "In front of the ± all is right. Under the root you divide by 4 and multiply by "
                "n²: what stands below the line needs brackets.",
                "brackets",
            ),
            (
                _middle_without_brackets,
                "The width is right. In the middle you divide by 2 and multiply by n: what stands "
                "below the line needs brackets.",
                "brackets",
            ),
            (
                _root_too_early,
                "The root covers both terms. Yours ends after the first.",
                "root too early",
            ),
            (
                _without_root,
                "The root is missing: the width is far too small.",
                "variance for standard deviation",
            ),
            (
                _without_z,
                "What stands after the ± has a factor in front of the root.",
                "another confidence level",
            ),
            (
                _middle_p,
                "The width is right. In the middle, something is added to p before you divide.",
                "Wald for Wilson",
            ),
            *(
                (
                    _rounded_wilson(digits),
                    f"Both ends are right, and rounded to {digits} digits. Keep all of them.",
                    "rounded",
                )
                for digits in (2, 3, 4)
            ),
            (
                _exact,
                "That is the exact interval of Clopper and Pearson, which is a little wider. "
                "Wanted is Wilson's: follow the formula.",
                "another quantity",
            ),
            (
                lambda right, n: (right / n, right / n),
                "Both ends are the share itself. An interval has a width: what stands behind the "
                "± is missing.",
                "one end of the interval",
            ),
            (
                lambda right, n: _ends(*_wilson(right, n), (1 + 1.96**2) * n),
                "`/ (1 + z**2) / n` divides by both. Below the line stands 1 + z²/n: put all of it "
                "in brackets.",
                "brackets",
            ),
            (
                lambda right, n: _cut(*_wilson(right, n), _below(n)),
                "You cut off at 0 and 1 before you divide. Wilson's interval needs no cutting.",
                "steps in the wrong order",
            ),
        ],
        why="The middle is pulled a little from p towards one half, and the width shrinks with the "
        "root of n.",
        hint="Write p, the middle and half of the width on a line each, and compare each with the "
        "formula.",
        more=(
            "In Python, a power is `z**2`, and z²/(2n) needs its brackets: `z**2 / (2 * n)`.",
            "Try 8 of 10: the interval goes from about 0.49 to 0.94. Which of your lines gives "
            "something odd?",
            "Four lines do: p; what stands before the ±; what stands after it, with its root; "
            "what stands under the long line. The fifth returns two quotients.",
        ),
        idea="p is the share of right answers. To it add z² over twice n: the middle. The half is "
        "z times the root of two terms, p times 1 − p over n, and z² over four times n². Take "
        "the half from the middle, and add it to the middle, and divide each by 1 + z²/n.",
    ),
    "exercise 4.3": _Pictures(
        right=40_000,
        tolerance=0.06,
        wrong=[
            (
                20_000,
                "Twice the pictures make it narrower by the root of two only. Set `pictures` to "
                "20,000 and look.",
                "root of n",
            ),
            (
                10_000 * 2**0.5,
                "You took the root of two. The width goes with one over the root of the number: "
                "which number has 2 as its root?",
                "root of n",
            ),
            (
                36_000,
                "Nearly. With so many the interval is still a little wider than half. Which round "
                "number is near?",
                "root of n",
            ),
            (
                44_000,
                "Nearly. With so many the interval is a little narrower than half. Which round "
                "number is near?",
                "root of n",
            ),
            (
                30_000,
                "Three times the pictures aren't enough yet. Set `pictures` to 30,000 and compare.",
                "root of n",
            ),
            (
                80_000,
                "That is more than it takes. Set `pictures` to 80,000 and compare with the half.",
                "root of n",
            ),
            (
                100_000,
                "Ten times as many make it about three times as narrow. Wanted is two times.",
                "root of n",
            ),
            (
                160_000,
                "Sixteen times as many make it four times as narrow. Wanted is two times.",
                "root of n",
            ),
            (
                1_000_000,
                "A hundred times as many make it ten times as narrow. Wanted is two times.",
                "root of n",
            ),
            (
                10_000,
                "With 10,000 the interval is as wide as it was. Change `pictures`.",
                "another quantity",
            ),
            (
                5_000,
                "Fewer pictures make the interval wider. Which way do you have to turn?",
                "wrong sign",
            ),
            (
                2_500,
                "With a quarter of the pictures it is twice as wide. Turn the other way.",
                "wrong sign",
            ),
            (
                4,
                "That many times as many, yes. Asked is for the number of pictures.",
                "another quantity",
            ),
            (
                2,
                "That is how many times as narrow. How many pictures does it take?",
                "another quantity",
            ),
            (
                60_000,
                "That is more than it takes. Set `pictures` to 60,000 and look.",
                "root of n",
            ),
            (
                40,
                "In thousands? Write the whole number: Python takes a point in it for a decimal "
                "point.",
                "another quantity",
            ),
            (
                (40, 0),
                "A comma ends a number in Python. Write the number without it, or with an "
                "underscore, as in `10_000`.",
                "decimal comma",
            ),
            (
                0.295,
                "That is a width in points. Asked is for the number of pictures that gives it.",
                "another quantity",
            ),
        ],
        why="The width goes with one over the root of the number, so half the width takes "
        "four times the pictures.",
        hint="Change `pictures` until the width is half of what it is with 10,000.",
        more=(
            "Between 30,000 and 60,000 the width passes the half. Try some values there.",
            "What has to be inside the root for the root to come out as 2?",
            "A hundred times the pictures make it a tenth as wide. Ten is the root of a hundred. "
            "Half as wide takes the number of which 2 is the root.",
        ),
        idea="The width shrinks as the root of the number grows. For half the width, the root has "
        "to be twice as large, and so the number has to be two times two as large.",
    ),
    "exercise 4.4": Function(
        inputs=_guesses,
        edges=(
            *(_guesses_without(9), _guesses_without(0), _guesses_without(0, 9)),
            _guesses_apart(),
        ),
        right=_matrix,
        borrowed=("confusion_matrix", "crosstab", "histogram2d"),
        wrong=[
            (
                lambda labels, predicted: _matrix(predicted, labels),
                "Rows and columns are swapped: the true class chooses the row.",
                "rows for columns",
            ),
            (
                _of_classes(lambda labels, predicted: labels),
                "A class that was answered and is never true has a column, too. There are ten "
                "classes, whichever occur among the labels.",
                "classes from the labels",
            ),
            (
                _of_classes(lambda labels, predicted: predicted),
                "A class that is true and was never answered has a row, too. There are ten "
                "classes, whichever occur among the answers.",
                "classes from the labels",
            ),
            (
                lambda labels, predicted: _matrix(labels, predicted, normalize="true"),
                "You divided each row by its sum. Wanted are counts.",
                "share for count",
            ),
            (
                lambda labels, predicted: _matrix(labels, predicted, normalize="pred"),
                "You divided each column by its sum. Wanted are counts.",
                "share for count",
            ),
            (
                lambda labels, predicted: _matrix(labels, predicted, normalize="all"),
                "These are shares of all pictures. Wanted are counts.",
                "share for count",
            ),
            (
                lambda labels, predicted: confusion_matrix(labels, predicted),
                "Your matrix has a row for each class that occurs. A class without pictures has "
                "its row too, full of 0.",
                "classes from the labels",
            ),
            (
                lambda labels, predicted: _matrix(labels, predicted).astype("uint8"),
                "A `uint8` holds 0 to 255, and some pairs occur more often: then it begins again "
                "at 0. Choose another dtype.",
                "overflow of uint8",
            ),
            (
                lambda labels, predicted: _matrix(labels, predicted).astype("int8"),
                "An `int8` holds −128 to 127, and some pairs occur more often: then it goes on at "
                "−128. Choose another dtype.",
                "overflow of uint8",
            ),
            (
                pd.crosstab,
                "`crosstab` has a row for each label that occurs, and a column for each answer "
                "that does. A class without pictures has its row and its column too, full of 0.",
                "classes from the labels",
            ),
            (
                lambda labels, predicted: pd.crosstab(labels, predicted).reindex(
                    index=range(10), columns=range(10)
                ),
                "`reindex` fills new places with nan. With `fill_value=0` they are counts.",
                "classes from the labels",
            ),
            *(
                (
                    _counted(classes),
                    f"You make as many rows as {said}. There are ten classes, whichever occur, "
                    "and the number of a class chooses its row.",
                    "classes from the labels",
                )
                for classes, said in (
                    (lambda labels: len(set(labels)), "classes occur"),
                    (lambda labels: max(labels) + 1, "the largest label asks for"),
                )
            ),
            (
                _only_errors,
                "The diagonal is empty. Right answers count as well: where do they go?",
                "another quantity",
            ),
            (
                lambda labels, predicted: np.diag(np.diag(_matrix(labels, predicted))),
                "Only the diagonal is filled. A wrong answer has its place beside it.",
                "another quantity",
            ),
            (
                lambda labels, predicted: np.diag(np.bincount(labels, minlength=10)),
                "Your matrix puts each picture at its label, in row and column. The answer chooses "
                "the column.",
                "another quantity",
            ),
            (
                lambda labels, predicted: (_matrix(labels, predicted) > 0).astype(int),
                "Every pair is counted once at most. NumPy's `matrix[labels, predicted] += 1` does "
                "that, and so does `= 1`. Go through the pictures one at a time.",
                "same place written once",
            ),
            (
                lambda labels, predicted: np.roll(_matrix(labels, predicted), (-1, -1), (0, 1)),
                "Each picture lands one row and one column too early. Class 0 has place 0, so "
                "nothing has to come off.",
                "counting from 1",
            ),
            (
                _every_pair,
                "Two loops inside each other pair each label with every answer. Go through both "
                "side by side, with `zip`.",
                "pairs torn apart",
            ),
            (
                _without_class(0),
                "Class 0 is never counted. Where do your loops begin?",
                "counting from 1",
            ),
            (
                _without_class(9),
                "Class 9 is never counted. `range(9)` ends at 8.",
                "off by one",
            ),
            (
                lambda labels, predicted: _matrix(labels[:1], predicted[:1]),
                "Only the first picture is counted: the `return` stands inside the loop. Move it "
                "to the left, below the loop.",
                "return in the loop",
            ),
            (
                lambda labels, predicted: _matrix(labels[1:], predicted[1:]),
                "The first picture isn't counted. Where does your loop begin?",
                "counting from 1",
            ),
            (
                lambda labels, predicted: _matrix(labels[:-1], predicted[:-1]),
                "The last picture isn't counted. Where does your loop end?",
                "off by one",
            ),
            (
                _one_list,
                "All rows are alike: `[[0] * 10] * 10` makes ten names for one list. Begin with "
                "`np.zeros((10, 10))`.",
                "one list many times",
            ),
            (
                lambda labels, predicted: np.zeros((10, 10)),
                "Nothing is counted: the matrix is as it was at the start.",
                "another quantity",
            ),
            (
                lambda labels, predicted: np.histogram2d(labels, predicted, bins=10)[0],
                "`histogram2d` shares out what occurs: the bins begin at the smallest class of "
                "the data and end at the largest. Give it the `range`, or bins of your own.",
                "classes from the labels",
            ),
            (
                lambda labels, predicted: confusion_matrix(
                    labels, predicted, labels=range(max(*labels, *predicted) + 1)
                ),
                "Your matrix ends at the largest class that occurs. There are ten classes, "
                "whether pictures of them occur or not.",
                "classes from the labels",
            ),
            (
                lambda labels, predicted: np.bincount(10 * labels + predicted).reshape(10, 10),
                "`np.bincount` ends at the largest number that occurs, so where no 9 is called a "
                "9 it gives fewer than 100 numbers. Its argument `minlength` sets how many.",
                "classes from the labels",
            ),
            (
                lambda labels, predicted: (
                    (counts := _matrix(labels, predicted)) / counts.sum(axis=1, keepdims=True)
                ),
                "You divided each row by its sum, and the row of a class without pictures by 0. "
                "Wanted are counts.",
                "share for count",
            ),
            (
                lambda labels, predicted: _matrix(labels, predicted).astype(str),
                "Each count is a text. Wanted are numbers: leave `str` out.",
                "text for a number",
            ),
            (
                lambda labels, predicted: str(_matrix(labels, predicted)),
                "You made one text of the whole matrix. Wanted are its numbers: leave `str` out.",
                "text for a number",
            ),
            (
                lambda labels, predicted: _matrix(labels[:10], predicted[:10]),
                "Only ten pictures are counted. Ten is the number of classes: how many pictures "
                "there are, `len(labels)` says.",
                "written-down number",
            ),
            (
                lambda labels, predicted: _matrix(labels, predicted) + _matrix(predicted, labels),
                "Each picture is counted at two squares, with row and column changed over. The "
                "label chooses the row, and the answer the column.",
                "rows for columns",
            ),
        ],
        why="Each picture adds 1 in the row of its true class and the column of the answer. So the "
        "diagonal holds what is right, and the sum is the number of pictures.",
        hint="Take one picture, a 4 that was called a 9. In which row and column does it count?",
        more=(
            "Begin with `np.zeros((10, 10))`, and use `zip(labels, predicted)` in a loop.",
            "In the loop you have one label and one answer. They are the two numbers in the "
            "square brackets of the matrix.",
            "Each turn of the loop adds 1 to one square. The `return` stands below the loop.",
        ),
        idea="Make ten rows and ten columns of zeros. Go through labels and answers side by side, "
        "and add 1 to the square whose row is the label and whose column is the answer.",
    ),
    "exercise 4.5": Function(
        inputs=_class_counts,
        edges=(
            *(_many_classes(13, 11), _many_classes(12, 4), _many_classes(11, 10)),
            _many_classes(12, 0),
        ),
        right=_recall,
        tolerance=5e-6,
        wrong=[
            (
                _precision,
                "That is the precision: of all that were called so. A column holds one answer. "
                "What holds one true class?",
                "precision for recall",
            ),
            (
                lambda counts, asked: counts[asked, asked] / counts.sum(),
                "You divided by all pictures. Which of them could be found at all?",
                "divided by the wrong number",
            ),
            (
                lambda counts, asked: np.trace(counts) / counts.sum(),
                "That is the accuracy over all classes. Wanted is one class.",
                "accuracy for recall",
            ),
            (
                lambda counts, asked: np.diag(counts) / counts.sum(axis=1),
                "That is the recall of every class. Wanted is that of class `asked`.",
                "accuracy for recall",
            ),
            (
                lambda counts, asked: (np.diag(counts) / counts.sum(axis=1)).mean(),
                "That is the mean recall of all classes. Wanted is that of class `asked`.",
                "accuracy for recall",
            ),
            (
                lambda counts, asked: np.diag(counts) / counts.sum(axis=0),
                "That is the precision of every class. Wanted is the recall of one.",
                "precision for recall",
            ),
            (
                lambda counts, asked: 1 - counts[asked, asked] / counts[asked].sum(),
                "That is the share that was missed. Recall is the share that was found.",
                "wrong sign",
            ),
            (
                lambda counts, asked: 100 * counts[asked, asked] / counts[asked].sum(),
                "This is a percentage. Wanted is a fraction, between 0 and 1.",
                "percent for fraction",
            ),
            (
                lambda counts, asked: counts[asked, asked],
                "That is how many were found. Of how many?",
                "count for share",
            ),
            (
                lambda counts, asked: counts[asked].sum() / counts.sum(),
                "That is how large a part of all pictures the class is. Wanted is the part of the "
                "class that was found.",
                "another quantity",
            ),
            (
                lambda counts, asked: counts[:, asked].sum() / counts[asked].sum(),
                "You took all that were called so, the wrong ones too. Found are those on the "
                "diagonal.",
                "another quantity",
            ),
            (
                lambda counts, asked: (
                    counts[asked, asked]
                    / (counts[asked].sum() + counts[:, asked].sum() - counts[asked, asked])
                ),
                "Below the line are also pictures of other classes that were called so. Recall "
                "looks at one true class: only the row.",
                "precision for recall",
            ),
            (
                lambda counts, asked: (
                    counts[asked, asked] / (counts[asked].sum() + counts[:, asked].sum())
                ),
                "Below the line stand the row and the column together. Recall looks at one true "
                "class: only the row.",
                "precision for recall",
            ),
            (
                lambda counts, asked: counts[asked - 1, asked - 1] / counts[asked - 1].sum(),
                "That is the recall of the class before. Class 0 has place 0, so nothing has to "
                "come off.",
                "counting from 1",
            ),
            (
                lambda counts, asked: counts[asked, asked] / len(counts),
                "You divided by the number of classes. Divide by the pictures of this class.",
                "divided by the wrong number",
            ),
            (
                lambda counts, asked: counts[asked].sum(),
                "That is how many there are. What share of them was found?",
                "count for share",
            ),
            (
                lambda counts, asked: counts[asked] / counts[asked].sum(),
                "That is the whole row, each square divided. Which of them holds what was found?",
                "another quantity",
            ),
            (
                lambda counts, asked: counts[asked].max() / counts[asked].sum(),
                "You took the largest number of the row. What was found stands on the diagonal, "
                "and needn't be the largest.",
                "another quantity",
            ),
            (
                lambda counts, asked: (
                    counts[asked, asked] / (counts[asked].sum() - counts[asked, asked])
                ),
                "You divided what was found by what was missed. A share is a part of both "
                "together.",
                "divided by the wrong number",
            ),
            (
                lambda counts, asked: counts[asked, asked] // counts[asked].sum(),
                "`//` throws the fraction away. A share needs `/`.",
                "floor division",
            ),
            (
                lambda counts, asked: (
                    2 * counts[asked, asked] / (counts[asked].sum() + counts[:, asked].sum())
                ),
                "That is the f1-score, made of precision and recall. Wanted is the recall alone.",
                "precision for recall",
            ),
            *(
                (
                    lambda counts, asked, n=n: counts[asked, asked] / counts[asked, :n].sum(),
                    f"You add up {word} columns of the row. There can be more classes than that: "
                    "take the whole row.",
                    "off by one",
                )
                for n, word in ((9, "nine"), (10, "ten"), (-1, "all but the last of the"))
            ),
            (
                lambda counts, asked: counts[asked, asked] / counts[asked, 1:].sum(),
                "You leave the first column out. Class 0 stands there: take the whole row.",
                "counting from 1",
            ),
            *(
                (
                    lambda counts, asked, n=n: round(counts[asked, asked] / counts[asked].sum(), n),
                    f"The share is right, and rounded to {n} digits. Keep all of them.",
                    "rounded",
                )
                for n in (2, 3, 4, 5)
            ),
            (
                lambda counts, asked: counts(asked, asked),
                "Round brackets call a function, and `counts` is an array. A place in an array "
                "stands in square brackets: `counts[row, column]`.",
                "brackets",
            ),
            (
                lambda counts, asked: counts[asked, asked] / np.trace(counts),
                "You divided by all that was found, of every class. Divide by the pictures of this "
                "class.",
                "divided by the wrong number",
            ),
            (
                lambda counts, asked: (
                    1
                    - (counts[asked].sum() + counts[:, asked].sum() - 2 * counts[asked, asked])
                    / counts.sum()
                ),
                "That is the accuracy of the question whether a picture is of this class: those "
                "that are not count, too. Recall looks at the pictures of the class alone.",
                "accuracy for recall",
            ),
        ],
        why="The row holds all pictures that truly are of this class, and the diagonal those of "
        "them that were found.",
        hint="Which number on the diagonal, and the sum of which numbers?",
        more=(
            "`counts[2]` is a row, `counts[:, 2]` is a column.",
            "All pictures that truly are of class `asked` stand in one row. How many are they?",
            "Found are those on the diagonal: there, row and column are both `asked`.",
        ),
        idea="Take the number on the diagonal, where row and column are the class. Divide it by "
        "the sum of the row of that class.",
    ),
    "exercise 4.6": Function(
        inputs=_bins,
        edges=(SMALL_BINS,),
        right=_expected_error,
        rounds=16,
        borrowed=("calibration_error",),
        wrong=[
            (
                _mean_gap(np.abs, weighted=False),
                "Every bin counts alike here, one with a handful of pictures as much as one with "
                "thousands.",
                "unequal weights ignored",
            ),
            (
                _mean_gap(lambda gap: gap),
                "Bins that are too sure and bins that are not sure enough cancel out. A gap has "
                "no sign.",
                "gaps cancel",
            ),
            (
                _mean_gap(lambda gap: -gap),
                "A gap has no sign: as it is, gaps in one direction make up for others.",
                "gaps cancel",
            ),
            (
                lambda images, confidence, accuracy: abs(
                    np.average(confidence - accuracy, weights=images)
                ),
                "You took the sign away after adding, when the gaps had made up for each other. "
                "Do it bin by bin.",
                "gaps cancel",
            ),
            (
                _mean_gap(lambda gap: gap, weighted=False),
                "Two things are missing: gaps of either sign have to add up, and large bins count "
                "more.",
                "gaps cancel",
            ),
            (
                lambda images, confidence, accuracy: np.abs(confidence - accuracy).max(),
                "That is the largest gap of all bins. Wanted is the mean, by pictures.",
                "another quantity",
            ),
            (
                lambda images, confidence, accuracy: np.abs(confidence - accuracy),
                "These are the gaps, one for each bin. Wanted is their mean, by pictures.",
                "no axis",
            ),
            (
                lambda images, confidence, accuracy: np.abs(confidence - accuracy).sum(),
                "You added the gaps of the bins. Wanted is a mean, in which a bin counts by its "
                "pictures.",
                "sum for mean",
            ),
            (
                lambda images, confidence, accuracy: np.abs(confidence - accuracy) @ images,
                "The weighted gaps are added. What do you divide by, to make a mean of them?",
                "sum for mean",
            ),
            (
                lambda images, confidence, accuracy: np.abs(confidence - accuracy) * images,
                "These are the weighted gaps, one for each bin. Make one number of them.",
                "no axis",
            ),
            (
                lambda images, confidence, accuracy: (
                    np.abs(confidence - accuracy) * images / images.sum()
                ),
                "This is what each bin adds. The last step is to add them up.",
                "no axis",
            ),
            (
                lambda images, confidence, accuracy: (
                    np.abs(confidence - accuracy) @ images / len(images)
                ),
                "You divided by the number of bins. The weights are pictures: how many are "
                "there in all?",
                "divided by the wrong number",
            ),
            (
                lambda images, confidence, accuracy: (
                    np.abs(confidence - accuracy).sum() / images.sum()
                ),
                "You divided by all pictures, and no gap was multiplied by the pictures of its "
                "bin before.",
                "unequal weights ignored",
            ),
            (
                lambda images, confidence, accuracy: (
                    np.abs(confidence - accuracy) @ images / 10_000
                ),
                "10,000 is the number of test pictures of the notebook. Here it is the sum of the "
                "`images` that you were given.",
                "divided by the wrong number",
            ),
            (
                lambda images, confidence, accuracy: np.abs(
                    np.average(confidence, weights=images) - accuracy.mean()
                ),
                "You took means first and their difference then. Make the gap of each bin first.",
                "gaps cancel",
            ),
            (
                _mean_gap(lambda gap: 100 * np.abs(gap)),
                "These are points. Wanted is a fraction, between 0 and 1.",
                "percent for fraction",
            ),
            (
                _mean_gap(lambda gap: gap**2),
                "You squared the gaps. Their size is wanted, and `np.abs` gives it.",
                "another quantity",
            ),
            (
                lambda images, confidence, accuracy: math.sqrt(
                    np.average((confidence - accuracy) ** 2, weights=images)
                ),
                "Squares and a root count large gaps more than small ones. Wanted is the plain "
                "mean of their sizes.",
                "another quantity",
            ),
            (
                _mean_gap(lambda gap: np.maximum(gap, 0)),
                "Only the bins that are too sure count here. Those that aren't sure enough are "
                "off as well.",
                "gaps cancel",
            ),
            *(
                (
                    _large_bins_only(least),
                    f"Bins with fewer than {least + 1} pictures are left out. They count little, "
                    "but they count: give each its weight.",
                    "parts left out",
                )
                for least in (1, 2, 3, 4, 5, 10, 20)
            ),
            (
                _some_bins(slice(1)),
                "Only the first bin counts: the `return` stands inside the loop. Move it to the "
                "left, below the loop.",
                "return in the loop",
            ),
            (
                _some_bins(slice(1, None)),
                "The first bin adds nothing. Where does your loop begin?",
                "off by one",
            ),
            (
                _some_bins(slice(-1)),
                "The last bin adds nothing. Where does your loop end?",
                "off by one",
            ),
            (
                lambda images, confidence, accuracy: (
                    np.abs(confidence - accuracy) @ images // images.sum()
                ),
                "What you give is 0 for all of them. `//` throws the fraction away: the mean needs "
                "`/`.",
                "floor division",
            ),
            *(
                (
                    lambda images, confidence, accuracy, n=n: round(
                        _expected_error(images, confidence, accuracy), n
                    ),
                    f"The mean is right, and rounded to {n} digits. Keep all of them.",
                    "rounded",
                )
                for n in (2, 3, 4, 5)
            ),
        ],
        why="Each gap counts without its sign, and as often as its bin has pictures.",
        hint="Make the gap of each bin first, then a mean in which each bin has its weight.",
        more=(
            "A weighted mean is the sum of value times weight, divided by the sum of the weights.",
            "The value is the gap of a bin, without its sign: `np.abs` takes it away. The weight "
            "is how many pictures the bin holds.",
            "Try two bins by hand: a gap of 0.1 with 90 pictures and one of 0.5 with 10 give 0.14.",
        ),
        idea="In each bin take confidence minus accuracy, without its sign. Multiply by the images "
        "of the bin, add over all bins, and divide by all images together.",
    ),
    "exercise 4.7": Function(
        inputs=_two_networks,
        edges=tuple(_extremes()),
        right=_alone,
        differs=_which_count,
        borrowed=("mcnemar",),
        wrong=[
            (
                lambda labels, first, second: ((first == labels).sum(), (second == labels).sum()),
                "These count all that each has right, and most of those pictures both have right. "
                "Which of them tell the two apart?",
                "paired as unpaired",
            ),
            (
                lambda labels, first, second: _alone(labels, second, first),
                "The counts are right and in the wrong order. A picture that the first network "
                "has wrong is no point for it.",
                "results in the wrong order",
            ),
            (
                lambda labels, first, second: (
                    ((first == labels) & (second == labels)).sum(),
                    ((first != labels) & (second != labels)).sum(),
                ),
                "These are the pictures that both have right, and those that both have wrong. "
                "They say nothing about which is better.",
                "paired as unpaired",
            ),
            (
                lambda labels, first, second: ((first != labels).sum(), (second != labels).sum()),
                "These are all errors of each. Some pictures both have wrong, and they drop out.",
                "paired as unpaired",
            ),
            (
                lambda labels, first, second: ((first != second).sum(),) * 2,
                "These are all pictures on which the answers differ. They can differ and be wrong "
                "both. Who is right?",
                "paired as unpaired",
            ),
            (
                lambda labels, first, second: (
                    ((first != second) & (second != labels)).sum(),
                    ((first != second) & (first != labels)).sum(),
                ),
                "Where the answers differ and one is wrong, the other can be wrong too. Ask for "
                "each whether it is right.",
                "paired as unpaired",
            ),
            (
                lambda labels, first, second: sum(_alone(labels, first, second)),
                "You added the two counts. The test compares them, so keep them apart.",
                "one result of two",
            ),
            (
                lambda labels, first, second: np.subtract(*_alone(labels, first, second)),
                "You took one count from the other. The test needs both.",
                "one result of two",
            ),
            (
                lambda labels, first, second: _alone(labels, first, second)[0],
                "That is the count of the first network. The second has one too.",
                "one result of two",
            ),
            (
                lambda labels, first, second: evaluation.mcnemar(labels, first, second),
                "These are three results. The test compares the first two of them; the third is "
                "what it concludes.",
                "another quantity",
            ),
            (
                lambda labels, first, second: evaluation.mcnemar(labels, first, second)[2],
                "That is the p-value. Wanted are the two counts that it is made of.",
                "another quantity",
            ),
            (
                lambda labels, first, second: tuple(
                    count / len(labels) for count in _alone(labels, first, second)
                ),
                "These are shares of all pictures. Wanted are counts: how sure a share is depends "
                "on how many it is made of.",
                "share for count",
            ),
            (
                lambda labels, first, second: (
                    (first == labels).mean(),
                    (second == labels).mean(),
                ),
                "These are the two accuracies. Wanted are counts, and only of the pictures that "
                "tell the two apart.",
                "share for count",
            ),
            (
                lambda labels, first, second: (
                    ((first == labels) | (second != labels)).sum(),
                    ((second == labels) | (first != labels)).sum(),
                ),
                "`|` asks whether one of the two holds. Both have to: `&`.",
                "wrong condition",
            ),
            (
                lambda labels, first, second: (len(labels),) * 2,
                "`len` counts all pictures, whether the condition holds or not. `.sum()` counts "
                "where it holds.",
                "count for share",
            ),
            (
                lambda labels, first, second: (
                    np.subtract(*_alone(labels, first, second)),
                    np.subtract(*_alone(labels, second, first)),
                ),
                "You took right answers from right answers. That tells how many more one has, not "
                "how many each has alone.",
                "paired as unpaired",
            ),
            (
                lambda labels, first, second: tuple(
                    map(np.flatnonzero, _right_and_wrong(labels, first, second))
                ),
                "These are the pictures' places. Wanted is how many there are.",
                "places for values",
            ),
            (
                _right_and_wrong,
                "These say for each picture whether it counts. Wanted is how many do.",
                "places for values",
            ),
            (
                lambda labels, first, second: tuple(
                    part[0] for part in np.add(_right_and_wrong(labels, first, second), 0)
                ),
                "Only the first picture is looked at: the `return` stands inside the loop. Move it "
                "to the left, below the loop.",
                "return in the loop",
            ),
            (
                lambda labels, first, second: tuple(
                    np.uint8(count % 256) for count in _alone(labels, first, second)
                ),
                "A `uint8` holds 0 to 255, and there can be more pictures than that.",
                "overflow of uint8",
            ),
            (
                lambda labels, first, second: tuple(
                    100 * count / len(labels) for count in _alone(labels, first, second)
                ),
                "These are percentages of all pictures. Wanted are counts: how sure a share is "
                "depends on how many it is made of.",
                "share for count",
            ),
            (
                lambda labels, first, second: (
                    (first == labels).sum(),
                    _alone(labels, first, second)[1],
                ),
                "The first count holds all that the first network has right, also what both have. "
                "Ask in it whether the second is wrong.",
                "paired as unpaired",
            ),
        ],
        why="Where both are right, or both wrong, the two are level. Only the pictures that one "
        "of them has right alone count.",
        hint="Some pictures tell you which of the two networks is better, and others don't. "
        "Which do?",
        more=(
            "Take one picture. Four things can be: both right, both wrong, or one of them alone, "
            "in two ways. Which two does the test count?",
            "`first == labels` says for each picture whether the first network is right. What says "
            "that the second is wrong?",
            "Join the two conditions with `&`, each in its own brackets, and add up what is true "
            "with `.sum()`. Then the same with the networks changed over.",
        ),
        idea="Count the pictures where the first answer is the label and the second isn't. Count "
        "those where the second answer is the label and the first isn't. Return both.",
    ),
    "exercise 4.8": Function(
        inputs=_pixels,
        edges=(
            *((x / 255**times,) for x in (*_faintest(), _pale()) for times in range(3)),
            *((x,) for x in WHOLE_NUMBERS),
        ),
        right=_times_divided,
        rounds=60,
        differs=_seen_pixels,
        wrong=[
            (
                lambda x: 0 if np.max(x) > 1 else 1,
                "You never answer 2. Pixels that were divided twice lie between 0 and 1 as well: "
                "how far up do they reach?",
                "scaled twice",
            ),
            (
                lambda x: 2 if np.max(x) * 255 <= 1 else 1 if np.max(x) <= 1 else 0,
                "Raw pixels may be small whole numbers (uint8), and 255 times such a number goes "
                "round at 256: 255 * 255 is stored as 1. Compare the largest pixel itself.",
                "overflow of uint8",
            ),
            (
                lambda x: 0 if np.max(x) * 255 > 255 else 1 if np.max(x) * 255 > 1 else 2,
                "A product of raw pixels and 255 doesn't fit into their dtype: as uint8 it goes "
                "round at 256. Compare the largest pixel itself.",
                "overflow of uint8",
            ),
            (
                lambda x: 0 if np.max(x) > 1 else 1 if np.max(x) == 1 else 2,
                "The largest pixel of a few pictures needn't be full ink: divided once, it can be "
                "less than 1. How large could it be after two divisions?",
                "scaled by the batch",
            ),
            (
                lambda x: 0 if np.max(x) == 255 else 1 if np.max(x) == 1 else 2,
                "The largest pixel of a few pictures needn't be full ink, so don't ask what it is "
                "exactly. Above which number does it lie?",
                "scaled by the batch",
            ),
            (
                lambda x: 0 if np.max(x) >= 1 else 1 if np.max(x) >= 1 / 255 else 2,
                "Almost. What if the largest pixel is full ink? Then it is exactly 1 after one "
                "division.",
                "off by one",
            ),
            (
                lambda x: 0 if np.max(x) >= 1 else 1 if np.max(x) > 1 / 255 else 2,
                "Full ink, divided once, is exactly 1, and you say that it wasn't divided.",
                "off by one",
            ),
            (
                lambda x: 0 if np.max(x) > 1 else 1 if np.max(x) >= 1 / 255 else 2,
                "Full ink, divided twice, is exactly 1/255, and you say that it was divided once.",
                "off by one",
            ),
            *(
                (
                    lambda x, least=least: 0 if np.max(x) > 1 else 1 if np.mean(x) > least else 2,
                    f"Pictures are mostly paper, so their mean is small, {word}. Look at the "
                    "largest pixel instead.",
                    "pixels judged by their mean",
                )
                for least, word in (
                    (0.1, "and that of a thin 1 is below 0.1"),
                    (0.01, "and there may be hardly any ink"),
                )
            ),
            (
                lambda x: 0 if np.mean(x) > 1 else 1 if np.mean(x) > 1 / 255 else 2,
                "You compare the mean, and pictures are mostly paper. Compare the largest pixel.",
                "pixels judged by their mean",
            ),
            (
                lambda x: 2 if np.max(x) > 1 else 1 if np.max(x) > 1 / 255 else 0,
                "You count the wrong way round. Each division makes the pixels smaller.",
                "wrong sign",
            ),
            *(
                (
                    lambda x, same=same: same,
                    f"You always answer {same}, whatever `x` holds. Does your function look at the "
                    "largest pixel of `x` itself?",
                    "another quantity",
                )
                for same in (0, 1, 2)
            ),
            (
                lambda x: 1 if np.max(x) > 1 / 255 else 2,
                "You never answer 0. Raw pixels reach far above 1: ask about that limit first.",
                "not scaled",
            ),
            (
                lambda x: 0 if np.max(x) > 150 else 1 if np.max(x) > 150 / 255 else 2,
                "The largest was 150 or more: it can be exactly 150. Does your limit let that in?",
                "off by one",
            ),
            (
                lambda x: 0 if np.max(x) > 1 else 1 if np.max(x) > 150 / 255 else 2,
                "The largest was 150 or more. If it is exactly 150, it is 150/255 after one "
                "division, and you say that they were divided twice.",
                "off by one",
            ),
            (
                lambda x: 0 if np.max(x) > 150 else 1 if np.max(x) > 1 / 255 else 2,
                "The largest was 150 or more. If it is exactly 150, you say that the pixels were "
                "divided.",
                "off by one",
            ),
            *(
                (
                    lambda x, least=least: 0 if np.max(x) > 1 else 1 if np.max(x) > least else 2,
                    f"Your limit for two divisions is near {least}. The largest was 150 or more: "
                    "how small can it be after one division?",
                    "off by one",
                )
                for least in (0.6, 0.7, 0.8, 0.9)
            ),
            (
                lambda x: 0 if max(x) > 1 else 1,
                "Python's `max` and `if` want single numbers, and `x` has rows and columns. "
                "`x.max()` gives the largest of all pixels.",
                "one question for a whole array",
            ),
            (
                lambda x: _times_divided(x) + 1,
                "All of them are one too high: untouched pixels were divided 0 times.",
                "off by one",
            ),
            (
                lambda x: 2 if np.max(x) <= 1 else 0,
                "You never answer 1. Ask about the smaller limit first: once it is known that no "
                "pixel is above 1, they were divided once or twice.",
                "scaled twice",
            ),
            (
                lambda x: str(_times_divided(x)),
                "Your numbers stand in quotes, which makes texts of them. Drop the quotes.",
                "text for a number",
            ),
            (
                lambda x: _times_divided(x[0] + 1e-9),
                "You look at the first picture alone, and it may be all paper. Take the largest "
                "pixel of all.",
                "parts left out",
            ),
        ],
        why="Raw pixels reach far above 1. Divided once, none is above 1. Divided twice, none is "
        "above 1/255.",
        hint="How large can the largest pixel be after no division, after one, and after two?",
        more=(
            "One number of the array decides: its largest. Compare it with 1 and with 1/255.",
            "The largest was between 150 and 255. Divide both by 255, and once more: between which "
            "numbers does it lie then?",
            "A largest pixel above 1 was never divided. If it isn't, there is one more limit to "
            "compare it with. Exactly 1 and exactly 1/255 can occur.",
        ),
        idea="Take the largest pixel of all. Above 1: no division. Otherwise, above 1/255: one "
        "division. Otherwise two.",
    ),
    "exercise 4.9": Function(
        inputs=_outputs,
        # As a float, 0.58 * 100 lies a little below 58. And all may be right.
        edges=(_certain(100, 58), _certain(40, 40)),
        right=_summary,
        rounds=12,
        differs=_number_of_four,
        wrong=[
            (
                _with_last(lambda outputs, labels: outputs.max(axis=1).mean()),
                "The last number is the mean confidence. What has to come off it?",
                "accuracy for calibration",
            ),
            (
                _with_interval(lambda accuracy, outputs: int(accuracy * len(outputs)), len),
                "`int` cuts off: 58 of 100 are an accuracy of 0.58, and 0.58 * 100 is stored as a "
                "little less than 58. Count how many are right, or round.",
                "rounded",
            ),
            (
                _with_last(lambda outputs, labels: -_summary(outputs, labels)[3]),
                "The last number has the wrong sign: a network that is too sure has to come out "
                "above 0.",
                "wrong sign",
            ),
            (
                _with_last(lambda outputs, labels: abs(_summary(outputs, labels)[3])),
                "The last number has lost its sign, which says whether the network is too sure or "
                "not sure enough.",
                "sign thrown away",
            ),
            (
                _with_last(_calibration_error),
                "The last number is the expected calibration error of exercise 4.6. Here wanted is "
                "one difference over all pictures, without bins and with its sign.",
                "sign thrown away",
            ),
            (
                _with_last(
                    lambda outputs, labels: (
                        _of_right(outputs, labels) - _summary(outputs, labels)[0]
                    )
                ),
                "Confidence is the largest output, whatever the label is. You took the output at "
                "the true class.",
                "accuracy for calibration",
            ),
            (
                _with_last(
                    lambda outputs, labels: outputs.max(axis=1)[
                        outputs.argmax(axis=1) != labels
                    ].mean()
                ),
                "The last number is the mean confidence of the errors. Wanted is that of all "
                "pictures, minus the accuracy.",
                "another quantity",
            ),
            (
                _with_last(lambda outputs, labels: outputs.max() - _summary(outputs, labels)[0]),
                "You took the largest output of all pictures. Confidence has one number for each "
                "picture: say which axis.",
                "no axis",
            ),
            (
                _with_last(
                    lambda outputs, labels: (
                        outputs.max(axis=0).mean() - _summary(outputs, labels)[0]
                    )
                ),
                "`max(axis=0)` is the largest output of each class. Confidence has one number for "
                "each picture.",
                "mean over the wrong axis",
            ),
            (
                _with_last(lambda outputs, labels: outputs.mean() - _summary(outputs, labels)[0]),
                "The mean of all outputs is 0.1, because ten of them add up to 1. The confidence "
                "of a picture is its largest output.",
                "another quantity",
            ),
            (
                _with_last(
                    lambda outputs, labels: (
                        outputs.max(axis=1).mean() - _summary(outputs, labels)[1]
                    )
                ),
                "You took off the lower end of the interval. Take off the accuracy.",
                "another quantity",
            ),
            (
                lambda outputs, labels: tuple(100 * np.array(_summary(outputs, labels))),
                "These are percentages. Wanted are fractions.",
                "percent for fraction",
            ),
            (
                _with_interval(
                    lambda accuracy, outputs: round(accuracy * len(outputs)) * 10,
                    lambda outputs: outputs.size,
                ),
                "The interval is too narrow: each picture has ten outputs, and counts once.",
                "divided by the wrong number",
            ),
            (
                _with_interval(lambda accuracy, outputs: accuracy, len),
                "The interval is that of a single right answer or less: `evaluation.wilson` takes "
                "how many were right, not the share.",
                "share for count",
            ),
            (
                _with_interval(lambda accuracy, outputs: round((1 - accuracy) * len(outputs)), len),
                "The interval is that of the share that is wrong. Give `evaluation.wilson` how "
                "many were right.",
                "wrong sign",
            ),
            (
                _with_interval(
                    lambda accuracy, outputs: round(accuracy * len(outputs)), lambda outputs: 10_000
                ),
                "10,000 is the number of test pictures of the notebook. Here it is the number of "
                "`labels`.",
                "divided by the wrong number",
            ),
            (
                lambda outputs, labels: (
                    _summary(outputs, labels)[0],
                    _summary(outputs, labels)[1:3],
                    _summary(outputs, labels)[3],
                ),
                "The interval is a pair inside your result. Take it apart first: "
                "`low, high = evaluation.wilson(…)`.",
                "wrong shape",
            ),
            (
                lambda outputs, labels: _summary(outputs, labels)[:3],
                "The accuracy and its interval are right. One number is missing at the end.",
                "one result of two",
            ),
            (
                lambda outputs, labels: (
                    round(_summary(outputs, labels)[0] * len(labels)),
                    *_summary(outputs, labels)[1:],
                ),
                "The first number counts what is right. Of how many?",
                "count for share",
            ),
            (
                lambda outputs, labels: (
                    1 - _summary(outputs, labels)[0],
                    *_summary(outputs, labels)[1:],
                ),
                "The first number is the share that is wrong.",
                "wrong sign",
            ),
            (
                lambda outputs, labels: tuple(np.array(_summary(outputs, labels))[[0, 2, 1, 3]]),
                "The ends of the interval are swapped: the lower one comes first.",
                "results in the wrong order",
            ),
            (
                lambda outputs, labels: tuple(np.array(_summary(outputs, labels))[[1, 0, 2, 3]]),
                "All four are right. The accuracy comes first, in front of the interval.",
                "results in the wrong order",
            ),
            (
                _with_ends(lambda hits, n: evaluation.wilson(hits, n, 0.99)),
                "That is the interval for 99 %. Wanted is that for 95 %, which is what "
                "`evaluation.wilson` gives by itself.",
                "another confidence level",
            ),
            (
                _with_ends(_wald),
                "The interval is the plain one, p ± z·√(p(1 − p)/n). Wanted is Wilson's, which "
                "`evaluation.wilson` gives.",
                "Wald for Wilson",
            ),
            (
                _with_last(
                    lambda outputs, labels: (
                        outputs.max(axis=1)[outputs.argmax(axis=1) == labels].mean()
                        - _summary(outputs, labels)[0]
                    )
                ),
                "The last number takes the confidence of right answers alone. The mean is over "
                "all pictures, the wrong ones too.",
                "another quantity",
            ),
            (
                lambda outputs, labels: evaluation.wilson(len(labels), len(outputs[0])),
                "`evaluation.wilson` takes how many were right, and then how many there are, and "
                "you say that more were right than there are. Are the two swapped? "
                "`len(outputs[0])` is the number of classes; `len(labels)` counts pictures.",
                "arguments swapped",
            ),
            (
                _with_ends(lambda hits, n: evaluation.wilson(n, hits)),
                "What you give to `evaluation.wilson` is swapped: first how many were right, then "
                "how many there are.",
                "arguments swapped",
            ),
            (
                lambda outputs, labels: evaluation.wilson(
                    outputs.argmax(axis=1) == labels, len(labels)
                ),
                "`evaluation.wilson` got an array of True and False. Add it up first: `.sum()`.",
                "count for share",
            ),
        ],
        why="The accuracy comes from the places of the largest outputs, and the confidence from "
        "their values.",
        hint="Make the four numbers one by one, and look at each.",
        more=(
            "`argmax(axis=1)` gives the answers, `max(axis=1)` the confidence. `evaluation.wilson` "
            "takes a count, not an accuracy.",
            "Compare the answers with the labels and add up what is true. This count, over the "
            "number of labels, is the accuracy.",
            "The last number is the mean of the largest outputs, one for each picture, minus the "
            "accuracy. It may be below 0.",
        ),
        idea="The place of the largest output of each row is the answer. Count where it is the "
        "label, and divide by the number of labels. Give that count and that number to "
        "evaluation.wilson. The last is the mean of the largest output of each row, minus the "
        "accuracy.",
    ),
    "quiz 4.1": Choice(
        right="d",
        why="Numbers that add up to 1 look like probabilities. Only a comparison with how often "
        "it is right shows whether they are honest.",
        wrong={
            "a": (
                "The sum of 1 is made by the softmax, whatever the network knows. It promises "
                "nothing about how often the network is right.",
                "accuracy for calibration",
            ),
            "b": (
                "The accuracy is about all pictures. This output is about one.",
                "accuracy for calibration",
            ),
            "c": (
                "You saw errors with a confidence as high as that, in the gallery of the worst.",
                "accuracy for calibration",
            ),
        },
        more=(
            "Who made this 0.99, and what did the network have to prove for it?",
            "The reliability diagram compares two things. Does one output alone hold both?",
        ),
        idea="The largest output names the class. How often outputs of 0.99 are right is a "
        "question to many pictures with labels, which the reliability diagram answers.",
    ),
    "quiz 4.2": Choice(
        right="b",
        why="Both saw the same pictures, so the paired test can find a difference that the "
        "intervals, each on its own, leave open.",
        wrong={
            "a": (
                "Overlap isn't equality. The intervals don't know that both were measured on the "
                "same pictures.",
                "paired as unpaired",
            ),
            "c": (
                "The next test pictures might turn the order round. How would you find out "
                "whether the lead is more than luck?",
                "interval of one run",
            ),
            "d": (
                "A network that trains on test pictures can't be tested by them any more. And "
                "the question was about these two.",
                "leakage",
            ),
        },
        more=(
            "Which pictures can tell two networks apart that answered the same ones?",
            "McNemar's test looks at some of the pictures only. What does it count?",
        ),
        idea="The intervals leave it open. Both networks answered the same pictures, so count "
        "those that only the first has right and those that only the second has.",
    ),
    "quiz 4.3": Choice(
        right="a",
        why="The better of two test figures was picked, so it carries its luck. Choosing is what "
        "validation pictures are for.",
        wrong={
            "b": (
                "No picture has to be learned from for that. What was chosen by looking at "
                "these pictures?",
                "chosen by the test set",
            ),
            "c": (
                "Weights change in training only, and the network never trained on these pictures.",
                "leakage",
            ),
            "d": (
                "The width depends on the number of pictures and on the accuracy. The formula "
                "doesn't know how often you looked.",
                "interval of one run",
            ),
        },
        more=(
            "What would happen if you tried a hundred dropout rates in this way?",
            "Of several figures with luck in them, the best was taken. In which direction does "
            "that push it?",
        ),
        idea="Taking the better of two figures chooses by the test pictures, and the winner's "
        "figure holds its luck on them. So it tends to be too high.",
    ),
    "quiz 4.4": Choice(
        right="c",
        why="An answer that never changes reaches the same accuracy. Recall, class by class, shows "
        "what it finds.",
        wrong={
            "a": (
                "What does a program score here that never looks at the picture and always "
                "says *healthy*?",
                "baseline forgotten",
            ),
            "b": (
                "Accuracy is over all pictures. It may be made by the large class alone, while "
                "the small one gets nothing.",
                "accuracy for recall",
            ),
            "d": (
                "Luck isn't the trouble: a thousand pictures make the interval narrow. Which "
                "plain answer scores as much?",
                "baseline forgotten",
            ),
        },
        more=(
            "Ten pictures of a thousand show a sick lung. How many of them does it find at least?",
            "What is the accuracy of the answer that never changes?",
        ),
        idea="990 of 1,000 are healthy. Always saying healthy is right on 99 % and finds nobody "
        "who is sick, so this accuracy alone shows little.",
    ),
    "quiz 4.5": Choice(
        right="b",
        why="The 95 % belong to the procedure: draw test pictures again and again, and 95 of 100 "
        "such intervals hold the truth.",
        wrong={
            "a": (
                "The true accuracy is one fixed number. Once the interval is there, it holds it "
                "or it doesn't. What is it that happens 95 times of 100?",
                "interval of one run",
            ),
            "c": (
                "The interval is about the luck of the test pictures. It knows nothing about "
                "other first weights.",
                "interval of one run",
            ),
            "d": (
                "The interval is about an accuracy, one number for all pictures. A single "
                "picture is right or wrong.",
                "share for a single case",
            ),
        },
        more=(
            "Think of the simulation: what was drawn 4,000 times, and what was counted?",
            "One thing stayed the same in all games, and one was new in each. Which?",
        ),
        idea="In the simulation the truth stayed fixed, and each game had its own interval. About "
        "95 of 100 of these intervals held the truth. The 95 % belong to the method.",
    ),
}

PREDICTIONS = {
    "prediction 4.1": PERCENT,
    "prediction 4.2": Prediction(unit="points", least=0, most=100),
    "prediction 4.3": Prediction(unit="points", least=-100, most=100),
    "prediction 4.4": PERCENT,
    "prediction 4.5": FRACTION,
    "prediction 4.6": Prediction(unit="pictures", least=0, whole=True),
    "prediction 4.7": Prediction(
        options=("sigmoid", "relu", "compact", "dropout", "dropout_report", "wide")
    ),
}
