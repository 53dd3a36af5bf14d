"""The embedded ledger: one SQLite file, or memory.

Write-ahead log, one connection in a thread of its own; several processes may share the file.
``synchronous=NORMAL`` survives the death of any process; a power cut may cost the last entries.
Source: https://www.sqlite.org/pragma.html#pragma_synchronous
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from adapter.errors import LedgerUnavailable
from adapter.ledger.ledger import Claim, Entry, New, Resume, answer, pack
from adapter.ledger.parked import KEEP_S, Parked
from adapter.ledger.parked import pack as pack_parked
from adapter.ledger.parked import unpack as unpack_parked
from adapter.model import Row

Work = Callable[[sqlite3.Connection], Any]

LOCK_WAIT_S = 5.0  # how long another process's write is waited for
SWEEP_EVERY_S = 3600.0  # how often what has expired is deleted

SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    key TEXT PRIMARY KEY,
    state TEXT NOT NULL,          -- claimed, suspended, done
    holder TEXT NOT NULL,         -- of the last claim
    stamp TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    rows TEXT NOT NULL,           -- those that have ended, as JSON
    claimed_at REAL NOT NULL,     -- Unix seconds, of the first claim
    lease_until REAL NOT NULL,
    expire_at REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_expire_at ON entry (expire_at);
CREATE TABLE IF NOT EXISTS account (
    name TEXT PRIMARY KEY,        -- SHA-256
    holder TEXT NOT NULL,
    lease_until REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parked (
    id TEXT PRIMARY KEY,
    parked_at REAL NOT NULL,
    packed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
"""


class SqliteLedger:
    """A ledger in a file; ``path`` may be ``:memory:``.

    What is asked while a transaction is under way is done together in the next one: under load, a
    commit and a change of threads for each would cost more than the work.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._opened: sqlite3.Connection | None = None
        self._sweep_at = float("-inf")
        self._asked: list[tuple[Work, asyncio.Future[Any]]] = []
        self._task: asyncio.Task[None] | None = None

    async def claim(self, entry: Entry, now: float) -> Claim:
        """Take a delivery, or say why not."""
        claim: Claim = await self._ask(lambda db: self._claim(db, entry, now))
        return claim

    async def record(self, entry: Entry, rows: Sequence[Row], now: float) -> None:
        """Remember the rows that ended so far, and renew the lease."""
        lease_until = now + entry.lease_s
        await self._ask(
            lambda db: db.execute(
                "UPDATE entry SET rows = ?, lease_until = ? WHERE key = ? AND holder = ?",
                (pack(rows), lease_until, entry.key, entry.holder),
            )
        )

    async def complete(self, entry: Entry, rows: Sequence[Row]) -> None:
        """Remember what became of every row."""
        await self._ask(lambda db: _end(db, entry, "done", pack(rows)))

    async def suspend(self, entry: Entry, rows: Sequence[Row]) -> None:
        """Remember the rows that ended, and let the next claim take over at once."""
        await self._ask(lambda db: _end(db, entry, "suspended", pack(rows)))

    async def release(self, entry: Entry) -> None:
        """Forget a claim after which nothing was created."""
        await self._ask(
            lambda db: db.execute(
                "DELETE FROM entry WHERE key = ? AND holder = ?", (entry.key, entry.holder)
            )
        )

    async def lease(self, account: str, holder: str, now: float, lease_s: float) -> float:
        """Take or renew the right to write into an account's book."""
        wait_s: float = await self._ask(lambda db: _lease(db, account, holder, now, lease_s))
        return wait_s

    async def give_back(self, account: str, holder: str) -> None:
        """End a lease before its time."""
        await self._ask(
            lambda db: db.execute(
                "DELETE FROM account WHERE name = ? AND holder = ?", (account, holder)
            )
        )

    async def park(self, parked: Parked) -> None:
        """Keep a delivery for an operator."""
        fields = (parked.id, parked.parked_at, pack_parked(parked))
        await self._ask(lambda db: db.execute("REPLACE INTO parked VALUES (?, ?, ?)", fields))

    async def list_parked(self, now: float) -> list[Parked]:
        """Return what is parked, oldest first."""
        query = "SELECT packed FROM parked WHERE parked_at > ? ORDER BY parked_at, id"
        found = await self._ask(lambda db: db.execute(query, (now - KEEP_S,)).fetchall())
        return [unpack_parked(packed) for (packed,) in found]

    async def drop_parked(self, parked_id: str) -> bool:
        """Forget a parked delivery."""
        query = "DELETE FROM parked WHERE id = ?"
        dropped: int = await self._ask(lambda db: db.execute(query, (parked_id,)).rowcount)
        return dropped > 0

    async def close(self) -> None:
        """Close the file, once what was asked is done."""
        if self._task is not None:
            await self._task
        if self._opened is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._opened.close)
            self._opened = None
        self._thread.shutdown()

    async def _ask(self, work: Work) -> Any:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked.append((work, answer))
        if self._task is None:
            self._task = asyncio.create_task(self._serve())
        return await answer

    async def _serve(self) -> None:
        """Do what was asked, one transaction after another, until nothing is left."""
        loop = asyncio.get_running_loop()
        while self._asked:
            asked, self._asked = self._asked, []
            try:
                done = await loop.run_in_executor(
                    self._thread, self._transact, [work for work, _ in asked]
                )
            except Exception as error:  # noqa: BLE001 - those who asked wait for an answer
                for _, answer in asked:
                    if not answer.done():
                        answer.set_exception(_told(error))
            else:
                for (_, answer), result in zip(asked, done, strict=True):
                    if not answer.done():
                        answer.set_result(result)
        self._task = None

    def _transact(self, works: list[Work]) -> list[Any]:
        """Do some work in one transaction; in the ledger's thread."""
        db = self._open()
        with db:
            db.execute("BEGIN IMMEDIATE")
            return [work(db) for work in works]

    def _open(self) -> sqlite3.Connection:
        if self._opened is None:
            if self._path != ":memory:":
                Path(self._path).parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(
                self._path, timeout=LOCK_WAIT_S, isolation_level=None, check_same_thread=False
            )
            try:
                _use_wal(db)
                db.execute("PRAGMA synchronous = NORMAL")
                db.executescript(SCHEMA)
            except sqlite3.Error:
                db.close()
                raise
            self._opened = db
        return self._opened

    def _claim(self, db: sqlite3.Connection, entry: Entry, now: float) -> Claim:
        self._sweep(db, now)
        found = db.execute(
            "SELECT state, stamp, fingerprint, rows, claimed_at, lease_until FROM entry"
            " WHERE key = ? AND expire_at > ?",
            (entry.key, now),
        ).fetchone()
        claim = answer(found, entry, now)
        match claim:
            case New():
                _insert(db, entry, now)
            case Resume():
                db.execute(
                    "UPDATE entry SET state = 'claimed', holder = ?, lease_until = ? WHERE key = ?",
                    (entry.holder, now + entry.lease_s, entry.key),
                )
        return claim

    def _sweep(self, db: sqlite3.Connection, now: float) -> None:
        if now >= self._sweep_at:
            self._sweep_at = now + SWEEP_EVERY_S
            db.execute("DELETE FROM entry WHERE expire_at <= ?", (now,))
            db.execute("DELETE FROM parked WHERE parked_at <= ?", (now - KEEP_S,))


