"""Formspree: handshakes, and inputs that set Formspree."""

from typing import Any

from adapter.model import Answer, Said
from adapter.sources.formspree import SOURCE, handshake, parse

from .samples import as_json, delivery, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
# by PyPI's and npm's stripe: Stripe signs in the same way
SIGNED = "t=1700000000,v1=674bfd841573e929833d6a8b680ca1686cfd6bd8cb7d45dd46d44997d3bfc25f"


def answers(names: list[str], **submission: Any) -> tuple[Answer, ...]:
    """Return what is read in a filled form."""
    filled = {"form": "x", "keys": names, "submission": submission}
    [one] = parse(as_json(filled), {}).submissions
    return one.answers


def test_a_vector_of_another_library_is_accepted() -> None:
    """The time is signed with the body."""
    posted = delivery(BODY, formspree_signature=SIGNED)
    prove(SOURCE, posted, [b"s3cr3t-key"], 1_700_000_000)


def test_a_rest_hook_gets_its_secret_back() -> None:
    """And nothing else."""
    assert handshake(delivery(x_hook_secret="s1"), [], {}) == Said(headers={"x-hook-secret": "s1"})


def test_a_submission_is_no_handshake() -> None:
    """Whatever else its headers hold."""
    assert handshake(delivery(BODY), [], {}) is None
    both = delivery(BODY, x_hook_secret="s1", formspree_signature=SIGNED)
    assert handshake(both, [], {}) is None


def test_answers_come_in_the_order_of_the_form() -> None:
    """The submission has an order of its own; what keys do not name comes last."""
    told = answers(["b", "gone", "a"], a="1", b="2", c="3")
    assert [answer.key for answer in told] == ["b", "a", "c"]


def test_inputs_that_set_formspree_are_no_answers() -> None:
    """But the address to reply to is the person's."""
    told = answers([], _date="2026-01-15", _subject="From our page", _replyto="a@b.c", _website="x")
    assert told == (Answer("_replyto", "a@b.c", kind="email"), Answer("_website", "x"))
