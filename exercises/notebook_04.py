"""What notebook 4 asks: the right answers, why, and what the known wrong ones get to hear."""

import math

import numpy as np
import pandas as pd
from sklearn.metrics import confusion_matrix, recall_score

from exercises.kinds import Choice, Function, Value
from exercises.predictions import FRACTION, Prediction
from helpers import evaluation

NETWORKS = ["red", "blue", "green", "white", "black", "grey"]
PARTS = ["train", "validation", "test"]


def _scores(rng):
    """Return the scores of six networks, each of which but one would win by another rule."""
    train = rng.uniform(0.985, 0.995, 6)
    validation, test = rng.uniform(0.965, 0.975, (2, 6))
    train[0], validation[1], test[2], validation[3] = 0.999, 0.98, 0.985, 0.95
    train[4] = validation[4] + 0.001  # the smallest gap
    return (
        {
            NETWORKS[i]: dict(
                zip(PARTS, map(float, (train[i], validation[i], test[i])), strict=True)
            )
            for i in rng.permutation(6)
        },
    )


def _chosen(scores, by, reported="test"):
    best = max(scores, key=lambda name: by(scores[name]))
    return best, scores[best][reported]


def _answers(rng):
    """Return a number of right answers and of all, few enough for Wilson's terms to show."""
    n = rng.integers(40, 400)
    return int(rng.integers(round(0.82 * n), round(0.96 * n))), int(n)


def _wilson(right, n, *, z=1.96):
    """Return the middle and the half width of the interval, each before the last division."""
    p = right / n
    return p + z**2 / (2 * n), z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))


def _wald(right, n):
    p = right / n
    half = 1.96 * math.sqrt(p * (1 - p) / n)
    return p - half, p + half


def _undivided(right, n):
    middle, half = _wilson(right, n)
    return middle - half, middle + half


def _half_width(right, n):
    return _wilson(right, n)[1] / (1 + 1.96**2 / n)


def _middle_and_half(right, n):
    return tuple(part / (1 + 1.96**2 / n) for part in _wilson(right, n))


def _without_n(right, n):
    p = right / n
    middle, half = p + 1.96**2 / 2, 1.96 * math.sqrt(p * (1 - p) + 1.96**2 / 4)
    return (middle - half) / (1 + 1.96**2), (middle + half) / (1 + 1.96**2)


def _guesses(rng):
    """Return labels and guesses in which every class occurs, and 4s are taken for 9s twice."""
    labels = np.concatenate([np.arange(10), [4, 4], rng.integers(0, 10, rng.integers(60, 200))])
    predicted = np.where(rng.random(len(labels)) < 0.7, labels, rng.integers(0, 10, len(labels)))
    predicted[:12] = [*range(10), 9, 9]
    predicted[12:][(labels[12:] == 9) & (predicted[12:] == 4)] = 9
    return labels, predicted


def _matrix(labels, predicted, **how):
    return confusion_matrix(labels, predicted, labels=range(10), **how)


def _only_errors(labels, predicted):
    counts = _matrix(labels, predicted)
    return counts - np.diag(np.diag(counts))


def _class_counts(rng):
    """Return a confusion matrix whose row and column of the asked class differ in their sums."""
    classes = int(rng.integers(3, 12))
    counts = rng.integers(1, 9, (classes, classes)) + np.diag(rng.integers(250, 400, classes))
    asked = int(rng.integers(classes))
    others = np.delete(np.arange(classes), asked)
    counts[asked, others] += 9
    return counts, asked


def _recall(counts, asked):
    labels, predicted = (
        np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape)
    )
    return recall_score(labels, predicted, labels=[asked], average=None)[0]


