"""A sweep file: what it may say, and how each mistake in it is told before anything runs."""

import json
import os
import time
from pathlib import Path

import pytest

from helpers import ROOT
from helpers.claims import RESULT
from helpers.errors import CourseError
from runner.batch import handed_in, sweep
from runner.notebook import load, remove_outputs, write
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


def test_a_data_sets_path_starts_where_the_file_lies_and_a_name_means_the_same_everywhere(
    folder, monkeypatch
):
    (folder / "own.npz").touch()
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    away = "{parameters: {dataset: ../own.npz}, notebook: ../a.ipynb}"
    (folder / "below" / "away.yaml").write_text(away)
    for text in ("notebook: a.ipynb", "submissions: a.ipynb"):
        asked = _read(
            folder, f"{text}\ngrid: {{dataset: [own.npz, mnist]}}\nruns: [{{dataset: ./own.npz}}]"
        )
        found = [values["dataset"] for values in _values(asked)]
        assert found == [str(folder / "own.npz"), "mnist"]
        assert asked.runs[0].name.startswith("a-dataset=own.npz-")
    [values] = _values(sweep.read(Path("away.yaml")))
    assert values["dataset"] == str(folder / "own.npz")


def test_names_of_runs_differ_and_are_names_of_files_everywhere(folder):
    for name in ("one/hw.ipynb", "two/hw.ipynb", "two/HW.ipynb", "two/?:<é>.ipynb"):
        make_notebook(folder / name, *GOOD)
    asked = _read(folder, "submissions: '*/*.ipynb'\nparameters: {dataset: 'a:b?'}")
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


def test_a_submission_is_looked_at_when_its_turn_comes_and_stops_no_other(folder):
    (folder / "broken.ipynb").write_text("{")
    asked = _read(folder, "submissions: '*.ipynb'\nparameters: {dataset: digits}")
    assert [planned.notebook.name for planned in asked.runs] == ["a.ipynb", "broken.ipynb"]
    assert asked.submissions and not any(isinstance(planned, Finished) for planned in asked.runs)


def test_a_submission_runs_with_what_it_takes_and_tells_what_it_does_not(folder):
    path = make_notebook(folder / "b.ipynb", "1", parameters="seed: str = 'units'")
    told = handed_in.read(path, {"seed": 1, "dataset": "digits"})
    assert told.values == {}
    seed, dataset = told.note.split("; ")
    assert seed.startswith("runs without seed: parameter 'seed' of b takes str, not 1")
    assert dataset == "runs without dataset: unknown parameter of b 'dataset': known: seed"
    told = handed_in.read(folder / "a.ipynb", {"seed": 1, "dataset": "digits"})
    assert (told.values, told.note) == ({"seed": 1, "dataset": "digits"}, "")


