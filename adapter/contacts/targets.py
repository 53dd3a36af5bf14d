"""Names we use for the fields of a Person, and the place in the Person that each stands for.

A target is written ``base``, ``base.part``, ``base.type`` or ``base.type.part``: ``email``,
``email.work``, ``address.city``, ``address.work.city``, ``organization.startDate``. Every writable
field can be reached, under the short names of forms (``phone``) and under Google's own
(``phoneNumber``).

Source: discovery document people v1, revision 20251117.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Field:
    """One array of a Person, and how answers go into it.

    ``kind_key`` is the sub-field that a type after the dot sets, empty where there is none.
    ``grouped``: parts of one kind gather in one entry (a street and a city are one address);
    otherwise every value is an entry of its own.
    """

    name: str
    part: str = "value"
    kind_key: str = "type"
    grouped: bool = False
    parts: Mapping[str, str] = field(default_factory=dict)  # our name -> Google's


@dataclass(frozen=True, slots=True)
class Target:
    """The place of an answer: ``field``'s sub-field ``part``, of the kind ``kind``."""

    field: Field
    part: str
    kind: str = ""


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_NAME_PARTS = (
    *("givenName", "familyName", "middleName", "honorificPrefix", "honorificSuffix"),
    *("phoneticFullName", "phoneticGivenName", "phoneticFamilyName", "phoneticMiddleName"),
    *("phoneticHonorificPrefix", "phoneticHonorificSuffix", "unstructuredName"),
)
_ADDRESS_PARTS = {
    **_same("streetAddress", "extendedAddress", "poBox", "city", "region", "postalCode"),
    **_same("country", "countryCode", "formattedValue"),
    "street": "streetAddress",
    "extended": "extendedAddress",
}
_ORGANIZATION_PARTS = _same(
    *("name", "title", "department", "jobDescription", "domain", "location", "symbol"),
    *("phoneticName", "costCenter", "startDate", "endDate", "current"),
    "fullTimeEquivalentMillipercent",
)

NAMES = Field("names", "unstructuredName", "", grouped=True, parts=_same(*_NAME_PARTS))
EMAILS = Field("emailAddresses", parts=_same("displayName"))
PHONES = Field("phoneNumbers")
ADDRESSES = Field("addresses", "formattedValue", grouped=True, parts=_ADDRESS_PARTS)
ORGANIZATIONS = Field("organizations", "name", grouped=True, parts=_ORGANIZATION_PARTS)
NOTES = Field("biographies", kind_key="")
GENDERS = Field("genders", kind_key="", grouped=True, parts=_same("addressMeAs"))
CUSTOM = Field("userDefined", kind_key="key")

_FIELDS = {
    "name": NAMES,
    "email": EMAILS,
    "phone": PHONES,
    "address": ADDRESSES,
    "organization": ORGANIZATIONS,
    "note": NOTES,
    "gender": GENDERS,
    "custom": CUSTOM,
    "nickname": Field("nicknames"),
    "fileAs": Field("fileAses", kind_key=""),
    "birthday": Field("birthdays", "date", "", grouped=True),
    "event": Field("events", "date"),
    "relation": Field("relations", "person"),
    "url": Field("urls"),
    "calendarUrl": Field("calendarUrls", "url"),
    "im": Field("imClients", "username", "protocol"),
    "sip": Field("sipAddresses"),
    "externalId": Field("externalIds"),
    "occupation": Field("occupations", kind_key=""),
    "interest": Field("interests", kind_key=""),
    "skill": Field("skills", kind_key=""),
    "keyword": Field("miscKeywords"),
    "locale": Field("locales", kind_key=""),
    "location": Field(
        "locations",
        grouped=True,
        parts=_same("buildingId", "floor", "floorSection", "deskCode", "current"),
    ),
    "clientData": Field("clientData", kind_key="key"),
    # Google's own names, in the singular
    "emailAddress": EMAILS,
    "phoneNumber": PHONES,
    "biography": NOTES,
    "userDefined": CUSTOM,
}
_FIELDS |= {
    "imClient": _FIELDS["im"],
    "sipAddress": _FIELDS["sip"],
    "miscKeyword": _FIELDS["keyword"],
}

_SHORT = {  # names that stand for a part
    **{part: Target(NAMES, part) for part in _NAME_PARTS},
    "company": Target(ORGANIZATIONS, "name"),
    "jobTitle": Target(ORGANIZATIONS, "title"),
    "department": Target(ORGANIZATIONS, "department"),
    "pronouns": Target(GENDERS, "addressMeAs"),
}

DROP = "drop"


def parse_target(name: str) -> Target | None:
    """Return the place that a target stands for, ``None`` for ``drop``; ``ValueError`` otherwise.

    ``custom:Some label`` is a custom field under that label; plain ``custom`` leaves the label to
    the answer.
    """
    if name == DROP:
        return None
    base, colon, label = name.partition(":")
    if colon and base in _FIELDS and _FIELDS[base].kind_key == "key":
        return Target(_FIELDS[base], "value", label.strip())
    if name in _SHORT:
        return _SHORT[name]
    base, *rest = name.split(".")
    if base in _SHORT:
        place, part = _SHORT[base].field, _SHORT[base].part
        parts: Mapping[str, str] = {}
    elif base in _FIELDS:
        place, part = _FIELDS[base], ""
        parts = place.parts
    else:
        close = get_close_matches(base.partition(":")[0], [*_FIELDS, *_SHORT, DROP], n=1)
        raise ValueError(f"unknown field{f', did you mean {close[0]}?' if close else ''}")
    kind = ""
    for word in rest:
        if word in parts and not part:
            part = parts[word]
        elif word and place.kind_key and not kind and word not in place.parts:
            kind = word
        else:
            known = f"; {base} has {', '.join(parts)}" if parts else ""
            raise ValueError(f"unknown field{known}")
    return Target(place, part or place.part, kind)
