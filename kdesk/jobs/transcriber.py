"""The queue of memos whose words are still to be heard, oldest first.

The queue is the journal itself: what is pending there. Nothing heavy is loaded here; the hearing
happens in the speech process.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from kdesk.domain.ids import MemoId
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Transcript
from kdesk.jobs.drafts import Draft, Drafts
from kdesk.jobs.runner import Progress, Runner, Share
from kdesk.jobs.writing_down import PutBackError, WritingDown
from kdesk.speech import models as speech_models
from kdesk.speech.choice import Choices, by_language, chosen
from kdesk.speech.models import Model
from kdesk.speech.wish import Wish
from kdesk.store import memos, versions
from kdesk.store.vault import Vault

ENDS_WITHIN = 10.0
"""Seconds `close` waits for the memo at hand to be put back."""

NO_MODEL = "There is no speech model yet, so the memos wait. Add one in Settings."
FOREIGN = (
    "No speech model here knows the language of this memo. "
    "Add one for many languages in Settings, or choose another language."
)
MODEL_TROUBLE = frozenset({Trouble.NO_MODEL, Trouble.BAD_MODEL})
JOURNAL_TROUBLE = frozenset({Trouble.DISK_FULL, Trouble.CANNOT_WRITE, Trouble.IN_USE})
"""What keeps words from being kept, whichever memo's they are."""


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
    """These memos wait, because there is no speech model or, with a reason of its own, a broken
    one. Told once for each reason, when all others are heard."""

    problem: Problem
    memo_ids: frozenset[MemoId] = frozenset()


@dataclass(frozen=True, slots=True)
class Stopped:
    """The queue stands still because of trouble with the journal or its disk."""

    problem: Problem


