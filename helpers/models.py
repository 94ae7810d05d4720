"""The published networks by name: a table, and one function that builds any of its rows."""

from dataclasses import dataclass

import keras

from helpers import parameters
from helpers.distortions import PIXELS, Distortion
from helpers.errors import CourseError, unknown

CLASSES = 10


@dataclass(frozen=True)
class Recipe:
    """A network and how it is trained.

    `hidden` lists the units of each hidden layer, first to last. `dropout` (a fraction) follows
    every hidden layer. `published` is the result its report states, in words; `unstated` names
    the settings that the report leaves out and this table fills in.

    `normalisation` puts a batch normalisation before each activation. `decay` is the weight decay
    of each step, as a share of the learning rate. `cosine` lets the learning rate fall to 0 in
    half a cosine over all epochs. `label_smoothing` is the share of each target that all classes
    get alike. With a `distortion`, every epoch shows each image in a new one; `easing` is the
    share of its strength that it loses on the way to the last epoch. `averaging`, above 0, ends
    with the moving average of the weights, which keeps that share of itself at each step.
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
    normalisation: bool = False
    decay: float = 0.0
    cosine: bool = False
    label_smoothing: float = 0.0
    distortion: Distortion | None = None
    easing: float = 0.0
    averaging: float = 0.0
    published: str = "(not stated)"
    unstated: str = ""

    @property
    def layers(self) -> str:
        """The layer sizes, such as `784-128-64-10`."""
        return "-".join(map(str, (PIXELS, *self.hidden, CLASSES)))


PUBLISHED = {
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
        ),
        Recipe(
            "wide",
            hidden=(300, 100),
            loss="sparse_categorical_crossentropy",
            epochs=50,
            published="train > 99 %, test > 98 %",
            unstated="batch size",
        ),
    )
}
"""The published networks of notebook 4, by name."""

FAR = Recipe(
    "far",
    hidden=(1024, 1024, 512),
    learning_rate=0.003,
    epochs=66,
    batch_size=256,
    normalisation=True,
    decay=0.05,
    cosine=True,
    label_smoothing=0.1,
    distortion=Distortion(shift=1.5, rotation=15, scale=0.2, shear=0.2, elastic=1.4),
    easing=0.5,
    published="99.3 % to 99.65 % by networks of this kind",
)
"""How far a network without convolutions goes: where notebook 6 ends."""

RECIPES = PUBLISHED | {FAR.name: FAR}
"""Every network that the course knows by name."""


def recipe(name: str) -> Recipe:
    """Return the network of that name, or raise a CourseError that names the nearest."""
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
        CourseError: `hidden`, `activation`, `dropout` or `learning_rate` makes no sense, or label
            smoothing meets another loss than categorical cross-entropy. Other settings are
            Keras's to judge.
    """
    parameters.check(activation=recipe.activation, dropout=recipe.dropout)
    parameters.check(learning_rate=recipe.learning_rate)
    for units in recipe.hidden:
        parameters.check(units=units)
    model = keras.Sequential([keras.Input((PIXELS,))], name=recipe.name)
    for i, units in enumerate(recipe.hidden, 1):
        for layer in _hidden(recipe, units, i):
            model.add(layer)
        if recipe.dropout:
            model.add(keras.layers.Dropout(recipe.dropout, name=f"dropout_{i}"))
    model.add(keras.layers.Dense(CLASSES, activation=recipe.output, name="output"))
    model.compile(
        optimizer=keras.optimizers.Adam(
            recipe.learning_rate,
            weight_decay=recipe.decay or None,
            use_ema=recipe.averaging > 0,
            ema_momentum=recipe.averaging,
        ),
        loss=_loss(recipe),
        metrics=["accuracy"],
        steps_per_execution=steps_per_execution,
    )
    return model


def _loss(recipe: Recipe) -> str | keras.losses.Loss:
    """Return the recipe's loss as `compile` takes it."""
    if not recipe.label_smoothing:
        return recipe.loss
    if recipe.loss != "categorical_crossentropy":
        raise CourseError(f"label smoothing needs the loss categorical_crossentropy: {recipe.name}")
    return keras.losses.CategoricalCrossentropy(label_smoothing=recipe.label_smoothing)


def _hidden(recipe: Recipe, units: int, number: int) -> list[keras.layers.Layer]:
    """Return the layers of one hidden layer: one, or three with normalisation."""
    if not recipe.normalisation:
        return [keras.layers.Dense(units, activation=recipe.activation, name=f"hidden_{number}")]
    # The normalisation subtracts the mean, and a bias before it with the mean.
    return [
        keras.layers.Dense(units, use_bias=False, name=f"hidden_{number}"),
        keras.layers.BatchNormalization(momentum=0.9, name=f"normal_{number}"),
        keras.layers.Activation(recipe.activation, name=f"{recipe.activation}_{number}"),
    ]
