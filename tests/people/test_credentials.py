"""Access tokens: whose they are, how long they are kept, and why there is none.

google-auth signs and asks as it does in service; the emulator plays the token endpoint, IAM and the
metadata server. Its clock is the real one, since google-auth reads no other.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.errors import AdapterError, BadAccessToken, NotConfigured, PeopleBusy
from adapter.people.credentials import (
    RENEW_BEFORE_S,
    SCOPE,
    Build,
    CallerToken,
    Token,
    delegated,
    open_key,
    service_account,
    user,
)
from adapter.people.refusals import ADVICE
from adapter.people.transport import open_client
from emulator.app import create_app
from emulator.faults import Fault
from emulator.identity import CLIENT_ID, CLIENT_SECRET, EMAIL, key_file

from .test_flow_laws import anything

if TYPE_CHECKING:
    from emulator.google import Google

pytestmark = pytest.mark.anyio

ADA = "ada@example.com"
HOUR_S = 3600
GRANT = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "refresh_token": "1//refresh"}
wall = time.time  # noqa: TID251 - google-auth reads it, so the emulator and its callers must


class Deployment:
    """An emulator of Google's identity services, and a client whose clock may run ahead."""

    def __init__(self) -> None:
        app = create_app(now=wall, lost=httpx.ReadError)
        self.google: Google = app.state.google
        self.client = open_client("http://127.0.0.1:8085", httpx.ASGITransport(app))
        self.ahead_s = 0.0

    def token(self, build: Build) -> Token:
        """Return where the tokens of an account come from."""
        return Token(build, self.client, now=lambda: wall() + self.ahead_s)

    async def owner(self, build: Build) -> str:
        """Return whose token the credentials get, which must be good for contacts."""
        token = self.google.identity.find(await self.token(build).get(), wall())
        assert token is not None
        assert token.scopes == {SCOPE}
        return token.account

    async def refusal(self, build: Build) -> AdapterError:
        """Return why there is no token."""
        with pytest.raises(AdapterError) as refused:
            await self.token(build).get()
        return refused.value

    @property
    def calls(self) -> list[str]:
        """The calls that were made, in order."""
        return [call.method for call in self.google.calls]

    def fault(self, method: str, kind: str, **more: Any) -> None:
        """Let the next call of a method fail."""
        self.google.faults.add(Fault(method, kind, **more))


@pytest.fixture
def deployment() -> Deployment:
    """Return a new one."""
    return Deployment()


def granted(deployment: Deployment, *scopes: str) -> Build:
    """Return the credentials of a user who granted these scopes."""
    return user(deployment.google.identity.authorized_user(ADA, set(scopes)))


class TestWhose:
    """Whose address book the token opens."""

    async def test_a_key_acts_for_the_account(self, deployment: Deployment) -> None:
        """Delegated: the token is the user's."""
        assert await deployment.owner(delegated(ADA, open_key(key_file()))) == ADA
        assert deployment.calls == ["token"]

    async def test_accounts_share_a_key(self, deployment: Deployment) -> None:
        """It is opened once, and none acts for another; nor does the service account's own."""
        key = open_key(key_file())
        for account in (ADA, "grace@example.com", ADA):
            assert await deployment.owner(delegated(account, key)) == account
        assert await deployment.owner(service_account(key)) == EMAIL

    async def test_without_a_key_iam_signs_for_the_account(self, deployment: Deployment) -> None:
        """The user's too, and not the service account's, whose book nobody sees."""
        assert await deployment.owner(delegated(ADA, None)) == ADA
        assert deployment.calls == ["metadata.token", "signJwt", "token"]

    async def test_every_account_has_its_own(self, deployment: Deployment) -> None:
        """One machine, many users."""
        for account in (ADA, "grace@example.com", ADA):
            assert await deployment.owner(delegated(account, None)) == account

    async def test_a_renewed_token_is_still_the_accounts(self, deployment: Deployment) -> None:
        """What is refreshed keeps its subject."""
        token = deployment.token(delegated(ADA, None))
        await token.get()
        deployment.ahead_s = HOUR_S
        again = deployment.google.identity.find(await token.get(), wall())
        assert again is not None
        assert again.account == ADA

    async def test_a_user_granted_it(self, deployment: Deployment) -> None:
        """A refresh token opens its owner's book."""
        assert await deployment.owner(granted(deployment, SCOPE)) == ADA

    @pytest.mark.parametrize("key", [True, False])
    async def test_a_service_account_may_write_for_itself(
        self, deployment: Deployment, *, key: bool
    ) -> None:
        """Only where a route says so."""
        build = service_account(open_key(key_file()) if key else None)
        assert await deployment.owner(build) == EMAIL
        assert deployment.calls == (["token"] if key else ["metadata.token"])

    async def test_a_callers_token_is_used_as_it_is(self) -> None:
        """It is the caller's business whose it is."""
        assert await CallerToken("ya29.token").get() == "ya29.token"

    async def test_a_callers_token_cannot_be_renewed(self) -> None:
        """There is no other, and the token is not repeated."""
        with pytest.raises(BadAccessToken) as refused:
            CallerToken("ya29.token").renew()
        assert "ya29" not in refused.value.detail


