"""What Google may answer, played; and what an operator is told of it."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.errors import LedgerUnavailable, NotConfigured
from adapter.ledger.documents import Changed, Documents, Write
from adapter.ledger.firestore import FirestoreLedger
from adapter.ledger.ledger import Busy, New
from adapter.ledger.troubles import ADVICE

from .ledgers import CREATED, LEASE_S, NOW, entry, no_sleep, parked

ROOT = "projects/p/databases/d/documents"
WRITTEN = {"writeResults": [{"updateTime": "2026-09-21T14:13:20.000001Z"}]}
Played = httpx.Response | Exception


def error(status: int, word: str, *, reason: str = "") -> httpx.Response:
    """Return an error as Google words it."""
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]
    told = {"code": status, "status": word, "message": "secret-project is secret"}
    return httpx.Response(status, json={"error": told | ({"details": details} if reason else {})})


def ok(body: Any = WRITTEN) -> httpx.Response:
    """Return an answer."""
    return httpx.Response(200, json=body)


METHODS: list[Callable[[FirestoreLedger], Any]] = [
    lambda ledger: ledger.claim(entry(), NOW),
    lambda ledger: ledger.complete(entry(), [CREATED]),
    lambda ledger: ledger.release(entry()),
    lambda ledger: ledger.lease("ada", "h1", NOW, LEASE_S),
    lambda ledger: ledger.park(parked()),
    lambda ledger: ledger.list_parked(NOW),
    lambda ledger: ledger.drop_parked("a"),
]


class Purse:
    """Tokens that are counted."""

    def __init__(self, refusal: NotConfigured | None = None) -> None:
        self.number = 1
        self.refusal = refusal

    async def get(self) -> str:
        """Return the current one."""
        if self.refusal:
            raise self.refusal
        return f"token-{self.number}"

    def renew(self) -> None:
        """Make the next one current."""
        self.number += 1


class Firestore:
    """A database that answers what it is told to; the last answer again and again."""

    def __init__(self, *answers: Played, tokens: Any = None) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        self.documents = Documents(
            client, tokens or Purse(), "projects/p/databases/d", sleep=no_sleep
        )
        self.ledger = FirestoreLedger(self.documents)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, content=answer.content)

    def claim(self) -> object:
        """Claim a delivery."""
        return asyncio.run(self.ledger.claim(entry(), NOW))

    def refusal(self) -> LedgerUnavailable:
        """Return what whoever claims is told."""
        with pytest.raises(LedgerUnavailable) as told:
            self.claim()
        return told.value

    @property
    def methods(self) -> list[str]:
        """What was asked."""
        return [request.url.path.rpartition(":")[2] for request in self.asked]


def test_a_claim_is_one_request() -> None:
    """With its condition, to Google, with a token."""
    firestore = Firestore(ok())
    assert firestore.claim() == New()
    [request] = firestore.asked
    assert str(request.url) == f"https://firestore.googleapis.com/v1/{ROOT}:commit"
    assert request.headers["authorization"] == "Bearer token-1"
    [write] = json.loads(request.content)["writes"]
    assert write["update"]["name"] == f"{ROOT}/ledger/k"
    assert write["update"]["fields"]["leaseUntil"] == {"doubleValue": NOW + LEASE_S}
    assert write["currentDocument"] == {"exists": False}


def test_every_change_of_a_claim_is_one_more() -> None:
    """On the condition that it is as it was left."""
    firestore = Firestore(ok())

    async def story() -> None:
        await firestore.ledger.claim(entry(), NOW)
        for _ in range(2):
            await firestore.ledger.record(entry(), [CREATED], NOW)
        await firestore.ledger.complete(entry(), [CREATED])

    asyncio.run(story())
    [write] = json.loads(firestore.asked[-1].content)["writes"]
    assert firestore.methods == ["commit"] * 4
    assert write["currentDocument"] == {"updateTime": "2026-09-21T14:13:20.000001Z"}
    assert set(write["updateMask"]["fieldPaths"]) == {"state", "packed", "parts", "digest"}


LOST: dict[str, Played] = {
    "timeout": httpx.ReadTimeout("x"),
    "refused": httpx.ConnectError("x"),
    "closed": httpx.RemoteProtocolError("x"),
    "500": error(500, "INTERNAL"),
    "503": error(503, "UNAVAILABLE"),
    "504": error(504, "DEADLINE_EXCEEDED"),
    "html": httpx.Response(502, text="<html>Bad Gateway"),
    "html as success": httpx.Response(200, text="<html>Sign in"),
    "nothing": httpx.Response(200),
    "null": ok(None),
    "a list": ok([]),
    "no results": ok({}),
    "too few results": ok({"writeResults": []}),
    "nested": httpx.Response(200, text="[" * 100_000),
    "no text": httpx.Response(200, content=b"\xff\xfe\xfd"),
}


@pytest.mark.parametrize("trouble", LOST)
def test_what_is_lost_is_tried_once_more(trouble: str) -> None:
    """A passing trouble is not the sender's."""
    firestore = Firestore(LOST[trouble], ok())
    assert firestore.claim() == New()
    assert len(firestore.asked) == 2


