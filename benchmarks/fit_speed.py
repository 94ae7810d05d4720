"""How much faster the notebooks train than plain Keras `fit`, at the same accuracy.

Run `python benchmarks/fit_speed.py` on an idle machine. The two ways take turns, each in a process
of its own, because TensorFlow's threads can be set only once.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS, EPOCHS = 3, 2
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def one_run(way: str, batch_size: int) -> None:
    """Train the dropout network one way and print seconds an epoch and validation accuracy."""
    from helpers import data, models, training  # isort: skip
    import keras

    if way == "course":
        training.one_thread()
    digits = data.load("auto")
    steps = training.STEPS_PER_EXECUTION if way == "course" else 1
    keras.utils.set_random_seed(0)
    model = models.build(models.recipe("dropout"), steps)
    data_and_targets = digits.train.x, digits.train.one_hot
    model.fit(*data_and_targets, epochs=1, batch_size=batch_size, verbose=0)  # compiles
    began = time.perf_counter()
    model.fit(*data_and_targets, epochs=EPOCHS, batch_size=batch_size, verbose=0)
    seconds = (time.perf_counter() - began) / EPOCHS
    accuracy = model.evaluate(digits.validation.x, digits.validation.one_hot, verbose=0)[1]
    print(seconds, accuracy)


def compare(batch_size: int) -> None:
    """Let the two ways take turns and print their medians and the ratio of each turn."""
    found = {"plain fit": [], "course": []}
    for _ in range(ROUNDS):
        for way, results in found.items():
            command = [sys.executable, __file__, way, str(batch_size)]
            printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            results.append([float(value) for value in printed.split("\n")[-2].split()])
    for way, results in found.items():
        seconds, accuracies = zip(*results, strict=True)
        print(
            f"batch {batch_size:4d}  {way:9s}  {statistics.median(seconds):.2f} s an epoch "
            f"({min(seconds):.2f} to {max(seconds):.2f}), validation accuracy {accuracies[0]:.4f}"
        )
    turns = zip(found["plain fit"], found["course"], strict=True)
    ratios = [plain[0] / course[0] for plain, course in turns]
    print(f"batch {batch_size:4d}  ratio      {statistics.median(ratios):.1f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        one_run(sys.argv[1], int(sys.argv[2]))
    else:
        for size in (32, 128):
            compare(size)
