"""Something in a page that stays in sight while the rest scrolls by."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from kdesk.ui.widgets.scroll_area import ScrollArea

AIR = 10
"""Pixels of the page's ground above and below it once it is at the top."""


class Docked(QWidget):
    """Keeps the room in the page's column; what it holds lies over the page and stops at its top.

    `margin` is the page's own at both sides.
    """

    def __init__(self, area: ScrollArea, margin: int) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._area = area
        # In the area's viewport: outside of it no screen reader would find it.
        self._strip = QWidget(area.viewport())
        self._strip.setProperty("look", "page")
        self.body = QVBoxLayout(self._strip)
        self.body.setContentsMargins(margin, AIR, margin, AIR)
        self.body.setSpacing(AIR)
        self._strip.installEventFilter(self)
        area.viewport().installEventFilter(self)
        area.verticalScrollBar().valueChanged.connect(self._place)
        QApplication.instance().focusChanged.connect(self._uncover)  # type: ignore[union-attr]

    def bring(self, widget: QWidget, rect: QRect) -> None:
        """Scroll so that this part of a widget is seen, below what is docked."""
        top = widget.mapTo(self._area.viewport(), rect.topLeft()).y()
        bar = self._area.verticalScrollBar()
        free, end = self._strip.height(), self._area.viewport().height()
        if top < free + AIR or top + rect.height() > end - AIR:
            bar.setValue(bar.value() + top - free - (end - free) // 4)

    def moveEvent(self, event: QMoveEvent) -> None:
        """What is above it became higher or lower."""
        super().moveEvent(event)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page became wider or narrower."""
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep in step with the page's size and with the height of what is held."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        viewport = self._area.viewport()
        width = viewport.width()
        wraps = self.body.hasHeightForWidth()
        high = self.body.heightForWidth(width) if wraps else self.body.sizeHint().height()
        if self.height() != high - 2 * AIR:
            self.setFixedHeight(high - 2 * AIR)
        top = self.mapTo(viewport, QPoint(0, 0)).y() - AIR
        self._strip.setGeometry(0, max(0, top), width, high)
        self._strip.raise_()

    def _uncover(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What the keyboard has gone to must not lie below what is docked."""
        inside = self._area.widget()
        if now is None or inside is None or not inside.isAncestorOf(now):
            return
        top = now.mapTo(self._area.viewport(), QPoint(0, 0)).y()
        if top < self._strip.height() and now.height() < self._area.viewport().height() // 2:
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + top - self._strip.height() - AIR)
