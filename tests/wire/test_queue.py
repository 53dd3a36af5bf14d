"""The webhook and the worker as they run in service, and a queue between them."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from .servers import SECRET, Server, free_port, serve

ROUTES = """
defaults: {account: sales@example.com}
routes:
  leads: {source: json, mode: queued}
"""
QUEUE = "projects/example-project/locations/europe-west1/queues/contacts"
SENDER = "tasks@example-project.iam.gserviceaccount.com"
LEAD = {"name": "Ada Example", "email": "ada@example.com"}
WITHIN_S = 20.0
LONG_S = 3600.0  # longer than any lease


class Post:
    """A webhook, a worker, and Google with the queue."""

    def __init__(self, google: httpx.Client, webhook: Server, worker: Server, folder: Path) -> None:
        self.google = google
        self.webhook = webhook
        self.worker = worker
        self._ledger = folder / "ledger.db"

    def deliver(self) -> httpx.Response:
        """Deliver a lead."""
        url, headers = f"{self.webhook.origin}/leads", {"authorization": f"Bearer {SECRET}"}
        headers["idempotency-key"] = "d1"
        return httpx.post(url, json=LEAD, headers=headers, timeout=30, trust_env=False)

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the calls of one method, newest first."""
        calls = self.google.get("/_emulator/state").json()["calls"]
        return [call for call in calls if call["method"] == method]

    def emails(self) -> list[str]:
        """Return everybody's address."""
        accounts = self.google.get("/_emulator/state").json()["accounts"]
        people = [person for account in accounts for person in account["contacts"]]
        return [entry["value"] for person in people for entry in person["emailAddresses"]]

    def queue(self) -> dict[str, Any]:
        """Return the queue and what waits in it."""
        [queue] = self.google.get("/_emulator/state").json()["queues"]
        shown: dict[str, Any] = queue
        return shown

    def kill_worker(self) -> None:
        """Kill the process that does the work; its master starts another at once."""
        pid = self.worker.process.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            os.kill(int(child), signal.SIGKILL)

    def outlast_leases(self) -> None:
        """Let the ledger be as it will be when no lease of the dead holds any more."""
        with closing(sqlite3.connect(self._ledger)) as ledger, ledger:
            for column, table in (
                ("claimed_at", "entry"),
                ("lease_until", "entry"),
                ("lease_until", "account"),
            ):
                ledger.execute(f"UPDATE {table} SET {column} = {column} - ?", (LONG_S,))  # noqa: S608


@pytest.fixture
def post(google: httpx.Client, google_server: Server, tmp_path: Path) -> Iterator[Post]:
    """Return a webhook and a worker whose leads are queued."""
    routes, port = tmp_path / "queued.yaml", free_port()
    routes.write_text(ROUTES)
    environ = {
        "ROUTES_FILE": str(routes),
        "TASKS_QUEUE": QUEUE,
        "TASKS_SERVICE_ACCOUNT": SENDER,
        "WORKER_URL": f"http://127.0.0.1:{port}",
        "K_SERVICE": "",
    }
    limits = {"name": QUEUE, "min_backoff_s": 2, "max_backoff_s": 2}
    google.post("/_emulator/queues", json=limits)
    origin = google_server.origin
    with (
        serve(tmp_path, origin, "worker", PORT=str(port), **environ) as worker,
        serve(tmp_path, origin, **environ) as webhook,
    ):
        yield Post(google, webhook, worker, tmp_path)


def wait_until(is_true: Callable[[], object]) -> None:
    """Ask again and again, until nobody would wait any longer."""
    deadline = time.monotonic() + WITHIN_S
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.02)  # polling: the processes tell nobody


def test_a_delivery_goes_through_the_queue(post: Post) -> None:
    """Its sender is answered before it is carried out; the worker checks who brings it."""
    post.google.post("/_emulator/settings", json={"latency_s": 0.5})
    answered = post.deliver()
    assert (answered.status_code, answered.json()["status"]) == (200, "queued")
    assert post.emails() == []
    wait_until(lambda: post.queue()["done"])
    assert post.emails() == ["ada@example.com"]
    [dispatched] = post.calls("tasks.dispatch")
    assert (dispatched["account"], dispatched["status"]) == (SENDER, 200)
    assert len(post.calls("certs")) == 1
    assert [line["code"] for line in post.worker.lines if "route" in line] == ["created"]
    assert post.worker.err == post.webhook.err == ""


def test_a_repeated_delivery_is_not_carried_out_twice(post: Post) -> None:
    """The queue knows its name."""
    assert {post.deliver().json()["status"] for _ in range(3)} == {"queued"}
    wait_until(lambda: post.queue()["done"])
    assert post.deliver().json()["status"] == "queued"
    assert (post.queue()["tasks"], len(post.calls("tasks.dispatch"))) == ([], 1)
    assert post.emails() == ["ada@example.com"]


def test_nobody_else_may_call_the_worker(post: Post) -> None:
    """Not even who has the key of a service account."""
    for token in ("", "Bearer nonsense", f"Bearer {_forged(post)}"):
        headers = {"authorization": token}
        refused = httpx.post(post.worker.origin, headers=headers, content=b"x", trust_env=False)
        assert (refused.status_code, refused.json()["code"]) == (401, "bad_signature")


def test_a_worker_that_dies_in_the_middle_doubles_nobody(post: Post) -> None:
    """The task comes again, and the next worker finds whom the dead one has created."""
    post.google.post("/_emulator/settings", json={"latency_s": 0.3})
    post.deliver()
    wait_until(lambda: post.calls("batchCreateContacts"))
    post.kill_worker()
    wait_until(post.emails)
    post.outlast_leases()
    wait_until(lambda: post.queue()["done"])
    assert post.emails() == ["ada@example.com"]
    assert [call["status"] for call in post.calls("tasks.dispatch")] == [200, None]
    assert len(post.calls("batchCreateContacts")) == 1


def _forged(post: Post) -> str:
    """Return a token with the right claims, and the wrong signature."""
    now = int(time.time())  # noqa: TID251 - the worker has no other clock
    claims = {
        "iss": "https://accounts.google.com",
        "aud": post.worker.origin,
        "email": SENDER,
        "email_verified": True,
        "iat": now,
        "exp": now + 600,
    }
    key = post.google.get("/_emulator/key").json()
    return jwt.encode(claims, key["private_key"], "RS256", {"kid": key["private_key_id"]})
