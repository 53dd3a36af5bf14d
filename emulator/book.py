"""One account's address book: its contacts and its labels. Values in, values out; no HTTP.

Documented  25,000 contacts an account; group names are unique; a contact is in at least one group;
            the sort orders; no uniqueness of contacts whatsoever
Observed    resource names are "c" and the decimal of the hexadecimal source id; a contact created
            without memberships goes to myContacts; clientData of groups is not kept
Inferred    404 for the whole request when a membership names an unknown group
"""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from emulator import person
from emulator.errors import JSON, ApiError, not_found, overflow

SORTS: dict[str, tuple[str, bool]] = {  # sortOrder -> (key, descending)
    "LAST_MODIFIED_ASCENDING": ("modified", False),
    "LAST_MODIFIED_DESCENDING": ("modified", True),
    "FIRST_NAME_ASCENDING": ("givenName", False),
    "LAST_NAME_ASCENDING": ("familyName", False),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A kept contact: its number in the book (from 1) and the list call that first shows it."""

    number: int
    shown_from: int
    person: JSON


@dataclass(frozen=True, slots=True)
class View:
    """What one listing sees, kept across its pages: entries up to a number, as of a list call."""

    listing: int
    newest: int


@dataclass(slots=True)
class Group:
    """A label of the user."""

    name: str
    resource_name: str
    updated: str


@dataclass(slots=True)
class Book:
    """The contacts (oldest first) and labels of ``account``."""

    account: str
    entries: list[Entry] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)  # by resource name
    listings: int = 0  # connections.list calls begun, pages not counted
    numbers: int = 0  # ids given out

    @property
    def people(self) -> list[JSON]:
        """Return the contacts as Person JSON, every field, oldest first."""
        return [entry.person for entry in self.entries]

    def create(
        self, persons: Sequence[JSON], now: float, *, limit: int, stale: int = 0
    ) -> list[JSON]:
        """Keep new contacts and return them in order; all or nothing.

        ``limit`` is how many the account holds, ``stale`` how many list calls miss the new ones.
        Raises ApiError: 404 for an unknown group, 429 for a full account.
        """
        for new in persons:
            for membership in new.get("memberships", []):
                self._require_group(membership["contactGroupMembership"])
        if len(self.entries) + len(persons) > limit:
            raise overflow()
        return [self._keep(new, now, self.listings + stale) for new in persons]

    def _require_group(self, membership: JSON) -> None:
        name = membership.get("contactGroupResourceName", "")
        if name not in self.groups and name not in person.WRITABLE_GROUPS:
            raise not_found()

    def _keep(self, new: JSON, now: float, shown_from: int) -> JSON:
        source_id = self._new_id("person")
        number = int(source_id, 16)
        kept = person.stored(new, source_id)
        if "memberships" not in kept:
            kept |= person.stored({"memberships": [_membership("myContacts")]}, source_id)
        source = {
            "type": "CONTACT",
            "id": source_id,
            "etag": f"#{_etag(source_id)}",
            "updateTime": person.timestamp(now),
        }
        kept["resourceName"] = f"people/c{number}"
        kept["etag"] = f"%{_etag('person' + source_id)}"
        kept["metadata"] = {"sources": [source], "objectType": "PERSON"}
        self.entries.append(Entry(self.numbers, shown_from, kept))
        return kept

    def _new_id(self, kind: str) -> str:
        self.numbers += 1
        seed = f"{kind} {self.numbers} {self.account}"
        return hashlib.sha256(seed.encode()).hexdigest()[:15]  # 15: fits the int64 of Google's ids

    def find(self, resource_name: str) -> JSON:
        """Return one contact, fresh whatever lists show; ApiError 404."""
        for kept in self.people:
            if kept["resourceName"] == resource_name:
                return kept
        raise not_found()

    def look(self) -> View:
        """Begin a listing."""
        self.listings += 1
        return View(self.listings, self.numbers)

    def visible(self, view: View, sort: str) -> list[JSON]:
        """Return the contacts a listing shows, in order; a name in common keeps creation order."""
        part, descending = SORTS[sort]
        seen = [
            entry.person
            for entry in self.entries
            if entry.shown_from < view.listing and entry.number <= view.newest
        ]
        if part == "modified":
            return seen[::-1] if descending else seen
        return sorted(seen, key=_name_key(part))

    def create_group(self, name: str, now: float) -> Group:
        """Keep a new label; ApiError 400 without a name, 409 for one that exists (documented)."""
        name = name.strip()
        if not name:
            raise ApiError(400, "Contact group name cannot be empty.")
        if name in person.SYSTEM_GROUPS or any(kept.name == name for kept in self.groups.values()):
            raise ApiError(409, "Contact group name already exists.", status="ALREADY_EXISTS")
        resource_name = f"contactGroups/{self._new_id('group')}"
        group = Group(name, resource_name, person.timestamp(now))
        self.groups[resource_name] = group
        return group

    def delete_group(self, resource_name: str, *, with_contacts: bool) -> None:
        """Remove a label; a contact left without any goes to myContacts. ApiError 400, 404."""
        if resource_name.removeprefix("contactGroups/") in person.SYSTEM_GROUPS:
            raise ApiError(400, "System contact groups cannot be deleted.")
        if self.groups.pop(resource_name, None) is None:
            raise not_found()
        members = self.members(resource_name)
        if with_contacts:
            self.entries = [kept for kept in self.entries if kept.person not in members]
            return
        for kept in members:
            rest = [entry for entry in kept["memberships"] if _group_of(entry) != resource_name]
            source_id = kept["metadata"]["sources"][0]["id"]
            default = person.stored({"memberships": [_membership("myContacts")]}, source_id)
            kept["memberships"] = rest or default["memberships"]

    def members(self, resource_name: str) -> list[JSON]:
        """Return the contacts in a group, oldest first."""
        return [
            kept
            for kept in self.people
            if any(_group_of(entry) == resource_name for entry in kept["memberships"])
        ]


def _membership(group: str) -> JSON:
    return {"contactGroupMembership": {"contactGroupResourceName": f"contactGroups/{group}"}}


def _group_of(membership: JSON) -> str:
    name: str = membership["contactGroupMembership"]["contactGroupResourceName"]
    return name


def _name_key(part: str) -> Callable[[JSON], Any]:
    def key(kept: JSON) -> tuple[bool, str]:
        text = kept.get("names", [{}])[0].get(part, "")
        return (not text, text.casefold())  # the nameless come last

    return key


def _etag(seed: str) -> str:
    return base64.b64encode(hashlib.sha256(seed.encode()).digest()[:9]).decode()
