"""Paperform: titles, the author's own keys, forms that were left half filled."""

from typing import Any

import pytest

from adapter.model import Answer
from adapter.sources.paperform import parse

from .samples import as_json, outcomes

NAME = {"title": "What do people call you?", "type": "text", "key": "f8quc", "value": "Ada"}


def event(*questions: dict[str, Any], **about: Any) -> dict[str, Any]:
    """Return what is posted when a form was filled in."""
    return {"data": list(questions), "submission_id": "s1", **about}


def test_the_authors_own_key_is_known() -> None:
    """It says what a title only hints at."""
    named = event({**NAME, "custom_key": "first_name"}, trigger="submission")
    [submission] = parse(as_json(named), {}).submissions
    assert submission.answers == (Answer("first_name", "Ada", NAME["title"]),)


def test_a_delivery_without_a_trigger_is_a_submission() -> None:
    """Deliveries had none before partial ones were introduced."""
    assert parse(as_json(event(NAME)), {}).id == "s1"
    assert parse(as_json(event(NAME)), {}).submissions


@pytest.mark.parametrize("about", [{"submission_id": None}, {"trigger": "partial_submission"}])
def test_a_form_left_half_filled_is_about_nobody(about: dict[str, Any]) -> None:
    """Whoever wrote into it has not sent it off."""
    assert parse(as_json({**event(NAME), **about}), {}).submissions == ()


def test_an_address_is_known_whatever_the_question() -> None:
    """Not every author takes the question for e-mail addresses."""
    reach = {"title": "Reach?", "type": "text", "key": "a1b2c", "value": "ada@example.com"}
    [submission] = parse(as_json(event(reach)), {}).submissions
    assert [answer.kind for answer in submission.answers] == ["email"]


def test_a_suburb_is_a_city() -> None:
    """Paperform is Australian."""
    where = {"street": "1 Main Street", "suburb": "Manly", "postcode": "2095"}
    asked = {"title": "Address", "type": "address", "key": "a1b2c", "value": where}
    [person] = outcomes(parse(as_json(event(asked)), {}))
    assert person["addresses"] == [
        {"streetAddress": "1 Main Street", "city": "Manly", "postalCode": "2095"}
    ]
