"""What tests of the data share."""

import pytest

from helpers.internal import standin


@pytest.fixture(scope="session")
def built():
    """Give the stand-in, built once for all tests."""
    return standin.build()
