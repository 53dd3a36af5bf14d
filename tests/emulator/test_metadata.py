"""The metadata server: what Cloud Run tells the process that runs there."""

from typing import Any

import httpx
import pytest

from emulator.identity import CLOUD, CONTACTS, EMAIL, PROJECT

from .driver import Driver

ROOT = "http://metadata.google.internal/computeMetadata/v1"
ACCOUNT = f"{ROOT}/instance/service-accounts/default"


def metadata(google: Driver, url: str, **query: Any) -> httpx.Response:
    """Ask the metadata server."""
    headers = {"Metadata-Flavor": "Google"}
    return google.request("GET", url, params=query, headers=headers)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (f"{ROOT}/project/project-id", PROJECT),
        (f"{ROOT}/universe/universe-domain", "googleapis.com"),
        (f"{ACCOUNT}/email", EMAIL),
        (f"{ACCOUNT}/scopes", CLOUD),
        (f"{ROOT}/instance/service-accounts/{EMAIL}/email", EMAIL),
    ],
)
def test_it_answers_in_plain_text(google: Driver, url: str, text: str) -> None:
    """And says that it is Google's."""
    response = metadata(google, url)
    assert (response.text, response.headers["Metadata-Flavor"]) == (text, "Google")


def test_it_describes_the_account_at_once(google: Driver) -> None:
    """The call that Google's library begins with."""
    info = metadata(google, f"{ACCOUNT}/", recursive="true").json()
    assert info == {"aliases": ["default"], "email": EMAIL, "scopes": [CLOUD]}


@pytest.mark.parametrize(("query", "scope"), [({}, CLOUD), ({"scopes": CONTACTS}, CONTACTS)])
def test_its_token_is_the_service_accounts(
    google: Driver, query: dict[str, str], scope: str
) -> None:
    """For the scopes that were asked for, else for all of the cloud."""
    body = metadata(google, f"{ACCOUNT}/token", **query).json()
    token = google.google.identity.find(body["access_token"], google.clock())
    assert token is not None
    assert (token.account, token.scopes) == (EMAIL, frozenset({scope}))


def test_without_the_header_it_says_nothing(google: Driver) -> None:
    """So that a page in a browser cannot ask."""
    assert google.request("GET", f"{ACCOUNT}/token").status_code == 403


@pytest.mark.parametrize("url", [f"{ROOT}/nothing", f"{ROOT}/instance/service-accounts/x/email"])
def test_what_it_does_not_know_is_not_found(google: Driver, url: str) -> None:
    """404."""
    assert metadata(google, url).status_code == 404


def test_the_page_passes_for_a_metadata_server(google: Driver) -> None:
    """Google's library knocks at / and looks at one header."""
    assert metadata(google, "http://169.254.169.254/").headers["Metadata-Flavor"] == "Google"
    assert "Metadata-Flavor" not in google.request("GET", "/").headers
