"""The ledger that many processes share: a Firestore database in Native mode.

    ledger/KEY      an entry     state, holder, stamp, fingerprint, claimedAt, leaseUntil, its rows
    accounts/NAME   a lease      holder, leaseUntil
    parked/ID       a delivery   parkedAt, and the delivery itself

Every document has ``expireAt`` for a TTL policy, which may be a day late: what has expired counts
as absent. Every change depends on the document's being as it was last seen; a change of a claim
that is still ours costs one request, since the version that our last write made is kept in mind.

Sources: https://firebase.google.com/docs/firestore/reference/rest/v1/projects.databases.documents
         https://firebase.google.com/docs/firestore/ttl
"""

import asyncio
import datetime as dt
import zlib
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from adapter.ledger.documents import ABSENT, Changed, Document, Documents, Write
from adapter.ledger.ledger import Busy, Claim, Entry, Found, New, Resume, answer, pack
from adapter.ledger.parked import Parked
from adapter.ledger.parts import Torn, part_paths, read_whole, write_parts
from adapter.ledger.shelf import Shelf
from adapter.ledger.troubles import Trouble, give_up
from adapter.ledger.values import Fields, timestamp
from adapter.model import Row

ATTEMPTS = 4  # at a document that others keep changing
KEEP_ACCOUNT_S = 86_400.0  # how long a lease that nobody gave back lies about
MAX_HELD = 10_000  # versions kept in mind; of what is beyond, the document is read first

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Held:
    """A document as our last write left it."""

    version: str
    expire_at: dt.datetime
    parts: tuple[str, ...] = ()  # their paths


