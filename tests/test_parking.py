"""Parked deliveries: nobody who was proved is lost, nobody who is replayed is doubled."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapter.cli.replay import Replay
from adapter.contacts.mapping import Rules
from adapter.contacts.targets import parse_target
from adapter.ledger.parked import KEEP_S, Parked
from adapter.model import Status
from adapter.parking import Replayed

from .house import CREATE, SALES, House, people, person, problem

DAY_S = 86_400.0
KEY = {"idempotency_key": "d1"}
BAD = {"name": "Ada Bad", "email": "ada at example.com"}
ODD = {"wie_heissen": "Ada Odd"}  # nobody, until a route says where it goes


def parked(house: House) -> list[Parked]:
    """Return what is parked."""
    return house.stage.run(house.parts.ledger.list_parked(house.now()))


def only(house: House) -> Parked:
    """Return the one delivery that is parked."""
    [one] = parked(house)
    return one


def mend(house: House) -> None:
    """Teach a route what it did not know."""
    rules = Rules(fields={"wie_heissen": parse_target("name"), "email": parse_target("name")})
    house.parts.settings.routes["leads"] = replace(house.routes["leads"], rules=rules)  # type: ignore[index]


def replay(house: House, *chosen: Parked, token: str = "") -> list[Replayed]:
    """Replay something, or all."""
    replaying = Replay(house.parts.service, house.routes, caller_token=token)
    return house.stage.run(replaying.run(chosen or parked(house), lambda _: None))


def counts(house: House, *chosen: Parked, token: str = "") -> tuple[int, int, int]:
    """Replay something; return how many rows were created, known before, are still parked."""
    [end] = replay(house, *chosen, token=token)
    return end.count(Status.CREATED), end.count(Status.DUPLICATE), len(end.left)


class TestFinished:
    """A delivery that was carried out leaves what is no contact."""

    def test_bad_rows_of_a_partial_success_are_parked(self, house: House) -> None:
        """With what they said, and what is wrong."""
        answer = house.post("/leads", [person(), BAD], **KEY).json()
        assert (answer["status"], len(answer["contacts"])) == ("partial", 2)
        left = only(house)
        [row] = left.rows
        assert (left.route, left.delivery, left.reason) == ("leads", "json:d1", "partial")
        assert left.parked_at == pytest.approx(house.now(), abs=1)
        assert (row.index, row.errors[0].code) == (1, "invalid_email")
        assert {a.key: a.value for a in row.submission.answers} == BAD

    def test_what_google_refuses_is_parked_too(self, house: House) -> None:
        """It named the row and nothing else."""
        house.fault("row_invalid", marker="ada1@")
        house.post("/leads", people(3), **KEY)
        assert [row.index for row in only(house).rows] == [1]

    def test_a_rejected_delivery_is_parked_whole(self, house: House) -> None:
        """Its sender hears 422 and will not come again."""
        assert house.post("/leads", [BAD, {}], **KEY).status_code == 422
        assert [row.index for row in only(house).rows] == [0, 1]
        assert only(house).reason == "rejected"

    def test_a_success_leaves_nothing(self, house: House) -> None:
        """Twins of one another included."""
        house.post("/leads", [person(), person()], **KEY)
        assert parked(house) == []

    def test_a_dry_run_parks_nothing(self, house: House) -> None:
        """It writes nothing."""
        house.post("/leads?dry_run=true", BAD, **KEY)
        assert parked(house) == []

    def test_whoever_was_not_proved_is_not_parked(self, house: House) -> None:
        """A stranger's people are not kept."""
        house.post("/leads", BAD, authorization="Bearer wrong")
        assert parked(house) == []

    def test_a_repeated_rejection_is_parked_once(self, house: House) -> None:
        """Same delivery, same content, same id."""
        for _ in range(3):
            house.post("/leads", BAD, **KEY)
        assert len(parked(house)) == 1

    def test_a_mended_delivery_has_an_id_of_its_own(self, house: House) -> None:
        """Its sender sent other content; what it sent first is still to be seen."""
        house.post("/leads", BAD, **KEY)
        house.post("/leads", {**BAD, "email": "ada@"}, **KEY)
        assert len({one.id for one in parked(house)}) == 2

    def test_it_is_kept_for_thirty_days(self, house: House) -> None:
        """And no longer."""
        house.post("/leads", BAD, **KEY)
        house.later_s = KEEP_S - 60
        assert len(parked(house)) == 1
        house.later_s = KEEP_S + 60
        assert parked(house) == []

    def test_the_result_has_no_new_fields(self, house: House) -> None:
        """It is a contract."""
        answer = house.post("/leads", [person(), BAD], **KEY).json()
        assert answer.keys() == {"status", "delivery", "counts", "contacts"}


