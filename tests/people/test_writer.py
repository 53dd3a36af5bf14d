"""One writer per account: who leaves with whom, who waits, and that everybody comes back."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.errors import Effect, InternalError, NotConfigured, PeopleBusy, PeopleUnknown
from adapter.model import Contact, Outcome, Status
from adapter.people.flow import MAX_CONTACTS, Settled
from adapter.people.writer import Writer

from .play import Clock, contact, contacts, fates, turn

pytestmark = pytest.mark.anyio

LONG_S = 1e6  # nobody is withdrawn
BUSY = PeopleBusy("later", retry_after_s=60)


def made(stamp: str) -> Outcome:
    """Return the end of a contact that was created."""
    return Outcome(Status.CREATED, f"people/{stamp}")


class Desk:
    """Where batches are handed in: each stays open until the test answers it."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.open: list[asyncio.Future[Any]] = []
        self.at_once = 0

    async def create(self, batch: Sequence[Contact], _until: float) -> list[Settled]:
        """Take a batch; return what the test answers."""
        self.batches.append([contact.stamp for contact in batch])
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.open.append(answer)
        self.at_once = max(self.at_once, len(self.open))
        try:
            ends: list[Settled] = await answer
        finally:
            self.open.remove(answer)
        return ends

    async def answer(self, *ends: Settled) -> None:
        """Answer the open batch: created, where nothing else is said."""
        [waiting] = self.open
        waiting.set_result(list(ends) or [made(stamp) for stamp in self.batches[-1]])
        await turn()

    async def fail(self, error: Exception) -> None:
        """Let the open batch end in an error."""
        [waiting] = self.open
        waiting.set_exception(error)
        await turn()

    async def answer_all(self) -> None:
        """Answer until nothing is handed in any more."""
        while self.open:
            await self.answer()


