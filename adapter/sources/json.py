"""json: whatever a tool posts when its author chose the shape. JSON, a form, or multipart.

Shape   one record, a list of records, or {"contacts": [record, …]}; anything else by the route's
        ``each``, a JMESPath expression that finds the record or the list of them
Proof   a shared token, or the HMAC of the raw body (``options.signature``) for tools that can sign
Id      header Idempotency-Key or webhook-id; the body's hash stands in where there is none
Source  Zapier, Make, n8n and the like let the author decide all of this
"""

from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from marshmallow import Schema, ValidationError, fields, validate

from adapter.errors import BadSignature, MalformedBody
from adapter.model import Delivery, Reading
from adapter.sources.decode import decode_body
from adapter.sources.records import delivery_id, to_submission
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import ALGORITHMS, ENCODINGS, decode_signature, verify_hmac


def compile_path(expression: Any) -> Any:
    """Return a JMESPath expression, compiled while the configuration is loaded."""
    try:
        return jmespath.compile(expression)
    except (JMESPathError, TypeError, AttributeError):
        raise ValidationError("Not a JMESPath expression.") from None


class Signature(Schema):
    """Where the sender puts an HMAC of the raw body, and how it is written."""

    header = fields.String(required=True)
    algorithm = fields.String(load_default="sha256", validate=validate.OneOf(ALGORITHMS))
    encoding = fields.String(load_default="hex", validate=validate.OneOf(ENCODINGS))
    prefix = fields.String(load_default="")


class JsonOptions(Schema):
    """What a route of this source may set."""

    signature = fields.Nested(Signature)
    each = fields.Function(deserialize=compile_path)


def verify(delivery: Delivery, secrets: Secrets, _now: float, options: Options) -> None:
    """Check the HMAC of the raw body that ``options.signature`` describes."""
    signature = options["signature"]
    header = delivery.headers.get(signature["header"].lower(), "")
    if not header.startswith(signature["prefix"]):
        raise BadSignature
    text = header.removeprefix(signature["prefix"])
    candidate = decode_signature(text, encoding=signature["encoding"])
    verify_hmac(delivery.body, [candidate], secrets, algorithm=signature["algorithm"])


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return a submission for every record."""
    records = find_records(decode_body(delivery), options.get("each"))
    return Reading(tuple(map(to_submission, records)), id=delivery_id(delivery))


def find_records(body: Any, each: Any = None) -> list[Any]:
    """Return the list of records in a decoded body."""
    if each is not None:
        try:
            found = each.search(body)
        except (ValueError, RecursionError):  # a JMESPathError is a ValueError
            raise MalformedBody("`each` does not fit this body.") from None
        if not isinstance(found, dict | list):
            raise MalformedBody("`each` finds no record and no list of records in this body.")
        return found if isinstance(found, list) else [found]
    match body:
        case {"contacts": list(records)}:
            return records
        case dict():
            return [body]
        case list():
            return body
        case _:
            raise MalformedBody("Expected an object or a list of objects.")


SOURCE = Source(
    slug="json",
    docs="https://zapier.com/help/create/code-webhooks/send-webhooks-in-zaps",
    parse=parse,
    verify=verify,
    signature_option="signature",
    options=JsonOptions,
    answer_within_s=25.0,
)
