"""What only Firestore can do: be shared, hold large things in parts, lose answers on the way.

Google's own emulator answers.
"""

import asyncio
import datetime as dt
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from adapter.errors import LedgerUnavailable
from adapter.ledger.documents import Document
from adapter.ledger.firestore import MAX_HELD, FirestoreLedger
from adapter.ledger.ledger import Busy, Done, Entry, Ledger, New, Resume, pack
from adapter.ledger.parked import KEEP_S as KEEP_PARKED_S
from adapter.ledger.parked import Parked
from adapter.ledger.parts import PART_BYTES
from adapter.model import FieldError, Outcome, Row, Status

from .ledgers import (
    CREATED,
    INVALID,
    KEEP_S,
    LEASE_S,
    NOW,
    EmulatedLedger,
    Place,
    entry,
    parked,
)
from .test_parked import TWO_PARTS

Story = Callable[[EmulatedLedger], Awaitable[Any]]


def tell(place: Place, story: Story, way: Any = lambda inner: inner) -> Any:
    """Run a story with a ledger of its own."""

    async def told() -> Any:
        ledger = EmulatedLedger(place, way)
        try:
            return await story(ledger)
        finally:
            await ledger.close()

    return asyncio.run(told())


def look(place: Place, path: str) -> Document | None:
    """Return a document."""
    [found] = tell(place, lambda ledger: ledger.documents.read(path))
    return found if isinstance(found, Document) else None


def everything(place: Place, collection: str) -> list[str]:
    """Return the paths of all documents, by the emulator's own list."""
    url = f"http://{place.firestore()}/v1/{place.database}/documents/{collection}"
    owner = {"authorization": "Bearer owner"}
    answer = httpx.get(url, headers=owner, params={"pageSize": 300}, trust_env=False).json()
    return [document["name"] for document in answer.get("documents", [])]


class TestShared:
    """Every instance has a ledger object of its own."""

    def test_of_eight_instances_exactly_one_gets_a_delivery(self, place: Place) -> None:
        """Whether it is new, suspended or left behind; over eight connections at once."""

        async def race(now: float) -> list[object]:
            ledgers = [EmulatedLedger(place) for _ in range(8)]
            claims = (
                ledger.claim(entry(key, holder=f"{now}-{number}"), now)
                for key in "abcd"
                for number, ledger in enumerate(ledgers)
            )
            try:
                return await asyncio.gather(*claims)
            finally:
                for ledger in ledgers:
                    await ledger.close()

        for now in (NOW, NOW + LEASE_S):
            ends = asyncio.run(race(now))
            for first in range(0, 32, 8):
                ours = [end for end in ends[first : first + 8] if isinstance(end, New | Resume)]
                assert len(ours) == 1
            assert ends.count(Busy(LEASE_S)) == 28

    @pytest.mark.parametrize("change", ["record", "complete", "suspend", "release"])
    def test_a_claim_may_be_ended_by_another_object(self, place: Place, change: str) -> None:
        """One that has not made it, but knows its holder: a worker, for one."""
        tell(place, lambda ledger: ledger.claim(entry(), NOW))
        ends: dict[str, tuple[Story, object]] = {
            "record": (
                lambda ledger: ledger.record(entry(), [CREATED], NOW + 9),
                Busy(LEASE_S + 9),
            ),
            "complete": (
                lambda ledger: ledger.complete(entry(), [CREATED]),
                Done((CREATED,), changed=False),
            ),
            "suspend": (
                lambda ledger: ledger.suspend(entry(), [CREATED]),
                Resume("s1", NOW, (CREATED,)),
            ),
            "release": (lambda ledger: ledger.release(entry()), New()),
        }
        story, expected = ends[change]
        tell(place, story)
        assert tell(place, lambda ledger: ledger.claim(entry(holder="h2"), NOW)) == expected

    def test_what_is_kept_in_mind_is_bounded(self, place: Place) -> None:
        """A claim that was forgotten can still be ended."""

        async def story(ledger: EmulatedLedger) -> tuple[int, object]:
            await ledger.claim(entry("first"), NOW)
            held = ledger._held  # noqa: SLF001
            some = next(iter(held.values()))
            for number in range(MAX_HELD):
                ledger._hold(f"ledger/{number}", "h", some)  # noqa: SLF001
            await ledger.complete(entry("first"), [CREATED])
            return len(held), await ledger.claim(entry("first"), NOW)

        size, end = tell(place, story)
        assert size == MAX_HELD
        assert end == Done((CREATED,), changed=False)