class Post:
    """A writer, its desk and its clock."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.clock = Clock()
        self.rests = 0
        self.number = 0
        self.writer = Writer(
            self.desk.create, rest=self.rest, clock=self.clock, sleep=self.clock.sleep
        )

    async def rest(self) -> None:
        """Note that nothing waits."""
        self.rests += 1

    async def hand_in(self, count: int = 1, within_s: float = LONG_S) -> "asyncio.Task[Any]":
        """Begin to write the next contacts, numbered on: s0, s1, and so on."""
        rows = [contact(f"s{self.number + n}") for n in range(count)]
        self.number += count
        task = asyncio.create_task(self.writer.write(rows, within_s=within_s))
        await turn()
        return task


def numbered(first: int, count: int) -> list[str]:
    """Return stamps."""
    return [f"s{number}" for number in range(first, first + count)]


class TestBatches:
    """Who leaves with whom."""

    async def test_the_first_contact_goes_at_once(self) -> None:
        """There is no timer: a quiet account does not wait for company."""
        post = Post()
        await post.hand_in()
        assert post.desk.batches == [["s0"]]
        assert post.clock.naps == []
        await post.desk.answer_all()

    async def test_what_arrives_in_flight_leaves_together(self) -> None:
        """In the next call, the oldest first."""
        post = Post()
        tasks = [await post.hand_in() for _ in range(4)]
        await post.desk.answer_all()
        assert post.desk.batches == [["s0"], ["s1", "s2", "s3"]]
        assert [fates(await task) for task in tasks] == [["created"]] * 4

    async def test_five_hundred_at_once_cost_four_calls(self) -> None:
        """The first one alone, the rest as many as Google takes."""
        post = Post()
        tasks = [
            asyncio.create_task(post.writer.write([contact(f"s{n}")], within_s=LONG_S))
            for n in range(500)
        ]
        await turn()
        await post.desk.answer_all()
        assert len(post.desk.batches) <= 4
        assert post.desk.at_once == 1
        assert [*chain.from_iterable(post.desk.batches)] == numbered(0, 500)
        assert [fates(await task) for task in tasks] == [["created"]] * 500

    async def test_a_large_delivery_is_split(self) -> None:
        """Two hundred a call; its ends come back in its own order."""
        post = Post()
        task = await post.hand_in(450)
        await post.desk.answer_all()
        assert [len(batch) for batch in post.desk.batches] == [200, 200, 50]
        assert [end.resource_name for end in await task] == [
            f"people/{stamp}" for stamp in numbered(0, 450)
        ]

    async def test_a_small_delivery_shares_the_call_of_a_large_one(self) -> None:
        """Nobody waits for a large neighbour to end."""
        post = Post()
        large = await post.hand_in(250)
        small = await post.hand_in(2)
        await post.desk.answer()
        assert post.desk.batches[1] == numbered(200, 52)
        await post.desk.answer()
        assert len(await large) == 250
        assert fates(await small) == ["created"] * 2

    async def test_nobody_is_no_batch(self) -> None:
        """An empty delivery ends at once."""
        post = Post()
        assert await post.writer.write([], within_s=LONG_S) == []
        assert post.writer.idle

    async def test_it_rests_when_nothing_waits(self) -> None:
        """Once, after the last batch: other processes may write then."""
        post = Post()
        await post.hand_in()
        await post.hand_in()
        await post.desk.answer_all()
        await turn()
        assert post.rests == 1

    async def test_a_writer_is_idle_when_nothing_waits(self) -> None:
        """It is not while a call is in flight."""
        post = Post()
        await post.hand_in()
        assert not post.writer.idle
        await post.desk.answer()
        assert post.writer.idle

    async def test_an_idle_writer_begins_anew(self) -> None:
        """The next contact goes at once too."""
        post = Post()
        for number in range(2):
            task = await post.hand_in()
            await post.desk.answer()
            assert fates(await task) == ["created"]
            assert post.desk.batches[number] == [f"s{number}"]

    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.integers(1, 150), min_size=1, max_size=12))
    async def test_batches_join_to_what_was_handed_in(self, sizes: list[int]) -> None:
        """In order, each of at most two hundred, one at a time."""
        post = Post()
        tasks = [await post.hand_in(size) for size in sizes]
        await post.desk.answer_all()
        assert [*chain.from_iterable(post.desk.batches)] == numbered(0, sum(sizes))
        assert all(0 < len(batch) <= MAX_CONTACTS for batch in post.desk.batches)
        assert post.desk.at_once == 1
        assert [len(await task) for task in tasks] == sizes


class TestRest:
    """Google asks to wait."""

    async def test_busy_rows_go_back_to_the_front_in_order(self) -> None:
        """Who came first goes first, after the rest."""
        post = Post()
        await post.hand_in(3)
        await post.hand_in(2)
        await post.desk.answer(BUSY, made("s1"), BUSY)
        assert post.desk.batches[1] == ["s0", "s2", "s3", "s4"]
        await post.desk.answer_all()

    async def test_the_writer_rests_as_long_as_google_asks(self) -> None:
        """Longest of all that it asked for."""
        post = Post()
        task = await post.hand_in(2)
        await post.desk.answer(BUSY, PeopleBusy("sooner", retry_after_s=5))
        assert post.clock.naps == [60]
        await post.desk.answer_all()
        assert fates(await task) == ["created"] * 2

    async def test_others_may_have_the_account_meanwhile(self) -> None:
        """They may have asked Google less."""
        post = Post()
        await post.hand_in(2)
        await post.desk.answer(BUSY, made("s1"))
        assert post.rests == 1
        await post.desk.answer_all()
        assert post.rests == 2

    async def test_after_a_lost_answer_the_next_rows_rest_too(self) -> None:
        """Google is in trouble; the rows themselves have ended."""
        post = Post()
        lost = PeopleUnknown("lost", retry_after_s=5)
        first = await post.hand_in()
        await post.hand_in()
        await post.desk.answer(lost)
        assert await first == [lost]
        assert post.clock.naps == [5]
        assert post.desk.batches == [["s0"], ["s1"]]
        await post.desk.answer_all()

    async def test_what_an_operator_must_mend_does_not_rest(self) -> None:
        """Its rows end; the next route's may be well."""
        post = Post()
        task = await post.hand_in()
        await post.desk.answer(NotConfigured("no key", retry_after_s=300))
        assert fates(await task) == ["not_configured"]
        assert post.clock.naps == []

    async def test_what_lasts_is_told_at_once(self) -> None:
        """To whom it hit, and to whoever comes while the writer rests for it."""
        post = Post()
        post.writer._sleep = asyncio.sleep  # noqa: SLF001 - it does not pass at once
        full = PeopleBusy("full", retry_after_s=3600, lasting=True)
        task = await post.hand_in()
        await post.desk.answer(full)
        assert await task == [full]
        [end] = await (await post.hand_in(within_s=25))
        assert (end.detail, end.lasting, end.retry_after_s) == ("full", True, 3600)
        assert len(post.desk.batches) == 1
        await post.writer.finish()

    async def test_after_what_lasted_the_others_are_busy_as_ever(self) -> None:
        """The account has room again."""
        post = Post()
        await post.hand_in()
        await post.desk.answer(PeopleBusy("full", retry_after_s=3600, lasting=True))
        post.clock.now += 3601
        await post.hand_in(MAX_CONTACTS)
        late = await post.hand_in(within_s=0)
        assert not (await late)[0].lasting
        await post.desk.answer_all()

    async def test_it_ends_without_resting_for_nobody(self) -> None:
        """What waited was withdrawn; a rest may last an hour."""
        post = Post()
        post.writer._rest_until = post.clock() + 3600  # noqa: SLF001
        post.writer._sleep = asyncio.sleep  # noqa: SLF001
        await (await post.hand_in(within_s=0))
        await post.writer.finish()
        assert post.writer.idle

    async def test_it_ends_after_what_is_in_flight(self) -> None:
        """However long Google takes."""
        post = Post()
        await post.hand_in()
        ending = asyncio.create_task(post.writer.finish())
        await turn()
        assert not ending.done()
        await post.desk.answer_all()
        await ending

    async def test_a_refused_row_does_not_come_again(self) -> None:
        """It has its end."""
        post = Post()
        task = await post.hand_in(2)
        await post.desk.answer(Outcome(Status.INVALID), made("s1"))
        assert fates(await task) == ["invalid", "created"]
        assert len(post.desk.batches) == 1


