"""Words worth keeping in the list: read, heard, opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout

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
    """The words in the serif; below them where they were said, their themes, and when."""

    opened = Signal()

    def __init__(self, desk: Desk, playing: PassagePlaying, said: Said) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.body.setSpacing(8)
        self.body.addWidget(WordsText(desk.theme, said.words))
        line = ExcerptLine(desk, playing, telling=True)
        line.show_excerpt(said.excerpt, beside=said.words)
        self.body.addWidget(line)
        if said.when:
            self.body.addLayout(self._foot(said))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ours: the release comes here too."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press anywhere beside the buttons opens it too."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.opened.emit()

    def _foot(self, said: Said) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        facts = FlowLayout(spacing=8)
        facts.addWidget(note_label(said.when))
        _add_chips(facts, said.themes)
        foot.addLayout(facts, 1)
        open_button = soft_button(self.tr("Open"))
        open_button.setAccessibleName(self.tr("Open: {words}").format(words=said.words))
        open_button.clicked.connect(self.opened)
        foot.addWidget(open_button, 0, Qt.AlignmentFlag.AlignBottom)
        return foot


def _add_chips(row: FlowLayout, names: Sequence[str]) -> None:
    for name in names:
        row.addWidget(Chip(name, "violet"))
