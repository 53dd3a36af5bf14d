"""Who is who: the service account and its key, refresh tokens, access tokens.

Documented  the JWT bearer grant and its errors (RFC 7523; "OAuth 2.0 for server to server
            applications"); an assertion lives an hour at most; signJwt answers keyId, signedJwt
Observed    the texts of invalid_grant and unauthorized_client
Inferred    the texts on audience and malformed assertions

Every user is delegated to the service account unless ``refused`` or ``unknown`` name the address
or its domain. A token without ``sub`` is the service account's own, with a book nobody sees.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from emulator.errors import JSON, TokenError
from emulator.faults import unauthorized_client

PROJECT = "example-project"
EMAIL = f"contacts-adapter@{PROJECT}.iam.gserviceaccount.com"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 (an address)
CONTACTS = "https://www.googleapis.com/auth/contacts"
CLOUD = "https://www.googleapis.com/auth/cloud-platform"
CLIENT_ID = "123456789012-emulator.apps.googleusercontent.com"
CLIENT_SECRET = "emulator-secret"  # noqa: S105 (invented)
LIFETIME_S = 3600
SKEW_S = 300  # inferred
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class Token:
    """An access token: whose, for what, until when (epoch seconds)."""

    value: str
    account: str
    scopes: frozenset[str]
    expires: float


class Signer:
    """Who signs with a key of its own, which is made on first use and never stored."""

    @cached_property
    def key(self) -> rsa.RSAPrivateKey:
        """The private key."""
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @cached_property
    def key_id(self) -> str:
        """The key's id: 40 hexadecimal digits, as Google's are."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        public = self.key.public_key().public_bytes(serialization.Encoding.DER, form)
        return hashlib.sha256(public).hexdigest()[:40]

    def sign_jwt(self, payload: str) -> str:
        """Return ``payload`` as a JWT signed with RS256."""
        header = {"alg": "RS256", "kid": self.key_id, "typ": "JWT"}
        signed = f"{_encode(json.dumps(header).encode())}.{_encode(payload.encode())}"
        signature = self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_encode(signature)}"


SERVICE_ACCOUNT = Signer()


def private_key() -> rsa.RSAPrivateKey:
    """Return the service account's key."""
    return SERVICE_ACCOUNT.key


def key_id() -> str:
    """Return the id of the service account's key."""
    return SERVICE_ACCOUNT.key_id


def sign_jwt(payload: str) -> str:
    """Return ``payload`` as a JWT signed by the service account."""
    return SERVICE_ACCOUNT.sign_jwt(payload)


def verify_jwt(assertion: str) -> JSON:
    """Return the claims of a JWT that the service account's key signed; TokenError otherwise."""
    try:
        signed, _, signature = assertion.rpartition(".")
        header, claims = (json.loads(_decode(part)) for part in signed.split("."))
        if header["alg"] != "RS256":
            raise _invalid_grant("Invalid JWT Signature.")
        key = private_key().public_key()
        key.verify(_decode(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise _invalid_grant("Invalid JWT Signature.") from None
    except (ValueError, TypeError, KeyError):
        raise _invalid_grant("Invalid JWT.") from None
    if not isinstance(claims, dict) or header.get("kid", key_id()) != key_id():
        raise _invalid_grant("Invalid JWT Signature.")
    return claims


def key_file() -> JSON:
    """Return the service account's key as GOOGLE_APPLICATION_CREDENTIALS has it."""
    pem = private_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": key_id(),
        "private_key": pem.decode(),
        "client_email": EMAIL,
        "client_id": "123456789012345678901",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": TOKEN_URI,
        "universe_domain": "googleapis.com",
    }


class Identity:
    """The tokens that were given out, and the users who may be impersonated."""

    def __init__(self) -> None:
        self.tokens: dict[str, Token] = {}
        self.refresh_tokens: dict[str, tuple[str, frozenset[str]]] = {}  # account, scopes
        self.refused: set[str] = set()  # addresses and domains without delegation
        self.unknown: set[str] = set()  # addresses and domains that do not exist

    def issue(self, account: str, scopes: Collection[str], now: float) -> Token:
        """Give out an access token for an hour."""
        token = Token(_random("ya29."), account, frozenset(scopes), now + LIFETIME_S)
        self.tokens[token.value] = token
        return token

    def find(self, value: str, now: float) -> Token | None:
        """Return a live access token, None for one that is unknown or has expired."""
        token = self.tokens.get(value)
        return token if token is not None and now < token.expires else None

    def authorized_user(self, account: str, scopes: Collection[str]) -> JSON:
        """Return new authorized_user credentials: a refresh token that ``account`` granted."""
        refresh_token = _random("1//")
        self.refresh_tokens[refresh_token] = (account, frozenset(scopes))
        return {
            "type": "authorized_user",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "refresh_token": refresh_token,
            "token_uri": TOKEN_URI,
            "universe_domain": "googleapis.com",
        }

    def grant(self, form: Mapping[str, str], audiences: Collection[str], now: float) -> Token:
        """Answer a token request; TokenError says why not.

        ``audiences`` are the addresses by which this token endpoint is known.
        """
        match form.get("grant_type"):
            case "refresh_token":
                return self._refresh(form, now)
            case grant if grant == JWT_BEARER:
                return self._assert(verify_jwt(form.get("assertion", "")), audiences, now)
            case _:
                raise TokenError(400, "unsupported_grant_type", "Invalid grant_type.")

    def _refresh(self, form: Mapping[str, str], now: float) -> Token:
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise TokenError(401, "invalid_client", "The OAuth client was not found.")
        granted = self.refresh_tokens.get(form.get("refresh_token", ""))
        if granted is None:
            raise _invalid_grant("Token has been expired or revoked.")
        account, scopes = granted
        wanted = frozenset(form.get("scope", "").split()) or scopes
        if not wanted <= scopes:
            raise TokenError(400, "invalid_scope", "Bad Request")
        return self.issue(account, wanted, now)

    def _assert(self, claims: JSON, audiences: Collection[str], now: float) -> Token:
        if claims.get("iss") != EMAIL:
            raise _invalid_grant("Invalid grant: account not found")
        if claims.get("aud") not in audiences:
            raise _invalid_grant("Invalid JWT: Failed audience check.")
        _check_lifetime(claims.get("iat"), claims.get("exp"), now)
        scopes = str(claims.get("scope", "")).split()
        if not scopes:
            raise TokenError(400, "invalid_scope", "Empty or missing scope not allowed.")
        account = str(claims.get("sub", EMAIL))
        if _named(account, self.unknown) or "@" not in account:
            raise _invalid_grant("Invalid email or User ID")
        if _named(account, self.refused):
            raise unauthorized_client()
        return self.issue(account, scopes, now)


def _check_lifetime(issued: object, expires: object, now: float) -> None:
    if not (
        isinstance(issued, int | float)
        and isinstance(expires, int | float)
        and issued <= now + SKEW_S
        and now < expires <= issued + LIFETIME_S
    ):
        raise _invalid_grant(
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
            "timeframe. Check your iat and exp values in the JWT claim."
        )


def _named(account: str, names: Collection[str]) -> bool:
    return account in names or account.rpartition("@")[2] in names


def _invalid_grant(description: str) -> TokenError:
    return TokenError(400, "invalid_grant", description)


def _random(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(32)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
