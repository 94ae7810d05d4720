"""What notebook 1 asks: the right answers, why, and what the known wrong ones get to hear."""

import numpy as np
from sklearn.preprocessing import label_binarize

from exercises.kinds import Choice, Function, Value
from exercises.predictions import PERCENT, Prediction


def _pictures(rng, *, fewest=3):
    """Return made-up pictures whose darkest pixel is not full ink, as in a real small batch."""
    return rng.integers(0, 250, (rng.integers(fewest, 9), 28, 28)).astype("uint8")


def _labelled(rng):
    """Return pictures, their labels, and a class that some of them have and some have not."""
    labels = np.append([3, 7], rng.integers(0, 10, 9))
    return rng.integers(0, 256, (len(labels), 28, 28)), labels, 3


def _marked(rng):
    """Return pictures that carry their label in every pixel, the labels, and random numbers."""
    labels = rng.permutation(60)
    return np.tile(labels[:, None, None], (1, 28, 28)), labels, rng


def _shuffling(output, images, labels, rng):
    """Tell what became of pictures and labels: moved, still in pairs, none lost."""
    new_images, new_labels = map(np.asarray, output)
    marks = new_images[:, 0, 0]
    return (
        bool((marks != labels).any()),
        bool((new_labels != labels).any()),
        bool((marks == new_labels).all()),
        sorted(marks) == sorted(labels),
    )


def _dealing(output, rows, rng):
    """Tell how rows were split: none in both, none lost or twice, a tenth set aside, mixed."""
    training, validation = (list(map(int, part)) for part in output)
    tenth = len(rows) // 10
    return (
        not set(training) & set(validation),
        set(training) | set(validation) == set(map(int, rows)),
        len(set(validation)) == len(validation),
        len(validation) == tenth,
        validation not in (list(rows[:tenth]), list(rows[-tenth:])),
    )


