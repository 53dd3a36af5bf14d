"""The operator's commands as they run in service: a terminal, a signal, a second process."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .servers import ROOT, SECRET, Server, environment, serve

LEADS = 450  # three calls to Google


@pytest.fixture
def environ(
    google: httpx.Client, google_server: Server, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """Return an environment in which people are parked, the function beside it still running."""
    with serve(tmp_path, google_server.origin) as function:
        fault = {"method": "batchCreateContacts", "kind": "service_disabled", "times": None}
        google.post("/_emulator/faults", json=fault)
        leads = [{"name": f"Ada {n}", "email": f"ada{n}@example.com"} for n in range(LEADS)]
        refused = httpx.post(
            f"{function.origin}/leads",
            json=leads,
            headers={"authorization": f"Bearer {SECRET}", "idempotency-key": "d1"},
            trust_env=False,
        )
        assert refused.json()["code"] == "not_configured"
        google.post("/_emulator/reset")
        yield {**os.environ, **environment(tmp_path, google_server.origin)}


def start(environ: dict[str, str], *words: str, out: int) -> "subprocess.Popen[bytes]":
    """Start a command, as from a terminal: where tests run, Ctrl-C may be ignored."""
    command = [sys.executable, "-m", "adapter", "parked", *words]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=out)  # noqa: S603
    finally:
        signal.signal(signal.SIGINT, before)


def contacts(google: httpx.Client) -> int:
    """Return how many there are."""
    return sum(account["total"] for account in google.get("/_emulator/state").json()["accounts"])


def test_ctrl_c_leaves_the_rest_to_be_replayed(
    google: httpx.Client, environ: dict[str, str]
) -> None:
    """What Google is at is waited for; the next replay creates the others, at once, and once."""
    google.post("/_emulator/settings", json={"latency_s": 0.7})
    process = start(environ, "replay", "--all", "--json", out=subprocess.PIPE)
    while not google.get("/_emulator/state").json()["counts"]["calls"].get("batchCreateContacts"):
        time.sleep(0.02)  # polling: it has not begun
    process.send_signal(signal.SIGINT)
    said, complaints = process.communicate(timeout=20)
    ended = json.loads(said)
    assert process.returncode == 1
    assert ended["created"] == contacts(google)
    assert 0 < ended["created"] < LEADS
    assert ended["deliveries"][0]["code"] == "stopped"
    assert b"Traceback" not in complaints
    google.post("/_emulator/settings", json={"latency_s": 0.0})

    operator, terminal = pty.openpty()
    process = start(environ, "replay", "--all", out=terminal)
    os.close(terminal)
    assert process.wait(20) == 0
    seen = os.read(operator, 100_000).decode()
    os.close(operator)
    assert re.search(r"Replaying.*100%", seen, re.DOTALL)
    assert "created; nothing of it is parked any more." in seen
    assert contacts(google) == LEADS
