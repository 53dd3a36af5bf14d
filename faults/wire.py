"""One request over a connection of its own."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

HOST = "127.0.0.1"


class Unanswered(Exception):
    """No connection, no complete answer, or none in time; the text says which."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; ``body`` is ``None`` where it is no JSON."""

    status: int
    body: Any
    retry_after_s: float | None


async def ask(port: int, request: bytes, within_s: float) -> Answer:
    """Send a request and return the answer, within real seconds; ``Unanswered`` otherwise."""
    try:
        async with asyncio.timeout(within_s):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                writer.write(request)
                return await _read(reader)
            finally:
                writer.transport.abort()
    except TimeoutError:
        raise Unanswered("no answer in time") from None
    except (OSError, EOFError, ValueError) as error:
        raise Unanswered(type(error).__name__) from None


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in head[1:])}
    raw = await reader.readexactly(int(headers.get("content-length", 0)))
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    asked = headers.get("retry-after")
    return Answer(int(head[0].split()[1]), body, float(asked) if asked else None)
