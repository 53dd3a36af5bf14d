"""The way to Google, to its stand-in, and for google-auth."""

import asyncio
from typing import Any

import httpx
import pytest
from google.auth.exceptions import TransportError

from adapter.people.transport import AuthRequest, open_client

pytestmark = pytest.mark.anyio

EMULATOR = "http://127.0.0.1:8085"


class Wire(httpx.AsyncBaseTransport):
    """A network that writes down where requests went."""

    def __init__(self) -> None:
        self.seen: list[httpx.Request] = []
        self.closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer with the host that was asked."""
        self.seen.append(request)
        return httpx.Response(200, text=request.url.host, headers={"X-Kind": "test"})

    async def aclose(self) -> None:
        """Note that it was closed."""
        self.closed = True


class TestEmulator:
    """GOOGLE_API_EMULATOR."""

    @pytest.mark.parametrize(
        "host",
        [
            *("people.googleapis.com", "oauth2.googleapis.com", "iamcredentials.googleapis.com"),
            *("metadata.google.internal", "169.254.169.254"),
        ],
    )
    async def test_what_is_meant_for_google_goes_there(self, host: str) -> None:
        """Path and Host unchanged."""
        wire = Wire()
        async with open_client(EMULATOR, wire) as client:
            await client.get(f"https://{host}/v1/x?y=1")
        [request] = wire.seen
        assert str(request.url) == f"{EMULATOR}/v1/x?y=1"
        assert request.headers["host"] == host

    @pytest.mark.parametrize("host", ["example.com", "googleapis.com.example.com"])
    async def test_what_is_meant_for_others_does_not(self, host: str) -> None:
        """Only Google is played."""
        wire = Wire()
        async with open_client(EMULATOR, wire) as client:
            await client.get(f"https://{host}/")
        assert wire.seen[0].url.host == host

    async def test_without_it_google_is_google(self) -> None:
        """No request is turned."""
        wire = Wire()
        async with open_client(None, wire) as client:
            await client.get("https://people.googleapis.com/")
        assert wire.seen[0].url.host == "people.googleapis.com"

    async def test_the_network_is_closed_with_the_client(self) -> None:
        """Through the emulator's turn-off too."""
        wire = Wire()
        await open_client(EMULATOR, wire).aclose()
        assert wire.closed

    @pytest.mark.parametrize("emulator", [None, EMULATOR, "https://emulator.example.com"])
    async def test_a_client_of_its_own_needs_no_network(self, emulator: str | None) -> None:
        """It is opened at the start, when nothing can be reached yet."""
        client = open_client(emulator)
        assert not client.follow_redirects
        await client.aclose()


async def auth(client: httpx.AsyncClient, *given: Any, **more: Any) -> Any:
    """Make a request as google-auth does, from a thread."""
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(AuthRequest(client, loop), *given, **more)


class TestGoogleAuth:
    """google-auth's requests travel with the same client."""

    async def test_an_answer_has_what_google_auth_reads(self) -> None:
        """Status, headers whatever their case, body as bytes."""
        async with open_client(None, Wire()) as client:
            answer = await auth(client, "https://oauth2.googleapis.com/token")
        assert (answer.status, answer.data) == (200, b"oauth2.googleapis.com")
        assert answer.headers["x-kind"] == "test"

    async def test_a_request_is_made_as_asked(self) -> None:
        """Method, body and headers; options that only others know are ignored."""
        wire = Wire()
        async with open_client(None, wire) as client:
            url = "https://oauth2.googleapis.com/token"
            await auth(client, url, "POST", b"a=b", {"X-Goog": "1"}, verify=True)
        [request] = wire.seen
        assert (request.method, request.content, request.headers["x-goog"]) == ("POST", b"a=b", "1")

    @pytest.mark.parametrize(
        "error", [httpx.ConnectError("no way"), httpx.ReadTimeout("gone"), httpx.InvalidURL("odd")]
    )
    async def test_every_failure_is_one_that_google_auth_knows(self, error: Exception) -> None:
        """Told by its kind, not by its text."""

        def fail(_request: httpx.Request) -> httpx.Response:
            raise error

        async with open_client(None, httpx.MockTransport(fail)) as client:
            with pytest.raises(TransportError) as failed:
                await auth(client, "https://oauth2.googleapis.com/token")
        assert failed.value.args == (type(error).__name__,)
