"""Fillout: what stands beside the questions, and lists of submissions."""

from typing import Any

from adapter.sources.fillout import parse

from .samples import as_json


def event(own_id: str = "s1", **filled: Any) -> dict[str, Any]:
    """Return what is posted when a form was filled in."""
    return {"formId": "f1", "submission": {"submissionId": own_id, "questions": [], **filled}}


def test_the_host_of_a_meeting_is_not_its_guest() -> None:
    """A meeting has two e-mail addresses."""
    value = {"email": "ada@example.com", "scheduledUserEmail": "host@example.com", "eventId": "e1"}
    met = event(scheduling=[{"id": "m1", "name": "Call", "value": value}, {"value": None}])
    [submission] = parse(as_json(met), {}).submissions
    assert [answer.value for answer in submission.answers] == ["ada@example.com"]


def test_a_part_of_an_address_is_known_whatever_the_question() -> None:
    """The question's type says what it is."""
    where = {"id": "q1", "name": "Where to?", "type": "Address", "value": {"city": "London"}}
    [submission] = parse(as_json(event(questions=[where])), {}).submissions
    [answer] = submission.answers
    assert (answer.key, answer.label) == ("address.city", "Where to? city")


def test_a_list_may_come_again_in_other_company() -> None:
    """Each submission is known by its own id then."""
    reading = parse(as_json([event("s1"), event("s2")]), {})
    assert reading.apart
    assert [submission.ref for submission in reading.submissions] == ["s1", "s2"]


def test_one_submission_is_known_by_its_id() -> None:
    """In a list or by itself."""
    assert parse(as_json(event("s1")), {}) == parse(as_json([event("s1")]), {})
    assert parse(as_json(event("s1")), {}).id == "s1"


def test_an_address_is_known_whatever_the_question() -> None:
    """Not every author takes the question for e-mail addresses; parameters are no questions."""
    reach = {"id": "q1", "name": "Reach?", "type": "ShortAnswer", "value": "ada@example.com"}
    by = {"id": "by", "name": "by", "value": "host@example.com"}
    [own] = parse(as_json(event(questions=[reach], urlParameters=[by])), {}).submissions
    [other] = parse(as_json(event(urlParameters=[by])), {}).submissions
    assert [answer.kind for answer in (*own.answers, *other.answers)] == ["email", "", ""]
