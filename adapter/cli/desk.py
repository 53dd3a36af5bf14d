"""What all commands share: the parts they work with, how they print, how they end.

Exit codes: 0 all is done, 1 something is left, 2 it could not be tried.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from adapter.compose import Parts
from adapter.errors import AdapterError, ConfigError
from adapter.log import log_stray

T = TypeVar("T")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an operator sits: the environment, the time in Unix seconds, and the parts for it."""

    environ: Mapping[str, str]
    now: Callable[[], float]
    build: Callable[[], Parts]


class Unusable(click.ClickException):
    """Nothing could be tried."""

    exit_code = 2


def run(desk: Desk, story: Callable[[Parts, float], Awaitable[T]]) -> T:
    """Do something with the parts; whatever happens, all is closed."""
    try:
        parts = desk.build()
    except ConfigError as error:
        raise Unusable(str(error)) from None
    _check_ledger(parts.settings.ledger)

    async def session() -> T:
        asyncio.get_running_loop().set_exception_handler(log_stray)
        try:
            return await story(parts, desk.now())
        finally:
            await parts.close()

    try:
        with redirect_stdout(sys.stderr):  # the log's lines
            return asyncio.run(session())
    except AdapterError as error:
        raise Unusable(error.detail) from None


def _check_ledger(ledger: str) -> None:
    """Refuse a ledger that cannot be the function's: an empty list would be no comfort."""
    scheme, _, place = ledger.partition(":")
    if scheme == "memory":
        raise Unusable("LEDGER=memory: is inside the function's process, and ends with it.")
    if scheme == "sqlite" and not Path(place).exists():
        raise Unusable(f"LEDGER: there is no file {place}; does the function run in this folder?")


def print_lines(lines: Iterable[str], *, err: bool = False) -> None:
    """Print some lines."""
    for line in lines:
        click.echo(line, err=err)


def print_json(document: dict[str, Any]) -> None:
    """Print one document."""
    click.echo(json.dumps(document))
