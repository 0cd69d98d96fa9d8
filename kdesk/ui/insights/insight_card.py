"""Words worth keeping in the list: read, heard, opened."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kdesk.domain.excerpt import Excerpt
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import soft_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.chip import Chip
from kdesk.ui.widgets.excerpt_line import ExcerptLine
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import note_label
from kdesk.ui.widgets.passage_playing import PassagePlaying
from kdesk.ui.widgets.words_text import WordsText

FACT = 24
"""Pixels: the time stands in the middle of a line of chips."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a card shows: an insight, or a passage that carries a theme."""

    item_id: str
    """What opens; a passage opens the thing it is of."""
    words: str
    when: str
    """Empty where the line below says enough."""
    excerpt: Excerpt | None
    themes: tuple[str, ...]


class InsightCard(Card):
    """When it was and its themes, the words in the serif, and where they were said."""

    opened = Signal()

    def __init__(self, desk: Desk, playing: PassagePlaying, said: Said) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.body.setSpacing(6)
        if said.when:
            self.body.addLayout(self._head(said))
        self.body.addWidget(WordsText(desk.theme, said.words))
        line = ExcerptLine(desk, playing, telling=True)
        line.show_excerpt(said.excerpt, beside=said.words)
        self.body.addWidget(line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ours: the release comes here too."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press anywhere beside the buttons opens it too."""
        super().mouseReleaseEvent(event)
        within = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and within:
            self.opened.emit()

    def _head(self, said: Said) -> QHBoxLayout:
        facts = QWidget()
        facts.setProperty("look", "bare")
        flow = FlowLayout(facts, spacing=8)
        when = note_label(said.when)
        when.setWordWrap(False)
        for fact in (when, *(Chip(name, "violet") for name in said.themes)):
            fact.setMinimumHeight(FACT)
            flow.addWidget(fact)
        open_button = soft_button(self.tr("Open"))
        open_button.setAccessibleName(self.tr("Open: {words}").format(words=said.words))
        open_button.clicked.connect(self.opened)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(facts, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(open_button, 0, Qt.AlignmentFlag.AlignTop)
        return head
