"""The story of a delivery: claimed once, carried out once, remembered as long as it should be."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from .house import SALES, SECRET, House, people, person, problem, statuses

DAY_S = 86_400.0


def event(house: House, kind: str, **data: Any) -> httpx.Response:
    """Deliver an event as Standard Webhooks signs it."""
    body = json.dumps({"type": kind, "data": data}).encode()
    at = str(int(house.now()))
    digest = hmac.new(SECRET.encode(), f"m1.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return house.post(
        "/events", body, webhook_id="m1", webhook_timestamp=at, webhook_signature=signature
    )


class TestDuplicates:
    """Which delivery is which, and for how long."""

    def test_the_same_delivery_is_carried_out_once(self, house: House) -> None:
        """The second time, its first result comes back."""
        first = house.post("/leads", person(), idempotency_key="d1").json()
        second = house.post("/leads", person(), idempotency_key="d1").json()
        assert second == first | {"status": "duplicate", "replayed": True}
        assert len(house.contacts()) == 1

    @pytest.mark.parametrize("header", ["idempotency_key", "webhook_id"])
    def test_two_ids_are_two_deliveries(self, house: House, header: str) -> None:
        """Although their bodies are the same."""
        for number in range(2):
            answered = house.post("/leads", person(), **{header: f"d{number}"}).json()
            assert answered["status"] == "created"
        assert len(house.contacts()) == 2

    def test_an_id_belongs_to_its_route(self, house: House) -> None:
        """Senders count from 1, each of them."""
        for path in ("/leads", "/open"):
            assert house.post(path, person(), idempotency_key="1").json()["status"] == "created"

    def test_without_an_id_the_body_is_the_id(self, house: House) -> None:
        """Its hash is the delivery's name."""
        body = json.dumps(person()).encode()
        answers = [house.post("/leads", body).json() for _ in range(2)]
        assert [answer["status"] for answer in answers] == ["created", "duplicate"]
        assert answers[0]["delivery"] == f"json:sha256:{hashlib.sha256(body).hexdigest()}"

    def test_the_same_body_is_new_on_the_next_day(self, house: House) -> None:
        """Somebody may mean it."""
        house.post("/leads", person())
        house.later_s = DAY_S - 1
        assert house.post("/leads", person()).json()["status"] == "duplicate"
        house.later_s = DAY_S
        assert house.post("/leads", person()).json()["status"] == "created"

    def test_the_same_id_is_the_same_for_thirty_days(self, house: House) -> None:
        """Senders retry for days."""
        house.post("/leads", person(), idempotency_key="d1")
        house.later_s = 30 * DAY_S - 1
        assert house.post("/leads", person(), idempotency_key="d1").json()["replayed"]
        house.later_s = 30 * DAY_S
        again = house.post("/leads", person(), idempotency_key="d1").json()
        assert again["status"] == "created"

    def test_of_many_at_once_one_is_carried_out(self, house: House) -> None:
        """The others are told to come again."""
        ends = house.stage.gather(*(house.send("POST", "/leads", person()) for _ in range(20)))
        assert sorted(end.status_code for end in ends) == [200] + [503] * 19
        assert {end.json()["code"] for end in ends if end.is_error} == {"delivery_in_progress"}
        assert len(house.contacts()) == 1

    def test_a_rejected_delivery_may_be_mended(self, house: House) -> None:
        """Nothing was created under its id, so nothing is remembered."""
        rejected = house.post("/leads", {}, idempotency_key="d1")
        mended = house.post("/leads", person(), idempotency_key="d1")
        assert (rejected.status_code, mended.status_code) == (422, 200)
        assert mended.json()["status"] == "created"

    def test_a_long_id_is_shortened_in_its_name_only(self, house: House) -> None:
        """Two that differ at the end are two."""
        for end in ("a", "b"):
            answered = house.post("/leads", person(), idempotency_key="x" * 500 + end).json()
            assert (answered["status"], len(answered["delivery"])) == ("created", 200)


