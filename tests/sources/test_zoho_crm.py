"""Zoho CRM: every id of a notification, and tokens that live for an hour."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from marshmallow import ValidationError

from adapter.errors import BadSignature, NotConfigured, SourceBusy
from adapter.model import Answer, Reading, Submission
from adapter.sources.ask import Ask, Told
from adapter.sources.zoho_crm import (
    DATA_CENTERS,
    FIELDS,
    MAX_FIELDS,
    MAX_IDS,
    SOURCE,
    ZohoOptions,
    look_up,
    parse,
)

from .samples import as_json, delivery, prove
from .samples import look_up as play

GRANT = json.dumps({"client_id": "c", "client_secret": "s", "refresh_token": "r"})


def read(*ids: Any, **changed: Any) -> Reading:
    """Return what is read in a notification."""
    body = {"module": "Leads", "operation": "insert", "ids": list(ids), "token": "t"}
    return parse(as_json({**body, **changed}), {})


def rows(*refs: str) -> list[Submission]:
    """Return rows that are to be looked up."""
    return [Submission(ref=ref) for ref in refs]


def records(*emails: str) -> Told:
    """Return records, numbered, as they are looked up."""
    return Told(200, {"data": [{"id": str(n), "Email": one} for n, one in enumerate(emails)]})


def exchange(told: Told) -> tuple[Ask, Ask]:
    """Look up with a refresh token; return both requests."""
    asking = look_up(rows("Leads/0"), {"data_center": "ca"}, GRANT)
    return next(asking), asking.send(told)


class TestProof:
    """The channel's token, in the body."""

    def test_the_token_is_the_proof(self) -> None:
        """Any of a rotation."""
        prove(SOURCE, as_json({"token": "a-token"}), [b"older", b"a-token"])

    @pytest.mark.parametrize(
        "body", ["", "no json", "[]", '"a-token"', "{}", '{"token": ["a-token"]}']
    )
    def test_anything_else_is_refused(self, body: str) -> None:
        """What cannot be read is proved by nobody."""
        with pytest.raises(BadSignature):
            prove(SOURCE, delivery(body), [b"a-token"])


class TestDelivery:
    """Several records, as ids."""

    def test_every_id_is_read(self) -> None:
        """Each is claimed by itself, whatever comes with it the next time."""
        assert read("10", 11) == Reading(tuple(rows("Leads/10", "Leads/11")), apart=True)

    @pytest.mark.parametrize(
        "changed", [{"operation": "update"}, {"module": "Deals"}, {"module": "x"}]
    )
    def test_another_event_is_about_nobody_new(self, changed: dict[str, str]) -> None:
        """A deal is no person."""
        assert read("10", **changed).submissions == ()

    @pytest.mark.parametrize("own_id", ["", "1,2", "1&fields=x", "../users", None, True, ["1"], {}])
    def test_what_is_no_id_is_nobody_and_costs_nobody(self, own_id: Any) -> None:
        """It would go into a URL."""
        assert read(own_id, "10").submissions == tuple(rows("", "Leads/10"))


class TestLookUp:
    """A hundred at once, in the order in which they came."""

    def test_each_module_is_asked_a_hundred_at_a_time(self) -> None:
        """And for nobody twice."""
        refs = [f"Leads/{number}" for number in range(MAX_IDS + 1)]
        told = [records("ada@example.com"), Told(204), records("grace@example.com")]
        found, asked = play(SOURCE, rows("Contacts/0", "", *refs, "Leads/0"), told)
        emails = [one and one.answers[0].value for one in (*found[:3], found[-1])]
        assert emails == ["grace@example.com", None, "ada@example.com", "ada@example.com"]
        assert [len(parse_qs(one.url.partition("?")[2])["ids"][0].split(",")) for one in asked] == [
            MAX_IDS,
            1,
            1,
        ]

    def test_nobody_is_asked_for_without_an_id(self) -> None:
        """Not even for a token."""
        assert play(SOURCE, [Submission((Answer("body", "odd"),))], []) == ([None], [])

    def test_no_content_means_that_nobody_is_known(self) -> None:
        """A record may be gone already."""
        assert play(SOURCE, rows("Leads/0"), [Told(204)])[0] == [None]

    @pytest.mark.parametrize("status", [400, 401, 403])
    def test_a_refusal_is_the_operators_business(self, status: int) -> None:
        """400 is about the module, or a field."""
        with pytest.raises(NotConfigured, match="Zoho refuses"):
            play(SOURCE, rows("Leads/0"), [Told(status, {"code": "INVALID_TOKEN"})])

    def test_a_busy_service_is_asked_again_later(self) -> None:
        """Nothing was created."""
        with pytest.raises(SourceBusy):
            play(SOURCE, rows("Leads/0"), [Told(429)])

    @pytest.mark.parametrize("body", [None, [], {"data": "x"}, {"data": [1, {"id": []}]}])
    def test_an_odd_answer_holds_nobody(self, body: Any) -> None:
        """And breaks nothing."""
        assert play(SOURCE, rows("Leads/0"), [Told(200, body)])[0] == [None]


class TestToken:
    """A refresh token is exchanged for one that lives for an hour."""

    def test_it_is_asked_for_and_used(self) -> None:
        """And used again."""
        asked, then = exchange(Told(200, {"access_token": "1000.x", "expires_in": 3600}))
        assert asked.url == "https://accounts.zohocloud.ca/oauth/v2/token"
        assert parse_qs((asked.body or b"").decode()) == {
            "client_id": ["c"],
            "client_secret": ["s"],
            "refresh_token": ["r"],
            "grant_type": ["refresh_token"],
        }
        assert 0 < asked.keep_s < 3600
        assert then.url.startswith("https://www.zohoapis.ca/crm/v8/Leads?")
        assert then.headers == (("authorization", "Zoho-oauthtoken 1000.x"),)

    @pytest.mark.parametrize("told", [Told(200, {"error": "invalid_code"}), Told(200), Told(400)])
    def test_a_refusal_is_the_operators_business(self, told: Told) -> None:
        """Zoho says it with a 200."""
        with pytest.raises(NotConfigured, match="Zoho refuses"):
            exchange(told)

    def test_half_a_grant_is_the_operators_business(self) -> None:
        """And is not repeated."""
        with pytest.raises(NotConfigured) as raised:
            next(look_up(rows("Leads/0"), {}, '{"client_secret": "s3cr3t'))
        assert "s3cr3t" not in raised.value.detail


class TestOptions:
    """What goes into a URL is checked at the start."""

    @pytest.mark.parametrize(
        "options",
        [
            {"data_center": "example.com"},
            {"fields": ["a,b"]},
            {"fields": ["a&ids=1"]},
            {"fields": ["a\n"]},
            {"fields": ["a"] * MAX_FIELDS},
        ],
    )
    def test_anything_else_is_refused(self, options: dict[str, Any]) -> None:
        """Hosts are of a list, names of fields are names."""
        with pytest.raises(ValidationError):
            ZohoOptions().load(options)

    def test_no_request_asks_for_more_fields_than_zoho_takes(self) -> None:
        """Fifty."""
        room = MAX_FIELDS - max(map(len, FIELDS.values()))
        assert len(ZohoOptions().load({"fields": ["a"] * room})["fields"]) == room

    @pytest.mark.parametrize("hosts", DATA_CENTERS.values())
    def test_every_host_is_zohos(self, hosts: tuple[str, str]) -> None:
        """Whatever the place."""
        api, accounts = hosts
        assert api.startswith("www.zohoapis.")
        assert accounts.startswith(("accounts.zoho.", "accounts.zohocloud."))
