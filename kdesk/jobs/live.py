"""Words while somebody still speaks: the recorder's sound in, utterances out.

Capture never waits for any of this. What can't be heard in time is heard once the memo is filed.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TypeAlias

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.domain.transcript import Utterance
from kdesk.jobs.drafts import Draft, Drafts
from kdesk.jobs.ear import Ear, EarLostError
from kdesk.jobs.hearing import KEPT_RATE, Finished, Words
from kdesk.jobs.protocol import Failed, RecorderEvent, Saved, Sound, Spoiled, Started
from kdesk.jobs.runner import start_thread
from kdesk.speech.models import Model
from kdesk.speech.wish import Wish

BEHIND = 600.0
"""Seconds of sound taken in and not heard, from which on it is left to the memo's file. They are
kept in the speech process, 19 MB; a model twice too slow gets so far behind in 20 minutes."""
UNTAKEN = 60.0
"""Seconds of sound the speech process hasn't even taken in, 6 MB: it hangs, and is ended."""
ENDS_WITHIN = 5.0
"""Seconds `close` waits for the thread that gives the sound."""


@dataclass(frozen=True, slots=True)
class LiveWords:
    """These utterances came next."""

    memo_id: MemoId
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class LiveDone:
    """No more words of this memo come while it is live.

    When it is `whole` the last word is among those told; else the rest is heard once it is filed.
    """

    memo_id: MemoId
    whole: bool


LiveEvent: TypeAlias = LiveWords | LiveDone


@dataclass
class _Spoken:
    """One memo, as far as it is spoken and heard."""

    id: MemoId
    model: str = ""
    frames: int = 0
    """Given to be heard."""
    until: float = 0.0
    language: str = ""
    utterances: tuple[Utterance, ...] = ()
    to_its_end: bool = False
    """All of it was given."""


@dataclass
class _Hearing:
    """One speech process, and what is given to it: a memo begins, sound, whether that was all."""

    ear: Ear = field(default_factory=Ear)
    orders: "SimpleQueue[_Spoken | bytes | bool | None]" = field(default_factory=SimpleQueue)
    untaken: int = 0
    """Bytes in them."""
    unfinished: deque[_Spoken] = field(default_factory=deque)
    taken: bool = False
    """Somebody takes its answers."""
    over: bool = False
    giver: threading.Thread | None = None


