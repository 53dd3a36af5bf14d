"""OIDC tokens that Google signs in the name of a service account, and the certificates for them.

Documented  the claims of an ID token (developers.google.com/identity/openid-connect); the
            certificates by key id, in PEM, at www.googleapis.com/oauth2/v1/certs
"""

import json
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from emulator.calls import answer, google_of, suffer
from emulator.errors import JSON
from emulator.identity import LIFETIME_S, Signer

ISSUER = "https://accounts.google.com"
SUBJECT = "123456789012345678901"
VALID = timedelta(days=16)

GOOGLE = Signer()  # not the service account: whoever has its key file can sign no ID token


def id_token(email: str, audience: str, now: float) -> str:
    """Return a token that says: Google vouches that the bearer is ``email``."""
    claims = {
        "iss": ISSUER,
        "aud": audience,
        "azp": SUBJECT,
        "sub": SUBJECT,
        "email": email,
        "email_verified": True,
        "iat": int(now),
        "exp": int(now) + LIFETIME_S,
    }
    return GOOGLE.sign_jwt(json.dumps(claims))


def certificates(now: float) -> JSON:
    """Return the certificate of Google's key, in PEM, by its id."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "federated-signon.emulator")])
    since = datetime.fromtimestamp(now, UTC) - VALID / 2
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(GOOGLE.key.public_key())
        .serial_number(1)
        .not_valid_before(since)
        .not_valid_after(since + VALID)
        .sign(GOOGLE.key, hashes.SHA256())
    )
    return {GOOGLE.key_id: certificate.public_bytes(Encoding.PEM).decode()}


async def certs(request: Request) -> Response:
    """Answer GET /oauth2/v1/certs, to anybody."""
    google = google_of(request)
    call = google.begin("certs")

    async def work() -> JSON:
        return await suffer(google, call, [], lambda _: certificates(google.now()))

    return await answer(google, call, work)


ROUTES = [Route("/oauth2/v1/certs", certs)]
