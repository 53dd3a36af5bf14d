"""The emulator in a storm, on the clock of the run: ``python -m faults.google PORT SEED``.

POST /_faults/calm      no more faults
POST /_faults/unlabel   its owner deletes a label, drawn by lot
GET  /_faults/books     who is in which book, and what struck
GET  /_faults/queue     what became of the tasks
"""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from random import Random

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from emulator.app import create_app
from emulator.errors import JSON
from emulator.google import Call, Google
from faults.clock import dice, read_clock
from faults.storm import DISPATCH, PATIENCE, Storm

LATENCY_S = 1.0  # run seconds of a create call
TRANSIT_S = 2.0  # run seconds from when a call is waited for until it is seen here
WRITES = ("batchCreateContacts", "contactGroups.create")
KEEP_ALIVE_S = 240  # as Google's front ends


def main() -> None:
    """Serve until terminated."""
    port, seed = map(int, sys.argv[1:])
    clock = read_clock(os.environ)
    app = create_app(now=clock.now, sleep=clock.sleep)
    google: Google = app.state.google
    chance = dice(seed, "storm")
    google.faults = storm = Storm(google, chance)
    google.settings.latency_s = LATENCY_S

    async def calm(_: Request) -> Response:
        storm.calm = True
        return Response()

    async def unlabel(_: Request) -> Response:
        return JSONResponse(_unlabel(google, chance))

    async def books(_: Request) -> Response:
        return JSONResponse(_describe(google, storm))

    async def queue(_: Request) -> Response:
        return JSONResponse(_describe_queue(google))

    app.router.routes += [
        Route("/_faults/calm", calm, methods=["POST"]),
        Route("/_faults/unlabel", unlabel, methods=["POST"]),
        Route("/_faults/books", books),
        Route("/_faults/queue", queue),
    ]
    uvicorn.run(app, port=port, log_level="critical", timeout_keep_alive=KEEP_ALIVE_S)


def _unlabel(google: Google, chance: Random) -> int:
    """Delete a label, if there is one; return how many there were."""
    labels = [(book, name) for book in google.books.values() for name in book.groups]
    if labels:
        book, name = chance.choice(labels)
        book.delete_group(name, with_contacts=False)
    return len(labels)


def _describe(google: Google, storm: Storm) -> JSON:
    return {
        "books": {
            account: [
                (entry["value"], person["resourceName"])
                for person in book.people
                for entry in person.get("emailAddresses", [])
            ]
            for account, book in google.books.items()
        },
        "overlaps": list(_overlaps(google.calls)),
        "strikes": [asdict(strike) for strike in storm.strikes],
    }


def _describe_queue(google: Google) -> JSON:
    queues = google.queues.values()
    return {
        "waiting": sum(len(queue.tasks) for queue in queues),
        "done": sum(queue.done for queue in queues),
        "dispatched": sum(call.method == DISPATCH for call in google.calls),
    }


def _overlaps(calls: Iterable[Call]) -> Iterator[tuple[float, str]]:
    """Yield when a write into an account began before another had ended, and which they are.

    Whoever waited for a write in vain may go on, though Google has not ended it.
    """
    latest: dict[str, Call] = {}
    for call in calls:
        if call.method not in WRITES:
            continue
        other = latest.get(call.account)
        if other and call.started < _over(other):
            early = f", {_over(other) - call.started:.1f} s too early"
            yield call.started, " and ".join(map(_describe_call, (other, call))) + early
        if not other or _over(call) > _over(other):
            latest[call.account] = call


def _over(call: Call) -> float:
    return min(call.ended or call.started, call.started + PATIENCE - TRANSIT_S)


def _describe_call(call: Call) -> str:
    took = (call.ended or call.started) - call.started
    what = f"{call.method} of {call.contacts} to {call.account}"
    return f"{what} ({call.fault or 'no fault'}, {took:.1f} s)"


if __name__ == "__main__":
    main()
