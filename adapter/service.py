"""The story of a delivery: proved, read, claimed, converted, written, remembered."""

import asyncio
import hashlib
from collections.abc import Callable

from adapter.accounts import Accounts, caller_id
from adapter.contacts.convert import Converted, convert
from adapter.errors import BadAccessToken, DeliveryInProgress
from adapter.ledger.ledger import Busy, Done, Entry, Ledger, New, Resume
from adapter.model import Delivery, Reading, Result, Row
from adapter.route import Access, Authentication, Route
from adapter.work import Work

KEEP_ID_S = 30 * 86_400.0  # how long a sender's own id is remembered
KEEP_HASH_S = 86_400.0  # the same body may be meant anew on another day
LEASE_S = 300.0  # how long the claim of a process that died holds; longer than any call takes
MARGIN = 0.9  # of a delivery's time: what no call has taken by then is withdrawn
MAX_NAME = 200  # characters of a delivery's name


class Service:
    """What every delivery passes through.

    ``now`` returns Unix time in seconds, ``nonce`` a new unguessable text.
    """

    def __init__(
        self,
        ledger: Ledger,
        accounts: Accounts,
        *,
        now: Callable[[], float],
        nonce: Callable[[], str],
    ) -> None:
        self._ledger = ledger
        self._accounts = accounts
        self._now = now
        self._nonce = nonce
        self._running: set[asyncio.Task[tuple[Row, ...]]] = set()

    async def receive(
        self, route: Route, delivery: Delivery, *, caller_token: str = "", within_s: float
    ) -> Result:
        """Carry out a delivery whose token, where the route has one, was checked.

        Raises an ``AdapterError`` when the sender shall mend something or come again: after
        ``within_s`` seconds at the latest. What is in flight then goes on, and is remembered.
        """
        clock = asyncio.get_running_loop().time
        withdraw_at, give_up_at = clock() + MARGIN * within_s, clock() + within_s
        if route.access is Access.CALLER and not caller_token:
            raise BadAccessToken("This route needs a token in X-Google-Access-Token.")
        reading = self._read(route, delivery)
        name = _name(route, reading, delivery)
        if not reading.submissions:
            return Result(name)
        entry = _entry(route, reading, delivery, caller_token, self._nonce())
        writer = self._accounts.writer(route, caller_token)
        with writer.coming():
            claim = await self._ledger.claim(entry, self._now())
        match claim:
            case Done(rows):
                return Result(name, rows, replayed=True)
            case Busy(retry_after_s):
                raise DeliveryInProgress("It is being worked on.", retry_after_s=retry_after_s)
            case New():
                begun = Resume(entry.stamp, (), crashed=False)
            case Resume() as begun:
                pass
        work = Work(route, reading, entry.key, begun)
        task = asyncio.create_task(
            work.carry_out(self._ledger, writer, lambda: withdraw_at - clock())
        )
        rows = await self._outlast(task, give_up_at - clock())
        return Result(name, rows, read_mask=route.read_mask | reading.read_mask)

    def preview(self, route: Route, delivery: Delivery) -> tuple[str, list[Converted]]:
        """Return the delivery's name and what each row would be sent as. Writes nothing."""
        reading = self._read(route, delivery)
        rows = [convert(submission, route.rules) for submission in reading.submissions]
        return _name(route, reading, delivery), rows

    def _read(self, route: Route, delivery: Delivery) -> Reading:
        """Check the sender's signature, where the route has one, and read the people."""
        if route.authentication is Authentication.SIGNATURE and route.source.verify:
            route.source.verify(delivery, route.secrets, self._now(), route.options)
        return route.source.parse(delivery, route.options)

    async def _outlast(
        self, task: "asyncio.Task[tuple[Row, ...]]", within_s: float
    ) -> tuple[Row, ...]:
        """Wait for the work, and let it go on when the sender can wait no longer."""
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        done, _ = await asyncio.wait({task}, timeout=max(0, within_s))
        if not done:
            # Nobody will ask for what it ends with: the ledger knows.
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
            raise DeliveryInProgress("Google has not answered yet.", retry_after_s=30)
        return task.result()


def _name(route: Route, reading: Reading, delivery: Delivery) -> str:
    """Return what the sender is told the delivery is called."""
    own = reading.id or f"sha256:{hashlib.sha256(delivery.body).hexdigest()}"
    return f"{route.source.slug}:{own}"[:MAX_NAME]


def _entry(
    route: Route, reading: Reading, delivery: Delivery, caller_token: str, nonce: str
) -> Entry:
    """Return what the ledger shall know of a delivery."""
    fingerprint = hashlib.sha256(delivery.body).hexdigest()
    # Without an account the address book is the caller's: two callers may send the same.
    owner = "" if route.account else caller_id(caller_token)
    identity = f"id:{reading.id}" if reading.id else f"body:{fingerprint}"
    return Entry(
        key=hashlib.sha256(f"{route.name}\n{owner}\n{identity}".encode()).hexdigest(),
        stamp=nonce,
        fingerprint=fingerprint,
        lease_s=LEASE_S,
        keep_s=KEEP_ID_S if reading.id else KEEP_HASH_S,
    )
