"""What notebook 1 asks: the right answers, why, and what the known wrong ones get to hear."""

from collections.abc import Iterator

import numpy as np
from sklearn.preprocessing import label_binarize

from exercises import samples
from exercises.answers import same
from exercises.calls import Raised
from exercises.kinds import Choice, Function, Value
from exercises.predictions import PERCENT, Prediction

CLASSES = range(10)


def _pictures(rng):
    """Return a few pictures, or one, none of full ink: its largest pixel must not stand for 255."""
    return samples.pictures(rng, rng.integers(1, 9), full_ink=False)


GREY_PAPER = (np.arange(3 * 784).reshape(3, 28, 28) % 173 + 20).astype("uint8")
"""Pictures without a 0, as a photo can be."""


LAST_CLASSES = np.tile([9, 0, 8, 3, 9, 5], 150)
"""Labels of the last two classes, which `_labels` never draws; one comes more than 255 times."""


def _labels(rng):
    """Return labels without an 8, a 9 and two others: the ten places must not come from them."""
    return samples.labels(rng, rng.integers(20, 40), classes=8, missing=2)


def _labelled(rng):
    """Return pictures of five classes, their labels, and the label of one class."""
    x, y = samples.labelled(rng, rng.integers(24, 36), missing=5)
    return x, y, int(rng.choice(y))


def _many_of_one():
    """Return dark pictures of one class but for three: added up they pass 16 bits.

    The first and the last are unlike the others.
    """
    images, labels = np.full((303, 28, 28), 250, "uint8"), np.full(303, 6)
    images[[0, -1]] = np.arange(784).reshape(28, 28) % 251
    images[100:103], labels[100:103] = 0, 2
    return images, labels, 6


def _counts(labels):
    return np.bincount(labels, minlength=10)


def _kept(images, labels, wanted):
    return images[labels == wanted]


def _with_ones(labels, rows, places, width=10):
    """Return a row of zeros for each label, with ones where the two indices say."""
    zeros = np.zeros((len(labels), width))
    zeros[rows, places] = 1
    return zeros


def _scaled_in_place(images):
    images /= 255
    return images.reshape(len(images), 784)


def _taken_out(output):
    """Return what an iterator such as `zip` gives, as a tuple; everything else as it is."""
    return tuple(output) if isinstance(output, Iterator) else output


class _Drawing(Function):
    """A function that has to draw from the source of chance behind its other arguments."""

    def run(self, function, arguments, seconds):
        """Call it, and see whether the same chance gives the same again, and another doesn't."""
        *given, rng = arguments
        run = super().run
        called = run(function, arguments, seconds)
        called = called._replace(output=_taken_out(called.output))
        if not isinstance(called.output, Raised):
            again, other = (
                _taken_out(run(function, (*given, source), seconds).output)
                for source in (rng, np.random.default_rng(0))
            )
            rng.decides = same(again, called.output) and not same(other, called.output)
        return called


# 1.8: pictures and labels, shuffled


def _to_shuffle(rng):
    x, y = samples.labelled(rng, rng.integers(24, 36))
    return x, y, samples.chance(rng)


def _shuffling(output, images, labels, rng):
    """Name what became of pictures and labels: "in pairs", or a key of `SHUFFLED`."""
    if isinstance(output, np.ndarray):
        return "one result"
    if len(output) == len(images) and all(len(pair) == 2 for pair in output):
        return "one list"
    first, second = output
    if first is None or second is None:
        return "nothing"
    new, beside = np.asarray(first), np.asarray(second)
    if beside.shape[1:] == images.shape[1:] and new.ndim == 1:
        return "swapped"
    if new.shape == (1, *images.shape):  # what brackets give for None
        return "nothing"
    if new.shape == images.shape[1:]:
        return "one picture"
    stood = {image.tobytes(): row for row, image in enumerate(images)}
    order = [stood.get(image.astype("uint8").tobytes()) for image in new]
    if None in order or new.shape[1:] != images.shape[1:]:
        return "other pictures"
    if len(order) != len(beside):
        return "unequal"
    if len(set(order)) < len(order):
        return "labels as rows" if set(order) <= set(labels.tolist()) else "with return"
    if len(order) < len(images):
        return "some"
    if not np.array_equal(np.sort(beside, axis=0), np.sort(labels)):
        return "other labels"
    moved = order != sorted(order)
    if not np.array_equal(beside, labels[order]):
        if not moved:
            return "labels alone"
        return "pictures alone" if np.array_equal(beside, labels) else "torn apart"
    if not moved:
        return "unmoved"
    if not rng.decides:
        return "not drawn"
    if np.mean(np.array(order) == np.arange(len(order))) > 0.5:
        return "most unmoved"
    beside_each_other = np.isin(np.diff(order) % len(order), (1, len(order) - 1))
    return "rolled" if beside_each_other.mean() > 0.5 else "in pairs"


SHUFFLED = {
    "one result": "You give back one array. Wanted are two: the pictures, and the labels behind "
    "a comma.",
    "one list": "You give back one list of pairs. Wanted are two results: `zip(*pairs)` takes the "
    "pairs apart.",
    "nothing": "`rng.shuffle` changes an array in place and gives back None, so nothing came out. "
    "`rng.permutation` gives the mixed one back.",
    "swapped": "Both are there in the other order: pictures come first, then labels.",
    "other pictures": "The first result doesn't consist of the pictures that came in. They change "
    "places, and their pixels stay as they are.",
    "other labels": "The second result doesn't consist of the labels that came in.",
    "unequal": "The two results have different lengths, so some pictures have no label.",
    "labels as rows": "You put labels where row numbers belong: label 3 fetches row 3, again and "
    "again, and rows from 10 on never come. A new order is one of all row numbers.",
    "with return": "The pairs are right, but some pictures came twice and others got lost. Drawing "
    "row numbers is not the same as mixing them.",
    "some": "Only a part of the pictures came back. As many row numbers are needed as there are "
    "pictures; the 5 in the text is an example.",
    "pictures alone": "Only the pictures moved now. The first label still stands first, and its "
    "picture doesn't.",
    "labels alone": "Only the labels moved now, so they stand beside other people's pictures.",
    "torn apart": "There are still two orders, one for the pictures and one for the labels. Draw a "
    "single one, since each call of `rng` draws anew, and use it once for each of both.",
    "one picture": "One picture came back. A single number in the brackets takes one row: the "
    "whole order belongs there.",
    "unmoved": "The pairs are right again because nothing moves any more. It has to shuffle.",
    "most unmoved": "The pairs are right, but most pictures stay where they were. All row numbers "
    "have to be mixed.",
    "rolled": "The pairs are right, but nearly every picture has its old neighbours: they moved in "
    "one block. All row numbers have to be mixed.",
    "not drawn": "The pairs are right, but the order isn't drawn from `rng`. It is handed over so "
    "that the order is random, and the same again for the same seed.",
}
"""What is said of each way to shuffle wrongly."""


def _by(order):
    """Return a function that puts pictures and labels in an order of row numbers."""

    def put(images, labels, rng):
        rows = order(images, labels, rng)
        return images[rows], labels[rows]

    return put


