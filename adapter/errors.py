"""Everything that can go wrong with a delivery, and what its sender is told.

    AdapterError
    +-- UnknownRoute          404
    +-- BadMethod             405
    +-- BadSignature          401
    +-- BadAccessToken        401
    +-- MalformedBody         400
    +-- TooLarge              413
    +-- UnsupportedBody       415
    +-- Unavailable           503, always with Retry-After: senders repeat a 503, many drop a 500
        +-- DeliveryInProgress
        +-- PeopleBusy
        +-- PeopleUnknown     contacts may exist
        +-- SourceBusy
        +-- LedgerUnavailable
        +-- QueueUnavailable
        +-- NotConfigured
        +-- InternalError     a fault of ours; nobody knows how far it got

``ConfigError`` belongs to the start, not to a delivery, and stands outside the tree.

A ``detail`` names places, counts and what to do. It never holds a value that a person, a sender or
Google supplied: details are answered to senders and written to logs.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar


class Effect(StrEnum):
    """Whether contacts may have been created before the error: retries are decided by it."""

    NOTHING = "nothing"
    UNKNOWN = "unknown"


class AdapterError(Exception):
    """Root of all that a delivery can end in other than a result; never raised itself."""

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]
    effect: ClassVar[Effect] = Effect.NOTHING
    lasting: bool = False  # whether it stays until an operator acts

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class UnknownRoute(AdapterError):
    """The path names no route of routes.yaml."""

    status, code, title = 404, "unknown_route", "No such route"


class BadMethod(AdapterError):
    """The route exists, the method is not one its source uses."""

    status, code, title = 405, "bad_method", "Method not allowed"

    def __init__(self, allow: Sequence[str]) -> None:
        super().__init__(f"Allowed here: {', '.join(allow)}.")
        self.allow = tuple(allow)


class BadSignature(AdapterError):
    """The proof of origin is missing, wrong or stale: one message for all gives nothing away."""

    status, code, title = 401, "bad_signature", "Not authenticated"

    def __init__(self) -> None:
        super().__init__("The proof of origin is missing, wrong or too old.")


class BadAccessToken(AdapterError):
    """With ``credentials: caller``: no Google access token, or one that Google refuses."""

    status, code, title = 401, "bad_access_token", "No usable Google access token"


class MalformedBody(AdapterError):
    """The body is not what its content type or its source says."""

    status, code, title = 400, "malformed_body", "Malformed body"


class TooLarge(AdapterError):
    """The body is longer than the route takes."""

    status, code, title = 413, "too_large", "Body too large"

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"This route takes bodies of up to {limit_bytes} bytes.")


class UnsupportedBody(AdapterError):
    """A content type that the route's source cannot read."""

    status, code, title = 415, "unsupported_body", "Unsupported content type"


class Unavailable(AdapterError):
    """Not now: the sender is asked to come again after ``retry_after_s`` seconds."""

    status = 503

    def __init__(self, detail: str, *, retry_after_s: float) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class DeliveryInProgress(Unavailable):
    """The same delivery is being worked on at this moment."""

    code, title = "delivery_in_progress", "This delivery is under way"


class PeopleBusy(Unavailable):
    """Google refuses for now (quota, full account, overload) and has created nothing."""

    code, title = "people_busy", "Google Contacts is busy"

    def __init__(self, detail: str, *, retry_after_s: float, lasting: bool = False) -> None:
        super().__init__(detail, retry_after_s=retry_after_s)
        self.lasting = lasting


class PeopleUnknown(Unavailable):
    """Google's answer was lost: contacts may or may not have been created."""

    code, title = "people_unknown", "Google's answer was lost"
    effect = Effect.UNKNOWN


class SourceBusy(Unavailable):
    """The people of a delivery cannot be looked up at their sender's for now."""

    code, title = "source_busy", "The sender's own service is busy"


class LedgerUnavailable(Unavailable):
    """The ledger cannot be read or written; without it nothing is sent."""

    code, title = "ledger_unavailable", "The ledger is unavailable"


class QueueUnavailable(Unavailable):
    """The queue takes nothing: neither is it created, nor will it be."""

    code, title = "queue_unavailable", "The queue is unavailable"


class NotConfigured(Unavailable):
    """Google, or a sender's service, refuses until an operator acts; the detail says how."""

    code, title = "not_configured", "The operator has something to set up"
    lasting = True


class InternalError(Unavailable):
    """A fault of ours, found by nobody before."""

    code, title = "internal_error", "Internal error"
    effect = Effect.UNKNOWN

    def __init__(self) -> None:
        super().__init__("Something unexpected happened; the log says where.", retry_after_s=60)


class ConfigError(Exception):
    """The deployment cannot start. Holds every problem found, each with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        noun = "problem" if len(self.problems) == 1 else "problems"
        listing = "".join(f"\n  - {problem}" for problem in self.problems)
        super().__init__(f"{len(self.problems)} configuration {noun}:{listing}")
