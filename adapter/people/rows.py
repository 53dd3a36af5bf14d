"""What Google's answers say about single contacts of a batch.

Google's messages may quote what a person wrote, so none is passed on: only the path of the field
that it names, and words of ours.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapter.errors import PeopleBusy, PeopleUnknown
from adapter.model import READ_MASK_FIELDS, FieldError, Outcome, Status
from adapter.people.stamps import stamps_of
from adapter.people.wire import Reply, objects

Settled = Outcome | PeopleBusy | PeopleUnknown

# google.rpc.Code: what a row's status inside a 200 says about the row
_REFUSED = frozenset({3, 5, 6, 7, 9, 11, 12})  # INVALID_ARGUMENT … UNIMPLEMENTED: not created
_LATER = frozenset({8, 10})  # RESOURCE_EXHAUSTED, ABORTED: not created, try again
# UNAVAILABLE is neither: "not always safe to retry non-idempotent operations" (google.rpc.Code)

_PERSON = re.compile(r"^(?:contacts\[\d+\]\.)?(?:contact_?person|person)\.", re.IGNORECASE)
_PATH = re.compile(r"[A-Za-z]\w{0,39}(?:\[\d{1,3}\])?(?:\.[A-Za-z]\w{0,39}(?:\[\d{1,3}\])?){0,5}")
_SNAKE = re.compile(r"_([a-z])")
# "Cannot have more than one person.names per source."
_NAMED = re.compile(r"\bperson\.(\w{1,40})\b")
_FIELDS = READ_MASK_FIELDS | {"fileAses"}  # a word that is none of them may be a person's


def read_created(reply: Reply, stamps: Sequence[str]) -> list[Settled]:
    """Return what became of each stamp in a successful answer.

    ``createdPeople`` is matched by stamp; what bears none is matched by position, but only when
    Google lists as many people as were sent, and none of them twice.
    """
    body = reply.body if isinstance(reply.body, dict) else {}
    listed = body.get("createdPeople")
    people = [_object(entry) for entry in listed] if isinstance(listed, list) else []
    ends: dict[int, Settled] = {}
    places = {stamp: place for place, stamp in enumerate(stamps)}
    unstamped: list[tuple[int, dict[str, Any]]] = []
    for position, response in enumerate(people):
        place = next((places[s] for s in stamps_of(response.get("person")) if s in places), None)
        if place is None:
            unstamped.append((position, response))
        else:
            ends[place] = _read(response)
    free = [place for place in range(len(stamps)) if place not in ends]
    if len(people) == len(stamps) and len(unstamped) == len(free):
        positions = [position for position, _ in unstamped]
        # Rows keep their place where they can; in a shuffled answer, the rest goes in order.
        order = positions if set(positions) == set(free) else free
        for place, (_, response) in zip(order, unstamped, strict=True):
            ends[place] = _read(response)
    return [ends.get(place) or _unknown() for place in range(len(stamps))]


def refused(status: Mapping[str, Any]) -> Outcome:
    """Return the outcome of a row that Google refused, from its google.rpc.Status."""
    paths = dict.fromkeys(filter(None, map(field_path, _violations(status))))
    if not paths:
        named = map(field_path, _NAMED.findall(str(status.get("message"))))
        paths = dict.fromkeys(filter(None, named))
    if not paths:
        error = FieldError("contactPerson", "refused", "Google refused this contact.")
        return Outcome(Status.FAILED, errors=(error,))
    errors = (FieldError(path, "refused", "Google refused this field.") for path in paths)
    return Outcome(Status.INVALID, errors=tuple(errors))


def field_path(path: str) -> str:
    """Return Google's field path as ours: relative to the person, in JSON names; empty if odd."""
    path = _SNAKE.sub(lambda match: match[1].upper(), _PERSON.sub("", path))
    known = re.split(r"[\[.]", path, maxsplit=1)[0] in _FIELDS
    return path if known and _PATH.fullmatch(path) else ""


def _read(response: Mapping[str, Any]) -> Settled:
    """Return what became of one row: ``status`` is absent or empty when all is well."""
    status, person = _object(response.get("status")), _object(response.get("person"))
    code, name = status.get("code") or 0, person.get("resourceName")
    if code == 0 and isinstance(name, str) and name:
        return Outcome(Status.CREATED, name, person=person)
    if name or not isinstance(code, int):  # a person, and an error: who knows
        return _unknown()
    if code in _LATER:
        return PeopleBusy("Google could not take this contact now.", retry_after_s=5)
    if code in _REFUSED:
        return refused(status)
    return _unknown()


def _unknown() -> PeopleUnknown:
    return PeopleUnknown("Google's answer does not say what became of a contact.", retry_after_s=5)


def _violations(status: Mapping[str, Any]) -> Iterator[str]:
    for detail in objects(status.get("details")):
        for violation in objects(detail.get("fieldViolations")):
            yield str(violation.get("field", ""))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
