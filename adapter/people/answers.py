"""What an answer of the People API means: one table.

Read from the top, the first rule that fits decides. Whether anything was created is part of the
verdict: only ``UNKNOWN`` leaves it open, and only what certainly created nothing is sent again.

Documented: 400 with BatchCreateContactsErrorDetails, 401, 403, 404. Observed by users: the three
kinds of 429 and the 403 forms of older quotas. Inferred: that any other answer decides nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from adapter.people.wire import Answered, Lost, NotSent, Reply, objects


class Verdict(Enum):
    """What to do about an answer."""

    DONE = auto()  # read the rows of the answer
    DROP_ROWS = auto()  # nothing created; the answer names the bad rows
    HALVE = auto()  # nothing created; something in it is bad, but what is not said
    RENEW_TOKEN = auto()  # nothing created
    RELOAD_LABELS = auto()  # nothing created; a label is gone
    WAIT = auto()  # nothing created; later it will work
    STOP = auto()  # nothing created, and nothing will be until an operator acts
    UNKNOWN = auto()  # perhaps created


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: answers of ``status`` that bear the ``sign``; ``pause_s`` of rest.

    ``advice`` is what an operator has to do before it can be otherwise.
    """

    status: range
    sign: Callable[[str], bool]
    verdict: Verdict
    pause_s: float = 0
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rule that fits, with the pause that Google asked for where it did."""

    verdict: Verdict
    pause_s: float = 0
    advice: str = ""


MINUTE_S, HOUR_S = 60.0, 3600.0
MAX_RETRY_AFTER_S = 6 * HOUR_S

_INDEX = re.compile(r"[0-9]{1,9}")


def _any(_signs: str) -> bool:
    return True


def _says(*words: str) -> Callable[[str], bool]:
    return lambda signs: any(word in signs for word in words)


def _is(first: int, last: int | None = None) -> range:
    return range(first, (last or first) + 1)


ENABLE = "Enable the People API (people.googleapis.com) in the project of the credentials."
SCOPE = "Authorise the credentials for the scope https://www.googleapis.com/auth/contacts."
FORBIDDEN = "Google does not let these credentials write contacts; check delegation and account."
SWITCHED_OFF = "Switch on the Contacts service for this account in the Workspace Admin console."
FULL = "The account holds all the contacts it can; empty its trash or delete contacts."

# fmt: off
RULES = (
    Rule(_is(200), _any, Verdict.DONE),
    Rule(_is(400), _says("contactErrors"), Verdict.DROP_ROWS),
    Rule(_is(400), _says("FAILED_PRECONDITION"), Verdict.STOP, HOUR_S, SWITCHED_OFF),
    Rule(_is(400), _any, Verdict.HALVE),
    Rule(_is(401), _any, Verdict.RENEW_TOKEN),
    Rule(_is(403), _says("ateLimitExceeded", "quotaExceeded"), Verdict.WAIT, MINUTE_S),
    Rule(_is(403), _says("SERVICE_DISABLED"), Verdict.STOP, MINUTE_S, ENABLE),
    Rule(_is(403), _says("SCOPE_INSUFFICIENT"), Verdict.STOP, MINUTE_S, SCOPE),
    Rule(_is(403), _any, Verdict.STOP, MINUTE_S, FORBIDDEN),
    Rule(_is(404), _any, Verdict.RELOAD_LABELS),
    Rule(_is(409), _any, Verdict.WAIT, 2),
    Rule(_is(413), _any, Verdict.HALVE),
    Rule(_is(429), _says("CONTACTS_OVERFLOW"), Verdict.WAIT, HOUR_S, FULL),
    Rule(_is(429), _says("FBS quota"), Verdict.WAIT, 5 * MINUTE_S),
    Rule(_is(429), _any, Verdict.WAIT, MINUTE_S),
    Rule(range(1000), _any, Verdict.UNKNOWN, 5),  # 5xx, and what nobody has seen
)
# fmt: on
NOT_SENT = Judgement(Verdict.WAIT, 2)
LOST = Judgement(Verdict.UNKNOWN, 5)


def judge(answered: Answered) -> Judgement:
    """Return what an answer means."""
    match answered:
        case NotSent():
            return NOT_SENT
        case Lost():
            return LOST
        case Reply():
            signs = " ".join(_signs(answered.body))
            rule = next(r for r in RULES if answered.status in r.status and r.sign(signs))
            asked = retry_after_s(answered.headers)
            # A full account stays full, whatever a front end says of its minute.
            least = rule.pause_s if asked is None or rule.pause_s > MINUTE_S else 0
            pause = max(least, asked or 0)
            return Judgement(rule.verdict, pause, rule.advice)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return the seconds in Retry-After, capped; its HTTP-date form counts as not given."""
    text = headers.get("retry-after", "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 9):  # noqa: PLR2004
        return None
    return min(float(text), MAX_RETRY_AFTER_S)


def error_details(body: Any) -> list[dict[str, Any]]:
    """Return ``error.details`` of an error body, whatever shape a proxy may have left it in."""
    error = body.get("error") if isinstance(body, dict) else None
    return objects(error.get("details")) if isinstance(error, dict) else []


def contact_errors(body: Any) -> dict[int, dict[str, Any]]:
    """Return the bad rows of a rejected batch: index -> google.rpc.Status.

    BatchCreateContactsErrorDetails.contactErrors: "If an index does not appear, then the creation
    of that contact would have been successful." JSON keys of the map are strings.
    """
    found: dict[int, dict[str, Any]] = {}
    for detail in error_details(body):
        errors = detail.get("contactErrors")
        for key, status in errors.items() if isinstance(errors, dict) else ():
            if _INDEX.fullmatch(str(key)) and isinstance(status, dict):
                found[int(key)] = status
    return found


def _signs(body: Any) -> Iterator[str]:
    """Yield the words of an error body that tell one error from another."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return
    yield str(error.get("status"))
    yield str(error.get("message"))
    if contact_errors(body):
        yield "contactErrors"
    for old in objects(error.get("errors")):  # [{"reason": "rateLimitExceeded"}], JSON errors v1
        yield str(old.get("reason"))
    for detail in error_details(body):
        yield str(detail.get("reason"))
        for violation in objects(detail.get("violations")):
            yield str(violation.get("description"))
