"""Two instances of the function, as on Cloud Run, with one ledger between them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.wire.servers import SECRET, Server, serve, serve_google

PEOPLE = [
    {"name": f"Ada Example {number}", "email": f"ada{number}@example.com"} for number in range(3)
]


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return the emulator of Google."""
    with serve_google(tmp_path_factory.mktemp("google")) as server:
        yield server


@pytest.fixture(scope="module")
def instances(
    google: Server, firestore: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """Return the origins of two instances."""
    environ = {"LEDGER": "firestore:instances/(default)", "FIRESTORE_EMULATOR_HOST": firestore}
    one, two = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")
    with (
        serve(one, google.origin, **environ) as first,
        serve(two, google.origin, **environ) as second,
    ):
        yield [first.origin, second.origin]


def post(origin: str, key: str) -> dict[str, Any]:
    """Deliver three people; come again while they are under way."""
    headers = {"authorization": f"Bearer {SECRET}", "idempotency-key": key}
    with httpx.Client(trust_env=False, timeout=30) as sender:
        for _ in range(100):
            answer = sender.post(f"{origin}/leads", json=PEOPLE, headers=headers)
            if answer.status_code != 503:
                break
        body: dict[str, Any] = answer.json()
        return body


def contacts(google: Server) -> int:
    """Return how many people are in the address book."""
    state = httpx.get(f"{google.origin}/_emulator/state", trust_env=False).json()
    return int(state["counts"]["contacts"])


def test_a_delivery_to_both_is_carried_out_once(instances: list[str], google: Server) -> None:
    """Whichever is first; the other gives its result."""
    with ThreadPoolExecutor(6) as senders:
        ends = list(senders.map(post, instances * 3, ["one"] * 6))
    rows = [row["resourceName"] for row in ends[0]["contacts"]]
    assert [[row["resourceName"] for row in end["contacts"]] for end in ends] == [rows] * 6
    assert sorted(end.get("replayed", False) for end in ends) == [False] + [True] * 5
    assert contacts(google) == 3


def test_both_write_into_one_book(instances: list[str], google: Server) -> None:
    """One after another; nobody is lost."""
    before = contacts(google)
    with ThreadPoolExecutor(4) as senders:
        ends = list(senders.map(post, instances * 2, map(str, range(4))))
    assert [end["status"] for end in ends] == ["created"] * 4
    assert contacts(google) == before + 12
