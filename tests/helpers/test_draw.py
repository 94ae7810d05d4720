"""The pad where nobody can draw on it, and what it tells a browser."""

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from helpers import draw, plots
from helpers.data import Dataset, Part
from helpers.errors import CourseError
from runner import execute, notebook
from tests.support import make_notebook


def make_digits() -> Dataset:
    """Return a small data set with two validation images of each class but the 8."""
    rng = np.random.default_rng(0)
    labels = np.array([digit for digit in range(10) if digit != 8] * 2)[::-1]
    part = Part(rng.integers(0, 256, (len(labels), 28, 28)).astype("uint8"), labels)
    return Dataset("made", part, part, part, tuple("0123456789"), "")


def relu():
    """Stand for an activation, of which the name counts."""


class Dense:
    """What the pad uses of a layer of Keras, which takes seconds to import."""

    name = "hidden_1"

    def __init__(self, *weights: np.ndarray, activation=relu):
        self._weights, self.units, self.activation = weights, weights[0].shape[1], activation

    def get_weights(self) -> list[np.ndarray]:
        return list(self._weights)


class Dropout:
    """A layer that has ended its work when the pad comes."""


class BatchNormalization:
    """A layer that hasn't."""

    name = "normal_1"


class Sequential:
    """What the pad uses of a Keras model."""

    def __init__(self, inputs: int = 784, outputs: int = 10, layers=None):
        self.input_shape, self.output_shape = (None, inputs), (None, outputs)
        self.layers = layers or [Dense(np.zeros((inputs, outputs)))]

    def __call__(self, x: np.ndarray, training: bool) -> np.ndarray:
        return np.full((len(x), 10), 0.1, "float32")


def test_examples_are_one_validation_image_of_each_class_that_there_is():
    digits = make_digits()
    told = draw.tell(digits)
    assert told["labels"] == [0, 1, 2, 3, 4, 5, 6, 7, 9]
    examples = np.frombuffer(told["examples"], "uint8").reshape(-1, 28, 28)
    for image, label in zip(examples, told["labels"], strict=True):
        place = next(i for i, known in enumerate(digits.validation.labels) if known == label)
        assert np.array_equal(image, digits.validation.images[place])


def test_a_browser_gets_each_layers_kernel_and_bias():
    kernel, bias, last = np.arange(8).reshape(4, 2), np.array([8, 9]), np.arange(10, 16)
    layers = [Dense(kernel, bias), Dropout(), Dense(last.reshape(2, 3))]
    told = draw.describe(Sequential(layers=layers))
    expected = [{"units": units, "activation": "relu"} for units in (2, 3)]
    assert told["layers"] == expected
    assert np.frombuffer(told["weights"], "<f4").tolist() == [*range(16), 0, 0, 0]


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (BatchNormalization(), r"normal_1 \(BatchNormalization\)"),
        (Dense(np.zeros((784, 10)), activation=lambda x: x), r"hidden_1 \(<lambda>\)"),
    ],
)
def test_what_a_browser_cannot_compute_is_refused_in_one_line(layer, words):
    with pytest.raises(CourseError, match=f"a browser can't compute {words}: make"):
        draw.pad(Sequential(layers=[layer]), make_digits())


def wired(kind: str):
    """Return a network of Keras's functional API: a chain, or something else."""
    import keras  # here, because most of this file does without

    dense, idle, last = (keras.layers.Dense(784), keras.layers.Dropout(0.3), keras.layers.Dense(10))
    x = keras.Input((784,))
    between = {
        "a chain": lambda: idle(dense(x)),
        "a layer used twice": lambda: dense(dense(x)),
        "two branches": lambda: dense(x) + keras.layers.Dense(784)(x),
        "a function between": lambda: keras.ops.relu(dense(x)),
    }
    if kind in between:
        return keras.Model(x, last(between[kind]()))
    if kind == "a function behind":
        return keras.Model(x, keras.ops.softmax(last(x)))

    class ByHand(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense, self.last = dense, last

        def call(self, x):
            return self.last(self.dense(self.dense(x)))

    model = ByHand()
    model(np.zeros((1, 784)))
    return model


def test_a_chain_of_layers_is_described_whichever_way_it_was_made():
    layers = draw.describe(wired("a chain"))["layers"]
    assert layers == [{"units": units, "activation": "linear"} for units in (784, 10)]


@pytest.mark.parametrize(
    "kind",
    ["a layer used twice", "two branches", "a function between", "a function behind", "by hand"],
)
def test_a_network_that_is_no_chain_of_layers_is_refused_and_not_described_as_one(kind):
    with pytest.raises(CourseError, match="make it of layers that follow each other"):
        draw.describe(wired(kind))


def test_without_a_reader_it_is_a_picture_that_says_what_it_shows_and_how_to_draw():
    still = draw.pad(Sequential(), make_digits())
    data, metadata = still._repr_mimebundle_()
    assert data.keys() == {"text/html", "image/png", "text/plain"}
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert draw.HINT in data["text/plain"] and " for 0, " in data["text/plain"]


@pytest.fixture
def asked(monkeypatch):
    """Let cells run as started by who can be asked (JupyterLab, VS Code, Colab); what they show."""
    kernel, shown = SimpleNamespace(get_parent=lambda: {"content": {"allow_stdin": True}}), []
    monkeypatch.setattr(draw, "get_ipython", lambda: SimpleNamespace(kernel=kernel))
    monkeypatch.setattr(draw, "display", shown.append)
    return shown


def test_with_a_reader_it_is_a_widget_with_the_network_below_the_picture(asked):
    widget = draw.pad(Sequential(), make_digits())
    data, _ = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert draw.HINT in data["text/plain"]
    assert widget.told["network"]["layers"] == [{"units": 10, "activation": "relu"}]
    assert [type(picture) for picture in asked] == [plots.Drawing]  # which is what is stored


def test_in_colab_it_brings_along_the_manager_that_shows_it(asked, monkeypatch):
    colab = ModuleType("google.colab.output")
    colab._widgets = SimpleNamespace(_installed_url=None)
    manager = "https://manager.example"
    colab.enable_custom_widget_manager = lambda: setattr(colab._widgets, "_installed_url", manager)
    monkeypatch.setitem(sys.modules, colab.__name__, colab)
    _, metadata = draw.pad(Sequential(), make_digits())._repr_mimebundle_()
    (told,) = metadata.values()
    assert told == {"colab": {"custom_widget_manager": {"url": manager}}}


@pytest.mark.process
def test_a_program_that_runs_notebooks_stores_the_picture_and_nothing_of_the_widget(tmp_path):
    cells = [
        "from tests.helpers.test_draw import Sequential, make_digits",
        "from helpers import draw\ndraw.pad(Sequential(), make_digits())",
    ]
    run = execute.execute(make_notebook(tmp_path / "a.ipynb", *cells), tmp_path / "b.ipynb")
    assert run.status == "ok", run.error
    nb = notebook.load(tmp_path / "b.ipynb")
    (output,) = nb.cells[-1].outputs
    assert output.data.keys() == {"text/html", "image/png", "text/plain"}
    assert "widgets" not in nb.metadata


@pytest.mark.parametrize(
    "network",
    [Sequential(inputs=100), Sequential(outputs=9), object()],
    ids=["other pictures", "other classes", "not built"],
)
def test_a_network_of_another_shape_is_refused_in_one_line(network):
    with pytest.raises(CourseError, match=r"takes \(n, 784\) and gives \(n, 10\): this one"):
        draw.pad(network, make_digits())
