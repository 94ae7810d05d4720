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
    "softmax forgotten, and in the loss": ([RELU, (layers.Dense, 10)], {"loss": SUMS}),
    "wrong loss": ([RELU, SOFTMAX], {"loss": "mae"}),
    "wrong loss, misspelt": ([RELU, SOFTMAX], {"loss": "cross_entropy"}),
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


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda: keras.Sequential([keras.Input(784)]), "wants a shape"),
        (lambda: keras.Sequential([keras.Input((784,)), layers.Flatten]), "With brackets"),
        (lambda: keras.Sequential([keras.Input((784,)), layers.Cropping2D(4)]), "a flat row"),
        (lambda: keras.Sequential([layers.Reshape(28, 28, 1)]), "two pairs of brackets"),
        (lambda: keras.Sequential(layers.Flatten(), layers.Flatten()), "square brackets"),
        (lambda: keras.Sequential(*map(layers.Dense, (1, 2, 3, 4))), "square brackets"),
    ],
)
def test_an_error_of_keras_is_said_in_plain_words(answer, told):
    assert told in judged(answer).text


def test_a_metric_that_keras_refuses_in_training_is_no_error_of_the_check(capsys):
    def misspelt():
        model = network([RELU, SOFTMAX])
        model.compile("adam", "categorical_crossentropy", metrics=["acuracy"])
        return model

    assert judged(misspelt).outcome == WRONG
    assert "Keras stopped" in capsys.readouterr().out


def test_a_network_of_a_class_of_its_own_is_told_so():
    class Own(keras.Model):
        def call(self, x):
            return x

    def own():
        model = Own()
        model.build((None, 784))
        return model

    assert judged(own).name == "another kind of network"


def test_a_text_is_no_network_even_if_it_says_the_right_thing():
    assert judged(lambda: "within the budget").name == "not the network"


@pytest.mark.slow
def test_a_network_that_says_the_same_in_another_way_is_trained(capsys):
    rows = [RELU, (layers.Dense, 10), (layers.Softmax,)]
    answer = lambda: network(rows, loss="sparse_categorical_crossentropy")  # noqa: E731
    assert judged(answer).outcome == RIGHT
    assert "validation accuracy" in capsys.readouterr().out


@pytest.mark.slow
def test_a_network_that_stays_at_chance_is_not_told_to_be_smaller():
    def barely_moves():
        model = network([RELU, SOFTMAX])
        model.compile(keras.optimizers.SGD(1e-9), "categorical_crossentropy")
        return model

    assert judged(barely_moves).name == "not learning"
