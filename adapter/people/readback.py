"""Reading back: which contacts exist whose creation was never confirmed.

Nobody can be searched by stamp, so the account's connections are listed, newest first, down to
those that are older than the delivery. A stamp that is found settles its contact. One that is not
found is looked for again, later, before it counts as missing: how fresh a list is, nobody promises
("writes may have a propagation delay of several minutes for sync requests"). No sync token is asked
for: it has a quota of its own, and it lags.

Source: people.connections.list, discovery document people v1.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from adapter.people.labels import ask
from adapter.people.stamps import stamps_of
from adapter.people.wire import Call, Flow, Reply, objects, wait

LIST = "people.people.connections.list"
LOOKS_S = (1.0, 4.0, 10.0)  # how long to wait before each look; missing is who is in none of them
SKEW_S = 300.0  # how far Google's clock and ours may differ
PAGE = 1000  # people.connections.list: "pageSize … between 1 and 1000"
MAX_PAGES = 26  # of an account that holds all the 25,000 contacts it can, and one more


@dataclass(slots=True)
class Found:
    """Stamp -> resource name of those that exist; ``final`` when the others certainly do not."""

    names: dict[str, str] = field(default_factory=dict)
    final: bool = False


def read_back(stamps: Collection[str], since: float) -> Flow[Found]:
    """Look for contacts that were sent at ``since`` (Unix seconds) or later."""
    found = Found()
    for wait_s in LOOKS_S:
        if not (yield from wait(wait_s)):
            return found
        if not (yield from _look(set(stamps), since, found.names)):
            return found
        if len(found.names) == len(stamps):
            break
    found.final = True
    return found


def _look(stamps: set[str], since: float, names: dict[str, str]) -> Flow[bool]:
    """Add the stamps of one listing to ``names``; return whether it was seen to its end."""
    query = {
        "personFields": "clientData,metadata",
        "sortOrder": "LAST_MODIFIED_DESCENDING",
        "sources": "READ_SOURCE_TYPE_CONTACT",
        "pageSize": str(PAGE),
    }
    for _ in range(MAX_PAGES):
        reply = yield from ask(Call(LIST, "GET", "/v1/people/me/connections", query))
        if not (isinstance(reply, Reply) and reply.status == 200 and isinstance(reply.body, dict)):  # noqa: PLR2004
            return False
        people = objects(reply.body.get("connections"))
        for person in people:
            for stamp in stamps.intersection(stamps_of(person)):
                names[stamp] = str(person.get("resourceName", ""))
        token = reply.body.get("nextPageToken")
        if not token or stamps <= names.keys() or (people and _changed_before(people[-1], since)):
            return True
        query = {**query, "pageToken": str(token)}
    return False


def _changed_before(person: dict[str, Any], since: float) -> bool:
    """Whether a person was last changed before ``since``, for all that clocks may differ."""
    times = list(_update_times(person))
    return bool(times) and max(times) < since - SKEW_S


def _update_times(person: dict[str, Any]) -> Iterator[float]:
    metadata = person.get("metadata")
    for source in objects(metadata.get("sources") if isinstance(metadata, dict) else None):
        try:
            time = dt.datetime.fromisoformat(str(source.get("updateTime")))
        except ValueError:
            continue
        yield time.timestamp() if time.tzinfo else time.replace(tzinfo=dt.UTC).timestamp()
