"""What every ledger promises of deliveries."""

import asyncio

import pytest

from adapter.ledger.ledger import Busy, Done, Ledger, New, Resume
from adapter.model import Outcome, Row, Status

from .ledgers import CREATED, INVALID, KEEP_S, LEASE_S, NOW, UNKNOWN, Keeper, entry


def test_a_delivery_that_nobody_has_seen_is_new(keeper: Keeper) -> None:
    """The first claim gets it."""
    assert keeper.claim() == New()


def test_a_claimed_delivery_is_busy_until_its_lease_runs_out(keeper: Keeper) -> None:
    """Who comes meanwhile is told how long that may be."""
    keeper.claim()
    assert keeper.claim(now=NOW + 100) == Busy(LEASE_S - 100)


def test_what_was_completed_is_done(keeper: Keeper) -> None:
    """Its rows come back as they ended."""
    keeper.claim()
    keeper.complete(CREATED, INVALID)
    assert keeper.claim(now=NOW + 1) == Done((CREATED, INVALID), changed=False)


def test_done_does_not_hang_on_the_lease(keeper: Keeper) -> None:
    """It stays done when the lease has run out."""
    keeper.claim()
    keeper.complete(CREATED)
    assert keeper.claim(now=NOW + LEASE_S + 1) == Done((CREATED,), changed=False)


def test_another_body_under_the_same_key_is_noticed(keeper: Keeper) -> None:
    """The fingerprint tells."""
    keeper.claim(entry(fingerprint="one"))
    keeper.complete(CREATED)
    assert keeper.claim(entry(fingerprint="two")) == Done((CREATED,), changed=True)


@pytest.mark.parametrize("end", ["crash", "suspend", "nothing"])
def test_another_body_does_not_take_over_what_was_begun(keeper: Keeper, end: str) -> None:
    """Its rows are others, whatever their places."""
    keeper.claim(entry(fingerprint="one"))
    keeper.record(CREATED)
    if end == "suspend":
        keeper.suspend(CREATED)
    now = NOW + LEASE_S + 1 if end == "crash" else NOW + 1
    assert keeper.claim(entry(fingerprint="two"), now=now) == Done((CREATED,), changed=True)


@pytest.mark.parametrize("late_s", [0, 1, 10_000])
def test_a_claim_whose_lease_ran_out_has_crashed(keeper: Keeper, late_s: float) -> None:
    """Who takes it over is told; the first stamp is kept, and the time of the first claim."""
    keeper.claim(entry(stamp="first"))
    taken = keeper.claim(entry(stamp="second"), NOW + LEASE_S + late_s)
    assert taken == Resume("first", NOW, crashed=True)


def test_who_takes_over_a_crash_has_a_lease_of_its_own(keeper: Keeper) -> None:
    """A third one finds it busy."""
    keeper.claim()
    keeper.claim(now=NOW + LEASE_S)
    assert keeper.claim(now=NOW + LEASE_S + 100) == Busy(LEASE_S - 100)


def test_what_was_suspended_can_be_taken_over_at_once(keeper: Keeper) -> None:
    """With the rows that ended, under the first stamp, and it did not crash."""
    keeper.claim(entry(stamp="first"))
    keeper.suspend(CREATED, UNKNOWN)
    taken = keeper.claim(entry(stamp="second"), NOW + 1)
    assert taken == Resume("first", NOW, (CREATED, UNKNOWN))


def test_what_was_taken_over_is_busy(keeper: Keeper) -> None:
    """A suspended delivery has one heir."""
    keeper.claim()
    keeper.suspend(CREATED)
    keeper.claim(now=NOW + 1)
    assert keeper.claim(now=NOW + 1) == Busy(LEASE_S)


def test_a_crash_after_a_suspension_keeps_the_rows(keeper: Keeper) -> None:
    """What ended before is known, what was begun again is not."""
    keeper.claim()
    keeper.suspend(CREATED)
    keeper.claim(now=NOW + 1)
    taken = keeper.claim(now=NOW + 1 + LEASE_S)
    assert taken == Resume("s1", NOW, (CREATED,), crashed=True)


def test_what_was_taken_over_can_be_completed(keeper: Keeper) -> None:
    """The rows of the end replace those of the suspension."""
    keeper.claim()
    keeper.suspend(CREATED)
    keeper.claim(now=NOW + 1)
    keeper.complete(CREATED, INVALID)
    assert keeper.claim(now=NOW + 2) == Done((CREATED, INVALID), changed=False)


def test_a_released_delivery_is_new_again(keeper: Keeper) -> None:
    """Nothing was created, nothing is remembered, not even the stamp."""
    keeper.claim(entry(stamp="first"))
    keeper.release()
    assert keeper.claim(entry(stamp="second")) == New()
    keeper.suspend()
    assert keeper.claim() == Resume("second", NOW)


def test_progress_renews_the_lease(keeper: Keeper) -> None:
    """From when it was made."""
    keeper.claim()
    keeper.record(CREATED, now=NOW + 100)
    assert keeper.claim(now=NOW + LEASE_S) == Busy(100)


def test_progress_outlives_a_crash(keeper: Keeper) -> None:
    """The rows that had ended come back; the others may have been sent."""
    keeper.claim()
    keeper.record(CREATED)
    keeper.record(CREATED, INVALID, now=NOW + 100)
    taken = keeper.claim(now=NOW + 100 + LEASE_S)
    assert taken == Resume("s1", NOW, (CREATED, INVALID), crashed=True)


def test_progress_does_not_hinder_the_end(keeper: Keeper) -> None:
    """The last word counts."""
    keeper.claim()
    keeper.record(CREATED)
    keeper.complete(CREATED, INVALID)
    assert keeper.claim() == Done((CREATED, INVALID), changed=False)


