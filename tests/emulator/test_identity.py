"""Tokens: who gets one, for whom, and who does not."""

import base64
import json
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from emulator.identity import CLOUD, CONTACTS, EMAIL, JWT_BEARER, key_file, key_id, sign_jwt

from .driver import NOON, SALES, Driver

SIGN = f"/v1/projects/-/serviceAccounts/{EMAIL}:signJwt"


def claims(**changes: Any) -> dict[str, Any]:
    """Return the claims of a good assertion, changed; None leaves a claim out."""
    good = {
        "iss": EMAIL,
        "sub": SALES,
        "scope": CONTACTS,
        "aud": "https://oauth2.googleapis.com/token",
        "iat": NOON,
        "exp": NOON + 3600,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def ask(google: Driver, assertion: str) -> httpx.Response:
    """Ask for a token with an assertion."""
    form = {"grant_type": JWT_BEARER, "assertion": assertion}
    return google.request("POST", "https://oauth2.googleapis.com/token", data=form)


def asserted(google: Driver, **changes: Any) -> httpx.Response:
    """Ask for a token with claims that the service account signed."""
    return ask(google, sign_jwt(json.dumps(claims(**changes))))


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    """Return status, error and description of a refusal."""
    body = response.json()
    return response.status_code, body["error"], body.get("error_description", "")


def owner(google: Driver, response: httpx.Response) -> str:
    """Return whose token was given out."""
    token = google.google.identity.find(response.json()["access_token"], NOON)
    assert token is not None
    return token.account


def test_a_delegated_user_is_impersonated(google: Driver) -> None:
    """The token is the user's, for an hour."""
    response = asserted(google)
    assert owner(google, response) == SALES
    body = response.json()
    assert (body["expires_in"], body["token_type"], body["scope"]) == (3600, "Bearer", CONTACTS)


def test_without_a_subject_the_token_is_the_service_accounts(google: Driver) -> None:
    """And so is the address book behind it, which nobody sees."""
    assert owner(google, asserted(google, sub=None)) == EMAIL


def test_the_token_endpoint_takes_its_own_address_as_audience(google: Driver) -> None:
    """Google's clients say the address that they post to."""
    form = {"grant_type": JWT_BEARER}
    form["assertion"] = sign_jwt(json.dumps(claims(aud="http://127.0.0.1:8085/token")))
    assert google.request("POST", "http://127.0.0.1:8085/token", data=form).status_code == 200


@pytest.mark.parametrize(
    ("changes", "description"),
    [
        ({"iss": "other@example.com"}, "Invalid grant: account not found"),
        ({"aud": "https://example.com"}, "Invalid JWT: Failed audience check."),
        ({"sub": "nobody"}, "Invalid email or User ID"),
        ({"exp": NOON}, "Invalid JWT: Token must be a short-lived token (60 minutes)"),
        ({"exp": NOON + 3601}, "Invalid JWT: Token must be a short-lived token (60 minutes)"),
        ({"iat": None}, "Invalid JWT: Token must be a short-lived token (60 minutes)"),
        ({"exp": "soon"}, "Invalid JWT: Token must be a short-lived token (60 minutes)"),
        (
            {"iat": NOON + 301, "exp": NOON + 3600},
            "Invalid JWT: Token must be a short-lived token (60 minutes)",
        ),
    ],
)
def test_an_assertion_that_claims_wrongly_is_refused(
    google: Driver, changes: dict[str, Any], description: str
) -> None:
    """400 invalid_grant, with what is wrong."""
    status, error, text = refusal(asserted(google, **changes))
    assert (status, error) == (400, "invalid_grant")
    assert text.startswith(description)


def test_a_scope_is_required(google: Driver) -> None:
    """400 invalid_scope without."""
    assert refusal(asserted(google, scope=None))[:2] == (400, "invalid_scope")


@pytest.mark.parametrize("name", [SALES, "example.com"])
def test_delegation_can_be_missing(google: Driver, name: str) -> None:
    """401 for an address or a domain, as when an administrator has not granted it."""
    google.google.identity.refused.add(name)
    assert refusal(asserted(google)) == (
        401,
        "unauthorized_client",
        (
            "Client is unauthorized to retrieve access tokens using this method, or client not "
            "authorized for any of the scopes requested."
        ),
    )


def test_a_user_can_be_unknown(google: Driver) -> None:
    """400, as for an address that left the company."""
    google.google.identity.unknown.add(SALES)
    assert refusal(asserted(google)) == (400, "invalid_grant", "Invalid email or User ID")


def test_another_key_is_noticed(google: Driver) -> None:
    """The signature is really verified."""
    other = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 (short is fast)
    signed, _, _ = sign_jwt(json.dumps(claims())).rpartition(".")
    signature = other.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    response = ask(google, f"{signed}.{base64.urlsafe_b64encode(signature).decode()}")
    assert refusal(response) == (400, "invalid_grant", "Invalid JWT Signature.")


def test_changed_claims_are_noticed(google: Driver) -> None:
    """The signature covers them."""
    header, _, signature = sign_jwt(json.dumps(claims())).split(".")
    forged = base64.urlsafe_b64encode(json.dumps(claims(sub="ceo@example.com")).encode()).decode()
    response = ask(google, f"{header}.{forged.rstrip('=')}.{signature}")
    assert refusal(response) == (400, "invalid_grant", "Invalid JWT Signature.")


@pytest.mark.parametrize(
    "assertion", ["", "a.b.c", "e30.e30.e30", "e30", "W10.W10.W10", "\N{SNOWMAN}.x.y"]
)
def test_an_assertion_that_is_no_jwt_is_refused(google: Driver, assertion: str) -> None:
    """Whatever it is."""
    assert refusal(ask(google, assertion))[:2] == (400, "invalid_grant")


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}])
def test_another_algorithm_is_refused(google: Driver, header: dict[str, str]) -> None:
    """RS256 only, whatever the token says of itself."""
    _, body, signature = sign_jwt(json.dumps(claims())).split(".")
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    assert refusal(ask(google, f"{head}.{body}.{signature}"))[2] == "Invalid JWT Signature."


