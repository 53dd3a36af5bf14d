"""Proofs of origin: keyed hashes of raw bytes, and shared secrets.

``SignedBody`` and ``SignedTime`` are the ``verify`` of most senders, made from what their pages
say. They can sign as well, for test deliveries.

Everything is compared as bytes in constant time, every secret of a rotation is tried, and whatever
a hostile request holds, only ``BadSignature`` leaves. No secret ever appears in a message.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapter.errors import BadSignature
from adapter.model import Answer, Delivery, Reading
from adapter.sources.source import Options, Secrets

TOLERANCE_S = 300.0  # five minutes both ways, as the Standard Webhooks libraries allow
MAX_PARTS = 20  # of a header that lists signatures
CROSSED_OUT = "[secret]"
SHORT_SECRET = 8  # characters: a shorter one may stand in an answer by chance

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


@dataclass(frozen=True, slots=True)
class SignedBody:
    """A header that holds the HMAC of ``salt`` and the raw body.

    Such a signature has no age: whoever repeats it repeats a delivery that is known.
    """

    header: str
    encoding: str
    prefix: str = ""
    algorithm: str = "sha256"
    salt: bytes = b""

    def __call__(
        self, delivery: Delivery, secrets: Secrets, _now: float, _options: Options
    ) -> None:
        """Check a delivery."""
        text = delivery.headers.get(self.header, "")
        if not text.startswith(self.prefix):
            raise BadSignature
        candidate = decode_signature(text.removeprefix(self.prefix), encoding=self.encoding)
        content = self.salt + delivery.body
        verify_hmac(content, [candidate], secrets, algorithm=self.algorithm)

    def sign(
        self, delivery: Delivery, secret: bytes, _now: float, _options: Options
    ) -> dict[str, str]:
        """Return the header that a delivery needs."""
        digest = sign(secret, self.salt + delivery.body, algorithm=self.algorithm)
        return {self.header: self.prefix + encode_signature(digest, encoding=self.encoding)}


@dataclass(frozen=True, slots=True)
class SignedTime:
    """A header such as ``t=1700000000,v1=<hex>,v1=<hex>``.

    Each ``v1`` is the HMAC of ``{t}.{raw body}``; ``t`` is in Unix seconds.
    """

    header: str
    version: str = "v1"
    tolerance_s: float = TOLERANCE_S

    def __call__(self, delivery: Delivery, secrets: Secrets, now: float, _options: Options) -> None:
        """Check a delivery."""
        text = delivery.headers.get(self.header, "")
        parts = [part.strip().partition("=") for part in text.split(",")[:MAX_PARTS]]
        times = [value for name, _, value in parts if name == "t"]
        if len(times) != 1:
            raise BadSignature
        candidates = [
            decode_signature(value, encoding="hex")
            for name, _, value in parts
            if name == self.version
        ]
        verify_hmac(_dated(times[0], delivery.body), candidates, secrets)
        verify_age(times[0], now, tolerance_s=self.tolerance_s)

    def sign(
        self, delivery: Delivery, secret: bytes, now: float, _options: Options
    ) -> dict[str, str]:
        """Return the header that a delivery needs."""
        time = str(int(now))
        digest = sign(secret, _dated(time, delivery.body))
        return {self.header: f"t={time},{self.version}={digest.hex()}"}


def verify_secret(given: Any, secrets: Secrets) -> None:
    """Accept a shared secret that came in a body; anything but text is none."""
    candidate = given.encode("utf-8", "replace") if isinstance(given, str) else b""
    if not any(candidate and hmac.compare_digest(secret, candidate) for secret in secrets):
        raise BadSignature


def encode_signature(digest: bytes, *, encoding: str) -> str:
    """Return a signature as it is written."""
    return digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()


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


def verify_age(
    timestamp: str, now: float, *, tolerance_s: float = TOLERANCE_S, per_second: int = 1
) -> None:
    """Refuse what was signed too long ago or too far ahead.

    ``timestamp`` is Unix time, with so many units ``per_second``: 1000 for milliseconds.
    """
    # isascii: int() also reads the digits of other scripts. The length bounds int()'s work.
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):  # noqa: PLR2004
        raise BadSignature
    if abs(now - int(timestamp) / per_second) > tolerance_s:
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


def without_secrets(reading: Reading, secrets: Secrets) -> Reading:
    """Return the reading with the route's secrets crossed out of its answers.

    Some senders repeat in their bodies the URL that they post to.
    """
    texts = [s.decode("utf-8", "replace") for s in secrets if len(s) >= SHORT_SECRET]
    told = any(text in repr(reading.submissions) for text in texts)
    if not told:
        return reading

    def cross_out(value: str) -> str:
        for text in texts:
            value = value.replace(text, CROSSED_OUT)
        return value

    def without(answer: Answer) -> Answer:
        if isinstance(answer.value, str):
            return replace(answer, value=cross_out(answer.value))
        return replace(answer, value=tuple(map(cross_out, answer.value)))

    silent = (replace(s, answers=tuple(map(without, s.answers))) for s in reading.submissions)
    return replace(reading, submissions=tuple(silent))


def _dated(time: str, body: bytes) -> bytes:
    return b"%b.%b" % (raw_header(time), body)


def _authorization_secret(header: str) -> bytes:
    scheme, _, credentials = header.partition(" ")
    match scheme.lower():
        case "bearer":
            return raw_header(credentials.strip())
        case "basic":
            return decode_signature(credentials.strip(), encoding="base64").partition(b":")[2]
        case _:
            return b""