@pytest.mark.parametrize("trouble", LOST)
def test_what_stays_lost_is_told(trouble: str) -> None:
    """Soon: its sender waits."""
    firestore = Firestore(LOST[trouble])
    told = firestore.refusal()
    assert (told.detail, told.retry_after_s) == ("Firestore does not answer.", 5)
    assert len(firestore.asked) == 2


@pytest.mark.parametrize("times", [1, 2])
def test_contention_is_waited_out(times: int) -> None:
    """Nothing was written, so it is written again."""
    firestore = Firestore(*[error(409, "ABORTED")] * times, ok())
    assert firestore.claim() == New()
    assert len(firestore.asked) == times + 1


def test_contention_without_end_is_told() -> None:
    """After three attempts."""
    firestore = Firestore(error(409, "ABORTED"))
    assert firestore.refusal().retry_after_s == 2
    assert len(firestore.asked) == 3


def test_a_document_that_always_changes_is_busy() -> None:
    """Whoever reads it finds it gone, whoever writes it finds it there."""
    missing = ok([{"missing": f"{ROOT}/ledger/k"}])
    firestore = Firestore(*[error(409, "ALREADY_EXISTS"), missing] * 9)
    assert firestore.claim() == Busy(1.0)
    assert len(firestore.asked) == 8


def head(path: str, parts: int = 0) -> dict[str, Any]:
    """Return a document of ours as Firestore tells it."""
    return {
        "name": f"{ROOT}/{path}",
        "updateTime": "2026-09-21T14:13:20Z",
        "fields": {
            "holder": {"stringValue": "h1"},
            "packed": {"bytesValue": ""},
            "parts": {"integerValue": str(parts)},
            "digest": {"stringValue": "d"},
            "expireAt": {"timestampValue": "2030-01-01T00:00:00Z"},
        },
    }


@pytest.mark.parametrize(
    ("path", "number"), [("ledger/k", 1), ("ledger/k", 2), ("parked/0123456789abcdef", 4)]
)
def test_a_change_that_is_always_late_is_given_up(path: str, number: int) -> None:
    """Each time it was read, it has changed again."""
    found = ok([{"found": head(path)}])
    firestore = Firestore(*[found, error(400, "FAILED_PRECONDITION")] * 9)
    with pytest.raises(LedgerUnavailable):
        asyncio.run(METHODS[number](firestore.ledger))
    assert len(firestore.asked) == 8


def test_what_always_changes_is_not_dropped() -> None:
    """Nor is it said to be."""
    found = ok([{"found": head("parked/a")}])
    firestore = Firestore(*[found, error(400, "FAILED_PRECONDITION")] * 9)
    with pytest.raises(LedgerUnavailable):
        asyncio.run(firestore.ledger.drop_parked("a"))


def test_a_lease_that_always_changes_is_to_be_waited_for() -> None:
    """Others are just as eager."""
    missing = ok([{"missing": f"{ROOT}/accounts/ada"}])
    firestore = Firestore(*[error(409, "ALREADY_EXISTS"), missing] * 9)
    assert asyncio.run(firestore.ledger.lease("ada", "h1", NOW, LEASE_S)) == 1


def test_parts_that_stay_away_make_the_ledger_unavailable() -> None:
    """A delivery of which half is gone is not taken for a whole one."""
    found, missing = ok([{"found": head("ledger/k", 1)}]), ok([{"missing": f"{ROOT}/ledger/k.d.0"}])
    firestore = Firestore(error(409, "ALREADY_EXISTS"), *[found, missing] * 9)
    assert firestore.refusal().retry_after_s == 2
    listed, missing = (
        ok([{"document": head("parked/a", 1)}]),
        ok([{"missing": f"{ROOT}/parked/a.d.0"}]),
    )
    with pytest.raises(LedgerUnavailable):
        asyncio.run(Firestore(*[listed, missing] * 9).ledger.list_parked(NOW))


def test_a_token_that_is_refused_is_renewed() -> None:
    """Once; a key may have been rotated."""
    firestore = Firestore(error(401, "UNAUTHENTICATED"), ok())
    assert firestore.claim() == New()
    assert [request.headers["authorization"] for request in firestore.asked] == [
        "Bearer token-1",
        "Bearer token-2",
    ]


