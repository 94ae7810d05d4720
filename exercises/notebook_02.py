"""The exercises of notebook 2: one unit, ten units, softmax, cross-entropy, a hidden layer."""

import contextlib
import math
import warnings
from collections.abc import Sequence

import keras
import numpy as np
from scipy.special import expit, softmax

from exercises.answers import same
from exercises.differences import find_difference
from exercises.kinds import Choice, Function, Lines, Value
from exercises.predictions import PERCENT, Prediction

# What the functions are tried on. No two sizes agree, so that every mix-up of axes shows.


def _layer(rng) -> tuple:
    """Return pictures, of which much is paper, with the weights and biases of a layer."""
    pictures, inputs, units = rng.permutation(np.arange(3, 12))[:3]
    ink = rng.random((pictures, inputs)) * (rng.random((pictures, inputs)) < 0.6)
    return ink.astype("float32"), rng.normal(size=(inputs, units)), rng.normal(size=units)


ONE_PICTURE = (np.array([[0, 0.5, 1, 0]]), np.arange(-6, 6).reshape(4, 3) / 4, np.ones(3))
"""A batch of one."""


def _logits(rng) -> tuple:
    pictures, classes = rng.permutation(np.arange(3, 12))[:2]
    return (rng.normal(scale=2, size=(pictures, classes)),)


TWELVE = np.linspace(-3, 3, 48).reshape(12, 4).T
"""Logits of more classes than ten."""

LARGE_LOGITS = np.array([[3000.0, 2990, -1000], [0.5, -2, 1], [-900, -901, -899], [8, 9, 7]])
"""Rows far from each other, of which a power alone is infinity or 0."""


def _shares(outputs, logits) -> object:
    """Return the outputs themselves, but for large logits only whether they are right.

    So a mistake looks alike with and without the largest logit taken away.
    """
    large = np.abs(logits).max() > 700
    return bool(same(outputs, softmax(logits, axis=1))) if large else outputs


def _targets_and_outputs(rng) -> tuple:
    """Return one-hot targets, most classes more than once or never, and outputs of a softmax."""
    pictures, classes = rng.permutation(np.arange(4, 12))[:2]
    targets = np.eye(classes, dtype="float32")[rng.integers(0, classes, pictures)]
    logits = rng.normal(scale=1.5, size=(pictures, classes))
    # None is so near 0 that the little which somebody adds before the logarithm would show.
    outputs = 0.9 * softmax(logits, axis=1) + 0.1 / classes
    return targets, outputs.astype("float32")


def _cross_entropy(targets, outputs) -> float:
    return -np.log((targets * outputs).sum(axis=1)).mean()


ZERO_OUTPUTS = (
    np.eye(4, dtype="float32")[[2, 0, 3]],
    np.array([[0, 0.25, 0.75, 0], [0.5, 0.5, 0, 0], [0, 0, 0, 1]], "float32"),
)
"""Outputs of which some at wrong classes are stored as 0, as after large logits."""

ZERO_AT_TRUE = (
    np.eye(2, dtype="float32")[[0, 1] * 20],
    np.array([[0.5, 0.5], *[[1, 0], [0, 1]] * 19, [1, 0]], "float32"),
)
"""Outputs that are sure and wrong but for the first: the zeros stand at the true classes."""

MANY_PICTURES = (
    np.eye(12, dtype="float32")[np.arange(600) % 12],
    softmax(np.random.default_rng(4).normal(scale=1.5, size=(600, 12)), axis=1).astype("float32"),
)
"""Targets and outputs of so many pictures that the product of their shares is stored as 0."""

DEAR = 6.8
"""These have to cost more than that: whoever takes 0.001 in place of 0 pays a little less."""


def _price_or_right(output, targets, outputs) -> object:
    """Return the price itself, but where an output is 0 only whether it is right, or dear.

    So a mistake looks alike with the logarithm taken before and after the targets.
    """
    if outputs.all():
        return output
    if (outputs[targets == 1] > 0).all():
        return bool(same(output, _cross_entropy(targets, outputs)))
    output = np.asarray(output, dtype=float)
    return output.size == 1 and bool((np.abs(output) > DEAR).all())


TOO_MUCH_ADDED = (
    "The number that you put in place of 0, or add before the logarithm, is so large that it "
    "changes other prices too. A ten-millionth is enough."
)


def _off_price(output, wanted, targets, outputs) -> str:
    """Say how a price is off: by a factor, by rounding, or by a little."""
    if found := find_difference([(output, wanted)], [[len(targets)]]):
        return found
    least = 0.9 * wanted if np.isfinite(wanted) else 0
    return TOO_MUCH_ADDED if least < output < wanted else ""


def _yes_or_no(targets, outputs) -> np.ndarray:
    return -(targets * np.log(outputs) + (1 - targets) * np.log(1 - outputs))


def _divided(rows) -> np.ndarray:
    return rows / rows.sum(axis=1, keepdims=True)


def _powers(logits) -> np.ndarray:
    return np.exp(logits - logits.max(axis=1, keepdims=True))


def _of_rows(outputs, wanted, logits) -> str:
    """Say how shares differ from those of a softmax."""
    if found := find_difference([(outputs, wanted)]):
        return found
    outputs = np.asarray(outputs, dtype=float)
    if (outputs >= 0).all() and np.allclose(outputs.sum(axis=1), 1):
        return (
            "Your rows add up to 1, and nothing in them is below 0. But the formula has other "
            "shares: a power of e for each logit, divided by the sum of the row's powers."
        )
    return "Not every row of yours holds positive numbers that add up to 1."


# What is looked at in a network, without training it.

TRUTH = np.eye(10, dtype="float32")[[3, 8]]
LOGITS = np.random.default_rng(2).normal(size=(2, 10)).astype("float32")
"""Two pictures, on which a loss shows what it does."""


CURVES = {"": LOGITS, "sigmoid": expit(LOGITS), "softmax": softmax(LOGITS, axis=1)}
"""What known activations make of these, however the learner wrote them."""


def _stages(model: keras.Model) -> list[str]:
    """Return what a picture passes through: ["784", "32", "sigmoid", "10", "softmax"]."""
    stages = [" × ".join(map(str, _inputs(model)))]
    for layer in getattr(model, "operations", model.layers):
        flat = isinstance(layer, keras.layers.Flatten) and stages[0].isdigit()
        if flat or isinstance(layer, keras.layers.InputLayer):
            continue
        if isinstance(layer, keras.layers.Dense):
            stages += [str(layer.units)] + ([] if layer.use_bias else ["use_bias=False"])
        stages += [name] if (name := _curve(layer)) else []
    return stages


def _inputs(model: keras.Model) -> Sequence:
    """Return the shape of one picture; a class of one's own has to be its layers in order."""
    if hasattr(model, "input_shape"):
        return model.input_shape[1:]
    with contextlib.suppress(Exception):  # a Sequential without an Input knows nothing yet
        shape = model.get_build_config()["input_shape"][1:]
        inputs = outputs = np.random.default_rng(0).random((2, *shape))
        for layer in model.layers:
            outputs = layer(outputs)
        if same(model(inputs), outputs):
            return shape
    return ["?"]


def _curve(layer: keras.Layer) -> str:
    """Return the activation of a layer, "" where there is none; the name of any other layer."""
    if not isinstance(layer, keras.layers.Dense | keras.layers.Activation):
        name = type(layer).__name__
        return name.lower() if name in ("Softmax", "ReLU", "Relu", "Sigmoid") else name
    curve = layer.activation
    with contextlib.suppress(Exception):  # of a function that isn't for such a table
        seen = np.asarray(curve(keras.ops.convert_to_tensor(LOGITS)))
        for known, values in CURVES.items():
            if same(seen, values):
                return known
    name = getattr(curve, "__name__", None) or type(curve).__name__.lower()
    return name


