"""Trouble on request, in Google's own words."""

from typing import Any

import httpx
import pytest

from emulator.faults import KINDS, Fault
from emulator.identity import CLOUD, EMAIL

from .driver import SALES, Driver, message, named

STATUSES = {
    "rate_limit": (429, "RESOURCE_EXHAUSTED"),
    "fbs_quota": (429, "RESOURCE_EXHAUSTED"),
    "overflow": (429, "RESOURCE_EXHAUSTED"),
    "unauthenticated": (401, "UNAUTHENTICATED"),
    "service_disabled": (403, "PERMISSION_DENIED"),
    "permission_denied": (403, "PERMISSION_DENIED"),
    "not_found": (404, "NOT_FOUND"),
    "aborted": (409, "ABORTED"),
    "opaque": (400, "INVALID_ARGUMENT"),
    "internal": (500, "INTERNAL"),
    "unavailable": (503, "UNAVAILABLE"),
}


@pytest.mark.parametrize(("kind", "expected"), STATUSES.items())
def test_a_refusal_creates_nothing(google: Driver, kind: str, expected: tuple[int, str]) -> None:
    """Before the write: status and code of the kind."""
    google.fault(kind)
    response = google.create(*named("Ada"))
    assert (response.status_code, response.json()["error"]["status"]) == expected
    assert google.names() == []


@pytest.mark.parametrize("kind", ["internal", "unavailable", "rate_limit"])
def test_a_failure_after_the_write_has_created(google: Driver, kind: str) -> None:
    """The answer is the same as before it: that is the trouble."""
    google.fault(kind, when="after")
    assert google.create(*named("Ada")).status_code == STATUSES[kind][0]
    assert google.names() == ["Ada"]


def test_a_minute_quota_names_itself(google: Driver) -> None:
    """So that it can be told from the other two kinds of 429."""
    google.fault("rate_limit")
    info = google.create(*named("Ada")).json()["error"]["details"][0]
    assert info["reason"] == "RATE_LIMIT_EXCEEDED"
    assert info["metadata"]["quota_limit"] == "CriticalWritesPerMinutePerProjectPerUser"


def test_an_account_quota_names_itself(google: Driver) -> None:
    """In a QuotaFailure that no console shows."""
    google.fault("fbs_quota")
    detail = google.create(*named("Ada")).json()["error"]["details"][0]
    violation = {"subject": "QUOTA_EXCEEDED", "description": "FBS quota limit exceeded"}
    assert detail["violations"] == [violation]


def test_a_disabled_service_names_itself(google: Driver) -> None:
    """So that it can be told from a missing scope."""
    google.fault("service_disabled")
    error = google.create(*named("Ada")).json()["error"]
    assert error["details"][0]["reason"] == "SERVICE_DISABLED"


@pytest.mark.parametrize(("seconds", "header"), [(30, "30"), (None, None)])
def test_retry_after_comes_only_when_asked_for(
    google: Driver, seconds: int | None, header: str | None
) -> None:
    """No document promises it."""
    google.fault("rate_limit", retry_after_s=seconds)
    assert google.create(*named("Ada")).headers.get("Retry-After") == header


def test_a_gateway_answers_in_html(google: Driver) -> None:
    """Whatever the caller accepts."""
    google.fault("bad_gateway")
    response = google.create(*named("Ada"))
    assert (response.status_code, response.headers["Content-Type"]) == (
        502,
        "text/html; charset=UTF-8",
    )


@pytest.mark.parametrize(("when", "names"), [("before", []), ("after", ["Ada"])])
def test_an_answer_can_be_lost(google: Driver, when: str, names: list[str]) -> None:
    """The caller sees a broken connection, and cannot know which of the two it was."""
    google.fault("lost", when=when)
    with pytest.raises(httpx.TransportError):
        google.create(*named("Ada"))
    assert google.google.calls[0].status is None
    assert google.names() == names


def test_a_contact_can_sink_its_batch_without_a_word(google: Driver) -> None:
    """Until it is left out: the batch must be halved to find it."""
    google.fault("opaque", marker="Cursed", times=None)
    for _ in range(2):
        response = google.create(*named("Ada", "Cursed"))
        assert response.json() == {
            "error": {
                "code": 400,
                "message": "Request contains an invalid argument.",
                "status": "INVALID_ARGUMENT",
            }
        }
    assert google.create(*named("Ada")).status_code == 200


@pytest.mark.parametrize(
    ("more", "rows"),
    [({"marker": "Cursed"}, {"1", "2"}), ({"index": 1}, {"1"})],
    ids=["marker", "index"],
)
def test_contacts_can_be_named_as_bad(google: Driver, more: dict[str, Any], rows: set[str]) -> None:
    """Those with the marker, or the one at the index."""
    google.fault("row_invalid", **more)
    response = google.create(*named("Ada", "Cursed", "Cursed too"))
    assert response.json()["error"]["details"][0]["contactErrors"].keys() == rows
    assert google.names() == []


