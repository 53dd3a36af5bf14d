"""What the answers of a sender's service mean."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import NotConfigured, SourceBusy
from adapter.sources.ask import MAX_PAUSE_S, Ask, Told, ask, objects, to_id

from .hostile import LAWFUL, latin_1

REQUEST = Ask(url="https://api.example.com/people/1")


def play(told: Told) -> Any:
    """Ask, and be told."""
    asking = ask(REQUEST, "Renew the token.")
    assert next(asking) is REQUEST
    try:
        asking.send(told)
    except StopIteration as end:
        return end.value
    raise AssertionError("it asks once")


def test_a_success_is_what_it_holds() -> None:
    """Its JSON."""
    assert play(Told(200, {"email": "ada@example.com"})) == {"email": "ada@example.com"}


@pytest.mark.parametrize("status", [400, 404, 410, 422, 302])
def test_whoever_is_not_known_is_nobody(status: int) -> None:
    """It will not be otherwise tomorrow."""
    assert play(Told(status, {"error": "no"})) is None


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_is_the_operators_business(status: int) -> None:
    """What to do is said."""
    with pytest.raises(NotConfigured, match="Renew the token"):
        play(Told(status))


@pytest.mark.parametrize("status", [0, 408, 429, 500, 503, 599])
def test_what_passes_is_asked_again_later(status: int) -> None:
    """Nothing was created."""
    with pytest.raises(SourceBusy) as raised:
        play(Told(status))
    assert raised.value.retry_after_s == 30


def test_later_is_when_the_service_says() -> None:
    """Within reason."""
    for asked, granted in (("7", 7), ("999999999", MAX_PAUSE_S), ("soon", 30)):
        with pytest.raises(SourceBusy) as raised:
            play(Told(429, None, {"retry-after": asked}))
        assert raised.value.retry_after_s == granted


def test_a_service_may_say_it_in_other_ways() -> None:
    """Meta refuses a token with a 400."""
    asking = ask(REQUEST, "Renew the token.", lambda told: told.body["code"])
    next(asking)
    with pytest.raises(NotConfigured):
        asking.send(Told(400, {"code": 401}))


@pytest.mark.parametrize("value", [9007199254740993, "9007199254740993"])
def test_an_id_may_be_a_number(value: object) -> None:
    """Of any length that somebody means."""
    assert to_id(value) == "9007199254740993"


@pytest.mark.parametrize(
    "value", ["", "1 ", "1\n", "-1", -1, "1/2", "²", 1.0, True, None, [1], "1" * 41]
)
def test_what_is_no_id_never_stands_in_a_url(value: object) -> None:
    """Nor does half of it."""
    assert to_id(value) == ""


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"a": {"b": [{"c": 1}, 2, {}]}}, [{"c": 1}, {}]),
        ({"a": {"b": {"c": 1}}}, []),
        ({"a": [{"b": []}]}, []),
        ({}, []),
        (None, []),
    ],
)
def test_an_answer_of_another_shape_holds_nothing(value: object, found: object) -> None:
    """Instead of breaking what reads it."""
    assert objects(value, "a", "b") == found


@LAWFUL
@given(st.integers(0, 999), latin_1)
def test_any_answer_is_an_end(status: int, retry_after: str) -> None:
    """A value, or one of two errors."""
    with suppress(NotConfigured, SourceBusy):
        play(Told(status, None, {"retry-after": retry_after}))
