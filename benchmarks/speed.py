"""How fast this course trains, beside other ways to do the same: `make bench`.

Every way trains the same networks on the same images, in a process of its own, because the
threads of TensorFlow can be set only once. The ways take turns, so that a machine that gets
slower or faster meanwhile favours none. Validation and compiling are outside of the times.
"""

import argparse
import dataclasses
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from benchmarks import page
from benchmarks.page import FILE, WAYS
from helpers import ROOT, data

NETWORKS = {
    "128-64": {"hidden": [128, 64], "dropout": 0.3},
    "300-100": {"hidden": [300, 100], "dropout": 0.0},
}
SIZES = (("128-64", 32), ("128-64", 128), ("300-100", 128), ("300-100", 1024))
"""Networks and batch sizes: a table each."""

ROUNDS = 3
"""Turns of each way and size, each with a seed of its own."""

EPOCHS = 1
"""Epochs that are timed in one turn, after one that is not."""

RACES = 2
"""Times that each way trains from nothing, each with a seed of its own."""

SETTINGS = (
    {"parts": 1, "threads": 1, "xla": False},
    {"parts": 1, "threads": 2, "xla": False},
    {"parts": 2, "threads": 1, "xla": False},
    {"parts": 1, "threads": 2, "xla": True},
)
"""What a whole epoch may take: parts of a batch at the same time, threads of an operation, XLA."""

TRIAL = 10_000
"""Images on which the `SETTINGS` are tried."""

ONEDNN = ("keras_ways.epoch", "keras_ways.far")
"""What multiplies with oneDNN. The tutorial's way leaves it to TensorFlow; notebooks don't."""


class Worker:
    """A process that trains in one way."""

    def __init__(self, function: str, arrays: Path, python: str, setting: dict):
        """Start it, see `worker.main`; its imports run meanwhile."""
        env = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
        # What `helpers` has set in this process is no part of the tutorial's way.
        for name in ("ENABLE_ONEDNN_OPTS", "NUM_INTRAOP_THREADS", "NUM_INTEROP_THREADS"):
            env.pop(f"TF_{name}", None)
        if function in ONEDNN:
            env["TF_ENABLE_ONEDNN_OPTS"] = "1"
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.worker", function, str(arrays), json.dumps(setting)],
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
            trial = {**task, "epochs": 3, "images": TRIAL}
            self._fastest[kind] = min(self._workers, key=lambda w: w.ask(**trial)["seconds"])
        return self._fastest[kind].ask(**task)

    def close(self) -> None:
        """End them all."""
        for worker in self._workers:
            worker.close()


@dataclasses.dataclass(frozen=True)
class Bench:
    """What is measured on: a file of `images` training images from `source`, and a Python.

    `torch` is a Python that has PyTorch, or None; `quick` asks for one small turn of everything.
    """

    arrays: Path
    images: int
    source: str
    torch: str | None
    quick: bool

    @property
    def ways(self) -> list[str]:
        """Return the names of the ways that can be had here."""
        return [way for way in WAYS if self.torch or not way.startswith("torch")]

    def start(self, function: str, setting: dict | None = None) -> Worker:
        """Start a worker with a function such as `keras_ways.epoch`, and its setting."""
        python = self.torch if function.startswith("torch") else sys.executable
        return Worker(function, self.arrays, python, setting or {})

    def tried(self, way: str) -> Worker | Tried:
        """Start what does a way's tasks, with the setting that is fastest for each."""
        start = partial(self.start, WAYS[way].function)
        return Tried(start) if way == "epoch" else start()


def prepare(folder: Path, dataset: str, torch: str | None, quick: bool) -> Bench:
    """Write the data where the workers find it; `quick` keeps 600 images of each part."""
    digits, arrays, kept = data.load(dataset), {}, 600 if quick else None
    for name in ("train", "validation", "test"):
        part = getattr(digits, name)
        arrays[f"{name}_x"] = part.images.reshape(len(part), 784)[:kept]
        arrays[f"{name}_y"] = part.labels[:kept]
    np.savez(folder / "arrays.npz", **arrays)
    return Bench(folder / "arrays.npz", len(arrays["train_y"]), digits.source, torch, quick)


def epochs(bench: Bench) -> dict:
    """Return, by network, batch size and way, the turns: seconds an epoch and accuracy."""
    found = {network: {} for network in NETWORKS}
    workers = {way: bench.tried(way) for way in bench.ways}
    rounds = range(1 if bench.quick else ROUNDS)
    turns = [(seed, *size) for seed in rounds for size in SIZES]
    for seed, network, batch in tqdm(turns, "turns of the ways", leave=False):
        ways = found[network].setdefault(str(batch), {way: [] for way in bench.ways})
        for way in _turned(bench.ways, seed):
            task = {**NETWORKS[network], "batch": batch, "seed": seed, "epochs": EPOCHS}
            ways[way].append(workers[way].ask(**task))
    for worker in workers.values():
        worker.close()
    return found


