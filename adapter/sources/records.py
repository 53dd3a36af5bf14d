"""Records of unknown shape to submissions: what every sender without questions needs.

Nested objects become dotted keys (``address.city``). ``{"type": "work", "value": …}``, alone or in
a list, becomes ``emails.work``, as contact cards are written by Google, SCIM and vCard tools alike;
so does ``{"type": "work", "email": …}`` in a list of e-mails, or a number in one of phones.
A list of ``{"name": "email", "value": …}`` is read as the object that it stands for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from adapter.errors import MalformedBody
from adapter.model import Answer, Submission
from adapter.sources.decode import MAX_DEPTH, to_text, to_unicode

MAX_REF = 200  # characters of a sender's id that a result gives back
MAX_KEY = 1_000  # characters of a path: each answer below a key repeats it
MAX_EMAIL = 254  # characters, RFC 5321

_EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"()]+")
_OWN_EMAIL = re.compile(r"(your|my|ihre|deine|votre)?e?mail(id|address|adresse)?")
_TYPES = ("type", "label", "kind")
_NAMES = ("label", "question", "title", "name", "key", "field")  # what was asked, before its id
_VALUES = ("value", "answer")
_REACHED = {"email": "email", "address": "email", "phone": "phone", "number": "phone"}
_ABOUT = frozenset((*_NAMES, *_VALUES, "id", "type", "kind", "ref"))

CAPTCHAS = frozenset(  # what a page adds to a form to prove that a person filled it in
    ("g-recaptcha-response", "h-captcha-response", "cf-turnstile-response")
)


def to_submission(record: Any) -> Submission:
    """Return the submission of one record; one that is no object holds no answers."""
    if not isinstance(record, Mapping):
        return Submission()
    ref = record.get("id")
    # An e-mail address may serve as an id; a result holds no personal data.
    usable = isinstance(ref, str | int) and not isinstance(ref, bool) and "@" not in str(ref)
    return Submission(flatten(record), ref=to_ref(str(ref)) if usable else "")


def to_ref(own_id: str) -> str:
    """Return a sender's id of a row as a result can give it back."""
    return to_unicode(own_id[:MAX_REF])


def asked(key: str, value: Any, label: str = "", kind: str = "") -> Iterator[Answer]:
    """Yield the answers to one question: several for a composite value such as an address.

    ``key`` is the sender's stable name for it, ``label`` what the person saw.
    """
    for answer in flatten({key: value}):
        below = answer.key.removeprefix(key).replace(".", " ") if label else ""
        yield Answer(answer.key, answer.value, label + below, kind)


def is_email(value: str | tuple[str, ...]) -> bool:
    """Tell whether a value is an e-mail address and nothing else."""
    text = (value if isinstance(value, str) else " ".join(value)).strip()
    return len(text) <= MAX_EMAIL and bool(_EMAIL.fullmatch(text))


def with_email(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the answers, one that is an e-mail address known as one, whatever it is called.

    For senders that do not tell of what type a question is. Names decide on further addresses:
    they may be somebody else's.
    """
    found = list(answers)
    addresses = [answer for answer in found if is_email(answer.value)]
    if not addresses or any(answer.kind == "email" for answer in found):
        return tuple(found)
    first = min(addresses, key=_is_foreign)
    found[found.index(first)] = replace(first, kind="email")
    return tuple(found)


def _is_foreign(answer: Answer) -> tuple[bool, bool]:
    """Return what sorts an answer behind those that are rather the person's e-mail address.

    ``email`` comes before ``friend_email``, and that before what is called something else.
    """
    names = [name.casefold() for name in (answer.key, answer.label)]
    letters = ("".join(filter(str.isalpha, name)) for name in names)
    return not any(map(_OWN_EMAIL.fullmatch, letters)), not any("mail" in name for name in names)


def flatten(record: Mapping[str, Any]) -> tuple[Answer, ...]:
    """Return the answers of a record, in its order; nulls and blanks are no answers."""
    return tuple(
        answer for key, value in record.items() for answer in _walk(str(key)[:MAX_KEY], value, 1)
    )


def _walk(key: str, value: Any, depth: int) -> Iterator[Answer]:
    if depth > MAX_DEPTH:
        raise MalformedBody(f"Nested more than {MAX_DEPTH} levels deep.")
    key = key[:MAX_KEY]
    match value:
        case None | "":
            return
        case dict() if typed := _typed(value):
            kind, inner = typed
            yield from _walk(f"{key}.{kind}" if kind else key, inner, depth + 1)
        case dict():
            for name, inner in value.items():
                yield from _walk(f"{key}.{name}", inner, depth + 1)
        case list() if any(isinstance(item, dict | list) for item in value):
            for place, item in enumerate(value):
                yield from _walk(*_member(key, place, item), depth + 1)
        case list():
            chosen = tuple(to_text(item) for item in value if item not in (None, ""))
            if chosen:
                yield Answer(key, chosen)
        case _:
            yield Answer(key, to_text(value))


def _member(key: str, place: int, item: Any) -> tuple[str, Any]:
    """Return what an item of the list ``key`` is called, and what is in it."""
    if isinstance(item, dict):
        if named := _named(item):
            return named
        if _typed(item):
            return key, item
        if reached := _reached(key, item):
            return reached
    return f"{key}[{place}]", item


def _typed(value: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Return (type, value) of an object that is nothing but a value and perhaps its type."""
    if "value" not in value or not _filled(value) <= {"value", "primary", *_TYPES}:
        return None
    named = (value[name] for name in _TYPES if isinstance(value.get(name), str))
    return next(named, ""), value["value"]


def _reached(key: str, value: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Return (path, value) of an item in a list of e-mails or phones that only calls it so."""
    of = key.rpartition(".")[2].casefold()
    kind = next((value[name] for name in _TYPES if isinstance(value.get(name), str)), "")
    for name, whose in _REACHED.items():
        if whose in of and kind and name in value and _filled(value) <= {name, "primary", *_TYPES}:
            return f"{key}.{kind}", value[name]
    return None


def _named(value: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Return (question, answer) of an object that is nothing but that."""
    answers = [value[name] for name in _VALUES if name in value]
    if len(answers) != 1:
        return None
    names, filled = [value[name] for name in _NAMES if value.get(name)], _filled(value)
    if not names or not filled <= _ABOUT:
        return None
    if not isinstance(names[0], str) or filled <= {"value", "label"}:  # as in a card's emails
        return None
    return names[0], answers[0]


def _filled(value: Mapping[str, Any]) -> set[str]:
    return {name for name, inner in value.items() if inner is not None}
