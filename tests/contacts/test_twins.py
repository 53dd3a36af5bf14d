"""The same person twice in one delivery."""

from typing import Any

import pytest

from adapter.contacts.twins import Twins, merge
from adapter.model import Person


def person(name: str = "", email: str = "", phone: str = "", **more: Any) -> Person:
    """Return a person."""
    fields: Person = {}
    if name:
        fields["names"] = [{"unstructuredName": name}]
    if email:
        fields["emailAddresses"] = [{"value": email}]
    if phone:
        fields["phoneNumbers"] = [{"value": phone}]
    return {**fields, **more}


ADA = person("Ada Lovelace", "ada@example.com", "+12125550100")


@pytest.mark.parametrize(
    "twin",
    [
        ADA,
        person("Ada Lovelace", "ada@example.com"),
        person("ada  LOVELACE", "ADA@example.com"),
        person("Ada Lovelace", phone="+1 212 555-0100"),
        {
            "names": [{"givenName": "Ada", "familyName": "Lovelace"}],
            "emailAddresses": [{"value": "ada@example.com"}],
        },
    ],
)
def test_a_name_and_a_way_to_reach_it_in_common_make_a_twin(twin: Person) -> None:
    """However it is written."""
    twins, people = Twins(), {0: ADA}
    assert twins.first(0, ADA, {}) is None
    assert twins.first(1, twin, people) == 0


@pytest.mark.parametrize(
    "other",
    [
        person("Byron Lovelace", "ada@example.com", "+12125550100"),
        person("", "ada@example.com"),
        person("Ada Lovelace"),
        person("Ada Lovelace", "lovelace@example.com"),
        person("Ada Lovelace", phone="+12125550199"),
    ],
)
def test_anything_less_makes_somebody_else(other: Person) -> None:
    """Families share an address, and names are not rare: nobody is lost to a guess."""
    twins = Twins()
    twins.first(0, ADA, {})
    assert twins.first(1, other, {0: ADA}) is None


def test_people_without_a_name_are_told_apart_by_their_address() -> None:
    """Newsletters know no names."""
    twins, one = Twins(), person(email="ada@example.com")
    twins.first(0, one, {})
    assert twins.first(1, person(email="Ada@example.com"), {0: one}) == 0


def test_what_a_twin_adds_is_kept() -> None:
    """Nothing that a person wrote is dropped."""
    people = {0: ADA}
    twins = Twins()
    twins.first(0, ADA, {})
    more = person("Ada Lovelace", "ada@example.com", "+12125550199")
    twins.first(1, more, people)
    assert [p["value"] for p in people[0]["phoneNumbers"]] == ["+12125550100", "+12125550199"]
    assert people[0]["emailAddresses"] == ADA["emailAddresses"]


def test_a_twin_of_a_twin_is_one_too() -> None:
    """What the second adds makes the third known."""
    people = {0: ADA}
    twins = Twins()
    twins.first(0, ADA, {})
    twins.first(1, person("Ada Lovelace", "ada@example.com", "+12125550199"), people)
    assert twins.first(2, person("Ada Lovelace", phone="+12125550199"), people) == 0


def test_notes_are_joined() -> None:
    """Each once."""
    note = {"value": "Call me.", "contentType": "TEXT_PLAIN"}
    other = {"value": "After five.", "contentType": "TEXT_PLAIN"}
    merged = merge({"biographies": [note]}, {"biographies": [other]})
    assert merged["biographies"] == [{**note, "value": "Call me.\nAfter five."}]


def test_of_what_there_can_be_one_the_first_stays() -> None:
    """Two names would be refused by Google."""
    born = {"birthdays": [{"date": {"year": 1815}}]}
    merged = merge({**ADA, **born}, {"birthdays": [{"date": {"year": 1816}}], "names": [{}]})
    assert merged == {**ADA, **born}


def test_in_a_later_chunk_only_the_very_same_is_known() -> None:
    """The first is created by then: nothing can be added to it."""
    twins = Twins()
    twins.first(0, ADA, {})
    twins.begin_chunk()
    assert twins.first(200, ADA, {}) == 0
    assert twins.first(201, person("Ada Lovelace", "ada@example.com", "+15550199"), {}) is None
