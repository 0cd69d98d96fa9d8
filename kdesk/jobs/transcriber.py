"""The queue of memos whose words are still to be heard, oldest first.

The queue is the journal itself: what is pending there. Nothing heavy is loaded here; the hearing
happens in the speech process.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from kdesk.domain.ids import MemoId
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Transcript
from kdesk.jobs.drafts import NOTHING, Draft, Drafts
from kdesk.jobs.ear import Ear, EarLostError
from kdesk.jobs.hearing import Finished
from kdesk.jobs.runner import Progress, Runner, Share
from kdesk.speech import models as speech_models
from kdesk.speech.choice import Choices, chosen
from kdesk.speech.models import Model
from kdesk.speech.wish import Wish
from kdesk.store import memos
from kdesk.store.vault import Vault

ATTEMPTS = 2
"""Speech processes that may die of one memo before it counts as failed."""

ENDS_WITHIN = 10.0
"""Seconds `close` waits for the memo at hand to be put back."""

NO_MODEL = "There is no speech model yet, so the memos wait. Add one in Settings."
FOREIGN = (
    "No speech model here knows the language of this memo. "
    "Add one for many languages in Settings, or choose another language."
)
LOST = (
    "The speech process stopped twice while it heard this memo. "
    "Try again later, or choose a smaller speech model."
)
MODEL_TROUBLE = frozenset({Trouble.NO_MODEL, Trouble.BAD_MODEL})


@dataclass(frozen=True, slots=True)
class Listened:
    """So much of this memo is heard, from 0 to 1."""

    memo_id: MemoId
    fraction: float


@dataclass(frozen=True, slots=True)
class QueueEmpty:
    """No memo waits, but for those somebody cancelled."""


@dataclass(frozen=True, slots=True)
class NoModel:
    """Memos wait, because there is no speech model or, with a reason of its own, a broken one."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Stopped:
    """The queue stands still because of trouble with the journal or its disk."""

    problem: Problem


TranscriberEvent: TypeAlias = Listened | QueueEmpty | NoModel | Stopped


class _PutBackError(Exception):
    """Somebody cancelled, or kdesk closes: the memo at hand goes back among the pending."""


