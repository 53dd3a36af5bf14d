"""Bytes of any length in documents, none of which may pass 1 MiB.

What is short stands in its document, the head. Of what is longer, the head says how many parts it
has, beside it in the same collection. Parts are named after what they hold, written before their
head and never changed, so who reads a head finds what belongs to it.

Source: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from typing import TypeVar

from adapter.ledger.documents import Document, Documents, Write
from adapter.ledger.values import Fields

T = TypeVar("T")

PART_BYTES = 900_000
PARTS_AT_ONCE = 4  # in one request: Google's emulator takes 4 MiB, Google 10 MiB


class Torn(Exception):
    """A part is gone, because its head has been replaced or deleted since it was read."""


async def write_parts(
    documents: Documents, path: str, whole: bytes, expire_at: dt.datetime
) -> Fields:
    """Write the parts, if it takes any, of what the document at ``path`` shall hold.

    Return the fields that the document must have for it.
    """
    if len(whole) <= PART_BYTES:
        return {"packed": whole, "parts": 0, "digest": ""}
    count = -(-len(whole) // PART_BYTES)
    fields: Fields = {
        "packed": b"",
        "parts": count,
        "digest": hashlib.sha256(whole).hexdigest()[:16],
    }
    writes = [
        Write(part, {"packed": whole[at : at + PART_BYTES], "expireAt": expire_at})
        for part, at in zip(part_paths(path, fields), range(0, len(whole), PART_BYTES), strict=True)
    ]
    for some in _batches(writes):
        await documents.commit(some)
    return fields


async def read_whole(documents: Documents, head: Document) -> bytes:
    """Return what a document holds, or raise ``Torn``."""
    if not head.fields["parts"]:
        return bytes(head.fields["packed"])
    held = bytearray()
    for paths in _batches(part_paths(head.path, head.fields)):
        for part in await documents.read(*paths):
            if part is None:
                raise Torn
            held += part.fields["packed"]
    return bytes(held)


def part_paths(path: str, fields: Fields) -> list[str]:
    """Return where the parts are of the document at ``path`` that has these fields."""
    return [f"{path}.{fields['digest']}.{number}" for number in range(fields.get("parts", 0))]


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[at : at + PARTS_AT_ONCE] for at in range(0, len(items), PARTS_AT_ONCE))
