"""The operator of a run, on its clock: ``python -m faults.operating``.

Replays what was interrupted, again and again until all of it has ended: who knows nothing of a
delivery cannot bring it back. What was refused stays where it is. Prints the addresses of those
who are refused, as JSON.
"""

import asyncio
import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence

from adapter.cli.replay import Replay
from adapter.compose import build
from adapter.ledger.parked import Parked
from faults.clock import Clock, read_clock
from faults.hurry import open_loop, rule

REFUSED = ("rejected", "partial")  # nothing interrupted these
ROUNDS, PAUSE_S = 30, 60.0  # run seconds: what is under way is claimed for eleven minutes
ADDRESS = re.compile(r"ada\.\d+\.\d+@example\.com")


async def operate(clock: Clock) -> list[str]:
    """Replay; return who is refused."""
    parts = build(
        os.environ,
        now=clock.now,
        nonce=lambda: secrets.token_urlsafe(15),
        observe=lambda *_: None,
    )
    replay = Replay(parts.service, parts.settings.routes)
    try:
        for _ in range(ROUNDS):
            parked = await parts.ledger.list_parked(clock.now())
            if not (left := {one.id: one for one in parked if one.reason not in REFUSED}):
                break
            await replay.run(list(left.values()), lambda _: None)
            await asyncio.sleep(PAUSE_S)
        return sorted(_refused(await parts.ledger.list_parked(clock.now())))
    finally:
        await parts.close()


def _refused(parked: Sequence[Parked]) -> Iterator[str]:
    for one in parked:
        if one.reason in REFUSED:
            for row in one.rows:
                yield from ADDRESS.findall(repr(row.submission))


def main() -> None:
    """Print who is refused."""
    clock = read_clock(os.environ)
    rule(clock)
    with asyncio.Runner(loop_factory=open_loop) as runner:
        print(json.dumps(runner.run(operate(clock))))


if __name__ == "__main__":
    main()
