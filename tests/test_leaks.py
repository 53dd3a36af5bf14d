"""No personal value, secret or token in a log line, a problem, a result, or the ledger.

Recognisable values go through every path, good and bad. What a sender calls its own delivery is
told to that sender (``delivery`` in a result) and to nobody else: the log and the ledger hold
hashes of it. What is parked is what people wrote, on purpose; it is packed, and not looked into
here.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from emulator.faults import KINDS
from emulator.identity import key_file

from .house import CREATE, House

EMAIL = "zebulon.quix@example.com"
SECRET = "hush-secret-of-the-route"
ID = "idem-zebulon-" + "7" * 400
LEAD = {
    "name": "Zebulon Quix",
    "email": EMAIL,
    "phone": "+1 415 555 0199",
    "message": "the cat is out of the bag",
    "Favourite colour": "ultraviolet-ish",
}
PERSON = {
    "names": [{"givenName": "Zebulon", "familyName": "Quix"}],
    "emailAddresses": [{"value": EMAIL}],
    "phoneNumbers": [{"value": "+14155550199"}],
    "biographies": [{"value": "the cat is out of the bag"}],
}
FORM = {
    "event_type": "form_response",
    "form_response": {
        "token": "form-token-1",  # also its row's `ref`, which is kept for a replay
        "definition": {"fields": [{"id": "q1", "title": "Your name"}]},
        "answers": [
            {"type": "text", "text": "Zebulon Quix", "field": {"id": "q1"}},
            {"type": "email", "email": EMAIL, "field": {"id": "q2"}},
            {"type": "text", "text": "the cat is out of the bag", "field": {"id": "q3"}},
        ],
    },
}
ROUTES = """
defaults: {account: sales@example.com}
routes:
  leads: {source: json}
  small: {source: json, max_body_bytes: 20}
  signed: {source: json, options: {signature: {header: X-Sign}}}
  web: {source: typeform, labels: [Web leads]}
  events: {source: standard-webhooks}
  bulk: {source: people}
  own: {source: json, credentials: caller}
