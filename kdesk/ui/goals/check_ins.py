"""Looks at how a goal goes: a note to add, and the ones there are."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdesk.domain.goal import CheckIn
from kdesk.domain.times import said
from kdesk.ui.goals.optional_day import OptionalDay
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.labels import hairline, note_label
from kdesk.ui.widgets.serif_text import SerifText
from kdesk.ui.widgets.words_text import WordsText


class CheckInsCard(Card):
    """A few words on how it goes, whenever somebody likes, and when to look again."""

    keep_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(self.tr("How is it going?"))
        self._theme = theme
        self._note = SerifText(theme, self.tr("How is it going?"), grows=True)
        self._note.setPlaceholderText(self.tr("A line is enough. “Rested” is fine too."))
        self._next = OptionalDay(self.tr("Then look at it again on"))
        self._keep = quiet_button(self.tr("Keep this note"))
        self._keep.clicked.connect(self.keep_requested)
        self._keep.setEnabled(False)
        self._note.textChanged.connect(lambda: self._keep.setEnabled(bool(self.note().strip())))
        self._looks = QVBoxLayout()
        self._looks.setSpacing(8)
        self._shown: Sequence[CheckIn] = ()
        self.body.addWidget(self._note)
        self.body.addWidget(self._next)
        self.body.addWidget(self._keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(self._looks)

    def note(self) -> str:
        """What is typed and not kept yet."""
        return self._note.toPlainText()

    def next_on(self) -> date | None:
        """When to look again, if a day was chosen."""
        return self._next.day()

    def begin_anew(self, offered: date) -> None:
        """An empty note; the next day begins with the offered one."""
        self._note.setPlainText("")
        self._next.show_day(None, offered)

    def show_check_ins(self, check_ins: Sequence[CheckIn], now: datetime) -> None:
        """Show the notes there are, newest first."""
        if check_ins == self._shown:
            return
        self._shown = check_ins
        empty(self._looks)
        for check_in in check_ins:
            self._looks.addWidget(hairline())
            self._looks.addWidget(_look(self._theme, check_in, now))


def _look(theme: Theme, check_in: CheckIn, now: datetime) -> QWidget:
    look = QWidget()
    look.setProperty("look", "bare")
    column = QVBoxLayout(look)
    column.setContentsMargins(0, 4, 0, 0)
    column.setSpacing(4)
    column.addWidget(note_label(said(check_in.at, now)))
    column.addWidget(WordsText(theme, check_in.note))
    return look
