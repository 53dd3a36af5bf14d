"""Break everything, then count: ``python -m faults [--seed N] [--deliveries N] [--seconds S]``.

Prints a report in Markdown, and writes it to docs/faults.md when nothing was cut short. Exits with
0 only if nobody is lost, nobody is doubled, and no sender was told otherwise.
"""

import argparse
import asyncio
import shlex
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from faults import report, verdict
from faults.clock import dice, wind_up
from faults.history import Log
from faults.people import deliveries
from faults.sender import Sender, Story
from faults.storm import Strike
from faults.town import ROOT, Town
from faults.trouble import Trouble

REPORT = ROOT / "docs/faults.md"
POLL_S = 0.2  # real seconds
DELIVERIES, SECONDS, SPEED, SEED = 2000, 180.0, 20.0, 1


async def run(options: argparse.Namespace, folder: Path) -> report.Record:
    """Break everything for a while, then let all senders come to an end."""
    clock, began = wind_up(options.speed), time.monotonic()
    town = Town(
        folder, clock, seed=options.seed, functions=options.functions, workers=options.workers
    )
    try:
        await town.open()
        started, seconds = clock.now(), float(options.seconds)
        sent = deliveries(
            options.deliveries, seconds * options.speed, dice(options.seed, "deliveries")
        )
        stories = [Story(delivery) for delivery in sent]
        sender = Sender(town.functions, clock, dice(options.seed, "senders"))
        trouble = Trouble(town, clock, dice(options.seed, "trouble"))
        tasks = [asyncio.create_task(sender.deliver(story)) for story in stories]
        await trouble.rage(seconds)
        await town.tell("POST", "/_faults/calm")
        healed = clock.now()
        await asyncio.wait(tasks, timeout=options.calm)
        left = options.calm - (clock.now() - healed) / clock.speed
        tasks_done = await _drain(town, left)
        calm_s = clock.now() - healed
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        refused = await town.replay()
        found = await town.tell("GET", "/_faults/books")
    finally:
        await town.close()
    return report.Record(
        command=shlex.join(["python", "-m", "faults", *sys.argv[1:]]),
        seconds=time.monotonic() - began,
        calm_s=calm_s,
        speed=options.speed,
        stories=stories,
        log=Log(started, [Strike(**strike) for strike in found["strikes"]], trouble.events),
        verdict=verdict.judge(stories, verdict.open_books(found["books"]), refused),
        tasks=tasks_done,
        parked=_parked(town.ledger),
        overlaps=[(at, text) for at, text in found["overlaps"]],
    )


async def _drain(town: Town, seconds: float) -> dict[str, int]:
    """Wait until the queue is empty, for real seconds at most; return what became of the tasks."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while True:
        tasks: dict[str, int] = await town.tell("GET", "/_faults/queue")
        if not tasks["waiting"] or loop.time() > until:
            return tasks
        await asyncio.sleep(POLL_S)


def _parked(ledger: Path) -> int:
    """Return how many deliveries wait for an operator."""
    with closing(sqlite3.connect(ledger)) as opened:
        parked: int = opened.execute("SELECT count(*) FROM parked").fetchone()[0]
    return parked


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    add = parser.add_argument
    add("--seed", type=int, default=SEED, help="what everything is drawn from")
    add("--deliveries", type=int, default=DELIVERIES)
    add("--seconds", type=float, default=SECONDS, help="how long everything breaks")
    add("--calm", type=float, default=120.0, help="seconds for the senders to come to an end")
    add("--speed", type=float, default=SPEED, help="seconds that pass in one for the function")
    add("--functions", type=int, default=3, help="the last one knows of no queue")
    add("--workers", type=int, default=2)
    add("--strict-overlap", action="store_true", help="one write into an account at a time")
    add("--folder", type=Path, help="where ledger and logs are kept; default: nowhere")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Run; return the exit code."""
    options = _options(words)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # however it ends, so do its servers
    print(f"seed {options.seed}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="contacts-adapter-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        record = asyncio.run(run(options, folder))
    text = report.write(record)
    print(text)
    if options.deliveries >= DELIVERIES and options.seconds >= SECONDS:
        REPORT.write_text(text, "utf-8")
    overlapping = options.strict_overlap and bool(record.overlaps)
    return 0 if record.verdict.good and not overlapping else 1


if __name__ == "__main__":
    sys.exit(main())
