"""Fixtures of the outer rooms."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .house import House


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Return the one event loop that we run on."""
    return "asyncio"


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Return what builds a house as it is told; all are closed in the end."""
    built: list[House] = []

    def build(**told: object) -> House:
        folder = tmp_path / f"house-{len(built)}"
        folder.mkdir()
        built.append(House(folder, **told))  # type: ignore[arg-type]
        return built[-1]

    yield build
    for house in built:
        house.close()


@pytest.fixture
def house(build: Callable[..., House]) -> House:
    """Return a house as most are."""
    return build()
