"""HTTP: paths, methods, limits, and which answer has which status."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from starlette.types import Message

from adapter.door import DRAIN_BYTES
from adapter.model import Delivery, Said
from adapter.sources.source import Options, Secrets

from .house import SECRET, House, person, problem, statuses

FORM: dict[str, Any] = {
    "event_type": "form_response",
    "form_response": {
        "token": "t1",
        "definition": {"fields": [{"id": "q1", "title": "Your name"}]},
        "answers": [
            {"type": "text", "text": "Ada Example", "field": {"id": "q1"}},
            {"type": "email", "email": "ada@example.com", "field": {"id": "q2"}},
        ],
    },
}


def sign(body: bytes) -> str:
    """Return a signature as Typeform makes it."""
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    return f"sha256={base64.b64encode(digest).decode()}"


async def chunks(size: int, count: int) -> AsyncIterator[bytes]:
    """Yield a body whose length nobody announces."""
    for _ in range(count):
        yield b"x" * size


class TestPaths:
    """What is where."""

    def test_health_is_good(self, house: House) -> None:
        """Once the configuration is; without any proof of origin."""
        response = house.request("GET", "/health", authorization="")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})

    @pytest.mark.parametrize("path", ["/", "/nowhere", "/leads/extra", "/LEADS", "/health/x"])
    def test_an_unknown_path_is_a_404(self, house: House, path: str) -> None:
        """Whatever the method."""
        assert problem(house.post(path, person())) == (404, "unknown_route")

    @pytest.mark.parametrize("path", ["/leads", "/leads/"])
    def test_a_slash_at_the_end_is_free(self, house: House, path: str) -> None:
        """Senders' forms add one, or take it away."""
        assert house.post(path, person()).status_code == 200

    @pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
    def test_another_method_is_a_405(self, house: House, method: str) -> None:
        """It names the one that is allowed."""
        response = house.request(method, "/leads")
        assert (response.status_code, response.headers["allow"]) == (405, "POST")

    @pytest.mark.parametrize("path", ["/health", "/openapi.json"])
    def test_our_own_paths_are_only_read(self, house: House, path: str) -> None:
        """They take no deliveries."""
        response = house.post(path)
        assert problem(response) == (405, "bad_method")
        assert response.headers["allow"] == "GET, HEAD"

    @pytest.mark.parametrize("host", ["[", "x/health?", "", "a b"])
    def test_a_hostile_host_changes_nothing(self, house: House, host: str) -> None:
        """The path is what was asked for, and nothing breaks on the way to it."""
        assert problem(house.post("/nowhere", host=host)) == (404, "unknown_route")
        assert house.post("/leads", person(), host=host).status_code == 200


class TestProof:
    """Who may post."""

    @pytest.mark.parametrize(
        "headers",
        [
            {"authorization": ""},
            {"authorization": "Bearer wrong"},
            {"authorization": "Basic !"},
            {"authorization": "Bearer \xe9"},
            {"authorization": "", "x_webhook_token": "wrong"},
        ],
    )
    def test_without_the_token_it_is_a_401(self, house: House, headers: dict[str, str]) -> None:
        """One message for missing and wrong; it names a challenge."""
        response = house.post("/leads", person(), **headers)
        assert problem(response) == (401, "bad_signature")
        assert response.headers["www-authenticate"] == "Bearer"
        assert house.creates() == []

    def test_a_token_may_stand_in_the_query(self, house: House) -> None:
        """For senders that can set no header."""
        response = house.post(f"/leads?token={SECRET}", person(), authorization="")
        assert response.status_code == 200

    def test_a_token_is_checked_before_the_body_is_read(self, house: House) -> None:
        """A stranger cannot make us hold a body."""
        read = []

        async def body() -> AsyncIterator[bytes]:
            read.append("touched")
            yield b"{}"

        async def receive() -> Message:
            read.append("touched")
            return {"type": "http.request", "body": b"", "more_body": False}

        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/leads",
            "query_string": b"",
            "headers": [(b"authorization", b"Bearer wrong")],
        }
        house.stage.run(house(scope, receive, send))
        assert sent[0]["status"] == 401
        assert read == []

    def test_a_signature_is_checked(self, house: House) -> None:
        """Over the body as it came."""
        body = json.dumps(FORM).encode()
        good = house.post("/web", body, typeform_signature=sign(body))
        bad = house.post("/web", body + b" ", typeform_signature=sign(body))
        assert good.status_code == 200
        assert problem(bad) == (401, "bad_signature")

    def test_a_malformed_body_without_a_signature_is_a_401(self, house: House) -> None:
        """Strangers learn nothing about what we can read."""
        assert problem(house.post("/web", b"{")) == (401, "bad_signature")

    def test_a_stale_signature_is_a_401(self, house: House) -> None:
        """Six minutes are too long."""
        body = b'{"type": "contact.created", "data": {"email": "ada@example.com"}}'
        at = str(int(house.now()) - 360)
        digest = hmac.new(SECRET.encode(), f"m1.{at}.".encode() + body, hashlib.sha256).digest()
        response = house.post(
            "/events",
            body,
            webhook_id="m1",
            webhook_timestamp=at,
            webhook_signature=f"v1,{base64.b64encode(digest).decode()}",
        )
        assert problem(response) == (401, "bad_signature")

    def test_an_open_route_takes_everybody(self, house: House) -> None:
        """As routes.yaml says."""
        assert house.post("/open", person(), authorization="").status_code == 200


