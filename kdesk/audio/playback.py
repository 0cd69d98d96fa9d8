"""Playing one sound: on, off, to another second, faster or slower, a passage again and again."""

import threading
import time
from dataclasses import dataclass
from enum import Enum
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Protocol, TypeAlias

from kdesk.audio.flac import FlacReader
from kdesk.audio.speaker import Speaker
from kdesk.domain.problem import Problem

if TYPE_CHECKING:
    from kdesk.audio.stretch import Stretch

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


@dataclass(frozen=True, slots=True)
class _Pace:
    speed: float


@dataclass(frozen=True, slots=True)
class _Repeat:
    start: float
    end: float


_Order: TypeAlias = _Word | float | _Pace | _Repeat


class Playback:
    """One FLAC, silent until `play`. Problem DAMAGED when it is none."""

    def __init__(self, flac: bytes, device: str | None, told: Told) -> None:
        self._reader = FlacReader(flac)
        self._device = device
        self._told = told
        self._orders: SimpleQueue[_Order] = SimpleQueue()
        self._speaker: Speaker | None = None
        self._at = 0  # the frame that is written next
        self._from = 0  # the frame that was written first since the speaker was opened
        self._out = 0  # frames the speaker was given since then
        self._speed = 1.0
        self._stretch: Stretch | None = None
        self._repeat = (0, 0)  # the frames that sound again and again; none when they are alike
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

    def pace(self, speed: float) -> None:
        """Go on so many times as fast, the pitch kept."""
        self._orders.put(_Pace(speed))

    def repeat(self, start: float, end: float) -> None:
        """Go back to `start` whenever `end` is reached; an end that isn't later ends that."""
        self._orders.put(_Repeat(start, end))

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

    def _obey(self, order: _Order | None) -> None:
        if order is None:
            self._play_on()
        elif order is _Word.PLAY and self._speaker is None:
            if self._at >= self._reader.frames:
                self._go_to(0)
            self._open()
        elif order is _Word.PAUSE:
            self._quieten()
        elif isinstance(order, _Repeat):
            start, end = (round(second * self._reader.rate) for second in (order.start, order.end))
            self._repeat = (start, min(end, self._reader.frames))
        elif isinstance(order, float | int | _Pace):
            playing = self._speaker is not None
            self._quieten()
            if isinstance(order, _Pace):
                self._speed = order.speed
            else:
                self._go_to(round(order * self._reader.rate))
                self._told.position(self._at / self._reader.rate)
            if playing:
                self._obey(_Word.PLAY)

    def _open(self) -> None:
        self.moved_at = time.monotonic()
        self._from, self._out = self._at, 0
        rate, channels = self._reader.rate, self._reader.channels
        self._stretch = None
        if self._speed != 1.0:
            from kdesk.audio.stretch import Stretch  # noqa: PLC0415 - most sounds never need it

            self._stretch = Stretch(rate, channels, self._speed)
            channels = 1
        self._speaker = Speaker(self._device, rate, channels)

    def _play_on(self) -> None:
        speaker = self._speaker
        if speaker is None:
            return
        start, end = self._repeat
        repeats = start < end and self._at <= end
        most = self._reader.rate // BLOCKS_A_SECOND
        block = self._reader.read(min(most, end - self._at) if repeats else most)
        if not block:
            self._come_to_the_end(speaker, again=repeats)
            return
        self._write(speaker, self._stretch.feed(block) if self._stretch else block)
        self._at += len(block) // (2 * self._reader.channels)
        self._blocks += 1
        if self._blocks % 2 == 0:
            self._told.position(self._heard() / self._reader.rate)

    def _come_to_the_end(self, speaker: Speaker, *, again: bool) -> None:
        """Of the sound, or of what sounds again and again."""
        if self._stretch:
            self._write(speaker, self._stretch.finish())
        speaker.drain()
        self._speaker, self.moved_at = None, None
        self._told.position(self._at / self._reader.rate)
        if again:
            self._go_to(self._repeat[0])
            self._obey(_Word.PLAY)
        else:
            self._told.ended()

    def _write(self, speaker: Speaker, pcm: bytes) -> None:
        if pcm:  # what stretches the sound gathers some before it gives any
            speaker.write(pcm)
        self.moved_at = time.monotonic()
        self._out += len(pcm) // (2 * (1 if self._stretch else self._reader.channels))

    def _heard(self) -> int:
        """The frame that is heard now: what the speaker still holds back is yet to come."""
        if self._speaker is None:
            return self._at
        sounded = self._out - round(self._speaker.latency * self._reader.rate)
        return min(self._at, self._from + max(0, round(sounded * self._speed)))

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
