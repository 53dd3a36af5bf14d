"""Wufoo: the handshake key, and fields that only their structure explains."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from adapter.errors import BadSignature
from adapter.model import Answer, Delivery
from adapter.sources.decode import FORM
from adapter.sources.wufoo import SOURCE, parse

from .samples import as_json, delivery, prove

SECRET = "a-handshake-key"


def posted(structure: list[dict[str, Any]], **values: str) -> Delivery:
    """Return a delivery of an entry."""
    about = {"EntryId": "42", "HandshakeKey": SECRET, "CreatedBy": "public", "IP": "192.0.2.7"}
    told = {"FieldStructure": json.dumps({"Fields": structure}), "FormStructure": '{"Hash": "f1"}'}
    return delivery(urlencode({**values, **about, **told}), FORM)


def test_the_handshake_key_is_no_answer() -> None:
    """Nor is anything else about the entry."""
    reading = parse(posted([], Field1="Ada"), {})
    assert reading.submissions[0].answers == (Answer("Field1", "Ada"),)


@pytest.mark.parametrize(
    "unproved",
    [
        as_json({"HandshakeKey": SECRET}),
        delivery(f"HandshakeKey={SECRET}&HandshakeKey=other", FORM),
        delivery("a&" * 20_000, FORM),
        delivery(f"HandshakeKey={SECRET}", f"{FORM}; charset=none"),
    ],
)
def test_a_key_that_is_not_posted_as_one_is_none(unproved: Delivery) -> None:
    """Whatever is wrong with a body, it proves nothing."""
    with pytest.raises(BadSignature):
        prove(SOURCE, unproved, [SECRET.encode()])


def test_an_entry_is_known_by_its_form_and_its_number() -> None:
    """Without the form, its number says nothing: another form has the same."""
    assert parse(posted([]), {}).id == "f1-42"
    assert parse(delivery("EntryId=42", FORM), {}).id == ""


def test_fields_that_the_structure_does_not_tell_of_are_kept() -> None:
    """A structure may be older than the form."""
    structure = [{"ID": "Field1", "Title": "Email", "Type": "email"}]
    [entry] = parse(posted(structure, Field1="ada@example.com", Field2="Looms"), {}).submissions
    assert entry.answers == (
        Answer("Field1", "ada@example.com", "Email", "email"),
        Answer("Field2", "Looms"),
    )


def test_a_name_of_other_parts_is_read_by_their_labels() -> None:
    """Nothing is left out because it was not expected."""
    labels = [{"ID": f"Field{n}", "Label": label} for n, label in enumerate("ABC", start=1)]
    structure = [{"ID": "Field1", "Title": "Name", "Type": "shortname", "SubFields": labels}]
    [entry] = parse(posted(structure, Field1="x", Field2="y", Field3="z"), {}).submissions
    assert [answer.label for answer in entry.answers] == ["Name A", "Name B", "Name C"]
