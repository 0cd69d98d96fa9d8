"""A few words of a memo and the seconds at which they sound."""

from collections.abc import Sequence
from dataclasses import dataclass

from kdesk.domain.alignment import paragraphs, place
from kdesk.domain.ids import MemoId
from kdesk.domain.transcript import Utterance


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where something was said; start and end in seconds from the memo's start."""

    memo_id: MemoId | None
    """None once the memo is gone for good."""
    start: float
    end: float
    words: str
    """As they stood on the page when they were chosen."""


def excerpt_of(memo_id: MemoId, utterances: Sequence[Utterance], words: str) -> Excerpt | None:
    """Where these words were heard first, whatever their capitals; None when they weren't."""
    text = paragraphs(utterances)
    begin = text.lower().find(words.lower())
    if begin < 0:
        return None
    end = begin + len(words)
    said = [word for word in place(utterances, text) if word.begin < end and word.end > begin]
    if not said:
        return None
    return Excerpt(memo_id, said[0].start, said[-1].finish, text[begin:end])