class TestBodies:
    """What can be read."""

    @pytest.mark.parametrize("body", [b"{", b"", b"\xff", b'"text"', b"[" * 100_000, b"NaN"])
    def test_a_malformed_body_is_a_400(self, house: House, body: bytes) -> None:
        """Nothing is created."""
        assert problem(house.post("/leads", body)) == (400, "malformed_body")
        assert house.creates() == []

    def test_a_type_that_nobody_reads_is_a_415(self, house: House) -> None:
        """A picture, for one."""
        response = house.post("/leads", b"\x89PNG", content_type="image/png")
        assert problem(response) == (415, "unsupported_body")

    def test_a_body_at_the_limit_is_taken(self, house: House) -> None:
        """The limit is the last length that passes."""
        body = json.dumps(person()).encode().ljust(1000)
        assert house.post("/small", body).status_code == 200

    def test_a_body_over_the_limit_is_a_413(self, house: House) -> None:
        """The limit is told."""
        response = house.post("/small", b"x" * 1001)
        assert problem(response) == (413, "too_large")
        assert "1000 bytes" in response.json()["detail"]

    @pytest.mark.parametrize("count", [2, 20])
    def test_a_chunked_body_over_the_limit_is_a_413(self, house: House, count: int) -> None:
        """Although nobody announced its length."""
        response = house.post("/small", chunks(600, count))
        assert problem(response) == (413, "too_large")

    def test_an_endless_body_is_not_read_to_its_end(self, house: House) -> None:
        """There is none."""
        response = house.post("/small", chunks(1_048_576, 10**6))
        assert problem(response) == (413, "too_large")
        assert DRAIN_BYTES < 10**6 * 1_048_576

    def test_a_sender_that_hangs_up_has_sent_nothing(self, house: House) -> None:
        """Half a body is no body."""
        messages: list[Message] = [
            {"type": "http.request", "body": b'[{"name": "Ada"}', "more_body": True},
            {"type": "http.disconnect"},
        ]
        sent: list[Message] = []

        async def receive() -> Message:
            return messages.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/open",
            "query_string": b"",
            "headers": [],
            "server": ("adapter.example.com", 443),
        }
        house.stage.run(house(scope, receive, send))
        assert sent[0]["status"] == 400
        assert house.creates() == []


