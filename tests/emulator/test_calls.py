"""What every call goes through: tokens, scopes, one write at a time, methods that exist."""

import pytest

from emulator.identity import CLOUD

from .driver import SALES, Driver, message, named

CREATE = "/v1/people:batchCreateContacts"
LIST = "/v1/people/me/connections"
READONLY = "https://www.googleapis.com/auth/contacts.readonly"


def test_a_read_only_scope_reads(google: Driver) -> None:
    """Each method takes the scopes that its description lists."""
    headers = google.headers(scopes=[READONLY])
    response = google.request("GET", LIST, params={"personFields": "names"}, headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("scope", [READONLY, CLOUD])
def test_a_scope_too_small_is_refused(google: Driver, scope: str) -> None:
    """403 with the reason that tells it from a missing permission."""
    response = google.request("POST", CREATE, json={}, headers=google.headers(scopes=[scope]))
    info = response.json()["error"]["details"][0]
    assert response.status_code == 403
    assert message(response) == "Request had insufficient authentication scopes."
    assert info["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert info["metadata"]["method"] == "google.people.v1.PeopleService.BatchCreateContacts"


@pytest.mark.parametrize("value", ["Bearer nope", "Bearer ", "Basic eDp5", ""])
def test_without_a_known_token_nothing_is_done(google: Driver, value: str) -> None:
    """401 with a challenge."""
    response = google.request("POST", CREATE, json={}, headers={"Authorization": value})
    assert response.json()["error"]["status"] == "UNAUTHENTICATED"
    assert "WWW-Authenticate" in response.headers


def test_a_token_dies_after_an_hour(google: Driver) -> None:
    """3600 seconds, to the second."""
    headers = google.headers()
    google.clock.now += 3599
    assert google.request("GET", "/v1/contactGroups", headers=headers).status_code == 200
    google.clock.now += 1
    assert google.request("GET", "/v1/contactGroups", headers=headers).status_code == 401


def test_overlapping_writes_are_counted(google: Driver) -> None:
    """The highest number of writes of one account that were under way together."""
    google.google.settings.latency_s = 1
    headers = google.headers()
    body = {"contacts": [{"contactPerson": named("Ada")[0]}], "readMask": "names"}
    calls = [lambda http: http.post(CREATE, json=body, headers=headers)] * 3
    assert [response.status_code for response in google.gather(*calls)] == [200, 200, 200]
    assert google.google.max_overlap == {SALES: 3}


def test_overlapping_writes_can_be_refused(google: Driver) -> None:
    """The later one is answered 409 ABORTED and counted; the earlier one succeeds."""
    google.google.settings.reject_overlap = True
    google.google.settings.latency_s = 1
    headers = google.headers()
    body = {"contacts": [{"contactPerson": named("Ada")[0]}], "readMask": "names"}
    calls = [lambda http: http.post(CREATE, json=body, headers=headers)] * 2
    first, second = google.gather(*calls)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["error"]["status"] == "ABORTED"
    assert google.google.overlaps_rejected == 1


def test_writes_one_after_another_do_not_overlap(google: Driver) -> None:
    """Neither do reads."""
    google.google.settings.reject_overlap = True
    assert [google.create(*named("Ada")).status_code for _ in range(2)] == [200, 200]
    assert google.google.max_overlap == {SALES: 1}


def test_a_method_that_is_not_played_says_so(google: Driver) -> None:
    """501 for what Google has and the emulator has not."""
    assert google.post("/v1/people:batchUpdateContacts", {}).status_code == 501


def test_a_path_that_google_does_not_have_is_not_found(google: Driver) -> None:
    """404 in JSON, for a wrong verb too."""
    for method, path in (("GET", "/v1/nothing"), ("PUT", CREATE)):
        assert message(google.request(method, path)) == "Method not found."
