"""A forked kernel computes what an ordinary one does, and shares nothing with other runs."""

import json
from pathlib import Path

import nbformat
import pytest

from runner import execute, notebook
from runner.record import Finished, Planned
from runner.workers import isolation, kept, worker
from runner.workers.task import Task
from tests.support import GOOD, make_notebook, on_linux, terminal

pytestmark = [pytest.mark.process, on_linux]

TRAINING = (
    "import numpy as np\nimport pandas as pd\nimport keras\nfrom helpers import training, plots",
    "keras.utils.set_random_seed(seed)\n"
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


def _work(path: Path, isolated: bool = False) -> tuple[Finished, dict[str, str]]:
    planned = Planned(notebook=path, parameters={"seed": 3}, name="a")
    text, memory = path.read_text(encoding="utf-8"), 4 * 10**9
    task = Task(
        planned, planned.parameters, text, str(path.parent), 120, memory, isolated, isolated
    )
    return worker.work(task, "stop")


@pytest.fixture(autouse=True)
def _no_scheduler(monkeypatch):
    class Never:
        def __init__(self, name):
            pass

        def is_set(self) -> bool:
            return False

    monkeypatch.setattr(worker, "Event", Never)
    yield
    worker.close()


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory) -> Path:
    """The training notebook, and beside it what an ordinary kernel made of it."""
    path = make_notebook(tmp_path_factory.mktemp("ordinary") / "a.ipynb", *TRAINING)
    run = execute.execute(path, path.with_stem("ordinary"), {"seed": 3})
    assert run.status == "ok", run.error
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    "isolated",
    [
        False,
        pytest.param(
            True, marks=pytest.mark.skipif(bool(isolation.refuse()), reason="no bubblewrap")
        ),
    ],
)
def test_outputs_are_those_of_an_ordinary_run_to_the_last_bit(ordinary, isolated):
    expected = notebook.load(ordinary.with_stem("ordinary"))
    finished, files = _work(ordinary, isolated)
    assert finished.status == "ok", finished.error
    found = nbformat.reads(files[finished.file], as_version=4)
    for one, other in zip(notebook.code_cells(expected), notebook.code_cells(found), strict=True):
        assert json.dumps(one.outputs) == json.dumps(other.outputs), one.source


def test_unseeded_numbers_differ_from_run_to_run(tmp_path):
    cell = (
        "import random, uuid, numpy as np\nfrom helpers.claims import record\n"
        "record(a=np.random.rand(), b=random.random(), c=str(uuid.uuid4()))"
    )
    path = make_notebook(tmp_path / "a.ipynb", cell)
    first, second = (_work(path)[0].results for _ in range(2))
    assert not set(first.values()) & set(second.values())


def test_a_run_leaves_nothing_for_the_next_one(tmp_path):
    cell = (
        "import os, sys, json\nfrom helpers.claims import record\n"
        "record(env='LEFT' in os.environ, mod=hasattr(json, 'left'), var='left' in globals())\n"
        "os.environ['LEFT'] = '1'; json.left = 1; left = 1"
    )
    path = make_notebook(tmp_path / "a.ipynb", cell)
    for _ in range(2):
        assert _work(path)[0].results == {"env": False, "mod": False, "var": False}


def test_a_forkserver_that_is_lost_is_told_and_replaced(tmp_path):
    kill = "import os, psutil\npsutil.Process().parents()[1].kill()\nimport time; time.sleep(60)"
    path = make_notebook(tmp_path / "a.ipynb", kill)
    finished, _ = _work(path)
    assert (finished.status, finished.error) == ("kernel died", "its process was killed")
    path = make_notebook(tmp_path / "b.ipynb", "1 + 1")
    assert _work(path)[0].status == "ok"


def test_without_forks_a_run_has_an_ordinary_kernel_and_the_same_record(tmp_path):
    path = make_notebook(tmp_path / "notebook.ipynb", *GOOD)
    planned = Planned(notebook=path, parameters={"dataset": "digits"}, name="a")
    text = path.read_text(encoding="utf-8")
    for submission in (True, False):
        folder = tmp_path / str(submission)
        (folder / "notebooks").mkdir(parents=True)
        task = Task(planned, planned.parameters, text, str(tmp_path), 60, 4 * 10**9, submission)
        task.write(folder)
        for step in ("run", "keep"):
            done = terminal("runner.workers.forkserver", step, folder)
            assert done.returncode == 0, done.stderr
        finished = Finished.from_json((folder / kept.RECORD).read_text())
        assert (finished.status, finished.source) == ("ok", "digits")
        assert (folder / kept.PAGE).exists()