class TestKeeping:
    """A token is kept while it is good."""

    async def test_a_token_is_used_again(self, deployment: Deployment) -> None:
        """Until five minutes before it expires."""
        token = deployment.token(granted(deployment, SCOPE))
        first = await token.get()
        deployment.ahead_s = HOUR_S - RENEW_BEFORE_S - 60
        assert await token.get() == first
        assert deployment.calls == ["token"]

    async def test_a_token_that_expires_soon_is_renewed(self, deployment: Deployment) -> None:
        """A call may wait for its turn, and take Google a minute."""
        token = deployment.token(granted(deployment, SCOPE))
        first = await token.get()
        deployment.ahead_s = HOUR_S - RENEW_BEFORE_S
        assert await token.get() != first

    async def test_a_refused_token_is_forgotten(self, deployment: Deployment) -> None:
        """However long it would have been good for."""
        token = deployment.token(granted(deployment, SCOPE))
        first = await token.get()
        token.renew()
        assert await token.get() != first

    async def test_many_who_ask_at_once_cost_one_refresh(self, deployment: Deployment) -> None:
        """The others wait for it, and get the same."""
        token = deployment.token(granted(deployment, SCOPE))
        tokens = await asyncio.gather(*(token.get() for _ in range(50)))
        assert len(set(tokens)) == 1
        assert deployment.calls == ["token"]

    async def test_a_refusal_is_not_kept(self, deployment: Deployment) -> None:
        """Once the operator has acted, the next call gets a token."""
        deployment.fault("token", "invalid_grant")
        token = deployment.token(granted(deployment, SCOPE))
        with pytest.raises(NotConfigured):
            await token.get()
        assert await token.get()


