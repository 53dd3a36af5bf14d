"""The API of Cloud Tasks: tasks are created, shown, listed and deleted; a queue is shown.

Documented  the paths; ``{"task": {...}, "responseView": ...}``; pages of 1000 at most; the scopes
            (Cloud Tasks v2, REST)
Left out    who may enqueue, and act as whom: every account may; queues are made in ``/_emulator``
"""

import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from emulator import errors
from emulator.calls import answer, bearer, google_of, suffer
from emulator.discovery import read_object
from emulator.engine import Queue
from emulator.errors import JSON, ApiError, unreadable
from emulator.google import Google
from emulator.identity import CLOUD
from emulator.paging import read_page
from emulator.task import read_task

SERVICE = "cloudtasks.googleapis.com"
SCOPES = {CLOUD, "https://www.googleapis.com/auth/cloud-tasks"}
FULL = ("FULL", 2, "2")  # enums may be numbers
VIEWS = (*FULL, "BASIC", 1, "1", "VIEW_UNSPECIFIED", 0, "0", None)
PAGE = 1000
PAGING = {"pageSize", "pageToken"}

Work = Callable[[Google, Queue, Request, JSON], JSON]


def create(google: Google, queue: Queue, _: Request, body: JSON) -> JSON:
    """Store a task."""
    if unknown := body.keys() - {"task", "parent", "responseView"}:
        raise unreadable([("", f'Invalid JSON payload received. Unknown name "{min(unknown)}"')])
    raw = body.get("task")
    if not isinstance(raw, dict):
        raise ApiError(400, "Task must be set.")
    full = _is_full(body.get("responseView"))
    now = google.now()
    task = read_task(raw, queue.name, str(secrets.randbits(63)), now)
    queue.add(task, now)
    google.stirred.set()
    return task.describe(full=full)


def get(_: Google, queue: Queue, request: Request, __: JSON) -> JSON:
    """Show a task."""
    full = _is_full(request.query_params.get("responseView"))
    return queue.find(request.path_params["task"]).describe(full=full)


def delete(google: Google, queue: Queue, request: Request, _: JSON) -> JSON:
    """Forget a task."""
    queue.delete(request.path_params["task"], google.now())
    google.stirred.set()
    return {}


def list_tasks(_: Google, queue: Queue, request: Request, __: JSON) -> JSON:
    """List the tasks that have not ended, oldest first."""
    asked = dict(request.query_params)
    full = _is_full(asked.get("responseView"))
    query: JSON = {name: asked[name] for name in asked.keys() & (PAGING | {"responseView"})}
    if not str(query.get("pageSize", "0")).isdecimal():
        raise unreadable([("page_size", "Invalid value at 'page_size' (TYPE_INT32)")])
    query["pageSize"] = min(PAGE, int(query.get("pageSize", 0)))
    if not query.get("pageToken"):
        query.pop("pageToken", None)
    tasks, more = read_page(query, PAGE).cut(list(queue.tasks.values()), [])
    return {"tasks": [task.describe(full=full) for task in tasks]} | more


def get_queue(_: Google, queue: Queue, __: Request, ___: JSON) -> JSON:
    """Show a queue."""
    return queue.describe()


def _is_full(view: object) -> bool:
    if view not in VIEWS:
        raise unreadable([("response_view", "Invalid value at 'response_view' (View)")])
    return view in FULL


def _endpoint(name: str, rpc: str, work: Work) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint for a method: its caller is known, and may be struck by a fault."""

    async def endpoint(request: Request) -> Response:
        google = google_of(request)
        call = google.begin(name)
        raw = await request.body()

        async def perform() -> JSON:
            token = bearer(google, request)
            call.account = token.account
            if not token.scopes & SCOPES:
                method = f"google.cloud.tasks.v2.CloudTasks.{rpc}"
                raise errors.scope_insufficient(method, SERVICE)
            body = read_object(raw)
            path = request.path_params
            queue = google.queue(_queue_name(path["project"], path["location"], path["queue"]))
            return await suffer(google, call, [], lambda _: work(google, queue, request, body))

        return await answer(google, call, perform)

    return endpoint


def _queue_name(project: str, location: str, queue: str) -> str:
    return f"projects/{project}/locations/{location}/queues/{queue}"


QUEUE = "/v2/" + _queue_name("{project}", "{location}", "{queue}")
TASK = QUEUE + "/tasks/{task}"

ROUTES = [
    Route(QUEUE, _endpoint("queues.get", "GetQueue", get_queue), methods=["GET"]),
    Route(f"{QUEUE}/tasks", _endpoint("tasks.create", "CreateTask", create), methods=["POST"]),
    Route(f"{QUEUE}/tasks", _endpoint("tasks.list", "ListTasks", list_tasks), methods=["GET"]),
    Route(TASK, _endpoint("tasks.get", "GetTask", get), methods=["GET"]),
    Route(TASK, _endpoint("tasks.delete", "DeleteTask", delete), methods=["DELETE"]),
]
