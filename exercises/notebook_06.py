"""What notebook 6 asks: the right answers, why, and what the known wrong ones get to hear."""

import math

import numpy as np

from exercises.kinds import Choice, Function, Lines
from exercises.predictions import PERCENT, Prediction

EPSILON = 1e-3
"""What batch normalisation adds to the variance, as in Keras."""

FURTHEST = 4
"""The largest shift that is tried, in pixels."""


def _before_and_after(rng):
    """Return labels and the answers of two networks, which also differ where both are wrong."""
    n = int(rng.integers(300, 800))
    labels = rng.integers(0, 10, n)
    older, newer = labels.copy(), labels.copy()
    both, only_older, only_newer = np.split(rng.permutation(n)[:60], [10, 20])
    older[both], newer[both] = (labels[both] + 1) % 10, (labels[both] + 2) % 10
    newer[only_older] = (labels[only_older] + 3) % 10
    older[only_newer] = (labels[only_newer] + 3) % 10
    return (labels, older, newer) if rng.random() < 0.7 else (labels, newer, older)


def _alone(labels, before, after):
    """Return how often only the network after is right, and only the one before."""
    old, new = before == labels, after == labels
    return int((new & ~old).sum()), int((old & ~new).sum())


def _error(labels, before, after):
    b, c = _alone(labels, before, after)
    return math.sqrt(b + c - (b - c) ** 2 / len(labels)) / len(labels)


def _gain(labels, before, after, *, error=_error, z=1.96):
    b, c = _alone(labels, before, after)
    middle, half = (b - c) / len(labels), z * error(labels, before, after)
    return middle, middle - half, middle + half


def _error_of_two(labels, before, after):
    shares = [(answers == labels).mean() for answers in (before, after)]
    return math.sqrt(sum(p * (1 - p) for p in shares) / len(labels))


def _error_without_gain(labels, before, after):
    return math.sqrt(sum(_alone(labels, before, after))) / len(labels)


def _error_of_different(labels, before, after):
    b, c = _alone(labels, before, after)
    different = int((before != after).sum())
    return math.sqrt(different - (b - c) ** 2 / len(labels)) / len(labels)


def _only_new(labels, before, after):
    middle, low, high = _gain(labels, before, after)
    moved = _alone(labels, before, after)[0] / len(labels) - middle
    return middle + moved, low + moved, high + moved


def _sums(rng):
    """Return a batch of sums, unequally spread from unit to unit, with gamma and beta."""
    n, units = int(rng.integers(10, 20)), int(rng.integers(3, 7))
    spread = rng.permutation(np.geomspace(0.04, 3, units))
    z = rng.normal(size=(n, units)) * spread + rng.uniform(-2, 2, units)
    return z, rng.uniform(0.5, 2, units), rng.uniform(-1, 1, units)


def _normalised(z, gamma, beta, **how):
    return gamma * (z - z.mean(**how)) / np.sqrt(z.var(**how) + EPSILON) + beta


def _of_batch(divisor):
    """Return a batch normalisation that divides by something else."""
    return lambda z, gamma, beta: gamma * (z - z.mean(axis=0)) / divisor(z) + beta


def _epoch(rng):
    """Return an epoch, neither the first nor the one in the middle, of how many, and a rate."""
    epochs = int(rng.integers(8, 40))
    inner = [epoch for epoch in range(1, epochs) if 2 * epoch != epochs]
    return int(rng.choice(inner)), epochs, float(rng.uniform(5e-4, 5e-3))


def _cosine(epoch, epochs, first):
    return first * (1 + math.cos(math.pi * epoch / epochs)) / 2


def _picture(rng):
    """Return a picture with ink to its edges, and a shift that is often 0 in one direction."""
    image = rng.uniform(0.1, 0.9, rng.permutation([rng.integers(7, 10), rng.integers(11, 15)]))
    down, right = rng.permutation(np.arange(1, FURTHEST + 1))[:2] * rng.choice([-1, 1], 2)
    still = rng.integers(3)  # 0 rows, 1 columns, 2 neither
    return image, int(down * (still != 0)), int(right * (still != 1))