def _bins(rng):
    """Return pictures, confidence and accuracy of some bins, with gaps on both sides."""
    count = int(rng.integers(5, 11))
    confidence = (np.arange(count) + rng.uniform(0.3, 0.7, count)) / count
    signs = np.where(np.arange(count) % 2, 1, -1)
    gap = signs * rng.uniform(0.012, 0.025, count)
    gap[-1] /= 4  # the largest bin is the best, so that its weight matters
    images = np.append(rng.integers(20, 90, count - 1), rng.integers(900, 3000))
    return images, confidence, confidence - gap


def _expected_error(images, confidence, accuracy):
    return evaluation.calibration_error(
        pd.DataFrame({"images": images, "confidence": confidence, "accuracy": accuracy})
    )


def _two_networks(rng):
    """Return labels and the guesses of two networks that are right alone unequally often."""
    n = int(rng.integers(150, 400))
    labels = rng.integers(0, 10, n)
    first, second = labels.copy(), labels.copy()
    wrong = rng.permutation(n)
    first[wrong[:30]] = (labels[wrong[:30]] + 1) % 10
    alone = int(rng.integers(5, 15))
    second[wrong[20 : 30 + alone]] = (labels[wrong[20 : 30 + alone]] + 2) % 10
    return labels, first, second


def _pixels(rng):
    """Return pixels from 0 to 255 that were divided by 255 not at all, once or twice."""
    images = rng.integers(0, rng.integers(150, 250), (rng.integers(2, 6), 784))
    images[:, :28] = 0
    images[0, 400] = rng.integers(150, 250)
    return (images / 255.0 ** rng.integers(0, 3),)


def _times_divided(x):
    return round(math.log(200 / np.max(x), 255))


def _outputs(rng):
    """Return ten outputs for each of some pictures, surer than they are right, and the labels."""
    n = int(rng.integers(60, 200))
    labels = rng.integers(0, 10, n)
    top = np.where(rng.random(n) < 0.8, labels, (labels + rng.integers(1, 10, n)) % 10)
    top[0], top[1] = labels[0], (labels[1] + 1) % 10
    z = rng.normal(size=(n, 10))
    z[np.arange(n), top] = 6 + rng.random(n)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), labels


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


