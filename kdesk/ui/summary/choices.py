"""The left side: which days, and which parts."""

from collections.abc import Iterable
from datetime import date
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.session import Session
from kdesk.domain.summary import (
    USUAL,
    Period,
    Section,
    Summary,
    all_of_it,
    days_said,
    one_month,
    since_last_session,
    two_weeks,
)
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.labels import PlainLabel, note_label
from kdesk.ui.widgets.list_card import ListCard
from kdesk.ui.widgets.named_box import named_box
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.when_field import DayField


class Span(Enum):
    """The periods that are offered."""

    TWO_WEEKS = "two weeks"
    MONTH = "month"
    SESSION = "session"
    EVERYTHING = "everything"
    DAYS = "days"


class PeriodCard(Card):
    """Choosing the days."""

    changed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__(self.tr("Period"))
        self._today = today
        self._sessions: tuple[Session, ...] = ()
        self._span = ChoiceField[Span](self.tr("Period"))
        self._first, self._last = DayField(self.tr("From")), DayField(self.tr("To"))
        self._days = QWidget()
        self._days.setProperty("look", "bare")
        row = QVBoxLayout(self._days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(RowField(self.tr("From"), self._first))
        row.addWidget(RowField(self.tr("To"), self._last))
        self._note = note_label("")
        for widget in (self._span, self._days, self._note):
            self.body.addWidget(widget)
        self._days.hide()
        usual = two_weeks(today)
        self._first.show_day(usual.first or today)
        self._last.show_day(today)
        self.show_sessions((), today)
        self._span.activated.connect(self._choose)
        self._first.dateChanged.connect(self.changed)
        self._last.dateChanged.connect(self.changed)

    def show_sessions(self, sessions: Iterable[Session], today: date) -> None:
        """Offer what there is to choose from today."""
        self._sessions, self._today = tuple(sessions), today
        chosen = self._span.chosen() if self._span.count() else Span.TWO_WEEKS
        offered = [
            (self.tr("Last two weeks"), Span.TWO_WEEKS),
            (self.tr("Last month"), Span.MONTH),
            (self.tr("Since the last session"), Span.SESSION),
            (self.tr("Everything"), Span.EVERYTHING),
            (self.tr("From … to …"), Span.DAYS),
        ]
        if since_last_session(today, self._sessions) is None:
            del offered[2]
        self._span.offer(offered)
        self._span.choose(chosen)

    def choose(self, span: Span) -> None:
        """Choose as if by hand."""
        self._span.choose(span)
        self._choose()

    def period(self) -> Period:
        """The chosen days; the later end first is turned round."""
        match self._span.chosen():
            case Span.MONTH:
                return one_month(self._today)
            case Span.SESSION:
                found = since_last_session(self._today, self._sessions)
                return found or two_weeks(self._today)
            case Span.EVERYTHING:
                return all_of_it(self._today)
            case Span.DAYS:
                ends = sorted((self._first.day(), self._last.day()))
                return Period(ends[0], ends[1])
            case _:
                return two_weeks(self._today)

    def tell(self, summary: Summary) -> None:
        """Say which days these are and how many sessions lie in them."""
        number = len(summary.sessions)
        sessions = self.tr("1 session") if number == 1 else self.tr("{number} sessions")
        sessions = sessions.format(number=number)
        self._note.setText(f"{days_said(summary.period)} · {sessions}")

    def _choose(self) -> None:
        self._days.setVisible(self._span.chosen() is Span.DAYS)
        self.changed.emit()


class SectionsCard(ListCard):
    """Ticking what is to be on the page; each part with how much there is of it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Include"))
        self._boxes: dict[Section, QCheckBox] = {}
        self._counts: dict[Section, PlainLabel] = {}
        self.body.setSpacing(0)
        for section, name in self._names().items():
            self.body.addLayout(self._row(section, name))

    def sections(self) -> frozenset[Section]:
        """What is ticked."""
        return frozenset(section for section, box in self._boxes.items() if box.isChecked())

    def tell(self, summary: Summary) -> None:
        """Say how much there is of each."""
        for section, label in self._counts.items():
            count = summary.count(section)
            label.setText(str(count) if count else "–")
            described = self.tr("{number} in these days").format(number=count)
            self._boxes[section].setAccessibleDescription(described)

    def _row(self, section: Section, name: str) -> QHBoxLayout:
        box = named_box(name)
        box.setChecked(section in USUAL)
        box.toggled.connect(self.changed)
        count = PlainLabel("", "note", wrap=False)
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        count.setContentsMargins(0, 0, 10, 0)
        self._boxes[section], self._counts[section] = box, count
        row = QHBoxLayout()
        # The box's own edge is 8 px wide: with these two its tick stands under the heading.
        row.setContentsMargins(2, 0, 0, 0)
        row.addWidget(box, 1)
        row.addWidget(count)
        return row

    def _names(self) -> dict[Section, str]:
        return {
            Section.INTENTIONS: self.tr("Intentions"),
            Section.MEMOS: self.tr("Memos, their first lines"),
            Section.TRANSCRIPTS: self.tr("Full transcripts"),
            Section.INSIGHTS: self.tr("Insights"),
            Section.ENTRIES: self.tr("Written entries"),
            Section.GOALS: self.tr("Goals and check-ins"),
            Section.CREATIONS: self.tr("Creations"),
            Section.QUESTIONS: self.tr("Questions for my therapist"),
        }
