"""Rows that come again in other company: each is known by itself."""

from typing import Any

import pytest

from adapter.errors import MalformedBody
from adapter.model import Delivery, Reading
from adapter.sources.decode import decode_json
from adapter.sources.records import to_submission
from adapter.sources.source import Options

from .house import SALES, House, problem, statuses
from .test_parking import parked

JSON = dict[str, Any]


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Read a CRM that sends several records at a time."""
    records = decode_json(delivery)
    if not isinstance(records, list):
        raise MalformedBody("Expected a list.")
    return Reading(tuple(map(to_submission, records)), apart=True)


@pytest.fixture
def crm(house: House) -> House:
    """Return a house whose leads come from such a CRM."""
    house.teach("leads", parse=parse)
    return house


def event(number: int, **more: Any) -> JSON:
    """Return a record with an id of its own."""
    return {"id": f"event-{number}", "name": "Ada", "email": f"ada{number}@example.com", **more}


def test_rows_leave_together(crm: House) -> None:
    """Each is claimed by itself, and one call creates them all."""
    answer = crm.post("/leads", [event(1), event(2), event(3)]).json()
    assert (answer["status"], answer["counts"]["created"]) == ("created", 3)
    assert [row["ref"] for row in answer["contacts"]] == ["event-1", "event-2", "event-3"]
    assert crm.creates() == [3]


def test_an_envelope_that_comes_again_is_a_duplicate(crm: House) -> None:
    """Whatever its order."""
    first = crm.post("/leads", [event(1), event(2)]).json()
    again = crm.post("/leads", [event(2), event(1)]).json()
    assert (again["status"], again["replayed"]) == ("duplicate", True)
    names = [row["resourceName"] for row in first["contacts"]]
    assert [row["resourceName"] for row in again["contacts"]] == names[::-1]


def test_a_row_in_other_company_is_known(crm: House) -> None:
    """It was not acknowledged, and a new one had arrived meanwhile."""
    crm.post("/leads", [event(1)])
    answer = crm.post("/leads", [event(2), event(1)])
    assert (answer.json()["status"], statuses(answer)) == ("created", ["created", "duplicate"])
    assert len(crm.contacts()) == 2


def test_a_row_that_is_repeated_in_its_envelope_is_created_once(crm: House) -> None:
    """Both places are answered."""
    answer = crm.post("/leads", [event(1), event(2), event(1)])
    assert statuses(answer) == ["created", "created", "duplicate"]
    assert len(crm.contacts()) == 2


def test_a_row_that_says_something_else_in_its_envelope_is_parked(crm: House) -> None:
    """Both have the same id, and whoever else is meant is for an operator to say."""
    answer = crm.post("/leads", [event(1), event(2), event(1, email="other@example.com")])
    assert (answer.status_code, answer.json()["changed"]) == (200, True)
    [left] = parked(crm)
    assert (left.delivery, left.reason) == ("json:event-1", "changed")
    assert "other@example.com" in repr(left.rows)
    assert len(crm.contacts()) == 2


def test_rows_without_an_id_are_known_by_what_they_say(crm: House) -> None:
    """As bodies are."""
    row = {"name": "Ada", "email": "ada@example.com"}
    crm.post("/leads", [row])
    answer = crm.post("/leads", [row, event(1)])
    assert statuses(answer) == ["duplicate", "created"]


def test_what_has_to_come_again_brings_all_again(crm: House) -> None:
    """There is one answer for the envelope; whoever is done is a duplicate then."""
    crm.lose(when="after")
    assert problem(crm.post("/leads", [event(1), event(2)])) == (503, "people_unknown")
    crm.heal()
    answer = crm.post("/leads", [event(1), event(2)]).json()
    assert answer["counts"]["created"] + answer["counts"]["duplicate"] == 2
    assert len(crm.contacts(SALES)) == 2


def test_a_bad_row_is_parked_by_itself(crm: House) -> None:
    """Under its own name."""
    answer = crm.post("/leads", [event(1), event(2, email="ada at example.com")]).json()
    assert answer["status"] == "partial"
    [left] = parked(crm)
    assert (left.delivery, len(left.rows)) == ("json:event-2", 1)


def test_nobody_in_it_is_nobody(crm: House) -> None:
    """An empty envelope is authentic."""
    assert crm.post("/leads", []).json()["status"] == "empty"
