"""A claimed delivery on its way: what is sent again, what never is, who waits how long."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

import pytest

from adapter.ledger.ledger import Entry, Resume
from adapter.ledger.sqlite import SqliteLedger
from adapter.model import Answer, Contact, Outcome, Reading, Row, Status, Submission
from adapter.received import Received
from adapter.work import Work

from .house import CREATE, House, people, person, problem

T = TypeVar("T")
KEY = {"idempotency_key": "d1"}
ENTRY = Entry(key="k", holder="h", stamp="s", fingerprint="f", lease_s=300.0, keep_s=86_400.0)


async def later(sending: Coroutine[Any, Any, T]) -> T:
    """Send something a moment after the others."""
    await asyncio.sleep(0.1)
    return await sending


class TestBusy:
    """Google cannot now, and has created nothing."""

    def test_busy_is_told_with_a_time(self, house: House) -> None:
        """As long as Google wants to rest, or longer."""
        house.fault("rate_limit")
        refused = house.post("/leads", person(), **KEY)
        assert problem(refused) == (503, "people_busy")
        assert 1 <= int(refused.headers["retry-after"]) <= 60

    def test_a_busy_delivery_can_be_repeated(self, house: House) -> None:
        """Its claim was released."""
        house.fault("rate_limit")
        house.post("/leads", person(), **KEY)
        house.stage.wait(60)
        assert house.post("/leads", person(), **KEY).json()["status"] == "created"
        assert len(house.contacts()) == 1

    def test_a_short_rest_is_waited_out(self, house: House) -> None:
        """The sender learns nothing of it."""
        house.fault("rate_limit", retry_after_s=5)
        assert house.post("/leads", person(), **KEY).json()["status"] == "created"
        assert house.stage.seconds >= 5

    def test_after_a_partial_success_only_the_rest_is_sent(self, house: House) -> None:
        """The first two hundred are known."""
        house.fault("rate_limit", marker="ada300@")
        refused = house.post("/leads", people(500), **KEY)
        assert problem(refused) == (503, "people_busy")
        assert len(house.contacts()) == 200
        house.stage.wait(60)
        answered = house.post("/leads", people(500), **KEY).json()
        assert answered["counts"]["created"] == 500
        assert [row["index"] for row in answered["contacts"]] == list(range(500))
        assert house.creates() == [200, 200, 200, 100]
        assert len(house.contacts()) == 500

    def test_a_repeated_success_is_remembered_whole(self, house: House) -> None:
        """The rows of both attempts."""
        house.fault("rate_limit", marker="ada300@")
        house.post("/leads", people(500), **KEY)
        house.stage.wait(60)
        whole = house.post("/leads", people(500), **KEY).json()["contacts"]
        assert house.post("/leads", people(500), **KEY).json()["contacts"] == whole

    def test_an_operators_business_comes_with_advice(self, house: House) -> None:
        """Nothing was created, and the claim is free."""
        house.fault("service_disabled")
        refused = house.post("/leads", person(), **KEY)
        assert problem(refused) == (503, "not_configured")
        assert "people.googleapis.com" in refused.json()["detail"]
        house.stage.wait(60)
        assert house.post("/leads", person(), **KEY).json()["status"] == "created"

    def test_invalid_rows_do_not_keep_a_claim(self, house: House) -> None:
        """They may be mended before the sender comes again."""
        house.fault("rate_limit")
        house.post("/leads", [person(), {}], **KEY)
        house.stage.wait(60)
        mended = house.post("/leads", people(2), **KEY).json()
        assert mended["counts"]["created"] == 2


LOSSES = ["unavailable", "internal", "bad_gateway", "lost"]


class TestUnknown:
    """Google's answer was lost: nothing is sent again blindly."""

    @pytest.mark.parametrize("kind", LOSSES)
    def test_what_exists_is_found(self, house: House, kind: str) -> None:
        """The sender learns nothing of the trouble."""
        house.fault(kind, when="after")
        answered = house.post("/leads", person(), **KEY).json()
        assert answered["status"] == "created"
        assert house.creates() == [1]
        [kept] = house.contacts()
        assert answered["contacts"][0]["resourceName"] == kept["resourceName"]

    @pytest.mark.parametrize("kind", LOSSES)
    def test_what_does_not_exist_is_sent_again(self, house: House, kind: str) -> None:
        """Once it is certain."""
        house.fault(kind, when="before")
        assert house.post("/leads", person(), **KEY).json()["status"] == "created"
        assert house.creates() == [1, 1]
        assert len(house.contacts()) == 1

    @pytest.mark.parametrize("kind", LOSSES)
    @pytest.mark.parametrize("when", ["before", "after"])
    def test_what_may_exist_is_not_sent_again(self, house: House, kind: str, when: str) -> None:
        """However often its sender comes, as long as nobody can look."""
        house.lose(kind, when=when)
        for _ in range(3):
            refused = house.post("/leads", person(), **KEY)
            assert problem(refused) == (503, "people_unknown")
            assert int(refused.headers["retry-after"]) >= 1
            house.stage.wait(60)
        assert house.creates() == [1]

    def test_chunks_after_it_wait(self, house: House) -> None:
        """Google is in trouble."""
        house.lose(marker="ada300@")
        assert problem(house.post("/leads", people(600), **KEY)) == (503, "people_unknown")
        assert house.creates() == [200, 200]

    def test_what_a_crash_has_left_is_found(self, house: House) -> None:
        """Whoever takes over looks first."""
        crash(house)
        taken = house.post("/leads", person(), **KEY).json()
        assert taken["status"] == "created"
        assert house.creates() == [1]
        [kept] = house.contacts()
        assert taken["contacts"][0]["resourceName"] == kept["resourceName"]

    def test_what_a_crash_has_left_is_not_sent_while_nobody_can_look(self, house: House) -> None:
        """However often its sender comes; it is found in the end."""
        crash(house)
        house.fault("unavailable", "connections.list", times=2)
        for _ in range(2):
            assert house.post("/leads", person(), **KEY).status_code == 503
            house.stage.wait(60)
        assert house.post("/leads", person(), **KEY).json()["status"] == "created"
        assert house.creates() == [1]

    @pytest.mark.parametrize("kind", ["rate_limit", "service_disabled"])
    def test_a_refusal_does_not_end_a_doubt(self, house: House, kind: str) -> None:
        """The claim is kept: forgotten, the next attempt would double whoever exists."""
        crash(house)
        house.fault(kind, "connections.list", times=3)
        house.post("/leads", person(), **KEY)
        house.google.faults.waiting.clear()
        house.stage.wait(100)
        assert house.post("/leads", person(), **KEY).json()["status"] != "rejected"
        assert len(house.contacts()) == 1

    def test_a_doubt_that_nobody_had_time_for_stays(self, house: House) -> None:
        """Withdrawn from the queue behind a slow call, it is still a doubt."""
        crash(house)
        house.google.settings.latency_s = 24
        slow, withdrawn = house.stage.gather(
            house.send("POST", "/leads", people(200)),
            later(house.send("POST", "/leads", person(), {"idempotency-key": "d1"})),
        )
        assert (slow.status_code, withdrawn.status_code) == (200, 503)
        house.google.settings.latency_s = 0
        house.stage.wait(100)
        assert house.post("/leads", person(), **KEY).json()["status"] == "created"
        emails = [one["emailAddresses"][0]["value"] for one in house.contacts()]
        assert emails.count("ada1@example.com") == 2  # its own, and the slow delivery's


