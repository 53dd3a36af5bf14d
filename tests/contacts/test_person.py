"""What a person may hold, what is refused, and what is told about it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, fields, validate

from adapter.contacts.person import InvalidContact, Person, load_contact, load_person
from adapter.contacts.schema import Choice, Entries, Flag, Int32, Text
from adapter.model import FieldError

ADA = {
    "names": [{"unstructuredName": "Ada Example", "phoneticGivenName": "Ayda"}],
    "emailAddresses": [{"value": "ada@example.com", "type": "work"}],
    "phoneNumbers": [{"value": "+1 415 555 0101", "type": "mobile"}],
    "birthdays": [{"date": {"year": 1990, "month": 2, "day": 28}}],
    "userDefined": [{"key": "Budget", "value": "10"}],
}
HALF_A_PAIR = "\ud83d"


def refuse(raw: object) -> tuple[FieldError, ...]:
    """Return the errors of a person that is refused."""
    with pytest.raises(InvalidContact) as refused:
        load_person(raw)
    return refused.value.errors


def refusals(raw: object) -> list[tuple[str, str]]:
    """Return (field, code) of the errors of a person that is refused."""
    return [(error.field, error.code) for error in refuse(raw)]


def born(**date: Any) -> dict[str, Any]:
    """Return a person of whom only the birthday is known."""
    return {"birthdays": [{"date": date}]}


def named(**name: Any) -> dict[str, Any]:
    """Return a person of whom only the name is known."""
    return {"names": [name]}


class TestWhatIsGiven:
    """What comes out is what went in, less what held nothing."""

    def test_a_person_comes_back_as_given(self) -> None:
        """Nothing is added, renamed or changed."""
        assert load_person(ADA) == ADA

    @pytest.mark.parametrize("nothing", [None, "", []])
    def test_what_holds_nothing_is_absent(self, nothing: Any) -> None:
        """Null, an empty text and an empty list are as good as no field."""
        raw = {
            "names": [{"givenName": "Ada", "middleName": nothing, "displayName": nothing}],
            "nicknames": nothing,
            "photos": nothing,
        }
        assert load_person(raw) == {"names": [{"givenName": "Ada"}]}

    def test_an_empty_text_is_no_conflict(self) -> None:
        """Only what is said twice can disagree."""
        assert load_person(named(unstructuredName="Ada Example", givenName=""))

    def test_an_integer_may_be_written_as_text(self) -> None:
        """proto3 JSON: "Either numbers or strings are accepted"."""
        assert load_person(born(year="1990")) == born(year=1990)

    @pytest.mark.parametrize("text", ["+1", "1.0", "1e3", " 1", "１", "9" * 5_000])  # noqa: RUF001
    def test_no_other_text_is_an_integer(self, text: str) -> None:
        """Only decimal digits are, and not more of them than fit."""
        assert refusals(born(year=text)) == [("birthdays[0].date.year", "invalid_type")]

    def test_an_integer_has_32_bits(self) -> None:
        """Google's parser refuses a larger one, and the whole batch with it."""
        raw = {"organizations": [{"name": "Example", "fullTimeEquivalentMillipercent": 2**31}]}
        field = "organizations[0].fullTimeEquivalentMillipercent"
        assert refusals(raw) == [(field, "out_of_range")]


