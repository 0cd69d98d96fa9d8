"""The gallery: a tile for each creation, its pictures opened one by one as they come into sight."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kdesk.domain.creation import Creation
from kdesk.domain.ids import CreationId
from kdesk.domain.times import said
from kdesk.store.vault import Vault
from kdesk.ui.creations.open_thumbnails import Thumbnails
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.row_action import NOT_BY_THIS, RowAction

CREATION_ROLE = int(Qt.ItemDataRole.UserRole)
GAP = 16
TILE = 230
"""The least width of a tile; what is left over is shared."""
PICTURE = 168
WORDS = 64

Index = QModelIndex | QPersistentModelIndex


class GalleryModel(QAbstractListModel):
    """The creations, newest first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._creations: tuple[Creation, ...] = ()
        self._now: datetime | None = None

    def show_creations(self, creations: Sequence[Creation], now: datetime) -> None:
        """Replace them all."""
        self.beginResetModel()
        self._creations, self._now = tuple(creations), now
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many creations there are."""
        return 0 if parent.isValid() else len(self._creations)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The title, what a screen reader says, or the creation itself."""
        if not index.isValid():
            return None
        creation = self._creations[index.row()]
        if role == CREATION_ROLE:
            return creation
        if role == int(Qt.ItemDataRole.DisplayRole):
            return self.title(creation)
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.title(creation)}, {self.note(creation)}"
        return None

    def title(self, creation: Creation) -> str:
        """What to call it."""
        return creation.title.strip() or self.tr("Untitled")

    def note(self, creation: Creation) -> str:
        """When it was, and how much there is of it."""
        when = said(creation.at, self._now) if self._now else ""
        number = len(creation.files)
        if number < 2:
            return when
        return self.tr("{when} · {number} files").format(when=when, number=number)


class TileDelegate(QStyledItemDelegate):
    """Paints a tile: the first picture, the title, when it was."""

    def __init__(self, theme: Theme, pictures: Thumbnails, parent: "Gallery") -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures = pictures
        self._gallery = parent

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """A cell of the gallery's grid."""
        return self._gallery.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one tile."""
        creation: Creation = index.data(CREATION_ROLE)
        box = self._gallery.tile(index, option.rect).adjusted(1, 1, -1, -1)
        state = option.state
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        outline = QPainterPath()
        outline.addRoundedRect(box, 14, 14)
        painter.fillPath(outline, self._theme.colour("surface"))
        painter.setClipPath(outline)
        self._paint_picture(painter, QRectF(box.left(), box.top(), box.width(), PICTURE), creation)
        painter.setClipping(False)
        edge = self._theme.colour("focus" if focused else "hairline")
        painter.setPen(QPen(edge, 2 if focused else 1))
        painter.drawPath(outline)
        self._paint_words(painter, box.adjusted(16, PICTURE + 10, -16, -10), index, creation)
        painter.restore()

    def _paint_picture(self, painter: QPainter, box: QRectF, creation: Creation) -> None:
        first = next((f.thumbnail for f in creation.files if f.thumbnail is not None), None)
        painter.fillRect(box, self._theme.colour("sunk" if first else "amber_soft"))
        pixmap = self._pictures.find(first) if first else None
        if pixmap is not None and not pixmap.isNull():
            painter.drawPixmap(box, pixmap, _middle(pixmap, box))
        elif first is None or pixmap is not None:
            icon = self._theme.icon("file-text", "amber").pixmap(QSize(36, 36))
            painter.drawPixmap(box.center() - QRectF(icon.rect()).center(), icon)

    def _paint_words(
        self, painter: QPainter, box: QRectF, index: Index, creation: Creation
    ) -> None:
        model = index.model()
        title, note = str(index.data()), ""
        if isinstance(model, GalleryModel):
            note = model.note(creation)
        for words, role, colour in ((title, "body", "ink"), (note, "note", "quiet")):
            font = self._theme.font(role)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(self._theme.colour(colour))
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
            line = QRectF(box.left(), box.top(), box.width(), metrics.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, shown)
            box.setTop(box.top() + metrics.height() + 3)


class Gallery(QListView):
    """Tiles in as many columns as there is room for, as high as they need; the page scrolls."""

    opened = Signal(str)
    """The id of the creation to show."""

    def __init__(self, theme: Theme, vault: Vault, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tiles = GalleryModel(self)
        self._pictures = Thumbnails(vault, self)
        self._pictures.opened.connect(self.viewport().update)
        self.setModel(self._tiles)
        self.selectionModel().currentChanged.connect(self._keep_in_sight)
        self.setItemDelegate(TileDelegate(theme, self._pictures, self))
        theme.changed.connect(self.viewport().update)
        self.clicked.connect(self._open)
        RowAction(self).asked.connect(self._open)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._columns = 1
        self._share_room()

    def show_creations(self, creations: Sequence[Creation], now: datetime) -> None:
        """Show these, and stay at the one that had the focus."""
        current = self.currentIndex().data(CREATION_ROLE) if self.currentIndex().isValid() else None
        self._tiles.show_creations(creations, now)
        self._share_room()
        rows = [creation.id for creation in creations]
        if current is not None and current.id in rows:
            self.setCurrentIndex(self._tiles.index(rows.index(current.id)))

    def tile(self, index: Index, cell: QRect) -> QRectF:
        """Where the tile stands in its cell: the first column at the left edge, the last at the
        right one."""
        wide = (self.width() - (self._columns - 1) * GAP) / self._columns
        left = index.row() % self._columns * (wide + GAP)
        return QRectF(left, cell.top(), wide, PICTURE + WORDS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among whole columns."""
        self._share_room()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the rest is the list's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def selectionCommand(self, *_: object) -> QItemSelectionModel.SelectionFlag:
        """Nothing is selected here; see ui/widgets/row_action."""
        return NOT_BY_THIS

    def _share_room(self) -> None:
        self._columns = max(1, (self.width() + GAP) // (TILE + GAP))
        # One pixel less: Qt drops a column that fits exactly.
        self.setGridSize(QSize((self.width() - 1) // self._columns, PICTURE + WORDS + GAP))
        rows = -(-self._tiles.rowCount() // self._columns)
        self.setFixedHeight(max(1, rows * (PICTURE + WORDS + GAP)))

    def _keep_in_sight(self, current: QModelIndex) -> None:
        """The page scrolls, not the gallery."""
        area = self.parent()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parent()
        content = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and content is not None and self.hasFocus():
            spot = self.mapTo(content, self.visualRect(current).center())
            area.ensureVisible(spot.x(), spot.y(), 0, PICTURE)

    def _open(self, index: QModelIndex) -> None:
        creation: Creation = index.data(CREATION_ROLE)
        self.opened.emit(CreationId(creation.id))


def _middle(pixmap: QPixmap, box: QRectF) -> QRectF:
    """The largest part around the middle of a picture that has the shape of the box."""
    scale = min(pixmap.width() / box.width(), pixmap.height() / box.height())
    width, height = box.width() * scale, box.height() * scale
    return QRectF((pixmap.width() - width) / 2, (pixmap.height() - height) / 2, width, height)
