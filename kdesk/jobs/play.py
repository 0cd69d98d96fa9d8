"""The player process: a FLAC in, sound out. A sound library that dies takes no window along."""

import os
import threading
import time
from typing import BinaryIO

from kdesk.audio.playback import Playback
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.child import close_doors
from kdesk.jobs.outbox import Outbox
from kdesk.jobs.protocol import (
    Continue,
    Ended,
    Failed,
    Hold,
    Load,
    Message,
    Pace,
    Position,
    Repeat,
    Seek,
    from_line,
)
from kdesk.jobs.runner import start_thread

STALLED_AFTER = 3.0
"""Seconds without a block taken by the speaker: the sound system hangs, and so would closing."""
CLOSES_WITHIN = 1.0
TOLD_WITHIN = 2.0


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Obey orders until there are no more."""
    close_doors()
    outbox = Outbox(stdout)
    threading.excepthook = lambda _: os._exit(1)  # a bug: the window says that playing ended
    desk = _PlayerDesk(outbox)
    start_thread("watch", desk.watch)
    while line := stdin.readline():
        order = from_line(line)
        if isinstance(order, Load):
            desk.load(order, stdin.read(order.size))
        else:
            desk.obey(order)
    desk.close()
    outbox.flush(TOLD_WITHIN)
    return 0


class _PlayerDesk:
    """Has at most one sound."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._playback: Playback | None = None

    def load(self, order: Load, flac: bytes) -> None:
        """Put this sound in the place of the one before."""
        self.close()
        try:
            self._playback = Playback(flac, order.device, _Told(self._outbox, order.number))
        except Problem as problem:
            self._outbox.add(Failed(problem))

    def obey(self, order: Message) -> None:
        """Do one thing that the window asks for."""
        if self._playback is None:
            return
        if isinstance(order, Continue):
            self._playback.play()
        elif isinstance(order, Hold):
            self._playback.pause()
        elif isinstance(order, Seek):
            self._playback.seek(order.seconds)
        elif isinstance(order, Pace):
            self._playback.pace(order.speed)
        elif isinstance(order, Repeat):
            self._playback.repeat(order.start, order.end)

    def close(self) -> None:
        """Be quiet and forget the sound."""
        playback, self._playback = self._playback, None
        if playback is not None and not playback.close(CLOSES_WITHIN):
            self._outbox.flush(TOLD_WITHIN)
            os._exit(0)  # the sound system hangs; only the end of the process lets it go

    def watch(self) -> None:
        """End the process when the speaker takes nothing any more."""
        pause = threading.Event()
        while not pause.wait(STALLED_AFTER / 6):
            playback = self._playback
            moved_at = playback.moved_at if playback is not None else None
            if moved_at is not None and time.monotonic() - moved_at > STALLED_AFTER:
                self._outbox.add(Failed(_hangs()))
                self._outbox.flush(TOLD_WITHIN)
                os._exit(0)


class _Told:
    """Passes on how playing goes."""

    def __init__(self, outbox: Outbox, number: int) -> None:
        self._outbox = outbox
        self._number = number

    def position(self, seconds: float) -> None:
        self._outbox.add(Position(round(seconds, 3), self._number))

    def ended(self) -> None:
        self._outbox.add(Ended(self._number))

    def failed(self, problem: Problem) -> None:
        self._outbox.add(Failed(problem))


def _hangs() -> Problem:
    return Problem(
        Trouble.NO_SPEAKER,
        "The sound system stopped taking sound. Press Play to try again.",
    )
