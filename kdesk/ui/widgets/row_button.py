"""A row to press: what it is about on the left, a few quiet words on the right."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton

from kdesk.ui.theme import Theme
from kdesk.ui.widgets.item_list import INSET

GAP = 16
FLAGS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


class RowButton(QPushButton):
    """A soft button as wide as its card; long words go on in the next line."""

    def __init__(self, theme: Theme, words: str, note: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._words = " ".join(words.split())
        self._note = note
        self.setProperty("look", "soft")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(f"{self._words}, {note}" if note else self._words)

    def hasHeightForWidth(self) -> bool:
        """It has: a layout that only remembers the size hint would cut words off."""
        return True

    def heightForWidth(self, width: int) -> int:
        """High enough for all the words at this width."""
        return self._height_at(width)

    def sizeHint(self) -> QSize:
        """High enough to be pressed and to say everything at the width there is."""
        return QSize(200, self._height_at(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Narrow cards need more lines."""
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another number of lines."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button's own ground and focus, then both texts."""
        del event
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.setFont(self._theme.font("body"))
        painter.setPen(self._theme.colour("ink"))
        left, width = INSET, self._room(self.width())
        painter.drawText(QRect(left, 0, width, self.height()), FLAGS, self._words)
        painter.setPen(self._theme.colour("quiet"))
        note = QRect(left + width + GAP, 0, self._aside(self.width()), self.height())
        painter.drawText(note, FLAGS, self._note)

    def _height_at(self, width: int) -> int:
        metrics = QFontMetrics(self._theme.font("body"))
        texts = ((self._words, self._room(width)), (self._note, self._aside(width)))
        heights = [
            metrics.boundingRect(QRect(0, 0, max(room, 60), 10_000), FLAGS, text).height()
            for text, room in texts
        ]
        return max(44, *(height + 20 for height in heights))

    def _room(self, width: int) -> int:
        aside = self._aside(width)
        return width - 2 * INSET - (aside + GAP if aside else 0)

    def _aside(self, width: int) -> int:
        """What the note takes: never more than half, the words come first."""
        if not self._note:
            return 0
        metrics = QFontMetrics(self._theme.font("body"))
        half = (width - 2 * INSET - GAP) // 2
        return min(metrics.horizontalAdvance(self._note) + 4, max(half, 0))
