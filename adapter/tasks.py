"""The queue: Cloud Tasks over REST.

A task is named after what it carries. So the engine drops what is handed in twice, for up to a day
after it was done, and a task may be created again when the answer was lost.

Source: https://docs.cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks/create
"""

import base64
import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

import httpx

from adapter.errors import AdapterError, NotConfigured, QueueUnavailable

SCOPE = "https://www.googleapis.com/auth/cloud-tasks"
ORIGIN = "https://cloudtasks.googleapis.com"
TIMEOUT = httpx.Timeout(connect=1.0, write=2.0, read=2.0, pool=1.0)
ATTEMPTS = 2  # senders of a queued route wait for seconds
MAX_BYTES = 900_000  # of a body: a task may have 1 MiB, its headers included
DEADLINE_S = 600  # of an attempt; the worker answers sooner
REFUSED = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
ADVICE = (
    "The queue refuses tasks: TASKS_QUEUE must exist, the function needs roles/cloudtasks.enqueuer"
    " on it, and roles/iam.serviceAccountUser on TASKS_SERVICE_ACCOUNT."
)


class Tokens(Protocol):
    """Where access tokens come from."""

    async def get(self) -> str:
        """Return one that is good for a while, or raise ``AdapterError``."""

    def renew(self) -> None:
        """Forget the token: it was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where tasks wait, where they go, and as whom."""

    queue: str  # projects/P/locations/L/queues/Q
    worker_url: str
    service_account: str  # e-mail


class Tasks:
    """The tasks of one queue."""

    def __init__(self, client: httpx.AsyncClient, tokens: Tokens, address: Address) -> None:
        self._client = client
        self._tokens = tokens
        self._address = address

    async def put(self, name: str, path: str, body: bytes, *, at: float | None = None) -> None:
        """Store a task: POST ``body`` to the worker's ``path``, not before ``at``, Unix seconds.

        ``name`` is 64 hex digits. Raises ``QueueUnavailable`` when it may not be stored, and
        ``NotConfigured``.
        """
        task: dict[str, Any] = {
            "name": f"{self._address.queue}/tasks/{name}",
            "dispatchDeadline": f"{DEADLINE_S}s",
            "httpRequest": {
                "url": f"{self._address.worker_url}/{path}",
                "httpMethod": "POST",
                "headers": {"Content-Type": "application/octet-stream"},
                "body": base64.b64encode(body).decode(),
                "oidcToken": {
                    "serviceAccountEmail": self._address.service_account,
                    "audience": self._address.worker_url,
                },
            },
        }
        if at is not None:
            task["scheduleTime"] = dt.datetime.fromtimestamp(at, dt.UTC).isoformat()
        for _ in range(ATTEMPTS):
            if (status := await self._create(task)) in REFUSED:
                raise NotConfigured(ADVICE, retry_after_s=60)
            if status in (HTTPStatus.OK, HTTPStatus.CONFLICT):
                return
            if status == HTTPStatus.UNAUTHORIZED:
                self._tokens.renew()
        raise QueueUnavailable("The queue cannot be reached.", retry_after_s=10)

    async def _create(self, task: dict[str, Any]) -> int:
        """Return the status of an attempt, 0 if there is none."""
        try:
            token = await self._tokens.get()
        except AdapterError:
            return HTTPStatus.UNAUTHORIZED
        try:
            response = await self._client.post(
                f"{ORIGIN}/v2/{self._address.queue}/tasks",
                json={"task": task},
                headers={"authorization": f"Bearer {token}"},
                timeout=TIMEOUT,
            )
        except httpx.HTTPError:
            return 0
        return response.status_code