def test_a_token_that_stays_refused_is_told() -> None:
    """Somebody has to look."""
    firestore = Firestore(httpx.Response(401, text="<html>"))
    assert firestore.refusal().detail == "Firestore refuses the access token."
    assert len(firestore.asked) == 2


def test_without_a_token_the_ledger_is_unavailable() -> None:
    """What to do about it is told; nothing is asked."""
    refusal = NotConfigured("Make a new key.", retry_after_s=300)
    firestore = Firestore(ok(), tokens=Purse(refusal))
    told = firestore.refusal()
    assert (told.detail, told.retry_after_s) == ("Make a new key.", 300)
    assert firestore.asked == []


REFUSALS = {
    "permission": (error(403, "PERMISSION_DENIED"), ADVICE["PERMISSION_DENIED"]),
    "api": (
        error(403, "PERMISSION_DENIED", reason="SERVICE_DISABLED"),
        ADVICE["SERVICE_DISABLED"],
    ),
    "database": (error(404, "NOT_FOUND"), ADVICE["NOT_FOUND"]),
    "mode": (error(400, "FAILED_PRECONDITION"), ADVICE["FAILED_PRECONDITION"]),
    "quota": (error(429, "RESOURCE_EXHAUSTED"), "Firestore's quota is used up."),
    "argument": (error(400, "INVALID_ARGUMENT"), "Firestore refuses a request (HTTP 400)."),
    "proxy": (httpx.Response(403, text="<html>"), "Firestore refuses a request (HTTP 403)."),
    "proxy, not found": (httpx.Response(404), "Firestore refuses a request (HTTP 404)."),
    "elsewhere": (httpx.Response(302), "Firestore refuses a request (HTTP 302)."),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_says_what_to_do(name: str) -> None:
    """Without Google's words, which name the project; it is not tried again at once."""
    answer, expected = REFUSALS[name]
    told = Firestore(answer).refusal()
    assert told.detail == expected
    assert told.retry_after_s >= 30
    assert "secret" not in str(told)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_stream_tells_its_refusal_in_a_list(name: str) -> None:
    """As batchGet and runQuery do; it means the same."""
    answer, expected = REFUSALS[name]
    if answer.headers.get("content-type") == "application/json":
        answer = httpx.Response(answer.status_code, json=[answer.json()])
    with pytest.raises(LedgerUnavailable) as told:
        asyncio.run(Firestore(answer).ledger.list_parked(NOW))
    assert told.value.detail == expected


@pytest.mark.parametrize("word", ["ALREADY_EXISTS", "FAILED_PRECONDITION", "NOT_FOUND"])
def test_without_a_condition_none_is_broken(word: str) -> None:
    """It is a refusal then."""
    documents = Firestore(error(400, word)).documents
    with pytest.raises(LedgerUnavailable):
        asyncio.run(documents.commit([Write("ledger/k", None)]))
    with pytest.raises(Changed):
        asyncio.run(documents.commit([Write("ledger/k", None, "version")]))


def test_a_listing_that_breaks_off_is_not_believed() -> None:
    """Half a list would hide deliveries."""
    head = {"name": f"{ROOT}/parked/a", "updateTime": "2026-09-21T14:13:20Z"}
    torn = ok([{"document": head}, {"error": {"code": 13}}])
    firestore = Firestore(torn, ok([{"readTime": "2026-09-21T14:13:20Z"}]))
    assert asyncio.run(firestore.ledger.list_parked(NOW)) == []
    assert len(firestore.asked) == 2


def test_a_reading_that_leaves_something_out_is_not_believed() -> None:
    """It says of every document whether it is there."""
    firestore = Firestore(ok([]), ok([{"missing": f"{ROOT}/accounts/a"}]))
    asyncio.run(firestore.ledger.give_back("a", "h1"))
    assert firestore.methods == ["batchGet", "batchGet"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["error", "status", "details", "reason", "writeResults", "found"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=6,
)
replies = st.builds(
    httpx.Response,
    st.sampled_from([200, 204, 301, 400, 401, 403, 404, 409, 429, 500, 503]),
    content=anything.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=20),
)


@settings(deadline=None)
@given(st.lists(replies, min_size=1, max_size=4), st.sampled_from(METHODS))
def test_whatever_is_answered_the_ledger_is_good_or_unavailable(
    answers: list[Played], ask: Callable[[FirestoreLedger], Any]
) -> None:
    """No other error leaves it."""
    firestore = Firestore(*answers)
    with suppress(LedgerUnavailable):
        asyncio.run(ask(firestore.ledger))