class TestInterrupted:
    """A delivery that Google stopped is parked where nobody else would bring it back."""

    def test_what_an_operator_has_to_end_is_parked(self, house: House) -> None:
        """All its rows, with what has to be done; its sender is asked to come again as well."""
        house.fault("service_disabled")
        refused = house.post("/leads", [person(), BAD], **KEY)
        assert problem(refused) == (503, "not_configured")
        left = only(house)
        assert (left.reason, left.detail) == ("not_configured", refused.json()["detail"])
        assert [len(row.errors) for row in left.rows] == [0, 1]

    def test_when_its_sender_succeeds_later_it_is_dropped(self, house: House) -> None:
        """Nobody has to look after it."""
        house.fault("service_disabled")
        house.post("/leads", person(), **KEY)
        assert house.post("/leads", person(), **KEY).json()["status"] == "created"
        assert parked(house) == []

    def test_but_for_the_rows_that_are_no_contacts_even_then(self, house: House) -> None:
        """They replace what was parked before."""
        house.fault("service_disabled")
        house.post("/leads", [person(), BAD], **KEY)
        before = only(house)
        house.post("/leads", [person(), BAD], **KEY)
        left = only(house)
        assert (left.id, left.reason) == (before.id, "partial")
        assert [row.index for row in left.rows] == [1]

    def test_a_replay_after_its_sender_succeeded_creates_nobody(self, house: House) -> None:
        """The operator's list was old."""
        house.fault("service_disabled")
        house.post("/leads", person(), **KEY)
        old = only(house)
        house.post("/leads", person(), **KEY)
        assert counts(house, old) == (0, 1, 0)
        assert len(house.contacts()) == 1

    def test_a_sender_that_comes_after_the_replay_creates_nobody(self, house: House) -> None:
        """It is told what the replay did."""
        house.fault("service_disabled")
        house.post("/leads", people(2), **KEY)
        assert counts(house) == (2, 0, 0)
        answer = house.post("/leads", people(2), **KEY).json()
        assert (answer["status"], answer["counts"]["created"]) == ("duplicate", 2)
        assert "changed" not in answer
        assert len(house.contacts()) == 2

    def test_a_sender_and_an_operator_at_once_create_it_once(self, house: House) -> None:
        """One of them has the claim."""
        house.fault("service_disabled")
        house.post("/leads", person(), **KEY)
        replaying = house.parts.service.replay(
            only(house), house.routes["leads"], remaining_s=lambda: 60.0
        )

        async def both() -> None:
            await asyncio.gather(
                replaying,
                house.send("POST", "/leads", person(), {"idempotency-key": "d1"}),
                return_exceptions=True,
            )

        house.stage.run(both())
        assert len(house.contacts()) == 1

    def test_a_full_account_is_parked_at_once(self, house: House) -> None:
        """Nobody waits for what only an operator can end, nor do those who come next."""
        house.google.settings.contact_limit = 0
        for number in range(2):
            refused = house.post("/leads", person(number))
            assert problem(refused) == (503, "people_busy")
            assert "trash" in refused.json()["detail"]
        assert [one.reason for one in parked(house)] == ["people_busy"] * 2
        assert house.stage.seconds < 5

    def test_once_there_is_room_it_is_replayed(self, house: House) -> None:
        """In a process that does not rest, as an operator's."""
        house.google.settings.contact_limit = 0
        house.post("/leads", person(), **KEY)
        house.google.settings.contact_limit = 25_000
        house.stage.wait(3601)
        assert counts(house) == (1, 0, 0)

    def test_what_passes_is_not_parked(self, house: House) -> None:
        """Its sender brings it back."""
        house.fault("rate_limit")
        assert problem(house.post("/leads", person(), **KEY)) == (503, "people_busy")
        assert parked(house) == []

    def test_what_may_exist_is_parked_under_its_stamp(self, house: House) -> None:
        """Whoever creates it looks for it first, however late."""
        house.lose(when="after")
        assert problem(house.post("/leads", person())) == (503, "people_unknown")
        left = only(house)
        assert (left.reason, left.stamp) == ("people_unknown", "nonce-0")
        house.heal()
        house.stage.wait(2 * DAY_S)  # the ledger has forgotten the delivery by now
        assert counts(house) == (1, 0, 0)
        assert house.creates() == [1]
        assert len(house.contacts()) == 1

    def test_a_doubt_survives_a_replay_that_fails(self, house: House) -> None:
        """It is as unknown as before."""
        house.lose(when="after")
        house.post("/leads", person())
        house.stage.wait(2 * DAY_S)
        assert counts(house) == (0, 0, 1)
        house.heal()
        house.stage.wait(60)
        assert counts(house) == (1, 0, 0)
        assert house.creates() == [1]

    def test_of_a_large_delivery_only_the_rest_is_parked(self, house: House) -> None:
        """And replayed under its own key: what exists is known there."""
        house.fault("service_disabled", marker="ada300@")
        house.post("/leads", people(500), **KEY)
        assert [row.index for row in only(house).rows] == list(range(200, 500))
        assert counts(house) == (300, 0, 0)
        answer = house.post("/leads", people(500), **KEY).json()
        assert (answer["status"], answer["counts"]["created"]) == ("duplicate", 500)
        assert len(house.contacts()) == 500

    def test_a_fault_of_ours_is_parked(self, build: Callable[..., House]) -> None:
        """Somebody may mend it."""

        class Breaking(httpx.AsyncBaseTransport):
            broken = True

            def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
                self.inner = inner

            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                response = await self.inner.handle_async_request(request)
                if "batchCreate" in request.url.path and Breaking.broken:
                    Breaking.broken = False
                    raise RuntimeError
                return response

        house = build(transport=Breaking)
        assert problem(house.post("/leads", person(), **KEY)) == (503, "internal_error")
        assert only(house).reason == "internal_error"
        assert counts(house) == (1, 0, 0)
        assert len(house.contacts()) == 1

    def test_a_caller_without_rights_is_not_parked(self, house: House) -> None:
        """It can get itself a token."""
        house.post("/own", person(), x_google_access_token="stale")
        assert parked(house) == []