TranscriberEvent: TypeAlias = Listened | QueueEmpty | NoModel | Stopped


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
        """`choices`, `wish` and `may_hear` are asked before each memo, and `may_hear` before each
        piece of it, on the thread that works; a memo's own language goes before the wish's.

        What `may_hear` refuses waits for a later `wake`: on battery, words can be left for later.
        """
        self.drafts = drafts or Drafts()
        self.drafts.listen(self._take_turns)
        self._vault = vault
        self._models = models
        self._choices = choices
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
        self._share = Progress()
        self._stuck: dict[str, NoModel] = {}
        self._writing = WritingDown(
            vault,
            self.drafts,
            wish,
            model_for=self._model,
            put_back=self._put_back,
            told=self._tell,
        )

    def wake(self) -> None:
        """Work the queue in the background until it is empty; harmless at any time."""
        with self._lock:
            self._woken = True
            if self._working or self._closed:
                return
            self._working = True
        self._future = self._runner.start(self._rounds)

    def cancel(self, memo_id: MemoId) -> None:
        """Leave a memo alone until `retry` or the next start; it stays pending, unless it has words
        and was only to be heard again."""
        with self._lock:
            self._aside.add(memo_id)
            hearing = self._hearing == memo_id
            if hearing:
                self._writing.stop()
        if not hearing and versions.count(self._vault, memo_id):
            self._mark(memo_id, Listening.DONE)

    def retry(
        self, memo_id: MemoId, *, model: str | None = None, language: str | None = None
    ) -> None:
        """Have a memo heard from its beginning, and begin; see `ask`."""
        self.ask(memo_id, model=model, language=language)
        self.wake()

    def ask(
        self, memo_id: MemoId, *, model: str | None = None, language: str | None = None
    ) -> None:
        """Have a memo heard from its beginning, whatever became of it before; Problem NOT_FOUND.

        With a model of this name, if it is there then; an empty one is the chosen one, None the
        one it was asked for last. A language is kept with the memo; an empty one is found out.
        """
        if language is not None:
            memos.speak(self._vault, memo_id, language)
        self.drafts.drop(memo_id)
        with self._lock:
            self._asked[memo_id] = self._asked.get(memo_id, "") if model is None else model
            self._aside.discard(memo_id)
            self._writing.try_all_again()
            hearing = self._hearing == memo_id
            if hearing:
                self._anew = True
                self._writing.stop()
        if not hearing:
            memos.listening(self._vault, memo_id, Listening.PENDING)

    @property
    def working(self) -> bool:
        """Whether the queue is being worked now."""
        return self._working

    def close(self) -> None:
        """Stop working; the memo at hand goes back among the pending, and what has words and was
        asked for again waits no longer: nobody knows with what, later."""
        with self._lock:
            self._closed = True
            self._writing.stop()
            future = self._future
        if future is not None:
            wait([future], timeout=ENDS_WITHIN)
        self._asked.clear()
        with suppress(Problem):  # the next start looks them over too
            self.look_over()

    def work(self, progress: Progress) -> int:
        """Work the queue here and now until it is empty; returns how many memos were heard.

        Progress is that of the whole queue. Raises Problem NO_MODEL, BAD_MODEL, and what the
        journal's disk has to say; a memo that can't be heard is marked failed, with its reason.
        """
        self.look_over()
        self._stuck = {}
        heard = done = 0
        try:
            while waiting := self._waiting(progress):
                self._share = Share(progress, done, done + len(waiting))
                heard += self._hear(waiting[0])
                done += 1
        finally:
            self._writing.close()
        if not progress.cancelled and not self._closed and not self.drafts.live:
            for told in self._stuck.values():
                raise told.problem
            self._listener(QueueEmpty())
        return heard

    def look_over(self) -> None:
        """kdesk may have ended while a memo was heard: it waits again, and one that was only to be
        heard again doesn't, for nobody knows any more with what."""
        for memo in memos.waiting(self._vault):
            if memo.id not in self._asked and versions.count(self._vault, memo.id):
                self._mark(memo.id, Listening.DONE)
            elif memo.listening is Listening.RUNNING:
                self._mark(memo.id, Listening.PENDING)

    def _rounds(self, progress: Progress) -> None:
        """Work until nobody called `wake` in the meantime."""
        try:
            while self._wanted(progress):
                try:
                    self.work(progress)
                except Problem as problem:
                    if problem.trouble not in MODEL_TROUBLE:
                        self._listener(Stopped(problem))
                    for told in self._stuck.values():
                        self._listener(told)
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
            aside = self._aside.union(*(told.memo_ids for told in self._stuck.values()))
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
                    self._writing.stop()
        else:
            self.wake()

    def _model(self, memo: Memo) -> Model:
        """The model asked for, or the one chosen; Problem NO_MODEL, BAD_MODEL, SPEECH_FAILED."""
        if folder := self._named(memo):
            return self._writing.loadable(speech_models.usable(folder))
        model = chosen(self._models, self._choices(), self._writing.language_of(memo))
        if model is not None:
            return self._writing.loadable(model)
        if not speech_models.installed(self._models):
            raise Problem(Trouble.NO_MODEL, NO_MODEL)
        raise Problem(Trouble.SPEECH_FAILED if memo.language else Trouble.NO_MODEL, FOREIGN)

    def _named(self, memo: Memo) -> Path | None:
        """The folder of the model that was asked for by name, if it is there."""
        name = self._asked.get(memo.id)
        return self._models / name if name and (self._models / name).is_dir() else None

    def _hear(self, memo: Memo) -> bool:
        """Hear one memo and keep its words; True when it was heard to its end."""
        with self._lock:
            self._hearing, self._anew = memo.id, False
        try:
            self._keep(memo, self._whole(memo))
        except PutBackError:
            if self._anew:
                self.drafts.drop(memo.id)
            self._leave(memo)
        except Problem as problem:
            if self._anew:
                self._leave(memo)
            elif problem.trouble in MODEL_TROUBLE and not self._named(memo):
                self._leave(memo)
                self._note_stuck(memo, problem)
            elif problem.trouble in JOURNAL_TROUBLE:
                self._leave(memo)
                raise
            else:
                self._mark(memo.id, Listening.FAILED, problem.sentence)
        except BaseException:  # a bug, or Ctrl+C: nothing is left half-way
            self._asked.pop(memo.id, None)
            self._leave(memo)
            raise
        else:
            self._share.fraction(1.0)
            return True
        finally:
            with self._lock:
                self._hearing = None
        return False

    def _leave(self, memo: Memo) -> None:
        """A memo goes back among those that wait, unless it has words and is not to be heard again
        any more."""
        with self._lock:
            ends = self._closed or self._share.cancelled or memo.id in self._aside
            asked = memo.id in self._asked and not ends
        again = not asked and versions.count(self._vault, memo.id)
        self._mark(memo.id, Listening.DONE if again else Listening.PENDING)

    def _note_stuck(self, memo: Memo, problem: Problem) -> None:
        told = self._stuck.get(problem.sentence, NoModel(problem))
        self._stuck[problem.sentence] = replace(told, memo_ids=told.memo_ids | {memo.id})

    def _mark(self, memo_id: MemoId, how: Listening, reason: str = "") -> None:
        try:
            memos.listening(self._vault, memo_id, how, reason)
        except Problem as problem:
            if problem.trouble is not Trouble.NOT_FOUND:  # removed for good meanwhile
                raise

    def _whole(self, memo: Memo) -> Draft:
        """All of a memo's words; at once when they were heard while it was spoken."""
        draft = self.drafts.of(memo.id)
        if draft is not None and draft.whole and not self._has_another(memo, draft):
            return draft
        model = self._model(memo)
        self._mark(memo.id, Listening.RUNNING)
        return self._writing.memo(memo, model)

    def _has_another(self, memo: Memo, draft: Draft) -> bool:
        """Whether the language that was found out has a model of its own, another that works."""
        if self._writing.language_of(memo) in by_language(self._choices()):
            with suppress(Problem):
                return self._model(memo).name != draft.model
        return False

    def _put_back(self, memo: Memo) -> bool:
        with self._lock:
            stays = self._closed or self._share.cancelled or memo.id in self._aside
            if stays or self._anew or self.drafts.live:
                return True
        return not (self._may_hear() or self._goes_first(memo.id))

    def _tell(self, memo: Memo, fraction: float) -> None:
        self._share.fraction(fraction)
        self._listener(Listened(memo.id, fraction))

    def _keep(self, memo: Memo, draft: Draft) -> None:
        now = self._now()
        transcript = Transcript(memo.id, draft.model, draft.language, now, draft.utterances)
        memos.set_transcript(self._vault, transcript, now=now)
        self.drafts.drop(memo.id)
        with self._lock:
            self._hearing = None
            if not self._anew:
                self._asked.pop(memo.id, None)
        if self._anew:  # asked for a moment too late to be put back
            self._mark(memo.id, Listening.PENDING)
        self._listener(Listened(memo.id, 1.0))
