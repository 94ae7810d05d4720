"""A pytest plugin: keeps what nbval's kernels put out, so that one run serves several tests."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--executed", type=Path, metavar="FILE", help="where the cells are kept")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the code cells that ran, with their new outputs, as one notebook."""
    cells = [
        new_code_cell(item.cell.source, outputs=item.test_outputs or [])
        for item in session.items
        if hasattr(item, "test_outputs")
    ]
    nbformat.write(new_notebook(cells=cells), session.config.option.executed)
