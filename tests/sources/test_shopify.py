"""Shopify: topics, the ids of a delivery, and customers whose addresses say more."""

from typing import Any

import pytest

from adapter.model import Answer, Reading
from adapter.sources.shopify import SOURCE, parse

from .samples import as_json, delivery, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
SIGNED = "QPU7B+24tydbPKrthyg5BZiuFgphUvK0/2vH5+ueSy8="  # by @shopify/shopify-api


def read(topic: str = "customers/create", event: str = "e1", **customer: Any) -> Reading:
    """Return what is read in a customer."""
    headers = {"x_shopify_topic": topic, "x_shopify_webhook_id": "w1"}
    headers |= {"x_shopify_event_id": event} if event else {}
    return parse(as_json({"id": 706405506930370084, **customer}, **headers), {})


def test_a_vector_of_its_own_library_is_accepted() -> None:
    """The key is the secret as it is written."""
    prove(SOURCE, delivery(BODY, x_shopify_hmac_sha256=SIGNED), [b"s3cr3t-key"])


@pytest.mark.parametrize("topic", ["customers/update", "customers/redact", "shop/redact", ""])
def test_other_topics_are_about_nobody_new(topic: str) -> None:
    """Requests to forget somebody come to the same URL."""
    assert read(topic).submissions == ()


def test_a_customer_of_64_bits_keeps_its_id() -> None:
    """A float would have rounded it."""
    assert read().submissions[0].ref == "706405506930370084"


def test_a_delivery_is_known_by_its_event_and_its_customer() -> None:
    """An import is one event about many; a delivery in older versions has but an id of its own."""
    assert read().id == "e1 706405506930370084"
    assert read(id=5).id == "e1 5"
    assert read(event="").id == "w1 706405506930370084"


def test_a_customer_without_a_name_has_that_of_the_address() -> None:
    """So has one without a phone number."""
    address = {"id": 1, "first_name": "Ada", "phone": "+14155550101", "default": True}
    [row] = read(first_name=None, default_address=address, addresses=[address]).submissions
    assert row.answers == (
        Answer("address.first_name", "Ada", "", "givenName"),
        Answer("address.phone", "+14155550101", "", "phone"),
    )


def test_no_address_is_dropped() -> None:
    """Google's address book tells one from another by its type."""
    cities = [{"city": "Springfield"}, {"city": "Arlington"}, {"city": "Norfolk", "zip": "23501"}]
    [row] = read(addresses=cities).submissions
    assert row.answers == (
        Answer("address.city", "Springfield", "", "address.city"),
        Answer("address.other.city", "Arlington", "", "address.other.city"),
        Answer("another address", "Norfolk, 23501", "Another address"),
    )
