"""How much faster the notebooks train than `fit` as tutorials call it, at the same accuracy.

Run `python benchmarks/fit_speed.py` on an idle machine. The two ways take turns, each in a process
of its own, because TensorFlow's threads can be set only once.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS, EPOCHS = 3, 5
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def one_run(way: str, batch_size: int) -> None:
    """Train the dropout network one way; print seconds an epoch and validation accuracy."""
    from helpers import data, models, training  # isort: skip
    import keras

    notebook = way == "notebook"
    if notebook:
        training.speed_up()
    digits = data.load("auto")
    keras.utils.set_random_seed(0)
    model = models.build(models.recipe("dropout"), training.STEPS_PER_EXECUTION if notebook else 1)
    as_in_notebooks = {
        "verbose": 0,
        "callbacks": [training.Progress()],
        "validation_batch_size": training.VALIDATION_BATCH,
    }
    arguments = {
        "x": digits.train.x,
        "y": digits.train.one_hot,
        "batch_size": batch_size,
        "validation_data": (digits.validation.x, digits.validation.one_hot),
        # A tutorial leaves Keras its own bar; a notebook of this course shows another.
        **(as_in_notebooks if notebook else {}),
    }
    model.fit(epochs=1, **arguments)  # compiles
    began = time.perf_counter()
    history = model.fit(epochs=EPOCHS, **arguments)
    seconds = (time.perf_counter() - began) / EPOCHS
    print("\nfound", seconds, history.history["val_accuracy"][-1])


def compare(batch_size: int) -> None:
    """Let the two ways take turns; print their medians and the median ratio of a turn."""
    found = {"tutorial": [], "notebook": []}
    for _ in range(ROUNDS):
        for way, results in found.items():
            command = [sys.executable, __file__, way, str(batch_size)]
            printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            results.append([float(value) for value in printed.split("found")[-1].split()])
    for way, results in found.items():
        seconds, accuracies = zip(*results, strict=True)
        print(
            f"batch {batch_size:4d}  {way}  {statistics.median(seconds):.2f} s an epoch "
            f"({min(seconds):.2f} to {max(seconds):.2f}), validation accuracy {accuracies[0]:.4f}"
        )
    turns = zip(found["tutorial"], found["notebook"], strict=True)
    ratios = sorted(tutorial[0] / notebook[0] for tutorial, notebook in turns)
    print(
        f"batch {batch_size:4d}  ratio {statistics.median(ratios):.1f} "
        f"({ratios[0]:.1f} to {ratios[-1]:.1f})"
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        one_run(sys.argv[1], int(sys.argv[2]))
    else:
        for size in (32, 128):
            compare(size)
