"""Gravity Forms: what numbered fields tell by themselves, and what they do not."""

from typing import Any

import pytest

from adapter.model import Answer
from adapter.sources.gravity_forms import parse

from .samples import as_json

ABOUT = {"id": "177", "form_id": "12", "date_created": "2026-01-12 14:27:46"}


def kinds(**fields: str) -> dict[str, str]:
    """Return what is known of the fields of an entry; ``_1_3`` is the field 1.3."""
    entry = {name[1:].replace("_", "."): text for name, text in fields.items()}
    [submission] = parse(as_json({**ABOUT, **entry}), {}).submissions
    return {answer.key: answer.kind for answer in submission.answers}


def test_the_boxes_of_a_name_are_known() -> None:
    """Of a second name nobody knows whose it is."""
    assert kinds(_1_3="Ada", _1_6="Lovelace", _2_3="Grace", _2_6="Hopper") == {
        "1.3": "givenName",
        "1.6": "familyName",
        "2.3": "",
        "2.6": "",
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"_1_3": "Maps"},
        {"_1_1": "", "_1_3": "Maps", "_1_6": "Looms"},
        {"_1_1": "Engines", "_1_3": "Maps", "_1_5": "Tools", "_1_6": "Looms"},
        {"_1_1": "12 St James's Square", "_1_3": "London"},
        {"_1_1": "12-19", "_1_3": "20-29", "_1_6": "30-39", "_1_7": "40-49"},
        {"_1_1": "Loom", "_1_2": "$10.00", "_1_3": "1"},
        {"_1_1": "1", "_1_2": "2", "_1_3": "3"},
    ],
)
def test_what_may_be_choices_keeps_its_numbers(fields: dict[str, str]) -> None:
    """A wrong guess would write into somebody's address book."""
    assert set(kinds(**fields).values()) == {""}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ada@example.com", "email"),
        ("Write to ada@example.com", ""),
        ("(415) 555-0101", "phone"),
        ("+49 30 5550101", "phone"),
        ("415 555 0101", ""),
        ("2026-01-12", ""),
    ],
)
def test_a_value_that_can_be_one_thing_only_is_known(text: str, kind: str) -> None:
    """Digits may be anything."""
    assert kinds(_4=text) == {"4": kind}


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ('a:2:{i:0;s:7:"Zo\u00eb ";";i:1;s:5:"Grace";}', ('Zo\u00eb ";', "Grace")),
        ('a:1:{i:0;a:1:{s:4:"Name";s:3:"Ada";}}', ("Name", "Ada")),
        ('["Engines","Looms"]', ("Engines", "Looms")),
        ('["Engines', '["Engines'),
        ('a:2:{i:0;s:9999999:"Ada";}', ('Ada";}',)),
        ("a:1:{i:0;i:5;}", "a:1:{i:0;i:5;}"),
    ],
)
def test_a_list_that_was_made_a_text_is_a_list_again(text: str, chosen: Any) -> None:
    """By PHP, or as JSON; a half of one is a text."""
    [submission] = parse(as_json({**ABOUT, "4": text}), {}).submissions
    assert submission.answers == (Answer("4", chosen, "Field 4"),)


def test_entries_of_two_sites_are_told_apart() -> None:
    """Each site counts from 1; an entry that is sent once more keeps its time."""
    ids = [parse(as_json({**ABOUT, "date_created": day}), {}).id for day in ("1", "2", "1")]
    assert ids[0] == ids[2] != ids[1]


def test_a_consent_is_told_by_its_words() -> None:
    """It comes as a tick, a text and a revision."""
    entry = {**ABOUT, "9.1": "1", "9.2": "I agree.", "9.3": "5"}
    assert parse(as_json(entry), {}).submissions[0].answers == (Answer("9.1", "Yes", "I agree."),)