class TestStored:
    """What is in the documents."""

    def test_an_entry_expires_by_a_policy(self, place: Place) -> None:
        """``expireAt`` is a timestamp, as TTL policies want it; a new lease does not move it."""
        tell(place, lambda ledger: ledger.claim(entry(), NOW))
        tell(place, lambda ledger: ledger.claim(entry(holder="h2"), NOW + LEASE_S))
        found = look(place, "ledger/k")
        assert found
        assert found.fields["expireAt"] == dt.datetime.fromtimestamp(NOW + KEEP_S, dt.UTC)
        assert found.fields["claimedAt"] == NOW

    def test_leases_and_parked_deliveries_expire_too(self, place: Place) -> None:
        """Nothing lies about for ever."""
        tell(place, lambda ledger: ledger.lease("ada", "h1", NOW, LEASE_S))
        tell(place, lambda ledger: ledger.park(parked("a")))
        lease, delivery = look(place, "accounts/ada"), look(place, "parked/a")
        assert lease
        assert delivery
        assert lease.fields["expireAt"].timestamp() > NOW + LEASE_S
        assert delivery.fields["expireAt"].timestamp() == NOW + KEEP_PARKED_S

    def test_ten_thousand_rows_fit_into_a_document(self, place: Place) -> None:
        """Half of them with errors, half with names, all with ids of the sender."""
        rows = [
            Row(
                number,
                f"{number * 7_919:032x}",
                Outcome(Status.CREATED, f"people/c{number * 1_099_511_627_791 % 10**19:019}")
                if number % 2
                else Outcome(
                    Status.INVALID,
                    errors=(
                        FieldError("emailAddresses[0].value", "invalid_email", "Not valid."),
                        FieldError(f"phoneNumbers[{number % 9}].value", "too_long", "Too long."),
                    ),
                ),
            )
            for number in range(10_000)
        ]
        assert len(zlib.compress(pack(rows).encode())) < PART_BYTES / 2

        async def story(ledger: EmulatedLedger) -> object:
            await ledger.claim(entry(), NOW)
            await ledger.complete(entry(), rows)
            return await ledger.claim(entry(), NOW)

        assert tell(place, story) == Done(tuple(rows), changed=False)
        assert len(everything(place, "ledger")) == 1

    def test_more_rows_than_a_document_holds_are_split(self, place: Place) -> None:
        """Parts that are needed no more are deleted, by an heir too; the others stay."""
        rows = (Row(0, TWO_PARTS, Outcome(Status.CREATED, "people/c1")), INVALID)
        heir = entry(holder="h2")
        counts = []

        async def story(ledger: EmulatedLedger) -> None:
            await ledger.claim(entry(), NOW)
            for so_far in (rows[:1], rows[:1], rows):
                await ledger.record(entry(), so_far, NOW)
                counts.append(len(everything(place, "ledger")))
            taken = await ledger.claim(heir, NOW + LEASE_S)
            assert taken == Resume("s1", NOW, rows, crashed=True)
            await ledger.complete(heir, [CREATED])

        tell(place, story)
        assert counts == [3, 3, 3]
        assert len(everything(place, "ledger")) == 1

    def test_releasing_deletes_the_parts(self, place: Place) -> None:
        """Nothing was created, nothing is kept."""
        rows = [Row(0, TWO_PARTS, Outcome(Status.UNKNOWN))]

        async def story(ledger: EmulatedLedger) -> None:
            await ledger.claim(entry(), NOW)
            await ledger.record(entry(), rows, NOW)
            await ledger.release(entry())

        tell(place, story)
        assert everything(place, "ledger") == []

    def test_parts_of_a_parked_delivery_go_with_it(self, place: Place) -> None:
        """They hold what people wrote."""
        tell(place, lambda ledger: ledger.park(parked("a", TWO_PARTS)))
        assert len(everything(place, "parked")) == 3
        tell(place, lambda ledger: ledger.park(parked("a", TWO_PARTS, NOW + 1)))
        assert len(everything(place, "parked")) == 3
        assert tell(place, lambda ledger: ledger.drop_parked("a"))
        assert everything(place, "parked") == []


