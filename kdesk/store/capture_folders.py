"""The two folders of a recording that grows, and whether their disks answer."""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kdesk.store.capture_outlet import Outlet

HANGS_AFTER = 3.0
"""Seconds without an answer after which a disk counts as hanging."""


class Folders:
    """The vault's folder and the one to go on in; which of them hangs. For threads to share."""

    def __init__(self, vaults: Path, other: Path) -> None:
        self.vaults = vaults
        self.other = other
        self._hanging: set[Path] = set()

    def hangs(self, place: Path) -> None:
        """It doesn't answer."""
        self._hanging.add(place)

    def answers(self, place: Path) -> None:
        """It does again."""
        self._hanging.discard(place)

    def free(self, place: Path) -> Path | None:
        """The folder, unless it hangs."""
        return None if place in self._hanging else place


class Turn:
    """One thread's time to seal; it is over once another takes over."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.outlet: Outlet | None = None
        self._asked_at: float | None = None

    @contextmanager
    def asking(self) -> Iterator[None]:
        """What is done inside asks the disk."""
        self._asked_at = time.monotonic()
        try:
            yield
        finally:
            self._asked_at = None

    def ask_anew(self) -> None:
        """The process itself slept: nobody can say how long the disk did."""
        if self._asked_at is not None:
            self._asked_at = time.monotonic()

    def hangs(self) -> bool:
        """Whether the disk has not answered for long."""
        asked_at = self._asked_at
        return asked_at is not None and time.monotonic() - asked_at > HANGS_AFTER


def no_answer() -> OSError:
    """What a disk says that says nothing."""
    return TimeoutError(errno.ETIMEDOUT, "the disk does not answer")