class TestWithdrawal:
    """A delivery has run out of time."""

    async def test_rows_that_wait_are_withdrawn(self) -> None:
        """They end as busy, and are never sent."""
        post = Post()
        await post.hand_in()
        late = await post.hand_in(2, within_s=0)
        assert fates(await late) == ["people_busy"] * 2
        await post.desk.answer_all()
        assert post.desk.batches == [["s0"]]

    async def test_below_zero_nothing_is_begun(self) -> None:
        """Not even by a writer that has nothing else to do."""
        post = Post()
        assert fates(await (await post.hand_in(2, within_s=-1))) == ["people_busy"] * 2
        assert post.writer.idle
        assert post.desk.batches == []

    async def test_the_sender_is_told_to_come_after_the_rest(self) -> None:
        """Earlier makes no sense."""
        post = Post()
        await post.hand_in()
        post.writer._rest_until = post.clock() + 42  # noqa: SLF001
        [end] = await (await post.hand_in(within_s=0))
        assert end.retry_after_s == 42
        await post.desk.answer_all()

    async def test_whoever_may_exist_already_has_time(self) -> None:
        """Another process may just be looking, and that takes some seconds."""
        post = Post()
        doubtful = replace(contact(), doubtful=True)
        [end] = await post.writer.write([doubtful], within_s=-1)
        assert isinstance(end, PeopleUnknown)
        assert end.retry_after_s == 10

    async def test_rows_in_flight_are_waited_for(self) -> None:
        """However long Google takes: they may be created. The others are withdrawn."""
        post = Post()
        late = await post.hand_in(MAX_CONTACTS + 1, within_s=0)
        assert not late.done()
        await post.desk.answer_all()
        assert fates(await late) == ["created"] * MAX_CONTACTS + ["people_busy"]
        assert post.desk.batches == [numbered(0, MAX_CONTACTS)]

    async def test_busy_rows_of_a_late_delivery_do_not_wait_again(self) -> None:
        """Its sender comes again by itself."""
        post = Post()
        late = await post.hand_in(MAX_CONTACTS, within_s=0)
        await post.desk.answer(*[BUSY] * MAX_CONTACTS)
        assert await late == [BUSY] * MAX_CONTACTS
        assert post.writer.idle

    async def test_where_all_were_withdrawn_nothing_is_handed_in(self) -> None:
        """Not even an empty batch."""
        post = Post()
        with post.writer.coming():
            late = await post.hand_in(within_s=0)
            assert fates(await late) == ["people_busy"]
        await turn()
        assert post.desk.batches == []
        assert post.writer.idle

    async def test_others_keep_their_place(self) -> None:
        """Only the late delivery's rows leave the queue."""
        post = Post()
        await post.hand_in()
        await post.hand_in()
        await post.hand_in(within_s=0)
        await post.hand_in()
        await post.desk.answer_all()
        assert post.desk.batches == [["s0"], ["s1", "s3"]]


class TestCancellation:
    """Somebody does not wait to the end."""

    async def test_rows_in_flight_are_settled_without_their_owner(self) -> None:
        """The call goes on, and those who wait with it get their ends."""
        post = Post()
        await post.hand_in()
        gone, stays = await post.hand_in(), await post.hand_in()
        await post.desk.answer()
        gone.cancel()
        await turn()
        await post.desk.answer()
        assert gone.cancelled()
        assert fates(await stays) == ["created"]
        assert post.writer.idle

    async def test_rows_that_wait_are_taken_back(self) -> None:
        """Nobody would learn that they were created."""
        post = Post()
        await post.hand_in()
        gone, stays = await post.hand_in(2), await post.hand_in()
        gone.cancel()
        await turn()
        await post.desk.answer_all()
        assert post.desk.batches == [["s0"], ["s3"]]
        assert fates(await stays) == ["created"]

    async def test_busy_rows_without_an_owner_do_not_wait_again(self) -> None:
        """Nothing would ever end them."""
        post = Post()
        gone = await post.hand_in()
        gone.cancel()
        await turn()
        await post.desk.answer(BUSY)
        assert post.desk.batches == [["s0"]]
        assert post.writer.idle


