"""Asking a sender's service for the people behind ids: what is asked, and what answers mean.

Sans-I/O: a look-up is a generator that yields an ``Ask`` and is sent what it was ``Told``. Hosts
are fixed in the source; no part of a URL's host comes from a delivery.
"""

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, TypeVar

from adapter.errors import NotConfigured, SourceBusy

T = TypeVar("T")

SUCCESS = range(200, 300)
REFUSED = (401, 403)
LATER = (0, 408, 425, 429, *range(500, 600))
PAUSE_S = 30.0  # where a service does not say when to come again
MAX_PAUSE_S = 3600.0

_DIGITS = re.compile(r"[0-9]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request: an https URL, with its query and its headers, the token included."""

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    keep_s: float = 0.0  # how long its success may be used again, as that of a token


@dataclass(frozen=True, slots=True)
class Told:
    """What came back: the JSON of the body, ``None`` if it is none. Status 0: nothing came."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


Asking = Generator[Ask, Told, T]


def ask(
    request: Ask, advice: str, meant: Callable[[Told], int] = attrgetter("status")
) -> Asking[Any]:
    """Ask once; return the JSON of a success, ``None`` where the service says there is nothing.

    Raises ``SourceBusy`` when it may be asked again later, and ``NotConfigured`` with ``advice``,
    what an operator has to do, when it refuses the token. ``meant`` returns the status that an
    answer stands for, of services that say it in other ways.
    """
    told = yield request
    status = meant(told)
    if status in SUCCESS:
        return told.body
    if status in REFUSED:
        raise NotConfigured(advice, retry_after_s=60)
    if status in LATER:
        raise busy(told)
    return None


def busy(told: Told) -> SourceBusy:
    """Return the error for a service that may be asked again later."""
    text = told.headers.get("retry-after", "").strip()
    written = text.isascii() and text.isdigit() and len(text) <= 9  # noqa: PLR2004
    pause_s = min(float(text), MAX_PAUSE_S) if written else PAUSE_S
    return SourceBusy(
        "The people could not be looked up at their sender's; nothing was created.",
        retry_after_s=pause_s,
    )


def to_id(value: Any) -> str:
    """Return an id of digits as text that may stand in a URL, empty for whatever else it is."""
    text = str(value) if isinstance(value, int | str) else ""
    return text if _DIGITS.fullmatch(text) else ""


def objects(value: Any, *path: str) -> list[dict[str, Any]]:
    """Return the objects in the list at a path of an answer, none where it is of another shape."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
