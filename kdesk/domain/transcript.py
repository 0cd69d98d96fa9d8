"""Words a machine heard, when each sounded and how sure it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kdesk.domain.ids import MemoId


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its spacing (` river,`); start and end in seconds, probability 0 to 1."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words spoken between two silences; start and end in seconds from the memo's start."""

    start: float
    end: float
    words: tuple[Word, ...]
    pause: float = 0.0
    """Seconds without a voice right before it."""
    model: str = ""
    """The name of the model that heard it."""
    settings: str = ""
    """What it was heard with, see kdesk.speech.settings; empty when that is not known."""

    @property
    def text(self) -> str:
        """The words as one line."""
        return "".join(word.text for word in self.words).strip()


@dataclass(frozen=True, slots=True)
class Transcript:
    """The machine's version, kept for good, and the person's, which is shown when there is one."""

    memo_id: MemoId
    model: str
    language: str
    made_at: datetime
    utterances: tuple[Utterance, ...]
    corrected: str | None = None

    @property
    def heard(self) -> str:
        """The machine's words, a line for each utterance."""
        return "\n".join(utterance.text for utterance in self.utterances if utterance.text)

    @property
    def text(self) -> str:
        """What to show and to search: the corrected words if there are any."""
        return self.heard if self.corrected is None else self.corrected


def as_lists(utterances: Iterable[Utterance]) -> list[list[Any]]:
    """The utterances for JSON.

    `[[start, end, [[text, start, end, probability], …], pause, model, settings], …]`
    """
    return [
        [
            *(u.start, u.end, [[w.text, w.start, w.end, w.probability] for w in u.words]),
            *(u.pause, u.model, u.settings),
        ]
        for u in utterances
    ]


def from_lists(lists: Iterable[Any]) -> tuple[Utterance, ...]:
    """The utterances in such lists; raises TypeError or ValueError for others.

    Journals made before this knew no more than the first three.
    """
    return tuple(
        Utterance(start, end, tuple(Word(*word) for word in words), *more)
        for start, end, words, *more in lists
    )