class TestReplay:
    """What an operator brings back."""

    def test_a_mended_route_creates_what_was_rejected(self, house: House) -> None:
        """By what routes.yaml says now."""
        house.post("/leads", ODD, **KEY)
        mend(house)
        assert counts(house) == (1, 0, 0)
        assert parked(house) == []
        [made] = house.contacts()
        assert made["names"][0]["displayName"] == "Ada Odd"

    def test_what_fails_again_stays_parked_as_what_it_is(self, house: House) -> None:
        """Same id, same day, what is wrong now."""
        house.post("/leads", [BAD, ODD], **KEY)
        before = only(house)
        mend(house)
        house.stage.wait(DAY_S)
        house.fault("row_invalid", marker="Odd")
        assert counts(house) == (1, 0, 1)
        left = only(house)
        assert (left.id, left.parked_at) == (before.id, before.parked_at)
        assert [row.index for row in left.rows] == [1]
        assert left.rows[0].errors != before.rows[1].errors

    def test_what_is_left_of_a_replay_can_be_replayed(self, house: House) -> None:
        """Under yet another key: that of the first replay is done."""
        house.post("/leads", [person(), ODD, BAD], **KEY)
        house.fault("row_invalid", marker="Odd")
        mend(house)
        assert counts(house) == (1, 0, 1)
        assert counts(house) == (1, 0, 0)
        assert len(house.contacts()) == 3

    def test_a_parked_row_is_created_once(self, house: House) -> None:
        """However often an old list is replayed."""
        house.post("/leads", [person(), ODD], **KEY)
        old = only(house)
        mend(house)
        assert counts(house, old) == (1, 0, 0)
        assert counts(house, old) == (0, 1, 0)
        assert len(house.contacts()) == 2

    def test_a_repeat_of_the_delivery_is_what_it_was(self, house: House) -> None:
        """Its rows ended; what an operator did with them since is another story."""
        first = house.post("/leads", [person(), ODD], **KEY).json()
        mend(house)
        replay(house)
        again = house.post("/leads", [person(), ODD], **KEY).json()
        assert again["contacts"] == first["contacts"]
        assert len(house.contacts()) == 2

    def test_a_crash_in_the_middle_doubles_nobody(self, house: House) -> None:
        """The next replay looks first."""
        house.post("/leads", [person(), ODD], **KEY)
        mend(house)
        house.google.settings.latency_s = 40

        async def die() -> None:
            replaying = asyncio.create_task(
                house.parts.service.replay(left, house.routes["leads"], remaining_s=lambda: 60.0)
            )
            await asyncio.sleep(1)
            replaying.cancel()

        left = only(house)
        house.stage.run(die())
        house.stage.wait(40)
        assert len(house.contacts()) == 2
        [end] = replay(house)
        assert (end.code, len(end.left)) == ("delivery_in_progress", 1)
        house.google.settings.latency_s = 0
        house.later_s = 301
        assert counts(house) == (1, 0, 0)
        assert parked(house) == []
        assert len(house.contacts()) == 2

    def test_a_replay_that_is_stopped_is_free_at_once(self, house: House) -> None:
        """What Google is at is waited for; nothing else is begun."""
        house.fault("service_disabled", times=3)
        for number in range(3):
            house.post("/leads", people(200), idempotency_key=f"d{number}")
        house.google.settings.latency_s = 5

        async def stop() -> list[Replayed]:
            replaying = Replay(
                house.parts.service, house.routes, stopping=lambda: told.append("stopping")
            )
            running = asyncio.create_task(replaying.run(chosen, lambda _: None))
            await asyncio.sleep(1)
            running.cancel()
            return await running

        chosen, told = parked(house), list[str]()
        ends = house.stage.run(stop())
        assert told == ["stopping"]
        assert [end.code for end in ends] == ["", "stopped", "stopped"]
        assert len(parked(house)) == 2
        assert [len(end.left) for end in replay(house)] == [0, 0]
        assert len(house.contacts()) == 600

    def test_many_small_ones_leave_together(self, house: House) -> None:
        """As few calls as their senders would have cost."""
        house.fault("service_disabled", times=None)
        for number in range(60):
            house.post("/leads", person(number))
        house.heal()
        before = len(house.creates())
        assert len(replay(house)) == 60
        assert len(house.contacts()) == 60
        assert len(house.creates()) - before <= 2

    def test_a_busy_google_keeps_what_is_left(self, house: House) -> None:
        """The reason is the last one."""
        house.post("/leads", ODD, **KEY)
        mend(house)
        house.fault("rate_limit", times=None, retry_after_s=300)
        assert counts(house) == (0, 0, 1)
        assert only(house).reason == "people_busy"

    def test_a_route_that_is_gone_is_told(self, house: House) -> None:
        """It stays parked."""
        house.post("/leads", BAD, **KEY)
        replaying = Replay(house.parts.service, {})
        [end] = house.stage.run(replaying.run(parked(house), lambda _: None))
        assert (end.code, len(end.left)) == ("unknown_route", 1)
        assert len(parked(house)) == 1

    def test_a_callers_delivery_needs_a_token(self, house: House) -> None:
        """Without, it stays parked."""
        token = house.token("ada@example.com")
        house.fault("service_disabled")
        house.post("/own", person(), x_google_access_token=token)
        [end] = replay(house)
        assert (end.code, len(end.left)) == ("bad_access_token", 1)
        assert counts(house, token=token) == (1, 0, 0)
        assert len(house.contacts("ada@example.com")) == 1

    def test_a_delivery_that_was_changed_since_is_not_taken_for_created(self, house: House) -> None:
        """Its sender mended it; whether somebody is missed is for the operator to say."""
        house.post("/leads", ODD, **KEY)
        house.post("/leads", person(), **KEY)
        [end] = replay(house)
        assert (end.code, len(end.left)) == ("changed", 1)
        assert len(parked(house)) == 1

    def test_persons_of_a_program_are_replayed_as_they_were(self, house: House) -> None:
        """Source people: nothing is mapped."""
        one = {"names": [{"givenName": "Ada"}], "emailAddresses": [{"value": "a@example.com"}]}
        house.fault("service_disabled")
        house.post("/bulk", {"contacts": [{"contactPerson": one}]})
        assert counts(house) == (1, 0, 0)
        assert house.contacts()[0]["emailAddresses"][0]["value"] == "a@example.com"


