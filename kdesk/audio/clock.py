"""Whether sound went missing without a word: frames that came, against the clock."""

import time
from collections import deque

SEEMS_LOST = 0.25
"""Seconds that must be missing, and stay missing for a second, before it counts."""
SETTLES = 0.0001
"""Seconds by which the measure may follow with each block of 20 ms: 50 times what a sound card
needs whose second is a ten-thousandth too long, and too little to swallow a hole unseen."""
CATCHES_UP = 0.001
"""The same when blocks come earlier than usual: the first ones were late. Not at once, for a sound
server that changes its own buffer may give some ahead of time (seen with PulseAudio)."""
BLOCKS = 50


def moment() -> float:
    """Seconds on a clock that nobody can set and that goes on while the computer sleeps.

    Linux has one; elsewhere the sleep of a computer may stay unseen.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class FrameClock:
    """Told of each block when it comes; a late block that is followed by others in a rush is fine.

    A sound server that overflows says nothing of it (seen with PulseAudio), so only the clock can.
    """

    FOUND_AFTER = 1.0
    """Seconds of sound that have come after a hole before it is known for one."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._begun: float | None = None
        self._frames = 0
        self._usual = 0.0
        self._recent: deque[float] = deque(maxlen=BLOCKS)

    def lost(self, at: float, frames: int) -> float:
        """Seconds now known to be missing, mostly 0; `at` is a `moment`."""
        if self._begun is None:
            self._begun = at
            return 0.0
        self._frames += frames
        behind = at - self._begun - self._frames / self._rate
        self._recent.append(behind)
        missing = min(self._recent) - self._usual
        if len(self._recent) == BLOCKS and missing > SEEMS_LOST:
            self._usual += missing
            self._recent.clear()
            return missing
        self._usual += max(-CATCHES_UP, min(SETTLES, behind - self._usual))
        return 0.0
