"""Salesforce, Outbound Message: up to a hundred records in a SOAP envelope.

Shape   <Envelope><Body><notifications><OrganizationId/><SessionId/>… and for each record
        <Notification><Id/><sObject xsi:type="sf:Contact"><sf:FirstName/>…; the fields are those
        that the message's author chose, an empty one is absent or xsi:nil
Proof   none of its own: a shared token in the URL, and the organisation's id for whoever names it
Waits   60 s; repeats for a day whatever is not answered 200 with its acknowledgement, in any order
Id      Notification/Id
Source  https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from marshmallow import fields, validate

from adapter.errors import BadSignature, MalformedBody
from adapter.model import Answer, Delivery, Reading, Said, Submission
from adapter.sources.markup import decode_xml, to_value
from adapter.sources.records import asked, to_ref
from adapter.sources.source import Events, Options, Secrets, Source, is_wanted
from adapter.sources.verify import verify_token

NEW_PEOPLE = ("Contact", "Lead")
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
ID_LENGTH = 15  # characters of an id that count; three more may follow, to check them

ACKNOWLEDGEMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
    '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack>'
    "</notificationsResponse></soapenv:Body></soapenv:Envelope>"
)

_PARTS = {
    "Street": "street",
    "City": "city",
    "State": "region",
    "StateCode": "region",
    "PostalCode": "postalCode",
    "Country": "country",
    "CountryCode": "countryCode",
}
KINDS = {  # parts of Salesforce's three addresses -> our vocabulary
    **{part: f"address.{ours}" for part, ours in _PARTS.items()},  # of a lead
    **{f"Mailing{part}": f"address.{ours}" for part, ours in _PARTS.items()},
    **{f"Other{part}": f"address.other.{ours}" for part, ours in _PARTS.items()},
}
REPEATED = {  # what says again, in one or in short, what another field says
    "Name": "LastName",
    **{f"{address}StateCode": f"{address}State" for address in ("", "Mailing", "Other")},
}
KEPT_BY_SALESFORCE = frozenset(  # about the record
    (
        *("CleanStatus", "ConvertedDate", "CreatedDate", "CurrencyIsoCode", "EmailBouncedDate"),
        *("EmailBouncedReason", "FirstCallDateTime", "FirstEmailDateTime", "IsConverted"),
        *("IsDeleted", "IsEmailBounced", "IsPriorityRecord", "IsUnreadByOwner", "Jigsaw"),
        *("LastActivityDate", "LastCURequestDate", "LastCUUpdateDate", "LastModifiedDate"),
        *("LastReferencedDate", "LastViewedDate", "PhotoUrl", "SystemModstamp"),
        *("GeocodeAccuracy", "Latitude", "Longitude", "MailingGeocodeAccuracy", "MailingLatitude"),
        *("MailingLongitude", "OtherGeocodeAccuracy", "OtherLatitude", "OtherLongitude"),
    )
)


class SalesforceOptions(Events):
    """What a route of this source may set; its ``events`` are types of records."""

    organization_id = fields.String(validate=validate.Regexp(r"[0-9A-Za-z]{15}([0-9A-Z]{3})?\Z"))


def verify(delivery: Delivery, secrets: Secrets, _now: float, options: Options) -> None:
    """Check the token, then whose message it is: the id is no secret and proves nothing alone."""
    verify_token(delivery.headers, delivery.query, secrets)
    try:
        organization = _notifications(delivery).findtext("{*}OrganizationId", "").strip()
    except MalformedBody:
        raise BadSignature from None
    if organization[:ID_LENGTH] != options["organization_id"][:ID_LENGTH]:
        raise BadSignature


def sign(_delivery: Delivery, secret: bytes, _now: float, _options: Options) -> dict[str, str]:
    """Return the token in a header; Salesforce itself can set none."""
    return {"authorization": f"Bearer {secret.decode()}"}


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the people among the records."""
    people = (
        _read(notification, record)
        for notification in _notifications(delivery).iterfind("{*}Notification")
        for record in notification.iterfind("{*}sObject")
        if is_wanted(record.get(TYPE, "").rpartition(":")[2], options, NEW_PEOPLE)
    )
    return Reading(tuple(people), apart=True)


def _notifications(delivery: Delivery) -> Element:
    found = decode_xml(delivery).find("{*}Body/{*}notifications")
    if found is None:
        raise MalformedBody("Expected a SOAP envelope with notifications.")
    return found


def _read(notification: Element, record: Element) -> Submission:
    own_id = notification.findtext("{*}Id", "").strip()
    values = to_value(record)
    answers = _answers(values) if isinstance(values, dict) else ()
    return Submission(tuple(answers), ref=to_ref(own_id))


def _answers(values: Mapping[str, Any]) -> Iterator[Answer]:
    for name, value in values.items():
        repeated = values.get(REPEATED.get(name, ""))
        if not (repeated or name in KEPT_BY_SALESFORCE or name.endswith("Id")):
            yield from asked(name, value, kind=KINDS.get(name, ""))


SOURCE = Source(
    slug="salesforce",
    docs="https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm",
    parse=parse,
    verify=verify,
    sign=sign,
    signature_option="organization_id",
    options=SalesforceOptions,
    conceal=re.compile(r"(?<=SessionId>)[^<]*"),  # opens the organisation's data
    acknowledgement=Said(body=ACKNOWLEDGEMENT, media_type="text/xml"),
    answer_within_s=50.0,
    rejected_status=200,
)
