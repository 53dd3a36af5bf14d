"""Whose token the ledger uses, and where it is sent: as ``compose`` wires it."""

import asyncio
import json
import time
from pathlib import Path

import httpx
import pytest

from adapter.compose import load_key, open_ledger
from adapter.config import load_settings
from adapter.ledger.documents import SCOPE
from adapter.ledger.ledger import New
from adapter.people.transport import open_client
from emulator.app import create_app
from emulator.identity import EMAIL, key_file

from .ledgers import NOW, entry

wall = time.time  # noqa: TID251 - google-auth reads it
WRITTEN = {"writeResults": [{"updateTime": "2026-09-21T14:13:20.000001Z"}]}


class Deployment:
    """The emulator's identity services, and a Firestore that takes everything."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.environ = {
            "ROUTES_FILE": str(folder / "routes.yaml"),
            "LEDGER": "firestore:example-project/(default)",
            **environ,
        }
        (folder / "routes.yaml").write_text(
            "routes: {leads: {source: json, account: a@example.com, authentication: none}}"
        )
        google = create_app(now=wall, lost=httpx.ReadError)
        self.identity = google.state.google.identity
        self.google = httpx.ASGITransport(google)
        self.asked: list[httpx.Request] = []

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith(":commit"):
            return await self.google.handle_async_request(request)
        self.asked.append(request)
        return httpx.Response(200, json=WRITTEN)

    def claim(self) -> httpx.Request:
        """Claim a delivery and return what was asked of Firestore."""
        settings = load_settings(self.environ)

        async def story() -> object:
            client = open_client(settings.emulator, httpx.MockTransport(self._answer))
            ledger = open_ledger(settings, load_key(settings), client, wall)
            return await ledger.claim(entry(), NOW)

        assert asyncio.run(story()) == New()
        [request] = self.asked
        return request

    def check_token(self, request: httpx.Request) -> None:
        """Check that the token is the service account's, and good for Firestore only."""
        token = self.identity.find(request.headers["authorization"].split()[1], wall())
        assert (token.account, token.scopes) == (EMAIL, {SCOPE})


def test_the_machine_has_a_token(tmp_path: Path) -> None:
    """From the metadata server; no key is needed."""
    deployment = Deployment(tmp_path)
    request = deployment.claim()
    deployment.check_token(request)
    assert request.url == (
        "https://firestore.googleapis.com/v1/projects/example-project/databases/(default)"
        "/documents:commit"
    )


def test_a_key_has_one_too(tmp_path: Path) -> None:
    """Where the function runs elsewhere."""
    (tmp_path / "key.json").write_text(json.dumps(key_file()))
    path = str(tmp_path / "key.json")
    deployment = Deployment(tmp_path, GOOGLE_APPLICATION_CREDENTIALS=path)
    deployment.check_token(deployment.claim())


def test_an_emulator_of_firestore_needs_none(tmp_path: Path) -> None:
    """Nobody is asked for a token."""
    request = Deployment(tmp_path, FIRESTORE_EMULATOR_HOST="localhost:8080").claim()
    assert request.url.copy_with(path="/") == "http://localhost:8080/"
    assert request.headers["authorization"] == "Bearer owner"


@pytest.mark.parametrize(
    ("host", "origin"), [("", "http://127.0.0.1:8085"), ("[::1]:8080", "http://[::1]:8080")]
)
def test_an_emulator_of_google_takes_what_no_other_does(
    tmp_path: Path, host: str, origin: str
) -> None:
    """Of the two, the one that is only for Firestore wins."""
    deployment = Deployment(
        tmp_path, FIRESTORE_EMULATOR_HOST=host, GOOGLE_API_EMULATOR="http://127.0.0.1:8085"
    )
    request = deployment.claim()
    assert request.url.copy_with(path="/") == f"{origin}/"
