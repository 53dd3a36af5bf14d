"""What only real servers and real sockets show."""

import asyncio
import http.client
import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from .servers import SECRET, Server, command, environment, serve

CREATE = "batchCreateContacts"
TOKEN = {"authorization": f"Bearer {SECRET}"}


def person(number: int) -> dict[str, str]:
    """Return a lead."""
    return {"name": f"Ada Example {number}", "email": f"ada{number}@example.com"}


def post(path: str, body: Any, key: str) -> bytes:
    """Return a delivery as it goes over the wire; a client of 500 connections costs too much."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"Authorization: Bearer {SECRET}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def state(google: httpx.Client) -> dict[str, Any]:
    """Return all that Google knows."""
    known: dict[str, Any] = google.get("/_emulator/state").json()
    return known


@pytest.mark.parametrize("latency_s", [0.0, 0.05, 0.3])
def test_five_hundred_at_once_cost_five_calls_at_most(
    google: httpx.Client, function: Server, latency_s: float
) -> None:
    """None overlaps another, nobody is lost, nobody is doubled."""
    google.post("/_emulator/settings", json={"reject_overlap": True, "latency_s": latency_s})

    host, _, port = function.origin.removeprefix("http://").partition(":")

    async def deliver(number: int) -> bytes:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(post("/leads", person(number), f"{latency_s}-{number}"))
        answer = await reader.read()
        writer.close()
        return answer[: len(b"HTTP/1.1 200")]

    async def everybody() -> set[bytes]:
        return set(await asyncio.gather(*map(deliver, range(500))))

    assert asyncio.run(everybody()) == {b"HTTP/1.1 200"}
    known = state(google)
    [account] = known["accounts"]
    emails = {one["emailAddresses"][0]["value"] for one in account["contacts"]}
    assert account["total"] == len(emails) == 500
    assert account["max_overlap"] == 1
    assert known["counts"]["overlaps_rejected"] == 0
    assert known["counts"]["calls"][CREATE] <= 5


def test_a_chunked_body_that_is_too_large_is_told_so(sender: httpx.Client) -> None:
    """A proper 413, though its sender was still writing when it was known."""

    def body() -> Iterator[bytes]:
        for _ in range(32):
            yield b"x" * 65_536

    response = sender.post("/leads", content=body())
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_an_announced_body_that_is_too_large_is_told_so(sender: httpx.Client) -> None:
    """Likewise."""
    response = sender.post("/leads", content=b"x" * 2_000_000)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_a_connection_is_kept(function: Server) -> None:
    """After successes and after problems alike."""
    host = function.origin.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.connect()
    kept = connection.sock
    codes = []
    for path, body in (("/leads", b"[]"), ("/leads", b"{"), ("/no", b""), ("/leads", b"[]")):
        connection.request("POST", path, body, TOKEN)
        response = connection.getresponse()
        response.read()
        codes.append(response.status)
        assert connection.sock is kept
    connection.close()
    assert codes == [200, 400, 404, 200]


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"POST /leads HTTP/1.1\r\nHost: [\r\nContent-Length: 0\r\n\r\n",
        b"POST /leads HTTP/1.1\r\nHost: x\r\nX-Webhook-Token: \xff\r\nContent-Length: 0\r\n\r\n",
        b"GET /%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /leads?token=%ff&token HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_hostile_bytes_are_answered_with_a_4xx(function: Server, request_bytes: bytes) -> None:
    """A stranger cannot make the function fail."""
    host, _, port = function.origin.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request_bytes)
        assert connection.recv(100).startswith(b"HTTP/1.1 4")


def test_every_delivery_is_one_line_of_the_log(
    google: httpx.Client, sender: httpx.Client, function: Server
) -> None:
    """And every line is JSON."""
    google.get("/_emulator/state")
    before = len(function.lines)
    sender.post("/leads", json=person(1), headers={"idempotency-key": "one-line"})
    sender.post("/leads", json=person(1), headers={"idempotency-key": "one-line"})
    sender.post("/leads", content=b"{")
    lines = [line for line in function.lines[before:] if "route" in line]
    assert [line["code"] for line in lines] == ["created", "duplicate", "malformed_body"]
    first, second, third = lines
    assert first["delivery"] == second["delivery"]
    assert "delivery" not in third
    assert first.keys() == {
        *("severity", "message", "http", "route", "source", "delivery", "code", "counts", "ms")
    }
    assert function.err == ""


def test_sigterm_lets_deliveries_end(
    google: httpx.Client, google_server: Server, tmp_path: Path
) -> None:
    """What is in flight is answered; then the process ends by itself, with 0 and no complaint."""
    google.post("/_emulator/settings", json={"latency_s": 0.5})
    with serve(tmp_path, google_server.origin) as function:
        answers: list[int] = []

        def deliver() -> None:
            url = f"{function.origin}/leads"
            with httpx.Client(headers=TOKEN, timeout=30, trust_env=False) as client:
                answers.append(client.post(url, json=person(1)).status_code)

        sender = threading.Thread(target=deliver)
        sender.start()
        while not state(google)["counts"]["calls"].get(CREATE):
            pass  # until it is in flight
        assert function.stop() == 0
        sender.join()
        assert answers == [200]
        assert function.err == ""
    assert list(tmp_path.glob("ledger.db"))


def test_another_process_knows_what_was_done(
    google: httpx.Client, google_server: Server, tmp_path: Path
) -> None:
    """The ledger outlives the process."""
    ends = []
    for _ in range(2):
        with (
            serve(tmp_path, google_server.origin) as function,
            httpx.Client(headers=TOKEN, timeout=30, trust_env=False) as client,
        ):
            ends.append(client.post(f"{function.origin}/leads", json=person(1)).json()["status"])
    assert ends == ["created", "duplicate"]
    assert state(google)["counts"]["contacts"] == 1


def test_a_bad_configuration_ends_the_process(google_server: Server, tmp_path: Path) -> None:
    """Every problem on standard error, no traceback, an exit code that says so."""
    environ = environment(tmp_path, google_server.origin) | {
        "LEDGER": "nowhere",
        "WEBHOOK_SECRETS_LEADS": "",
        "WEBHOOK_SECRETS_EVENTS": "whsec_hush!",
        "PORT": "1",
    }
    ended = subprocess.run(  # noqa: S603
        command(),
        cwd=Path(__file__).parent.parent.parent,
        env={**os.environ, **environ},
        capture_output=True,
        timeout=30,
        check=False,
    )
    told = ended.stderr.decode()
    assert ended.returncode == 1
    assert told.splitlines()[0] == "3 configuration problems:"
    for place in ("LEDGER", "WEBHOOK_SECRETS_LEADS", "WEBHOOK_SECRETS_EVENTS"):
        assert f"  - {place}: " in told
    assert "Traceback" not in told
    assert "hush" not in told
    assert json.dumps(ended.stdout.decode()) == '""'