def crash(house: House) -> None:
    """Let a delivery's process die while Google creates its contact, and its lease run out."""
    house.google.settings.latency_s = 40
    assert problem(house.post("/leads", person(), **KEY)) == (503, "delivery_in_progress")
    for task in house._web._service._running:  # noqa: SLF001 - the death of a process
        task.cancel()
    house.stage.wait(40)
    house.google.settings.latency_s = 0
    assert len(house.contacts()) == 1
    house.later_s = 301


class TestTime:
    """A sender waits only so long."""

    def test_what_outlasts_its_sender_goes_on(self, house: House) -> None:
        """503 in time; the result is there when it comes again."""
        house.google.settings.latency_s = 40
        first = house.post("/leads", person(), **KEY)
        assert problem(first) == (503, "delivery_in_progress")
        assert house.stage.seconds == pytest.approx(25, abs=0.5)
        again = house.post("/leads", person(), **KEY)
        assert problem(again) == (503, "delivery_in_progress")
        assert int(again.headers["retry-after"]) >= 1
        house.stage.wait(20)
        last = house.post("/leads", person(), **KEY).json()
        assert (last["status"], last["replayed"]) == ("duplicate", True)
        assert house.creates() == [1]

    def test_who_works_for_long_is_not_taken_for_dead(self, house: House) -> None:
        """The claim's lease is renewed while Google is at it: nobody takes the delivery over."""
        house.google.settings.latency_s = 900.0
        for wait_s in (400, 400):
            slow = house.post("/leads", person(), **KEY)
            assert problem(slow) == (503, "delivery_in_progress")
            house.stage.wait(wait_s)
        house.stage.wait(100)
        assert house.post("/leads", person(), **KEY).json()["status"] == "duplicate"
        assert house.creates() == [1]

    def test_a_late_refusal_frees_the_delivery(self, house: House) -> None:
        """Nobody heard of it, and the next attempt is as good as the first."""
        house.fault("rate_limit", latency_s=40)
        assert problem(house.post("/leads", person(), **KEY)) == (503, "delivery_in_progress")
        house.stage.wait(100)
        assert house.post("/leads", person(), **KEY).json()["status"] == "created"

    def test_what_no_call_has_taken_is_withdrawn(self, house: House) -> None:
        """Behind a slow call, it is busy: nothing was created, it may come again at once."""
        house.google.settings.latency_s = 24
        first, second = house.stage.gather(
            house.send("POST", "/leads", people(200)),
            later(house.send("POST", "/leads", person(999))),
        )
        assert first.json()["status"] == "created"
        assert problem(second) == (503, "people_busy")
        house.stage.wait(100)
        assert house.creates() == [200]

    def test_the_operator_may_set_the_time(self, build: Callable[..., House]) -> None:
        """For all routes."""
        house = build(ANSWER_WITHIN_S="2")
        house.google.settings.latency_s = 40
        assert problem(house.post("/leads", person())) == (503, "delivery_in_progress")
        assert house.stage.seconds == pytest.approx(2, abs=0.5)

    def test_calls_are_paced(self, build: Callable[..., House]) -> None:
        """Fifteen a minute: a third at once, the others spread."""
        house = build(BATCHES_PER_MINUTE="15", ANSWER_WITHIN_S="200")
        house.post("/leads", people(1600))
        assert house.creates() == [200] * 8
        assert house.stage.seconds == pytest.approx(18, abs=1)


