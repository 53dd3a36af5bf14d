"""A submission becomes a valid person, or errors that name fields and no values."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.contacts.convert import BESIDE, NOBODY, convert
from adapter.contacts.mapping import Rules, Unmapped
from adapter.contacts.person import Person, load_person
from adapter.model import Answer, FieldError, Submission

from .test_mapping import ANSWERS

LAWFUL = settings(deadline=None)


def form(**answers: str) -> Submission:
    """Return a submission of these answers."""
    return Submission(tuple(Answer(key, value) for key, value in answers.items()))


class TestForm:
    """Answers of a form."""

    def test_a_person_is_valid(self) -> None:
        """And holds what was answered."""
        converted = convert(form(name="Ada", email="ada@example.com"), Rules())
        assert converted.errors == ()
        assert converted.person == {
            "names": [{"unstructuredName": "Ada"}],
            "emailAddresses": [{"value": "ada@example.com"}],
        }

    def test_an_error_names_its_field(self) -> None:
        """Not its value."""
        converted = convert(form(name="Ada", email="ada@example"), Rules())
        error = FieldError(
            "emailAddresses[0].value", "invalid_email", "Not a valid e-mail address."
        )
        assert (converted.person, converted.errors) == ({}, (error,))

    def test_what_did_not_fit_is_warned_of(self) -> None:
        """The contact is created all the same."""
        converted = convert(form(name="Ada", birthday="3/4/1990"), Rules())
        assert converted.errors == ()
        assert converted.warnings == (
            "birthday: not clear enough for its field, kept as a custom field",
        )

    @pytest.mark.parametrize(
        "answers",
        [
            {},
            {"rating": "5"},
            {"message": "Hello"},
            {"gender": "female"},
            {"birthday": "1990-05-06"},
            {"language": "en"},
            {"name": "-", "email": "n/a"},
            {"name": " "},
        ],
    )
    def test_a_submission_with_nobody_in_it_is_empty(self, answers: dict[str, str]) -> None:
        """Nobody could be found or reached by it; the message says what to do."""
        assert convert(form(**answers), Rules()).errors == (NOBODY,)

    @pytest.mark.parametrize("unmapped", list(Unmapped))
    def test_unmapped_answers_make_nobody(self, unmapped: Unmapped) -> None:
        """Wherever they are kept."""
        assert convert(form(rating="5"), Rules(unmapped=unmapped)).errors == (NOBODY,)

    def test_what_makes_nobody_are_fields_of_a_person(self) -> None:
        """A misspelt name would never match."""
        assert Person().fields.keys() >= BESIDE


class TestPerson:
    """A ``ContactToCreate`` that needs no mapping."""

    def test_it_comes_back_as_given(self) -> None:
        """Rules are for forms."""
        person = {"userDefined": [{"key": "a", "value": "b"}]}
        submission = Submission(person={"contactPerson": person})
        assert convert(submission, Rules(unmapped=Unmapped.DROP)).person == person

    @pytest.mark.parametrize("raw", [5, "Ada", [], {}, {"contactPerson": {}}, {"names": []}, False])
    def test_what_is_none_has_errors(self, raw: Any) -> None:
        """Whatever stands in its place."""
        converted = convert(Submission(person=raw), Rules())
        assert converted.person == {}
        assert converted.errors


@LAWFUL
@given(st.lists(ANSWERS, max_size=12), st.sampled_from(list(Unmapped)))
def test_any_answers_are_a_valid_person_or_errors(answers: list[Answer], how: Unmapped) -> None:
    """It never raises; what is valid loads again, and can be sent."""
    converted = convert(Submission(tuple(answers)), Rules(unmapped=how, region="DE"))
    if converted.errors:
        assert converted.person == {}
        assert all(error.field and error.code and error.message for error in converted.errors)
    else:
        assert load_person(converted.person) == converted.person
        assert json.dumps(converted.person, ensure_ascii=False).encode()


@LAWFUL
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(st.characters(), max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["contactPerson", "names", "givenName", "birthdays", "date", "year"]
                )
                | st.text(st.characters(), max_size=5),
                inner,
                max_size=3,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_valid_person_or_errors(raw: Any) -> None:
    """Rows of programs are no better than rows of people."""
    for person in (raw, {"contactPerson": raw}):
        converted = convert(Submission(person=person if person is not None else 0), Rules())
        assert bool(converted.person) is not bool(converted.errors)


SECRET = "Zq7"  # stands in every value, and in no key, message or path


@LAWFUL
@given(
    st.dictionaries(
        st.sampled_from(
            ["name", "email", "phone", "birthday", "first_name", "address", "city", "q1"]
        ),
        st.sampled_from(
            ["{}", "{}@", "a@{}", "{}@b@c", "3/4/{}", "{} {}", "x{}" * 400, "<{}>", "{}, @"]
        ),
        max_size=6,
    )
)
def test_no_error_and_no_warning_holds_a_value(answers: dict[str, str]) -> None:
    """They are answered to senders and written to logs."""
    written = {key: shape.replace("{}", SECRET) for key, shape in answers.items()}
    converted = convert(form(**written, mail=SECRET, given_name=SECRET, vorname=SECRET), Rules())
    assert SECRET not in "".join(converted.warnings)
    assert SECRET not in str(converted.errors)
