"""ActiveCampaign: events and automations, fields by number."""

from typing import Any
from urllib.parse import urlencode

import pytest

from adapter.errors import MalformedBody
from adapter.model import Answer, Reading
from adapter.sources.activecampaign import parse
from adapter.sources.decode import FORM

from .samples import delivery


def read(events: list[str] | None = None, **fields: Any) -> Reading:
    """Return what is read in a form; ``contact={…}`` is written in brackets."""
    pairs = {f"contact[{name}]": text for name, text in fields.pop("contact", {}).items()}
    options = {} if events is None else {"events": events}
    return parse(delivery(urlencode({**fields, **pairs}), FORM), options)


def answers(**contact: str) -> tuple[Answer, ...]:
    """Return the answers of a contact."""
    return read(contact=contact).submissions[0].answers


def test_one_who_is_added_and_subscribed_is_one_person() -> None:
    """Both events come when a form adds a contact; its id is the same."""
    contact = {"id": "7", "email": "ada@example.com"}
    added, subscribed = (read(type=one, contact=contact) for one in ("contact_add", "subscribe"))
    assert added == subscribed
    assert added.id == "7"


@pytest.mark.parametrize("event", ["unsubscribe", "update", "contact_tag_added", "deal_add"])
def test_other_events_are_about_nobody_new(event: str) -> None:
    """Some do not even tell a contact."""
    assert read(type=event).submissions == ()


def test_a_route_may_want_other_events() -> None:
    """What an automation posts was meant to come here, and has no type."""
    for event in ({"type": "contact_tag_added"}, {}):
        wanted = read(["contact_tag_added"], contact={"email": "ada@example.com"}, **event)
        assert len(wanted.submissions) == 1


def test_a_form_without_a_contact_is_refused() -> None:
    """It is somebody else's."""
    with pytest.raises(MalformedBody):
        read(email="ada@example.com")


@pytest.mark.parametrize(
    ("text", "value"),
    [("||a||b||", ("a", "b")), ("||a||", ("a",)), ("a||b", "a||b"), ("a", "a")],
)
def test_several_values_are_told_apart(text: str, value: Any) -> None:
    """Bars begin and end such a list."""
    assert answers(**{"fields][topics": text}) == (Answer("topics", value),)


def test_a_field_keeps_its_number() -> None:
    """It is all that ActiveCampaign tells of its name."""
    assert answers(**{"fields][39": "a"}) == (Answer("39", "a", "Field 39"),)


@pytest.mark.parametrize("names", [("orgname",), ("customer_acct_name",)])
def test_a_company_is_told_under_two_names(names: tuple[str, ...]) -> None:
    """Automations tell both, or either."""
    assert answers(**dict.fromkeys(names, "Engines")) == (
        Answer("orgname", "Engines", "", "company"),
    )
