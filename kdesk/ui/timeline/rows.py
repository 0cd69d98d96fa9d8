"""What a timeline's rows are: day headings and kept things, in plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from kdesk.domain.ids import Kind, kind_of
from kdesk.domain.summary import unmarked

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SNIPPET = 240
"""Characters of a snippet: more than a line can show."""
_DAY = 86_400_000_000
_MINUTE = 60_000_000
_FIRST = date(1970, 1, 1).toordinal()


class Row(NamedTuple):
    """One row; a heading has no id and the time of the first thing below it."""

    day: int
    """The ordinal of the day it is filed under: the day it was where it happened."""
    at: int
    """Microseconds since 1970 in UTC."""
    id: str

    @property
    def kind(self) -> Kind | None:
        """The kind of the thing; None for a heading."""
        return kind_of(self.id) if self.id else None

    @property
    def date(self) -> date:
        """The day it is filed under."""
        return date.fromordinal(self.day)


@dataclass(frozen=True, slots=True)
class Content:
    """What a row shows of a kept thing."""

    id: str
    kind: Kind
    title: str
    snippet: str
    time: str
    """The clock's time where it happened, such as `15:02`."""
    detail: str


def snippet(title: str, text: str) -> str:
    """The first words of a text on one line; those that stand in the title are not said twice.

    Without Markdown's marks, as the title is.
    """
    words = " ".join(unmarked(text[: 4 * SNIPPET]).split()).lstrip("#>*-+ ")
    if words == title:
        return ""
    begun = title.removesuffix("…")
    if begun != title and words.startswith(begun):
        return f"…{words[len(begun) :]}"[:SNIPPET]
    return words[:SNIPPET]


def row_of(item_id: str, at: datetime) -> Row:
    """The row of a thing kept at this moment."""
    offset = at.utcoffset() or timedelta()
    moment = (at - EPOCH) // timedelta(microseconds=1)
    return outlined((item_id, moment, offset // timedelta(minutes=1)))


def outlined(outline: tuple[str, int, int]) -> Row:
    """The row of an id, its microseconds since 1970 in UTC, and its offset in minutes."""
    item_id, at, offset = outline
    return Row(_FIRST + (at + offset * _MINUTE) // _DAY, at, item_id)


def headed(rows: Iterable[Row]) -> list[Row]:
    """The same rows, newest first, with a heading wherever another day begins."""
    shown: list[Row] = []
    day = -1
    for row in rows:
        if row.day != day:
            day = row.day
            shown.append(Row(day, row.at, ""))
        shown.append(row)
    return shown


def stretch(old: Sequence[Row], new: Sequence[Row]) -> tuple[int, int, int]:
    """The one stretch in which two lists differ: its start, its end in the old, in the new."""
    short = min(len(old), len(new))
    start = next((n for n in range(short) if old[n] != new[n]), short)
    left = short - start
    tail = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)
    return start, len(old) - tail, len(new) - tail
