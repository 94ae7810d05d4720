"""What notebook 6 asks: the right answers, why, and what the known wrong ones get to hear."""

import math
from collections import Counter

import numpy as np
from scipy import stats

from exercises.differences import find_difference
from exercises.kinds import Choice, Function, Lines
from exercises.predictions import PERCENT, Prediction

EPSILON = 1e-3
"""What batch normalisation adds to the variance, as in Keras."""

FURTHEST = 4
"""The largest shift that is tried, in pixels."""


def _runs(rng):
    """Return the accuracies of two rungs, seed by seed: the luck of a seed is in both."""
    gain = rng.choice([-1, 1]) * rng.uniform(0.003, 0.02)
    return _accuracies(rng, int(rng.integers(4, 13)), gain)


def _accuracies(rng, n, gain):
    luck = rng.normal(0.9, 0.015, n)
    before, after = luck + rng.normal(0, 0.002, n), luck + rng.normal(gain, 0.004, n)
    return before, after


def _student(n, confidence=0.95):
    return stats.t.ppf((1 + confidence) / 2, n - 1)


def _error(before, after):
    return (after - before).std(ddof=1) / math.sqrt(len(before))


def _gain(before, after, *, error=_error, reach=_student):
    middle, half = (after - before).mean(), reach(len(before)) * error(before, after)
    return _around(middle, half)


def _around(middle, half):
    return middle, middle - half, middle + half


def _with_error(error):
    """Return a gain whose standard error is another function of the differences and n."""
    return lambda before, after: _gain(
        before, after, error=lambda b, a: error(a - b, math.sqrt(len(b)))
    )


def _with_middle(middle):
    """Return a gain with another middle, and half of its width as it should be."""

    def of_two(before, after):
        right, low, _ = _gain(before, after)
        return _around(middle(before, after), right - low)

    return of_two


def _gain_of(change):
    """Return a gain that changes the three right numbers to others."""
    return lambda before, after: change(*_gain(before, after))


def _error_of_two(before, after):
    return math.sqrt((before.var(ddof=1) + after.var(ddof=1)) / len(before))


def _about_gain(output, wanted, before, after):
    """Say which of the three numbers is wrong, and in which direction."""
    middle, low, high = map(float, output)
    if low > high:
        return (
            "Your lower end lies above the upper one: what you take off from the gain is below 0. "
            "A spread never is."
        )
    if np.isnan([middle, low, high]).any():
        return "Yours holds nan. What is below 0 under a root, or divided by 0?"
    if any(np.allclose(output, np.round(wanted, digits), atol=1e-9) for digits in range(1, 6)):
        return "Yours is rounded. Keep all the digits."
    if not math.isclose(middle, wanted[0], rel_tol=1e-4):
        return (
            "The gain itself, the first number, is not right yet: it is the mean of the "
            "differences, one for each seed."
        )
    if not math.isclose(low + high, 2 * middle, abs_tol=1e-9):
        return "The gain is right. Its two ends have to lie equally far from it."
    times = (high - low) / (wanted[2] - wanted[1])
    return f"The gain is right. Your interval is {times:.3g} times as wide as it should be."


def _sums(rng):
    """Return a batch of sums, unequally spread from unit to unit, with gamma and beta."""
    n, units = int(rng.integers(10, 20)), int(rng.integers(3, 7))
    spread = rng.permutation(np.geomspace(0.04, 3, units))
    z = rng.normal(size=(n, units)) * spread + rng.uniform(-2, 2, units)
    return z, rng.uniform(0.5, 2, units) * rng.choice([-1, 1], units), rng.uniform(-1, 1, units)


def _normalised(z, gamma, beta, *, epsilon=EPSILON, **how):
    return gamma * (z - z.mean(**how)) / np.sqrt(z.var(**how) + epsilon) + beta


def _of_batch(divisor):
    """Return a batch normalisation that divides by something else."""
    return lambda z, gamma, beta: gamma * (z - z.mean(axis=0)) / divisor(z) + beta


def _root(z):
    return np.sqrt(z.var(axis=0) + EPSILON)


def _about_sums(output, wanted, z, gamma, beta):
    """Say which step a batch normalisation went wrong at, by the columns of its result."""
    output = np.asarray(output, dtype=float)
    if output.shape != z.shape or not np.isfinite(output).all():
        return ""
    if not np.allclose(output.mean(axis=0), beta, atol=1e-4):
        return (
            "In your result the mean of a column is not its beta. Look at the mean that you "
            "subtract, and at what is added after it."
        )
    if np.allclose(output, 2 * beta - wanted, atol=1e-4):
        return "The columns stand on their head: subtract the mean from z, not z from the mean."
    return (
        "The means of the columns are right, and their spread is not. Look at what you divide by, "
        "and at gamma."
    )


def _epoch(rng):
    """Return an epoch, neither the first nor the one in the middle, of how many, and a rate."""
    epochs = int(rng.integers(8, 40))
    inner = [epoch for epoch in range(1, epochs) if 2 * epoch != epochs]
    return int(rng.choice(inner)), epochs, float(rng.uniform(5e-4, 5e-3))


def _cosine(epoch, epochs, first):
    return first * (1 + math.cos(math.pi * epoch / epochs)) / 2


def _rate(share):
    """Return a schedule that takes another share of the first rate, worked out from e / E."""
    return lambda epoch, epochs, first: first * share(epoch / epochs)


def _about_rate(output, wanted, epoch, epochs, first):
    """Say on which side of the cosine a rate lies."""
    if isinstance(output, str):
        return ""
    rate = float(output)
    if rate == 0:
        return f"In epoch {epoch} of {epochs} your rate is 0, so the network learns nothing then."
    if known := find_difference([(rate, wanted)]):
        return known
    if not 0 <= rate <= first:
        return (
            f"In epoch {epoch} of {epochs} yours lies {'below 0' if rate < 0 else 'above first'}."
        )
    side = "high" if rate > wanted else "low"
    return f"In epoch {epoch} of {epochs} your rate is too {side}."


def _picture(rng):
    """Return a picture with ink to its edges, and a shift that is often 0 in one direction."""
    image = rng.uniform(0.1, 0.9, rng.permutation([rng.integers(7, 10), rng.integers(11, 15)]))
    down, right = rng.permutation(np.arange(1, FURTHEST + 1))[:2] * rng.choice([-1, 1], 2)
    still = rng.integers(3)  # 0 rows, 1 columns, 2 neither
    return image, int(down * (still != 0)), int(right * (still != 1))


EITHER_WAY = tuple(
    (np.random.default_rng(6).uniform(0.1, 0.9, (8, 12)), 4 * down, right)
    for down in (-1, 0, 1)
    for right in (-1, 0, 1)
)
"""A picture, and shifts of each sign and 0 in one direction with each of the other."""


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


def _rolled(image, down, right):
    """Return what an index below 0 does: it counts from the other end."""
    rolled = np.roll(image, (down, right), axis=(0, 1))
    rolled[: max(down, 0)] = 0
    rolled[:, : max(right, 0)] = 0
    return rolled


def _rolled_and_cleared(image, down, right):
    rolled = np.roll(image, (down, right), axis=(0, 1))
    rolled[:down] = 0
    rolled[:, :right] = 0
    return rolled


