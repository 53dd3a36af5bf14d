"""Webflow: milliseconds, and two versions of its API."""

from dataclasses import replace
from typing import Any

import pytest

from adapter.errors import BadSignature
from adapter.model import Reading
from adapter.sources.webflow import SOURCE, parse, sign

from .samples import as_json, delivery, outcomes, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
NOW = 1_700_000_000
# by npm's webflow-api
SIGNED = "c42eedf80317e96701943ad00b58e222485223174c00280252a5ab7b259ea7e2"


def read(body: Any) -> Reading:
    """Return what is read in a delivery."""
    return parse(as_json(body), {})


def test_a_vector_of_another_library_is_accepted() -> None:
    """The time is signed with the body."""
    headers = {"x_webflow_timestamp": f"{NOW}000", "x_webflow_signature": SIGNED}
    prove(SOURCE, delivery(BODY, **headers), [b"s3cr3t-key"], NOW)


def test_seconds_are_refused() -> None:
    """Webflow counts milliseconds: what comes in seconds was signed in 1970."""
    headers = sign(delivery(BODY), b"s3cr3t-key", NOW / 1000, {})
    posted = replace(delivery(BODY), headers=headers)
    with pytest.raises(BadSignature):
        prove(SOURCE, posted, [b"s3cr3t-key"], NOW)


def test_both_versions_have_an_id() -> None:
    """A delivery that is repeated is known by it."""
    filled = {"data": {"Name": "Ada"}}
    assert read({"payload": {**filled, "id": "a1"}}).id == "a1"
    assert read({**filled, "_id": "b2"}).id == "b2"


def test_a_long_number_keeps_every_digit() -> None:
    """Webflow writes a phone number as a number."""
    [submission] = read({"data": {"Phone Number": 4_930_123_456_789_012}}).submissions
    assert submission.answers[0].value == "4930123456789012"


@pytest.mark.parametrize(
    ("labels", "kinds"),
    [
        (["Name 2", "Field"], ["name", ""]),
        (["name-3"], ["name"]),
        (["Name 2", "Name 3"], ["", ""]),
        (["Company Name", "Name 2"], ["", ""]),
    ],
)
def test_a_numbered_name_is_the_name_where_it_is_the_only_one(
    labels: list[str], kinds: list[str]
) -> None:
    """Webflow counts the fields of further forms on a page."""
    [submission] = read({"data": dict.fromkeys(labels, "Ada")}).submissions
    assert [answer.kind for answer in submission.answers] == kinds


@pytest.mark.parametrize("event", ["site_publish", "ecomm_new_order", "comment_created"])
def test_other_events_are_about_nobody_new(event: str) -> None:
    """Only a form is filled in by a person who wants to be known."""
    assert read({"triggerType": event, "payload": {}}).submissions == ()


@pytest.mark.parametrize("apart", " -")
def test_a_further_form_is_read_as_the_first_is(apart: str) -> None:
    """Its fields all have the same number."""
    labels = [f"{label}{apart}2" for label in ("First Name", "Last Name", "Email", "Message")]
    texts = ("Ada", "Lovelace", "ada@example.com", "Hello")
    [person] = outcomes(read({"data": dict(zip(labels, texts, strict=True))}))
    assert person == {
        "names": [{"givenName": "Ada", "familyName": "Lovelace"}],
        "emailAddresses": [{"value": "ada@example.com"}],
        "biographies": [{"value": "Hello", "contentType": "TEXT_PLAIN"}],
    }


@pytest.mark.parametrize(
    "labels", [["Email", "Message 2"], ["First Name 2", "Last Name 3"], ["Email 2", "Email"]]
)
def test_a_number_that_is_not_the_forms_stays(labels: list[str]) -> None:
    """There may be two of a kind in one form."""
    [submission] = read({"data": dict.fromkeys(labels, "x")}).submissions
    assert [answer.label for answer in submission.answers] == ["", ""]