def test_a_value_that_one_submission_takes_is_no_mistake(folder):
    make_notebook(folder / "0.ipynb", "1", parameters="units = 3")
    text = "submissions: '*.ipynb'\nparameters: {dataset: digits, units: 4}"
    assert len(_read(folder, text).runs) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("notebok: a.ipynb", "unknown key of sweep.yaml 'notebok': did you mean 'notebook'?"),
        ("timeout: 3", "give either `notebook` or `submissions`"),
        ("notebook: a.ipynb\nsubmissions: '*'", "give either `notebook` or `submissions`"),
        ("notebook: b/*.ipynb", "no notebook fits 'b/*.ipynb'"),
        ("notebook: b/**/*.ipynb", "no notebook fits 'b/**/*.ipynb' in {folder}/b"),
        ("notebook: x/a.ipynb", "there is no notebook"),
        ("notebook: [[1]]", "`notebook` is a notebook, a pattern, or a list"),
        ("notebook: ''", "`notebook` is a notebook, a pattern, or a list"),
        ("submissions: ''", "`submissions` is a path, a pattern, or a list of them"),
        ("submissions: [a.ipynb, 3]", "`submissions` is a path, a pattern, or a list of them"),
        ("submissions: '03'", "there is no notebook {folder}/03"),
        ("notebook: a.ipynb\nparameters: {rat: 1}", "did you mean 'rate'?"),
        (
            "submissions: a.ipynb\nparameters: {rat: 1}",
            "no submission takes rat = 1: unknown param",
        ),
        ("submissions: a.ipynb\ngrid: {seed: [1, -1]}", "no submission takes seed = -1: seed = -1"),
        ("notebook: a.ipynb\nparameters: {seed: 1.5}", "'seed' of a takes int, not 1.5"),
        ("notebook: a.ipynb\nparameters: {dataset: no}", "takes str, not False"),
        ("notebook: a.ipynb\nparameters: {dataset: no}", "YAML takes no, off, yes and on for"),
        ("notebook: a.ipynb\nparameters: {dataset: none.npz}", "la plage/none.npz"),
        ("submissions: a.ipynb\ngrid: {dataset: [digits, b/c]}", "there is no data set /"),
        ('notebook: a.ipynb\nruns: [{dataset: "a\\0\\n.npz"}]', "there is no data set /"),
        ("notebook: a.ipynb\nruns: [{dataset: ~no.body/x}]", "nobody of that name has a home"),
        ("notebook: a.ipynb\nparameters: {status: 1}", "results.csv has a column 'status'"),
        ("submissions: a.ipynb\ngrid: {error: [1]}", "results.csv has a column 'error'"),
        ("notebook: a.ipynb\nruns: [{claims_held: 1}]", "has a column 'claims_held'"),
        ("notebook: a.ipynb\nparameters: [rate]", "`parameters` takes lines such as"),
        ("notebook: a.ipynb\ngrid: {rate: 1}", "grid: rate: give a list"),
        ("notebook: a.ipynb\ngrid: {rate: []}", "grid: rate: give a list"),
        ("notebook: a.ipynb\ngrid: {rate: [1]}\nparameters: {rate: 1}", "both in `parameters`"),
        ("notebook: a.ipynb\nruns: {rate: 1}", "`runs` is a list"),
        ("notebook: a.ipynb\ntimeout: soon", "timeout = 'soon': give a number of seconds"),
        ("notebook: a.ipynb\ntimeout: .nan", "timeout = nan: give a number"),
        ("submissions: a.ipynb\nmemory: .inf", "memory = inf: give a number"),
        ("notebook: a.ipynb\ntimeout: yes", "timeout = True: give a number"),
        ("notebook: a.ipynb\nmemory: 1", "`memory` is for `submissions` alone"),
        ("notebook: a.ipynb\nisolation: none", "`isolation` is for `submissions` alone"),
        ("notebook: a.ipynb\nweights: {}", "`weights` is for `submissions` alone"),
        ("submissions: a.ipynb\nisolation: docker", "isolation = 'docker': give bwrap or none"),
        ("submissions: a.ipynb\nisolation:", "isolation = None: give bwrap or none"),
        ("submissions: a.ipynb\nweights: [1]", "`weights` takes lines such as"),
        ("submissions: a.ipynb\nweights: {a: 1}", "'a' is not named like `exercise 2.3`"),
        ("submissions: a.ipynb\nweights: {quiz 2.1: -1}", "quiz 2.1 = -1: give a number of points"),
        ("submissions: a.ipynb\nweights: {quiz 2.1: .inf}", "quiz 2.1 = inf: give a number"),
        ("submissions: a.ipynb\nmemory: 4GB", "memory = '4GB': give a number of gigabytes"),
        ("submissions: a.ipynb\nmemory: 1.0e-9", "memory = 1e-09: give a number of gigabytes"),
        ("notebook: a.ipynb\ntimeout: 10 min", "timeout = '10 min': give a number of seconds"),
        ("notebook: a.ipynb\ntimeout: 1.0e+300", "give a number of seconds from 1 to 1,000,000"),
        ("notebook: a.ipynb\nparameters: {rate: .inf}", "rate = inf: give a finite number"),
        ("notebook: a.ipynb\ngrid: {rate: [1, .nan]}", "rate = nan: give a finite number"),
        ("notebook: a.ipynb\nruns: [{rate: -.inf}]", "rate = -inf: give a finite number"),
        ("notebook: a.ipynb\nparameters: {rate: nan}", "rate = nan: give a finite number"),
        ("notebook: a.ipynb\ngrid: {rate: [1, 1e400]}", "rate = inf: give a finite number"),
        ("submissions: a.ipynb\nruns: [{rate: -inf}]", "rate = -inf: give a finite number"),
        ("notebook: a.ipynb\nruns: [{1: 2}]", "`runs` is a list"),
        ("notebook: a.ipynb\nruns: 0", "`runs` is a list"),
        ("notebook: a.ipynb\ngrid: []", "`grid` takes lines such as"),
        ("1: 2", "unknown key of sweep.yaml 1"),
        ("notebook: a.ipynb\nnotebook: b.ipynb", "line 2: 'notebook' comes twice"),
        ("notebook: a.ipynb\nruns: [{seed: 1, seed: 2}]", "line 2: 'seed' comes twice"),
        ("notebook: a.ipynb\n? [1]\n: 2", "line 2: a list or settings can't be a name"),
        ("notebook: a.ipynb\nruns: " + "[" * 5000, "line 2: more than 10 levels in each other"),
        ("- " * 5000, "line 1: more than 10 levels in each other"),
        (f"notebook: &a a.ipynb\nruns: [{'*a, ' * 11}]", "line 2: more than 10 aliases"),
        ("notebook: &a [*a]", "`notebook` is a notebook, a pattern, or a list"),
        ("notebook: a.ipynb\nparameters: &a {seed: *a}", "'seed' of a takes int"),
        ("notebook: a.ipynb\nruns:\n- seed: " + "9" * 5000, "a value that can't be read"),
        ("notebook: a.ipynb\nparameters: {dataset: 2001-99-99}", "a value that can't be read"),
        ("notebook: a.ipynb\nparameters: {dataset: !!timestamp x}", "a value that can't be read"),
        ("notebook: a.ipynb\nparameters: {dataset: !!python/name:os x}", "could not determine"),
        ("notebook: a.ipynb\n---\nnotebook: 03", "line 2 is not YAML"),
        ("notebook: a.ipynb\0", "is not YAML"),
        ("x" * 1_000_001, "is too large for a sweep file"),
        ('notebook: "x/a\\nb"', "`notebook` is a notebook, a pattern, or a list"),
        ("notebook: a**b/*.ipynb", "can only be an entire path component"),
        ("notebook: true", "`notebook` is a notebook, a pattern, or a list"),
        ("submissions: '._*'", "no notebook is left but what programs leave behind"),
        ("notebook: [a.ipynb", "line 1 is not YAML"),
        ("", "holds no settings: begin it with `notebook: 03`"),
    ],
)
def test_a_mistake_is_one_line(folder, text, said):
    (folder / "._a.ipynb").touch()
    with pytest.raises(CourseError) as caught:
        _read(folder, text)
    assert said.replace("{folder}", str(folder)) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_in_another_encoding_or_none_at_all_is_one_line(folder):
    (folder / "old.yaml").write_bytes("notebook: été.ipynb".encode("latin-1"))
    with pytest.raises(CourseError, match="is not in UTF-8"):
        sweep.read(folder / "old.yaml")
    with pytest.raises(CourseError, match="cannot read the sweep file"):
        sweep.read(folder / "none.yaml")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_a_sweep_file_that_never_ends_is_one_line(folder):
    os.mkfifo(folder / "pipe.yaml")
    with pytest.raises(CourseError, match="it is not a file"):
        sweep.read(folder / "pipe.yaml")


