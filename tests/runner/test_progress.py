"""`python -m runner progress` says where a learner stands, from the notebooks alone."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from helpers.claims import RESULT
from helpers.errors import CourseError
from runner import progress
from tests.support import NOTEBOOKS, make_notebook


def answer(name: str, **record: object):
    """Return a cell that asks, with the output that its check left."""
    told = {"exercise": name, **record}
    output = new_output("display_data", {"text/plain": name, RESULT: told})
    return new_code_cell(f'check("{name}", answer)', outputs=[output] if record else [])


@pytest.fixture
def folder(tmp_path):
    path = make_notebook(tmp_path / "01_first.ipynb")
    nb = nbformat.read(path, as_version=4)
    nb.cells += [
        answer("recall 1.1", outcome="right", tries=1),
        answer("exercise 1.1", outcome="wrong", tries=3, misconception="percent for fraction"),
        answer("exercise 1.2", outcome="not attempted", tries=0),
        answer("quiz 1.1"),
    ]
    nbformat.write(nb, path)
    return tmp_path


def test_each_exercise_has_its_mark_and_the_wrong_and_the_next_one_are_named(folder, capsys):
    assert progress.run(folder) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["notebook", "recall", "exercises", "quiz", "right", "tries"]
    assert lines[2].split() == ["01_first", "✓", "✗3", "·", "·", "1", "of", "4", "4"]
    assert lines[-2:] == [
        "Go back to exercise 1.1 (3 tries: percent for fraction).",
        "Next: exercise 1.2.",
    ]


def test_a_file_that_is_no_notebook_is_named_and_costs_no_other(folder, capsys):
    (folder / "02_broken.ipynb").write_text("{", encoding="utf-8")
    assert progress.run(folder) == 0
    printed = capsys.readouterr().out
    assert "01_first" in printed and "02_broken.ipynb is not a notebook" in printed


def test_a_folder_without_notebooks_is_one_line(tmp_path):
    with pytest.raises(CourseError, match="holds no notebook of the course"):
        progress.run(tmp_path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_exercise_of_the_course_is_found(path):
    number = str(int(path.stem[:2]))
    names = list(progress.find(path))
    assert len(names) >= 9
    assert all(name.split()[1].split(".")[0] == number for name in names)
