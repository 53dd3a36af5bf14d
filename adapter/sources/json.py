"""json: whatever a tool posts when its author chose the shape. JSON, a form, multipart or XML.

Shape   one record, a list of records, or {"contacts": [record, …]}; anything else by the route's
        ``each``, a JMESPath expression that finds the record or the list of them
Proof   a shared token, or the HMAC of the raw body (``options.signature``) for tools that can sign
Id      header Idempotency-Key or webhook-id; the body's hash stands in where there is none
Source  Zapier, Make, n8n and the like let the author decide all of this
"""

from marshmallow import Schema, fields, validate

from adapter.model import Delivery
from adapter.sources.freeform import Freeform, parse
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import ALGORITHMS, ENCODINGS, SignedBody


class Signature(Schema):
    """Where the sender puts an HMAC of the raw body, and how it is written."""

    header = fields.String(required=True)
    algorithm = fields.String(load_default="sha256", validate=validate.OneOf(ALGORITHMS))
    encoding = fields.String(load_default="hex", validate=validate.OneOf(ENCODINGS))
    prefix = fields.String(load_default="")


class JsonOptions(Freeform):
    """What a route of this source may set."""

    signature = fields.Nested(Signature)


def verify(delivery: Delivery, secrets: Secrets, now: float, options: Options) -> None:
    """Check the HMAC of the raw body that ``options.signature`` describes."""
    _scheme(options)(delivery, secrets, now, options)


def sign(delivery: Delivery, secret: bytes, now: float, options: Options) -> dict[str, str]:
    """Return the header with that HMAC."""
    return _scheme(options).sign(delivery, secret, now, options)


def _scheme(options: Options) -> SignedBody:
    signature = {**options["signature"]}
    return SignedBody(signature.pop("header").lower(), **signature)


SOURCE = Source(
    slug="json",
    docs="https://zapier.com/help/create/code-webhooks/send-webhooks-in-zaps",
    parse=parse,
    verify=verify,
    sign=sign,
    signature_option="signature",
    options=JsonOptions,
    answer_within_s=25.0,
)
