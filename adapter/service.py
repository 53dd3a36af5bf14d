"""The story of a delivery: proved, read, claimed, converted, written, remembered."""

import asyncio
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from adapter.accounts import Accounts, caller_id
from adapter.contacts.convert import Converted, convert
from adapter.errors import AdapterError, BadAccessToken, DeliveryInProgress
from adapter.ledger.ledger import Busy, Done, Entry, Ledger, New, Resume
from adapter.log import log, where
from adapter.model import Delivery, Reading, Result, Row
from adapter.route import Access, Authentication, Route
from adapter.work import Work

KEEP_ID_S = 30 * 86_400.0  # how long a sender's own id is remembered
KEEP_HASH_S = 86_400.0  # the same body may be meant anew on another day
LEASE_S = 300.0  # how long the claim of a process that died holds, at least
LONGEST_CALL_S = 120.0  # what may still be in flight when a sender's time is up
COME_AGAIN_S = 30.0  # when to ask for a delivery that is under way
MARGIN = 0.9  # of a delivery's time: what no call has taken by then is withdrawn
MAX_NAME = 200  # characters of a delivery's name
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, b64token


@dataclass(frozen=True, slots=True)
class Received:
    """A delivery whose proof was checked and whose people were read.

    ``name`` is what its sender is told it is called, ``fingerprint`` the SHA-256 of what it says.
    """

    route: Route
    reading: Reading
    name: str
    fingerprint: str


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

    def read(self, route: Route, delivery: Delivery) -> Received:
        """Check the sender's signature, where the route has one, and read the people."""
        if route.authentication is Authentication.SIGNATURE and route.source.verify:
            route.source.verify(delivery, route.secrets, self._now(), route.options)
        reading = route.source.parse(delivery, route.options)
        # Under an id of its own a delivery may come again with another envelope: its time, its
        # attempt. What counts is what people said in it.
        content = repr(reading.submissions).encode() if reading.id else delivery.body
        fingerprint = hashlib.sha256(content).hexdigest()
        name = f"{route.source.slug}:{reading.id or f'sha256:{fingerprint}'}"[:MAX_NAME]
        return Received(route, reading, name, fingerprint)

    def preview(self, received: Received) -> list[Converted]:
        """Return what each row would be sent as. Writes nothing, and claims nothing."""
        return [convert(s, received.route.rules) for s in received.reading.submissions]

    async def carry_out(
        self, received: Received, *, caller_token: str = "", within_s: float
    ) -> Result:
        """Create the contacts of a delivery, unless that was done before.

        Raises an ``AdapterError`` when the sender shall mend something or come again: after
        ``within_s`` seconds at the latest. What is in flight then goes on, and is remembered.
        """
        clock = asyncio.get_running_loop().time
        withdraw_at, give_up_at = clock() + MARGIN * within_s, clock() + within_s
        route, reading = received.route, received.reading
        if route.access is Access.CALLER and not TOKEN.fullmatch(caller_token):
            raise BadAccessToken("This route needs a token in X-Google-Access-Token.")
        if not reading.submissions:
            return Result(received.name)
        lease_s = max(LEASE_S, within_s + LONGEST_CALL_S)
        entry = _entry(received, caller_token, self._nonce(), lease_s)
        writer = self._accounts.writer(route, caller_token)
        now = self._now()
        with writer.coming():
            claim = await self._ledger.claim(entry, now)
        match claim:
            case Done(rows):
                return Result(received.name, rows, replayed=True, changed=claim.changed)
            case Busy(retry_after_s):
                wait_s = min(retry_after_s, COME_AGAIN_S)
                raise DeliveryInProgress("It is being worked on.", retry_after_s=wait_s)
            case New():
                begun = Resume(entry.stamp, now)
            case Resume() as begun:
                pass
        work = Work(route, reading, entry, begun)
        task = asyncio.create_task(
            work.carry_out(
                self._ledger, writer, remaining_s=lambda: withdraw_at - clock(), now=self._now
            )
        )
        rows = await self._outlast(task, give_up_at - clock())
        return Result(received.name, rows, read_mask=route.read_mask | reading.read_mask)

    async def _outlast(
        self, task: "asyncio.Task[tuple[Row, ...]]", within_s: float
    ) -> tuple[Row, ...]:
        """Wait for the work, and let it go on when the sender can wait no longer."""
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        done, _ = await asyncio.wait({task}, timeout=max(0, within_s))
        if not done:
            task.add_done_callback(_log_late)
            raise DeliveryInProgress("Google has not answered yet.", retry_after_s=COME_AGAIN_S)
        return task.result()


def _log_late(task: "asyncio.Task[tuple[Row, ...]]") -> None:
    """Log how a delivery ended whose sender waits no longer: nobody else will say it."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, AdapterError):
        log("WARNING", "a delivery failed after its sender was answered", code=error.code)
    elif error:
        log("CRITICAL", "unexpected error", at=where(error))


def _entry(received: Received, caller_token: str, nonce: str, lease_s: float) -> Entry:
    """Return what the ledger shall know of a delivery."""
    route, own_id = received.route, received.reading.id
    # Without an account the address book is the caller's: two callers may send the same.
    owner = "" if route.account else caller_id(caller_token)
    identity = f"id:{own_id}" if own_id else f"body:{received.fingerprint}"
    return Entry(
        key=hashlib.sha256(f"{route.name}\n{owner}\n{identity}".encode()).hexdigest(),
        holder=nonce,
        stamp=nonce,
        fingerprint=received.fingerprint,
        lease_s=lease_s,
        keep_s=KEEP_ID_S if own_id else KEEP_HASH_S,
    )
