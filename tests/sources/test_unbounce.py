"""Unbounce: a lead as JSON inside a form."""

from urllib.parse import urlencode

import pytest

from adapter.errors import MalformedBody
from adapter.model import Answer, Delivery
from adapter.sources.decode import FORM
from adapter.sources.unbounce import parse

from .samples import delivery


def posted(lead: str) -> Delivery:
    """Return a delivery of a lead."""
    return delivery(urlencode({"page_name": "Engines", "data.json": lead}), FORM)


def test_what_was_left_blank_is_no_answer() -> None:
    """Every field of the form is there."""
    [lead] = parse(
        posted('{"email": ["ada@example.com"], "phone": [""], "topics": []}'), {}
    ).submissions
    assert lead.answers == (Answer("email", ("ada@example.com",), kind="email"),)


@pytest.mark.parametrize("lead", ['["ada@example.com"]', '"ada"', '{"email": ["ada@exam'])
def test_a_lead_that_is_no_object_is_refused(lead: str) -> None:
    """It is parked, for an operator to read."""
    with pytest.raises(MalformedBody):
        parse(posted(lead), {})


def test_an_address_is_known_whatever_its_field_is_called() -> None:
    """Unbounce tells no types."""
    [lead] = parse(posted('{"your_inbox": ["ada@example.com"]}'), {}).submissions
    assert [answer.kind for answer in lead.answers] == ["email"]
