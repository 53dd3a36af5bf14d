"""How a name is spelled: one spelling for every way of writing it.

`firstName`, `first_name`, `FIRST NAME *` and `First-Name:` are the same two words. What a name
means is not decided here.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

EDGES = " \t\r\n\u00a0\u2009\u202f\u3000*:?!.,;\u00bf\u00a1\u2026"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MARKS = re.compile("[\u0300-\u036f]+")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[/&]")
_PATH = re.compile(r"\w[\w-]*(?:\.\w[\w-]*|\[[\w-]*\])+")
_SEGMENT = re.compile(r"[\w-]+")
_CUSTOM = re.compile(r"__p?c$", re.IGNORECASE)  # the end of a Salesforce custom field's name
_TO_TYPED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SEPARATORS = ((",", "/"), (";", "/"), ("|", "/"), ("\\", "/"), ("+", "&"))

PEOPLE = frozenset(
    (
        *("contact", "contacts", "customer", "customers", "data", "invitee", "item", "lead"),
        *("leads", "people", "person", "persons", "profile", "record", "submission", "subscriber"),
        *("user", "users"),
    )
)
"""Parents in a path whose second item is somebody else."""

CONTAINERS = PEOPLE | frozenset(
    (
        *("answers", "attributes", "body", "fields", "formresponse", "hidden", "mergefields"),
        *("merges", "names", "object", "params", "payload", "properties", "response", "root"),
        *("traits", "values"),
    )
)
"""Parents in a path that say nothing about whose answer it is. `form` and `event` do."""


class Spelling(NamedTuple):
    """A name as words, `/` standing between alternatives and `&` between things joined.

    ``spaced`` is true for words that were written apart. ``head`` is the key of a path's first
    segment that is no container, empty where the name is no path. ``again`` is true when a path's
    index says that this is not the first of its kind, ``another`` when the first is another person.
    """

    words: tuple[str, ...]
    spaced: bool = False
    head: str = ""
    again: bool = False
    another: bool = False


def fold(text: str) -> str:
    """Return the text without case and accents, camelCase apart."""
    if not (text.islower() or text.isupper()):
        text = _CAMEL.sub(" ", text)
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return text.casefold()


def spell(name: str) -> Spelling:
    """Return the words of a name, what only decorates or contains them left out."""
    name = name.strip(EDGES)
    if name[:8].casefold() == "section-":  # WHATWG: a group's token in front of the field's own
        name = name.partition(" ")[2]
    if "__" in name:  # Zapier's way to write a path
        name = _CUSTOM.sub("", name).replace("__", ".")
    if ("." in name or "[" in name) and _PATH.fullmatch(name):
        return _spell_path(_SEGMENT.findall(name))
    return Spelling(_words(name), spaced=" " in name)


def keys(cell: str) -> Iterator[str]:
    """Yield the key of each phrase in a table's cell: `vollständiger name` -> vollstandigername.

    And with umlauts typed as ae, oe, ue. Cells hold words, blanks and commas, and so need less care
    than names do; this keeps the import fast.
    """
    for text in _both_ways(cell):
        yield from fold(text).replace(" ", "").replace("°", "").split(",")


def phrases(cell: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each phrase in a table's cell, umlauts both ways."""
    for text in _both_ways(cell):
        for phrase in fold(text).split(","):
            yield tuple(phrase.split())


def _both_ways(cell: str) -> tuple[str, ...]:
    typed = cell.translate(_TO_TYPED)
    return (cell,) if typed == cell else (cell, typed)


def _words(text: str) -> tuple[str, ...]:
    text = fold(text)
    for mark, meaning in _SEPARATORS:
        if mark in text:
            text = text.replace(mark, meaning)
    words = trim(tuple(_TOKEN.findall(text)))
    numbered = words[:1] == ("q",) and words[1:2] and words[1].isdecimal()  # Jotform's q3_email
    return words[2:] if numbered else words


def trim(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without separators at either end."""
    while words and words[0] in "/&":
        words = words[1:]
    while words and words[-1] in "/&":
        words = words[:-1]
    return words


def _spell_path(segments: list[str]) -> Spelling:
    later = [segment.isdecimal() and int(segment) > 0 for segment in segments]
    beside = zip(segments, later[1:], strict=False)
    another = any(_key(of) in PEOPLE and is_later for of, is_later in beside)
    named = [segment for segment in segments if not segment.isdecimal()]
    while len(named) > 1 and _key(named[0]) in CONTAINERS:
        del named[0]
    if len(named) > 1 and _key(named[-1]) == "value":
        del named[-1]
    head = _key(named[0]) if len(named) > 1 else ""
    return Spelling(_words(" ".join(named)), head=head, again=any(later), another=another)


def _key(segment: str) -> str:
    return segment.replace("_", "").replace("-", "").casefold()
