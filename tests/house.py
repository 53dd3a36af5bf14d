"""The adapter and Google in one process, under a clock that waits for nobody."""

import itertools
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from adapter.compose import Parts, announce, build, to_functions
from adapter.people.client import Observe
from adapter.route import Route
from emulator.app import create_app
from emulator.faults import Fault
from emulator.identity import CONTACTS, key_file

from .loop import Stage

if TYPE_CHECKING:
    from emulator.google import Google

SALES = "sales@example.com"
SECRET = "open-sesame"
CREATE = "batchCreateContacts"
ROUTES = """
defaults: {account: sales@example.com, credentials: user}
routes:
  leads: {source: json}
  small: {source: json, max_body_bytes: 1000}
  web: {source: typeform, labels: [Web leads]}
  events: {source: standard-webhooks}
  bulk: {source: people}
  open: {source: json, authentication: none}
  own: {source: json, credentials: caller}
"""
SIGNING = {"WEB": SECRET, "EVENTS": "whsec_b3Blbi1zZXNhbWU="}  # base64 of SECRET

JSON = dict[str, Any]


class House:
    """An adapter of its own for a test, its files in ``folder``.

    ``routes`` is a routes.yaml; ``environ`` adds variables. Every route has the secret ``SECRET``.
    ``transport`` replaces the way to Google.
    """

    def __init__(
        self,
        folder: Path,
        *,
        routes: str = ROUTES,
        transport: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport] | None = None,
        nonce: Callable[[], str] | None = None,
        **environ: str,
    ) -> None:
        self.stage = Stage()
        # google-auth reads the real clock when it signs, so this Google has to live by it too.
        self.began = time.time()  # noqa: TID251
        self.later_s = 0.0
        emulator = create_app(now=time.time, lost=httpx.ReadError)  # noqa: TID251
        self.google: Google = emulator.state.google
        numbers = itertools.count()
        (folder / "routes.yaml").write_text(routes, "utf-8")
        # Signing costs tens of milliseconds: it is left to tests that are about it.
        grant = self.google.identity.authorized_user(SALES, [CONTACTS])
        key = grant if "credentials: user" in routes else key_file()
        (folder / "key.json").write_text(json.dumps(key), "utf-8")
        to_google: httpx.AsyncBaseTransport = httpx.ASGITransport(emulator)
        names = ("LEADS", "SMALL", "BULK", "OWN")
        self.environ = {
            "ROUTES_FILE": str(folder / "routes.yaml"),
            "GOOGLE_APPLICATION_CREDENTIALS": str(folder / "key.json"),
            "LEDGER": "memory:",  # a file costs a test its fsyncs
            "BATCHES_PER_MINUTE": "0",
            **{f"WEBHOOK_SECRETS_{name}": SECRET for name in names},
            **{f"WEBHOOK_SECRETS_{name}": secret for name, secret in SIGNING.items()},
            **environ,
        }
        self._nonce = nonce or (lambda: f"nonce-{next(numbers)}")
        self._transport = transport(to_google) if transport else to_google
        self.parts = self.build()
        announce(self.parts.settings)
        project = environ.get("GOOGLE_CLOUD_PROJECT")
        functions = to_functions(self.parts, now=self.now, project=project)
        self._web, self.worker = functions.webhook, functions.worker

    def build(self, observe: Observe | None = None) -> Parts:
        """Return the parts of one more process in this environment."""
        return build(
            self.environ,
            now=self.now,
            nonce=self._nonce,
            observe=observe,
            transport=self._transport,
        )

    def now(self) -> float:
        """Return Unix time in seconds."""
        return self.began + self.later_s + self.stage.seconds

    @property
    def routes(self) -> Mapping[str, Route]:
        """The routes, as they were loaded."""
        return self.parts.settings.routes

    def teach(self, name: str, **facts: Any) -> None:
        """Change facts about the source of a route."""
        route = self.routes[name]
        taught = replace(route, source=replace(route.source, **facts))
        self.parts.settings.routes[name] = taught  # type: ignore[index]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Be an ASGI application."""
        response = await self._web.answer(Request(scope, receive))
        await response(scope, receive, send)

    async def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Make one request. ``body`` is bytes, chunks of bytes, or what JSON can hold."""
        as_it_is = body is None or isinstance(body, bytes | AsyncIterator)
        named = {"authorization": f"Bearer {SECRET}", **(headers or {})}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self), base_url="https://adapter.example.com"
        ) as client:
            return await client.request(
                method,
                path,
                content=body if as_it_is else json.dumps(body).encode(),
                headers={k.encode(): v.encode("latin-1") for k, v in named.items()},
            )

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Make one request; underscores in header names are hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.stage.run(self.send(method, path, body, named))

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Deliver something."""
        return self.request("POST", path, body, **headers)

    def fault(self, kind: str, method: str = CREATE, **more: Any) -> None:
        """Queue trouble at Google."""
        self.google.faults.add(Fault(method, kind, **more))

    def lose(self, kind: str = "unavailable", **more: Any) -> None:
        """Lose the answer to a create call, and let nobody look what became of it."""
        self.fault(kind, **more)
        self.fault("unavailable", "connections.list", times=None)

    def heal(self) -> None:
        """End all trouble at Google."""
        self.google.faults.waiting.clear()

    def token(self, account: str) -> str:
        """Return an access token for ``credentials: caller``."""
        return self.google.identity.issue(account, [CONTACTS], self.now()).value

    def contacts(self, account: str = SALES) -> list[JSON]:
        """Return what is in an address book, oldest first."""
        return self.google.book(account).people

    def creates(self) -> list[int]:
        """Return the sizes of all create calls so far."""
        return [call.contacts for call in self.google.calls if call.method == CREATE]

    def close(self) -> None:
        """Put the lights out."""
        self.stage.run(self.parts.ledger.close())
        self.stage.close()


def person(number: int = 1) -> JSON:
    """Return a lead."""
    return {"name": f"Ada Example {number}", "email": f"ada{number}@example.com"}


def people(count: int) -> list[JSON]:
    """Return leads."""
    return [person(number) for number in range(count)]


def statuses(response: httpx.Response) -> list[str]:
    """Return what became of each row."""
    return [row["status"] for row in response.json()["contacts"]]


def problem(response: httpx.Response) -> tuple[int, str]:
    """Return status and code of a problem."""
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"]
