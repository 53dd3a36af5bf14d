"""What a sender is told: results as the documentation shows them, previews, problems."""

import itertools

import pytest

from adapter import errors
from adapter.contacts.convert import Converted
from adapter.errors import (
    AdapterError,
    BadAccessToken,
    BadMethod,
    BadSignature,
    DeliveryInProgress,
    InternalError,
    MalformedBody,
    TooLarge,
    Unavailable,
    UnknownRoute,
    UnsupportedBody,
)
from adapter.model import FieldError, Outcome, Result, Row, Status
from adapter.reply import (
    overall,
    preview_json,
    problem_headers,
    problem_json,
    result_json,
)

INVALID = FieldError("emailAddresses[0].value", "invalid_email", "Not a valid e-mail address.")


def result(*statuses: Status, replayed: bool = False) -> Result:
    """Return a result with a row of each status."""
    rows = tuple(Row(place, "", Outcome(status)) for place, status in enumerate(statuses))
    return Result("json:1", rows, replayed=replayed)


def test_a_result_has_the_documented_shape() -> None:
    """The example of the documentation, word for word."""
    rows = (
        Row(0, "a3a12ec6…", Outcome(Status.CREATED, "people/c123")),
        Row(1, "", Outcome(Status.INVALID, errors=(INVALID,))),
    )
    assert result_json(Result("typeform:a3a12ec67a1365927098a606107fac15", rows)) == {
        "status": "partial",
        "delivery": "typeform:a3a12ec67a1365927098a606107fac15",
        "counts": {
            "created": 1,
            "duplicate": 0,
            "invalid": 1,
            "failed": 0,
            "queued": 0,
            "unknown": 0,
        },
        "contacts": [
            {
                "index": 0,
                "status": "created",
                "resourceName": "people/c123",
                "ref": "a3a12ec6…",
            },
            {
                "index": 1,
                "status": "invalid",
                "errors": [
                    {
                        "field": "emailAddresses[0].value",
                        "code": "invalid_email",
                        "message": "Not a valid e-mail address.",
                    }
                ],
            },
        ],
    }


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        ([], "empty"),
        ([Status.CREATED], "created"),
        ([Status.CREATED, Status.DUPLICATE], "created"),
        ([Status.CREATED, Status.INVALID], "partial"),
        ([Status.DUPLICATE, Status.FAILED], "partial"),
        ([Status.CREATED, Status.UNKNOWN], "partial"),
        ([Status.INVALID], "rejected"),
        ([Status.INVALID, Status.FAILED], "rejected"),
    ],
)
def test_the_status_of_the_whole(statuses: list[Status], whole: str) -> None:
    """Decided by the rows."""
    assert overall(result(*statuses)) == whole


@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_replay_is_a_duplicate_whatever_its_rows(size: int) -> None:
    """And says so."""
    for statuses in itertools.combinations(Status, size):
        body = result_json(result(*statuses, replayed=True))
        assert (body["status"], body["replayed"]) == ("duplicate", True)


def test_every_status_is_counted() -> None:
    """Those that did not occur are there with 0."""
    counts = result_json(result(Status.CREATED, Status.CREATED, Status.FAILED))["counts"]
    assert {status: count for status, count in counts.items() if count} == {
        "created": 2,
        "failed": 1,
    }
    assert counts.keys() == set(Status)


class TestPersons:
    """What Google returned goes to who asked for it."""

    PERSON = {  # noqa: RUF012 - read only
        "resourceName": "people/c1",
        "etag": "%e",
        "names": [{"givenName": "Ada"}],
        "metadata": {"sources": []},
        "clientData": [{"key": "contacts-adapter", "value": "stamp"}],
    }

    def row(self, *mask: str) -> dict[str, object]:
        """Return a row as a delivery with a read mask is told it."""
        rows = (Row(0, "", Outcome(Status.CREATED, "people/c1", person=self.PERSON)),)
        row: dict[str, object] = result_json(Result("json:1", rows, read_mask=frozenset(mask)))[
            "contacts"
        ][0]
        return row

    def test_without_a_mask_there_is_no_person(self) -> None:
        """Although the batch asked Google for one."""
        assert "person" not in self.row()

    def test_only_what_was_asked_for_is_there(self) -> None:
        """With the name and the etag that updates need; no stamp, nobody else's wishes."""
        assert self.row("names", "emailAddresses")["person"] == {
            "resourceName": "people/c1",
            "etag": "%e",
            "names": [{"givenName": "Ada"}],
        }

    def test_a_row_that_was_not_created_has_none(self) -> None:
        """Mask or not."""
        asked = Result("json:1", result(Status.INVALID).rows, read_mask=frozenset({"names"}))
        assert "person" not in result_json(asked)["contacts"][0]


