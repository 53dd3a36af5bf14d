"""The books compared with the people who were sent and with what their senders were told."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from faults.people import Person
from faults.sender import Story

Books = Mapping[tuple[str, str], Sequence[str]]
"""(account, e-mail address) -> resource names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A person who is not where they should be; ``what`` is lost, doubled or contradicted."""

    what: str
    detail: str
    person: Person
    story: Story


@dataclass(slots=True)
class Verdict:
    """How many there should be, how many there are, and who is not as they should be."""

    expected: int = 0
    found: int = 0
    refused: int = 0  # valid, but Google refused them, and their senders were told
    kept: int = 0  # likewise, but their senders had been answered: an operator sees it
    invalid: int = 0
    unanswered: int = 0  # deliveries whose sender still repeats them
    strangers: int = 0  # contacts that nobody sent
    findings: list[Finding] = field(default_factory=list)

    def count(self, what: str) -> int:
        """Return how many people are lost, or doubled, or contradicted."""
        return sum(finding.what == what for finding in self.findings)

    @property
    def good(self) -> bool:
        """Whether everybody is there, once, and every sender was told the truth."""
        return not self.findings and not self.strangers


def open_books(described: Mapping[str, Sequence[tuple[str, str]]]) -> Books:
    """Return the emulator's books by account and address."""
    books: dict[tuple[str, str], list[str]] = defaultdict(list)
    for account, entries in described.items():
        for email, name in entries:
            books[account, email].append(name)
    return books


def judge(stories: Sequence[Story], books: Books, parked: Collection[str]) -> Verdict:
    """Return the verdict on a run; ``parked`` are the addresses that an operator sees refused."""
    verdict, known = Verdict(), set()
    for story in stories:
        verdict.unanswered += story.waiting > 0
        told = _told(story)
        for row, person in enumerate(story.delivery.people):
            known.add((story.delivery.account, person.email))
            names = books.get((story.delivery.account, person.email), ())
            if person.email in parked and not names and _was_queued(told[row]):
                verdict.kept += 1
                continue
            for what, detail in _read(person, names, told[row]):
                verdict.findings.append(Finding(what, detail, person, story))
            _count(verdict, person, names, told[row])
    verdict.strangers = sum(len(names) for place, names in books.items() if place not in known)
    return verdict


def _told(story: Story) -> dict[int, Counter[tuple[str, str]]]:
    """Return, by row, the (status, resource name) pairs of all final answers."""
    told: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for answer in story.answers:
        body: Any = answer.body if isinstance(answer.body, dict) else {}
        for line in body.get("contacts", ()):
            told[line["index"]][line["status"], line.get("resourceName", "")] += 1
    return told


def _count(
    verdict: Verdict, person: Person, names: Sequence[str], told: Counter[tuple[str, str]]
) -> None:
    if not person.valid:
        verdict.invalid += 1
    elif _refused(told):
        verdict.refused += 1
    else:
        verdict.expected += 1
        verdict.found += bool(names)


def _refused(told: Counter[tuple[str, str]]) -> bool:
    """Whether every answer says that the person was not created, for good."""
    return bool(told) and {status for status, _ in told} <= {"invalid", "failed"}


def _was_queued(told: Counter[tuple[str, str]]) -> bool:
    """Whether an answer left it open what would become of the person, and none said it."""
    statuses = {status for status, _ in told}
    return "queued" in statuses and statuses <= {"queued", "invalid", "failed"}


def _read(
    person: Person, names: Sequence[str], told: Counter[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one person."""
    created = {name for status, name in told if status in ("created", "duplicate")}
    if len(names) > 1:
        yield "doubled", f"{len(names)} times in the book: {', '.join(names)}"
    if person.valid and not names and not _refused(told):
        yield "lost", "said to be created" if created else "not in the book"
    if names and (not person.valid or _refused(told)):
        yield "contradicted", "said to be refused, but created"
    if names and created - set(names):
        yield "contradicted", f"said to be {', '.join(created)}, but is {', '.join(names)}"
