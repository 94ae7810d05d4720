"""The published networks by name: a table, and one function that builds any of its rows."""

from dataclasses import dataclass

import keras

from helpers import parameters
from helpers.errors import unknown

PIXELS = 28 * 28
CLASSES = 10


@dataclass(frozen=True)
class Recipe:
    """A network and how it is trained.

    `hidden` lists the units of each hidden layer, first to last. `dropout` (a fraction) follows
    every hidden layer. `published` is the result its report states, in words; `unstated` names
    the settings that the report leaves out and this table fills in. `file` is the name that the
    report saves the model under.
    """

    name: str
    hidden: tuple[int, ...] = ()
    activation: str = "relu"
    output: str = "softmax"
    dropout: float = 0.0
    loss: str = "categorical_crossentropy"
    learning_rate: float = 0.001
    epochs: int = 10
    batch_size: int = 128
    published: str = "(not stated)"
    unstated: str = ""
    file: str = ""

    @property
    def layers(self) -> str:
        """The layer sizes, such as `784-128-64-10`."""
        return "-".join(map(str, (PIXELS, *self.hidden, CLASSES)))


RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            "sigmoid",
            output="sigmoid",
            loss="binary_crossentropy",
            published="about 92 %",
            unstated="loss, epochs, batch size",
        ),
        Recipe(
            "relu",
            hidden=(256, 128),
            published="about 98 %",
            unstated="units, loss, epochs, batch size",
        ),
        Recipe(
            "compact",
            hidden=(128, 32),
            epochs=12,
            batch_size=32,
            published="97–98 %",
            unstated="batch size",
        ),
        Recipe("dropout", hidden=(128, 64), dropout=0.3),
        Recipe(
            "dropout_report",
            hidden=(128, 64),
            dropout=0.3,
            batch_size=32,
            published="93.04 %, loss 0.2633",
            unstated="dropout rate, batch size",
            file="mnist_ann_model.h5",
        ),
        Recipe(
            "wide",
            hidden=(300, 100),
            loss="sparse_categorical_crossentropy",
            epochs=50,
            published="train > 99 %, test > 98 %",
            unstated="batch size",
            file="image_recognition.h5",
        ),
    )
}
"""The published networks, by name."""


def recipe(name: str) -> Recipe:
    """Return the published network of that name.

    Raises:
        CourseError: there is none.
    """
    if name not in RECIPES:
        raise unknown("recipe", name, RECIPES)
    return RECIPES[name]


def build(recipe: Recipe, steps_per_execution: int = 1) -> keras.Sequential:
    """Return the recipe's network, compiled and untrained.

    It takes float32 images of shape (n, 784) in 0..1 and gives float32 (n, 10).

    Args:
        recipe: a row of `RECIPES`, or one of your own.
        steps_per_execution: batches that TensorFlow trains before it returns to Python.

    Raises:
        CourseError: a setting makes no sense.
    """
    parameters.check(
        activation=recipe.activation,
        dropout=recipe.dropout,
        learning_rate=recipe.learning_rate,
        **{f"units of hidden layer {i}": units for i, units in enumerate(recipe.hidden, 1)},
    )
    model = keras.Sequential([keras.Input((PIXELS,))], name=recipe.name)
    for i, units in enumerate(recipe.hidden, 1):
        model.add(keras.layers.Dense(units, activation=recipe.activation, name=f"hidden_{i}"))
        if recipe.dropout:
            model.add(keras.layers.Dropout(recipe.dropout, name=f"dropout_{i}"))
    model.add(keras.layers.Dense(CLASSES, activation=recipe.output, name="output"))
    model.compile(
        optimizer=keras.optimizers.Adam(recipe.learning_rate),
        loss=recipe.loss,
        metrics=["accuracy"],
        steps_per_execution=steps_per_execution,
    )
    return model