class TestResults:
    """What a delivery that was carried out is answered."""

    def test_a_created_contact_is_a_200(self, house: House) -> None:
        """And it is there."""
        response = house.post("/leads", person(), idempotency_key="d1")
        assert response.status_code == 200
        assert response.json()["status"] == "created"
        assert response.json()["delivery"] == "json:d1"
        [kept] = house.contacts()
        assert response.json()["contacts"][0]["resourceName"] == kept["resourceName"]

    def test_one_bad_row_does_not_sink_the_others(self, house: House) -> None:
        """Partial is a success."""
        response = house.post("/leads", [person(1), {"id": "r2"}, person(3)])
        assert (response.status_code, response.json()["status"]) == (200, "partial")
        assert statuses(response) == ["created", "invalid", "created"]
        assert response.json()["contacts"][1]["ref"] == "r2"

    def test_no_good_row_is_a_422(self, house: House) -> None:
        """With the rows and what is wrong with each."""
        response = house.post("/leads", [{}, {}])
        assert (response.status_code, response.json()["status"]) == (422, "rejected")
        assert response.headers["content-type"] == "application/json"
        assert statuses(response) == ["invalid", "invalid"]

    def test_nobody_is_a_200(self, house: House) -> None:
        """An empty list is authentic."""
        response = house.post("/leads", [])
        assert (response.status_code, response.json()["status"]) == (200, "empty")

    def test_half_a_character_in_an_id_does_no_harm(self, house: House) -> None:
        """JSON can hold one; UTF-8, in which we answer, cannot."""
        body = b'[{"id": "\\ud83d", "email": "ada@example.com"}]'
        for whole in ("created", "duplicate"):
            answered = house.post("/leads", body).json()
            assert answered["status"] == whole

    def test_half_a_character_in_a_deliverys_id_does_no_harm(self, house: House) -> None:
        """Likewise."""
        form = FORM | {"form_response": FORM["form_response"] | {"token": "\ud83d"}}
        body = json.dumps(form).encode()
        for whole in ("created", "duplicate"):
            answered = house.post("/web", body, typeform_signature=sign(body)).json()
            assert answered["status"] == whole


