"""Everybody at once: 500 webhooks of one person each, in the same moment."""

import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from bench import load
from bench.finding import Finding, Goal, table
from bench.share import create_calls
from bench.stage import TOKEN, Google, Server, Stage

WEBHOOKS = 500
LATENCY_S = 0.3
IN_LINE = 30  # webhooks for the peer that writes one contact after another; a rate is a rate
FASTER = 50
MAX_CALLS = 4

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Rush:
    """What became of a burst."""

    per_second: float
    calls: int
    overlap: int
    first_s: float
    last_s: float


def requests(number: int) -> list[bytes]:
    """Return deliveries of one new person each."""
    return [load.post("/leads", body, TOKEN) for body in _bodies(number)]


def _bodies(number: int) -> Iterator[bytes]:
    for n in (next(_numbers) for _ in range(number)):
        phone = f"+1 212 555 01{n % 100:02}"
        person = {"name": f"Ada Lovelace {n}", "email": f"ada{n}@example.com", "phone": phone}
        yield json.dumps(person).encode()


async def warm(server: Server) -> None:
    """Let the function find its token and open its connections, in every thread."""
    await load.burst(server.port, requests(16))


async def rush(google: Google, server: Server, number: int, *, fresh: bool = True) -> Rush:
    """Send webhooks at once; RuntimeError if a contact is missing."""
    if fresh:
        await warm(server)
    google.begin(latency_s=LATENCY_S)
    answers = await load.burst(server.port, requests(number))
    state = google.state()
    if state["counts"]["contacts"] != number:
        raise RuntimeError(f"{number} webhooks, {state['counts']['contacts']} contacts")
    ended = [answer.ended for answer in answers]
    began = min(answer.began for answer in answers)
    return Rush(
        per_second=number / (max(ended) - began),
        calls=len(create_calls(state)),
        overlap=max(account["max_overlap"] for account in state["accounts"]),
        first_s=min(ended) - began,
        last_s=max(ended) - began,
    )


async def measure(stage: Stage) -> Finding:
    """Compare the adapter with the peers."""
    google = stage.google
    ours: list[Rush] = []
    with stage.adapter() as adapter:
        with stage.peer("create_one") as peer:
            ours.append(await rush(google, adapter, WEBHOOKS))
            one = await rush(google, peer, WEBHOOKS)
        with stage.peer("create_batch") as peer:
            ours.append(await rush(google, adapter, WEBHOOKS))
            batch = await rush(google, peer, WEBHOOKS)
        with stage.peer("create_one", threads=1) as peer:
            ours.append(await rush(google, adapter, WEBHOOKS))
            in_line = await rush(google, peer, IN_LINE)
    median = Rush(
        per_second=statistics.median(each.per_second for each in ours),
        calls=max(each.calls for each in ours),
        overlap=max(each.overlap for each in ours),
        first_s=statistics.median(each.first_s for each in ours),
        last_s=statistics.median(each.last_s for each in ours),
    )
    text = table(
        ("", "webhooks", "contacts/s", "create calls", "at the same time", "last answer, s"),
        _row("the adapter (median of 3)", WEBHOOKS, median),
        _row("peer A: a `createContact` for each webhook", WEBHOOKS, one),
        _row("peer B: a `batchCreateContacts` for each webhook", WEBHOOKS, batch),
        _row("peer A with THREADS=1: one after another, as Google asks", IN_LINE, in_line),
    )
    return Finding(
        "Everybody at once",
        f"A create call takes Google {LATENCY_S} s, whatever it holds.\n"
        "Google asks for one user's writes one after another; the emulator let the peers overlap"
        " here, which Google may not.\n\n" + text,
        _goals(median, one, in_line),
    )


async def measure_paced(stage: Stage) -> Finding:
    """See how long the last waits when calls are paced as they are by default."""
    with stage.adapter(batches_per_minute=15) as adapter:
        await load.send(adapter.port, requests(1)[0])
        first = await rush(stage.google, adapter, WEBHOOKS, fresh=False)
        second = await rush(stage.google, adapter, WEBHOOKS, fresh=False)
    text = table(
        ("`BATCHES_PER_MINUTE=15`", "create calls", "first answer, s", "last answer, s"),
        ("500 at once", str(first.calls), f"{first.first_s:.2f}", f"{first.last_s:.2f}"),
        (
            "500 more right after",
            str(second.calls),
            f"{second.first_s:.2f}",
            f"{second.last_s:.2f}",
        ),
    )
    return Finding("Everybody at once, paced", text)


def _row(name: str, webhooks: int, seen: Rush) -> Sequence[str]:
    figures = (f"{seen.per_second:.1f}", str(seen.calls), str(seen.overlap), f"{seen.last_s:.2f}")
    return (name, str(webhooks), *figures)


def _goals(ours: Rush, one: Rush, in_line: Rush) -> list[Goal]:
    times, allowed = ours.per_second / one.per_second, ours.per_second / in_line.per_second
    best = WEBHOOKS / (-(-WEBHOOKS // 200) * LATENCY_S) / one.per_second
    return [
        Goal(
            f"{FASTER} times the contacts per second of peer A, whose writes overlap",
            f"{times:.0f} times (200 a call, one call at a time, cannot exceed {best:.0f})",
            times >= FASTER,
        ),
        Goal(
            f"{FASTER} times those of peer A when it writes one after another, as Google asks",
            f"{allowed:.0f} times",
            allowed >= FASTER,
        ),
        Goal(
            f"at most {MAX_CALLS} create calls for {WEBHOOKS} webhooks",
            f"{ours.calls} (the most of 3 runs)",
            ours.calls <= MAX_CALLS,
        ),
    ]
