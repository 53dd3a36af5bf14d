"""A Person in the making: answers are put into it one by one.

A value that its place cannot hold (a second first name, a date that can be read two ways, a text
that is too long) becomes a custom field or goes into the note: nothing that a person wrote is
dropped, and no value makes it fail.
"""

from collections.abc import Callable
from typing import Any

from adapter.contacts import clean, targets
from adapter.contacts.targets import Target
from adapter.model import Answer, Person

MAX_TEXT = 1_024  # characters in a field other than a note, Contacts help 148779
MAX_CUSTOM = 400  # custom fields, of the 500 fields that a contact may have

_STRUCTURED_NAME = (
    *("honorificPrefix", "givenName", "middleName", "familyName", "honorificSuffix"),
)
_NOT_TEXT: dict[str, Callable[[str], Any]] = {  # sub-fields that are no strings -> how to read them
    "date": clean.clean_date,
    "startDate": clean.clean_date,
    "endDate": clean.clean_date,
    "current": clean.clean_flag,
    "fullTimeEquivalentMillipercent": clean.clean_integer,
}


class Draft:
    """``person`` is complete after ``settle()``; ``warnings`` say what did not fit where."""

    def __init__(self, region: str | None = None) -> None:
        self.person: Person = {}
        self.warnings: list[str] = []
        self._region = region
        self._custom: list[tuple[str, str]] = []
        self._notes: list[str] = []

    def put(self, answer: Answer, target: Target) -> None:
        """Put an answer into its place."""
        values, label = _values(answer), _label(answer)
        if target.field not in (targets.CUSTOM, targets.NOTES):
            values = [text for text in values if not clean.is_placeholder(text)]
        if target.field is targets.CUSTOM:
            self._custom += [(target.kind or label, ", ".join(values))] if values else []
        elif target.field is targets.NOTES:
            self._notes += values
        elif target.part in _NOT_TEXT:
            self._put_read(target, values, label)
        elif target.field.grouped:
            self._fill(target, ", ".join(values), label)
        else:
            for text in values:
                self._put_text(target, text, label)

    def keep(self, answer: Answer) -> None:
        """Keep an answer as a custom field under its own label."""
        self.put(answer, Target(targets.CUSTOM, "value"))

    def note(self, answer: Answer) -> None:
        """Add an answer to the note, with its question."""
        if values := _values(answer):
            self._notes.append(f"{_label(answer)}: {', '.join(values)}")

    def settle(self) -> None:
        """Leave one form of the name and of each address, and move long answers to the note."""
        if names := self.person.get("names"):
            self._settle_name(names[0])
        for address in self.person.get("addresses", ()):
            self._settle_address(address)
        custom: list[dict[str, str]] = []
        for label, text in self._custom:
            if len(text) > MAX_TEXT or len(custom) >= MAX_CUSTOM:
                self._notes.append(f"{label}: {text}")
            else:
                custom.append({"key": label[:MAX_TEXT], "value": text})
        if custom:
            self.person["userDefined"] = custom
        if self._notes:
            note = {"value": "\n".join(self._notes), "contentType": "TEXT_PLAIN"}
            self.person["biographies"] = [note]

    def _put_read(self, target: Target, values: list[str], label: str) -> None:
        """Put a date, a number or a yes/no; a text that is not clearly one stays a text."""
        for text in values:
            value = _NOT_TEXT[target.part](text)
            if value is None:
                self._set_aside(label, text, "not clear enough for its field")
            elif target.field.grouped:
                self._fill(target, value, label, text)
            else:
                self._append(target, value)

    def _put_text(self, target: Target, text: str, label: str) -> None:
        """Put a text into an entry of its own, or into several: two numbers are two entries."""
        if len(text) > MAX_TEXT:
            self._set_aside(label, text, "too long for its field")
        elif target.field is targets.EMAILS and target.part == "value":
            self._put_emails(target, text, label)
        elif target.field is targets.PHONES:
            for number in clean.clean_phones(text, self._region):
                self._append(target, number)
        else:
            self._append(target, text)

    def _put_emails(self, target: Target, text: str, label: str) -> None:
        if mailbox := clean.clean_mailbox(text):
            name, address = mailbox
            self._append(target, address, **({"displayName": name} if name else {}))
            return
        addresses, says_more = clean.clean_emails(text)
        for address in addresses:
            self._append(target, address)
        if says_more:
            self._set_aside(label, text, "it says more than an address")

    def _append(self, target: Target, value: Any, **beside: str) -> None:
        """Add an entry of its own; of two that are the same, the one that says more stays."""
        entry = {target.part: value, **beside}
        if target.kind:
            entry[target.field.kind_key] = target.kind
        entries = self.person.setdefault(target.field.name, [])
        for place, known in enumerate(entries):
            if known.get(target.part) != value:
                continue
            if entry.items() <= known.items():
                return
            if known.items() <= entry.items():
                entries[place] = entry
                return
        entries.append(entry)

    def _fill(self, target: Target, value: Any, label: str, text: str = "") -> None:
        """Set a part of the entry that gathers parts; a part that is taken is not overwritten."""
        if isinstance(value, str) and len(value) > MAX_TEXT:
            self._set_aside(label, value, "too long for its field")
        elif value != "" and self._gathering(target).setdefault(target.part, value) != value:
            self._set_aside(label, text or value, "its field is taken")

    def _gathering(self, target: Target) -> dict[str, Any]:
        """Return the entry for the target's kind; there is one a kind."""
        entries: list[dict[str, Any]] = self.person.setdefault(target.field.name, [])
        key = target.field.kind_key
        for entry in entries:
            if entry.get(key, "") == target.kind:
                return entry
        entries.append({key: target.kind} if target.kind else {})
        return entries[-1]

    def _set_aside(self, label: str, text: str, why: str) -> None:
        self._custom.append((label, text))
        self.warnings.append(f"{label[:80]}: {why}, kept as a custom field")

    def _settle_name(self, name: dict[str, Any]) -> None:
        """Leave a full name or its parts: Google stores both as given, and they may not match."""
        parts = {part: name[part] for part in _STRUCTURED_NAME if part in name}
        if "unstructuredName" not in name or not parts:
            return
        full = name["unstructuredName"]
        words = {word for part in parts.values() for word in part.casefold().split()}
        said = set(full.casefold().split())
        missing = {"givenName", "familyName"} - parts.keys()
        if words == said:
            del name["unstructuredName"]
        elif words < said:
            for part in parts:
                del name[part]
        elif len(missing) == 2:  # noqa: PLR2004 - "Dr." beside a full name
            name["unstructuredName"] = self._with_titles(name, full)
        elif len(missing) == 1 and not words & said:  # a first name, and a "name" that is the last
            name[missing.pop()] = name.pop("unstructuredName")
        else:
            self._set_aside("Full name", name.pop("unstructuredName"), "it differs from its parts")

    def _with_titles(self, name: dict[str, Any], full: str) -> str:
        """Return the full name with its titles: Google takes a whole or parts, not both."""
        before, after = name.pop("honorificPrefix", ""), name.pop("honorificSuffix", "")
        if middle := name.pop("middleName", ""):
            self._set_aside("Middle name", middle, "there is a full name")
        whole = " ".join(filter(None, (before, full, after)))
        if len(whole) <= MAX_TEXT:
            return whole
        self._set_aside("Title", f"{before} {after}".strip(), "the name is too long with it")
        return full

    def _settle_address(self, address: dict[str, Any]) -> None:
        """Leave a whole address or its parts; beside a city, "address" means the street."""
        if "formattedValue" in address and address.keys() - {"formattedValue", "type"}:
            line = address.pop("formattedValue")
            street = address.setdefault("streetAddress", line)
            if street not in line and "extendedAddress" not in address:
                address["extendedAddress"] = line
            elif street != line:
                self._set_aside("Address", line, "its parts are there")


def _values(answer: Answer) -> list[str]:
    given = (answer.value,) if isinstance(answer.value, str) else answer.value
    return [text for value in given if (text := clean.clean_text(value))]


def _label(answer: Answer) -> str:
    return clean.clean_text(answer.label) or clean.clean_text(answer.key) or "Answer"
