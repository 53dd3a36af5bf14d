"""One contact: what Google refuses in it, and what it adds."""

from typing import Any

import pytest

from emulator.person import check

from .driver import SALES, Driver

GOOD = {"names": [{"givenName": "Ada"}]}


def texts(person: dict[str, Any]) -> list[str]:
    """Return what is wrong with a person."""
    return [text for _, text in check(person)]


@pytest.mark.parametrize(
    "person", [{}, {"names": []}, {"names": [{}]}, {"nicknames": [{"value": ""}]}]
)
def test_an_empty_person_is_refused(person: dict[str, Any]) -> None:
    """However its emptiness is written."""
    assert texts(person) == ["Request must contain a person."]


def test_a_name_that_is_only_displayed_is_an_empty_person(google: Driver) -> None:
    """The display name is output-only: what is left is nothing."""
    response = google.create({"names": [{"displayName": "Ada"}]})
    assert "Request must contain a person." in response.text


def test_client_data_alone_makes_no_contact() -> None:
    """A stamp on nothing."""
    assert texts({"clientData": [{"key": "k", "value": "v"}]}) == [
        "Must specify a non-metadata contact field on the person."
    ]


@pytest.mark.parametrize("field", ["biographies", "birthdays", "genders", "names"])
def test_a_singleton_cannot_come_twice(field: str) -> None:
    """In Google's words."""
    entry = {"text": "x"} if field == "birthdays" else {"value": "x"}
    entry = {"givenName": "Ada"} if field == "names" else entry
    assert texts(GOOD | {field: [entry, entry]}) == [
        f"Cannot have more than one person.{field} per source."
    ]


def test_a_value_holds_1024_characters() -> None:
    """Characters, not bytes."""
    assert texts({"nicknames": [{"value": "é" * 1024}]}) == []
    assert check({"nicknames": [{"value": "é" * 1025}]})[0][0] == "person.nicknames[0].value"


def test_a_note_may_be_longer() -> None:
    """Notes are the documented exception."""
    assert texts({"biographies": [{"value": "x" * 5000}]}) == []


def test_a_contact_holds_500_fields() -> None:
    """Entries, over all fields."""
    entries = [{"value": str(number)} for number in range(499)]
    assert texts(GOOD | {"nicknames": entries}) == []
    assert texts(GOOD | {"nicknames": [*entries, {"value": "x"}]}) == [
        "Contact has more than 500 fields."
    ]


def test_a_contact_holds_128_kilobytes() -> None:
    """Bytes, so that letters beyond ASCII count more."""
    assert texts({"biographies": [{"value": "x" * 131_000}]}) == []
    assert texts({"biographies": [{"value": "é" * 66_000}]}) == [
        "Contact is larger than 131072 bytes."
    ]


@pytest.mark.parametrize(
    "date",
    [
        {"year": 2000, "month": 2, "day": 29},
        {"month": 2, "day": 29},
        {"year": 1990},
        {"year": 1990, "month": 12},
        {},
    ],
)
def test_a_partial_date_is_a_date(date: dict[str, int]) -> None:
    """Full, without its year, a year, a year and month, or none."""
    assert texts(GOOD | {"birthdays": [{"date": date}], "events": [{"date": date}]}) == []


@pytest.mark.parametrize(
    "date",
    [
        {"year": 2001, "month": 2, "day": 29},
        {"month": 13, "day": 1},
        {"month": 4, "day": 31},
        {"month": 4},
        {"day": 4},
        {"year": 1990, "day": 4},
        {"year": 10_000, "month": 1, "day": 1},
        {"year": -1},
        {"month": 1, "day": -1},
    ],
)
def test_an_impossible_date_is_refused(date: dict[str, int]) -> None:
    """Wherever a date stands."""
    assert check(GOOD | {"events": [{"date": date}]}) == [
        ("person.events[0].date", "Invalid date.")
    ]


def test_a_malformed_address_or_number_is_taken() -> None:
    """Google documents plain strings and no check."""
    assert (
        texts({"emailAddresses": [{"value": "not an address"}], "phoneNumbers": [{"value": "?"}]})
        == []
    )


def test_only_some_system_groups_take_contacts() -> None:
    """Labels, myContacts and starred do; the rest are Google's."""

    def member(name: str) -> dict[str, Any]:
        group = {"contactGroupResourceName": f"contactGroups/{name}"}
        return GOOD | {"memberships": [{"contactGroupMembership": group}]}

    assert texts(member("starred")) == []
    assert texts(member("blocked")) == ["Contacts cannot be added to this system contact group."]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            {"unstructuredName": "Ada King Lovelace"},
            {
                "givenName": "Ada King",
                "familyName": "Lovelace",
                "displayNameLastFirst": "Lovelace, Ada King",
            },
        ),
        ({"unstructuredName": "Ada"}, {"givenName": "Ada", "displayNameLastFirst": "Ada"}),
        (
            {"honorificPrefix": "Dr.", "givenName": "Ada", "familyName": "Lovelace"},
            {"unstructuredName": "Dr. Ada Lovelace", "displayName": "Dr. Ada Lovelace"},
        ),
        (
            {"unstructuredName": "Countess", "givenName": "Ada"},
            {"displayName": "Countess", "givenName": "Ada"},
        ),
        ({"phoneticFullName": "Eida"}, {"phoneticFullName": "Eida"}),
    ],
)
def test_a_name_is_completed(google: Driver, given: dict[str, str], kept: dict[str, str]) -> None:
    """Parts from the whole, the whole from the parts; both given are kept as they are."""
    google.create({"names": [given]})
    name = google.google.book(SALES).people[0]["names"][0]
    assert {part: name[part] for part in kept} == kept
    assert "" not in name.values()


def test_an_address_is_formatted_unless_it_was(google: Driver) -> None:
    """The field formattedValue is made of the parts when the caller gives none."""
    parts = {"streetAddress": "1 Main St", "city": "Springfield", "country": "USA"}
    google.create({"addresses": [parts, {"formattedValue": "Behind the library"}]})
    made, given = google.google.book(SALES).people[0]["addresses"]
    assert made["formattedValue"] == "1 Main St\nSpringfield\nUSA"
    assert given["formattedValue"] == "Behind the library"


def test_one_entry_of_a_field_is_primary(google: Driver) -> None:
    """The first, or the one that the caller set sourcePrimary on."""
    mails = [
        {"value": "a@example.com"},
        {"value": "b@example.com", "metadata": {"sourcePrimary": True}},
    ]
    google.create({"emailAddresses": mails, "nicknames": [{"value": "A"}, {"value": "B"}]})
    person = google.google.book(SALES).people[0]
    assert [mail["metadata"].get("primary") for mail in person["emailAddresses"]] == [None, True]
    assert [name["metadata"].get("primary") for name in person["nicknames"]] == [True, None]


def test_empty_entries_are_not_kept(google: Driver) -> None:
    """Nor are fields that hold nothing else."""
    google.create(
        GOOD | {"nicknames": [{}], "urls": [{"value": ""}, {"value": "https://example.com"}]}
    )
    person = google.google.book(SALES).people[0]
    assert "nicknames" not in person
    assert [url["value"] for url in person["urls"]] == ["https://example.com"]


def test_file_ases_cannot_be_read_back(google: Driver) -> None:
    """They are in no mask."""
    google.create(GOOD | {"fileAses": [{"value": "Lovelace"}]})
    assert "fileAses" not in google.google.book(SALES).people[0]