def _loss(model: keras.Model) -> object:
    """Return the loss that `compile` got; Keras takes a list of one, too."""
    alone = isinstance(model.loss, list | tuple) and len(model.loss) == 1
    return model.loss[0] if alone else model.loss


def _trouble(model: keras.Model) -> str:
    """Return why a network can't be trained, in a sentence, or ""."""
    if not model.compiled:
        return "It isn't compiled."
    if model.loss is None:
        return "`compile` got no loss, so training would have nothing to lower."
    try:
        keras.losses.get(_loss(model))
    except ValueError:
        return f"Keras knows no loss `{_loss(model)}`. Look at its spelling."
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            metrics = model.get_compile_config()["metrics"]
    except Exception:  # Keras can't write down every loss of the learner's own
        metrics = []
    for name in metrics if isinstance(metrics, list) else []:
        try:
            known = not isinstance(name, str) or name in ("accuracy", "acc", "crossentropy", "ce")
            _ = known or keras.metrics.get(name)
        except ValueError:
            return f"Keras knows no metric `{name}`. Look at its spelling."
    return ""


def _price(model: keras.Model, outputs: object) -> float | str:
    """Return what the loss of a network says of outputs, which it gets as plain numbers."""
    if _trouble(model):
        return "none"
    loss = keras.losses.get(_loss(model))
    try:
        return float(np.mean(loss(TRUTH, np.asarray(outputs))))
    except Exception:  # a loss for other targets
        return getattr(loss, "name", None) or loss.__name__


def _whole_network(model: keras.Model) -> list:
    """Return the stages of a network, and what its loss says of the outputs of a softmax."""
    return [*_stages(model), _trouble(model), _price(model, softmax(LOGITS, axis=1))]


def _from_z_on(model: keras.Model) -> list:
    """Return the sizes of a network, and what its last z cost.

    It makes no difference whether the network has the softmax or its loss, nor what compile was
    told besides.
    """
    dense = [isinstance(layer, keras.layers.Dense) for layer in model.layers]
    last = len(dense) - 1 - dense[::-1].index(True)
    outputs = model.layers[last].activation(keras.ops.convert_to_tensor(LOGITS))
    for layer in model.layers[last + 1 :]:
        outputs = layer(outputs)
    stages = _stages(model)
    z = max((i for i, stage in enumerate(stages) if stage.isdigit()), default=-1) + 1
    sizes = stages[:z] + [stage for stage in stages[z:] if not stage.islower()]
    return [*sizes, _trouble(model), _price(model, outputs)]


