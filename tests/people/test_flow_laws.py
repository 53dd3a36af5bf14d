"""Laws of creating a batch: whatever Google does, everybody ends once and nobody is doubled."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.errors import (
    AdapterError,
    BadAccessToken,
    InternalError,
    NotConfigured,
    PeopleBusy,
    PeopleUnknown,
)
from adapter.model import Contact, Outcome, Status
from adapter.people.flow import CREATE, MAX_CONTACTS, Settled, create
from adapter.people.labels import Labels
from adapter.people.readback import LIST, LOOKS_S
from adapter.people.wire import Answered, Call, Lost, NotSent, RenewToken, Reply, Wait, Waited

from . import recorded as google
from .play import contact

MAX_STEPS = 2000  # more than any batch of six rows can need
NOTHING_CREATED = {400, 401, 403, 404, 409, 413, 429}  # of all statuses, only these say so


def drive(
    rows: list[Contact],
    answer: Callable[[Call], Answered | AdapterError],
    renew: Any = None,
    in_time: Callable[[], bool] = lambda: False,
) -> list[Settled]:
    """Run a flow to its end, which must come within MAX_STEPS."""
    flow = create(rows, Labels())
    came: Answered | Waited | AdapterError
    try:
        step = next(flow)
        for _ in range(MAX_STEPS):
            if isinstance(step, Wait):
                came = Waited(in_time())
            elif isinstance(step, RenewToken):
                came = renew or NotSent()
            else:
                came = answer(step)
            step = flow.throw(came) if isinstance(came, AdapterError) else flow.send(came)
    except StopIteration as end:
        ends: list[Settled] = end.value
        return ends
    raise AssertionError("the flow does not end")


batches = st.lists(st.sampled_from(["", "Web leads", "Fair"]), min_size=1, max_size=6).map(
    lambda labels: [contact(f"s{n}", *filter(None, [label])) for n, label in enumerate(labels)]
)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
numbers = st.integers(-1, 7).map(str) | st.text(max_size=4)
words = anything | st.sampled_from(["s0", "s1", "s2", "contacts-adapter", "people/c1", "names"])


def like(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return objects with some of these fields, each of them perhaps of another kind."""
    return st.fixed_dictionaries({}, optional={name: f | anything for name, f in fields.items()})


statuses = like(
    code=st.integers(0, 16),
    message=words,
    details=st.lists(like(fieldViolations=st.lists(like(field=words), max_size=2)), max_size=2),
)
persons = like(resourceName=words, clientData=st.lists(like(key=words, value=words), max_size=3))
successes = like(
    createdPeople=st.lists(like(status=statuses, person=persons), max_size=7),
    contactGroups=st.lists(like(name=words, resourceName=words, groupType=words), max_size=3),
    nextPageToken=words,
    resourceName=words,
)
refusals = like(
    error=like(
        code=words,
        status=words,
        message=words,
        errors=st.lists(like(reason=words), max_size=2),
        details=st.lists(
            like(
                reason=words,
                violations=st.lists(like(description=words), max_size=2),
                contactErrors=st.dictionaries(numbers, statuses | anything, max_size=3),
            ),
            max_size=2,
        ),
    )
)
# The statuses that decide something come often enough to lead deep into a flow.
codes = st.sampled_from([200, 200, 400, 400, 401, 404, 409]) | st.integers(0, 999)
replies = st.builds(
    Reply,
    codes,
    anything | successes | refusals,
    st.dictionaries(st.just("retry-after"), st.text("0123456789 -.x", max_size=12)),
)
errors = st.sampled_from(
    [
        PeopleBusy("no token", retry_after_s=1),
        NotConfigured("no key", retry_after_s=1),
        BadAccessToken("refused"),
        InternalError(),
    ]
)


