"""The machine: what a function weighs, and whether somebody else was at work. Linux's /proc."""

import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
QUIET_S = 0.3  # how long nobody else may be at work before a measurement
BUSY_CORES = 0.25  # of others: above it, a measurement waits, and is repeated
PATIENCE_S = 8.0
_TICKS = os.sysconf("SC_CLK_TCK")


def describe() -> str:
    """Return the machine in a line."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def processes(session: int) -> Iterator[Path]:
    """Yield the processes of a session."""
    for folder in PROC.iterdir():
        if folder.name.isdecimal() and (fields := _stat(folder)) and fields[3] == str(session):
            yield folder


def pss_mb(session: int) -> float:
    """Return what a function's processes weigh together, what they share counted once."""
    return sum(_kb(folder / "smaps_rollup", "Pss:") for folder in processes(session)) / 1024


def forget_peak(session: int) -> float:
    """Begin to watch the peak of each process of a session; return their sum now, in MB."""
    for folder in processes(session):
        (folder / "clear_refs").write_text("5")
    return _rss_mb(session, "VmRSS:")


def peak_mb(session: int) -> float:
    """Return the sum of the peaks since ``forget_peak``."""
    return _rss_mb(session, "VmHWM:")


def _rss_mb(session: int, line: str) -> float:
    return sum(_kb(folder / "status", line) for folder in processes(session)) / 1024


def cpu_s(session: int) -> float:
    """Return the processor time that a function's processes have had."""
    stats = map(_stat, processes(session))
    return sum(int(ticks) for stat in stats for ticks in stat[11:13]) / _TICKS


class Others:
    """How much of the machine is taken by processes that are not ours."""

    def __init__(self) -> None:
        self._began, self._busy_s, self._own_s = time.monotonic(), _busy_s(), _own_s()

    def cores(self) -> float:
        """Return how many cores others have had in the mean."""
        took = (_busy_s() - self._busy_s) - (_own_s() - self._own_s)
        return max(0.0, took) / (time.monotonic() - self._began)


def wait_for_quiet() -> None:
    """Wait until nobody else is at work, for a while at most."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        others = Others()
        time.sleep(QUIET_S)
        if others.cores() < BUSY_CORES:
            return


def _busy_s() -> float:
    user, nice, system = (PROC / "stat").read_text().split(maxsplit=4)[1:4]
    return (int(user) + int(nice) + int(system)) / _TICKS


def _own_s() -> float:
    """Return the processor time of this process and its descendants, the dead included."""
    parents, took = {}, {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal() and (fields := _stat(folder)):
            pid = int(folder.name)
            parents[pid] = int(fields[1])
            took[pid] = sum(map(int, fields[11:15]))  # its own, and that of its dead children
    return sum(ticks for pid, ticks in took.items() if _is_ours(pid, parents)) / _TICKS


def _is_ours(pid: int, parents: dict[int, int]) -> bool:
    while pid and pid != os.getpid():
        pid = parents.get(pid, 0)
    return bool(pid)


def _stat(folder: Path) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on; none for a process that has ended."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _kb(path: Path, name: str) -> int:
    line = next(line for line in path.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1])
