"""What an operator types: ``python -m adapter …``."""

import click

from adapter.cli.check import check
from adapter.cli.parked import parked
from adapter.cli.sign import sign


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Look after a Contacts Adapter: run this where it runs, with its environment."""


for command in (check, parked, sign):
    cli.add_command(command)
