"""The exercises of notebook 2: one unit, ten units, softmax, cross-entropy, a hidden layer."""

import keras
import numpy as np
from scipy.special import expit, softmax

from exercises.kinds import Choice, Function, Lines, Value
from exercises.predictions import FRACTION, Prediction

# What the functions are tried on. No two sizes agree, so that every mix-up of axes shows.


def _layer(rng) -> tuple:
    pictures, inputs, units = rng.permutation(np.arange(3, 12))[:3]
    return (
        rng.random((pictures, inputs)),
        rng.normal(size=(inputs, units)),
        rng.normal(size=units),
    )


def _logits(rng) -> tuple:
    pictures, classes = rng.permutation(np.arange(3, 12))[:2]
    return (rng.normal(scale=2, size=(pictures, classes)),)


def _targets_and_outputs(rng) -> tuple:
    pictures, classes = rng.permutation(np.arange(4, 12))[:2]
    targets = np.eye(classes)[rng.integers(0, classes, pictures)]
    return targets, softmax(rng.normal(scale=1.5, size=(pictures, classes)), axis=1)


def _cross_entropy(targets, outputs) -> float:
    return float(np.mean(keras.losses.categorical_crossentropy(targets, outputs)))


def _chain(model: keras.Model) -> str:
    """Return what a picture passes through up to the loss, "784 > 10 > softmax > …".

    A loss that takes logits does a softmax of its own, so it makes no difference here whether
    the network has that softmax or its loss.
    """
    # A Sequential without an Input doesn't know its inputs' size before it has seen some.
    parts = [str(getattr(model, "input_shape", ["?"])[-1])]
    for layer in model.layers:
        if isinstance(layer, keras.layers.Softmax):
            parts += ["softmax"]
        elif isinstance(layer, keras.layers.Dense | keras.layers.Activation):
            name = layer.activation.__name__
            parts += [str(layer.units)] if isinstance(layer, keras.layers.Dense) else []
            parts += [name] if name != "linear" else []
    if not model.compiled:
        return " > ".join([*parts, "not compiled"])
    loss = keras.losses.get(model.loss)
    parts += ["softmax"] if getattr(loss, "from_logits", False) else []
    return " > ".join([*parts, getattr(loss, "name", None) or loss.__name__])