def test_a_preview_has_the_documented_shape() -> None:
    """Persons where they are valid, errors where not."""
    rows = [
        Converted({"names": [{"unstructuredName": "Ada"}]}, warnings=("careful",)),
        Converted({}, (INVALID,)),
    ]
    assert preview_json("json:1", rows) == {
        "status": "dry_run",
        "delivery": "json:1",
        "contacts": [
            {
                "index": 0,
                "status": "valid",
                "contactPerson": {"names": [{"unstructuredName": "Ada"}]},
                "warnings": ["careful"],
            },
            {
                "index": 1,
                "status": "invalid",
                "errors": [
                    {"field": INVALID.field, "code": INVALID.code, "message": INVALID.message}
                ],
                "warnings": [],
            },
        ],
    }


def leaves(kind: type[AdapterError]) -> list[type[AdapterError]]:
    """Return the errors that are raised, those below ``kind``."""
    below = [leaf for child in kind.__subclasses__() for leaf in leaves(child)]
    return below or [kind]


def make(kind: type[AdapterError]) -> AdapterError:
    """Return an error."""
    if kind is BadMethod:
        return BadMethod(("GET", "POST"))
    if kind is TooLarge:
        return TooLarge(1000)
    if kind in (BadSignature, InternalError):
        return kind()
    if issubclass(kind, Unavailable):
        return kind("What to do.", retry_after_s=5)
    return kind("What to do.")


PROBLEMS = [make(kind) for kind in leaves(AdapterError)]


@pytest.mark.parametrize("error", PROBLEMS, ids=lambda error: error.code)
def test_a_problem_is_a_problem_document(error: AdapterError) -> None:
    """RFC 9457, with the code beside it."""
    assert problem_json(error) == {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
    }


def test_every_problem_has_the_documented_status() -> None:
    """The table of the documentation."""
    assert {error.code: error.status for error in PROBLEMS} == {
        "unknown_route": 404,
        "bad_method": 405,
        "bad_signature": 401,
        "bad_access_token": 401,
        "malformed_body": 400,
        "too_large": 413,
        "unsupported_body": 415,
        "delivery_in_progress": 503,
        "people_busy": 503,
        "people_unknown": 503,
        "source_busy": 503,
        "queue_unavailable": 503,
        "ledger_unavailable": 503,
        "not_configured": 503,
        "internal_error": 503,
    }


def test_codes_are_unique() -> None:
    """A code is what programs go by."""
    assert len({error.code for error in PROBLEMS}) == len(PROBLEMS)


@pytest.mark.parametrize("error", PROBLEMS, ids=lambda error: error.code)
def test_a_503_says_when_to_come_again_and_nothing_else_does(error: AdapterError) -> None:
    """Senders repeat a 503."""
    assert ("retry-after" in problem_headers(error)) is (error.status == 503)


@pytest.mark.parametrize(("seconds", "said"), [(0, "1"), (-5, "1"), (0.2, "1"), (59.1, "60")])
def test_retry_after_is_whole_seconds_and_at_least_one(seconds: float, said: str) -> None:
    """Rounded up."""
    headers = problem_headers(DeliveryInProgress("Wait.", retry_after_s=seconds))
    assert headers == {"retry-after": said}


def test_a_405_names_what_is_allowed() -> None:
    """RFC 9110 requires it."""
    assert problem_headers(BadMethod(("GET", "HEAD"))) == {"allow": "GET, HEAD"}


@pytest.mark.parametrize("error", [BadSignature(), BadAccessToken("None.")])
def test_a_401_names_a_challenge(error: AdapterError) -> None:
    """RFC 9110 requires it."""
    assert problem_headers(error) == {"www-authenticate": "Bearer"}


@pytest.mark.parametrize("kind", [UnknownRoute, MalformedBody, UnsupportedBody])
def test_other_problems_have_no_headers(kind: type[AdapterError]) -> None:
    """None is needed."""
    assert problem_headers(kind("What.")) == {}


def test_only_what_may_have_created_contacts_says_so() -> None:
    """Retries are decided by the effect."""
    unknown = {error.code for error in PROBLEMS if error.effect is errors.Effect.UNKNOWN}
    assert unknown == {"people_unknown", "internal_error"}
