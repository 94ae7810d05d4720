"""A pad to draw a digit on, which the network that you have just trained reads along."""

import operator
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from IPython import get_ipython
from IPython.display import display

from helpers import evaluation, plots
from helpers.data import Dataset
from helpers.distortions import PIXELS
from helpers.errors import CourseError
from helpers.internal import usual

MODULE = Path(__file__).with_suffix(".js")
STYLE = Path(__file__).with_suffix(".css")
"""What a browser does and shows, of the pad and of the page that `python -m runner page` writes."""

ACTIVATIONS = ("linear", "relu", "sigmoid", "softmax", "tanh")
"""Activations that the browser knows, by Keras's names."""

IDLE = ("InputLayer", "Dropout", "GaussianNoise")
"""Layers that do nothing to a picture once the training is over."""

HINT = "Run this cell in JupyterLab, VS Code or Colab, and draw a digit of your own here."


def tell(digits: Dataset) -> dict:
    """Return what the pad has to know of a data set: names, examples, and what is usual in it.

    Everything is as JSON can hold it, but `examples`, validation images of the classes `labels`,
    and `references` (`Usual`), which are bytes.
    """
    labels, first = np.unique(digits.validation.labels, return_index=True)
    among = usual.usual(digits.train.images)
    return {
        "names": list(digits.class_names),
        "labels": labels.tolist(),
        "examples": digits.validation.images[first].tobytes(),
        "limits": among.limits,
        "references": among.references.tobytes(),
        "odd": usual.ODD,
        "inked": usual.INKED,
        "unsure": usual.UNSURE,
    }


def describe(model) -> dict:
    """Return a network as a browser computes it: its dense layers, and their weights as bytes.

    The weights are float32, least significant byte first: each layer's kernel, then its bias.
    Raises CourseError if another layer has a part in the answer, or an unknown activation, or if
    the layers don't follow each other, each once.
    """
    if not _is_chain(model):
        raise CourseError(
            "a browser can't compute this network: make it of layers that follow each other, each "
            "used once, such as keras.Sequential does"
        )
    layers, weights = [], []
    for layer in model.layers:
        kind = type(layer).__name__
        if kind in IDLE:
            continue
        activation = getattr(getattr(layer, "activation", None), "__name__", kind)
        if kind != "Dense" or activation not in ACTIVATIONS:
            raise CourseError(
                f"a browser can't compute {layer.name} ({activation}): make the network of Dense "
                f"layers with one of {', '.join(ACTIVATIONS)}"
            )
        layers.append({"units": layer.units, "activation": activation})
        kernel, *bias = layer.get_weights()
        weights += [kernel.ravel(), *(bias or [np.zeros(layer.units)])]
    return {"layers": layers, "weights": np.concatenate(weights).astype("<f4").tobytes()}


def _is_chain(model) -> bool:
    """Return whether each layer takes what the one before it gives, and nothing comes between."""
    if type(model).__name__ == "Sequential":
        return True
    try:
        taken = [*(layer.input for layer in model.layers[1:]), *model.outputs]
        given = [layer.output for layer in model.layers]
    except (AttributeError, ValueError):  # a model whose `call` is written by hand
        return False
    return len(taken) == len(given) and all(map(operator.is_, taken, given))


class Pad(anywidget.AnyWidget):
    """The pad in a notebook; the network goes into it as it is when the cell runs."""

    _esm = MODULE
    _css = STYLE
    told = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        """Return what a frontend without widgets shows."""
        return HINT


def pad(model, digits: Dataset) -> Pad | plots.Drawing:
    """Return a pad to draw on, as a cell's last line; elsewhere a picture of it.

    A cell that nobody sits before (papermill, nbval, nbconvert) shows the picture, and one in
    JupyterLab stores it, for whoever opens the notebook without running it.

    Args:
        model: a Keras model that takes (n, 784), gives (n, 10), and suits `describe`.
        digits: the data that it was trained on, for names and examples.

    Raises:
        CourseError: the model takes or gives something else, or as `describe`.
    """
    # A network that was never built has neither.
    takes, gives = (getattr(model, f"{end}_shape", "nothing yet") for end in ("input", "output"))
    classes = len(digits.class_names)
    if (takes, gives) != ((None, PIXELS), (None, classes)):
        raise CourseError(
            f"the pad needs a network that takes (n, {PIXELS}) and gives (n, {classes}): "
            f"this one takes {takes} and gives {gives}"
        )
    network = describe(model)
    (outputs,) = evaluation.predict(model, digits.validation.x[:1])
    still = plots.reading(digits.validation.images[0], outputs, digits.class_names, HINT)
    if not _somebody_is_there():
        return still
    display(still)
    return Pad(told=tell(digits) | {"network": network})


def _somebody_is_there() -> bool:
    """Return whether the cell that runs was started where a person could answer a question.

    Frontends say so with each cell (`allow_stdin` in Jupyter's messaging protocol); programs that
    run notebooks say the opposite.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    return bool(kernel) and kernel.get_parent()["content"].get("allow_stdin", False)