class TestShape:
    """Lists are lists, objects are objects, names are Google's."""

    def test_an_object_in_place_of_a_list_is_told_so(self) -> None:
        """The mistake that everybody makes once."""
        (error,) = refuse({"names": {"givenName": "Ada"}})
        assert error == FieldError("names", "invalid_type", "Must be a list, even of one.")

    @pytest.mark.parametrize("entry", ["ada@example.com", 1, None, ["x"], True])
    def test_an_entry_is_an_object(self, entry: Any) -> None:
        """A bare value in a list is refused where it stands."""
        raw = {"emailAddresses": [{"value": "ada@example.com"}, entry]}
        assert refusals(raw) == [("emailAddresses[1]", "invalid_type")]

    @pytest.mark.parametrize(
        ("wrong", "right"),
        [
            ("emailAdresses", "emailAddresses"),
            ("phone_numbers", "phoneNumbers"),
            ("organisations", "organizations"),
        ],
    )
    def test_a_misspelt_field_is_told_its_name(self, wrong: str, right: str) -> None:
        """Whoever reads the error need not open the reference."""
        (error,) = refuse({wrong: [{}]})
        message = f"Unknown field; did you mean {right}?"
        assert error == FieldError(wrong, "unknown_field", message)

    def test_a_field_unlike_any_other_is_unknown(self) -> None:
        """No guess is better than a bad one."""
        (error,) = refuse({"qqqq": 1})
        assert error.message == "Unknown field."

    def test_a_made_up_field_name_is_cut(self) -> None:
        """A sender's own words fill neither the answer nor the log."""
        (error,) = refuse({"q" * 10_000: 1})
        assert error.field == "q" * 60

    def test_a_field_name_that_is_no_text_can_still_be_told(self) -> None:
        """The answer is UTF-8 whatever was sent."""
        (error,) = refuse({HALF_A_PAIR: 1})
        assert error.field == "?"

    def test_every_problem_is_told_at_once(self) -> None:
        """A sender corrects a contact once, not once for each mistake."""
        raw = {
            "names": [{"displayName": "Ada Example"}],
            "emailAddresses": [{"value": "ada"}, {"type": "work"}],
            "birthdays": [{"date": {"month": 13}}],
        }
        assert refusals(raw) == [
            ("names[0].displayName", "read_only"),
            ("emailAddresses[0].value", "invalid_email"),
            ("emailAddresses[1].value", "required"),
            ("birthdays[0].date.month", "invalid_date"),
        ]

    def test_no_more_than_fifty_problems_are_told(self) -> None:
        """A body that is wrong everywhere costs little time and a short answer."""
        assert len(refuse({f"q{number}": 1 for number in range(10_000)})) == 50


class TestReadOnly:
    """Fields of an answer that are no fields of a request."""

    @pytest.mark.parametrize(
        ("person", "field", "message"),
        [
            (
                named(displayName="Ada Example"),
                "names[0].displayName",
                "Output only; set unstructuredName instead.",
            ),
            (
                {"phoneNumbers": [{"value": "555-0101", "canonicalForm": "+14155550101"}]},
                "phoneNumbers[0].canonicalForm",
                "Output only; set value instead.",
            ),
            (
                {"photos": [{"url": "https://example.com/ada.png"}]},
                "photos",
                "Output only; people.updateContactPhoto sets it after creation.",
            ),
        ],
    )
    def test_the_writable_one_is_named(self, person: Any, field: str, message: str) -> None:
        """Who sets what cannot be set is told what can."""
        assert refuse(person) == (FieldError(field, "read_only", message),)


class TestText:
    """Limits of a text."""

    def test_a_text_may_have_1024_characters(self) -> None:
        """Characters, not bytes."""
        assert load_person(named(givenName="ü" * 1_024))

    def test_a_longer_text_is_refused(self) -> None:
        """Google's limit for every field but notes."""
        assert refusals(named(givenName="a" * 1_025)) == [("names[0].givenName", "too_long")]

    def test_a_note_may_be_longer(self) -> None:
        """Notes are exempt."""
        assert load_person({"biographies": [{"value": "a" * 100_000}]})

    def test_half_of_a_surrogate_pair_is_refused(self) -> None:
        """It is valid JSON, and cannot be sent to Google."""
        assert refusals(named(givenName=HALF_A_PAIR)) == [("names[0].givenName", "invalid_text")]

    @pytest.mark.parametrize(
        "address", ["ada", "ada@", "@example.com", "ada @example.com", "a@b@", "ada@example..com"]
    )
    def test_an_email_address_has_the_form_of_one(self, address: str) -> None:
        """Google would keep it as it is, and no mail would ever arrive."""
        assert refuse({"emailAddresses": [{"value": address}]}) == (
            FieldError("emailAddresses[0].value", "invalid_email", "Not a valid e-mail address."),
        )

    @pytest.mark.parametrize(
        "address", ["ada+forms@example.com", "a.o'hara@example.co", "adä@müller.example"]
    )
    def test_unusual_email_addresses_are_taken(self, address: str) -> None:
        """Tags, apostrophes and other alphabets are in use."""
        assert load_person({"emailAddresses": [{"value": address}]})

    def test_an_enum_takes_its_values_only(self) -> None:
        """Google refuses the whole batch for one that it does not know."""
        (error,) = refuse({"biographies": [{"value": "x", "contentType": "text/html"}]})
        assert (error.field, error.code) == ("biographies[0].contentType", "invalid_choice")
        assert "TEXT_PLAIN, TEXT_HTML" in error.message

    @pytest.mark.parametrize("group", ["friends", "contactGroups/", "contactGroups/a b", "x/y"])
    def test_a_label_is_named_by_its_resource_name(self, group: str) -> None:
        """A label by its title is the route's business."""
        raw = {"memberships": [{"contactGroupMembership": {"contactGroupResourceName": group}}]}
        field = "memberships[0].contactGroupMembership.contactGroupResourceName"
        assert refusals(raw) == [(field, "invalid_format")]


