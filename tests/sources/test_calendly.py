"""Calendly: guests, calls, bookings that are moved."""

from typing import Any

import pytest

from adapter.contacts.convert import convert
from adapter.contacts.mapping import Rules
from adapter.model import Answer, Reading
from adapter.sources.calendly import SOURCE, parse

from .samples import as_json, delivery, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
# by PyPI's and npm's stripe: Stripe signs in the same way
SIGNED = "t=1700000000,v1=674bfd841573e929833d6a8b680ca1686cfd6bd8cb7d45dd46d44997d3bfc25f"
GUESTS = {"event_guests": [{"email": "grace@example.com"}]}


def read(event: str = "invitee.created", options: Any = None, **payload: Any) -> Reading:
    """Return what is read in a booking."""
    booking = {"event": event, "payload": {"uri": "https://x.example/1", **payload}}
    return parse(as_json(booking), options or {})


def answers(**payload: Any) -> tuple[Answer, ...]:
    """Return the answers of the invitee."""
    [submission] = read(**payload).submissions
    return submission.answers


def test_a_vector_of_another_library_is_accepted() -> None:
    """The time is signed with the body."""
    posted = delivery(BODY, calendly_webhook_signature=SIGNED)
    prove(SOURCE, posted, [b"s3cr3t-key"], 1_700_000_000)


def test_a_booking_is_known_by_its_invitee() -> None:
    """Another event tells of the same one."""
    assert read(name="Ada").id == "invitee.created:https://x.example/1"


@pytest.mark.parametrize("moved", [{"old_invitee": "https://x.example/0"}, {"rescheduled": True}])
def test_one_who_only_moved_is_not_new(moved: dict[str, Any]) -> None:
    """Calendly cancels one booking and creates another."""
    assert read(name="Ada", **moved).submissions == ()


@pytest.mark.parametrize("event", ["invitee.canceled", "invitee_no_show.created"])
def test_other_events_are_about_nobody_new(event: str) -> None:
    """Unless the route names them."""
    assert read(event, name="Ada").submissions == ()
    assert len(read(event, {"events": [event]}, name="Ada").submissions) == 1


def test_guests_are_told_with_the_invitee() -> None:
    """They have not asked for anything themselves."""
    told = answers(scheduled_event=GUESTS)
    assert told == (Answer("event_guests", ("grace@example.com",), "Guests"),)


def test_guests_are_people_of_their_own_where_the_route_says_so() -> None:
    """All that is known of them is an address."""
    _, guest = read(options={"guests": True}, scheduled_event=GUESTS).submissions
    assert guest.answers == (Answer("email", "grace@example.com", "", "email"),)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("outbound_call", (Answer("outbound_call", "+1 415-555-0101", "", "phone"),)),
        ("ask_invitee", (Answer("meeting_place", "+1 415-555-0101", "Meeting place"),)),
        ("inbound_call", ()),  # the host's own number
    ],
)
def test_where_they_meet_is_told_if_the_invitee_said_it(kind: str, told: Any) -> None:
    """The number that the host is to call is the invitee's."""
    place = {"type": kind, "location": "+1 415-555-0101"}
    assert answers(scheduled_event={"location": place}) == told


def test_what_calendly_asks_by_itself_is_a_note() -> None:
    """Whoever makes a booking page leaves its question as it is."""
    text = "Please share anything that will help prepare for our meeting."
    [submission] = read(
        email="ada@example.com", questions_and_answers=[{"question": text, "answer": "Looms"}]
    ).submissions
    assert convert(submission, Rules()).person["biographies"][0]["value"] == "Looms"
