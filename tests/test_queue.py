"""Queued deliveries: stored before they are answered, carried out by the worker, once."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from adapter.callers import REMOVED
from adapter.tasks import MAX_BYTES

from .house import ROUTES, SECRET, House, people, person, problem, statuses
from .test_parking import change, counts, only, parked

QUEUE = "projects/p/locations/europe-west1/queues/contacts"
WORKER = "https://worker.example.com"
TASKS = "tasks@p.iam.gserviceaccount.com"
ENVIRON = {
    "TASKS_QUEUE": QUEUE,
    "WORKER_URL": WORKER,
    "TASKS_SERVICE_ACCOUNT": TASKS,
    "TASKS_MAX_ATTEMPTS": "5",
    "K_SERVICE": "worker",
}
NOISE = base64.b64encode(hashlib.shake_256(b"noise").digest(1_500_000)).decode()
QUEUED = ROUTES.replace("leads: {source: json}", "leads: {source: json, mode: queued}")
BAD = {"email": "ada at example.com"}

JSON = dict[str, Any]


class Engine(httpx.AsyncBaseTransport):
    """Cloud Tasks in front of Google: it keeps what it is given until a test dispatches it."""

    def __init__(self, google: httpx.AsyncBaseTransport) -> None:
        self.google = google
        self.tasks: dict[str, JSON] = {}
        self.names: set[str] = set()
        self.statuses: list[int] = []  # instead of its own, for the next requests

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Store a task, or pass on."""
        if request.url.host != "cloudtasks.googleapis.com":
            return await self.google.handle_async_request(request)
        assert request.headers["authorization"].startswith("Bearer ")
        if self.statuses and (status := self.statuses.pop(0)) != 200:
            if status:
                return httpx.Response(status)
            raise httpx.ReadTimeout("late")
        task = json.loads(request.content)["task"]
        if task["name"] in self.names:
            return httpx.Response(409)
        self.names.add(task["name"])
        self.tasks[task["name"]] = task
        return httpx.Response(200, json={"name": task["name"]})


class Post:
    """A house, and the engine that brings tasks to its worker."""

    def __init__(self, house: House, engine: Engine) -> None:
        self.house = house
        self.engine = engine

    def dispatch(self, *, attempt: int = 1, **claims: Any) -> list[tuple[int, JSON]]:
        """Bring all tasks to the worker; those that are done are gone."""
        answers = []
        for name, task in list(self.engine.tasks.items()):
            body = base64.b64decode(task["httpRequest"]["body"])
            answer = self.work(body, attempt, **claims)
            if answer[0] < 300:
                del self.engine.tasks[name]
            answers.append(answer)
        return answers

    def work(self, body: bytes, attempt: int = 1, **claims: Any) -> tuple[int, JSON]:
        """Call the worker as Cloud Tasks does, through Cloud Run."""
        told = {"aud": WORKER, "iss": "https://accounts.google.com", "email": TASKS}
        payload = json.dumps({**told, "email_verified": True, **claims}).encode()
        encoded = base64.urlsafe_b64encode(payload).decode().rstrip("=")
        headers = {
            "authorization": f"Bearer e30.{encoded}.{REMOVED}",
            "x-cloudtasks-taskretrycount": str(attempt - 1),
        }
        response = self.house.stage.run(self._send(body, headers))
        return response.status_code, response.json()

    async def _send(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            response = await self.house.worker.answer(Request(scope, receive))
            await response(scope, receive, send)

        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=WORKER) as tasks:
            return await tasks.post("/leads", content=body, headers=headers)


Open = Callable[..., Post]


@pytest.fixture
def open_post(build: Callable[..., House]) -> Open:
    """Return what builds a house with a queue."""

    def build_post(routes: str = QUEUED, **more: str) -> Post:
        engines: list[Engine] = []

        def between(google: httpx.AsyncBaseTransport) -> Engine:
            engines.append(Engine(google))
            return engines[0]

        return Post(build(routes=routes, transport=between, **ENVIRON | more), engines[0])

    return build_post


@pytest.fixture
def post(open_post: Open) -> Post:
    """Return a house whose leads are queued."""
    return open_post()


