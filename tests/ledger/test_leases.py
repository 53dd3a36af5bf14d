"""What every ledger promises of accounts: one process at a time writes into a book."""

import asyncio

from adapter.ledger.ledger import Ledger

from .ledgers import LEASE_S, NOW, Keeper


def test_a_free_account_is_taken(keeper: Keeper) -> None:
    """At once."""
    assert keeper.lease() == 0


def test_a_lease_is_for_one(keeper: Keeper) -> None:
    """Who comes meanwhile is told how long to wait."""
    keeper.lease("h1")
    assert keeper.lease("h2", NOW + 100) == LEASE_S - 100


def test_a_lease_can_be_renewed(keeper: Keeper) -> None:
    """From when it is."""
    keeper.lease("h1")
    assert keeper.lease("h1", NOW + 100) == 0
    assert keeper.lease("h2", NOW + 100) == LEASE_S


def test_a_lease_runs_out(keeper: Keeper) -> None:
    """To the second; then it is another's."""
    keeper.lease("h1")
    assert keeper.lease("h2", NOW + LEASE_S - 1) == 1
    assert keeper.lease("h2", NOW + LEASE_S) == 0
    assert keeper.lease("h1", NOW + LEASE_S) == LEASE_S


def test_a_lease_that_ran_out_can_be_renewed_if_nobody_took_it(keeper: Keeper) -> None:
    """It was free."""
    keeper.lease("h1")
    assert keeper.lease("h1", NOW + LEASE_S + 1) == 0


def test_what_is_given_back_is_free(keeper: Keeper) -> None:
    """Before its time; for whoever comes, oneself included."""
    keeper.lease("h1")
    keeper.give_back("h1")
    assert keeper.lease("h2") == 0
    keeper.give_back("h2")
    assert keeper.lease("h2") == 0


def test_nobody_gives_back_what_is_anothers(keeper: Keeper) -> None:
    """One that was late, for example."""
    keeper.lease("h1")
    keeper.lease("h2", NOW + LEASE_S)
    keeper.give_back("h1")
    assert keeper.lease("h3", NOW + LEASE_S) == LEASE_S


def test_giving_back_what_nobody_has_is_no_error(keeper: Keeper) -> None:
    """It may have been swept up."""
    keeper.give_back()
    assert keeper.lease() == 0


def test_accounts_do_not_touch_each_other(keeper: Keeper) -> None:
    """Everybody has a book."""
    keeper.lease("h1", account="ada")
    assert keeper.lease("h2", account="grace") == 0
    keeper.give_back("h1", account="grace")
    assert keeper.lease("h3", account="grace") == LEASE_S


def test_of_many_who_race_for_an_account_one_gets_it(keeper: Keeper) -> None:
    """Free, or left behind by one that died."""

    async def race(ledger: Ledger, now: float, who: str) -> list[float]:
        leases = (ledger.lease("ada", f"{who}{n}", now, LEASE_S) for n in range(20))
        return list(await asyncio.gather(*leases))

    for now, who in ((NOW, "a"), (NOW + LEASE_S, "b")):
        waits = keeper.do(lambda ledger, now=now, who=who: race(ledger, now, who))  # type: ignore[misc]
        assert sorted(waits) == [0] + [LEASE_S] * 19