def _about_shift(output, wanted, image, down, right):
    """Name a shift that fails, for whoever's function is right for others."""
    if np.ndim(output) == 2 and np.shape(output) != image.shape:
        yours = "{} rows and {} columns".format(*np.shape(output))
        return (
            f"Yours has {yours}, and the picture {image.shape[0]} and {image.shape[1]}. Is a size "
            "written down in your window? Take it from `image.shape`."
        )
    share = np.isclose(output, wanted).mean()
    return (
        f"With `down = {down}` and `right = {right}`, {share:.0%} of the pixels are right. Try "
        "this one on a small picture."
    )


def _four(rng):
    """Return four pixels, and a place between them, which is on one of their sides at times."""
    place = rng.uniform(0.1, 0.9, 2)
    if rng.random() < 0.2:
        place[rng.integers(2)] = rng.integers(2)
    return rng.uniform(0, 1, (2, 2)), *map(float, place)


def _between(four, down, right):
    top, bottom = (1 - right) * four[:, 0] + right * four[:, 1]
    return (1 - down) * top + down * bottom


def _bare(a, b, t):
    """Return what a fraction of the way from a to b becomes without brackets."""
    return 1 - t * a + t * b


def _by_distance(four, down, right):
    """Return a mean weighted by straight distances to the corners, which isn't bilinear."""
    rows, columns = np.indices((2, 2))
    weights = 1 / (np.hypot(rows - down, columns - right) + 1e-9)
    return (weights * four).sum() / weights.sum()


def _about_place(output, wanted, four, down, right):
    """Say which way a value is off, or that no mean of four pixels can be there."""
    value = float(output)
    if value == int(wanted):
        return (
            "Yours is a whole number: `int` or `//` throws the fraction away. Between two greys "
            "lies every other grey."
        )
    if known := find_difference([(output, wanted)]):
        return known
    if not four.min() - 1e-9 <= value <= four.max() + 1e-9:
        return (
            "Yours lies outside of the four pixels, where no mean of them can be. Do your four "
            "weights add up to 1?"
        )
    return f"Yours is too {'large' if value > wanted else 'small'} here: one of the weights is off."


