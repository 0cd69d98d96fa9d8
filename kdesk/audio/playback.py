"""Playing one sound: on, off, to another second, to the end."""

import threading
import time
from enum import Enum
from queue import Empty, SimpleQueue
from typing import Protocol

from kdesk.audio.flac import FlacReader
from kdesk.audio.speaker import Speaker
from kdesk.domain.problem import Problem

BLOCKS_A_SECOND = 60
"""Each is decoded and written at once; every second one tells the position."""


class Told(Protocol):
    """Who hears how it goes, on the playing thread."""

    def position(self, seconds: float) -> None:
        """The second that is being heard."""

    def ended(self) -> None:
        """It has been heard to its end."""

    def failed(self, problem: Problem) -> None:
        """It can't be heard."""


class _Word(Enum):
    PLAY = "play"
    PAUSE = "pause"
    CLOSE = "close"


class Playback:
    """One FLAC, silent until `play`. Problem DAMAGED when it is none."""

    def __init__(self, flac: bytes, device: str | None, told: Told) -> None:
        self._reader = FlacReader(flac)
        self._device = device
        self._told = told
        self._orders: SimpleQueue[_Word | float] = SimpleQueue()
        self._speaker: Speaker | None = None
        self._at = 0  # the frame that is written next
        self._from = 0  # the frame that was written first since the speaker was opened
        self._blocks = 0
        self.moved_at: float | None = None
        """When the last block was written, on the monotonic clock; None while it is silent."""
        self._thread = threading.Thread(target=self._run, name="kdesk-playback", daemon=True)
        self._thread.start()

    def play(self) -> None:
        """Go on, or begin."""
        self._orders.put(_Word.PLAY)

    def pause(self) -> None:
        """Be quiet."""
        self._orders.put(_Word.PAUSE)

    def seek(self, seconds: float) -> None:
        """Go to this second, playing or not."""
        self._orders.put(seconds)

    def close(self, within: float) -> bool:
        """Be quiet and let the speaker go; False when that takes longer."""
        self._orders.put(_Word.CLOSE)
        self._thread.join(within)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            try:
                order = self._orders.get(block=self._speaker is None)
            except Empty:
                order = None
            try:
                if order is _Word.CLOSE:
                    self._quieten()
                    return
                self._obey(order)
            except Problem as problem:
                self._quieten()
                self._told.failed(problem)

    def _obey(self, order: "_Word | float | None") -> None:
        if order is None:
            self._play_on()
        elif order is _Word.PLAY and self._speaker is None:
            if self._at >= self._reader.frames:
                self._go_to(0)
            self.moved_at = time.monotonic()
            self._from = self._at
            self._speaker = Speaker(self._device, self._reader.rate, self._reader.channels)
        elif order is _Word.PAUSE:
            self._quieten()
        elif isinstance(order, float | int):
            playing = self._speaker is not None
            self._quieten()
            self._go_to(round(order * self._reader.rate))
            self._told.position(self._at / self._reader.rate)
            if playing:
                self._obey(_Word.PLAY)

    def _play_on(self) -> None:
        speaker = self._speaker
        if speaker is None:
            return
        block = self._reader.read(self._reader.rate // BLOCKS_A_SECOND)
        if not block:
            speaker.drain()
            self._speaker, self.moved_at = None, None
            self._told.position(self._at / self._reader.rate)
            self._told.ended()
            return
        speaker.write(block)
        self.moved_at = time.monotonic()
        self._at += len(block) // (2 * self._reader.channels)
        self._blocks += 1
        if self._blocks % 2 == 0:
            self._told.position(self._heard() / self._reader.rate)

    def _heard(self) -> int:
        latency = self._speaker.latency if self._speaker is not None else 0.0
        return max(self._from, self._at - round(latency * self._reader.rate))

    def _quieten(self) -> None:
        if self._speaker is None:
            return
        heard = self._heard()
        speaker, self._speaker, self.moved_at = self._speaker, None, None
        speaker.silence()
        self._go_to(heard)

    def _go_to(self, frame: int) -> None:
        self._at = min(max(0, frame), self._reader.frames)
        self._reader.seek(self._at)