def _network(
    *layers: tuple, loss: object = "categorical_crossentropy", inputs: int | None = 784
) -> keras.Model:
    """Return a network of dense layers (units, activation), compiled if there is a loss."""
    dense = [keras.layers.Dense(units, activation) for units, activation in layers]
    model = keras.Sequential([keras.Input((inputs,)), *dense] if inputs else dense)
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
        right="c",
        why="The axis that you name is the one that disappears: the pictures are averaged away, "
        "and one number stays for each of the 28 × 28 places.",
        wrong={
            "a": "One number for each picture would need a mean over its rows and columns, "
            "axis=(1, 2). Which direction does axis=0 run along in this shape?",
            "b": "A single number is what mean() gives without an axis. Here one axis is named, "
            "and only that one disappears.",
            "d": "This would leave the pictures and lose a direction inside them. Count the axes "
            "from 0: which of the three numbers of the shape is the first?",
        },
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
            "b": "Here the 1 stands at the third place. Python counts places from 0, and there "
            "is a class 0 that needs one too.",
            "c": "A one-hot row holds nothing but 0 and 1. The class is told by the place, not "
            "by the size of the number.",
            "d": "That counts up to the class. A one-hot row has a single 1, or else its targets "
            "would say yes to several classes.",
        },
    ),
    "recall 2.3": Choice(
        right="d",
        why="Whoever picks the best of many scores also picks some luck. The test pictures give "
        "an honest figure only if nothing was chosen by them.",
        wrong={
            "a": "Both parts were drawn from the same kind of pictures. The difference is not in "
            "the pictures but in what you have used them for.",
            "b": "Measuring changes no weight, on whichever pictures. It is you who learns "
            "something by looking at the score. What do you do with it?",
            "c": "The test part is the larger of the two, so size speaks for it. What would "
            "happen to its score if you took the best of many networks by it?",
        },
    ),
    "exercise 2.1": Function(
        inputs=_layer,
        right=lambda inputs, weights, biases: expit(inputs @ weights + biases),
        why="The matrix product gives each unit its weighted sum for every picture, the biases "
        "are added to every row, and the sigmoid bends each sum on its own.",
        hint="Three steps: a matrix product, a sum, a curve.",
        more=(
            "Compute z first and look at its shape: a row for each picture, a column for each "
            "unit. Then put z into the formula of the sigmoid.",
        ),
        wrong=(
            (
                lambda inputs, weights, biases: expit(inputs @ weights),
                "Each unit has one number more than its weights, and it isn't in your sum yet.",
            ),
            (
                lambda inputs, weights, biases: inputs @ weights + biases,
                "This is z, the sum before the activation. It isn't squeezed into 0 to 1 yet.",
            ),
            (
                lambda inputs, weights, biases: expit(inputs @ weights) + biases,
                "You bend first and add the biases afterwards, so outputs can leave 0 to 1. The "
                "bias belongs to the sum that is bent.",
            ),
            (
                lambda inputs, weights, biases: 1 / (1 + np.exp(inputs @ weights + biases)),
                "Large sums give outputs near 0 here, and should give outputs near 1. Look at "
                "the sign in the exponent.",
            ),
            (
                lambda inputs, weights, biases: 1 / (1 + np.exp(-inputs @ weights + biases)),
                "Your biases count with the wrong sign. Does the minus in the exponent reach the "
                "whole sum, or only a part of it?",
            ),
            (
                lambda inputs, weights, biases: expit(inputs @ weights + biases).T,
                "The numbers are right, but lie on their side: you give a row for each unit. "
                "Wanted is a row for each picture.",
            ),
            (
                lambda inputs, weights, biases: expit(inputs @ weights.T + biases),
                "Turned round, the weights no longer fit: the columns of the inputs must meet "
                "the rows of the weights. How were they shaped before you turned them?",
            ),
            (
                lambda inputs, weights, biases: expit(weights @ inputs + biases),
                "The order of a matrix product counts. The rows of the pictures come first.",
            ),
            (
                lambda inputs, weights, biases: expit(inputs * weights + biases),
                "* multiplies number by number and wants equal shapes. Which sign multiplies "
                "rows with columns and adds up?",
            ),
            (
                lambda inputs, weights, biases: softmax(inputs @ weights + biases, axis=1),
                "These outputs compete for a sum of 1. Ten sigmoid units answer separately: each "
                "sum is bent without a look at the others.",
            ),
        ),
    ),
    "exercise 2.2": Lines(
        needed="dbfae",
        wrong={
            "c": "it learns from the validation pictures. The score on the same pictures would "
            "then reward memory.",
            "g": "a Dense layer treats each of the 28 rows on its own, so this network gives 28 "
            "answers a picture. What shape have the rows of train.x?",
            "h": "it compares the answers for one part with the labels of another. Which "
            "pictures were predicted?",
        },
        order={
            "db": "A network has to be built before it can be compiled.",
            "bf": "fit needs a loss and an optimizer. Which line sets them?",
            "fa": "These predictions would come from random weights. What has to happen first?",
            "ae": "The accuracy is computed from predictions that don't exist yet.",
        },
        why="Build, compile, train, predict, score: each line needs what the one before it made. "
        "The network learns from one part and is scored on the other.",
    ),
    "exercise 2.3": Function(
        inputs=_logits,
        right=lambda logits: softmax(logits, axis=1),
        why="Every picture has its own row, so each row is divided by its own sum and gives away "
        "the whole 1 by itself.",
        hint="Each row of the result must hold positive numbers that add up to 1.",
        more=(
            "Make the powers first. Then divide them by their sums along each row, kept as a "
            "column.",
        ),
        wrong=(
            (
                lambda logits: softmax(logits, axis=0),
                "Your columns add up to 1: the pictures compete with each other. It is the "
                "classes of one picture that should. Which axis runs along them?",
            ),
            (
                softmax,
                "All your outputs together add up to 1. Each picture should have a whole 1 of "
                "its own.",
            ),
            (
                lambda logits: logits / logits.sum(axis=1, keepdims=True),
                "Your rows add up to 1, but some outputs are negative. The formula makes every "
                "logit positive before it divides.",
            ),
            (
                np.exp,
                "All are positive now, but a row doesn't add up to 1 yet. The formula has a "
                "lower half.",
            ),
            (
                expit,
                "This is the sigmoid: each logit on its own. A softmax compares the logits of a "
                "picture.",
            ),
            (
                lambda logits: np.exp(logits) / np.exp(logits).sum(axis=1),
                "The sums came out as a plain row, which doesn't fit beside the powers. They "
                "should stay a column: keepdims=True.",
            ),
            (
                lambda logits: np.exp(logits / logits.sum(axis=1, keepdims=True)),
                "You divide inside the power. The formula divides powers by a sum of powers.",
            ),
            (
                lambda logits: np.exp(logits) / np.exp(logits.sum(axis=1, keepdims=True)),
                "Below the line you take the power of a sum. The formula has a sum of powers.",
            ),
        ),
    ),
    "exercise 2.4": Function(
        inputs=_targets_and_outputs,
        right=_cross_entropy,
        why="The one-hot row keeps the one logarithm that counts, the minus makes it a price, "
        "and the mean over pictures doesn't depend on how many there are.",
        hint="For each picture: minus the natural logarithm of the output at its true class. "
        "Then the mean over the pictures: one number.",
        more=(
            "Which product is 0 everywhere except at the true class? Bring it to one number a "
            "picture, then look at its shape.",
        ),
        wrong=(
            (
                lambda targets, outputs: -(targets * np.log(outputs)).sum(),
                "You add up over the pictures. Twice as many pictures would then cost twice as "
                "much.",
            ),
            (
                lambda targets, outputs: -(targets * np.log(outputs)).mean(),
                "Your mean also counts the zeros of the wrong classes, so you divide by too "
                "much. How many pictures are there, and how many numbers?",
            ),
            (
                lambda targets, outputs: -_cross_entropy(targets, outputs),
                "The logarithm of a number below 1 is negative. A loss should be smaller for "
                "better outputs.",
            ),
            (
                lambda targets, outputs: _cross_entropy(targets, outputs) / np.log(10),
                "You took the logarithm to base 10. ln, the natural one, is np.log in NumPy.",
            ),
            (
                lambda targets, outputs: _cross_entropy(targets, outputs) / np.log(2),
                "You took the logarithm to base 2. ln, the natural one, is np.log in NumPy.",
            ),
            (
                lambda targets, outputs: -np.log(outputs).sum(axis=1).mean(),
                "All outputs of a picture are in your sum. Only the one at the true class "
                "counts. What are the targets for?",
            ),
            (
                lambda targets, outputs: -np.log(outputs).mean(),
                "This is a mean over all outputs, and the targets don't occur in it. Which "
                "output of a picture counts?",
            ),
            (
                lambda targets, outputs: np.mean(
                    keras.losses.binary_crossentropy(targets, outputs)
                ),
                "This is binary cross-entropy, the price of separate yes-or-no answers. Here "
                "the wrong classes add no term of their own.",
            ),
            (
                lambda targets, outputs: -(targets * np.log(outputs)).sum(axis=1),
                "One price for each picture: nearly there. A loss is a single number.",
            ),
            (
                lambda targets, outputs: -np.log((targets * outputs).sum(axis=1).mean()),
                "You take the logarithm of a mean. First the price of each picture, then the mean.",
            ),
            (
                lambda targets, outputs: 1 - (targets * outputs).sum(axis=1).mean(),
                "Without a logarithm, a sure and wrong answer costs hardly more than a doubtful "
                "one.",
            ),
        ),
    ),
    "exercise 2.5": Choice(
        right="b",
        why="The rate scales every step. Tiny steps leave the weights near where they started; "
        "huge ones jump over the low places, and a few sure and wrong answers make the loss high.",
        wrong={
            "a": "The same network with the same pictures learned well at 0.001. Only the size "
            "of the steps is different.",
            "c": "Small steps don't aim better by themselves. Look at the loss at 0.00001 once "
            "more: has it come far from the ln 10 of an untrained network?",
            "d": "Learning by heart would show as good training and bad validation figures. And "
            "a network that has hardly changed has learned nothing by heart.",
        },
    ),
    "exercise 2.6": Function(
        inputs=lambda rng: (),
        right=lambda: _network((10, "softmax")),
        unchanged=softmax_network,
        facts=_chain,
        rounds=1,
        why="Layer and loss now agree: one softmax, in the layer or in the loss.",
        hint="Follow z from the layer to the loss. Through which curves does it go? Change as "
        "little as you can.",
        more=(
            "from_logits=True makes a promise about the outputs. Keep the promise, or don't "
            "give it.",
        ),
        wrong=(
            (
                lambda: _network((10, None)),
                "You took away both. Now nothing takes a softmax, and the loss would need the "
                "logarithm of outputs below 0.",
            ),
            (
                lambda: _network((10, "sigmoid"), loss=_from_logits()),
                "A sigmoid's outputs aren't logits either: z is still bent before the loss gets "
                "it.",
            ),
            (
                lambda: _network((10, "sigmoid")),
                "With a sigmoid the ten outputs don't compete, and this loss expects outputs "
                "that add up to 1.",
            ),
            (
                lambda: _network((10, "softmax"), loss="sparse_categorical_crossentropy"),
                "The sparse loss wants integer labels. The targets here are one-hot.",
            ),
            (
                lambda: _network((10, "softmax"), loss="binary_crossentropy"),
                "Binary cross-entropy asks ten separate questions. That is another loss, not a "
                "repair of this one.",
            ),
            (
                lambda: _network((10, "softmax"), loss=None),
                "This network has no loss any more. fit would stop with an error.",
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
        ),
        wrong=(
            (784 * 64 + 64 * 10, "These are the weights. Each unit has one number more."),
            (
                784 * 64 + 64 + 64 * 10,
                "The biases of one layer are missing. Have a look at the last one.",
            ),
            (
                784 * 64 + 64 * 10 + 10,
                "The biases of one layer are missing. Have a look at the hidden one.",
            ),
            (
                784 * 64 + 64,
                "That is the hidden layer alone. The output layer has parameters as well.",
            ),
            (
                784 * 64 + 64 + 784 * 10 + 10,
                "You connected the output units to the pixels. What are their inputs in this "
                "network?",
            ),
            (
                784 * 64 * 10,
                "You multiplied the layers with each other. Their numbers of parameters are added.",
            ),
            (
                784 + 64 + 10,
                "That counts pixels and units. Parameters sit on the connections between them, "
                "and in the biases.",
            ),
            (
                784 * 64 + 784 + 64 * 10 + 64,
                "You gave a bias to each input of a layer. It is the units that have one each.",
            ),
            (
                784 * 64 + 1 + 64 * 10 + 1,
                "You counted one bias a layer. How many does the summary of the ten units count?",
            ),
        ),
    ),
    "exercise 2.8": Function(
        inputs=lambda rng: (),
        right=lambda: _network((32, "sigmoid"), (10, "softmax")),
        facts=_chain,
        rounds=1,
        why="The order of layers, sizes and activations is what you were asked for, and the loss "
        "fits both the softmax and the one-hot targets.",
        hint="Compare layer by layer with the task: inputs, units, activation, then the loss.",
        more=(
            "The cells that built and compiled the network above have every line that you need. "
            "Change the sizes.",
        ),
        wrong=(
            (
                lambda: _network((32, None), (10, "softmax")),
                "Your hidden layer has no activation. Two layers of sums behind each other are "
                "no more than one layer of sums.",
            ),
            (
                lambda: _network((32, "relu"), (10, "softmax")),
                "Your hidden units have another curve than the task says.",
            ),
            (
                lambda: _network((32, "softmax"), (10, "softmax")),
                "A softmax in the hidden layer makes its units compete for one answer. They "
                "should answer separately.",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "sigmoid")),
                "Your outputs don't compete. Which activation makes ten outputs add up to 1?",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, None)),
                "Your output layer has no activation, and its loss expects outputs that add up "
                "to 1.",
            ),
            (
                lambda: _network((10, "softmax")),
                "There is no hidden layer in your network yet.",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "softmax"), inputs=None),
                "Your network doesn't say yet that a picture has 784 numbers. What stands first "
                "in the list of the networks above?",
            ),
            (
                lambda: _network((32, "sigmoid"), (1, "softmax")),
                "One output unit can't name ten classes. And the softmax of a single number is "
                "always 1.",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "softmax"), loss=None),
                "It is built, but not compiled. fit would stop with an error.",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "softmax"), loss="binary_crossentropy"),
                "That loss is for separate yes-or-no answers. Which one did the softmax get?",
            ),
            (
                lambda: _network(
                    (32, "sigmoid"), (10, "softmax"), loss="sparse_categorical_crossentropy"
                ),
                "That loss wants integer labels. The targets are one-hot.",
            ),
            (
                lambda: _network((32, "sigmoid"), (10, "softmax"), loss=_from_logits()),
                "Two softmaxes follow each other: your loss expects logits, and your outputs "
                "are none.",
            ),
        ),
    ),
    "quiz 2.1": Choice(
        options={"a": "5 times", "b": "10 times", "c": "50 times", "d": "5,000 times"},
        right="c",
        why="Each batch gives one change: 1,000 / 100 = 10 batches an epoch, and five epochs.",
        wrong={
            "a": "An epoch isn't one change. How many batches does it consist of?",
            "b": "That is one epoch's changes. Training goes on for five.",
            "d": "That would be one change for each picture. How many pictures share a change?",
        },
    ),
    "quiz 2.2": Choice(
        right="a",
        why="The training figure includes the bad start of the epoch; the validation figure is "
        "taken at its end, with better weights.",
        wrong={
            "b": "Learning by heart makes the training figures better than the validation "
            "figures, not worse.",
            "c": "Both parts come from one stratified draw, so neither is easier. When is each "
            "of the two figures measured?",
            "d": "Validation pictures change no weight. They are only measured. When?",
        },
    ),
    "quiz 2.3": Choice(
        right="d",
        why="A softmax shares out a whole 1, so what one class gets the others don't. How far "
        "you may trust the 0.9 has to be measured.",
        wrong={
            "a": "It looks like a probability, but nobody has yet counted how often such "
            "outputs are right. Notebook 4 does.",
            "b": "An output speaks about this picture. The shares of the classes in the "
            "training data are something else.",
            "c": "Softmax can't say how well a picture fits by itself. It only shares out a "
            "whole 1 between the classes, even for a picture that fits none.",
        },
    ),
    "quiz 2.4": Choice(
        right="b",
        why="A network that knows nothing pays about ln 10. Far more means that it is sure of "
        "wrong answers before it has seen anything, and that has a cause, such as unscaled pixels.",
        wrong={
            "a": "It may fall, and the cause would stay hidden. What loss do you expect of a "
            "network that knows nothing?",
            "c": "The first weights depend on the seed, but in a sound network they bring the "
            "loss near ln 10 with any seed.",
            "d": "No step has been taken yet, so the learning rate hasn't had any effect so far.",
        },
    ),
    "quiz 2.5": Choice(
        right="c",
        why="The two losses are prices of different things. Both accuracies count right pictures "
        "among the same ones.",
        wrong={
            "a": "The smaller number is of another kind: a mean over ten questions, most of "
            "which are easy noes.",
            "b": "Ten outputs don't make ten times the loss: an easy no costs next to nothing, "
            "so no factor turns one into the other.",
            "d": "A loss falls when a network gets better, so a larger one is no good sign, and "
            "these two can't be compared at all.",
        },
    ),
}

PREDICTIONS = {
    "prediction 2.1": Prediction(unit="parameters", least=0, whole=True),
    "prediction 2.2": FRACTION,
    "prediction 2.3": FRACTION,
    "prediction 2.4": Prediction(least=0),
    "prediction 2.5": Prediction(unit="points", least=-100, most=100),
}
