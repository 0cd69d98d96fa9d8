"""Room that scrolls, safe to look at with a screen reader."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
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
        self._asked = 0
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._ask_again)
        inner = self.verticalScrollBar()
        inner.rangeChanged.connect(self._measure)
        inner.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(inner.setValue)

    def event(self, event: QEvent) -> bool:
        """Look once more at how high all of it is, when what was just added wears its style.

        Qt asks for heights before that, and not again: whatever grows by it would be squeezed.
        """
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._again.start()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bar stays at the right edge."""
        super().resizeEvent(event)
        width = self.bar.sizeHint().width()
        self.bar.setGeometry(self.width() - width, 0, width, self.height())

    def _ask_again(self) -> None:
        shown = self.widget()
        if shown is None or not shown.hasHeightForWidth():
            return
        wanted = shown.heightForWidth(shown.width())
        missing = wanted > shown.height()
        if missing and wanted != self._asked:  # once: there may be no such room
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))
        self._asked = wanted if missing else 0

    def _measure(self, least: int, most: int) -> None:
        inner = self.verticalScrollBar()
        self.bar.setPageStep(inner.pageStep())
        self.bar.setSingleStep(inner.singleStep())
        self.bar.setRange(least, most)
        self.bar.setValue(inner.value())
        self.bar.setVisible(most > least)
        self.bar.raise_()
