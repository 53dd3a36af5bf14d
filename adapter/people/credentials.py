"""Access tokens: whose contacts we may write, and by what right.

delegated        the service account acts for a Workspace user. Without a key file the token is
                 signed by IAM (metadata server, signJwt); a fresh object for every account, since
                 google-auth's copies drop the subject and would write into the service account's
                 own, invisible address book.
user             a refresh token that the user granted (authorized_user)
service-account  the service account's own address book
caller           the token that came with the delivery

Source: https://developers.google.com/identity/protocols/oauth2/service-account
"""

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

import google.auth.credentials
import google.oauth2.credentials
import google.oauth2.service_account
import httpx
from google.auth import impersonated_credentials
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError

from adapter.errors import BadAccessToken
from adapter.people.refusals import explain
from adapter.people.transport import AuthRequest

SCOPE = "https://www.googleapis.com/auth/contacts"  # the only one that may write contacts
IAM_SCOPE = "https://www.googleapis.com/auth/iam"
RENEW_BEFORE_S = 300.0
METADATA = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/"
_FLAVOR = {"Metadata-Flavor": "Google"}
# What google-auth and we stumble over when an answer is no token: HTML, a list, a text for a number
_GARBLED = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)

Build = Callable[[AuthRequest], google.auth.credentials.Credentials]
Key = google.oauth2.service_account.Credentials  # those of a key file, for no scope yet


class MetadataCredentials(google.auth.credentials.Credentials):
    """Tokens of the service account that this machine runs as.

    google-auth's own class for this needs ``requests``.
    """

    def __init__(self, scope: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._scope = scope

    def refresh(self, request: AuthRequest) -> None:
        """Ask the metadata server for a token."""
        answer = json.loads(_metadata(request, f"token?scopes={self._scope}"))
        self.token = answer["access_token"]
        lifetime = dt.timedelta(seconds=answer["expires_in"])
        # google-auth compares with naive UTC
        self.expiry = google.auth._helpers.utcnow() + lifetime  # noqa: SLF001


def open_key(info: Mapping[str, Any]) -> Key:
    """Return a service account's key, or raise ``ValueError`` when the file holds no usable one.

    OpenSSL checks the primes, which takes 25 ms: all accounts share what the start has opened.
    """
    key: Key = Key.from_service_account_info(info)
    return key


def delegated(account: str, key: Key | None) -> Build:
    """Return credentials that act for ``account``; keyless where there is no key."""
    if key:
        return lambda _request: key.with_scopes([SCOPE]).with_subject(account)
    return lambda request: impersonated_credentials.Credentials(
        source_credentials=MetadataCredentials(IAM_SCOPE),
        target_principal=_metadata(request, "email").decode("ascii", "replace"),
        target_scopes=[SCOPE],
        subject=account,
    )


def service_account(key: Key | None, scope: str = SCOPE) -> Build:
    """Return credentials of the service account itself."""
    if key:
        return lambda _request: key.with_scopes([scope])
    return lambda _request: MetadataCredentials(scope)


def user(info: Mapping[str, Any]) -> Build:
    """Return credentials of the user who granted a refresh token."""
    return lambda _request: google.oauth2.credentials.Credentials.from_authorized_user_info(
        info, scopes=[SCOPE]
    )


class Token:
    """The access token of one account: kept until shortly before it expires, renewed one at a time.

    ``now`` returns Unix time in seconds.
    """

    def __init__(
        self, build: Build, client: httpx.AsyncClient, *, now: Callable[[], float]
    ) -> None:
        self._build = build
        self._client = client
        self._now = now
        self._credentials: google.auth.credentials.Credentials | None = None
        self._renewal = asyncio.Lock()

    async def get(self) -> str:
        """Return a token that is good for a while; ``NotConfigured`` or ``PeopleBusy`` if none."""
        async with self._renewal:
            if not self._good():
                try:
                    await asyncio.to_thread(self._refresh, asyncio.get_running_loop())
                except (GoogleAuthError, ValueError, KeyError) as error:
                    raise explain(error) from None
            assert self._credentials is not None  # noqa: S101 - refreshed
            return str(self._credentials.token)

    def renew(self) -> None:
        """Forget the token: Google refused it."""
        self._credentials = None

    def _good(self) -> bool:
        held = self._credentials
        if held is None or not held.token or held.expiry is None:
            return False
        expires = held.expiry.replace(tzinfo=dt.UTC).timestamp()
        return bool(expires - self._now() > RENEW_BEFORE_S)

    def _refresh(self, loop: asyncio.AbstractEventLoop) -> None:
        request = AuthRequest(self._client, loop)
        credentials = self._credentials or self._build(request)
        self._credentials = None  # until it has proved good
        try:
            credentials.refresh(request)
        except _GARBLED as error:
            raise TransportError(f"unreadable answer: {type(error).__name__}") from None
        if not isinstance(credentials.token, str) or not credentials.token:
            raise TransportError("no token in the answer")
        if SCOPE not in (getattr(credentials, "granted_scopes", None) or [SCOPE]):
            raise RefreshError("scopes")  # google-auth only logs what a user did not grant
        self._credentials = credentials


class CallerToken:
    """The token that came with a delivery: used, never kept, never renewed."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def get(self) -> str:
        """Return the token."""
        return self._token

    def renew(self) -> None:
        """Raise: there is no other."""
        raise BadAccessToken("Google refuses the token in X-Google-Access-Token.")


def _metadata(request: AuthRequest, path: str) -> bytes:
    response = request(METADATA + path, headers=_FLAVOR)
    if response.status != 200:  # noqa: PLR2004
        raise TransportError(f"metadata server: {response.status}")
    return response.data