def test_a_thousand_runs_are_planned_in_two_seconds_of_computing(folder):
    began = time.process_time()
    asked = _read(folder, f"notebook: 03\ngrid: {{seed: {[*range(250)]}, epochs: [1, 2, 3, 4]}}")
    assert len(asked.runs) == 1000
    assert time.process_time() - began < 2


def test_a_thousand_submissions_are_planned_in_two_seconds_of_computing(folder):
    lesson = folder / "lesson.ipynb"
    write(remove_outputs(load(ROOT / "notebooks" / "01_explore_data.ipynb")), lesson)
    for number in range(1000):
        path = folder / "in" / f"{number}" / "hw.ipynb"
        path.parent.mkdir(parents=True)
        path.hardlink_to(lesson)
    began = time.process_time()
    asked = _read(folder, "submissions: in/*/hw.ipynb\nparameters: {dataset: digits}")
    assert len(asked.runs) == 1000
    assert time.process_time() - began < 2


def test_ten_million_runs_are_refused_before_any_is_planned(folder):
    grid = {name: [*range(1, 101)] for name in ("seed", "epochs", "few")} | {"depth": [*range(10)]}
    began = time.process_time()
    with pytest.raises(CourseError, match="asks for 10,000,000 runs: 10,000 at most"):
        _read(folder, json.dumps({"notebook": "03", "grid": grid}))
    assert time.process_time() - began < 1


