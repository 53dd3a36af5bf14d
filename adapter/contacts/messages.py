"""What the lists of a Person hold, message by message.

The names, types and enums are Google's; read-only are those that Google marks "Output only" or
deprecated, or assigns itself. ``required`` is the part without which there is no entry.

Source  discovery document people v1, revision 20251117
"""
# ruff: noqa: D101, N815 - the names are Google's, and say what each message is

import datetime as dt
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from adapter.contacts.schema import (
    Choice,
    Flag,
    Int32,
    Message,
    ReadOnly,
    Reason,
    Text,
    refuse_both,
)

NOT_A_DATE = Reason("invalid_date", "Must be a full date, month and day, year, or year and month.")
NOT_A_DAY = Reason("invalid_date", "There is no such day in that month.")
NOT_A_YEAR = Reason("invalid_date", "Must be from 1 to 9999, or 0 for no year.")
NOT_A_MONTH = Reason("invalid_date", "Must be from 1 to 12, or 0 for no month.")
NOT_A_DAY_NUMBER = Reason("invalid_date", "Must be from 1 to 31, or 0 for no day.")
NOT_AN_EMAIL = Reason("invalid_email", "Not a valid e-mail address.")
NOT_A_GROUP = Reason("invalid_format", "Must be contactGroups/ and an id.")

A_LEAP_YEAR = 2000
NAME_PARTS = frozenset(
    ("honorificPrefix", "givenName", "middleName", "familyName", "honorificSuffix")
)
ADDRESS_PARTS = frozenset(
    (
        *("poBox", "streetAddress", "extendedAddress", "city", "region", "postalCode"),
        *("country", "countryCode"),
    )
)


class FieldMetadata(Message):
    sourcePrimary = Flag()
    primary = ReadOnly("set sourcePrimary instead")
    verified = ReadOnly("leave it out")
    source = ReadOnly("a new contact is its own source", why="Assigned by Google")


class Date(Message):
    """A whole date, or the part of it that is known; 0 stands for what is not."""

    year = Int32(validate=validate.Range(0, 9999, error=NOT_A_YEAR))
    month = Int32(validate=validate.Range(0, 12, error=NOT_A_MONTH))
    day = Int32(validate=validate.Range(0, 31, error=NOT_A_DAY_NUMBER))

    @validates_schema
    def be_real(self, date: dict[str, int], **_options: Any) -> None:
        """Refuse combinations other than Google's four, and days that no calendar has."""
        year, month, day = (date.get(part, 0) for part in ("year", "month", "day"))
        if not (month if day else year):
            raise ValidationError(NOT_A_DATE)
        if day:
            try:
                dt.date(year or A_LEAP_YEAR, month, day)
            except ValueError:
                raise ValidationError(NOT_A_DAY) from None


class Entry(Message):
    """Every entry of a Person's lists carries metadata."""

    metadata = fields.Nested(FieldMetadata)


class Value(Entry):
    """FileAs, Interest, Locale, Occupation, Skill: a value, and nothing about it."""

    value = Text(required=True)


class Typed(Entry):
    """``type`` is one of Google's words or any other."""

    type = Text()
    formattedType = ReadOnly("set type instead")


class TypedValue(Typed):
    """ExternalId, SipAddress, Url: a value and its type."""

    value = Text(required=True)


class Address(Typed):
    formattedValue = Text()
    poBox = Text()
    streetAddress = Text()
    extendedAddress = Text()
    city = Text()
    region = Text()
    postalCode = Text()
    country = Text()
    countryCode = Text()

    @validates_schema(skip_on_field_errors=False)
    def be_whole_or_parts(self, address: dict[str, Any], **_options: Any) -> None:
        """Refuse a formatted address beside a structured one."""
        refuse_both(address, "formattedValue", ADDRESS_PARTS)


