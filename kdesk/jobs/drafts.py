"""What is heard so far of memos that aren't finished, and whose turn it is to hear.

Only in memory: it is gone when the journal is locked, and the sound is still there.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from kdesk.domain.ids import MemoId
from kdesk.domain.transcript import Utterance
from kdesk.jobs.hearing import Words
from kdesk.speech.wish import Wish

MOST = 50
"""Drafts kept; a recording that never becomes a memo leaves one behind."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The beginning of a memo's words, or all of them."""

    model: str
    """The name of the model that heard it."""
    language: str
    """Empty until a voice was heard."""
    utterances: tuple[Utterance, ...]
    until: float
    """Every second before this one is heard."""
    whole: bool = False
    """The memo is heard to its end."""

    def more(self, words: Words) -> "Draft":
        """With what was heard next."""
        utterances = self.utterances + words.utterances
        return replace(self, utterances=utterances, until=words.until, language=words.language)

    def rest(self, wish: Wish) -> Wish:
        """The wish for what isn't heard yet."""
        heard = self.utterances[-1].end if self.utterances else 0.0
        return replace(
            wish,
            language=self.language or wish.language,
            start=self.until,
            silent=self.until - heard,
        )


NOTHING = Draft("", "", (), 0.0)
"""Of a memo that nobody has begun to hear."""


class Drafts:
    """Kept by memo; what is being spoken goes before what waits. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drafts: dict[MemoId, Draft] = {}
        self._live = False
        self._told: Callable[[], None] = lambda: None

    @property
    def live(self) -> bool:
        """Whether somebody is heard while they speak, so that all else has to wait."""
        return self._live

    def listen(self, told: Callable[[], None]) -> None:
        """Call this, on whatever thread, when `live` has changed."""
        self._told = told

    def turn(self, *, live: bool) -> None:
        """Somebody is heard from now on while they speak, or no longer."""
        if live is not self._live:
            self._live = live
            self._told()

    def keep(self, memo_id: MemoId, draft: Draft) -> None:
        """Keep what is heard so far instead of what was kept before."""
        with self._lock:
            self._drafts.pop(memo_id, None)
            self._drafts[memo_id] = draft
            while len(self._drafts) > MOST:
                del self._drafts[next(iter(self._drafts))]

    def of(self, memo_id: MemoId) -> Draft | None:
        """What is kept of a memo."""
        with self._lock:
            return self._drafts.get(memo_id)

    def drop(self, memo_id: MemoId) -> None:
        """Forget it: the memo has its words, or is to be heard from its beginning."""
        with self._lock:
            self._drafts.pop(memo_id, None)
