"""One contact: what Google refuses, and what it adds.

Documented  singletons; the Date rules; 1,024 characters a field except notes, 500 fields and
            128 KB a contact (support.google.com/contacts/answer/148779); unstructuredName and
            formattedValue stand in for their parts and the other way round
Observed    the texts on singletons, empty persons and persons without a contact field
Inferred    the texts on length, count, size and dates; that "500 fields" counts list entries

E-mail addresses and phone numbers are plain strings here as they are there: nothing is checked.
"""

import calendar
import json
from datetime import UTC, datetime
from typing import Any

from emulator.discovery import Violations, mask_paths, properties, snake
from emulator.errors import JSON

MAX_FIELD_CHARS = 1024
MAX_FIELDS = 500
MAX_BYTES = 128 * 1024
SINGLETONS = ("biographies", "birthdays", "genders", "names")
NOT_CONTACT_FIELDS = {"clientData", "memberships"}  # inferred
WRITABLE_GROUPS = {"contactGroups/myContacts", "contactGroups/starred"}
SYSTEM_GROUPS = {
    "myContacts": "My Contacts",
    "starred": "Starred",
    "friends": "Friends",
    "family": "Family",
    "coworkers": "Coworkers",
    "chatBuddies": "Chat contacts",
    "all": "All Contacts",
    "blocked": "Blocked",
}


def check(person: JSON) -> Violations:
    """Return what Google refuses in ``person`` as (field, text) pairs; empty for a good one."""
    fields = {name: entries for name, entries in person.items() if isinstance(entries, list)}
    filled = {name for name, entries in fields.items() if any(_filled(entry) for entry in entries)}
    if not filled:
        return [("person", "Request must contain a person.")]
    if filled <= NOT_CONTACT_FIELDS:
        return [("person", "Must specify a non-metadata contact field on the person.")]
    found = [
        (f"person.{name}", f"Cannot have more than one person.{name} per source.")
        for name in SINGLETONS
        if len(fields.get(name, [])) > 1
    ]
    for name, entries in fields.items():
        for place, entry in enumerate(entries):
            found += _check_entry(entry, name, f"person.{snake(name)}[{place}]")
    if sum(len(entries) for entries in fields.values()) > MAX_FIELDS:
        found.append(("person", f"Contact has more than {MAX_FIELDS} fields."))
    if len(json.dumps(person, ensure_ascii=False).encode()) > MAX_BYTES:
        found.append(("person", f"Contact is larger than {MAX_BYTES} bytes."))
    return found


def _filled(entry: JSON) -> bool:
    return any(value not in ("", {}, []) for name, value in entry.items() if name != "metadata")


def _check_entry(entry: JSON, name: str, path: str) -> Violations:
    found: Violations = []
    for part, value in entry.items():
        place = f"{path}.{snake(part)}"
        if isinstance(value, str) and len(value) > MAX_FIELD_CHARS and name != "biographies":
            found.append((place, f"Field is longer than {MAX_FIELD_CHARS} characters."))
        if properties(_entry_schema(name))[part].get("$ref") == "Date" and not _is_date(value):
            found.append((place, "Invalid date."))
    group = entry.get("contactGroupMembership", {}).get("contactGroupResourceName", "")
    if group.removeprefix("contactGroups/") in SYSTEM_GROUPS and group not in WRITABLE_GROUPS:
        found.append((path, "Contacts cannot be added to this system contact group."))
    return found


def _entry_schema(field: str) -> str:
    schema: str = properties("Person")[field]["items"]["$ref"]
    return schema


def _is_date(date: dict[str, int]) -> bool:
    """Tell whether a Date is full, month and day, year, or year and month (documented)."""
    year, month, day = (date.get(part, 0) for part in ("year", "month", "day"))
    if not (year or month or day):
        return True  # the default message is an absent one
    if not (0 <= year <= 9999 and 0 <= month <= 12):  # noqa: PLR2004
        return False
    if month == 0 or day == 0:
        return year > 0 and day == 0
    return 1 <= day <= calendar.monthrange(year or 2000, month)[1]  # 29 February has no year


def stored(person: JSON, source_id: str) -> JSON:
    """Return ``person`` as it is kept: filled entries with their metadata and synthesised parts.

    The source's update time and the person's name and etag are the address book's to add.
    """
    kept: JSON = {}
    for name in sorted(mask_paths() & person.keys()):
        entries = [_entry(entry, source_id) for entry in person[name] if _filled(entry)]
        if entries:
            leader = next((entry for entry in entries if _leads(entry)), entries[0])
            leader["metadata"]["primary"] = True
            kept[name] = entries
    for name in kept.get("names", []):
        _complete_name(name)
    for address in kept.get("addresses", []):
        address.setdefault("formattedValue", _format_address(address))
    for membership in kept.get("memberships", []):
        group = membership["contactGroupMembership"]
        group["contactGroupId"] = group["contactGroupResourceName"].removeprefix("contactGroups/")
    return kept


def _leads(entry: JSON) -> bool:
    return bool(entry["metadata"].get("sourcePrimary"))


def _entry(entry: JSON, source_id: str) -> JSON:
    metadata: JSON = {"source": {"type": "CONTACT", "id": source_id}}
    if entry.get("metadata", {}).get("sourcePrimary"):
        metadata["sourcePrimary"] = True
    values = {part: value for part, value in entry.items() if value not in ("", 0, {})}
    return {**json.loads(json.dumps(values)), "metadata": metadata}


def _complete_name(name: JSON) -> None:
    """Add the parts from the whole or the whole from the parts; both given are kept as they are."""
    order = ("honorificPrefix", "givenName", "middleName", "familyName", "honorificSuffix")
    whole = " ".join(name[part] for part in order if part in name)
    if not whole:
        given, _, family = name.get("unstructuredName", "").strip().rpartition(" ")
        parts = {"givenName": given, "familyName": family} if given else {"givenName": family}
        name.update({part: text for part, text in parts.items() if text})
    shown = name.get("unstructuredName", whole)
    first = " ".join(name[part] for part in ("givenName", "middleName") if part in name)
    last_first = ", ".join(part for part in (name.get("familyName", ""), first) if part)
    made = {"unstructuredName": shown, "displayName": shown, "displayNameLastFirst": last_first}
    name.update({part: text for part, text in made.items() if text})


def _format_address(address: JSON) -> str:
    city = " ".join(address[part] for part in ("postalCode", "city", "region") if part in address)
    lines = (
        address.get("streetAddress", ""),
        address.get("extendedAddress", ""),
        address.get("poBox", ""),
        city,
        address.get("country", address.get("countryCode", "")),
    )
    return "\n".join(line for line in lines if line)


def masked(person: JSON, mask: frozenset[str], limit: int | None = None) -> JSON:
    """Return the fields of a kept person that ``mask`` names, with resourceName and etag.

    ``limit`` caps e-mail addresses and phone numbers: lists return at most 100 (documented).
    """
    shown: dict[str, Any] = {
        name: value
        for name, value in person.items()
        if name in mask or name in {"resourceName", "etag"}
    }
    for name in {"emailAddresses", "phoneNumbers"} & shown.keys():
        shown[name] = shown[name][:limit]
    return shown


def timestamp(seconds: float) -> str:
    """Return an epoch time as google-datetime: RFC 3339 in UTC with microseconds."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
