"""``python -m adapter parked …``: what was proved but not created."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import click

from adapter.cli import report
from adapter.cli.desk import Desk, Unusable, as_json, print_json, print_lines, run
from adapter.cli.replay import Replay
from adapter.compose import Parts
from adapter.ledger.parked import Parked
from adapter.parking import Replayed

T = TypeVar("T")


@click.group()
def parked() -> None:
    """Deliveries that were proved but not created.

    Their people are kept for thirty days, until they are replayed or dropped.
    """


@parked.command("list")
@as_json
@click.pass_obj
def list_parked(desk: Desk, *, as_json: bool) -> None:
    """Show what is parked, oldest first."""
    found = _run(desk, lambda _parts, all_parked: _soon(all_parked))
    if as_json:
        print_json({"parked": [report.parked_json(one) for one in found]})
    else:
        print_lines(report.table(found))


@parked.command()
@click.argument("parked_id", metavar="ID")
@as_json
@click.pass_obj
def show(desk: Desk, parked_id: str, *, as_json: bool) -> None:
    """Show all that one delivery holds, and what is wrong with it.

    It prints what people wrote.
    """
    found = _run(desk, lambda _parts, all_parked: _soon(_find(all_parked, parked_id)))
    if as_json:
        print_json(report.rows_json(found))
    else:
        print_lines(report.details(found))


@parked.command()
@click.argument("parked_ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Replay everything that is parked.")
@click.option(
    "--access-token-env",
    metavar="NAME",
    help="The variable with a Google access token, for routes with `credentials: caller`.",
)
@as_json
@click.pass_obj
def replay(
    desk: Desk,
    parked_ids: Sequence[str],
    access_token_env: str | None,
    *,
    everything: bool,
    as_json: bool,
) -> None:
    """Create what is parked, by what routes.yaml says now.

    What still cannot be created stays parked. Ctrl-C stops after the call that is under way.
    """
    if everything == bool(parked_ids):
        raise click.UsageError("Name the deliveries to replay, or give --all.")
    token = desk.environ.get(access_token_env, "").strip() if access_token_env else ""
    if access_token_env and not token:
        raise click.UsageError(f"{access_token_env} is not set.")
    out = sys.stdout

    async def story(parts: Parts, all_parked: Sequence[Parked]) -> list[Replayed]:
        chosen = all_parked if everything else [_find(all_parked, one) for one in parked_ids]
        unique = list({one.id: one for one in chosen}.values())
        replaying = Replay(
            parts.service,
            parts.settings.routes,
            caller_token=token,
            stopping=lambda: click.echo("Stopping after the call that is under way.", err=True),
        )
        if as_json:
            return await replaying.run(unique, lambda _: None)
        if not out.isatty():
            return await replaying.run(unique, lambda end: click.echo(report.line(end), file=out))
        rows = sum(len(one.rows) for one in unique)
        with click.progressbar(length=rows, label="Replaying", file=out) as bar:
            return await replaying.run(unique, lambda end: bar.update(len(end.parked.rows)))

    ends = _run(desk, story)
    if as_json:
        print_json(report.replayed_json(ends))
    else:
        print_lines(report.summary(ends) if ends else report.table([]))
    if any(end.left for end in ends):
        sys.exit(1)


@parked.command()
@click.argument("parked_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
@click.pass_obj
def drop(desk: Desk, parked_id: str, *, yes: bool, as_json: bool) -> None:
    """Forget one delivery: its people will not be created."""
    found = _run(desk, lambda _parts, all_parked: _soon(_find(all_parked, parked_id)))
    if not yes:
        print_lines(report.table([found]), err=True)
        click.confirm("Forget these people for good?", abort=True, err=True)
    _run(desk, lambda parts, _all: parts.ledger.drop_parked(found.id))
    if as_json:
        print_json({"dropped": [found.id]})
    else:
        click.echo(f"{found.id} is forgotten.")


def _run(desk: Desk, story: Callable[[Parts, Sequence[Parked]], Awaitable[T]]) -> T:
    """Do something with the parts and what is parked."""

    async def told(parts: Parts, now: float) -> T:
        return await story(parts, await parts.ledger.list_parked(now))

    return run(desk, told)


def _find(all_parked: Sequence[Parked], prefix: str) -> Parked:
    """Return the delivery whose id begins so."""
    found = [one for one in all_parked if one.id.startswith(prefix.lower())] if prefix else []
    if not found:
        raise Unusable(f"Nothing is parked whose id begins with {report.plain(prefix)!r}.")
    if len(found) > 1:
        raise Unusable("\n".join((f"{prefix!r} may be any of these:", *report.table(found))))
    return found[0]


async def _soon(value: T) -> T:
    return value
