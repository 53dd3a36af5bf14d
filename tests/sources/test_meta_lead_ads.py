"""Meta Lead Ads: ids of any length, the handshake, and what Meta means by a 400."""

from dataclasses import replace
from typing import Any

import pytest

from adapter.errors import NotConfigured, SourceBusy
from adapter.model import Answer, Reading, Said, Submission
from adapter.sources.ask import Told
from adapter.sources.meta_lead_ads import ADVICE, MAX_IDS, SOURCE, handshake, parse

from .samples import as_json, delivery, look_up, prove

OPTIONS = {"verify_token": "a-verify-token"}
ASKED = {
    "hub.mode": "subscribe",
    "hub.verify_token": "a-verify-token",
    "hub.challenge": "1158201444",
}
NO_IDS = [
    *("", "1/accounts", "1?fields=id", "me", " 1", "1\n", "-1", "٣", "9" * 41),
    *(-1, 1.5, True, None, ["1"], {"id": 1}),
]


def read(*ids: Any) -> Reading:
    """Return what is read in a batch of leads."""
    changes = [{"field": "leadgen", "value": {"leadgen_id": own_id}} for own_id in ids]
    return parse(as_json({"object": "page", "entry": [{"id": "1", "changes": changes}]}), {})


def lead(email: str) -> dict[str, Any]:
    """Return a lead as it is looked up."""
    return {"id": "1", "field_data": [{"name": "email", "values": [email]}]}


def rows(*ids: str) -> list[Submission]:
    """Return rows that are to be looked up."""
    return [Submission(ref=own_id) for own_id in ids]


def refusal(code: int, status: int = 400) -> Told:
    """Return an error of Meta's."""
    return Told(status, {"error": {"message": "…", "type": "OAuthException", "code": code}})


def test_a_vector_of_another_library_is_accepted() -> None:
    """GitHub signs in the same way, and publishes one."""
    signed = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    posted = delivery("Hello, World!", x_hub_signature_256=signed)
    prove(SOURCE, posted, [b"It's a Secret to Everybody"])


class TestHandshake:
    """Who knows the verify token gets its challenge back."""

    def shake(self, method: str = "GET", **query: str) -> Said | None:
        """Ask, with some of the query changed."""
        named = {f"hub.{name}": value for name, value in query.items()}
        posted = replace(delivery(), method=method, query={**ASKED, **named})
        return handshake(posted, [b"s"], OPTIONS)

    def test_the_challenge_alone_is_given_back(self) -> None:
        """As plain text."""
        assert self.shake() == Said(body="1158201444", media_type="text/plain")

    @pytest.mark.parametrize(
        "query",
        [
            {"verify_token": "another"},
            {"verify_token": ""},
            {"challenge": "<script>alert(1)</script>"},
            {"challenge": "1\r\nx: y"},
            {"challenge": ""},
        ],
    )
    def test_whoever_else_asks_is_refused(self, query: dict[str, str]) -> None:
        """And nothing is repeated that a browser could run."""
        assert self.shake(**query) == Said(status=403)

    @pytest.mark.parametrize("token", ["", "a-verify-token"])
    def test_without_a_verify_token_nobody_is_answered(self, token: str) -> None:
        """An empty one is none."""
        posted = replace(delivery(), method="GET", query={**ASKED, "hub.verify_token": token})
        assert handshake(posted, [b"s"], {}) == Said(status=403)

    @pytest.mark.parametrize(("method", "mode"), [("POST", "subscribe"), ("GET", "denied")])
    def test_nothing_else_is_a_handshake(self, method: str, mode: str) -> None:
        """It is a delivery, or no method of this route."""
        assert self.shake(method, mode=mode) is None


class TestIds:
    """They go into a URL."""

    @pytest.mark.parametrize("own_id", [9007199254740993, "9007199254740993"])
    def test_a_long_number_is_exact(self, own_id: Any) -> None:
        """A double would make another one's id of it."""
        reading = read(own_id)
        assert (reading.submissions, reading.apart) == ((Submission(ref="9007199254740993"),), True)

    @pytest.mark.parametrize("own_id", NO_IDS)
    def test_what_is_no_id_is_nobody_and_costs_nobody(self, own_id: Any) -> None:
        """Whoever stands beside it is looked up, and nothing else is asked."""
        submissions = read(own_id, "7").submissions
        found, asked = look_up(SOURCE, submissions, [Told(200, lead("ada@example.com"))])
        assert found == [None, Submission((Answer("email", ("ada@example.com",)),))]
        assert [one.url.partition("?")[0] for one in asked] == [
            "https://graph.facebook.com/v25.0/7"
        ]

    def test_a_body_that_could_not_be_read_is_nobody(self) -> None:
        """It is kept as a row of its own."""
        assert look_up(SOURCE, [Submission((Answer("body", "odd"),))], []) == ([None], [])


class TestLookUp:
    """Several at once, in the order in which they came."""

    def test_fifty_are_asked_for_at_a_time(self) -> None:
        """And nobody twice."""
        ids = [str(number) for number in range(MAX_IDS + 1)]
        first = {own_id: lead(f"{own_id}@example.com") for own_id in reversed(ids[:-1])}
        found, asked = look_up(
            SOURCE, rows(*ids, "0"), [Told(200, first), Told(200, lead("50@example.com"))]
        )
        assert [one and one.answers[0].value[0] for one in found] == [
            *(f"{own_id}@example.com" for own_id in ids),
            "0@example.com",
        ]
        assert len(asked) == 2

    def test_the_token_stands_in_no_url(self) -> None:
        """Others log those."""
        _, [asked] = look_up(SOURCE, rows("7"), [Told(200, lead("ada@example.com"))])
        assert "a-token" not in asked.url
        assert asked.headers == (("authorization", "Bearer a-token"),)

    def test_one_that_is_gone_costs_nobody_else(self) -> None:
        """Meta refuses the whole request for it; then each is asked for alone."""
        answers = [refusal(100), Told(200, lead("ada@example.com")), refusal(100)]
        found, asked = look_up(SOURCE, rows("7", "8"), answers)
        assert [bool(one) for one in found] == [True, False]
        assert len(asked) == 3

    @pytest.mark.parametrize(
        "told", [refusal(190), refusal(10), refusal(200, 403), refusal(299), Told(401), Told(403)]
    )
    def test_a_refused_token_is_the_operators_business(self, told: Told) -> None:
        """Meta says so with a 400, mostly."""
        with pytest.raises(NotConfigured) as raised:
            look_up(SOURCE, rows("7"), [told])
        assert raised.value.detail == ADVICE

    @pytest.mark.parametrize(
        "told", [refusal(4), refusal(2, 500), refusal(80_014), refusal(17), Told(0), Told(503)]
    )
    def test_a_limit_passes(self, told: Told) -> None:
        """That is a 400, too."""
        with pytest.raises(SourceBusy):
            look_up(SOURCE, rows("7", "8"), [told])

    @pytest.mark.parametrize("body", [None, [], {}, {"field_data": "x"}, {"field_data": [1, {}]}])
    def test_an_odd_answer_holds_no_answers(self, body: Any) -> None:
        """And breaks nothing."""
        [found], _ = look_up(SOURCE, rows("7"), [Told(200, body)])
        assert found in (None, Submission())
