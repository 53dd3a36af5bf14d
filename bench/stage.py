"""The servers of a run: one emulator, and the functions as they are in service.

A function is served by the functions framework with its defaults. Modules that only the
development requirements bring are hidden from it: httpx would load rich, which is never deployed.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench import load

ROOT = Path(__file__).parent.parent
ACCOUNT = "sales@example.com"
TOKEN = "an-invented-secret"  # noqa: S105
START_WITHIN_S = 30.0
ROUTES = f"""
defaults: {{account: {ACCOUNT}}}
routes:
  leads: {{source: json, region: US}}
  bulk: {{source: people, max_body_bytes: 33554432}}
"""
_SERVE = """
import sys
sys.modules.update(dict.fromkeys(("rich", "pygments")))
from functions_framework._cli import _cli
_cli()
"""
_EMULATE = """
import sys, time
import uvicorn
from emulator.app import create_app
uvicorn.run(
    create_app(now=time.time), port=int(sys.argv[2]), log_level="critical", timeout_keep_alive=240
)
"""
_ENVIRON = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; its processes are the session of ``pid``."""

    port: int
    pid: int
    began: float


class Google:
    """The emulator's control plane."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._client = httpx.Client(base_url=f"http://{load.HOST}:{port}/_emulator", timeout=60)

    def key(self) -> Any:
        """Return the service account's key."""
        return self._client.get("/key").json()

    def begin(self, *, latency_s: float) -> None:
        """Forget what was created, and take so long for a create call."""
        self._client.post("/reset").raise_for_status()
        self._client.post("/settings", json={"latency_s": latency_s}).raise_for_status()

    def state(self) -> Any:
        """Return all contacts and calls."""
        return self._client.get("/state").json()

    def token(self) -> str:
        """Return an access token."""
        answer = self._client.post("/access_token", json={"account": ACCOUNT})
        return str(answer.json()["access_token"])


class Stage:
    """Where everything runs; ``folder`` holds keys, routes, ledgers and logs."""

    def __init__(self, folder: Path, google: Google) -> None:
        self.google = google
        self._folder = folder
        self._started = 0
        origin = f"http://{load.HOST}:{google.port}"
        key = google.key()
        (folder / "key.json").write_text(json.dumps(key))
        # Google's client has no switch for the token endpoint but the key.
        (folder / "peer.json").write_text(json.dumps(key | {"token_uri": f"{origin}/token"}))
        (folder / "routes.yaml").write_text(ROUTES)
        self._adapter = {
            "GOOGLE_APPLICATION_CREDENTIALS": str(folder / "key.json"),
            "GOOGLE_API_EMULATOR": origin,
            "ROUTES_FILE": str(folder / "routes.yaml"),
            "WEBHOOK_SECRETS_LEADS": TOKEN,
            "WEBHOOK_SECRETS_BULK": TOKEN,
        }
        self._peer = {
            "GOOGLE_APPLICATION_CREDENTIALS": str(folder / "peer.json"),
            "PEOPLE_ENDPOINT": origin,
            "ACCOUNT": ACCOUNT,
            "WEBHOOK_SECRET": TOKEN,
        }

    @contextmanager
    def adapter(self, *, batches_per_minute: int = 0, wait: bool = True) -> Iterator[Server]:
        """Serve the adapter, with a ledger of its own."""
        self._started += 1
        environ = self._adapter | {
            "BATCHES_PER_MINUTE": str(batches_per_minute),
            "ANSWER_WITHIN_S": "300",
            "LEDGER": f"sqlite:{self._folder / f'ledger-{self._started}.db'}",
        }
        with serve(
            self._folder, ["-c", _SERVE, "--target", "webhook"], environ, wait=wait
        ) as server:
            yield server

    @contextmanager
    def peer(
        self, target: str = "create_one", *, threads: int | None = None, wait: bool = True
    ) -> Iterator[Server]:
        """Serve the peer."""
        environ = self._peer | ({"THREADS": str(threads)} if threads else {})
        source = str(ROOT / "bench/peer/main.py")
        command = ["-c", _SERVE, "--target", target, "--source", source]
        with serve(self._folder, command, environ, wait=wait) as server:
            yield server


@contextmanager
def serve(
    folder: Path, command: list[str], environ: dict[str, str], *, wait: bool
) -> Iterator[Server]:
    """Run a Python server on a port of its own until the block ends; ``wait`` until it listens."""
    port = _free_port()
    output = folder / f"{port}.log"
    with output.open("wb") as log:
        began = load.now()
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *command, "--port", str(port)],
            cwd=ROOT,
            env=_ENVIRON | environ,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        server = Server(port, process.pid, began)
        if wait:
            _wait_until_up(server)
        yield server
    except Exception:
        print(f"{output.name}:\n{output.read_text(errors='replace')[-2000:]}", file=sys.stderr)
        raise
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def emulator(folder: Path) -> Iterator[Google]:
    """Serve the emulator; like Google's front ends, it keeps idle connections for 240 s.

    After uvicorn's own five seconds, httplib2 would write into connections that are closed.
    """
    with serve(folder, ["-c", _EMULATE], {}, wait=True) as server:
        yield Google(server.port)


async def first_answer(server: Server, request: bytes) -> load.Answer:
    """Send a request to a server that is starting, as soon as it listens."""
    while True:
        try:
            line = await load.connect(server.port)
        except ConnectionRefusedError:
            if load.now() - server.began > START_WITHIN_S:
                raise
            await asyncio.sleep(0.001)
        else:
            return await line.send(request)


def _wait_until_up(server: Server) -> None:
    while True:
        try:
            socket.create_connection((load.HOST, server.port)).close()
        except ConnectionRefusedError:
            if load.now() - server.began > START_WITHIN_S:
                raise
            time.sleep(0.02)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((load.HOST, 0))
        port: int = probe.getsockname()[1]
    return port
