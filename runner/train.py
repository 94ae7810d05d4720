"""One published network, trained from the terminal: its files, its figures and its report."""

from pathlib import Path

import numpy as np
from sklearn.metrics import classification_report, confusion_matrix

from helpers import data, evaluation, models, parameters, plots, saving, training
from helpers.data import Dataset
from helpers.models import Recipe
from helpers.training import Trained

HDF5 = {"dropout_report": "mnist_ann_model.h5", "wide": "image_recognition.h5"}
"""The names under which the reports save their models."""


def write(name: str, dataset: str, epochs: int | None, seed: int, out: str | Path) -> None:
    """Train a published network, measure it on the test part and write down all about it.

    Writes `NAME.keras`, the HDF5 file (under the published name if it has one), `curves.png`,
    `confusion_matrix.png` and `report.md` to the folder `out`.

    Args:
        name: a name in `models.RECIPES`.
        dataset: as `data.load`.
        epochs: another number of epochs than the published one.
        seed: of the weights, the shuffling and the dropout.
        out: a folder; a relative one starts at the course's folder.

    Raises:
        CourseError: an argument makes no sense, or the folder can't be written.
    """
    recipe = models.recipe(name)  # a mistake shows before anything is downloaded
    parameters.check(seed=seed, epochs=recipe.epochs if epochs is None else epochs)
    folder = saving.output_folder(str(out))
    digits = data.load(dataset)
    network = training.train_once(name, digits, seed, epochs)
    network.model.save(folder / f"{name}.keras")
    network.model.save(folder / HDF5.get(name, f"{name}.h5"))
    plots.curves({name: network.history}).save(folder / "curves.png")
    outputs = evaluation.predict(network.model, digits.test.x)
    counts = confusion_matrix(digits.test.labels, outputs.argmax(axis=1), labels=range(10))
    plots.confusion(counts, digits.class_names).save(folder / "confusion_matrix.png")
    text = _text(network, digits, outputs, seed)
    (folder / "report.md").write_text(text, encoding="utf-8")
    print(text.split("\n\n```")[0])
    print("\nWritten:", ", ".join(sorted(file.name for file in folder.iterdir())), "to", out)


def _text(network: Trained, digits: Dataset, outputs: np.ndarray, seed: int) -> str:
    """Return the report as Markdown."""
    recipe, labels = network.recipe, digits.test.labels
    predicted = outputs.argmax(axis=1)
    right = int((predicted == labels).sum())
    low, high = evaluation.wilson(right, len(labels))
    loss = network.model.evaluate(
        digits.test.x, training.targets(recipe, digits.test), batch_size=1000, verbose=0
    )[0]
    classes = classification_report(
        labels, predicted, labels=range(10), target_names=digits.class_names, zero_division=0
    )
    return f"""# {recipe.name}: {recipe.layers}

- data: {data.source_name(digits.source)}, {len(digits.train):,} training images
- training: {recipe.epochs} epochs, batch size {recipe.batch_size}, Adam \
{recipe.learning_rate}, {recipe.loss}, dropout {recipe.dropout}, seed {seed}, \
{network.seconds:.0f} s
- also: {_also(recipe)}
- parameters: {network.model.count_params():,}
- last validation accuracy: {network.history["val_accuracy"][-1]:.2%}
- test accuracy: {right / len(labels):.2%} (95 % interval {low:.2%} to {high:.2%})
- test loss: {loss:.4f}
- published: {recipe.published}

```
{classes}```
"""


def _also(recipe: Recipe) -> str:
    """Return in words what a recipe has besides layers, dropout and Adam."""
    parts = {
        "batch normalisation": recipe.normalisation,
        f"weight decay {recipe.decay}": recipe.decay,
        "learning rate falling in half a cosine": recipe.cosine,
        f"label smoothing {recipe.label_smoothing}": recipe.label_smoothing,
        f"new distortions each epoch ({recipe.distortion})": recipe.distortion,
        f"their strength falling by {recipe.easing:.0%}": recipe.easing,
        f"moving average of the weights, {recipe.averaging}": recipe.averaging,
    }
    return ", ".join(words for words, there in parts.items() if there) or "nothing"
