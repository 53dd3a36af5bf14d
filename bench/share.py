"""What of an answer's time is the function's own, by the emulator's log of calls."""

import re
import statistics
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.load import Answer

CREATES = {"batchCreateContacts", "createContact"}

_NAME = re.compile(rb'"resourceName": ?"(people/c\d+)"')


@dataclass(frozen=True, slots=True)
class Call:
    """A create call as Google saw it, in Unix seconds."""

    began: float
    ended: float

    def within(self, began: float, ended: float) -> float:
        """Return how many seconds of a time it was under way."""
        return max(0.0, min(self.ended, ended) - max(self.began, began))


def create_calls(state: Any) -> list[Call]:
    """Return the create calls in the emulator's state, oldest first."""
    logged = [call for call in state["calls"] if call["method"] in CREATES]
    return sorted((Call(call["started"], call["ended"]) for call in logged), key=lambda c: c.began)


def own_seconds(answers: Sequence[Answer], state: Any) -> list[float]:
    """Return for each delivery how long its sender waited without Google being at work for it.

    That is the time from the first byte sent to the last byte answered, less the time in which the
    call that created its contact was under way, or the call before that one, for whose end it had
    to wait. Good for functions that make one call at a time.
    """
    calls = create_calls(state)
    begins = [call.began for call in calls]
    created = _created(state)
    own = []
    for answer in answers:
        name = _NAME.search(answer.body)
        if name is None:
            raise ValueError(f"HTTP {answer.status}: no contact was created")
        mine = bisect_right(begins, created[name[1].decode()]) - 1
        theirs = calls[max(0, mine - 1) : mine + 1]
        waited = sum(call.within(answer.began, answer.ended) for call in theirs)
        own.append(answer.seconds - waited)
    return own


def p50(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    """Return the value that one in a hundred exceeds."""
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def _created(state: Any) -> dict[str, float]:
    """Return when each contact was created, by its resource name."""
    return {
        contact["resourceName"]: _unix(contact["metadata"]["sources"][0]["updateTime"])
        for account in state["accounts"]
        for contact in account["contacts"]
    }


def _unix(timestamp: str) -> float:
    return datetime.fromisoformat(timestamp).timestamp()
