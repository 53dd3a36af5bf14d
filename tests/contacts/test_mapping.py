"""Where an answer goes: the route decides, then the sender's type, then its name."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.contacts import clean
from adapter.contacts.mapping import Rules, Unmapped, called, place, to_draft
from adapter.contacts.targets import Target, parse_target
from adapter.model import Answer, Person, Submission


def rules(unmapped: Unmapped = Unmapped.CUSTOM, **fields: str) -> Rules:
    """Return rules; ``fields`` are sender's names, blanks as ``_``."""
    targets = {called(name.replace("_", " ")): parse_target(to) for name, to in fields.items()}
    return Rules(fields=targets, unmapped=unmapped)


def at(answer: Answer, by: Rules | None = None) -> str:
    """Return where an answer goes: ``list.part`` and its kind, or what becomes of the unmapped."""
    found = place(answer, by or Rules())
    if not isinstance(found, Target):
        return found.value
    return f"{found.field.name}.{found.part}" + (f" {found.kind}" if found.kind else "")


class TestPlace:
    """Three voices, the route's first."""

    @pytest.mark.parametrize(
        ("answer", "where"),
        [
            (Answer("email", "x"), "emailAddresses.value"),
            (Answer("q1", "x", "What is your e-mail?"), "emailAddresses.value"),
            (Answer("first_name", "x", "How shall we call you, friend?"), "names.givenName"),
            (Answer("q1", "x", kind="email"), "emailAddresses.value"),
            (Answer("q1", "x", "Work e-mail", kind="email"), "emailAddresses.value work"),
            (Answer("work_email", "x", "Where to?", kind="email"), "emailAddresses.value work"),
            (Answer("q1", "x", "Your name", kind="email"), "emailAddresses.value"),
            (Answer("mobile", "x", kind="phone"), "phoneNumbers.value mobile"),
            (Answer("q1", "x", "Budget"), "custom"),
            (Answer("", "x"), "custom"),
        ],
    )
    def test_an_answer_finds_its_place(self, answer: Answer, where: str) -> None:
        """By its type, narrowed by its name; by its label before its key."""
        assert at(answer) == where

    @pytest.mark.parametrize("name", ["Your E-Mail", "your   e-mail", " YOUR E-MAIL "])
    def test_the_route_wins_over_type_and_name(self, name: str) -> None:
        """Case and blanks are free."""
        by = Rules(fields={called("Your e-mail"): parse_target("custom:Login")})
        assert at(Answer("email", "x", name, kind="email"), by) == "userDefined.value Login"

    def test_the_route_may_name_the_key(self) -> None:
        """Where the label changes with the language."""
        assert at(Answer("q1", "x", "Vorname"), rules(q1="nickname")) == "nicknames.value"

    def test_the_label_wins_over_the_key(self) -> None:
        """It is what the person saw."""
        by = rules(q1="nickname", Call_me="givenName")
        assert at(Answer("q1", "x", "Call me"), by) == "names.givenName"

    def test_the_route_may_drop(self) -> None:
        """Even what would be recognised."""
        assert at(Answer("email", "x"), rules(email="drop")) == "drop"

    @pytest.mark.parametrize("unmapped", list(Unmapped))
    def test_what_matches_nothing_is_treated_as_the_route_says(self, unmapped: Unmapped) -> None:
        """Kept as a custom field, in the note, or not at all."""
        assert at(Answer("q1", "x"), rules(unmapped)) == unmapped.value

    @pytest.mark.parametrize(
        "question",
        [
            "I agree to receive e-mails",
            "May we contact you by phone?",
            "I have read the privacy policy",
            "Newsletter",
            "Subscribe me by email",
        ],
    )
    def test_a_consent_is_nobody_s_address(self, question: str) -> None:
        """A "yes" is kept under its question."""
        draft = to_draft(Submission((Answer("q1", "Yes", question),)), Rules())
        assert draft.person == {"userDefined": [{"key": question, "value": "Yes"}]}


