"""The pages on a desk, exactly as they will be printed."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kdesk.paper.pages import Pages
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.scroll_area import ScrollArea

AROUND = 24
"""Pixels of desk around each page."""
PAPER = {"light": "#FFFFFF", "dark": "#E4DFD6", "night": "#CFC9BE"}
"""White glares in a dark room; in the PDF and on the printer the ground is the paper's own."""
SHADOW = 8


class PageStack(QWidget):
    """Every page under the other at the width there is, or so that a whole one is in sight."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pages: Pages | None = None
        self._room = QSize(400, 600)
        self.whole = False
        theme.changed.connect(self.update)

    def show_pages(self, pages: Pages) -> None:
        """Lay these on the desk."""
        self._pages = pages
        self.setAccessibleDescription(pages.text[:4000])
        self.fit(self._room)

    def fit(self, room: QSize) -> None:
        """Take the size the pages need in this much room."""
        self._room = room
        count = self._pages.count if self._pages else 1
        _, height = self._page_size()
        self.setFixedSize(room.width(), round(count * (height + AROUND) + AROUND))
        self.update()

    def top_of(self, page: int) -> int:
        """How far down a page begins, with its desk; pages count from 1."""
        _, height = self._page_size()
        return round((page - 1) * (height + AROUND))

    def page_at(self, y: int) -> int:
        """The page that lies there."""
        _, height = self._page_size()
        count = self._pages.count if self._pages else 1
        return min(count, max(1, int((y - AROUND / 2) // (height + AROUND)) + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages that are in sight."""
        if self._pages is None:
            return
        width, height = self._page_size()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = (self.width() - width) / 2
        for page in range(1, self._pages.count + 1):
            sheet = QRectF(left, self.top_of(page) + AROUND, width, height)
            if sheet.adjusted(-SHADOW, -SHADOW, SHADOW, SHADOW).intersects(event.rect()):
                self._paint_sheet(painter, sheet, page)

    def _paint_sheet(self, painter: QPainter, sheet: QRectF, page: int) -> None:
        if self._pages is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(38, 28, 10, 20 if self._theme.dark else 5))
        for step in range(1, SHADOW):
            painter.drawRoundedRect(sheet.adjusted(-step, 2 - step, step, 2 + step), step, step)
        painter.fillRect(sheet, QColor(PAPER.get(self._theme.name, PAPER["light"])))
        painter.save()
        painter.translate(sheet.topLeft())
        scale = sheet.width() / self._pages.size.width()
        painter.scale(scale, scale)
        self._pages.paint(painter, page)
        painter.restore()

    def _page_size(self) -> tuple[float, float]:
        ratio = self._pages.size.height() / self._pages.size.width() if self._pages else 1.414
        width = max(120.0, self._room.width() - 2 * AROUND)
        if self.whole:
            width = min(width, max(120.0, (self._room.height() - 2 * AROUND) / ratio))
        return width, width * ratio


class PageView(QFrame):
    """The desk: pages to scroll through; tells which one is in sight."""

    turned = Signal(int)
    """The page in sight, from 1."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setMinimumWidth(280)
        self.stack = PageStack(theme)
        self._area = ScrollArea()
        self._area.setWidget(self.stack)
        # A scroll area fills what it is given with the window's ground; here the desk shows.
        self.stack.setAutoFillBackground(False)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(self._area)
        self._page = 1
        theme.changed.connect(self.update)
        self._area.verticalScrollBar().valueChanged.connect(self._scrolled)

    def name(self, name: str) -> None:
        """What a screen reader calls the desk."""
        self._area.setAccessibleName(name)

    def show_pages(self, pages: Pages) -> None:
        """Lay these on the desk, at the place one was looking at."""
        self.stack.show_pages(pages)
        self._fit()

    def show_whole(self, whole: bool) -> None:
        """Either a whole page in sight, or as wide as there is room."""
        page = self._page
        self.stack.whole = whole
        self._fit()
        self.turn_to(page)

    def turn_to(self, page: int) -> None:
        """Bring a page into sight."""
        self._area.verticalScrollBar().setValue(self.stack.top_of(page))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages to the room there is."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The desk itself."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("sunk"))
        painter.drawRoundedRect(self.rect(), 14, 14)

    def _fit(self) -> None:
        self.stack.fit(self._area.viewport().size())
        self._scrolled()

    def _scrolled(self) -> None:
        bar = self._area.verticalScrollBar()
        page = self.stack.page_at(bar.value() + self._area.viewport().height() // 3)
        self._page = page
        self.turned.emit(page)