class Biography(Entry):
    """The notes of a contact."""

    value = Text(required=True, limit=None)
    contentType = Choice("CONTENT_TYPE_UNSPECIFIED", "TEXT_PLAIN", "TEXT_HTML")


class Birthday(Entry):
    """``text`` is deprecated and free; where it is all there is, it is better than nothing."""

    date = fields.Nested(Date)
    text = Text()


class CalendarUrl(Typed):
    url = Text(required=True)


class ClientData(Entry):
    key = Text(required=True)
    value = Text()


class EmailAddress(Typed):
    value = Text(required=True, validate=validate.Email(error=NOT_AN_EMAIL))
    displayName = Text()


class Event(Typed):
    date = fields.Nested(Date, required=True)


class Gender(Entry):
    value = Text()
    addressMeAs = Text()
    formattedValue = ReadOnly("set value instead")


class ImClient(Typed):
    username = Text(required=True)
    protocol = Text()
    formattedProtocol = ReadOnly("set protocol instead")


class Location(Entry):
    value = Text()
    type = Text()
    current = Flag()
    buildingId = Text()
    floor = Text()
    floorSection = Text()
    deskCode = Text()


class ContactGroupMembership(Message):
    contactGroupResourceName = Text(
        required=True, validate=validate.Regexp(r"contactGroups/[!-.0-~]+\Z", error=NOT_A_GROUP)
    )
    contactGroupId = ReadOnly("set contactGroupResourceName instead")


class Membership(Entry):
    contactGroupMembership = fields.Nested(ContactGroupMembership, required=True)
    domainMembership = ReadOnly("leave it out")


class MiscKeyword(Typed):
    value = Text(required=True)
    type = Choice(
        *("TYPE_UNSPECIFIED", "OUTLOOK_BILLING_INFORMATION", "OUTLOOK_DIRECTORY_SERVER"),
        *("OUTLOOK_KEYWORD", "OUTLOOK_MILEAGE", "OUTLOOK_PRIORITY", "OUTLOOK_SENSITIVITY"),
        *("OUTLOOK_SUBJECT", "OUTLOOK_USER", "HOME", "WORK", "OTHER"),
    )


class Name(Entry):
    unstructuredName = Text()
    givenName = Text()
    middleName = Text()
    familyName = Text()
    honorificPrefix = Text()
    honorificSuffix = Text()
    phoneticFullName = Text()
    phoneticGivenName = Text()
    phoneticMiddleName = Text()
    phoneticFamilyName = Text()
    phoneticHonorificPrefix = Text()
    phoneticHonorificSuffix = Text()
    displayName = ReadOnly("set unstructuredName instead")
    displayNameLastFirst = ReadOnly("set unstructuredName instead")

    @validates_schema(skip_on_field_errors=False)
    def be_whole_or_parts(self, name: dict[str, Any], **_options: Any) -> None:
        """Refuse a name as a whole beside its parts; how it sounds goes with either."""
        refuse_both(name, "unstructuredName", NAME_PARTS)


class Nickname(Entry):
    value = Text(required=True)
    type = Choice(  # all but DEFAULT and ALTERNATE_NAME are deprecated, and still taken
        *("DEFAULT", "MAIDEN_NAME", "INITIALS", "GPLUS", "OTHER_NAME", "ALTERNATE_NAME"),
        "SHORT_NAME",
    )


class Organization(Typed):
    name = Text()
    title = Text()
    department = Text()
    jobDescription = Text()
    domain = Text()
    location = Text()
    symbol = Text()
    phoneticName = Text()
    costCenter = Text()
    current = Flag()
    startDate = fields.Nested(Date)
    endDate = fields.Nested(Date)
    fullTimeEquivalentMillipercent = Int32()


class PhoneNumber(TypedValue):
    canonicalForm = ReadOnly("set value instead")


class Relation(Typed):
    person = Text(required=True)


class UserDefined(Entry):
    key = Text(required=True)
    value = Text(required=True)
