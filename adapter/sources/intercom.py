"""Intercom: one JSON object per event in a workspace.

Shape   {"topic": "contact.user.created", "id": "notif_…" | null, "data": {"item": {"type":
        "contact", "id": str, "name": str | null, "email": str | null, "phone": str | null,
        "location": {"city", "region", "country"}, "companies": {"data": [{"name"}]},
        "social_profiles": {"data": [{"url"}]}, "tags": {"data": [{"name"}]},
        "custom_attributes": {name: value}}}}
        older versions call the place location_data and each list by its own name
Signed  hex HMAC-SHA1 of the raw body, header X-Hub-Signature, prefix "sha1="
Asks    HEAD of the URL, when it is saved
Waits   5 s; repeats once, a minute later; a week of failures ends the webhook, a 410 at once
Source  https://developers.intercom.com/docs/webhooks/setting-up-webhooks
"""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import asked, flatten, to_ref
from adapter.sources.shape import Id, Shape, load_shape
from adapter.sources.source import Events, Options, Source, answer_probe, is_wanted
from adapter.sources.verify import SignedBody

NEW_PEOPLE = (
    "contact.user.created",
    "contact.lead.created",
    "user.created",  # until version 2.0
    "contact.created",  # until version 2.0: a lead
)
KINDS = {"name": "name", "email": "email", "phone": "phone"}
PLACES = {
    "city": "address.city",
    "region": "address.region",
    "country": "address.country",
    "city_name": "address.city",
    "region_name": "address.region",
    "country_name": "address.country",
}


class _Person(Shape):
    id = Id(load_default="")
    name = fields.String(load_default="")
    email = fields.String(load_default="")
    phone = fields.String(load_default="")
    location = fields.Dict(load_default=dict)
    location_data = fields.Dict(load_default=dict)
    companies = fields.Dict(load_default=dict)
    social_profiles = fields.Dict(load_default=dict)
    tags = fields.Dict(load_default=dict)
    custom_attributes = fields.Dict(load_default=dict)


class _Data(Shape):
    item = fields.Dict(load_default=dict)


class _Event(Shape):
    topic = fields.String(required=True)
    id = fields.String(load_default="")
    data = fields.Nested(_Data, required=True)


_EVENT, _PERSON = _Event(), _Person()


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the user or lead who is new, unless nothing is known of them yet."""
    event = load_shape(_EVENT, decode_json(delivery))
    own_id = to_ref(event["id"])
    if not is_wanted(event["topic"], options, NEW_PEOPLE):
        return Reading((), id=own_id)
    person = load_shape(_PERSON, event["data"]["item"])
    if not any(person[key] for key in KINDS):  # who writes in the messenger is a lead at once
        return Reading((), id=own_id)
    return Reading((Submission(tuple(_answers(person)), ref=to_ref(person["id"])),), id=own_id)


def _answers(person: Mapping[str, Any]) -> Iterator[Answer]:
    for key, kind in KINDS.items():
        yield from asked(key, person[key], kind=kind)
    place = {**person["location_data"], **person["location"]}
    for key, kind in PLACES.items():
        yield from asked(key, place.get(key), kind=kind)
    yield from asked("companies", _listed(person, "companies", "name"), kind="company")
    yield from asked(
        "social_profiles", _listed(person, "social_profiles", "url"), kind="url.profile"
    )
    yield from flatten(person["custom_attributes"])
    yield from asked("tags", _listed(person, "tags", "name"), "Tags")


def _listed(person: Mapping[str, Any], name: str, part: str) -> list[Any]:
    """Return a part of each entry in {"data": […]}, or, as it was once, in {"companies": […]}."""
    entries = person[name].get("data", person[name].get(name))
    if not isinstance(entries, list):
        return []
    return [entry.get(part) for entry in entries if isinstance(entry, dict)]


SOURCE = Source(
    slug="intercom",
    docs="https://developers.intercom.com/docs/webhooks/setting-up-webhooks",
    parse=parse,
    verify=SignedBody("x-hub-signature", encoding="hex", prefix="sha1=", algorithm="sha1"),
    options=Events,
    handshake=answer_probe,
    answer_within_s=4.0,
    persists=False,
    rejected_status=200,
)
