"""Which events mean a new person, whoever names them."""

import pytest

from adapter.sources.events import creates


@pytest.mark.parametrize(
    "event",
    [
        *("contact.created", "com.example.lead.added", "user.signed_up", "created", ""),
        *("com.example.contact.created.v2", "com.example.contact.created.v1.0"),
        *("UserSignedUp", "Contact-Created", "CONTACT_CREATED"),
    ],
)
def test_the_last_word_says_that_a_person_is_new(event: str) -> None:
    """However it is spelled, and whatever version follows."""
    assert creates(event, {})


@pytest.mark.parametrize(
    "event", ["contact.updated", "unsubscribed", "recreated", "created.tag.removed", "ping"]
)
def test_other_events_are_about_nobody_new(event: str) -> None:
    """A word that only ends like one is another word."""
    assert not creates(event, {})


@pytest.mark.parametrize(
    "event",
    [
        *("deal.created", "company.created", "crm.organization.added", "DealCreated"),
        *("com.example.companies.created.v2", "task.completed", "opportunities.created"),
    ],
)
def test_a_new_thing_is_no_new_person(event: str) -> None:
    """Somebody new in a company is one."""
    assert not creates(event, {})
    assert creates(event, {"events": [event]})
    assert creates("company.contact.created", {})


def test_the_events_of_a_route_are_instead_of_these() -> None:
    """Its author knows the sender."""
    options = {"events": ["contact.imported"]}
    assert creates("contact.imported", options)
    assert not creates("contact.created", options)
    assert not creates("", options)
