"""Creating a batch of contacts: what to ask Google next, and what became of every contact.

Rules of this file
1. Every contact ends exactly once: with an ``Outcome``, or with an ``AdapterError`` whose
   ``effect`` says whether it may exist.
2. Only what certainly created nothing is sent again.
3. One bad contact never sinks the others: Google rejects a batch whole, so the bad rows are taken
   out, by name where it names them, by halving where it does not, and the rest is sent at once.
4. Replies are matched by stamp, not by position: nothing documents the order of createdPeople.

Source: people.batchCreateContacts, discovery document people v1.
"""

from collections.abc import Mapping, Sequence

from adapter.errors import AdapterError, NotConfigured, PeopleBusy, PeopleUnknown
from adapter.model import Contact, Outcome, Person
from adapter.people.answers import Judgement, Verdict, contact_errors, judge
from adapter.people.labels import Labels, ask, memberships, refusal
from adapter.people.rows import read_created, refused
from adapter.people.wire import Answered, Call, Flow, Reply

CREATE = "people.people.batchCreateContacts"
MAX_CONTACTS = 200  # BatchCreateContactsRequest.contacts: "up to 200 contacts in a single request"
STAMP_KEY = "contacts-adapter"  # clientData.key

Settled = Outcome | AdapterError


def create(contacts: Sequence[Contact], labels: Labels) -> Flow[list[Settled]]:
    """Create at most 200 contacts; return what became of each, in their order."""
    batch = _Batch(contacts, labels)
    try:
        while batch.waiting:
            rows = batch.waiting.pop()
            groups = yield from labels.resolve(batch.label_names(rows))
            if rows := batch.labelled(rows, groups):
                answered = yield from ask(batch.request(rows, groups))
                batch.read(rows, answered)
    except AdapterError as error:
        return batch.ends(error)
    return batch.ends()


class _Batch:
    """The contacts of one batch: which still wait to be sent, and what became of the others."""

    def __init__(self, contacts: Sequence[Contact], labels: Labels) -> None:
        self.waiting: list[Sequence[int]] = [range(len(contacts))] if contacts else []
        self._contacts = contacts
        self._labels = labels
        self._reloaded = False
        self._ends: dict[int, Settled] = {}

    def ends(self, otherwise: AdapterError | None = None) -> list[Settled]:
        """Return what became of every row, ``otherwise`` for those that were not reached."""
        return [self._ends.get(row) or _given(otherwise) for row in range(len(self._contacts))]

    def label_names(self, rows: Sequence[int]) -> set[str]:
        return {name for row in rows for name in self._contacts[row].labels}

    def labelled(self, rows: Sequence[int], groups: Mapping[str, str]) -> Sequence[int]:
        """Return the rows that have all their labels; the others end here.

        One route's impossible label does not stop the account's other routes.
        """
        barred = [row for row in rows if not groups.keys() >= set(self._contacts[row].labels)]
        advice = "Google refuses a label of the route: change `labels` in routes.yaml."
        self._end(barred, [NotConfigured(advice, retry_after_s=60)] * len(barred))
        return [row for row in rows if row not in self._ends]

    def request(self, rows: Sequence[int], groups: Mapping[str, str]) -> Call:
        """Return the call that creates these rows."""
        contacts = [self._contacts[row] for row in rows]
        mask = frozenset({"metadata", "clientData"}).union(*(c.read_mask for c in contacts))
        body = {
            "contacts": [{"contactPerson": _stamped(contact, groups)} for contact in contacts],
            "readMask": ",".join(sorted(mask)),
            # The default would mix in the profile of a person whom Google knows already.
            "sources": ["READ_SOURCE_TYPE_CONTACT"],
        }
        return Call(CREATE, "POST", "/v1/people:batchCreateContacts", json=body)

    def read(self, rows: Sequence[int], answered: Answered) -> None:
        """Settle what the answer settles; what may be sent again waits again.

        Raises the error that all rows share which have no end yet.
        """
        judgement = judge(answered)
        match judgement.verdict, answered:
            case Verdict.DONE, Reply():
                stamps = [self._contacts[row].stamp for row in rows]
                self._end(rows, read_created(answered, stamps, STAMP_KEY))
            case Verdict.DROP_ROWS, Reply():
                self._drop(rows, answered)
            case Verdict.HALVE, Reply():
                self._halve(rows, answered)
            case Verdict.RELOAD_LABELS, Reply() if self._reloaded:
                self._halve(rows, answered)  # a membership that came with a person names no group
            case Verdict.RELOAD_LABELS, _:
                self._reloaded = True
                self._labels.forget()
                self.waiting.append(rows)
            case Verdict.UNKNOWN, _:
                self._lose(rows, judgement)
            case _:
                raise refusal(answered)

    def _end(self, rows: Sequence[int], ends: Sequence[Settled]) -> None:
        self._ends.update(zip(rows, ends, strict=True))

    def _drop(self, rows: Sequence[int], reply: Reply) -> None:
        """Take out the rows that Google names, and let the others wait again."""
        named = {row: s for i, s in contact_errors(reply.body).items() for row in rows[i : i + 1]}
        if not named:
            self._halve(rows, reply)
            return
        self._end(list(named), [refused(status) for status in named.values()])
        if rest := [row for row in rows if row not in named]:
            self.waiting.append(rest)

    def _halve(self, rows: Sequence[int], reply: Reply) -> None:
        """Send each half by itself: some row is bad, and Google does not say which."""
        if len(rows) == 1:
            error = reply.body.get("error") if isinstance(reply.body, dict) else None
            self._end(rows, [refused(error if isinstance(error, dict) else {})])
            return
        middle = len(rows) // 2
        self.waiting += [rows[middle:], rows[:middle]]

    def _lose(self, rows: Sequence[int], judgement: Judgement) -> None:
        """Leave the rows unknown, and send nothing more while Google is in trouble.

        Reading back by stamp has its place here.
        """
        pause_s = judgement.pause_s
        lost = PeopleUnknown("Google's answer was lost; contacts may exist.", retry_after_s=pause_s)
        self._end(rows, [lost] * len(rows))
        if self.waiting:
            raise PeopleBusy("Google is in trouble; nothing was created.", retry_after_s=pause_s)


def _given(error: AdapterError | None) -> AdapterError:
    assert error is not None, "every row ends once nothing waits"  # noqa: S101
    return error


def _stamped(contact: Contact, groups: Mapping[str, str]) -> Person:
    """Return the person as it is sent: with its stamp and its labels."""
    person = contact.person
    own = (
        membership["contactGroupMembership"]["contactGroupResourceName"]
        for membership in person.get("memberships", ())
    )
    stamp = {"key": STAMP_KEY, "value": contact.stamp}
    return {
        **person,
        "clientData": [*person.get("clientData", ()), stamp],
        "memberships": memberships((*own, *(groups[name] for name in contact.labels))),
    }
