"""One emulator a test."""

import pytest

from .driver import Driver


@pytest.fixture
def google() -> Driver:
    """Return the caller of a new emulator."""
    return Driver()
