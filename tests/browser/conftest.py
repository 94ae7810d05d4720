"""A real browser without a window: the system's Chromium, moved by Playwright."""

import pytest

from benchmarks import browser as browsers
from helpers import data

WHY = "no Playwright: pip install -r tests/browser/requirements.txt"


@pytest.fixture(scope="module")
def browser():
    """One browser for a file's tests: Playwright keeps its event loop while it runs."""
    pytest.importorskip("playwright.sync_api", reason=WHY)
    if not browsers.find():
        pytest.skip(f"none of {', '.join(browsers.NAMES)} is installed")
    with browsers.start() as started:
        yield started


@pytest.fixture(scope="module")
def digits(cache):
    """MNIST where it is at hand, else the stand-in; what is trained goes into the same cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(cache))
        yield data.load("auto")
