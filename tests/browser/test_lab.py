"""The notebooks in JupyterLab: opened, run, answered and interrupted by a learner."""

import re

import nbformat
import numpy as np
import pytest

from benchmarks import browser as browsers
from helpers import plots
from runner import notebook, refresh
from tests.browser.support import command
from tests.support import NOTEBOOKS, solution_cells

pytestmark = [pytest.mark.process, pytest.mark.slow]

RUN_ALL = NOTEBOOKS[:2]

FEW = "few.npz"
"""A data set of a tenth of the digits, beside the notebooks."""

QUICK = {
    '"auto"': f'"./{FEW}"',
    "epochs: int = 10": "epochs: int = 3",
    "mapped: int = 1000": "mapped: int = 300",
}
"""What is changed in the parameters of the notebooks that are run."""

DIRTY = "jupyterapp.shell.currentWidget.context.model.dirty"
CELLS = "jupyterapp.shell.currentWidget.content.model.toJSON().cells"

TRUSTED = "[...jupyterapp.shell.currentWidget.content.widgets].at(-1).model.trusted"
FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
OUTPUT = ".jp-OutputArea-output"
IMAGE = f"{OUTPUT} img"

CONTRASTS = """(outputs) => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [red, green, blue] = numbers(colour).map((level) => level / 255)
      .map((level) => (level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const ground = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return numbers(backgroundColor)[3] === 0 ? ground(element.parentElement) : backgroundColor;
  };
  const says = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const all = [...document.querySelectorAll(`${outputs}, ${outputs} *`)].filter(says);
  return all.map((element) => {
    const both = [light(getComputedStyle(element).color), light(ground(element))];
    return Math.max(...both) / Math.min(...both);
  });
}"""
"""Of all words in outputs: the contrast with what they stand on, as WCAG counts it. (axe answers
that it can't tell, since JupyterLab's cells scroll.)"""

TOLD = """async () => {
  const { kernel } = jupyterapp.shell.currentWidget.context.sessionContext.session;
  await Promise.all([kernel.info, kernel.spec]);
  await new Promise((resolve) => setTimeout(resolve, 200));
}"""
"""Wait until the kernel has said what it is, and JupyterLab has taken notice."""

RUN = """(name) => {
  window.ran ??= {};
  jupyterapp.commands.execute("notebook:run-all-cells").then((all) => { window.ran[name] = all; });
}"""

TRAIN = """hidden.fit(
    digits.train.x, digits.train.one_hot, epochs=400, verbose=0, callbacks=[training.Progress()]
)"""
"""A training of notebook 02's last network that nobody waits for."""

PICTURES = """async (images) => Promise.all(
  [...document.querySelectorAll(images)].map(async (image) => {
    await image.decode();
    const context = document.createElement("canvas").getContext("2d");
    context.drawImage(image, 0, 0);
    const corner = [...context.getImageData(2, 2, 1, 1).data];
    return [image.alt, image.naturalWidth / image.width, corner];
  }))"""
"""Of pictures: each one's words, its pixels for each of the page, the colour of a corner."""


@pytest.fixture(scope="module")
def folder(digits, tmp_path_factory):
    """The course's notebooks, as another version of Python has stored them, and few digits."""
    place = tmp_path_factory.mktemp("lab")
    parts = {"train": (digits.train, 6000), "test": (digits.test, 1000)}
    arrays = {f"x_{name}": part.images[:few] for name, (part, few) in parts.items()}
    arrays |= {f"y_{name}": part.labels[:few] for name, (part, few) in parts.items()}
    np.savez(place / FEW, **arrays)
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
    front = f"jupyterapp.shell.currentWidget?.context?.path === '{name}'"
    page.wait_for_function(front, timeout=60_000)
    page.wait_for_function(browsers.READY, timeout=60_000)


def show_cell(page, number: int):
    """Return where a cell of the notebook in front is shown."""
    return page.locator(f"{FRONT} .jp-Cell").nth(number)


