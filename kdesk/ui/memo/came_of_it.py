"""What came of a memo's words: insights, goals, questions, and the themes its passages carry."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import AnyId, Kind, kind_of
from kdesk.domain.summary import shortened
from kdesk.domain.theme import Tagged
from kdesk.domain.times import clock
from kdesk.store import excerpts, themes
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import icon_button
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.list_card import ListCard
from kdesk.ui.widgets.row_button import RowButton

SHOWN = 60
"""Characters of a passage in its row."""


class CameOfIt(ListCard):
    """A row for each, as they sound; hidden while there is none."""

    chosen = Signal(float)
    """The second of a passage that is to be heard."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("What came of it"))
        self._desk = desk
        self._shown: object = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.hide()

    def show_memo(self, memo_id: str) -> None:
        """Show what came of this memo; the same rows stay as they are, and with them the focus."""
        vault = self._desk.vault
        made = excerpts.from_memo(vault, memo_id)
        tagged = [one for one in themes.of(vault, memo_id) if one.excerpt is not None]
        if (made, tagged) == self._shown:
            return
        self._shown = (made, tagged)
        empty(self._rows)
        for _, row in sorted(self._made(made) + self._tagged(tagged), key=lambda pair: pair[0]):
            self._rows.addWidget(row)
        self.setVisible(bool(made or tagged))

    def _made(self, made: Sequence[tuple[AnyId, Excerpt]]) -> list[tuple[float, QWidget]]:
        rows: list[tuple[float, QWidget]] = []
        for item_id, excerpt in made:
            row = self._row(self._word(item_id), excerpt)
            row.clicked.connect(partial(self._desk.notices.open_requested.emit, str(item_id)))
            name = self.tr("Play: {words}").format(words=excerpt.words)
            play = icon_button(self._desk.theme, "play", name)
            play.clicked.connect(partial(self.chosen.emit, excerpt.start))
            rows.append((excerpt.start, _beside(row, play)))
        return rows

    def _tagged(self, tagged: Sequence[Tagged]) -> list[tuple[float, QWidget]]:
        rows: list[tuple[float, QWidget]] = []
        for one in tagged:
            if one.excerpt is None:
                continue
            row = self._row(one.name, one.excerpt)
            row.clicked.connect(partial(self.chosen.emit, one.excerpt.start))
            name = self.tr("Take off the theme {name}").format(name=one.name)
            off = icon_button(self._desk.theme, "x", name)
            off.clicked.connect(partial(themes.untag, self._desk.vault, one))
            rows.append((one.excerpt.start, _beside(row, off)))
        return rows

    def _row(self, word: str, excerpt: Excerpt) -> RowButton:
        words = self.tr("{word}: {words}").format(word=word, words=shortened(excerpt.words, SHOWN))
        return RowButton(self._desk.theme, words, clock(excerpt.start))

    def _word(self, item_id: AnyId) -> str:
        kind = kind_of(item_id)
        words = {
            Kind.INSIGHT: self.tr("Insight"),
            Kind.GOAL: self.tr("Goal"),
            Kind.ENTRY: self.tr("Question"),
        }
        return words.get(kind, self._desk.theme.kind_word(kind))


def _beside(row: RowButton, button: QPushButton) -> QWidget:
    both = QWidget()
    both.setProperty("look", "bare")
    line = QHBoxLayout(both)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(0)
    line.addWidget(row, 1)
    line.addWidget(button)
    return both
