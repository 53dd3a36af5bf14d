"""Pipedrive: one JSON object per change of a person, in two versions.

Shape   v1 {"event": "added.person", "meta": {"action": "added", "object": "person", "id": int},
            "current": {"email": [{"label", "value"}], "phone": […], "org_name": str, …}}
        v2 {"meta": {"action": "create", "entity": "person", "entity_id": str, "id": uuid},
            "data": {"emails": […], "phones": […], "org_id": int, "custom_fields": {hash: {…}}, …}}
        meta.id is the person in v1, the event in v2; v2 does not name the company
Signed  not at all; HTTP Basic, where the webhook has a password
Waits   10 s; repeats after 3, 30 and 150 s; ten failures stop it for half an hour, three days of
        them delete the webhook
Source  https://pipedrive.readme.io/docs/guide-for-webhooks-v2
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json, to_text
from adapter.sources.records import asked, flatten, to_ref
from adapter.sources.shape import Id, Shape, load_shape
from adapter.sources.source import Events, Options, Source, is_wanted

NEW_PEOPLE = ("added.person", "create.person")
KINDS = {
    "name": "name",
    "first_name": "givenName",
    "last_name": "familyName",
    "email": "email",  # v1
    "emails": "email",  # v2
    "phone": "phone",  # v1
    "phones": "phone",  # v2
    "im": "im",
    "org_name": "company",
    "job_title": "jobTitle",
    "birthday": "birthday",
    "notes": "note",
}
PLACES = {  # the parts of an address are those of Google Maps
    "subpremise": "address.extended",
    "locality": "address.city",
    "admin_area_level_1": "address.region",
    "postal_code": "address.postalCode",
    "country": "address.country",
}
# "All custom fields are referenced as randomly generated 40-character hashes"
HASH = re.compile(r"[0-9a-f]{40}")
CUSTOM_KINDS = {"phone": "phone", "address": "address"}
OPTIONS = re.compile(r"[\d,]*")  # in v1, ids of options look like any text


class _Meta(Shape):
    action = fields.String(required=True)
    entity = fields.String(load_default="")
    entity_v1 = fields.String(load_default="", data_key="object")
    id = Id(required=True)
    entity_id = Id(load_default="")
    company_id = Id(load_default="")


class _Event(Shape):
    meta = fields.Nested(_Meta, required=True)
    data = fields.Dict(load_default=dict)
    data_v1 = fields.Dict(load_default=dict, data_key="current")


_EVENT = _Event()


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the person that is new."""
    event = load_shape(_EVENT, decode_json(delivery))
    meta, person = event["meta"], event["data"] or event["data_v1"]
    what = f"{meta['action']}.{meta['entity'] or meta['entity_v1']}"
    ref, own_id = to_ref(meta["entity_id"]), to_ref(meta["id"])
    if not meta["entity"]:
        ref, own_id = own_id, to_ref(f"{what}:{meta['company_id']}:{meta['id']}")
    if not person or not is_wanted(what, options, NEW_PEOPLE):
        return Reading((), id=own_id)
    return Reading((Submission(tuple(_answers(person)), ref=ref),), id=own_id)


def _answers(person: Mapping[str, Any]) -> Iterator[Answer]:
    for key, kind in KINDS.items():
        yield from asked(key, person.get(key), kind=kind)
    yield from _address(person)
    yield from _custom(person)


def _address(person: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield an address in parts; as it was typed, where Pipedrive found no street in it."""
    name = "postal_address"  # "postal_address_locality" in v1, "locality" inside it in v2
    told = {key: value for key, value in person.items() if key.startswith(name)}
    place = {answer.key.removeprefix(name)[1:]: answer.value for answer in flatten(told)}
    whole = place.get("", place.get("value", ""))
    if "route" not in place:
        yield from asked(name, whole, kind="address")
        return
    route, number = place["route"], place.get("street_number", "")
    street = f"{route} {number}"  # or the other way round: each country has its own
    if street not in place.get("formatted_address", whole):
        street = f"{number} {route}"
    yield Answer(f"{name}.street", street.strip(), kind="address.street")
    for part, kind in PLACES.items():
        yield from asked(f"{name}.{part}", place.get(part), kind=kind)


def _custom(person: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield what was typed into custom fields, whose names are not told.

    What was chosen in them is told by the ids of options, which say nothing.
    """
    told = person.get("custom_fields")
    if not isinstance(told, dict):
        told = {
            key: {"value": value}
            for key, value in person.items()
            if HASH.fullmatch(key) and isinstance(value, str) and not OPTIONS.fullmatch(value)
        }
    for key, field in told.items():
        if isinstance(field, dict):
            kind = CUSTOM_KINDS.get(str(field.get("type")), "")
            if kind == "address" and flatten({kind: person.get("postal_address")}):
                kind = ""  # two addresses would mix
            yield from asked(key, _typed(field), "Custom field", kind)


def _typed(field: Mapping[str, Any]) -> Any:
    """Return what was typed into a field: an amount with its currency, both ends of a range."""
    value = field.get("value")
    if value is None or isinstance(value, dict | list):
        return value
    text = to_text(value)
    for part, joint in (("currency", " "), ("until", " to ")):
        beside = field.get(part)
        text += f"{joint}{beside}" if text and beside and isinstance(beside, str) else ""
    return text


SOURCE = Source(
    slug="pipedrive",
    docs="https://pipedrive.readme.io/docs/guide-for-webhooks-v2",
    parse=parse,
    options=Events,
    answer_within_s=8.0,
    persists=False,
    rejected_status=200,
)