def pictures(page) -> list:
    """Return what is known of each picture of the notebook in front."""
    return page.evaluate(PICTURES, f"{FRONT} {IMAGE}")


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
    page.evaluate(TOLD)  # then marks come
    assert not page.evaluate(DIRTY)
    if path not in RUN_ALL:
        command(page, "kernelmenu:shutdown")


@pytest.fixture(scope="module")
def ran(page):
    """A window in which Run All was chosen in both notebooks, and both have come to their ends."""
    for path in RUN_ALL:
        show(page, path.name)
        page.evaluate(RUN, path.name)
    for path in RUN_ALL:
        page.wait_for_function("(name) => name in window.ran", arg=path.name, timeout=240_000)
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
        show_cell(ran, number).get_by_text(mark).wait_for()
        assert show_cell(ran, number).locator(OUTPUT).count() == 1


def test_a_training_that_is_interrupted_says_so_in_a_line(ran):
    show(ran, RUN_ALL[1].name)
    number = len(ran.evaluate(CELLS)) - 1
    run(ran, number, TRAIN)
    shown = show_cell(ran, number)
    # The line moves some times a second, and may leave any number out.
    shown.get_by_text(re.compile(r"(?<![.\d])([2-9]|\d\d+)(\.\d)?/400")).wait_for(timeout=60_000)
    command(ran, "notebook:interrupt-kernel")
    shown.get_by_text("Stopped after").wait_for()
    line, said = shown.locator(OUTPUT).all_inner_texts()
    assert line == "Training: 400 epochs"
    assert re.fullmatch(r"Stopped after \d+ epochs\. Run the cell again\.", said.strip())


def set_theme(page, name: str) -> None:
    """Let JupyterLab be light or dark."""
    command(page, "apputils:change-theme", theme=f"JupyterLab {name}")
    light = "true" if name == "Light" else "false"
    page.wait_for_function(f"document.body.dataset.jpThemeLight === '{light}'")


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_no_word_in_the_summary_of_a_network_is_too_faint_in(theme, ran):
    show(ran, RUN_ALL[1].name)
    set_theme(ran, theme)
    table = show_cell(ran, find(ran, "model.summary()"))
    table.get_by_text("Total params").wait_for()
    table.evaluate("(cell) => { cell.dataset.told = ''; }")
    contrasts = ran.evaluate(CONTRASTS, f"[data-told] {OUTPUT}")
    assert "7,850" in table.text_content() and len(contrasts) >= 8
    assert min(contrasts) >= 4.5


def test_on_a_dark_page_figures_are_sheets_of_paper_sharp_and_with_words(ran):
    set_theme(ran, "Dark")
    paper = [int(plots.PAPER[i : i + 2], 16) for i in (1, 3, 5)] + [255]
    for path in RUN_ALL:
        show(ran, path.name)
        assert len(pictures(ran)) >= 5
        for words, pixels, corner in pictures(ran):
            assert len(words) > 40 and pixels > 1.9 and corner == paper, words


def test_a_notebook_that_nobody_trusts_shows_its_pictures_with_words(ran, folder):
    path = RUN_ALL[0]
    show(ran, path.name)
    ran.evaluate("jupyterapp.commands.execute('docmanager:save')")
    expected = [words for words, *_ in pictures(ran)]
    nb = notebook.load(folder / path.name)
    nb.metadata.title = "Another one"  # so that its signature is another, too
    nbformat.write(nb, folder / f"handed in {path.name}")
    show(ran, f"handed in {path.name}")
    last = ran.locator(f"{FRONT} {IMAGE}").nth(len(expected) - 1)
    last.wait_for(timeout=120_000)  # JupyterLab fills a long page when it has nothing else to do
    assert not ran.evaluate(TRUSTED)
    assert [words for words, *_ in pictures(ran)] == expected
    assert all(image.is_visible() for image in ran.locator(f"{FRONT} {IMAGE}").all())
