"""Dotted lines under the words a machine was unsure of; they belong to the look, not the text."""

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextLayout,
)

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
        theme.changed.connect(self._dot_all)

    def mark(self, spans: Sequence[tuple[int, int]]) -> None:
        """Underline these stretches of positions, in order, and no others."""
        if list(spans) != self._spans:
            self._spans = list(spans)
            self._dot_all()

    def marked(self) -> list[tuple[int, int]]:
        """The stretches that are underlined now."""
        return list(self._spans)

    def highlightBlock(self, text: str) -> None:  # noqa: ARG002
        """Underline what lies within this paragraph."""
        for dots in self._dotted(self.currentBlock()):
            self.setFormat(dots.start, dots.length, dots.format)

    def _dot_all(self) -> None:
        """Underline all of it at once: after each paragraph Qt would lay out all that follow."""
        block = self.document().firstBlock()
        while block.isValid():
            block.layout().setFormats(self._dotted(block))
            block = block.next()
        self.document().markContentsDirty(0, self.document().characterCount())

    def _dotted(self, block: QTextBlock) -> list[QTextLayout.FormatRange]:
        """What is underlined within a paragraph."""
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        look.setUnderlineColor(self._theme.colour("quiet"))
        start = block.position()
        first = bisect_left(self._spans, (start, 0))
        last = bisect_left(self._spans, (start + block.length(), 0))
        dotted: list[QTextLayout.FormatRange] = []
        for begin, until in self._spans[first:last]:
            dots = QTextLayout.FormatRange()
            dots.start, dots.length, dots.format = begin - start, until - begin, look
            dotted.append(dots)
        return dotted

    def _move(self, position: int, removed: int, added: int) -> None:
        moved: list[tuple[int, int]] = []
        for begin, end in self._spans:
            if end < position:
                moved.append((begin, end))
            elif begin > position + removed:
                moved.append((begin + added - removed, end + added - removed))
        self._spans = moved
