"""What every kdesk process does first: no core dumps, no readable memory, no telemetry."""

import ctypes
import os
import sys

QUIET = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
"""Switches the libraries read, some only once, at import: set before anything is imported."""

_PR_SET_DUMPABLE = 4


def quiet_environment() -> None:
    """Put the switches of QUIET into this process's environment, which its children inherit."""
    os.environ.update(QUIET)


def harden() -> None:
    """Forbid core dumps, and other processes of the same user a look into this one's memory.

    Both hold for this process alone: a started program begins dumpable again, so each calls it.
    The limit on core files is inherited. Elsewhere than on Linux only the limit is set, and on
    Windows nothing.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows hasn't got it

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
