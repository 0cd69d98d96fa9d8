"""kdesk as a process of its own, watched through its log; ended by its id."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kdesk.system.paths import usual_places

PAUSE = threading.Event()  # never set: a wait that is not busy
STANDS = "the window stands"
OPEN = "the journal is open"


class Process:
    """One running window."""

    def __init__(self, *arguments: str) -> None:
        self.log = usual_places().log
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *(arguments or ("-m", "kdesk"))],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.DEVNULL,
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    def told(self, line: str) -> int:
        """How often the log has this line."""
        return self.log.read_text().count(line) if self.log.exists() else 0

    def until(self, line: str, times: int = 1, within: float = 60) -> float:
        """Wait for a line of the log; the seconds since the start."""
        ends_at = time.monotonic() + within
        while self.told(line) < times:
            assert self.process.poll() is None, f"ended before {line!r}"
            assert time.monotonic() < ends_at, f"never {line!r}: {self.log.read_text()}"
            PAUSE.wait(0.005)
        return time.monotonic() - self.began

    def spent(self) -> float:
        """Seconds of processor time so far, whatever else the machine does."""
        return spent(self.pid)

    def weighs(self) -> float:
        """Megabytes of memory, shared pages counted in part (PSS), of it and its children."""
        return sum(weight(pid) for pid in (self.pid, *children(self.pid)))

    def remembers(self, *secrets: bytes) -> dict[bytes, int]:
        """How often each of these stands in the process's writable memory."""
        return remembered(self.pid, *secrets)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def window(*arguments: str) -> Iterator[Process]:
    running = Process(*arguments)
    try:
        yield running
    finally:
        running.kill()


def remembered(pid: int, *secrets: bytes) -> dict[bytes, int]:
    """How often each of these stands in that process's writable memory."""
    found = dict.fromkeys(secrets, 0)
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            match = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if match is None:
                continue
            start, end = (int(place, 16) for place in match.groups())
            try:
                memory.seek(start)
                part = memory.read(end - start)
            except (OSError, OverflowError):
                continue  # the kernel's own pages
            for secret in secrets:
                found[secret] += part.count(secret)
    return found


def spent(pid: int) -> float:
    """Seconds of processor time a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def weight(pid: int) -> float:
    """Megabytes of memory of one process, shared pages counted in part (PSS)."""
    return _rollup(pid, "Pss")


def resident(pid: int) -> float:
    """Megabytes of memory of one process, shared pages and all: others' coming and going is no
    part of it."""
    return _rollup(pid, "Rss")


def _rollup(pid: int, name: str) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    match = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    assert match is not None
    return int(match[1]) / 1000


def gone(pid: int) -> bool:
    """Whether it has ended, though nobody may have asked how."""
    try:
        return "Z (zombie)" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def children(pid: int) -> list[int]:
    """The processes it started and that live."""
    first = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    others = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return sorted({*map(int, first), *others})
