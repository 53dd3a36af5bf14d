"""HubSpot, Webhooks API: whom events are about, and how they are looked up."""

import json
from typing import Any

import pytest

from adapter.errors import NotConfigured, SourceBusy
from adapter.model import Submission
from adapter.sources.ask import Told
from adapter.sources.hubspot import SOURCE, parse

from .samples import as_json, look_up


def refs(*events: dict[str, Any], **options: Any) -> list[str]:
    """Return the contacts that are to be looked up."""
    return [submission.ref for submission in parse(as_json(list(events)), options).submissions]


def found(ids: list[int], *answers: Told) -> tuple[list[Submission | None], list[Any]]:
    """Look contacts up; return whom it found, and what it sent."""
    people, asked = look_up(SOURCE, [Submission(ref=str(own_id)) for own_id in ids], answers)
    return people, [json.loads(one.body or b"") for one in asked]


def told(*ids: int) -> Told:
    """Return an answer that knows some contacts."""
    properties = {"email": "ada@example.com", "createdate": "2026-01-15T09:17:01.004Z"}
    return Told(207, {"results": [{"id": str(own_id), "properties": properties} for own_id in ids]})


def test_both_words_for_a_new_contact_are_one_person() -> None:
    """An app that has subscribed to both is told twice: the rows have one name."""
    old = {"subscriptionType": "contact.creation", "objectId": 7, "eventId": 1}
    new = {"subscriptionType": "object.creation", "objectTypeId": "0-1", "objectId": 7}
    assert refs(old, new) == ["7", "7"]


@pytest.mark.parametrize(
    "event",
    [
        {"subscriptionType": "object.creation", "objectTypeId": "0-2", "objectId": 7},
        {"subscriptionType": "company.creation", "objectId": 7},
        {"subscriptionType": "contact.creation", "objectTypeId": "0-3", "objectId": 7},
    ],
)
def test_what_is_no_contact_is_nobody(event: dict[str, Any]) -> None:
    """Even if its event is chosen: companies and deals have ids of the same kind."""
    assert refs(event, events=[event["subscriptionType"]]) == []


def test_an_event_without_an_id_fails_alone() -> None:
    """The others of its list are looked up."""
    events = ({"subscriptionType": "contact.creation", "objectId": own_id} for own_id in (None, 7))
    assert refs(*events) == ["", "7"]
    people, _ = look_up(SOURCE, [Submission(), Submission(ref="7")], [told(7)])
    assert [person is not None for person in people] == [False, True]


def test_many_are_asked_for_at_once() -> None:
    """A hundred a request, each once."""
    people, asked = found([*range(150), 3], told(*range(100)), told(*range(100, 150)))
    assert all(people)
    assert [len(one["inputs"]) for one in asked] == [100, 51]


def test_whoever_is_not_known_is_nobody() -> None:
    """A 207 has the others."""
    people, _ = found([7, 8], told(8))
    assert [person is not None for person in people] == [False, True]


@pytest.mark.parametrize("body", [None, [], "x", {}, {"results": None}, {"results": [None, {}]}])
def test_an_answer_of_another_shape_knows_nobody(body: Any) -> None:
    """They are kept for an operator."""
    assert found([7], Told(200, body))[0] == [None]


@pytest.mark.parametrize(("status", "error"), [(401, NotConfigured), (429, SourceBusy)])
def test_a_refusal_is_told(status: int, error: type[Exception]) -> None:
    """By what can be done about it."""
    with pytest.raises(error):
        found([7], Told(status))


def test_the_token_is_shown_to_hubspot_only() -> None:
    """As its pages say."""
    _, [asked] = look_up(SOURCE, [Submission(ref="7")], [told(7)])
    assert asked.url.startswith("https://api.hubapi.com/")
    assert ("authorization", "Bearer a-token") in asked.headers
