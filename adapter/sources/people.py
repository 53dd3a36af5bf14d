"""people: the body of Google's own people.batchCreateContacts, of any length.

For programs that already speak to Google: same body, and in return batches of any size, labels,
bad rows named, repeats recognised.

Shape   {"contacts": [{"contactPerson": Person}, …], "readMask": "names,emailAddresses",
        "sources": [...]}; a Person is checked field by field once it is a row
Proof   a shared token
Id      header Idempotency-Key or webhook-id; the body's hash stands in where there is none
Source  https://developers.google.com/people/api/rest/v1/people/batchCreateContacts
"""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from adapter.model import READ_MASK_FIELDS, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.freeform import delivery_id
from adapter.sources.shape import load_shape
from adapter.sources.source import Options, Source

READ_SOURCES = (  # BatchCreateContactsRequest.sources, discovery v1
    "READ_SOURCE_TYPE_UNSPECIFIED",
    "READ_SOURCE_TYPE_PROFILE",
    "READ_SOURCE_TYPE_CONTACT",
    "READ_SOURCE_TYPE_DOMAIN_CONTACT",
    "READ_SOURCE_TYPE_OTHER_CONTACT",
)


class FieldMask(fields.String):
    """Person fields separated by commas, as a set."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        mask = frozenset(path.strip() for path in text.split(",") if path.strip())
        if not mask <= READ_MASK_FIELDS:
            raise ValidationError(f"Allowed: {', '.join(sorted(READ_MASK_FIELDS))}.")
        return mask


class BatchCreateContactsRequest(Schema):
    """Google's request. ``contacts`` may be longer than Google's 200, ``readMask`` be left out.

    ``sources`` is accepted and has no effect: what is read back is always the contact itself.
    """

    contacts = fields.List(fields.Raw(allow_none=True), required=True)
    readMask = FieldMask(load_default=frozenset())  # noqa: N815
    sources = fields.List(fields.String(validate=validate.OneOf(READ_SOURCES)))


_REQUEST = BatchCreateContactsRequest()


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return a submission for each of ``contacts``, its person still unchecked."""
    request = load_shape(_REQUEST, decode_json(delivery))
    submissions = tuple(Submission(person=contact) for contact in request["contacts"])
    return Reading(submissions, id=delivery_id(delivery), read_mask=request["readMask"])


SOURCE = Source(
    slug="people",
    docs="https://developers.google.com/people/api/rest/v1/people/batchCreateContacts",
    parse=parse,
    answer_within_s=55.0,
)
