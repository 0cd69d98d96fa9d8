"""What every kept thing has in common: enough for a timeline row, a search hit, a list."""

from dataclasses import dataclass
from datetime import datetime

from kdesk.domain.ids import AnyId, Kind, SessionId


@dataclass(frozen=True, slots=True)
class Item:
    """A kept thing, seen from outside; `text` is all of its words, to the letter."""

    id: AnyId
    kind: Kind
    at: datetime
    title: str
    text: str
    session_id: SessionId | None
    detail: str = ""
    """A few words more for a list: `4 min 12 s`, `2 pictures`, `reflection`; may be empty."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found; `spans` are (start, end) of the found words within `snippet`."""

    item: Item
    snippet: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Month:
    """How many things a month holds."""

    year: int
    month: int
    count: int
