"""What holds for every test: where kernels find the course, Ctrl-C, one cache for the session."""

import os
import signal
from pathlib import Path

import pytest

from helpers import ROOT

# So that the kernels of notebooks made by tests can import helpers, in any environment.
os.environ["PYTHONPATH"] = str(ROOT)

# What runs in the background of a shell ignores Ctrl-C, and hands that on to what it starts:
# to the commands, too, whose Ctrl-C is tested.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def cache(tmp_path_factory) -> Path:
    """An empty folder that the whole session uses in place of data_cache."""
    return tmp_path_factory.mktemp("cache")
