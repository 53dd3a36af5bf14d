"""Pipedrive: two versions, addresses in parts, fields without names."""

from typing import Any

import pytest

from adapter.model import Answer, Reading
from adapter.sources.pipedrive import parse

from .samples import as_json

HASH = "9dc80c50d78a15643bfc4ca79d76156a73a1ca0e"


def v1(action: str = "added", meta: Any = None, options: Any = None, **person: Any) -> Reading:
    """Return what is read in a delivery of version 1."""
    told = {"action": action, "object": "person", "id": 3, "company_id": 7, **(meta or {})}
    return parse(as_json({"v": 1, "meta": told, "current": person}), options or {})


def v2(action: str = "create", meta: Any = None, **person: Any) -> Reading:
    """Return what is read in a delivery of version 2."""
    told = {"action": action, "entity": "person", "id": "a-uuid", "entity_id": "3", **(meta or {})}
    return parse(as_json({"meta": told, "data": person or None}), {})


def answers(reading: Reading) -> dict[str, Any]:
    """Return the answers of the one submission by their kinds, or else their labels."""
    [submission] = reading.submissions
    return {answer.kind or answer.label: answer.value for answer in submission.answers}


def test_version_1_is_known_by_the_person() -> None:
    """Its id is the person's; the same event may come more than once."""
    first, second = (v1(meta={"timestamp": at}, name="Ada") for at in (1, 2))
    assert first.id == second.id == "added.person:7:3"
    assert first.submissions[0].ref == "3"


def test_version_2_is_known_by_the_event() -> None:
    """Its id is the event's, whatever the attempt."""
    first, second = (v2(meta={"attempt": attempt}, name="Ada") for attempt in (1, 2))
    assert first.id == second.id == "a-uuid"
    assert first.submissions[0].ref == "3"


@pytest.mark.parametrize(
    "reading",
    [
        v1("updated", name="Ada"),
        v1("merged", name="Ada"),
        v1("deleted"),
        v2("change", {"merged_from_id": "4"}, name="Ada"),
        v2("delete", {"merged_to_id": "4"}),
        v2(meta={"entity": "organization"}, name="Engines"),
    ],
)
def test_only_a_new_person_is_one(reading: Reading) -> None:
    """A merge is a deletion and a change."""
    assert reading.submissions == ()


def test_a_route_may_want_other_events() -> None:
    """In Pipedrive's words."""
    assert v1("updated", options={"events": ["updated.person"]}, name="Ada").submissions


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("5 Engine Street, London", "5 Engine Street"),
        ("Engine Street 5, London", "Engine Street 5"),
        ("Engine street No. 5", "5 Engine Street"),
    ],
)
def test_a_number_stands_where_its_country_puts_it(text: str, street: str) -> None:
    """As the whole address has it; both versions tell the parts."""
    parts = {"route": "Engine Street", "street_number": "5", "locality": "London"}
    flat = {f"postal_address_{name}": value for name, value in parts.items()}
    expected = {"address.street": street, "address.city": "London"}
    assert answers(v1(postal_address=text, **flat)) == expected
    assert answers(v2(postal_address={"value": text, **parts})) == expected


def test_an_address_without_a_street_is_kept_as_it_was_typed() -> None:
    """What Google Maps did not find would be lost."""
    expected = {"address": "The old mill, Ely"}
    place = "The old mill, Ely"
    assert answers(v1(postal_address=place, postal_address_locality="Ely")) == expected
    assert answers(v2(postal_address={"value": place, "locality": "Ely"})) == expected
    assert answers(v2(postal_address={"value": place, "locality": None})) == expected


@pytest.mark.parametrize("told", [49, "49", "27,28", "", None, {"id": 49}, ["a"]])
def test_the_id_of_an_option_says_nothing(told: Any) -> None:
    """What was chosen is told by it, in version 1 as if it had been typed."""
    assert answers(v1(name="Ada", **{HASH: told})) == {"name": "Ada"}


@pytest.mark.parametrize("told", [{"type": "enum", "id": 49}, {"values": [{"id": 1}]}, None, "a"])
def test_version_2_calls_an_option_one(told: Any) -> None:
    """It has no value then."""
    assert answers(v2(name="Ada", custom_fields={HASH: told})) == {"name": "Ada"}


def test_what_was_typed_can_be_called_by_its_hash() -> None:
    """Pipedrive tells no name; `fields` of the route may give it one."""
    expected = Answer(HASH, "Prefers mornings", "Custom field")
    typed = {"type": "varchar", "value": "Prefers mornings"}
    for reading in (v1(**{HASH: "Prefers mornings"}), v2(custom_fields={HASH: typed})):
        assert reading.submissions[0].answers == (expected,)


def test_a_second_address_is_not_mixed_into_the_first() -> None:
    """The one in a custom field is a custom field, unless it is the only one."""
    place = {"value": "5 Engine Street, London", "route": "Engine Street", "street_number": "5"}
    custom = {HASH: {"type": "address", "value": "The old mill, Ely"}}
    assert answers(v2(postal_address=place, custom_fields=custom)) == {
        "address.street": "5 Engine Street",
        "Custom field": "The old mill, Ely",
    }
    for none in (None, {"value": None}):
        only = {"address": "The old mill, Ely"}
        assert answers(v2(postal_address=none, custom_fields=custom)) == only


@pytest.mark.parametrize(
    ("told", "typed"),
    [
        ({"type": "monetary", "value": 500, "currency": "EUR"}, "500 EUR"),
        (
            {"type": "daterange", "value": "2026-01-15", "until": "2026-02-15"},
            "2026-01-15 to 2026-02-15",
        ),
        ({"type": "daterange", "value": "2026-01-15", "until": None}, "2026-01-15"),
        ({"type": "monetary", "value": 500, "currency": {"odd": 1}}, "500"),
    ],
)
def test_a_value_of_two_parts_is_whole(told: Any, typed: str) -> None:
    """An amount means nothing without its currency, nor a range without its end."""
    assert answers(v2(custom_fields={HASH: told})) == {"Custom field": typed}
