"""A player for flows: it gives the answers that a test lists, and tells what was asked.

With it come the contacts to send, and a clock that only sleeping moves.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from adapter.errors import AdapterError
from adapter.model import Contact, Outcome
from adapter.people.flow import CREATE, Settled
from adapter.people.wire import Answered, Call, Flow, NotSent, RenewToken, Step, Wait, Waited

from .recorded import stamps

T = TypeVar("T")


def contact(stamp: str = "s0", *labels: str, **person: Any) -> Contact:
    """Return a contact; ``person`` are fields that it has besides a name."""
    return Contact(stamp, {"names": [{"givenName": "Ada"}], **person}, labels)


def contacts(count: int, *labels: str) -> list[Contact]:
    """Return contacts with the stamps s0, s1 and so on."""
    return [contact(f"s{number}", *labels) for number in range(count)]


Played = Answered | AdapterError | Callable[[Call], Answered]
"""What comes back for a call: an answer, one made from the call, or an error thrown in."""


@dataclass(slots=True)
class Play(Generic[T]):
    """A flow that was played to its end."""

    result: T
    steps: list[Step] = field(default_factory=list)

    @property
    def calls(self) -> list[str]:
        """The methods called, ``renew`` where a new token was asked for."""
        return [
            "renew" if isinstance(step, RenewToken) else step.name.rpartition("people.")[2]
            for step in self.steps
            if not isinstance(step, Wait)
        ]

    @property
    def requests(self) -> list[Call]:
        """The calls, without requests for a new token."""
        return [step for step in self.steps if isinstance(step, Call)]

    @property
    def batches(self) -> list[list[str]]:
        """The stamps in each create call."""
        return [stamps(call) for call in self.requests if call.name == CREATE]


def play(
    flow: Flow[T], *answers: Played, renewal: AdapterError | None = None, in_time: bool = False
) -> Play[T]:
    """Play answers at a flow: each call gets the next, and none may be left over.

    ``renewal`` is thrown when the flow asks for a new token; ``in_time`` says whether there is time
    to wait.
    """
    coming = iter(answers)
    steps: list[Step] = []
    try:
        step = next(flow)
        while True:
            steps.append(step)
            if isinstance(step, Wait):
                step = flow.send(Waited(in_time))
                continue
            answer = (renewal or NotSent()) if isinstance(step, RenewToken) else next(coming, None)
            assert answer is not None, f"asked for more than was played: {step}"
            if isinstance(answer, AdapterError):
                step = flow.throw(answer)
            else:
                assert not callable(answer) or isinstance(step, Call)
                step = flow.send(answer(step) if callable(answer) else answer)  # type: ignore[arg-type]
    except StopIteration as end:
        left = list(coming)
        assert not left, f"never asked for: {left}"
        return Play(end.value, steps)


def fates(ends: Iterable[Settled]) -> list[str]:
    """Return a word for each end: the status of an outcome, the code of an error."""
    return [end.status if isinstance(end, Outcome) else end.code for end in ends]


def told(ends: Iterable[Settled]) -> str:
    """Return every text in the ends that a sender or a log may see."""
    texts = []
    for end in ends:
        errors = end.errors if isinstance(end, Outcome) else ()
        texts += [f"{e.field} {e.code} {e.message}" for e in errors]
        texts += [] if isinstance(end, Outcome) else [end.detail, str(end), repr(end)]
    return "\n".join(texts)


class Clock:
    """The time in seconds, which only sleeping moves; ``naps`` are the sleeps."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self.naps: list[float] = []

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once, and the others run."""
        self.naps.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


async def turn() -> None:
    """Let everybody run who can."""
    for _ in range(20):
        await asyncio.sleep(0)