class TestPerson:
    """The answers of a submission become a person."""

    @pytest.mark.parametrize(
        ("unmapped", "person"),
        [
            (Unmapped.CUSTOM, {"userDefined": [{"key": "Budget", "value": "10"}]}),
            (
                Unmapped.NOTE,
                {"biographies": [{"value": "Budget: 10", "contentType": "TEXT_PLAIN"}]},
            ),
            (Unmapped.DROP, {}),
        ],
    )
    def test_unmapped_answers_are_kept_or_dropped(self, unmapped: Unmapped, person: Person) -> None:
        """As the route says; custom fields by default."""
        submission = Submission((Answer("q1", "10", "Budget"), Answer("nickname", "Ada")))
        assert to_draft(submission, rules(unmapped)).person == {
            "nicknames": [{"value": "Ada"}],
            **person,
        }

    def test_the_region_reads_local_numbers(self) -> None:
        """Without one they stay as they came."""
        submission = Submission((Answer("phone", "(415) 555-0101"),))
        assert to_draft(submission, Rules(region="US")).person["phoneNumbers"] == [
            {"value": "+14155550101"}
        ]
        assert to_draft(submission, Rules()).person["phoneNumbers"] == [{"value": "(415) 555-0101"}]


NAMES = (
    *("name", "first_name", "last_name", "Title", "prefix", "suffix", "nickname", "email"),
    *("work_email", "phone", "Mobile", "address", "street", "city", "zip", "country", "company"),
    *("job title", "birthday", "anniversary", "note", "url", "gender", "pronouns", "skype"),
    *(
        "Salutation",
        "Middle name",
        "Work address",
        "organization.startDate",
        "location",
        "E-mail 2",
    ),
    *("language", "Budget"),
)
VALUES = (
    *("Ada", "Ada Lovelace", "Lovelace", "Dr.", "ada@example.com", "Ada <ada@example.com>", "-"),
    *("a@example.com, b@example.com", "a@example.com after nine", "+1 415 555 0101", "1990-05-06"),
    *("415 555 0101 / 415 555 0102", "3/4/1990", "May 1990", "Yes", "no", "0", "1 A St", "\ud800x"),
    *("(415) 555-0101 x3", "1-800-FLOWERS", "x" * 1025, "y" * 700, "two\nlines"),
    *("1990-05-06 10:00", "1990-00-06", "+44 (0)20 7946 0018", "00 44 20 7946 0018"),
)
ANSWERS = st.builds(
    Answer,
    key=st.sampled_from(NAMES) | st.text(st.characters(), max_size=8),
    value=st.sampled_from(VALUES)
    | st.text(st.characters(), max_size=12)
    | st.lists(st.sampled_from(VALUES), max_size=3).map(tuple),
    label=st.just("") | st.sampled_from(NAMES) | st.text(st.characters(), max_size=8),
    kind=st.sampled_from(["", "", "", "email", "phone"]),
)


def leaves(value: Any) -> list[Any]:
    """Return the texts, numbers and dates in a person."""
    match value:
        case {"year": _} | {"month": _}:
            return [value]
        case dict():
            return [leaf for inner in value.values() for leaf in leaves(inner)]
        case list():
            return [leaf for inner in value for leaf in leaves(inner)]
        case _:
            return [value]


def told(value: str, held: list[Any], region: str | None) -> bool:
    """Tell whether a person holds a value: as it is, tidy, or word by word in a name."""
    text = clean.clean_text(value)
    written = "\n".join(str(leaf) for leaf in held).casefold()
    addresses, says_more = clean.clean_emails(text)
    return (
        text.casefold() in written
        or clean.is_placeholder(text)
        or any(tidy in held for tidy in (clean.clean_date(text), clean.clean_flag(text)) if tidy)
        or all(number in held for number in clean.clean_phones(text, region))
        or (not says_more and all(address in held for address in addresses))
        or all(
            word in written for word in text.casefold().replace("<", " ").replace(">", " ").split()
        )
    )


@settings(deadline=None, max_examples=300)
@given(st.lists(ANSWERS, max_size=12), st.sampled_from([None, "US"]))
def test_nothing_that_a_person_wrote_is_lost(answers: list[Answer], region: str | None) -> None:
    """Every answer stands somewhere in the person, whatever the keys are."""
    draft = to_draft(Submission(tuple(answers)), Rules(region=region))
    held = leaves(draft.person)
    for answer in answers:
        values = (answer.value,) if isinstance(answer.value, str) else answer.value
        assert all(told(value, held, region) for value in values if clean.clean_text(value))
