"""Dotted lines under the words a machine was unsure of; they belong to the look, not the text."""

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from kdesk.ui.theme import Theme


class DoubtMarks(QSyntaxHighlighter):
    """Underlines places of a document; typing moves them along, typing into one removes it."""

    def __init__(self, theme: Theme, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spans: list[tuple[int, int]] = []
        # Before the document is taken on: places must be moved before they are painted again.
        document.contentsChange.connect(self._move)
        self.setDocument(document)
        theme.changed.connect(self.rehighlight)

    def mark(self, spans: Sequence[tuple[int, int]]) -> None:
        """Underline these stretches of positions, in order, and no others."""
        if list(spans) != self._spans:
            self._spans = list(spans)
            self.rehighlight()

    def marked(self) -> list[tuple[int, int]]:
        """The stretches that are underlined now."""
        return list(self._spans)

    def highlightBlock(self, text: str) -> None:  # noqa: ARG002
        """Underline what lies within this paragraph."""
        start = self.currentBlock().position()
        end = start + self.currentBlock().length()
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        look.setUnderlineColor(self._theme.colour("quiet"))
        for begin, until in self._spans[bisect_left(self._spans, (start, 0)) :]:
            if begin >= end:
                return
            self.setFormat(begin - start, until - begin, look)

    def _move(self, position: int, removed: int, added: int) -> None:
        moved: list[tuple[int, int]] = []
        for begin, end in self._spans:
            if end < position:
                moved.append((begin, end))
            elif begin > position + removed:
                moved.append((begin + added - removed, end + added - removed))
        self._spans = moved
