"""The README is true: its tables name what the code has, its example is what the code does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapter import errors
from adapter.config import Environment
from adapter.contacts.convert import convert
from adapter.contacts.mapping import Rules
from adapter.contacts.targets import parse_target
from adapter.errors import AdapterError
from adapter.model import Delivery
from adapter.routes import RouteSchema
from adapter.sources import SOURCES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def section(title: str) -> str:
    """Return what stands under a heading of the second level."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_column(title: str) -> set[str]:
    """Return the code words in the first column of a section's tables."""
    rows = (line.split("|") for line in section(title).splitlines() if line.startswith("| `"))
    return {row[1].strip(" `") for row in rows}


def block(mark: str) -> str:
    """Return the code block that follows an HTML comment."""
    found = re.search(rf"<!-- {mark} -->\n```json\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def error_codes(root: type[AdapterError]) -> Iterator[str]:
    """Yield the codes of the errors below one."""
    for error in root.__subclasses__():
        if hasattr(error, "code"):
            yield error.code
        yield from error_codes(error)


@pytest.mark.parametrize("slug", SOURCES)
def test_every_source_has_the_row_that_its_page_gives_it(slug: str) -> None:
    """A source that nobody can find in the README does not exist for its users."""
    page = (ROOT / f"docs/sources/{slug}.md").read_text("utf-8")
    facts = re.findall(
        r"^\| (sends|proves itself by|set up in|on failure) \| (.+) \|$", page, re.MULTILINE
    )
    cells = " | ".join(text for _, text in facts)
    assert f"\n| [`{slug}`](docs/sources/{slug}.md) | {cells} |\n" in section("Sources")


def test_every_key_of_a_route_is_explained() -> None:
    """The table of keys is the schema's."""
    keys = {field.data_key or name for name, field in RouteSchema().fields.items()}
    assert first_column("routes.yaml") == keys


def test_every_environment_variable_is_explained() -> None:
    """The table of variables is the schema's, and those that carry a route's name."""
    per_route = {
        *("WEBHOOK_SECRETS_<ROUTE>", "LOOKUP_TOKEN_<ROUTE>"),
        "GOOGLE_USER_CREDENTIALS_<ROUTE>",
    }
    assert first_column("Environment") == set(Environment().fields) | per_route


def test_every_problem_is_explained() -> None:
    """Whoever meets a code finds it."""
    table = section("Results and problems")
    missing = {code for code in error_codes(errors.AdapterError) if f"| `{code}` |" not in table}
    assert not missing


def test_every_target_that_is_named_exists() -> None:
    """The names that `fields` may use are the ones listed."""
    listed = (
        section("routes.yaml").partition("Where an answer can go:\n")[2].partition("Options")[0]
    )
    for name in re.findall(r"`([A-Za-z.:][\w.: ]*)`", listed):
        parse_target(name)


def test_the_example_is_what_happens() -> None:
    """Before and after are the real thing."""
    delivery = Delivery(
        method="POST",
        url="",
        headers={"content-type": "application/json"},
        query={},
        body=block("before").encode(),
    )
    (submission,) = SOURCES["json"].parse(delivery, {}).submissions
    assert convert(submission, Rules()).person == json.loads(block("after"))


@pytest.mark.parametrize("name", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_inside_the_repository_leads_somewhere(name: str) -> None:
    """A link to a file is a link to a file."""
    assert name.startswith("https://") or (ROOT / name).exists()
