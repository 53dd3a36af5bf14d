"""Senders that never come again: they are told that all is well once what is left is parked."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from adapter.sources import SOURCES

from .house import House, person, problem
from .test_parking import counts, only, parked


def once(house: House) -> House:
    """Let the sender of leads be one that never comes again."""
    house.teach("leads", retries=False, rejected_status=200, answer_within_s=8.0)
    return house


@pytest.fixture
def form(house: House) -> House:
    """Return a house with such a sender."""
    return once(house)


def test_a_success_is_a_success(form: House) -> None:
    """Nothing is different when nothing is wrong."""
    assert form.post("/leads", person()).json()["status"] == "created"
    assert parked(form) == []


@pytest.mark.parametrize("fault", ["rate_limit", "service_disabled", "overflow"])
def test_what_google_refuses_is_parked(form: House, fault: str) -> None:
    """Whether it passes or not: nobody brings it back."""
    form.fault(fault, times=None)
    response = form.post("/leads", person())
    answer = response.json()
    assert (response.status_code, answer["status"]) == (200, "parked")
    assert answer["counts"]["failed"] == 1
    form.heal()
    form.stage.wait(3601)
    assert counts(form) == (1, 0, 0)


def test_what_may_exist_is_looked_for_when_it_is_replayed(form: House) -> None:
    """Google had created it."""
    form.lose(when="after")
    answer = form.post("/leads", person()).json()
    assert (answer["status"], answer["counts"]["unknown"]) == ("parked", 1)
    form.heal()
    form.stage.wait(60)
    assert counts(form) == (1, 0, 0)
    assert len(form.contacts()) == 1


def test_what_takes_longer_than_its_sender_waits_is_parked_meanwhile(form: House) -> None:
    """And dropped once it is created."""
    form.google.settings.latency_s = 20
    answer = form.post("/leads", person()).json()
    assert answer["status"] == "parked"
    assert 7 < form.stage.seconds < 9
    assert only(form).reason == "delivery_in_progress"
    form.stage.wait(60)
    assert len(form.contacts()) == 1
    assert parked(form) == []


def test_pressing_twice_creates_one(form: House) -> None:
    """The second is safe with the first, or parked beside it."""

    async def both() -> None:
        await asyncio.gather(*(form.send("POST", "/leads", person()) for _ in range(2)))

    form.stage.run(both())
    form.stage.wait(60)
    assert len(form.contacts()) == 1
    assert parked(form) == []


def test_a_body_that_cannot_be_read_is_parked(form: House) -> None:
    """Somebody typed a template by hand, and a visitor a quotation mark."""
    response = form.post("/leads", b'{"name": "Ada "the first"", "email": "ada@example.com"}')
    assert (response.status_code, response.json()["status"]) == (200, "rejected")
    [row] = only(form).rows
    [answer] = row.submission.answers
    assert "ada@example.com" in answer.value
    assert answer.label.startswith("Not valid JSON: line 1")


def test_of_such_a_body_no_key_to_anything_is_kept(form: House) -> None:
    """Salesforce sends a session's id along."""
    form.teach("leads", conceal=SOURCES["salesforce"].conceal)
    form.post("/leads", b"<sf:SessionId>00D-a-live-session</sf:SessionId><sf:Email>ada@example")
    [answer] = only(form).rows[0].submission.answers
    assert "live" not in answer.value
    assert "ada@example" in answer.value


def test_without_a_place_to_park_it_is_not_told_that_all_is_well(
    build: Callable[..., House], tmp_path: Path
) -> None:
    """A visitor who sees an error may press again."""
    form = once(build(LEDGER=f"sqlite:{tmp_path / 'ledger.db'}"))
    form.post("/leads", person(9))
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db:
        db.execute("CREATE TRIGGER t BEFORE INSERT ON parked BEGIN SELECT RAISE(ABORT, 'no'); END")
    form.fault("rate_limit", times=None)
    assert problem(form.post("/leads", person())) == (503, "people_busy")


def test_a_stranger_is_refused_as_ever(form: House) -> None:
    """Nothing of it is kept."""
    assert form.post("/leads", person(), authorization="Bearer x").status_code == 401
    assert parked(form) == []


class TestBrief:
    """Senders that come again for minutes only are asked to, and parked meanwhile."""

    @pytest.fixture
    def crm(self, house: House) -> House:
        """Return a house with such a sender."""
        house.teach("leads", persists=False)
        return house

    def test_what_passes_is_parked_too(self, crm: House) -> None:
        """It may take longer than its sender."""
        crm.fault("rate_limit", times=None)
        assert problem(crm.post("/leads", person())) == (503, "people_busy")
        assert only(crm).reason == "people_busy"

    def test_when_it_comes_again_in_time_nothing_is_left(self, crm: House) -> None:
        """Nobody has to look after it."""
        crm.fault("rate_limit")
        crm.post("/leads", person())
        crm.stage.wait(61)
        assert crm.post("/leads", person()).json()["status"] == "created"
        assert parked(crm) == []