class FirestoreLedger:
    """A ledger in a database; ``documents`` are its own to use, its client's end is not."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._shelf = Shelf(documents)
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()  # by path and holder
        self._running: set[asyncio.Task[Any]] = set()

    async def claim(self, entry: Entry, now: float) -> Claim:
        """Take a delivery, or say why not."""
        return await self._outlast(self._claim(entry, now))

    async def record(self, entry: Entry, rows: Sequence[Row], now: float) -> None:
        """Remember the rows that ended so far, and renew the lease."""
        await self._outlast(self._note(entry, rows, leaseUntil=float(now + entry.lease_s)))

    async def complete(self, entry: Entry, rows: Sequence[Row]) -> None:
        """Remember what became of every row."""
        await self._outlast(self._note(entry, rows, state="done"))

    async def suspend(self, entry: Entry, rows: Sequence[Row]) -> None:
        """Remember the rows that ended, and let the next claim take over at once."""
        await self._outlast(self._note(entry, rows, state="suspended"))

    async def release(self, entry: Entry) -> None:
        """Forget a claim after which nothing was created."""
        await self._outlast(self._forget(_entry_path(entry), entry.holder))

    async def lease(self, account: str, holder: str, now: float, lease_s: float) -> float:
        """Take or renew the right to write into an account's book."""
        return await self._outlast(self._lease(f"accounts/{account}", holder, now, lease_s))

    async def give_back(self, account: str, holder: str) -> None:
        """End a lease before its time."""
        await self._outlast(self._forget(f"accounts/{account}", holder))

    async def park(self, parked: Parked) -> None:
        """Keep a delivery for an operator."""
        await self._outlast(self._shelf.put(parked))

    async def list_parked(self, now: float) -> list[Parked]:
        """Return what is parked, oldest first."""
        return await self._shelf.list(now)

    async def drop_parked(self, parked_id: str) -> bool:
        """Forget a parked delivery."""
        return await self._outlast(self._shelf.drop(parked_id))

    async def close(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _outlast(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something to its end, even if who asked for it goes away."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _claim(self, entry: Entry, now: float) -> Claim:
        path = _entry_path(entry)
        claim: Claim = New()
        found: Document | None = None
        for _ in range(ATTEMPTS):
            fields = _claimed(entry, now, found if isinstance(claim, Resume) else None)
            condition = found.version if found else ABSENT
            write = Write(path, fields, condition, merge=isinstance(claim, Resume))
            try:
                [version] = await self._documents.commit([write])
            except Changed as changed:
                found, held = await self._look(path, now)
                if changed.lost and _is_ours(found, entry.holder):
                    return claim
                claim = answer(held, entry, now)
                if not isinstance(claim, New | Resume):
                    return claim
            else:
                parts = tuple(part_paths(path, found.fields)) if found else ()
                self._hold(path, entry.holder, _Held(version, fields["expireAt"], parts))
                return claim
        return Busy(1.0)

    async def _look(self, path: str, now: float) -> tuple[Document | None, Found | None]:
        """Return an entry's document, and what it says unless it has expired."""
        for _ in range(ATTEMPTS):
            found = await self._find(path)
            if found is None or found.fields["expireAt"] <= timestamp(now):
                return found, None
            try:
                packed = await read_whole(self._documents, found)
            except Torn:
                continue
            fields = found.fields
            return found, (
                *(fields["state"], fields["stamp"], fields["fingerprint"]),
                zlib.decompress(packed).decode(),
                *(fields["claimedAt"], fields["leaseUntil"]),
            )
        raise give_up(Trouble.ABORTED)

    async def _note(self, entry: Entry, rows: Sequence[Row], **fields: str | float) -> None:
        """Change an entry whose claim is still ours."""
        packed = zlib.compress(pack(rows).encode())
        path = _entry_path(entry)
        for _ in range(ATTEMPTS):
            held = await self._take(path, entry.holder)
            if held is None:
                return
            kept = await write_parts(self._documents, path, packed, held.expire_at)
            parts = tuple(part_paths(path, kept))
            write = Write(path, {**fields, **kept}, held.version, merge=True)
            useless = [Write(part, None) for part in held.parts if part not in parts]
            try:
                version, *_ = await self._documents.commit([write, *useless])
            except Changed:
                continue
            self._hold(path, entry.holder, _Held(version, held.expire_at, parts))
            return
        raise give_up(Trouble.ABORTED)

    async def _forget(self, path: str, holder: str) -> None:
        """Delete a document that is still ours."""
        for _ in range(ATTEMPTS):
            held = await self._take(path, holder)
            if held is None:
                return
            parts = [Write(part, None) for part in held.parts]
            try:
                await self._documents.commit([Write(path, None, held.version), *parts])
            except Changed:
                continue
            return
        raise give_up(Trouble.ABORTED)

    async def _lease(self, path: str, holder: str, now: float, lease_s: float) -> float:
        expire_at = timestamp(now + lease_s + KEEP_ACCOUNT_S)
        fields = {"holder": holder, "leaseUntil": float(now + lease_s), "expireAt": expire_at}
        held = self._held.pop((path, holder), None)
        condition = held.version if held else ABSENT
        for _ in range(ATTEMPTS):
            try:
                [version] = await self._documents.commit([Write(path, fields, condition)])
            except Changed:
                found = await self._find(path)
                if found and not _is_ours(found, holder):
                    wait_s: float = found.fields["leaseUntil"] - now
                    if wait_s > 0:
                        return wait_s
                condition = found.version if found else ABSENT
            else:
                self._hold(path, holder, _Held(version, expire_at))
                return 0.0
        return 1.0

    async def _find(self, path: str) -> Document | None:
        [found] = await self._documents.read(path)
        return found

    async def _take(self, path: str, holder: str) -> _Held | None:
        """Return how a document of ours was last seen, None when it is not ours any more."""
        held = self._held.pop((path, holder), None)
        if held is None:
            found = await self._find(path)
            if found and _is_ours(found, holder):
                parts = tuple(part_paths(path, found.fields))
                held = _Held(found.version, found.fields["expireAt"], parts)
        return held

    def _hold(self, path: str, holder: str, held: _Held) -> None:
        self._held[path, holder] = held
        while len(self._held) > MAX_HELD:
            self._held.popitem(last=False)


def _entry_path(entry: Entry) -> str:
    return f"ledger/{entry.key}"


def _is_ours(found: Document | None, holder: str) -> bool:
    return found is not None and found.fields["holder"] == holder


def _claimed(entry: Entry, now: float, before: Document | None) -> Fields:
    """Return the fields that a claim sets: of an entry that it takes over, the others stay."""
    fields: Fields = {
        "state": "claimed",
        "holder": entry.holder,
        "leaseUntil": float(now + entry.lease_s),
    }
    if before:
        return fields | {"expireAt": before.fields["expireAt"]}
    return fields | {
        "stamp": entry.stamp,
        "fingerprint": entry.fingerprint,
        "claimedAt": float(now),
        "expireAt": timestamp(now + entry.keep_s),
        "packed": zlib.compress(pack(()).encode()),
        "parts": 0,
    }
