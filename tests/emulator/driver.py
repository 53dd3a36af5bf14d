"""A caller of an emulator in this process, with a clock that stands still."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

import httpx

from emulator.app import create_app
from emulator.faults import Fault
from emulator.identity import CONTACTS

if TYPE_CHECKING:
    from emulator.google import Google

NOON = 1_790_000_000.0  # epoch seconds
SALES = "sales@example.com"
JSON = dict[str, Any]


class Clock:
    """The time, which only sleeping moves. ``naps`` are the seconds slept."""

    def __init__(self) -> None:
        self.now = NOON
        self.naps: list[float] = []

    def __call__(self) -> float:
        """Return epoch seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once, and the others run."""
        self.naps.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class Driver:
    """A caller of an emulator of its own."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.app = create_app(now=self.clock, sleep=self.clock.sleep, lost=httpx.ReadError)
        self.google: Google = self.app.state.google

    def gather(self, *calls: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> list[Any]:
        """Make calls at the same time and return their results."""

        async def run() -> list[Any]:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="https://people.googleapis.com"
            ) as client:
                return await asyncio.gather(*(call(client) for call in calls))

        return asyncio.run(run())

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Make one call without credentials."""
        response: httpx.Response = self.gather(lambda http: http.request(method, path, **options))[
            0
        ]
        return response

    def headers(self, account: str = SALES, scopes: Iterable[str] = (CONTACTS,)) -> dict[str, str]:
        """Return the headers of a caller who may use the API."""
        token = self.google.identity.issue(account, set(scopes), self.clock())
        return {"Authorization": f"Bearer {token.value}"}

    def get(self, path: str, account: str = SALES, **query: Any) -> httpx.Response:
        """Read as ``account``."""
        return self.request("GET", path, params=query, headers=self.headers(account))

    def post(self, path: str, body: Any, account: str = SALES, **query: Any) -> httpx.Response:
        """Write as ``account``."""
        headers = self.headers(account)
        return self.request("POST", path, params=query, json=body, headers=headers)

    def create(self, *persons: JSON, account: str = SALES, **more: Any) -> httpx.Response:
        """Create contacts, asking to see their names."""
        body = {"contacts": [{"contactPerson": person} for person in persons], "readMask": "names"}
        return self.post("/v1/people:batchCreateContacts", body | more, account)

    def create_one(self, person: JSON, **query: Any) -> httpx.Response:
        """Create a contact with the call that takes one."""
        return self.post("/v1/people:createContact", person, **query)

    def names(self, **query: Any) -> list[str]:
        """Return what a listing shows: given names, in order."""
        shown = self.get("/v1/people/me/connections", personFields="names", **query).json()
        return [person["names"][0]["givenName"] for person in shown.get("connections", [])]

    def fault(self, kind: str, method: str = "batchCreateContacts", **more: Any) -> None:
        """Queue a fault."""
        self.google.faults.add(Fault(method, kind, **more))


def named(*names: str) -> list[JSON]:
    """Return a person for each name."""
    return [{"names": [{"givenName": name}]} for name in names]


def message(response: httpx.Response) -> str:
    """Return the message of a refusal."""
    text: str = response.json()["error"]["message"]
    return text
