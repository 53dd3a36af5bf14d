"""Both processes, once for all tests; Google starts every test empty."""

from collections.abc import Iterator

import httpx
import pytest

from .servers import SECRET, Server, serve, serve_google


@pytest.fixture(scope="session")
def google_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return the emulator."""
    with serve_google(tmp_path_factory.mktemp("google")) as server:
        yield server


@pytest.fixture(scope="session")
def function(google_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return the function."""
    with serve(tmp_path_factory.mktemp("function"), google_server.origin) as server:
        yield server


@pytest.fixture
def google(google_server: Server) -> Iterator[httpx.Client]:
    """Return the control of an empty Google."""
    with httpx.Client(base_url=google_server.origin, timeout=30, trust_env=False) as client:
        client.post("/_emulator/reset")
        yield client


@pytest.fixture
def sender(function: Server) -> Iterator[httpx.Client]:
    """Return a sender with the token of every route."""
    headers = {"authorization": f"Bearer {SECRET}"}
    with httpx.Client(
        base_url=function.origin, headers=headers, timeout=60, trust_env=False
    ) as client:
        yield client