class TestStoring:
    """The sender is answered once its delivery is stored."""

    def test_a_delivery_becomes_a_task(self, post: Post) -> None:
        """Nothing is asked of Google's contacts."""
        answer = post.house.post("/leads", people(3))
        assert (answer.status_code, answer.json()["status"]) == (200, "queued")
        assert statuses(answer) == ["queued"] * 3
        [task] = post.engine.tasks.values()
        sent = task["httpRequest"]
        assert (sent["url"], sent["httpMethod"]) == (f"{WORKER}/leads", "POST")
        assert sent["oidcToken"] == {"serviceAccountEmail": TASKS, "audience": WORKER}
        assert post.house.creates() == []

    def test_a_repeat_is_the_same_task(self, post: Post) -> None:
        """The engine drops it."""
        for _ in range(3):
            assert post.house.post("/leads", person()).json()["status"] == "queued"
        assert len(post.engine.tasks) == 1

    def test_another_content_under_the_same_id_is_another_task(self, post: Post) -> None:
        """The worker parks it."""
        post.house.post("/leads", person(1), idempotency_key="d1")
        post.house.post("/leads", person(2), idempotency_key="d1")
        post.dispatch()
        assert only(post.house).reason == "changed"

    def test_what_is_wrong_is_said_at_once(self, post: Post) -> None:
        """The good rows are queued, and the worker parks the others."""
        answer = post.house.post("/leads", [person(), BAD])
        assert statuses(answer) == ["queued", "invalid"]
        [(status, result)] = post.dispatch()
        assert (status, result["status"]) == (200, "partial")
        assert [row.index for row in only(post.house).rows] == [1]

    def test_what_holds_nobody_is_not_queued(self, post: Post) -> None:
        """It is parked, and answered as ever."""
        assert post.house.post("/leads", BAD).status_code == 422
        assert post.engine.tasks == {}
        assert len(parked(post.house)) == 1

    def test_an_empty_delivery_is_empty(self, post: Post) -> None:
        """There is nothing to store."""
        assert post.house.post("/leads", []).json()["status"] == "empty"
        assert post.engine.tasks == {}

    def test_no_token_and_no_secret_is_stored(self, post: Post) -> None:
        """Nor any header."""
        post.house.post("/leads", person(), x_webhook_token=SECRET)
        [task] = post.engine.tasks.values()
        assert SECRET not in json.dumps(task)
        assert SECRET.encode() not in base64.b64decode(task["httpRequest"]["body"])

    def test_what_is_too_long_for_a_task_is_split(self, open_post: Open) -> None:
        """Every row arrives, at its place."""
        post = open_post(MAX_BODY_BYTES="50000000")
        rows = [person(n) | {"note": NOISE[50_000 * n :][:50_000]} for n in range(40)]
        assert post.house.post("/leads", rows).json()["counts"]["queued"] == 40
        bodies = [base64.b64decode(t["httpRequest"]["body"]) for t in post.engine.tasks.values()]
        assert len(bodies) > 1
        assert max(map(len, bodies)) <= MAX_BYTES
        assert [status for status, _ in post.dispatch()] == [200] * len(bodies)
        assert len(post.house.contacts()) == 40

    def test_a_split_delivery_that_comes_again_doubles_nobody(self, open_post: Open) -> None:
        """Its parts have the same names, and the same claims."""
        post = open_post(MAX_BODY_BYTES="50000000")
        rows = [person(n) | {"note": NOISE[50_000 * n :][:50_000]} for n in range(40)]
        for _ in range(2):
            post.house.post("/leads", rows)
            post.dispatch()
            post.engine.names.clear()  # the engine forgets after a day
        assert len(post.house.contacts()) == 40

    @pytest.mark.parametrize("taken", [0, 1])
    def test_a_split_delivery_of_which_the_queue_takes_a_part_doubles_nobody(
        self, open_post: Open, taken: int
    ) -> None:
        """What it did not take is carried out under the claims that the parts have."""
        post = open_post(MAX_BODY_BYTES="50000000")
        post.engine.statuses = [*[200] * taken, 503, 503]
        rows = [person(n) | {"note": NOISE[50_000 * n :][:50_000]} for n in range(40)]
        answer = post.house.post("/leads", rows)
        assert statuses(answer) == ["created"] * 40
        post.house.post("/leads", rows)
        assert {status for status, _ in post.dispatch()} == {200}
        assert len(post.house.contacts()) == 40


