"""What was removed, and the way back."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain import insight
from kdesk.domain.entry_word import is_untouched
from kdesk.domain.goal import is_blank
from kdesk.domain.ids import Kind
from kdesk.domain.problem import Problem
from kdesk.domain.times import said
from kdesk.store import bin as store_bin
from kdesk.store import entries, goals, insights
from kdesk.store.bin import Binned
from kdesk.system.words import questions
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.chip import Chip
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.item_list import chip_column
from kdesk.ui.widgets.labels import PlainLabel, hairline, note_label, quiet_label

AT_FIRST = 5


class BinCard(Card):
    """The last removed first; each can be taken back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("The bin"))
        self._desk = desk
        self._all = False
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._more = quiet_button(self.tr("Show everything in the bin"))
        self._more.clicked.connect(self._show_all)
        self.body.addWidget(
            quiet_label(self.tr("What you remove stays here for 30 days and can come back."))
        )
        self.body.addLayout(self._rows)
        buttons = FlowLayout()
        buttons.addWidget(self._more)
        self.body.addLayout(buttons)

    def reload(self) -> None:
        """List what is in the bin."""
        empty(self._rows)
        binned = [one for one in store_bin.newest(self._desk.vault) if self._is_worth(one)]
        shown = binned if self._all else binned[:AT_FIRST]
        for number, one in enumerate(shown):
            if number:
                self._rows.addWidget(hairline())
            self._rows.addWidget(self._row(one))
        if not binned:
            self._rows.addWidget(PlainLabel(self.tr("It is empty.")))
        self._more.setVisible(len(shown) < len(binned))

    def _is_worth(self, one: Binned) -> bool:
        """What was begun and left without a word is no loss to anybody."""
        if not one.text.strip() and one.kind is Kind.ENTRY:
            return not is_untouched(entries.find(self._desk.vault, one.id), questions())
        if not one.text.strip() and one.kind is Kind.GOAL:
            return not is_blank(goals.find(self._desk.vault, one.id))
        if not one.text.strip() and one.kind is Kind.INSIGHT:
            return not insight.is_blank(insights.find(self._desk.vault, one.id))
        return True

    def _row(self, one: Binned) -> QWidget:
        row = QWidget()
        row.setProperty("look", "bare")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        kind = QWidget()
        kind.setProperty("look", "bare")
        kind.setFixedWidth(chip_column(self._desk.theme))
        chip = QHBoxLayout(kind)
        chip.setContentsMargins(0, 0, 0, 0)
        chip.addWidget(Chip.of_kind(self._desk.theme, one.kind), 0, Qt.AlignmentFlag.AlignLeft)
        line.addWidget(kind)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(one.title))
        now = self._desk.now()
        when = said(one.removed_at.astimezone(now.tzinfo), now)
        words.addWidget(note_label(self.tr("removed {when}").format(when=when)))
        line.addLayout(words, 1)
        back = quiet_button(self.tr("Restore"))
        back.setAccessibleName(self.tr("Restore {title}").format(title=one.title))
        back.clicked.connect(partial(self._restore, one.id))
        line.addWidget(back)
        return row

    def _restore(self, item_id: str) -> None:
        try:
            store_bin.restore(self._desk.vault, item_id, now=self._desk.now())
        except Problem as problem:
            self._desk.notices.tell_problem(problem)
            return
        self._desk.notices.told.emit(self.tr("It is back where it was."))
        self.reload()

    def _show_all(self) -> None:
        self._all = True
        self.reload()
