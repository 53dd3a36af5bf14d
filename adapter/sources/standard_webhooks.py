"""Standard Webhooks: the common ground of many senders (Svix and others).

Shape   {"type": "contact.created", "timestamp": ISO 8601, "data": {...}}
Signed  base64 HMAC-SHA256 of "{id}.{timestamp}.{raw body}"; header webhook-signature holds a list
        of "v1,<signature>" separated by blanks; the key is the base64 after "whsec_"
Waits   15-30 s advised; retries for days; 410 disables
Source  https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib

from marshmallow import fields

from adapter.errors import BadSignature
from adapter.model import Delivery, Reading
from adapter.sources.decode import decode_json
from adapter.sources.events import creates
from adapter.sources.records import to_submission
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Events, Options, Secrets, Source
from adapter.sources.verify import (
    decode_signature,
    encode_signature,
    raw_header,
    verify_age,
    verify_hmac,
)
from adapter.sources.verify import sign as hmac

SECRET_PREFIX = "whsec_"  # noqa: S105


class _Event(Shape):
    type = fields.String(load_default="")
    data = fields.Dict(required=True)


_EVENT = _Event()


def load_secret(text: str) -> bytes:
    """Return the key in a secret such as ``whsec_MfKQ…``; the prefix may be missing."""
    try:
        key = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if not key:
        raise ValueError("Expected whsec_ and base64.")
    return key


def verify(delivery: Delivery, secrets: Secrets, now: float, _options: Options) -> None:
    """Check the signature, then its age. ``svix-`` headers mean the same."""
    headers = delivery.headers
    prefix = "webhook" if "webhook-signature" in headers else "svix"
    delivery_id = headers.get(f"{prefix}-id", "")
    timestamp = headers.get(f"{prefix}-timestamp", "")
    signed = b"%b.%b.%b" % (raw_header(delivery_id), raw_header(timestamp), delivery.body)
    listed = (entry.partition(",") for entry in headers.get(f"{prefix}-signature", "").split())
    candidates = [decode_signature(text, encoding="base64") for v, _, text in listed if v == "v1"]
    if not delivery_id:
        raise BadSignature
    verify_hmac(signed, candidates, secrets)
    verify_age(timestamp, now)


def sign(delivery: Delivery, secret: bytes, now: float, _options: Options) -> dict[str, str]:
    """Return the headers that a delivery needs; its id is of its body, and begins anew with it."""
    own_id, timestamp = f"msg_{hashlib.sha256(delivery.body).hexdigest()[:24]}", str(int(now))
    signed = b"%b.%b.%b" % (own_id.encode(), timestamp.encode(), delivery.body)
    signature = encode_signature(hmac(secret, signed), encoding="base64")
    return {
        "webhook-id": own_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the person in ``data`` when the event means a new one."""
    delivery_id = delivery.headers.get("webhook-id") or delivery.headers.get("svix-id", "")
    event = load_shape(_EVENT, decode_json(delivery))
    if not creates(event["type"], options):
        return Reading((), id=delivery_id)
    data = event["data"]
    if data.get("type") == event["type"].partition(".")[0]:
        data = {key: value for key, value in data.items() if key != "type"}  # the event's own word
    return Reading((to_submission(data),), id=delivery_id)


SOURCE = Source(
    slug="standard-webhooks",
    docs="https://github.com/standard-webhooks/standard-webhooks",
    parse=parse,
    verify=verify,
    sign=sign,
    load_secret=load_secret,
    options=Events,
    answer_within_s=15.0,
)
