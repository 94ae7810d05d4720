"""The benchmark measures what its table says; how fast anything is, no test asserts."""

import dataclasses
import json

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from benchmarks import course_time, distortion_time, picture, speed, table
from helpers import models

WAYS = ("keras", "notebooks", "epoch", "sklearn", "limit")


@pytest.fixture
def bench(tmp_path, monkeypatch) -> speed.Bench:
    """Return a benchmark on 600 made-up images, of the ways that need no PyTorch."""
    rng = np.random.default_rng(0)
    labels = np.arange(600) % 10
    x, y = rng.integers(0, 256, (600, 28, 28)).astype("uint8"), labels
    np.savez(tmp_path / "made.npz", x_train=x, y_train=y, x_test=x[:100], y_test=y[:100])
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    return speed.Bench(tmp_path, str(tmp_path / "made.npz"), torch=None, quick=True)


def test_every_way_trains_and_has_its_row(bench):
    ways, found = ("epoch", "sklearn", "limit"), {}
    for way in ways:
        worker = bench.start(way)
        task = {"hidden": [16], "dropout": 0.0, "batch": 32, "epochs": 2}
        found[way] = [worker.ask(**task, seed=seed) for seed in (0, 0)]
        worker.close()
    for way, turns in found.items():
        assert all(turn["seconds"] > 0 and turn["images"] == bench.images for turn in turns)
        # The same seed gives the same network; the products alone have none.
        assert turns[0]["accuracy"] == turns[1]["accuracy"]
        assert (turns[0]["accuracy"] is None) == (way == "limit")
    rows = table.rows({"keras": found["epoch"], **found})
    assert [row[0] for row in rows] == [table.WAYS[way] for way in ("keras", *ways)]
    assert rows[0][3] == "1.0 (1.0 to 1.0)" and rows[-1][4] == "1.0 (1.0 to 1.0)"


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
    assert table.distortions(found) == (
        "One core distorts 91,234 images a second. An epoch of `far` takes 8.8 s with new "
        "distortions and 8.0 s without: +10%."
    )


def test_distorting_is_measured_beside_training_without_it(monkeypatch):
    small = dataclasses.replace(models.recipe("far"), hidden=(16,))
    monkeypatch.setitem(models.RECIPES, "far", small)
    monkeypatch.setattr(distortion_time.training, "speed_up", lambda: None)
    x = np.random.default_rng(0).random((600, 784), "float32")
    found = distortion_time.measured(x, np.arange(600) % 10)
    assert found.keys() == {"images_a_second", "epoch_distorted", "epoch_plain"}
    assert min(found.values()) > 0


def test_ratios_are_those_inside_each_turn():
    slow, fast = [[{"seconds": s} for s in of] for of in ((4, 6, 9), (1, 2, 3))]
    assert table.ratios(slow, fast) == [4, 3, 3]
    assert table.spread([4, 3, 3], ".1f") == "3.0 (3.0 to 4.0)"


def test_accuracies_have_students_interval():
    turns = [{"accuracy": value} for value in (0.95, 0.96, 0.97)]
    # 4.303 × 0.01 / √3: the two-sided 95 % quantile of Student's t with two degrees of freedom.
    assert table.accuracy(turns) == "96.00% ± 2.48%"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import numpy as np\nfrom helpers import plots", "importing"),
        ("digits = data.load(dataset)", "data"),
        ("history = model.fit(x, y)", "training"),
        ("network = training.trained('wide', digits)", "training"),
        ("results = with_dropout(0.3)", "training"),
        ("climb('wider', wider)", "training"),
        ("plots.digits(x)", "plots"),
        ("x_train, x_test = train_test_split(x)", "other"),
    ],
)
def test_a_cell_is_sorted_by_what_it_does(source, expected):
    rung = "def climb(name, recipe):\n    return training.train(recipe, small, seed)"
    trains = course_time.trainers(["def with_dropout(rate):\n    model.fit(x, y)", rung, "1 + 1"])
    assert course_time.kind(source, trains) == expected


def test_the_cells_of_a_notebook_are_added_up():
    nb = new_notebook(cells=[new_code_cell("model.fit(x)"), new_code_cell("trial.fit(x)")])
    for cell, seconds in zip(nb.cells, (1.5, 2.0), strict=True):
        cell.metadata["papermill"] = {"duration": seconds}
    assert course_time.by_kind(nb)["training"] == 3.5


def test_the_picture_says_its_numbers_in_words():
    epochs = {way: [{"seconds": 1.25}] for way in WAYS}
    growth = {"images": {"100": 0.5, "200": 0.75}, "units": {"32": 0.5, "64": 1.0}}
    found = {
        "epochs": {"128-64": {"32": epochs, "128": epochs}},
        "from_nothing": {
            "keras": [{"seconds": s, "epochs": 6} for s in (31.0, 29.0, 40.0)],
            "sklearn": [{"seconds": 9.0, "epochs": epochs} for epochs in (4, None, 5)],
        },
        "growth": {"keras": growth},
        "course": {"01_explore_data": dict.fromkeys(course_time.KINDS, 2.0)},
    }
    drawn = picture.drawn(found)
    assert "our notebooks 1.25" in drawn.alt and "200: 0.75" in drawn.alt
    # A way that did not get to 98 % in one of its turns is not drawn as if it had.
    assert "Seconds to 98 % validation accuracy: tutorial's Keras 31." in drawn.alt
    assert drawn.png().startswith(b"\x89PNG")


def test_what_is_kept_is_rounded_json():
    kept = speed._rounded({"seconds": [1.234567], "images": 3, "accuracy": None})
    assert json.loads(json.dumps(kept)) == {"seconds": [1.2346], "images": 3, "accuracy": None}
