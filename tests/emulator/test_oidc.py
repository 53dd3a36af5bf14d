"""Tokens that Google signs, and the certificates to check them with."""

import jwt
import pytest
from cryptography.x509 import load_pem_x509_certificate

from emulator.identity import sign_jwt
from emulator.oidc import id_token

from .driver import NOON, Driver

EMAIL = "tasks@p.iam.gserviceaccount.com"
AUDIENCE = "https://worker.example.com"
ANY_TIME = {"verify_exp": False, "verify_iat": False, "verify_aud": False}


def read(google: Driver, token: str) -> dict[str, object]:
    """Return a token's claims, checked by a library that knows nothing of Google."""
    pem = google.request("GET", "/oauth2/v1/certs").json()[jwt.get_unverified_header(token)["kid"]]
    key = load_pem_x509_certificate(pem.encode()).public_key()
    claims: dict[str, object] = jwt.decode(token, key, ["RS256"], ANY_TIME)  # type: ignore[arg-type]
    return claims


def test_a_token_says_who_calls_whom(google: Driver) -> None:
    """For an hour."""
    claims = read(google, id_token(EMAIL, AUDIENCE, NOON))
    assert (claims["iss"], claims["aud"]) == ("https://accounts.google.com", AUDIENCE)
    assert (claims["email"], claims["email_verified"]) == (EMAIL, True)
    assert (claims["iat"], claims["exp"]) == (NOON, NOON + 3600)


def test_the_certificates_are_good_now(google: Driver) -> None:
    """For a while yet."""
    [pem] = google.request("GET", "/oauth2/v1/certs").json().values()
    certificate = load_pem_x509_certificate(pem.encode())
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    assert since.timestamp() < NOON < until.timestamp()


def test_a_service_account_cannot_sign_for_google(google: Driver) -> None:
    """Its key is another."""
    with pytest.raises(KeyError):
        read(google, sign_jwt("{}"))