class TestUnexpected:
    """What nobody has thought of."""

    def test_a_fault_of_ours_is_a_503_that_tells_nothing(
        self, build: Callable[..., House], capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A fixed body; the log has the place, and not the message."""

        def fail() -> str:
            raise RuntimeError("ada@example.com")

        response = build(nonce=fail).post("/leads", person())
        assert problem(response) == (503, "internal_error")
        assert response.headers["retry-after"] == "60"
        captured = capsys.readouterr()
        assert "RuntimeError at " in captured.out
        assert "test_web.py:" in captured.out
        assert "ada@" not in response.text + captured.out + captured.err

    def test_a_fault_while_google_is_asked_is_answered_too(
        self, build: Callable[..., House], capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Nobody knows how far it got, so nothing is sent again; nobody waits for ever."""

        class Broken(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                raise RuntimeError(request.content.decode())

        house = build(transport=lambda _: Broken())
        first, second = (
            house.post("/own", person(), x_google_access_token="t-1", idempotency_key="d1")
            for _ in range(2)
        )
        assert problem(first) == (503, "internal_error")
        assert problem(second) == (503, "internal_error")  # looking for it breaks, too
        captured = capsys.readouterr()
        assert '"severity":"CRITICAL","message":"RuntimeError while' in captured.out
        assert "ada1" not in captured.out + captured.err

    def test_the_next_delivery_is_not_harmed(self, build: Callable[..., House]) -> None:
        """The account's writer lives on."""
        broken = iter([True])

        class Once(httpx.AsyncBaseTransport):
            def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
                self.inner = inner

            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                if "batchCreate" in request.url.path and next(broken, False):
                    raise RuntimeError
                return await self.inner.handle_async_request(request)

        house = build(transport=Once)
        ends = house.stage.gather(*(house.send("POST", "/leads", person(n)) for n in range(2)))
        assert [problem(end) for end in ends] == [(503, "internal_error")] * 2
        assert house.post("/leads", person(3)).json()["status"] == "created"


class TestTheLog:
    """One line a delivery."""

    @staticmethod
    def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
        """Return the lines about deliveries."""
        every = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return [line for line in every if "http" in line and "code" in line]

    def test_it_says_what_became_of_the_delivery(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Route, source, the hash of its name, code, counts, time; nothing else."""
        house.post("/leads", [person(), {}], idempotency_key="d1")
        [line] = self.lines(capsys)
        assert line.pop("ms") >= 0
        assert line == {
            "severity": "INFO",
            "message": "leads: partial",
            "http": 200,
            "route": "leads",
            "source": "json",
            "delivery": hashlib.sha256(b"json:d1").hexdigest()[:16],
            "code": "partial",
            "counts": {"created": 1, "invalid": 1},
            "parked": 1,
        }

    def test_a_problem_after_the_body_was_read_names_its_delivery(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """So that an operator can follow it."""
        house.lose()
        house.post("/leads", person(), idempotency_key="d1")
        [line] = self.lines(capsys)
        assert (line["severity"], line["code"]) == ("ERROR", "people_unknown")
        assert line["delivery"] == hashlib.sha256(b"json:d1").hexdigest()[:16]

    def test_a_dry_run_is_logged_as_one(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """With its delivery."""
        house.post("/leads?dry_run=true", person(), idempotency_key="d1")
        [line] = self.lines(capsys)
        assert line["code"] == "dry_run"
        assert line["delivery"] == hashlib.sha256(b"json:d1").hexdigest()[:16]

    def test_a_stranger_is_a_warning(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Its delivery was not read, so it has no name."""
        house.post("/leads", person(), authorization="")
        [line] = self.lines(capsys)
        assert (line["severity"], line["code"]) == ("WARNING", "bad_signature")
        assert "delivery" not in line

    def test_an_unknown_path_is_logged_without_it(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A path may hold anything."""
        house.post("/ada@example.com", person())
        [line] = self.lines(capsys)
        assert (line["message"], line["http"]) == ("no route: unknown_route", 404)
        assert "ada@" not in json.dumps(line)

    def test_health_is_not_logged(self, house: House, capsys: pytest.CaptureFixture[str]) -> None:
        """It is asked every few seconds."""
        house.request("GET", "/health")
        assert capsys.readouterr().out == ""

    def test_lines_are_tied_to_their_request(
        self, build: Callable[..., House], capsys: pytest.CaptureFixture[str]
    ) -> None:
        """By Google's trace, where the project is known."""
        house = build(GOOGLE_CLOUD_PROJECT="p")
        house.post("/leads", person(), x_cloud_trace_context="abc123/1;o=1")
        [line] = self.lines(capsys)
        assert line["logging.googleapis.com/trace"] == "projects/p/traces/abc123"

    def test_a_start_names_what_is_open(
        self, build: Callable[..., House], capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Routes for everybody, and an emulator in Google's place."""
        build(GOOGLE_API_EMULATOR="http://127.0.0.1:8085")
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(line["severity"], line["message"]) for line in lines] == [
            ("WARNING", "route takes deliveries from anybody"),
            ("WARNING", "Google is replaced by an emulator"),
        ]
        assert lines[0]["route"] == "open"


class TestUrls:
    """The URL as the sender sees it: some sign it."""

    @pytest.mark.parametrize(
        ("public", "seen"),
        [
            ("https://hooks.example.com/base/", "https://hooks.example.com/base/open?a=1"),
            ("", "https://adapter.example.com/open?a=1"),
        ],
    )
    def test_public_url_wins(self, build: Callable[..., House], public: str, seen: str) -> None:
        """Over what the request says."""
        house = build(PUBLIC_URL=public)
        service = house._web._service  # noqa: SLF001
        urls: list[str] = []
        read = service.read

        def listen(route: Any, delivery: Any) -> Any:
            urls.append(delivery.url)
            return read(route, delivery)

        service.read = listen  # type: ignore[method-assign]
        house.post("/open?a=1", person())
        assert urls == [seen]


def test_main_is_what_the_functions_framework_serves(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The target `webhook` of main.py, from its environment."""
    from functions_framework.aio import create_asgi_app  # noqa: PLC0415 - it changes logging

    monkeypatch.setenv("WEBHOOK_SECRETS_TYPEFORM", SECRET)
    monkeypatch.setenv("WEBHOOK_SECRETS_ZAPIER", SECRET)
    monkeypatch.setenv("LEDGER", f"sqlite:{tmp_path}/ledger.db")
    app = create_asgi_app("webhook", "main.py")  # type: ignore[no-untyped-call]

    async def ask() -> list[int]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="https://adapter.example.com"
        ) as client:
            answers = await asyncio.gather(client.get("/health"), client.post("/zapier"))
            return [answer.status_code for answer in answers]

    assert asyncio.run(ask()) == [200, 401]


def test_main_ends_with_every_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bad deployment fails when it starts."""
    from functions_framework.aio import create_asgi_app  # noqa: PLC0415 - it changes logging

    monkeypatch.setenv("LEDGER", "nowhere")
    monkeypatch.setenv("WEBHOOK_SECRETS_TYPEFORM", "")
    monkeypatch.setenv("WEBHOOK_SECRETS_ZAPIER", "")
    with pytest.raises(SystemExit) as ended:
        create_asgi_app("webhook", "main.py")  # type: ignore[no-untyped-call]
    assert str(ended.value).startswith("3 configuration problems:\n  - LEDGER: ")


def wave(delivery: Delivery, _secrets: Secrets, _options: Options) -> Said | None:
    """Answer a probe."""
    if delivery.method == "POST" and "x-hook-secret" not in delivery.headers:
        return None
    code = delivery.query.get("code", "")
    return Said(status=200, body=code, media_type="text/plain", headers={"x-hello": "there"})


class TestHandshakes:
    """What a sender asks before it delivers, without a proof."""

    def test_a_probe_is_answered_in_the_senders_words(self, house: House) -> None:
        """Body, type and headers."""
        house.teach("leads", handshake=wave)
        said = house.request("GET", "/leads?code=123", authorization="")
        assert (said.status_code, said.text, said.headers["x-hello"]) == (200, "123", "there")
        assert said.headers["content-type"].startswith("text/plain")

    def test_a_probe_may_be_a_post(self, house: House) -> None:
        """It is told by a header."""
        house.teach("leads", handshake=wave)
        assert house.post("/leads", authorization="", x_hook_secret="x").status_code == 200

    def test_a_delivery_is_no_probe(self, house: House) -> None:
        """It needs its proof, and is carried out."""
        house.teach("leads", handshake=wave)
        assert house.post("/leads", person(), authorization="").status_code == 401
        assert house.post("/leads", person()).json()["status"] == "created"

    def test_a_source_without_one_answers_no_probe(self, house: House) -> None:
        """It has a method."""
        refused = house.request("GET", "/leads")
        assert (problem(refused), refused.headers["allow"]) == ((405, "bad_method"), "POST")


class TestMethods:
    """Some senders put their fields into the URL."""

    def test_fields_may_come_in_the_url(self, house: House) -> None:
        """Without what is for us: neither the token nor dry_run is a custom field."""
        house.teach("leads", methods=frozenset({"GET", "POST"}))
        url = f"/leads?token={SECRET}&name=Ada&email=ada%40example.com"
        dry = house.request("GET", f"{url}&dry_run=true", authorization="").json()
        assert dry["contacts"][0]["contactPerson"].keys() == {"names", "emailAddresses"}
        assert house.request("GET", url, authorization="").json()["status"] == "created"

    def test_they_need_their_proof(self, house: House) -> None:
        """Whoever found the address has none."""
        house.teach("leads", methods=frozenset({"GET", "POST"}))
        assert house.request("GET", "/leads?name=Ada", authorization="").status_code == 401


class TestAcknowledgement:
    """Some senders want their own words for a success."""

    @pytest.fixture
    def house(self, house: House) -> House:
        """Return a house with such a sender."""
        said = Said(body="<Ack>true</Ack>", media_type="text/xml")
        house.teach("leads", acknowledgement=said, rejected_status=200)
        return house

    def test_what_is_safe_is_acknowledged(self, house: House) -> None:
        """Created, known, nobody, or parked."""
        bad = {"email": "ada at example.com"}
        bodies: tuple[Any, ...] = (person(), person(), [], bad)
        for body in bodies:
            said = house.post("/leads", body)
            assert (said.status_code, said.text) == (200, "<Ack>true</Ack>")
            assert said.headers["content-type"].startswith("text/xml")

    def test_what_has_to_come_again_is_not(self, house: House) -> None:
        """Its sender keeps it."""
        house.fault("service_disabled")
        assert problem(house.post("/leads", person())) == (503, "not_configured")

    def test_a_dry_run_shows_what_it_shows(self, house: House) -> None:
        """It is for whoever sets it up."""
        assert house.post("/leads?dry_run=true", person()).json()["status"] == "dry_run"
