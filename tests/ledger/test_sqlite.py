"""What only the file can do: be shared, be missing, be broken."""

import asyncio
import gc
import sqlite3
import warnings
from pathlib import Path

import pytest

from adapter.errors import LedgerUnavailable
from adapter.ledger.ledger import Busy, Claim, New
from adapter.ledger.sqlite import SWEEP_EVERY_S, SqliteLedger
from adapter.model import Outcome, Row, Status

from .ledgers import KEEP_S, LEASE_S, NOW, entry


def claims(*paths: Path | str, keys: str = "k") -> list[Claim]:
    """Claim each key in each of the files, by a ledger of its own, all at once."""

    async def story() -> list[Claim]:
        ledgers = [SqliteLedger(str(path)) for path in paths]
        try:
            return await asyncio.gather(
                *(ledger.claim(entry(key), NOW) for key in keys for ledger in ledgers)
            )
        finally:
            for ledger in ledgers:
                await ledger.close()

    return asyncio.run(story())


def test_of_many_ledgers_on_one_file_exactly_one_gets_a_delivery(tmp_path: Path) -> None:
    """They are as good as processes: each has a connection and a thread of its own."""
    ends = claims(*[tmp_path / "ledger.db"] * 6, keys="abcdefgh")
    assert ends.count(New()) == 8
    assert ends.count(Busy(LEASE_S)) == 8 * 5


def test_a_ledger_outlives_its_process(tmp_path: Path) -> None:
    """Who opens the file next finds what was claimed."""
    assert claims(tmp_path / "ledger.db") == [New()]
    assert claims(tmp_path / "ledger.db") == [Busy(LEASE_S)]


def test_the_folder_is_made(tmp_path: Path) -> None:
    """The default lies in one that a fresh checkout has not."""
    assert claims(tmp_path / "a" / "b" / "ledger.db") == [New()]


def test_memory_is_forgotten() -> None:
    """Each ledger in memory is its own."""
    assert claims(":memory:", ":memory:") == [New(), New()]


def test_a_path_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    """Everybody who asks is told, each time."""
    (tmp_path / "file").write_text("in the way")
    for _ in range(2):
        with pytest.raises(LedgerUnavailable) as told:
            claims(tmp_path / "file" / "ledger.db")
    assert str(tmp_path) not in str(told.value)


def test_a_folder_in_its_place_is_reported(tmp_path: Path) -> None:
    """SQLite cannot open it."""
    with pytest.raises(LedgerUnavailable):
        claims(tmp_path)


def test_a_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    """Nothing in it is overwritten."""
    path = tmp_path / "ledger.db"
    path.write_text("Dear diary, " * 1000)
    with pytest.raises(LedgerUnavailable):
        claims(path)
    assert path.read_text().startswith("Dear diary")


def test_a_database_of_somebody_else_is_reported(tmp_path: Path) -> None:
    """One with another table of the same name."""
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        other.execute("CREATE TABLE entry (expire_at)")
    other.close()
    with pytest.raises(LedgerUnavailable):
        claims(tmp_path / "ledger.db")


def test_every_asker_of_a_broken_ledger_has_an_answer(tmp_path: Path) -> None:
    """Those who asked together, and those who come later."""
    path = tmp_path / "ledger.db"
    path.mkdir()

    async def story() -> list[object]:
        ledger = SqliteLedger(str(path))
        ends: list[object] = []
        for _ in range(2):
            asked = (ledger.claim(entry(), NOW) for _ in range(3))
            ends += await asyncio.gather(*asked, return_exceptions=True)
        await ledger.close()
        return ends

    assert [type(end) for end in asyncio.run(story())] == [LedgerUnavailable] * 6


def test_a_ledger_works_again_once_its_path_does(tmp_path: Path) -> None:
    """A restart is not needed."""
    path = tmp_path / "ledger.db"
    path.mkdir()

    async def story() -> Claim:
        ledger = SqliteLedger(str(path))
        with pytest.raises(LedgerUnavailable):
            await ledger.claim(entry(), NOW)
        path.rmdir()
        try:
            return await ledger.claim(entry(), NOW)
        finally:
            await ledger.close()

    assert asyncio.run(story()) == New()


def test_a_broken_row_disturbs_only_who_asks_with_it(tmp_path: Path) -> None:
    """An entry that cannot be read is an error for its asker; the ledger goes on."""
    path = tmp_path / "ledger.db"
    claims(path)
    with sqlite3.connect(path) as other:
        other.execute("UPDATE entry SET state = 'done', rows = 'no JSON'")
    other.close()

    async def story() -> Claim:
        ledger = SqliteLedger(str(path))
        with pytest.raises(ValueError, match="Expecting value"):
            await ledger.claim(entry(), NOW)
        try:
            return await ledger.claim(entry("other"), NOW)
        finally:
            await ledger.close()

    assert asyncio.run(story()) == New()


def test_what_has_expired_is_deleted_in_time(tmp_path: Path) -> None:
    """By whatever claim comes after it, once an hour."""
    path = tmp_path / "ledger.db"

    async def story() -> None:
        ledger = SqliteLedger(str(path))
        for number in range(3):
            await ledger.claim(entry(str(number)), NOW)
        await ledger.claim(entry("late"), NOW + KEEP_S + SWEEP_EVERY_S)
        await ledger.close()

    asyncio.run(story())
    with sqlite3.connect(path) as other:
        keys = [key for (key,) in other.execute("SELECT key FROM entry")]
    other.close()
    assert keys == ["late"]


def test_a_person_never_reaches_the_file(tmp_path: Path) -> None:
    """Not the main file, and not the log beside it."""
    path = tmp_path / "ledger.db"
    outcome = Outcome(Status.CREATED, "people/c1", person={"names": [{"givenName": "Zebedee"}]})

    def look() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.iterdir())

    async def story() -> bytes:
        ledger = SqliteLedger(str(path))
        await ledger.claim(entry(), NOW)
        await ledger.complete(entry(), [Row(0, "", outcome)])
        held = look()
        await ledger.close()
        return held

    held = asyncio.run(story()) + look()
    assert b"people/c1" in held
    assert b"Zebedee" not in held


@pytest.mark.parametrize("path", ["good.db", "folder"])
def test_closing_leaves_nothing_open(tmp_path: Path, path: str) -> None:
    """No file, no thread, no warning, whether the file could be opened or not."""
    (tmp_path / "folder").mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        async def story() -> None:
            ledger = SqliteLedger(str(tmp_path / path))
            await asyncio.gather(ledger.claim(entry(), NOW), return_exceptions=True)
            await ledger.close()
            assert all(not thread.is_alive() for thread in ledger._thread._threads)  # noqa: SLF001

        asyncio.run(story())
        gc.collect()
    assert list(tmp_path.glob("*-wal")) == []
