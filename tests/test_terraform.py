"""The Terraform configuration speaks of what the program has."""

import re
from pathlib import Path

import yaml

from adapter.config import Environment
from adapter.ledger import firestore, shelf
from adapter.route import Access, Authentication, Mode
from adapter.routes import RouteSchema, variable
from adapter.sources import SLUGS, SOURCES
from adapter.tasks import DEADLINE_S

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "terraform"
ROUTES = (FOLDER / "routes.tf").read_text("utf-8")
FUNCTION = (FOLDER / "function.tf").read_text("utf-8")
LEDGER = (FOLDER / "ledger.tf").read_text("utf-8")
OURS = {"GOOGLE_CLOUD_PROJECT", "LOG_EXECUTION_ID", "SECRETS_VERSION"}  # not the program's


def words(text: str, name: str) -> list[str]:
    """Return the texts in the list called ``name``."""
    found = re.search(rf"\b{name}\s+= (?:toset\()?\[(.*?)\]", text, re.DOTALL)
    assert found
    return re.findall(r'"([^"]+)"', found[1])


def test_routes_have_the_same_keys() -> None:
    """What one accepts the other does."""
    keys = {field.data_key or name for name, field in RouteSchema().fields.items()}
    assert set(words(ROUTES, "keys")) == keys


def test_words_are_the_same() -> None:
    """Of what can be chosen."""
    assert words(ROUTES, "authentication") == list(Authentication)
    assert words(ROUTES, "credentials") == list(Access)
    assert words(ROUTES, "mode") == list(Mode)


def test_sources_are_found_where_they_are_listed() -> None:
    """Terraform reads the list in the code."""
    pattern = re.search(r'"\(\?m\)(.+)", file', ROUTES)
    assert pattern
    listed = (ROOT / "adapter/sources/__init__.py").read_text("utf-8")
    assert re.findall(pattern[1].replace('\\"', '"'), listed, re.MULTILINE) == list(SLUGS)


def test_whoever_looks_people_up_has_a_token() -> None:
    """It is found by the words in its module."""
    for slug, source in SOURCES.items():
        module = ROOT / f"adapter/sources/{slug.replace('-', '_')}.py"
        assert ("look_up=" in module.read_text("utf-8")) is (source.look_up is not None)


def test_every_variable_is_known() -> None:
    """A misspelt one would be ignored."""
    block = FUNCTION.partition("environment = {")[2].partition("}")[0]
    names = set(re.findall(r"^\s+([A-Z_]+)\s+=", block, re.MULTILINE))
    assert names - OURS <= set(Environment().fields)


def test_the_ledger_has_the_collections_that_expire() -> None:
    """Those that the program writes."""
    source = Path(firestore.__file__).read_text("utf-8")
    assert set(words(LEDGER, "for_each")) == {"accounts", "ledger", shelf.COLLECTION}
    assert all(f'"{name}/' in source for name in ("accounts", "ledger"))


def test_the_worker_ends_before_its_task_is_sent_again() -> None:
    """Two at one delivery would wait for one another."""
    timeouts = [int(text) for text in re.findall(r"timeout_s\s+= (\d+)", FUNCTION)]
    assert max(timeouts) < DEADLINE_S


def test_the_example_has_the_secrets_of_the_routes() -> None:
    """Copied, it works."""
    example = (FOLDER / "terraform.tfvars.example").read_text("utf-8")
    routes = yaml.safe_load((ROOT / "routes.yaml").read_text("utf-8"))["routes"]
    names = {variable("WEBHOOK_SECRETS", name) for name in routes}
    assert set(re.findall(r"^  ([A-Z_]+)\s+=", example, re.MULTILINE)) == names
