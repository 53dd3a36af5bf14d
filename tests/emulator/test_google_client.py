"""Google's own clients, over a real socket, cannot tell the difference."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from google.auth import compute_engine, impersonated_credentials
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import credentials, service_account
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from emulator.identity import CONTACTS, EMAIL

from .driver import SALES

BODY = {
    "contacts": [
        {"contactPerson": {"names": [{"unstructuredName": "Ada Lovelace"}]}},
        {"contactPerson": {"emailAddresses": [{"value": "grace@example.com"}]}},
    ],
    "readMask": "names,emailAddresses,metadata",
}


class Rerouted(Request):
    """Google's transport, with every host replaced by the emulator."""

    def __init__(self, origin: str) -> None:
        super().__init__()
        self.origin = origin

    def __call__(self, url: str, *arguments: Any, **options: Any) -> Any:
        """Send a request to the same path of the emulator."""
        parts = urlsplit(url)
        there = f"{self.origin}{parts.path}?{parts.query}"
        return super().__call__(there, *arguments, **options)  # type: ignore[no-untyped-call]


@pytest.fixture(autouse=True)
def fresh(url: str) -> None:
    """Start every test with an empty emulator."""
    httpx.post(f"{url}/_emulator/reset")


def delegated(url: str, subject: str = SALES) -> Any:
    """Return a user's credentials, made of the key file as Google's client makes them."""
    info = httpx.get(f"{url}/_emulator/key").json() | {"token_uri": f"{url}/token"}
    return service_account.Credentials.from_service_account_info(
        info, scopes=[CONTACTS], subject=subject
    )


@pytest.fixture
def people(url: str) -> Iterator[Any]:
    """Return Google's client of the People API."""
    options = {"api_endpoint": url}
    found = build(
        "people", "v1", credentials=delegated(url), static_discovery=True, client_options=options
    )
    with found as client:
        yield client


def test_the_client_creates_and_lists(people: Any) -> None:
    """Token, batch, list and get, as any user of the library writes them."""
    created = people.people().batchCreateContacts(body=BODY).execute()["createdPeople"]
    listed = (
        people.people().connections().list(resourceName="people/me", personFields="names").execute()
    )
    name = created[0]["requestedResourceName"]
    alone = people.people().get(resourceName=name, personFields="names").execute()
    assert created[0]["person"]["names"][0]["familyName"] == "Lovelace"
    assert listed["totalItems"] == 2
    assert alone["names"] == listed["connections"][0]["names"]


def test_the_client_creates_one(people: Any) -> None:
    """The answer is the person, of whom every field comes when none is named."""
    ada = {"names": [{"unstructuredName": "Ada Lovelace"}]}
    grace = {"emailAddresses": [{"value": "grace@example.com"}]}
    seen = people.people().createContact(body=ada, personFields="names").execute()
    whole = people.people().createContact(body=grace).execute()
    assert seen.keys() == {"resourceName", "etag", "names"}
    assert seen["names"][0]["familyName"] == "Lovelace"
    assert whole.keys() == {"resourceName", "etag", "metadata", "emailAddresses", "memberships"}
    assert people.people().get(resourceName=seen["resourceName"], personFields="names").execute()


def test_the_client_turns_pages(people: Any) -> None:
    """With list_next, which trusts nextPageToken."""
    people.people().batchCreateContacts(body=BODY).execute()
    connections = people.people().connections()
    request = connections.list(resourceName="people/me", personFields="metadata", pageSize=1)
    pages = 0
    while request is not None:
        answer = request.execute()
        request = connections.list_next(request, answer)
        pages += 1
    assert pages == 2


def test_the_client_makes_and_deletes_labels(people: Any) -> None:
    """And is told of a name that exists."""
    groups = people.contactGroups()
    body = {"contactGroup": {"name": "Web leads"}}
    made = groups.create(body=body).execute()
    with pytest.raises(HttpError) as raised:
        groups.create(body=body).execute()
    assert raised.value.status_code == 409
    groups.delete(resourceName=made["resourceName"]).execute()
    names = [group["name"] for group in groups.list().execute()["contactGroups"]]
    assert "Web leads" not in names


def test_the_client_reads_refusals(people: Any) -> None:
    """Message and details are where it looks for them."""
    with pytest.raises(HttpError) as raised:
        people.people().batchCreateContacts(body={"contacts": [{}], "readMask": "names"}).execute()
    assert raised.value.reason == "Request contains an invalid argument."
    assert raised.value.error_details[0]["contactErrors"].keys() == {"0"}


def test_the_client_reads_the_refusal_of_one(people: Any) -> None:
    """A text, and no details."""
    with pytest.raises(HttpError) as raised:
        people.people().createContact(body={}).execute()
    assert (raised.value.status_code, raised.value.reason) == (
        400,
        "Request must contain a person.",
    )


def test_a_refresh_token_works_with_googles_library(url: str) -> None:
    """authorized_user credentials of an account."""
    info = httpx.get(f"{url}/_emulator/authorized_user", params={"account": SALES}).json()
    user = credentials.Credentials(
        None,
        refresh_token=info["refresh_token"],
        token_uri=f"{url}/token",
        client_id=info["client_id"],
        client_secret=info["client_secret"],
    )
    with AuthorizedSession(user) as session:
        me = session.get(f"{url}/v1/people/me", params={"personFields": "emailAddresses"}).json()
    assert me["emailAddresses"][0]["value"] == SALES


def test_the_metadata_server_works_with_googles_library(url: str) -> None:
    """The credentials of a process on Cloud Run."""
    running: Any = compute_engine.Credentials()
    running.refresh(Rerouted(url))
    assert running.service_account_email == EMAIL
    assert running.token.startswith("ya29.")


def test_keyless_delegation_works_with_googles_library(url: str) -> None:
    """Metadata server, signJwt, token endpoint: a user's token without a key file."""
    keyless: Any = impersonated_credentials.Credentials(
        compute_engine.Credentials(universe_domain="googleapis.com"),
        EMAIL,
        [CONTACTS],
        subject=SALES,
    )
    keyless.refresh(Rerouted(url))
    headers = {"Authorization": f"Bearer {keyless.token}"}
    query = {"personFields": "emailAddresses"}
    me = httpx.get(f"{url}/v1/people/me", params=query, headers=headers).json()
    assert me["emailAddresses"][0]["value"] == SALES


def test_a_lost_answer_breaks_the_connection(url: str) -> None:
    """Headers arrive, the body never does, and the contact is there."""
    token = httpx.post(f"{url}/_emulator/access_token", json={"account": SALES}).json()
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    fault = {"method": "batchCreateContacts", "kind": "lost", "when": "after"}
    httpx.post(f"{url}/_emulator/faults", json=fault)
    with pytest.raises(httpx.TransportError):
        httpx.post(f"{url}/v1/people:batchCreateContacts", json=BODY, headers=headers)
    assert httpx.get(f"{url}/_emulator/state").json()["counts"]["contacts"] == 2


def test_it_runs_as_a_program() -> None:
    """One line says where the page is; an interrupt ends it, whoever is still connected."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "emulator", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:  # noqa: S603 (our own)
        assert program.stdout is not None
        line = program.stdout.readline()
        assert line == f"Contacts appear at http://127.0.0.1:{port}/\n"
        transport = httpx.HTTPTransport(retries=5)  # until it listens, half a second at most
        with httpx.Client(transport=transport) as browser:
            assert browser.get(f"http://127.0.0.1:{port}/").status_code == 200
            program.send_signal(signal.SIGINT)
            assert program.wait(10) == 0
        assert program.stdout.read() == ""
