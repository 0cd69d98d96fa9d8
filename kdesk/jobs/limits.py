"""How much a child process may take before the kernel ends it."""

import os
import signal
import sys
from contextlib import suppress

PATIENCE = 6
"""Seconds by the clock for each allowed second of work: other programs want the processor too."""


def allow(*, seconds: int, memory: int) -> None:
    """From now on this process may work so many seconds and take so many bytes more, then it ends.

    Called again, it allows anew from that moment. Memory is held on Linux only; on Windows
    nothing is.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows hasn't got it

    used = resource.getrusage(resource.RUSAGE_SELF)
    worked = int(used.ru_utime + used.ru_stime) + 1
    _limit(resource.RLIMIT_CPU, worked + seconds)
    signal.alarm(seconds * PATIENCE)
    if sys.platform == "linux":
        _limit(resource.RLIMIT_AS, _mapped() + memory)


def _limit(what: int, most: int) -> None:
    import resource  # noqa: PLC0415 - Windows hasn't got it

    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with suppress(ValueError, OSError):  # a limit that holds already and is lower stays
        resource.setrlimit(what, (most, hard))


def _mapped() -> int:
    """The bytes of address space this process has now."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no path of ours
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
