"""What a failed request to Firestore means: send it again, read again, or tell an operator.

Google's own words go nowhere: they name projects and documents.

Source: https://firebase.google.com/docs/firestore/use-rest-api#error_codes
"""

from contextlib import suppress
from enum import Enum, auto
from typing import Any

import httpx

from adapter.errors import LedgerUnavailable
from adapter.ledger.values import GARBLED

# What Google says is wrong -> what to do about it. A reason is narrower than a status.
ADVICE = {
    "SERVICE_DISABLED": "Enable the Cloud Firestore API (firestore.googleapis.com) in the project"
    " that LEDGER names.",
    "PERMISSION_DENIED": "Grant the service account roles/datastore.user in the project that"
    " LEDGER names.",
    "NOT_FOUND": "Create the Firestore database that LEDGER names, in Native mode.",
    "FAILED_PRECONDITION": "LEDGER needs a Firestore database in Native mode.",
}
_BROKEN_CONDITION = {"ALREADY_EXISTS", "FAILED_PRECONDITION", "NOT_FOUND"}


class Trouble(Enum):
    """Why a request has to be repeated, or its documents read."""

    LOST = auto()  # no answer, or none that can be read: what was asked may have been done
    ABORTED = auto()  # others were changing the same documents
    TOKEN = auto()  # it was refused
    CONDITION = auto()  # it did not hold


REPEATS = {Trouble.LOST: 1, Trouble.ABORTED: 2, Trouble.TOKEN: 1}
_TOLD = {
    Trouble.LOST: ("Firestore does not answer.", 5.0),
    Trouble.ABORTED: ("Firestore is busy with the same documents.", 2.0),
    Trouble.TOKEN: ("Firestore refuses the access token.", 60.0),
}


def judge(answer: httpx.Response | None, *, conditional: bool) -> Trouble:
    """Return what kind of trouble this is, or raise what only an operator or time can mend."""
    if answer is None or answer.is_success or answer.is_server_error:
        return Trouble.LOST
    words = _error_words(answer)
    if "ABORTED" in words:
        return Trouble.ABORTED
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return Trouble.TOKEN
    if conditional and not _BROKEN_CONDITION.isdisjoint(words):
        return Trouble.CONDITION
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise LedgerUnavailable("Firestore's quota is used up.", retry_after_s=30)
    detail = f"Firestore refuses a request (HTTP {answer.status_code})."
    advice = next((ADVICE[word] for word in ADVICE if word in words), detail)
    raise LedgerUnavailable(advice, retry_after_s=300)


def _error_words(answer: httpx.Response) -> set[str]:
    """Return status and reasons of an error; a stream's error stands in a list."""
    with suppress(*GARBLED):
        body = answer.json()
        error = (body[0] if isinstance(body, list) else body)["error"]
        words: list[Any] = [detail.get("reason") for detail in error.get("details", ())]
        return {word for word in [error["status"], *words] if isinstance(word, str)}
    return set()


def give_up(trouble: Trouble) -> LedgerUnavailable:
    """Return what to tell when a request was repeated often enough."""
    detail, retry_after_s = _TOLD[trouble]
    return LedgerUnavailable(detail, retry_after_s=retry_after_s)
