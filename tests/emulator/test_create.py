"""One contact by createContact: as in a batch, but for its masks, its refusals and its answer."""

from typing import Any

import httpx
import pytest

from emulator.identity import EMAIL

from .driver import NOON, SALES, Driver, message, named

CREATE = "/v1/people:createContact"
ADA: dict[str, Any] = {
    "names": [{"givenName": "Ada"}],
    "emailAddresses": [{"value": "ada@example.com"}],
}


def member(group: str) -> dict[str, Any]:
    """Return a person with a label."""
    return ADA | {"memberships": [{"contactGroupMembership": {"contactGroupResourceName": group}}]}


def test_the_person_comes_back(google: Driver) -> None:
    """As the book keeps it, completed."""
    person = google.create_one(ADA, personFields="names").json()
    assert person["names"][0]["displayName"] == "Ada"
    assert google.get(f"/v1/{person['resourceName']}", personFields="names").json() == person


def test_person_fields_limit_what_comes_back(google: Driver) -> None:
    """Besides resourceName and etag only the named fields are answered."""
    person = google.create_one(ADA, personFields="emailAddresses,metadata").json()
    assert person.keys() == {"resourceName", "etag", "emailAddresses", "metadata"}


def test_without_person_fields_every_field_comes_back(google: Driver) -> None:
    """The documented default, the opposite of a batch's."""
    assert google.create_one(ADA).json() == google.google.book(SALES).people[0]


def test_without_the_contact_source_no_field_comes_back(google: Driver) -> None:
    """Profiles hold nothing of a contact."""
    person = google.create_one(ADA, sources=["READ_SOURCE_TYPE_PROFILE"]).json()
    assert person.keys() == {"resourceName", "etag"}


def test_an_invalid_mask_path_is_refused(google: Driver) -> None:
    """In Google's words, and nothing is created."""
    response = google.create_one(ADA, personFields="names,etag")
    assert message(response).startswith('Invalid personFields mask path: "etag".')
    assert google.names() == []


@pytest.mark.parametrize(
    ("person", "text"),
    [
        ({}, "Request must contain a person."),
        (
            {"names": [*ADA["names"], *ADA["names"]], "events": [{"date": {"day": 1}}]},
            "Cannot have more than one person.names per source.",
        ),
        (
            member("contactGroups/blocked"),
            "Contacts cannot be added to this system contact group.",
        ),
    ],
    ids=["empty", "two names", "system group"],
)
def test_a_bad_person_is_refused(google: Driver, person: dict[str, Any], text: str) -> None:
    """The first thing wrong with it is the message, without details."""
    error = {"code": 400, "message": text, "status": "INVALID_ARGUMENT"}
    assert google.create_one(person).json() == {"error": error}
    assert google.names() == []


def test_a_contact_can_have_a_label(google: Driver) -> None:
    """One of the account's own."""
    body = {"contactGroup": {"name": "Leads"}}
    label = google.post("/v1/contactGroups", body).json()["resourceName"]
    name = google.create_one(member(label)).json()["resourceName"]
    assert google.get(f"/v1/{label}", maxMembers=1).json()["memberResourceNames"] == [name]


def test_an_unknown_label_is_not_found(google: Driver) -> None:
    """404, and nothing is created."""
    response = google.create_one(member("contactGroups/gone"))
    assert (response.status_code, message(response)) == (404, "Requested entity was not found.")
    assert google.names() == []


def test_a_full_account_takes_no_more(google: Driver) -> None:
    """429 with the word that users match."""
    google.google.settings.contact_limit = 1
    assert google.create_one(ADA).status_code == 200
    assert message(google.create_one(ADA)) == "MY_CONTACTS_OVERFLOW_COUNT"


def test_lists_can_lag_behind(google: Driver) -> None:
    """However the contact was created."""
    google.google.settings.stale_reads = 1
    google.create_one(ADA)
    assert [google.names(), google.names()] == [[], ["Ada"]]


def test_without_a_token_nothing_is_done(google: Driver) -> None:
    """401."""
    assert google.request("POST", CREATE, json=ADA).status_code == 401
    assert google.names() == []


def test_a_scope_too_small_is_refused(google: Driver) -> None:
    """403 that names the method."""
    headers = google.headers(scopes=["https://www.googleapis.com/auth/contacts.readonly"])
    response = google.request("POST", CREATE, json=ADA, headers=headers)
    info = response.json()["error"]["details"][0]
    assert response.status_code == 403
    assert info["metadata"]["method"] == "google.people.v1.PeopleService.CreateContact"


def test_the_call_is_logged(google: Driver) -> None:
    """By its own name, with the one contact it asked for."""
    google.post(CREATE, ADA, EMAIL)
    state = google.request("GET", "/_emulator/state").json()
    assert state["counts"]["calls"] == {"createContact": 1}
    assert state["calls"] == [
        {
            "method": "createContact",
            "started": NOON,
            "account": EMAIL,
            "contacts": 1,
            "fault": "",
            "status": 200,
            "ended": NOON,
        }
    ]


@pytest.mark.parametrize(("when", "names"), [("before", []), ("after", ["Ada"])])
def test_an_answer_can_be_lost(google: Driver, when: str, names: list[str]) -> None:
    """The caller cannot know whether the contact is there."""
    google.fault("lost", "createContact", when=when)
    with pytest.raises(httpx.TransportError):
        google.create_one(ADA)
    assert google.names() == names


def test_a_quota_can_run_out(google: Driver) -> None:
    """Of this method alone, if that is wanted."""
    google.fault("rate_limit", "createContact", retry_after_s=30)
    assert google.create(*named("Grace")).status_code == 200
    response = google.create_one(ADA)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "30")
    assert google.names() == ["Grace"]


def test_a_fault_can_wait_for_a_person(google: Driver) -> None:
    """Known by a marker, as in a batch."""
    google.fault("opaque", "createContact", marker="Cursed")
    statuses = [google.create_one(person).status_code for person in named("Ada", "Cursed")]
    assert statuses == [200, 400]


def test_all_creates_can_be_slow(google: Driver) -> None:
    """The one setting holds for both methods."""
    google.google.settings.latency_s = 0.25
    google.create_one(ADA)
    google.create(*named("Grace"))
    assert google.clock.naps == [0.25, 0.25]


def test_a_batch_under_way_is_overlapped(google: Driver) -> None:
    """Writes of one account are counted together, whatever their methods."""
    google.google.settings.reject_overlap = True
    google.google.settings.latency_s = 1
    headers = google.headers()
    batch = {"contacts": [{"contactPerson": ADA}], "readMask": "names"}
    first, second = google.gather(
        lambda http: http.post("/v1/people:batchCreateContacts", json=batch, headers=headers),
        lambda http: http.post(CREATE, json=ADA, headers=headers),
    )
    assert (first.status_code, second.status_code) == (200, 409)
    assert google.google.overlaps_rejected == 1
