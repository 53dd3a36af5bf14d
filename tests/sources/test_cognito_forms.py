"""Cognito Forms: who in an entry is a person, and what Cognito makes of an answer."""

from typing import Any

import pytest

from adapter.model import Answer, Reading
from adapter.sources.cognito_forms import parse

from .samples import as_json

ADA = {"First": "Ada", "Last": "Lovelace", "FirstAndLast": "Ada Lovelace"}
MARY = {"First": "Mary", "Last": "Somerville", "FirstAndLast": "Mary Somerville"}


def read(action: str = "Submit", **filled: Any) -> Reading:
    """Return what is read in an entry."""
    entry = {"Form": {"Id": 3}, "Entry": {"Number": 42, "Action": action}, "Id": "3-42", **filled}
    return parse(as_json(entry), {})


def test_each_person_of_an_entry_has_a_ref_of_their_own() -> None:
    """The entry is known by its form and its number in it."""
    reading = read(Name=ADA, Guests=[{"Name1": MARY, "Id": "a"}, {"Email1": "charles@example.com"}])
    assert reading.id == "3-42"
    assert [one.ref for one in reading.submissions] == ["3-42", "3-42.1", "3-42.2"]


@pytest.mark.parametrize("row", [{"Name": "Loom"}, {"Name": {"First": None, "Last": None}}, "Loom"])
def test_a_row_that_reaches_nobody_is_no_person(row: Any) -> None:
    """Products have names, and rows may be left blank."""
    assert len(read(Name=ADA, Rows=[row]).submissions) == 1


@pytest.mark.parametrize(
    "row", [{"FirstName1": "Mary"}, {"Name": "Mary", "Phone2": "+14155550101"}]
)
def test_a_row_with_a_first_name_or_a_phone_is_a_person(row: dict[str, str]) -> None:
    """Not every author takes the question for names."""
    assert len(read(Name=ADA, Rows=[row]).submissions) == 2


def test_a_blank_row_says_nothing() -> None:
    """Its number is Cognito's."""
    [submission] = read(Rows=[{"Id": "2rry3C", "ItemNumber": 1}]).submissions
    assert submission.answers == ()


def test_what_was_answered_once_for_all_is_not_copied_without_end() -> None:
    """It is a row of its own instead, for an operator."""
    guests = [{"Email": "ada@example.com"}] * 100
    once = {f"Question{number}": "x" for number in range(101)}
    assert len(read(Company="Looms", Guests=guests).submissions) == 100
    assert len(read(**once, Guests=guests).submissions) == 101


def test_the_second_name_is_somebody_elses() -> None:
    """It stays one answer."""
    [submission] = read(Spouse={"Of": MARY}, Name=ADA).submissions
    assert submission.answers == (
        Answer("Spouse.Of", "Mary Somerville"),
        Answer("Name.First", "Ada", kind="givenName"),
        Answer("Name.Last", "Lovelace", kind="familyName"),
    )


@pytest.mark.parametrize("action", ["Submit", "Register", "Approve"])
def test_an_action_may_be_called_as_its_author_likes(action: str) -> None:
    """But for those that change an entry or delete it."""
    assert read(action, Name=ADA).submissions
    assert not read("Delete", Name=ADA).submissions


@pytest.mark.parametrize(("beside", "kinds"), [({}, ["email"]), ({"Name": ADA}, [""])])
def test_an_address_is_known_where_nobody_is_named(
    beside: dict[str, Any], kinds: list[str]
) -> None:
    """Beside a name it may be an emergency contact's."""
    [submission] = read(Reach="charles@example.com", **beside).submissions
    assert [answer.kind for answer in submission.answers if answer.key == "Reach"] == kinds


def test_a_guest_is_reached_whatever_the_question() -> None:
    """A row that holds an address is a person."""
    [guest] = read(Guests=[{"Reach": "charles@example.com"}]).submissions
    assert [answer.kind for answer in guest.answers] == ["email"]
