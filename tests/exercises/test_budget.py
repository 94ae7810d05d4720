"""Exercise 3.7 looks at a network before a minute of training is spent on it."""

import keras
import pytest
from keras import layers

from exercises import find
from exercises.kinds import RIGHT, WRONG, Verdict

SOFTMAX = layers.Dense, 10, "softmax"
SUMS = keras.losses.CategoricalCrossentropy(from_logits=True)
RELU = layers.Dense, 32, "relu"

REFUSED = {
    "over the budget": ([(layers.Dense, 128, "relu"), SOFTMAX], {}),
    "no activation": ([(layers.Dense, 32), SOFTMAX], {}),
    "softmax forgotten": ([RELU, (layers.Dense, 10)], {}),
    "sigmoid for softmax": ([RELU, (layers.Dense, 10, "sigmoid")], {}),
    "another kind of network": (
        [(layers.Reshape, (28, 28, 1)), (layers.Conv2D, 3, 5), (layers.Flatten,), RELU, SOFTMAX],
        {},
    ),
    "two softmaxes": ([RELU, SOFTMAX], {"loss": SUMS}),
    "sigmoid for softmax, though sums are promised": (
        [RELU, (layers.Dense, 10, "sigmoid")],
        {"loss": SUMS},
    ),
    "wrong loss": ([RELU, SOFTMAX], {"loss": "mae"}),
    "wrong loss, though a cross-entropy": ([RELU, SOFTMAX], {"loss": "binary_crossentropy"}),
    "not compiled": ([RELU, SOFTMAX], {"compiled": False}),
    "wrong shape": ([RELU, SOFTMAX], {"shape": (28, 28)}),
}


def network(rows, *, shape=(784,), loss="categorical_crossentropy", compiled=True):
    made = [kind(*arguments[:1], **_named(arguments[1:])) for kind, *arguments in rows]
    model = keras.Sequential([keras.Input(shape), *made])
    if compiled:
        model.compile("adam", loss)
    return model


def _named(rest):
    return {"activation" if isinstance(value, str) else "kernel_size": value for value in rest}


def judged(answer) -> Verdict:
    exercise = find("exercise 3.7")
    return exercise.judge(answer, exercise.sample())


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_network_lacks_is_named_before_it_is_trained(name, capsys):
    rows, settings = REFUSED[name]
    verdict = judged(lambda: network(rows, **settings))
    assert (verdict.outcome, verdict.name) == (WRONG, name.partition(",")[0])
    assert "validation accuracy" not in capsys.readouterr().out


def test_a_loss_that_keras_refuses_in_training_is_no_error_of_the_check(capsys):
    verdict = judged(lambda: network([RELU, SOFTMAX], loss="cross_entropy"))
    assert (verdict.outcome, verdict.name) == (WRONG, "wrong loss")
    assert "Keras stopped" in capsys.readouterr().out


def test_a_text_is_no_network_even_if_it_says_the_right_thing():
    assert judged(lambda: "within the budget").name == "not the network"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "loss"),
    [
        ([RELU, (layers.Dense, 10), (layers.Softmax,)], "sparse_categorical_crossentropy"),
        ([RELU, (layers.Dense, 10)], keras.losses.CategoricalCrossentropy(from_logits=True)),
    ],
    ids=["labels, and softmax as a layer", "logits"],
)
def test_a_network_that_says_the_same_in_another_way_is_trained(rows, loss, capsys):
    assert judged(lambda: network(rows, loss=loss)).outcome == RIGHT
    assert "validation accuracy" in capsys.readouterr().out


@pytest.mark.slow
def test_a_network_that_stays_at_chance_is_not_told_to_be_smaller():
    def barely_moves():
        model = network([RELU, SOFTMAX])
        model.compile(keras.optimizers.SGD(1e-9), "categorical_crossentropy")
        return model

    assert judged(barely_moves).name == "not learning"
