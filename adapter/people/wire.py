"""What a flow asks for, and what can come back.

A flow is a generator: it yields a ``Step`` and is sent what came of it.
Whoever drives it owns the network, the token and the clock; a test plays any sequence of answers
instead.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the People API; ``name`` is the method's id in the discovery document."""

    name: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    json: Any = None


@dataclass(frozen=True, slots=True)
class RenewToken:
    """The access token was refused: the next call shall carry a new one."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Let some seconds pass, unless the time of those who wait would run out."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """Google answered: header names in lower case, the body as JSON, ``None`` when it is not."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lost:
    """The request may have arrived, its answer did not: a time-out, a reset."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """No connection was made, so nothing has happened."""


@dataclass(frozen=True, slots=True)
class Waited:
    """The answer to a ``Wait``: whether there was time for it."""

    in_time: bool


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the JSON objects of what should be a list of them: an answer may hold anything."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


Step = Call | RenewToken | Wait
Answered = Reply | Lost | NotSent  # what comes of a call
Flow = Generator[Step, Answered | Waited, T]


def put(call: Call) -> Flow[Answered]:
    """Make a call."""
    came = yield call
    assert not isinstance(came, Waited), "a call is answered by an answer"  # noqa: S101
    return came


def wait(seconds: float) -> Flow[bool]:
    """Let some seconds pass; return whether there was time for it."""
    return (yield Wait(seconds)) == Waited(in_time=True)