class TestEngine:
    """The engine may be down, or set up wrongly."""

    @pytest.mark.parametrize("status", [0, 401, 500, 503])
    def test_one_failure_is_tried_again(self, post: Post, status: int) -> None:
        """The task has a name: it is stored once."""
        post.engine.statuses = [status]
        assert post.house.post("/leads", person()).json()["status"] == "queued"
        assert len(post.engine.tasks) == 1

    @pytest.mark.parametrize("status", [0, 403, 404, 503])
    def test_without_it_a_delivery_is_carried_out_at_once(self, post: Post, status: int) -> None:
        """Nobody is lost."""
        post.engine.statuses = [status] * 2
        assert post.house.post("/leads", person()).json()["status"] == "created"
        assert len(post.house.contacts()) == 1

    def test_an_operator_hears_of_it(self, post: Post, capsys: pytest.CaptureFixture[str]) -> None:
        """It is their business."""
        post.engine.statuses = [403]
        post.house.post("/leads", person())
        assert '"severity":"ERROR","message":"the queue has not' in capsys.readouterr().out


class TestWorking:
    """2xx when every row is settled, and only then."""

    def test_a_task_is_carried_out(self, post: Post) -> None:
        """Once."""
        post.house.post("/leads", people(2))
        [(status, result)] = post.dispatch()
        assert (status, result["status"], result["counts"]["created"]) == (200, "created", 2)
        assert len(post.house.contacts()) == 2

    def test_a_task_that_is_dispatched_twice_creates_nobody_twice(self, post: Post) -> None:
        """Engines deliver at least once."""
        post.house.post("/leads", person())
        [task] = post.engine.tasks.values()
        body = base64.b64decode(task["httpRequest"]["body"])
        assert post.work(body)[1]["status"] == "created"
        assert post.work(body)[1]["status"] == "duplicate"
        assert len(post.house.contacts()) == 1

    def test_what_passes_is_tried_again(self, post: Post) -> None:
        """The engine waits longer and longer."""
        post.house.post("/leads", person())
        post.house.lose(when="after")
        [(status, problem)] = post.dispatch()
        assert (status, problem["code"]) == (503, "people_unknown")
        post.house.heal()
        post.house.stage.wait(60)
        assert [status for status, _ in post.dispatch(attempt=2)] == [200]
        assert len(post.house.contacts()) == 1
        assert parked(post.house) == []

    def test_what_only_an_operator_can_end_is_parked_and_done(self, post: Post) -> None:
        """To try it again would help nobody."""
        post.house.post("/leads", person())
        post.house.fault("service_disabled")
        [(status, result)] = post.dispatch()
        assert (status, result["status"]) == (200, "parked")
        assert only(post.house).reason == "not_configured"

    def test_the_last_attempt_parks(self, post: Post) -> None:
        """The queue keeps no dead letters."""
        post.house.post("/leads", person())
        post.house.lose(when="before")
        assert [status for status, _ in post.dispatch(attempt=4)] == [503]
        [(status, result)] = post.dispatch(attempt=5)
        assert (status, result["status"]) == (200, "parked")
        assert len(parked(post.house)) == 1

    def test_a_route_that_is_gone_is_parked(self, post: Post) -> None:
        """It may come back."""
        post.house.post("/leads", person())
        del post.house.parts.settings.routes["leads"]  # type: ignore[attr-defined]
        [(status, _)] = post.dispatch()
        assert (status, only(post.house).reason) == (200, "unknown_route")

    def test_a_route_that_takes_a_callers_token_now_is_parked(self, post: Post) -> None:
        """No attempt would ever have one."""
        post.house.post("/leads", person())
        routes = post.house.routes
        routes["leads"] = replace(routes["own"], name="leads")  # type: ignore[index]
        [(status, _)] = post.dispatch()
        assert (status, only(post.house).reason) == (200, "bad_access_token")
        token = post.house.token("ada@example.com")
        assert counts(post.house, token=token) == (1, 0, 0)

    @pytest.mark.parametrize("body", [b"", b"{}", b"x" * 99, b'{"id":1}\n', b"\xff\n\xff"])
    def test_what_is_no_parcel_is_refused(self, post: Post, body: bytes) -> None:
        """Another version may read it."""
        status, problem = post.work(body)
        assert (status, problem["code"]) == (400, "malformed_body")

    @pytest.mark.parametrize(
        "claims",
        [
            {"aud": "https://other.example.com"},
            {"email": "somebody@example.com"},
            {"email_verified": False},
            {"iss": "https://example.com"},
        ],
    )
    def test_a_stranger_is_refused(self, post: Post, claims: JSON) -> None:
        """Tasks are sent as one account, for one worker."""
        status, problem = post.work(b"", **claims)
        assert (status, problem["code"]) == (401, "bad_signature")


