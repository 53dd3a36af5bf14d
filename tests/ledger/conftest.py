"""A ledger of each kind; Firestore's emulator runs once for all tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .emulator import MISSING, find_emulator, serve_firestore
from .ledgers import LEDGERS, Keeper, Place, new_place


def pytest_collection_modifyitems() -> None:
    """End at once where the emulator is required and missing."""
    if os.environ.get("REQUIRE_FIRESTORE") and not find_emulator(os.environ):
        raise pytest.UsageError(f"REQUIRE_FIRESTORE is set. {MISSING}")


@pytest.fixture(scope="session")
def firestore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return host and port of the emulator; skip the test without it."""
    script = find_emulator(os.environ)
    if script is None:
        pytest.skip(MISSING)
    with serve_firestore(script, tmp_path_factory.mktemp("firestore")) as host:
        yield host


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Return where a test's ledgers are; the emulator starts when it is first asked for."""
    return new_place(tmp_path, lambda: str(request.getfixturevalue("firestore")))


@pytest.fixture(params=LEDGERS)
def keeper(request: pytest.FixtureRequest, place: Place) -> Iterator[Keeper]:
    """Return a ledger of each kind."""
    keeper = Keeper(LEDGERS[request.param](place))
    yield keeper
    keeper.close()
