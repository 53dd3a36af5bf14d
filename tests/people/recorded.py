"""Google's answers: bodies that users recorded, else the reference's shapes filled in."""

from typing import Any

from adapter.people.stamps import STAMP_KEY
from adapter.people.wire import Call, Reply

JSON = dict[str, Any]

RPC = "type.googleapis.com/google.rpc."
CONTACT_ERRORS = "type.googleapis.com/google.people.v1.BatchCreateContactsErrorDetails"


def error(code: int, status: str, message: str, *details: JSON) -> Reply:
    """Return a refusal as Google's APIs word it."""
    body: JSON = {"code": code, "message": message, "status": status}
    return Reply(code, {"error": body | ({"details": list(details)} if details else {})})


def error_info(reason: str, **metadata: str) -> JSON:
    """Return a google.rpc.ErrorInfo."""
    return {
        "@type": RPC + "ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    }


MINUTE_QUOTA = error(
    429,
    "RESOURCE_EXHAUSTED",
    "Quota exceeded for quota metric 'Critical write requests' and limit 'Critical write requests"
    " per minute per user' of service 'people.googleapis.com' for consumer 'project_number:…'.",
    error_info(
        "RATE_LIMIT_EXCEEDED",
        consumer="projects/…",
        quota_limit="CriticalWritesPerMinutePerProjectPerUser",
        service="people.googleapis.com",
        quota_metric="people.googleapis.com/critical_write_requests",
    ),
)
FBS_QUOTA = error(
    429,
    "RESOURCE_EXHAUSTED",
    "Resource has been exhausted (e.g. check quota).",
    {
        "@type": RPC + "QuotaFailure",
        "violations": [{"subject": "QUOTA_EXCEEDED", "description": "FBS quota limit exceeded"}],
    },
)
OVERFLOW = error(429, "RESOURCE_EXHAUSTED", "MY_CONTACTS_OVERFLOW_COUNT")
OVERFLOW_REASON = error(
    429, "RESOURCE_EXHAUSTED", "Quota exceeded.", error_info("MY_CONTACTS_OVERFLOW_COUNT")
)
OLD_RATE_LIMIT = Reply(
    403,
    {
        "error": {
            "code": 403,
            "message": "Rate Limit Exceeded",
            "errors": [{"domain": "usageLimits", "reason": "userRateLimitExceeded"}],
        }
    },
)
UNAUTHENTICATED = error(
    401,
    "UNAUTHENTICATED",
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or"
    " other valid authentication credential. See"
    " https://developers.google.com/identity/sign-in/web/devconsole-project.",
)
DISABLED = error(
    403,
    "PERMISSION_DENIED",
    "People API has not been used in project 123456789012 before or it is disabled. Enable it by"
    " visiting …",
    error_info(
        "SERVICE_DISABLED", service="people.googleapis.com", consumer="projects/123456789012"
    ),
)
SCOPE_INSUFFICIENT = error(
    403,
    "PERMISSION_DENIED",
    "Request had insufficient authentication scopes.",
    error_info(
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        service="people.googleapis.com",
        method="google.people.v1.PeopleService.BatchCreateContacts",
    ),
)
FORBIDDEN = error(403, "PERMISSION_DENIED", "The caller does not have permission")
SWITCHED_OFF = error(400, "FAILED_PRECONDITION", "Precondition check failed.")
NOT_FOUND = error(404, "NOT_FOUND", "Requested entity was not found.")
CONFLICT = error(409, "ABORTED", "The operation was aborted.")
OPAQUE = error(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
TWO_NAMES = error(400, "INVALID_ARGUMENT", "Cannot have more than one person.names per source.")
TOO_LARGE = Reply(413, None)
INTERNAL = error(500, "INTERNAL", "Internal error encountered.")
BAD_GATEWAY = Reply(502, None)  # an HTML page
UNAVAILABLE = error(503, "UNAVAILABLE", "The service is currently unavailable.")


def rows_refused(*rows: int | str, path: str = "", message: str = "Invalid argument.") -> Reply:
    """Return the 400 that names bad rows of a batch."""
    violation = {"field": path, "description": message}
    status = {
        "code": 3,
        "message": message,
        "details": [{"@type": RPC + "BadRequest", "fieldViolations": [violation] if path else []}],
    }
    detail = {"@type": CONTACT_ERRORS, "contactErrors": {str(row): status for row in rows}}
    return error(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", detail)


def response(stamp: str, *, stamped: bool = True) -> JSON:
    """Return the PersonResponse of a contact that was created."""
    client_data = {"clientData": [{"key": STAMP_KEY, "value": stamp}]} if stamped else {}
    person = {"resourceName": f"people/c{stamp}", "etag": "%EgUBAi43PRoEAQIFByIM", **client_data}
    return {
        "httpStatusCode": 200,
        "requestedResourceName": person["resourceName"],
        "status": {},
        "person": person,
    }


def stamps(call: Call) -> list[str]:
    """Return the stamps of the contacts in a create call."""
    return [
        entry["value"]
        for sent in call.json["contacts"]
        for entry in sent["contactPerson"]["clientData"]
        if entry["key"] == STAMP_KEY
    ]


def created(call: Call) -> Reply:
    """Return the success of a create call, in the order of the request."""
    return Reply(200, {"createdPeople": [response(stamp) for stamp in stamps(call)]})


def group(name: str, number: str, kind: str = "USER_CONTACT_GROUP") -> JSON:
    """Return a contact group as contactGroups.list shows it."""
    return {"resourceName": f"contactGroups/{number}", "name": name, "groupType": kind}


def groups(*listed: JSON, more: str = "") -> Reply:
    """Return a page of contactGroups.list; ``more`` is the token of the next."""
    return Reply(200, {"contactGroups": list(listed)} | ({"nextPageToken": more} if more else {}))