class Trouble(httpx.AsyncBaseTransport):
    """A way on which the answer to one request, the ``at``-th, is lost; or the request itself."""

    def __init__(self, inner: httpx.AsyncBaseTransport, at: int, *, arrives: bool) -> None:
        self.inner = inner
        self.left = at
        self.arrives = arrives

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass on all but one."""
        self.left -= 1
        if self.left == 0:
            if self.arrives:
                await (await self.inner.handle_async_request(request)).aread()
            raise httpx.ReadTimeout("lost", request=request)
        return await self.inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the way."""
        await self.inner.aclose()


async def _claim(ledger: Ledger) -> object:
    return await ledger.claim(entry(), NOW)


async def _take_over(ledger: Ledger) -> object:
    return await ledger.claim(entry(holder="h2", stamp="s2"), NOW + LEASE_S)


async def _lease(ledger: Ledger) -> object:
    return await ledger.lease("ada", "h1", NOW, LEASE_S)


async def _end(ledger: Ledger, change: str, wanted: Entry | None = None) -> None:
    match change:
        case "record":
            await ledger.record(wanted or entry(), [CREATED], NOW + 9)
        case "complete":
            await ledger.complete(wanted or entry(), [CREATED])
        case "suspend":
            await ledger.suspend(wanted or entry(), [CREATED])
        case "release":
            await ledger.release(wanted or entry())


AFTER = {  # what a claim finds after each change
    "record": Busy(LEASE_S + 9),
    "complete": Done((CREATED,), changed=False),
    "suspend": Resume("s1", NOW, (CREATED,)),
    "release": New(),
}
LOSSES = pytest.mark.parametrize("arrives", [True, False], ids=["answer", "request"])


@LOSSES
class TestLost:
    """A lost answer, or a lost request, changes nothing in the end."""

    def test_a_claim(self, place: Place, *, arrives: bool) -> None:
        """It is ours, once, and can be completed."""

        async def story(ledger: EmulatedLedger) -> object:
            assert await _claim(ledger) == New()
            assert await _claim(ledger) == Busy(LEASE_S)
            await ledger.complete(entry(), [CREATED])
            return await _claim(ledger)

        end = tell(place, story, lambda inner: Trouble(inner, 1, arrives=arrives))
        assert end == Done((CREATED,), changed=False)

    def test_a_takeover(self, place: Place, *, arrives: bool) -> None:
        """The heir learns that it is one."""
        tell(place, _claim)
        # create, read, take over
        end = tell(place, _take_over, lambda inner: Trouble(inner, 3, arrives=arrives))
        assert end == Resume("s1", NOW, crashed=True)

    @pytest.mark.parametrize("change", AFTER)
    def test_a_change(self, place: Place, change: str, *, arrives: bool) -> None:
        """Each is made, by the one who claimed."""

        async def story(ledger: EmulatedLedger) -> object:
            await _claim(ledger)
            await _end(ledger, change)
            return await _claim(ledger)

        end = tell(place, story, lambda inner: Trouble(inner, 2, arrives=arrives))
        assert end == AFTER[change]

    def test_a_lease(self, place: Place, *, arrives: bool) -> None:
        """New, renewed, given back."""

        async def story(ledger: EmulatedLedger) -> list[object]:
            waits = [await _lease(ledger), await _lease(ledger)]
            await ledger.give_back("ada", "h1")
            return [*waits, await ledger.lease("ada", "h2", NOW, LEASE_S)]

        for at in range(1, 5):
            there = Place(place.folder, place.firestore, f"{place.project}-{at}")
            way = lambda inner, at=at: Trouble(inner, at, arrives=arrives)  # noqa: E731
            assert tell(there, story, way) == [0, 0, 0]

    def test_a_parked_delivery(self, place: Place, *, arrives: bool) -> None:
        """It is there once, and dropped once."""

        async def story(ledger: EmulatedLedger) -> list[object]:
            large = parked("a", TWO_PARTS)
            await ledger.park(large)
            there = await ledger.list_parked(NOW) == [large]
            return [there, await ledger.drop_parked("a"), await ledger.list_parked(NOW)]

        for at in (2, 3, 5, 7):  # the parts, their head, the parts once more, the end
            there = Place(place.folder, place.firestore, f"{place.project}-{at}")
            way = lambda inner, at=at: Trouble(inner, at, arrives=arrives)  # noqa: E731
            assert tell(there, story, way) == [True, True, []]


