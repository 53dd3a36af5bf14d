"""Creating a batch of contacts: what to ask Google next, and what became of every contact.

Rules of this file
1. Every contact ends exactly once: with an ``Outcome``, or with an ``AdapterError`` whose
   ``effect`` says whether it may exist.
2. Only what certainly does not exist is sent again: after an answer that was lost, that is what
   reading back does not find.
3. One bad contact never sinks the others: Google rejects a batch whole, so the bad rows are taken
   out, by name where it names them, by halving where it does not, and the rest is sent at once.
4. Replies are matched by stamp, not by position: nothing documents the order of createdPeople.

Source: people.batchCreateContacts, discovery document people v1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapter.errors import AdapterError, NotConfigured, PeopleBusy, PeopleUnknown
from adapter.model import Contact, Outcome, Person, Status
from adapter.people.answers import Verdict, contact_errors, judge
from adapter.people.labels import Labels, ask, memberships, refusal
from adapter.people.readback import Found, read_back
from adapter.people.rows import read_created, refused
from adapter.people.stamps import to_client_data
from adapter.people.wire import Answered, Call, Flow, Reply

CREATE = "people.people.batchCreateContacts"
MAX_CONTACTS = 200  # BatchCreateContactsRequest.contacts: "up to 200 contacts in a single request"
MAX_LOSSES = 3  # of one batch: then Google is in trouble
PAUSE_S = 10.0  # after answers that were lost

Settled = Outcome | AdapterError


def create(contacts: Sequence[Contact], labels: Labels) -> Flow[list[Settled]]:
    """Create at most 200 contacts; return what became of each, in their order.

    Those in doubt are looked for first, and created only if they are missing.
    """
    batch = _Batch(contacts, labels)
    try:
        while batch.lost or batch.waiting:
            if batch.lost:
                rows = batch.lost.pop()
                batch.find(rows, (yield from read_back(batch.stamps(rows), batch.since(rows))))
                continue
            rows = batch.waiting.pop()
            groups = yield from labels.resolve(batch.label_names(rows))
            if rows := batch.labelled(rows, groups):
                answered = yield from ask(batch.request(rows, groups))
                batch.read(rows, answered)
    except AdapterError as error:
        return batch.ends(error)
    return batch.ends()


class _Batch:
    """The contacts of one batch.

    Some are lost: they may exist. Some wait to be sent. The others have come to an end.
    """

    def __init__(self, contacts: Sequence[Contact], labels: Labels) -> None:
        self.lost: list[Sequence[int]] = []
        self.waiting: list[Sequence[int]] = []
        self._contacts = contacts
        self._labels = labels
        self._reloaded = False
        self._losses = 0
        self._in_doubt = {i for i, contact in enumerate(contacts) if contact.doubtful}
        self._ends: dict[int, Settled] = {}
        for doubtful, rows in ((True, self.lost), (False, self.waiting)):
            if chosen := [i for i, c in enumerate(contacts) if c.doubtful is doubtful]:
                rows.append(chosen)

    def ends(self, otherwise: AdapterError | None = None) -> list[Settled]:
        """Return what became of every row, ``otherwise`` for those that were not reached."""
        return [
            self._ends.get(row) or (_lost() if row in self._in_doubt else _given(otherwise))
            for row in range(len(self._contacts))
        ]

    def stamps(self, rows: Sequence[int]) -> list[str]:
        return [self._contacts[row].stamp for row in rows]

    def since(self, rows: Sequence[int]) -> float:
        """Return when the first of the rows may have been sent."""
        return min(self._contacts[row].claimed_at for row in rows)

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
        match judge(answered).verdict, answered:
            case Verdict.DONE, Reply():
                self._accept(rows, answered)
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
                self._lose(rows)
            case _:
                raise refusal(answered)

    def _end(self, rows: Sequence[int], ends: Sequence[Settled]) -> None:
        self._ends.update(zip(rows, ends, strict=True))

    def _accept(self, rows: Sequence[int], reply: Reply) -> None:
        """End the rows that a success tells of; of the others nobody knows."""
        ends = dict(zip(rows, read_created(reply, self.stamps(rows)), strict=True))
        for row, end in ends.items():
            if isinstance(end, Outcome) and not self._contacts[row].read_mask:
                ends[row] = replace(end, person=None)  # nobody asked for it back
        untold = [row for row, end in ends.items() if isinstance(end, PeopleUnknown)]
        self._ends.update((row, end) for row, end in ends.items() if row not in untold)
        if untold:
            self._lose(untold)

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

    def _lose(self, rows: Sequence[int]) -> None:
        """Leave rows in doubt: they are looked for before anything else is sent.

        Who is lost again and again is left to a later delivery: Google is in trouble.
        """
        self._losses += 1
        self._in_doubt.update(rows)
        if self._losses > MAX_LOSSES:
            raise _trouble()
        self.lost.append(rows)

    def find(self, rows: Sequence[int], found: Found) -> None:
        """End the rows that exist; send the others again, if they certainly do not."""
        names = {row: found.names.get(self._contacts[row].stamp) for row in rows}
        for row, name in names.items():
            if name is not None:
                self._ends[row] = Outcome(Status.CREATED, name)
        missing = [row for row, name in names.items() if name is None]
        if missing and not found.final:
            raise _trouble()
        if missing:
            self._in_doubt.difference_update(missing)
            self.waiting.append(missing)


def _lost() -> PeopleUnknown:
    detail = "Google's answer was lost; contacts may exist."
    return PeopleUnknown(detail, retry_after_s=PAUSE_S)


def _trouble() -> PeopleBusy:
    """Return the end of what was not sent, because of what was lost."""
    return PeopleBusy("Google is in trouble; nothing was created.", retry_after_s=PAUSE_S)


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
    return {
        **person,
        "clientData": [*person.get("clientData", ()), to_client_data(contact.stamp)],
        "memberships": memberships((*own, *(groups[name] for name in contact.labels))),
    }
