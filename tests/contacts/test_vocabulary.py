"""What senders call an answer is recognised exactly, in seven languages, and never guessed."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.contacts.targets import parse_target
from adapter.contacts.vocabulary import recognise
from adapter.contacts.vocabulary.index import IN_ADDRESS, KNOWN, OF_KIND, PART_OF, TABLES
from adapter.contacts.vocabulary.spelling import keys, spell
from tests.contacts.vocabulary_names import (
    LANGUAGES,
    QUESTIONS,
    SPELLINGS,
    TARGETS,
    UNKNOWN,
    VOCABULARIES,
    read,
)


def cases(tables: Mapping[str, str]) -> list[Any]:
    """Return a test case for each name of the tables."""
    return [
        pytest.param(name, target, id=f"{title}: {name}")
        for title, table in tables.items()
        for name, target in read(table)
    ]


@pytest.mark.parametrize(("name", "target"), cases(LANGUAGES))
def test_the_words_of_seven_languages_are_recognised(name: str, target: str | None) -> None:
    """Forms in English, German, French, Spanish, Italian, Portuguese and Dutch need no mapping."""
    assert recognise(name) == target


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_tried_with_25_names_and_more(language: str) -> None:
    """No language is a guest."""
    assert len(list(read(LANGUAGES[language]))) >= 25


@pytest.mark.parametrize(("name", "target"), cases(VOCABULARIES))
def test_the_names_of_published_vocabularies_are_recognised(name: str, target: str | None) -> None:
    """Standards, address books, CRMs, lead forms and form plug-ins need no mapping."""
    assert recognise(name) == target


@pytest.mark.parametrize(("name", "target"), cases({"question": QUESTIONS}))
def test_a_question_is_the_name_in_it(name: str, target: str | None) -> None:
    """Politeness and whose it is do not matter, in any of the languages."""
    assert recognise(name) == target


@pytest.mark.parametrize(("name", "target"), cases({"spelling": SPELLINGS}))
def test_the_spelling_of_a_name_does_not_matter(name: str, target: str | None) -> None:
    """Case, accents, hyphens, numbers and decoration are free."""
    assert recognise(name) == target


@pytest.mark.parametrize("name", re.split(r"\||\n\s*", UNKNOWN))
def test_what_could_be_something_else_is_not_recognised(name: str) -> None:
    """A wrong guess writes into an address book; an unknown name only becomes a custom field."""
    assert recognise(name) is None


def test_a_paragraph_is_no_name() -> None:
    """Names are looked at up to 120 characters."""
    assert recognise("name".ljust(120)) == "name"
    assert recognise("name".ljust(121)) is None


def test_every_target_is_one_of_ours_and_a_place_in_a_person() -> None:
    """The vocabulary and the mapping speak of the same places."""
    used = {*KNOWN.values(), *IN_ADDRESS.values(), *OF_KIND.values(), *PART_OF.values()}
    assert used <= TARGETS
    assert all(parse_target(target) for target in used)


def test_no_name_has_two_targets() -> None:
    """What one table says no other contradicts."""
    said: dict[str, set[str]] = {}
    for table in TABLES:
        for target, columns in table.items():
            for key in keys(",".join(columns.values())):
                said.setdefault(key, set()).add(target)
    assert [key for key, targets in said.items() if len(targets) > 1] == []


def test_the_tables_hold_only_keys_that_a_name_can_have() -> None:
    """A phrase that no spelling leads to would be dead."""
    assert [key for key in KNOWN if "".join(spell(key).words) != key] == []


def test_every_phrase_of_the_tables_is_recognised_as_it_says() -> None:
    """Frames, kinds and numbers never get in the way of a name that is known as it stands."""
    wrong = [
        phrase
        for table in TABLES
        for target, columns in table.items()
        for phrase in ",".join(columns.values()).split(",")
        if recognise(phrase) != target
    ]
    assert wrong == []


@given(st.text(max_size=200))
def test_no_text_makes_recognising_fail(text: str) -> None:
    """Names come from strangers."""
    assert recognise(text) in {None, *TARGETS}


@given(st.lists(st.sampled_from([*"._[]/&+-*1 2", "name", "e", "mail", "the", "q", "__", "c"])))
def test_no_path_makes_recognising_fail(parts: list[str]) -> None:
    """Neither do names made to confuse it."""
    assert recognise("".join(parts)) in {None, *TARGETS}


PHRASES = [
    phrase.strip()
    for table in TABLES
    for columns in table.values()
    for phrase in ",".join(columns.values()).split(",")
]


@given(
    st.text(max_size=80) | st.sampled_from(PHRASES),
    st.sampled_from(["{} *", "{}:", "{}?", "  {}", "{}\t", "* {} :", "¿{}?", "{} …"]),
)
def test_decoration_changes_nothing(name: str, decoration: str) -> None:
    """Asterisks, colons, question marks and blanks around a name say nothing."""
    assert recognise(decoration.format(name)) == recognise(name)


@given(
    st.sampled_from(PHRASES),
    st.sampled_from([str.upper, str.lower, str.title, str.capitalize, str.swapcase]),
    st.sampled_from([" ", "-", "_", "  ", "\u00a0"]),
)
def test_case_and_blanks_change_nothing(name: str, case: Callable[[str], str], blank: str) -> None:
    """A name is known in whatever case and with whatever stands between its words."""
    assert recognise(case(name).replace(" ", blank)) == recognise(name)


@given(st.sampled_from([name for name, _ in read(QUESTIONS)]))
def test_a_question_may_be_shouted(question: str) -> None:
    """The case of a question is free too."""
    assert recognise(question.upper()) == recognise(question)