class Transcriber:
    """Works the queue; the listener is called on the thread that works.

    Close it before the Runner and before the vault.
    """

    def __init__(
        self,
        vault: Vault,
        *,
        models: Path,
        choices: Callable[[], Choices],
        runner: Runner,
        listener: Callable[[TranscriberEvent], None],
        now: Callable[[], datetime],
        wish: Callable[[], Wish] = Wish,
        may_hear: Callable[[], bool] = lambda: True,
        drafts: Drafts | None = None,
    ) -> None:
        """`choices`, `wish` and `may_hear` are asked before each memo, on the thread that works; a
        memo's own language goes before the wish's.

        What `may_hear` refuses waits for a later `wake`: on battery, words can be left for later.
        """
        self.drafts = drafts or Drafts()
        self.drafts.listen(self._take_turns)
        self._vault = vault
        self._models = models
        self._choices = choices
        self._wish = wish
        self._may_hear = may_hear
        self._runner = runner
        self._listener = listener
        self._now = now
        self._lock = threading.Lock()
        self._woken = self._working = self._closed = False
        self._future: Future[None] | None = None
        self._aside: set[MemoId] = set()
        self._asked: dict[MemoId, str] = {}
        self._hearing: MemoId | None = None
        self._anew = False  # what is being heard was asked for again, otherwise
        self._ear = Ear()

    def wake(self) -> None:
        """Work the queue in the background until it is empty; harmless at any time."""
        with self._lock:
            self._woken = True
            if self._working or self._closed:
                return
            self._working = True
        self._future = self._runner.start(self._rounds)

    def cancel(self, memo_id: MemoId) -> None:
        """Leave a memo alone until `retry` or the next start; it stays pending."""
        with self._lock:
            self._aside.add(memo_id)
            if self._hearing == memo_id:
                self._ear.stop()

    def retry(self, memo_id: MemoId, *, model: str = "", language: str | None = None) -> None:
        """Have a memo heard from its beginning, and begin; see `ask`."""
        self.ask(memo_id, model=model, language=language)
        self.wake()

    def ask(self, memo_id: MemoId, *, model: str = "", language: str | None = None) -> None:
        """Have a memo heard from its beginning, whatever became of it before; Problem NOT_FOUND.

        With a model of this name instead of the chosen one, if it is there then. A language is
        kept with the memo; an empty one is found out.
        """
        if language is not None:
            memos.speak(self._vault, memo_id, language)
        self.drafts.drop(memo_id)
        with self._lock:
            self._asked[memo_id] = model
            self._aside.discard(memo_id)
            hearing = self._hearing == memo_id
            if hearing:
                self._anew = True
                self._ear.stop()
        if not hearing:
            memos.listening(self._vault, memo_id, Listening.PENDING)

    def close(self) -> None:
        """Stop working; the memo at hand goes back among the pending."""
        with self._lock:
            self._closed = True
            self._ear.stop()
            future = self._future
        if future is not None:
            wait([future], timeout=ENDS_WITHIN)

    def work(self, progress: Progress) -> int:
        """Work the queue here and now until it is empty; returns how many memos were heard.

        Progress is that of the whole queue. Raises Problem NO_MODEL, BAD_MODEL, and what the
        journal's disk has to say; a memo that can't be heard is marked failed, with its reason.
        """
        for memo in memos.waiting(self._vault):
            if memo.listening is Listening.RUNNING:  # kdesk ended while it was heard
                memos.listening(self._vault, memo.id, Listening.PENDING)
        heard = done = 0
        try:
            while waiting := self._waiting(progress):
                share = Share(progress, done, done + len(waiting))
                heard += self._hear(waiting[0], share)
                done += 1
        finally:
            self._ear.close()
        if not progress.cancelled and not self._closed and not self.drafts.live:
            self._listener(QueueEmpty())
        return heard

    def _rounds(self, progress: Progress) -> None:
        """Work until nobody called `wake` in the meantime."""
        try:
            while self._wanted(progress):
                try:
                    self.work(progress)
                except Problem as problem:
                    told = NoModel if problem.trouble in MODEL_TROUBLE else Stopped
                    self._listener(told(problem))
        except BaseException:
            with self._lock:
                self._working = False
            raise

    def _wanted(self, progress: Progress) -> bool:
        with self._lock:
            wanted = self._woken and not self._closed and not progress.cancelled
            self._woken = False
            self._working = wanted
            return wanted

    def _waiting(self, progress: Progress) -> tuple[Memo, ...]:
        if self._closed or progress.cancelled or self.drafts.live:
            return ()
        with self._lock:
            aside = frozenset(self._aside)
        waiting = [memo for memo in memos.waiting(self._vault) if memo.id not in aside]
        if waiting and not self._may_hear():
            waiting = [memo for memo in waiting if self._goes_first(memo.id)]
        return tuple(waiting)

    def _goes_first(self, memo_id: MemoId) -> bool:
        """Whether somebody asked for this very memo, or its words are only to be kept."""
        draft = self.drafts.of(memo_id)
        return memo_id in self._asked or (draft is not None and draft.whole)

    def _take_turns(self) -> None:
        """What is being spoken goes first: there is one speech process at a time."""
        if self.drafts.live:
            with self._lock:
                if self._hearing is not None:
                    self._ear.stop()
        else:
            self.wake()

    def _model(self, memo: Memo) -> Model:
        """The model asked for, or the one chosen; Problem NO_MODEL, BAD_MODEL, SPEECH_FAILED."""
        name = self._asked.get(memo.id)
        if name and (self._models / name).is_dir():
            return speech_models.check(self._models / name)
        model = chosen(self._models, self._choices(), memo.language or self._wish().language)
        if model is not None:
            return model
        if not speech_models.installed(self._models):
            raise Problem(Trouble.NO_MODEL, NO_MODEL)
        raise Problem(Trouble.SPEECH_FAILED if memo.language else Trouble.NO_MODEL, FOREIGN)

    def _hear(self, memo: Memo, share: Progress) -> bool:
        """Hear one memo and keep its words; True when it was heard to its end."""
        with self._lock:
            self._hearing, self._anew = memo.id, False
        try:
            self._keep(memo, self._whole(memo, share))
        except _PutBackError:
            self._ear.close()  # it may be hearing this memo still
            if self._anew:
                self.drafts.drop(memo.id)
            self._mark(memo, Listening.PENDING)
        except Problem as problem:
            if problem.trouble in MODEL_TROUBLE:
                self._mark(memo, Listening.PENDING)
                raise
            self._mark(memo, Listening.FAILED, problem.sentence)
        except BaseException:  # a bug, or Ctrl+C: nothing is left half-way
            self._mark(memo, Listening.PENDING)
            raise
        else:
            share.fraction(1.0)
            return True
        finally:
            with self._lock:
                self._hearing = None
        return False

    def _mark(self, memo: Memo, how: Listening, reason: str = "") -> None:
        try:
            memos.listening(self._vault, memo.id, how, reason)
        except Problem as problem:
            if problem.trouble is not Trouble.NOT_FOUND:  # removed for good meanwhile
                raise

    def _whole(self, memo: Memo, share: Progress) -> Draft:
        """All of a memo's words; at once when they were heard while it was spoken."""
        draft = self.drafts.of(memo.id)
        if draft is not None and draft.whole:
            return draft
        model = self._model(memo)
        self._mark(memo, Listening.RUNNING)
        flac = self._vault.blobs.read(memo.sound)
        reason = Problem(Trouble.SPEECH_FAILED, LOST)
        for _ in range(ATTEMPTS):
            if self._put_back(memo, share):
                break
            try:
                return self._heard(memo, model, flac, share)
            except EarLostError:
                self._ear.close()
            except Problem as problem:
                if problem.trouble is not Trouble.SPEECH_FAILED:
                    raise
                reason = problem
                self._ear.close()  # with the memory that may have been short
        if self._put_back(memo, share):
            raise _PutBackError
        raise reason

    def _heard(self, memo: Memo, model: Model, flac: bytes, share: Progress) -> Draft:
        """Go on from what is heard of a memo until all of it is."""
        draft = self._begun(memo, model)
        for answer in self._ear.listen(model.folder, flac, self._wish_for(memo, draft)):
            if self._put_back(memo, share):
                raise _PutBackError
            if isinstance(answer, Finished):
                return replace(draft, language=answer.language)
            draft = draft.more(answer)
            self.drafts.keep(memo.id, draft)
            fraction = min(1.0, answer.until / max(memo.seconds, answer.until))
            share.fraction(fraction)
            self._listener(Listened(memo.id, fraction))
        raise EarLostError

    def _begun(self, memo: Memo, model: Model) -> Draft:
        """What this model has heard of the memo by now, and nothing that the memo doesn't hold."""
        draft = self.drafts.of(memo.id)
        if draft is not None and draft.model == model.name and draft.until <= memo.seconds:
            return draft
        return replace(NOTHING, model=model.name)

    def _wish_for(self, memo: Memo, draft: Draft) -> Wish:
        wish = self._wish()
        return draft.rest(replace(wish, language=memo.language or wish.language))

    def _put_back(self, memo: Memo, share: Progress) -> bool:
        with self._lock:
            stays = self._closed or share.cancelled or memo.id in self._aside
            return stays or self._anew or self.drafts.live

    def _keep(self, memo: Memo, draft: Draft) -> None:
        now = self._now()
        transcript = Transcript(memo.id, draft.model, draft.language, now, draft.utterances)
        memos.set_transcript(self._vault, transcript, now=now)
        self.drafts.drop(memo.id)
        self._asked.pop(memo.id, None)
        self._listener(Listened(memo.id, 1.0))
