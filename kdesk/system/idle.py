"""When nobody has been at the desk for a while, or the computer has slept."""

import time
from collections.abc import Callable

SLEPT_S = 5.0
"""A jump of the clock that counts sleep, against the one that doesn't, of this many seconds."""


def _with_sleep() -> float:
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.time()


class IdleWatch:
    """Knows how long nobody touched anything; asks clocks, starts none."""

    def __init__(
        self,
        waking: Callable[[], float] = time.monotonic,
        sleeping: Callable[[], float] = _with_sleep,
    ) -> None:
        self._waking = waking
        self._sleeping = sleeping
        self.touch()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched_at = self._waking()
        self._apart = self._sleeping() - self._waking()

    def due(self, minutes: int) -> bool:
        """Whether it is time to lock: `minutes` without a touch (0: never), or after a sleep."""
        slept = self._sleeping() - self._waking() - self._apart
        if slept > SLEPT_S:
            return minutes > 0
        return minutes > 0 and self._waking() - self._touched_at >= 60 * minutes
