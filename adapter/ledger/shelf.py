"""Parked deliveries in Firestore: a document each, ``parked/ID``, and parts for what is long.

Source: https://firebase.google.com/docs/firestore/query-data/order-limit-data
"""

from adapter.ledger.documents import ABSENT, Changed, Documents, Write
from adapter.ledger.parked import KEEP_S, Parked, pack, unpack
from adapter.ledger.parts import Torn, part_paths, read_whole, write_parts
from adapter.ledger.troubles import Trouble, give_up
from adapter.ledger.values import timestamp

COLLECTION = "parked"
ATTEMPTS = 4  # while others replace and drop what is read


class Shelf:
    """The parked deliveries of a database."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def put(self, parked: Parked) -> None:
        """Keep a delivery; one with the same id is replaced, and its parts deleted."""
        path, expire_at = _path(parked.id), timestamp(parked.parked_at + KEEP_S)
        packed = pack(parked)
        for _ in range(ATTEMPTS):
            [before] = await self._documents.read(path)
            kept = await write_parts(self._documents, path, packed, expire_at)
            fields = {"parkedAt": float(parked.parked_at), "expireAt": expire_at, **kept}
            old = part_paths(path, before.fields) if before else []
            useless = [Write(part, None) for part in old if part not in part_paths(path, kept)]
            head = Write(path, fields, before.version if before else ABSENT)
            try:
                await self._documents.commit([head, *useless])
            except Changed:
                continue
            return
        raise give_up(Trouble.ABORTED)

    async def list(self, now: float) -> list[Parked]:
        """Return the deliveries that have not expired, oldest first."""
        for _ in range(ATTEMPTS):
            heads = await self._documents.select(COLLECTION, "parkedAt", above=float(now - KEEP_S))
            try:
                return [unpack(await read_whole(self._documents, head)) for head in heads]
            except Torn:
                continue
        raise give_up(Trouble.ABORTED)

    async def drop(self, parked_id: str) -> bool:
        """Forget a delivery and its parts; return whether it was there."""
        path, dropped = _path(parked_id), False
        for _ in range(ATTEMPTS):
            [head] = await self._documents.read(path)
            if head is None:
                return dropped
            parts = [Write(part, None) for part in part_paths(path, head.fields)]
            try:
                await self._documents.commit([Write(path, None, head.version), *parts])
            except Changed as changed:
                dropped = dropped or changed.lost
            else:
                return True
        raise give_up(Trouble.ABORTED)


def _path(parked_id: str) -> str:
    return f"{COLLECTION}/{parked_id}"
