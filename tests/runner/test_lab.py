"""How `make lab` reads files; tests/browser/test_lab.py looks at it from a browser."""

import asyncio
import platform

import nbformat
import pytest
from nbformat.v4 import new_notebook

from runner import refresh
from runner.lab.contents import Contents


@pytest.fixture
def stored(tmp_path):
    """A notebook as an older Python stored it."""
    nb = new_notebook(metadata=refresh.describe_kernel())
    nb.metadata.language_info.version = "3.11.0"
    nbformat.write(nb, tmp_path / "lesson.ipynb")
    return tmp_path / "lesson.ipynb"


def read(path, **options) -> dict:
    """Return what JupyterLab gets of a file."""
    return asyncio.run(Contents(root_dir=str(path.parent)).get(path.name, **options))


def test_a_notebook_is_read_as_one_of_the_python_that_opens_it_and_its_file_stays(stored):
    before = stored.read_bytes()
    nb = read(stored, type="notebook")["content"]
    assert nb.metadata == refresh.describe_kernel()
    assert nb.metadata.language_info.version == platform.python_version()
    assert stored.read_bytes() == before


def test_other_languages_texts_and_what_is_only_asked_about_are_read_as_they_are(stored):
    nb = nbformat.read(stored, 4)
    nb.metadata.language_info.name = "R"
    nbformat.write(nb, stored)
    assert read(stored)["content"].metadata.language_info.version == "3.11.0"
    assert read(stored, content=False)["content"] is None
    assert '"3.11.0"' in read(stored, type="file", format="text")["content"]