def _use_wal(db: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; while others switch too, SQLite says "locked" at once.

    It does wait when a transaction begins, so that is how the others are waited for.
    """
    for _ in range(10):
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            db.execute("BEGIN IMMEDIATE")
            db.execute("COMMIT")
        else:
            return
    raise sqlite3.OperationalError


def _told(error: Exception) -> Exception:
    """Return what is raised where something was asked; the error's own text may name a path."""
    if isinstance(error, sqlite3.Error | OSError):
        detail = f"The ledger cannot be used ({type(error).__name__})."
        return LedgerUnavailable(detail, retry_after_s=5)
    return error


def _insert(db: sqlite3.Connection, entry: Entry, now: float) -> None:
    db.execute(
        "INSERT OR REPLACE INTO entry VALUES (?, 'claimed', ?, ?, ?, '[]', ?, ?, ?)",
        (
            *(entry.key, entry.holder, entry.stamp, entry.fingerprint),
            *(now, now + entry.lease_s, now + entry.keep_s),
        ),
    )


def _end(db: sqlite3.Connection, entry: Entry, state: str, rows: str) -> None:
    db.execute(
        "UPDATE entry SET state = ?, rows = ? WHERE key = ? AND holder = ?",
        (state, rows, entry.key, entry.holder),
    )


def _lease(db: sqlite3.Connection, account: str, holder: str, now: float, lease_s: float) -> float:
    found = db.execute(
        "SELECT lease_until FROM account WHERE name = ? AND holder <> ? AND lease_until > ?",
        (account, holder, now),
    ).fetchone()
    if found:
        return float(found[0]) - now
    db.execute("REPLACE INTO account VALUES (?, ?, ?)", (account, holder, now + lease_s))
    return 0.0
