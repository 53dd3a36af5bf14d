"""Every writable place of a Person has a name, and a wrong name is told what would be right."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.contacts.draft import Draft
from adapter.contacts.targets import _FIELDS, _SHORT, Target, parse_target
from adapter.model import Answer

DISCOVERY = Path(__file__).parents[2] / "emulator/discovery/people.v1.json"
SCHEMAS = json.loads(DISCOVERY.read_text())["schemas"]
UNREACHABLE = {  # and why
    "biographies.contentType": "a note is plain text",
    "birthdays.text": "deprecated: use the date",
    "imClients.type": "the word after the dot is the protocol",
    "memberships.contactGroupMembership": "labels of the route",
}


def at(name: str) -> tuple[str, str, str]:
    """Return (field, part, kind) of a target."""
    target = parse_target(name)
    assert target is not None
    return target.field.name, target.part, target.kind


def writable(spec: dict[str, Any]) -> bool:
    """Tell whether a caller may set a property, by its description."""
    return not (spec.get("readOnly") or spec.get("deprecated"))


def writable_places() -> list[str]:
    """Return ``list.property`` of all that a caller may set in a Person's lists."""
    places = []
    for name, spec in SCHEMAS["Person"]["properties"].items():
        if "items" not in spec or not writable(spec):
            continue
        properties = SCHEMAS[spec["items"]["$ref"]]["properties"]
        for part, part_spec in properties.items():
            text = part_spec.get("description", "")
            if part != "metadata" and writable(part_spec) and "Output only" not in text:
                places.append(f"{name}.{part}")
    return [
        place for place in places if place.split(".")[0] not in ("braggingRights", "residences")
    ]


def reached() -> set[str]:
    """Return ``list.property`` of all that some target stands for."""
    places = set()
    for field in _FIELDS.values():
        parts = {field.part, field.kind_key, *field.parts.values()}
        places |= {f"{field.name}.{part}" for part in parts if part}
    return places


def test_every_writable_place_of_a_person_is_reachable() -> None:
    """The discovery document lists them; the few that are left out have a reason."""
    assert set(writable_places()) - reached() <= UNREACHABLE.keys()


def test_no_target_stands_for_a_place_that_google_does_not_have() -> None:
    """A renamed field would sink every row."""
    assert reached() <= set(writable_places())


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("name", ("names", "unstructuredName", "")),
        ("name.givenName", ("names", "givenName", "")),
        ("givenName", ("names", "givenName", "")),
        ("phoneticFamilyName", ("names", "phoneticFamilyName", "")),
        ("email", ("emailAddresses", "value", "")),
        ("email.work", ("emailAddresses", "value", "work")),
        ("email.work.displayName", ("emailAddresses", "displayName", "work")),
        ("phone.mobile", ("phoneNumbers", "value", "mobile")),
        ("address", ("addresses", "formattedValue", "")),
        ("address.city", ("addresses", "city", "")),
        ("address.street", ("addresses", "streetAddress", "")),
        ("address.work.city", ("addresses", "city", "work")),
        ("address.city.work", ("addresses", "city", "work")),
        ("company", ("organizations", "name", "")),
        ("company.school", ("organizations", "name", "school")),
        ("jobTitle", ("organizations", "title", "")),
        ("organization.startDate", ("organizations", "startDate", "")),
        ("organization.school.name", ("organizations", "name", "school")),
        ("relation.spouse", ("relations", "person", "spouse")),
        ("event.anniversary", ("events", "date", "anniversary")),
        ("birthday", ("birthdays", "date", "")),
        ("im.skype", ("imClients", "username", "skype")),
        ("url.blog", ("urls", "value", "blog")),
        ("calendarUrl.work", ("calendarUrls", "url", "work")),
        ("pronouns", ("genders", "addressMeAs", "")),
        ("location.deskCode", ("locations", "deskCode", "")),
        ("nickname.MAIDEN_NAME", ("nicknames", "value", "MAIDEN_NAME")),
        ("note", ("biographies", "value", "")),
        ("custom", ("userDefined", "value", "")),
        ("custom:Some label", ("userDefined", "value", "Some label")),
        ("custom: a.b:c ", ("userDefined", "value", "a.b:c")),
        ("clientData:crm", ("clientData", "value", "crm")),
        ("emailAddress", ("emailAddresses", "value", "")),
        ("phoneNumber.home", ("phoneNumbers", "value", "home")),
        ("biography", ("biographies", "value", "")),
        ("userDefined:X", ("userDefined", "value", "X")),
        ("imClient.jabber", ("imClients", "username", "jabber")),
        ("sipAddress", ("sipAddresses", "value", "")),
        ("miscKeyword.WORK", ("miscKeywords", "value", "WORK")),
    ],
)
def test_a_name_stands_for_a_place(name: str, place: tuple[str, str, str]) -> None:
    """Short names of forms, Google's own in the singular, a type after the dot."""
    assert at(name) == place


def test_drop_stands_for_nowhere() -> None:
    """An answer that nobody wants is thrown away by choice only."""
    assert parse_target("drop") is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("emial", "unknown field, did you mean email?"),
        ("givenname", "unknown field, did you mean givenName?"),
        ("emailAddresses", "unknown field, did you mean emailAddress?"),
        ("droop", "unknown field, did you mean drop?"),
        ("xyzzy", "unknown field"),
        ("", "unknown field"),
        ("Email", "unknown field, did you mean email?"),
        ("email.", "unknown field; email has displayName"),
        ("email.work.home", "unknown field; email has displayName"),
        ("gender.x", "unknown field; gender has addressMeAs"),
        ("note.work", "unknown field"),
        ("givenName.work", "unknown field"),
        ("company.", "unknown field"),
        ("company.title", "unknown field"),
        ("phone:mobile", "unknown field, did you mean phone?"),
        ("drop.email", "unknown field, did you mean drop?"),
    ],
)
def test_a_wrong_name_is_told_what_would_be_right(name: str, hint: str) -> None:
    """The operator reads it when the function starts."""
    with pytest.raises(ValueError, match="unknown field") as refused:
        parse_target(name)
    assert str(refused.value) == hint


def test_a_wrong_part_is_told_the_parts_there_are() -> None:
    """``name.first`` is what other tools say."""
    with pytest.raises(ValueError, match=r"; name has givenName, familyName, "):
        parse_target("name.first")


def test_two_parts_are_no_place() -> None:
    """An answer is a city or a street."""
    with pytest.raises(ValueError, match="unknown field; address has"):
        parse_target("address.city.street")


NAMES = st.builds(".".join, st.lists(st.sampled_from([*_FIELDS, *_SHORT, "work", ""]), max_size=4))


@settings(deadline=None)
@given(NAMES | st.text(max_size=20))
def test_any_name_is_a_target_or_a_value_error(name: str) -> None:
    """A target that is accepted can be put into a person, under Google's names only."""
    try:
        target = parse_target(name)
    except ValueError:
        return
    if isinstance(target, Target):
        draft = Draft()
        draft.put(Answer("key", "1990-05-06"), target)
        draft.settle()
        assert all("" not in entry for entries in draft.person.values() for entry in entries)
