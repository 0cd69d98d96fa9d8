"""A list of kept things, one row each: what it is, what it is called, when it was."""

from collections.abc import Callable, Sequence
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
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kdesk.domain.ids import ITEM_KINDS, Kind
from kdesk.domain.item import Item
from kdesk.domain.times import said
from kdesk.ui.desk import Desk
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.row_action import NOT_BY_THIS, RowAction

ITEM_ROLE = int(Qt.ItemDataRole.UserRole)
LEAST_ROW = 48
CHIP_HEIGHT = 24
INSET = 10
NARROW = 33
"""Widths of a letter's height below which a row leaves its detail out."""

Index = QModelIndex | QPersistentModelIndex


class ItemModel(QAbstractListModel):
    """The rows of an ItemList."""

    def __init__(self, theme: Theme, now: Callable[[], datetime], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._now = now
        self._items: tuple[Item, ...] = ()

    def show_items(self, items: Sequence[Item]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many things there are."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The item itself for the delegate; a sentence for a screen reader."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return self.called(item)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((self._theme.kind_word(item.kind), self.called(item), self.when(item)))
        return None

    def called(self, item: Item) -> str:
        """The title, or the first words of what has none."""
        first_line = item.text.strip().partition("\n")[0][:120]
        return item.title.strip() or first_line or self.tr("Untitled")

    def when(self, item: Item, detailed: bool = True) -> str:
        """`yesterday 15:02 · 4 min 12 s`."""
        parts = [said(item.at, self._now())]
        if item.detail and detailed:
            parts.append(item.detail)
        return " · ".join(parts)


class ItemDelegate(QStyledItemDelegate):
    """Paints a row: chip, title, when; a hairline above all but the first."""

    def __init__(self, theme: Theme, model: ItemModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """As high as a finger wants, higher with large text."""
        height = QFontMetrics(self._theme.font("body")).height() + 28
        return QSize(200, max(LEAST_ROW, height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        item = index.data(ITEM_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, state, first=index.row() == 0)
        left = rect.left() + INSET
        paint_chip(painter, self._theme, item.kind, left, rect.top() + rect.height() // 2)
        left += chip_column(self._theme) + 16
        note = self._theme.font("note")
        wide = rect.width() >= NARROW * self._theme.size("body")
        when = self._model.when(item, detailed=wide)
        metrics = QFontMetrics(note)
        body = self._theme.font("body")
        called = QFontMetrics(body).horizontalAdvance(self._model.called(item))
        # What it is called comes first: when it was never takes more than half of its room.
        whole = rect.right() - INSET - 16 - left
        most = max(whole // 2, whole - called - 4)
        when = metrics.elidedText(when, Qt.TextElideMode.ElideRight, most)
        room = metrics.horizontalAdvance(when) + 2
        painter.setFont(note)
        painter.setPen(self._theme.colour("quiet"))
        right = QRect(rect.right() - INSET - room, rect.top(), room, rect.height())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, when)
        title = QRect(left, rect.top(), right.left() - 16 - left, rect.height())
        words = QFontMetrics(body).elidedText(
            self._model.called(item), Qt.TextElideMode.ElideRight, title.width()
        )
        painter.setFont(body)
        painter.setPen(self._theme.colour("ink"))
        painter.drawText(title, middle | Qt.AlignmentFlag.AlignLeft, words)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, *, first: bool
    ) -> None:
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if not first:
            painter.setPen(QPen(self._theme.colour("hairline"), 1))
            painter.drawLine(rect.left() + INSET, rect.top(), rect.right() - INSET, rect.top())
        inner = QRectF(rect).adjusted(1, 2, -1, -2)
        if hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("ground"))
            painter.drawRoundedRect(inner, 8, 8)
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(inner.adjusted(1, 0, -1, 0), 8, 8)


class ItemList(QListView):
    """As high as its rows, the page scrolls; a click or Enter opens a thing."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self._notices = desk.notices
        self.setAccessibleName(name)
        self._model = ItemModel(desk.theme, desk.now, self)
        self.setModel(self._model)
        self.setItemDelegate(ItemDelegate(desk.theme, self._model, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)
        RowAction(self).asked.connect(self._open)
        desk.theme.changed.connect(self._redress)

    def show_items(self, items: Sequence[Item]) -> None:
        """Replace all rows, staying on the row that was current if it is still there."""
        current = self.currentIndex().row()
        self._model.show_items(items)
        self._redress()
        if 0 <= current < len(items):
            self.setCurrentIndex(self._model.index(current))

    def sizeHint(self) -> QSize:
        """All rows."""
        rows = self._model.rowCount() * max(self.sizeHintForRow(0), 0)
        return QSize(super().sizeHint().width(), rows + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        """Qt would keep room for scroll bars that never come."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the rest is the list's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def selectionCommand(self, *_: object) -> QItemSelectionModel.SelectionFlag:
        """Nothing is selected here; see ui/widgets/row_action."""
        return NOT_BY_THIS

    def _open(self, index: QModelIndex) -> None:
        item = index.data(ITEM_ROLE)
        if item is not None:
            self._notices.open_requested.emit(item.id)

    def _redress(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()
        self.viewport().update()


def chip_column(theme: Theme) -> int:
    """The width that the widest kind's chip needs, so that titles stand under each other."""
    metrics = QFontMetrics(theme.font("note"))
    return max(metrics.horizontalAdvance(theme.kind_word(kind)) for kind in ITEM_KINDS) + 20


def paint_chip(painter: QPainter, theme: Theme, kind: Kind, left: int, middle: int) -> QRect:
    """Paint a kind's chip and return where it is; for delegates."""
    text, soft = theme.kind_colours(kind)
    font = theme.font("note")
    metrics = QFontMetrics(font)
    word = theme.kind_word(kind)
    height = max(CHIP_HEIGHT, metrics.height() + 6)
    chip = QRect(left, middle - height // 2, metrics.horizontalAdvance(word) + 20, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    painter.drawRoundedRect(QRectF(chip), height / 2, height / 2)
    painter.setPen(text)
    painter.setFont(font)
    painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), word)
    return chip
