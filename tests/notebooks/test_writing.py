"""How the course's own notebooks are written, and what is stored in them."""

import ast
import re
import sys
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from helpers.claims import RESULT
from runner import notebook, refresh
from tests.support import NOTEBOOKS, solution_cells

LESSONS = {
    "01_explore_data",
    "02_sigmoid_baseline",
    "03_relu_dropout",
    "04_evaluation",
    "05_saving",
    "06_limits",
    "07_from_an_empty_page",
}

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def _cells(path: Path, kind: str = "code") -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.load(path).cells if cell.cell_type == kind and cell.source]


def test_the_lessons_are_all_there():
    assert LESSONS.issubset(path.stem for path in NOTEBOOKS)


@each
def test_parameters_are_declared_with_type_and_explanation(path):
    declared = notebook.Notebook(path).parameters
    assert {"dataset", "seed"} <= set(declared)
    source = next(c.source for c in _cells(path) if "parameters" in c.metadata.get("tags", []))
    assert len(declared) == len(ast.parse(source).body)
    for name, parameter in declared.items():
        kind = parameter.inferred_type_name
        assert kind in ("bool", "int", "float", "str"), name
        assert len(parameter.help) >= 3, name
        default = ast.literal_eval(parameter.default)
        assert type(default).__name__ == kind or (kind, type(default)) == ("float", int), name


def test_every_notebook_finds_the_course_in_the_same_way():
    assert len({_cells(path)[0].source for path in NOTEBOOKS}) == 1


def test_without_the_course_around_it_its_first_cell_says_so_in_a_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [])
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError) as caught:
        exec(_cells(NOTEBOOKS[0])[0].source, {})
    [line] = caught.value._render_traceback_()
    assert "git clone" in line and "\n" not in line


@pytest.mark.parametrize("folder", ["course", "course (1)"])
@pytest.mark.parametrize("place", [".", "notebooks", "notebooks/mine"])
def test_it_finds_the_course_from_any_folder_in_it(folder, place, tmp_path, monkeypatch):
    course = tmp_path / folder
    for name in ("helpers", "notebooks/mine"):
        (course / name).mkdir(parents=True)
    (course / "helpers" / "claims.py").write_text("")
    monkeypatch.chdir(course / place)
    monkeypatch.setattr("sys.path", [""])
    monkeypatch.delitem(sys.modules, "helpers")
    exec(_cells(NOTEBOOKS[0])[0].source, {})  # raises nothing
    assert sys.path == ["", *([] if place == "." else [str(course)])]


@each
def test_it_is_stored_executed_from_top_to_bottom_without_errors(path):
    counts = [cell.execution_count for cell in _cells(path)]
    assert counts == list(range(1, len(counts) + 1))
    assert refresh.find_unfit(path.stem, notebook.load(path)) == []
    assert path.stat().st_size < 2_000_000


@each
def test_no_trace_of_the_run_is_stored(path):
    nb = notebook.load(path)
    cleaned = refresh.clean(nb)
    # Which Python executed it is stored: without, JupyterLab takes the notebook for changed.
    cleaned.metadata.language_info.version = nb.metadata.language_info.version
    assert nb == cleaned


@each
def test_it_has_one_title_and_ends_in_its_record(path):
    prose = "\n".join(cell.source for cell in _cells(path, "markdown"))
    assert len(re.findall(r"^# ", prose, flags=re.MULTILINE)) == 1
    last = _cells(path)[-1]
    assert "record(" in last.source
    assert any("results" in output.get("data", {}).get(RESULT, {}) for output in last.outputs)


@each
def test_stored_results_are_from_mnist_and_every_claim_holds(path):
    claims, results, _ = notebook.read(notebook.load(path))
    assert results["source"] == "mnist"
    assert claims
    assert [claim["claim"] for claim in claims if claim["holds"] is False] == []


@each
def test_every_picture_has_a_text_alternative(path):
    for cell in _cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                text = output.data.get("text/plain", "")
                assert len(text) >= 40 and not text.startswith("<"), cell.source
                assert output.metadata["image/png"]["alt"] == text, cell.source


@each
def test_the_parts_of_what_is_folded_stand_apart(path):
    """JupyterLab leaves no room around code in `<details>`: an empty paragraph makes some."""
    for cell in _cells(path, "markdown"):
        for folded in re.findall(r"<details>.*?</details>", cell.source, re.DOTALL):
            parts = re.sub(r"```python\n.*?\n```", "CODE", folded, flags=re.DOTALL)
            assert "</summary>\n<p></p>\n\n" in parts, folded
            assert not re.search(r"CODE\n\n(?!<p></p>\n\n|</details>)", parts), folded


@each
def test_cells_are_short_and_explained(path):
    assert [cell.source for cell in _cells(path) if len(cell.source.splitlines()) > 20] == []
    kinds = "".join(cell.cell_type[0] for cell in notebook.load(path).cells)
    assert "c" * 6 not in kinds


@each
def test_no_line_of_code_runs_out_of_its_cell(path):
    folded = [code for _, code in solution_cells(notebook.load(path))]
    lines = "\n".join([cell.source for cell in _cells(path)] + folded).splitlines()
    assert [line for line in lines if len(line) > 100] == []


@each
def test_what_is_claimed_of_mnist_alone_is_not_compared(path):
    alone = [cell for cell in _cells(path) if "given=on_mnist" in cell.source]
    tags = [cell.metadata.get("tags", []) for cell in alone]
    assert all("nbval-ignore-output" in tag for tag in tags), path.stem


def test_no_function_is_defined_in_two_notebooks():
    defined = Counter(
        node.name
        for path in NOTEBOOKS
        for node in {
            node.name: node
            for cell in _cells(path)
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }.values()
    )
    assert [name for name, count in defined.items() if count > 1] == []
