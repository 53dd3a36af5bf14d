"""The way to Google: one httpx client for every host, in google-auth's hands too.

``GOOGLE_API_EMULATOR`` is plugged in here and nowhere else: requests to a Google host keep their
path and their ``Host``, and go to the emulator's origin.
"""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any

import google.auth.exceptions
import google.auth.transport
import httpx

# Connections are kept for less than the 240 s after which Google's front ends close them, so that a
# request is not written into one that is closing: its answer would count as lost.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=90.0)
# A batch of 200 may take Google long; giving up early makes its outcome unknown.
TIMEOUT = httpx.Timeout(connect=5.0, write=10.0, read=60.0, pool=5.0)
TOKEN_TIMEOUT_S = 10.0

_GOOGLE = (".googleapis.com", ".google.internal")
_METADATA_IP = "169.254.169.254"


def open_client(
    emulator: str | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """Return the client for all requests to Google; ``emulator`` is an origin."""
    # An empty context trusts nobody. Where nothing is encrypted that will do, and the authorities
    # need not be read, which takes 25 ms.
    plain = emulator is not None and emulator.startswith("http:")
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else True
    way = transport or httpx.AsyncHTTPTransport(verify=trust, limits=LIMITS, retries=0)
    if emulator:
        way = EmulatorTransport(httpx.URL(emulator), way)
    return httpx.AsyncClient(transport=way, timeout=TIMEOUT, follow_redirects=False)


class EmulatorTransport(httpx.AsyncBaseTransport):
    """Sends what is meant for Google to the emulator, path and ``Host`` unchanged."""

    def __init__(self, origin: httpx.URL, inner: httpx.AsyncBaseTransport) -> None:
        self._origin = origin
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        host = request.url.host
        if host.endswith(_GOOGLE) or host == _METADATA_IP:
            request.url = request.url.copy_with(
                scheme=self._origin.scheme, host=self._origin.host, port=self._origin.port
            )
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the transport that does the work."""
        await self._inner.aclose()


class AuthResponse(google.auth.transport.Response):
    """An httpx response as google-auth reads it."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers."""
        return self._response.headers

    @property
    def data(self) -> bytes:
        """The body."""
        return self._response.content


class AuthRequest(google.auth.transport.Request):
    """google-auth's transport over our client.

    google-auth blocks, so it runs in a thread; its requests come back to the event loop, where the
    client lives.
    """

    def __init__(self, client: httpx.AsyncClient, loop: asyncio.AbstractEventLoop) -> None:
        self._client = client
        self._loop = loop

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_kwargs: Any,
    ) -> AuthResponse:
        """Make one request; every failure to get an answer is a ``TransportError``."""
        sent = self._client.request(
            method, url, content=body, headers=headers, timeout=timeout or TOKEN_TIMEOUT_S
        )
        try:
            return AuthResponse(asyncio.run_coroutine_threadsafe(sent, self._loop).result())
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise google.auth.exceptions.TransportError(type(error).__name__) from None
