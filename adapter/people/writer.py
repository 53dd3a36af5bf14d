"""One writer per account: contacts that arrive while a call is in flight leave together.

"Mutate requests for the same user should be sent sequentially to avoid increased latency and
failures" (people.batchCreateContacts). So one batch is under way at a time; what arrives meanwhile
waits and makes the next batch, oldest first, up to 200. There is no timer: the first contact of a
quiet account goes at once. Only deliveries that are in the house already, on their way to the
queue, are waited for: they will be here in a moment, and a call takes longer than that.

When Google asks to wait, the rows go back to the front of the queue and the writer rests; rows
whose delivery has run out of time are withdrawn, and its sender is told to come again.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from adapter.errors import InternalError, PeopleBusy, PeopleUnknown
from adapter.model import Contact
from adapter.people.flow import MAX_CONTACTS, Settled

Create = Callable[[Sequence[Contact], float], Awaitable[list[Settled]]]
"""Create at most 200 contacts of one account; what became of each, in their order.

The second argument is when, on the writer's clock, nothing more shall be waited for.
"""

LOOK_ON_S = 30.0  # how long lost contacts are looked for when nobody waits for them any more
LOOK_AGAIN_S = 10.0  # when to ask for contacts that there was no time to look for
BUSY = "Google Contacts is busy; nothing was created."
DOUBT = "Contacts may exist; there was no time to look."


@dataclass(slots=True)
class Ticket:
    """The contacts of one delivery on their way; ``done`` once each has its end."""

    contacts: Sequence[Contact]
    until: float  # on the writer's clock
    ends: dict[int, Settled] = field(default_factory=dict)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    withdrawn: bool = False

    def settle(self, place: int, end: Settled) -> None:
        """Note what became of one contact."""
        self.ends[place] = end
        if len(self.ends) == len(self.contacts):
            self.done.set()


Row = tuple[Ticket, int]
"""One contact: its delivery's ticket, its place there."""


