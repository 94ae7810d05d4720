"""Times 16 short runs of notebook 03: a shell's loop over papermill, and one batch.

Half of the loop runs before the batch and half after it, so that a machine that gets slower or
faster meanwhile does not favour one of them.
"""

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import yaml

from helpers import ROOT

NOTEBOOK = ROOT / "notebooks" / "03_relu_dropout.ipynb"
SHORT = {
    "epochs": 1,
    "batch_size": 1000,
    "depth_epochs": 1,
    "few": 500,
    "few_epochs": 1,
    "long_epochs": 1,
}
FIXED = SHORT | {"repeats": 1, "seed": 0}
GRID = {"dropout": [0.0, 0.2, 0.4, 0.6], "activation": ["relu", "sigmoid", "tanh", "elu"]}

Command = Sequence[object]
"""Words after `python -m`."""


def time_around(inside: Sequence[Command], outside: Sequence[Command]) -> tuple[float, float]:
    """Return the seconds of both: half of `outside` is run before `inside` and half after it."""
    half = len(outside) // 2
    before, within, after = map(_seconds, (outside[:half], inside, outside[half:]))
    return within, before + after


def _seconds(commands: Sequence[Command]) -> float:
    began = time.perf_counter()
    for command in commands:
        env = {**os.environ, "COURSE_CLAIMS": "report"}
        words = [sys.executable, "-m", *map(str, command)]
        subprocess.run(words, cwd=ROOT, env=env, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Print both times and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder, loop = Path(name), []
        for number, choice in enumerate(itertools.product(*GRID.values())):
            values = FIXED | dict(zip(GRID, choice, strict=True))
            words = itertools.chain.from_iterable(("-p", *item) for item in values.items())
            loop.append(["papermill", NOTEBOOK, folder / f"{number}.ipynb", *words])
        asked = {"notebook": "03", "parameters": FIXED, "grid": GRID}
        (folder / "sweep.yaml").write_text(yaml.safe_dump(asked), encoding="utf-8")
        batch = ["runner", "batch", folder / "sweep.yaml", "--out", folder / "out"]
        _seconds(loop[:1])  # the network that all of them read from the cache
        together, alone = time_around([batch], loop)
    print(f"loop {alone:.0f} s, batch {together:.0f} s: {together / alone:.2f} of it")


if __name__ == "__main__":
    main()
