"""Mailchimp: a form with PHP brackets per change in an audience.

Shape   type=subscribe&fired_at=2026-01-15 09:17:02&data[id]=…&data[email]=…&data[merges][FNAME]=…
        an address is a text or parts, addr1 to country; groups come as data[merges][GROUPINGS][0]
        and, without their names, once more as INTERESTS
Signed  hex HMAC-SHA256 of "{t}.{raw body}", header X-Mailchimp-Signature: t=…,v1=…; webhooks made
        before Mailchimp signed have no such header
Asks    GET of the URL, when it is saved
Waits   10 s; repeats for more than an hour, and in the end disables the webhook
Source  https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_form
from adapter.sources.records import asked, to_ref
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Events, Options, Source, answer_probe, is_wanted
from adapter.sources.verify import SignedTime

NEW_PEOPLE = ("subscribe",)
KINDS = {"FNAME": "givenName", "LNAME": "familyName", "PHONE": "phone", "ADDRESS": "address"}
PLACES = {
    "addr1": "address.street",
    "addr2": "address.extended",
    "city": "address.city",
    "state": "address.region",
    "zip": "address.postalCode",
    "country": "address.country",
}
ISO_3166 = 2  # characters of a country's code
BIRTHDAY = re.compile(r"(\d\d)/(\d\d)", re.ASCII)  # MM/DD, or DD/MM where the audience says so


class _Member(Shape):
    id = fields.String(load_default="")
    email = fields.String(load_default="")
    merges = fields.Dict(load_default=dict)


class _Event(Shape):
    type = fields.String(required=True)
    fired_at = fields.String(load_default="")
    data = fields.Dict(required=True)


_EVENT, _MEMBER = _Event(), _Member()


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the subscriber who is new."""
    event = load_shape(_EVENT, decode_form(delivery))
    if not is_wanted(event["type"], options, NEW_PEOPLE):
        return Reading(())
    member = load_shape(_MEMBER, event["data"])
    ref = to_ref(member["id"])
    own_id = to_ref(f"{event['type']}:{ref}:{event['fired_at']}") if ref else ""
    return Reading((Submission(tuple(_answers(member)), ref=ref),), id=own_id)


def _answers(member: Mapping[str, Any]) -> Iterator[Answer]:
    merges = dict(member["merges"])
    yield from asked("EMAIL", member["email"] or merges.get("EMAIL"), kind="email")
    groupings = merges.pop("GROUPINGS", None)
    told_twice = ("EMAIL", "INTERESTS") if groupings else ("EMAIL",)
    for tag, value in merges.items():
        if tag not in told_twice:
            yield from _read(tag, value)
    for grouping in groupings if isinstance(groupings, list) else ():
        match grouping:
            case {"name": str(name), "groups": chosen}:
                yield from asked(name, chosen)


def _read(tag: str, value: Any) -> Iterator[Answer]:
    match tag, value:
        case "ADDRESS", dict():
            for part, text in value.items():
                code = part == "country" and len(text) == ISO_3166
                kind = "address.countryCode" if code else PLACES.get(part, "")
                yield from asked(f"{tag}.{part}", text, kind=kind)
        case _, dict():  # another address: the parts of two would mix
            yield from asked(tag, list(value.values()))
        case "BIRTHDAY", str():
            yield from asked(tag, _to_date(value), kind="birthday")
        case _:
            yield from asked(tag, value, kind=KINDS.get(tag, ""))


def _to_date(text: str) -> str:
    """Return a day such as 05/31 as ISO 8601 has it, where it can be read in one way only."""
    if not (match := BIRTHDAY.fullmatch(text)):
        return text
    first, second = match.groups()
    if first <= "12" < second:
        return f"--{first}-{second}"
    return f"--{second}-{first}" if second <= "12" < first or first == second else text


SOURCE = Source(
    slug="mailchimp",
    docs="https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/",
    parse=parse,
    verify=SignedTime("x-mailchimp-signature"),
    options=Events,
    handshake=answer_probe,
    answer_within_s=8.0,
    rejected_status=200,
)
