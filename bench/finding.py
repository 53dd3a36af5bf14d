"""What a measurement found, and how it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal that was set before the measurement, and what came of it."""

    text: str
    figure: str
    met: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A chapter of the report: Markdown below a title, and goals."""

    title: str
    text: str
    goals: Sequence[Goal] = ()

    def markdown(self) -> str:
        """Return the chapter."""
        return f"## {self.title}\n\n{self.text}\n"


def table(head: Sequence[str], *rows: Sequence[str]) -> str:
    """Return a Markdown table, figures to the right."""
    rule = ["---", *(["---:"] * (len(head) - 1))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def goals(findings: Sequence[Finding]) -> str:
    """Return the table of goals."""
    rows = [(g.text, g.figure, "met" if g.met else "**missed**") for f in findings for g in f.goals]
    head = table(("goal", "figure", ""), *rows)
    return f"## Goals\n\n{head}\n"


def ms(seconds: float) -> str:
    """Return a time in milliseconds."""
    return f"{1000 * seconds:.1f}"