CHANGES = {
    "record": lambda keeper: keeper.record(CREATED, now=NOW + LEASE_S + 100),
    "complete": lambda keeper: keeper.complete(CREATED),
    "suspend": lambda keeper: keeper.suspend(CREATED),
    "release": lambda keeper: keeper.release(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_who_lost_its_claim_changes_nothing(keeper: Keeper, change: str) -> None:
    """Neither the heir's lease, nor its state, nor its rows."""
    keeper.claim(entry(holder="h1"))
    keeper.claim(entry(holder="h2"), NOW + LEASE_S)
    CHANGES[change](keeper)
    assert keeper.claim(now=NOW + LEASE_S) == Busy(LEASE_S)
    assert keeper.claim(now=NOW + 2 * LEASE_S) == Resume("s1", NOW, crashed=True)


@pytest.mark.parametrize("change", CHANGES)
def test_what_others_completed_stays_so(keeper: Keeper, change: str) -> None:
    """A slow process may learn late that it was overtaken."""
    heir = entry(holder="h2")
    keeper.claim(entry(holder="h1"))
    keeper.claim(heir, NOW + LEASE_S)
    keeper.do(lambda ledger: ledger.complete(heir, [INVALID]))
    CHANGES[change](keeper)
    assert keeper.claim() == Done((INVALID,), changed=False)


@pytest.mark.parametrize("change", CHANGES)
def test_what_nobody_claimed_cannot_be_changed(keeper: Keeper, change: str) -> None:
    """It may have expired."""
    CHANGES[change](keeper)
    assert keeper.claim() == New()


def test_a_completion_survives_its_asker(keeper: Keeper) -> None:
    """What is known is remembered, though nobody waits for it any more."""

    async def story(ledger: Ledger) -> None:
        await ledger.claim(entry(), NOW)
        asked = asyncio.ensure_future(ledger.complete(entry(), [CREATED]))
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)

    keeper.do(story)
    ends = (keeper.claim() for _ in range(100))  # it is on its way
    assert Done((CREATED,), changed=False) in ends


@pytest.mark.parametrize("end", ["complete", "suspend", "leave"])
def test_what_has_expired_is_new_again(keeper: Keeper, end: str) -> None:
    """However it ended, to the second."""
    keeper.claim()
    if end != "leave":
        getattr(keeper, end)(CREATED)
    assert keeper.claim(now=NOW + KEEP_S - 1) != New()
    keeper.release()
    keeper.claim()
    if end != "leave":
        getattr(keeper, end)(CREATED)
    assert keeper.claim(now=NOW + KEEP_S) == New()


def test_a_claim_after_expiry_starts_from_nothing(keeper: Keeper) -> None:
    """The old rows and the old stamp are gone."""
    keeper.claim(entry(stamp="old"))
    keeper.complete(CREATED)
    keeper.claim(entry(stamp="new"), NOW + KEEP_S)
    keeper.suspend()
    assert keeper.claim(now=NOW + KEEP_S) == Resume("new", NOW + KEEP_S)


def test_deliveries_do_not_touch_each_other(keeper: Keeper) -> None:
    """Every key is a delivery of its own."""
    keeper.claim(entry("a"))
    keeper.claim(entry("b"))
    keeper.complete(CREATED, key="a")
    assert keeper.claim(entry("b")) == Busy(LEASE_S)
    assert keeper.claim(entry("c")) == New()


@pytest.mark.parametrize("state", ["none", "suspended", "crashed"])
def test_of_many_claims_at_once_exactly_one_gets_it(keeper: Keeper, state: str) -> None:
    """New or taken over: the others find it busy."""
    if state != "none":
        keeper.claim()
    if state == "suspended":
        keeper.suspend(CREATED)

    async def race(ledger: Ledger) -> list[object]:
        claims = (ledger.claim(entry(stamp=str(n)), NOW + LEASE_S) for n in range(50))
        return list(await asyncio.gather(*claims))

    ends = keeper.do(race)
    assert len([end for end in ends if isinstance(end, New | Resume)]) == 1
    assert ends.count(Busy(LEASE_S)) == 49


def test_what_google_said_of_a_person_is_not_stored(keeper: Keeper) -> None:
    """A row comes back without its person."""
    person = {"names": [{"givenName": "Ada"}]}
    keeper.claim()
    keeper.complete(Row(0, "", Outcome(Status.CREATED, "people/c1", person=person)))
    assert keeper.claim() == Done(
        (Row(0, "", Outcome(Status.CREATED, "people/c1")),), changed=False
    )


def test_an_asker_who_goes_away_does_not_disturb_the_others(keeper: Keeper) -> None:
    """Each of the others has its answer."""

    async def story(ledger: Ledger) -> list[object]:
        asked = [asyncio.ensure_future(ledger.claim(entry(str(n)), NOW)) for n in range(6)]
        await asyncio.sleep(0)  # all have asked
        for leaver in asked[::2]:
            leaver.cancel()
        return list(await asyncio.gather(*asked, return_exceptions=True))

    ends = keeper.do(story)
    assert ends[1::2] == [New()] * 3
    assert all(isinstance(end, asyncio.CancelledError) for end in ends[::2])
    assert keeper.claim(entry("later")) == New()


def test_closing_waits_for_what_was_asked(keeper: Keeper) -> None:
    """A completion that is under way is not lost to an orderly end."""

    async def story(ledger: Ledger) -> object:
        asked = asyncio.ensure_future(ledger.claim(entry(), NOW))
        await asyncio.sleep(0)
        await ledger.close()
        return await asked

    assert keeper.do(story) == New()


def test_closing_twice_is_harmless(keeper: Keeper) -> None:
    """Whether it was used or not."""
    keeper.do(lambda ledger: ledger.close())
    keeper.do(lambda ledger: ledger.close())