@settings(max_examples=300, deadline=None)
@given(batches, st.data())
def test_every_flow_ends_and_reports_every_row_once(rows: list[Contact], data: Any) -> None:
    """Under any answers of any shape: nothing is raised, and what may exist is not sent blindly."""
    in_time = data.draw(st.booleans())
    answered: set[str] = set()  # rows of a call after which they may exist
    lost: set[str] = set()  # those of them of which no 200 told

    def answer(call: Call) -> Answered | AdapterError:
        came: Answered | AdapterError = data.draw(
            replies | replies | st.just(Lost()) | st.just(NotSent()) | errors
        )
        if call.name == CREATE:
            sent = google.stamps(call)
            assert len(sent) == len(set(sent)) <= MAX_CONTACTS
            assert in_time or answered.isdisjoint(sent)
            status = came.status if isinstance(came, Reply) else 0
            if isinstance(came, Reply | Lost) and status not in NOTHING_CREATED:
                answered.update(sent)
                lost.update(sent if status != 200 else ())
        return came

    ends = drive(rows, answer, data.draw(st.none() | errors), lambda: in_time)
    assert len(ends) == len(rows)
    for row, end in zip(rows, ends, strict=True):
        assert isinstance(end, Outcome | AdapterError)
        assert in_time or row.stamp not in lost or isinstance(end, PeopleUnknown)


class Book:
    """An address book behind a network that loses answers: what it does is drawn, and it is honest.

    ``bad`` are the stamps of contacts that Google refuses.
    """

    def __init__(self, data: Any, bad: set[str]) -> None:
        self.data = data
        self.bad = bad
        self.people: Counter[str] = Counter()
        self.hidden: dict[str, int] = {}  # stamp -> lists that do not show it yet
        self.stale = data.draw(st.integers(0, 1))  # answers 404 that a new list of labels cures

    def answer(self, call: Call) -> Answered | AdapterError:
        """Answer a call as Google would, or fail as networks do."""
        if call.name == LIST:
            return self.connections()
        if call.name != CREATE:
            made = Reply(200, {"resourceName": f"contactGroups/{call.json}"})
            return made if call.json else google.groups()
        sent = google.stamps(call)
        acts: list[Callable[[list[str]], Answered | AdapterError]] = [
            self.lose,
            self.lose_before,
            self.refuse,
            self.fail_rows,
        ]
        acts += (
            [self.refuse_rows, self.refuse_something] if self.bad & {*sent} else [self.write] * 3
        )
        return self.data.draw(st.sampled_from(acts))(sent)  # type: ignore[no-any-return]

    def connections(self) -> Answered | AdapterError:
        """List who is there, as far as the list is fresh: it is so by the last look."""
        shown = [stamp for stamp in self.people if not self.hidden.get(stamp)]
        self.hidden = {stamp: looks - 1 for stamp, looks in self.hidden.items() if looks}
        failures = [Lost(), google.UNAVAILABLE, google.MINUTE_QUOTA, Reply(200, None)]
        people = [google.response(stamp)["person"] for stamp in shown if self.people[stamp]]
        listed = Reply(200, {"connections": people} if people else {})
        answered: Answered | AdapterError = self.data.draw(
            st.sampled_from([*[listed] * 12, *failures]) | errors
        )
        return answered

    def create(self, stamps: Iterable[str]) -> None:
        """Add contacts, which a list may show late."""
        for stamp in stamps:
            self.people[stamp] += 1
            self.hidden[stamp] = self.data.draw(st.integers(0, len(LOOKS_S) - 1))

    def write(self, sent: list[str]) -> Answered:
        """Create everybody, and say so in some order, with or without their stamps."""
        self.create(sent)
        if self.data.draw(st.booleans()):
            order = self.data.draw(st.permutations(sent))
            return Reply(200, {"createdPeople": [google.response(stamp) for stamp in order]})
        bare = [google.response(stamp, stamped=False) for stamp in sent]
        return Reply(200, {"createdPeople": bare})

    def lose(self, sent: list[str]) -> Answered:
        """Create everybody who can be, and lose the answer."""
        if not self.bad & {*sent}:
            self.create(sent)
        return self.lose_before(sent)

    def lose_before(self, _sent: list[str]) -> Answered:
        """Say nothing of use."""
        lost = [Lost(), google.INTERNAL, google.BAD_GATEWAY, google.UNAVAILABLE, Reply(200, {})]
        answered: Answered = self.data.draw(st.sampled_from(lost))
        return answered

    def refuse(self, _sent: list[str]) -> Answered | AdapterError:
        """Refuse everybody for now."""
        later = [google.MINUTE_QUOTA, google.UNAUTHENTICATED, google.DISABLED, NotSent()]
        if self.stale:
            self.stale -= 1
            return google.NOT_FOUND
        answered: Answered | AdapterError = self.data.draw(st.sampled_from(later) | errors)
        return answered

    def refuse_rows(self, sent: list[str]) -> Answered:
        """Refuse everybody, and name those who are bad."""
        return google.rows_refused(*(place for place, s in enumerate(sent) if s in self.bad))

    def refuse_something(self, _sent: list[str]) -> Answered:
        """Refuse everybody, and do not say because of whom."""
        return google.OPAQUE

    def fail_rows(self, sent: list[str]) -> Answered:
        """Create some, and say of the others that they failed, or that nobody knows."""
        listed = []
        for stamp in sent:
            code = 3 if stamp in self.bad else self.data.draw(st.sampled_from([0, 0, 8, 13, 14]))
            if code == 0 or (code in (13, 14) and self.data.draw(st.booleans())):
                self.create([stamp])
            listed.append(google.response(stamp) if code == 0 else {"status": {"code": code}})
        return Reply(200, {"createdPeople": listed})


