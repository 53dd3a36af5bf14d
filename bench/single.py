"""One delivery after another to a warm function, and a steady stream of them."""

from bench import load, machine
from bench.burst import requests, warm
from bench.finding import Finding, Goal, ms, table
from bench.share import create_calls, own_seconds, p50, p99
from bench.stage import Server, Stage

ROUNDS = {0.0: 300, 0.3: 30}  # latency: deliveries to each function
PER_SECOND, SECONDS = 50, 20
OWN_P50_S, OWN_P99_S = 0.005, 0.020


async def measure(stage: Stage) -> Finding:
    """Compare the adapter with the peer, delivery by delivery."""
    rows = []
    with stage.adapter() as adapter, stage.peer() as peer:
        await warm(adapter)
        await warm(peer)
        for latency_s, rounds in ROUNDS.items():
            stage.google.begin(latency_s=latency_s)
            answers: dict[Server, list[load.Answer]] = {adapter: [], peer: []}
            for request in requests(2 * rounds):
                server = min(answers, key=lambda server: len(answers[server]))
                answers[server].append(await load.send(server.port, request))
            state = stage.google.state()
            for name, server in (("the adapter", adapter), ("peer A", peer)):
                whole = [answer.seconds for answer in answers[server]]
                own = own_seconds(answers[server], state)
                figures = (p50(whole), p99(whole), p50(own), p99(own))
                rows.append((f"{name}, Google takes {latency_s} s", *map(ms, figures)))
    head = ("ms", "p50", "p99", "own share p50", "own share p99")
    note = (
        "\n\nAlternating, each over a connection that was open before. The own share is the answer"
        " time less the time in which the emulator logs the create call as under way."
    )
    return Finding("One delivery after another", table(head, *rows) + note)


async def measure_load(stage: Stage) -> Finding:
    """Measure the adapter's own share while many deliveries come."""
    with stage.adapter() as adapter:
        await warm(adapter)
        stage.google.begin(latency_s=0.3)
        before_s = machine.cpu_s(adapter.pid)
        answers = await load.steady(adapter.port, requests(PER_SECOND * SECONDS), PER_SECOND)
        cpu_s = (machine.cpu_s(adapter.pid) - before_s) / len(answers)
        state = stage.google.state()
    whole, own = [answer.seconds for answer in answers], own_seconds(answers, state)
    calls = len(create_calls(state))
    text = table(
        ("ms", "p50", "p99", "longest"),
        ("answer", ms(p50(whole)), ms(p99(whole)), ms(max(whole))),
        ("own share", ms(p50(own)), ms(p99(own)), ms(max(own))),
    )
    title = f"{PER_SECOND} deliveries a second for {SECONDS} s"
    return Finding(
        title,
        f"They arrive by the clock, answered or not; {len(answers)} deliveries took {calls} create"
        " calls of 0.3 s each.\nThe own share is the answer time less the time in which the call"
        " that created the contact was under way, or the call before it, for whose end the"
        " delivery had to wait.\n"
        f"A delivery cost {ms(cpu_s)} ms of processor time.\n\n{text}",
        [
            _goal("p50", p50(own), OWN_P50_S),
            _goal("p99", p99(own), OWN_P99_S),
        ],
    )


def _goal(which: str, seen_s: float, limit_s: float) -> Goal:
    text = f"own share under {1000 * limit_s:.0f} ms at {which}, {PER_SECOND} deliveries a second"
    return Goal(text, f"{ms(seen_s)} ms", seen_s < limit_s)
