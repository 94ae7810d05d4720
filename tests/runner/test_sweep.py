"""A sweep file: what it may say, and how each mistake in it is told before anything runs."""

from pathlib import Path

import pytest

from helpers import ROOT
from helpers.errors import CourseError
from runner.batch import sweep
from runner.record import Finished
from tests.support import GOOD, make_notebook


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with a space and accents that holds the notebook `a.ipynb`."""
    folder = tmp_path / "été à la plage"
    make_notebook(folder / "a.ipynb", *GOOD)
    return folder


def _read(folder: Path, text: str) -> sweep.Sweep:
    file = folder / "sweep.yaml"
    file.write_text(text, encoding="utf-8")
    return sweep.read(file)


def _values(asked: sweep.Sweep) -> list[dict]:
    return [planned.parameters for planned in asked.runs]


def test_a_grid_gives_every_combination_over_the_fixed_parameters(folder):
    asked = _read(
        folder,
        "notebook: a.ipynb\nparameters: {dataset: digits}\ngrid: {rate: [0.1, 1e-3], seed: [1, 2]}",
    )
    assert _values(asked) == [
        {"dataset": "digits", "rate": rate, "seed": seed}
        for rate in (0.1, 0.001)
        for seed in (1, 2)
    ]
    assert asked.varied == ["rate", "seed"]


def test_a_list_of_runs_stands_alone_or_follows_the_grid_and_no_run_comes_twice(folder):
    assert _values(_read(folder, "notebook: a.ipynb\nruns: [{seed: 1}, {rate: 2}]")) == [
        {"seed": 1},
        {"rate": 2.0},
    ]
    both = _read(folder, "notebook: a.ipynb\ngrid: {seed: [1, 2]}\nruns: [{seed: 2}, {seed: 3}]")
    assert _values(both) == [{"seed": 1}, {"seed": 2}, {"seed": 3}]


def test_without_grid_and_runs_each_notebook_runs_once(folder):
    make_notebook(folder / "b.ipynb", *GOOD)
    asked = _read(folder, "notebook: '*.ipynb'\ntimeout: 60")
    assert [planned.notebook.name for planned in asked.runs] == ["a.ipynb", "b.ipynb"]
    assert (asked.timeout, asked.submissions) == (60, False)


def test_a_notebook_of_the_course_goes_by_its_number(folder):
    [planned] = _read(folder, "notebook: 03").runs
    assert planned.notebook == ROOT / "notebooks" / "03_relu_dropout.ipynb"


def test_names_of_runs_differ_and_are_names_of_files_everywhere(folder):
    for name in ("one/hw.ipynb", "two/hw.ipynb", "two/HW.ipynb", "two/?:<é>.ipynb"):
        make_notebook(folder / name, *GOOD)
    asked = _read(folder, "submissions: '*/*.ipynb'\nparameters: {dataset: a/b\\c}")
    names = [planned.name.lower() for planned in asked.runs]
    assert len(set(names)) == 4 and len({planned.key for planned in asked.runs}) == 4
    assert all(name and not set(name) & set('/\\:*?"<>|') for name in names)


def test_the_key_changes_with_the_notebook_and_the_parameters_but_not_with_outputs(folder):
    def key(text: str = "notebook: a.ipynb\nparameters: {seed: 1}") -> str:
        return _read(folder, text).runs[0].key

    before = key()
    make_notebook(folder / "a.ipynb", *GOOD)
    assert key() == before
    assert key("notebook: a.ipynb\nparameters: {seed: 2}") != before
    make_notebook(folder / "a.ipynb", *GOOD, "1")
    assert key() != before


def test_a_submission_that_cannot_run_stops_no_other(folder):
    (folder / "broken.ipynb").write_text("{")
    make_notebook(folder / "without.ipynb", "1", parameters="units = 3")
    asked = _read(folder, "submissions: '*.ipynb'\nparameters: {dataset: digits}")
    good, broken, without = asked.runs
    assert (isinstance(good, Finished), asked.submissions) == (False, True)
    assert "is not a notebook" in broken.error
    assert "unknown parameter of without 'dataset'" in without.error


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("notebok: a.ipynb", "unknown key of sweep.yaml 'notebok': did you mean 'notebook'?"),
        ("timeout: 3", "give either `notebook` or `submissions`"),
        ("notebook: a.ipynb\nsubmissions: '*'", "give either `notebook` or `submissions`"),
        ("notebook: b/*.ipynb", "no notebook fits 'b/*.ipynb'"),
        ("notebook: x/a.ipynb", "there is no notebook"),
        ("notebook: [[1]]", "`notebook` is a notebook, a pattern, or a list"),
        ("notebook: a.ipynb\nparameters: {rat: 1}", "did you mean 'rate'?"),
        ("notebook: a.ipynb\nparameters: {seed: 1.5}", "'seed' of a takes int, not 1.5"),
        ("notebook: a.ipynb\nparameters: {dataset: no}", "takes str, not False"),
        ("notebook: a.ipynb\nparameters: {dataset: no}", "YAML takes no, off, yes and on for"),
        ("notebook: a.ipynb\nparameters: [rate]", "`parameters` takes lines such as"),
        ("notebook: a.ipynb\ngrid: {rate: 1}", "grid: rate: give a list"),
        ("notebook: a.ipynb\ngrid: {rate: []}", "grid: rate: give a list"),
        ("notebook: a.ipynb\ngrid: {rate: [1]}\nparameters: {rate: 1}", "both in `parameters`"),
        ("notebook: a.ipynb\nruns: {rate: 1}", "`runs` is a list"),
        ("notebook: a.ipynb\ntimeout: soon", "timeout = 'soon': give a number of seconds"),
        ("notebook: a.ipynb\ntimeout: .nan", "timeout = nan: give a number"),
        ("submissions: a.ipynb\nmemory: .inf", "memory = inf: give a number"),
        ("notebook: a.ipynb\ntimeout: yes", "timeout = True: give a number"),
        ("notebook: a.ipynb\nmemory: 1", "`memory` is a limit for `submissions` alone"),
        ("notebook: [a.ipynb", "line 1 is not YAML"),
        ("", "holds no settings"),
    ],
)
def test_a_mistake_is_one_line(folder, text, said):
    with pytest.raises(CourseError) as caught:
        _read(folder, text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_in_another_encoding_or_none_at_all_is_one_line(folder):
    (folder / "old.yaml").write_bytes("notebook: été.ipynb".encode("latin-1"))
    with pytest.raises(CourseError, match="is not in UTF-8"):
        sweep.read(folder / "old.yaml")
    with pytest.raises(CourseError, match="cannot read the sweep file"):
        sweep.read(folder / "none.yaml")


@pytest.mark.parametrize("file", sorted((ROOT / "sweeps").glob("*.yaml")), ids=lambda f: f.stem)
def test_the_sweeps_that_come_with_the_course_fit_its_notebooks(file):
    assert len(sweep.read(file).runs) >= 6
