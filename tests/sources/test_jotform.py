"""Jotform: types told by shapes, titles found in a text that is for people."""

import json
from typing import Any

import pytest

from adapter.errors import MalformedBody
from adapter.model import Answer
from adapter.sources.jotform import parse

from .hostile import best_ms
from .samples import as_json, sample


def answers(raw: dict[str, Any], pretty: str = "") -> tuple[Answer, ...]:
    """Return what is read in a form; as JSON it is the same to us."""
    body = {"submissionID": "6084", "rawRequest": json.dumps(raw), "pretty": pretty}
    return parse(as_json(body), {}).submissions[0].answers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"area": "415", "phone": "555-0101"}, "415 555-0101"),
        ({"country": "1", "area": "415", "phone": "555-0101"}, "+1 415 555-0101"),
        ({"month": "12", "day": "1", "year": "2026"}, "2026-12-01"),
        ({"month": "December", "day": "1", "year": "2026"}, "1 December 2026"),
        ({"month": "12", "day": "", "year": ""}, "12"),
        (
            {"timeInput": "05:55", "hourSelect": "05", "minuteSelect": "55", "ampm": "AM"},
            "05:55 AM",
        ),
        ({"date": "2026-12-01 10:00", "duration": "60", "timezone": "UTC"}, "2026-12-01 10:00 UTC"),
        ({"products": [{"productName": "Loom", "quantity": 2, "subTotal": 20}]}, ("Loom x 2",)),
    ],
)
def test_what_was_asked_in_several_boxes_is_written_as_one(value: Any, text: Any) -> None:
    """As a person would write it down."""
    [answer] = answers({"q4_typeA": value})
    assert answer.value == text


@pytest.mark.parametrize(
    "value",
    [
        {"first": "", "last": ""},
        {"month": "", "day": "", "year": ""},
        {"date": "", "duration": "60", "timezone": "UTC"},
        {"colIds": '["0"]', "rowIds": '["0"]'},
        "data:image/png;base64,iVBORw0KGgo=",
    ],
)
def test_what_nobody_wrote_is_no_answer(value: Any) -> None:
    """Boxes left blank, an appointment that was not made, a drawing."""
    assert answers({"q4_typeA": value}) == ()


def test_only_questions_are_read() -> None:
    """The browser adds keys of its own, and a trap for robots."""
    junk = {"slug": "submit/1", "path": "/submit/1", "website": "", "event_id": "1_2_x", "q_": "x"}
    assert answers({**junk, "q4_email": "ada@example.com"})[0].key == "q4_email"
    assert len(answers({**junk, "q4_email": "ada@example.com"})) == 1


def test_the_first_name_is_the_persons() -> None:
    """A second one is somebody else's, and blank ones nobody's."""
    nobody, ada, grace = ({"first": first, "last": ""} for first in ("", "Ada", "Grace"))
    read = answers({"q1_name": nobody, "q2_student": ada, "q3_teacher": grace})
    assert [(answer.value, answer.kind) for answer in read] == [("Ada", "givenName"), ("Grace", "")]


RAW = {"q1_a": "No", "q2_b": "x, y: z", "q3_c": "No"}


@pytest.mark.parametrize(
    ("pretty", "titles"),
    [
        ("First:No, Second:x, y: z, Third:No", ["First", "Second", "Third"]),
        ("A, or B?:No, C, or D::x, y: z, :No", ["A, or B?", "C, or D", "c"]),
        ("First:No, When:1, 2, Second:x, y: z, Third:No", ["First", "b", "Third"]),
        ("Second:x, y: z, Third:No", ["a", "b", "c"]),
        ("First: No", ["a", "b", "c"]),
    ],
)
def test_a_title_is_told_where_it_is_certain(pretty: str, titles: list[str]) -> None:
    """Elsewhere the words in the key have to do."""
    assert [answer.label for answer in answers(RAW, pretty)] == titles


def test_the_number_that_jotform_adds_to_a_key_is_no_part_of_a_name() -> None:
    """It keeps keys apart whose questions had the same title."""
    [answer] = answers({"q12_budget12": "1000"})
    assert answer.label == "budget"


def test_a_body_without_answers_is_refused() -> None:
    """A text that is JSON, and no object."""
    with pytest.raises(MalformedBody, match="rawRequest"):
        answers([])  # type: ignore[arg-type]


def test_the_url_in_the_body_is_not_read() -> None:
    """It holds the route's token."""
    posted = sample("jotform/every-type")
    assert posted.meta["secret"].encode() in posted.delivery.body
    assert posted.meta["secret"] not in repr(posted.people)


@pytest.mark.parametrize("pretty", [":a, " * 20_000, ":" * 60_000, "a" * 60_000])
def test_a_long_form_takes_no_time(pretty: str) -> None:
    """Whatever stands in the text that titles are looked for in."""
    raw = {f"q{number}_a": "a" for number in range(5_000)}
    assert best_ms(lambda: answers(raw, pretty)) < 200
