"""The functions on the clock of the run: ``functions-framework --source faults/function/main.py``.

The adapter is the same as in ``main.py`` of the deployment. What differs is only how fast time
passes, in all its clocks alike.
"""

import os
import secrets

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from adapter.compose import compose
from faults.clock import read_clock
from faults.hurry import rule

_clock = read_clock(os.environ)
rule(_clock)
_functions = compose(os.environ, now=_clock.now, nonce=lambda: secrets.token_urlsafe(15))


@functions_framework.aio.http
async def webhook(request: Request) -> Response:
    """Take a delivery from a sender and answer what became of it."""
    return await _functions.webhook.answer(request)


@functions_framework.aio.http
async def worker(request: Request) -> Response:
    """Take a task from the queue and answer whether it is done."""
    return await _functions.worker.answer(request)
