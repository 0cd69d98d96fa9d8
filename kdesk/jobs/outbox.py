"""A child's answers to the window, sent so that a window that doesn't read holds up nothing."""

import os
import sys
import threading
from collections import deque
from typing import BinaryIO

from kdesk.jobs.protocol import Beat, Level, Message, Position, Sound, as_line
from kdesk.jobs.runner import start_thread

PASSING: dict[type, int] = {Beat: 1, Level: 8, Position: 8, Sound: 120}
"""Passing news are dropped while this many lines wait to be read: half a minute of sound, 4 MB,
after which a window that doesn't read will have to hear the memo from its file."""
BEATS_EVERY = 1.0
"""Seconds after the last news until a Beat tells that the process lives."""


class Outbox:
    """Writes messages on a thread of its own; `add` never waits."""

    def __init__(self, stream: BinaryIO) -> None:
        # Straight to the descriptor: a lock of Python's buffer, held by a thread that waits for a
        # frozen window, would make the interpreter abort at its end.
        self._descriptor = stream.fileno()
        self._lines: deque[bytes] = deque()
        self._changed = threading.Condition()
        self._broken = False
        self._beats = False
        start_thread("outbox", self._send)

    def add(self, message: Message) -> None:
        """Have this sent; dropped when the reader is gone."""
        with self._changed:
            if len(self._lines) >= PASSING.get(type(message), sys.maxsize):
                return
            self._lines.append(as_line(message))
            self._changed.notify_all()

    def beat(self) -> None:
        """From now on tell again and again that the process lives while there is no other news."""
        self._beats = True
        self.add(Beat())

    def flush(self, within: float) -> bool:
        """Wait until all is sent, so many seconds at most; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._broken or not self._lines, within)

    def _send(self) -> None:
        while True:
            with self._changed:
                while not self._lines:
                    news = self._changed.wait(BEATS_EVERY if self._beats else None)
                    if not news and not self._lines:
                        self._lines.append(as_line(Beat()))
                line = self._lines[0]
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except OSError:
                with self._changed:
                    self._broken = True
                    self._changed.notify_all()
                return
            with self._changed:
                self._lines.popleft()
                self._changed.notify_all()
