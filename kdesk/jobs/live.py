"""Words while somebody still speaks: the recorder's sound in, utterances out.

Capture never waits for any of this. What can't be heard in time is heard once the memo is filed.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import TypeAlias

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.domain.transcript import Utterance
from kdesk.jobs.drafts import Drafts
from kdesk.jobs.ear import Ear, EarLostError
from kdesk.jobs.hearing import KEPT_RATE, Finished, Words
from kdesk.jobs.protocol import Failed, RecorderEvent, Saved, Sound, Spoiled, Started
from kdesk.jobs.runner import start_thread
from kdesk.jobs.said import Said
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
class _Hearing:
    """One speech process, and what is given to it: a memo begins, sound, whether that was all."""

    ear: Ear = field(default_factory=Ear)
    orders: "SimpleQueue[Said | bytes | bool | None]" = field(default_factory=SimpleQueue)
    untaken: int = 0
    """Bytes in them."""
    unfinished: deque[Said] = field(default_factory=deque)
    taken: bool = False
    """Somebody takes its answers."""
    over: bool = False
    giver: threading.Thread | None = None

    def put(self, pcm: bytes) -> None:
        """Have it given this sound next."""
        self.untaken += len(pcm)
        self.orders.put(pcm)


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
        self._said: Said | None = None
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
        self._said = Said(memo_id)
        self._give_on(self._said)

    def _give_on(self, said: Said) -> _Hearing:
        """Have a memo heard by the process there is, or else by a new one."""
        hearing = self._hearing
        if hearing is None:
            hearing = self._hearing = _Hearing()
            hearing.giver = start_thread("live", lambda: self._give(hearing))
        hearing.unfinished.append(said)
        hearing.orders.put(said)
        return hearing

    def _more(self, sound: Sound) -> None:
        said, hearing = self._said, self._hearing
        if said is None or hearing is None:
            return
        if sound.frame != said.frames:  # the window was too slow, and some is missing
            self._leave()
            return
        said.add(sound)
        hearing.put(sound.pcm)
        if hearing.untaken > UNTAKEN * KEPT_RATE * 2:
            self._part_with(hearing)
        elif said.seconds - said.draft.until > BEHIND:
            self._leave()

    def _end(self, saved: Saved) -> None:
        said = self._said
        if said is not None and said.id == saved.id:
            said.to_its_end = said.frames == round(saved.seconds * KEPT_RATE)
            self._leave()

    def _leave(self) -> None:
        """Nothing more is given of what is being spoken; what was given is heard all the same."""
        said, self._said = self._said, None
        if said is not None and self._hearing is not None:
            self._hearing.orders.put(said.to_its_end)

    def _give(self, hearing: _Hearing) -> None:
        """Give one process what there is for it, until it has heard all or is lost."""
        lost = False
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
        except EarLostError:
            lost = True
        except Problem:
            pass  # whatever it is, it is met again and told when the memo's file is heard
        finally:
            with self._lock:
                self._part_with(hearing, lost=lost)
            hearing.ear.close()

    def _follow(self, hearing: _Hearing, said: Said) -> bool:
        """Begin to hear a memo; False without a model, or without the one that heard a part."""
        model = self._model()
        if model is None or said.draft.model not in {"", model.name}:
            return False
        said.draft = replace(said.draft, model=model.name)
        hearing.ear.follow(model.folder, said.draft.rest(self._wish()))
        if not hearing.taken:
            hearing.taken = True
            start_thread("live-words", lambda: self._take(hearing))
        return True

    def _take(self, hearing: _Hearing) -> None:
        """Take what one process answers."""
        lost = False
        try:
            while hearing.unfinished and not hearing.over:
                for answer in hearing.ear.answers():
                    with self._lock:
                        if hearing.over:
                            return
                        self._note(hearing, answer)
        except EarLostError:
            lost = True
        except Problem:
            pass  # as above
        finally:
            with self._lock:
                self._part_with(hearing, lost=lost)

    def _note(self, hearing: _Hearing, answer: Words | Finished) -> None:
        said = hearing.unfinished[0]
        if isinstance(answer, Finished):
            said.draft = replace(said.draft, language=answer.language)
            hearing.unfinished.popleft()
            self._keep(said, whole=said.to_its_end)
            if not hearing.unfinished:
                self._part_with(hearing)
            return
        said.draft = said.draft.more(answer)
        if answer.utterances:
            self._tell(LiveWords(said.id, answer.utterances))

    def _keep(self, said: Said, *, whole: bool) -> None:
        until = said.seconds if whole else said.draft.until
        self._drafts.keep(said.id, replace(said.draft, until=until, whole=whole))
        self._tell(LiveDone(said.id, whole))

    def _part_with(self, hearing: _Hearing, *, lost: bool = False) -> None:
        """The process has heard all, or is lost; what it hasn't heard is left to the file.

        What is being spoken has another process once, when the first one died.
        """
        if hearing.over:
            return
        hearing.over = True
        hearing.ear.stop()
        hearing.orders.put(None)
        speaking, self._hearing, self._said = self._said, None, None
        for said in hearing.unfinished:
            if not (lost and said is speaking and self._begin_again(said)):
                self._keep(said, whole=False)
        hearing.unfinished.clear()
        self._drafts.turn(live=self._hearing is not None)

    def _begin_again(self, said: Said) -> bool:
        """Have another process go on with what is being spoken; False when it can't."""
        unheard = said.unheard()
        if self._closed or said.begun_again or unheard is None:
            return False
        said.begun_again = True
        self._said = said
        hearing = self._give_on(said)
        for pcm in unheard:
            hearing.put(pcm)
        return True

    def _tell(self, event: LiveEvent) -> None:
        if not self._closed:
            self._listener(event)
