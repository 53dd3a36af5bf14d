"""Looking people up: asked of their sender's service, created, or kept for later."""

import asyncio
import json
from collections.abc import Callable, Sequence

import httpx
import pytest

from adapter.model import Answer, Submission
from adapter.sources.ask import Ask, Asking, ask
from adapter.sources.source import Options

from .house import ROUTES, House, problem, statuses
from .test_apart import parse as parse_apart
from .test_parking import counts, only, parked

HOST = "api.crm.example.com"
BOOK = {"1": "ada@example.com", "2": "grace@example.com"}


def look_up(
    rows: Sequence[Submission], _options: Options, token: str
) -> Asking[list[Submission | None]]:
    """Ask for one person after another, with a token that is good for a while."""
    grant = Ask(url=f"https://{HOST}/token", method="POST", body=token.encode(), keep_s=60)
    access = yield from ask(grant, "Renew the token.")
    found: list[Submission | None] = []
    for row in rows:
        headers = (("authorization", f"Bearer {access['access']}"),)
        person = yield from ask(
            Ask(url=f"https://{HOST}/people/{row.ref}", headers=headers), "Renew the token."
        )
        found.append(person and Submission((Answer("email", person["email"]),)))
    return found


class Crm(httpx.AsyncBaseTransport):
    """The sender's service, in front of Google."""

    def __init__(self, google: httpx.AsyncBaseTransport) -> None:
        self.google = google
        self.book = dict(BOOK)
        self.asked: list[str] = []
        self.status = 200
        self.lost = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, or pass on."""
        if request.url.host != HOST:
            return await self.google.handle_async_request(request)
        self.asked.append(request.url.path)
        if self.lost:
            raise httpx.ReadTimeout("late")
        if request.url.path == "/token":
            return httpx.Response(200, json={"access": "t1"})
        assert request.headers["authorization"] == "Bearer t1"
        if self.status != 200:
            return httpx.Response(self.status, headers={"retry-after": "7"})
        email = self.book.get(request.url.path.rpartition("/")[2])
        return httpx.Response(200, json={"email": email}) if email else httpx.Response(404)


@pytest.fixture
def crm(build: Callable[..., House]) -> tuple[House, Crm]:
    """Return a house whose leads come as ids, and the service that knows who they are."""
    services: list[Crm] = []

    def between(google: httpx.AsyncBaseTransport) -> Crm:
        services.append(Crm(google))
        return services[0]

    house = build(transport=between, routes=ROUTES)
    house.teach("leads", look_up=look_up)
    return house, services[0]


def test_who_is_found_is_created(crm: tuple[House, Crm]) -> None:
    """And answered under the id that came."""
    house, service = crm
    answer = house.post("/leads", [{"id": "1"}, {"id": "2"}])
    assert statuses(answer) == ["created", "created"]
    assert [row["ref"] for row in answer.json()["contacts"]] == ["1", "2"]
    assert [p["emailAddresses"][0]["value"] for p in house.contacts()] == list(BOOK.values())
    assert service.asked == ["/token", "/people/1", "/people/2"]


def test_what_may_be_used_again_is_asked_once(crm: tuple[House, Crm]) -> None:
    """Until its time is up."""
    house, service = crm
    for number in (1, 2):
        house.post("/leads", {"id": str(number)})
    assert service.asked.count("/token") == 1
    house.later_s = 61
    house.post("/leads", {"id": "3"})
    assert service.asked.count("/token") == 2


def test_who_is_not_known_is_parked(crm: tuple[House, Crm]) -> None:
    """Beside whoever is created."""
    house, _ = crm
    answer = house.post("/leads", [{"id": "1"}, {"id": "9"}])
    assert statuses(answer) == ["created", "failed"]
    assert answer.json()["contacts"][1]["errors"][0]["code"] == "not_found"
    [row] = only(house).rows
    assert row.submission.ref == "9"


def test_a_replay_looks_again(crm: tuple[House, Crm]) -> None:
    """Some services know a lead a little later."""
    house, service = crm
    house.post("/leads", [{"id": "1"}, {"id": "9"}])
    service.book["9"] = "late@example.com"
    assert counts(house) == (1, 0, 0)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_asked_again_later(crm: tuple[House, Crm], status: int) -> None:
    """Its sender comes again."""
    house, service = crm
    service.status = status
    refused = house.post("/leads", {"id": "1"})
    assert (problem(refused), refused.headers["retry-after"]) == ((503, "source_busy"), "7")
    assert parked(house) == []
    service.status = 200
    assert house.post("/leads", {"id": "1"}).json()["status"] == "created"


def test_no_answer_is_a_busy_service(crm: tuple[House, Crm]) -> None:
    """Nothing was created."""
    house, service = crm
    service.lost = True
    assert problem(house.post("/leads", {"id": "1"})) == (503, "source_busy")
    assert house.contacts() == []


def test_a_refused_token_is_parked(crm: tuple[House, Crm]) -> None:
    """An operator has to act."""
    house, service = crm
    service.status = 401
    refused = house.post("/leads", {"id": "1"})
    assert problem(refused) == (503, "not_configured")
    assert (only(house).reason, only(house).detail) == ("not_configured", "Renew the token.")


def test_a_busy_service_after_a_crash_doubles_nobody(crm: tuple[House, Crm]) -> None:
    """Whom the process that died had sent is still in doubt, although nobody was reached."""
    house, service = crm
    service.status = 401
    house.post("/leads", {"id": "1"})
    service.status, house.google.settings.latency_s = 200, 10

    async def die() -> None:
        leads = house.routes["leads"]
        replaying = house.parts.service.replay(left, leads, remaining_s=lambda: 60.0)
        running = asyncio.create_task(replaying)
        await asyncio.sleep(1)
        running.cancel()

    left = only(house)
    house.stage.run(die())
    house.stage.wait(301)
    house.google.settings.latency_s, service.status = 0, 503
    assert problem(house.post("/leads", {"id": "1"})) == (503, "source_busy")
    service.status = 200
    assert house.post("/leads", {"id": "1"}).json()["status"] == "created"
    assert len(house.contacts()) == 1


def test_a_dry_run_looks_up_and_writes_nothing(crm: tuple[House, Crm]) -> None:
    """It shows who it would be."""
    house, _ = crm
    shown = house.post("/leads?dry_run=true", [{"id": "1"}, {"id": "9"}]).json()["contacts"]
    assert [row["status"] for row in shown] == ["valid", "invalid"]
    assert house.contacts() == []


def test_a_call_is_logged_without_whom_it_is_about(
    crm: tuple[House, Crm], capsys: pytest.CaptureFixture[str]
) -> None:
    """Its host, its status, its time."""
    house, _ = crm
    house.post("/leads", {"id": "1"})
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [line] = [line for line in lines if line["message"].startswith("look-up")][1:]
    assert line.keys() == {"severity", "message", "http", "ms"}
    assert line["message"] == f"look-up: {HOST}"


def test_rows_that_come_apart_are_looked_up_together(crm: tuple[House, Crm]) -> None:
    """Each is claimed by itself, but the service is asked once."""
    house, _ = crm
    asked: list[int] = []

    def counted(
        rows: Sequence[Submission], options: Options, token: str
    ) -> Asking[list[Submission | None]]:
        asked.append(len(rows))
        return look_up(rows, options, token)

    house.teach("leads", look_up=counted, parse=parse_apart)
    answer = house.post("/leads", [{"id": "1"}, {"id": "9"}, {"id": "2"}])
    assert statuses(answer) == ["created", "failed", "created"]
    assert asked == [3]
