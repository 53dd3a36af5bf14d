"""Why there is no token: what an operator is told, and when it is worth trying again."""

import json
from typing import Any

import pytest
from google.auth.exceptions import MalformedError, RefreshError, TransportError
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import NotConfigured, PeopleBusy
from adapter.people.refusals import ADVICE, explain

from . import recorded as google

UNAUTHORIZED = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized"
    " for any of the scopes requested."
)
SHORT_LIVED = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
    " Check your iat and exp values in the JWT claim."
)


def oauth(error: str, description: str = "") -> RefreshError:
    """Return the error that google-auth makes of a refusal by the token endpoint."""
    body = {"error": error, "error_description": description}
    return RefreshError(f"{error}: {description}", body, retryable=False)


def iam(reply: Any) -> RefreshError:
    """Return the error that google-auth makes of a refusal by signJwt: the body as text."""
    return RefreshError("Unable to acquire impersonated credentials", json.dumps(reply))


IAM_DENIED = google.error(
    403,
    "PERMISSION_DENIED",
    "Permission 'iam.serviceAccounts.signJwt' denied on resource (or it may not exist).",
    google.error_info("IAM_PERMISSION_DENIED", permission="iam.serviceAccounts.signJwt"),
).body
IAM_DISABLED = google.error(
    403,
    "PERMISSION_DENIED",
    "IAM Service Account Credentials API has not been used in project 123456789012 before …",
    google.error_info("SERVICE_DISABLED", service="iamcredentials.googleapis.com"),
).body
IAM_MISSING = google.error(404, "NOT_FOUND", "Not found; Gaia id not found for email").body


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (oauth("unauthorized_client", UNAUTHORIZED), "unauthorized_client"),
        (oauth("invalid_grant", "Invalid email or User ID"), "Invalid email or User ID"),
        (oauth("invalid_grant", "Invalid JWT Signature."), "Invalid JWT Signature"),
        (oauth("invalid_grant", SHORT_LIVED), "short-lived token"),
        (oauth("invalid_grant", "Token has been expired or revoked."), "invalid_grant"),
        (oauth("access_denied"), "access_denied"),
        (oauth("admin_policy_enforced"), "admin_policy_enforced"),
        (oauth("org_internal"), "org_internal"),
        (oauth("invalid_scope", "Bad Request"), "invalid_scope"),
        (oauth("disabled_client"), "disabled_client"),
        (oauth("deleted_client"), "deleted_client"),
        (oauth("invalid_client", "The OAuth client was not found."), "invalid_client"),
        (iam(IAM_DENIED), "PERMISSION_DENIED"),
        (iam(IAM_DISABLED), "SERVICE_DISABLED"),
        (iam(IAM_MISSING), "Not found"),
        (RefreshError("scopes"), "scopes"),
        (
            RefreshError(
                "Reauthentication is needed. Please run `gcloud auth application-default login` to"
                " reauthenticate."
            ),
            "Reauthentication is needed",
        ),
    ],
)
def test_a_refusal_for_good_says_what_to_do(error: Exception, word: str) -> None:
    """The narrowest advice that fits."""
    told = explain(error)
    assert isinstance(told, NotConfigured)
    assert told.detail == ADVICE[word]
    assert told.retry_after_s == 300


@pytest.mark.parametrize("error", [MalformedError("no key"), ValueError("x"), KeyError("x")])
def test_unreadable_credentials_are_the_operators_business(error: Exception) -> None:
    """They will not become readable by waiting."""
    assert explain(error).code == "not_configured"


@pytest.mark.parametrize(
    "error",
    [
        TransportError("ConnectError"),
        TransportError("metadata server: 500"),
        oauth("temporarily_unavailable"),
        oauth("internal_failure"),
        RefreshError("<html><title>Error 502 (Server Error)!!1</title></html>", retryable=False),
        RefreshError("No access token in response.", {}, retryable=False),
        iam(google.UNAVAILABLE.body),
        RefreshError("Unable to acquire impersonated credentials", "<html>502</html>"),
    ],
)
def test_what_is_not_known_to_be_permanent_passes(error: Exception) -> None:
    """An outage is no reason to wake an operator, and nothing was created."""
    told = explain(error)
    assert isinstance(told, PeopleBusy)
    assert told.retry_after_s == 30


@given(st.sampled_from([RefreshError, TransportError, ValueError]), st.sampled_from(list(ADVICE)))
def test_the_errors_own_text_goes_nowhere(kind: type[Exception], word: str) -> None:
    """It may name the account, or hold a token."""
    secrets = ["ada@example.com", "ya29.token", "1//refresh"]
    told = explain(kind(" ".join([*secrets, word]), {"error": secrets}))
    for secret in secrets:
        assert secret not in f"{told!r} {told.detail}"
