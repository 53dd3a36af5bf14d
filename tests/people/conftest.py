"""Coroutine tests run on asyncio's own loop."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Name the loop."""
    return "asyncio"