class Broken(httpx.AsyncBaseTransport):
    """A way on which nothing comes back any more, once ``broken``."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.broken = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass on, and answer only while whole."""
        answer = await self.inner.handle_async_request(request)
        if self.broken:
            await answer.aread()
            raise httpx.ReadTimeout("lost", request=request)
        return answer

    async def aclose(self) -> None:
        """Close the way."""
        await self.inner.aclose()


def test_a_claim_that_nobody_knows_of_ends_safely(place: Place) -> None:
    """All answers were lost: its sender is asked to come again, and finds it busy, then crashed."""
    ways: list[Broken] = []

    def way(inner: httpx.AsyncBaseTransport) -> Broken:
        ways.append(Broken(inner))
        ways[0].broken = True
        return ways[0]

    async def story(ledger: FirestoreLedger) -> list[object]:
        with pytest.raises(LedgerUnavailable):
            await _claim(ledger)
        ways[0].broken = False
        return [
            await ledger.claim(entry(holder="h2"), NOW),
            await ledger.claim(entry(holder="h2"), NOW + LEASE_S),
        ]

    assert tell(place, story, way) == [Busy(LEASE_S), Resume("s1", NOW, crashed=True)]


class Meddler(httpx.AsyncBaseTransport):
    """A way on which somebody else parks a delivery before the second request passes."""

    def __init__(self, inner: httpx.AsyncBaseTransport, place: Place, delivery: Parked) -> None:
        self.inner = inner
        self.place = place
        self.delivery = delivery
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass on."""
        self.asked += 1
        if self.asked == 2:
            other = EmulatedLedger(self.place)
            await other.park(self.delivery)
            await other.close()
        return await self.inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the way."""
        await self.inner.aclose()


def test_parts_that_vanish_while_they_are_read_are_read_again(place: Place) -> None:
    """The heads are read, and the large one is replaced before its parts are."""
    tell(place, lambda ledger: ledger.park(parked("a", TWO_PARTS)))
    small = parked("a", "short")
    listed = tell(
        place, lambda ledger: ledger.list_parked(NOW), lambda way: Meddler(way, place, small)
    )
    assert listed == [small]


def test_who_parks_at_the_same_time_leaves_nothing_behind(place: Place) -> None:
    """The head is looked for and not there; then somebody else writes one, with parts."""
    other = parked("a", TWO_PARTS, NOW + 1)
    tell(place, lambda ledger: ledger.park(parked("a")), lambda way: Meddler(way, place, other))
    assert tell(place, lambda ledger: ledger.list_parked(NOW)) == [parked("a")]
    assert len(everything(place, "parked")) == 1
