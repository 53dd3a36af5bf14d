"""Answers in their places: what does not fit into one is kept beside it."""

from typing import Any

import pytest

from adapter.contacts.draft import MAX_CUSTOM, MAX_TEXT, Draft
from adapter.contacts.targets import CUSTOM, Target, parse_target
from adapter.model import Answer, Person

LONG = "x" * (MAX_TEXT + 1)
FULL_TIME = "fullTimeEquivalentMillipercent"


def drafted(*put: tuple[str, Any], region: str | None = None) -> Draft:
    """Return a settled draft with values put into targets; the label is the target's name."""
    draft = Draft(region)
    for name, value in put:
        target = parse_target(name)
        assert target is not None
        draft.put(Answer(name, value, f"The {name}"), target)
    draft.settle()
    return draft


def person(*put: tuple[str, Any], region: str | None = None) -> Person:
    """Return the person of a draft."""
    return drafted(*put, region=region).person


def customs(draft: Draft) -> dict[str, str]:
    """Return the custom fields of a draft."""
    return {field["key"]: field["value"] for field in draft.person.get("userDefined", ())}


class TestEntries:
    """A value is an entry of its own, or part of one."""

    def test_values_of_one_kind_stand_side_by_side(self) -> None:
        """A person has several addresses; an equal one is not repeated."""
        emails = (("email", "a@x.com"), ("email.work", "b@x.com"), ("email", "a@x.com"))
        assert person(*emails)["emailAddresses"] == [
            {"value": "a@x.com"},
            {"value": "b@x.com", "type": "work"},
        ]

    @pytest.mark.parametrize("names", [("phone", "phone.mobile"), ("phone.mobile", "phone")])
    def test_of_two_that_are_the_same_the_one_that_says_more_stays(
        self, names: tuple[str, str]
    ) -> None:
        """A number is asked for, and again for reminders."""
        twice = person(*((name, "+1 415 555 0101") for name in names))
        assert twice["phoneNumbers"] == [{"value": "+14155550101", "type": "mobile"}]

    def test_one_value_of_two_kinds_is_two_entries(self) -> None:
        """Somebody works at home."""
        twice = person(("phone.work", "+1 415 555 0101"), ("phone.home", "+1 415 555 0101"))
        assert [entry["type"] for entry in twice["phoneNumbers"]] == ["work", "home"]

    def test_parts_of_one_kind_gather_in_one_entry(self) -> None:
        """A street and a city are one address; home and work are two."""
        put = (
            ("address.city", "Paris"),
            ("address.work.city", "Lyon"),
            ("address.street", "1 rue X"),
        )
        assert person(*put)["addresses"] == [
            {"city": "Paris", "streetAddress": "1 rue X"},
            {"type": "work", "city": "Lyon"},
        ]

    def test_a_part_that_is_taken_is_not_overwritten(self) -> None:
        """A second first name is kept as a custom field, and somebody is told."""
        draft = drafted(("givenName", "Ada"), ("givenName", "Grace"), ("givenName", "Ada"))
        assert draft.person["names"] == [{"givenName": "Ada"}]
        assert customs(draft) == {"The givenName": "Grace"}
        assert draft.warnings == ["The givenName: its field is taken, kept as a custom field"]

    def test_several_chosen_values_are_entries_or_one_text(self) -> None:
        """Two interests are two, two first names are one text."""
        put = (("interest", ("Ships", "Stars")), ("givenName", ("Ada", "Augusta")))
        assert person(*put) == {
            "interests": [{"value": "Ships"}, {"value": "Stars"}],
            "names": [{"givenName": "Ada, Augusta"}],
        }

    @pytest.mark.parametrize("value", ["", " ", "\x00", (), ("", " ")])
    @pytest.mark.parametrize("name", ["givenName", "email", "custom", "note", "birthday"])
    def test_a_blank_is_no_answer(self, name: str, value: Any) -> None:
        """It makes no entry."""
        assert person((name, value)) == {}

    @pytest.mark.parametrize("name", ["name", "email", "phone", "company", "birthday"])
    def test_a_placeholder_is_left_out_of_a_field(self, name: str) -> None:
        """Nobody is called "-"."""
        assert person((name, "-"), (name, "n/a")) == {}

    @pytest.mark.parametrize("name", ["custom", "note"])
    def test_a_placeholder_may_be_an_answer_to_a_question(self, name: str) -> None:
        """A blood group's rhesus factor is + or -."""
        assert "-" in str(person((name, "-")))

    def test_a_label_is_the_question_or_its_key(self) -> None:
        """Or at least a word."""
        draft = Draft()
        for answer in (Answer("k", "1", "L"), Answer("k", "2"), Answer("", "3"), Answer(" ", "4")):
            draft.keep(answer)
        draft.settle()
        keys = [field["key"] for field in draft.person["userDefined"]]
        assert keys == ["L", "k", "Answer", "Answer"]

    def test_a_custom_label_of_the_route_wins(self) -> None:
        """``custom:Budget`` says how it shall be called."""
        assert customs(drafted(("custom:Budget", "10"))) == {"Budget": "10"}