def test_a_row_that_is_not_there_cannot_be_bad(google: Driver) -> None:
    """The call succeeds."""
    google.fault("row_invalid", index=1)
    assert google.create(*named("Ada")).status_code == 200


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_row_can_fail_inside_a_success(google: Driver, when: str) -> None:
    """It has a status and no person, and is not created; the others are."""
    google.fault("row_failed", marker="Cursed", when=when)
    rows = google.create(*named("Ada", "Cursed", "Grace")).json()["createdPeople"]
    assert rows[1] == {
        "httpStatusCode": 500,
        "status": {"code": 13, "message": "Internal error encountered."},
    }
    assert google.names() == ["Ada", "Grace"]


def test_faults_strike_in_order_and_as_often_as_they_say(google: Driver) -> None:
    """Then Google is itself again."""
    google.fault("unavailable", times=2)
    google.fault("rate_limit")
    statuses = [google.create(*named("Ada")).status_code for _ in range(4)]
    assert statuses == [503, 503, 429, 200]
    assert google.google.faults.describe() == []


def test_a_fault_strikes_its_method_only(google: Driver) -> None:
    """Others pass it by."""
    google.fault("unavailable", "connections.list")
    assert google.create(*named("Ada")).status_code == 200
    assert google.get("/v1/people/me/connections", personFields="names").status_code == 503


def test_a_fault_waits_for_an_authenticated_call(google: Driver) -> None:
    """A caller without a token does not use it up."""
    google.fault("unavailable")
    google.request("POST", "/v1/people:batchCreateContacts", json={})
    assert google.create(*named("Ada")).status_code == 503


@pytest.mark.parametrize(("when", "count"), [("before", 0), ("after", 1)])
def test_latency_lies_before_or_after_the_write(google: Driver, when: str, count: int) -> None:
    """As a caller sees who gives up in between."""
    seen: list[int] = []

    async def sleep(_: float) -> None:
        seen.append(len(google.google.book(SALES).people))

    google.google.sleep = sleep
    google.fault("latency", latency_s=9, when=when)
    assert google.create(*named("Ada")).status_code == 200
    assert seen == [count]


def test_a_slow_call_takes_its_time(google: Driver) -> None:
    """The log has it too."""
    google.fault("unavailable", latency_s=2.5)
    google.create(*named("Ada"))
    call = google.google.calls[0]
    assert google.clock.naps == [2.5]
    assert call.ended == call.started + 2.5


def test_all_creates_can_be_slow(google: Driver) -> None:
    """A setting, not a fault; reads are as fast as ever."""
    google.google.settings.latency_s = 0.25
    google.create(*named("Ada"))
    google.names()
    assert google.clock.naps == [0.25]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("internal", (500, "internal_failure")),
        ("unavailable", (503, "temporarily_unavailable")),
        ("rate_limit", (429, "rate_limit_exceeded")),
        ("service_disabled", (403, "invalid_request")),
        ("invalid_grant", (400, "invalid_grant")),
        ("unauthorized_client", (401, "unauthorized_client")),
    ],
)
def test_the_token_endpoint_fails_in_its_own_shape(
    google: Driver, kind: str, expected: tuple[int, str]
) -> None:
    """Flat, as OAuth has it."""
    google.fault(kind, "token")
    response = google.request("POST", "/token", data={"grant_type": "refresh_token"})
    assert (response.status_code, response.json()["error"]) == expected


def test_signing_can_fail(google: Driver) -> None:
    """The operator's commonest omission: the role on the account itself."""
    google.fault("permission_denied", "signJwt")
    headers = google.headers(EMAIL, [CLOUD])
    path = f"/v1/projects/-/serviceAccounts/{EMAIL}:signJwt"
    response = google.request("POST", path, json={"payload": "{}"}, headers=headers)
    assert "iam.serviceAccounts.signJwt" in message(response)


def test_the_metadata_server_can_fail(google: Driver) -> None:
    """Tokens of Cloud Run are not for granted either."""
    google.fault("unavailable", "metadata.token")
    path = "/computeMetadata/v1/instance/service-accounts/default/token"
    response = google.request("GET", path, headers={"Metadata-Flavor": "Google"})
    assert response.status_code == 503


def test_a_fault_that_would_never_strike_is_refused() -> None:
    """Kinds, moments and rows are checked when it is made."""
    with pytest.raises(ValueError, match="kind is one of latency, rate_limit"):
        Fault("token", "nope")
    with pytest.raises(ValueError, match="before or after"):
        Fault("token", "lost", when="during")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="row_failed is for batchCreateContacts"):
        Fault("createContact", "row_failed")


def test_every_kind_is_tried_here() -> None:
    """A new kind needs a test."""
    others = {
        "latency",
        "lost",
        "bad_gateway",
        "row_failed",
        "row_invalid",
        "twice",  # with the dispatcher
        "invalid_grant",
        "unauthorized_client",
    }
    assert KINDS.keys() == STATUSES.keys() | others
