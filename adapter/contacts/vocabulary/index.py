"""The tables as dicts, built once at import: key to target, key to kind, first word to frames.

A key is a phrase's words in one: `e-mail`, `eMail` and `email` cannot be told apart, nor should
they be.
"""

from collections.abc import Iterable, Iterator, Mapping

from adapter.contacts.vocabulary.channels import CHANNELS, KINDS
from adapter.contacts.vocabulary.crms import CRMS
from adapter.contacts.vocabulary.frames import LEADS, TAILS
from adapter.contacts.vocabulary.identity import IDENTITY
from adapter.contacts.vocabulary.places import INSIDE_ADDRESS, PLACES
from adapter.contacts.vocabulary.spelling import keys, phrases
from adapter.contacts.vocabulary.standards import STANDARDS
from adapter.contacts.vocabulary.work import WORK

Phrase = tuple[str, ...]

ADDRESSES = ("address", "address.home", "address.work")
ADDRESS_PARTS = (
    *("street", "extended", "poBox", "city", "region", "postalCode", "country", "countryCode"),
)

TABLES = (IDENTITY, CHANNELS, WORK, PLACES, STANDARDS, CRMS)


def _keys(columns: Mapping[str, str]) -> Iterator[str]:
    return keys(",".join(columns.values()))


def _phrases(columns: Mapping[str, str]) -> Iterator[Phrase]:
    return phrases(",".join(columns.values()))


def _by_first_word(several: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    """Return the phrases under their first word, the longest first."""
    found: dict[str, list[Phrase]] = {}
    for phrase in sorted(several, key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return found


KNOWN: dict[str, str] = {
    key: target for table in TABLES for target, columns in table.items() for key in _keys(columns)
}
"""A name's key to its target."""

IN_ADDRESS: dict[str, str] = {
    key: target for target, columns in INSIDE_ADDRESS.items() for key in _keys(columns)
}
"""The same, for names that mean something only behind an address."""

KIND: dict[str, str] = {key: kind for kind, columns in KINDS.items() for key in _keys(columns)}
"""A word's key to the kind of e-mail, phone, web or postal address that it tells."""

LEAD = _by_first_word(_phrases(LEADS))
TAIL = _by_first_word(phrase[::-1] for phrase in _phrases(TAILS))  # their words back to front

OF_KIND: dict[tuple[str, str], str] = {
    **{("email", kind): f"email.{kind}" for kind in ("home", "work", "other")},
    **{("phone", kind): f"phone.{kind}" for kind in KINDS if kind not in ("", "fax")},
    **{("url", kind): f"url.{kind}" for kind in ("home", "work")},
    **{("phone.mobile", kind): "phone.mobile" for kind in ("home", "work", "other", "main")},
    **{("phone.workFax", kind): f"phone.{kind}Fax" for kind in ("home", "work", "other")},
    ("phone", "fax"): "phone.workFax",
    **{
        ("im", kind): "im" for kind in ("home", "work")
    },  # a protocol, not a place, tells them apart
    **{("address", kind): f"address.{kind}" for kind in ("home", "work")},
    **{
        (f"address.{part}", kind): f"address.{kind}.{part}"
        for part in ADDRESS_PARTS
        for kind in ("home", "work")
    },
    **{
        (base, kind): base
        for kind in ("", "main")
        for base in ("email", "url", "address", *(f"address.{part}" for part in ADDRESS_PARTS))
    },
    **{(base, ""): base for base in ("phone", "phone.mobile")},
}
"""What a target becomes beside a kind. A second postal address is nothing: it would mix."""

PART_OF: dict[tuple[str, str], str] = {
    **{
        (address, f"address.{part}"): f"{address}.{part}"
        for address in ADDRESSES
        for part in ADDRESS_PARTS
    },
    **{(address, "address"): address for address in ADDRESSES},
}
"""What an address becomes in front of one of its parts."""
