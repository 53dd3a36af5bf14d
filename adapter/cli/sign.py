"""``python -m adapter sign``: a test delivery, proved as its sender would."""

import shlex
from pathlib import Path

import click

from adapter.cli.desk import Desk, Unusable
from adapter.config import load_one
from adapter.errors import ConfigError
from adapter.model import Delivery
from adapter.route import Authentication, Route
from adapter.sources.decode import FORM

LOCAL = "http://127.0.0.1:8080"


@click.command()
@click.argument("route_name", metavar="ROUTE")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", help="Where it is posted, as senders see it. [default: PUBLIC_URL/ROUTE]")
@click.option("--content-type", help="[default: JSON, XML or a form, as FILE looks]")
@click.pass_obj
def sign(desk: Desk, route_name: str, file: Path, url: str, content_type: str) -> None:
    """Print the curl that posts FILE to ROUTE with a proof of where it comes from.

    Only this route's secret is needed. With ?dry_run=true in the URL it shows what would be
    created, and writes nothing. A signature holds for some minutes only; a token is printed as it
    is.
    """
    try:
        route = load_one(desk.environ, route_name)
    except ConfigError as error:
        raise Unusable(str(error)) from None
    body = file.read_bytes()
    url = url or f"{desk.environ.get('PUBLIC_URL', '').rstrip('/') or LOCAL}/{route_name}"
    headers = {"content-type": content_type or _look(body)}
    delivery = Delivery(method="POST", url=url, headers=headers, query={}, body=body)
    headers |= _proof(route, delivery, desk.now())
    words = ["curl", "--data-binary", f"@{file}"]
    for name, value in headers.items():
        words += ["--header", f"{name}: {value}"]
    click.echo(shlex.join([*words, url]))


def _proof(route: Route, delivery: Delivery, now: float) -> dict[str, str]:
    """Return the headers that prove a delivery to a route."""
    match route.authentication:
        case Authentication.TOKEN:
            return {"authorization": f"Bearer {route.secrets[0].decode()}"}
        case Authentication.SIGNATURE if route.source.signer:
            return route.source.signer(delivery, route.secrets[0], now, route.options)
        case Authentication.SIGNATURE:
            click.echo(f"The secret of {route.source.slug} stands in the body itself.", err=True)
    return {}


def _look(body: bytes) -> str:
    """Return the content type that a body seems to have."""
    match body.lstrip()[:1]:
        case b"{" | b"[":
            return "application/json"
        case b"<":
            return "text/xml"
        case _:
            return FORM