class TestChanged:
    """A repeated delivery that says something else is a duplicate by its id, and is parked."""

    def test_what_it_says_now_is_kept(self, house: House) -> None:
        """Whole: which of its people is meant is not said."""
        house.post("/leads", person(0), **KEY)
        assert house.post("/leads", people(2), **KEY).json()["changed"]
        left = only(house)
        assert (left.delivery, left.reason, len(left.rows)) == ("json:d1", "changed", 2)
        assert len(house.contacts()) == 1

    def test_what_it_says_before_the_first_has_ended_is_kept_too(self, house: House) -> None:
        """Its rows are not those that were begun, although they stand in their places."""
        house.lose(when="after")
        house.post("/leads", people(2), **KEY)
        house.heal()
        house.stage.wait(60)
        answer = house.post("/leads", [person(8), person(9)], **KEY).json()
        assert answer["changed"]
        [_, left] = parked(house)
        assert [row.submission.answers[1].value for row in left.rows] == [
            "ada8@example.com",
            "ada9@example.com",
        ]
        assert house.post("/leads", people(2), **KEY).json()["counts"]["created"] == 2
        assert len(house.contacts()) == 2

    def test_its_line_in_the_log_says_so(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Somebody should have a look."""
        house.post("/leads", person(0), **KEY)
        house.post("/leads", people(2), **KEY)
        *_, line = capsys.readouterr().out.splitlines()
        assert (json.loads(line)["code"], json.loads(line)["parked"]) == ("duplicate", 2)

    def test_each_edit_is_kept_once(self, house: House) -> None:
        """However often it is sent."""
        house.post("/leads", person(0), **KEY)
        for number in (1, 1, 2, 2):
            house.post("/leads", person(number), **KEY)
        assert len(parked(house)) == 2

    def test_a_replay_creates_it_as_new(self, house: House) -> None:
        """Because the operator says so, and once."""
        house.post("/leads", person(0), **KEY)
        house.post("/leads", person(1), **KEY)
        old = only(house)
        assert counts(house) == (1, 0, 0)
        assert counts(house, old) == (0, 1, 0)
        assert len(house.contacts()) == 2
        assert parked(house) == []

    def test_a_repeat_of_the_first_leaves_nothing(self, house: House) -> None:
        """It says what it said."""
        house.post("/leads", person(0), **KEY)
        house.post("/leads", person(0), **KEY)
        assert parked(house) == []


class TestTheLedger:
    """Parking can fail: that costs nobody."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        """Return where the ledger is."""
        return tmp_path / "breaking.db"

    @pytest.fixture
    def house(self, build: Callable[..., House], path: Path) -> House:
        """Return a house that cannot park."""
        house = build(LEDGER=f"sqlite:{path}")
        house.post("/leads", person(9))
        change(
            path, "CREATE TRIGGER t BEFORE INSERT ON parked BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        return house

    def test_a_rejected_delivery_that_cannot_be_parked_comes_again(
        self, house: House, path: Path
    ) -> None:
        """Told 422, its sender would forget it."""
        assert problem(house.post("/leads", BAD, **KEY)) == (503, "ledger_unavailable")
        change(path, "DROP TRIGGER t")
        assert house.post("/leads", BAD, **KEY).status_code == 422
        assert len(parked(house)) == 1

    def test_a_partial_success_that_cannot_be_parked_comes_again(
        self, house: House, path: Path
    ) -> None:
        """What was created is known, and not created again."""
        refused = house.post("/leads", [person(), BAD], **KEY)
        assert problem(refused) == (503, "ledger_unavailable")
        change(path, "DROP TRIGGER t")
        answer = house.post("/leads", [person(), BAD], **KEY).json()
        assert (answer["status"], answer["counts"]["created"]) == ("partial", 1)
        assert len(parked(house)) == 1
        assert house.creates() == [1, 1]

    def test_an_edit_that_cannot_be_parked_comes_again(self, house: House, path: Path) -> None:
        """It is never dropped in silence."""
        house.post("/leads", person(0), **KEY)
        assert problem(house.post("/leads", person(1), **KEY)) == (503, "ledger_unavailable")
        change(path, "DROP TRIGGER t")
        assert house.post("/leads", person(1), **KEY).json()["changed"]
        assert only(house).reason == "changed"

    def test_a_refusal_that_cannot_be_parked_is_what_it_was(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """503 as before; the operator is told."""
        house.fault("service_disabled")
        assert problem(house.post("/leads", person(), **KEY)) == (503, "not_configured")
        assert '"severity":"ERROR"' in capsys.readouterr().out
        assert house.post("/leads", person(), **KEY).json()["status"] == "created"

    def test_a_crash_after_parking_doubles_nobody(
        self, build: Callable[..., House], path: Path
    ) -> None:
        """Parked and recorded, but not completed: who resumes leaves the parked rows alone."""
        house = build(LEDGER=f"sqlite:{path}")
        house.post("/leads", person(9))
        words = (
            "BEFORE UPDATE ON entry WHEN new.state = 'done' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        change(path, f"CREATE TRIGGER t {words}")
        assert house.post("/leads", [person(), ODD], **KEY).status_code == 200
        change(path, "DROP TRIGGER t")
        mend(house)
        assert counts(house) == (1, 0, 0)
        house.later_s = 301
        answer = house.post("/leads", [person(), ODD], **KEY).json()
        assert [row["status"] for row in answer["contacts"]] == ["created", "invalid"]
        assert len(house.contacts()) == 3


def change(path: Path, deed: str) -> None:
    """Do something to a ledger's file behind its back."""
    with sqlite3.connect(path) as other:
        other.execute(deed)
    other.close()


class TestTheLog:
    """How many were parked, and nothing about them."""

    def lines(self, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
        """Return the lines about deliveries."""
        every = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return [line for line in every if "http" in line and "code" in line]

    def test_it_says_how_many(self, house: House, capsys: pytest.CaptureFixture[str]) -> None:
        """Where some were."""
        house.post("/leads", [person(), BAD, {}])
        house.post("/leads", person())
        assert [line.get("parked") for line in self.lines(capsys)] == [2, None]

    def test_of_an_interrupted_delivery_too(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Each its own, although they left in one call."""
        house.fault("service_disabled")
        house.stage.gather(
            house.send("POST", "/leads", people(3)), house.send("POST", "/leads", person())
        )
        assert house.creates() == [4]
        assert sorted(line["parked"] for line in self.lines(capsys)) == [1, 3]

    def test_of_one_that_ended_late(self, house: House, capsys: pytest.CaptureFixture[str]) -> None:
        """Its sender was answered before."""
        house.fault("service_disabled", latency_s=40)
        house.post("/leads", person(), **KEY)
        house.stage.wait(60)
        assert '"code":"not_configured","parked":1' in capsys.readouterr().out
        assert len(parked(house)) == 1

    def test_it_says_nothing_of_whom(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Parked and replayed."""
        house.post("/leads", [ODD, BAD], **KEY)
        mend(house)
        replay(house)
        said = capsys.readouterr()
        assert "Ada" not in said.out + said.err
        assert "d1" not in said.out + said.err

    def test_no_header_and_no_secret_is_kept(self, house: House) -> None:
        """Only what people answered."""
        token = house.token(SALES)
        house.fault("service_disabled", CREATE)
        house.post(f"/own?token={'t' * 9}", person(), x_google_access_token=token)
        assert token not in repr(parked(house))
        assert "t" * 9 not in repr(parked(house))
        assert "open-sesame" not in repr(parked(house))
