"""Intercom: probes, leads without a name, lists of two generations."""

from dataclasses import replace
from typing import Any

import pytest

from adapter.model import Answer, Reading, Said
from adapter.sources.intercom import SOURCE, parse
from adapter.sources.source import answer_probe

from .samples import as_json, delivery, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
SIGNED = "sha1=0d5ecdc2935525c7da8577ee59c03a6c73fdd448"  # by openssl dgst -sha1 -hmac


def read(topic: str = "contact.user.created", options: Any = None, **item: Any) -> Reading:
    """Return what is read in a notification."""
    notice = {"topic": topic, "id": "notif_1", "data": {"item": item}}
    return parse(as_json(notice), options or {})


def answers(**item: Any) -> tuple[Answer, ...]:
    """Return what is read about Ada, besides her name."""
    [submission] = read(name="Ada", **item).submissions
    return submission.answers[1:]


def test_a_vector_of_another_tool_is_accepted() -> None:
    """SHA-1 it is, as in the days of X-Hub-Signature."""
    prove(SOURCE, delivery(BODY, x_hub_signature=SIGNED), [b"s3cr3t-key"])


def test_a_url_that_is_saved_is_answered() -> None:
    """Intercom looks whether it is there."""
    assert SOURCE.handshake is answer_probe
    assert answer_probe(replace(delivery(), method="HEAD"), [], {}) == Said()


@pytest.mark.parametrize(
    "topic",
    ["contact.user.created", "contact.lead.created", "user.created", "contact.created"],
)
def test_who_is_new_has_many_names(topic: str) -> None:
    """Versions of Intercom differ."""
    assert read(topic, name="Ada").id == "notif_1"
    assert len(read(topic, name="Ada").submissions) == 1


@pytest.mark.parametrize("topic", ["contact.deleted", "contact.email.updated", "company.created"])
def test_other_topics_are_about_nobody_new(topic: str) -> None:
    """Unless the route names them."""
    assert read(topic, name="Ada").submissions == ()
    assert len(read(topic, {"events": [topic]}, name="Ada").submissions) == 1


def test_a_lead_of_whom_nothing_is_known_is_nobody_yet() -> None:
    """Who writes in the messenger is a lead at once."""
    assert read("contact.lead.created", id="1", custom_attributes={"plan": "x"}).submissions == ()


@pytest.mark.parametrize(
    "companies",
    [
        {"type": "list", "data": [{"name": "Engines"}, {"id": "2"}]},
        {"type": "company.list", "companies": [{"name": "Engines"}]},
    ],
)
def test_companies_are_told_by_name(companies: dict[str, Any]) -> None:
    """Some are told by an id only."""
    assert answers(companies=companies) == (Answer("companies", ("Engines",), "", "company"),)


@pytest.mark.parametrize("companies", [{}, {"data": None}, {"data": "x"}, {"data": ["x"]}])
def test_a_list_of_another_shape_is_empty(companies: dict[str, Any]) -> None:
    """The person is read all the same."""
    assert answers(companies=companies) == ()
