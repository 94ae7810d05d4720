"""Progress shows while it runs and leaves nothing of the clock in a stored notebook."""

import threading

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from helpers import ROOT
from helpers.progress import clock, each

CELL = """
import sys, time
sys.path.insert(0, {root!r})
from helpers.progress import each
for item in each("abc", "Training", "networks"):
    time.sleep(0.3)
"""


def executed_in_a_kernel(source):
    """Return a notebook of one cell, executed, and what its display showed meanwhile."""
    nb = new_notebook(cells=[new_code_cell(source)])
    updates = []
    client = NotebookClient(nb, kernel_name="python3")
    process = client.process_message

    def watched(message, cell, index):
        if message["msg_type"] == "update_display_data":
            updates.append(message["content"]["data"]["text/plain"])
        return process(message, cell, index)

    client.process_message = watched
    client.execute()
    return nb, updates


@pytest.fixture(scope="module")
def executed():
    return executed_in_a_kernel(CELL.format(root=str(ROOT)))


@pytest.mark.process
def test_what_is_stored_is_one_line_without_timings(executed):
    nb, _ = executed
    [output] = nb.cells[0].outputs
    assert output.output_type == "display_data"
    assert output.data == {"text/plain": "Training: 3 networks"}
    nbformat.validate(nb)


@pytest.mark.process
def test_while_it_runs_the_reader_sees_how_far_it_is(executed):
    _, updates = executed
    assert any("1/3" in text or "1.0/3" in text or "2/3" in text for text in updates)
    assert updates[-1] == "Training: 3 networks"


def test_on_a_terminal_items_come_through_in_order(capsys):
    assert list(each([3, 1, 2], "Counting", "things")) == [3, 1, 2]
    assert capsys.readouterr().out == ""


def test_the_line_is_put_back_when_the_step_fails():
    closed = []

    def fails():
        for item in each([1], "Doing", "things"):
            closed.append(item)
            raise ValueError

    with pytest.raises(ValueError):
        fails()
    assert closed == [1]


@pytest.mark.process
def test_the_time_goes_by_within_the_first_item_too():
    _, updates = executed_in_a_kernel(CELL.format(root=str(ROOT)).replace("0.3", "1.6"))
    first = [text for text in updates if " 0/3" in text or "0.0/3" in text]
    assert len({text.partition("[")[2] for text in first}) > 1
    assert "s/" not in "".join(updates)


@pytest.mark.process
def test_a_step_that_tells_nothing_shows_the_time_that_goes_by():
    lines = [
        f"import sys, time; sys.path.insert(0, {str(ROOT)!r})",
        "from helpers.progress import clock",
        'with clock("Placing the pictures"):',
        "    time.sleep(1.7)",
    ]
    nb, updates = executed_in_a_kernel("\n".join(lines))
    assert "Placing the pictures: 00:01" in updates
    assert updates[-1] == "Placing the pictures"
    assert [output.data for output in nb.cells[0].outputs] == [{"text/plain": updates[-1]}]


def test_the_clock_stops_when_the_step_fails(capsys):
    before = threading.active_count()
    with pytest.raises(ValueError), clock("Doing"):
        raise ValueError
    assert threading.active_count() == before
    assert capsys.readouterr().out == ""