class TestDates:
    """Whole dates and the three partial ones that Google knows."""

    @pytest.mark.parametrize(
        "date",
        [
            {"year": 2024, "month": 2, "day": 29},
            {"month": 2, "day": 29},
            {"year": 0, "month": 12, "day": 31},
            {"year": 1990},
            {"year": 9999, "month": 12},
            {"year": 1, "month": 1, "day": 0},
        ],
    )
    def test_google_s_four_forms_are_taken(self, date: dict[str, int]) -> None:
        """Full, month and day, year, year and month; 0 or nothing for the rest."""
        assert load_person(born(**date)) == born(**date)

    @pytest.mark.parametrize(
        "date",
        [
            {},
            {"year": 0, "month": 0, "day": 0},
            {"month": 5},
            {"day": 5},
            {"year": 1990, "day": 5},
            {"month": 2, "day": 30},
            {"year": 2023, "month": 2, "day": 29},
            {"year": 1900, "month": 2, "day": 29},
            {"year": 2024, "month": 4, "day": 31},
        ],
    )
    def test_no_other_form_and_no_day_off_the_calendar(self, date: dict[str, int]) -> None:
        """The date as a whole is refused where no part of it is wrong by itself."""
        assert refusals(born(**date)) == [("birthdays[0].date", "invalid_date")]

    @pytest.mark.parametrize(
        ("part", "number"),
        [("year", 10_000), ("year", -1), ("month", 13), ("month", -1), ("day", 32), ("day", -1)],
    )
    def test_a_part_out_of_its_range_is_told_by_itself(self, part: str, number: int) -> None:
        """The error stands at the part."""
        raw = born(**{"year": 1990, "month": 1, "day": 1, part: number})
        assert refusals(raw) == [(f"birthdays[0].date.{part}", "invalid_date")]


class TestConflicts:
    """Things that cannot both be so."""

    @pytest.mark.parametrize(
        "part", ["givenName", "middleName", "familyName", "honorificPrefix", "honorificSuffix"]
    )
    def test_a_name_is_given_whole_or_in_parts(self, part: str) -> None:
        """Google keeps both as they are, and they need not match."""
        raw = named(unstructuredName="Ada Example", **{part: "Ada"})
        assert refusals(raw) == [("names[0].unstructuredName", "conflict")]

    @pytest.mark.parametrize(
        "part",
        [
            *("poBox", "streetAddress", "extendedAddress", "city", "region", "postalCode"),
            *("country", "countryCode"),
        ],
    )
    def test_an_address_is_given_whole_or_in_parts(self, part: str) -> None:
        """Google makes the whole from the parts only where there is no whole."""
        raw = {"addresses": [{"formattedValue": "1 Example Street", "type": "home", part: "X"}]}
        assert refusals(raw) == [("addresses[0].formattedValue", "conflict")]

    def test_one_entry_of_a_list_is_the_primary_one(self) -> None:
        """Every further one is refused where it says so."""
        value, primary = {"value": "555-0101"}, {"metadata": {"sourcePrimary": True}}
        second = {"metadata": {"sourcePrimary": False}}
        assert load_person({"phoneNumbers": [value | primary, value | second]})
        assert refusals({"phoneNumbers": [value | primary, value, value | primary]}) == [
            ("phoneNumbers[2].metadata.sourcePrimary", "conflict")
        ]

    @pytest.mark.parametrize(
        ("field", "entry"),
        [
            ("names", {"givenName": "Ada"}),
            ("biographies", {"value": "x"}),
            ("birthdays", {"date": {"year": 1990}}),
            ("genders", {"value": "unspecified"}),
        ],
    )
    def test_a_singleton_has_one_entry(self, field: str, entry: dict[str, Any]) -> None:
        """Google refuses the batch for a second one."""
        assert load_person({field: [entry]})
        assert refusals({field: [entry, entry]}) == [(field, "too_many")]


