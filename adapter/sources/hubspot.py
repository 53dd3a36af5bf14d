"""HubSpot, Webhooks API: a list of up to a hundred events, which hold ids only.

Shape   [{"subscriptionType": "contact.creation", "objectId": int, "eventId": int, "portalId": int,
        "occurredAt": ms, "attemptNumber": int, ...}]; "object.creation" says what it is about in
        "objectTypeId", "0-1" for a contact
Signed  see hubspot_signature; v1 or v2 where there is no v3
Waits   5 s; repeats whatever failed, after a 4xx too, ten times within a day
Id      "eventId" is "not guaranteed to be unique", but a contact is created once: its objectId
Source  https://developers.hubspot.com/docs/api/webhooks
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import fields

from adapter.model import Delivery, Reading, Submission
from adapter.sources.ask import Ask, Asking, ask
from adapter.sources.decode import decode_json
from adapter.sources.hubspot_signature import Signed, sign_v3, signed_by_hubspot
from adapter.sources.records import flatten, to_ref
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Events, Options, Source, is_wanted

NEW_PEOPLE = ("contact.creation", "object.creation")
NOUNS = ("contact", "object")  # what the type of an event about a contact begins with
CONTACT = "0-1"

BATCH_READ = "https://api.hubapi.com/crm/v3/objects/contacts/batch/read"
MAX_INPUTS = 100
PROPERTIES = (  # what people write, of the properties that every account has
    *("salutation", "firstname", "lastname", "email", "hs_additional_emails", "work_email"),
    *("phone", "mobilephone", "hs_whatsapp_phone_number", "fax", "company", "jobtitle"),
    *("website", "hs_linkedin_url", "address", "city", "state", "zip", "country"),
    *("date_of_birth", "message", "lifecyclestage"),
)
ADVICE = "HubSpot refuses LOOKUP_TOKEN_<ROUTE>: its app needs the scope crm.objects.contacts.read."


class HubspotOptions(Events, Signed):
    """What a route of this source may set."""

    properties = fields.List(fields.String(), load_default=list)  # looked up, too


class _Event(Shape):
    type = fields.String(data_key="subscriptionType", load_default="")
    contact_id = fields.Raw(data_key="objectId", load_default=None)
    about = fields.String(data_key="objectTypeId", load_default=CONTACT)


_EVENTS = _Event(many=True)


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the contacts that the events are about, as ids."""
    body = decode_json(delivery)
    events = load_shape(_EVENTS, body if isinstance(body, list) else [body])
    wanted = [event["contact_id"] for event in events if _creates(event, options)]
    refs = (to_ref(str(own_id)) if isinstance(own_id, int) else "" for own_id in wanted)
    return Reading(tuple(Submission(ref=ref) for ref in refs), apart=True)


def _creates(event: Mapping[str, Any], options: Options) -> bool:
    about_a_contact = event["type"].partition(".")[0] in NOUNS and event["about"] == CONTACT
    return about_a_contact and is_wanted(event["type"], options, NEW_PEOPLE)


def look_up(
    submissions: Sequence[Submission], options: Options, token: str
) -> Asking[list[Submission | None]]:
    """Ask for the contacts, a hundred at a time."""
    ids = [submission.ref for submission in submissions if submission.ref]
    properties = [*PROPERTIES, *options.get("properties", ())]
    found: dict[str, Submission] = {}
    for start in range(0, len(ids), MAX_INPUTS):
        request = _batch_read(ids[start : start + MAX_INPUTS], properties, token)
        found |= _contacts((yield from ask(request, ADVICE)), properties)
    return [found.get(submission.ref) for submission in submissions]


def _batch_read(ids: Sequence[str], properties: Sequence[str], token: str) -> Ask:
    wanted = {
        "inputs": [{"id": own_id} for own_id in dict.fromkeys(ids)],
        "properties": properties,
        "propertiesWithHistory": [],
    }
    return Ask(
        url=BATCH_READ,
        method="POST",
        headers=(("authorization", f"Bearer {token}"), ("content-type", "application/json")),
        body=json.dumps(wanted).encode(),
    )


def _contacts(answer: Any, properties: Sequence[str]) -> Iterator[tuple[str, Submission]]:
    """Yield id and contact; those that are not known stand among the errors of a 207."""
    results = answer.get("results") if isinstance(answer, dict) else None
    for result in results if isinstance(results, list) else ():
        match result:
            case {"id": str(own_id), "properties": dict(values)}:
                # Ids and dates come unasked.
                asked = {name: values.get(name) for name in properties}
                yield own_id, Submission(flatten(asked))


SOURCE = Source(
    slug="hubspot",
    docs="https://developers.hubspot.com/docs/api/webhooks",
    parse=parse,
    verify=signed_by_hubspot("v1", "v2"),
    sign=sign_v3,
    options=HubspotOptions,
    look_up=look_up,
    answer_within_s=4.0,
    rejected_status=200,
)
