"""Words worth keeping."""

from dataclasses import dataclass
from datetime import datetime

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import InsightId, SessionId


@dataclass(frozen=True, slots=True)
class Insight:
    """What somebody noticed, in their own words; `excerpt` says where it was spoken, if it was."""

    id: InsightId
    at: datetime
    text: str
    session_id: SessionId | None
    excerpt: Excerpt | None


def is_blank(insight: Insight) -> bool:
    """Whether an insight was begun and holds no word, neither typed nor spoken."""
    return not insight.text.strip() and insight.excerpt is None
