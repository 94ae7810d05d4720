"""Submissions: a gradebook, and what a stranger's notebook can't do to anyone else's."""

import csv
import json
from pathlib import Path

import pytest

from helpers import ROOT
from helpers.claims import RESULT
from runner.batch import batch
from runner.workers import sandbox
from tests.support import make_notebook, on_linux

pytestmark = [pytest.mark.process, on_linux]

EXERCISE = f"""
from IPython.display import display
def answer(name, outcome):
    told = {{"exercise": f"exercise {{name}}", "outcome": outcome, "tries": 1}}
    display({{"text/plain": name, {RESULT!r}: told}}, raw=True)
"""
TRY = """
import pathlib
from helpers.claims import record
def attempt(name, act):
    try:
        act()
        record(**{name: "done"})
    except OSError as error:
        record(**{name: type(error).__name__})
"""

ODD = ([1], "'claim'", {"results": 3}, {"results": {"status": "ok", "run": "=1"}})
"""What no helper of the course would put into an output."""

landlocked = pytest.mark.skipif(not sandbox.landlock(), reason="this system has no Landlock")


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> tuple[dict[str, dict], Path]:
    """The gradebook by student, and the folder of it all: two honest ones and a villain."""
    folder = tmp_path_factory.mktemp("hand ins é")
    cache, out, ann = folder / "cache", folder / "out", folder / "ann" / "hw.ipynb"
    cache.mkdir()
    (cache / "kept.txt").write_text("kept")
    make_notebook(ann, EXERCISE, "answer('2.1', 'right'); answer('2.10', 'wrong')")
    secrets = (
        "import os, helpers\nrecord(home=os.path.expanduser('~'), helpers=helpers.__file__)",
        "record(keys=str('SECRET_KEY' in os.environ))",
        "open('mine.txt', 'w').write('x'); record(own=open('mine.txt').read())",
        "from helpers.internal.places import cache_folder",
        "record(cache=(cache_folder() / 'kept.txt').read_text())",
    )
    writes = {
        "other": f"pathlib.Path({str(ann)!r}).write_text('changed')",
        "course": f"pathlib.Path({str(ROOT / 'helpers' / 'claims.py')!r}).open('a')",
        "cached": f"pathlib.Path({str(cache / 'kept.txt')!r}).write_text('changed')",
        "results": f"pathlib.Path({str(out / 'results.csv')!r}).write_text('changed')",
        "journal": f"pathlib.Path({str(out / '.batch' / 'journal.jsonl')!r}).open('a')",
        "removed": f"pathlib.Path({str(ann)!r}).unlink()",
        "read": f"pathlib.Path({str(ann)!r}).read_text()",
        "signal": "__import__('os').kill(__import__('os').getppid(), 9)",
        "network": "__import__('socket').create_connection(('127.0.0.1', 9), 1)",
    }
    attempts = [f"attempt({name!r}, lambda: {act})" for name, act in writes.items()]
    make_notebook(folder / "eve" / "hw.ipynb", EXERCISE, TRY, *attempts, *secrets)
    make_notebook(
        folder / "mem" / "hw.ipynb", EXERCISE, "answer('2.1', 'right')", "x = bytearray(4 * 10**9)"
    )
    odd = (f"display({{'text/plain': 'x', {RESULT!r}: {value}}}, raw=True)" for value in ODD)
    make_notebook(folder / "zoe" / "hw.ipynb", EXERCISE, *odd, "import time; time.sleep(900)")
    file = folder / "grade.yaml"
    file.write_text(json.dumps({"submissions": "*/hw.ipynb", "timeout": 15, "memory": 2}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(cache))
        patch.setenv("SECRET_KEY", "hunter2")
        batch.run(file, str(out), batch.How(jobs=2))
    with (out / "results.csv").open(encoding="utf-8-sig", newline="") as table:
        return {row["run"].partition("-")[0]: row for row in csv.DictReader(table)}, folder


def test_the_gradebook_has_a_row_a_file_and_a_column_an_exercise(graded):
    rows, _ = graded
    assert list(rows) == ["ann", "eve", "mem", "zoe"]
    ann = rows["ann"]
    assert list(ann)[3:6] == ["exercise 2.1", "exercise 2.10", "exercises_right"]
    assert (ann["exercise 2.1"], ann["exercise 2.10"], ann["exercises_right"]) == (
        "right",
        "wrong",
        "1",
    )


def test_time_and_memory_have_an_end_and_what_was_answered_before_counts(graded):
    rows, _ = graded
    assert (rows["zoe"]["status"], rows["zoe"]["error"]) == ("timeout", "it took longer than 15 s")
    assert (rows["mem"]["status"], rows["mem"]["exercise 2.1"]) == ("failed", "right")
    assert rows["mem"]["error"].endswith("MemoryError")


@landlocked
@pytest.mark.parametrize(
    "what",
    ["other", "course", "cached", "results", "journal", "removed", "read", "signal", "network"],
)
def test_a_submission_cannot_touch_what_is_not_its_own(graded, what):
    rows, folder = graded
    assert rows["eve"]["status"] == "ok", rows["eve"]["error"]
    assert rows["eve"][what] == "PermissionError"
    assert "changed" not in (folder / "ann" / "hw.ipynb").read_text()
    assert (folder / "cache" / "kept.txt").read_text() == "kept"


def test_a_submission_has_a_course_and_a_home_of_its_own(graded):
    rows, _ = graded
    eve = rows["eve"]
    assert str(ROOT) not in eve["helpers"] and Path(eve["helpers"]).name == "__init__.py"
    assert (eve["own"], eve["cache"], eve["keys"]) == ("x", "kept", "False")
    assert eve["home"] != str(Path.home())
    assert not Path(eve["home"]).exists()