def _moved(image, down, right, **fill):
    """Return the window of a wider picture, whose margin is paper unless told."""
    rows, columns = image.shape
    wide = np.pad(image, FURTHEST, **fill)
    top, left = FURTHEST - down, FURTHEST - right
    return wide[top : top + rows, left : left + columns]


def _moved_in_place(image, down, right):
    moved = image.copy()
    rows, columns = (
        slice(max(by, 0), size + min(by, 0))
        for by, size in zip((down, right), image.shape, strict=True)
    )
    moved[rows, columns] = _moved(image, down, right)[rows, columns]
    return moved


def _moved_one_way(image, down, right):
    rows, columns = image.shape
    moved = np.zeros_like(image)
    moved[down:, right:] = image[: rows - down, : columns - right]
    return moved


def _cut_off(image, down, right):
    """Return the picture with what a slice to a negative end leaves: nothing where that is 0."""
    moved = np.zeros_like(image)
    moved[down:, right:] = image[:-down, :-right]
    return moved


def _four(rng):
    """Return four pixels, and a place between them that is nearer to some than to others."""
    return rng.uniform(0, 1, (2, 2)), *map(float, rng.uniform(0.1, 0.9, 2))


def _between(four, down, right):
    top, bottom = (1 - right) * four[:, 0] + right * four[:, 1]
    return (1 - down) * top + down * bottom


