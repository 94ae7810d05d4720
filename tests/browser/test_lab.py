"""The course's notebooks in JupyterLab: opened, run, answered and interrupted as learners do it."""

import re

import nbformat
import pytest

from benchmarks import browser as browsers
from helpers import plots
from runner import notebook, refresh
from tests.browser.support import command
from tests.support import NOTEBOOKS, solution_cells

pytestmark = [pytest.mark.process, pytest.mark.slow]

RUN_ALL = NOTEBOOKS[:2]

QUICK = {'"auto"': '"digits"', "epochs: int = 10": "epochs: int = 3"}
"""What is changed in the parameters of the notebooks that are run."""

DIRTY = "jupyterapp.shell.currentWidget.context.model.dirty"
CELLS = "jupyterapp.shell.currentWidget.content.model.toJSON().cells"
IDLE = "jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"

TRAIN = """hidden.fit(
    digits.train.x, digits.train.one_hot, epochs=400, verbose=0, callbacks=[training.Progress()]
)"""
"""A training of notebook 02's last network that nobody waits for."""

PICTURES = """async () => Promise.all(
  [...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output img")]
    .map(async (image) => {
      await image.decode();
      const context = document.createElement("canvas").getContext("2d");
      context.drawImage(image, 0, 0);
      const corner = [...context.getImageData(2, 2, 1, 1).data];
      return [image.alt, image.naturalWidth / image.width, corner];
    }))"""
"""Of each picture in front: its words, its pixels for each of the page, the colour of a corner."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The course's notebooks, as another version of Python has stored them."""
    place = tmp_path_factory.mktemp("lab")
    for path in NOTEBOOKS:
        nb = refresh.clean(notebook.load(path))
        nb.metadata.language_info.version = "3.12.0"
        for cell in nb.cells if path in RUN_ALL else ():
            if "parameters" in cell.metadata.get("tags", []):
                for usual, quick in QUICK.items():
                    cell.source = cell.source.replace(usual, quick)
        nbformat.write(nb, place / path.name)
    return place


@pytest.fixture(scope="module")
def page(browser, folder, cache):
    """One window of a JupyterLab for all of them."""
    with browsers.lab(folder, COURSE_CACHE=str(cache)) as address:
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.goto(f"{address}/lab?reset")
        page.wait_for_function("window.jupyterapp?.restored")
        page.evaluate("jupyterapp.restored")
        yield page
        page.close()


def show(page, name: str) -> None:
    """Open a notebook, or bring it to the front, and wait for its kernel."""
    command(page, "docmanager:open", path=name)
    page.wait_for_function(f"jupyterapp.shell.currentWidget?.context?.path === '{name}'")
    page.wait_for_function(browsers.READY, timeout=60_000)


def outputs(page, number: int) -> list[str]:
    """Return what stands under a cell of the notebook in front."""
    shown = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell").nth(number)
    return shown.locator(".jp-OutputArea-output").all_inner_texts()


def run(page, number: int, code: str) -> None:
    """Type code into a cell of the notebook in front in place of what it holds, and run it."""
    command(page, "notebook:enter-command-mode")
    page.evaluate(f"jupyterapp.shell.currentWidget.content.activeCellIndex = {number}")
    command(page, "notebook:enter-edit-mode")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)
    page.keyboard.press("Control+Enter")


def find(page, text: str) -> int:
    """Return the place of the cell of the notebook in front that holds a text."""
    return next(i for i, cell in enumerate(page.evaluate(CELLS)) if text in "".join(cell["source"]))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_that_was_only_opened_has_nothing_to_save(path, page):
    show(page, path.name)
    page.wait_for_timeout(1000)  # it is when the kernel has said what it is that marks come
    assert not page.evaluate(DIRTY)
    if path not in RUN_ALL:
        command(page, "kernelmenu:shutdown")


@pytest.fixture(scope="module")
def ran(page):
    """A window in which Run All was chosen in both notebooks, and both have come to their ends."""
    for path in RUN_ALL:
        show(page, path.name)
        command(page, "notebook:run-all-cells")
    for path in RUN_ALL:
        show(page, path.name)
        last = f"{CELLS}.filter((cell) => cell.cell_type === 'code').at(-1).execution_count > 1"
        page.wait_for_function(f"{IDLE} && {last}", timeout=180_000)
    return page


@pytest.mark.parametrize("path", RUN_ALL, ids=lambda path: path.stem)
def test_run_all_comes_to_the_end_without_an_error_or_a_warning(path, ran):
    show(ran, path.name)
    cells = [cell for cell in ran.evaluate(CELLS) if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in cells)
    kinds = {
        output.get("name", output["output_type"]) for cell in cells for output in cell["outputs"]
    }
    assert kinds <= {"stdout", "display_data", "execute_result"}


def test_an_answer_typed_wrong_and_then_right_is_answered(ran):
    show(ran, RUN_ALL[0].name)
    asked = 'check("exercise 1.4", None)'
    solved = next(
        code for cell, code in solution_cells(notebook.load(RUN_ALL[0])) if cell.source == asked
    )
    number = find(ran, asked)
    wrong = asked.replace("None", '"d"' if '"a"' in solved else '"a"')
    for code, mark in ((wrong, "✗ Exercise 1.4"), (solved, "✓ Exercise 1.4")):
        run(ran, number, code)
        ran.wait_for_function(
            "([number, mark]) => document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden)"
            " .jp-Cell')[number].innerText.includes(mark)",
            arg=[number, mark],
        )
        assert len(outputs(ran, number)) == 1


def test_a_training_that_is_interrupted_says_so_in_a_line(ran):
    show(ran, RUN_ALL[1].name)
    number = len(ran.evaluate(CELLS)) - 1
    run(ran, number, TRAIN)
    shown = ran.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell").nth(number)
    shown.get_by_text("2/400").wait_for(timeout=60_000)
    command(ran, "notebook:interrupt-kernel")
    shown.get_by_text("Stopped after").wait_for()
    line, said = outputs(ran, number)
    assert line == "Training: 400 epochs"
    assert re.fullmatch(r"Stopped after \d+ epochs\. Run the cell again\.", said.strip())


def test_on_a_dark_page_figures_are_sheets_of_paper_sharp_and_with_words(ran):
    command(ran, "apputils:change-theme", theme="JupyterLab Dark")
    ran.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    paper = [int(plots.PAPER[i : i + 2], 16) for i in (1, 3, 5)] + [255]
    for path in RUN_ALL:
        show(ran, path.name)
        found = ran.evaluate(PICTURES)
        assert len(found) >= 5
        for words, pixels, corner in found:
            assert len(words) > 40 and pixels > 1.9 and corner == paper, words


def test_a_notebook_that_nobody_trusts_has_words_for_its_pictures(ran, folder):
    show(ran, RUN_ALL[0].name)
    cells = ran.evaluate(CELLS)
    nb = nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    nbformat.write(nb, folder / "handed-in.ipynb")
    expected = [words for words, *_ in ran.evaluate(PICTURES)]
    show(ran, "handed-in.ipynb")
    assert not ran.evaluate(
        "[...jupyterapp.shell.currentWidget.content.widgets].at(-1).model.trusted"
    )
    assert [words for words, *_ in ran.evaluate(PICTURES)] == expected
