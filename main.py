"""The functions: ``functions-framework --target webhook``, and ``--target worker``.

Everything is built at import, so that a bad deployment fails when it starts and not on the first
lead. ``webhook`` is public; whoever may use a route is that route's business. ``worker`` is for the
queue alone.
"""

# ruff: noqa: E402 - the collector is stopped before there is anything to collect
import gc

gc.disable()  # what the start builds stays: looking through it for garbage takes 25 ms

import os
import secrets
import sys
import time

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from adapter.compose import compose
from adapter.errors import ConfigError

try:
    _functions = compose(
        os.environ,
        now=time.time,  # noqa: TID251 - the edge: here the clock is wound up
        nonce=lambda: secrets.token_urlsafe(15),
    )
except ConfigError as error:
    sys.exit(str(error))
finally:
    gc.freeze()  # nor need it be looked through later
    gc.enable()


@functions_framework.aio.http
async def webhook(request: Request) -> Response:
    """Take a delivery from a sender and answer what became of it."""
    return await _functions.webhook.answer(request)


@functions_framework.aio.http
async def worker(request: Request) -> Response:
    """Take a task from the queue and answer whether it is done."""
    return await _functions.worker.answer(request)
