"""What is handed out holds the lesson and the exercises, and neither answers nor outputs."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from helpers import ROOT
from helpers.errors import CourseError
from runner import notebook, student
from tests.support import NOTEBOOKS, command, make_notebook, terminal

NOTEBOOK = ROOT / "notebooks" / "01_explore_data.ipynb"
SOLUTION = "<details>\n<summary>Solution</summary>\n\n```python\nanswer = 3\n```\n\n</details>"


@pytest.fixture
def nb(tmp_path):
    """A notebook with an exercise, its solution, a folded answer in the text, and an output."""
    nb = notebook.load(make_notebook(tmp_path / "lesson.ipynb"))
    output = new_output("stream", text="hello")
    nb.cells += [
        new_code_cell("answer = None", outputs=[output], execution_count=1),
        new_markdown_cell(SOLUTION),
        new_markdown_cell(f"Why?\n\n{SOLUTION}\n\nGo on."),
    ]
    return nb


def test_solutions_folded_answers_and_outputs_are_left_out_and_all_else_is_kept(nb):
    before = nbformat.writes(nb)
    *_, code, text = student.strip(nb).cells
    assert (code.source, code.outputs, code.execution_count) == ("answer = None", [], None)
    assert text.source == "Why?\n\nGo on."
    assert len(student.strip(nb).cells) == len(nb.cells) - 1
    assert nbformat.writes(nb) == before


def test_the_folder_holds_all_that_the_notebooks_need_and_none_of_the_tests(tmp_path):
    (copy,) = student.write([NOTEBOOK], tmp_path / "new" / "für alle")
    folder = copy.parent.parent
    assert {path.name for path in folder.iterdir()} == {
        "README.md",
        "LICENSE",
        "data_cache",
        "environment.yml",
        "exercises",
        "helpers",
        "notebooks",
        "requirements.txt",
        "runner",
    }
    beside = {"GLOSSARY.md", "rungs.csv"}
    assert {path.name for path in copy.parent.iterdir()} == {NOTEBOOK.name, *beside}
    assert "](GLOSSARY.md)" in notebook.load(copy).cells[0].source
    assert not list(folder.rglob("__pycache__"))
    assert (folder / "helpers" / "draw.js").is_file() and (
        folder / "helpers" / "draw.css"
    ).is_file()
    _, *kept = [cell.source for cell in notebook.code_cells(notebook.load(NOTEBOOK))]
    assert [cell.source for cell in notebook.code_cells(notebook.load(copy))][1:] == kept


@pytest.mark.process
def test_the_copy_offers_the_commands_that_it_has_and_holds_nothing_of_the_makers(tmp_path):
    student.write([NOTEBOOK], tmp_path / "handout")
    runner = {path.name for path in (tmp_path / "handout" / "runner").iterdir()}
    assert runner == {
        "__init__.py",
        "__main__.py",
        "environment.py",
        "lab",
        "notebook.py",
        "progress.py",
        "record.py",
    }
    done = terminal("runner", "--help", cwd=tmp_path / "handout", PYTHONPATH=None)
    assert done.returncode == 0, done.stderr
    assert "{" not in done.stdout
    assert all(f"\n    {command} " in done.stdout for command in ("setup", "lab", "progress"))
    assert not any(f"\n    {command} " in done.stdout for command in ("run", "batch", "student"))


def test_right_answers_are_not_in_plain_sight_and_judge_as_before(tmp_path):
    student.write([NOTEBOOK], tmp_path / "packed")
    student.write([NOTEBOOK], tmp_path / "open", open_answers=True)
    packed, plain = (
        (tmp_path / name / "exercises" / "notebook_01.py").read_text(encoding="utf-8")
        for name in ("packed", "open")
    )
    assert "right=" in plain and "right" not in packed.replace("right answers", "")
    known, unpacked = {}, {}
    exec(plain, known)
    exec(packed, unpacked)
    assert list(known["EXERCISES"]) == list(unpacked["EXERCISES"])


def test_a_copy_promises_nothing_that_is_folded_away_elsewhere(nb):
    nb.cells[0].source = "# A\n\nYou write.\n\nThe solution is\nfolded away below.\n\nGo on."
    assert student.strip(nb).cells[0].source == "# A\n\nYou write.\n\nGo on."


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_student_s_copy_speaks_of_nothing_that_it_lacks(path):
    prose = "\n\n".join(cell.source for cell in student.strip(notebook.load(path)).cells)
    assert not re.search(r"folded|README|solution (below|under)|`make |`git ", prose), path
    links = re.findall(r"\]\(([^)#:]+)\)", prose)
    others = {f"notebooks/{link}" for link in links if not link.endswith(".ipynb")}
    assert others <= set(student.ALONG)


def test_a_copy_that_breaks_off_leaves_nothing_and_the_next_try_works(tmp_path, monkeypatch):
    def fill_up(*what) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(student.nbformat, "write", fill_up)
        with pytest.raises(CourseError, match="No space left on device") as caught:
            student.write([NOTEBOOK], tmp_path / "handout")
    assert "\n" not in str(caught.value) and list(tmp_path.iterdir()) == []
    assert student.write([NOTEBOOK], tmp_path / "handout")


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CourseError, match="holds something already: name a new folder"):
        student.write([NOTEBOOK], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_mistakes_on_the_terminal_are_one_line(tmp_path, capfd):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in (tmp_path, tmp_path / "file", tmp_path / "file" / "below"):
        assert command("student", folder) == 2
        said = capfd.readouterr().err
        assert len(said.splitlines()) == 1
        assert "name a" in said  # what to do about it