def test_aliases_and_merged_settings_within_reason_are_read(folder):
    text = "notebook: a.ipynb\nruns: [&a {rate: 0.5, seed: 1}, {<<: *a, seed: 2}]"
    assert _values(_read(folder, text)) == [{"rate": 0.5, "seed": 1}, {"rate": 0.5, "seed": 2}]


def test_submissions_are_kept_apart_unless_the_file_says_otherwise(folder):
    assert _read(folder, "submissions: a.ipynb").isolation == "bwrap"
    asked = _read(folder, "submissions: a.ipynb\nisolation: none\nweights: {quiz 2.1: 0.5}")
    assert (asked.isolation, asked.weights) == ("none", {"quiz 2.1": 0.5})


def test_what_programs_leave_behind_is_counted_and_is_no_students_work(folder):
    for name in ("ann/hw.ipynb", "ann/.ipynb_checkpoints/hw-checkpoint.ipynb", "ann/._hw.ipynb"):
        make_notebook(folder / "in" / name, *GOOD)
    make_notebook(folder / "in" / "__MACOSX" / "ann" / "hw.ipynb", *GOOD)
    asked = _read(folder, "submissions: in/**/*.ipynb")
    assert (list(asked.students.values()), asked.stray) == (["ann"], 3)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_among_the_submissions_is_a_row_that_says_so(folder):
    make_notebook(folder / "in" / "ann" / "hw.ipynb", *GOOD)
    for name in ("bob", "zoe"):
        (folder / "in" / name).mkdir()
    (folder / "in" / "bob" / "hw.ipynb").symlink_to(folder / "in" / "ann" / "hw.ipynb")
    (folder / "in" / "zoe" / "hw.ipynb").symlink_to("/dev/zero")
    (folder / "in" / "eve").symlink_to(folder / "in" / "ann")
    asked = _read(folder, "submissions: in/*/*.ipynb")
    errors = {asked.students[run.key]: getattr(run, "error", "") for run in asked.runs}
    link = "it is a link: hand in the notebook itself"
    assert errors == {"ann": "", "bob": link, "eve": link, "zoe": link}


