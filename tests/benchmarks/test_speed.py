"""The benchmark measures what its table says; how fast anything is, no test asserts."""

import dataclasses
import importlib
import json

import numpy as np
import pytest
import tensorflow as tf

from benchmarks import page, speed, submission_speed, worker
from helpers import models

# At import, before any way lets TensorFlow start: then its threads can't be set any more.
tf.config.threading.set_inter_op_parallelism_threads(2)
tf.config.threading.set_intra_op_parallelism_threads(1)

WAYS = ("keras", "notebooks", "epoch", "sklearn", "limit")
SMALL = {"hidden": [16], "dropout": 0.0, "batch": 32, "epochs": 2}
ONE_THREAD = {"parts": 2, "threads": 1, "xla": False}
"""The setting whose threads are those set above: a process can't change them."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> speed.Bench:
    """Return what is measured on: 600 made-up images, and no PyTorch."""
    folder, rng = tmp_path_factory.mktemp("bench"), np.random.default_rng(0)
    x, y = rng.integers(0, 256, (600, 28, 28)).astype("uint8"), np.arange(600) % 10
    made = {"x_train": x, "y_train": y, "x_test": x[:100], "y_test": y[:100]}
    np.savez(folder / "made.npz", **made)
    return speed.prepare(folder, str(folder / "made.npz"), torch=None, quick=True)


def measure(function: str, bench: speed.Bench, **asked: object) -> dict:
    """Have a worker's task done in this process."""
    module, name = function.split(".")
    way = getattr(importlib.import_module(f"benchmarks.{module}"), name)
    setting = asked.pop("setting", {})
    return worker.measure(worker.Task(**asked), way, worker.load(bench.arrays), **setting)


@pytest.mark.slow
def test_every_way_trains_and_has_its_row(bench):
    found = {}
    for way in WAYS:
        setting = ONE_THREAD if way == "epoch" else {}
        found[way] = [
            measure(page.WAYS[way].function, bench, **SMALL, seed=seed, setting=setting)
            for seed in (0, 0)
        ]
    for way, turns in found.items():
        assert all(turn["seconds"] > 0 and turn["images"] == bench.images for turn in turns)
        # The same seed gives the same network; the products alone have none.
        assert turns[0]["accuracy"] == turns[1]["accuracy"]
        assert (turns[0]["accuracy"] is None) == (way == "limit")
    rows = page.rows(found)
    assert [row[0] for row in rows] == [page.WAYS[way].title for way in WAYS]
    assert rows[0][3] == "1.0 (1.0 to 1.0)" and rows[-1][4] == "1.0 (1.0 to 1.0)"


@pytest.mark.process
def test_a_worker_answers_each_task_with_the_setting_that_it_was_started_with(bench):
    started = bench.start("keras_ways.epoch", speed.SETTINGS[1])
    timed, raced = started.ask(**SMALL, images=100), started.ask(**SMALL, until=0.01)
    started.close()
    assert (timed["images"], timed["epochs"]) == (100, 2) and timed["seconds"] > 0
    assert raced == {"epochs": 1}


@pytest.mark.process
def test_a_worker_that_ends_is_told(bench):
    with pytest.raises(RuntimeError, match="ended without an answer"):
        bench.start("numpy_ways.limit", {"unknown": 1}).ask(**SMALL)


def test_an_accuracy_that_is_never_reached_has_no_epochs(bench):
    assert measure("numpy_ways.sklearn", bench, **SMALL, until=1.0) == {"epochs": None}


@pytest.mark.process
@pytest.mark.parametrize("python", ["/no/such/python", "{folder}"])
def test_a_python_that_cant_be_run_is_one_line(python, tmp_path):
    with pytest.raises(SystemExit) as ended:
        speed.torch_python(python.format(folder=tmp_path))
    assert "can't be run" in str(ended.value) and "\n" not in str(ended.value)


@pytest.mark.parametrize("words", [[], ["many"], ["1"], ["-2"]])
def test_too_few_submissions_to_time_are_one_line(words):
    with pytest.raises(SystemExit, match="say how many submissions, at least 2"):
        submission_speed.ask(words)


def test_without_pytorch_its_rows_are_missing_and_nothing_else(bench):
    assert tuple(bench.ways) == WAYS


@pytest.mark.parametrize("fastest", speed.SETTINGS)
def test_the_fastest_setting_of_a_whole_epoch_does_a_task_and_is_tried_once(fastest):
    class Fake:
        def __init__(self, setting):
            self.asked, self.seconds = [], 1.0 if setting == fastest else 2.0
            workers.append(self)

        def ask(self, **task):
            self.asked.append(task)
            return {"seconds": self.seconds}

    workers = []
    tried = speed.Tried(Fake)
    task = {"hidden": [16], "batch": 32, "epochs": 2}
    for seed in (0, 1):
        assert tried.ask(**task, seed=seed)["seconds"] == 1.0
    asked = [len(worker.asked) for worker in workers]
    assert asked == [3 if setting == fastest else 1 for setting in speed.SETTINGS]


