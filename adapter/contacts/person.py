"""A person as Google takes it: ``ContactToCreate``, and what is told of one that is refused.

The rules are Google's where Google states them, so that whoever passes here does not sink the batch
in which they are sent. Nothing is repaired here, and nothing looked up.

Source  discovery document people v1, revision 20251117: names, types, singletons, output only
        https://support.google.com/contacts/answer/148779 (limits)
"""
# ruff: noqa: D101, N815 - the names are Google's, and say what each message is

import json
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from adapter import model
from adapter.contacts.messages import (
    Address,
    Biography,
    Birthday,
    CalendarUrl,
    ClientData,
    EmailAddress,
    Event,
    Gender,
    ImClient,
    Location,
    Membership,
    MiscKeyword,
    Name,
    Nickname,
    Organization,
    PhoneNumber,
    Relation,
    TypedValue,
    UserDefined,
    Value,
)
from adapter.contacts.schema import MAX_FIELDS, TOO_MANY, Entries, Message, ReadOnly, Reason
from adapter.model import FieldError

MAX_BYTES = 128_000  # "128 KB"; counting by the thousand leaves room for the stamp and the labels
MAX_ERRORS = 50  # told of one contact
MAX_NAME = 60  # characters told of a name that the sender made up

EMPTY = Reason("empty", "Holds nothing about anybody.")
TOO_LARGE = Reason("too_large", "More than 128 KB of JSON.")

_WRAPPER = "contactPerson"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class InvalidContact(Exception):
    """A contact that Google would refuse or change. ``errors`` names the fields, up to fifty."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = errors


class Person(Message):
    addresses = Entries(Address)
    biographies = Entries(Biography, single=True)
    birthdays = Entries(Birthday, single=True)
    calendarUrls = Entries(CalendarUrl)
    clientData = Entries(ClientData)
    emailAddresses = Entries(EmailAddress)
    events = Entries(Event)
    externalIds = Entries(TypedValue)
    fileAses = Entries(Value)
    genders = Entries(Gender, single=True)
    imClients = Entries(ImClient)
    interests = Entries(Value)
    locales = Entries(Value)
    locations = Entries(Location)
    memberships = Entries(Membership)
    miscKeywords = Entries(MiscKeyword)
    names = Entries(Name, single=True)
    nicknames = Entries(Nickname)
    occupations = Entries(Value)
    organizations = Entries(Organization)
    phoneNumbers = Entries(PhoneNumber)
    relations = Entries(Relation)
    sipAddresses = Entries(TypedValue)
    skills = Entries(Value)
    urls = Entries(TypedValue)
    userDefined = Entries(UserDefined)

    ageRange = ReadOnly("set birthdays instead")
    ageRanges = ReadOnly("set birthdays instead")
    coverPhotos = ReadOnly("leave it out")
    metadata = ReadOnly("leave it out")
    photos = ReadOnly("people.updateContactPhoto sets it after creation")
    relationshipInterests = ReadOnly("set userDefined instead")
    relationshipStatuses = ReadOnly("set userDefined instead")
    taglines = ReadOnly("set biographies instead")
    etag = ReadOnly("leave it out", why="Assigned by Google")
    resourceName = ReadOnly("leave it out", why="Assigned by Google")
    braggingRights = ReadOnly("set biographies instead", why="No longer kept")
    residences = ReadOnly("set locations instead", why="No longer kept")

    @validates_schema
    def fit(self, person: model.Person, **_options: Any) -> None:
        """Refuse an empty person, and one that is larger than a contact can be."""
        if not person:
            raise ValidationError(EMPTY)
        if sum(map(len, person.values())) > MAX_FIELDS:
            raise ValidationError(TOO_MANY)
        if len(_ENCODER.encode(person).encode()) > MAX_BYTES:
            raise ValidationError(TOO_LARGE)


class ContactToCreate(Message):
    contactPerson = fields.Nested(Person, required=True)


_CONTACT = ContactToCreate()
_PERSON = Person()


def load_contact(raw: object) -> model.Person:
    """Return the person of a raw ``ContactToCreate``, with only what was given."""
    person: model.Person = _load(_CONTACT, raw)[_WRAPPER]
    return person


def load_person(raw: object) -> model.Person:
    """Return a raw ``Person`` with only what was given: nulls and empty strings are not."""
    return _load(_PERSON, raw)


def _load(message: Message, raw: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = message.load(raw)
    except ValidationError as error:
        problems = tuple(islice(_flatten(error.messages), MAX_ERRORS))
        raise InvalidContact(problems) from None
    return loaded


def _flatten(messages: Any, path: str = "", name: str = "") -> Iterator[FieldError]:
    """Read marshmallow's tree of messages; paths begin below the Person."""
    if isinstance(messages, dict):
        for key, below in messages.items():
            yield from _flatten(below, _step(path, key), str(key))
    elif isinstance(messages, list):
        for message in messages:
            yield from _flatten(message, path, name)
    else:
        yield FieldError(path or _WRAPPER, messages.code, messages + _hint(messages, name))


def _step(path: str, key: str | int) -> str:
    if isinstance(key, int):
        return f"{path}[{key}]"
    if key == "_schema" or (key == _WRAPPER and not path):
        return path
    shown = key[:MAX_NAME].encode(errors="replace").decode()
    return f"{path}.{shown}" if path else shown


def _hint(reason: Reason, name: str) -> str:
    if not reason.names:
        return ""
    close = get_close_matches(name[:MAX_NAME], reason.names, n=1)
    return f"; did you mean {close[0]}?" if close else "."
