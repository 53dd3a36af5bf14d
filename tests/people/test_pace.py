"""How often an account may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.people.pace import WINDOW_S, Pace

CLOSE_S = 1e-6  # what sums of seconds may be off


def times(per_minute: int, gaps: list[float]) -> list[float]:
    """Return when calls go that want to go ``gaps`` seconds after one another."""
    pace, now, gone = Pace(per_minute), 1000.0, []
    for gap in gaps:
        now += gap
        now += pace.delay_s(now)
        pace.count(now)
        gone.append(now)
    return gone


@given(st.integers(1, 40), st.lists(st.floats(0, 90), max_size=120))
def test_no_minute_sees_more_calls_than_the_figure(per_minute: int, gaps: list[float]) -> None:
    """However they arrive, and wherever the minute begins."""
    gone = times(per_minute, gaps)
    for first, later in zip(gone, gone[per_minute:], strict=False):
        assert later - first >= WINDOW_S - CLOSE_S


@given(st.integers(1, 40))
def test_a_rush_gets_through_at_the_figure(per_minute: int) -> None:
    """The rest of a minute is not left unused: after an hour, two thirds of the figure went."""
    gone = times(per_minute, [0.0] * per_minute * 10)
    hours = (gone[-1] - gone[0]) / 3600
    assert len(gone) >= per_minute * 60 * hours * 0.5


@pytest.mark.parametrize(("per_minute", "at_once"), [(1, 1), (2, 1), (3, 1), (15, 5), (30, 10)])
def test_a_third_of_the_minute_may_go_at_once(per_minute: int, at_once: int) -> None:
    """And at least one."""
    gone = times(per_minute, [0.0] * (at_once + 1))
    assert gone[:at_once] == [1000.0] * at_once
    assert gone[at_once] > 1000.0


@pytest.mark.parametrize("per_minute", [1, 2])
def test_few_a_minute_are_spread_over_it(per_minute: int) -> None:
    """One a minute waits a minute; two are never closer than the figure allows."""
    assert times(per_minute, [0.0] * 3) == [1000.0, 1060.0, 1120.0]


def test_after_a_rest_the_next_call_goes_at_once() -> None:
    """A quiet account does not wait."""
    assert times(15, [*[0.0] * 30, 600.0])[-1] == times(15, [0.0] * 30)[-1] + 600.0


def test_a_lead_after_a_rush_waits_for_seconds() -> None:
    """Not for the minute to end."""
    pace = Pace(15)
    for _ in range(5):
        pace.count(0.0)
    assert pace.delay_s(0.0) == 6.0


def test_zero_is_no_limit() -> None:
    """Nobody waits."""
    assert times(0, [0.0] * 1000) == [1000.0] * 1000