def _first_difference(model: keras.Model, _wanted: keras.Model) -> str:
    """Say where a network first differs from that of exercise 2.8."""
    inputs, *stages = _stages(model)
    starts = [i for i, stage in enumerate(stages) if stage.isdigit()] or [0]
    layers = [stages[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    (hidden, *curve), (output, *last) = layers[0], layers[-1]
    more = [stage for stage in stages if not stage.islower() and not stage.isdigit()]
    cases = [
        (
            inputs == "?",
            "Your network doesn't say yet what comes in. `keras.Input((784,))` stands first in the "
            "list; it is no Dense layer, and computes nothing.",
        ),
        (
            inputs != "784",
            f"Your network takes {inputs} numbers a picture. How long is a row of `train.x`?",
        ),
        (
            len(layers) != 2,
            f"Layers of units in your network: {len(layers)}. How many does the task name?",
        ),
        (output != "10", f"Your last layer has {output} units. Each class needs one."),
        (hidden != "32", f"Your hidden layer has {hidden} units. Compare with the task."),
        (more, f"`{' '.join(more)}` is in your network. The task says nothing of it."),
        (
            curve != ["sigmoid"],
            f"The hidden units' activation is `{' '.join(curve)}`. The task has another.",
        ),
        (
            last != ["softmax"],
            f"Your outputs' activation is `{' '.join(last)}`. The task has another.",
        ),
        (_trouble(model), _trouble(model)),
    ]
    found = [sentence for differs, sentence in cases if differs]
    return found[0] if found else "The layers are right. The loss is another than they need."


def _what_else_changed(model: keras.Model, wanted: keras.Model) -> str:
    """Say what was changed in exercise 2.6 besides the softmax and the loss."""
    if _from_z_on(model)[:-2] != _from_z_on(wanted)[:-2]:
        return "The layers are others than those handed out. One changed line is enough."
    if trouble := _trouble(model):
        return trouble
    loss = keras.losses.get(_loss(model))
    if "crossentropy" not in (getattr(loss, "name", None) or loss.__name__).replace("_", ""):
        return (
            "The loss is no cross-entropy any more. One of its arguments was wrong, not the loss."
        )
    return "Between z and the loss there still is another curve than one softmax."


def _network(
    *layers: tuple, loss: object = "categorical_crossentropy", inputs: tuple | None = (784,)
) -> keras.Model:
    """Return a network of dense layers (units, activation), compiled if there is a loss."""
    dense = [keras.layers.Dense(units, activation) for units, activation in layers]
    model = keras.Sequential([keras.Input(inputs), *dense] if inputs else dense)
    if loss:
        model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model


def _from_logits() -> keras.losses.Loss:
    return keras.losses.CategoricalCrossentropy(from_logits=True)


def softmax_network():
    """Build what is handed out to be mended: it takes a softmax, and its loss another."""
    network = keras.Sequential([keras.Input((784,))])
    network.add(keras.layers.Dense(10, activation="softmax"))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    network.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return network


EXERCISES = {
    "recall 2.1": Choice(
        options={
            "a": "60,000 numbers: the mean ink of each picture",
            "b": "one number: the mean ink of all pictures",
            "c": "a picture of 28 × 28 numbers: the mean of each pixel",
            "d": "60,000 rows of 28 numbers: the mean of each column",
        },
        right="c",
        why="The axis that you name is the one that disappears: the pictures are averaged away, "
        "and one number stays for each of the 28 × 28 places.",
        wrong={
            "a": (
                "One number for each picture would need a mean over its rows and columns, "
                "`axis=(1, 2)`. Which direction does `axis=0` run along in this shape?",
                "mean over the wrong axis",
            ),
            "b": (
                "A single number is what `mean()` gives without an axis. Here one axis is named, "
                "and only that one disappears.",
                "no axis",
            ),
            "d": (
                "This would leave the pictures and lose a direction inside them. Count the axes "
                "from 0: which of the three numbers of the shape is the first?",
                "mean over the wrong axis",
            ),
        },
        more=("Write the shape down, and cross out the number that belongs to axis 0.",),
        idea="Axis 0 counts the pictures. The mean runs along it, so it takes the number of "
        "pictures out of the shape, and what is left has the shape of one picture.",
    ),
    "recall 2.2": Choice(
        options={
            "a": "0 0 0 1 0 0 0 0 0 0",
            "b": "0 0 1 0 0 0 0 0 0 0",
            "c": "0 0 0 3 0 0 0 0 0 0",
            "d": "1 1 1 0 0 0 0 0 0 0",
        },
        right="a",
        why="The places are counted from 0, so class 3 has its 1 at the fourth place.",
        wrong={
            "b": (
                "Here the 1 stands at the third place. Python counts places from 0, and there "
                "is a class 0 that needs one too.",
                "counting from 1",
            ),
            "c": (
                "A one-hot row holds nothing but 0 and 1. The class is told by the place, not "
                "by the size of the number.",
                "label as number",
            ),
            "d": (
                "That counts up to the class. A one-hot row has a single 1, or else its targets "
                "would say yes to several classes.",
                "label as number",
            ),
        },
        more=("There are ten places, one for each class, and the first is that of class 0.",),
        idea="The row holds nine times 0 and once 1. Count the places as Python does, from 0, "
        "until you have reached the class.",
    ),
    "recall 2.3": Choice(
        options={
            "a": "The test pictures are harder, so all the scores would come out too low.",
            "b": "Measuring a network on pictures changes its weights, and the test pictures "
            "must not do that.",
            "c": "There are too few test pictures to compare so many networks.",
            "d": "The best of twenty scores is partly luck, and the test score should stay "
            "free of that.",
        },
        right="d",
        why="Whoever picks the best of many scores also picks some luck. The test pictures give "
        "an honest figure only if nothing was chosen by them.",
        wrong={
            "a": (
                "Both parts were drawn from the same kind of pictures. The difference is not in "
                "the pictures but in what you have used them for.",
                "parts of unequal difficulty",
            ),
            "b": (
                "Measuring changes no weight, on whichever pictures. It is you who learns "
                "something by looking at the score. What do you do with it?",
                "measuring taken for learning",
            ),
            "c": (
                "The test part is the larger of the two, so size speaks for it. What would "
                "happen to its score if you took the best of many networks by it?",
                "chosen by the test set",
            ),
        },
        more=("Think of twenty people who throw a coin ten times. How good is the best of them?",),
        idea="The highest of many scores is high partly by chance, on the very pictures by which "
        "it was picked. Pictures that had no part in the choice tell how good the winner is.",
    ),
    "exercise 2.1": Function(
        inputs=_layer,
        edges=[ONE_PICTURE],
        right=lambda inputs, weights, biases: expit(inputs @ weights + biases),
        why="The matrix product gives each unit its weighted sum for every picture, the biases "
        "are added to every row, and the sigmoid bends each sum on its own.",
        hint="Three steps: a matrix product, a sum, a curve.",
        more=(
            "Compute z first, in a line of its own, and look at its shape: a row for each "
            "picture, a column for each unit.",
            "The cell above that computes `by_hand` has these three steps, with other names. "
            "Which of them are your parameters?",
            "The last line is the formula of the sigmoid: 1 above the line, and below it 1 plus "
            "a power of e. Put brackets round all that is below, and a minus before all of z.",
        ),
        idea="Multiply the rows of the pictures with the columns of the weights, and add the "
        "biases to every row: that is z. Then divide 1 by the sum of 1 and e to the power of "
        "minus z, number by number, and return it.",
        wrong=(
            (
                lambda inputs, weights, biases: expit(inputs @ weights),
                "Each unit has one number more than its weights, and it isn't in your sum yet.",
                "no bias",
            ),
            (
                lambda inputs, weights, biases: inputs @ weights + biases,
                "This is z, the sum before the activation. It isn't squeezed into 0 to 1 yet.",
                "no activation",
            ),
            (
                lambda inputs, weights, biases: expit(inputs @ weights + biases[0]),
                "You add one and the same bias to all units. Each unit has its own: all of "
                "`biases` fits beside a row of sums.",
                "parts left out",
            ),
            (
                lambda inputs, weights, biases: expit(inputs @ weights) + biases,
                "You bend first and add the biases afterwards, so outputs can leave 0 to 1. The "
                "bias belongs to the sum that is bent.",
                "bias outside the activation",
            ),
            (
                lambda inputs, weights, biases: 1 / (1 + np.exp(inputs @ weights + biases)),
                "Large sums give outputs near 0 here, and should give outputs near 1. Look at "
                "the signs: that of the exponent, and any other minus.",
                "wrong sign",
            ),
            (
                lambda inputs, weights, biases: 1 / (1 - np.exp(-(inputs @ weights + biases))),
                "Below the line of the formula stands a sum, and yours is a difference.",
                "wrong sign",
            ),
            (
                lambda inputs, weights, biases: 1 / (1 + np.exp(-inputs @ weights + biases)),
                "Your biases count with the wrong sign. Does the minus in the exponent reach the "
                "whole sum, or only a part of it?",
                "brackets",
            ),
            (
                lambda inputs, weights, biases: 1 / 1 + np.exp(-(inputs @ weights + biases)),
                "All of `1 + …` belongs below the line, but Python divides before it adds: you "
                "get 1 / 1, and then a sum. Where do brackets have to stand?",
                "brackets",
            ),
            (
                lambda inputs, weights, biases: math.exp(inputs @ weights + biases),
                "Something here takes a single number, as `math.exp` does, and gets a whole "
                "array. `np.exp` works on every number of an array.",
                "one number for an array",
            ),
            (
                lambda inputs, weights, biases: expit(inputs @ weights + biases).T,
                "The numbers are right, but lie on their side: you give a row for each unit. "
                "Wanted is a row for each picture.",
                "rows for columns",
            ),
            (
                lambda inputs, weights, biases: expit(inputs @ weights.T + biases),
                "Turned round, the weights no longer fit: the columns of the inputs must meet "
                "the rows of the weights. How were they shaped before you turned them?",
                "rows for columns",
            ),
            (
                lambda inputs, weights, biases: expit(weights @ inputs + biases),
                "The order of a matrix product counts. The rows of the pictures come first.",
                "arguments swapped",
            ),
            (
                lambda inputs, weights, biases: expit(np.dot(weights, inputs) + biases),
                "The order of a matrix product counts, in `np.dot` too. What comes first: "
                "the rows of the pictures, or the weights?",
                "arguments swapped",
            ),
            (
                lambda inputs, weights, biases: expit(inputs * weights + biases),
                "Between inputs and weights, `*` and `+` go number by number, and these shapes "
                "don't fit. Which sign multiplies rows with columns and adds up?",
                "element by element for matrix product",
            ),
            (
                lambda inputs, weights, biases: expit((inputs @ weights).sum() + biases),
                "`@` adds up the products by itself. Your further sum mixes all pictures and "
                "all units into one number.",
                "no axis",
            ),
            (
                lambda inputs, weights, biases: softmax(inputs @ weights + biases, axis=1),
                "These outputs compete for a sum of 1. Ten sigmoid units answer separately: each "
                "sum is bent without a look at the others.",
                "softmax for sigmoid",
            ),
            (
                lambda inputs, weights, biases: np.tanh(inputs @ weights + biases),
                "Your curve runs from −1 to 1. The sigmoid runs from 0 to 1.",
                "wrong activation",
            ),
            (
                lambda inputs, weights, biases: np.maximum(0, inputs @ weights + biases),
                "You cut off what is below 0, and leave the rest as it is. The sigmoid bends "
                "every sum into 0 to 1.",
                "wrong activation",
            ),
            (
                lambda inputs, weights, biases: np.exp(inputs @ weights + biases),
                "The power of e is a part of the sigmoid. Look at the whole formula.",
                "wrong activation",
            ),
            (
                lambda inputs, weights, biases: (inputs @ weights + biases).argmax(axis=1),
                "This names the loudest unit of each picture. It is a step that comes after the "
                "forward pass: wanted are the outputs of all units.",
                "class for outputs",
            ),
            (
                lambda inputs, weights, biases: 1 / (1 + np.exp(-(inputs @ weights)) + biases),
                "The biases stand beside the power of e, below the line of the formula. They "
                "belong to the sum z, in the exponent: brackets round all of it.",
                "bias outside the activation",
            ),
            (
                lambda inputs, weights, biases: expit(inputs @ (weights + biases)),
                "You add the biases to the weights, so each counts once for every input. A bias "
                "is added to the sum, once.",
                "brackets",
            ),
            (
                lambda inputs, weights, biases: expit(inputs) @ weights + biases,
                "You bend the inputs and add up then. The sigmoid comes last: it bends the sum.",
                "steps in the wrong order",
            ),
            (
                lambda inputs, weights, biases: 1 / (1 + 10 ** -(inputs @ weights + biases)),
                "Your power is one of 10. The formula has powers of e: `np.exp`.",
                "wrong logarithm",
            ),
            (
                lambda inputs, weights, biases: 1 / (1 + 2.718 ** -(inputs @ weights + biases)),
                "Nearly right: e has more digits than 2.718. `np.exp` knows them.",
                "rounded",
            ),
            (
                lambda inputs, weights, biases: expit(inputs @ weights + biases.mean()),
                "You add the mean of the biases to all units. Each unit has its own bias: all of "
                "`biases` fits beside a row of sums.",
                "parts left out",
            ),
        ),
    ),
    "exercise 2.2": Lines(
        needed="dbfae",
        wrong={
            "c": (
                "it learns from the validation pictures. The score on the same pictures would "
                "then reward memory.",
                "leakage",
            ),
            "g": (
                "a Dense layer treats each of the 28 rows on its own, so this network gives 28 "
                "answers a picture. What shape have the rows of `train.x`?",
                "wrong shape",
            ),
            "h": (
                "it compares the answers for one part with the labels of another. Which "
                "pictures were predicted?",
                "pairs torn apart",
            ),
        },
        order={
            "db": (
                "A network has to be built before it can be compiled.",
                "steps in the wrong order",
            ),
            "bf": (
                "`fit` needs a loss and an optimizer. Which line sets them?",
                "steps in the wrong order",
            ),
            "fa": (
                "These predictions would come from random weights. What has to happen first?",
                "scored before training",
            ),
            "ae": (
                "The accuracy is computed from predictions that don't exist yet.",
                "steps in the wrong order",
            ),
        },
        hint="The headings of this notebook name the steps: build, compile, train, evaluate. The "
        "last one takes two lines.",
        more=(
            "Ask of each line what it needs: a network, a loss, trained weights, predictions. "
            "It stands behind the line that makes it.",
            "Three pairs do nearly the same: c and f, d and g, e and h. One of each pair belongs.",
            "Which shape has a row of `train.x`? From which pictures may the network learn? Of "
            "which pictures are the predictions? Each question decides one pair.",
        ),
        idea="First the network that takes flat pictures, then the line that sets its loss, then "
        "training on the training pictures. Then the answers for the validation pictures, and "
        "last their accuracy, by the labels of the same pictures.",
        why="Build, compile, train, predict, score: each line needs what the one before it made. "
        "The network learns from one part and is scored on the other.",
    ),
    "exercise 2.3": Function(
        inputs=_logits,
        edges=[(LARGE_LOGITS,), (TWELVE,)],
        facts=_shares,
        differs=_of_rows,
        borrowed=("softmax",),
        right=lambda logits: softmax(logits, axis=1),
        why="Every picture has its own row, so each row is divided by its own sum and gives away "
        "the whole 1 by itself. With the largest logit taken away, no power exceeds 1.",
        hint="Write the formula's parts one after the other: powers, their sum, a division.",
        more=(
            "Three steps, a line each: take something away from the logits, make the powers, "
            "divide the powers.",
            "Each row has a largest logit and a sum of its own. `axis=1` takes them along the "
            "row, and `keepdims=True` keeps them as a column.",
            "Write `np.exp` of the logits minus the column of their largest, and give it a name. "
            "That name occurs twice in the last line: above the division and, as a sum, below it.",
        ),
        idea="From each row take its own largest logit, kept as a column. Raise e to what is "
        "left. Divide each row of these powers by its own sum, kept as a column too.",
        wrong=(
            (
                lambda logits: _divided(np.exp(logits)),
                "Right for small logits. But a power of 1,000 is infinity, one far below 0 is 0, "
                "and logits that are cut off are all alike. Take from each row its own largest "
                "logit first, and nothing has to be cut off.",
                "overflow of exp",
            ),
            (
                lambda logits: [
                    [math.exp(z) / sum(map(math.exp, row)) for z in row] for row in logits
                ],
                "Right for small logits. But `math.exp` gives up where a logit is large. Take "
                "from each row its own largest logit before you make the powers.",
                "overflow of exp",
            ),
            (
                lambda logits: _divided(np.exp(logits - logits.max(axis=0))),
                "The largest of each column is taken away, and so a logit loses something else "
                "than its neighbours. Which axis runs along the classes of a picture?",
                "mean over the wrong axis",
            ),
            (
                lambda logits: softmax(logits, axis=0),
                "Your columns add up to 1: the pictures compete with each other. It is the "
                "classes of one picture that should. Which axis runs along them?",
                "mean over the wrong axis",
            ),
            (
                softmax,
                "All your outputs together add up to 1. Each picture should have a whole 1 of "
                "its own.",
                "no axis",
            ),
            (
                lambda logits: _powers(logits) / _powers(logits).sum(),
                "You divide by the sum of all powers, those of the other pictures too. Each row "
                "has a whole 1 of its own, so it needs its own sum.",
                "no axis",
            ),
            (
                lambda logits: _powers(logits) / _powers(logits).sum(axis=0),
                "You divide by the sums of the columns, and a column holds a power of every "
                "picture. Which axis runs along the classes of one picture?",
                "mean over the wrong axis",
            ),
            (
                lambda logits: softmax(-logits, axis=1),
                "Your rows hold positive numbers that add up to 1, but the largest logit gets the "
                "smallest share. Look at the sign in the exponent.",
                "wrong sign",
            ),
            (
                lambda logits: _divided(logits - logits.max(axis=1, keepdims=True)),
                "You divide the logits themselves, and so the largest gets the smallest share. The "
                "formula takes a power of e of each before it divides.",
                "no activation",
            ),
            (
                lambda logits: _divided(abs(logits)),
                "Without their signs, a very negative logit gets a large share. The formula "
                "takes a power of e, which is positive and keeps the order.",
                "no activation",
            ),
            (
                lambda logits: _divided(np.exp2(logits)),
                "These are powers of 2. The formula has powers of e.",
                "wrong logarithm",
            ),
            (
                lambda logits: _divided(logits),
                "Your rows add up to 1, but some outputs are negative. The formula makes every "
                "logit positive before it divides.",
                "no activation",
            ),
            (
                np.exp,
                "All are positive now, but a row doesn't add up to 1 yet. The formula has a "
                "lower half.",
                "count for share",
            ),
            (
                _powers,
                "The largest of each row is 1 now, but a row doesn't add up to 1 yet. What stands "
                "below the line of the formula?",
                "count for share",
            ),
            (
                expit,
                "This is the sigmoid: each logit on its own. A softmax compares the logits of a "
                "picture.",
                "sigmoid for softmax",
            ),
            (
                lambda logits: np.exp(logits) / np.exp(logits).sum(axis=1),
                "The largest logits or the sums came out as a plain row, which doesn't fit beside "
                "the rows of the pictures. They should stay a column: `keepdims=True`.",
                "wrong shape",
            ),
            (
                lambda logits: softmax(logits, axis=1) * logits.shape[1],
                "Your rows add up to the number of classes, not to 1: you divide by a mean where "
                "the formula has a sum.",
                "sum for mean",
            ),
            (
                lambda logits: np.exp(logits / logits.sum(axis=1, keepdims=True)),
                "You divide inside the power. The formula divides powers by a sum of powers.",
                "brackets",
            ),
            (
                lambda logits: np.exp(logits) / np.exp(logits.sum(axis=1, keepdims=True)),
                "Below the line you take the power of a sum. The formula has a sum of powers.",
                "brackets",
            ),
            (
                lambda logits: _powers(logits) / np.exp(logits).sum(axis=1, keepdims=True),
                "Above the line the largest logit is taken away, below it isn't. Use the same "
                "powers in both places.",
                "half mended",
            ),
            (
                lambda logits: _powers(logits) / logits.sum(axis=1, keepdims=True),
                "You divide by the sum of the logits. Below the line stands the sum of the powers.",
                "no activation",
            ),
            (
                lambda logits: np.log(softmax(logits, axis=1)),
                "These are logarithms of the shares. Nothing asks for a logarithm here.",
                "no activation",
            ),
        ),
    ),
    "exercise 2.4": Function(
        inputs=_targets_and_outputs,
        edges=[ZERO_OUTPUTS, ZERO_AT_TRUE, MANY_PICTURES],
        facts=_price_or_right,
        differs=_off_price,
        right=_cross_entropy,
        borrowed=(
            "categorical_crossentropy",
            "CategoricalCrossentropy",
            "sparse_categorical_crossentropy",
            "SparseCategoricalCrossentropy",
            "log_loss",
        ),
        why="The one-hot row keeps the one logarithm that counts, the minus makes it a price, "
        "and the mean over pictures doesn't depend on how many there are.",
        hint="For each picture: minus the natural logarithm of the output at its true class. "
        "Then the mean over the pictures: one number.",
        more=(
            "Which product is 0 everywhere except at the true class?",
            "Bring that product to one number a picture, then look at its shape: (n,). It is what "
            "was given to the true class.",
            "`targets * outputs` has one number in each row that isn't 0. Add up along the rows, "
            "take the logarithm, change the sign, and take the mean of what you have.",
        ),
        idea="Multiply the targets with the outputs, number by number. Add up each row, which "
        "leaves the one output at the true class. Take the logarithms, change the sign, and take "
        "the mean over the pictures.",
        wrong=(
            (
                lambda targets, outputs: -(targets * np.log(outputs)).sum(axis=1).mean(),
                "Right as long as no output is 0. But some at wrong classes are so small that "
                "they are stored as 0: their logarithm is minus infinity, and 0 times infinity "
                "is no number. Pick the output at the true class first, then take its logarithm.",
                "logarithm of 0",
            ),
            (
                lambda targets, outputs: _cross_entropy(
                    targets, np.where(outputs == 0, 1, outputs)
                ),
                "Where an output is 0, you put 0 in place of its logarithm. At wrong classes that "
                "does no harm. At the true class, the worst mistake that there is would then cost "
                "nothing.",
                "logarithm of 0",
            ),
            (
                lambda targets, outputs: (
                    -np.log(np.prod((targets * outputs).sum(axis=1))) / len(targets)
                ),
                "Right for a few pictures. The product of hundreds of shares is so small that it "
                "is stored as 0: take each logarithm first, then the mean.",
                "logarithm of 0",
            ),
            (
                lambda targets, outputs: -(targets * np.log(outputs)).sum(),
                "You add up over the pictures. Twice as many pictures would then cost twice as "
                "much.",
                "sum for mean",
            ),
            (
                lambda targets, outputs: -(targets * np.log(outputs)).mean(),
                "Your mean also counts the zeros of the wrong classes, so you divide by too "
                "much. How many pictures are there, and how many numbers?",
                "divided by the wrong number",
            ),
            (
                lambda targets, outputs: -(targets * np.log(outputs)).sum(axis=0).mean(),
                "You add up along the columns, so your mean divides by the number of classes. "
                "One price belongs to each picture: which axis runs along its classes?",
                "mean over the wrong axis",
            ),
            (
                lambda targets, outputs: -np.log((targets * outputs).sum(axis=0)).mean(),
                "You add up along the columns before the logarithm: one sum for each class. Each "
                "picture needs a price of its own.",
                "mean over the wrong axis",
            ),
            (
                lambda targets, outputs: -np.log((targets * outputs).mean(axis=1)).mean(),
                "You took the mean of each row, so the one number that counts was divided by the "
                "number of classes. Add up the row.",
                "sum for mean",
            ),
            (
                lambda targets, outputs: -np.log((targets * outputs).sum(axis=1) + 1e-3).mean(),
                TOO_MUCH_ADDED,
                "logarithm of 0",
            ),
            (
                lambda targets, outputs: np.mean(
                    [-math.log(p) for p in (targets * outputs).sum(axis=1)]
                ),
                "`math.log` gives up at 0, and an output can be stored as 0. `np.log` gives minus "
                "infinity for it, and goes on.",
                "logarithm of 0",
            ),
            (
                lambda targets, outputs: -_cross_entropy(targets, outputs),
                "The logarithm of a number below 1 is negative. A loss should be smaller for "
                "better outputs.",
                "wrong sign",
            ),
            (
                lambda targets, outputs: (targets * np.log(outputs)).sum(axis=1),
                "One logarithm for each picture: nearly there. A price isn't negative, and a "
                "loss is a single number.",
                "not averaged",
            ),
            (
                lambda targets, outputs: -(targets * np.log(outputs)).sum(axis=1),
                "One price for each picture: nearly there. A loss is a single number.",
                "not averaged",
            ),
            (
                lambda targets, outputs: -targets * np.log(outputs),
                "A number for each class of each picture, most of them 0. Bring them to one "
                "number a picture, and then to one in all.",
                "not averaged",
            ),
            (
                lambda targets, outputs: _cross_entropy(targets, outputs) / np.log(10),
                "You took the logarithm to base 10. ln, the natural one, is `np.log` in NumPy.",
                "wrong logarithm",
            ),
            (
                lambda targets, outputs: _cross_entropy(targets, outputs) / np.log(2),
                "You took the logarithm to base 2. ln, the natural one, is `np.log` in NumPy.",
                "wrong logarithm",
            ),
            (
                lambda targets, outputs: math.log(outputs),
                "Something here takes a single number, as `math.log` does, and gets a whole "
                "array. `np.log` works on every number of an array.",
                "one number for an array",
            ),
            (
                lambda targets, outputs: outputs[np.arange(len(outputs)), targets],
                "That picks by labels, and these targets are one-hot: each is a row of numbers, "
                "no place. Multiply by them, or find their labels first.",
                "sparse for one-hot",
            ),
            (
                lambda targets, outputs: outputs[np.arange(len(outputs)), targets.astype(int)],
                "These targets are one-hot, so made whole they are still rows of 0 and 1, and no "
                "labels. Multiply by them, or ask `argmax` for their labels.",
                "sparse for one-hot",
            ),
            (
                lambda targets, outputs: -(outputs * np.log(targets)).sum(axis=1).mean(),
                "The logarithm of 0 is minus infinity. You take it of the targets, or of a product "
                "with them, and most of these numbers are 0. Which numbers are above 0?",
                "logarithm of 0",
            ),
            (
                lambda targets, outputs: -np.log(outputs).sum(axis=1).mean(),
                "All outputs of a picture are in your sum. Only the one at the true class "
                "counts. What are the targets for?",
                "true class ignored",
            ),
            (
                lambda targets, outputs: -np.log(outputs).mean(),
                "This is a mean over all outputs, and the targets don't occur in it. Which "
                "output of a picture counts?",
                "true class ignored",
            ),
            (
                lambda targets, outputs: -np.log(outputs.max(axis=1)).mean(),
                "You price the largest output of each picture, so a sure and wrong answer costs "
                "nothing. Which output counts?",
                "true class ignored",
            ),
            (
                lambda targets, outputs: -np.log(outputs[:, targets.argmax(axis=1)]).mean(),
                "You price each picture by the labels of all pictures: so does `[:, labels]`, "
                "and so does `@` between all rows. Each picture needs its own label alone.",
                "pairs torn apart",
            ),
            (
                lambda targets, outputs: targets @ np.log(outputs),
                "`@` would mix the pictures with each other, and these shapes don't even allow "
                "it. Which sign multiplies number by number?",
                "matrix product for element by element",
            ),
            (
                lambda targets, outputs: -(targets * np.log(outputs)).max(axis=1).mean(),
                "The largest of nine zeros and minus a logarithm isn't what counts. How do you get "
                "the one number of a row that isn't 0?",
                "true class ignored",
            ),
            (
                lambda targets, outputs: -(targets * np.log(outputs)).sum() / 10,
                "You divide by ten. How many prices did you add up?",
                "divided by the wrong number",
            ),
            (
                lambda targets, outputs: -10 * (targets * np.log(outputs)).mean(),
                "You take the mean over all numbers times ten, which fits ten classes only. Add "
                "up each row: that needs no factor.",
                "written-down number",
            ),
            (
                lambda targets, outputs: (targets * np.log(outputs)).sum(),
                "Two things are missing: a price isn't negative, and it doesn't grow with the "
                "number of pictures.",
                "sum for mean",
            ),
            (
                lambda targets, outputs: (targets * np.log(outputs)).mean(),
                "Two things are off: a price isn't negative, and your mean also counts the zeros "
                "of the wrong classes.",
                "divided by the wrong number",
            ),
            (
                lambda targets, outputs: _yes_or_no(targets, outputs).mean(),
                "This is binary cross-entropy, the price of separate yes-or-no answers. Here "
                "the wrong classes add no term of their own.",
                "wrong loss",
            ),
            (
                lambda targets, outputs: _yes_or_no(targets, outputs).sum(axis=1).mean(),
                "You add up the prices of separate yes-or-no answers. In this loss the half with "
                "`1 - targets` doesn't occur.",
                "wrong loss",
            ),
            (
                lambda targets, outputs: ((targets - outputs) ** 2).mean(),
                "This is a mean of squared differences. It is another loss: cross-entropy takes "
                "a logarithm.",
                "wrong loss",
            ),
            (
                lambda targets, outputs: -np.log((targets * outputs).sum(axis=1).mean()),
                "You take the logarithm of a mean. First the price of each picture, then the mean.",
                "mean taken too early",
            ),
            (
                lambda targets, outputs: abs(targets - outputs).mean(),
                "This is a mean distance. It is another loss: where is the logarithm?",
                "wrong loss",
            ),
            (
                lambda targets, outputs: (targets * outputs).sum(axis=1).mean(),
                "This is the mean output at the true class: larger is better. Make a price of "
                "each with minus and logarithm before you take the mean.",
                "wrong loss",
            ),
            (
                lambda targets, outputs: 1 - (targets * outputs).sum(axis=1).mean(),
                "Without a logarithm, a sure and wrong answer costs hardly more than a doubtful "
                "one.",
                "wrong loss",
            ),
            (
                lambda targets, outputs: (targets.argmax(axis=1) == outputs.argmax(axis=1)).mean(),
                "This is the accuracy, a share of right answers. A loss is a price: it asks how "
                "sure the network was of the true class.",
                "loss for accuracy",
            ),
            (
                lambda targets, outputs: -(targets * np.log(outputs + 1)).sum(axis=1).mean(),
                "You add 1 before the logarithm, and so a sure and right answer isn't free. Take "
                "the logarithm of the output itself.",
                "wrong loss",
            ),
            (
                lambda targets, outputs: -np.median(np.log((targets * outputs).sum(axis=1))),
                "This is the price in the middle. A loss is the mean of all prices.",
                "another quantity",
            ),
            (
                lambda targets, outputs: -np.log((targets * outputs).sum(axis=1).min()),
                "This is the price of the worst picture alone. A loss is the mean of all prices.",
                "largest for mean",
            ),
            (
                lambda targets, outputs: -np.log((targets * outputs).sum(axis=1)[0]),
                "This is the price of the first picture alone. Does `return` stand in a loop? It "
                "ends the function at the first turn.",
                "return in the loop",
            ),
        ),
    ),
    "exercise 2.5": Choice(
        options={
            "a": "At both, this network is too small to learn, whatever you do. It needs a "
            "hidden layer.",
            "b": "At 0.00001 the weights have hardly moved yet. At 1.0 the steps overshoot, "
            "and the loss ends above ln 10.",
            "c": "At 0.00001 the loss is the lowest of the three, since small steps aim best. "
            "At 1.0 learning is fast and rough.",
            "d": "At 0.00001 the network has learned the 5,000 pictures by heart. At 1.0 it "
            "had no time for that.",
        },
        right="b",
        why="The rate scales every step. Tiny steps leave the weights near where they started; "
        "huge ones jump over the low places, and sure and wrong answers make the loss high.",
        wrong={
            "a": (
                "The same network with the same pictures learned well at 0.001. Only the size "
                "of the steps is different.",
                "size of a step",
            ),
            "c": (
                "Small steps don't aim better by themselves. Look at the loss at 0.00001 once "
                "more: has it come far from the ln 10 of an untrained network?",
                "size of a step",
            ),
            "d": (
                "Learning by heart would show as good training and bad validation figures. And "
                "a network that has hardly changed has learned nothing by heart.",
                "overfitting and underfitting",
            ),
        },
        more=(
            "Write the three losses beside each other, and ln 10 = 2.30 beside them. At which "
            "rate is the loss near ln 10, and at which far above?",
        ),
        idea="A loss near ln 10 is that of a network that has learned next to nothing yet: its "
        "steps are too short. A loss far above is that of one that is sure of wrong answers: its "
        "steps are too long.",
    ),
    "exercise 2.6": Function(
        inputs=lambda rng: (),
        right=lambda: _network((10, "softmax")),
        unchanged=softmax_network,
        facts=_from_z_on,
        steady=True,
        differs=_what_else_changed,
        rounds=1,
        why="Layer and loss now agree: one softmax, in the layer or in the loss. Keras with "
        "TensorFlow even notices the contradiction, warns, and goes back to the z behind the "
        "softmax, so that training works. Don't count on that elsewhere.",
        hint="Follow z from the layer to the loss. Through which curves does it go? Change as "
        "little as you can.",
        more=(
            "Ask both parts what they do with z: does the layer take a softmax? Does the loss?",
            "`from_logits=True` makes a promise about the outputs. Keep the promise, or don't "
            "give it.",
            "Two lines matter: the activation of the layer, and the arguments of the loss. Change "
            "one of them, so that one softmax is left.",
        ),
        idea="Between z and the price there has to be one softmax. Either the layer keeps its "
        "own, and the loss is no longer told that it gets logits. Or the loss keeps its own, and "
        "the layer gives z without an activation.",
        wrong=(
            (
                lambda: _network((10, None)),
                "You took away both. Now nothing takes a softmax, and the loss would need the "
                "logarithm of outputs below 0.",
                "softmax forgotten",
            ),
            (
                lambda: _network((10, "sigmoid"), loss=_from_logits()),
                "A sigmoid's outputs aren't logits either: z is still bent before the loss gets "
                "it.",
                "sigmoid for softmax",
            ),
            (
                lambda: _network((10, "relu"), loss=_from_logits()),
                "You took the softmax away, but z is still bent before the loss gets it: what is "
                "below 0 becomes 0.",
                "wrong activation",
            ),
            (
                lambda: _network((10, "sigmoid")),
                "With a sigmoid the ten outputs don't compete, and this loss expects outputs "
                "that add up to 1.",
                "sigmoid for softmax",
            ),
            (
                lambda: _network((10, "softmax"), loss="sparse_categorical_crossentropy"),
                "The sparse loss wants integer labels. The targets here are one-hot.",
                "sparse for one-hot",
            ),
            (
                lambda: _network((10, "softmax"), loss="binary_crossentropy"),
                "Binary cross-entropy asks ten separate questions. That is another loss, not a "
                "repair of this one.",
                "wrong loss",
            ),
            (
                lambda: _network((10, "softmax"), loss=None),
                "This network has no loss any more. `fit` would stop with an error.",
                "not compiled",
            ),
        ),
    ),
    "exercise 2.7": Value(
        right=784 * 64 + 64 + 64 * 10 + 10,
        tolerance=1e-9,
        why="Each hidden unit has a weight for each pixel and a bias; each output unit has a "
        "weight for each hidden unit and a bias.",
        hint="Count layer by layer: inputs times units, and one bias for each unit.",
        more=(
            "Write it as a formula with four parts: weights and biases of the hidden layer, "
            "weights and biases of the output layer.",
            "How many inputs has a hidden unit? How many has an output unit? Each unit has as "
            "many weights as inputs.",
            "The inputs of the output units are the outputs of the 64 hidden units. So the third "
            "of the four parts is 64 times the number of output units.",
        ),
        idea="Each of the 64 hidden units has a weight for every one of its 784 inputs, and a "
        "bias. Each of the 10 output units has a weight for every hidden unit, and a bias. Add "
        "up the four parts.",
        wrong=(
            (
                4 * (784 * 64 + 64 + 64 * 10 + 10),
                "That is how many bytes they take. Asked is how many numbers there are.",
                "count for bytes",
            ),
            (
                784 * 64 + 64 * 10,
                "These are the weights. Each unit has one number more.",
                "no bias",
            ),
            (
                784 * 64 + 64 + 64 * 10,
                "The biases of one layer are missing. Have a look at the last one.",
                "no bias",
            ),
            (
                784 * 64 + 64 * 10 + 10,
                "The biases of one layer are missing. Have a look at the hidden one.",
                "no bias",
            ),
            (
                784 * 64 + 64,
                "That is the hidden layer alone. The output layer has parameters as well.",
                "wrong number of layers",
            ),
            (
                50.89,
                "A point is a decimal point. Write nothing between thousands.",
                "decimal comma",
            ),
            (784 * 64, "Those are the weights of one layer. What else has numbers?", "no bias"),
            (
                784 * 10 + 10,
                "That is the network without a hidden layer, as you built it before.",
                "wrong number of layers",
            ),
            (
                64 * 10 + 10,
                "That is the output layer alone. The hidden layer has most of the parameters.",
                "wrong number of layers",
            ),
            (
                784 * 128 + 128 + 128 * 10 + 10,
                "That network has 128 units, as the summary above. How many does this one have?",
                "another network",
            ),
            (
                784 * 64 + 64 + 784 * 10 + 10,
                "You connected the output units to the pixels. What are their inputs in this "
                "network?",
                "inputs of another layer",
            ),
            (
                784 * 64 * 10,
                "You multiplied the layers with each other. Their numbers of parameters are added.",
                "product for sum",
            ),
            (
                784 * 64 * 10 + 64 + 10,
                "The biases are right. The weights of the two layers are added, not multiplied.",
                "product for sum",
            ),
            (
                785 * 64 * 10,
                "You multiplied the units of both layers. Count each layer by itself, with its "
                "biases, and add then.",
                "product for sum",
            ),
            (
                784 * 64 + 64 + 10,
                "The weights between hidden and output units are missing.",
                "parts left out",
            ),
            (
                784 + 64 + 10,
                "That counts pixels and units. Parameters sit on the connections between them, "
                "and in the biases.",
                "units for parameters",
            ),
            (
                784 * 64 + 784 + 64 * 10 + 64,
                "You gave a bias to each input of a layer. It is the units that have one each.",
                "bias for each input",
            ),
            (
                784 * 64 + 64 + 64 * 64 + 64 + 64 * 10 + 10,
                "That network has two hidden layers. This one has one.",
                "wrong number of layers",
            ),
            (
                784 * 64 + 1 + 64 * 10 + 1,
                "You counted one bias a layer. How many does the summary of the ten units count?",
                "no bias",
            ),
        ),
    ),
    "exercise 2.8": Function(
        inputs=lambda rng: (),
        right=lambda: _network((32, "sigmoid"), (10, "softmax")),
        facts=_whole_network,
        steady=True,
        differs=_first_difference,
        rounds=1,
        why="The order of layers, sizes and activations is what you were asked for, and the loss "
        "fits both the softmax and the one-hot targets.",
        hint="Compare layer by layer with the task: inputs, units, activation, then the loss.",
        more=(
            "The cells that built and compiled the network above have every line that you need. "
            "Change the sizes.",
            "The list holds three things: what comes in, the hidden layer, the output layer. "
            "Each layer names its units and its activation.",
            "Behind the list come two lines: one that compiles with an optimizer and the loss "
            "for one-hot targets, and one that returns the network.",
        ),
        idea="Build a Sequential of an Input for 784 numbers, a Dense layer of 32 units with a "
        "sigmoid, and a Dense layer of 10 units with a softmax. Compile it with categorical "
        "cross-entropy. Return the network itself.",
        wrong=(
            (
                lambda: _network((32, None), (10, "softmax")),
                "Your hidden layer has no activation. Two layers of sums behind each other are "
                "no more than one layer of sums.",
                "no activation",
            ),
            (
                lambda: _network((32, "relu"), (10, "softmax")),
                "Your hidden units have another curve than the task says.",
                "wrong activation",
            ),
            (
                lambda: _network((32, "softmax"), (10, "softmax")),
                "A softmax in the hidden layer makes its units compete for one answer. They "
                "should answer separately.",
                "softmax for sigmoid",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "sigmoid")),
                "Your outputs don't compete. Which activation makes ten outputs add up to 1?",
                "sigmoid for softmax",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "sigmoid"), loss="binary_crossentropy"),
                "This network answers ten yes-or-no questions, as the first one did. Asked for are "
                "outputs that add up to 1, and the loss that fits them.",
                "sigmoid for softmax",
            ),
            (
                lambda: _network((32, "softmax"), (10, "sigmoid")),
                "The two activations stand in each other's place.",
                "softmax for sigmoid",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, None)),
                "Your output layer has no activation, and its loss expects outputs that add up "
                "to 1.",
                "softmax forgotten",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, None), loss=_from_logits()),
                "Layer and loss agree, but the softmax is in your loss, so the network gives "
                "logits. Asked for are outputs that are a softmax.",
                "softmax forgotten",
            ),
            (
                lambda: _network((10, "softmax")),
                "There is no hidden layer in your network yet.",
                "wrong number of layers",
            ),
            (
                lambda: _network((32, "sigmoid")),
                "There is no output layer in your network yet.",
                "wrong number of layers",
            ),
            (
                lambda: _network((32, "sigmoid"), (32, "sigmoid"), (10, "softmax")),
                "Your network has two hidden layers. The task has one.",
                "wrong number of layers",
            ),
            (
                lambda: _network((784, "sigmoid"), (32, "sigmoid"), (10, "softmax")),
                "The 784 inputs became a layer of 784 units, with weights of its own. Inputs "
                "compute nothing: `Input` says how many there are.",
                "wrong number of layers",
            ),
            (
                lambda: _network((10, "softmax"), (32, "sigmoid")),
                "The layers stand in the wrong order: what leaves the last one is the answer.",
                "steps in the wrong order",
            ),
            (
                lambda: _network((128, "sigmoid"), (10, "softmax")),
                "This is the network of the cells above, with 128 units. How many does the task "
                "name?",
                "another network",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "softmax"), inputs=None),
                "Your network doesn't say yet that a picture has 784 numbers. What stands first "
                "in the list of the networks above?",
                "wrong shape",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "softmax"), inputs=784),
                "`Input` wants a shape, and 784 is a number. A comma makes a shape of it: "
                "`(784,)`.",
                "brackets",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "softmax"), inputs=(28, 28)),
                "Your network takes pictures of 28 × 28, and a Dense layer would treat each of "
                "their rows on its own. The rows of `train.x` are flat.",
                "wrong shape",
            ),
            (
                lambda: _network((32, "sigmoid"), (1, "softmax")),
                "One output unit can't name ten classes. And the softmax of a single number is "
                "always 1.",
                "label as number",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "softmax"), loss=None),
                "It is built, but not compiled. `fit` would stop with an error.",
                "not compiled",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "softmax"), loss="binary_crossentropy"),
                "That loss is for separate yes-or-no answers. Which one did the softmax get?",
                "wrong loss",
            ),
            (
                lambda: _network(
                    (32, "sigmoid"), (10, "softmax"), loss="sparse_categorical_crossentropy"
                ),
                "That loss wants integer labels. The targets are one-hot.",
                "sparse for one-hot",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "softmax"), loss=_from_logits()),
                "Two softmaxes follow each other: your loss expects logits, and your outputs "
                "are none.",
                "two softmaxes",
            ),
        ),
    ),
    "quiz 2.1": Choice(
        options={"a": "5", "b": "10", "c": "50", "d": "5,000"},
        right="c",
        why="Each batch gives one change: 1,000 / 100 = 10 batches an epoch, and five epochs.",
        wrong={
            "a": (
                "An epoch isn't one change. How many batches does it consist of?",
                "steps and epochs",
            ),
            "b": ("That is one epoch's changes. Training goes on for five.", "steps and epochs"),
            "d": (
                "That would be one change for each picture. How many pictures share a change?",
                "steps and epochs",
            ),
        },
        more=("How many batches does it take to go through all pictures once?",),
        idea="Divide the pictures by the size of a batch: that is the number of changes in one "
        "epoch. Then take it times the number of epochs.",
    ),
    "quiz 2.2": Choice(
        options={
            "a": "The training figure is a mean over the whole epoch.",
            "b": "The network has learned the training pictures by heart.",
            "c": "The validation pictures are easier to read.",
            "d": "The network learns from the validation pictures too.",
        },
        right="a",
        why="The training figure includes the bad start of the epoch; the validation figure is "
        "taken at its end, with better weights.",
        wrong={
            "b": (
                "Learning by heart makes the training figures better than the validation "
                "figures, not worse.",
                "overfitting and underfitting",
            ),
            "c": (
                "Both parts come from one stratified draw, so neither is easier. When is each "
                "of the two figures measured?",
                "parts of unequal difficulty",
            ),
            "d": (
                "Validation pictures change no weight. They are only measured. When?",
                "measuring taken for learning",
            ),
        },
        more=(
            "The network is better at the end of an epoch than at its start. Which of the two "
            "figures knows of the start?",
        ),
        idea="One figure is collected while the epoch runs, batch by batch, from its bad start "
        "on. The other is measured once, when the epoch is over.",
    ),
    "quiz 2.3": Choice(
        options={
            "a": "Such answers are right nine times out of ten.",
            "b": "Nine tenths of the training pictures were 4s.",
            "c": "The picture fits a 4 well, whatever the other classes say.",
            "d": "The other nine outputs share 0.1.",
        },
        right="d",
        why="A softmax shares out a whole 1, so what one class gets the others don't. How far "
        "you may trust the 0.9 has to be measured.",
        wrong={
            "a": (
                "It looks like a probability, but nobody has yet counted how often such "
                "outputs are right. Notebook 4 does.",
                "accuracy for calibration",
            ),
            "b": (
                "An output speaks about this picture. The shares of the classes in the "
                "training data are something else.",
                "output for frequency",
            ),
            "c": (
                "Softmax can't say how well a picture fits by itself. It only shares out a "
                "whole 1 between the classes, even for a picture that fits none.",
                "output for likeness",
            ),
        },
        more=("Only one of the four follows from the formula of the softmax. Which?",),
        idea="By the formula the ten outputs of a picture add up to 1. So one output tells the "
        "sum of all others, and nothing else for sure.",
    ),
    "quiz 2.4": Choice(
        options={
            "a": "Train it and see, because the first epoch will bring that down.",
            "b": "Look for a mistake in the data or in the network.",
            "c": "Draw other first weights, because these were unlucky.",
            "d": "Lower the learning rate, because the steps overshoot.",
        },
        right="b",
        why="A network that knows nothing pays about ln 10. Far more means that it is sure of "
        "wrong answers before it has seen anything, and that has a cause, such as unscaled pixels.",
        wrong={
            "a": (
                "It may fall, and the cause would stay hidden. What loss do you expect of a "
                "network that knows nothing?",
                "initial loss ignored",
            ),
            "c": (
                "The first weights depend on the seed, but in a sound network they bring the "
                "loss near ln 10 with any seed.",
                "luck blamed for a mistake",
            ),
            "d": (
                "No step has been taken yet, so the learning rate hasn't had any effect so far.",
                "size of a step",
            ),
        },
        more=("Compare 11 with ln 10, about 2.3. What can be the cause before any training?",),
        idea="The loss before training is a check of what you built: it should be near ln 10. "
        "Where it is far off, something is wrong already, and training can't be the cause.",
    ),
    "quiz 2.5": Choice(
        options={
            "a": "A, because its loss is smaller.",
            "b": "B, because A's loss is a mean over ten outputs and has to be taken times ten.",
            "c": "Their losses don't tell. Compare their accuracies.",
            "d": "B, because a larger loss means more learning.",
        },
        right="c",
        why="The two losses are prices of different things. Both accuracies count right pictures "
        "among the same ones.",
        wrong={
            "a": (
                "The smaller number is of another kind: a mean over ten questions, most of "
                "which are easy noes.",
                "losses of different kinds",
            ),
            "b": (
                "Ten outputs don't make ten times the loss: an easy no costs next to nothing, "
                "so no factor turns one into the other.",
                "losses of different kinds",
            ),
            "d": (
                "A loss falls when a network gets better, so a larger one is no good sign, and "
                "these two can't be compared at all.",
                "wrong sign",
            ),
        },
        more=("Say in words what each loss is the price of. Is it the same thing?",),
        idea="Two numbers can be compared if they measure the same thing in the same way. These "
        "losses don't. Which figure of a network means the same for both?",
    ),
}

PREDICTIONS = {
    "prediction 2.1": Prediction(unit="parameters", least=0, whole=True),
    "prediction 2.2": PERCENT,
    "prediction 2.3": Prediction(least=0, factor=True),
    "prediction 2.4": PERCENT,
    "prediction 2.5": Prediction(options=("middle", "rim")),
    "prediction 2.6": Prediction(least=0),
    "prediction 2.7": Prediction(unit="pictures", least=1, whole=True, factor=True),
    "prediction 2.8": Prediction(unit="percentage points", least=-100, most=100),
}
