"""Files held over the window: what letting go would do, and letting go."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWindow,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdesk.ui.theme import Theme
from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.page import Page

EDGE = 20
ROUND = 18


class DropHere(QWidget):
    """Lies over its parent while files are held over it, so that no text field takes them for
    words; the page below is given what is let go."""

    def __init__(self, theme: Theme, parent: QWidget, page: Callable[[], Page | None]) -> None:
        super().__init__(parent)
        self._theme = theme
        self._around = parent
        self._page = page
        self._window: QWindow | None = None
        self.setAcceptDrops(True)
        self.sentence = PlainLabel("", "title")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        about = PlainLabel(
            self.tr("The copy is encrypted. The file itself stays as it is."), "quiet"
        )
        about.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE * 3, EDGE, EDGE * 3, EDGE)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self.sentence)
        column.addWidget(about)
        column.addStretch(1)
        self.hide()
        parent.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come up before Qt looks for whom the files are held over, go when they are elsewhere."""
        if watched is self._around:
            self._follow(event)
        elif event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            self._come_up(event.mimeData())
        elif event.type() == QEvent.Type.DragLeave:
            self.hide()
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        self._welcome(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere on the page is as good."""
        self._welcome(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Give the files to the page; they stay where they are."""
        self.hide()
        page, files = self._page(), files_in(event.mimeData())
        if page is not None and self._welcome(event):
            page.take_files(files)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing but where to let go."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self._theme.colour("ground"))
        pen = QPen(self._theme.colour("teal"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE), ROUND, ROUND
        )

    def _follow(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.Show:
            window = self._around.window().windowHandle()
            if window is not None and window is not self._window:
                self._window = window
                window.installEventFilter(self)
        elif event.type() == QEvent.Type.Resize:
            self.setGeometry(self._around.rect())
        elif event.type() == QEvent.Type.Hide:
            self.hide()

    def _come_up(self, data: QMimeData) -> None:
        page = self._page()
        if page is None or not self._around.isVisible() or not files_in(data):
            return
        self.sentence.setText(page.drop_words())
        self.setGeometry(self._around.rect())
        self.show()
        self.raise_()

    def _welcome(self, event: QDropEvent) -> bool:
        """Take files as copies: whoever gives them must never delete them as moved."""
        copies = bool(event.possibleActions() & Qt.DropAction.CopyAction)
        if not copies or not files_in(event.mimeData()):
            event.ignore()
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        return True


def files_in(data: QMimeData) -> list[Path]:
    """What of this computer is being dragged; nothing when no file is among it."""
    places = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return places if any(place.is_file() for place in places) else []
