"""Google Ads, lead form assets: one JSON object per lead.

Shape   {"lead_id": str, "user_column_data": [{"column_id": "FULL_NAME", "column_name": str,
        "string_value": str}], "google_key": str, "is_test": bool, and the campaign's ids}
        column_name "might not always be populated"; a question of the author's own has an id, too
Proof   google_key, the text that the author typed in beside the URL
Waits   n/d; repeats a 5xx, but no 4xx; a lead may come twice under the same lead_id
Source  https://developers.google.com/google-ads/webhook/docs/implementation
"""

from marshmallow import fields

from adapter.errors import BadSignature, MalformedBody, UnsupportedBody
from adapter.model import Delivery, Reading, Said, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import asked, to_ref
from adapter.sources.shape import Id, Shape, load_shape
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import verify_secret

KINDS = {  # Google's column ids -> our vocabulary; the others are questions of a business
    "FULL_NAME": "name",
    "FIRST_NAME": "givenName",
    "LAST_NAME": "familyName",
    "EMAIL": "email",
    "WORK_EMAIL": "email.work",
    "PHONE_NUMBER": "phone",
    "WORK_PHONE": "phone.work",
    "COMPANY_NAME": "company",
    "JOB_TITLE": "jobTitle",
    "STREET_ADDRESS": "address.street",
    "CITY": "address.city",
    "REGION": "address.region",
    "POSTAL_CODE": "address.postalCode",
    "COUNTRY": "address.country",
}


class _Column(Shape):
    id = fields.String(load_default="", data_key="column_id")
    name = fields.String(load_default="", data_key="column_name")
    value = fields.Raw(load_default=None, data_key="string_value")


class _Lead(Shape):
    id = Id(load_default="", data_key="lead_id")
    columns = fields.List(fields.Nested(_Column), required=True, data_key="user_column_data")
    is_test = fields.Boolean(load_default=False)


_LEAD = _Lead()


def verify(delivery: Delivery, secrets: Secrets, _now: float, _options: Options) -> None:
    """Check the key in the body."""
    try:
        lead = decode_json(delivery)
    except (MalformedBody, UnsupportedBody):
        raise BadSignature from None
    verify_secret(lead.get("google_key") if isinstance(lead, dict) else None, secrets)


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the lead; one that the author sent to try the form is nobody."""
    lead = load_shape(_LEAD, decode_json(delivery))
    own_id = to_ref(lead["id"])
    if lead["is_test"]:
        return Reading((), id=own_id)
    answers = (
        answer
        for column in lead["columns"]
        for answer in asked(
            column["id"] or column["name"],
            column["value"],
            column["name"],
            KINDS.get(column["id"], ""),
        )
    )
    return Reading((Submission(tuple(answers), ref=own_id),), id=own_id)


SOURCE = Source(
    slug="google-ads",
    docs="https://developers.google.com/google-ads/webhook/docs/implementation",
    parse=parse,
    verify=verify,
    acknowledgement=Said(body="{}", media_type="application/json"),
    answer_within_s=8.0,
    rejected_status=200,
)
