"""A load client that is not the bottleneck: HTTP/1.1 on bare asyncio protocols.

A request is bytes that were made beforehand, its connection is open before its time comes, and an
answer's time is taken when its last byte arrives. Times are Unix seconds, as in the emulator's log.
"""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

HOST = "127.0.0.1"
SETTLE_S = 0.2  # for the server to accept what was opened
AHEAD_S = 0.02  # how long before its time a connection is opened

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
now = time.time  # noqa: TID251 - the emulator's log has Unix time


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, from the first byte written to the last byte read."""

    status: int
    body: bytes
    began: float
    ended: float

    @property
    def seconds(self) -> float:
        """How long the sender waited."""
        return self.ended - self.began


class Line(asyncio.Protocol):
    """A connection that carries one request; its answer must announce its length."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._received = bytearray()
        self._complete = 0  # bytes; 0 until the head is there

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the server."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Collect the answer."""
        self._received += data
        if not self._complete and (head_ends := self._received.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._received, 0, head_ends)
            self._complete = head_ends + 4 + (int(length[1]) if length else 0)
            self._body_begins = head_ends + 4
        if self._complete and len(self._received) >= self._complete:
            ended = now()
            status, body = int(self._received[9:12]), bytes(self._received[self._body_begins :])
            self._answer.set_result(Answer(status, body, self._began, ended))
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Fail, unless all is there."""
        if not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError("closed before the answer"))

    async def send(self, request: bytes) -> Answer:
        """Write the request and return the answer."""
        self._began = now()
        self._transport.write(request)
        return await self._answer


def post(path: str, body: bytes, token: str) -> bytes:
    """Return a delivery as it goes over the wire."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def connect(port: int) -> Line:
    """Open a connection."""
    _, line = await asyncio.get_running_loop().create_connection(Line, HOST, port)
    return line


async def send(port: int, request: bytes) -> Answer:
    """Send one request over a connection of its own, which was there before."""
    line = await connect(port)
    await asyncio.sleep(AHEAD_S / 10)
    return await line.send(request)


async def burst(port: int, requests: Sequence[bytes]) -> list[Answer]:
    """Send all requests at once."""
    lines = [await connect(port) for _ in requests]
    await asyncio.sleep(SETTLE_S)
    pairs = zip(lines, requests, strict=True)
    return await asyncio.gather(*(line.send(request) for line, request in pairs))


async def steady(port: int, requests: Sequence[bytes], per_second: float) -> list[Answer]:
    """Send one request after another by the clock, whether or not the last one is answered."""
    start = now() + 2 * AHEAD_S

    async def one(due: float, request: bytes) -> Answer:
        await asyncio.sleep(due - AHEAD_S - now())
        line = await connect(port)
        await asyncio.sleep(due - now())
        return await line.send(request)

    sent = (one(start + i / per_second, request) for i, request in enumerate(requests))
    return await asyncio.gather(*sent)