class TestFallback:
    """A direct delivery goes to the queue when its sender would have to come again."""

    @pytest.fixture
    def post(self, open_post: Open) -> Post:
        """Return a house with a queue that its leads need not use."""
        return open_post(ROUTES)

    def test_a_busy_google_is_waited_for_by_the_queue(self, post: Post) -> None:
        """The claim is free for it."""
        post.house.fault("rate_limit")
        answer = post.house.post("/leads", people(2))
        assert (answer.status_code, answer.json()["status"]) == (200, "queued")
        post.house.stage.wait(90)
        [(status, result)] = post.dispatch()
        assert (status, result["status"]) == (200, "created")
        assert len(post.house.contacts()) == 2

    def test_it_is_not_dispatched_before_google_is_ready(self, post: Post) -> None:
        """Google said when."""
        post.house.fault("rate_limit", retry_after_s=120)
        post.house.post("/leads", person())
        [task] = post.engine.tasks.values()
        assert task["scheduleTime"].endswith("+00:00")

    def test_what_may_exist_is_looked_for_by_the_worker(self, post: Post) -> None:
        """It takes over where the function stopped."""
        post.house.lose(when="after")
        assert post.house.post("/leads", person()).json()["status"] == "queued"
        post.house.heal()
        post.house.stage.wait(60)
        assert post.dispatch()[0][0] == 200
        assert len(post.house.contacts()) == 1

    def test_what_takes_too_long_goes_on_and_is_queued_as_well(self, post: Post) -> None:
        """Whoever is first, it is created once."""
        post.house.google.settings.latency_s = 40
        assert post.house.post("/leads", person()).json()["status"] == "queued"
        assert post.dispatch()[0][0] == 503  # under way
        post.house.stage.wait(60)
        assert post.dispatch()[0][1]["status"] == "duplicate"
        assert len(post.house.contacts()) == 1

    def test_what_does_not_fit_into_a_task_comes_again(self, open_post: Open) -> None:
        """Parts of it would have other claims than a repeat."""
        post = open_post(ROUTES, MAX_BODY_BYTES="50000000")
        post.house.fault("rate_limit")
        rows = [person(n) | {"note": NOISE[50_000 * n :][:50_000]} for n in range(40)]
        assert problem(post.house.post("/leads", rows)) == (503, "people_busy")
        assert post.engine.tasks == {}

    def test_a_second_fallback_is_another_task(self, post: Post) -> None:
        """The first may have ended in the hands of an operator."""
        for number in (1, 2):
            post.house.fault("rate_limit")
            post.house.post("/leads", person())
            assert len(post.engine.names) == number
            post.house.stage.wait(90)
            post.engine.tasks.clear()

    def test_without_a_ledger_the_queue_keeps_it(self, open_post: Open, tmp_path: Path) -> None:
        """Until there is one."""
        (tmp_path / "ledger.db").mkdir()
        post = open_post(ROUTES, LEDGER=f"sqlite:{tmp_path / 'ledger.db'}")
        assert post.house.post("/leads", person()).json()["status"] == "queued"
        assert post.dispatch()[0][1]["code"] == "ledger_unavailable"
        (tmp_path / "ledger.db").rmdir()
        assert post.dispatch()[0][1]["status"] == "created"

    def test_what_is_too_long_for_a_task_waits_for_the_ledger(
        self, open_post: Open, tmp_path: Path
    ) -> None:
        """Its parts would have other claims than the whole, which may have been carried out."""
        path = tmp_path / "ledger.db"
        post = open_post(ROUTES, MAX_BODY_BYTES="50000000", LEDGER=f"sqlite:{path}")
        rows = [person(n) | {"note": NOISE[50_000 * n :][:50_000]} for n in range(40)]
        assert post.house.post("/leads", rows).json()["status"] == "created"
        post.house.stage.wait(60)
        change(path, "ALTER TABLE entry RENAME TO away")
        assert problem(post.house.post("/leads", rows)) == (503, "ledger_unavailable")
        change(path, "ALTER TABLE away RENAME TO entry")
        assert post.house.post("/leads", rows).json()["status"] == "duplicate"
        post.dispatch()
        assert len(post.house.contacts()) == 40

    def test_what_an_operator_has_to_mend_is_parked_as_ever(self, post: Post) -> None:
        """The queue could not mend it."""
        post.house.fault("service_disabled")
        assert problem(post.house.post("/leads", person())) == (503, "not_configured")
        assert post.engine.tasks == {}

    def test_a_callers_delivery_comes_again(self, post: Post) -> None:
        """Its token is not kept."""
        post.house.fault("rate_limit")
        token = post.house.token("ada@example.com")
        refused = post.house.post("/own", person(), x_google_access_token=token)
        assert problem(refused) == (503, "people_busy")
        assert post.engine.tasks == {}
