"""Tally: options by their texts, what was ticked once."""

from typing import Any

import pytest

from adapter.model import Answer
from adapter.sources.tally import SOURCE, parse

from .samples import as_json, delivery, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
SIGNED = "QPU7B+24tydbPKrthyg5BZiuFgphUvK0/2vH5+ueSy8="  # by @shopify/shopify-api
OPTIONS = [{"id": "id-1", "text": "Engines"}, {"id": "id-2", "text": "Looms"}]


def answers(**question: Any) -> tuple[Answer, ...]:
    """Return what is read in a form of one question."""
    fields = [{"key": "q1", "label": "Topics", **question}]
    event = {"eventType": "FORM_RESPONSE", "data": {"submissionId": "s1", "fields": fields}}
    return parse(as_json(event), {}).submissions[0].answers


def test_a_vector_of_another_library_is_accepted() -> None:
    """Shopify signs in the same way."""
    prove(SOURCE, delivery(BODY, tally_signature=SIGNED), [b"s3cr3t-key"])


def test_a_choice_is_told_by_its_text() -> None:
    """The delivery holds its id."""
    chosen = answers(type="DROPDOWN", value=["id-2"], options=OPTIONS)
    assert chosen == (Answer("q1", ("Looms",), "Topics"),)


def test_what_was_ticked_is_told_once() -> None:
    """Tally repeats it for each option, as Yes and No."""
    assert answers(type="CHECKBOXES", value=True) == ()


@pytest.mark.parametrize("value", ["other", ["other"], ["id-9"]])
def test_a_text_that_is_no_option_stays(value: Any) -> None:
    """Some questions let people write their own."""
    [answer] = answers(type="MULTIPLE_CHOICE", value=value, options=OPTIONS)
    assert answer.value in ("other", ("other",), ("id-9",))


def test_another_event_is_about_nobody_new() -> None:
    """There is one event so far."""
    event = {"eventType": "FORM_DELETED", "data": {"submissionId": "s1", "fields": []}}
    assert parse(as_json(event), {}).submissions == ()


def test_an_address_is_known_whatever_the_question() -> None:
    """Not every author takes the question for e-mail addresses."""
    [answer] = answers(type="INPUT_TEXT", value="ada@example.com", label="How do we reach you?")
    assert answer.kind == "email"
