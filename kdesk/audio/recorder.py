"""One recording: from the open microphone, through a thread of its own, into a sink."""

import threading
import time
from collections.abc import Callable, Sequence
from enum import Enum
from queue import Empty, SimpleQueue
from typing import NamedTuple, Protocol

from kdesk.audio.clock import FrameClock
from kdesk.audio.level import loudness
from kdesk.audio.microphone import SHAPES, Microphone
from kdesk.audio.resample import Resampler
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble

KEPT_RATE = 48_000
STALLED_AFTER = 2.0
"""Seconds without a block; the longest gap ever seen on a healthy machine was 0.37."""
TAIL = 0.1
"""Seconds heard after Stop was pressed: the end of the last word is still on its way."""
LEVEL_EVERY = 3
"""Blocks of 20 ms for one level, so 17 levels a second."""


class Sink(Protocol):
    """Where the sound is kept."""

    def write(self, pcm: bytes) -> None:
        """Keep s16 mono 48 kHz."""

    def note(self, note: Note) -> None:
        """Keep that something happened at a second of the sound."""

    def finish(self) -> None:
        """Come back once everything is on disk."""


class Told(Protocol):
    """Who hears how it goes, on the recording's own thread."""

    def started(self) -> None:
        """The first sound is with the sink."""

    def level(self, loudness: float, seconds: float) -> None:
        """How loud it is (0 to 1) and how much is kept."""

    def paused(self) -> None:
        """From here on nothing is kept."""

    def resumed(self) -> None:
        """From here on it is kept again."""

    def saved(self, seconds: float) -> None:
        """All of it is on disk."""

    def failed(self, problem: Problem) -> None:
        """It ended by itself, for this reason."""


class _Word(Enum):
    HOLD = "hold"
    GO_ON = "go on"
    MARK = "mark"
    STOP = "stop"
    LOST = "lost"


class _Block(NamedTuple):
    pcm: bytes
    moment: float


class Take:
    """Begins when it is made. Problem NO_MICROPHONE, or whatever making the sink raises.

    Orders and blocks wait in one queue, so that a pause begins at exactly the block during which
    it was asked for, and nothing heard before is lost, however late the writing is.
    """

    def __init__(
        self,
        device: str | None,
        sink: Callable[[str], Sink],
        told: Told,
        shapes: Sequence[tuple[int, int]] = SHAPES,
    ) -> None:
        self._queue: SimpleQueue[_Block | _Word] = SimpleQueue()
        self._told = told
        self._frames = 0
        self._held_at: float | None = None
        self._levels = 0
        self.spoiled = False
        """Whether the sound system hangs; then only the end of the process frees it."""
        self._microphone = Microphone(
            device,
            heard=lambda pcm: self._queue.put(_Block(pcm, time.monotonic())),
            lost=lambda: self._queue.put(_Word.LOST),
            shapes=shapes,
        )
        try:
            self._sink = sink(self._microphone.name)
        except BaseException:
            self.spoiled = not self._microphone.close()
            raise
        self._resampler = Resampler(self._microphone.rate, self._microphone.channels, KEPT_RATE)
        self._clock = FrameClock(self._microphone.rate)
        self._thread = threading.Thread(target=self._run, name="kdesk-writer", daemon=True)
        self._thread.start()

    @property
    def seconds(self) -> float:
        """How much is kept so far."""
        return self._frames / KEPT_RATE

    def hold(self) -> None:
        """Keep nothing from here on; the microphone stays open for going on at once."""
        self._queue.put(_Word.HOLD)

    def go_on(self) -> None:
        """Keep the sound again."""
        self._queue.put(_Word.GO_ON)

    def mark(self) -> None:
        """Note this moment."""
        self._queue.put(_Word.MARK)

    def stop(self) -> None:
        """End it; `saved` is told when it is on disk."""
        self._queue.put(_Word.STOP)

    def wait(self, within: float | None = None) -> bool:
        """Wait until it is saved and the microphone closed; False when that takes longer."""
        self._thread.join(within)
        return not self._thread.is_alive()

    def _run(self) -> None:
        reason: Problem | None = None
        try:
            reason = self._listen()
            self._keep(self._resampler.finish())
        except (Problem, OSError) as trouble:
            reason = _as_problem(trouble)
        finally:  # even a bug above must not cost what was heard
            reason = self._save() or reason
            self.spoiled = not self._microphone.close()
        if reason is not None:
            self._told.failed(reason)

    def _save(self) -> Problem | None:
        try:
            self._sink.finish()
        except (Problem, OSError) as trouble:
            return _as_problem(trouble)
        self._told.saved(self.seconds)
        return None

    def _listen(self) -> Problem | None:
        """Write blocks until there is a reason to end; None when that was Stop."""
        ends_at: float | None = None
        heard_at = time.monotonic()
        while True:
            patience = heard_at + STALLED_AFTER if ends_at is None else ends_at
            try:
                item = self._queue.get(timeout=max(0.0, patience - time.monotonic()))
            except Empty:
                return None if ends_at is not None else _stalled()
            if isinstance(item, _Block):
                heard_at = time.monotonic()
                self._hear(item)
            elif item is _Word.STOP:
                ends_at = ends_at or time.monotonic() + TAIL
            elif item is _Word.LOST:
                return None if ends_at is not None else _lost()
            else:
                self._obey(item)
            if ends_at is not None and time.monotonic() >= ends_at:
                return None

    def _hear(self, block: _Block) -> None:
        size = len(block.pcm) // (2 * self._microphone.channels)
        missing = self._clock.lost(block.moment, size)
        if self._held_at is not None:
            return
        if missing:
            self._sink.note(Note(NoteKind.GAP, self.seconds, missing))
        first = self._frames == 0
        self._keep(self._resampler.feed(block.pcm))
        if first and self._frames:
            self._told.started()
        self._levels += 1
        if self._levels % LEVEL_EVERY == 0:
            self._told.level(loudness(block.pcm), self.seconds)

    def _obey(self, order: _Word) -> None:
        now = time.monotonic()
        if order is _Word.MARK:
            self._sink.note(Note(NoteKind.MARK, self.seconds))
        elif order is _Word.HOLD and self._held_at is None:
            self._held_at = now
            self._told.paused()
        elif order is _Word.GO_ON and self._held_at is not None:
            self._sink.note(Note(NoteKind.PAUSE, self.seconds, now - self._held_at))
            self._held_at = None
            self._told.resumed()

    def _keep(self, pcm: bytes) -> None:
        if pcm:
            self._sink.write(pcm)
            self._frames += len(pcm) // 2


def _lost() -> Problem:
    return Problem(
        Trouble.NO_MICROPHONE,
        "The microphone went away. What you said until then is kept; "
        "plug it in again and press Record to go on.",
    )


def _stalled() -> Problem:
    return Problem(
        Trouble.NO_MICROPHONE,
        "The microphone stopped sending sound. What you said until then is kept; "
        "press Record to go on.",
    )


def _as_problem(trouble: Problem | OSError) -> Problem:
    if isinstance(trouble, Problem):
        return trouble
    return Problem(
        Trouble.CANNOT_WRITE,
        "The recording could not be written any further. What was written until then is kept; "
        "check the disk, then press Record to go on.",
    )
