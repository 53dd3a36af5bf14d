"""Ten thousand contacts in one delivery, against the fifty calls that Google asks for."""

import json
from typing import Any

from bench import load, machine
from bench.burst import LATENCY_S, warm
from bench.finding import Finding, Goal, table
from bench.share import create_calls
from bench.stage import TOKEN, Stage

CONTACTS = 10_000
A_CALL = 200
SLOWER = 1.10
ENOUGH = 200  # HTTP


async def measure(stage: Stage) -> Finding:
    """Compare one delivery with the same contacts in calls of 200, one after another."""
    google = stage.google
    people = [_person(number) for number in range(CONTACTS)]
    google.begin(latency_s=LATENCY_S)
    floor_s = await _floor(google.port, google.token(), people)
    with stage.adapter() as adapter:
        await warm(adapter)
        google.begin(latency_s=LATENCY_S)
        before, peak_from = machine.pss_mb(adapter.pid), machine.forget_peak(adapter.pid)
        body = json.dumps({"contacts": people}).encode()
        answer = await load.send(adapter.port, load.post("/bulk", body, TOKEN))
        peak = before + machine.peak_mb(adapter.pid) - peak_from
        if answer.status != ENOUGH or json.loads(answer.body)["counts"]["created"] != CONTACTS:
            raise RuntimeError(f"HTTP {answer.status}: {answer.body[:200]!r}")
        calls = len(create_calls(google.state()))
    ratio = answer.seconds / floor_s
    text = table(
        ("", "s", "create calls"),
        ("one delivery to the adapter", f"{answer.seconds:.2f}", str(calls)),
        ("calls of 200, one after another", f"{floor_s:.2f}", str(CONTACTS // A_CALL)),
    )
    note = (
        f"\n\nThe delivery has {len(body) / 1_000_000:.1f} MB; a create call takes Google"
        f" {LATENCY_S} s. Memory of the function: {before:.0f} MB before, {peak:.0f} MB at its"
        " peak."
    )
    return Finding(
        f"{CONTACTS:,} contacts in one delivery",
        text + note,
        [
            Goal(
                f"{CONTACTS:,} contacts within 10 % of {CONTACTS // A_CALL} calls in line",
                f"{ratio - 1:+.1%}",
                ratio <= SLOWER,
            )
        ],
    )


async def _floor(port: int, token: str, people: list[Any]) -> float:
    """Return how long Google itself takes, called by nobody but us."""
    calls = []
    for first in range(0, CONTACTS, A_CALL):
        body = {"contacts": people[first : first + A_CALL], "readMask": "metadata,clientData"}
        calls.append(load.post("/v1/people:batchCreateContacts", json.dumps(body).encode(), token))
    seconds = 0.0
    for call in calls:
        answer = await load.send(port, call)
        if answer.status != ENOUGH:
            raise RuntimeError(f"HTTP {answer.status} from the emulator")
        seconds += answer.seconds
    return seconds


def _person(number: int) -> Any:
    return {
        "contactPerson": {
            "names": [{"givenName": "Ada", "familyName": f"Lovelace {number}"}],
            "emailAddresses": [{"value": f"ada{number}@example.com"}],
            "phoneNumbers": [{"value": f"+1212555{number:04}"}],
        }
    }