class TestFaults:
    """A fault of ours must not hang anybody."""

    @pytest.fixture
    def heard(self) -> list[dict[str, Any]]:
        """Return what the event loop is told."""
        return []

    async def fail(
        self, post: Post, heard: list[dict[str, Any]], error: Exception
    ) -> "asyncio.Task[Any]":
        """Let a batch of two fail while somebody waits behind it; return the one who waits."""
        asyncio.get_running_loop().set_exception_handler(lambda _loop, told: heard.append(told))
        failed = await post.hand_in(2)
        behind = await post.hand_in()
        await post.desk.fail(error)
        ends = await failed
        assert fates(ends) == ["internal_error"] * 2
        assert {end.effect for end in ends} == {Effect.UNKNOWN}
        return behind

    async def test_every_row_of_the_batch_ends(self, heard: list[dict[str, Any]]) -> None:
        """Nobody knows how far it got; those behind go on."""
        post = Post()
        behind = await self.fail(post, heard, RuntimeError("ada@example.com"))
        await post.desk.answer()
        assert fates(await behind) == ["created"]

    async def test_its_kind_and_place_are_told_and_not_its_words(
        self, heard: list[dict[str, Any]]
    ) -> None:
        """They may hold what a person wrote."""
        post = Post()
        await self.fail(post, heard, RuntimeError("ada@example.com"))
        [told] = heard
        assert told["message"] == "RuntimeError while 2 contacts were written"
        assert isinstance(told["exception"], InternalError)
        assert told["exception"].__traceback__ is not None
        assert "ada@example.com" not in repr(told)
        await post.desk.answer_all()

    @pytest.mark.parametrize("count", [0, 1, 3])
    async def test_an_answer_of_another_length_is_a_fault(
        self, heard: list[dict[str, Any]], count: int
    ) -> None:
        """Whose end is whose is not guessed."""
        asyncio.get_running_loop().set_exception_handler(lambda _loop, told: heard.append(told))
        post = Post()
        task = await post.hand_in(2)
        post.desk.open[0].set_result([made("s0")] * count)
        assert fates(await task) == ["internal_error"] * 2
        assert [told["message"] for told in heard] == ["ValueError while 2 contacts were written"]


class TestComing:
    """Deliveries that are on their way are waited for."""

    async def test_one_on_its_way_leaves_with_the_first(self) -> None:
        """It is in the house already, and will be here in a moment."""
        post = Post()
        with post.writer.coming():
            await post.hand_in()
            assert post.desk.batches == []
        await post.hand_in()
        await post.desk.answer_all()
        assert post.desk.batches == [["s0", "s1"]]

    async def test_all_of_them_are(self) -> None:
        """The last one opens the gate."""
        post = Post()
        with ExitStack() as first, ExitStack() as last:
            first.enter_context(post.writer.coming())
            last.enter_context(post.writer.coming())
            await post.hand_in()
            first.close()
            await turn()
            assert post.desk.batches == []
            last.close()
            await turn()
            assert post.desk.batches == [["s0"]]
        await post.desk.answer_all()

    async def test_one_that_fails_on_its_way_holds_nobody_up(self) -> None:
        """It is not coming any more."""
        post = Post()

        async def fail() -> None:
            with post.writer.coming():
                await post.hand_in()
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await fail()
        await turn()
        assert post.desk.batches == [["s0"]]
        await post.desk.answer_all()

    async def test_they_are_not_waited_for_long(self) -> None:
        """Whoever is here already does not pay for a slow ledger."""
        post = Post()
        post.writer.GATHER_S = 0
        with post.writer.coming():
            await post.hand_in()
            assert post.desk.batches == [["s0"]]
        await post.desk.answer_all()

    async def test_a_full_batch_waits_for_nobody(self) -> None:
        """There is no room for more."""
        post = Post()
        with post.writer.coming():
            await post.hand_in(MAX_CONTACTS)
            assert len(post.desk.batches) == 1
        await post.desk.answer_all()


async def test_a_delivery_that_is_busy_to_its_end_was_not_created() -> None:
    """What the sender is told is what Google said last."""
    post = Post()
    task = asyncio.create_task(post.writer.write(contacts(1), within_s=LONG_S))
    await turn()
    for _ in range(3):
        await post.desk.answer(BUSY)
    await post.desk.answer()
    assert fates(await task) == ["created"]
    assert post.clock.naps == [60, 60, 60]
