"""One emulator a test; for Google's own clients, one behind a real socket."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from emulator.app import create_app

from .driver import Driver


class Server(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Return the address of an emulator on a free port."""
    app = create_app(now=time.time)  # noqa: TID251 (Google's clients have no other clock)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        assert server.ready.wait(10)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def google() -> Driver:
    """Return the caller of a new emulator."""
    return Driver()
