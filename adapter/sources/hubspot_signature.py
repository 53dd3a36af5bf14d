"""HubSpot's request signatures: what its workflows and its Webhooks API have in common.

v3  X-HubSpot-Signature-v3: base64 HMAC-SHA256 of method, URI, body and X-HubSpot-Request-Timestamp
    (in milliseconds); the key is the client secret of the app
v2  X-HubSpot-Signature: hex SHA-256 of client secret, method, URI and body
v1  the same of client secret and body; X-HubSpot-Signature-Version says which of the two it is

An old signature comes beside v3, for receivers that know no other, and alone from old apps. Where
either of v3's headers is there, v3 alone counts. Whoever overheard a delivery could take both away
and repeat it later under the old one; it would say what it said before, so it is known as a repeat.
``options.signature`` rules that out, too. Old ones are plain hashes, which anybody can carry on
behind the body: it must be JSON, behind which nothing may follow.

Source  https://developers.hubspot.com/docs/api/webhooks/validating-requests
"""

import hashlib
import hmac
import re
from collections.abc import Iterable

from marshmallow import Schema, fields, validate

from adapter.errors import BadSignature
from adapter.model import Delivery
from adapter.sources.source import Options, Secrets, Verify
from adapter.sources.verify import (
    decode_signature,
    encode_signature,
    raw_header,
    sign,
    verify_age,
)

V3, TIMESTAMP = "x-hubspot-signature-v3", "x-hubspot-request-timestamp"
OLD, OLD_VERSION = "x-hubspot-signature", "x-hubspot-signature-version"

# "Decode any of the URL-encoded characters listed in the table below": not %20, %26 and %3D.
LISTED = re.compile(r"%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)


class Signed(Schema):
    """The option of a source whose sender is HubSpot."""

    signature = fields.String(validate=validate.Equal("v3"))  # and no older one


def signed_by_hubspot(*old_versions: str) -> Verify:
    """Return the check of v3, and of the old versions that this sender may know instead.

    The first of them is meant where no header names one.
    """

    def verify(delivery: Delivery, secrets: Secrets, now: float, options: Options) -> None:
        headers, keys = delivery.headers, [secret for secret in secrets if secret]
        if V3 in headers or TIMESTAMP in headers or "signature" in options:
            timestamp = headers.get(TIMESTAMP, "")
            contents = [said + raw_header(timestamp) for said in _requests(delivery)]
            _find(V3, "base64", delivery, [sign(key, said) for key in keys for said in contents])
            verify_age(timestamp, now, per_second=1000)
            return
        version = headers.get(OLD_VERSION, old_versions[0])
        if version not in old_versions:
            raise BadSignature
        contents = [delivery.body] if version == "v1" else _requests(delivery)
        hashes = [hashlib.sha256(key + said).digest() for key in keys for said in contents]
        _find(OLD, "hex", delivery, hashes)

    return verify


def sign_v3(delivery: Delivery, secret: bytes, now: float, _options: Options) -> dict[str, str]:
    """Return the headers that a delivery needs."""
    timestamp = str(int(1000 * now))
    digest = sign(secret, _requests(delivery)[0] + timestamp.encode())
    return {V3: encode_signature(digest, encoding="base64"), TIMESTAMP: timestamp}


def _requests(delivery: Delivery) -> list[bytes]:
    """Return method, URI and body: decoded as HubSpot's page says, and as its libraries do it."""
    decoded = LISTED.sub(lambda escape: chr(int(escape[1], 16)), delivery.url)
    return [
        f"{delivery.method}{uri}".encode("utf-8", "replace") + delivery.body
        for uri in (decoded, delivery.url)
    ]


def _find(header: str, encoding: str, delivery: Delivery, expected: Iterable[bytes]) -> None:
    given = decode_signature(delivery.headers.get(header, ""), encoding=encoding)
    if not any(hmac.compare_digest(one, given) for one in expected):
        raise BadSignature
