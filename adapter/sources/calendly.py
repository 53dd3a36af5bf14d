"""Calendly: one JSON object per booking.

Shape   {"event": "invitee.created", "payload": {"uri": str, "name": str, "email": str,
        "first_name": str | null, "last_name": str | null, "text_reminder_number": str | null,
        "questions_and_answers": [{"question", "answer"}], "old_invitee": uri | null,
        "scheduled_event": {"event_guests": [{"email"}], "location": {"type", "location"}}}}
        a booking that is moved comes as one that is canceled and one that is created
Signed  hex HMAC-SHA256 of "{t}.{raw body}", header Calendly-Webhook-Signature: t=…,v1=…, if the
        subscription was made with a signing key
Waits   15 s; repeats for a day, then disables the subscription
Source  https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures
"""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import asked, to_ref
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Events, Options, Source, is_wanted
from adapter.sources.verify import SignedTime

TOLERANCE_S = 180.0  # three minutes, as in Calendly's own example
NEW_PEOPLE = ("invitee.created",)
KINDS = {
    "name": "name",
    "first_name": "givenName",
    "last_name": "familyName",
    "email": "email",
    "text_reminder_number": "phone.mobile",
}


class _Options(Events):
    guests = fields.Boolean(load_default=False)  # whether guests are contacts of their own


class _Meeting(Shape):
    guests = fields.List(fields.Dict(), load_default=list, data_key="event_guests")
    location = fields.Dict(load_default=dict)


class _Invitee(Shape):
    uri = fields.String(load_default="")
    name = fields.String(load_default="")
    first_name = fields.String(load_default="")
    last_name = fields.String(load_default="")
    email = fields.String(load_default="")
    text_reminder_number = fields.String(load_default="")
    questions = fields.List(fields.Dict(), load_default=list, data_key="questions_and_answers")
    tracking = fields.Dict(load_default=dict)
    meeting = fields.Nested(
        _Meeting, load_default=lambda: {"guests": [], "location": {}}, data_key="scheduled_event"
    )
    rescheduled = fields.Boolean(load_default=False)
    old_invitee = fields.String(load_default="")


class _Event(Shape):
    name = fields.String(required=True, data_key="event")
    payload = fields.Dict(required=True)


_EVENT, _INVITEE = _Event(), _Invitee()


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the invitee, and, where the route says so, the guests that come along."""
    event = load_shape(_EVENT, decode_json(delivery))
    if not is_wanted(event["name"], options, NEW_PEOPLE):
        return Reading(())
    invitee = load_shape(_INVITEE, event["payload"])
    own_id = to_ref(f"{event['name']}:{invitee['uri']}") if invitee["uri"] else ""
    if invitee["old_invitee"] or invitee["rescheduled"]:  # has been invited before
        return Reading((), id=own_id)
    apart = options.get("guests", False)
    guests = [guest["email"] for guest in invitee["meeting"]["guests"] if guest.get("email")]
    people = [Submission(tuple(_answers(invitee, [] if apart else guests)), to_ref(invitee["uri"]))]
    if apart:
        people += [Submission(tuple(asked("email", guest, kind="email"))) for guest in guests]
    return Reading(tuple(people), id=own_id)


def _answers(invitee: Mapping[str, Any], guests: list[Any]) -> Iterator[Answer]:
    for key, kind in KINDS.items():
        yield from asked(key, invitee[key], kind=kind)
    match invitee["meeting"]["location"]:
        case {"type": "outbound_call", "location": number}:  # where the host will call the invitee
            yield from asked("outbound_call", number, kind="phone")
        case {"type": "ask_invitee", "location": place}:
            yield from asked("meeting_place", place, "Meeting place")
    for question in invitee["questions"]:
        match question:
            case {"question": str(text), "answer": answer}:
                yield from asked(text, answer, text)
    yield from asked("event_guests", guests, "Guests")
    for key, value in invitee["tracking"].items():
        if key.startswith("utm_"):
            yield from asked(key, value)


SOURCE = Source(
    slug="calendly",
    docs="https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures",
    parse=parse,
    verify=SignedTime("calendly-webhook-signature", tolerance_s=TOLERANCE_S),
    options=_Options,
    answer_within_s=12.0,
    rejected_status=200,
)
