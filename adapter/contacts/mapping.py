"""Answers to a Person: where each answer goes.

An answer's place is decided by the route's ``fields``, then by the sender's own type, then by the
vocabulary. Whether the Person is valid is the schema's business.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from adapter.contacts.draft import Draft
from adapter.contacts.targets import Target, parse_target
from adapter.contacts.vocabulary import recognise
from adapter.model import Answer, Submission


class Unmapped(StrEnum):
    """What becomes of answers that match no field."""

    CUSTOM = "custom"
    NOTE = "note"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a route maps answers. ``fields``: ``called(name)`` -> target, ``None`` to drop it."""

    fields: Mapping[str, Target | None] = field(default_factory=dict)
    region: str | None = None  # ISO 3166, of phone numbers without "+"
    unmapped: Unmapped = Unmapped.CUSTOM


def to_draft(submission: Submission, rules: Rules) -> Draft:
    """Return the Person that a submission's answers describe. No answer makes it fail."""
    draft = Draft(rules.region)
    for answer in submission.answers:
        match place(answer, rules):
            case Target() as target:
                draft.put(answer, target)
            case Unmapped.CUSTOM:
                draft.keep(answer)
            case Unmapped.NOTE:
                draft.note(answer)
    draft.settle()
    return draft


def called(name: str) -> str:
    """Return a sender's name for an answer as ``Rules.fields`` has it: case and blanks are free."""
    return " ".join(name.casefold().split())


def place(answer: Answer, rules: Rules) -> Target | Unmapped:
    """Return where an answer goes."""
    for name in _names(answer):
        if (key := called(name)) in rules.fields:
            return rules.fields[key] or Unmapped.DROP
    known = next(filter(None, map(recognise, _names(answer))), None)
    target = _narrowest(answer.kind, known)
    return (parse_target(target) if target else None) or rules.unmapped


def _names(answer: Answer) -> Iterator[str]:
    """Yield what the sender calls an answer: first what the person saw, then the key behind it."""
    if answer.label:
        yield answer.label
    if answer.key:
        yield answer.key


def _narrowest(kind: str, known: str | None) -> str | None:
    """Return the sender's type, narrowed where the name says more: ``email``, ``email.work``."""
    if not kind or (known and known.partition(".")[0] == kind):
        return known
    return kind
