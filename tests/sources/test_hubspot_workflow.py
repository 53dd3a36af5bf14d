"""HubSpot, workflow action: what people wrote, among all that was counted."""

from typing import Any

import pytest

from adapter.errors import MalformedBody, UnsupportedBody
from adapter.model import Answer
from adapter.sources.decode import FORM
from adapter.sources.hubspot_workflow import parse

from .samples import as_json, delivery


def answers(body: Any) -> tuple[Answer, ...]:
    """Return what is read in a body."""
    return parse(as_json(body), {}).submissions[0].answers


def test_the_company_is_the_contacts_own_word_first() -> None:
    """The record that HubSpot has found for it comes second."""
    found = {"properties": {"name": {"value": "Found Ltd"}}}
    body = {"vid": 7, "properties": {"company": {"value": "Told Ltd"}}, "associated-company": found}
    assert answers(body) == (Answer("company", "Told Ltd"),)
    body["properties"] = {"company": {"value": ""}}
    assert answers(body) == (Answer("company", "Found Ltd"),)


def test_a_contact_is_known_by_its_id() -> None:
    """A repeat may have been counted anew in between."""
    first = {"vid": 7, "properties": {"lastmodifieddate": {"value": "1"}}}
    again = {"vid": 7, "properties": {"lastmodifieddate": {"value": "2"}}}
    assert parse(as_json(first), {}) == parse(as_json(again), {})
    assert parse(as_json(first), {}).id == "7"


@pytest.mark.parametrize("body", [{"hs_object_id": "7"}, {"properties": {"hs_object_id": "7"}}])
def test_an_id_that_its_author_sends_is_one(body: Any) -> None:
    """And nothing that anybody would type in."""
    reading = parse(as_json({**body, "email": "ada@example.com"}), {})
    assert reading.id == reading.submissions[0].ref == "7"
    assert "7" not in [answer.value for answer in reading.submissions[0].answers]


def test_nothing_customised_is_left_out() -> None:
    """Its author has chosen it."""
    assert answers({"hs_lead_status": "NEW"}) == (Answer("hs_lead_status", "NEW"),)


@pytest.mark.parametrize("body", [[], "x", None, 7])
def test_what_is_no_object_is_refused(body: Any) -> None:
    """There is one contact a delivery."""
    with pytest.raises(MalformedBody):
        parse(as_json(body), {})


def test_a_posted_form_is_refused() -> None:
    """HubSpot posts JSON. An old signature could be carried on behind a form, not behind JSON."""
    with pytest.raises(UnsupportedBody):
        parse(delivery("email=ada%40example.com", FORM), {})


@pytest.mark.parametrize("own_id", ["companyId", "dealId"])
def test_a_company_or_a_deal_is_nobody(own_id: str) -> None:
    """Its name is no person's; a customised body may name one beside the contact."""
    properties = {"name": {"value": "Engines Ltd"}}
    assert parse(as_json({own_id: 7, "properties": properties}), {}).submissions == ()
    assert parse(as_json({own_id: 7, "email": "ada@example.com"}), {}).submissions