class TestRefused:
    """Why there is no token, and what the operator is told."""

    @pytest.mark.parametrize("key", [True, False])
    async def test_delegation_is_missing(self, deployment: Deployment, *, key: bool) -> None:
        """The administrator has to authorise the client."""
        deployment.google.identity.refused.add(ADA)
        told = await deployment.refusal(delegated(ADA, open_key(key_file()) if key else None))
        assert told.detail == ADVICE["unauthorized_client"]

    async def test_the_account_is_unknown(self, deployment: Deployment) -> None:
        """It is not told which: the route has it."""
        deployment.google.identity.unknown.add(ADA)
        told = await deployment.refusal(delegated(ADA, None))
        assert told.detail == ADVICE["Invalid email or User ID"]
        assert ADA not in f"{told!r}"

    async def test_a_grant_is_revoked(self, deployment: Deployment) -> None:
        """A new one is needed."""
        told = await deployment.refusal(user(GRANT))
        assert told.detail == ADVICE["invalid_grant"]

    async def test_the_client_is_wrong(self, deployment: Deployment) -> None:
        """As when its secret was changed."""
        told = await deployment.refusal(user(GRANT | {"client_secret": "other"}))
        assert told.detail == ADVICE["invalid_client"]

    async def test_the_user_granted_something_else(self, deployment: Deployment) -> None:
        """Google gives no token for what was not granted."""
        told = await deployment.refusal(granted(deployment, "openid"))
        assert told.detail == ADVICE["invalid_scope"]

    async def test_iam_does_not_sign(self, deployment: Deployment) -> None:
        """The service account lacks a role on itself."""
        deployment.fault("signJwt", "permission_denied")
        told = await deployment.refusal(delegated(ADA, None))
        assert told.detail == ADVICE["PERMISSION_DENIED"]

    async def test_iam_is_switched_off(self, deployment: Deployment) -> None:
        """An API has to be enabled."""
        deployment.fault("signJwt", "service_disabled")
        told = await deployment.refusal(delegated(ADA, None))
        assert told.detail == ADVICE["SERVICE_DISABLED"]

    @pytest.mark.parametrize(
        "build",
        [user({}), user({"client_id": "x"})],
    )
    async def test_credentials_that_cannot_be_read(
        self, deployment: Deployment, build: Build
    ) -> None:
        """They will not become readable by waiting."""
        told = await deployment.refusal(build)
        assert isinstance(told, NotConfigured)
        assert deployment.calls == []

    @pytest.mark.parametrize(
        ("info", "why"),
        [
            ({"type": "service_account"}, "missing fields"),
            ({"client_email": EMAIL, "token_uri": "x", "private_key": "no key"}, "PEM"),
        ],
    )
    async def test_a_key_that_cannot_be_read_is_not_opened(
        self, info: dict[str, str], why: str
    ) -> None:
        """So it is known at the start."""
        with pytest.raises(ValueError, match=why):
            open_key(info)


class TestPassing:
    """Trouble that passes."""

    @pytest.mark.parametrize(
        ("method", "kind"),
        [
            ("token", "bad_gateway"),
            ("token", "lost"),
            ("signJwt", "unavailable"),
            ("signJwt", "lost"),
            ("metadata.token", "internal"),
            ("metadata.token", "bad_gateway"),
            ("metadata.token", "lost"),
        ],
    )
    async def test_an_outage_is_no_ones_fault(
        self, deployment: Deployment, method: str, kind: str
    ) -> None:
        """The next call tries again."""
        deployment.fault(method, kind)
        assert isinstance(await deployment.refusal(delegated(ADA, None)), PeopleBusy)


@asynccontextmanager
async def answering(
    answer: Callable[[httpx.Request], httpx.Response], build: Build
) -> AsyncIterator[Token]:
    """Give tokens that come from a network which a test plays."""
    async with open_client(None, httpx.MockTransport(answer)) as client:
        yield Token(build, client, now=wall)


async def refusal(build: Build, **response: Any) -> AdapterError:
    """Return why there is no token where every request has this response."""

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(**{"status_code": 200} | response)

    async with answering(answer, build) as token:
        with pytest.raises(AdapterError) as refused:
            await token.get()
    return refused.value


NO_TOKENS: list[Any] = [None, "", 5, []]
GARBLED: list[dict[str, Any]] = [
    {"json": {}},
    {"json": []},
    {"json": "token"},
    {"json": 5},
    {"json": None},
    {"json": {"token_type": "Bearer"}},
    {"json": {"access_token": "t", "expires_in": "soon"}},
    {"json": {"access_token": "t", "expires_in": []}},
    {"json": {"access_token": "t", "expires_in": 10**30}},
    *({"json": {"access_token": odd, "expires_in": 3600}} for odd in NO_TOKENS),
    {"content": b""},
    {"content": b"\xff\xfe\xfa"},
    {"content": b"<html>"},
    {"content": b"[" * 100_000},
    {"status_code": 400, "json": []},
    {"status_code": 400, "json": None},
    {"status_code": 400, "json": {"error": ["x"]}},
    {"status_code": 302, "headers": {"location": "https://example.com"}},
    {"status_code": 502, "content": b"<html><title>Error 502 (Server Error)!!1</title></html>"},
]
BUILDS = {
    "user": user(GRANT),
    "key": delegated(ADA, open_key(key_file())),
    "keyless": delegated(ADA, None),
    "metadata": service_account(None),
}