@settings(max_examples=300, deadline=None)
@given(batches, st.sets(st.integers(0, 5).map("s{}".format), max_size=3), st.data())
def test_nobody_is_doubled_and_every_end_is_true(
    rows: list[Contact], bad: set[str], data: Any
) -> None:
    """Created means in the book, refused and busy mean not; only unknown leaves it open.

    Rows that may be tried again are, as the writer does, with the same book; unknown ones come
    back in doubt, as a repeated delivery brings them.
    """
    book = Book(data, bad)
    waiting = rows
    for _ in range(4):
        ends = drive(waiting, book.answer, in_time=lambda: data.draw(st.integers(0, 5)) > 0)
        assert all(count <= 1 for count in book.people.values())
        for row, end in zip(waiting, ends, strict=True):
            check(row.stamp, end, book)
        pairs = zip(waiting, ends, strict=True)
        waiting = [
            dataclasses.replace(row, doubtful=isinstance(end, PeopleUnknown))
            for row, end in pairs
            if isinstance(end, PeopleBusy | PeopleUnknown)
        ]


def check(stamp: str, end: Settled, book: Book) -> None:
    """Hold an end against the book."""
    if isinstance(end, PeopleUnknown | InternalError):
        return
    created = isinstance(end, Outcome) and end.status is Status.CREATED
    assert book.people[stamp] == created
    if isinstance(end, Outcome):
        assert end.resource_name == (f"people/c{stamp}" if created else "")
        assert created or stamp in book.bad  # a bad neighbour sinks nobody


@settings(max_examples=25, deadline=None)
@given(st.integers(1, MAX_CONTACTS), st.data())
def test_halving_asks_no_more_than_it_must(count: int, data: Any) -> None:
    """Among many rows, one bad one is found in two calls a halving."""
    bad = data.draw(st.integers(0, count - 1))
    calls = 0

    def answer(call: Call) -> Answered:
        nonlocal calls
        calls += 1
        return google.OPAQUE if f"s{bad}" in google.stamps(call) else google.created(call)

    ends = drive([contact(f"s{n}") for n in range(count)], answer)
    assert [n for n, end in enumerate(ends) if isinstance(end, Outcome) and end.errors] == [bad]
    assert calls <= 1 + 2 * (count - 1).bit_length()