def _two_swapped(rows, rng):
    one, other = rng.choice(len(rows), 2, replace=False)
    rows[[one, other]] = rows[[other, one]]
    return rows


# 1.9: rows, set aside


def _to_deal(rng):
    rows = rng.choice(np.arange(100, 3000), rng.integers(600, 900), replace=False)
    return rows, samples.chance(rng)


def _dealing(output, rows, rng):
    """Name how rows were split: "apart", or a key of `DEALT`."""
    if isinstance(output, np.ndarray):
        return "one result"
    if any(isinstance(part, set | frozenset) for part in output):
        return "sets"
    training, validation = (list(map(int, part)) for part in output)
    every, tenth = set(rows.tolist()), len(rows) // 10
    both = set(training) & set(validation)
    if not set(validation) <= every:
        return "places"
    if not set(training) <= every:
        return "counted"
    if set(training) | set(validation) != every:
        if not training:
            return "nothing left"
        return "cut elsewhere" if both else "lost"
    if both:
        if set(training) == every:
            return "wrong place" if len(validation) == len(rows) - tenth else "in both"
        if set(validation) == every:
            return "turned" if len(training) == tenth else "all in validation"
        return "some in both"
    if len(training) == tenth:
        return "swapped"
    if len({*training}) < len(training) or len({*validation}) < len(validation):
        return "twice"
    if abs(len(validation) - len(rows) / 10) >= 1:
        return "another size"
    places = np.flatnonzero(np.isin(rows, validation))
    if np.ptp(places) < tenth:
        return "block"
    steps = np.diff(places)
    if not rng.decides:
        return "not drawn"
    if np.mean(steps == np.bincount(steps).argmax()) > 0.5:
        return "in step"
    every_part = places[0] < len(rows) / 4 and places[-1] >= len(rows) * 3 / 4
    return "apart" if every_part else "of a part"


DEALT = {
    "one result": "You give back one list. Wanted are two: the training rows, and the validation "
    "rows behind a comma.",
    "nothing left": "No row is left for training. `np.setdiff1d(a, b)` keeps what is in `a`: the "
    "long list comes first.",
    "cut elsewhere": "Some rows are in both, and some in none: the two parts were chosen apart. "
    "Training is what is left when the drawn rows are taken out of all.",
    "lost": "No row is in both now, but some are in none: those pictures are lost.",
    "in both": "All rows are still given for training, those of validation too. `np.setdiff1d` "
    "changes nothing in `rows`: what counts is the array that it gives back.",
    "places": "Validation holds numbers that aren't among `rows`. Were places drawn in place of "
    "row numbers? They agree only where rows count 0, 1, 2 …",
    "counted": "Training holds numbers that aren't among `rows`. What the drawn rows are taken out "
    "of has to be `rows` itself, which needn't count from 0.",
    "all in validation": "The training rows are right. But all rows are given for validation, "
    "those of training too.",
    "wrong place": "All rows are given for training, and those that should be left for it stand in "
    "the second place. Training rows come first, then the rows that were drawn.",
    "turned": "The two results are in the other order, and the drawn rows are still among all. "
    "Training rows come first, without those that were drawn.",
    "some in both": "Some rows are still in both parts.",
    "swapped": "Nine tenths were set aside. Return the training rows first, then validation.",
    "twice": "Some rows were drawn twice: a part holds fewer pictures than it seems. "
    "`replace=False` draws each once.",
    "another size": "No row is in both now, but what is set aside isn't a tenth of all rows.",
    "block": "No row is in both now, but the rows set aside stand side by side. If the file is "
    "sorted, they are of one class.",
    "in step": "No row is in both now, but the rows set aside follow each other in equal steps: "
    "only the first was drawn. In a draw each row has the same chance, whatever the others are.",
    "of a part": "No row is in both now, but only a part of all rows was drawn from: the others "
    "can never be set aside.",
    "sets": "A set has no order, and no array can be asked for the rows of a set. Give back "
    "arrays: `np.setdiff1d` makes one.",
    "not drawn": "No row is in both now, but the rows set aside aren't drawn from the `rng` that "
    "is handed over. With it they are chance, and the same again for the same seed.",
}
"""What is said of each way to set rows aside wrongly."""


