"""Something typed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kdesk.domain.ids import EntryId, SessionId


class EntryKind(StrEnum):
    """What an entry is about; the words a person sees are in resources/words."""

    FREE = "free"
    BEFORE = "before"
    AFTER = "after"
    DAILY = "daily"
    DREAM = "dream"
    GUIDE_TALK = "guide-talk"
    LETTER = "letter"
    SMALL_CHANGE = "small-change"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Entry:
    """A typed entry; `text` is Markdown, kept to the letter."""

    id: EntryId
    at: datetime
    kind: EntryKind
    title: str
    text: str
    session_id: SessionId | None
