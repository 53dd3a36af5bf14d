"""Documents of one Firestore database, over REST: read by path, changed under conditions, listed.

Nothing here knows what the documents mean.

A change names its condition: that the document is absent, or that it has not changed since it was
read. So a change may be sent again when its answer was lost: of the two, one takes effect. Changes
without a condition are safe to repeat, or must not be made.

Source: https://firebase.google.com/docs/firestore/reference/rest/v1/projects.databases.documents
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import httpx

from adapter.errors import LedgerUnavailable, Unavailable
from adapter.ledger.troubles import REPEATS, Trouble, give_up, judge
from adapter.ledger.values import GARBLED, Fields, decode, encode

SCOPE = "https://www.googleapis.com/auth/datastore"
ORIGIN = "https://firestore.googleapis.com"
TIMEOUT = httpx.Timeout(connect=2.0, write=5.0, read=5.0, pool=5.0)
PAUSE_S = 0.1  # before a request is repeated
ABSENT = "absent"  # the condition of a document that must not exist yet

T = TypeVar("T")


class Tokens(Protocol):
    """Where access tokens come from."""

    async def get(self) -> str:
        """Return one that is good for a while, or raise ``Unavailable``."""

    def renew(self) -> None:
        """Forget the token: it was refused."""


class EmulatorTokens:
    """What Google's emulator takes for an administrator's token."""

    async def get(self) -> str:
        """Return it."""
        return "owner"

    def renew(self) -> None:
        """Do nothing: there is no other."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read; ``version`` is its update time, as Firestore wrote it."""

    path: str  # "ledger/0a1b..."
    fields: Fields
    version: str


@dataclass(frozen=True, slots=True)
class Write:
    """A change: ``fields`` replace the document's, or those named in them; None deletes it.

    ``condition`` is ``ABSENT``, the version that the document must have, or None.
    """

    path: str
    fields: Fields | None
    condition: str | None = None
    merge: bool = False


class Changed(Exception):
    """A condition did not hold, and nothing was written.

    Somebody else was faster; or, if ``lost``, an earlier attempt of ours whose answer was lost.
    """

    def __init__(self, *, lost: bool) -> None:
        super().__init__()
        self.lost = lost


class Documents:
    """The documents of a database, named ``projects/PROJECT/databases/DATABASE``."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        tokens: Tokens,
        database: str,
        *,
        origin: str = ORIGIN,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._root = f"{database}/documents"
        self._origin = origin
        self._sleep = sleep

    async def read(self, *paths: str) -> list[Document | None]:
        """Return the documents at some paths, None where there is none."""
        asked = {"documents": [self._name(path) for path in paths]}

        def parse(answer: Any) -> list[Document | None]:
            documents: dict[str, Document | None] = {}
            for item in answer:  # in any order
                found = self._document(item["found"]) if "found" in item else None
                documents[found.path if found else self._path(item["missing"])] = found
            return [documents[path] for path in paths]

        return await self._call("batchGet", asked, parse)

    async def select(self, collection: str, field: str, above: float) -> list[Document]:
        """Return the documents whose ``field`` is above a number, ordered by it, then by path."""
        number = {"fieldPath": field}
        condition = {"field": number, "op": "GREATER_THAN", "value": encode(above)}
        query = {
            "from": [{"collectionId": collection}],
            "where": {"fieldFilter": condition},
            "orderBy": [{"field": number}],
        }

        def parse(answer: Any) -> list[Document]:
            if any("error" in item for item in answer):  # it broke off
                raise ValueError
            return [self._document(item["document"]) for item in answer if "document" in item]

        return await self._call("runQuery", {"structuredQuery": query}, parse)

    async def commit(self, writes: Sequence[Write]) -> list[str]:
        """Make all changes or none; return the new versions, "" for what was deleted.

        Raises ``Changed`` when a condition does not hold.
        """

        def parse(answer: Any) -> list[str]:
            results = answer["writeResults"]
            return [result.get("updateTime", "") for result, _ in zip(results, writes, strict=True)]

        conditional = any(write.condition is not None for write in writes)
        asked = {"writes": [self._write(write) for write in writes]}
        return await self._call("commit", asked, parse, conditional=conditional)

    async def _call(
        self, method: str, asked: Any, parse: Callable[[Any], T], *, conditional: bool = False
    ) -> T:
        content = json.dumps(asked, separators=(",", ":")).encode()
        left, lost = dict(REPEATS), False
        while True:
            answer = await self._send(method, content)
            if answer is not None and answer.is_success:
                with suppress(*GARBLED):
                    return parse(answer.json())
            trouble = judge(answer, conditional=conditional)
            lost = lost or trouble is Trouble.LOST
            if trouble is Trouble.CONDITION:
                raise Changed(lost=lost)
            if not left[trouble]:
                raise give_up(trouble)
            left[trouble] -= 1
            if trouble is Trouble.TOKEN:
                self._tokens.renew()
            else:
                await self._sleep(PAUSE_S)

    async def _send(self, method: str, content: bytes) -> httpx.Response | None:
        """Make one request; return None when there is no answer."""
        try:
            token = await self._tokens.get()
        except Unavailable as error:
            raise LedgerUnavailable(error.detail, retry_after_s=error.retry_after_s) from None
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        url = f"{self._origin}/v1/{self._root}:{method}"
        try:
            return await self._client.post(url, content=content, headers=headers, timeout=TIMEOUT)
        except httpx.HTTPError:
            return None

    def _write(self, write: Write) -> dict[str, Any]:
        name = self._name(write.path)
        change: dict[str, Any] = {"delete": name}
        if write.fields is not None:
            fields = {key: encode(value) for key, value in write.fields.items()}
            change = {"update": {"name": name, "fields": fields}}
            if write.merge:
                change["updateMask"] = {"fieldPaths": list(fields)}
        if write.condition is not None:
            absent = write.condition == ABSENT
            change["currentDocument"] = (
                {"exists": False} if absent else {"updateTime": write.condition}
            )
        return change

    def _document(self, found: Any) -> Document:
        fields = {key: decode(value) for key, value in found.get("fields", {}).items()}
        return Document(self._path(found["name"]), fields, str(found["updateTime"]))

    def _name(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _path(self, name: str) -> str:
        return name.removeprefix(f"{self._root}/")
