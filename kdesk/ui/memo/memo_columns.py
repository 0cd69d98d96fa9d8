"""The words of a memo, and beside or below them what there is to say about it."""

from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from kdesk.ui.memo.transcript_card import TranscriptCard
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.docked import Docked
from kdesk.ui.widgets.rest import RestingColumn
from kdesk.ui.widgets.scroll_area import ScrollArea

ASIDE = 288
"""Pixels of the column at the right."""
TOGETHER_FROM = 660
"""Pixels that the words and what there is to say need side by side."""
TOGETHER_SCALED = 600
"""The same for each unit of the text's scale: both columns narrow before the letters do."""


class MemoColumns(QWidget):
    """Two columns that scroll by themselves where there is room, else one that the page scrolls."""

    def __init__(
        self, theme: Theme, docked: Docked, words: TranscriptCard, uses: QWidget, *rest: QWidget
    ) -> None:
        """`uses` is for chosen words: in one column it stays in sight with what is docked."""
        super().__init__()
        self.setProperty("look", "bare")
        self._theme, self._docked, self._words, self._uses = theme, docked, words, uses
        self._column = QWidget()
        self._column.setProperty("look", "bare")
        self._rest = RestingColumn(self._column)
        self._rest.body.setSpacing(16)
        for part in (uses, *rest):
            self._rest.body.addWidget(part)
        self.aside = ScrollArea()
        self.aside.setWidgetResizable(True)
        self.aside.setWidget(self._column)
        # However much there is to say, it scrolls here and not the page.
        self.aside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addWidget(words, 1)
        self._row.addWidget(self.aside)

    def widen(self, room: int) -> None:
        """Share so many pixels anew.

        Larger letters need a wider column, but the words of the memo come first. Where both have
        no room side by side, what there is to say stands below the words, and only the page
        scrolls.
        """
        scale = max(1.0, self._theme.scale)
        self.aside.setFixedWidth(min(round(ASIDE * scale), round(room * 0.42)))
        beside = room >= max(TOGETHER_FROM, TOGETHER_SCALED * scale)
        if beside == (self._row.direction() == QBoxLayout.Direction.LeftToRight):
            return
        if beside:
            self._row.removeWidget(self._column)
            self.aside.setWidget(self._column)
            self._rest.body.insertWidget(0, self._uses)
        else:
            self._row.addWidget(self.aside.takeWidget())
            self._docked.body.addWidget(self._uses)  # beside the words that are chosen for it
        self._column.show()
        self.aside.setVisible(beside)
        self._words.text.grow(not beside)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
