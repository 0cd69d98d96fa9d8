"""Room that scrolls, safe to look at with a screen reader."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget


class ScrollArea(QScrollArea):
    """A frameless area that scrolls downwards; its bar lies over its edge and takes no room.

    Qt's own bar comes and goes, and with it one of the area's accessible children. A screen reader
    that asks for a child which has just gone makes Qt 6.11 read past the end of a list and crash
    (QAccessibleAbstractScrollArea::child). With a bar of our own their number never changes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.hide()
        inner = self.verticalScrollBar()
        inner.rangeChanged.connect(self._measure)
        inner.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(inner.setValue)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bar stays at the right edge."""
        super().resizeEvent(event)
        width = self.bar.sizeHint().width()
        self.bar.setGeometry(self.width() - width, 0, width, self.height())

    def _measure(self, least: int, most: int) -> None:
        inner = self.verticalScrollBar()
        self.bar.setPageStep(inner.pageStep())
        self.bar.setSingleStep(inner.singleStep())
        self.bar.setRange(least, most)
        self.bar.setValue(inner.value())
        self.bar.setVisible(most > least)
        self.bar.raise_()
