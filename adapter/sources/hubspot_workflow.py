"""HubSpot, workflow action "Send a webhook": one contact.

Shape   {"vid": int, "properties": {name: {"value": str, "versions": [...]}}, "associated-company":
        {"properties": {name: {"value": str}}}, ...} with all that HubSpot has counted, too;
        or {name: value} as the author customised it; by GET the same in the query
Signed  see hubspot_signature; v2 where there is no v3
Waits   30 s; repeats for up to three days, but never after a 4xx other than 429
Id      the contact's: "vid", or "hs_object_id" where the author sends it
Source  https://knowledge.hubspot.com/workflows/how-do-i-use-webhooks-with-hubspot-workflows
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from adapter.errors import MalformedBody
from adapter.model import Delivery, Reading, Submission
from adapter.sources.decode import decode_json, decode_query
from adapter.sources.hubspot_signature import Signed, sign_v3, signed_by_hubspot
from adapter.sources.records import flatten, to_ref
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Options, Source

IDS = ("vid", "hs_object_id")
OTHERS = ("companyId", "dealId")  # by what a whole company or deal is known
HUBSPOTS = "hs_"  # what names begin with that HubSpot gives, for what it has counted or guessed
WRITTEN = ("hs_additional_emails", "hs_linkedin_url", "hs_whatsapp_phone_number")  # but these
COUNTED = frozenset(  # by HubSpot, under older names
    (
        *("associatedcompanyid", "associatedcompanylastupdated", "closedate", "createdate"),
        *("currentlyinworkflow", "days_to_close", "engagements_last_meeting_booked"),
        *("engagements_last_meeting_booked_campaign", "engagements_last_meeting_booked_medium"),
        *("engagements_last_meeting_booked_source", "first_conversion_date"),
        *("first_conversion_event_name", "first_deal_created_date", "followercount"),
        *("hubspot_owner_assigneddate", "hubspot_owner_id", "hubspot_team_id", "hubspotscore"),
        *("ip_city", "ip_country", "ip_country_code", "ip_latlon", "ip_state", "ip_state_code"),
        *("ip_zipcode", "kloutscoregeneral", "lastmodifieddate", "linkedinconnections"),
        *("notes_last_contacted", "notes_last_updated", "notes_next_activity_date"),
        *("num_associated_deals", "num_contacted_notes", "num_conversion_events", "num_notes"),
        *("num_unique_conversion_events", "owneremail", "ownername", "photo"),
        *("recent_conversion_date", "recent_conversion_event_name", "recent_deal_amount"),
        *("recent_deal_close_date", "surveymonkeyeventlastupdated", "total_revenue"),
        *("twitterprofilephoto", "webinareventlastupdated"),
    )
)


class _Company(Shape):
    properties = fields.Dict(load_default=dict)


class _Contact(Shape):
    vid = fields.Raw(load_default=None)
    properties = fields.Dict(required=True)
    company = fields.Nested(_Company, data_key="associated-company", load_default=dict)


_CONTACT = _Contact()


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the contact, all of what was customised, and of a whole one what people wrote.

    A workflow about companies or deals tells of nobody.
    """
    match decode_query(delivery) if delivery.method == "GET" else decode_json(delivery):
        case {"properties": dict()} as body if "vid" not in body and any(map(body.get, OTHERS)):
            return Reading(())
        case {"properties": dict()} as body:
            values = _written(load_shape(_CONTACT, body))
        case dict() as values:
            pass
        case _:
            raise MalformedBody("Expected an object.")
    ids = [str(values[name]) for name in IDS if isinstance(values.get(name), int | str)]
    own_id = to_ref(next(filter(None, ids), ""))
    answers = flatten({name: value for name, value in values.items() if name not in IDS})
    return Reading((Submission(answers, ref=own_id),), id=own_id)


def _written(contact: Mapping[str, Any]) -> dict[str, Any]:
    """Return what people wrote of a contact, and who it is to HubSpot."""
    own = {
        name: _value(entry)
        for name, entry in contact["properties"].items()
        if name in (*WRITTEN, *IDS) or not (name.startswith(HUBSPOTS) or name in COUNTED)
    }
    employer = contact["company"].get("properties", {}).get("name")
    company = own.get("company") or _value(employer)  # mostly found by the domain of the e-mail
    return {"vid": contact["vid"], **own, "company": company}


def _value(entry: Any) -> Any:
    return entry.get("value") if isinstance(entry, dict) else entry


SOURCE = Source(
    slug="hubspot-workflow",
    docs="https://knowledge.hubspot.com/workflows/how-do-i-use-webhooks-with-hubspot-workflows",
    parse=parse,
    verify=signed_by_hubspot("v2"),
    sign=sign_v3,
    options=Signed,
    methods=frozenset({"POST", "GET"}),
    answer_within_s=25.0,
)
