"""What the tests of sound share: a listener that can be waited for, and a keyed place to record."""

import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pyrage

from kdesk.domain.ids import MemoId
from kdesk.domain.note import Note
from kdesk.domain.sign import Sign
from kdesk.jobs.protocol import Noticed
from kdesk.store import captures

M = TypeVar("M")


class Ears:
    """Hears what a recorder or player says, with the moment of each."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, object]] = []
        self._changed = threading.Condition()

    def __call__(self, message: object) -> None:
        with self._changed:
            self.heard.append((time.monotonic(), message))
            self._changed.notify_all()

    def all(self, kind: type[M]) -> list[M]:
        """Everything of this kind so far."""
        return [message for _, message in self.heard if isinstance(message, kind)]

    def moments(self, kind: type[M]) -> list[float]:
        """When it was heard, on the monotonic clock."""
        return [moment for moment, message in self.heard if isinstance(message, kind)]

    def wait(self, kind: type[M], count: int = 1, within: float = 10.0) -> M:
        """The count-th message of this kind; waits for it."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.all(kind)) >= count, within)
        assert came, f"no {kind.__name__} within {within} s, only {self.heard[-5:]}"
        return self.all(kind)[count - 1]

    def sign(self, sign: Sign, count: int = 1, within: float = 10.0) -> tuple[float, Noticed]:
        """The moment and the message of the count-th such sign; waits for it."""

        def found() -> list[tuple[float, Noticed]]:
            return [
                (moment, message)
                for moment, message in self.heard
                if isinstance(message, Noticed) and message.sign is sign
            ]

        with self._changed:
            came = self._changed.wait_for(lambda: len(found()) >= count, within)
        assert came, f"no {sign} within {within} s, only {self.heard[-5:]}"
        return found()[count - 1]


class Place:
    """A folder for captures with the key that opens them; all a recorder needs of a vault."""

    def __init__(self, folder: Path) -> None:
        self.captures = folder / "captures"
        self.captures.mkdir()
        self.fallback = folder / "fallback"
        self.identity = pyrage.x25519.Identity.generate()
        self.recipient = str(self.identity.to_public())

    def sound(self, memo_id: MemoId) -> tuple[bytes, bool]:
        """What was recorded, and whether it has its end."""
        into = BytesIO()
        whole = captures.pcm(self.captures, memo_id, self, into)  # type: ignore[arg-type]
        return into.getvalue(), whole

    def notes(self, memo_id: MemoId) -> tuple[Note, ...]:
        """What was noted beside it."""
        return captures.open_capture(self.captures, memo_id, self.identity)[1]


def until(true: Callable[[], bool], within: float = 10.0) -> None:
    """Wait for something that nobody tells."""
    end = time.monotonic() + within
    pause = threading.Event()
    while not true():
        assert time.monotonic() < end, "it never came true"
        pause.wait(0.01)
