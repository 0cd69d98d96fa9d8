"""Where a person writes: plain text in the serif, kept to the letter."""

import math

from PySide6.QtCore import QByteArray, QMimeData, QRect, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QTextEdit, QWidget

from kdesk.ui.theme import Theme

LEADING = 1.6
"""Line height in font sizes."""
LEAST_HEIGHT = 96
HIGHEST = 16_777_215
"""Pixels: Qt's own QWIDGETSIZE_MAX."""
HUGE = 1_000_000
"""Characters of a paste that can't be undone, but is there within a second."""
SPACED = 100_000
"""Characters up to which lines have more room than the letters need: laying that out takes 0.2 s
for so many, and 17 s for ten million, which then stand closer."""


class SerifText(QTextEdit):
    """A plain text field with room between its lines; nothing pasted brings a format or a file.

    With `grows` it is as high as its words and the page scrolls; otherwise it scrolls itself.
    """

    def __init__(
        self, theme: Theme, name: str, *, grows: bool = False, least: int = LEAST_HEIGHT
    ) -> None:
        super().__init__()
        self._theme = theme
        self._least = least
        self._grows = False
        self.setAcceptRichText(False)
        self.setProperty("look", "words")
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setMinimumHeight(self._least)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self._space_out()
        theme.changed.connect(self._space_out)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.cursorPositionChanged.connect(self._follow_the_cursor)
        self.grow(grows)

    def grow(self, grows: bool) -> None:
        """Be as high as the words from now on, or scroll them."""
        self._grows = grows
        across, down = QSizePolicy.Policy.Expanding, QSizePolicy.Policy
        self.setSizePolicy(across, down.Fixed if grows else down.Expanding)
        off, wanted = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(off if grows else wanted)
        if grows:
            self._fit()
        else:
            self.setMinimumHeight(self._least)
            self.setMaximumHeight(HIGHEST)

    def setPlaceholderText(self, text: str) -> None:  # noqa: N802 - Qt's own
        """What to say while there are no words; all of it is seen."""
        super().setPlaceholderText(text)
        self._fit()

    def toPlainText(self) -> str:
        """The words to the letter; Qt's own version turns no-break spaces into spaces."""
        return self.document().toRawText().replace("\u2029", "\n")

    def setPlainText(self, text: str) -> None:
        """Show other words; what was typed before can't be undone into them."""
        super().setPlainText(text)
        self._space_out()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste the words and nothing else."""
        if not source.hasText():
            return
        words = source.text()
        if len(words) > HUGE:
            self._insert_huge(words)
            return
        if self.document().characterCount() + len(words) > SPACED:
            self._lay_out_lines(QTextBlockFormat())
        self.textCursor().insertText(words)
        self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Words yes, dropped files no."""
        return source.hasText() and not source.hasUrls()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the words and nothing else."""
        data = QMimeData()
        data.setText(self.textCursor().selectedText().replace("\u2029", "\n"))
        return data

    def loadResource(self, _kind: int, _name: object) -> object:
        """Nothing: no text may make kdesk open a file."""
        return QByteArray()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type; a line break is always a line."""
        # Shift+Enter would insert Qt's own line separator; a line is a line.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height the words need at this width."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words; while there are none, all lines of what stands in their place.

        Qt cuts its own placeholder off below the first line, and style.qss hides it.
        """
        super().paintEvent(event)
        if not self.document().isEmpty() or not self.placeholderText():
            return
        painter = QPainter(self.viewport())
        painter.setFont(self._theme.font("words"))
        painter.setPen(self._theme.colour("hint"))
        margin = round(self.document().documentMargin())
        room = self.viewport().rect().adjusted(margin, margin, -margin, 0)
        painter.drawText(room, int(Qt.TextFlag.TextWordWrap), self.placeholderText())
        painter.end()

    def _space_out(self) -> None:
        if self.document().characterCount() > SPACED:
            return
        font = self._theme.font("words")
        natural = QFontMetricsF(font).height()
        layout = QTextBlockFormat()
        layout.setLineHeight(
            100.0 * LEADING * font.pixelSize() / natural,
            QTextBlockFormat.LineHeightTypes.ProportionalHeight.value,
        )
        self._lay_out_lines(layout)

    def _insert_huge(self, words: str) -> None:
        """Set all words anew, with the cursor at their beginning.

        Qt takes 13 s to insert ten million and 0.6 s to set them, as long as nobody asks where
        the end of them is on the screen.
        """
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        whole = self.document().toRawText().replace("\u2029", "\n").encode("utf-16-le")
        added = words.encode("utf-16-le", "surrogatepass")
        # Places in a document count UTF-16 units, of two bytes each.
        new = whole[: 2 * start] + added + whole[2 * end :]
        self.setPlainText(new.decode("utf-16-le", "replace"))

    def _lay_out_lines(self, layout: QTextBlockFormat) -> None:
        """Give every line this layout; that is no edit of the words."""
        document = self.document()
        changed = document.isModified()
        document.setUndoRedoEnabled(False)
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        blocked = self.blockSignals(True)
        cursor.setBlockFormat(layout)
        self.blockSignals(blocked)
        document.setUndoRedoEnabled(True)
        document.setModified(changed)

    def _fit(self) -> None:
        if not self._grows:
            return
        inside = max(math.ceil(self.document().size().height()), self._offered_height())
        around = self.height() - self.viewport().height()
        self.setFixedHeight(max(self._least, inside + max(around, 0) + 4))

    def _offered_height(self) -> int:
        """What stands in the place of words that aren't there yet."""
        if not self.placeholderText() or not self.document().isEmpty():
            return 0
        margin = round(self.document().documentMargin())
        room = QRect(0, 0, self.viewport().width() - 2 * margin, HIGHEST)
        lines = QFontMetricsF(self._theme.font("words")).boundingRect(
            QRectF(room), int(Qt.TextFlag.TextWordWrap), self.placeholderText()
        )
        return math.ceil(lines.height()) + 2 * margin

    def _follow_the_cursor(self) -> None:
        """Keep the line that is written in sight when the page scrolls, not the field."""
        if not self._grows:
            return
        area = _scroll_area_around(self)
        inner = area.widget() if area is not None else None
        if area is None or inner is None or not self.hasFocus():
            return
        spot = self.viewport().mapTo(inner, self.cursorRect().center())
        area.ensureVisible(spot.x(), spot.y(), 0, 60)


def _scroll_area_around(widget: QWidget) -> QScrollArea | None:
    found = widget.parentWidget()
    while found is not None and not isinstance(found, QScrollArea):
        found = found.parentWidget()
    return found
