"""``make bench``: this adapter beside what a user would write instead, in one run.

``python -m bench [NAME...]`` runs the measurements named, or all of them, prints a report in
Markdown and, when all were run, writes it to docs/bench.md. Everything is a ratio taken in this
run; a measurement during which somebody else kept the machine busy is repeated, while time allows.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from pathlib import Path

from bench import bulk, burst, machine, single, start
from bench.finding import Finding, goals
from bench.stage import ROOT, Stage, emulator

REPORT = ROOT / "docs/bench.md"
REPEAT_WITHIN_S = 100.0  # of the start; the rest has to fit into four minutes
MEASUREMENTS = {
    "burst": burst.measure,
    "single": single.measure,
    "load": single.measure_load,
    "start": start.measure,
    "bulk": bulk.measure,
    "paced": burst.measure_paced,
}


async def run(names: list[str]) -> list[Finding]:
    """Measure on one stage."""
    with (
        tempfile.TemporaryDirectory(prefix="contacts-adapter-") as folder,
        emulator(Path(folder)) as google,
    ):
        stage = Stage(Path(folder), google)
        deadline = time.monotonic() + REPEAT_WITHIN_S
        return [await _quietly(name, stage, deadline) for name in names]


async def _quietly(name: str, stage: Stage, deadline: float) -> Finding:
    """Measure while the machine is ours, as far as that can be had before the deadline."""
    while True:
        machine.wait_for_quiet()
        others, began = machine.Others(), time.monotonic()
        print(f"{name} ...", file=sys.stderr, flush=True)
        finding = await MEASUREMENTS[name](stage)
        taken, ended = others.cores(), time.monotonic()
        if taken < machine.BUSY_CORES:
            return finding
        print(f"{name}: others had {taken:.1f} cores", file=sys.stderr)
        if ended + (ended - began) > deadline:
            note = f"\n\nOther processes had {taken:.1f} cores meanwhile."
            return Finding(finding.title, finding.text + note, finding.goals)


def write(names: list[str], findings: list[Finding]) -> str:
    """Return the report."""
    args = "" if names == list(MEASUREMENTS) else f" ARGS='{' '.join(names)}'"
    head = (
        "# Measured\n\n"
        f"`make bench{args}`, on {machine.describe()}.\n"
        "Function, peer, emulator and load client share the machine: compare within a table.\n\n"
        "The peer is `bench/peer/main.py`: the function one would write with"
        " google-api-python-client.\nBoth are served by the functions framework with its"
        " defaults, with the same emulator in Google's place, and `BATCHES_PER_MINUTE=0` unless"
        " said otherwise.\n"
    )
    return "\n".join([head, goals(findings), *(finding.markdown() for finding in findings)])


def main() -> None:
    """Measure, and write the report."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(MEASUREMENTS)}")
    names = parser.parse_args().names or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # however it ends, so do its servers
    report = write(names, asyncio.run(run(names)))
    print(report)
    if names == list(MEASUREMENTS):
        REPORT.write_text(report, "utf-8")


if __name__ == "__main__":
    main()
