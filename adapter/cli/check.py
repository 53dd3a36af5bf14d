"""``python -m adapter check``: is everything set up? Nothing is created."""

import sys

import click

from adapter import preflight
from adapter.cli import report
from adapter.cli.desk import Desk, as_json, print_json, print_lines, run
from adapter.compose import Parts
from adapter.preflight import Finding


@click.command()
@as_json
@click.pass_obj
def check(desk: Desk, *, as_json: bool) -> None:
    """Check that every account can be written to, without writing.

    Token, scope, delegation, API and mailbox: of what is missing, it says what to do.
    """

    async def story(parts: Parts, now: float) -> tuple[list[Finding], int]:
        findings = await preflight.check(parts.settings.routes, parts.accounts)
        return findings, len(await parts.ledger.list_parked(now))

    findings, parked = run(desk, story)
    if as_json:
        print_json(report.findings_json(findings, parked))
    else:
        print_lines(report.findings(findings, parked))
    if not all(finding.good for finding in findings):
        sys.exit(1)