"""
PERSONAL = ("zebulon", "quix", "5550199", "555 0199", "the cat is out", "ultraviolet")

Post = tuple[str, bytes, dict[str, str]]


def encode(body: Any) -> bytes:
    """Return JSON."""
    return json.dumps(body).encode()


def mac(content: bytes) -> bytes:
    """Return the keyed hash of something."""
    return hmac.digest(SECRET.encode(), content, "sha256")


def posts(house: House) -> Iterator[Post]:
    """Yield a delivery of every source, each with its proof."""
    token = {"authorization": f"Bearer {SECRET}"}
    lead, form = encode([LEAD]), encode(FORM)
    event = encode({"type": "contact.created", "data": LEAD})
    bulk = encode({"contacts": [{"contactPerson": PERSON}]})
    at = str(int(house.now()))
    signed = f"{ID}.{at}.".encode() + event
    caller = token | {"x-google-access-token": house.token("zebulon@example.com")}
    yield "/leads", lead, token | {"idempotency-key": ID}
    yield f"/leads?token={SECRET}", encode(LEAD | {"more": 1}), {}
    yield "/signed", lead, {"x-sign": mac(lead).hex(), "idempotency-key": ID}
    yield "/web", form, {"typeform-signature": f"sha256={base64.b64encode(mac(form)).decode()}"}
    yield (
        "/events",
        event,
        {
            "webhook-id": ID,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(mac(signed)).decode()}",
        },
    )
    yield "/bulk", bulk, token | {"idempotency-key": ID}
    yield "/own", lead, caller | {"idempotency-key": ID}


class Watch:
    """A house, and everything that it tells, writes and stores."""

    def __init__(
        self,
        house: House,
        ledger: Path,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        self.house = house
        self.ledger = ledger
        self._capsys = capsys
        self._caplog = caplog
        self._hidden = [SECRET, base64.b64encode(SECRET.encode()).decode()]
        self.answers: list[httpx.Response] = []

    def send(self, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """Deliver, keeping in mind what was secret about it."""
        proofs = ("x-sign", "typeform-signature", "webhook-signature", "x-google-access-token")
        self._hidden += [headers[name] for name in proofs if name in headers]
        answer = self.house.stage.run(
            self.house.send("POST", path, body, {"authorization": "", **headers})
        )
        self.answers.append(answer)
        return answer

    def check(self) -> None:
        """Look everywhere."""
        captured = self._capsys.readouterr()
        told = captured.out + captured.err + self._caplog.text
        stored = b"".join(
            file.read_bytes() for file in self.ledger.parent.glob(f"{self.ledger.name}*")
        ).decode("latin-1")
        key = key_file()["private_key"].splitlines()[1]
        tokens = [*self.house.google.identity.tokens, *self._hidden, key]
        for place in (told, stored):
            find(place, *PERSONAL, *tokens, "idem-", "7" * 40)
        for answer in self.answers:
            body = answer.json()
            if "contacts" not in body:  # a problem
                find(answer.text, *PERSONAL, *tokens, "idem-")
                continue
            body.pop("delivery")
            for row in body["contacts"]:
                row.pop("ref", None)  # the sender's own id of the row
            find(json.dumps(body), *PERSONAL, *tokens)


def find(text: str, *marks: str) -> None:
    """Fail with the first mark that a text holds."""
    folded = text.casefold()
    found = [mark for mark in marks if mark.casefold() in folded]
    assert found == []


@pytest.fixture
def watch(
    build: Callable[..., House],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> Callable[..., Watch]:
    """Return what builds a house and watches it."""

    def watch(**told: Any) -> Watch:
        secrets = ("LEADS", "SMALL", "SIGNED", "WEB", "BULK", "OWN")
        ledger = tmp_path / "watched.db"
        house = build(
            routes=ROUTES,
            LEDGER=f"sqlite:{ledger}",
            WEBHOOK_SECRETS_EVENTS=f"whsec_{base64.b64encode(SECRET.encode()).decode()}",
            **{f"WEBHOOK_SECRETS_{name}": SECRET for name in secrets},
            **told,
        )
        return Watch(house, ledger, capsys, caplog)

    return watch


def test_deliveries_that_succeed(watch: Callable[..., Watch]) -> None:
    """From every source, first and repeated."""
    watched = watch()
    for _ in range(2):
        for post in posts(watched.house):
            assert watched.send(*post).status_code == 200
    watched.check()


def test_deliveries_without_their_proof(watch: Callable[..., Watch]) -> None:
    """Nothing of what a stranger sends is kept."""
    watched = watch()
    for path, body, headers in posts(watched.house):
        bad = {name: f"{value[:-2]}xx" for name, value in headers.items() if name[0] != "i"}
        refused = watched.send(path.partition("?")[0], body, bad)
        assert refused.status_code == 401
    watched.check()


@pytest.mark.parametrize(
    "body",
    [
        encode(LEAD)[:-5],
        encode("Zebulon Quix"),
        b"\xff" + encode(LEAD),
        encode(LEAD).replace(b'"Zebulon Quix"', b"Zebulon Quix"),
        b"zebulon.quix@example.com",
    ],
)
def test_bodies_that_cannot_be_read(watch: Callable[..., Watch], body: bytes) -> None:
    """The place of the mistake is told, never what stands there."""
    watched = watch()
    for path, _, headers in list(posts(watched.house)):
        if "authorization" in headers:
            assert watched.send(path, body, headers).status_code == 400
    headers = {"authorization": f"Bearer {SECRET}"}
    assert watched.send("/small", encode(LEAD), headers).status_code == 413
    xml = headers | {"content-type": "text/zebulon-quix"}
    assert watched.send("/leads", encode(LEAD), xml).status_code == 415
    watched.send(f"/zebulon-quix?token={SECRET}", encode(LEAD), headers)
    watched.check()


def test_rows_that_are_invalid(watch: Callable[..., Watch]) -> None:
    """Paths and words of ours, no values."""
    watched = watch()
    token = {"authorization": f"Bearer {SECRET}"}
    bad: list[dict[str, Any]] = [
        {"emailAddresses": [{"value": "zebulon quix at example"}]},
        {"names": "Zebulon Quix"},
        {"names": [{"givenName": ["Zebulon"]}]},
        {"birthdays": [{"date": {"year": "Zebulon", "month": 13}}]},
        {"phoneNumbers": [{"value": {"zebulon": 1}}]},
        {"names": [{"givenName": "Zebulon"}, {"givenName": "Quix"}]},
        {"genders": [{"value": "zebulon" * 1000}]},
        {"memberships": [{"contactGroupMembership": {"contactGroupResourceName": "zebulon"}}]},
    ]
    body = encode({"contacts": [{"contactPerson": one} for one in bad]})
    answer = watched.send("/bulk", body, token)
    assert {"invalid"} <= {row["status"] for row in answer.json()["contacts"]}
    watched.send("/leads", encode([{"email": "zebulon quix"}, {"note": LEAD["message"]}]), token)
    watched.check()


def test_a_result_holds_a_person_only_where_it_was_asked_for(watch: Callable[..., Watch]) -> None:
    """With a read mask, and in a dry run; the log and the ledger never do."""
    watched = watch()
    token = {"authorization": f"Bearer {SECRET}"}
    body = encode({"contacts": [{"contactPerson": PERSON}], "readMask": "names"})
    asked = watched.send("/bulk", body, token)
    shown = watched.send("/leads?dry_run=true", encode(LEAD), token)
    assert "Zebulon" in asked.text
    assert EMAIL not in asked.text
    assert EMAIL in shown.text
    watched.answers.clear()
    watched.check()


# Not among them what google-auth sleeps out, in real time, before it asks for a token again.
TOKEN_FAULTS = ("invalid_grant", "unauthorized_client", "permission_denied", "bad_gateway", "lost")


@pytest.mark.parametrize(
    ("method", "kind"),
    [(CREATE, kind) for kind in KINDS if kind != "latency"]
    + [("token", kind) for kind in TOKEN_FAULTS],
)
def test_every_fault_of_google(watch: Callable[..., Watch], method: str, kind: str) -> None:
    """As the emulator words them."""
    watched = watch()
    watched.house.fault(kind, method, times=None)
    for post in list(posts(watched.house))[::3]:  # beyond them, Google cannot tell sources apart
        watched.send(*post)
        watched.house.stage.wait(100)
    watched.check()


class Quoting(httpx.AsyncBaseTransport):
    """A Google that quotes what it was sent in everything that it says."""

    def __init__(self, inner: httpx.AsyncBaseTransport, status: int) -> None:
        self._inner = inner
        self._status = status

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        if "batchCreate" not in request.url.path and self._status != 401:
            return await self._inner.handle_async_request(request)
        quoted = f"{request.headers.get('authorization')} {request.content.decode()}"
        if not self._status:
            raise RuntimeError(quoted)
        violation = {"field": "Zebulon.Quix", "description": quoted}
        details = [{"@type": "BadRequest", "fieldViolations": [violation], "reason": quoted}]
        error = {"code": 3, "message": quoted, "status": quoted, "details": details}
        if self._status == 200:
            rows = [{"status": error}] * len(json.loads(request.content)["contacts"])
            return httpx.Response(200, json={"createdPeople": rows})
        named = {"@type": "BatchCreateContactsErrorDetails", "contactErrors": {"0": error}}
        if self._status == 418:
            error["details"] = [named]
        code = 400 if self._status == 418 else self._status
        return httpx.Response(code, json={"error": error, "error_description": quoted})


@pytest.mark.parametrize("status", [0, 200, 400, 401, 403, 404, 409, 413, 418, 429, 500, 503])
def test_a_google_that_quotes(watch: Callable[..., Watch], status: int) -> None:
    """Its messages, its details, its status; and an exception that holds it all."""
    watched = watch(transport=lambda inner: Quoting(inner, status))
    for post in list(posts(watched.house))[::3]:  # beyond them, Google cannot tell sources apart
        watched.send(*post)
        watched.house.stage.wait(100)
    watched.check()


def test_an_exception_of_ours(watch: Callable[..., Watch]) -> None:
    """Whatever its message holds."""

    def fail() -> str:
        raise RuntimeError(f"{EMAIL} {SECRET} {ID}")

    watched = watch(nonce=fail)
    for post in posts(watched.house):
        assert watched.send(*post).json()["code"] == "internal_error"
    watched.check()


def test_a_ledger_that_fails(watch: Callable[..., Watch]) -> None:
    """Its path is not told either."""
    watched = watch()
    watched.ledger.mkdir()
    for post in posts(watched.house):
        answer = watched.send(*post)
        assert answer.json()["code"] == "ledger_unavailable"
        assert "watched" not in answer.text
    watched.ledger.rmdir()
    watched.check()


def test_the_ledger_knows_a_delivery_by_a_hash(watch: Callable[..., Watch]) -> None:
    """And a person by Google's name alone."""
    watched = watch()
    token = {"authorization": f"Bearer {SECRET}", "idempotency-key": EMAIL}
    answer = watched.send("/leads", encode(LEAD), token).json()
    assert answer["delivery"] == f"json:{EMAIL}"  # its own sender's own words
    stored = b"".join(file.read_bytes() for file in watched.ledger.parent.glob("watched.db*"))
    key = hashlib.sha256(f"leads\n\nid:{EMAIL}".encode()).hexdigest()
    assert key.encode() in stored
    assert answer["contacts"][0]["resourceName"].encode() in stored
    watched.check()
