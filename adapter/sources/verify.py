"""Proofs of origin: keyed hashes of raw bytes, and shared tokens.

Everything is compared as bytes in constant time, every secret of a rotation is tried, and whatever
a hostile request holds, only ``BadSignature`` leaves. No secret ever appears in a message.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping

from adapter.errors import BadSignature
from adapter.sources.source import Secrets

TOLERANCE_S = 300.0  # five minutes both ways, as the Standard Webhooks libraries allow

_DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512}
ALGORITHMS = tuple(_DIGESTS)
ENCODINGS = ("hex", "base64")


def sign(secret: bytes, content: bytes, *, algorithm: str = "sha256") -> bytes:
    """Return the raw HMAC of ``content``."""
    return hmac.digest(secret, content, _DIGESTS[algorithm])


def decode_signature(text: str, *, encoding: str) -> bytes:
    """Return the bytes of a signature written in hex or base64; empty when it is not one."""
    try:
        if encoding == "hex":
            return bytes.fromhex(text)
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""


def verify_hmac(
    content: bytes, candidates: Iterable[bytes], secrets: Secrets, *, algorithm: str = "sha256"
) -> None:
    """Accept when any candidate is the HMAC of ``content`` under any secret that is not empty."""
    given = tuple(candidates)
    if not any(
        hmac.compare_digest(expected, candidate)
        for expected in (sign(secret, content, algorithm=algorithm) for secret in secrets if secret)
        for candidate in given
    ):
        raise BadSignature


def verify_age(timestamp: str, now: float, *, tolerance_s: float = TOLERANCE_S) -> None:
    """Refuse what was signed too long ago or too far ahead; ``timestamp`` is in Unix seconds."""
    # isascii: int() also reads the digits of other scripts. The length bounds int()'s work.
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):  # noqa: PLR2004
        raise BadSignature
    if abs(now - int(timestamp)) > tolerance_s:
        raise BadSignature


def verify_token(headers: Mapping[str, str], query: Mapping[str, str], secrets: Secrets) -> None:
    """Accept a shared secret from whichever place the sender was able to put it.

    In order: ``Authorization: Bearer``, the password of HTTP Basic, ``X-Webhook-Token``, and, for
    senders that can set no header, the query parameter ``token``. The body is not needed.
    """
    given = (
        _authorization_secret(headers.get("authorization", "")),
        raw_header(headers.get("x-webhook-token", "")),
        query.get("token", "").encode("utf-8", "replace"),
    )
    candidates = tuple(filter(None, given))  # an empty one is none, whatever the secrets are
    if not any(hmac.compare_digest(secret, text) for secret in secrets for text in candidates):
        raise BadSignature


def raw_header(text: str) -> bytes:
    """Return a header's bytes as they were on the wire: servers decode them as Latin-1."""
    return text.encode("latin-1", "replace")


def _authorization_secret(header: str) -> bytes:
    scheme, _, credentials = header.partition(" ")
    match scheme.lower():
        case "bearer":
            return raw_header(credentials.strip())
        case "basic":
            return decode_signature(credentials.strip(), encoding="base64").partition(b":")[2]
        case _:
            return b""
