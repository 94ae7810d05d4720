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
    """A JupyterLab with the course's notebooks, as this Python would have stored them."""
    folder = tmp_path_factory.mktemp("lab")
    for path in NOTEBOOKS:
        nbformat.write(refresh.clean(notebook.load(path)), folder / path.name)
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
