"""The control plane: everything seen, anything turned."""

from typing import Any

import pytest

from emulator.identity import CONTACTS, EMAIL

from .driver import NOON, SALES, Driver, named


def state(google: Driver, **query: Any) -> dict[str, Any]:
    """Return what the emulator says of itself."""
    shown: dict[str, Any] = google.request("GET", "/_emulator/state", params=query).json()
    return shown


def tell(google: Driver, what: str, body: object) -> Any:
    """Post to the control plane."""
    return google.request("POST", f"/_emulator/{what}", json=body).json()


def test_accounts_are_shown_with_their_newest_contacts_first(google: Driver) -> None:
    """Every field of a contact, whatever any mask said."""
    google.create(*named("Ada", "Grace"))
    account = state(google)["accounts"][0]
    assert (account["account"], account["kind"], account["total"]) == (SALES, "user", 2)
    assert [person["names"][0]["givenName"] for person in account["contacts"]] == ["Grace", "Ada"]
    assert (
        account["contacts"][0]["metadata"]["sources"][0]["updateTime"]
        == "2026-09-21T14:13:20.000000Z"
    )


def test_a_service_accounts_own_book_can_be_told(google: Driver) -> None:
    """Contacts in it are in nobody's sight."""
    google.create(*named("Ada"), account=EMAIL)
    assert state(google)["accounts"][0]["kind"] == "service_account"


def test_labels_are_shown(google: Driver) -> None:
    """With the number of their members."""
    name = google.post("/v1/contactGroups", {"contactGroup": {"name": "Leads"}}).json()[
        "resourceName"
    ]
    assert state(google)["accounts"][0]["labels"] == [
        {"resourceName": name, "name": "Leads", "memberCount": 0}
    ]


def test_calls_are_logged(google: Driver) -> None:
    """Who did what, when, with how many, and how it ended."""
    google.fault("unavailable")
    google.create(*named("Ada", "Grace"))
    shown = state(google)
    assert shown["calls"] == [
        {
            "method": "batchCreateContacts",
            "started": NOON,
            "account": SALES,
            "contacts": 2,
            "fault": "unavailable",
            "status": 503,
            "ended": NOON,
        }
    ]
    assert shown["counts"] == {
        "contacts": 0,
        "calls": {"batchCreateContacts": 1},
        "overlaps_rejected": 0,
    }


def test_a_part_of_the_state_can_be_asked_for(google: Driver) -> None:
    """The newest, with the totals of all."""
    google.create(*named("Ada", "Grace"))
    shown = state(google, contacts=1, calls=0)
    assert len(shown["accounts"][0]["contacts"]) == 1
    assert shown["accounts"][0]["total"] == 2
    assert shown["calls"] == []


def test_the_state_is_sent_again_only_when_it_changed(google: Driver) -> None:
    """A page may ask every second."""
    first = google.request("GET", "/_emulator/state")
    headers = {"If-None-Match": first.headers["ETag"]}
    assert google.request("GET", "/_emulator/state", headers=headers).status_code == 304
    google.create(*named("Ada"))
    assert google.request("GET", "/_emulator/state", headers=headers).status_code == 200


def test_a_reset_forgets_all_but_keys_and_tokens(google: Driver) -> None:
    """Callers go on without noticing."""
    headers = google.headers()
    google.create(*named("Ada"))
    google.fault("unavailable")
    tell(google, "settings", {"shuffle": True, "refused_subjects": [SALES]})
    assert tell(google, "reset", {}) == {}
    shown = state(google)
    assert (shown["accounts"], shown["calls"], shown["faults"]) == ([], [], [])
    assert (shown["settings"]["shuffle"], shown["settings"]["refused_subjects"]) == (False, [])
    assert google.request("GET", "/v1/contactGroups", headers=headers).status_code == 200


def test_faults_are_queued(google: Driver) -> None:
    """One or a list of them; the answer shows all that wait."""
    tell(google, "faults", {"method": "token", "kind": "lost"})
    waiting = tell(google, "faults", [{"method": "signJwt", "kind": "internal", "when": "after"}])
    assert [(fault["method"], fault["kind"]) for fault in waiting] == [
        ("token", "lost"),
        ("signJwt", "internal"),
    ]
    assert state(google)["faults"] == waiting


@pytest.mark.parametrize(
    "body", [{"method": "token"}, {"kind": "lost", "method": "token", "x": 1}, 5]
)
def test_a_mistaken_fault_is_refused(google: Driver, body: object) -> None:
    """All of a list, when one is wrong."""
    good = {"method": "token", "kind": "lost"}
    assert google.request("POST", "/_emulator/faults", json=[good, body]).status_code == 400
    assert google.google.faults.describe() == []


def test_settings_can_be_changed(google: Driver) -> None:
    """Those named; the answer shows all of them."""
    changes = {
        "reject_overlap": True,
        "stale_reads": 3,
        "latency_s": 1,
        "refused_subjects": ["example.org"],
        "unknown_subjects": ["gone@example.com"],
    }
    shown = tell(google, "settings", changes)
    assert shown == changes | {"shuffle": False, "contact_limit": 25_000}
    assert google.google.settings.reject_overlap


@pytest.mark.parametrize("changes", [{"nope": 1}, {"shuffle": 1}, {"stale_reads": True}])
def test_a_mistaken_setting_changes_nothing(google: Driver, changes: dict[str, Any]) -> None:
    """Not even the good ones beside it."""
    response = google.request("POST", "/_emulator/settings", json={"latency_s": 9} | changes)
    assert response.status_code == 400
    assert google.google.settings.latency_s == 0


def test_settings_that_are_no_object_change_nothing(google: Driver) -> None:
    """The answer shows what is."""
    response = google.request("POST", "/_emulator/settings", content=b"nonsense")
    assert response.json()["shuffle"] is False


def test_an_account_can_grant_access(google: Driver) -> None:
    """Each time a refresh token of its own, good for the scopes asked for."""
    path = "/_emulator/authorized_user"
    query = {"account": SALES, "scopes": f"{CONTACTS} openid"}
    first, second = (google.request("GET", path, params=query).json() for _ in range(2))
    assert first["type"] == "authorized_user"
    assert first["refresh_token"] != second["refresh_token"]
    form = {"grant_type": "refresh_token"} | first
    assert google.request("POST", "/token", data=form).json()["scope"] == f"{CONTACTS} openid"


def test_a_token_can_be_had_without_proof(google: Driver) -> None:
    """For trying things by hand."""
    token = tell(google, "access_token", {"account": SALES})["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert google.request("GET", "/v1/contactGroups", headers=headers).status_code == 200


def test_an_account_must_be_named(google: Driver) -> None:
    """400 without."""
    assert tell(google, "access_token", {})["error"] == "account is required"
    assert google.request("GET", "/_emulator/authorized_user").status_code == 400
