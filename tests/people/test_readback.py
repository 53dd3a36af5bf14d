"""Reading back: what a listing of connections says of contacts that may exist."""

from typing import Any

from adapter.people.readback import LOOKS_S, SKEW_S, Found, read_back
from adapter.people.wire import Call, Reply, Wait

from . import recorded as google
from .play import Play, play

SENT = 1_790_000_000.0  # 2026-09-21T14:13:20Z
EMPTY = Reply(200, {})


def listed(*stamps: str, updated: str = "2026-09-21T14:13:25Z", more: str = "") -> Reply:
    """Return a page of connections."""
    people = []
    for stamp in stamps:
        person = google.response(stamp)["person"]
        people.append({**person, "metadata": {"sources": [{"updateTime": updated}]}})
    return Reply(200, {"connections": people, **({"nextPageToken": more} if more else {})})


def look(*answers: Any, in_time: bool = True) -> Play[Found]:
    """Look for the stamps s0 and s1."""
    return play(read_back(["s0", "s1"], SENT), *answers, in_time=in_time)


def test_those_that_are_found_settle_it() -> None:
    """Nobody looks again for what has been found."""
    played = look(listed("s1", "s0"))
    assert played.result == Found({"s0": "people/cs0", "s1": "people/cs1"}, final=True)


def test_the_newest_come_first_and_no_sync_token_is_asked_for() -> None:
    """The first full sync has a quota of its own."""
    [call] = look(listed("s0", "s1")).requests
    assert call.query["sortOrder"] == "LAST_MODIFIED_DESCENDING"
    assert call.query["personFields"] == "clientData,metadata"
    assert "requestSyncToken" not in call.query


def test_a_list_that_lags_is_looked_at_again() -> None:
    """What the first two looks do not show, the third may."""
    played = look(EMPTY, listed("s0"), listed("s1", "s0"))
    assert set(played.result.names) == {"s0", "s1"}
    assert [step.seconds for step in played.steps if isinstance(step, Wait)] == list(LOOKS_S)


def test_who_is_in_none_of_the_looks_is_missing() -> None:
    """Only then may they be sent again."""
    assert look(EMPTY, EMPTY, EMPTY).result == Found({}, final=True)


def test_without_time_to_wait_nothing_is_final() -> None:
    """Not having looked is not the same as not being there."""
    assert look(in_time=False).result == Found()


def test_a_look_that_fails_is_not_final() -> None:
    """What was found by then counts, what was not does not."""
    found = look(listed("s0"), google.UNAVAILABLE).result
    assert found == Found({"s0": "people/cs0"}, final=False)


def test_the_list_is_read_page_by_page() -> None:
    """The token of each page asks for the next."""
    played = look(listed("s0", more="two"), listed("s1"))
    assert set(played.result.names) == {"s0", "s1"}
    assert [call.query.get("pageToken") for call in played.requests] == [None, "two"]


def test_pages_older_than_the_delivery_are_not_read() -> None:
    """Who was changed before the delivery came was not created by it."""
    old = listed("x", updated="2026-09-21T14:00:00Z", more="never asked for")
    assert look(old, old, old).result == Found({}, final=True)


def test_clocks_may_differ() -> None:
    """Google's time of a change is Google's."""
    late = "2026-09-21T14:09:00.123456789Z"  # 260 s before
    assert SKEW_S > 260
    assert set(look(listed("x", updated=late, more="2"), listed("s0", "s1")).result.names)


def test_a_contact_that_tells_no_time_ends_nothing() -> None:
    """The next page is read then."""
    played = look(listed("x", updated="yesterday", more="2"), listed("s0", "s1"))
    assert len(played.requests) == 2


def test_a_listing_without_end_ends() -> None:
    """And decides nothing."""

    def more(call: Call) -> Reply:
        return listed("x", more=f"after {call.query.get('pageToken', 'the first')}"[:50])

    assert look(*[more] * 26).result == Found()
