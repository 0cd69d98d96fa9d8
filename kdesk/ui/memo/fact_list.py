"""Pauses, gaps and other microphones: what one should know of a sound, to press and hear."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from kdesk.domain.note import NoteKind
from kdesk.domain.times import clock
from kdesk.ui.memo.note_words import Fact
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.list_card import ListCard
from kdesk.ui.widgets.row_button import RowButton


class FactList(ListCard):
    """A row for each; hidden while there is none. Marks are no facts: they have chips."""

    chosen = Signal(float)
    """The second to go to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(self.tr("While you spoke"))
        self._theme = theme
        self._facts: tuple[Fact, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.hide()

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show these; the same ones stay as they are, and with them the focus."""
        facts = tuple(fact for fact in facts if fact.note.kind is not NoteKind.MARK)
        if facts == self._facts:
            return
        self._facts = facts
        empty(self._rows)
        for fact in facts:
            self._rows.addWidget(self._row(fact))
        self.setVisible(bool(facts))

    def _row(self, fact: Fact) -> RowButton:
        row = RowButton(self._theme, fact.words, clock(fact.note.seconds))
        row.clicked.connect(lambda: self.chosen.emit(fact.note.seconds))
        return row
