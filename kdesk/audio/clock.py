"""Whether sound went missing without a word: frames that came, against the clock."""

from collections import deque

SEEMS_LOST = 0.25
"""Seconds that must be missing, and stay missing for a second, before it counts."""
SETTLES = 0.0001
"""Seconds by which the measure may follow with each block of 20 ms: 50 times what a sound card
needs whose second is a ten-thousandth too long, and too little to swallow a hole unseen."""
BLOCKS = 50


class FrameClock:
    """Told of each block when it comes; a late block that is followed by others in a rush is fine.

    A sound server that overflows says nothing of it (seen with PulseAudio), so only the clock can.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._begun: float | None = None
        self._frames = 0
        self._usual = 0.0
        self._recent: deque[float] = deque(maxlen=BLOCKS)

    def lost(self, moment: float, frames: int) -> float:
        """Seconds now known to be missing, mostly 0; `moment` is of a monotonic clock."""
        if self._begun is None:
            self._begun = moment
            return 0.0
        self._frames += frames
        behind = moment - self._begun - self._frames / self._rate
        self._recent.append(behind)
        missing = min(self._recent) - self._usual
        if len(self._recent) == BLOCKS and missing > SEEMS_LOST:
            self._usual += missing
            self._recent.clear()
            return missing
        self._usual += max(-SETTLES, min(SETTLES, behind - self._usual))
        return 0.0