class TestVoid:
    """Entries that are none."""

    @pytest.mark.parametrize(
        ("field", "entry", "part"),
        [
            ("emailAddresses", {"type": "work"}, "value"),
            ("phoneNumbers", {"value": None}, "value"),
            ("userDefined", {"key": "Budget"}, "value"),
            ("userDefined", {"value": "10"}, "key"),
            ("clientData", {"value": "10"}, "key"),
            ("events", {"type": "anniversary"}, "date"),
            ("memberships", {}, "contactGroupMembership"),
        ],
    )
    def test_an_entry_has_the_part_that_makes_it_one(
        self, field: str, entry: dict[str, Any], part: str
    ) -> None:
        """The part is told, not the entry."""
        assert refusals({field: [entry]}) == [(f"{field}[0].{part}", "required")]

    @pytest.mark.parametrize("field", ["names", "addresses", "organizations", "birthdays"])
    def test_an_entry_of_which_no_part_is_required_has_one(self, field: str) -> None:
        """An empty name is no name."""
        assert refusals({field: [{"metadata": {"sourcePrimary": True}}]}) == [
            (f"{field}[0]", "empty")
        ]

    @pytest.mark.parametrize("raw", [{}, {"names": []}, {"names": None}])
    def test_a_person_is_not_empty(self, raw: Any) -> None:
        """An address book needs more than a fact that somebody is."""
        assert refusals(raw) == [("contactPerson", "empty")]


class TestSize:
    """Limits of a contact as a whole."""

    def test_a_contact_may_have_500_fields(self) -> None:
        """An entry with its type and metadata is one."""
        emails = [{"value": f"ada{number}@example.com"} for number in range(250)]
        custom = [{"key": "k", "value": str(number)} for number in range(250)]
        assert load_person({"emailAddresses": emails, "userDefined": custom})

    def test_more_fields_are_refused(self) -> None:
        """Of several lists the person is told, of a single one that list."""
        custom = [{"key": "k", "value": str(number)} for number in range(500)]
        raw = {"userDefined": custom, **named(givenName="Ada")}
        assert refusals(raw) == [("contactPerson", "too_many")]
        assert refusals({"userDefined": [*custom, *custom]}) == [("userDefined", "too_many")]

    def test_a_contact_has_128_kilobytes(self) -> None:
        """Bytes of UTF-8, not characters."""
        assert load_person({"biographies": [{"value": "ü" * 60_000}]})
        raw = {"biographies": [{"value": "ü" * 65_000}]}
        assert refusals(raw) == [("contactPerson", "too_large")]


class TestContactToCreate:
    """The wrapper that Google's request has around each person."""

    def test_the_person_is_unwrapped(self) -> None:
        """What is inside is read as any person is."""
        assert load_contact({"contactPerson": ADA}) == ADA

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            ({}, "required"),
            ({"contactPerson": None}, "required"),
            ({"contactPerson": {}}, "empty"),
            ({"contactPerson": "Ada"}, "invalid_type"),
            ({"contactPerson": [ADA]}, "invalid_type"),
            ("Ada", "invalid_type"),
            (None, "invalid_type"),
            ([ADA], "invalid_type"),
        ],
    )
    def test_no_person_is_told_as_the_wrapper(self, raw: Any, code: str) -> None:
        """Missing, empty or no object: the field is contactPerson."""
        with pytest.raises(InvalidContact) as refused:
            load_contact(raw)
        assert [(error.field, error.code) for error in refused.value.errors] == [
            ("contactPerson", code)
        ]

    def test_paths_begin_below_the_person(self) -> None:
        """The same error has the same path with and without the wrapper."""
        with pytest.raises(InvalidContact) as refused:
            load_contact({"contactPerson": named(displayName="Ada"), "person": ADA})
        fields_told = [error.field for error in refused.value.errors]
        assert fields_told == ["names[0].displayName", "person"]