def _networks_and_forms(rng):
    """Return networks that agree on some pictures, and several forms of these pictures."""
    pictures = rng.uniform(0, 1, (int(rng.integers(120, 160)), 784))
    forms = [pictures + rng.normal(0, 0.3, pictures.shape) for _ in range(rng.integers(4, 6))]
    shared = rng.normal(size=(784, 10))

    def network():
        weights = 0.15 * (shared + rng.normal(size=shared.shape))

        def outputs(pictures):
            z = (pictures - 0.5) @ weights
            powers = np.exp(z - z.max(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)

        return outputs

    return [network() for _ in range(rng.integers(2, 4))], forms


def _outputs(networks, forms):
    """Return all outputs: one (n, 10) for each network and form."""
    return np.array([network(form) for network in networks for form in forms])


def _mean_outputs(networks, forms):
    return _outputs(networks, forms).mean(axis=0)


def _classes(networks, forms):
    return _mean_outputs(networks, forms).argmax(axis=1)


def _majority(networks, forms):
    votes = _outputs(networks, forms).argmax(axis=2)
    return np.array([np.bincount(column).argmax() for column in votes.T])


def _mean_classes(networks, forms):
    return _outputs(networks, forms).argmax(axis=2).mean(axis=0)


def _in_pairs(networks, forms):
    pairs = zip(networks, forms, strict=False)
    return np.mean([network(form) for network, form in pairs], axis=0).argmax(axis=1)


EXERCISES = {
    "recall 6.1": Choice(
        right="b",
        why="A network reads what looks like its training pictures. The photos had other paper, "
        "another size and another place.",
        wrong={
            "a": "That memory is for training on. Predicting never uses it.",
            "c": "The training pictures have no more pixels, and people read them. What else "
            "differed from them?",
            "d": "It read the test digits themselves well, and those were new to it too.",
        },
    ),
    "recall 6.2": Choice(
        right="d",
        why="Of many candidates, the first place goes to one that was also lucky on these "
        "pictures. The luck stays behind when other pictures come.",
        wrong={
            "a": "No weight learned from them. But you did: what did they decide?",
            "b": "More pictures to train on may help. But what does choosing do to a figure?",
            "c": "A few thousand pictures do tell something. In which direction do they mislead?",
        },
    ),
    "recall 6.3": Choice(
        right="a",
        why="Keras measures the training pictures with units missing, and the validation pictures "
        "with all of them.",
        wrong={
            "b": "A network that overfits has the training line above the other.",
            "c": "Validation pictures change no weight, in no network of this course.",
            "d": "The split is random, and the effect comes with every split. What is switched off "
            "for validation?",
        },
    ),
    "exercise 6.1": Function(
        inputs=_before_and_after,
        right=_gain,
        wrong=[
            (
                lambda labels, before, after: _gain(labels, before, after, error=_error_of_two),
                "Your interval treats them as two networks on different pictures. They answered "
                "the same ones: only b and c count.",
            ),
            (
                lambda labels, before, after: _gain(labels, after, before),
                "The sign is reversed: a gain is above 0 if the network after is better.",
            ),
            (
                lambda labels, before, after: tuple(
                    len(labels) * value for value in _gain(labels, before, after)
                ),
                "These are numbers of pictures. Wanted are fractions: divide by n.",
            ),
            (
                lambda labels, before, after: _gain(
                    labels, before, after, error=lambda *three: len(labels) * _error(*three)
                ),
                "The gain is right. The root is still a number of pictures: divide it by n too.",
            ),
            (
                lambda labels, before, after: _gain(
                    labels,
                    before,
                    after,
                    error=lambda *three: _error(*three) * math.sqrt(len(labels)),
                ),
                "The n under the division stands outside the root. Divide by n, not by its root.",
            ),
            (
                lambda labels, before, after: _gain(
                    labels, before, after, error=_error_without_gain
                ),
                "Nearly: under the root, (b - c)² / n is taken away from b + c.",
            ),
            (
                lambda labels, before, after: _gain(
                    labels, before, after, error=_error_of_different
                ),
                "You counted every picture with two different answers. Both can be wrong: then "
                "neither network gains.",
            ),
            (
                _only_new,
                "Your gain is b / n. Some pictures were lost as well: take c away.",
            ),
            (
                lambda labels, before, after: _gain(labels, before, after, z=1),
                "That is one standard error to each side. For 95 % it takes 1.96 of them.",
            ),
            (
                lambda labels, before, after: _gain(labels, before, after)[1:],
                "The two ends are right. Give the gain itself first.",
            ),
            (
                lambda labels, before, after: (
                    _gain(labels, before, after)[0],
                    1.96 * _error(labels, before, after),
                ),
                "Gain and half of the width are right. Wanted are the gain and both ends.",
            ),
        ],
        why="Only the pictures that one of the two reads alone count, for the gain and for its "
        "interval.",
        hint="Print b and c for your arguments first. Then write the root on a line of its own.",
        more=("b is ((after == labels) & (before != labels)).sum(), and c the other way round.",),
    ),
    "exercise 6.2": Function(
        inputs=_sums,
        right=lambda z, gamma, beta: _normalised(z, gamma, beta, axis=0),
        wrong=[
            (
                lambda z, gamma, beta: _normalised(z, gamma, beta, axis=1, keepdims=True),
                "You normalised each picture over its units. Each unit wants a mean over the "
                "batch: which axis disappears then?",
            ),
            (
                lambda z, gamma, beta: _normalised(z, gamma, beta, axis=1),
                "The shapes don't fit: axis=1 leaves one mean for each picture. Wanted is one "
                "for each unit.",
            ),
            (
                lambda z, gamma, beta: _normalised(z, gamma, beta),
                "One mean for all numbers together. Every unit has a mean and a variance of its "
                "own.",
            ),
            (
                lambda z, gamma, beta: _normalised(z, beta, gamma, axis=0),
                "Gamma and beta are swapped: gamma multiplies, beta is added.",
            ),
            (
                _of_batch(lambda z: z.var(axis=0) + EPSILON),
                "You divided by the variance. Take its root first.",
            ),
            (
                _of_batch(lambda z: z.std(axis=0)),
                "Where is epsilon? A unit that gives the same for the whole batch has variance 0.",
            ),
            (
                _of_batch(lambda z: z.std(axis=0) + EPSILON),
                "Epsilon belongs to the variance, so it is added under the root.",
            ),
            (
                _of_batch(lambda z: np.sqrt(z.var(axis=0, ddof=1) + EPSILON)),
                "Your variance divides by n - 1. Here it is the plain mean of the squares: "
                "divide by n.",
            ),
            (
                lambda z, gamma, beta: _normalised(z, 1, 0, axis=0),
                "Mean and spread are right. Gamma and beta are still missing.",
            ),
            (
                lambda z, gamma, beta: _normalised(z, gamma, beta, axis=0) - beta,
                "Everything is there but the last step: add beta.",
            ),
            (
                lambda z, gamma, beta: gamma * z / np.sqrt(z.var(axis=0) + EPSILON) + beta,
                "The spread is right. The mean was not subtracted.",
            ),
        ],
        why="Each column, which is one unit, gets the mean 0 and nearly the spread 1. Then gamma "
        "and beta give it the scale and the offset that training finds.",
        hint="Go from left to right: mean, variance, root, gamma, beta. Look at each shape.",
        more=("z.mean(axis=0) and z.var(axis=0) give one number for each unit.",),
    ),
    "exercise 6.3": Function(
        inputs=_epoch,
        right=_cosine,
        tolerance=1e-3,  # for a π of four decimals
        wrong=[
            (
                lambda epoch, epochs, first: first * (1 - epoch / epochs),
                "That is a straight line. It falls as fast at the start as in the middle; a "
                "cosine starts flat.",
            ),
            (
                lambda epoch, epochs, first: first * (1 + math.cos(epoch / epochs)) / 2,
                "The angle goes from 0 to 1 only, so the rate never comes near 0. Half a period "
                "is π.",
            ),
            (
                lambda epoch, epochs, first: first * (1 + math.cos(180 * epoch / epochs)) / 2,
                "np.cos takes radians: half a period is π and not 180.",
            ),
            (
                lambda epoch, epochs, first: 2 * _cosine(epoch, epochs, first),
                "It starts at twice the first rate: 1 + cos goes from 2 to 0. Halve it.",
            ),
            (
                lambda epoch, epochs, first: _cosine(epoch, epochs - 1, first),
                "It reaches 0 in the last epoch, which then learns nothing. Divide by epochs.",
            ),
            (
                lambda epoch, epochs, first: _cosine(epoch + 1, epochs, first),
                "You count from 1. Epoch 0 has the first rate in full.",
            ),
            (
                lambda epoch, epochs, first: _cosine(epoch, epochs + 1, first),
                "It would reach 0 one epoch late: in epoch epochs + 1.",
            ),
            (
                lambda epoch, epochs, first: first - _cosine(epoch, epochs, first),
                "Yours rises from 0. Large steps come first.",
            ),
            (
                lambda epoch, epochs, first: first * math.cos(math.pi * epoch / epochs / 2),
                "That is a quarter of a period: it falls steeply at the end. Half a period ends "
                "flat.",
            ),
            (
                lambda epoch, epochs, first: first * math.cos(math.pi * epoch / epochs),
                "In the second half your rate is below 0, and the steps go uphill. Lift the "
                "cosine by 1.",
            ),
            (
                lambda epoch, epochs, first: (1 + math.cos(math.pi * epoch / epochs)) / 2,
                "The curve is right, from 1 to 0. Where does the first rate come in?",
            ),
        ],
        why="At epoch 0 the cosine is 1 and the rate is the first one; half-way it is half of it, "
        "and one epoch after the last it would be 0.",
        hint="Work out by hand what epoch 0, the middle and the end have to give.",
        more=("The angle is π · epoch / epochs. Lift its cosine by 1, and halve.",),
    ),
    "exercise 6.4": Function(
        inputs=_picture,
        right=_moved,
        rounds=12,  # so that both signs and 0 come up in either direction
        wrong=[
            (
                lambda image, down, right: _moved(image, down, right, mode="wrap"),
                "What leaves on one side comes back on the other. np.roll does that. Paper has to "
                "move in.",
            ),
            (
                lambda image, down, right: _moved(image, right, down),
                "Down and right are swapped: rows are the first axis.",
            ),
            (
                lambda image, down, right: _moved(image, -down, -right),
                "It moves the opposite way: with down = 1, row 0 goes to row 1.",
            ),
            (
                lambda image, down, right: _moved(image, -down, right),
                "Right is right. Down goes up: with down = 1, row 0 goes to row 1.",
            ),
            (
                lambda image, down, right: _moved(image, down, -right),
                "Down is right. Right goes left: with right = 1, column 0 goes to column 1.",
            ),
            (
                lambda image, down, right: _moved(image, down, right, mode="edge"),
                "The edge is repeated. What moves in is paper, which is 0.",
            ),
            (
                lambda image, down, right: _moved(image, down, right, constant_values=1),
                "Full ink moves in. Paper is 0.",
            ),
            (
                _moved_in_place,
                "Where nothing moved in, the old pixels are still there. Begin with np.zeros.",
            ),
            (
                _moved_one_way,
                "It works until a shift is below 0: then image[: rows - down] asks for more rows "
                "than there are. Cover both signs.",
            ),
            (
                _cut_off,
                "A shift of 0 or below fails: [:-0] is [:0], which is empty. Count from the start.",
            ),
            (
                lambda image, down, right: _moved(image, down, 0),
                "Only the rows moved. What about the columns?",
            ),
        ],
        why="What leaves the picture is gone, and paper moves in, for both signs and for 0.",
        hint="Try it with a picture of 3 × 3 numbers and a shift of 1, then −1, then 0.",
        more=("Put margins of paper round the picture with np.pad, and cut a window out of that.",),
    ),
    "exercise 6.5": Function(
        inputs=_four,
        right=_between,
        wrong=[
            (
                lambda four, down, right: four[round(down), round(right)],
                "That is the nearest pixel alone. The other three count too, for less.",
            ),
            (
                lambda four, down, right: four.mean(),
                "That is the plain mean: right in the middle only. Nearer pixels count for more.",
            ),
            (
                lambda four, down, right: _between(four, right, down),
                "Down and right are swapped: four[1, 0] is the lower left one.",
            ),
            (
                lambda four, down, right: _between(four, 1 - down, 1 - right),
                "The weights are the wrong way round. With down = 0 and right = 0, which pixel is "
                "wanted?",
            ),
            (
                lambda four, down, right: _between(four, 1 - down, right),
                "Up and down are the wrong way round: with down = 0 only the upper two count.",
            ),
            (
                lambda four, down, right: _between(four, down, 1 - right),
                "Left and right are the wrong way round: with right = 0 only the left two count.",
            ),
            (
                lambda four, down, right: _between(four, 0, right),
                "You went along the upper row only. Do the lower row too, and then go down.",
            ),
            (
                lambda four, down, right: _between(four, down, 0),
                "You went down the left column only. Where does `right` come in?",
            ),
            (
                lambda four, down, right: (
                    (_between(four, down, 0.5) + _between(four, 0.5, right)) / 2
                ),
                "You took the mean of a walk down and one to the right. Do the second walk "
                "between the results of the first.",
            ),
            (
                lambda four, down, right: (
                    (1 - down * right) * four[0, 0] + down * right * four[1, 1]
                ),
                "Two of the four pixels are missing: upper right and lower left.",
            ),
        ],
        why="Each pixel counts with the product of two nearnesses, and the four weights add up "
        "to 1.",
        hint="First go to the right in both rows, which gives two values. Then go down between "
        "them.",
        more=("A fraction t of the way from a to b is (1 - t) * a + t * b.",),
    ),
    "exercise 6.6": Function(
        inputs=_networks_and_forms,
        right=_classes,
        wrong=[
            (
                _majority,
                "That is a vote: a network that hesitates counts as much as one that is sure. "
                "Average the outputs first.",
            ),
            (
                lambda networks, forms: _classes(networks, [np.mean(forms, axis=0)]),
                "You averaged the pictures, and the networks saw a blur. Average what they say.",
            ),
            (
                _mean_classes,
                "These are means of class numbers. Between a 3 and a 9 lies no 6.",
            ),
            (
                lambda networks, forms: _mean_classes(networks, forms).round(),
                "Rounding doesn't help: between a 3 and a 9 lies no 6. Average the outputs.",
            ),
            (
                lambda networks, forms: _mean_outputs(networks, forms).argmax(axis=0),
                "argmax(axis=0) asks which picture is largest at each output. You want one class "
                "for each picture.",
            ),
            (
                lambda networks, forms: _mean_outputs(networks, forms).argmax(),
                "Without an axis, argmax gives one place for all pictures together.",
            ),
            (
                lambda networks, forms: _outputs(networks, forms).mean(axis=1).argmax(axis=1),
                "Your mean runs over the pictures. It should run over networks and forms.",
            ),
            (
                lambda networks, forms: _classes(networks[:1], forms),
                "Only the first network was asked.",
            ),
            (
                lambda networks, forms: _classes(networks, forms[:1]),
                "Only the first form was shown.",
            ),
            (
                _in_pairs,
                "zip shows each network one form. Every network has to see every form.",
            ),
            (
                lambda networks, forms: _outputs(networks, forms).max(axis=0).argmax(axis=1),
                "Here the surest one decides alone. Let all have a say: take the mean.",
            ),
            (
                _mean_outputs,
                "These are the mean outputs. The class is the place of the largest.",
            ),
        ],
        why="All outputs of a picture go into one mean, so a sure answer weighs more than a "
        "hesitant one.",
        hint="Collect all outputs in a list first: one (n, 10) for each network and each form.",
        more=("np.mean(list_of_outputs, axis=0) has the shape (n, 10) again.",),
    ),
    "exercise 6.7": Lines(
        needed="diebgaj",
        wrong={
            "c": "then the network has seen what it is tested on. What would the test say of new "
            "pictures?",
            "f": "a choice by the test pictures picks what is lucky on them. Who else can choose?",
            "h": "that is one more choice by the test pictures, this time among seeds.",
            "k": "the second test is no test any more: its pictures have had a part in the choice.",
        },
        order={
            "di": "The training pictures are only what remains when validation has its share.",
            "ie": "These networks don't exist yet: train them first.",
            "eb": "You choose before anything was measured.",
            "bg": "Which candidate do you train anew? It has to be chosen first.",
            "ga": "The test is for the networks trained anew, so it comes after them.",
            "aj": "There is no mean yet: the test pictures have not been read.",
        },
        why="All choices are made by validation pictures, and the test comes after the last one.",
        hint="Each letter stands for a line. Leave out the four that don't belong.",
    ),
    "quiz 6.1": Choice(
        right="c",
        why="A slanted b is still a b. The other three make another letter of it.",
        wrong={
            "a": "What is a b in a mirror?",
            "b": "Write a b, and turn the paper upside down. What do you read?",
            "d": "With top and bottom exchanged, a b turns into which letter?",
        },
    ),
    "quiz 6.2": Choice(
        right="a",
        why="They stand for pictures that will really come. Distorted, they would measure "
        "another task.",
        wrong={
            "b": "The two needn't be alike. What question should the validation accuracy answer?",
            "c": "A harder check is not a truer one. What pictures will the network have to read?",
            "d": "Those come from pictures that the network trained on. Can they say what it does "
            "with new ones?",
        },
    ),
    "quiz 6.3": Choice(
        right="d",
        why="Where one errs, the others can outweigh it. The same error, made by all, stays.",
        wrong={
            "a": "Then the mean is wrong there too. What could correct it?",
            "b": "A network and its copy give the same outputs, and so does their mean.",
            "c": "Errors are not shared out by their number. What if all are wrong on one picture?",
        },
    ),
    "quiz 6.4": Choice(
        right="b",
        why="The interval contains 0: five pictures of 10,000 may be luck, and so may their "
        "absence.",
        wrong={
            "a": "Half of all useless changes gain a little by luck. What does the interval "
            "contain?",
            "c": "Not to see a gain isn't to know that there is none. It may be as large as 0.20.",
            "d": "The upper end is the most that fits these pictures. The lower end fits as well.",
        },
    ),
    "quiz 6.5": Choice(
        right="c",
        why="They were collected in training, so the answer to a picture doesn't depend on which "
        "others come along.",
        wrong={
            "a": "From one picture, each unit's variance is 0, and every sum minus its mean too.",
            "b": "A single batch is a matter of luck. What does the layer collect over many?",
            "d": "A network in use has no test pictures at hand. What did training leave in the "
            "layer?",
        },
    ),
}

PREDICTIONS = {
    "prediction 6.1": Prediction(unit="points", least=-100, most=100),
    "prediction 6.2": PERCENT,
    "prediction 6.3": PERCENT,
}
