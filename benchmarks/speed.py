"""How fast this course trains and runs, beside other ways to do the same: `make bench`.

Every way trains the same networks on the same images, in a process of its own, because the
threads of TensorFlow can be set only once. The ways take turns, so that a machine that gets
slower or faster meanwhile favours none. Validation and compiling are outside of the times.
"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from benchmarks import course_time, picture, table
from helpers import ROOT, data

HERE = Path(__file__).resolve().parent
FILE = HERE / "speed.json"
"""All turns of the last measurement."""

NETWORKS = {"128-64": ((128, 64), 0.3), "300-100": ((300, 100), 0.0)}
"""Units of the hidden layers and dropout, by name."""

ROUNDS = 5
"""Turns, each with a seed of its own."""

BATCHES = (32, 128, 1024)
EPOCHS = 2
"""Epochs that are timed in one turn."""

TRIAL = 10_000
"""Images on which the `SETTINGS` are tried."""

SETTINGS = (
    {"parts": 1, "threads": 1, "xla": False},
    {"parts": 1, "threads": 2, "xla": False},
    {"parts": 2, "threads": 1, "xla": False},
    {"parts": 1, "threads": 2, "xla": True},
)
"""What a whole epoch may take: parts of a batch at the same time, threads of an operation, XLA."""

RACES = 3
"""Times that each way trains from nothing, each with a seed of its own."""

GROWING = ("keras", "notebooks", "epoch", "torch_tuned")
"""The ways whose growth with images and units is drawn."""


class Worker:
    """A process that trains in one way."""

    def __init__(self, way: str, arrays: Path, python: str, **settings: str):
        """Start it, with environment variables of its own; its imports run meanwhile."""
        env = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
        # What `helpers` has set in this process is no part of the tutorial's way.
        env.pop("TF_ENABLE_ONEDNN_OPTS", None)
        env.update(settings)
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.worker", way, str(arrays)],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, **task: object) -> dict:
        """Have a task done (see `worker.Task`) and return the answer."""
        print(json.dumps(task), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self._process.args} ended without an answer to {task}")
        return json.loads(answer)

    def close(self) -> None:
        """End it."""
        self._process.communicate()


class Tried:
    """The whole epoch with each of `SETTINGS`; a trial finds the fastest for a task.

    TensorFlow's threads can be set only once in a process, so each setting has its worker.
    """

    def __init__(self, start: Callable[[dict], Worker]):
        """Start them; `start` takes one of `SETTINGS`."""
        self._workers = [start(setting) for setting in SETTINGS]
        self._fastest = {}

    def ask(self, **task: object) -> dict:
        """Have a task done by the worker that is fastest for its network and batch size."""
        kind = tuple(task["hidden"]), task["batch"]
        if kind not in self._fastest:
            trial = {**task, "epochs": 3}
            trial["images"] = min(TRIAL, task.get("images") or TRIAL)
            self._fastest[kind] = min(self._workers, key=lambda w: w.ask(**trial)["seconds"])
        return self._fastest[kind].ask(**task)

    def close(self) -> None:
        """End them all."""
        for worker in self._workers:
            worker.close()


class Bench:
    """The ways that can be had here, the data, and how much of it all is measured."""

    def __init__(self, folder: Path, dataset: str, torch: str | None, quick: bool):
        """Write the data where the workers find it."""
        self.folder, self.dataset, self.quick, self.torch = folder, dataset, quick, torch
        self.arrays = folder / "arrays.npz"
        digits, kept = data.load(dataset), 600 if quick else None
        arrays = {}
        for name in ("train", "validation", "test"):
            part = getattr(digits, name)
            arrays[f"{name}_x"] = part.images.reshape(len(part), 784)[:kept]
            arrays[f"{name}_y"] = part.labels[:kept]
        np.savez(self.arrays, **arrays)
        self.images = len(arrays["train_y"])
        self.source = digits.source
        self.ways = [way for way in table.WAYS if torch or not way.startswith("torch")]

    def start(self, way: str) -> Worker | Tried:
        """Start what does the tasks of this way."""
        if way == "epoch":
            return Tried(self.epoch_worker)
        return Worker(way, self.arrays, self.torch if way.startswith("torch") else sys.executable)

    def epoch_worker(self, setting: dict) -> Worker:
        """Start a worker for whole epochs; oneDNN multiplies, as TensorFlow has it by default."""
        environment = {"EPOCH_SETTING": json.dumps(setting), "TF_ENABLE_ONEDNN_OPTS": "1"}
        return Worker("epoch", self.arrays, sys.executable, **environment)

    def epochs(self) -> dict:
        """Return, by network, batch size and way, the turns: seconds an epoch and accuracy."""
        found = {
            network: {str(batch): {way: [] for way in self.ways} for batch in BATCHES}
            for network in NETWORKS
        }
        turns = [
            (seed, network, batch)
            for network in NETWORKS
            for seed in range(1 if self.quick else ROUNDS)
            for batch in BATCHES
        ]
        workers = {way: self.start(way) for way in self.ways}
        for seed, network, batch in tqdm(turns, "turns of the ways", leave=False):
            hidden, dropout = NETWORKS[network]
            task = {"hidden": hidden, "dropout": dropout, "batch": batch, "seed": seed}
            for way in _turned(self.ways, seed):
                answer = workers[way].ask(**task, epochs=EPOCHS)
                found[network][str(batch)][way].append(answer)
        for worker in workers.values():
            worker.close()
        return found

    def from_nothing(self) -> dict:
        """Return, by way and turn, the seconds from starting Python to 98 % validation accuracy.

        Ten epochs from starting Python find the setting of the whole epoch, before the turns.
        """
        ways = {way: partial(self.start, way) for way in self.ways if way not in ("limit", "epoch")}
        settings = [partial(self.epoch_worker, setting) for setting in SETTINGS]
        races, epochs = (1, 1) if self.quick else (RACES, 25)

        def tried(start: Callable[[], Worker]) -> float:
            # No accuracy is above 1, so every setting takes the same number of epochs.
            return _race(start, races, min(10, epochs), until=1.1)["seconds"]

        ways["epoch"] = min(tqdm(settings, "settings of an epoch", leave=False), key=tried)
        found = {way: [] for way in self.ways if way in ways}
        turns = [(seed, way) for seed in range(races) for way in found]
        for seed, way in tqdm(turns, "from nothing to 98 %", leave=False):
            found[way].append(_race(ways[way], seed, epochs, until=0.98))
        return found

    def growth(self) -> dict:
        """Return seconds an epoch by way, as images grow and as units of one hidden layer grow."""
        hidden, dropout = NETWORKS["128-64"]
        images = [share * self.images // 9 for share in (1, 2, 4, 9)]
        units = [32] if self.quick else [32, 128, 512, 2048]
        found = {}
        for way in tqdm([way for way in GROWING if way in self.ways], "growth", leave=False):
            worker = self.start(way)
            found[way] = {
                "images": {
                    count: worker.ask(
                        hidden=hidden, dropout=dropout, batch=128, epochs=2, images=count
                    )["seconds"]
                    for count in images
                },
                "units": {
                    count: worker.ask(hidden=[count], dropout=0.0, batch=128, epochs=1)["seconds"]
                    for count in units
                },
            }
            worker.close()
        return found

    def distortions(self) -> dict:
        """Return what distorting costs; see `distortion_time`."""
        command = [sys.executable, "-m", "benchmarks.distortion_time", str(self.arrays)]
        env = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "1"}
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout.splitlines()[-1])

    def course(self) -> dict:
        """Return, by notebook, the seconds of its cells by what they do."""
        return course_time.measured(self.folder, self.dataset)


def _race(start: Callable[[], Worker], seed: int, epochs: int, until: float) -> dict:
    """Return the seconds and epochs from starting a worker to a validation accuracy."""
    hidden, dropout = NETWORKS["300-100"]
    task = {"hidden": hidden, "dropout": dropout, "batch": 128, "until": until, "seed": seed}
    began = time.perf_counter()
    worker = start()
    reached = worker.ask(**task, epochs=epochs)["epochs"]
    seconds = time.perf_counter() - began
    worker.close()
    return {"seconds": seconds, "epochs": reached}


def _turned(ways: list[str], by: int) -> list[str]:
    """Return the ways with another one first in each turn."""
    by %= len(ways)
    return ways[by:] + ways[:by]


PARTS = ("epochs", "from_nothing", "growth", "distortions", "course")


def torch_python(named: str | None) -> str | None:
    """Return the Python that has PyTorch: the named one, else this one, else None."""
    python = named or sys.executable
    has = subprocess.run([python, "-c", "import torch"], capture_output=True, check=False)
    if has.returncode and named:
        raise SystemExit(f"{named} has no PyTorch: name another Python, or leave it out")
    return None if has.returncode else python


def main(words: list[str] | None = None) -> dict:
    """Measure, print the tables, keep the results and show them in the README; return them."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    asked.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all if left out")
    asked.add_argument("--quick", action="store_true", help="a try on 600 images, nothing kept")
    asked.add_argument("--dataset", default="auto", help="as in the notebooks")
    asked.add_argument("--torch-python", metavar="PATH", help="a Python that has PyTorch")
    asked.add_argument(
        "--machine",
        default=f"{os.cpu_count()} cores, {platform.processor() or platform.machine()}",
        help="its name, for a reader",
    )
    options = asked.parse_args(words)
    parts = options.parts or [part for part in PARTS if not (options.quick and part == "course")]
    if wrong := set(parts) - set(PARTS):
        asked.error(f"there is no part {wrong.pop()}: choose from {', '.join(PARTS)}")
    torch = torch_python(options.torch_python)
    if torch is None:
        print("PyTorch is not installed here: without it (see --torch-python).")
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() and not options.quick else {}
    found = {**kept, "date": f"{datetime.date.today()}", "machine": options.machine}
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.dataset, torch, options.quick)
        found["data"] = bench.source
        for part in parts:
            # As JSON reads it back, so that the table and the picture see one form.
            found[part] = json.loads(json.dumps(_rounded(getattr(bench, part)())))
            if part == "epochs":
                print(table.markdown(found["epochs"]))
            if not options.quick:  # after each part, so that an interruption loses one alone
                FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if set(PARTS) <= found.keys() and not options.quick:
        publish(found)
    return found


def publish(found: dict) -> None:
    """Write the picture, and the section of the README that shows it and the table."""
    drawn = picture.drawn(found)
    drawn.save(HERE / "speed.png")
    table.put(table.section(found, drawn.alt), table.BEGIN, ROOT / "README.md")


def _rounded(value: object) -> object:
    """Return the results with numbers as precise as they are."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
