"""From nothing to the first answer, and what a function weighs once it has worked."""

import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

from bench import load, machine
from bench.burst import requests
from bench.finding import Finding, Goal, table
from bench.stage import Server, Stage, first_answer

ROUNDS = 5
WAVES, IN_A_WAVE = 10, 50

Serve = Callable[[], AbstractContextManager[Server]]


async def measure(stage: Stage) -> Finding:
    """Compare the adapter with the peer, round after round."""
    stage.google.begin(latency_s=0)
    functions: dict[str, Serve] = {
        "the adapter": partial(stage.adapter, wait=False),
        "peer A": partial(stage.peer, wait=False),
    }
    starts: dict[str, list[float]] = {name: [] for name in functions}
    weights: dict[str, list[float]] = {name: [] for name in functions}
    for serve in functions.values():
        with serve() as server:
            await first_answer(server, requests(1)[0])  # the byte code is compiled
    for _ in range(ROUNDS):
        for name, serve in functions.items():
            with serve() as server:
                answer = await first_answer(server, requests(1)[0])
                starts[name].append(answer.ended - server.began)
                for _ in range(WAVES):
                    await load.burst(server.port, requests(IN_A_WAVE))
                weights[name].append(machine.pss_mb(server.pid))
    start = {name: statistics.median(taken) for name, taken in starts.items()}
    weight = {name: statistics.median(taken) for name, taken in weights.items()}
    rows = [(name, f"{1000 * start[name]:.0f}", f"{weight[name]:.1f}") for name in functions]
    ours, peers = functions
    text = table(("", "first answer after, ms", "memory, MB"), *rows)
    note = (
        f"\n\nMedian of {ROUNDS}, interleaved. From the start of the process to the answer of the"
        " first delivery, its token and its create call included; Google takes no time."
        f" Memory is the PSS of all processes of the function after {WAVES * IN_A_WAVE}"
        f" deliveries, {IN_A_WAVE} at a time.\n"
        "Neither reads the certificate authorities here, as the emulator has no TLS. For Google"
        " the adapter does while it starts, the peer's client with its first connection."
    )
    return Finding(
        "Start and memory",
        text + note,
        [
            _goal("start no slower than peer A's", start[ours], start[peers]),
            _goal("memory no more than peer A's", weight[ours], weight[peers]),
        ],
    )


def _goal(text: str, ours: float, peers: float) -> Goal:
    return Goal(text, f"{ours / peers:.2f} times", ours <= peers)
