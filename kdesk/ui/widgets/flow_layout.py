"""A layout that breaks into the next line, for chips and buttons in narrow windows."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays widgets out like words, left to right, line under line.

    With `fills` those of a line share what it has left, so that all lines end together.
    """

    def __init__(
        self, parent: QWidget | None = None, spacing: int = 8, *, fills: bool = False
    ) -> None:
        super().__init__(parent)
        self._fills = fills
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Take in one more."""
        self._items.append(item)

    def count(self) -> int:
        """How many widgets there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The one at this place, None beyond the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give away the one at this place."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """None: it takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """It does: fewer columns make more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What so many pixels of width need."""
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rectangle: QRect) -> None:
        """Lay everything out in this rectangle."""
        super().setGeometry(rectangle)
        self._lay_out(rectangle, move=True)

    def sizeHint(self) -> QSize:
        """The least size; the width that is there decides the height."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """As wide as the widest widget, as high as the highest."""
        size = QSize()
        for item in self._items:
            widget = item.widget()
            if widget is None or not widget.isHidden():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _lay_out(self, rectangle: QRect, move: bool) -> int:
        margins = self.contentsMargins()
        inner = rectangle.marginsRemoved(margins)
        y = inner.y()
        for line in self._lines(inner.width()):
            if y > inner.y():
                y += self.spacing()
            sizes = [item.sizeHint() for item in line]
            if move:
                self._place(line, sizes, QPoint(inner.x(), y), inner.width())
            y += max(size.height() for size in sizes)
        return y - rectangle.y() + margins.bottom()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """What is seen, in lines of at most this width."""
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            wide = item.sizeHint().width()
            if not lines or used + self.spacing() + wide > width:
                lines.append([])
                used = wide
            else:
                used += self.spacing() + wide
            lines[-1].append(item)
        return lines

    def _place(
        self, line: list[QLayoutItem], sizes: list[QSize], start: QPoint, width: int
    ) -> None:
        used = sum(size.width() for size in sizes) + self.spacing() * (len(line) - 1)
        left = max(0, width - used) if self._fills else 0
        x = start.x()
        for number, (item, size) in enumerate(zip(line, sizes, strict=True)):
            more = left * (number + 1) // len(line) - left * number // len(line)
            wide = size + QSize(more, 0)
            item.setGeometry(QRect(QPoint(x, start.y()), wide))
            x += wide.width() + self.spacing()