def _all_outputs_counted(outputs, labels):
    accuracy, _, _, gap = _summary(outputs, labels)
    return accuracy, *evaluation.wilson(round(accuracy * len(labels)) * 10, outputs.size), gap


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
            "a": "The gradient is measured before any step is taken. So the size of the steps "
            "can't shrink it.",
            "b": "The first layer has the most weights of all. What does the slope pass on its "
            "way back to it?",
            "d": "That is how ReLU switches units off, and the ReLU networks kept their gradient.",
        },
    ),
    "recall 4.2": Choice(
        right="a",
        why="Dropout works in training alone. In prediction its layer hands on what it gets.",
        wrong={
            "b": "That is what happens in training. In prediction the same picture has to get the "
            "same answer every time.",
            "c": "Keras scales up in training, by 1/0.7, so that prediction needs no scaling.",
            "d": "Nothing is removed for good. In training, each step draws other units.",
        },
    ),
    "recall 4.3": Choice(
        right="d",
        why="One seed can be lucky. Where the results of several seeds mix, they don't tell you "
        "which rate is better.",
        wrong={
            "a": "The means differ almost always, by luck if by nothing else. Compare their "
            "difference with the scatter of the seeds.",
            "b": "Picking the best run of many picks its luck as well.",
            "c": "Not to see a difference in three seeds isn't to know that there is none.",
        },
    ),
    "exercise 4.1": Function(
        inputs=_scores,
        right=lambda scores: _chosen(scores, lambda s: s["validation"]),
        unchanged=choose,
        wrong=[
            (
                lambda scores: _chosen(scores, lambda s: s["train"]),
                "The pictures that a network learned from favour the one that knows them by "
                "heart. Which pictures were set aside for choosing?",
            ),
            (
                lambda scores: _chosen(scores, lambda s: s["validation"], "validation"),
                "The choice is right. But the figure it was chosen by tends to be too good for "
                "the winner: which pictures had no part in the choice?",
            ),
            (
                lambda scores: _chosen(scores, lambda s: -s["validation"]),
                "These are accuracies, not losses: more is better.",
            ),
            (
                lambda scores: _chosen(scores, lambda s: s["validation"] - s["train"]),
                "A small gap between training and validation isn't a good network: one that "
                "knows nothing has a small gap too.",
            ),
            (
                lambda scores: (
                    _chosen(scores, lambda s: s["validation"])[0],
                    max(s["test"] for s in scores.values()),
                ),
                "The figure belongs to another network. Report the one that you chose.",
            ),
        ],
        why="The validation pictures choose. So the test pictures have had no part in it, and "
        "their figure for the winner is honest.",
        hint="Give the name of the chosen network, and that network's test accuracy.",
        more=("Go through the code and ask at each line which pictures it looks at.",),
    ),
    "exercise 4.2": Function(
        inputs=_answers,
        right=evaluation.wilson,
        wrong=[
            (
                _wald,
                "That is the plain interval, p ± z·√(p(1 − p)/n). Wilson's has three more terms "
                "with z².",
            ),
            (
                lambda right, n: tuple(100 * np.array(evaluation.wilson(right, n))),
                "These are percentages. Wanted are fractions, between 0 and 1.",
            ),
            (
                lambda right, n: evaluation.wilson(right, n, confidence=0.9),
                "1.645 belongs to 90 %: it leaves 5 % on each side. For 95 %, how much is left on "
                "each side?",
            ),
            (
                _half_width,
                "That is half of the width alone. Where does the interval begin and end?",
            ),
            (_middle_and_half, "That is the middle and half of the width. Wanted are both ends."),
            (
                lambda right, n: evaluation.wilson(right, n)[::-1],
                "Both numbers are right, and in the wrong order: the lower end comes first.",
            ),
            (
                _without_n,
                "The number of pictures appears only in p. So ten pictures would give as narrow an "
                "interval as ten thousand. Look for n under the root, and elsewhere.",
            ),
            (
                _undivided,
                "The top of the fraction is right. What is under the line of the fraction?",
            ),
        ],
        why="The middle is pulled a little from p towards one half, and the width shrinks with the "
        "root of n.",
        hint="Write p, the middle and half of the width on a line each, and compare each with the "
        "formula.",
        more=("In Python, a power is z**2, and z²/(2n) needs its brackets: z**2 / (2 * n).",),
    ),
    "exercise 4.3": Value(
        right=40_000,
        tolerance=0.06,
        wrong=[
            (
                20_000,
                "Twice the pictures make it narrower by the root of two only. Set the knob to "
                "20,000 and look.",
            ),
            (
                10_000 * 2**0.5,
                "The root goes the other way: the width goes with the root of the number, so the "
                "number goes with … of the width?",
            ),
            (5_000, "Fewer pictures make the interval wider. Which way do you have to turn?"),
            (2_500, "With a quarter of the pictures it is twice as wide. Turn the other way."),
            (
                1_000_000,
                "A hundred times as many make it ten times as narrow. Wanted is two times.",
            ),
        ],
        why="The width goes with one over the root of the number, so half the width takes "
        "four times the pictures.",
        hint="Turn the knob until the width is half of what it is with 10,000.",
        more=("What has to be inside the root for the root to come out as 2?",),
    ),
    "exercise 4.4": Function(
        inputs=_guesses,
        right=_matrix,
        wrong=[
            (
                lambda labels, predicted: _matrix(predicted, labels),
                "Rows and columns are swapped: the true class chooses the row.",
            ),
            (
                lambda labels, predicted: _matrix(labels, predicted, normalize="true"),
                "You divided each row by its sum. Wanted are counts.",
            ),
            (
                lambda labels, predicted: _matrix(labels, predicted, normalize="all"),
                "These are shares of all pictures. Wanted are counts.",
            ),
            (
                _only_errors,
                "The diagonal is empty. Right answers count as well: where do they go?",
            ),
            (
                lambda labels, predicted: np.diag(np.diag(_matrix(labels, predicted))),
                "Only the diagonal is filled. A wrong answer has its place beside it.",
            ),
            (
                lambda labels, predicted: (_matrix(labels, predicted) > 0).astype(int),
                "Every pair is counted once at most. NumPy's matrix[labels, predicted] += 1 does "
                "that, and so does = 1. Go through the pictures one at a time.",
            ),
        ],
        why="Each picture adds 1 in the row of its true class and the column of the answer. So the "
        "diagonal holds what is right, and the sum is the number of pictures.",
        hint="Take one picture, a 4 that was called a 9. In which row and column does it count?",
        more=("Begin with np.zeros((10, 10)), and use zip(labels, predicted) in a loop.",),
    ),
    "exercise 4.5": Function(
        inputs=_class_counts,
        right=_recall,
        wrong=[
            (
                lambda counts, asked: counts[asked, asked] / counts[:, asked].sum(),
                "That is the precision: of all that were called so. A column holds one answer. "
                "What holds one true class?",
            ),
            (
                lambda counts, asked: counts[asked, asked] / counts.sum(),
                "You divided by all pictures. Which of them could be found at all?",
            ),
            (
                lambda counts, asked: np.trace(counts) / counts.sum(),
                "That is the accuracy over all classes. Wanted is one class.",
            ),
            (
                lambda counts, asked: 1 - counts[asked, asked] / counts[asked].sum(),
                "That is the share that was missed. Recall is the share that was found.",
            ),
            (
                lambda counts, asked: 100 * counts[asked, asked] / counts[asked].sum(),
                "This is a percentage. Wanted is a fraction, between 0 and 1.",
            ),
            (
                lambda counts, asked: counts[asked, asked],
                "That is how many were found. Of how many?",
            ),
        ],
        why="The row holds all pictures that truly are of this class, and the diagonal those of "
        "them that were found.",
        hint="Which number on the diagonal, and the sum of which numbers?",
        more=("counts[2] is a row, counts[:, 2] is a column.",),
    ),
    "exercise 4.6": Function(
        inputs=_bins,
        right=_expected_error,
        wrong=[
            (
                lambda images, confidence, accuracy: np.abs(confidence - accuracy).mean(),
                "Every bin counts alike here, one with a handful of pictures as much as one with "
                "thousands.",
            ),
            (
                lambda images, confidence, accuracy: np.average(
                    confidence - accuracy, weights=images
                ),
                "Bins that are too sure and bins that are not sure enough cancel out. A gap has "
                "no sign.",
            ),
            (
                lambda images, confidence, accuracy: np.average(
                    accuracy - confidence, weights=images
                ),
                "A gap has no sign: as it is, gaps in one direction make up for others.",
            ),
            (
                lambda images, confidence, accuracy: (confidence - accuracy).mean(),
                "Two things are missing: gaps of either sign have to add up, and large bins count "
                "more.",
            ),
            (
                lambda images, confidence, accuracy: np.abs(confidence - accuracy).max(),
                "That is the largest gap of all bins. Wanted is the mean, by pictures.",
            ),
            (
                lambda images, confidence, accuracy: np.abs(confidence - accuracy) @ images,
                "The weighted gaps are added. What do you divide by, to make a mean of them?",
            ),
            (
                lambda images, confidence, accuracy: (
                    np.abs(confidence - accuracy) @ images / len(images)
                ),
                "You divided by the number of bins. The weights are pictures: how many are "
                "there in all?",
            ),
            (
                lambda images, confidence, accuracy: (
                    100 * _expected_error(images, confidence, accuracy)
                ),
                "These are points. Wanted is a fraction, between 0 and 1.",
            ),
            (
                lambda images, confidence, accuracy: np.average(
                    (confidence - accuracy) ** 2, weights=images
                ),
                "You squared the gaps. Their size is wanted, and np.abs gives it.",
            ),
        ],
        why="Each gap counts without its sign, and as often as its bin has pictures.",
        hint="Make the gap of each bin first, then a mean in which each bin has its weight.",
        more=(
            "A weighted mean is the sum of value times weight, divided by the sum of the weights.",
        ),
    ),
    "exercise 4.7": Function(
        inputs=_two_networks,
        right=lambda labels, first, second: evaluation.mcnemar(labels, first, second)[:2],
        wrong=[
            (
                lambda labels, first, second: ((first == labels).sum(), (second == labels).sum()),
                "These count all that each has right, and most of those pictures both have right. "
                "Which of them tell the two apart?",
            ),
            (
                lambda labels, first, second: evaluation.mcnemar(labels, second, first)[:2],
                "The counts are right and in the wrong order. A picture that the first network "
                "has wrong is no point for it.",
            ),
            (
                lambda labels, first, second: (
                    ((first == labels) & (second == labels)).sum(),
                    ((first != labels) & (second != labels)).sum(),
                ),
                "These are the pictures that both have right, and those that both have wrong. "
                "They say nothing about which is better.",
            ),
            (
                lambda labels, first, second: ((first != labels).sum(), (second != labels).sum()),
                "These are all errors of each. Some pictures both have wrong, and they drop out.",
            ),
            (
                lambda labels, first, second: ((first != second).sum(),) * 2,
                "These are all pictures on which the answers differ. They can differ and be wrong "
                "both. Who is right?",
            ),
            (
                lambda labels, first, second: (
                    ((first == labels) & (second != labels)).sum()
                    + ((first != labels) & (second == labels)).sum()
                ),
                "You added the two counts. The test compares them, so keep them apart.",
            ),
        ],
        why="Where both are right, or both wrong, the two are level. Only the pictures that one "
        "of them has right alone count.",
        hint="For each network, count the pictures that it has right while the other is wrong.",
        more=("In NumPy, & joins two conditions, each in its own brackets.",),
    ),
    "exercise 4.8": Function(
        inputs=_pixels,
        right=_times_divided,
        rounds=40,
        wrong=[
            (
                lambda x: 0 if np.max(x) > 1 else 1,
                "You never answer 2. Pixels that were divided twice lie between 0 and 1 as well: "
                "how far up do they reach?",
            ),
            (
                lambda x: 0 if np.max(x) > 1 else 1 if np.max(x) == 1 else 2,
                "The largest pixel of a few pictures needn't be full ink: divided once, it can be "
                "less than 1. How large could it be after two divisions?",
            ),
            (
                lambda x: 2 if np.max(x) > 1 else 1 if np.max(x) > 1 / 255 else 0,
                "You count the wrong way round. Each division makes the pixels smaller.",
            ),
            (
                lambda x: 2 if np.min(x) <= 1 / 255 else 1 if np.min(x) <= 1 else 0,
                "You always answer 2. The smallest pixel, or the one in the corner, is paper, and "
                "paper is 0 however often you divide it.",
            ),
            (
                lambda x: {0: 1, 1: 2, 2: 3}[_times_divided(x)],
                "All of them are one too high: untouched pixels were divided 0 times.",
            ),
        ],
        why="Raw pixels reach far above 1. Divided once, none is above 1. Divided twice, none is "
        "above 1/255.",
        hint="How large can the largest pixel be after no division, after one, and after two?",
        more=("One number of the array decides: its largest. Compare it with 1 and with 1/255.",),
    ),
    "exercise 4.9": Function(
        inputs=_outputs,
        right=_summary,
        wrong=[
            (
                _with_last(lambda outputs, labels: outputs.max(axis=1).mean()),
                "The last number is the mean confidence. What has to come off it?",
            ),
            (
                _with_last(lambda outputs, labels: -_summary(outputs, labels)[3]),
                "The last number has the wrong sign: a network that is too sure has to come out "
                "above 0.",
            ),
            (
                _with_last(
                    lambda outputs, labels: (
                        _of_right(outputs, labels) - _summary(outputs, labels)[0]
                    )
                ),
                "Confidence is the largest output, whatever the label is. You took the output at "
                "the true class.",
            ),
            (
                _with_last(
                    lambda outputs, labels: outputs.max(axis=1)[
                        outputs.argmax(axis=1) != labels
                    ].mean()
                ),
                "The last number is the mean confidence of the errors. Wanted is that of all "
                "pictures, minus the accuracy.",
            ),
            (
                lambda outputs, labels: tuple(100 * np.array(_summary(outputs, labels))),
                "These are percentages. Wanted are fractions.",
            ),
            (
                _all_outputs_counted,
                "The interval is too narrow: each picture has ten outputs, and counts once.",
            ),
            (
                lambda outputs, labels: _summary(outputs, labels)[:3],
                "The accuracy and its interval are right. One number is missing at the end.",
            ),
        ],
        why="The accuracy comes from the places of the largest outputs, and the confidence from "
        "their values.",
        hint="Make the four numbers one by one, and look at each.",
        more=(
            "argmax(axis=1) gives the answers, max(axis=1) the confidence. evaluation.wilson "
            "takes a count, not an accuracy.",
        ),
    ),
    "quiz 4.1": Choice(
        right="d",
        why="Numbers that add up to 1 look like probabilities. Only a comparison with how often "
        "it is right shows whether they are honest.",
        wrong={
            "a": "The sum of 1 is made by the softmax, whatever the network knows. It promises "
            "nothing about how often the network is right.",
            "b": "The accuracy is about all pictures. This output is about one.",
            "c": "You saw errors with a confidence as high as that, in the gallery of the worst.",
        },
    ),
    "quiz 4.2": Choice(
        right="b",
        why="Both saw the same pictures, so the paired test can find a difference that the "
        "intervals, each on its own, leave open.",
        wrong={
            "a": "Overlap isn't equality. The intervals don't know that both were measured on the "
            "same pictures.",
            "c": "The next test pictures might turn the order round. How would you find out "
            "whether the lead is more than luck?",
            "d": "A network that trains on test pictures can't be tested by them any more. And "
            "the question was about these two.",
        },
    ),
    "quiz 4.3": Choice(
        right="a",
        why="The better of two test figures was picked, so it carries its luck. Choosing is what "
        "validation pictures are for.",
        wrong={
            "b": "No picture has to be learned from for that. What was chosen by looking at "
            "these pictures?",
            "c": "Weights change in training only, and the network never trained on these "
            "pictures.",
            "d": "The width depends on the number of pictures and on the accuracy. The formula "
            "doesn't know how often you looked.",
        },
    ),
    "quiz 4.4": Choice(
        right="c",
        why="An answer that never changes reaches the same accuracy. Recall, class by class, shows "
        "what it finds.",
        wrong={
            "a": "What does a program score here that never looks at the picture and always "
            "says *healthy*?",
            "b": "Accuracy is over all pictures. It may be made by the large class alone, while "
            "the small one gets nothing.",
            "d": "Luck isn't the trouble: a thousand pictures make the interval narrow. Which "
            "plain answer scores as much?",
        },
    ),
    "quiz 4.5": Choice(
        right="b",
        why="The 95 % belong to the procedure: draw test pictures again and again, and 95 of 100 "
        "such intervals hold the truth.",
        wrong={
            "a": "The true accuracy is one fixed number. Once the interval is there, it holds it "
            "or it doesn't. What is it that happens 95 times of 100?",
            "c": "The interval is about the luck of the test pictures. It knows nothing about "
            "other first weights.",
            "d": "The interval is about an accuracy, one number for all pictures. A single "
            "picture is right or wrong.",
        },
    ),
}

PREDICTIONS = {
    "prediction 4.1": FRACTION,
    "prediction 4.2": Prediction(unit="points", least=0, most=100),
    "prediction 4.3": FRACTION,
    "prediction 4.4": FRACTION,
}