class TestValues:
    """Each field takes values of its kind."""

    @pytest.mark.parametrize(
        ("name", "typed", "entry"),
        [
            ("birthday", "6.5.1990", {"date": {"year": 1990, "month": 5, "day": 6}}),
            ("event.wedding", "May 1990", {"date": {"year": 1990, "month": 5}, "type": "wedding"}),
            ("organization.endDate", "1990", {"endDate": {"year": 1990}}),
            ("organization.current", "yes", {"current": True}),
            ("organization.current", "no", {"current": False}),
            (
                "organization.fullTimeEquivalentMillipercent",
                "0",
                {"fullTimeEquivalentMillipercent": 0},
            ),
            ("im.skype", "ada", {"username": "ada", "protocol": "skype"}),
            ("email", "Ada <a@x.com>", {"value": "a@x.com", "displayName": "Ada"}),
            ("phone", "(415) 555-0101", {"value": "+14155550101"}),
            ("phone", "ask me", {"value": "ask me"}),
        ],
    )
    def test_a_value_is_read(self, name: str, typed: str, entry: Any) -> None:
        """As the field's kind has it."""
        assert list(person((name, typed), region="US").values()) == [[entry]]

    @pytest.mark.parametrize(
        ("name", "typed"),
        [
            ("birthday", "3/4/1990"),
            ("organization.current", "perhaps"),
            (f"organization.{FULL_TIME}", "half"),
            ("birthday", "x" * 2000),
        ],
    )
    def test_a_value_that_is_not_clear_is_kept_as_text(self, name: str, typed: str) -> None:
        """The person told us; the field cannot hold it."""
        draft = drafted((name, typed))
        assert typed in str(draft.person)
        assert draft.warnings == [
            f"The {name}: not clear enough for its field, kept as a custom field"
        ]

    def test_a_second_date_is_kept_as_it_was_typed(self) -> None:
        """Nobody has two birthdays."""
        draft = drafted(("birthday", "1990-05-06"), ("birthday", "May 1991"))
        assert customs(draft) == {"The birthday": "May 1991"}

    def test_two_addresses_in_one_answer_are_two(self) -> None:
        """Their type is the same."""
        emails = person(("email.work", "a@x.com, b@x.com"))["emailAddresses"]
        assert [email["value"] for email in emails] == ["a@x.com", "b@x.com"]
        assert {email["type"] for email in emails} == {"work"}

    def test_what_an_answer_says_beside_an_address_is_kept(self) -> None:
        """Whole, as a custom field."""
        draft = drafted(("email", "a@x.com after nine"))
        assert draft.person["emailAddresses"] == [{"value": "a@x.com"}]
        assert customs(draft) == {"The email": "a@x.com after nine"}

    @pytest.mark.parametrize("name", ["name", "email", "phone", "url", "address.city", "address"])
    def test_a_text_that_is_too_long_for_its_field_goes_into_the_note(self, name: str) -> None:
        """A field of Google's holds 1,024 characters, a note more."""
        draft = drafted((name, LONG))
        assert list(draft.person) == ["biographies"]
        assert draft.person["biographies"][0]["value"] == f"The {name}: {LONG}"
        assert draft.warnings == [f"The {name}: too long for its field, kept as a custom field"]


class TestName:
    """A full name or its parts: Google stores both as given, and they may not match."""

    @pytest.mark.parametrize(
        ("parts", "full", "name"),
        [
            ({}, "Ada Lovelace", {"unstructuredName": "Ada Lovelace"}),
            ({"givenName": "Ada"}, "", {"givenName": "Ada"}),
            (
                {"givenName": "Ada", "familyName": "Lovelace"},
                "ADA Lovelace",
                {"givenName": "Ada", "familyName": "Lovelace"},
            ),
            ({"givenName": "Ada"}, "Ada Lovelace", {"unstructuredName": "Ada Lovelace"}),
            ({"familyName": "Lovelace"}, "Ada Lovelace", {"unstructuredName": "Ada Lovelace"}),
            ({"givenName": "Ada"}, "Lovelace", {"givenName": "Ada", "familyName": "Lovelace"}),
            ({"familyName": "Lovelace"}, "Ada", {"givenName": "Ada", "familyName": "Lovelace"}),
            ({"honorificPrefix": "Dr."}, "Ada Lovelace", {"unstructuredName": "Dr. Ada Lovelace"}),
            ({"honorificSuffix": "PhD"}, "Ada Lovelace", {"unstructuredName": "Ada Lovelace PhD"}),
            ({"honorificPrefix": "Dr."}, "Dr. Ada", {"unstructuredName": "Dr. Ada"}),
            (
                {"phoneticGivenName": "Ayda"},
                "Ada Lovelace",
                {"phoneticGivenName": "Ayda", "unstructuredName": "Ada Lovelace"},
            ),
        ],
    )
    def test_a_name_is_one_or_the_other(
        self, parts: dict[str, str], full: str, name: dict[str, str]
    ) -> None:
        """Whichever says more."""
        for put in ([*parts.items(), ("name", full)], [("name", full), *parts.items()]):
            draft = drafted(*put)
            assert draft.person["names"] == [name]
            assert customs(draft) == {}

    @pytest.mark.parametrize(
        ("parts", "full", "kept"),
        [
            (
                {"givenName": "Ada", "familyName": "King"},
                "Grace Hopper",
                {"Full name": "Grace Hopper"},
            ),
            ({"givenName": "Ada"}, "Ada-Marie Lovelace-King", None),
            ({"middleName": "Augusta"}, "Ada Lovelace", {"Middle name": "Augusta"}),
        ],
    )
    def test_what_contradicts_is_kept_beside_it(
        self, parts: dict[str, str], full: str, kept: dict[str, str] | None
    ) -> None:
        """Nothing that a person wrote is dropped."""
        draft = drafted(*parts.items(), ("name", full))
        told = str(draft.person)
        assert all(text in told for text in (*parts.values(), full))
        assert kept is None or customs(draft) == kept

    def test_a_name_with_titles_that_is_too_long_is_not_made(self) -> None:
        """Each part fits, the whole would not."""
        draft = drafted(("honorificPrefix", "P" * 600), ("name", "N" * 600))
        told = str(draft.person)
        assert "P" * 600 in told
        assert "N" * 600 in told
        assert all(len(text) <= MAX_TEXT for text in draft.person["names"][0].values())