def test_claims_that_are_no_object_are_refused(google: Driver) -> None:
    """Even when signed."""
    assert refusal(ask(google, sign_jwt("[]")))[2] == "Invalid JWT Signature."


def refreshed(google: Driver, credentials: dict[str, str], **changes: str) -> httpx.Response:
    """Ask for a token with a refresh token."""
    form = {name: credentials[name] for name in ("client_id", "client_secret", "refresh_token")}
    return google.request("POST", "/token", data={"grant_type": "refresh_token"} | form | changes)


def test_a_refresh_token_is_its_users(google: Driver) -> None:
    """With the scopes that were granted."""
    credentials = google.google.identity.authorized_user(SALES, [CONTACTS])
    response = refreshed(google, credentials)
    assert owner(google, response) == SALES
    assert response.json()["scope"] == CONTACTS


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"refresh_token": "x"}, (400, "invalid_grant", "Token has been expired or revoked.")),
        ({"client_secret": "x"}, (401, "invalid_client", "The OAuth client was not found.")),
        ({"scope": CLOUD}, (400, "invalid_scope", "Bad Request")),
        ({"grant_type": "password"}, (400, "unsupported_grant_type", "Invalid grant_type.")),
    ],
)
def test_a_refresh_that_is_wrong_is_refused(
    google: Driver, changes: dict[str, str], expected: tuple[int, str, str]
) -> None:
    """In the flat shape of OAuth."""
    credentials = google.google.identity.authorized_user(SALES, [CONTACTS])
    assert refusal(refreshed(google, credentials, **changes)) == expected


def test_the_key_file_is_a_service_accounts(google: Driver) -> None:
    """As Google's console hands it out."""
    assert google.request("GET", "/_emulator/key").json() == key_file()
    assert key_file()["private_key_id"] == key_id()
    assert key_file()["private_key"].startswith("-----BEGIN PRIVATE KEY-----")


def sign(google: Driver, body: object, scopes: list[str], account: str = EMAIL) -> httpx.Response:
    """Ask IAM to sign."""
    headers = google.headers(account, scopes)
    return google.request("POST", SIGN, json=body, headers=headers)


def test_a_signed_jwt_is_good_for_a_token(google: Driver) -> None:
    """Delegation without a key file."""
    response = sign(google, {"payload": json.dumps(claims()), "delegates": []}, [CLOUD])
    assert response.json()["keyId"] == key_id()
    assert owner(google, ask(google, response.json()["signedJwt"])) == SALES


@pytest.mark.parametrize(
    "body",
    [{}, [], {"payload": {}}, {"payload": "x"}, {"payload": "[]"}, {"payload": '{"exp": "soon"}'}],
)
def test_a_payload_that_is_no_json_object_is_not_signed(google: Driver, body: object) -> None:
    """400."""
    assert sign(google, body, [CLOUD]).status_code == 400


def test_a_jwt_for_more_than_12_hours_is_not_signed(google: Driver) -> None:
    """The documented limit of signJwt."""
    assert sign(google, {"payload": json.dumps({"exp": NOON + 43_200})}, [CLOUD]).status_code == 200
    assert sign(google, {"payload": json.dumps({"exp": NOON + 43_201})}, [CLOUD]).status_code == 400


@pytest.mark.parametrize(("account", "scope"), [(SALES, CLOUD), (EMAIL, CONTACTS)])
def test_only_the_service_account_may_sign(google: Driver, account: str, scope: str) -> None:
    """403 that names the missing permission."""
    response = sign(google, {"payload": "{}"}, [scope], account)
    assert response.status_code == 403
    assert "iam.serviceAccounts.signJwt" in response.json()["error"]["message"]


def test_signing_needs_a_token(google: Driver) -> None:
    """401 without."""
    assert google.request("POST", SIGN, json={"payload": "{}"}).status_code == 401
