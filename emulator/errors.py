"""How Google words a refusal: a value to raise, turned into an answer in one place.

    GoogleError          a status and a body
    +-- ApiError         {"error": {"code", "message", "status", "details"}}: People API, IAM
    +-- TokenError       {"error", "error_description"}: the token endpoint
    +-- GatewayError     HTML: the front end before the API

Source  google.rpc.Status and google.rpc.error_details (documented); the texts are recorded
        answers that users published (observed), except where a function says inferred
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

JSON = dict[str, Any]

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
RPC_CODES = {400: 3, 404: 5, 500: 13}  # google.rpc.Code, for a Status inside an answer

PEOPLE = "people.googleapis.com"
CONSUMER = "projects/123456789012"
TYPES = "type.googleapis.com/google.rpc."
DEVCONSOLE = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)


class GoogleError(Exception):
    """Any answer but a success. ``content`` is the body, of the type ``media_type``."""

    media_type: ClassVar[str] = "application/json; charset=UTF-8"

    def __init__(self, code: int, content: str) -> None:
        super().__init__(f"{type(self).__name__} {code}")
        self.code = code
        self.content = content
        self.retry_after_s: int | None = None  # no document promises it: faults may set it

    @property
    def headers(self) -> Mapping[str, str]:
        """Return what goes with the body: ``Retry-After``, and the challenge of a 401."""
        headers = {}
        if self.retry_after_s is not None:
            headers["Retry-After"] = str(self.retry_after_s)
        if self.code == 401:  # noqa: PLR2004
            headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/"'
        return headers


class ApiError(GoogleError):
    """A refusal by an API, as google.rpc.Status in JSON."""

    def __init__(self, code: int, message: str, *details: JSON, status: str = "") -> None:
        self.message = message
        error: JSON = {"code": code, "message": message, "status": status or STATUSES[code]}
        if details:
            error["details"] = list(details)
        super().__init__(code, json.dumps({"error": error}))


class TokenError(GoogleError):
    """A refusal by the token endpoint: flat, as RFC 6749 section 5.2 has it."""

    def __init__(self, code: int, error: str, description: str) -> None:
        super().__init__(code, json.dumps({"error": error, "error_description": description}))


class GatewayError(GoogleError):
    """A failure before the API was reached: an HTML page, whatever the caller accepts."""

    media_type = "text/html; charset=UTF-8"

    def __init__(self) -> None:
        super().__init__(502, "<html><title>Error 502 (Server Error)!!1</title></html>")


class ConnectionLostError(Exception):
    """Raised after the headers of an answer were sent: the server then drops the connection."""


def bad_request(violations: Sequence[tuple[str, str]]) -> JSON:
    """Return the google.rpc.BadRequest detail for (field, description) pairs."""
    return {
        "@type": TYPES + "BadRequest",
        "fieldViolations": [
            {"field": field, "description": text} if field else {"description": text}
            for field, text in violations
        ],
    }


def error_info(reason: str, metadata: Mapping[str, str], domain: str = "googleapis.com") -> JSON:
    """Return the google.rpc.ErrorInfo detail."""
    return {
        "@type": TYPES + "ErrorInfo",
        "reason": reason,
        "domain": domain,
        "metadata": dict(metadata),
    }


def unreadable(violations: Sequence[tuple[str, str]]) -> ApiError:
    """Return the 400 for JSON that does not fit the request message: every violation at once."""
    return ApiError(400, "\n".join(text for _, text in violations), bad_request(violations))


def invalid_contacts(contacts: Mapping[int, Sequence[tuple[str, str]]]) -> ApiError:
    """Return the 400 that names the contacts which made a batch fail.

    ``contacts`` maps an index in the request to (field, description) pairs. The map is documented
    (BatchCreateContactsErrorDetails); its place in ``details`` and its ``@type`` are inferred.
    """
    errors = {
        str(index): {"code": 3, "message": found[0][1], "details": [bad_request(found)]}
        for index, found in contacts.items()
    }
    detail = {
        "@type": "type.googleapis.com/google.people.v1.BatchCreateContactsErrorDetails",
        "contactErrors": errors,
    }
    return ApiError(400, "Request contains an invalid argument.", detail)


def credentials_missing() -> ApiError:
    """Return the 401 for a request without ``Authorization: Bearer``."""
    return ApiError(401, "Request is missing required authentication credential. " + DEVCONSOLE)


def credentials_invalid() -> ApiError:
    """Return the 401 for a token that is unknown or has expired."""
    return ApiError(401, "Request had invalid authentication credentials. " + DEVCONSOLE)


def scope_insufficient(method: str, service: str = PEOPLE) -> ApiError:
    """Return the 403 for a token whose scopes do not cover ``method`` (its name is inferred)."""
    metadata = {"service": service, "method": method}
    return ApiError(
        403,
        "Request had insufficient authentication scopes.",
        error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", metadata),
    )


def not_found() -> ApiError:
    """Return the 404 for a resource that is not there."""
    return ApiError(404, "Requested entity was not found.")


def overflow() -> ApiError:
    """Return the 429 for a full account: users match the word in ``message`` or ``reason``."""
    word = "MY_CONTACTS_OVERFLOW_COUNT"
    return ApiError(429, word, error_info(word, {"service": PEOPLE}, PEOPLE))
