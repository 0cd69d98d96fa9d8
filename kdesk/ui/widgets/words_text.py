"""Words in the serif to read, with room between their lines."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QAbstractTextDocumentLayout as Layout
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kdesk.ui.theme import Theme

LEADING = 1.45
"""Line height in font sizes; a little closer than where one writes."""


class WordsText(QWidget):
    """Plain words that wrap; a label can't keep its lines apart."""

    def __init__(self, theme: Theme, words: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self._marked: tuple[tuple[int, int], ...] = ()
        self._heights: dict[int, int] = {}
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._dress)
        self._dress()

    def text(self) -> str:
        """The words that are shown."""
        return self._words

    def show_words(self, words: str, marked: Sequence[tuple[int, int]] = ()) -> None:
        """Show other words; `marked` are stretches of them that stand on a soft ground."""
        self._words, self._marked = words, tuple(marked)
        self._dress()

    def hasHeightForWidth(self) -> bool:
        """Narrower words are higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at this width; layouts ask many times for the same one."""
        if width not in self._heights:
            self._document.setTextWidth(max(width, 40))
            self._heights[width] = int(self._document.size().height() + 1)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        """Very narrow cards break every word's line."""
        return QSize(40, int(QFontMetricsF(self._theme.font("words")).lineSpacing() + 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another number of lines."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words in the colour of ink."""
        del event
        self._document.setTextWidth(self.width())
        context = Layout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, self._theme.colour("ink"))
        self._document.documentLayout().draw(QPainter(self), context)

    def _dress(self) -> None:
        self._heights.clear()
        font = self._theme.font("words")
        self._document.setDefaultFont(font)
        self._document.setPlainText(self._words)
        room = QTextBlockFormat()
        natural = QFontMetricsF(font).height()
        room.setLineHeight(
            100.0 * LEADING * font.pixelSize() / natural,
            QTextBlockFormat.LineHeightTypes.ProportionalHeight.value,
        )
        cursor = QTextCursor(self._document)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(room)
        self._mark(cursor)
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self.update()

    def _mark(self, cursor: QTextCursor) -> None:
        ground = QTextCharFormat()
        ground.setBackground(self._theme.colour("amber_soft"))
        for begin, end in self._marked:
            # Places in a document count UTF-16 units, of which an emoji takes two.
            cursor.setPosition(_units(self._words[:begin]))
            cursor.setPosition(_units(self._words[:end]), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(ground)


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
