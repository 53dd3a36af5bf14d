"""What happened to the deliveries that went wrong, in order: senders, Google, processes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from faults.sender import Attempt, Story
from faults.storm import Strike
from faults.trouble import Event
from faults.verdict import Finding

SHOWN = 10  # deliveries
AROUND_S = 30.0  # run seconds before and after a delivery of which events belong to its history


@dataclass(frozen=True, slots=True)
class Log:
    """What struck. Times are Unix seconds of the run, which began at ``began``."""

    began: float
    strikes: Sequence[Strike]
    events: Sequence[Event]


def write_histories(findings: Sequence[Finding], stories: Sequence[Story], log: Log) -> str:
    """Return who is not as they should be, delivery by delivery, in Markdown."""
    wrong = {finding.story.delivery.id for finding in findings}
    chosen = [story for story in stories if story.delivery.id in wrong]
    parts = [
        _history(story, [one for one in findings if one.story is story], log)
        for story in chosen[:SHOWN]
    ]
    if len(chosen) > SHOWN:
        parts.append(f"And {len(chosen) - SHOWN} deliveries more.")
    return "\n".join(parts)


def _history(story: Story, findings: Sequence[Finding], log: Log) -> str:
    delivery = story.delivery
    who = "\n".join(f"- {one.what}: {one.person.email}, {one.detail}" for one in findings)
    told = "\n".join(f"    {at - log.began:8.1f} {text}" for at, text in sorted(_lines(story, log)))
    twins = ", sent twice at once" if delivery.twins else ""
    title = f"### {delivery.id} to {delivery.route}: {len(delivery.people)} people{twins}"
    return f"{title}\n\n{who}\n\n{told}\n"


def _lines(story: Story, log: Log) -> Iterator[tuple[float, str]]:
    """Yield when something happened, and what."""
    for attempt in story.attempts:
        yield attempt.began, _attempt(attempt, log.began)
    emails = {person.email for person in story.delivery.people}
    for strike in log.strikes:
        if asked := len(emails.intersection(strike.emails)):
            yield strike.at, _strike(strike, asked)
    if story.attempts:
        first, last = story.attempts[0].began - AROUND_S, story.attempts[-1].ended + AROUND_S
        for event in log.events:
            if first < event.at < last:
                yield event.at, f"{event.kind} {event.detail}"


def _attempt(attempt: Attempt, began: float) -> str:
    answered = f"{attempt.status or 'unanswered'} {attempt.said}"
    return f"sent to function {attempt.function}; {attempt.ended - began:.1f}: {answered}"


def _strike(strike: Strike, asked: int) -> str:
    late = f", {strike.latency_s:.1f} s" if strike.latency_s else ""
    stale = f", missing from {strike.stale} lists" if strike.stale else ""
    which = f"{asked} of them, {len(strike.emails)} in all"
    return f"Google is asked to create {which}: {strike.fault or 'no fault'}{late}{stale}"
