"""``check``: what is missing is told before the first lead, with the one thing to do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.house import ROUTES, House

from .test_commands import Desk

TWO = """
defaults: {account: sales@example.com, credentials: user}
routes:
  leads: {source: json}
  bulk: {source: people, account: Sales@example.com}
  own: {source: json, credentials: caller}
"""
JSON = dict[str, Any]


@pytest.fixture
def desk(build: Callable[..., House], tmp_path: Path) -> Desk:
    """Return a terminal."""
    house = build(LEDGER=f"sqlite:{tmp_path / 'ledger.db'}", routes=TWO)
    house.stage.run(house.parts.ledger.list_parked(0))  # it exists
    return Desk(house, tmp_path)


def test_all_is_well(desk: Desk) -> None:
    """One account, whatever its case, and the routes that write to it."""
    result = desk.type("check")
    assert result.exit_code == 0
    assert result.output == "sales@example.com  ok  (leads, bulk)\n"
    assert desk.house.contacts() == []


def test_what_is_missing_is_told_with_what_to_do(desk: Desk) -> None:
    """In one line."""
    desk.house.fault("service_disabled", "connections.list")
    result = desk.type("check")
    assert result.exit_code == 1
    assert "sales@example.com  not_configured  (leads, bulk)" in result.output
    assert "-> Enable the People API" in result.output


def test_its_json_is_stable(desk: Desk) -> None:
    """For a pipeline that deploys."""
    desk.house.fault("invalid_grant", "token")
    found = desk.json("check")
    [account] = found["accounts"]
    assert (account["account"], account["routes"]) == ("sales@example.com", ["leads", "bulk"])
    assert account["code"] == "not_configured"
    assert "refresh token" in account["detail"]
    assert found["parked"] == 0


def test_what_is_parked_is_mentioned(desk: Desk) -> None:
    """Somebody is just here."""
    desk.house.post("/leads", {"email": "ada at example.com"})
    assert "1 delivery is parked" in desk.type("check").output


class TestHealth:
    """``/health?deep=true`` tells a monitor the same, without anybody's address."""

    def test_all_is_well(self, build: Callable[..., House]) -> None:
        """Anybody may ask."""
        house = build(routes=TWO)
        answer = house.request("GET", "/health?deep=true", authorization="")
        assert answer.status_code == 200
        accounts = [{"routes": ["leads", "bulk"], "code": "ok"}]
        assert answer.json() == {"status": "ok", "accounts": accounts}

    def test_what_is_missing_is_a_503(self, build: Callable[..., House]) -> None:
        """With what to do, but not with whose account it is."""
        house = build(routes=TWO)
        house.fault("service_disabled", "connections.list")
        answer = house.request("GET", "/health?deep=true")
        assert (answer.status_code, answer.json()["status"]) == (503, "not_ready")
        assert "Enable the People API" in answer.json()["accounts"][0]["detail"]
        assert "sales@example.com" not in answer.text

    def test_many_who_ask_ask_google_once(self, build: Callable[..., House]) -> None:
        """A stranger shall not use up the quota."""
        house = build(routes=ROUTES)
        for _ in range(5):
            house.request("GET", "/health?deep=true")
        assert [call.method for call in house.google.calls].count("connections.list") == 1

    def test_a_shallow_one_asks_nobody(self, build: Callable[..., House]) -> None:
        """It only says that the function runs."""
        house = build(routes=ROUTES)
        assert house.request("GET", "/health").json() == {"status": "ok"}
        assert json.dumps([call.method for call in house.google.calls]) == "[]"
