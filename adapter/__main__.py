"""``python -m adapter``: commands for an operator, with the environment of the function."""

import os
import secrets
import time

from adapter.cli.commands import cli
from adapter.compose import Parts, build


def open_parts() -> tuple[Parts, float]:
    """Return the parts, which do not log their calls: somebody is watching; and the time."""
    clock = time.time  # noqa: TID251 - the edge: here the clock is wound up
    parts = build(
        os.environ,
        now=clock,
        nonce=lambda: secrets.token_urlsafe(15),
        observe=lambda *_: None,
    )
    return parts, clock()


if __name__ == "__main__":
    cli(prog_name="python -m adapter", obj=open_parts)
