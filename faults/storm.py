"""What Google does to calls: a queue of faults that fills itself.

Each call of a method may be struck by a fault drawn from that method's table. Besides, new contacts
may be missing from the next lists, and the rows of an answer may come in any order.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from emulator.errors import JSON
from emulator.faults import Fault, Faults, When
from emulator.google import Google

CREATE, LIST = "batchCreateContacts", "connections.list"
DISPATCH = "tasks.dispatch"
STALE = 0.25  # share of create calls whose contacts the next lists miss
PATIENCE = 60.0  # run seconds the adapter waits for an answer
LATEST = 66.0  # run seconds after which no call that was given up is carried out any more
SHORT, LONG, VERY_LONG = (1, 8), (60, 60), (300, 900)  # run seconds in Retry-After


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of trouble, and how often it is drawn in comparison with the others."""

    name: str
    when: When = "before"
    weight: float = 1
    latency_s: tuple[float, float] = (0, 0)
    retry_after_s: tuple[int, int] | None = None
    marked: bool = False  # it strikes one contact of the call, whenever that is sent

    @property
    def title(self) -> str:
        """What it is called in a report."""
        if self.name == "latency":
            return f"slow, {'answered' if self.when == 'after' else 'carried out'} late"
        asked = " with Retry-After" if self.retry_after_s else ""
        return f"{self.name}{asked}" + (" after the work" if self.when == "after" else "")


BROKEN = (
    Kind("lost", weight=4),
    Kind("lost", "after", 8),
    Kind("internal", weight=3),
    Kind("internal", "after", 5),
    Kind("bad_gateway", weight=2),
    Kind("bad_gateway", "after", 4),
    Kind("unavailable", weight=3, retry_after_s=SHORT),
    Kind("unavailable", "after", 5),
)
REFUSED = (
    Kind("rate_limit", weight=4, retry_after_s=SHORT),
    Kind("rate_limit"),
    Kind("fbs_quota"),
    Kind("unauthenticated", weight=3),
    Kind("aborted", weight=2),
)
SLOW = (
    Kind("latency", weight=3, latency_s=(PATIENCE + 1, LATEST - 1)),
    Kind("latency", "after", 4, latency_s=(PATIENCE + 1, 3 * PATIENCE)),
    Kind("latency", weight=4, latency_s=(2, 30)),
)
QUEUE = (
    Kind("lost", weight=2),
    Kind("lost", "after", 6),
    Kind("unavailable", weight=2),
    Kind("unavailable", "after", 2),
    Kind("latency", weight=2, latency_s=(1, 20)),
)
ROWS = (
    Kind("row_failed", weight=5),
    Kind("row_invalid", weight=1),
    Kind("row_invalid", weight=1, marked=True),
    Kind("opaque", weight=2),
    Kind("opaque", weight=1, marked=True),
    Kind("not_found", weight=3),
    Kind("fbs_quota", weight=0.5, retry_after_s=VERY_LONG),
    Kind("overflow", weight=0.2),
)
TABLES: dict[str, tuple[float, Sequence[Kind]]] = {  # method -> share of calls, kinds
    CREATE: (0.35, (*BROKEN, *REFUSED, *SLOW, *ROWS)),
    LIST: (0.2, (*BROKEN, *REFUSED, *SLOW)),
    "contactGroups.list": (0.2, (*BROKEN, *REFUSED, *SLOW)),
    "contactGroups.create": (0.2, (*BROKEN, *REFUSED, *SLOW)),
    "tasks.create": (0.3, QUEUE),
    DISPATCH: (0.3, (*QUEUE, Kind("twice", weight=8))),
    "certs": (0.3, BROKEN),
    "token": (
        0.3,
        (
            *BROKEN,
            Kind("rate_limit", weight=4),
            Kind("invalid_grant", weight=2),
            Kind("unauthorized_client", weight=2),
            Kind("latency", weight=4, latency_s=(2, 15)),
        ),
    ),
}


@dataclass(slots=True)
class Strike:
    """A create call, or any other that a fault struck. ``at`` is in Unix seconds of the run."""

    at: float
    method: str
    fault: str
    latency_s: float = 0
    stale: int = 0
    emails: list[str] = field(default_factory=list)


class Storm(Faults):
    """Faults for as long as it is not ``calm``; ``strikes`` is what came of it."""

    def __init__(self, google: Google, chance: Random) -> None:
        super().__init__()
        self.calm = False
        self.strikes: list[Strike] = []
        self._google = google
        self._chance = chance

    def take(self, method: str, contacts: list[JSON]) -> Fault | None:
        """Return the fault that strikes a call."""
        kind = self._draw(method)
        if kind is not None:
            self.waiting.insert(0, self._fault(kind, method, contacts))
        fault = super().take(method, contacts)
        title = kind.title if kind else f"{fault.kind} again" if fault else ""
        strike = Strike(self._google.now(), method, title, fault.latency_s if fault else 0)
        if method == CREATE:
            strike.emails = [_email(contact) for contact in contacts]
            if not strike.latency_s:  # who is carried out late is shown at once
                strike.stale = self._confuse()
        if title or method == CREATE:
            self.strikes.append(strike)
        return fault

    def _draw(self, method: str) -> Kind | None:
        share, kinds = TABLES.get(method, (0.0, ()))
        if self.calm or self._chance.random() >= share:
            return None
        return self._chance.choices(kinds, [kind.weight for kind in kinds])[0]

    def _fault(self, kind: Kind, method: str, contacts: list[JSON]) -> Fault:
        chance = self._chance
        row = chance.randrange(len(contacts)) if contacts else 0
        asked = chance.randint(*kind.retry_after_s) if kind.retry_after_s else None
        return Fault(
            method,
            kind.name,
            times=None if kind.marked else 1,
            when=kind.when,
            marker=_email(contacts[row]) if kind.marked else "",
            index=row,
            latency_s=chance.uniform(*kind.latency_s),
            retry_after_s=asked,
        )

    def _confuse(self) -> int:
        """Let the contacts of this call be missing from the next lists, its answer be shuffled."""
        settings, chance = self._google.settings, self._chance
        if not self.calm and chance.random() < STALE:
            settings.stale_reads = chance.randint(1, 2)
        settings.shuffle = chance.random() < 0.5  # noqa: PLR2004
        # The call is carried out before the event loop turns.
        asyncio.get_running_loop().call_soon(setattr, settings, "stale_reads", 0)
        return settings.stale_reads


def _email(contact: JSON) -> str:
    for entry in contact.get("contactPerson", {}).get("emailAddresses", ()):
        return str(entry.get("value"))
    return ""
