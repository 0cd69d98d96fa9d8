"""What a person brings to the next conversation: a period, chosen sections, and what they hold."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kdesk.domain.creation import Creation
from kdesk.domain.entry import Entry
from kdesk.domain.goal import Goal
from kdesk.domain.ids import SessionId
from kdesk.domain.insight import Insight
from kdesk.domain.memo import Memo
from kdesk.domain.session import Session

DISCLAIMER = (
    "This journal is for personal reflection. "
    "It is not medical advice, diagnosis or a crisis service."
)
"""At the foot of every printed page, to the letter."""


class Section(StrEnum):
    """A part of the page that can be left out; in the order of the page."""

    INTENTIONS = "intentions"
    MEMOS = "memos"
    TRANSCRIPTS = "transcripts"
    """The memos' words in full, in place of their first lines."""
    INSIGHTS = "insights"
    ENTRIES = "entries"
    GOALS = "goals"
    CREATIONS = "creations"
    QUESTIONS = "questions"


USUAL = frozenset(Section) - {Section.TRANSCRIPTS, Section.CREATIONS}
"""What is on the page unless chosen otherwise."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `first` (None: from the very beginning) to `last`, both included.

    A moment belongs to the day that its own clock showed, wherever that was.
    """

    first: date | None
    last: date

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies on one of these days."""
        day = moment.date()
        return (self.first is None or self.first <= day) and day <= self.last


def two_weeks(today: date) -> Period:
    """The last fourteen days and today."""
    return Period(today - timedelta(days=14), today)


def one_month(today: date) -> Period:
    """From the same day of the month before, or that month's last day if it has none."""
    end_of_last = today.replace(day=1) - timedelta(days=1)
    return Period(end_of_last.replace(day=min(today.day, end_of_last.day)), today)


def since_last_session(today: date, sessions: Iterable[Session]) -> Period | None:
    """From the day of the newest session that has begun; None when there is none."""
    days = [s.begun_at.date() for s in sessions if s.begun_at.date() <= today]
    return Period(max(days), today) if days else None


def all_of_it(today: date) -> Period:
    """Everything up to today."""
    return Period(None, today)


def days_said(period: Period) -> str:
    """`6 – 20 November 2026`, with what the two ends share said once."""
    first, last = period.first, period.last
    end = f"{last.day} {last:%B} {last.year}"
    if first is None:
        return f"Everything up to {end}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} – {end}"
    if first.year == last.year:
        return f"{first.day} {first:%B} – {end}"
    return f"{first.day} {first:%B} {first.year} – {end}"


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What to gather: a period, sections, and perhaps only some sessions."""

    period: Period
    sections: frozenset[Section] = USUAL
    sessions: frozenset[SessionId] | None = None
    """Only what belongs to these sessions; None for all there is."""
    full: bool = False
    """Texts whole, however long."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A memo, and whether its words are still as the machine heard them."""

    memo: Memo
    machine: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A creation with the small pictures of its files, as PNG."""

    creation: Creation
    thumbnails: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a period holds; `sections` says what of it is on the page. Oldest first."""

    period: Period
    sections: frozenset[Section]
    full: bool
    sessions: tuple[Session, ...]
    memos: tuple[Spoken, ...]
    insights: tuple[Insight, ...]
    entries: tuple[Entry, ...]
    goals: tuple[Goal, ...]
    creations: tuple[Made, ...]
    questions: tuple[Entry, ...]

    def count(self, section: Section) -> int:
        """How many things the section holds, on the page or not."""
        held = {
            Section.INTENTIONS: [s for s in self.sessions if s.intention.strip()],
            Section.MEMOS: self.memos,
            Section.TRANSCRIPTS: [s for s in self.memos if s.memo.text.strip()],
            Section.INSIGHTS: self.insights,
            Section.ENTRIES: self.entries,
            Section.GOALS: self.goals,
            Section.CREATIONS: self.creations,
            Section.QUESTIONS: self.questions,
        }
        return len(held[section])

    def shows(self, section: Section) -> bool:
        """Whether the section is wanted and holds something."""
        return section in self.sections and self.count(section) > 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing would stand on the page."""
        return not any(self.shows(section) for section in Section)


ITALIC, BOLD = "\ufdd0", "\ufdd1"
"""Where such letters begin or end in an emphasised text; Unicode leaves both to each program."""

_HEADING = re.compile(r"(?m)^#{1,6}[ \t]+")
_EMPHASIS = re.compile(r"(?<![\w\\*_])(\*{1,3}|_{1,3})(?![\s*_])(.{0,500}?[^\s\\*_])\1(?![\w*_])")
"""Stars or underlines around words, as in Markdown, on one line; not 2*3*4 and not a_long_name."""


def emphasised(text: str) -> str:
    """The text with ITALIC and BOLD for Markdown's stars, and no `#` before headings.

    Nothing else is touched: what is no emphasis stays as it was typed.
    """
    text = text.replace(ITALIC, "").replace(BOLD, "")
    return _EMPHASIS.sub(_turned, _HEADING.sub("", text))


def unmarked(text: str) -> str:
    """The same without a sign of what was emphasised, for where all letters are alike."""
    return emphasised(text).replace(ITALIC, "").replace(BOLD, "")


def _turned(found: re.Match[str]) -> str:
    signs = ("", ITALIC, BOLD, ITALIC + BOLD)[len(found[1])]
    return f"{signs}{_EMPHASIS.sub(_turned, found[2])}{signs}"


SHORTEST, LONGEST, TOGETHER = 110, 420, 4_200
"""Characters a shortened text keeps at least and at most, and all of them together.

About what two A4 pages take, measured with the page's own type (tests/paper/test_pages.py).
"""


def room_for_each(texts: int) -> int:
    """How many characters each of so many texts may take, so that they fit two pages."""
    return max(SHORTEST, min(LONGEST, TOGETHER // max(1, texts)))


def shortened(text: str, limit: int) -> str:
    """The text on one line, cut after a whole word with `…` when it is longer than `limit`."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line.rfind(" ", limit // 2, limit)
    if cut < 0:
        cut = limit - 1
        while cut > 1 and unicodedata.combining(line[cut]):
            cut -= 1  # never leave a letter without the accents that follow it
    return line[:cut].rstrip(" ,;:–—-.") + "…"
