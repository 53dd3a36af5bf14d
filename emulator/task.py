"""A task: what Cloud Tasks takes for one, what it keeps of it, and what it shows.

Documented  names, schedules, deadlines, sizes, defaults, the two views (Cloud Tasks v2, Task,
            HttpRequest, OidcToken); enums may be numbers, as in every JSON of a Google API
Inferred    the texts of the refusals; that what the API does not know is refused
Left out    App Engine tasks, and OAuth tokens for Google's own APIs: 501
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from emulator.errors import JSON, RPC_CODES, ApiError, unreadable
from emulator.person import timestamp

MAX_BYTES = 1_048_576
MIN_DEADLINE_S, DEADLINE_S, MAX_DEADLINE_S = 15.0, 600.0, 1800.0
MAX_AHEAD_S = 30 * 86_400.0
ID = re.compile(r"[A-Za-z0-9_-]{1,500}")
METHODS = ("POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")  # as numbers: from 1
WITH_BODY = ("POST", "PUT", "PATCH")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, a field name
VALUE = re.compile(r"([!-~]([ -~]*[!-~])?)?")  # and a value, in ASCII
OURS = re.compile(
    r"host|content-length|user-agent|x-(google|appengine|cloudtasks)-.*", re.IGNORECASE
)
TASK_FIELDS = {"name", "scheduleTime", "dispatchDeadline", "httpRequest", "view"}
TASK_OUTPUT = {"createTime", "dispatchCount", "responseCount", "firstAttempt", "lastAttempt"}
HTTP_FIELDS = {"url", "httpMethod", "headers", "body", "oidcToken"}
NOT_PLAYED = {"appEngineHttpRequest", "oauthToken", "retryConfig"}


@dataclass(slots=True, kw_only=True)
class Task:
    """A task. Times are epoch seconds; ``due`` is ``None`` while it is dispatched."""

    name: str  # projects/P/locations/L/queues/Q/tasks/ID
    url: str
    method: str
    headers: Mapping[str, str]
    body: bytes
    email: str  # of the service account whose OIDC token goes with it; empty: none does
    audience: str
    deadline_s: float
    created: float
    scheduled: float
    due: float | None
    dispatches: int = 0
    responses: int = 0
    executions: int = 0  # responses but 5xx
    previous_status: int = 0  # 0: there was none
    attempts: list[JSON] = field(default_factory=list)  # the first, and the last of several

    @property
    def id(self) -> str:
        """The last part of its name."""
        return self.name.rpartition("/")[2]

    def describe(self, *, full: bool = False) -> JSON:
        """Return the task as the API shows it; its body only in ``full``."""
        request: JSON = {"url": self.url, "httpMethod": self.method, "headers": dict(self.headers)}
        if self.email:
            request["oidcToken"] = {"serviceAccountEmail": self.email, "audience": self.audience}
        if full:
            request["body"] = base64.b64encode(self.body).decode()
        shown: JSON = {
            "name": self.name,
            "httpRequest": request,
            "scheduleTime": timestamp(self.scheduled),
            "createTime": timestamp(self.created),
            "dispatchDeadline": f"{self.deadline_s:g}s",
            "dispatchCount": self.dispatches,
            "responseCount": self.responses,
            "view": "FULL" if full else "BASIC",
        }
        if self.attempts:
            shown |= {"firstAttempt": self.attempts[0], "lastAttempt": self.attempts[-1]}
        return shown

    def begin_attempt(self, now: float) -> None:
        """Note that it is dispatched."""
        attempt = {"scheduleTime": timestamp(self.scheduled), "dispatchTime": timestamp(now)}
        self.attempts[1:] = [attempt]
        self.dispatches += 1
        self.due = None

    def end_attempt(self, now: float, status: int) -> None:
        """Note what the worker answered, 0 for nothing."""
        self.previous_status = status
        if not status:
            return
        self.responses += 1
        self.executions += status < 500  # noqa: PLR2004
        code = 0 if 200 <= status < 300 else RPC_CODES.get(status, 2)  # noqa: PLR2004
        self.attempts[-1] |= {
            "responseTime": timestamp(now),
            "responseStatus": {"code": code, "message": f"HTTP status code {status}"},
        }


def read_task(raw: JSON, queue: str, fallback_id: str, now: float) -> Task:
    """Return the task that a request wants in ``queue``; ApiError 400, 501."""
    _know(raw, TASK_FIELDS | TASK_OUTPUT, "task")
    request = _object(raw, "httpRequest")
    if not request:
        raise ApiError(400, "Task.httpRequest must be set.")
    _know(request, HTTP_FIELDS, "task.http_request")
    method = _method(request.get("httpMethod", "POST"))
    scheduled = max(now, _time(raw["scheduleTime"])) if raw.get("scheduleTime") else now
    if scheduled > now + MAX_AHEAD_S:
        raise ApiError(400, "Task.scheduleTime must be at most 30 days in the future.")
    token = _object(request, "oidcToken")
    url = _url(request.get("url"))
    task = Task(
        name=_name(raw.get("name"), queue, fallback_id),
        url=url,
        method=method,
        headers=_headers(_object(request, "headers")),
        body=_body(request.get("body") or "", method),
        email=str(token.get("serviceAccountEmail", "")),
        audience=str(token.get("audience") or url),
        deadline_s=_deadline(raw.get("dispatchDeadline")),
        created=now,
        scheduled=scheduled,
        due=scheduled,
    )
    if token and not task.email:
        raise ApiError(400, "OidcToken.serviceAccountEmail must be set.")
    if _size(task) > MAX_BYTES:
        raise ApiError(400, "Task size too large.")
    return task


def _size(task: Task) -> int:
    headers = sum(len(name) + len(text) for name, text in task.headers.items())
    return len(task.name) + len(task.url) + headers + len(task.body)


def _know(given: JSON, known: set[str], place: str) -> None:
    for name in given:
        if name in NOT_PLAYED:
            raise ApiError(501, f"The emulator does not play {name}.")
        if name not in known:
            text = f"Invalid JSON payload received. Unknown name \"{name}\" at '{place}'"
            raise unreadable([(place, f"{text}: Cannot find field.")])


def _object(given: JSON, name: str) -> JSON:
    found = given.get(name) or {}
    if not isinstance(found, dict):
        raise unreadable([(name, f"Invalid value at '{name}'.")])
    return found


def _name(given: Any, queue: str, fallback_id: str) -> str:
    """Return a task's name; one that has none gets an id of the queue's choice."""
    name = given or f"{queue}/tasks/{fallback_id}"
    place, _, task_id = str(name).rpartition("/tasks/")
    if place != queue or not ID.fullmatch(task_id):
        raise ApiError(
            400,
            f'Task name must be formatted: "{queue}/tasks/<TASK_ID>", where TASK_ID has 1 to 500'
            " letters, numbers, hyphens or underscores.",
        )
    return str(name)


def _url(given: Any) -> str:
    if not isinstance(given, str) or not re.match(r"https?://[^/]", given):
        raise ApiError(400, "HttpRequest.url must start with 'http://' or 'https://'.")
    return given


def _method(given: Any) -> str:
    if given in METHODS:
        return str(given)
    if isinstance(given, int) and 0 <= given <= len(METHODS):
        return METHODS[max(0, given - 1)]
    raise unreadable([("task.http_request.http_method", "Invalid value (HttpMethod)")])


def _headers(given: JSON) -> dict[str, str]:
    """Return the headers that go with a task: some are for Cloud Tasks alone to set."""
    for name, text in given.items():
        if not (TOKEN.fullmatch(name) and isinstance(text, str) and VALUE.fullmatch(text)):
            raise ApiError(400, "HttpRequest.headers contains an invalid header.")
    return {name: text for name, text in given.items() if not OURS.fullmatch(name)}


def _body(given: Any, method: str) -> bytes:
    try:
        body = base64.b64decode(given, altchars=b"-_" if "-" in given or "_" in given else None)
    except (ValueError, TypeError):
        text = "Invalid value (TYPE_BYTES), Base64 decoding failed."
        raise unreadable([("task.http_request.body", text)]) from None
    if body and method not in WITH_BODY:
        raise ApiError(400, f"HttpRequest.body is not allowed with {method}.")
    return body


def _deadline(given: Any) -> float:
    if not given:
        return DEADLINE_S
    if not isinstance(given, str) or not re.fullmatch(r"\d+(\.\d{1,9})?s", given):
        raise unreadable([("task.dispatch_deadline", "Illegal duration format.")])
    seconds = float(given[:-1])
    if not MIN_DEADLINE_S <= seconds <= MAX_DEADLINE_S:
        raise ApiError(400, "Task.dispatchDeadline must be between [15s, 30m].")
    return seconds


def _time(given: Any) -> float:
    try:
        moment = datetime.fromisoformat(given)
    except (ValueError, TypeError):
        raise unreadable([("task.schedule_time", "Illegal timestamp format.")]) from None
    if moment.tzinfo is None:
        raise unreadable([("task.schedule_time", "Illegal timestamp format.")])
    return moment.astimezone(UTC).timestamp()
