"""Mailchimp: probes, groups, days without a year."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest

from adapter.model import Answer, Reading, Said
from adapter.sources.decode import FORM
from adapter.sources.mailchimp import SOURCE, parse
from adapter.sources.source import answer_probe

from .samples import delivery, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
# by PyPI's and npm's stripe: Stripe signs in the same way
SIGNED = "t=1700000000,v1=674bfd841573e929833d6a8b680ca1686cfd6bd8cb7d45dd46d44997d3bfc25f"
GROUP = "GROUPINGS][0]["


def read(event: str = "subscribe", **merges: str) -> Reading:
    """Return what is read about a subscriber."""
    pairs = {f"data[merges][{name}]": text for name, text in merges.items()}
    form = {"type": event, "fired_at": "2026-01-15 09:17:02", "data[id]": "e2ff", **pairs}
    return parse(delivery(urlencode(form), FORM), {})


def answers(**merges: str) -> tuple[Answer, ...]:
    """Return the answers of a subscriber."""
    return read(**merges).submissions[0].answers


def test_a_vector_of_another_library_is_accepted() -> None:
    """The time is signed with the body."""
    posted = delivery(BODY, FORM, x_mailchimp_signature=SIGNED)
    prove(SOURCE, posted, [b"s3cr3t-key"], 1_700_000_000)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_url_that_is_saved_is_answered(method: str) -> None:
    """Without a secret: Mailchimp has none yet."""
    assert SOURCE.handshake is answer_probe
    assert answer_probe(replace(delivery(), method=method), [], {}) == Said()
    assert answer_probe(delivery(), [], {}) is None


def test_a_subscription_is_known_by_whom_and_when() -> None:
    """Mailchimp gives deliveries no id of their own."""
    assert read().id == "subscribe:e2ff:2026-01-15 09:17:02"


@pytest.mark.parametrize("event", ["unsubscribe", "profile", "upemail", "cleaned", "campaign"])
def test_only_a_subscription_is_about_somebody_new(event: str) -> None:
    """The others are about those who were."""
    assert read(event).submissions == ()


@pytest.mark.parametrize(
    ("told", "read_as"),
    [
        ("05/31", "--05-31"),
        ("31/05", "--05-31"),
        ("06/06", "--06-06"),
        ("03/12", "03/12"),
        ("13/31", "13/31"),
        ("spring", "spring"),
    ],
)
def test_a_day_is_read_where_it_is_clear(told: str, read_as: str) -> None:
    """An audience may put the day first."""
    assert answers(BIRTHDAY=told) == (Answer("BIRTHDAY", read_as, "", "birthday"),)


def test_groups_are_told_once_under_their_names() -> None:
    """INTERESTS holds them all, without."""
    group = {f"{GROUP}name": "What do you like?", f"{GROUP}groups": "Engines, Looms"}
    assert answers(INTERESTS="Engines, Looms", **group) == (
        Answer("What do you like?", "Engines, Looms"),
    )
    assert answers(INTERESTS="Engines") == (Answer("INTERESTS", "Engines"),)


def test_a_second_address_is_one_answer() -> None:
    """Its parts would mix with those of the first."""
    second = {"OFFICE][addr1": "73 Engine Street", "OFFICE][addr2": "", "OFFICE][city": "London"}
    assert answers(**second) == (Answer("OFFICE", ("73 Engine Street", "London")),)


@pytest.mark.parametrize(("told", "kind"), [("GB", "countryCode"), ("United Kingdom", "country")])
def test_a_country_is_a_code_or_a_name(told: str, kind: str) -> None:
    """Mailchimp's own forms tell the code."""
    name = "ADDRESS][country"
    assert answers(**{name: told}) == (Answer("ADDRESS.country", told, "", f"address.{kind}"),)


def test_an_email_may_be_told_by_its_merge_field_only() -> None:
    """Beside the subscriber's own it is told once more."""
    assert answers(EMAIL="ada@example.com") == (Answer("EMAIL", "ada@example.com", "", "email"),)
