"""Stripe: its signature, and customers in full, in part, and not at all."""

from typing import Any

import pytest

from adapter.errors import BadSignature, MalformedBody
from adapter.model import Answer, Reading
from adapter.sources.stripe import SOURCE, parse

from .samples import as_json, delivery, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
SIGNED = "674bfd841573e929833d6a8b680ca1686cfd6bd8cb7d45dd46d44997d3bfc25f"  # by PyPI's stripe
OTHER = SIGNED[::-1]
NOW = 1_700_000_000


def read(customer: Any, event: str = "customer.created", **options: Any) -> Reading:
    """Return what is read in an event."""
    return parse(as_json({"id": "evt_1", "type": event, "data": {"object": customer}}), options)


def answers(**customer: Any) -> tuple[Answer, ...]:
    """Return what is read in a customer."""
    return read(customer).submissions[0].answers


@pytest.mark.parametrize(
    "header", [f"v1={SIGNED}", f"v1={OTHER},v1={SIGNED}", f"v1={SIGNED},v0={OTHER}"]
)
def test_a_vector_of_its_own_library_is_accepted(header: str) -> None:
    """The key is the secret as it is written; while it is rolled, there are several signatures."""
    posted = delivery(BODY, stripe_signature=f"t={NOW},{header}")
    prove(SOURCE, posted, [b"s3cr3t-key"], NOW)


@pytest.mark.parametrize("header", [f"v0={SIGNED}", f"v1={OTHER},v0={SIGNED}"])
def test_the_test_scheme_proves_nothing(header: str) -> None:
    """Whoever accepts v0 can be talked down to it."""
    with pytest.raises(BadSignature):
        prove(SOURCE, delivery(BODY, stripe_signature=f"t={NOW},{header}"), [b"s3cr3t-key"], NOW)


def test_an_event_and_a_customer_have_their_ids() -> None:
    """A repeated event keeps its own."""
    reading = read({"id": "cus_1"})
    assert (reading.id, reading.submissions[0].ref) == ("evt_1", "cus_1")


def test_an_address_to_ship_to_is_told_once() -> None:
    """Mostly it is the same."""
    home = {"city": "Springfield", "line1": None}
    told = (Answer("address.city", "Springfield", "", "address.city"),)
    assert answers(address=home, shipping={"address": home}) == told


def test_another_address_to_ship_to_is_called_so() -> None:
    """It does not mix with the first."""
    shipping = answers(address={"city": "Springfield"}, shipping={"address": {"state": "MA"}})[1]
    assert shipping == Answer("address.shipping.state", "MA", "", "address.shipping.region")


def test_other_events_create_somebody_only_if_the_route_says_so() -> None:
    """Stripe tells of every change."""
    assert read({"name": "Ada"}, "customer.updated").submissions == ()
    assert read({"name": "Ada"}, "customer.updated", events=["customer.updated"]).submissions


def test_an_event_that_should_hold_a_customer_and_does_not_is_refused() -> None:
    """A thin one names it only."""
    thin = {"id": "evt_1", "type": "v2.core.account.created"}
    with pytest.raises(MalformedBody, match="data"):
        parse(as_json(thin), {"events": ["v2.core.account.created"]})
