"""The values that pass through the house, in the order in which they appear.

    Delivery -> Reading(Submission(Answer...)...) -> Contact -> Outcome -> Result

All frozen, all plain. No I/O, no clock, no Google: what a value means is decided elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Person = dict[str, Any]
"""A People API ``Person`` as JSON: keys and shapes of the discovery document."""

READ_MASK_FIELDS = frozenset(  # the valid values of readMask, batchCreateContacts reference page
    (
        *("addresses", "ageRanges", "biographies", "birthdays", "calendarUrls", "clientData"),
        *("coverPhotos", "emailAddresses", "events", "externalIds", "genders", "imClients"),
        *("interests", "locales", "locations", "memberships", "metadata", "miscKeywords", "names"),
        *("nicknames", "occupations", "organizations", "phoneNumbers", "photos", "relations"),
        *("sipAddresses", "skills", "urls", "userDefined"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One HTTP request from a sender, its body whole and unread."""

    method: str
    url: str  # as the sender sees it: some sign it
    headers: Mapping[str, str]  # names in lower case; a repeated header is joined with ", "
    query: Mapping[str, str]  # the last value of a repeated name
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a submission, as text.

    ``key`` is the sender's stable name for the question, ``label`` what the person saw (may be
    empty). ``kind`` is the vocabulary name that the sender's own type implies (``email`` for an
    e-mail question), empty where the type says nothing. ``value`` is a tuple where several were
    chosen.
    """

    key: str
    value: str | tuple[str, ...]
    label: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One filled form or record: answers still to be mapped, or a Person that needs no mapping.

    ``ref`` is the sender's own id of the row, empty where it has none.
    """

    answers: tuple[Answer, ...] = ()
    ref: str = ""
    person: Any = None  # raw JSON of a ``ContactToCreate`` (source ``people``); unchecked


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source read in a delivery.

    ``id`` is the sender's own id of the delivery, empty where it has none (its body's hash then
    stands in). ``read_mask`` are the person fields that the sender asked to have back. ``apart``
    says that a row may come again in the company of others: each is known by its ``ref`` then.
    """

    submissions: tuple[Submission, ...]
    id: str = ""
    read_mask: frozenset[str] = frozenset()
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer in the sender's own words: to its handshake, or instead of a result."""

    status: int = 200
    body: str = ""
    media_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: a path such as ``emailAddresses[0].value``, never its value."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A valid person, ready to be created under its stamp."""

    stamp: str
    person: Person  # without stamp and memberships from labels: the writer adds them
    labels: tuple[str, ...] = ()  # contact group names
    read_mask: frozenset[str] = frozenset()
    claimed_at: float = 0.0  # Unix seconds: before it, the contact was not sent
    doubtful: bool = False  # whether it may have been sent: it is looked for first


class Status(StrEnum):
    """What became of one row."""

    CREATED = "created"
    DUPLICATE = "duplicate"
    INVALID = "invalid"  # our own checks or Google's refused it
    FAILED = "failed"  # Google refused it without a reason that names a field
    QUEUED = "queued"
    UNKNOWN = "unknown"


ENDED_WELL = frozenset({Status.CREATED, Status.DUPLICATE})  # the person is a contact


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row, and what Google said about it."""

    status: Status
    resource_name: str = ""  # "people/c…", of created ones
    errors: tuple[FieldError, ...] = ()
    person: Person | None = None  # what Google returned, where a read mask asked for it

    def again(self) -> "Outcome":
        """Return what becomes of the same person, sent once more."""
        if self.status is Status.CREATED:
            return Outcome(Status.DUPLICATE, self.resource_name)
        return self


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a result: the row's place in its delivery, the sender's ref, the outcome."""

    index: int
    ref: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Result:
    """What the sender is told about a delivery that was carried out."""

    delivery: str  # "typeform:a3a12ec6…"
    rows: tuple[Row, ...] = ()
    replayed: bool = False
    changed: bool = False  # replayed, although the delivery says something else now
    parked: bool = False  # not all was carried out, and an operator has what was not
    read_mask: frozenset[str] = frozenset()  # the person fields that the sender gets back
    counts: Mapping[Status, int] = field(init=False)

    def __post_init__(self) -> None:
        """Count the rows by status, every status present."""
        counts = dict.fromkeys(Status, 0)
        for row in self.rows:
            counts[row.outcome.status] += 1
        object.__setattr__(self, "counts", counts)
