"""A submission to a valid Person, or to what is wrong with it, field by field."""

from dataclasses import dataclass

from adapter.contacts.mapping import Rules, to_draft
from adapter.contacts.person import InvalidContact, load_contact, load_person
from adapter.model import FieldError, Person, Submission

# Fields that by themselves do not make a contact anybody could find or reach.
BESIDE = frozenset(
    (
        *("userDefined", "biographies", "clientData", "memberships", "externalIds", "birthdays"),
        *("events", "genders", "interests", "locales", "locations", "miscKeywords", "occupations"),
        *("relations", "skills"),
    )
)

NOBODY = FieldError(
    "contactPerson",
    "empty",
    "Nothing here names or reaches a person; `fields` of the route can say which answer does.",
)


@dataclass(frozen=True, slots=True)
class Converted:
    """``person`` is valid when there are no ``errors``."""

    person: Person
    errors: tuple[FieldError, ...] = ()
    warnings: tuple[str, ...] = ()


def convert(submission: Submission, rules: Rules) -> Converted:
    """Return the Person of a submission, or the errors of the row. It never raises."""
    if submission.person is not None:
        return _checked(submission)
    draft = to_draft(submission, rules)
    warnings = tuple(draft.warnings)
    if draft.person.keys() <= BESIDE:
        return Converted({}, (NOBODY,), warnings)
    try:
        return Converted(load_person(draft.person), warnings=warnings)
    except InvalidContact as invalid:
        return Converted({}, invalid.errors, warnings)


def _checked(submission: Submission) -> Converted:
    try:
        return Converted(load_contact(submission.person))
    except InvalidContact as invalid:
        return Converted({}, invalid.errors)