class Writer:
    """The queue of one account.

    ``create`` writes one batch; ``rest`` is told when the next is not written at once. ``clock``
    returns seconds, ``sleep`` waits for seconds; both belong to the event loop in service and to
    the test in tests.
    """

    GATHER_S = 0.25  # how long deliveries on their way are waited for, at most

    def __init__(
        self,
        create: Create,
        *,
        rest: Callable[[], Awaitable[None]],
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._create = create
        self._rest = rest
        self._clock = clock
        self._sleep = sleep
        self._queue: deque[Row] = deque()
        self._task: asyncio.Task[None] | None = None
        self._rest_until = float("-inf")
        self._resting = False
        self._refusal: PeopleBusy | None = None  # the last one, if only an operator ends it
        self._coming = 0
        self._nobody_coming = asyncio.Event()
        self._nobody_coming.set()

    async def write(self, contacts: Sequence[Contact], *, within_s: float) -> list[Settled]:
        """Create the contacts; return what became of each, in their order.

        After ``within_s`` seconds those that no call has taken yet are withdrawn and end as
        ``PeopleBusy``; those in flight are waited for, however long Google takes. Below 0, no call
        takes any. Whoever is cancelled takes back what no call has taken: nobody would know of it.
        """
        if not contacts:
            return []
        if self._refusal and self._rest_until > self._clock() + within_s:
            within_s = -1  # an operator has to act: why should anybody wait?
        ticket = Ticket(contacts, self._clock() + within_s)
        self._queue.extend((ticket, place) for place in range(len(contacts)))
        if within_s < 0:
            self._withdraw(ticket)
        elif self._task is None:
            self._task = asyncio.create_task(self._work())
        try:
            async with asyncio.timeout(within_s):
                await ticket.done.wait()
        except TimeoutError:
            self._withdraw(ticket)
            await ticket.done.wait()
        except asyncio.CancelledError:
            self._withdraw(ticket)
            raise
        return [ticket.ends[place] for place in range(len(contacts))]

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Announce a delivery that is on its way to ``write``, until it is there or ends."""
        self._coming += 1
        self._nobody_coming.clear()
        try:
            yield
        finally:
            self._coming -= 1
            if not self._coming:
                self._nobody_coming.set()

    async def finish(self) -> None:
        """Wait for what is in flight; nobody waits for anything else any more."""
        while self._task is not None:
            if self._resting and not self._queue:
                self._task.cancel()
            await asyncio.wait({self._task})

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is in flight."""
        return self._task is None

    async def _work(self) -> None:
        """Write batch after batch until nothing waits."""
        try:
            while self._queue:
                if (rest_s := self._rest_until - self._clock()) > 0:
                    self._resting = True
                    await self._rest()  # other processes may have more luck
                    await self._sleep(rest_s)
                    self._resting = False
                    continue
                if len(self._queue) < MAX_CONTACTS:
                    await self._gather()
                if batch := self._take():  # all may have been withdrawn by now
                    await self._write(batch)
                if not self._queue:
                    await self._rest()
        finally:
            self._resting = False
            self._task = None

    async def _gather(self) -> None:
        """Wait for the deliveries that are on their way."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.GATHER_S):
                await self._nobody_coming.wait()
                await asyncio.sleep(0)  # the last of them takes its place in the queue now

    def _take(self) -> list[Row]:
        """Take the next batch from the queue: as many as are like the first.

        Those in doubt go by themselves, and all together: to look for them takes long.
        """
        batch: list[Row] = []
        kept: deque[Row] = deque()
        for row in self._queue:
            alike = not batch or _doubtful(row) is _doubtful(batch[0])
            (batch if alike and len(batch) < MAX_CONTACTS else kept).append(row)
        self._queue = kept
        return batch

    async def _write(self, batch: Sequence[Row]) -> None:
        again = []
        self._refusal = None
        for (ticket, place), end in await self._attempt(batch):
            if isinstance(end, PeopleBusy | PeopleUnknown):
                self._rest_until = max(self._rest_until, self._clock() + end.retry_after_s)
            if isinstance(end, PeopleBusy) and end.lasting:
                self._refusal = end
                ticket.settle(place, end)
            elif isinstance(end, PeopleBusy) and not ticket.withdrawn:
                again.append((ticket, place))
            else:
                ticket.settle(place, end)
        self._queue.extendleft(reversed(again))

    async def _attempt(self, batch: Sequence[Row]) -> list[tuple[Row, Settled]]:
        """Create the contacts; somebody waits for each, so a fault of ours ends them all."""
        try:
            contacts = [ticket.contacts[place] for ticket, place in batch]
            until = max(ticket.until for ticket, _ in batch) + LOOK_ON_S
            ends = await self._create(contacts, until)
            return list(zip(batch, ends, strict=True))
        except Exception as error:  # noqa: BLE001 - whatever it was, the rows behind shall go on
            # Its message may hold what a person wrote: its name and place are passed on.
            fault = InternalError().with_traceback(error.__traceback__)
            message = f"{type(error).__name__} while {len(batch)} contacts were written"
            context = {"message": message, "exception": fault}
            asyncio.get_running_loop().call_exception_handler(context)
            return [(row, InternalError()) for row in batch]

    def _withdraw(self, ticket: Ticket) -> None:
        """Take back what no call has taken."""
        ticket.withdrawn = True
        rest_s = self._rest_until - self._clock()
        why = self._refusal.detail if self._refusal else BUSY
        lasting = self._refusal is not None
        busy = PeopleBusy(why, retry_after_s=max(1.0, rest_s), lasting=lasting)
        doubt = PeopleUnknown(DOUBT, retry_after_s=max(LOOK_AGAIN_S, rest_s))
        kept: deque[Row] = deque()
        for row in self._queue:
            if row[0] is ticket:
                ticket.settle(row[1], doubt if _doubtful(row) else busy)
            else:
                kept.append(row)
        self._queue = kept


def _doubtful(row: Row) -> bool:
    ticket, place = row
    return ticket.contacts[place].doubtful
