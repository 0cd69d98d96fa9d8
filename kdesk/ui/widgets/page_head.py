"""The head of a page: the way back, a title, a quiet line, and tools beside them or below."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from kdesk.ui.theme import Theme

GAP = 12
ROOM_FOR_WORDS = 20
"""Widths of a letter's height that the words keep beside the tools, unless they need less."""


class PageHead(QWidget):
    """The tools stand beside the words where both have room, else in a line of their own."""

    def __init__(self, theme: Theme, back: QPushButton, title: QLabel, subtitle: QLabel) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._theme = theme
        self._back, self._title, self._subtitle = back, title, subtitle
        self.tools = QHBoxLayout()
        self.tools.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(title)
        words.addWidget(subtitle)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(GAP)
        self._box.addLayout(line, 1)
        self._box.addLayout(self.tools)
        self._box.setAlignment(self.tools, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self.arrange)

    def arrange(self) -> None:
        """Put the tools where there is room for them now."""
        left = self.width() - self.tools.sizeHint().width() - GAP
        if not self._back.isHidden():
            left -= self._back.sizeHint().width() + GAP
        beside = left >= min(ROOM_FOR_WORDS * self._theme.size("body"), self._words_width())
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if direction != self._box.direction():
            self._box.setDirection(direction)
            aligned = Qt.AlignmentFlag.AlignTop if beside else Qt.AlignmentFlag.AlignRight
            self._box.setAlignment(self.tools, aligned)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for both, or no longer."""
        super().resizeEvent(event)
        self.arrange()

    def _words_width(self) -> int:
        widths = [
            QFontMetrics(self._theme.font(role)).horizontalAdvance(label.text())
            for label, role in ((self._title, "title"), (self._subtitle, "body"))
        ]
        return max(widths) + 4
