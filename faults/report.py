"""A run in Markdown: its figures, and the history of every delivery that went wrong."""

import os
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from faults.history import Log, write_histories
from faults.sender import Story
from faults.storm import CREATE, LATEST
from faults.verdict import Verdict

SHOWN = 20  # overlaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that is known of a run. Times are Unix seconds of the run."""

    command: str
    seconds: float  # real ones
    calm_s: float  # run seconds without faults, until the last answer and the last task
    speed: float
    stories: Sequence[Story]
    log: Log
    verdict: Verdict
    tasks: Mapping[str, int]  # waiting, done, dispatched
    parked: int
    overlaps: Sequence[tuple[float, str]]


def write(record: Record) -> str:
    """Return the report."""
    verdict = record.verdict
    head = (
        "# What breaks, and what is left\n\n"
        f"`{record.command}`, on {os.cpu_count()} cores, Python"
        f" {platform.python_version()}, {platform.system()}: {record.seconds:.0f} s, in which"
        f" {record.seconds * record.speed / 60:.0f} minutes passed for the function.\n\n"
        "Functions and workers share one ledger, senders repeat what is not answered, and an"
        " emulator plays Google.\nThree routes are queued; the others use the queue when Google is"
        " busy; one function knows of no queue.\nMeanwhile answers are lost, late and wrong, tasks"
        " are brought twice, processes die, the ledger is locked, and labels disappear; then"
        " everything heals, an operator replays what was interrupted, and the books are compared"
        " with the people who were sent.\nA call that was given up after 60 s may still be carried"
        f" out until {LATEST:.0f} s after it was sent: what Google does later than that, no"
        " reading back can see.\n"
    )
    parts = [head, _table(("", ""), _figures(record)), "\n## Faults\n"]
    parts.append(_table(("fault", "times"), _faults(record).items()))
    if record.overlaps:
        parts.append("\n## Writes that overlapped\n")
        parts += [f"- {at - record.log.began:.1f} {text}" for at, text in record.overlaps[:SHOWN]]
    if verdict.findings:
        parts.append("\n## Who is not as they should be\n")
        parts.append(write_histories(verdict.findings, record.stories, record.log))
    return "\n".join(parts)


def _figures(record: Record) -> Iterator[tuple[str, object]]:
    verdict, stories = record.verdict, record.stories
    creates = [strike for strike in record.log.strikes if strike.method == CREATE]
    yield "deliveries", len(stories)
    yield "answered `queued`", sum(map(_was_queued, stories))
    yield "tasks done", record.tasks["done"]
    yield "tasks dispatched", record.tasks["dispatched"]
    yield "attempts of senders", sum(len(story.attempts) for story in stories)
    yield "without a final answer", verdict.unanswered
    yield "minutes until all had ended, once all was well", f"{record.calm_s / 60:.0f}"
    yield "contacts expected", verdict.expected
    yield "contacts found", verdict.found
    yield "**lost**", verdict.count("lost")
    yield "**doubled**", verdict.count("doubled")
    yield "**contradicted** (the answer says otherwise)", verdict.count("contradicted")
    yield "**strangers** (nobody sent them)", verdict.strangers
    yield "refused by Google, and so answered", verdict.refused
    yield "refused by Google, and parked", verdict.kept
    yield "invalid", verdict.invalid
    yield "parked", record.parked
    yield "create calls", len(creates)
    yield "struck create calls", sum(bool(strike.fault) for strike in creates)
    yield "processes ended", sum(event.kind.endswith(ENDS) for event in record.log.events)
    yield "writes that overlapped another into the same account", len(record.overlaps)


ENDS = ("crashed", "killed", "terminated")


def _was_queued(story: Story) -> bool:
    bodies = (answer.body for answer in story.answers)
    return any(isinstance(body, dict) and body.get("status") == "queued" for body in bodies)


def _faults(record: Record) -> dict[str, int]:
    """Return how often each kind struck."""
    kinds = Counter(f"{s.method}: {s.fault}" for s in record.log.strikes if s.fault)
    kinds["contacts missing from the next lists"] = sum(s.stale > 0 for s in record.log.strikes)
    kinds.update(event.kind for event in record.log.events if not event.kind.endswith("started"))
    kinds["delivery repeated though answered"] = sum(
        max(0, len(story.answers) - 1) for story in record.stories
    )
    return dict(sorted(kinds.items()))


def _table(head: tuple[str, str], rows: Iterable[tuple[str, object]]) -> str:
    lines = [head, ("---", "---:"), *rows]
    return "\n".join(f"| {name} | {figure} |" for name, figure in lines)
