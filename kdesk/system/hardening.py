"""What every kdesk process does first: no core dumps, no readable memory."""

import ctypes
import sys

_PR_SET_DUMPABLE = 4


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