class TestDryRun:
    """What would be sent."""

    @pytest.mark.parametrize("word", ["true", "1", "True"])
    def test_it_shows_the_contacts_and_writes_nothing(self, house: House, word: str) -> None:
        """No call to Google, of any kind."""
        response = house.post(f"/leads?dry_run={word}", [person(), {}])
        first, second = response.json()["contacts"]
        assert (response.status_code, response.json()["status"]) == (200, "dry_run")
        assert first["contactPerson"]["emailAddresses"] == [{"value": "ada1@example.com"}]
        assert second["status"] == "invalid"
        assert house.google.calls == []

    def test_it_claims_nothing(self, house: House) -> None:
        """The delivery itself is new afterwards."""
        house.post("/leads?dry_run=true", person(), idempotency_key="d1")
        created = house.post("/leads", person(), idempotency_key="d1")
        assert created.json()["status"] == "created"

    def test_it_needs_the_same_proof(self, house: House) -> None:
        """It shows what a body holds."""
        refused = house.post("/leads?dry_run=true", person(), authorization="")
        assert problem(refused) == (401, "bad_signature")

    @pytest.mark.parametrize("word", ["false", "0", ""])
    def test_other_words_are_no_dry_run(self, house: House, word: str) -> None:
        """Nobody is surprised by contacts that are missing."""
        assert house.post(f"/leads?dry_run={word}", person()).json()["status"] == "created"


class TestReadMask:
    """Persons go to who asked for them."""

    def body(self, mask: str) -> dict[str, Any]:
        """Return a request as Google takes it."""
        contact = {"contactPerson": {"names": [{"givenName": "Ada"}]}}
        return {"contacts": [contact], "readMask": mask}

    def test_a_result_holds_no_person_unasked(self, house: House) -> None:
        """Only its name at Google."""
        [row] = house.post("/leads", person()).json()["contacts"]
        assert row.keys() == {"index", "status", "resourceName"}

    def test_a_sender_may_ask(self, house: House) -> None:
        """For some fields, and gets no others."""
        [row] = house.post("/bulk", self.body("names")).json()["contacts"]
        assert row["person"].keys() == {"resourceName", "etag", "names"}
        assert row["person"]["names"][0]["givenName"] == "Ada"

    def test_a_replay_has_no_persons(self, house: House) -> None:
        """They were not kept."""
        house.post("/bulk", self.body("names"))
        [row] = house.post("/bulk", self.body("names")).json()["contacts"]
        assert "person" not in row

    def test_a_neighbours_wish_is_not_granted(self, house: House) -> None:
        """Both went to Google in one call."""
        asked, silent = house.stage.gather(
            house.send("POST", "/bulk", self.body("names"), {"idempotency-key": "a"}),
            house.send("POST", "/bulk", self.body(""), {"idempotency-key": "b"}),
        )
        assert house.creates() == [2]
        assert "person" in asked.json()["contacts"][0]
        assert "person" not in silent.json()["contacts"][0]


class TestEmpty:
    """Authentic, and nobody in it."""

    def test_a_ping_is_empty(self, house: House) -> None:
        """No call to Google, no entry in the ledger."""
        response = event(house, "webhook.ping")
        assert (response.status_code, response.json()["status"]) == (200, "empty")
        assert response.json()["contacts"] == []
        assert house.google.calls == []

    def test_a_new_person_is_created(self, house: House) -> None:
        """Under the id of the message."""
        answered = event(house, "contact.created", **person()).json()
        assert (answered["status"], answered["delivery"]) == ("created", "standard-webhooks:m1")


