"""Who may call the worker: whom Google's signature vouches for, or whom IAM let through."""

import base64
import datetime as dt
import json
from typing import Any

import google.auth.crypt
import google.auth.jwt
import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from adapter.callers import KEEP_S, REMOVED, Callers
from adapter.errors import BadSignature, QueueUnavailable

pytestmark = pytest.mark.anyio

WORKER = "https://worker.example.com"
TASKS = "tasks@p.iam.gserviceaccount.com"
CLAIMS = {
    "iss": "https://accounts.google.com",
    "aud": WORKER,
    "email": TASKS,
    "email_verified": True,
}


class Google:
    """Google's certificates, and tokens in its name."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.fetched = 0
        self.status = 200
        self.now = 0.0

    def token(self, **changed: Any) -> str:
        """Return a token; times are real, as google-auth's clock is."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        signer = google.auth.crypt.RSASigner.from_string(pem, "k1")
        issued = dt.datetime.now(dt.UTC).timestamp()  # noqa: TID251
        claims = {**CLAIMS, "iat": int(issued), "exp": int(issued) + 300, **changed}
        token: bytes = google.auth.jwt.encode(signer, claims)
        return token.decode()

    def callers(self, *, behind_iam: bool = False) -> Callers:
        """Return what checks tokens against these certificates."""

        def answer(_request: httpx.Request) -> httpx.Response:
            self.fetched += 1
            public = self.key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            return httpx.Response(self.status, json={"k1": public.decode()})

        return Callers(
            httpx.AsyncClient(transport=httpx.MockTransport(answer)),
            audience=WORKER,
            email=TASKS,
            behind_iam=behind_iam,
            now=lambda: self.now,
        )


@pytest.fixture
def google_() -> Google:
    """Return a Google of its own."""
    return Google()


def unsigned(**changed: Any) -> str:
    """Return a token as Cloud Run passes it on."""
    payload = base64.urlsafe_b64encode(json.dumps({**CLAIMS, **changed}).encode()).decode()
    return f"e30.{payload.rstrip('=')}.{REMOVED}"


async def test_a_signed_token_is_accepted(google_: Google) -> None:
    """Anywhere."""
    for behind_iam in (False, True):
        callers = google_.callers(behind_iam=behind_iam)
        await callers.check(f"Bearer {google_.token()}")


async def test_certificates_are_fetched_once_an_hour(google_: Google) -> None:
    """Not with every task."""
    callers, token = google_.callers(), google_.token()
    for _ in range(3):
        await callers.check(f"Bearer {token}")
    assert google_.fetched == 1
    google_.now = KEEP_S
    await callers.check(f"Bearer {token}")
    assert google_.fetched == 2


async def test_without_certificates_nobody_can_tell(google_: Google) -> None:
    """The queue comes again."""
    google_.status = 500
    with pytest.raises(QueueUnavailable):
        await google_.callers().check(f"Bearer {google_.token()}")


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://other.example.com"},
        {"email": "somebody@example.com"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"iss": "https://example.com"},
        {"exp": 1},
        {"iat": 9_999_999_999, "exp": 9_999_999_999},
    ],
)
async def test_another_claim_is_refused(google_: Google, changed: dict[str, Any]) -> None:
    """Signed or not."""
    with pytest.raises(BadSignature):
        await google_.callers().check(f"Bearer {google_.token(**changed)}")


async def test_anothers_signature_is_refused(google_: Google) -> None:
    """The claims alone prove nothing."""
    with pytest.raises(BadSignature):
        await google_.callers().check(f"Bearer {Google().token()}")


async def test_what_iam_let_through_is_accepted_behind_iam_only(google_: Google) -> None:
    """Anybody else could write that the signature was removed."""
    await google_.callers(behind_iam=True).check(f"Bearer {unsigned()}")
    assert google_.fetched == 0
    with pytest.raises(BadSignature):
        await google_.callers().check(f"Bearer {unsigned()}")


@pytest.mark.parametrize("token", ["", "x", "a.b", "a.b.c", f"e30.W10.{REMOVED}", f".é.{REMOVED}"])
async def test_what_is_no_token_is_refused(google_: Google, token: str) -> None:
    """Nothing but BadSignature leaves."""
    for header in (f"Bearer {token}", f"Basic {token}", token):
        with pytest.raises(BadSignature):
            await google_.callers(behind_iam=True).check(header)
