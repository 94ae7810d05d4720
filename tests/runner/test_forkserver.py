"""A forked kernel computes what an ordinary one does, and shares nothing with other runs."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from runner import execute, notebook
from runner.batch import batch
from runner.batch.sweep import Planned
from runner.workers import worker
from tests.support import GOOD, make_notebook, on_linux, terminal

pytestmark = on_linux

TRAINING = (
    "import numpy as np\nimport pandas as pd\nimport keras\nfrom helpers import training, plots",
    "training.speed_up()\nkeras.utils.set_random_seed(seed)\n"
    "x = np.random.default_rng(0).random((2000, 784), dtype='float32')\n"
    "y = np.arange(2000) % 10",
    "model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(64, 'relu'),"
    " keras.layers.Dropout(0.3), keras.layers.Dense(10, 'softmax')])\n"
    "model.compile('adam', 'sparse_categorical_crossentropy', steps_per_execution=20)\n"
    "history = model.fit(x, y, epochs=2, verbose=0, callbacks=[training.Progress()])\n"
    "model.summary()",
    "history.history['loss'], float((x.T @ x).sum()), model.predict(x, verbose=0).tobytes()[:400]",
    "pd.DataFrame(x[:30, :25])",
    "plots.function_lines(x[0], {'a': x[0]}, 'A line')",
    "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);",
    "import sys\nsys.argv[0], __name__",
)


@pytest.fixture(scope="module")
def modules(tmp_path_factory) -> list[str]:
    path = make_notebook(tmp_path_factory.mktemp("nb") / "a.ipynb", *TRAINING)
    return batch.modules([Planned(path, {})])


def _work(path: Path, modules: list[str], **known) -> dict:
    task = {
        "name": "a", "batch": "b", "notebook": path.read_text(encoding="utf-8"),
        "folder": str(path.parent), "parameters": {"seed": 3}, "modules": modules, "timeout": 120,
        "memory": 4 * 10**9, "untrusted": False, "hidden": [], "env": {},
    }  # fmt: skip
    return worker.work(task | known)


@pytest.fixture(autouse=True)
def _no_scheduler(monkeypatch):
    class Never:
        def __init__(self, name):
            pass

        def is_set(self) -> bool:
            return False

    monkeypatch.setattr(worker, "Event", Never)
    yield
    if getattr(worker._mine, "station", None):
        worker._close()


@pytest.mark.slow
@pytest.mark.parametrize("untrusted", [False, True])
def test_outputs_are_those_of_an_ordinary_run_to_the_last_bit(tmp_path, modules, untrusted):
    path = make_notebook(tmp_path / "a.ipynb", *TRAINING)
    ordinary = execute.execute(path, tmp_path / "ordinary.ipynb", {"seed": 3})
    assert ordinary.status == "ok", ordinary.error
    expected = notebook.load(ordinary.output)
    outcome = _work(path, modules, untrusted=untrusted)
    assert outcome["status"] == "ok", outcome["error"]
    found = nbformat.reads(outcome["notebook"], as_version=4)
    for one, other in zip(notebook.code_cells(expected), notebook.code_cells(found), strict=True):
        assert json.dumps(one.outputs) == json.dumps(other.outputs), one.source


def test_unseeded_numbers_differ_from_run_to_run(tmp_path):
    cell = (
        "import random, uuid, numpy as np\nfrom helpers.claims import record\n"
        "record(a=np.random.rand(), b=random.random(), c=str(uuid.uuid4()))"
    )
    path = make_notebook(tmp_path / "a.ipynb", cell)
    first, second = (_work(path, ["numpy"])["results"] for _ in range(2))
    assert not set(first.values()) & set(second.values())


def test_a_run_leaves_nothing_for_the_next_one(tmp_path):
    cell = (
        "import os, sys, json\nfrom helpers.claims import record\n"
        "record(env='LEFT' in os.environ, mod=hasattr(json, 'left'), var='left' in globals())\n"
        "os.environ['LEFT'] = '1'; json.left = 1; left = 1"
    )
    path = make_notebook(tmp_path / "a.ipynb", cell)
    for _ in range(2):
        assert _work(path, [])["results"] == {"env": False, "mod": False, "var": False}


def test_a_station_that_is_lost_is_told_and_replaced(tmp_path):
    kill = "import os, psutil\npsutil.Process().parents()[1].kill()\nimport time; time.sleep(60)"
    path = make_notebook(tmp_path / "a.ipynb", kill)
    outcome = _work(path, [])
    assert (outcome["status"], outcome["error"]) == ("kernel died", "its process was killed")
    path = make_notebook(tmp_path / "b.ipynb", "1 + 1")
    assert _work(path, [])["status"] == "ok"


def test_without_forks_a_run_has_an_ordinary_kernel_and_the_same_record(tmp_path):
    make_notebook(tmp_path / "notebook.ipynb", *GOOD)
    job = {"name": "a", "parameters": {"dataset": "digits"}, "timeout": 60, "env": {}}
    for folder in ("", str(tmp_path)):
        (tmp_path / "room").mkdir()
        more = {"folder": folder, "memory": 4 * 10**9, "hidden": []}
        (tmp_path / "job.json").write_text(json.dumps(job | more))
        done = terminal("runner.workers.forkserver", "--run", tmp_path)
        assert done.returncode == 0
        outcome = json.loads((tmp_path / "outcome.json").read_text())
        assert (outcome["status"], outcome["results"]["source"]) == ("ok", "digits")
        assert (tmp_path / "page.html").exists()
        shutil.rmtree(tmp_path / "room")
