"""The course's notebooks, opened in JupyterLab by somebody who only looks."""

import nbformat
import pytest

from benchmarks import browser as browsers
from runner import notebook, refresh
from tests.support import NOTEBOOKS

pytestmark = [pytest.mark.process, pytest.mark.slow]

DIRTY = "jupyterapp.shell.currentWidget.context.model.dirty"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The course's JupyterLab with notebooks that another version of Python has stored."""
    folder = tmp_path_factory.mktemp("lab")
    for path in NOTEBOOKS:
        nb = refresh.clean(notebook.load(path))
        nb.metadata.language_info.version = "3.12.0"
        nbformat.write(nb, folder / path.name)
    with browsers.lab(folder) as found:
        yield found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_that_was_only_opened_has_nothing_to_save(path, browser, address):
    page = browser.new_page()
    page.goto(f"{address}/lab/tree/{path.name}?reset")
    page.wait_for_function(browsers.READY, timeout=60_000)
    page.wait_for_timeout(1000)  # it is when the kernel has said what it is that marks come
    assert not page.evaluate(DIRTY)
    page.close()
