"""The stamp: how a contact of ours is known again when Google's answer was lost.

``clientData`` is kept with a contact, shown to nobody in the UI, and may be read by any app that
the user lets in: so a stamp is random and tells nothing.

Source: Person.clientData, discovery document people v1.
"""

from collections.abc import Iterator
from typing import Any

from adapter.people.wire import objects

STAMP_KEY = "contacts-adapter"  # clientData.key


def to_client_data(stamp: str) -> dict[str, str]:
    """Return the entry of ``Person.clientData`` that holds a stamp."""
    return {"key": STAMP_KEY, "value": stamp}


def stamps_of(person: Any) -> Iterator[str]:
    """Yield the stamps of a person that came from Google, whatever shape it has."""
    for entry in objects(person.get("clientData")) if isinstance(person, dict) else ():
        if entry.get("key") == STAMP_KEY:
            yield str(entry.get("value"))