class TestCallers:
    """``credentials: caller``: whoever brings a token writes its own contacts."""

    @pytest.mark.parametrize("token", ["", "two words", "\xe9", "a,b", "\x01"])
    def test_without_a_usable_token_it_is_a_401(self, house: House, token: str) -> None:
        """Nothing is claimed and nobody is asked."""
        refused = house.post("/own", person(), x_google_access_token=token)
        assert problem(refused) == (401, "bad_access_token")
        assert refused.headers["www-authenticate"] == "Bearer"
        assert house.google.calls == []

    def test_a_token_that_google_refuses_is_a_401(self, house: House) -> None:
        """A new one for the same delivery is welcome."""
        refused = house.post("/own", person(), x_google_access_token="stale")
        assert problem(refused) == (401, "bad_access_token")
        token = house.token("ada@example.com")
        assert house.post("/own", person(), x_google_access_token=token).status_code == 200

    def test_two_callers_may_send_the_same(self, house: House) -> None:
        """Both get their contact, although the routes' default is one account."""
        for account in ("ada@example.com", "bob@example.com"):
            token = house.token(account)
            answered = house.post("/own", person(), x_google_access_token=token).json()
            assert answered["status"] == "created"
            assert len(house.contacts(account)) == 1

    def test_one_caller_sends_it_once(self, house: House) -> None:
        """The second time it is a duplicate."""
        token = house.token("ada@example.com")
        ends = [house.post("/own", person(), x_google_access_token=token) for _ in range(2)]
        assert [end.json()["status"] for end in ends] == ["created", "duplicate"]

    def test_a_hundred_callers_do_not_stop_the_next(self, house: House) -> None:
        """Their writers are let go when they are idle."""
        for number in range(102):
            token = house.token(f"ada{number}@example.com")
            assert house.post("/own", person(), x_google_access_token=token).status_code == 200


class TestCredentials:
    """By what right contacts are written."""

    def test_a_user_may_have_granted_it(self, build: Callable[..., House]) -> None:
        """With a refresh token of the route's own."""
        from emulator.google import Google  # noqa: PLC0415 - only to make a grant

        routes = "routes: {leads: {source: json, account: me@example.com, credentials: user}}"
        grant = Google(lambda: 0.0).identity.authorized_user("me@example.com", [])
        house = build(routes=routes, GOOGLE_USER_CREDENTIALS_LEADS=json.dumps(grant))
        house.google.identity.refresh_tokens[grant["refresh_token"]] = (
            "me@example.com",
            frozenset({"https://www.googleapis.com/auth/contacts"}),
        )
        assert house.post("/leads", person()).json()["status"] == "created"
        assert len(house.contacts("me@example.com")) == 1

    def test_the_service_account_may_write_its_own(self, build: Callable[..., House]) -> None:
        """Where routes.yaml says so."""
        routes = (
            "routes: {leads: {source: json, account: a@example.com, credentials: service-account}}"
        )
        house = build(routes=routes)
        assert house.post("/leads", person()).json()["status"] == "created"
        [book] = house.google.books
        assert book.endswith("gserviceaccount.com")

    def test_a_user_without_delegation_is_the_operators_business(
        self, build: Callable[..., House]
    ) -> None:
        """503 with what to do, and nothing is claimed."""
        house = build(routes="routes: {leads: {source: json, account: sales@example.com}}")
        house.google.identity.refused = {SALES}
        refused = house.post("/leads", person())
        assert problem(refused) == (503, "not_configured")
        assert "Admin console" in refused.json()["detail"]
        house.google.identity.refused = set()
        assert house.post("/leads", person()).json()["status"] == "created"

    def test_routes_of_one_account_share_its_calls(self, house: House) -> None:
        """One writer an account."""
        house.stage.gather(
            *(house.send("POST", path, person()) for path in ("/leads", "/open", "/small"))
        )
        assert house.creates() == [3]