class TestGarbled:
    """Answers that are no answers."""

    @pytest.mark.parametrize("response", GARBLED)
    @pytest.mark.parametrize("build", BUILDS.values(), ids=BUILDS)
    async def test_what_is_no_token_passes(self, build: Build, response: dict[str, Any]) -> None:
        """It is an error that its callers know, and trouble that will be over."""
        assert isinstance(await refusal(build, **response), PeopleBusy)

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from([200, 400, 401, 403, 404, 502]), anything)
    async def test_no_answer_leads_to_any_other_error(self, status: int, body: Any) -> None:
        """Whatever JSON it is."""
        told = await refusal(BUILDS["user"], status_code=status, json=body)
        assert isinstance(told, PeopleBusy | NotConfigured)

    async def test_a_scope_that_was_not_granted_is_noticed(self) -> None:
        """Some servers answer with less than was asked for."""
        less = {"access_token": "ya29.token", "expires_in": 3600, "scope": "openid"}
        told = await refusal(BUILDS["user"], json=less)
        assert told.detail == ADVICE["scopes"]

    async def test_it_is_noticed_again_after_a_renewal(self) -> None:
        """What a user takes back later is missing then."""
        answers = [(SCOPE, 60), ("openid", 3600), ("openid", 3600)]

        def answer(_request: httpx.Request) -> httpx.Response:
            scope, seconds = answers.pop(0)
            body = {"access_token": "ya29.token", "expires_in": seconds, "scope": scope}
            return httpx.Response(200, json=body)

        async with answering(answer, BUILDS["user"]) as token:
            assert await token.get()
            for _ in range(2):
                with pytest.raises(NotConfigured):
                    await token.get()

    async def test_scopes_that_cannot_be_read_pass(self) -> None:
        """They are no refusal."""
        odd = {"access_token": "ya29.token", "expires_in": 3600, "scope": 5}
        assert isinstance(await refusal(BUILDS["user"], json=odd), PeopleBusy)

    async def test_a_token_that_does_not_expire_is_asked_for_each_time(self) -> None:
        """Without a date nobody knows how long it is good."""
        asked = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return httpx.Response(200, json={"access_token": f"ya29.{len(asked)}"})

        async with answering(answer, BUILDS["user"]) as token:
            assert [await token.get(), await token.get()] == ["ya29.1", "ya29.2"]

    async def test_without_a_network_it_passes(self) -> None:
        """Told as such, without the address."""

        def fail(_request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("https://oauth2.googleapis.com is away")

        async with answering(fail, BUILDS["key"]) as token:
            with pytest.raises(PeopleBusy) as refused:
                await token.get()
        assert "oauth2" not in refused.value.detail


WITHOUT_REQUESTS = """
import asyncio, sys, time
import functions_framework.aio, httpx
import adapter.compose
from adapter.people.credentials import Token, delegated
from adapter.people.transport import open_client
from emulator.app import create_app

async def main():
    transport = httpx.ASGITransport(create_app(now=time.time))
    async with open_client(None, transport) as client:
        return await Token(delegated("ada@example.com", None), client, now=time.time).get()

assert asyncio.run(main())
assert "requests" not in sys.modules, "requests was imported"
"""


def test_the_requests_library_is_never_needed() -> None:
    """google-auth's own way to the metadata server would import it; ours does not."""
    root = Path(__file__).parents[2]
    run = [sys.executable, "-W", "error", "-c", WITHOUT_REQUESTS]
    done = subprocess.run(run, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
