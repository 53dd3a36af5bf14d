"""``sign``: the curl that it prints is accepted."""

import shlex
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from click.testing import Result

from tests.house import House, person

from .test_commands import Desk

FORM = b'{"form_response": {"token": "t1", "answers": [], "hidden": {"email": "ada@example.com"}}}'
EVENT = b'{"type": "contact.created", "data": {"email": "ada@example.com"}}'


@pytest.fixture
def desk(build: Callable[..., House], tmp_path: Path) -> Desk:
    """Return a terminal."""
    return Desk(build(), tmp_path)


def post(desk: Desk, printed: Result) -> httpx.Response:
    """Do what the curl would."""
    words = shlex.split(printed.output)
    assert words[:2] == ["curl", "--data-binary"]
    body = Path(words[2].removeprefix("@")).read_bytes()
    pairs = (words[n + 1].split(": ", 1) for n, word in enumerate(words) if word == "--header")
    headers = dict(pairs)
    path = words[-1].removeprefix("http://127.0.0.1:8080")
    headers.setdefault("authorization", "")
    return desk.house.stage.run(desk.house.send("POST", path, body, headers))


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("leads", b'{"email": "ada@example.com"}'),
        ("leads", b"name=Ada&email=ada%40example.com"),
        ("web", FORM),
        ("events", EVENT),
        ("open", b'[{"email": "ada@example.com"}]'),
    ],
)
def test_what_it_prints_is_accepted(desk: Desk, tmp_path: Path, route: str, body: bytes) -> None:
    """By token, by signature, or by nothing."""
    file = tmp_path / "delivery"
    file.write_bytes(body)
    answer = post(desk, desk.type("sign", route, str(file)))
    assert answer.json()["status"] == "created"


def test_a_url_may_be_given(desk: Desk, tmp_path: Path) -> None:
    """With a dry run in it."""
    file = tmp_path / "delivery.json"
    file.write_text('{"email": "ada@example.com"}')
    url = "http://127.0.0.1:8080/leads?dry_run=true"
    assert post(desk, desk.type("sign", "leads", str(file), "--url", url)).json()["contacts"]
    assert desk.house.contacts() == []


def test_no_other_routes_secret_is_needed(desk: Desk, tmp_path: Path) -> None:
    """Whoever sets up one form need not know them all."""
    file = tmp_path / "delivery.json"
    file.write_text('{"email": "ada@example.com"}')
    for name in ("WEB", "EVENTS", "BULK"):
        del desk.house.environ[f"WEBHOOK_SECRETS_{name}"]
    assert desk.type("sign", "leads", str(file)).exit_code == 0


def test_a_secret_that_is_missing_is_told(desk: Desk, tmp_path: Path) -> None:
    """By the name of its variable."""
    file = tmp_path / "delivery.json"
    file.write_text("{}")
    del desk.house.environ["WEBHOOK_SECRETS_LEADS"]
    result = desk.type("sign", "leads", str(file))
    assert (result.exit_code, "WEBHOOK_SECRETS_LEADS: Missing" in result.output) == (2, True)


def test_a_route_that_is_none_is_told(desk: Desk, tmp_path: Path) -> None:
    """With those that are."""
    file = tmp_path / "delivery.json"
    file.write_text(str(person()))
    result = desk.type("sign", "laeds", str(file))
    assert result.exit_code == 2
    assert "there is leads, small" in result.output


def test_a_file_that_is_none_is_told(desk: Desk) -> None:
    """By its name."""
    assert "nowhere.json" in desk.type("sign", "leads", "nowhere.json").output
