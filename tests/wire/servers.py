"""The processes as they run in service, on ports of their own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
SECRET = "open-sesame-over-the-wire"
ROUTES = """
defaults: {account: sales@example.com}
routes:
  leads: {source: json}
  web: {source: typeform, labels: [Web leads]}
  events: {source: standard-webhooks}
  bulk: {source: people, read_mask: names}
  own: {source: json, credentials: caller}
"""
START_WITHIN_S = 30.0
STOP_WITHIN_S = 10.0


class Server:
    """A process, its origin, and the files that hold what it says."""

    def __init__(self, process: "subprocess.Popen[bytes]", origin: str, said: Path) -> None:
        self.process = process
        self.origin = origin
        self._said = said

    @property
    def out(self) -> str:
        """What it has written to standard output."""
        return self._said.with_suffix(".out").read_text("utf-8")

    @property
    def err(self) -> str:
        """What it has written to standard error."""
        return self._said.with_suffix(".err").read_text("utf-8")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its log; every line is JSON."""
        return [json.loads(line) for line in self.out.splitlines()]

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        self.process.terminate()
        return self.process.wait(STOP_WITHIN_S)


@contextmanager
def serve_google(folder: Path) -> Iterator[Server]:
    """Run the emulator until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "emulator", "--port", str(port)]
    with _running(command, folder / "google", port, "/", {}) as server:
        yield server


@contextmanager
def serve(folder: Path, google: str, target: str = "webhook", **environ: str) -> Iterator[Server]:
    """Run a function until the block ends, its ledger in ``folder``."""
    environ = environment(folder, google) | {"PORT": str(free_port())} | environ
    port = int(environ["PORT"])
    with _running(command(target), folder / target, port, "/health", environ) as server:
        yield server


def command(target: str = "webhook") -> list[str]:
    """Return what Cloud Run runs."""
    return [str(BIN / "functions-framework"), "--target", target]


def environment(folder: Path, google: str) -> dict[str, str]:
    """Return a good environment, its files written into ``folder``."""
    (folder / "routes.yaml").write_text(ROUTES)
    (folder / "key.json").write_text(httpx.get(f"{google}/_emulator/key").text)
    return {
        "ROUTES_FILE": str(folder / "routes.yaml"),
        "GOOGLE_APPLICATION_CREDENTIALS": str(folder / "key.json"),
        "GOOGLE_API_EMULATOR": google,
        "LEDGER": f"sqlite:{folder / 'ledger.db'}",
        "BATCHES_PER_MINUTE": "0",
        "WEBHOOK_SECRETS_LEADS": SECRET,
        "WEBHOOK_SECRETS_WEB": SECRET,
        "WEBHOOK_SECRETS_EVENTS": "whsec_b3Blbi1zZXNhbWU=",
        "WEBHOOK_SECRETS_BULK": SECRET,
        "WEBHOOK_SECRETS_OWN": SECRET,
        "HOST": "127.0.0.1",
    }


@contextmanager
def _running(
    command: list[str], said: Path, port: int, path: str, environ: Mapping[str, str]
) -> Iterator[Server]:
    with said.with_suffix(".out").open("wb") as out, said.with_suffix(".err").open("wb") as err:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env={**os.environ, **environ}, stdout=out, stderr=err
        )
    server = Server(process, f"http://127.0.0.1:{port}", said)
    try:
        _wait_until_up(server, path)
        yield server
    finally:
        if process.poll() is None:
            server.stop()


def _wait_until_up(server: Server, path: str) -> None:
    """Ask until it answers, or until it has ended, or until nobody would wait any longer."""
    deadline = time.monotonic() + START_WITHIN_S
    with httpx.Client(trust_env=False) as client:
        while server.process.poll() is None and time.monotonic() < deadline:
            try:
                if client.get(server.origin + path).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.02)  # polling: nothing listens yet
    raise AssertionError(f"it did not start: {server.out}{server.err}")


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
