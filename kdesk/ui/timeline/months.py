"""The months at the timeline's right: how much each holds, and the way there."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from kdesk.domain.item import Month
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.row_action import NOT_BY_THIS, RowAction

WIDTH = 136
ROW = 44
"""The least height of a target."""

MonthRole = Qt.ItemDataRole.UserRole
"""A Month; None for a year."""


class MonthsIndex(QListWidget):
    """Years and their months with counts; choosing one tells which."""

    chosen = Signal(int, int)
    """Year and month."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._months: tuple[Month, ...] = ()
        self.setAccessibleName(self.tr("Months"))
        self._theme = theme
        self.setItemDelegate(_MonthDelegate(theme, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)
        RowAction(self).asked.connect(lambda index: self._choose(self.itemFromIndex(index)))
        theme.changed.connect(self._dress)
        self._dress()

    def fill(self, months: Sequence[Month]) -> None:
        """Show these months, newest first."""
        if tuple(months) == self._months:
            return
        self._months = tuple(months)
        here = self.currentItem()
        at = None if here is None else here.data(MonthRole)
        self.clear()
        year = 0
        for month in months:
            if month.year != year:
                year = month.year
                heading = QListWidgetItem(str(year), self)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            name = f"{date(month.year, month.month, 1):%B}"
            row = QListWidgetItem(name, self)
            row.setData(MonthRole, month)
            said = self.tr("{month} {year}, {count}")
            row.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                said.format(month=name, year=month.year, count=month.count),
            )
        if at is not None:
            self.point_at(at.year, at.month)

    def point_at(self, year: int, month: int) -> None:
        """Mark the month that is being looked at."""
        for number in range(self.count()):
            row = self.item(number)
            data: Month | None = row.data(MonthRole)
            if data is not None and (data.year, data.month) == (year, month):
                if self.currentRow() != number:
                    self.setCurrentIndex(self.indexFromItem(row))
                return

    def selectionCommand(self, *_: object) -> QItemSelectionModel.SelectionFlag:
        """Nothing is selected here; see ui/widgets/row_action."""
        return NOT_BY_THIS

    def _dress(self) -> None:
        self.setFixedWidth(round(WIDTH * max(1.0, self._theme.scale)))
        self.scheduleDelayedItemsLayout()

    def _choose(self, row: QListWidgetItem) -> None:
        month: Month | None = row.data(MonthRole)
        if month is not None:
            self.chosen.emit(month.year, month.month)


class _MonthDelegate(QStyledItemDelegate):
    """A year in bold, a month with its count beside it."""

    def __init__(self, theme: Theme, rows: QAbstractItemView) -> None:
        super().__init__(rows)
        self._theme = theme
        self._rows = rows

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        """Every row is as high as a target must be."""
        return QSize(0, round(ROW * max(1.0, self._theme.scale)))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The name, the count, and a soft ground under the month that is being looked at."""
        rect = option.rect
        state = option.state
        month: Month | None = index.data(MonthRole)
        here = self._rows.currentIndex() == index
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if month is not None:
            self._paint_ground(painter, rect.adjusted(2, 2, -2, -2), state, here=here)
        font = self._theme.font("note")
        font.setWeight(QFont.Weight.DemiBold if month is None else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._theme.colour("ink" if month is None or here else "quiet"))
        line = rect.adjusted(12, 0, -12, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, index.data())
        if month is not None:
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, str(month.count))
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, *, here: bool
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if here or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.colour("sunk"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("focus"), 2))
        painter.drawRoundedRect(rect, 10, 10)