def _networks_and_forms(rng):
    """Return networks that agree on some pictures, and several forms of these pictures."""
    pictures = rng.random((int(rng.integers(30, 40)), 784), dtype="float32")
    noise = (pictures.shape, "float32")
    forms = [pictures + 0.6 * rng.standard_normal(*noise) for _ in range(rng.integers(4, 6))]
    shared = rng.standard_normal((784, 10), "float32")

    def network():
        weights = 0.1 * (shared + 1.5 * rng.standard_normal(shared.shape, "float32"))

        def outputs(pictures, training=False):
            z = (np.asarray(pictures) - 0.5) @ weights
            powers = np.exp(z - z.max(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)

        outputs.__name__ = outputs.__qualname__ = "network"  # an error may name it
        outputs.predict = lambda x, *how, **named: outputs(x)
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


def _first_of_most(networks, forms):
    """Return a vote that goes to the first of those with equally many, not to the smallest."""
    votes = _outputs(networks, forms).argmax(axis=2)
    return np.array([Counter(column).most_common(1)[0][0] for column in votes.T])


def _halving(begun):
    """Return a function that halves its mean with each output, from 0 or from the first on."""

    def classes(networks, forms):
        outputs = _outputs(networks, forms)
        mean = outputs[0] if begun else 0
        for output in outputs[begun:]:
            mean = (mean + output) / 2
        return mean.argmax(axis=1)

    return classes


def _mean_classes(networks, forms):
    return _outputs(networks, forms).argmax(axis=2).mean(axis=0)


def _nested(networks, forms):
    """Return all outputs in two lists, one inside the other: (networks, forms, n, 10)."""
    return np.array([[network(form) for form in forms] for network in networks])


def _in_pairs(networks, forms):
    pairs = zip(networks, forms, strict=False)
    return np.mean([network(form) for network, form in pairs], axis=0).argmax(axis=1)


BORDER = np.array([[0.2, 0.9], [0.4, 0.7]])
"""Four pixels of which no two are alike."""


EXERCISES = {
    "recall 6.1": Choice(
        right="b",
        why="A network reads what looks like its training pictures. The photos had other paper, "
        "another size and another place.",
        wrong={
            "a": (
                "That memory is for training on. Predicting never uses it.",
                "training when predicting",
            ),
            "c": (
                "The training pictures have no more pixels, and people read them. What else "
                "differed from them?",
                "another cause",
            ),
            "d": (
                "It read the digits themselves well, and those were new to it too.",
                "overfitting and underfitting",
            ),
        },
        more=("Lay a photo beside a training picture in your mind. What do you see first?",),
        idea="The prepared photos of the same digits were read. So look for what the preparation "
        "changed, and nothing else.",
    ),
    "recall 6.2": Choice(
        right="d",
        why="Of many candidates, the first place goes to one that was also lucky on these "
        "pictures. The luck stays behind when other pictures come.",
        wrong={
            "a": (
                "No weight learned from them. But you did: what did they decide?",
                "judged by what chose",
            ),
            "b": (
                "More pictures to train on may help. But what does choosing do to a figure?",
                "judged by what chose",
            ),
            "c": (
                "A few thousand pictures do tell something. In which direction do they mislead?",
                "interval of one run",
            ),
        },
        more=("Twenty people throw ten coins each. What is the best of them worth next time?",),
        idea="A best score is skill and luck together. Whoever reports it on the pictures that "
        "chose it reports the luck as well.",
    ),
    "recall 6.3": Choice(
        right="a",
        why="Keras measures the training pictures with units missing, and the validation pictures "
        "with all of them.",
        wrong={
            "b": (
                "A network that overfits has the training line above the other.",
                "overfitting and underfitting",
            ),
            "c": (
                "Validation pictures change no weight, in no network of this course.",
                "measuring taken for learning",
            ),
            "d": (
                "The split is random, and the effect comes with every split. What is switched off "
                "for validation?",
                "parts of unequal difficulty",
            ),
        },
        more=("Ask for each of the two figures: how many hidden units took part?",),
        idea="Some layers do one thing in training and another at prediction. The training figure "
        "is collected while they do the first.",
    ),
    "exercise 6.1": Function(
        inputs=_runs,
        edges=(
            _accuracies(np.random.default_rng(1), 6, -0.02),  # a loss
            _accuracies(np.random.default_rng(2), 10, 0.0),  # 0 lies in the interval
            _accuracies(np.random.default_rng(3), 2, 0.01),
            _accuracies(np.random.default_rng(4), 40, 0.01),
        ),
        right=_gain,
        borrowed=("paired", "ttest_rel", "ttest_1samp"),
        differs=_about_gain,
        wrong=[
            (
                lambda *two: _gain(*two, reach=lambda n: _student(n) if n < 30 else 1.96),
                "From 30 seeds on you take 1.96. Student's t is right for any number of seeds, "
                "and of 40 it is still 2.02.",
                "another confidence level",
            ),
            (
                lambda *two: _gain(*two, error=_error_of_two),
                "Your interval adds up the spreads of the two rungs, as if other seeds had trained "
                "them. Take the spread of the differences: what a seed does to both cancels there.",
                "paired as unpaired",
            ),
            (
                lambda *two: _gain(*two, error=lambda b, a: a.std(ddof=1) / math.sqrt(len(a))),
                "The gain is right. Its interval uses the spread of `after` alone. Wanted is the "
                "spread of the differences.",
                "paired as unpaired",
            ),
            (
                lambda before, after: _gain(np.sort(before), np.sort(after)),
                "You sorted first, so the accuracies of different seeds meet. Leave the order: "
                "place by place it is the same seed.",
                "pairs torn apart",
            ),
            (
                lambda before, after: _gain(after, before),
                "The sign is reversed: a gain is above 0 if the accuracy after is the higher one.",
                "wrong sign",
            ),
            (
                _gain_of(lambda middle, low, high: (100 * middle, 100 * low, 100 * high)),
                "These are percentage points. Wanted are fractions: leave out the 100.",
                "percent for fraction",
            ),
            (
                _with_error(lambda d, root: d.std() / root),
                "Nearly: `std` divides by n unless you tell it `ddof=1`. With few seeds that makes "
                "the interval too narrow.",
                "n for n - 1",
            ),
            (
                lambda *two: _gain(*two, reach=lambda n: stats.t.ppf(0.975, n)),
                "Nearly: Student's t is asked with `n - 1`, one less than there are seeds.",
                "n for n - 1",
            ),
            (
                lambda *two: _gain(*two, reach=lambda n: 1.96),
                "1.96 belongs to a spread that is known. Yours comes from a few seeds, so the "
                "interval has to be wider: take Student's t.",
                "normal for t",
            ),
            *(
                (
                    lambda *two, t=t: _gain(*two, reach=lambda n: t),
                    f"{said} belongs to ten seeds. Here they are more or fewer: `len(before)`.",
                    "written-down number",
                )
                for t, said in ((2.26, "2.26"), (_student(10), "2.262"))
            ),
            (
                lambda *two: _gain(*two, reach=lambda n: 2),
                "Two standard errors are a rule of thumb for many values. For a few seeds, "
                "Student's t says how many it takes.",
                "normal for t",
            ),
            (
                lambda *two: _gain(*two, reach=lambda n: _student(n, 0.9)),
                "That is a 90 % interval: 5 % are left out at each end. For 95 % ask for 0.975.",
                "another confidence level",
            ),
            (
                lambda *two: _gain(*two, reach=lambda n: 1),
                "That is one standard error to each side. For 95 % it takes $t$ of them.",
                "another confidence level",
            ),
            (
                _with_error(lambda d, root: d.std(ddof=1)),
                "That is how far single seeds lie apart. The mean of n seeds is surer: divide by "
                "the root of n.",
                "root of n",
            ),
            (
                _with_error(lambda d, root: d.std(ddof=1) / root**2),
                "The spread is divided by n. The formula divides it by the root of n.",
                "root of n",
            ),
            (
                _with_error(lambda d, root: d.std(ddof=1) / math.sqrt(len(d) - 1)),
                "You take off 1 twice: `ddof=1` does it already. The root is that of n.",
                "divided by the wrong number",
            ),
            (
                _with_error(lambda d, root: d.var(ddof=1) / root),
                "The gain is right. For its interval you took the variance: the standard deviation "
                "is its root.",
                "variance for standard deviation",
            ),
            (
                _with_error(lambda d, root: np.abs(d).std(ddof=1) / root),
                "You threw the signs of the differences away before taking their spread. A seed "
                "that loses counts as a loss.",
                "sign thrown away",
            ),
            (
                lambda before, after: (
                    (after - before).mean(),
                    *np.quantile(after - before, [0.025, 0.975]),
                ),
                "Your ends say where single differences lie. Wanted is how far their mean may be "
                "off: use the formula.",
                "another measure of spread",
            ),
            (
                lambda before, after: (
                    (after - before).mean(),
                    (after - before).min(),
                    (after - before).max(),
                ),
                "Your ends are the worst and the best seed. More seeds would push them further "
                "apart, and should make the mean surer: use the formula.",
                "another measure of spread",
            ),
            (
                _with_middle(lambda before, after: np.median(after - before)),
                "You took the median of the differences. The formula is about their mean.",
                "another quantity",
            ),
            (
                _with_middle(lambda before, after: (after - before).sum()),
                "You added the differences up. The gain is their mean.",
                "sum for mean",
            ),
            (
                lambda before, after: _gain(np.zeros(len(before)), (after - before) / before),
                "You divided by the accuracy before. A gain in points is a plain difference.",
                "another quantity",
            ),
            (
                lambda before, after: _gain(np.zeros(len(after)), after),
                "That is the interval of `after` itself. Take `before` off, seed by seed.",
                "step left out",
            ),
            (
                _gain_of(lambda middle, low, high: (middle, high, low)),
                "The two ends are swapped: the lower one comes first. (`stats.t.ppf(0.025, …)` is "
                "below 0.)",
                "results in the wrong order",
            ),
            (
                _gain_of(lambda middle, low, high: (low, middle, high)),
                "All three are right. The gain comes first, then the lower end and the upper end.",
                "results in the wrong order",
            ),
            (
                _gain_of(lambda middle, low, high: (middle, (low, high))),
                "The interval is a pair inside your result. Take it apart first: `low, high = …`.",
                "wrong shape",
            ),
            (
                _gain_of(lambda middle, low, high: (low, high)),
                "The two ends are right. Give the gain itself first.",
                "step left out",
            ),
            (
                _gain_of(lambda middle, low, high: middle),
                "The gain is right. Wanted are three numbers: give both ends of its interval too.",
                "one result of two",
            ),
            (
                _gain_of(lambda middle, low, high: (middle, high - middle)),
                "Gain and half of the width are right. Wanted are the gain and both ends.",
                "one end of the interval",
            ),
            (
                _gain_of(lambda middle, low, high: (middle, low - middle, high - middle)),
                "These are the distances to the two ends. Add the gain to them.",
                "one end of the interval",
            ),
            (
                _gain_of(lambda middle, low, high: (middle, max(0, low), high)),
                "Your lower end stops at 0. A change can also do harm, and the interval has to "
                "show it: leave the sign.",
                "sign thrown away",
            ),
            (
                _gain_of(lambda middle, low, high: _around(abs(middle), high - middle)),
                "Your gain is never below 0: `abs` takes its sign away. A loss is a result too.",
                "sign thrown away",
            ),
        ],
        why="The seed is the unit: n differences, their mean, and how far a mean of n may be off.",
        hint="Work out the differences first, on a line of their own, and print them.",
        more=(
            "`after - before` gives one difference for each seed. The gain is their mean; the "
            "spread that the formula asks for is that of these differences.",
            "The spread with n - 1 is `differences.std(ddof=1)`. Divided by `np.sqrt(n)` it is the "
            "standard error of the mean.",
            "Multiply the standard error by `stats.t.ppf(0.975, n - 1)`. That is the distance from "
            "the gain to each of its two ends.",
        ),
        idea="Take the differences seed by seed. Return their mean; the mean less t times the "
        "standard error, which is their standard deviation (with n - 1) through the root of n; and "
        "the mean plus the same.",
    ),
    "exercise 6.2": Function(
        inputs=_sums,
        tolerance=1e-3,  # in float32, as Keras computes, small outputs keep no more
        right=lambda z, gamma, beta: _normalised(z, gamma, beta, axis=0),
        borrowed=("BatchNormalization", "batch_normalization"),
        differs=_about_sums,
        wrong=[
            (
                lambda z, gamma, beta: _normalised(z, gamma, beta, axis=1, keepdims=True),
                "You normalised each picture over its units. Each unit wants a mean over the "
                "batch: which axis disappears then?",
                "mean over the wrong axis",
            ),
            (
                lambda z, gamma, beta: _normalised(z, gamma, beta, axis=1),
                "The shapes don't fit: `axis=1` leaves one number for each picture. Wanted is one "
                "for each unit.",
                "mean over the wrong axis",
            ),
            (
                _normalised,
                "One mean for all numbers together. Every unit has a mean and a variance of its "
                "own.",
                "no axis",
            ),
            (
                _of_batch(lambda z: np.sqrt(z.var() + EPSILON)),
                "The means are right. But you took one variance for all numbers together, and "
                "every unit has its own.",
                "no axis",
            ),
            (
                _of_batch(lambda z: np.sqrt(z.var(axis=1, keepdims=True) + EPSILON)),
                "The means are right. Your variances are those of the pictures: take them over "
                "the batch, too.",
                "mean over the wrong axis",
            ),
            (
                lambda z, gamma, beta: gamma * (z - z.mean()) / _root(z) + beta,
                "The variances are right. But you took one mean for all numbers together, and "
                "every unit has its own.",
                "no axis",
            ),
            (
                lambda z, gamma, beta: _normalised(z, beta, gamma, axis=0),
                "Gamma and beta are swapped: gamma multiplies, beta is added.",
                "arguments swapped",
            ),
            (
                lambda z, gamma, beta: _normalised(z, gamma, gamma * beta, axis=0),
                "You multiplied beta by gamma too. First multiply by gamma, then add beta.",
                "brackets",
            ),
            (
                lambda z, gamma, beta: gamma * z - z.mean(axis=0) / _root(z) + beta,
                "Only the mean is divided by the root. Put `z - mean` in brackets.",
                "brackets",
            ),
            (
                lambda z, gamma, beta: gamma * (z - z.mean(axis=0)) / (_root(z) + beta),
                "Beta stands under the division. Add it to the whole.",
                "brackets",
            ),
            (
                _of_batch(lambda z: z.var(axis=0) + EPSILON),
                "You divided by the variance. Take its root first.",
                "variance for standard deviation",
            ),
            (
                _of_batch(lambda z: z.std(axis=0)),
                "Where is epsilon? A unit that gives the same for the whole batch has variance 0.",
                "nothing against 0",
            ),
            (
                _of_batch(lambda z: z.std(axis=0) + EPSILON),
                "Epsilon belongs to the variance, so it is added under the root.",
                "brackets",
            ),
            (
                _of_batch(lambda z: np.sqrt(z.std(axis=0) + EPSILON)),
                "You took the root twice: `std` has taken it already. Begin with the variance.",
                "root too early",
            ),
            (
                lambda z, gamma, beta: _normalised(z, gamma, beta, axis=0, epsilon=1e-5),
                "Your epsilon is 0.00001, as some libraries have it. Here it is 0.001.",
                "another setting",
            ),
            (
                _of_batch(lambda z: np.sqrt(z.var(axis=0, ddof=1) + EPSILON)),
                "Your variance divides by n - 1. Here it is the plain mean of the squares: "
                "divide by n.",
                "divided by the wrong number",
            ),
            (
                _of_batch(lambda z: np.sqrt(len(z) * z.var(axis=0) + EPSILON)),
                "Your variance is a sum of squares. Divide it by the number of pictures.",
                "sum for mean",
            ),
            (
                lambda z, gamma, beta: _normalised(z, -gamma, beta, axis=0),
                "The columns stand on their head: subtract the mean from z, not z from the mean.",
                "wrong sign",
            ),
            (
                lambda z, gamma, beta: _normalised(z, gamma, beta + gamma * EPSILON, axis=0),
                "You added epsilon to the quotient. It belongs to the variance, under the root.",
                "brackets",
            ),
            (
                lambda z, gamma, beta: _normalised(z, 1, 0, axis=0),
                "Mean and spread are right. Gamma and beta are still missing.",
                "step left out",
            ),
            (
                lambda z, gamma, beta: _normalised(z, 1, beta, axis=0),
                "Everything is there but gamma: multiply by it before you add beta.",
                "step left out",
            ),
            (
                lambda z, gamma, beta: _normalised(z, gamma, 0, axis=0),
                "Everything is there but the last step: add beta.",
                "step left out",
            ),
            (
                lambda z, gamma, beta: gamma * z / _root(z) + beta,
                "The spread is right. The mean was not subtracted.",
                "mean not taken off",
            ),
            (
                lambda z, gamma, beta: gamma * (z - z.mean(axis=0)) + beta,
                "The mean is gone. Nothing was divided yet by the root of variance plus epsilon.",
                "step left out",
            ),
        ],
        why="Each column, which is one unit, gets the mean 0 and nearly the spread 1. Then gamma "
        "and beta give it the scale and the offset that training finds.",
        hint="Go from left to right: mean, variance, root, gamma, beta. Look at each shape.",
        more=(
            "Every unit has its own mean, so there are as many means as columns. Which axis has to "
            "disappear?",
            "`z.mean(axis=0)` and `z.var(axis=0)` give one number for each unit. Subtract the one "
            "from all rows at once.",
            "Divide `z - mean`, in brackets, by `np.sqrt(variance + 0.001)`. What is still missing "
            "are gamma and beta.",
        ),
        idea="Take mean and variance down each column. Subtract the mean, divide by the root of "
        "variance plus epsilon, multiply by gamma, and add beta at the very end.",
    ),
    "exercise 6.3": Function(
        inputs=_epoch,
        # Nothing is gone yet, and nearly nothing is left of a small rate.
        edges=((0, 20, 0.003), (38, 40, 2e-4), (38, 40, 1e-6)),
        right=_cosine,
        borrowed=("CosineDecay", "cosine"),
        differs=_about_rate,
        tolerance=1e-3,  # for a π of four decimals
        rounds=12,  # so that both halves of the training come up
        wrong=[
            (
                _rate(lambda part: 1 - part),
                "That is a straight line. It falls as fast at the start as in the middle; a "
                "cosine starts flat.",
                "another curve",
            ),
            (
                _rate(lambda part: (1 - part) / 2),
                "`np.cos(np.pi)` alone is always −1, so yours is a straight line. Its bracket "
                "closes too early: `epoch / epochs` belongs to the angle.",
                "brackets",
            ),
            (
                _rate(lambda part: -part),
                "`np.cos(np.pi)` alone is −1. `epoch / epochs` belongs into its brackets, and two "
                "steps are still missing.",
                "brackets",
            ),
            (
                _rate(lambda part: (1 + math.cos(part)) / 2),
                "The angle goes from 0 to 1 only, so the rate never comes near 0. Half a period "
                "is π.",
                "another curve",
            ),
            (
                _rate(lambda part: (1 + math.cos(3.14 * part)) / 2),
                "3.14 is π with two decimals, and near the end one sees it. `np.pi` has them all.",
                "rounded",
            ),
            (
                _rate(lambda part: (1 + math.cos(180 * part)) / 2),
                "`np.cos` takes radians: half a period is π and not 180.",
                "degrees for radians",
            ),
            (
                _rate(lambda part: (1 + math.cos(2 * math.pi * part)) / 2),
                "That is a whole period: the rate comes back to the first one at the end. Half of "
                "it is π.",
                "another curve",
            ),
            (
                _rate(lambda part: (1 + math.sin(math.pi * part)) / 2),
                "That is a sine: it begins in the middle and rises. A cosine begins at its top.",
                "another curve",
            ),
            (
                _rate(lambda part: 1 + math.cos(math.pi * part)),
                "It starts at twice the first rate: 1 + cos goes from 2 to 0. Halve it.",
                "step left out",
            ),
            (
                _rate(lambda part: 1 + math.cos(math.pi * part) / 2),
                "Only the cosine is halved. Put `1 + cos` in brackets, and halve the whole.",
                "brackets",
            ),
            (
                lambda epoch, epochs, first: first + math.cos(math.pi * epoch / epochs) / 2,
                "You added the first rate. It multiplies the curve, which goes from 1 to 0.",
                "sum for product",
            ),
            (
                lambda epoch, epochs, first: (first + math.cos(math.pi * epoch / epochs)) / 2,
                "You added the first rate to the cosine. Lift the cosine by 1; the rate "
                "multiplies.",
                "sum for product",
            ),
            (
                lambda epoch, epochs, first: _cosine(epoch, epochs - 1, first),
                "It reaches 0 in the last epoch, which then learns nothing. Divide by `epochs`.",
                "off by one",
            ),
            (
                lambda epoch, epochs, first: _cosine(epoch + 1, epochs, first),
                "You count from 1. Epoch 0 has the first rate in full.",
                "counting from 1",
            ),
            (
                lambda epoch, epochs, first: _cosine(epoch - 1, epochs, first),
                "You count from 1. The first epoch is 0 already: take nothing away.",
                "counting from 1",
            ),
            (
                lambda epoch, epochs, first: _cosine(epoch, epochs + 1, first),
                "It would reach 0 one epoch late: in epoch `epochs + 1`.",
                "off by one",
            ),
            (
                lambda epoch, epochs, first: _cosine(epochs, epoch, first),
                "Epoch and epochs are swapped: how much of the way is behind you in epoch 0?",
                "arguments swapped",
            ),
            (
                lambda epoch, epochs, first: _cosine(epoch // epochs, 1, first),
                "Each epoch has the first rate in full. Either `epoch` isn't used, or `//` throws "
                "its share away: divide by `/`.",
                "argument ignored",
            ),
            (
                _rate(lambda part: 0),
                "Each epoch has the rate 0. `//` throws a fraction away, and here nothing else is "
                "left: divide by `/`.",
                "floor division",
            ),
            (
                _rate(lambda part: max(0, math.cos(math.pi * part))),
                "From the middle on your rate is 0, and nothing is learned. Lift the cosine by 1 "
                "and halve it; then nothing lies below 0.",
                "step left out",
            ),
            (
                lambda epoch, epochs, first: max(1e-4, _cosine(epoch, epochs, first)),
                "Yours stops at a smallest rate. The curve goes on towards 0.",
                "another curve",
            ),
            (
                lambda epoch, epochs, first: first - _cosine(epoch, epochs, first),
                "Yours rises from 0. Large steps come first.",
                "wrong sign",
            ),
            (
                _rate(lambda part: math.cos(math.pi * part / 2)),
                "That is a quarter of a period: it falls steeply at the end. Half a period ends "
                "flat.",
                "another curve",
            ),
            (
                _rate(lambda part: math.cos(math.pi * part)),
                "In the second half your rate is below 0, and the steps go uphill. Lift the "
                "cosine by 1.",
                "step left out",
            ),
            (
                _rate(lambda part: math.cos(math.pi * part) / 2),
                "You halved the cosine, and it still goes below 0. Lift it by 1 first.",
                "step left out",
            ),
            (
                _rate(lambda part: abs(math.cos(math.pi * part))),
                "Without its sign the cosine rises again in the second half. Lift it by 1 instead.",
                "sign thrown away",
            ),
            (
                lambda epoch, epochs, first: _cosine(epoch, epochs, 1),
                "The curve is right, from 1 to 0. Where does the first rate come in?",
                "step left out",
            ),
        ],
        why="At epoch 0 the cosine is 1 and the rate is the first one; half-way it is half of it, "
        "and one epoch after the last it would be 0.",
        hint="Work out by hand what epoch 0, the middle and the end have to give.",
        more=(
            "How much of the way is behind you? That share, `epoch / epochs`, is 0 at first, and "
            "an angle is that share of π.",
            "`np.cos` of this angle goes from 1 to −1. Two small steps make a curve from 1 to 0 "
            "of it.",
            "Add 1 to the cosine, and halve the sum: brackets round it. Where does `first` come "
            "in?",
        ),
        idea="The angle is π times the share of the epochs that is over. Lift its cosine by 1, "
        "halve that, and multiply by the first rate.",
    ),
    "exercise 6.4": Function(
        inputs=_picture,
        right=_moved,
        edges=EITHER_WAY,
        borrowed=("shift", "affine_transform"),
        differs=_about_shift,
        wrong=[
            (
                lambda image, down, right: _moved(image, down, right, mode="wrap"),
                "What leaves on one side comes back on the other: `np.roll` does that, and so does "
                "an index below 0. Paper has to move in.",
                "not paper that moves in",
            ),
            (
                lambda image, down, right: _moved(image, right, down),
                "Down and right are swapped: rows are the first axis.",
                "rows for columns",
            ),
            (
                lambda image, down, right: _moved(image, -right, -down),
                "Two things: down and right are swapped, and it moves the opposite way.",
                "rows for columns",
            ),
            (
                lambda image, down, right: _moved(image, -down, -right),
                "It moves the opposite way: with `down = 1`, row 0 goes to row 1.",
                "wrong sign",
            ),
            (
                lambda image, down, right: _moved(image, -down, right),
                "Right is right. Down goes up: with `down = 1`, row 0 goes to row 1.",
                "wrong sign",
            ),
            (
                lambda image, down, right: _moved(image, down, -right),
                "Down is right. Right goes left: with `right = 1`, column 0 goes to column 1.",
                "wrong sign",
            ),
            (
                lambda image, down, right: _moved(image, abs(down), abs(right)),
                "Your shifts are never up or to the left: keep the sign of `down` and `right`.",
                "sign thrown away",
            ),
            (
                lambda image, down, right: _moved(image, max(down, 0), max(right, 0)),
                "Below 0 nothing moves in yours. A shift below 0 goes up, or to the left.",
                "one sign only",
            ),
            (
                lambda image, down, right: _moved(image, down, right, mode="edge"),
                "The edge is repeated. What moves in is paper, which is 0.",
                "not paper that moves in",
            ),
            (
                lambda image, down, right: _moved(image, down, right, constant_values=1),
                "Full ink moves in. Paper is 0.",
                "ink for paper",
            ),
            (
                _moved_in_place,
                "Where nothing moved in, the old pixels are still there. Begin with `np.zeros`.",
                "not paper that moves in",
            ),
            (
                _moved_one_way,
                "It works until a shift is below 0: then `image[: rows - down]` asks for more rows "
                "than there are. Cover both signs.",
                "one sign only",
            ),
            (
                _rolled,
                "Above 0 it is right. Below 0, what leaves on one side comes back on the other: an "
                "index below 0 counts from the end.",
                "one sign only",
            ),
            (
                _rolled_and_cleared,
                "Above 0 it is right. Below 0, `[:down]` means all rows but the last few, so the "
                "wrong ones become paper.",
                "one sign only",
            ),
            (
                _cut_off,
                "A shift of 0 or below fails: `[:-0]` is `[:0]`, which is empty. Count from the "
                "start.",
                "one sign only",
            ),
            (
                lambda image, down, right: np.pad(image, ((down, 0), (right, 0)))[
                    : image.shape[0], : image.shape[1]
                ],
                "`np.pad` can't add less than nothing, so a shift below 0 stops it. Put the same "
                "margin on all four sides, and cut a window out.",
                "one sign only",
            ),
            (
                lambda image, down, right: _moved(image, down, 0),
                "Only the rows moved. What about the columns?",
                "step left out",
            ),
            (
                lambda image, down, right: _moved(image, 0, right),
                "Only the columns moved. What about the rows?",
                "step left out",
            ),
            (
                lambda image, down, right: image,
                "The picture came back as it was. Give back the new one.",
                "step left out",
            ),
            (
                lambda image, down, right: np.zeros_like(image),
                "Only paper came back. Which part of the picture stays in sight? If you fill an "
                "array of whole numbers, it throws the fractions away.",
                "step left out",
            ),
            (
                lambda image, down, right: _moved(np.pad(image, FURTHEST), down, right),
                "Yours keeps the margin. Cut a window of the old size out of it.",
                "wrong size",
            ),
            (
                lambda image, down, right: np.pad(image, ((0, 30), (0, 30)))[:28, :28],
                "Yours is always 28 × 28. Take the size from `image.shape`.",
                "wrong size",
            ),
        ],
        why="What leaves the picture is gone, and paper moves in, for both signs and for 0.",
        hint="Try it with a picture of 3 × 3 numbers and a shift of 1, then −1, then 0.",
        more=(
            "Think of a window that lies on a larger sheet of paper. If the window goes up, where "
            "does the digit in it go?",
            "Put a margin of paper round the picture with `np.pad`. A window that begins in row 5 "
            "and column 5 then shows the picture as it was.",
            "The window for a shift begins in row `5 - down` and has as many rows as the picture. "
            "Do the same with the columns.",
        ),
        idea="Pad the picture with paper on all sides. Cut out a window of the old size, which "
        "begins so much higher and further left as the digit is to go down and to the right.",
    ),
    "exercise 6.5": Function(
        inputs=_four,
        edges=(
            (np.array([[12.0, 250.0], [90.0, 201.0]]), 0.3, 0.6),  # not scaled to 0 to 1
            # On the border between two squares of four, and on corners.
            *((BORDER, *place) for place in ((1.0, 0.3), (0.25, 1.0), (0.0, 0.6), (1.0, 1.0))),
        ),
        right=_between,
        differs=_about_place,
        borrowed=("map_coordinates",),
        rounds=6,
        wrong=[
            (
                lambda four, down, right: four[round(down), round(right)],
                "That is the nearest pixel alone. The other three count too, for less.",
                "parts left out",
            ),
            (
                lambda four, down, right: four.mean(),
                "That is the plain mean: right in the middle only. Nearer pixels count for more.",
                "unequal weights ignored",
            ),
            (
                lambda four, down, right: four[int(down), int(right)],
                "`int` throws the fractions away, so mostly the upper left pixel is left. All four "
                "count, each by its nearness.",
                "floor division",
            ),
            (
                lambda four, down, right: four[0] @ [1 - right - down, right] + down * four[1, 0],
                "The lower right pixel has no part in yours. Go along both rows first.",
                "parts left out",
            ),
            (
                lambda four, down, right: (
                    (1 - down) * _between(four, 0, right) + down * (four[:, 1] @ [1 - right, right])
                ),
                "Your lower row begins at `four[0, 1]`, which is the upper right pixel.",
                "rows for columns",
            ),
            (
                lambda four, down, right: np.clip(_between(four, down, right), 0, 1),
                "Yours is cut off at 0 and 1. Pixels may go up to 255: a mean of four needs no "
                "limits.",
                "scaled otherwise",
            ),
            (
                _by_distance,
                "You weighted by straight distances. Bilinear is simpler: along two rows, and then "
                "once between the results.",
                "another curve",
            ),
            (
                lambda four, down, right: _bare(
                    _bare(*four[0], right), _bare(*four[1], right), down
                ),
                "`1 - t * a` multiplies first, and then subtracts. Put `1 - t` in brackets, at all "
                "three places.",
                "brackets",
            ),
            (
                lambda four, down, right: _between(
                    np.array([[_bare(*row, right)] * 2 for row in four]), down, 0
                ),
                "The last step is right. In the two rows put `1 - right` in brackets.",
                "brackets",
            ),
            (
                lambda four, down, right: _bare(
                    *(_between(four, row, right) for row in (0, 1)), down
                ),
                "In the two rows all is right. In the last step put `1 - down` in brackets.",
                "brackets",
            ),
            (
                lambda four, down, right: _between(four, right, down),
                "Down and right are swapped: `four[1, 0]` is the lower left one.",
                "rows for columns",
            ),
            (
                lambda four, down, right: _between(four, 1 - down, 1 - right),
                "The weights are the wrong way round. With `down = 0` and `right = 0`, which pixel "
                "is wanted?",
                "wrong sign",
            ),
            (
                lambda four, down, right: _between(four, 1 - down, right),
                "Up and down are the wrong way round: with `down = 0` only the upper two count.",
                "wrong sign",
            ),
            (
                lambda four, down, right: _between(four, down, 1 - right),
                "Left and right are the wrong way round: with `right = 0` only the left two count.",
                "wrong sign",
            ),
            (
                lambda four, down, right: _between(four, 0, right),
                "You went along the upper row only. Do the lower row too, and then go down.",
                "step left out",
            ),
            (
                lambda four, down, right: _between(four, 1, right),
                "You went along the lower row only. Do the upper row too, and then go down.",
                "step left out",
            ),
            (
                lambda four, down, right: _between(four, down, 0),
                "You went down the left column only. Where does `right` come in?",
                "step left out",
            ),
            (
                lambda four, down, right: _between(four, 0.5, right),
                "Both rows are right. Their plain mean belongs half-way down only: use `down`.",
                "unequal weights ignored",
            ),
            (
                lambda four, down, right: _between(four, down, 0.5),
                "You went down well. But left and right count alike in yours: use `right`.",
                "unequal weights ignored",
            ),
            (
                lambda four, down, right: 2 * _between(four, 0.5, right),
                "You added the two rows. Go from the one to the other by the fraction `down`.",
                "sum for mean",
            ),
            (
                lambda four, down, right: tuple(_between(four, row, right) for row in (0, 1)),
                "These are the values in the two rows. One step is left: go down between them.",
                "step left out",
            ),
            (
                lambda four, down, right: (
                    (_between(four, down, 0.5) + _between(four, 0.5, right)) / 2
                ),
                "You took the mean of a walk down and one to the right. Do the second walk "
                "between the results of the first.",
                "mean taken too early",
            ),
            (
                lambda four, down, right: (
                    (1 - down * right) * four[0, 0] + down * right * four[1, 1]
                ),
                "Two of the four pixels are missing: upper right and lower left.",
                "parts left out",
            ),
            (
                lambda four, down, right: (
                    (1 - down) * (four[0] @ [1, right]) + down * (four[1] @ [1, right])
                ),
                "Going right, the left pixel counts in full in yours. Its weight is 1 less "
                "`right`.",
                "step left out",
            ),
            (
                lambda four, down, right: (
                    _between(four, 0, right) + down * _between(four, 1, right)
                ),
                "Going down, the upper value counts in full in yours. Its weight is 1 less `down`.",
                "step left out",
            ),
        ],
        why="Each pixel counts with the product of two nearnesses, and the four weights add up "
        "to 1.",
        hint="Try the four corners: with `down = 1` and `right = 0`, for example, only "
        "`four[1, 0]` may be left.",
        more=(
            "A fraction t of the way from a to b is `(1 - t) * a + t * b`. Which two pixels are a "
            "and b in the upper row?",
            "In the upper row a is `four[0, 0]`, b is `four[0, 1]`, and t is `right`. Write the "
            "lower row in the same way.",
            "Now you have two values. Go from the upper one to the lower one, with `down` as the "
            "fraction.",
        ),
        idea="The same line three times: in the upper row from left to right, in the lower row "
        "from left to right, and from the first result to the second by the fraction down.",
    ),
    "exercise 6.6": Function(
        inputs=_networks_and_forms,
        # Two networks with five forms, three with four.
        edges=tuple(_networks_and_forms(np.random.default_rng(seed)) for seed in (3, 84)),
        right=_classes,
        wrong=[
            (
                _majority,
                "That is a vote: a network that hesitates counts as much as one that is sure. "
                "Average the outputs first.",
                "vote for mean",
            ),
            (
                _first_of_most,
                "That is a vote, in which the answers of most decide and not how sure they are. "
                "Average the outputs first.",
                "vote for mean",
            ),
            (
                _halving(0),
                "Halving at each step makes the last output count as much as all before it. Add "
                "all up, and divide once.",
                "divided by the wrong number",
            ),
            (
                _halving(1),
                "From the second output on you halve at each step, so the last one counts most. "
                "Add all up, and divide once.",
                "divided by the wrong number",
            ),
            (
                lambda networks, forms: _classes(networks, [np.mean(forms, axis=0)]),
                "You averaged the pictures, and the networks saw a blur. Average what they say.",
                "mean taken too early",
            ),
            (
                lambda networks, forms: np.mean((n(f) for n in networks for f in forms), axis=0),
                "`for` in round brackets is a generator, which `np.mean` doesn't go through. Put "
                "square brackets round it, and it is a list.",
                "wrong shape",
            ),
            (
                _mean_classes,
                "These are means of class numbers. Between a 3 and a 9 lies no 6.",
                "label as number",
            ),
            (
                lambda networks, forms: _mean_classes(networks, forms).round(),
                "Rounding doesn't help: between a 3 and a 9 lies no 6. Average the outputs.",
                "label as number",
            ),
            (
                lambda networks, forms: _mean_classes(networks, forms).astype(int),
                "Cutting the decimals doesn't help: between a 3 and a 9 lies no 6. Average the "
                "outputs.",
                "label as number",
            ),
            (
                lambda networks, forms: _mean_outputs(networks, forms).argmax(axis=0),
                "`argmax(axis=0)` asks which picture is largest at each output. You want one class "
                "for each picture.",
                "mean over the wrong axis",
            ),
            (
                lambda networks, forms: _mean_outputs(networks, forms).argmax(),
                "Without an axis, `argmax` gives one place for all pictures together.",
                "no axis",
            ),
            (
                lambda networks, forms: _outputs(networks, forms).mean().argmax(),
                "Without an axis, `np.mean` makes one number of all outputs. Average over the "
                "list alone.",
                "no axis",
            ),
            (
                lambda networks, forms: _outputs(networks, forms).mean(axis=1).argmax(axis=1),
                "Your mean runs over the pictures. It should run over networks and forms.",
                "mean over the wrong axis",
            ),
            (
                lambda networks, forms: _outputs(networks, forms).argmax(axis=2),
                "These are the classes of every single answer. Average the outputs before you look "
                "for the largest.",
                "not averaged",
            ),
            (
                lambda networks, forms: _classes(networks[:1], forms),
                "Only the first network was asked.",
                "parts left out",
            ),
            (
                lambda networks, forms: _classes(networks[-1:], forms),
                "Only the last network was asked, or its outputs replaced those before.",
                "parts left out",
            ),
            (
                lambda networks, forms: _classes(networks, forms[:1]),
                "Only the first form was shown.",
                "parts left out",
            ),
            (
                lambda networks, forms: _classes(networks, forms[-1:]),
                "Only the last form was shown, or its outputs replaced those before.",
                "parts left out",
            ),
            *(
                (
                    lambda networks, forms, which=which, of=of: _classes(
                        networks[which] if of == "network" else networks,
                        forms[which] if of == "form" else forms,
                    ),
                    f"The {place} {of} has no part in it. Where does your loop {turn}?",
                    "off by one",
                )
                for of in ("form", "network")
                for which, place, turn in (
                    (slice(1, None), "first", "begin"),
                    (slice(-1), "last", "end"),
                )
            ),
            (
                lambda networks, forms: _classes(networks[:1], forms[:1]),
                "Only the first network with the first form counts. Does `return` stand in the "
                "loop?",
                "return in the loop",
            ),
            (
                lambda networks, forms: _classes(networks[-1:], forms[-1:]),
                "Only the last network with the last form counts: each output replaced the one "
                "before. Collect them in a list.",
                "parts left out",
            ),
            (
                lambda networks, forms: np.median(_outputs(networks, forms).argmax(axis=2), axis=0),
                "A median of class numbers takes them for sizes. Average the outputs.",
                "label as number",
            ),
            (
                lambda networks, forms: np.prod(_outputs(networks, forms), axis=0).argmax(axis=1),
                "You multiplied the outputs, so a single one near 0 decides. Take their mean.",
                "product for sum",
            ),
            (
                lambda networks, forms: np.concatenate(_outputs(networks, forms)).argmax(axis=1),
                "All outputs stand below each other, as if they were of different pictures. Take "
                "the mean of those that belong to one.",
                "not averaged",
            ),
            (
                lambda networks, forms: _nested(networks, forms).mean(axis=0).argmax(axis=1),
                "With one list inside another there are two axes to average over, and one is left. "
                "Collect all outputs in a single list.",
                "mean over the wrong axis",
            ),
            (
                lambda networks, forms: _nested(networks, forms).mean(axis=0).argmax(axis=2),
                "You averaged over the networks. The forms are left: average over them as well.",
                "mean over the wrong axis",
            ),
            (
                lambda networks, forms: np.mean([f(forms) for f in networks], axis=0).argmax(
                    axis=1
                ),
                "A network got all forms at once. Call it with one at a time.",
                "wrong shape",
            ),
            (
                _in_pairs,
                "`zip` shows each network one form. Every network has to see every form.",
                "parts left out",
            ),
            (
                lambda networks, forms: _outputs(networks, forms).max(axis=0).argmax(axis=1),
                "Here the surest one decides alone. Let all have a say: take the mean.",
                "largest for mean",
            ),
            (
                lambda networks, forms: _mean_outputs(networks, forms).argmin(axis=1),
                "That is the class that they believe in least.",
                "wrong sign",
            ),
            (
                _mean_outputs,
                "These are the mean outputs. The class is the place of the largest.",
                "output for class",
            ),
            (
                lambda networks, forms: _mean_outputs(networks, forms).max(axis=1),
                "These are the largest mean outputs. The class is the place where each stands.",
                "output for class",
            ),
            (
                lambda networks, forms: [n(f).numpy() for n in networks for f in forms],
                "What these networks give are arrays already: leave `.numpy()` out.",
                "wrong operation",
            ),
            (
                lambda networks, forms: np.median(_outputs(networks, forms), axis=0).argmax(axis=1),
                "You took medians, so how sure the others were doesn't count. Take the mean.",
                "another quantity",
            ),
        ],
        why="All outputs of a picture go into one mean, so a sure answer weighs more than a "
        "hesitant one.",
        hint="Collect all outputs in a list first: one (n, 10) for each network and each form.",
        more=(
            "You need two loops, one inside the other, or two `for` in one list. Inside, call "
            "`network(form)`.",
            "`np.mean(outputs, axis=0)` of such a list runs along it, and has the shape (n, 10) "
            "again.",
            "What is left is to find the place of the largest in each row of the mean. Which axis "
            "runs along a row?",
        ),
        idea="Let every network read every form, and collect all outputs in one list. Take their "
        "mean along the list, and then, row by row, the place of the largest.",
    ),
    "exercise 6.7": Lines(
        needed="diebgaj",
        wrong={
            "c": (
                "then the network has seen what it is tested on. What would the test say of new "
                "pictures?",
                "leakage",
            ),
            "f": (
                "a choice by the test pictures picks what is lucky on them. Who else can choose?",
                "chosen by the test set",
            ),
            "h": (
                "that is one more choice by the test pictures, this time among seeds.",
                "chosen by the test set",
            ),
            "k": (
                "the second test is no test any more: its pictures have had a part in the choice.",
                "chosen by the test set",
            ),
        },
        order={
            "di": (
                "The training pictures are only what remains when validation has its share.",
                "steps in the wrong order",
            ),
            "ie": (
                "Some networks don't exist yet when they read: train them first.",
                "steps in the wrong order",
            ),
            "eb": (
                "You choose before anything was measured.",
                "steps in the wrong order",
            ),
            "bg": (
                "Which candidate do you train anew? It has to be chosen first.",
                "steps in the wrong order",
            ),
            "ga": (
                "The test is for the networks trained anew, so it comes after them.",
                "steps in the wrong order",
            ),
            "aj": (
                "There is no mean yet: the test pictures have not been read.",
                "steps in the wrong order",
            ),
        },
        why="All choices are made by validation pictures, and the test comes after the last one.",
        hint="Each letter stands for a line. Leave out the four that don't belong.",
        more=(
            "Begin with the pictures: before anything trains, which of them go where?",
            "Three parts follow each other: prepare and train, choose, test. Sort the lines into "
            "them first.",
            "After the choice the winner is trained once more. Only then the test pictures are "
            "read, and the last line reports.",
        ),
        idea="Set the judges of the choice aside, train all candidates, let the judges look, "
        "choose, train the chosen one with new seeds, open the test once, and report that.",
    ),
    "quiz 6.1": Choice(
        right="c",
        options={
            "a": "Mirroring left and right.",
            "b": "Turning by 180 degrees.",
            "c": "Slanting by 8 degrees.",
            "d": "Exchanging top and bottom.",
        },
        why="A slanted b is still a b. The other three make another letter of it.",
        wrong={
            "a": ("What is a b in a mirror?", "label not kept"),
            "b": (
                "Write a b, and turn the paper upside down. What do you read?",
                "label not kept",
            ),
            "d": (
                "With top and bottom exchanged, a b turns into which letter?",
                "label not kept",
            ),
        },
        more=("Draw a b on paper, and do each of the four with it.",),
        idea="A change may go as far as the label stays right. Look for the one after which each "
        "of the four letters is still read as itself.",
    ),
    "quiz 6.2": Choice(
        right="a",
        why="They stand for pictures that will really come. Distorted, they would measure "
        "another task.",
        wrong={
            "b": (
                "The two needn't be alike. What question should the validation accuracy answer?",
                "judged on another task",
            ),
            "c": (
                "A harder check is not a truer one. What pictures will the network have to read?",
                "judged on another task",
            ),
            "d": (
                "Those come from pictures that the network trained on. Can they say what it does "
                "with new ones?",
                "leakage",
            ),
        },
        more=("What did `model.fit` get as `validation_data` above?",),
        idea="Distortions are there to teach. What measures has to look like the pictures that "
        "the network will meet in use.",
    ),
    "quiz 6.3": Choice(
        right="d",
        why="Where one errs, the others can outweigh it. The same error, made by all, stays.",
        wrong={
            "a": (
                "Then the mean is wrong there too. What could correct it?",
                "errors shared by all",
            ),
            "b": (
                "A network and its copy give the same outputs, and so does their mean.",
                "errors shared by all",
            ),
            "c": (
                "Errors are not shared out by their number. What if all are wrong on one picture?",
                "errors shared by all",
            ),
        },
        more=("Take one picture that one network misreads. What must the others do to help?",),
        idea="A mean corrects an error only if there are others that don't make it.",
    ),
    "quiz 6.4": Choice(
        right="b",
        why="The interval contains 0: with these ten seeds the mean may be above 0 by luck.",
        wrong={
            "a": (
                "Half of all useless changes gain a little by luck. What does the interval "
                "contain?",
                "interval of one run",
            ),
            "c": (
                "Not to see a gain isn't to know that there is none. It may be as large as 0.20.",
                "nothing seen for nothing there",
            ),
            "d": (
                "The upper end is the most that fits these seeds. The lower end fits as well.",
                "one end of the interval",
            ),
        },
        more=("On which side of 0 do the two ends of the interval lie?",),
        idea="What lies in the interval is in accord with these seeds: a small loss, nothing, and "
        "a small gain. Say no more than that.",
    ),
    "quiz 6.5": Choice(
        right="c",
        options={
            "a": "Those of this picture.",
            "b": "Those of the last batch in training.",
            "c": "Moving averages from training.",
            "d": "Those of the test pictures.",
        },
        why="They were collected in training, so the answer to a picture doesn't depend on which "
        "others come along.",
        wrong={
            "a": (
                "From one picture, each unit's variance is 0, and every sum minus its mean too.",
                "statistics of the wrong pictures",
            ),
            "b": (
                "A single batch is a matter of luck. What does the layer collect over many?",
                "statistics of the wrong pictures",
            ),
            "d": (
                "A network in use has no test pictures at hand. What did training leave in the "
                "layer?",
                "statistics of the wrong pictures",
            ),
        },
        more=("A normalisation has four numbers for each unit. Two are learned. And the others?",),
        idea="The layer keeps, from training on, what it will need when there is no batch.",
    ),
}

POINTS = Prediction(unit="percentage points", least=-100, most=100)
"""A difference of two accuracies."""

PREDICTIONS = {
    "prediction 6.1": POINTS,
    "prediction 6.2": Prediction(unit="seeds", least=0, most=10, whole=True),
    "prediction 6.3": POINTS,
    "prediction 6.4": PERCENT,
}
