"""Cognito Forms: one JSON object per entry, which may tell of more people than one.

Shape   {"Form": {"Id": str}, "Entry": {"Number": int, "Action": str}, "Id": "1-42", and beside them
        question: answer, section: {question: answer}, repeating section: [{question: answer}]}
        a name is {"First", "Last", …}, an address {"Line1", "City", …}, with what is made of them
Proof   none: a shared token in the URL
Waits   its pages do not say how long, nor that a delivery comes again
Source  https://www.cognitoforms.com/support/66/data-integration/webhooks
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import MAX_DEPTH, decode_json
from adapter.sources.records import asked, to_ref, with_email
from adapter.sources.shape import Id, Shape, load_shape
from adapter.sources.source import Events, Options, Source, is_wanted

Question = tuple[str, Any]
"""A question's name, and its answer."""

CHANGES = ("Update", "Delete")  # every other action sends an entry off: authors name them
ENVELOPE = ("Form", "Entry", "Id", "$version", "$etag")
OF_A_ROW = ("Id", "ItemNumber")
ABOUT_A_QUESTION = (  # ends of names that stand beside the question's own
    *("_IncrementBy", "_Maximum", "_QuantityLimit", "_QuantityLimitCalculated"),
    *("_QuantitySelected", "_QuantityUsed"),
)
NAME = {
    "Prefix": "honorificPrefix",
    "First": "givenName",
    "Middle": "middleName",
    "Last": "familyName",
    "Suffix": "honorificSuffix",
}
MADE_OF_AN_ADDRESS = (
    *("FullAddress", "FullInternationalAddress", "CityStatePostalCode", "Latitude", "Longitude"),
    "Type",  # "Home", whether it was asked for or not
)
# What guests have and products have not. A question that is asked twice is numbered.
OF_A_PERSON = re.compile(r"(FirstName|LastName|FullName|Phone|PhoneNumber)\d*")
MOST_SHARED = 10_000  # answers: copies for each take their time


class _Form(Shape):
    id = Id(load_default="", data_key="Id")


class _Meta(Shape):
    number = Id(load_default="", data_key="Number")
    action = fields.String(load_default="Submit", data_key="Action")


class _Entry(Shape):
    form = fields.Nested(_Form, required=True, data_key="Form")
    meta = fields.Nested(_Meta, required=True, data_key="Entry")


_ENTRY = _Entry()


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return everybody in an entry, which is known by its form and its number."""
    body = decode_json(delivery)
    entry = load_shape(_ENTRY, body)
    form, number = entry["form"]["id"], entry["meta"]["number"]
    own_id = to_ref(f"{form}-{number}") if form and number else ""
    action = entry["meta"]["action"]
    if not is_wanted(action, options, {action}.difference(CHANGES)):
        return Reading((), id=own_id)
    filled = {name: answer for name, answer in body.items() if name not in ENVELOPE}
    return Reading(tuple(_people(filled, own_id)), id=own_id)


def _people(filled: Mapping[str, Any], own_id: str) -> Iterator[Submission]:
    """Yield who filled the form in, and the people in its repeating sections.

    Where nobody is told of but them, each gets what was answered once for all.
    """
    guests: list[Sequence[Question]] = []
    questions: list[Question] = []
    for name, answer in _questions(filled):
        rest = []
        for row in answer if isinstance(answer, list) else ():
            inner = tuple(_questions(row)) if isinstance(row, dict) else ()
            if _is_person(inner):
                guests.append(inner)
            else:
                written = {key: _written(value) for key, value in inner}
                rest.append(written if isinstance(row, dict) else row)
        questions.append((name, rest if isinstance(answer, list) else answer))
    own = tuple(_read(questions))
    if not guests or _is_person(questions) or len(own) * len(guests) > MOST_SHARED:
        yield Submission(_reachable(own), ref=own_id)
        own = ()
    for place, guest in enumerate(guests, start=1):
        answers = (*_reachable(tuple(_read(guest))), *own)
        yield Submission(answers, ref=to_ref(f"{own_id}.{place}") if own_id else "")


def _reachable(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers, an e-mail address known as one, unless they name somebody already.

    Beside a name it may be somebody else's: an emergency contact's.
    """
    return tuple(answers) if any(answer.kind for answer in answers) else with_email(answers)


def _questions(group: Mapping[str, Any], depth: int = 1) -> Iterator[Question]:
    """Yield the questions of an entry or a row, those in its sections, too.

    A section that names somebody where somebody has been named is about somebody else: an
    emergency contact. Its questions keep its name.
    """
    named = any(map(_is_name, group.values()))
    for name, answer in group.items():
        if name in OF_A_ROW or name.endswith(ABOUT_A_QUESTION):
            continue
        if not _is_section(answer) or depth >= MAX_DEPTH:
            yield name, answer
            continue
        inner = tuple(_questions(answer, depth + 1))
        names_somebody = any(_is_name(deeper) for _, deeper in inner)
        path = f"{name}." if named and names_somebody else ""
        named = named or names_somebody
        yield from ((path + question, deeper) for question, deeper in inner)


def _is_name(answer: Any) -> bool:
    match answer:
        case {"First": first, "Last": last}:
            return bool(first or last)
    return False


def _is_section(answer: Any) -> bool:
    match answer:
        case {"First": _, "Last": _} | {"City": _, "PostalCode": _} | {"Id": _}:
            return False
    return isinstance(answer, dict)


def _is_person(questions: Sequence[Question]) -> bool:
    """Tell whether somebody can be found or reached by the answers."""
    return any(
        _is_name(answer)
        or (answer and OF_A_PERSON.fullmatch(name))
        or (isinstance(answer, str) and "@" in answer[1:-1] and len(answer.split()) == 1)
        for name, answer in questions
    )


def _read(questions: Iterable[Question]) -> Iterator[Answer]:
    """Yield the answers; of the names, the first that is not of another section is the person's."""
    named = False
    for name, answer in questions:
        if _is_name(answer) and "." not in name and not named:
            named = True
            parts = {**answer, "Middle": answer.get("Middle") or answer.get("MiddleInitial")}
            for part, kind in NAME.items():
                yield from asked(f"{name}.{part}", parts.get(part), kind=kind)
        else:
            yield from asked(name, _written(answer))


def _written(answer: Any) -> Any:
    """Return what a person wrote or chose, without what Cognito makes of it."""
    match answer:
        case {"First": _, "Last": _, "FirstAndLast": name}:
            return name
        case {"City": _, "PostalCode": _}:
            made = {"StreetAddress": answer.get("Line1"), "CountryCode": answer.get("Country")}
            return {
                part: text
                for part, text in answer.items()
                if part not in MADE_OF_AN_ADDRESS and not made.get(part)
            }
        case {"Id": _, "Label": label}:  # an entry of another form
            return label
        case [{"ContentType": _}, *_]:  # files, whose links hold for half an hour
            return [file.get("Name") for file in answer if isinstance(file, dict)]
    return answer


SOURCE = Source(
    slug="cognito-forms",
    docs="https://www.cognitoforms.com/support/66/data-integration/webhooks",
    parse=parse,
    options=Events,
    answer_within_s=8.0,
    persists=False,
    rejected_status=200,
)