class TestTheLedger:
    """Without it nothing is sent; once something was, its silence changes nothing."""

    def test_without_a_ledger_nothing_is_sent(self, build: Callable[..., House]) -> None:
        """503, and Google is not asked."""
        house = build(LEDGER="sqlite:/dev/null/ledger.db")
        refused = house.post("/leads", person())
        assert problem(refused) == (503, "ledger_unavailable")
        assert int(refused.headers["retry-after"]) >= 1
        assert house.google.calls == []

    def test_a_file_will_do(self, build: Callable[..., House], tmp_path: Path) -> None:
        """The other houses here remember in memory."""
        house = build(LEDGER=f"sqlite:{tmp_path / 'ledger.db'}")
        ends = [house.post("/leads", person()).json()["status"] for _ in range(2)]
        assert ends == ["created", "duplicate"]

    @pytest.fixture
    def failing(self, tmp_path: Path, build: Callable[..., House]) -> House:
        """Return a house whose ledger breaks while Google is asked."""
        import sqlite3  # noqa: PLC0415

        path = tmp_path / "breaking.db"

        class Breaking(httpx.AsyncBaseTransport):
            def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
                self.inner = inner

            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                if "batchCreate" in request.url.path:
                    with sqlite3.connect(path) as other:
                        for deed in ("UPDATE", "DELETE"):
                            other.execute(
                                f"CREATE TRIGGER IF NOT EXISTS t{deed} BEFORE {deed} ON entry"
                                " BEGIN SELECT RAISE(ABORT, 'no'); END"
                            )
                    other.close()
                return await self.inner.handle_async_request(request)

        return build(transport=Breaking, LEDGER=f"sqlite:{path}")

    def test_contacts_that_exist_are_answered_though_the_ledger_failed(
        self, failing: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The sender need not come again; the operator is told."""
        response = failing.post("/leads", person(), idempotency_key="d1")
        assert (response.status_code, response.json()["status"]) == (200, "created")
        assert '"severity":"ERROR","message":"the ledger missed' in capsys.readouterr().out

    def test_a_sender_that_comes_again_all_the_same_doubles_nobody(self, failing: House) -> None:
        """The claim is still there: in progress, then unknown."""
        failing.post("/leads", person(), idempotency_key="d1")
        again = failing.post("/leads", person(), idempotency_key="d1")
        assert problem(again) == (503, "delivery_in_progress")
        assert len(failing.contacts()) == 1

    def test_a_lost_answer_is_not_covered_up_by_the_ledger(self, failing: House) -> None:
        """Contacts may exist: that is what the sender is told."""
        failing.lose(when="after")
        assert problem(failing.post("/leads", person())) == (503, "people_unknown")


def test_rows_keep_their_order(house: House) -> None:
    """Ten thousand of them, two hundred a call."""
    response = house.post("/leads", people(10_000))
    rows = response.json()["contacts"]
    assert response.json()["counts"]["created"] == 10_000
    assert [row["index"] for row in rows] == list(range(10_000))
    assert house.creates() == [200] * 50
    kept = house.contacts()
    assert [row["resourceName"] for row in rows] == [one["resourceName"] for one in kept]
    assert kept[7777]["emailAddresses"][0]["value"] == "ada7777@example.com"


def test_labels_are_put_on_every_contact(build: Callable[..., House]) -> None:
    """Made when they are missing."""
    routes = "routes: {leads: {source: json, account: sales@example.com, labels: [Web leads]}}"
    house = build(routes=routes)
    house.post("/leads", people(3))
    [label] = house.google.book(SALES).groups.values()
    assert label.name == "Web leads"
    assert len(house.google.book(SALES).members(label.resource_name)) == 3


def test_statuses_of_a_mixed_delivery(house: House) -> None:
    """Google refuses one row by name: the others are sent again without it."""
    house.fault("row_invalid", marker="ada2@")
    response = house.post("/leads", people(4))
    assert statuses(response).count("created") == 3
    assert response.json()["status"] == "partial"


class TestChanged:
    """Some senders send an edited submission with the id of the first."""

    def test_a_repeated_delivery_that_says_something_else_is_told_so(self, house: House) -> None:
        """It is a duplicate by its id, and what is new in it is not created."""
        house.post("/leads", person(), idempotency_key="d1")
        again = house.post("/leads", people(2), idempotency_key="d1").json()
        assert (again["status"], again["replayed"], again["changed"]) == ("duplicate", True, True)

    def test_another_envelope_changes_nothing(self, house: House) -> None:
        """Blanks, order of keys and the time of sending are not what people said."""
        ada = {"name": "Ada", "email": "ada@example.com"}
        house.post("/leads", ada, idempotency_key="d1")
        spaced = b'{"name":   "Ada", "email": "ada@example.com"}'
        again = house.post("/leads", spaced, idempotency_key="d1").json()
        assert "changed" not in again
