"""What holds for every test: its tier, where kernels find the course, Ctrl-C, shared folders."""

import gc
import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from helpers import ROOT

# So that the kernels of notebooks made by tests can import helpers, in any environment.
os.environ["PYTHONPATH"] = str(ROOT)

# What runs in the background of a shell ignores Ctrl-C, and hands that on to what it starts:
# to the commands, too, whose Ctrl-C is tested.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Thousands of tests and all of TensorFlow live to the end: looking them through again and again
# for what may be freed made some tests take five times as long.
gc.set_threshold(50_000, 20, 10)


# The same cases in every run.
settings.register_profile("course", derandomize=True)
settings.load_profile("course")

STARTS = ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn")
"""Python's names of what starts a process (`sys.audit`)."""

_running: list[pytest.Item] = []


def _watch(event: str, arguments: tuple) -> None:
    """Refuse a process to a test that has not said that it starts one."""
    if event in STARTS and _running and not _running[-1].get_closest_marker("process"):
        if "uname" in arguments[:1]:  # `platform.processor()`, which TensorFlow's import asks
            return
        raise AssertionError(f"a process is started ({event}): mark the test with `process`")


sys.addaudithook(_watch)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Know which test runs, its fixtures included."""
    _running.append(item)
    try:
        return (yield)
    finally:
        _running.pop()


LONG = (
    *("test_running.py", "test_site.py", "test_lab.py", "test_batch.py", "test_submissions.py"),
    *("test_training.py", "test_forkserver.py", "test_exercises.py", "test_photos.py"),
)
"""Files that take longest, the longest first: begun last, one core would wait for the other."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """Begin with what takes longest, and keep the tests of a file on one core."""
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONG)))
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(str(item.path)))


def pytest_collection_finish():
    """Look no more through what the collection made."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """A folder that all processes of this session have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def cache(shared) -> Path:
    """An empty folder that the whole session uses in place of data_cache."""
    folder = shared / "cache"
    folder.mkdir(exist_ok=True)
    return folder


def pytest_terminal_summary(terminalreporter):
    """Print one line on the mutants of the exercises' solutions, where they were run."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    counts = [
        value
        for report in reports
        for name, value in getattr(report, "user_properties", [])
        if name == "mutants" and report.when == "call"
    ]
    if counts:
        made, ran, passed, equivalent, still_open = map(sum, zip(*counts, strict=True))
        terminalreporter.write_line(
            f"Mutants of {len(counts)} solutions: {made:,} made, {ran:,} judged, {passed} judged "
            f"right: {equivalent} are the solution in other words, {still_open} are still open."
        )