class TestAddress:
    """A whole address or its parts."""

    @pytest.mark.parametrize(
        ("put", "address"),
        [
            ({"address": "1 A St, X"}, {"formattedValue": "1 A St, X"}),
            ({"address": "1 A St", "address.city": "X"}, {"streetAddress": "1 A St", "city": "X"}),
            (
                {"address": "Flat 2", "address.street": "1 A St"},
                {"streetAddress": "1 A St", "extendedAddress": "Flat 2"},
            ),
            ({"address": "1 A St", "address.street": "1 A St"}, {"streetAddress": "1 A St"}),
            ({"address.work": "X"}, {"type": "work", "formattedValue": "X"}),
            (
                {"address.work": "1 A St", "address.work.city": "X"},
                {"type": "work", "streetAddress": "1 A St", "city": "X"},
            ),
        ],
    )
    def test_a_line_beside_a_city_is_the_street(
        self, put: dict[str, str], address: dict[str, str]
    ) -> None:
        """Google refuses a whole beside its parts."""
        draft = drafted(*put.items())
        assert draft.person["addresses"] == [address]
        assert customs(draft) == {}

    @pytest.mark.parametrize("line", ["1 A St, 01101 X", "the third line"])
    def test_a_line_without_a_place_is_kept_beside_them(self, line: str) -> None:
        """When it says what is there, or when all lines are taken."""
        put = {"address": line, "address.street": "1 A St", "address.city": "X"}
        if "A St" not in line:
            put["address.extended"] = "Flat 2"
        assert customs(drafted(*put.items())) == {"Address": line}


class TestCustom:
    """Custom fields, up to what a contact holds; then the note."""

    def test_a_long_answer_goes_into_the_note_with_its_question(self) -> None:
        """A custom field holds 1,024 characters."""
        draft = drafted(("custom", "x" * MAX_TEXT), ("custom:Story", LONG), ("note", "Hello"))
        assert customs(draft) == {"The custom": "x" * MAX_TEXT}
        note = {"value": f"Hello\nStory: {LONG}", "contentType": "TEXT_PLAIN"}
        assert draft.person["biographies"] == [note]

    def test_answers_beyond_four_hundred_go_into_the_note(self) -> None:
        """A contact has 500 fields; some are needed for the person."""
        draft = drafted(*((f"custom:Q{i}", str(i)) for i in range(MAX_CUSTOM + 2)))
        assert len(draft.person["userDefined"]) == MAX_CUSTOM
        assert draft.person["biographies"][0]["value"] == "Q400: 400\nQ401: 401"

    def test_a_long_label_is_cut(self) -> None:
        """Google's limit holds for labels too."""
        draft = Draft()
        draft.put(Answer("k", "v", LONG), Target(CUSTOM, "value"))
        draft.settle()
        assert [len(field["key"]) for field in draft.person["userDefined"]] == [MAX_TEXT]

    def test_a_note_bears_its_question_where_it_was_not_meant_as_one(self) -> None:
        """An answer that matched no field needs its question to be understood."""
        draft = Draft()
        draft.note(Answer("k", ("Red", "Blue"), "Colours?"))
        draft.note(Answer("k", " "))
        draft.settle()
        assert draft.person["biographies"][0]["value"] == "Colours?: Red, Blue"

    def test_notes_are_lines(self) -> None:
        """In the order in which they came."""
        assert person(("note", "a"), ("note", ("b", "c")))["biographies"][0]["value"] == "a\nb\nc"
