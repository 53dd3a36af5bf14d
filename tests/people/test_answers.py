"""What an answer means: every line of the table, and that it has no gap."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.people.answers import (
    ENABLE,
    FORBIDDEN,
    FULL,
    MAX_RETRY_AFTER_S,
    RULES,
    SCOPE,
    SWITCHED_OFF,
    Judgement,
    Verdict,
    contact_errors,
    judge,
    retry_after_s,
)
from adapter.people.wire import Answered, Lost, NotSent, Reply

from . import recorded as google
from .test_flow_laws import anything, refusals

QUOTA_EXCEEDED = Reply(403, {"error": {"errors": [{"reason": "quotaExceeded"}]}})

TABLE: list[tuple[Answered, Verdict, float, str]] = [
    (Reply(200, {}), Verdict.DONE, 0, ""),
    (google.rows_refused(0), Verdict.DROP_ROWS, 0, ""),
    (google.SWITCHED_OFF, Verdict.STOP, 3600, SWITCHED_OFF),
    (google.OPAQUE, Verdict.HALVE, 0, ""),
    (google.TWO_NAMES, Verdict.HALVE, 0, ""),
    (google.UNAUTHENTICATED, Verdict.RENEW_TOKEN, 0, ""),
    (google.OLD_RATE_LIMIT, Verdict.WAIT, 60, ""),
    (QUOTA_EXCEEDED, Verdict.WAIT, 60, ""),
    (google.DISABLED, Verdict.STOP, 60, ENABLE),
    (google.SCOPE_INSUFFICIENT, Verdict.STOP, 60, SCOPE),
    (google.FORBIDDEN, Verdict.STOP, 60, FORBIDDEN),
    (google.NOT_FOUND, Verdict.RELOAD_LABELS, 0, ""),
    (google.CONFLICT, Verdict.WAIT, 2, ""),
    (google.TOO_LARGE, Verdict.HALVE, 0, ""),
    (google.OVERFLOW, Verdict.WAIT, 3600, FULL),
    (google.OVERFLOW_REASON, Verdict.WAIT, 3600, FULL),
    (google.FBS_QUOTA, Verdict.WAIT, 300, ""),
    (google.MINUTE_QUOTA, Verdict.WAIT, 60, ""),
    (google.INTERNAL, Verdict.UNKNOWN, 5, ""),
    (google.BAD_GATEWAY, Verdict.UNKNOWN, 5, ""),
    (google.UNAVAILABLE, Verdict.UNKNOWN, 5, ""),
    (Reply(302), Verdict.UNKNOWN, 5, ""),
    (Reply(201, {}), Verdict.UNKNOWN, 5, ""),
    (Reply(999), Verdict.UNKNOWN, 5, ""),
    (Lost(), Verdict.UNKNOWN, 5, ""),
    (NotSent(), Verdict.WAIT, 2, ""),
]


@pytest.mark.parametrize(("answered", "verdict", "pause_s", "advice"), TABLE)
def test_an_answer_means_what_the_table_says(
    answered: Answered, verdict: Verdict, pause_s: float, advice: str
) -> None:
    """What to do, how long to rest, what to tell an operator."""
    assert judge(answered) == Judgement(verdict, pause_s, advice)


def test_every_line_of_the_table_is_tested() -> None:
    """A rule is hit when it is the first that fits one of the answers above."""
    meanings = [(a.status, judge(a)) for a, *_ in TABLE if isinstance(a, Reply)]
    for rule in RULES:
        meaning = Judgement(rule.verdict, rule.pause_s, rule.advice)
        assert any(status in rule.status and meaning == found for status, found in meanings)


@given(st.integers(0, 999), anything | refusals)
def test_every_answer_has_a_meaning(status: int, body: Any) -> None:
    """Whatever a proxy may have left of it; and only refusals say that nothing was created."""
    verdict = judge(Reply(status, body)).verdict
    definite = {200, 400, 401, 403, 404, 409, 413, 429}
    assert (verdict is Verdict.UNKNOWN) == (status not in definite)


@pytest.mark.parametrize("odd", [None, 5, True, "text", [5], [[]], {"0": {}}])
@pytest.mark.parametrize("where", ["error", "errors", "details", "violations", "message"])
def test_a_mangled_refusal_is_still_a_refusal(where: str, odd: Any) -> None:
    """What cannot be read in it is passed over."""
    error = {"status": "RESOURCE_EXHAUSTED", "details": [{"violations": []}]}
    body: Any = {
        "error": {"error": odd},
        "violations": {"error": error | {"details": [{"violations": odd}]}},
    }.get(where, {"error": error | {where: odd}})
    assert judge(Reply(429, body)) == Judgement(Verdict.WAIT, 60)


class TestRetryAfter:
    """How long Google asks to wait."""

    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("7", 7.0),
            (" 120 ", 120.0),
            ("0", 0.0),
            ("999999999", MAX_RETRY_AFTER_S),
            ("9999999999", None),
            ("-1", None),
            ("1.5", None),
            ("²", None),
            ("soon", None),
            ("", None),
            ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ],
    )
    def test_only_whole_seconds_are_read(self, text: str, seconds: float | None) -> None:
        """Six hours are enough; a date counts as not given."""
        assert retry_after_s({"retry-after": text}) == seconds

    def test_it_may_be_missing(self) -> None:
        """No document promises it."""
        assert retry_after_s({}) is None

    def test_it_wins_over_the_table(self) -> None:
        """Google knows best."""
        answered = Reply(429, google.MINUTE_QUOTA.body, {"retry-after": "7"})
        assert judge(answered) == Judgement(Verdict.WAIT, 7)


class TestContactErrors:
    """The bad rows of a rejected batch."""

    def test_keys_are_places(self) -> None:
        """JSON has them as strings."""
        assert sorted(contact_errors(google.rows_refused(3, 11).body)) == [3, 11]

    def test_the_type_of_the_detail_does_not_matter(self) -> None:
        """Nobody has recorded it."""
        body = {"error": {"details": [{"contactErrors": {"0": {"code": 3}}}]}}
        assert contact_errors(body) == {0: {"code": 3}}

    @pytest.mark.parametrize("key", ["-1", "1.0", "x", "", " 1", "²", "٣", "9" * 5000])
    def test_what_is_no_place_is_left_out(self, key: str) -> None:
        """A key that names no row names nobody."""
        assert contact_errors(google.rows_refused(key).body) == {}

    @pytest.mark.parametrize("errors", [None, 5, "0", [{"code": 3}], {"0": None}, {"0": "bad"}])
    def test_what_is_no_map_of_errors_is_empty(self, errors: Any) -> None:
        """Whatever stands there."""
        assert contact_errors({"error": {"details": [{"contactErrors": errors}]}}) == {}
