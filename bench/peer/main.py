"""A function with Google's own client: one webhook in, one call, one answer.

As Google's samples have it: credentials and service are built once, at import. httplib2 is not
thread-safe, so each thread has its own authorised connection, which stays open.
Source: https://googleapis.github.io/google-api-python-client/docs/thread_safety.html
"""

import hmac
import os
import threading
from typing import Any

import functions_framework
from flask import Request
from google.oauth2 import service_account
from google_auth_httplib2 import AuthorizedHttp  # type: ignore[import-untyped]
from googleapiclient.discovery import build
from googleapiclient.http import build_http

CREDENTIALS = service_account.Credentials.from_service_account_file(
    os.environ["GOOGLE_APPLICATION_CREDENTIALS"],
    scopes=["https://www.googleapis.com/auth/contacts"],
    subject=os.environ["ACCOUNT"],
)
PEOPLE = build(
    "people",
    "v1",
    credentials=CREDENTIALS,
    static_discovery=True,
    client_options={"api_endpoint": os.environ["PEOPLE_ENDPOINT"]},
)
SECRET = f"Bearer {os.environ['WEBHOOK_SECRET']}".encode()

_own = threading.local()


@functions_framework.http
def create_one(request: Request) -> Any:
    """Create the person of a webhook with a call that takes one."""
    if not _authentic(request):
        return {"error": "unauthorized"}, 401
    return {"contacts": [_create(_to_person(request.get_json()))]}


@functions_framework.http
def create_batch(request: Request) -> Any:
    """Create the people of a webhook, one or a list of them, with a call that takes many."""
    if not _authentic(request):
        return {"error": "unauthorized"}, 401
    people = request.get_json()
    people = people if isinstance(people, list) else [people]
    return {"contacts": _batch_create([_to_person(person) for person in people])}


def _authentic(request: Request) -> bool:
    return hmac.compare_digest(request.headers.get("Authorization", "").encode(), SECRET)


def _to_person(fields: dict[str, str]) -> dict[str, Any]:
    return {
        "names": [{"unstructuredName": fields["name"]}],
        "emailAddresses": [{"value": fields["email"]}],
        "phoneNumbers": [{"value": fields["phone"]}],
    }


def _create(person: dict[str, Any]) -> dict[str, str]:
    call = PEOPLE.people().createContact(body=person, personFields="metadata")
    return {"resourceName": call.execute(http=_http())["resourceName"]}


def _batch_create(persons: list[dict[str, Any]]) -> list[dict[str, str]]:
    body = {"contacts": [{"contactPerson": p} for p in persons], "readMask": "metadata"}
    answer = PEOPLE.people().batchCreateContacts(body=body).execute(http=_http())
    return [{"resourceName": c["person"]["resourceName"]} for c in answer["createdPeople"]]


def _http() -> AuthorizedHttp:
    if not hasattr(_own, "http"):
        _own.http = AuthorizedHttp(CREDENTIALS, http=build_http())
    return _own.http