# Laws. Persons are drawn from the schemas: right, wrong, and wrong in one place.

SECRET = "zq7secret"
keys = st.text("abcdefgh", min_size=1, max_size=8)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
secrets = st.text(max_size=3).map(lambda text: f"{text}{SECRET}{text}")


def json_values(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw any JSON value."""
    return st.recursive(
        leaves, lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=3)
    )


def values_of(field: Any, wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw what the field takes, or at times what ``wrong`` draws."""
    right: st.SearchStrategy[Any] = st.nothing()
    match field:
        case Entries(inner=fields.Nested(schema=schema), single=single):
            most = 1 if single else 2
            right = st.lists(messages_of(schema, wrong), min_size=1, max_size=most)
        case fields.Nested(schema=schema):
            right = messages_of(schema, wrong)
        case Choice(names=names):
            right = st.sampled_from(names)
        case Text(validators=[validate.Email()]):
            right = st.just("ada@example.com")
        case Text(validators=[validate.Regexp()]):
            right = st.just("contactGroups/myContacts")
        case Text():
            right = st.text(min_size=1, max_size=5)
        case Flag():
            right = st.booleans()
        case Int32():
            right = st.integers(0, 12)
    return right | wrong


def messages_of(schema: Schema, wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a message that has a few of its fields, and nearly always the required ones."""
    values = {name: values_of(field, wrong) for name, field in schema.fields.items()}
    names = [name for name, strategy in values.items() if not strategy.is_empty]
    needed = [name for name in names if schema.fields[name].required]
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3)
    return st.tuples(some, st.sampled_from((needed, needed, needed, []))).flatmap(
        lambda chosen: st.fixed_dictionaries(
            {name: values[name] for name in dict.fromkeys(chosen[0] + chosen[1])}
        )
    )


right_persons = messages_of(Person(), st.nothing())
near_persons = messages_of(Person(), json_values(scalars))
secret_persons = messages_of(Person(), json_values(secrets))


def read(raw: Any, load: Callable[[Any], Any] = load_person) -> tuple[Any, tuple[FieldError, ...]]:
    """Return the person, or why there is none."""
    try:
        return load(raw), ()
    except InvalidContact as refused:
        return None, refused.errors


def resolve(raw: Any, path: str) -> Any:
    """Return what stands at the path of an error; what is missing stands in what is there."""
    steps = re.findall(r"[^.\[\]]+", path)
    for at, step in enumerate(steps):
        if isinstance(raw, list):
            raw = raw[int(step)]
        elif step in raw:
            raw = raw[step]
        else:
            assert at == len(steps) - 1
    return raw


@settings(deadline=None)
@given(json_values(scalars) | near_persons)
def test_any_json_is_a_person_or_refused(raw: Any) -> None:
    """No value at any place raises anything but InvalidContact; what passes can be sent."""
    for load in (load_person, load_contact):
        person, errors = read(raw, load)
        assert bool(errors) == (person is None)
        told = [(error.field, error.code, error.message) for error in errors]
        json.dumps([person, told], ensure_ascii=False, allow_nan=False).encode()


@settings(deadline=None)
@given(right_persons)
def test_a_loaded_person_loads_to_itself(raw: Any) -> None:
    """What has been read once is not changed by reading it again."""
    person, errors = read(raw)
    assert errors or load_person(person) == person


@settings(deadline=None)
@given(near_persons)
def test_every_error_stands_where_its_path_says(raw: Any) -> None:
    """A path leads to the value that is wrong, or to the message that lacks one."""
    _, errors = read(raw)
    for error in errors:
        if error.field != "contactPerson":
            resolve(raw, error.field)


@settings(deadline=None)
@given(secret_persons)
def test_no_error_tells_a_value(raw: Any) -> None:
    """Errors are answered to senders and written to logs."""
    _, errors = read(raw)
    assert SECRET not in repr(errors)
    assert SECRET not in str(InvalidContact(errors))