class Live:
    """Hears what is being recorded; give its `hear` to the Recorder as `live`.

    `model` and `wish` are asked for each memo, and `listener` is called, on threads of its own; the
    listener must not wait for anything.
    """

    def __init__(
        self,
        model: Callable[[], Model | None],
        wish: Callable[[], Wish],
        listener: Callable[[LiveEvent], None],
        drafts: Drafts,
    ) -> None:
        self._model = model
        self._wish = wish
        self._listener = listener
        self._drafts = drafts
        self._lock = threading.RLock()
        self._hearing: _Hearing | None = None
        self._spoken: _Spoken | None = None
        self._closed = False

    def hear(self, event: RecorderEvent) -> None:
        """Take what the recorder's process says; never waits."""
        with self._lock:
            if isinstance(event, Started):
                self._begin(event.id)
            elif isinstance(event, Sound):
                self._more(event)
            elif isinstance(event, Saved):
                self._end(event)
            elif isinstance(event, Spoiled | Failed):
                self._leave()

    def close(self) -> None:
        """End the speech process; nothing more is told. What is heard so far is kept."""
        with self._lock:
            self._closed = True
            hearing = self._hearing
            if hearing is not None:
                self._part_with(hearing)
        if hearing is not None and hearing.giver is not None:
            hearing.giver.join(ENDS_WITHIN)

    def _begin(self, memo_id: MemoId) -> None:
        if self._closed:
            return
        self._leave()
        self._drafts.turn(live=True)
        self._spoken = _Spoken(memo_id)
        hearing = self._hearing
        if hearing is None:
            hearing = self._hearing = _Hearing()
            hearing.giver = start_thread("live", lambda: self._give(hearing))
        hearing.unfinished.append(self._spoken)
        hearing.orders.put(self._spoken)

    def _more(self, sound: Sound) -> None:
        spoken, hearing = self._spoken, self._hearing
        if spoken is None or hearing is None:
            return
        if sound.frame != spoken.frames:  # the window was too slow, and some is missing
            self._leave()
            return
        spoken.frames += len(sound.pcm) // 2
        hearing.untaken += len(sound.pcm)
        hearing.orders.put(sound.pcm)
        if hearing.untaken > UNTAKEN * KEPT_RATE * 2:
            self._part_with(hearing)
        elif spoken.frames / KEPT_RATE - spoken.until > BEHIND:
            self._leave()

    def _end(self, saved: Saved) -> None:
        spoken = self._spoken
        if spoken is not None and spoken.id == saved.id:
            spoken.to_its_end = spoken.frames == round(saved.seconds * KEPT_RATE)
            self._leave()

    def _leave(self) -> None:
        """Nothing more is given of what is being spoken; what was given is heard all the same."""
        spoken, self._spoken = self._spoken, None
        if spoken is not None and self._hearing is not None:
            self._hearing.orders.put(spoken.to_its_end)

    def _give(self, hearing: _Hearing) -> None:
        """Give one process what there is for it, until it has heard all or is lost."""
        try:
            while (order := hearing.orders.get()) is not None:
                if isinstance(order, bytes):
                    hearing.ear.more(order)
                    with self._lock:
                        hearing.untaken -= len(order)
                elif isinstance(order, bool):
                    hearing.ear.end(whole=order)
                elif not self._follow(hearing, order):
                    return
        except (EarLostError, Problem):
            pass  # whatever it is, it is met again and told when the memo's file is heard
        finally:
            with self._lock:
                self._part_with(hearing)
            hearing.ear.close()

    def _follow(self, hearing: _Hearing, spoken: _Spoken) -> bool:
        """Begin to hear a memo; False without a model."""
        model = self._model()
        if model is None:
            return False
        spoken.model = model.name
        hearing.ear.follow(model.folder, self._wish())
        if not hearing.taken:
            hearing.taken = True
            start_thread("live-words", lambda: self._take(hearing))
        return True

    def _take(self, hearing: _Hearing) -> None:
        """Take what one process answers."""
        try:
            while hearing.unfinished and not hearing.over:
                for answer in hearing.ear.answers():
                    with self._lock:
                        if hearing.over:
                            return
                        self._note(hearing, answer)
        except (EarLostError, Problem):
            pass  # as above
        finally:
            with self._lock:
                self._part_with(hearing)

    def _note(self, hearing: _Hearing, answer: Words | Finished) -> None:
        spoken = hearing.unfinished[0]
        spoken.language = answer.language
        if isinstance(answer, Finished):
            hearing.unfinished.popleft()
            self._keep(spoken, whole=spoken.to_its_end)
            if not hearing.unfinished:
                self._part_with(hearing)
            return
        spoken.until = answer.until
        spoken.utterances += answer.utterances
        if answer.utterances:
            self._tell(LiveWords(spoken.id, answer.utterances))

    def _keep(self, spoken: _Spoken, *, whole: bool) -> None:
        until = spoken.frames / KEPT_RATE if whole else spoken.until
        draft = Draft(spoken.model, spoken.language, spoken.utterances, until, whole)
        self._drafts.keep(spoken.id, draft)
        self._tell(LiveDone(spoken.id, whole))

    def _part_with(self, hearing: _Hearing) -> None:
        """The process has heard all, or is lost; what it hasn't heard is left to the file."""
        if hearing.over:
            return
        hearing.over = True
        hearing.ear.stop()
        hearing.orders.put(None)
        self._hearing = self._spoken = None
        while hearing.unfinished:
            self._keep(hearing.unfinished.popleft(), whole=False)
        self._drafts.turn(live=False)

    def _tell(self, event: LiveEvent) -> None:
        if not self._closed:
            self._listener(event)
