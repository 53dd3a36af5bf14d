"""A sender: repeats its delivery until it gets a final answer, as real ones do.

A 503, a 500, or no answer at all is repeated; anything else is final. Its schedule is its own: it
waits as long as it is asked to or longer every time, but never longer than ``LONGEST_S``, because
a run has to end.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from faults.clock import Clock
from faults.people import Delivery
from faults.town import Server
from faults.wire import Answer, Unanswered, ask

AGAIN = (500, 502, 503, 504)
FIRST_WAIT_S, LONGEST_S = 2.0, 40.0  # run seconds
HANG_UP = 0.03  # share of requests whose sender does not wait for the answer
BRIEF_S = 0.02  # real seconds


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: when it was sent and answered (Unix seconds of the run), where, with what."""

    began: float
    ended: float
    function: int
    status: int  # 0: no answer
    said: str

    @property
    def final(self) -> bool:
        """Whether the sender has nothing to repeat."""
        return self.status not in (0, *AGAIN)


@dataclass(slots=True)
class Story:
    """What a sender has done and was told about one delivery."""

    delivery: Delivery
    attempts: list[Attempt] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)  # final ones
    waiting: int = 0  # senders that have no final answer yet


class Sender:
    """Delivers to ``functions``, one of them at random each time."""

    def __init__(self, functions: Sequence[Server], clock: Clock, chance: Random) -> None:
        self._functions = functions
        self._clock = clock
        self._chance = chance

    async def deliver(self, story: Story) -> None:
        """Send a delivery until it is answered, and as often again as its sender is confused."""
        copies = 2 if story.delivery.twins else 1
        story.waiting = copies
        await self._clock.sleep(story.delivery.due)
        await asyncio.gather(*(self._persist(story) for _ in range(copies)))
        for pause_s in story.delivery.repeats:
            await self._clock.sleep(pause_s)
            story.waiting += 1
            await self._persist(story)

    async def _persist(self, story: Story) -> None:
        pause_s = FIRST_WAIT_S
        while not (answer := await self._attempt(story)):
            asked = story.attempts[-1].said.rpartition("; ")[2]
            least = float(asked) if asked.isdigit() else pause_s
            await self._clock.sleep(min(LONGEST_S, least) * self._chance.uniform(1, 1.5))
            pause_s *= 2
        story.answers.append(answer)
        story.waiting -= 1

    async def _attempt(self, story: Story) -> Answer | None:
        delivery, clock = story.delivery, self._clock
        number = self._chance.randrange(len(self._functions))
        patience_s = delivery.patience / clock.speed
        within_s = BRIEF_S if self._chance.random() < HANG_UP else patience_s
        began, answer = clock.now(), None
        request = delivery.request(began)
        try:
            answer = await ask(self._functions[number].port, request, within_s)
        except Unanswered as trouble:
            status, said = 0, str(trouble)
        else:
            status, said = answer.status, _said(answer)
        attempt = Attempt(began, clock.now(), number, status, said)
        story.attempts.append(attempt)
        return answer if attempt.final else None


def _said(answer: Answer) -> str:
    """Return the gist of an answer."""
    body = answer.body if isinstance(answer.body, dict) else {}
    words = [str(body.get("code") or body.get("status") or "")]
    words += [f"{count} {status}" for status, count in body.get("counts", {}).items() if count]
    if answer.retry_after_s is not None:
        words.append(f"{answer.retry_after_s:.0f}")
    return "; ".join(words)
