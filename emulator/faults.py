"""Trouble on request: a queue of faults, each of which strikes calls of one method.

A fault strikes ``times`` calls (for ever when None), in the order in which faults were queued, one
fault a call. One with a ``marker`` strikes only calls that hold that text in a contact.
``when`` says whether Google had done the work: after it, contacts exist although the answer says
otherwise.

Source  the bodies of the 429s, 403s, 500 and 503 are recorded answers (observed); 409 and 502 and
        the token endpoint's words for overload are inferred
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal

from emulator import errors
from emulator.errors import CONSUMER, JSON, PEOPLE, TYPES, ApiError, GoogleError, TokenError

When = Literal["before", "after"]

BATCH = "batchCreateContacts"  # the one method with rows

MINUTE_QUOTA = {
    "consumer": CONSUMER,
    "quota_limit": "CriticalWritesPerMinutePerProjectPerUser",
    "service": PEOPLE,
    "quota_metric": f"{PEOPLE}/critical_write_requests",
}
DISABLED = (
    "People API has not been used in project 123456789012 before or it is disabled. Enable it by "
    "visiting https://console.developers.google.com/apis/api/people.googleapis.com/overview"
    "?project=123456789012 then retry. If you enabled this API recently, wait a few minutes for "
    "the action to propagate to our systems and retry."
)
UNAUTHORIZED = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized "
    "for any of the scopes requested."
)


@dataclass(slots=True)
class Fault:
    """Trouble of one kind (KINDS) for calls of ``method``."""

    method: str
    kind: str
    times: int | None = 1
    when: When = "before"
    marker: str = ""
    index: int = 0  # the row that row_failed and row_invalid hit where there is no marker
    latency_s: float = 0
    retry_after_s: int | None = None

    def __post_init__(self) -> None:
        """Refuse what would never strike."""
        if self.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        if self.when not in {"before", "after"}:
            raise ValueError("when is before or after")
        if self.kind.startswith("row_") and self.method != BATCH:
            raise ValueError(f"{self.kind} is for {BATCH}")

    def rows(self, contacts: list[JSON]) -> list[int]:
        """Return the indexes of the contacts that the fault hits."""
        if not self.marker:
            return [self.index] if self.index < len(contacts) else []
        return [place for place, contact in enumerate(contacts) if self._marks(contact)]

    def strikes(self, method: str, contacts: list[JSON]) -> bool:
        """Tell whether a call is for this fault."""
        marked = not self.marker or any(self._marks(contact) for contact in contacts)
        return method == self.method and self.times != 0 and marked

    def _marks(self, contact: JSON) -> bool:
        return self.marker in json.dumps(contact, ensure_ascii=False)


class Faults:
    """The faults still to come, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Queue a fault."""
        self.waiting.append(fault)

    def take(self, method: str, contacts: list[JSON]) -> Fault | None:
        """Return the fault that strikes this call, used up by one."""
        fault = next((each for each in self.waiting if each.strikes(method, contacts)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
            if fault.times == 0:
                self.waiting.remove(fault)
        return fault

    def describe(self) -> list[JSON]:
        """Return the faults still to come as JSON."""
        return [asdict(fault) for fault in self.waiting]


def refusal(fault: Fault, contacts: list[JSON]) -> Exception | None:
    """Return what the fault answers with, None when it only delays or hits single rows."""
    if fault.kind == "row_invalid":
        violation = ("person", "Request contains an invalid argument.")
        rows = fault.rows(contacts)
        return errors.invalid_contacts({row: [violation] for row in rows}) if rows else None
    made = KINDS[fault.kind]()
    if fault.method == "token" and isinstance(made, ApiError):
        made = TokenError(made.code, _TOKEN_WORDS.get(made.code, "invalid_request"), made.message)
    if isinstance(made, GoogleError):
        made.retry_after_s = fault.retry_after_s
    return made


def _nothing() -> None:
    return None


def _rate_limit() -> ApiError:
    text = (
        "Quota exceeded for quota metric 'Critical write requests' and limit 'Critical write "
        f"requests per minute per user' of service '{PEOPLE}' for consumer "
        "'project_number:123456789012'."
    )
    return ApiError(429, text, errors.error_info("RATE_LIMIT_EXCEEDED", MINUTE_QUOTA))


def _fbs_quota() -> ApiError:
    violation = {"subject": "QUOTA_EXCEEDED", "description": "FBS quota limit exceeded"}
    detail = {"@type": TYPES + "QuotaFailure", "violations": [violation]}
    return ApiError(429, "Resource has been exhausted (e.g. check quota).", detail)


def _service_disabled() -> ApiError:
    metadata = {"service": PEOPLE, "consumer": CONSUMER}
    return ApiError(403, DISABLED, errors.error_info("SERVICE_DISABLED", metadata))


def permission_denied() -> ApiError:
    """Return the 403 for a caller without roles/iam.serviceAccountTokenCreator."""
    permission = "iam.serviceAccounts.signJwt"
    return ApiError(
        403,
        f"Permission '{permission}' denied on resource (or it may not exist).",
        errors.error_info(
            "IAM_PERMISSION_DENIED", {"permission": permission}, "iam.googleapis.com"
        ),
    )


def _aborted() -> ApiError:
    return ApiError(409, "The operation was aborted.")


def _opaque() -> ApiError:
    return ApiError(400, "Request contains an invalid argument.")


def _internal() -> ApiError:
    return ApiError(500, "Internal error encountered.")


def _unavailable() -> ApiError:
    return ApiError(503, "The service is currently unavailable.")


def _invalid_grant() -> TokenError:
    return TokenError(400, "invalid_grant", "Token has been expired or revoked.")


def unauthorized_client() -> TokenError:
    """Return the 401 for a user or scope that was not delegated to the service account."""
    return TokenError(401, "unauthorized_client", UNAUTHORIZED)


_TOKEN_WORDS = {429: "rate_limit_exceeded", 500: "internal_failure", 503: "temporarily_unavailable"}

KINDS: dict[str, Callable[[], Exception | None]] = {
    "latency": _nothing,  # only latency_s, which every kind may have
    "rate_limit": _rate_limit,  # 429: the quota of a minute
    "fbs_quota": _fbs_quota,  # 429: the hidden quota of an account, hours to a day
    "overflow": errors.overflow,  # 429: the account is full
    "unauthenticated": errors.credentials_invalid,  # 401
    "service_disabled": _service_disabled,  # 403
    "permission_denied": permission_denied,  # 403 of signJwt
    "not_found": errors.not_found,  # 404
    "aborted": _aborted,  # 409
    "opaque": _opaque,  # 400 that names no contact; with a marker, until the contact is left out
    "row_invalid": _nothing,  # 400 that names the contacts with the marker
    "row_failed": _nothing,  # 200 in which the rows with the marker have a bad status
    "internal": _internal,  # 500
    "bad_gateway": errors.GatewayError,  # 502 with an HTML page
    "unavailable": _unavailable,  # 503
    "twice": _nothing,  # tasks.dispatch: at the same time once more
    "lost": errors.ConnectionLostError,  # no complete answer
    "invalid_grant": _invalid_grant,  # token: 400, a dead refresh token
    "unauthorized_client": unauthorized_client,  # token: 401, no delegation
}