def _kept_apart(rows, rng):
    mixed = rng.permutation(rows)
    return mixed[len(rows) // 10 :], mixed[: len(rows) // 10]


def _beginning(rows, rng):
    return rows[len(rows) // 10 :], rows[: len(rows) // 10]


def _cut_elsewhere(rows, rng):
    return rows[len(rows) // 10 :], rng.choice(rows, size=len(rows) // 10, replace=False)


def _drawn_twice(rows, rng):
    validation = rng.choice(rows, size=len(rows) // 10, replace=True)
    return np.setdiff1d(rows, validation), np.append(validation[1:], validation[1])


def _in_pairs(images, labels, rng):
    order = rng.permutation(len(images))
    return images[order], labels[order]


def _drawn_with_return(images, labels, rng):
    order = rng.integers(0, len(images), len(images))
    return images[order], labels[order]


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
            "a": "28 is one row of it. How many rows are there?",
            "b": "56 adds rows and columns. Each of the rows has its own 28 numbers.",
            "d": "That would be a colour picture: three numbers a place. Grey needs one.",
        },
    ),
    "recall 1.2": Choice(
        options={"a": "5", "b": "6", "c": "7", "d": "an error"},
        right="b",
        why="Python counts places from 0, so place 1 is the second.",
        wrong={
            "a": "5 stands at place 0. Python counts places from 0, not from 1.",
            "c": "7 stands at place 2: you counted from −1.",
            "d": "Place 1 exists in a list of four. An error comes only from place 4 on.",
        },
    ),
    "recall 1.3": Choice(
        options={"a": "0 to 256", "b": "1 to 256", "c": "−128 to 127", "d": "0 to 255"},
        right="d",
        why="256 values, and 0 is the first: 0 to 255.",
        wrong={
            "a": "0 to 256 are 257 different numbers, one too many.",
            "b": "Then 0 would be missing, and empty paper needs a number too.",
            "c": "A byte can also be read so, but then half of its values are below 0.",
        },
    ),
    "exercise 1.1": Function(
        inputs=lambda rng: (rng.integers(0, rng.integers(5, 9), rng.integers(30, 60)),),
        right=lambda labels: np.bincount(labels, minlength=10) / len(labels),
        why="Counts over all labels are shares, and `minlength` keeps a place for every class.",
        hint="You need ten numbers, and their sum is 1.",
        more=(
            "`np.bincount(labels, minlength=10)` gives the ten counts. What turns them to shares?",
        ),
        wrong=[
            (
                lambda labels: np.bincount(labels) / len(labels),
                "If the last classes don't occur among the labels, their places are missing too. "
                "See how the counts above got ten places.",
            ),
            (
                lambda labels: np.bincount(labels, minlength=10),
                "These are counts. A share is a part of the whole: divide.",
            ),
            (
                lambda labels: 100 * np.bincount(labels, minlength=10) / len(labels),
                "These are percent. Wanted are fractions, whose sum is 1.",
            ),
            (
                lambda labels: np.bincount(labels, minlength=10) / 10,
                "You divided by the number of classes. A share is a part of all labels.",
            ),
        ],
    ),
    "exercise 1.2": Function(
        inputs=_labelled,
        right=lambda images, labels, wanted: images[labels == wanted].mean(axis=0),
        why="The sieve keeps one class, and `axis=0` averages over its pictures, place by place.",
        hint="Sieve the pictures by label first, then average over the pictures.",
        more=("The result is a picture again: 28 rows, 28 columns.",),
        wrong=[
            (
                lambda images, labels, wanted: images.mean(axis=0),
                "That is the mean of all pictures. Keep those of the wanted class first.",
            ),
            (
                lambda images, labels, wanted: images[labels == wanted].mean(),
                "`mean()` without an axis gives one number for everything. Over which direction do "
                "you want to average?",
            ),
            (
                lambda images, labels, wanted: images[labels == wanted].mean(axis=1),
                "`axis=1` averages over the rows of each picture. The pictures are another axis.",
            ),
            (
                lambda images, labels, wanted: images[labels == wanted].sum(axis=0),
                "That is the sum. A mean divides it by how many pictures there are.",
            ),
            (
                lambda images, labels, wanted: images[wanted],
                "That is the picture in row `wanted`, not the pictures with that label. Compare "
                "the labels with the wanted one, and use the result as a sieve.",
            ),
        ],
    ),
    "exercise 1.3": Value(
        right=0.9,
        why="Always answering cat is right for 9,000 of 10,000 pictures.",
        hint="Which answer does this baseline give, and for what part of the pictures is it right?",
        wrong=[
            (90, "That is percent. Accuracy here is a fraction between 0 and 1."),
            (0.5, "Two classes need not share the pictures evenly. Count how many are cats."),
            (0.1, "That is the share of the rare class. The baseline names the frequent one."),
            (9000, "That is how many it gets right. Accuracy is a part of all pictures."),
        ],
    ),
    "exercise 1.4": Choice(
        right="b",
        why="Distance compares place with place. Move the ink, and every place holds another part.",
        wrong={
            "a": "`np.roll` moves pixels around the edge and loses none. The ink is all there.",
            "c": "Nobody touched the labels: a 3 that moved is still labelled 3.",
            "d": "The means were made from other pictures, and those did not move. Nothing was "
            "learned here that could be forgotten.",
        },
    ),
    "exercise 1.5": Function(
        inputs=lambda rng: (_pictures(rng),),
        unchanged=made_ready,
        right=lambda images: images.reshape(len(images), 784) / 255,
        why="One division by 255 is enough. A second one leaves pictures that are almost blank.",
        hint="The result has one row of 784 numbers a picture, between 0 and 1.",
        more=("Follow one pixel that is 255 through each line. What is it after each?",),
        wrong=[
            (
                lambda images: images.reshape(len(images), 784),
                "Now nothing is divided, and the pixels go up to 255. One division has to stay.",
            ),
            (
                lambda images: images.reshape(len(images), 784) // 255,
                "`//` throws the fraction away, and nearly every pixel with it.",
            ),
            (
                lambda images: images / 255,
                "Scaled, but not flattened: it still has rows and columns.",
            ),
            (
                lambda images: images.reshape(784, len(images)) / 255,
                "You have 784 rows. Wanted is one row for each picture.",
            ),
            (
                lambda images: images.reshape(len(images), 784) / images.max(),
                "The darkest pixel of a batch is not always 255. The same picture would look "
                "different in another batch.",
            ),
        ],
    ),
    "exercise 1.6": Value(
        right=(10, 20),
        why="Ten whole rows are 280 pixels, and place 300 lies 20 further: row 10, column 20.",
        hint="How many whole rows of 28 lie before place 300, and how many pixels are left over?",
        wrong=[
            ((20, 10), "Those are the right two numbers in the other order: the row comes first."),
            ((11, 20), "Rows count from 0. After ten whole rows comes row 10."),
            ((10, 21), "Columns count from 0. With no pixel left over it would be column 0."),
            ((11, 21), "Both counts start at 0, and yours start at 1."),
            ((30, 0), "That would fit rows of ten pixels. How long is a row here?"),
        ],
    ),
    "exercise 1.7": Function(
        # 8 and 9 are never drawn: the width must come from the classes, not from the labels.
        inputs=lambda rng: (rng.integers(0, 8, rng.integers(11, 20)),),
        right=lambda labels: label_binarize(labels, classes=range(10)),
        why="Each row has its 1 at the place that the label names, and always ten places.",
        hint="One row a label, ten places a row, a single 1 in each.",
        more=(
            "Which row and which place in it gets the 1 of the first label? And of the second? "
            "Write all rows as one list and all places as another.",
        ),
        wrong=[
            (
                lambda labels: label_binarize(labels, classes=range(10)).T,
                "Rows and columns are swapped: each label gets a row of its own.",
            ),
            (
                lambda labels: np.eye(labels.max() + 1)[labels],
                "The number of places depends on the labels you got. There are ten classes, "
                "whether all of them occur or not.",
            ),
            (
                lambda labels: np.roll(label_binarize(labels, classes=range(10)), -1, axis=1),
                "Every 1 is one place too far left. Label 0 is at place 0.",
            ),
            (
                lambda labels: label_binarize(labels, classes=range(10)) * labels[:, None],
                "You wrote the label itself into its place. Wanted is a 1.",
            ),
            (
                lambda labels: labels,
                "These are the labels as they came. Each has to become ten numbers.",
            ),
        ],
    ),
    "exercise 1.8": Function(
        inputs=_marked,
        facts=_shuffling,
        unchanged=shuffled,
        right=_in_pairs,
        why="One order for both arrays keeps every picture beside its own label.",
        hint="Return the pictures and the labels, both in one new order.",
        more=("Draw one list of row numbers, and use it in the brackets of both arrays.",),
        wrong=[
            (
                lambda images, labels, rng: (rng.permutation(images), labels),
                "Only the pictures moved now. The first label still stands first, and its picture "
                "doesn't.",
            ),
            (
                lambda images, labels, rng: (images, rng.permutation(labels)),
                "Only the labels moved now, so they stand beside other people's pictures.",
            ),
            (
                lambda images, labels, rng: (images, labels),
                "The pairs are right again because nothing moves any more. It has to shuffle.",
            ),
            (
                _drawn_with_return,
                "The pairs are right, but some pictures came twice and others got lost. Drawing "
                "row numbers is not the same as mixing them.",
            ),
        ],
    ),
    "exercise 1.9": Function(
        inputs=lambda rng: (np.arange(100, 100 + 10 * rng.integers(8, 20)), rng),
        facts=_dealing,
        unchanged=set_aside,
        right=_kept_apart,
        why="What is set aside is taken out of training, so no score can come from memory.",
        hint="Return two lists of row numbers that share none and together hold all.",
        more=("`np.setdiff1d(rows, validation)` holds the rows that are not in validation.",),
        wrong=[
            (
                _beginning,
                "No row is in both now, but you always set the same first tenth aside. If the "
                "file is sorted, that is one class.",
            ),
            (
                _cut_elsewhere,
                "You drew validation from everywhere, and cut the training rows at another place: "
                "some rows are in both, and some in none.",
            ),
            (
                _drawn_twice,
                "Some rows were drawn twice for validation: it holds fewer pictures than it "
                "seems. `replace=False` draws each once.",
            ),
            (
                lambda rows, rng: _kept_apart(rows, rng)[::-1],
                "Nine tenths were set aside. Return the training rows first, then validation.",
            ),
        ],
    ),
    "quiz 1.1": Choice(
        right="d",
        why="Always naming the common class scores 0.95 too. It may have learned nothing.",
        wrong={
            "a": "0.95 sounds high. Beside which baseline?",
            "b": "Accuracy says nothing of the kind: it counts right answers, of any class.",
            "c": "It may have. But its score would look the same if it had learned nothing.",
        },
    ),
    "quiz 1.2": Choice(
        right="a",
        why="Whatever you choose by, you fit to. The test pictures stay honest only unused.",
        wrong={
            "b": "They come from the same collection, and nobody sorted them by difficulty.",
            "c": "You have the test labels, or you could not score by them in the end.",
            "d": "Here the test part is larger than the validation part. Size isn't the reason.",
        },
    ),
    "quiz 1.3": Choice(
        right="c",
        why="Everything still runs, on pictures that are almost blank. Only the score suffers.",
        wrong={
            "a": "Python divides what you tell it to. No rule says that pixels must reach 1.",
            "b": "255 / 255 is 1, and 1 / 255 is not. A division is not undone by its repetition.",
            "d": "It is a smaller number: 1 becomes 0.004. Ink and paper end up nearly alike.",
        },
    ),
    "quiz 1.4": Choice(
        right="b",
        why="As a number, 8 would be twice a 4 and close to a 9. Classes are names.",
        wrong={
            "a": "Ten numbers take more room than one.",
            "c": "A target is the answer to compare with. It never goes in with the picture.",
            "d": "Labels are whole numbers and can be put to use as they are, as you will see in "
            "notebook 2. The reason is what the numbers mean.",
        },
    ),
    "quiz 1.5": Choice(
        right="a",
        why="0 times any weight is 0: it adds nothing, whatever the network does.",
        wrong={
            "b": "Nothing breaks. The network carries some weights that never matter.",
            "c": "A pixel that is the same in every picture can't tell any two of them apart.",
            "d": "A pixel of 0 means empty paper. It has nothing to do with the digit 0.",
        },
    ),
}

PREDICTIONS = {
    "prediction 1.1": Prediction(unit="pixels", least=0, most=784, whole=True),
    "prediction 1.2": PERCENT,
    "prediction 1.3": PERCENT,
}
