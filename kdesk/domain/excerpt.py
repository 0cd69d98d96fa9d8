"""A few words of a memo and the seconds at which they sound."""

from dataclasses import dataclass

from kdesk.domain.ids import MemoId


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where something was said; start and end in seconds from the memo's start."""

    memo_id: MemoId | None
    """None once the memo is gone for good."""
    start: float
    end: float
    words: str
    """As they stood on the page when they were chosen."""