@pytest.mark.parametrize(
    ("pattern", "files", "students"),
    [
        ("in/*/*.ipynb", ["in/ann/hw.ipynb"], ["ann"]),
        (
            "in/*/*.ipynb",
            ["in/ann/1.ipynb", "in/ann/2.ipynb", "in/bo/1.ipynb"],
            ["ann", "ann", "bo"],
        ),
        ("in/*.ipynb", ["in/ann.ipynb", "in/bo.ipynb"], ["ann", "bo"]),
        ("in/**/*.ipynb", ["in/g1/ann/hw.ipynb", "in/g1/bo/hw.ipynb"], ["g1/ann", "g1/bo"]),
        ("[in/ann/hw.ipynb, in/bo/hw.ipynb]", ["in/ann/hw.ipynb", "in/bo/hw.ipynb"], ["ann", "bo"]),
    ],
)
def test_a_submission_is_told_by_its_folder_or_its_own_name(folder, pattern, files, students):
    for name in files:
        make_notebook(folder / name, *GOOD)
    asked = _read(folder, f"submissions: {pattern}")
    assert [asked.students[run.key] for run in asked.runs] == students


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Zo\u0308e Mu\u0308ller", "Zöe Müller"),
        ("मोहित", "मोहित"),
        ("李 小龙", "李 小龙"),
        ("a:b*c", "a_b_c"),
    ],
)
def test_names_keep_their_letters(folder, written, said):
    make_notebook(folder / "in" / written / "hw.ipynb", *GOOD)
    [run] = _read(folder, "submissions: in/*/hw.ipynb").runs
    assert run.name.startswith(f"{said}-hw-")


def test_a_long_name_is_cut_to_what_a_file_may_be_called(folder):
    for place in ("𐎀" * 60, "b" * 200):
        make_notebook(folder / "in" / place / "hw.ipynb", *GOOD)
    runs = _read(folder, "submissions: in/*/hw.ipynb").runs
    assert all(len(f"{run.name}.ipynb".encode()) <= 255 for run in runs)


@pytest.mark.parametrize("file", sorted((ROOT / "sweeps").glob("*.yaml")), ids=lambda f: f.stem)
def test_the_sweeps_that_come_with_the_course_fit_its_notebooks(file):
    assert len(sweep.read(file).runs) >= 6


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        '{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        '{"cells": [3], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        '{"cells": [{"cell_type": "code"}], "nbformat": 4, "nbformat_minor": 5, "metadata": []}',
        '{"cells": [{"cell_type": "code", "source": 3, "metadata": {"tags": 3}, "outputs": [3]}], '
        '"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        "[" * 100_000,
    ],
)
def test_what_lies_where_a_notebook_has_cells_is_one_line(folder, content):
    (folder / "b.ipynb").write_text(content)
    with pytest.raises(CourseError) as caught:
        handed_in.read(folder / "b.ipynb", {})
    assert "is not a notebook" in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(CourseError, match="is not a notebook"):
        _read(folder, "notebook: b.ipynb")


def _hand_in(path: Path, *outputs: dict) -> handed_in.HandedIn:
    nb = json.loads(path.read_text(encoding="utf-8"))
    nb["cells"][-1]["outputs"] = list(outputs)
    path.write_text(json.dumps(nb))
    return handed_in.read(path, {})


@pytest.mark.parametrize("lost", ["outputs", "execution_count"])
def test_odd_outputs_of_a_submission_and_none_are_no_hindrance_to_its_run(folder, lost):
    assert _hand_in(folder / "a.ipynb", {"output_type": "error", "ename": "ClaimFailed"}).text
    nb = json.loads((folder / "a.ipynb").read_text(encoding="utf-8"))
    del nb["cells"][-1][lost]
    (folder / "a.ipynb").write_text(json.dumps(nb))
    told = handed_in.read(folder / "a.ipynb", {})
    assert json.loads(told.text)["cells"][-1][lost] in ([], None)


def test_the_tries_of_a_submissions_author_are_read_before_it_runs_again(folder):
    told = {"exercise": "quiz 1.1", "outcome": "wrong", "tries": 4}
    shown = {"output_type": "display_data", "data": {RESULT: told}, "metadata": {}}
    assert _hand_in(folder / "a.ipynb", shown).tries == {"quiz 1.1": 4}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_is_no_unicode_becomes_a_question_mark_in_every_encoding(folder, encoding):
    text = (folder / "a.ipynb").read_text(encoding="utf-8").replace("A lesson", "\\ud800 é \udc00")
    (folder / "a.ipynb").write_bytes(text.encode(encoding, "surrogatepass"))
    assert load(folder / "a.ipynb").cells[0].source == "# ? é ?"