class TestBatches:
    """Who leaves together."""

    def test_what_arrives_together_leaves_together(self, house: House) -> None:
        """Five hundred deliveries, three calls, one after another."""
        house.google.settings.latency_s = 1
        house.google.settings.reject_overlap = True
        sends = (house.send("POST", "/leads", person(number)) for number in range(500))
        ends = house.stage.gather(*sends)
        assert {end.status_code for end in ends} == {200}
        assert len(house.contacts()) == 500
        assert len(house.creates()) <= 4
        assert max(house.google.max_overlap.values()) == 1

    def test_a_bad_neighbour_sinks_nobody(self, house: House) -> None:
        """A row that Google refuses is its own delivery's matter."""
        house.fault("row_invalid", marker="ada3@", times=None)
        sends = (house.send("POST", "/leads", person(number)) for number in range(10))
        ends = [end.json()["status"] for end in house.stage.gather(*sends)]
        assert ends == ["created"] * 3 + ["rejected"] + ["created"] * 6

    def test_every_contact_carries_a_stamp_of_its_own(self, house: House) -> None:
        """By which it can be found again."""
        house.post("/leads", people(3), **KEY)
        stamps = [one["clientData"][0]["value"] for one in house.contacts()]
        assert stamps == ["nonce-0.0", "nonce-0.1", "nonce-0.2"]

    def test_a_stamp_is_kept_over_attempts(self, house: House) -> None:
        """The first claim's, whatever came between."""
        house.fault("rate_limit", marker="ada300@")
        house.post("/leads", people(400), **KEY)
        house.stage.wait(60)
        house.post("/leads", people(400), **KEY)
        stamps = {one["clientData"][0]["value"] for one in house.contacts()}
        assert stamps == {f"nonce-0.{number}" for number in range(400)}

    def test_only_valid_rows_are_sent(self, house: House) -> None:
        """A chunk without any costs no call."""
        house.post("/leads", [{}] * 200 + people(1))
        assert house.creates() == [1]


