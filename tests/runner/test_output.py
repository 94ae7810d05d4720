"""Where a batch's files go: whole or not at all, one batch at a time, here or far away."""

from pathlib import Path

import pytest
from papermill.iorw import papermill_io

from helpers.errors import CourseError
from runner.batch.output import Output
from runner.record import Finished


def _run(key: str) -> Finished:
    return Finished(notebook=Path("a.ipynb"), key=key)


def test_files_and_the_journal_survive_an_interruption(tmp_path, monkeypatch):
    output = Output(str(tmp_path / "à lire"))
    with output.open():
        output.add(_run("a"))
        output.write("x.txt", "old")
        with monkeypatch.context() as patch:
            patch.setattr("pathlib.Path.replace", _interrupted)
            with pytest.raises(KeyboardInterrupt):
                output.write("x.txt", "new")
    (output.state / "journal.jsonl").open("a").write('{"key": "b", "sta')
    assert (tmp_path / "à lire" / "x.txt").read_text() == "old"
    assert {path.name for path in (tmp_path / "à lire").iterdir()} == {".batch", ".lock", "x.txt"}
    with output.open():
        output.add(_run("c"))
    assert [run.key for run in output.finished()] == ["a", "c"]


def _interrupted(*_):
    raise KeyboardInterrupt


def test_two_batches_never_write_to_the_same_place(tmp_path):
    with (
        Output(str(tmp_path)).open(),
        pytest.raises(CourseError, match="another run is writing to"),
        Output(str(tmp_path)).open(),
    ):
        pass
    with Output(str(tmp_path)).open():
        pass


DAMAGED = (
    "",
    "[]",
    "null",
    "3",
    '{"key": "b", "sta',
    "[" * 100_000,
    '{"status": "ok", "file": "b.ipynb"}',
    '{"key": 7, "status": "ok"}',
    '{"key": "", "seconds": 1e308}',
    '{"key": "\\ud800' + "\x00",
    "\x00" * 1000,
    '{"seconds": ' + "9" * 5000 + "}",
)


@pytest.mark.parametrize("line", DAMAGED)
def test_a_damaged_journal_entry_or_one_without_a_key_costs_no_other(tmp_path, line):
    output = Output(str(tmp_path))
    with output.open():
        output.add(_run("a"))
        with (output.state / "journal.jsonl").open("a") as journal:
            journal.write(line)
        output.add(_run("c"))
    assert [run.key for run in output.finished()] == ["a", "c"]


@pytest.mark.parametrize("seconds", ["1e308", "NaN", "Infinity", "-5", '"long"', "[]", "true"])
def test_a_journal_entry_of_an_impossible_time_is_of_no_time(tmp_path, seconds):
    output = Output(str(tmp_path))
    with output.open():
        (output.state / "journal.jsonl").write_text(f'{{"key": "a", "seconds": {seconds}}}')
    assert [(run.key, run.seconds) for run in output.finished()] == [("a", 0)]


class _Far:
    """A writer of papermill's, for a scheme of its own."""

    def __init__(self):
        self.files = {}

    def write(self, text: str, path: str) -> None:
        self.files[path] = text


def test_outputs_go_wherever_papermill_writes_to_with_a_slash_at_the_end_or_without(
    monkeypatch, tmp_path
):
    far = _Far()
    monkeypatch.setattr("runner.batch.output.ROOT", tmp_path)
    papermill_io.register("far://", far)
    output = Output("far://bucket/run")
    with output.open():
        output.write("results.csv", "a,b")
        output.add(_run("a"))
    assert far.files["far://bucket/run/results.csv"] == "a,b"
    assert [run.key for run in Output("far://bucket/run/").finished()] == ["a"]


def test_a_far_place_without_its_extra_is_one_line(monkeypatch, tmp_path):
    monkeypatch.setattr("runner.batch.output.ROOT", tmp_path)
    with (
        pytest.raises(CourseError, match=r"pip install papermill\[s3\]"),
        Output("s3://b/c").open(),
    ):
        pass