def from_nothing(bench: Bench) -> dict:
    """Return, by way and turn, the seconds from starting Python to 98 % validation accuracy.

    Five epochs from starting Python find the setting of the whole epoch, before the turns.
    """
    races, most = (1, 1) if bench.quick else (RACES, 25)
    task = {**NETWORKS["300-100"], "batch": 128}

    def run(way: str, setting: dict | None, **more: object) -> dict:
        began = time.perf_counter()
        worker = bench.start(WAYS[way].function, setting)
        answer = worker.ask(**task, **more)
        seconds = time.perf_counter() - began
        worker.close()
        return {"seconds": seconds, "epochs": answer["epochs"]}

    fastest = min(
        tqdm(SETTINGS, "settings of an epoch", leave=False),
        key=lambda setting: run("epoch", setting, seed=races, epochs=min(4, most))["seconds"],
    )
    found = {way: [] for way in bench.ways if way != "limit"}
    turns = [(seed, way) for seed in range(races) for way in found]
    for seed, way in tqdm(turns, "from nothing to 98 %", leave=False):
        setting = fastest if way == "epoch" else None
        found[way].append(run(way, setting, seed=seed, epochs=most, until=0.98))
    return found


def growth(bench: Bench) -> dict:
    """Return seconds an epoch by way and by the units of one hidden layer."""
    units, found = [32] if bench.quick else [32, 128, 512, 2048], {}
    for way in tqdm([way for way in bench.ways if WAYS[way].line], "growth", leave=False):
        worker = bench.tried(way)
        found[way] = {
            count: worker.ask(hidden=[count], batch=128, epochs=1)["seconds"] for count in units
        }
        worker.close()
    return found


def distortions(bench: Bench) -> dict:
    """Return images a second that one core distorts, and seconds of `far` with that and without."""
    workers = {
        "distorting": bench.start("numpy_ways.distorting"),
        "epoch_distorted": bench.start("keras_ways.far", {"distorted": True}),
        "epoch_plain": bench.start("keras_ways.far", {"distorted": False}),
    }
    seconds = {name: [] for name in workers}
    for _ in tqdm(range(1 if bench.quick else ROUNDS), "distortions", leave=False):
        for name, worker in workers.items():
            seconds[name].append(worker.ask(epochs=1)["seconds"])
    for worker in workers.values():
        worker.close()
    medians = {name: statistics.median(of) for name, of in seconds.items()}
    return {"images_a_second": bench.images / medians.pop("distorting"), **medians}


def _turned(ways: list[str], by: int) -> list[str]:
    """Return the ways with another one first in each turn."""
    by %= len(ways)
    return ways[by:] + ways[:by]


PARTS = {part.__name__: part for part in (epochs, from_nothing, growth, distortions)}


def torch_python(named: str | None) -> str | None:
    """Return the Python that has PyTorch: the named one, else this one, else None."""
    python = named or sys.executable
    try:
        has = subprocess.run([python, "-c", "import torch"], capture_output=True, check=False)
    except OSError as error:
        raise SystemExit(f"{named} can't be run ({error.strerror}): name a Python") from error
    if has.returncode and named:
        raise SystemExit(f"{named} has no PyTorch: name another Python, or leave it out")
    return None if has.returncode else python


def main(words: list[str] | None = None) -> dict:
    """Measure, keep the results and show them in benchmarks/README.md; return them."""
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
    if wrong := set(options.parts) - set(PARTS):
        asked.error(f"there is no part {wrong.pop()}: choose from {', '.join(PARTS)}")
    torch = torch_python(options.torch_python)
    if torch is None:
        print("PyTorch is not installed here: without it (see --torch-python).")
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() and not options.quick else {}
    found = {"measured": {}, **kept}
    with tempfile.TemporaryDirectory() as folder:
        bench = prepare(Path(folder), options.dataset, torch, options.quick)
        how = {"machine": options.machine, "data": bench.source}
        for part in options.parts or PARTS:
            # As JSON reads it back, so that the table and the picture see one form.
            found[part] = json.loads(json.dumps(_rounded(PARTS[part](bench))))
            found["measured"][part] = {"date": f"{datetime.date.today()}", **how}
            if not options.quick:  # after each part, so that an interruption loses one alone
                FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if PARTS.keys() <= found.keys():
        print(page.section(found))
        if not options.quick:
            page.write(found)
    return found


def _rounded(value: object) -> object:
    """Return the results with numbers as precise as they are."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