class TestTwins:
    """The same person twice in one delivery."""

    def test_both_rows_are_answered_with_one_contact(self, house: House) -> None:
        """The second as a duplicate of the first."""
        ada = {"name": "Ada Lovelace", "email": "ada@example.com"}
        answer = house.post("/leads", [ada, person(), {**ada, "phone": "+12125550100"}]).json()
        first, _, twin = answer["contacts"]
        assert (answer["status"], answer["counts"]["created"]) == ("created", 2)
        assert twin == {"index": 2, "status": "duplicate", "resourceName": first["resourceName"]}
        assert len(house.contacts()) == 2

    def test_a_twin_of_a_lost_row_waits_with_it(self, house: House) -> None:
        """And is found with it."""
        ada = {"name": "Ada Lovelace", "email": "ada@example.com"}
        house.fault("lost", when="after")
        house.fault("unavailable", method="connections.list")
        assert problem(house.post("/leads", [ada, ada], **KEY)) == (503, "people_unknown")
        house.stage.wait(60)
        answer = house.post("/leads", [ada, ada], **KEY).json()
        assert [row["status"] for row in answer["contacts"]] == ["created", "duplicate"]
        assert len(house.contacts()) == 1


class TestProgress:
    """A large delivery goes chunk by chunk."""

    def test_the_ledger_knows_each_chunk(self, house: House) -> None:
        """Its rows, before the next one is written."""
        house.fault("rate_limit", marker="ada450@")
        house.post("/leads", people(600), **KEY)
        house.stage.wait(60)
        assert house.post("/leads", people(600), **KEY).json()["counts"]["created"] == 600
        assert house.creates() == [200, 200, 200, 200]
        assert len(house.contacts()) == 600

    def test_a_crash_in_the_middle_resumes_at_the_right_row(self, house: House) -> None:
        """Rows that the ledger knows are not looked for, let alone sent again; the others are."""
        written: list[Contact] = []

        class Desk:
            async def write(self, contacts: Any, **_more: Any) -> list[Outcome]:
                written.extend(contacts)
                return [Outcome(Status.CREATED, "people/c2")] * len(contacts)

        route = house.routes["leads"]
        submissions = tuple(
            Submission((Answer("email", f"ada{n}@example.com"),)) for n in range(500)
        )
        known = tuple(Row(n, "", Outcome(Status.CREATED, "people/c1")) for n in range(200))
        begun = Resume("s", 1.0, known, crashed=True)
        ledger = SqliteLedger(":memory:")
        received = Received(route, Reading(submissions), "json:d1", "f")

        async def themselves(rows: Sequence[Submission]) -> Sequence[Submission]:
            return rows

        work = Work(received, ENTRY, begun, themselves)
        desk: Any = Desk()
        rows = house.stage.run(
            work.carry_out(ledger, desk, remaining_s=lambda: 9.0, now=lambda: 2.0)
        )
        house.stage.run(ledger.close())
        assert [contact.stamp for contact in written] == [f"s.{n}" for n in range(200, 500)]
        assert all(contact.doubtful for contact in written)
        assert [row.outcome.resource_name for row in rows] == ["people/c1"] * 200 + [
            "people/c2"
        ] * 300


def test_create_is_the_call_that_counts(house: House) -> None:
    """A delivery costs one call besides the token's."""
    house.post("/leads", person())
    methods = [call.method for call in house.google.calls]
    assert methods.count(CREATE) == 1
    assert set(methods) == {"token", CREATE}
