"""The same person twice in one delivery: one contact, and both rows are answered.

The same is who has the same name, or none, and an e-mail address or a phone number in common. A
shared address alone makes nobody the same: families and offices share them.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from adapter.model import Person


class Twins:
    """Remembers the people of a delivery, by index, a chunk at a time.

    Within a chunk, what a twin adds is merged into the contact of the first. Of the chunks before
    only a digest is kept: who is there again to the letter is known, who adds something is new.
    """

    def __init__(self) -> None:
        self._digests: dict[bytes, int] = {}
        self._chunk: dict[tuple[str, str, str], int] = {}

    def begin_chunk(self) -> None:
        """Forget everything but the digests: the people so far are created."""
        self._chunk.clear()

    def first(self, index: int, person: Person, people: dict[int, Person]) -> int | None:
        """Return the index of the same person, if there is one, having merged what is new.

        ``people`` are the persons of this chunk that will be created, by index.
        """
        digest = hashlib.sha256(repr(person).encode()).digest()
        marks = set(_marks(person))
        here = next((self._chunk[mark] for mark in marks if mark in self._chunk), None)
        if here is None:
            known = self._digests.setdefault(digest, index)
            if known != index:
                return known  # to the letter: it adds nothing to one who is created by now
        elif here in people:
            people[here] = merge(people[here], person)
        for mark in marks:
            self._chunk.setdefault(mark, index if here is None else here)
        return here


def merge(person: Person, twin: Person) -> Person:
    """Return a person with what the twin adds; of what there can be one of, the person's stays."""
    merged: Person = dict(person)
    for field, entries in twin.items():
        if field == "biographies":
            merged[field] = _merge_notes(person.get(field, []), entries)
        elif field not in ("names", "birthdays", "genders"):
            mine = person.get(field, [])
            merged[field] = [*mine, *(entry for entry in entries if entry not in mine)]
        else:
            merged.setdefault(field, entries)
    return merged


def _merge_notes(mine: list[Any], others: list[Any]) -> list[Any]:
    texts = dict.fromkeys(note["value"] for note in (*mine, *others))
    return [{**(mine or others)[0], "value": "\n".join(texts)}]


def _marks(person: Person) -> Iterator[tuple[str, str, str]]:
    """Yield what makes somebody the same: a name together with a way to reach them."""
    name = _name(person)
    for email in person.get("emailAddresses", ()):
        yield name, "email", email["value"].casefold()
    for phone in person.get("phoneNumbers", ()):
        yield name, "phone", "".join(filter(str.isalnum, phone["value"]))


def _name(person: Person) -> str:
    for name in person.get("names", ()):
        parts = (name.get(part, "") for part in ("givenName", "middleName", "familyName"))
        whole = name.get("unstructuredName") or " ".join(filter(None, parts))
        return " ".join(str(whole).casefold().split())
    return ""
