"""Netlify Forms: one JSON object per filled form.

Shape   {"id": str, "data": {name: V, "ip", "user_agent", "referrer"},
        "ordered_human_fields": [{"title": str, "name": str, "value": V}], "name", "email", …};
        name, email and company at the top are guesses. Inside {"payload": …} when a function of the
        site's passes it on
Signed  header X-Webhook-Signature: a JSON Web Token, HS256, of {"iss": "netlify", "sha256": hex
        SHA-256 of the raw body}
Waits   its pages do not say how long, nor that a delivery comes again
Source  https://docs.netlify.com/forms/notifications/
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.errors import BadSignature
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import CAPTCHAS, asked, to_ref, with_email
from adapter.sources.shape import Id, Shape, load_shape
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import raw_header, verify_hmac
from adapter.sources.verify import sign as hmac

SIGNATURE = "x-webhook-signature"
ABOUT = frozenset(("form-name", "ip", "user_agent", "referrer"))  # the visit, not the person


class _Question(Shape):
    name = fields.String(load_default="")
    title = fields.String(load_default="")


class _Filled(Shape):
    id = Id(load_default="")
    data = fields.Dict(required=True)
    questions = fields.List(
        fields.Nested(_Question), load_default=list, data_key="ordered_human_fields"
    )


_FILLED = _Filled()


def verify(delivery: Delivery, secrets: Secrets, _now: float, _options: Options) -> None:
    """Check the token, then that it is Netlify's and about this body. It has no age.

    How it is signed is not left to it to say: HS256 is the only way.
    """
    signed, _, signature = delivery.headers.get(SIGNATURE, "").rpartition(".")
    verify_hmac(raw_header(signed), [_decode(signature)], secrets)
    header, _, claims = signed.partition(".")
    match _read_part(header), _read_part(claims):
        case {"alg": "HS256"}, {"iss": "netlify", "sha256": digest} if digest == _digest(delivery):
            return
    raise BadSignature


def sign(delivery: Delivery, secret: bytes, _now: float, _options: Options) -> dict[str, str]:
    """Return the header that a delivery needs."""
    parts = {"alg": "HS256", "typ": "JWT"}, {"iss": "netlify", "sha256": _digest(delivery)}
    signed = ".".join(_encode(json.dumps(part).encode()) for part in parts)
    return {SIGNATURE: f"{signed}.{_encode(hmac(secret, signed.encode()))}"}


def _digest(delivery: Delivery) -> str:
    return hashlib.sha256(delivery.body).hexdigest()


def _encode(part: bytes) -> str:
    """Return base64url without padding, as RFC 7515 has it."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _decode(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars="-_", validate=True)
    except ValueError:
        return b""


def _read_part(part: str) -> Any:
    try:
        return json.loads(_decode(part))
    except (ValueError, RecursionError):
        return None


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one submission of a delivery; a repeated one has the same id."""
    body = decode_json(delivery)
    if isinstance(body, dict):
        body = body.get("payload", body)
    filled = load_shape(_FILLED, body)
    own_id = to_ref(filled["id"])
    return Reading((Submission(with_email(_read(filled)), ref=own_id),), id=own_id)


def _read(filled: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield what was answered under the titles of the questions, files by their addresses."""
    titles = {question["name"]: question["title"] for question in filled["questions"]}
    for name, value in filled["data"].items():
        if name in ABOUT | CAPTCHAS:
            continue
        answer = value.get("url", value) if isinstance(value, dict) else value
        yield from asked(name, answer, titles.get(name, ""))


SOURCE = Source(
    slug="netlify",
    docs="https://docs.netlify.com/forms/notifications/",
    parse=parse,
    verify=verify,
    sign=sign,
    answer_within_s=8.0,
    persists=False,
    rejected_status=200,
)
