"""Google Ads: the key in the body, columns by their ids, leads sent to try the form."""

from typing import Any

import pytest

from adapter.errors import BadSignature
from adapter.model import Answer, Reading
from adapter.sources.google_ads import SOURCE, parse

from .samples import as_json, delivery, prove


def read(*columns: Any, **more: Any) -> Reading:
    """Return what is read in a lead of some columns."""
    return parse(as_json({"lead_id": "L1", "user_column_data": columns, **more}), {})


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "{}", '{"google_key": 5}', '{"google_key": ["5"]}']
)
def test_a_body_without_a_text_as_its_key_proves_nothing(body: str) -> None:
    """Nor does one that is no lead at all."""
    with pytest.raises(BadSignature):
        prove(SOURCE, delivery(body), [b"5"])


def test_a_column_is_known_by_its_id() -> None:
    """Its name "might not always be populated"."""
    [lead] = read({"column_id": "WORK_PHONE", "string_value": "+14155550101"}).submissions
    assert lead.answers == (Answer("WORK_PHONE", "+14155550101", "", "phone.work"),)


def test_a_column_without_an_id_is_known_by_its_name() -> None:
    """The first version of the format had no ids."""
    [lead] = read({"column_name": "Full Name", "string_value": "Ada Lovelace"}).submissions
    assert lead.answers == (Answer("Full Name", "Ada Lovelace", "Full Name"),)


def test_a_lead_is_known_by_its_own_id() -> None:
    """A repeated one is no second person."""
    reading = read()
    assert reading.id == reading.submissions[0].ref == "L1"


def test_a_lead_that_tries_the_form_is_nobody() -> None:
    """Google's button sends it; real leads say nothing, or false."""
    assert read(is_test=True).submissions == ()
    assert len(read(is_test=False).submissions) == 1


def test_google_is_answered_an_empty_object() -> None:
    """It asks for that, in JSON."""
    said = SOURCE.acknowledgement
    assert said
    assert (said.status, said.body, said.media_type) == (200, "{}", "application/json")
