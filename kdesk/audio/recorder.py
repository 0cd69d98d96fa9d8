"""One recording: from microphones, through a thread of its own, into a sink.

It goes on with another microphone when one goes away, and notices what is to be said of the sound.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from kdesk.audio.clock import FrameClock, moment
from kdesk.audio.devices import said_name
from kdesk.audio.level import Noticing, loudness
from kdesk.audio.microphone import SHAPES, Microphone
from kdesk.audio.part import KEPT_RATE, Part
from kdesk.audio.search import Search
from kdesk.audio.told import Sink, Told
from kdesk.audio.watch import WATCHES_EVERY, Watch
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign

STALLED_AFTER = 2.0
"""Seconds without a block; the longest gap ever seen on a healthy machine was 0.37."""
LOOKS_FOR = 30.0
"""Seconds that another microphone is looked for."""
HANGS_AFTER = 5.0
"""Seconds without an answer of the sound system while one looks."""
TAIL = 0.1
"""Seconds heard after Stop was pressed: the end of the last word is still on its way."""
TRIES_EVERY = 2.0
"""Seconds between two tries to keep at the end what no disk took."""
LEVEL_EVERY = 3
"""Blocks of 20 ms for one level, so 17 levels a second."""


class _Word(Enum):
    HOLD = "hold"
    GO_ON = "go on"
    MARK = "mark"
    STOP = "stop"


class _Block(NamedTuple):
    pcm: bytes
    moment: float
    source: int


class _Lost(NamedTuple):
    source: int


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
        self._queue: SimpleQueue[_Block | _Lost | Part | _Word] = SimpleQueue()
        self._device = device
        self._shapes = shapes
        self._told = told
        self._sources = count()
        self._frames = 0
        self._blocks = 0
        self._marks = 0
        self._heard_until = moment()
        self._held_at: float | None = None
        self._ends_at: float | None = None
        self._over = False
        self._reason: Problem | None = None
        self._watch = Watch()
        self._search: Search[Part] | None = None
        self._early: list[_Block] = []
        self._noticing = Noticing()
        self._place = Sign.IN_PLACE
        self.spoiled = False
        """Whether the sound system hangs; then only the end of the process frees it."""
        self._part = self._open()
        try:
            self._sink = sink(self._part.name)
        except BaseException:
            self.spoiled = not self._part.close()
            raise
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
        """Wait until it is saved and the microphone closed; False when that takes longer.

        What no disk takes is tried again until then. On its own thread, whose bug is being told
        of, that has been.
        """
        if self._thread is threading.current_thread():
            return True
        self._thread.join(within)
        return not self._thread.is_alive()

    def _open(self, heard: Callable[[bytes], None] | None = None, **looking: Any) -> Part:
        source = next(self._sources)

        def hear(pcm: bytes) -> None:
            self._queue.put(_Block(pcm, moment(), source))
            if heard is not None:
                heard(pcm)

        def lose() -> None:
            self._queue.put(_Lost(source))

        return Part(Microphone(self._device, hear, lose, self._shapes, **looking), source)

    def _run(self) -> None:
        try:
            self._listen()
            self._end_part()
        except (Problem, OSError) as trouble:
            self._reason = _as_problem(trouble)
        except BaseException:
            self._spoil()  # a bug; another process may not meet it
            raise
        finally:  # even then what was heard is kept
            saved = self._save()
            self._let_go()
            if not saved:
                self._save_later()

    def _save(self) -> bool:
        """Have all of it on disk; whether it is."""
        try:
            self._sink.finish()
        except (Problem, OSError) as trouble:
            self._reason = _as_problem(trouble)
            saved = False
        else:
            self._tell_saved()
            saved = True
        if self._reason is not None:  # before the microphone is closed, or it meets the next press
            self._told.failed(self._reason)
        return saved

    def _save_later(self) -> None:
        """Try again until some disk takes it, however long: what is held here is nowhere else."""
        pause, saved = threading.Event(), False
        while not saved:
            pause.wait(TRIES_EVERY)
            with suppress(Problem, OSError):
                self._sink.finish()
                saved = True
        self._tell_saved()

    def _tell_saved(self) -> None:
        self._tell_place()
        self._told.saved(self.seconds)

    def _let_go(self) -> None:
        answers = self._search is None or self._search.end()
        closed = [self._part.close()]
        while not self._queue.empty():
            item = self._queue.get()
            if isinstance(item, Part):  # found at the very end
                closed.append(item.close())
        if not (answers and all(closed)):
            self._spoil()

    def _spoil(self) -> None:
        if not self.spoiled:
            self.spoiled = True
            self._told.spoiled()

    def _listen(self) -> None:
        """Write blocks until there is a reason to end; none was given when that was Stop."""
        while not self._over:
            item = self._next()
            if isinstance(item, _Block):
                self._meet(item)
            elif isinstance(item, Part):
                self._go_on_with(item)
            elif isinstance(item, _Lost):
                if item.source == self._part.source and self._search is None:
                    self._lose()
            elif item is _Word.STOP:
                self._ends_at = self._ends_at or time.monotonic() + TAIL
                self._over = self._search is not None
            elif item is not None:
                self._obey(item)
            self._look_at_the_clock()

    def _next(self) -> "_Block | _Lost | Part | _Word | None":
        asked = time.monotonic()
        patience = WATCHES_EVERY if self._ends_at is None else max(0.0, self._ends_at - asked)
        try:
            return self._queue.get(timeout=patience)
        except Empty:
            return None
        finally:
            self._watch.waited(time.monotonic() - asked)

    def _look_at_the_clock(self) -> None:
        if self._ends_at is not None:
            self._over = self._over or time.monotonic() >= self._ends_at
        elif self._search is None:
            if self._watch.without_sound >= STALLED_AFTER:
                self._lose()
        else:
            self._watch.steps(self._search.steps)
            if self._watch.unanswered >= HANGS_AFTER:
                self._hand_over()
            elif self._watch.looked >= LOOKS_FOR:
                self._over, self._reason = True, _lost()

    def _lose(self) -> None:
        """Look for another microphone, unless it is about to end anyway."""
        if self._ends_at is not None:
            self._over = True
            return
        self._told.noticed(Sign.LOOKING)
        self._end_part()
        if not self._part.close():
            self._hand_over()
            return
        self._watch.looks()
        self._early.clear()
        self._search = Search(
            lambda others, heard: self._open(heard, afresh=True, without=others), self._queue.put
        )

    def _hand_over(self) -> None:
        self._spoil()
        self._over, self._reason = True, _hangs()

    def _end_part(self) -> None:
        self._keep(self._part.rest())
        loud = self._noticing.end()
        self._noticing = Noticing()  # that this one was silent says nothing of the next
        if loud is not None:
            self._sink.note(loud)

    def _go_on_with(self, part: Part) -> None:
        early = [block for block in self._early if block.source == part.source]
        self._part, self._search = part, None
        begins = early[0].moment - part.lasts(early[0].pcm)
        away = max(0.0, begins - self._heard_until)
        name = said_name(part.name)
        self._sink.note(Note(NoteKind.PART, self.seconds, away, name))
        self._told.noticed(Sign.PART, name)
        for block in early:
            self._meet(block)

    def _meet(self, block: _Block) -> None:
        if self._search is not None:
            self._early.append(block)
        elif block.source == self._part.source:
            self._watch.sounds()
            self._hear(block)

    def _hear(self, block: _Block) -> None:
        first, self._blocks = self._blocks == 0, self._blocks + 1
        self._heard_until = block.moment
        missing = self._part.missing(block.pcm, block.moment)
        if self._held_at is None:
            second = self.seconds
            if missing:
                after = max(0.0, second - FrameClock.FOUND_AFTER)
                self._sink.note(Note(NoteKind.GAP, after, missing))
                self._told.noticed(Sign.GAP)
            self._keep(self._part.take(block.pcm))
            self._notice(block.pcm, second)
        if first:
            self._told.started()

    def _notice(self, pcm: bytes, second: float) -> None:
        found = self._noticing.hear(pcm, second)
        for sign in found.signs:
            self._told.noticed(sign)
        if found.note is not None:
            self._sink.note(found.note)
        if self._blocks % LEVEL_EVERY == 0:
            self._told.level(loudness(pcm), self.seconds)
            self._tell_place()

    def _tell_place(self) -> None:
        if self._sink.sign is not self._place:
            self._place = self._sink.sign
            self._told.noticed(self._place)

    def _obey(self, order: _Word) -> None:
        if order is _Word.MARK:
            self._marks += 1
            if self._sink.note(Note(NoteKind.MARK, self.seconds)):
                self._told.marked(self._marks)
        elif order is _Word.HOLD and self._held_at is None:
            self._held_at = moment()
            self._told.paused()
        elif order is _Word.GO_ON and self._held_at is not None:
            self._sink.note(Note(NoteKind.PAUSE, self.seconds, moment() - self._held_at))
            self._held_at = None
            self._told.resumed()

    def _keep(self, pcm: bytes) -> None:
        if pcm:
            self._sink.write(pcm)
            self._told.sound(self._frames, pcm)
            self._frames += len(pcm) // 2


def _lost() -> Problem:
    return Problem(
        Trouble.NO_MICROPHONE,
        "No microphone came back. What you said until then is kept; "
        "plug one in and say more whenever you like.",
    )


def _hangs() -> Problem:
    return Problem(
        Trouble.NO_MICROPHONE,
        "The sound system of this computer does not answer any more. What you said until then is "
        "kept; say more whenever you like.",
    )


def _as_problem(trouble: Problem | OSError) -> Problem:
    if isinstance(trouble, Problem):
        return trouble
    return Problem(
        Trouble.CANNOT_WRITE,
        "The recording could not be written any further. What was written until then is kept; "
        "check the disk, then say more whenever you like.",
    )
