"""``python -m adapter``: commands for an operator, with the environment of the function."""

import os
import secrets
import time

from adapter.cli.commands import cli
from adapter.cli.desk import Desk
from adapter.compose import Parts, build

_now = time.time  # noqa: TID251 - the edge: here the clock is wound up


def build_parts() -> Parts:
    """Return the parts, which do not log their calls: somebody is watching."""
    return build(
        os.environ,
        now=_now,
        nonce=lambda: secrets.token_urlsafe(15),
        observe=lambda *_: None,
    )


if __name__ == "__main__":
    cli(prog_name="python -m adapter", obj=Desk(os.environ, _now, build_parts))