def test_what_distorting_costs_is_said_in_one_sentence():
    found = {"images_a_second": 91_234.5, "epoch_distorted": 8.8, "epoch_plain": 8.0}
    assert page.distortions(found) == (
        "One core distorts 91,234 images a second. An epoch of `far` takes 8.8 s with new "
        "distortions and 8.0 s without: +10%."
    )


@pytest.mark.slow
def test_distorting_is_measured_alone_and_beside_training_without_it(bench, monkeypatch):
    small = dataclasses.replace(models.recipe("far"), hidden=(16,))
    monkeypatch.setitem(models.RECIPES, "far", small)
    alone = measure("numpy_ways.distorting", bench, epochs=1)
    both = [
        measure("keras_ways.far", bench, epochs=1, setting={"distorted": distorted})
        for distorted in (True, False)
    ]
    assert all(found["seconds"] > 0 and found["images"] == bench.images for found in (alone, *both))


def test_ratios_are_those_inside_each_turn():
    slow, fast = [[{"seconds": s} for s in of] for of in ((4, 6, 9), (1, 2, 3))]
    assert page.ratios(slow, fast) == [4, 3, 3]
    assert page.spread([4, 3, 3], ".1f") == "3.0 (3.0 to 4.0)"


def test_accuracies_have_students_interval():
    turns = [{"accuracy": value} for value in (0.95, 0.96, 0.97)]
    # 4.303 × 0.01 / √3: the two-sided 95 % quantile of Student's t with two degrees of freedom.
    assert page.accuracy(turns) == "96.00% ± 2.48%"


MEASURED = {"date": "2026-01-02", "machine": "a machine", "data": "mnist"}


def made_up() -> dict:
    """Return a measurement of the ways that need no PyTorch."""
    turns = {
        way: [{"seconds": 1.25 + place, "images": 600, "accuracy": 0.9}]
        for place, way in enumerate(WAYS)
    }
    return {
        "measured": dict.fromkeys(speed.PARTS, MEASURED),
        "epochs": {"128-64": {"32": turns, "128": turns}},
        "from_nothing": {
            "keras": [{"seconds": s, "epochs": 6} for s in (31.0, 29.0, 40.0)],
            "sklearn": [{"seconds": 9.0, "epochs": epochs} for epochs in (4, None, 5)],
        },
        "growth": {"keras": {"32": 0.5, "64": 0.75}},
        "distortions": {"images_a_second": 1e5, "epoch_distorted": 2.0, "epoch_plain": 1.0},
    }


def test_the_picture_says_its_numbers_in_words():
    drawn = page.draw(made_up())
    assert "our notebooks 2.25" in drawn.alt and "64: 0.75" in drawn.alt
    # A way that did not get to 98 % in one of its turns is not drawn as if it had.
    assert "Seconds to 98 %, median of 3 seeds: tutorial's Keras 31." in (drawn.alt)
    assert drawn.png().startswith(b"\x89PNG")


def test_a_stored_measurement_is_shown_without_measuring(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "HERE", tmp_path)
    monkeypatch.setattr(page, "README", tmp_path / "README.md")
    page.README.write_text("before\n<!-- speed -->\nold\n<!-- end of speed -->\nafter", "utf-8")
    page.write(made_up())
    shown = page.README.read_text("utf-8")
    assert shown.startswith("before\n<!-- speed -->\nMeasured on 2026-01-02 with a machine")
    assert "fastest way in 0 of the 2 tables" in shown
    assert shown.endswith("(speed.png)\n<!-- end of speed -->\nafter")
    assert (tmp_path / "speed.png").exists()


def test_parts_of_another_day_machine_or_data_set_are_told_apart():
    other = {"date": "2026-02-03", "machine": "another", "data": "digits"}
    assert page.tell_measured(made_up()["measured"] | {"growth": other}) == (
        "Measured in turns, median (range): epochs, from nothing, distortions on 2026-01-02 "
        "with a machine; growth on 2026-02-03 with another, on stand-in digits."
    )
    assert page.tell_measured(dict.fromkeys(speed.PARTS, other)) == (
        "Measured on 2026-02-03 with another, on stand-in digits, in turns: median (range)."
    )


def test_what_is_kept_is_rounded_json_and_a_part_leaves_the_others_what_they_were(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(speed, "FILE", tmp_path / "speed.json")
    before = {"measured": {"distortions": MEASURED}, "distortions": {"epoch_plain": 1.0}}
    speed.FILE.write_text(json.dumps(before), "utf-8")
    monkeypatch.setattr(speed, "torch_python", lambda named: None)
    monkeypatch.setattr(speed, "prepare", lambda *asked: speed.Bench(tmp_path, 3, "made", None, 0))
    monkeypatch.setitem(speed.PARTS, "growth", lambda bench: {"keras": [1.234567, None]})
    speed.main(["growth", "--machine", "another"])
    kept = json.loads(speed.FILE.read_text("utf-8"))
    assert kept["growth"] == {"keras": [1.2346, None]}
    measured = kept["measured"].pop("growth")
    assert (measured["data"], measured["machine"]) == ("made", "another")
    assert measured["date"] > MEASURED["date"]
    del kept["growth"]
    assert kept == before