def _drawn(rows, rng):
    return rng.choice(rows, size=len(rows) // 10, replace=False)


def _apart(rows, chosen):
    return np.setdiff1d(rows, chosen), chosen


def _drawn_twice(rows, rng):
    chosen = _drawn(rows, rng)
    chosen[0] = chosen[1]  # by luck alone it needn't happen in every round
    return _apart(rows, chosen)


# Handed out to be mended.


def made_ready(images):
    """Divide by 255 twice."""
    scaled = images.astype("float32") / 255
    rows = scaled.reshape(len(images), 784)
    return rows / 255


def shuffled(images, labels, rng):
    """Shuffle pictures and labels apart."""
    new_images = rng.permutation(images)
    new_labels = rng.permutation(labels)
    return new_images, new_labels


def set_aside(rows, rng):
    """Set rows aside, and leave them where they were."""
    chosen = rng.choice(rows, size=len(rows) // 10, replace=False)
    return rows, chosen  # training rows, validation rows


EXERCISES = {
    "recall 1.1": Choice(
        options={"a": "28", "b": "56", "c": "784", "d": "2,352"},
        right="c",
        why="28 rows of 28 numbers make 28 × 28 = 784.",
        wrong={
            "a": (
                "28 is one row of it. How many rows are there?",
                "size of a picture",
            ),
            "b": (
                "56 adds rows and columns. Each of the rows has its own 28 numbers.",
                "size of a picture",
            ),
            "d": (
                "That would be a colour picture: three numbers a place. Grey needs one.",
                "size of a picture",
            ),
        },
        more=(
            "Draw a small picture of 2 rows and 3 columns, and count its places.",
            "Each row holds as many numbers as there are columns.",
            "Write 28 for each row, and add up all 28 rows.",
        ),
        idea="Rows and columns are multiplied, because every row holds one number for each column.",
    ),
    "recall 1.2": Choice(
        options={"a": "5", "b": "6", "c": "7", "d": "an error"},
        right="b",
        why="Python counts places from 0, so place 1 is the second.",
        wrong={
            "a": (
                "5 stands at place 0. Python counts places from 0, not from 1.",
                "counting from 1",
            ),
            "c": ("7 stands at place 2: you counted from −1.", "off by one"),
            "d": (
                "Place 1 exists in a list of four. An error comes only from place 4 on.",
                "off by one",
            ),
        },
        more=(
            "Write the places under the numbers. Which place has the first number?",
            "`row[0]` is the first number. Which one comes after it?",
            "Type `[5, 6, 7, 8][1]` into a cell, and run it.",
        ),
        idea="Places are counted from 0, so place 1 holds the second number from the left.",
    ),
    "recall 1.3": Choice(
        options={"a": "0 to 256", "b": "1 to 256", "c": "−128 to 127", "d": "0 to 255"},
        right="d",
        why="256 values, and 0 is the first: 0 to 255.",
        wrong={
            "a": ("0 to 256 are 257 different numbers, one too many.", "off by one"),
            "b": (
                "Then 0 would be missing, and empty paper needs a number too.",
                "counting from 1",
            ),
            "c": (
                "A byte can also be read so, but then half of its values are below 0.",
                "overflow of uint8",
            ),
        },
        more=(
            "Take a smaller case: three values, counted from 0, are 0, 1 and 2.",
            "The first of the 256 numbers is 0. How many more follow it?",
            "The last number is one less than how many there are.",
        ),
        idea="Counting starts at 0, so the last of 256 numbers is one below 256.",
    ),
    "exercise 1.1": Function(
        inputs=lambda rng: (_labels(rng),),
        edges=[(LAST_CLASSES,)],
        right=lambda labels: _counts(labels) / len(labels),
        why="Counts over all labels are shares, and `minlength` keeps a place for every class.",
        hint="A share is a part of the whole. What do you count, and what is the whole?",
        more=(
            "Take the labels 2, 2, 5 and 2. Which ten numbers should come out?",
            "`np.bincount`, as in the table of counts above, gives the counts. Mind its "
            "`minlength`.",
            "Divide the counts by how many labels there are: `len` knows it.",
        ),
        idea="Count each class with ten places, and divide the ten counts by the number of labels.",
        wrong=[
            (
                lambda labels: np.bincount(labels) / len(labels),
                "If the last classes don't occur among the labels, their places are missing too. "
                "See how the counts above got ten places.",
                "classes from the labels",
            ),
            (
                lambda labels: np.unique(labels, return_counts=True)[1] / len(labels),
                "Only classes that occur have a place in yours. Each of the ten needs one, if it "
                "holds 0.",
                "classes from the labels",
            ),
            (
                lambda labels: _counts(labels) * (np.arange(10) < 9) / len(labels),
                "No 9 is counted. `range(9)` ends at 8.",
                "off by one",
            ),
            (
                _counts,
                "These are counts. A share is a part of the whole: divide.",
                "count for share",
            ),
            (
                lambda labels: 100 * _counts(labels) / len(labels),
                "These are percent. Wanted are fractions, whose sum is 1.",
                "percent for fraction",
            ),
            (
                lambda labels: _counts(labels) // len(labels),
                "`//`, or an array of whole numbers, drops what stands behind the point, and of a "
                "share that is everything.",
                "floor division",
            ),
            (
                lambda labels: _counts(labels) / 10,
                "You divided by the number of classes. A share is a part of all labels.",
                "divided by the wrong number",
            ),
            (
                lambda labels: _counts(labels) / _counts(labels).mean(),
                "You divided by the mean count, so a class of middle size gets 1. A share is a "
                "part of all labels.",
                "divided by the wrong number",
            ),
            (
                lambda labels: _counts(labels) / _counts(labels).max(),
                "You divided by the largest count, so the largest class gets 1. A share is a part "
                "of all labels.",
                "divided by the wrong number",
            ),
            (
                lambda labels: _counts(labels) / labels.sum(),
                "You divided by the sum of the labels: as if a 9 were nine pictures. How many "
                "labels are there?",
                "label as number",
            ),
            (
                lambda labels: _counts(labels) / 60_000,
                "60,000 is how many labels MNIST has. This function is tried on other labels: "
                "let it count them.",
                "written-down number",
            ),
            (
                lambda labels: np.sort(_counts(labels))[::-1] / len(labels),
                "These are shares, the largest first. Place 0 belongs to class 0, place 1 to "
                "class 1.",
                "results in the wrong order",
            ),
            (
                lambda labels: labels / len(labels),
                "You divided the labels themselves. Count first how often each of them occurs.",
                "label as number",
            ),
            (
                lambda labels: -np.sort(-_counts(labels)[_counts(labels) > 0]) / len(labels),
                "These are shares, the largest first, and classes that don't occur are left out. "
                "Place 0 belongs to class 0, place 1 to class 1, and so on up to 9.",
                "results in the wrong order",
            ),
            (
                lambda labels: [(labels == c).mean() for c in range(1, 11)],
                "Yours begin with class 1, and a class 10 doesn't exist. Class 0 comes first.",
                "counting from 1",
            ),
            (
                lambda labels: np.histogram(labels, bins=10)[0] / len(labels),
                "`np.histogram` cuts the span from the smallest to the largest label into ten "
                "bins, which are no classes. Count each class by itself.",
                "classes from the labels",
            ),
            (
                lambda labels: np.histogram(labels, bins=10, density=True)[0],
                "A density is a share divided by the width of its bin, and the bins come from the "
                "labels that occur. Count each class by itself, and divide by all labels.",
                "classes from the labels",
            ),
            (
                lambda labels: (labels == 0).mean(),
                "That is the share of class 0 alone. Does `return` stand in a loop? It ends the "
                "function at the first turn.",
                "return in the loop",
            ),
            (
                lambda labels: [labels.count(c) / len(labels) for c in CLASSES],
                "`count` belongs to lists, and labels come as an array. `labels == c` is true "
                "where a label is c.",
                "list for array",
            ),
            (
                lambda labels: [0] * 10 / len(labels),
                "A list can't be divided as a whole. An array can: `np.array` makes one of it.",
                "list for array",
            ),
            (
                lambda labels: np.bincount(labels, 10) / len(labels),
                "The second thing that `np.bincount` takes is something else. Name yours: "
                "`minlength=10`.",
                "arguments swapped",
            ),
        ],
    ),
    "exercise 1.2": Function(
        inputs=_labelled,
        edges=[_many_of_one()],
        right=lambda *given: _kept(*given).mean(axis=0),
        why="The mask keeps one class, and `axis=0` averages over its pictures, place by place.",
        hint="Sieve the pictures by label first, then average over the pictures.",
        more=(
            "There are two steps: which pictures belong, and over which direction is the mean?",
            "`labels == wanted` is true where a picture is of that class. Where does it go?",
            "What the mask keeps has three directions. Average over the one that counts pictures.",
        ),
        idea="Put the comparison of the labels in the brackets of the pictures, and take the mean "
        "over the first axis of what is left.",
        wrong=[
            (
                lambda images, labels, wanted: images.mean(axis=0),
                "That is the mean of all pictures. Keep those of the wanted class first.",
                "mask forgotten",
            ),
            (
                lambda *given: sum(_kept(*given).astype("uint16")) / len(_kept(*given)),
                "Right for a few pictures. Of hundreds the sum no longer fits into 16 bits, and "
                "goes round. `mean` adds up in floats.",
                "overflow of uint8",
            ),
            (
                lambda images, labels, wanted: images[labels != wanted].mean(axis=0),
                "That is the mean of all the other classes: the mask is the wrong way round.",
                "wrong sign",
            ),
            (
                lambda *given: _kept(*given).mean(),
                "`mean()` without an axis gives one number for everything. Over which direction do "
                "you want to average?",
                "no axis",
            ),
            (
                lambda *given: _kept(*given).mean(axis=1),
                "`axis=1` averages over the rows of each picture. The pictures are another axis.",
                "mean over the wrong axis",
            ),
            (
                lambda *given: _kept(*given).mean(axis=2),
                "The last axis averages over the columns of each picture. The pictures are another "
                "axis.",
                "mean over the wrong axis",
            ),
            (
                lambda *given: _kept(*given).mean(axis=(1, 2)),
                "That is one number for each picture: how dark it is. Average over the pictures, "
                "and keep rows and columns.",
                "mean over the wrong axis",
            ),
            (
                lambda *given: _kept(*given).sum(axis=0),
                "That is the sum. A mean divides it by how many pictures there are.",
                "sum for mean",
            ),
            (
                lambda *given: sum(_kept(*given)) / len(_kept(*given)),
                "The way is right, and the sum overflows: the pixels are `uint8`, so a sum above "
                "255 goes round to 0. `mean` adds up in wider numbers.",
                "overflow of uint8",
            ),
            (
                lambda images, labels, wanted: (
                    _kept(images, labels, wanted).sum(axis=0) / len(labels)
                ),
                "You divided by the number of all pictures. How many did the mask keep?",
                "divided by the wrong number",
            ),
            (
                lambda *given: np.median(_kept(*given), axis=0),
                "That is the median, the value in the middle. Wanted is the mean.",
                "another quantity",
            ),
            (
                lambda *given: _kept(*given).std(axis=0),
                "That is the standard deviation: how much each pixel varies. Wanted is the mean.",
                "another quantity",
            ),
            (
                _kept,
                "These are all pictures of the class. One step is left: average over them.",
                "step left out",
            ),
            (
                lambda *given: _kept(*given)[0],
                "That is the first picture of the class. Wanted is the mean of all of them.",
                "step left out",
            ),
            (
                lambda images, labels, wanted: images[wanted],
                "That is the picture in row `wanted`, not the pictures with that label. Compare "
                "the labels with the wanted one, and use the result as a mask.",
                "index for mask",
            ),
            (
                lambda *given: _kept(*given).max(axis=0),
                "That is the darkest value at each place. Wanted is the mean.",
                "another quantity",
            ),
            (
                lambda *given: (_kept(*given) > 0).mean(axis=0),
                "That is the share of pictures with ink at each place, as on the map of the ink. "
                "Wanted is the mean of the pixels themselves.",
                "another quantity",
            ),
            (
                lambda images, labels, wanted: images[labels[wanted]].mean(axis=0),
                "`labels[wanted]` is one label, that of row `wanted`. Compare all labels with the "
                "wanted one.",
                "index for mask",
            ),
        ],
    ),
    "exercise 1.3": Value(
        right=0.9,
        tolerance=1e-6,
        why="Always answering cat is right for 9,000 of 10,000 pictures.",
        hint="Which answer does this baseline give, and for what part of the pictures is it right?",
        more=(
            "The baseline gives one answer for every picture. Which one?",
            "How many pictures are there, and for how many of them is that answer right?",
            "Divide the pictures that it gets right by all pictures.",
        ),
        idea="The baseline names the larger class every time, so its accuracy is the share of that "
        "class among all pictures.",
        wrong=[
            (
                90,
                "That is percent. Accuracy here is a fraction between 0 and 1.",
                "percent for fraction",
            ),
            (
                0.5,
                "Two classes need not share the pictures evenly. Count how many are cats.",
                "unequal weights ignored",
            ),
            (
                0.1,
                "That is the share of the rare class. The baseline names the frequent one.",
                "rare class mistaken",
            ),
            (
                9000,
                "That is how many it gets right. Accuracy is a part of all pictures.",
                "count for share",
            ),
            (
                9,
                "There are so many cats for each dog. Accuracy is a part of all pictures, dogs "
                "included.",
                "divided by the wrong number",
            ),
            (
                1 / 9,
                "You divided the dogs by the cats. The baseline names the cats, and the whole is "
                "all pictures.",
                "divided by the wrong number",
            ),
            (
                1,
                "Then every answer would be right. It says cat to the dogs too.",
                "rare class mistaken",
            ),
            (
                1000,
                "That is how many dogs there are. Which part of all pictures does it get right?",
                "count for share",
            ),
            (
                (9000, 10000),
                "Those are the right two counts. Divide the first by the second.",
                "step left out",
            ),
            (
                (9, 0.0, 0),
                "Python reads each comma as the end of a number. Write nothing between thousands: "
                "`9000 / 10000`.",
                "decimal comma",
            ),
            (
                "9/10",
                "Without its quotes, Python works it out.",
                "text for a number",
            ),
        ],
    ),
    "exercise 1.4": Choice(
        options={
            "a": "Moving pushes ink over the edge, so the pictures hold less of the digit than"
            " before.",
            "b": "The classifier compares equal places, and the ink isn't at its place any more.",
            "c": "The labels don't fit the moved pictures.",
            "d": "The means have to forget the old pictures first.",
        },
        right="b",
        why="Distance compares place with place. Move the ink, and every place holds another part.",
        wrong={
            "a": (
                "`np.roll` moves pixels around the edge and loses none. The ink is all there.",
                "another cause",
            ),
            "c": (
                "Nobody touched the labels: a 3 that moved is still labelled 3.",
                "another cause",
            ),
            "d": (
                "The means were made from other pictures, and those did not move. Nothing was "
                "learned here that could be forgotten.",
                "another cause",
            ),
        },
        more=(
            "Which of the arrays did the cell change: pictures, labels or means?",
            "Add up the ink of one picture before and after the move.",
            "Row 14, column 3 of the picture is compared with one place of the mean. With which?",
        ),
        idea="A distance adds up differences at the same place. After the move, the places of the "
        "picture hold other parts of the digit than those of the mean.",
    ),
    "exercise 1.5": Function(
        inputs=lambda rng: (_pictures(rng),),
        edges=[(GREY_PAPER,)],
        rounds=6,  # with a single picture, rows and columns can be swapped unseen
        unchanged=made_ready,
        right=lambda images: images.reshape(len(images), 784) / 255,
        why="One division by 255 is enough. A second one leaves pictures that are almost blank.",
        hint="The result has one row of 784 numbers a picture, between 0 and 1.",
        more=(
            "Follow one pixel that is 255 through each line. What is it after each?",
            "Full ink should come out as 1, and paper as 0. What has to be done to 255, and how "
            "often?",
            "Two steps are enough: a division by 255, and a `reshape` to one row for each picture. "
            "Compare each line of yours with them.",
        ),
        idea="Divide by 255 once, lay each picture in a row, and give back these rows as they are.",
        wrong=[
            (
                _scaled_in_place,
                "`/=` writes the result into the same array, and `uint8` holds no fractions. Give "
                "the result a name of its own.",
                "overflow of uint8",
            ),
            (
                lambda images: images.reshape(60_000, 784) / 255,
                "60,000 is how many pictures MNIST has for training. This function is tried on "
                "fewer: `len(images)` knows.",
                "written-down number",
            ),
            (
                lambda images: images.transpose(0, 2, 1).reshape(len(images), 784) / 255,
                "You laid the columns of each picture end to end. Wanted are its rows, as "
                "`reshape` alone lays them.",
                "rows for columns",
            ),
            (
                lambda images: images.reshape(len(images), 784) * 255,
                "You multiplied, so full ink is 65,025. Scaling down is dividing.",
                "wrong operation",
            ),
            (
                lambda images: images.reshape(len(images), 784) / 255 / 255,
                "It still divides twice: full ink comes out as 1 / 255. Which of the two divisions "
                "is one too many?",
                "scaled twice",
            ),
            (
                lambda images: images.reshape(len(images), 784),
                "Now nothing is divided, and the pixels go up to 255. One division has to stay.",
                "not scaled",
            ),
            (
                lambda images: images.reshape(len(images), 784) // 255,
                "Every grey became 0, and only full ink would be left: `//`, or a dtype of whole "
                "numbers, throws the fraction away.",
                "floor division",
            ),
            (
                lambda images: images.reshape(len(images), 784) / 256,
                "256 is how many values there are. The largest of them should become 1.",
                "off by one",
            ),
            (
                lambda images: images.reshape(len(images), 784) / 100,
                "Divided by 100, full ink is 2.55. It should become 1.",
                "divided by the wrong number",
            ),
            (
                lambda images: images / 255,
                "Scaled, but not flattened: it still has rows and columns.",
                "wrong shape",
            ),
            (
                lambda images: images.ravel() / 255,
                "All pictures lie in one row now. Each needs a row of its own.",
                "wrong shape",
            ),
            (
                lambda images: images.reshape(784, len(images)) / 255,
                "You have 784 rows. Wanted is one row for each picture.",
                "rows for columns",
            ),
            (
                lambda images: images.reshape(784, len(images)).T / 255,
                "The shape is right, but each row mixes pixels of several pictures: `reshape` "
                "needs the pictures first.",
                "rows for columns",
            ),
            (
                lambda images: images.reshape(len(images), 784) / images.max(),
                "The darkest pixel of a batch is not always 255. The same picture would look "
                "different in another batch.",
                "scaled by the batch",
            ),
            (
                lambda images: (
                    images.reshape(len(images), 784)
                    / images.max(axis=(1, 2)).astype(float)[:, None]
                ),
                "You divide each picture by its own darkest pixel, so a pale one comes out as dark "
                "as the others. Only 255 is the same for all.",
                "scaled by the batch",
            ),
            (
                lambda images: (images - images.min()).reshape(len(images), 784) / 255,
                "You take the smallest pixel away. Where it isn't 0, every pixel changes with the "
                "batch: grey paper has to stay grey.",
                "scaled by the batch",
            ),
            (
                lambda images: (
                    (images - images.min()).reshape(len(images), 784)
                    / (images.max() - images.min())
                ),
                "You stretch each batch from its smallest to its largest pixel. The same picture "
                "would look different in another batch. Only 255 is the same in all.",
                "scaled by the batch",
            ),
            (
                lambda images: 1 - images.reshape(len(images), 784) / 255,
                "Light and dark are swapped. Paper was 0 and has to stay 0.",
                "ink for paper",
            ),
            (
                lambda images: images.reshape(len(images), 784).astype("float16") / 255,
                "Some digits are lost: `float16` keeps three. `float32` keeps seven.",
                "rounded",
            ),
            (
                lambda images: images.reshape(len(images), 784) / 127.5 - 1,
                "Yours runs from −1 to 1. Wanted is 0 to 1, with paper at 0.",
                "wrong operation",
            ),
        ],
    ),
    "exercise 1.6": Value(
        right=(10, 20),
        why="Ten whole rows are 280 pixels, and place 300 lies 20 further: row 10, column 20.",
        hint="How many whole rows of 28 lie before place 300, and how many pixels are left over?",
        more=(
            "Take a small case: in rows of 3, place 7 is the second number of the third row. "
            "Counted from 0, which row and column is that?",
            "Above, row 14 and column 3 became place 28·14 + 3. Go the same way back.",
            "`300 // 28` counts the whole rows, and `300 % 28` gives what is left over.",
        ),
        idea="The row is how often 28 goes into 300, and the column is the rest. Both count from "
        "0, so neither needs a correction.",
        wrong=[
            (
                (np.array([10]), np.array([20])),
                "The two numbers are right, each in an array of its own. Take them out.",
                "wrong shape",
            ),
            (
                (20, 10),
                "Those are the right two numbers in the other order: the row comes first.",
                "rows for columns",
            ),
            (
                (11, 20),
                "Rows count from 0: row 0 holds the places 0 to 27.",
                "counting from 1",
            ),
            (
                (10, 21),
                "Columns count from 0. With no pixel left over it would be column 0.",
                "counting from 1",
            ),
            ((11, 21), "Both counts start at 0, and yours start at 1.", "counting from 1"),
            (
                (10, 19),
                "One column too few: place 0 is column 0, so nothing is taken off.",
                "off by one",
            ),
            (
                (9, 20),
                "One row too few: row 0 is counted, so nothing is taken off.",
                "off by one",
            ),
            (
                (300 / 28, 20),
                "There is no row 10.71. Only whole rows count: `//` drops the rest.",
                "fraction for whole number",
            ),
            (
                (10, 300 / 28 - 10),
                "What stands behind the point is a part of a row. Times 28 it becomes pixels; `%` "
                "gives them at once.",
                "fraction for whole number",
            ),
            (
                (10, 71),
                "71 are hundredths of a row, from behind the point of 10.71. How many pixels are "
                "left over?",
                "fraction for whole number",
            ),
            (
                (300 / 28, 300 / 28),
                "Both of yours are one quotient. Only its whole rows count, and the column is what "
                "is left over.",
                "fraction for whole number",
            ),
            (
                (21, 11),
                "Both count from 0, and the row comes first.",
                "counting from 1",
            ),
            (
                (20, 11),
                "Rows count from 0, and the row comes before the column.",
                "counting from 1",
            ),
            (
                (21, 10),
                "Columns count from 0, and the row comes before them.",
                "counting from 1",
            ),
            ((30, 0), "That would fit rows of ten pixels. How long is a row here?", "wrong shape"),
            (
                (15, 0),
                "That would fit rows of twenty pixels. This picture has 28 in a row.",
                "wrong shape",
            ),
            (
                (0, 300),
                "That is the place in the flat row. A row ends at column 27.",
                "wrong shape",
            ),
            (
                10,
                "That is one number. The column is missing: `(row, column)`.",
                "one result of two",
            ),
            (20, "That is one number. The row is missing: `(row, column)`.", "one result of two"),
            (
                (11, 3),
                "That fits rows of 27 pixels. Columns 0 to 27 are 28.",
                "off by one",
            ),
        ],
    ),
    "exercise 1.7": Function(
        # Most labels hold no 8 and no 9: the width must come from the classes, not from them.
        inputs=lambda rng: (_labels(rng),),
        edges=[(LAST_CLASSES,)],
        right=lambda labels: _with_ones(labels, np.arange(len(labels)), labels),
        barred=(
            "eye",
            "identity",
            "diag",
            "diagflat",
            "label_binarize",
            "MultiLabelBinarizer",
            "CategoryEncoding",
            "LabelBinarizer",
            "OneHotEncoder",
            "get_dummies",
            "to_categorical",
            "one_hot",
            "fill_diagonal",
            "IntegerLookup",
        ),
        why="Each row has its 1 at the place that the label names, and always ten places.",
        hint="One row a label, ten places a row, a single 1 in each.",
        more=(
            "Which row and which place in it gets the 1 of the first label? And of the second?",
            "Write all rows as one list and all places as another. `np.arange` gives the rows, and "
            "the places you have.",
            "Start with zeros: one row a label, ten places. Both lists go in the brackets behind "
            "them, with `= 1`.",
        ),
        idea="Row numbers and labels in one pair of brackets name a place for each label. Set "
        "these places of the zeros to 1, and return the whole table.",
        wrong=[
            (
                lambda labels: label_binarize(labels, classes=CLASSES).T,
                "Rows and columns are swapped: each label gets a row of its own.",
                "rows for columns",
            ),
            (
                lambda labels: np.eye(labels.max() + 1)[labels],
                "The number of places depends on the labels you got. There are ten classes, "
                "whether all of them occur or not.",
                "classes from the labels",
            ),
            (
                lambda labels: label_binarize(labels, classes=np.unique(labels)),
                "Only classes that occur have a place in yours. There are ten classes, and label 5 "
                "is always at place 5.",
                "classes from the labels",
            ),
            (
                lambda labels: label_binarize(labels, classes=CLASSES) * (np.arange(10) < 9),
                "Every 9 has a row of zeros. `range(9)` ends at 8.",
                "off by one",
            ),
            (
                lambda labels: label_binarize(labels, classes=range(9)),
                "Nine places are one too few: the classes are 0 to 9.",
                "off by one",
            ),
            (
                lambda labels: _with_ones(labels, np.arange(len(labels)), labels, width=9),
                "A 9 has no place in your rows. They need ten places, for the classes 0 to 9.",
                "off by one",
            ),
            (
                lambda labels: _with_ones(labels, np.arange(len(labels)), labels - 1),
                "Every 1 is one place too far left. Label 0 is at place 0.",
                "counting from 1",
            ),
            (
                lambda labels: _with_ones(labels, np.arange(len(labels)), labels + 1),
                "Every 1 is one place too far right. Label 0 is at place 0.",
                "off by one",
            ),
            (
                lambda labels: _with_ones(labels, labels, slice(None)),
                "You filled whole rows: label 3 fills row 3. One number in the brackets names a "
                "row. Name a row and a place in it.",
                "index for mask",
            ),
            (
                lambda labels: _with_ones(labels, slice(None), labels),
                "Each label filled a whole column, so all rows are alike. Do they share one list, "
                "or does `:` name all of them? Each row needs the place of its own label.",
                "index for mask",
            ),
            (
                lambda labels: _with_ones(labels, labels, np.arange(len(labels))),
                "Row and place are swapped in the brackets: the row number comes first, then the "
                "label.",
                "rows for columns",
            ),
            (
                lambda labels: np.zeros((len(labels), 10)),
                "All of it is still 0. `= 1` behind one pair of brackets puts the ones in: `==` "
                "only compares, and a list in a first pair before another fills a copy.",
                "result thrown away",
            ),
            (
                lambda labels: _with_ones(labels, 0, labels),
                "All the ones went into row 0. Each label needs a row of its own: `np.arange` "
                "lists the rows.",
                "index for mask",
            ),
            (
                lambda labels: np.ones(len(labels)),
                "These are only the ones that you put in. Give back the whole table.",
                "step left out",
            ),
            (
                lambda labels: 1 - label_binarize(labels, classes=CLASSES),
                "Zeros and ones are swapped: the place of the label gets the 1.",
                "wrong sign",
            ),
            (
                lambda labels: labels[:, None] == np.arange(10),
                "The places are right, and yours holds True and False. Wanted are 1 and 0.",
                "truth values for numbers",
            ),
            (
                lambda labels: label_binarize(labels, classes=CLASSES) * labels[:, None],
                "You wrote the label itself into its place. Wanted is a 1.",
                "label as number",
            ),
            (
                lambda labels: labels,
                "These are the labels as they came. Each has to become ten numbers.",
                "label as number",
            ),
            (
                lambda labels: _with_ones(labels, labels, labels),
                "The label stands for the row as well. Rows are counted 0, 1, 2 …, whatever their "
                "labels are.",
                "index for mask",
            ),
            (
                lambda labels: np.ones((len(labels), 10)),
                "Every place holds a 1. The brackets have to name a row and one place in it.",
                "index for mask",
            ),
            (
                lambda labels: _with_ones(labels, np.arange(10), labels),
                "`np.arange(10)` counts ten rows. There are as many rows as labels.",
                "written-down number",
            ),
            (
                lambda labels: _with_ones(labels, np.arange(60_000), labels),
                "60,000 is how many labels MNIST has for training. This function is tried on "
                "fewer: `len(labels)` knows.",
                "written-down number",
            ),
            (
                lambda labels: np.arange(labels),
                "`np.arange` wants one number: how many rows. `len(labels)` knows.",
                "one number for an array",
            ),
            (
                lambda labels: np.zeros((labels, 10)),
                "The shape in `np.zeros` wants one number of rows. `len(labels)` knows it.",
                "one number for an array",
            ),
            *(
                (
                    lambda labels, width=width: _with_ones(
                        labels, np.arange(len(labels)), labels, width(labels)
                    ),
                    f"You made as many places as {places}. There are ten classes, whatever the "
                    "labels are.",
                    "classes from the labels",
                )
                for width, places in (
                    (lambda labels: len(set(labels)), "there are different labels"),
                    (max, "the largest label says"),
                )
            ),
            (
                lambda labels: _with_ones(labels, -1, labels[-1]),
                "The zeros are made anew at each turn of the loop, so only the last 1 is left. "
                "Make them before the loop.",
                "steps in the wrong order",
            ),
            (
                lambda labels: _with_ones(labels[:1], 0, labels[0]),
                "A single row came back. Does `return` stand in the loop? It ends the function at "
                "the first turn.",
                "return in the loop",
            ),
            (
                lambda labels: np.zeros((10, len(labels)))[np.arange(len(labels)), labels],
                "In the shape of the zeros, rows come first: as many as labels, then ten places.",
                "rows for columns",
            ),
            (
                lambda labels: _with_ones(labels, len(labels), labels),
                "The number of rows is no row: they are counted from 0. And all of them are "
                "wanted, which `np.arange` lists.",
                "off by one",
            ),
            (
                lambda labels: _with_ones(labels, 0, labels[0]),
                "Only the first row is done. Does `return` stand in a loop? It ends the function "
                "at the first turn.",
                "return in the loop",
            ),
            (
                lambda labels: np.zeros(len(labels), 10),
                "`np.zeros` takes its shape as one thing, so it needs two pairs of brackets: "
                "`np.zeros((n, 10))`.",
                "brackets",
            ),
            (
                lambda labels: np.zeros(len(labels)),
                "These are only the places that should become 1. Set them, and give back the "
                "whole table.",
                "step left out",
            ),
            (
                lambda labels: 1 * (labels[:, None] == np.arange(1, 11)),
                "Every 1 is one place too far left, and a label 0 gets none. Label 0 is at "
                "place 0.",
                "counting from 1",
            ),
        ],
    ),
    "exercise 1.8": _Drawing(
        inputs=_to_shuffle,
        facts=_shuffling,
        differs=lambda output, wanted, *arguments: SHUFFLED.get(_shuffling(output, *arguments), ""),
        unchanged=shuffled,
        right=_by(lambda images, labels, rng: rng.permutation(len(images))),
        why="One order for both arrays keeps every picture beside its own label.",
        hint="Return the pictures and the labels, both in one new order.",
        more=(
            "Which label stands beside the first picture before, and which after?",
            "How often does your function ask `rng`? How many orders does it need?",
            "Draw one list of row numbers, and use it in the brackets of both arrays.",
        ),
        idea="Let `rng` mix the row numbers once. Then take the pictures and the labels at these "
        "row numbers, and return both.",
        wrong=[
            (
                lambda images, labels, rng: (
                    images[rng.permutation(len(images))],
                    labels[rng.permutation(len(images))],
                ),
                SHUFFLED["torn apart"],
                "pairs torn apart",
            ),
            (
                lambda images, labels, rng: (rng.permutation(images), labels),
                SHUFFLED["pictures alone"],
                "pairs torn apart",
            ),
            (
                lambda images, labels, rng: (images, rng.permutation(labels)),
                SHUFFLED["labels alone"],
                "pairs torn apart",
            ),
            (
                lambda images, labels, rng: (images, labels),
                SHUFFLED["unmoved"],
                "result thrown away",
            ),
            (
                _by(lambda images, labels, rng: rng.integers(0, len(images), len(images))),
                SHUFFLED["with return"],
                "drawn with return",
            ),
            (
                _by(lambda images, labels, rng: rng.permutation(labels)),
                SHUFFLED["labels as rows"],
                "index for mask",
            ),
            (
                _by(lambda images, labels, rng: rng.permutation(len(images))[0]),
                SHUFFLED["one picture"],
                "index for mask",
            ),
            (
                _by(lambda images, labels, rng: rng.permutation(5)),
                SHUFFLED["some"],
                "written-down number",
            ),
            (
                _by(lambda images, labels, rng: np.argsort(labels, kind="stable")),
                SHUFFLED["not drawn"],
                "not drawn from rng",
            ),
            (
                _by(
                    lambda images, labels, rng: np.roll(
                        np.arange(len(images)), rng.integers(1, len(images))
                    )
                ),
                SHUFFLED["rolled"],
                "not mixed",
            ),
            (
                _by(lambda images, labels, rng: _two_swapped(np.arange(len(images)), rng)),
                SHUFFLED["most unmoved"],
                "not mixed",
            ),
            (
                lambda images, labels, rng: rng.permutation(images),
                SHUFFLED["one result"],
                "one result of two",
            ),
            (
                lambda images, labels, rng: list(zip(images, labels, strict=True)),
                SHUFFLED["one list"],
                "one result of two",
            ),
            (
                lambda images, labels, rng: (rng.permutation(labels), rng.permutation(images)),
                SHUFFLED["swapped"],
                "results in the wrong order",
            ),
            (
                lambda images, labels, rng: (rng.shuffle(images), rng.shuffle(labels)),
                SHUFFLED["nothing"],
                "result thrown away",
            ),
            (
                _by(lambda images, labels, rng: rng.permutation(images)),
                "The new order holds pictures, and brackets need row numbers. `rng.permutation` "
                "mixes row numbers if you tell it how many there are.",
                "index for mask",
            ),
            (
                _by(lambda images, labels, rng: rng.permutation(60_000)),
                "60,000 is how many pictures MNIST has for training. This function is tried on "
                "fewer: `len(images)` knows.",
                "written-down number",
            ),
            (
                lambda images, labels, rng: rng.permutation(images, labels),
                "An array stands where one number is wanted. `rng.permutation` takes one array, or "
                "how many rows there are; and a pair in round brackets has two places, not rows. "
                "Draw one order, and put it in the brackets of each array.",
                "pairs torn apart",
            ),
        ],
    ),
    "exercise 1.9": _Drawing(
        inputs=_to_deal,
        facts=_dealing,
        differs=lambda output, wanted, *arguments: DEALT.get(_dealing(output, *arguments), ""),
        unchanged=set_aside,
        right=lambda rows, rng: _apart(rows, _drawn(rows, rng)),
        why="What is set aside is taken out of training, so no score can come from memory.",
        hint="Return two lists of row numbers that share none and together hold all.",
        more=(
            "Take ten rows and set one aside. Which nine should be left for training?",
            "Each row belongs in one of the two results. Is one of yours in both, or in none?",
            "`np.setdiff1d(a, b)` gives what is in `a` and not in `b`. What is `a` here, and what "
            "is `b`? Return what it gives.",
        ),
        idea="Take the chosen rows out of all rows, and give back what is left as the training "
        "rows, the chosen ones as validation.",
        wrong=[
            (lambda rows, rng: (rows[:], _drawn(rows, rng)), DEALT["in both"], "leakage"),
            (
                lambda rows, rng: (rows[len(rows) // 10 :], _drawn(rows, rng)),
                DEALT["cut elsewhere"],
                "leakage",
            ),
            (
                lambda rows, rng: _apart(rows, rows[: len(rows) // 10]),
                DEALT["block"],
                "not drawn from rng",
            ),
            (
                lambda rows, rng: _apart(rows, rng.choice(rows, len(rows) / 10, False)),
                "`/` gives a fraction, even where nothing is left over, and nobody can draw a "
                "fraction of a row. `//` gives a whole number.",
                "fraction for whole number",
            ),
            (
                lambda rows, rng: _apart(rows, rows[::10]),
                DEALT["not drawn"],
                "not drawn from rng",
            ),
            (
                lambda rows, rng: _apart(rows, rows[rng.integers(10) :: 10]),
                DEALT["in step"],
                "not drawn from rng",
            ),
            (
                lambda rows, rng: tuple(map(set, _apart(rows, _drawn(rows, rng)))),
                DEALT["sets"],
                "list for array",
            ),
            (_drawn_twice, DEALT["twice"], "drawn with return"),
            (
                lambda rows, rng: _apart(
                    rows, rng.choice(rows[: len(rows) // 2], len(rows) // 10, False)
                ),
                DEALT["of a part"],
                "parts left out",
            ),
            (
                lambda rows, rng: _apart(np.arange(5000), _drawn(rows, rng)),
                DEALT["counted"],
                "index for mask",
            ),
            (
                lambda rows, rng: _apart(rows, _drawn(rows, rng))[::-1],
                DEALT["swapped"],
                "results in the wrong order",
            ),
            (
                lambda rows, rng: _apart(rows, rng.permutation(rows)[: len(rows) // 5]),
                DEALT["another size"],
                "divided by the wrong number",
            ),
            (
                lambda rows, rng: (rows[:0], _drawn(rows, rng)),
                DEALT["nothing left"],
                "arguments swapped",
            ),
            (
                lambda rows, rng: np.setdiff1d(rows, _drawn(rows, rng)),
                DEALT["one result"],
                "one result of two",
            ),
            (
                lambda rows, rng: _apart(rows[1:], _drawn(rows[1:], rng)),
                DEALT["lost"],
                "rows lost",
            ),
            (
                lambda rows, rng: (np.delete(rows, _drawn(rows, rng)), rows),
                "Row numbers are used as places: brackets and `np.delete` take places. That fits "
                "only where rows count 0, 1, 2 …",
                "index for mask",
            ),
            (
                lambda rows, rng: _apart(rows, rng.choice(len(rows), len(rows) // 10, False)),
                DEALT["places"],
                "index for mask",
            ),
            (
                lambda rows, rng: (np.setdiff1d(rows, _drawn(rows, rng)), rows),
                DEALT["all in validation"],
                "leakage",
            ),
            (
                lambda rows, rng: (rows, np.setdiff1d(rows, _drawn(rows, rng))),
                DEALT["wrong place"],
                "results in the wrong order",
            ),
            (
                lambda rows, rng: (_drawn(rows, rng), rows),
                DEALT["turned"],
                "results in the wrong order",
            ),
            (
                lambda rows, rng: rows - _drawn(rows, rng),
                "`-` and `!=` go number by number and need arrays of one length. Neither takes "
                "rows out of an array.",
                "list for array",
            ),
            (
                lambda rows, rng: rows[rows not in _drawn(rows, rng)],
                "`not in` asks one question about the whole array. Each row needs its own answer, "
                "or `np.setdiff1d`.",
                "one question for a whole array",
            ),
            (
                lambda rows, rng: rows[~_drawn(rows, rng)],
                "`~` turns a mask of True and False round. These are row numbers, and `~` makes "
                "other numbers of them.",
                "index for mask",
            ),
            (
                lambda rows, rng: rows.remove(_drawn(rows, rng)),
                "`remove` belongs to lists, and rows come as an array. `np.setdiff1d` takes all of "
                "the drawn rows out at once.",
                "list for array",
            ),
        ],
    ),
    "quiz 1.1": Choice(
        options={
            "a": "It is a good classifier.",
            "b": "It recognises 95 of every 100 dogs that it is shown.",
            "c": "It has learned to tell dogs from the rest.",
            "d": "Nothing yet: compare it with a baseline.",
        },
        right="d",
        why="Always naming the common class scores 0.95 too. It may have learned nothing.",
        wrong={
            "a": ("0.95 sounds high. Beside which baseline?", "baseline forgotten"),
            "b": (
                "Accuracy says nothing of the kind: it counts right answers, of any class.",
                "accuracy for recall",
            ),
            "c": (
                "It may have. But its score would look the same if it had learned nothing.",
                "baseline forgotten",
            ),
        },
        more=(
            "What does somebody score here who never looks at a picture?",
            "Exercise 1.3 was about cats. Put dogs in their place.",
            "Set 0.95 beside the share of the larger class. Which of the answers still follows?",
        ),
        idea="The score equals that of a baseline that always names the larger class, so by itself "
        "it tells nothing about what was learned.",
    ),
    "quiz 1.2": Choice(
        options={
            "a": "A score used for choosing is no honest score.",
            "b": "Test pictures are harder, so scores on them come out too low.",
            "c": "Nobody knows the labels of the test pictures.",
            "d": "There are more validation pictures.",
        },
        right="a",
        why="Whatever you choose by, you fit to. The test pictures stay honest only unused.",
        wrong={
            "b": (
                "They come from the same collection, and nobody sorted them by difficulty.",
                "what validation is for",
            ),
            "c": (
                "You have the test labels, or you could not score by them in the end.",
                "what validation is for",
            ),
            "d": (
                "Here the test part is larger than the validation part. Size isn't the reason.",
                "what validation is for",
            ),
        },
        more=(
            "Suppose a hundred networks guess at random. How good does the luckiest look?",
            "Who is picked for a high score was partly lucky on those very pictures.",
            "Which pictures are left to judge the winner, if the test pictures picked it?",
        ),
        idea="A choice fits itself to the pictures by which it was made, so their score flatters "
        "the winner.",
    ),
    "quiz 1.3": Choice(
        options={
            "a": "Python stops with an error: the pixels are too small.",
            "b": "The second division undoes the first.",
            "c": "No error; the pictures are almost blank from then on.",
            "d": "Nothing: pixels between 0 and 1 stay as they are.",
        },
        right="c",
        why="Everything still runs, on pictures that are almost blank. Only the score suffers.",
        wrong={
            "a": (
                "Python divides what you tell it to. No rule says that pixels must reach 1.",
                "error expected",
            ),
            "b": (
                "255 / 255 is 1, and 1 / 255 is not. A division is not undone by its repetition.",
                "scaled twice",
            ),
            "d": (
                "It is a smaller number: 1 becomes 0.004. Ink and paper end up nearly alike.",
                "scaled twice",
            ),
        },
        more=(
            "Follow a pixel of 255 through both runs.",
            "The name `x` stands on both sides of `=`. What does it hold at the second run?",
            "Full ink is 0.004 afterwards, and Python divides without a word. What remains?",
        ),
        idea="The second run starts from what the first one left, so everything is divided once "
        "more, and nothing complains.",
    ),
    "quiz 1.4": Choice(
        options={
            "a": "Ten numbers take less room.",
            "b": "Classes are names, and numbers have sizes.",
            "c": "The network gets the answer together with the picture.",
            "d": "Labels are not numbers, so Python can't use them in a calculation.",
        },
        right="b",
        why="As a number, 8 would be twice a 4 and close to a 9. Classes are names.",
        wrong={
            "a": ("Ten numbers take more room than one.", "what one-hot is for"),
            "c": (
                "A target is the answer to compare with. It never goes in with the picture.",
                "what one-hot is for",
            ),
            "d": (
                "Labels are whole numbers and can be put to use as they are, as you will see in "
                "notebook 2. The reason is what the numbers mean.",
                "label as number",
            ),
        },
        more=(
            "With plain numbers, a 4 taken for a 5 would be a smaller mistake than a 4 taken for "
            "a 9. Is it?",
            "What would halfway between class 2 and class 8 mean?",
            "A network has one output for each class. What should each of them be for a 4?",
        ),
        idea="Numbers bring sizes and distances along, and the classes have none: ten places keep "
        "them apart.",
    ),
    "quiz 1.5": Choice(
        options={
            "a": "It neither helps nor harms.",
            "b": "It must be removed, or training fails.",
            "c": "It helps most, because it never changes.",
            "d": "It says that the picture shows a 0.",
        },
        right="a",
        why="0 times any weight is 0: it adds nothing, whatever the network does.",
        wrong={
            "b": (
                "Nothing breaks. The network carries some weights that never matter.",
                "constant as a clue",
            ),
            "c": (
                "A pixel that is the same in every picture can't tell any two of them apart.",
                "constant as a clue",
            ),
            "d": (
                "A pixel of 0 means empty paper. It has nothing to do with the digit 0.",
                "constant as a clue",
            ),
        },
        more=(
            "A network multiplies each pixel by a weight. What comes out for this pixel?",
            "0 times 5 is 0, and 0 times 500 as well. What does that add to a sum?",
            "Leave the pixel out in your mind. Does any sum in the network change?",
        ),
        idea="Its product with any weight is 0, so every sum is the same with it and without it.",
    ),
}

PREDICTIONS = {
    "prediction 1.1": Prediction(unit="pixels", least=0, most=784, whole=True),
    "prediction 1.2": Prediction(options=tuple("0123456789")),
    "prediction 1.3": PERCENT,
    "prediction 1.4": PERCENT,
    "prediction 1.5": PERCENT,
}
