"""Logs: one JSON line an event, in the fields that Cloud Logging reads. Never a personal value.

Written to whatever ``sys.stdout`` is at the time: with LOG_EXECUTION_ID the functions framework
puts its own stream there, which adds the execution id.
Source: https://cloud.google.com/logging/docs/structured-logging
"""

import asyncio
import json
import sys
import traceback
from collections.abc import Mapping
from typing import Any

MAX_TEXT = 200  # characters of a text from outside


def log(severity: str, message: str, **fields: Any) -> None:
    """Write one line. ``severity`` is DEBUG, INFO, NOTICE, WARNING, ERROR or CRITICAL."""
    line = {"severity": severity, "message": message, **fields}
    capped = {k: v[:MAX_TEXT] if isinstance(v, str) else v for k, v in line.items()}
    sys.stdout.write(json.dumps(capped, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def trace_fields(header: str, project: str | None) -> dict[str, str]:
    """Return the fields that tie a line to its request, from X-Cloud-Trace-Context."""
    trace = header.partition("/")[0]
    if not (project and trace.isalnum()):
        return {}
    return {"logging.googleapis.com/trace": f"projects/{project}/traces/{trace}"}


def log_stray(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Log an error that nobody waited for; asyncio itself would print the error's message."""
    error = context.get("exception")
    log("CRITICAL", context["message"], **({"at": where(error)} if error else {}))


def where(error: BaseException) -> str:
    """Return the place of an unexpected error: its message may hold what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-4:]]
    return f"{type(error).__name__} at {' > '.join(places)}"
