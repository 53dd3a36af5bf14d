"""What a flow asks for, and what can come back.

A flow is a generator: it yields a ``Step`` and is sent a ``Reply``, ``Lost`` or ``NotSent``.
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


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the JSON objects of what should be a list of them: an answer may hold anything."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


Step = Call | RenewToken
Answered = Reply | Lost | NotSent
Flow = Generator[Step, Answered, T]
