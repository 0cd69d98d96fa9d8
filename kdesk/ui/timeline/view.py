"""The list in which the timeline is seen, scrolled and walked through."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from kdesk.ui.theme import Theme
from kdesk.ui.timeline.delegate import TimelineDelegate
from kdesk.ui.timeline.model import IdRole, TimelineModel
from kdesk.ui.widgets.row_action import NOT_BY_THIS, RowAction

BATCH = 600
"""Rows measured at a time; a batch takes about as long as a frame."""


class TimelineView(QListView):
    """The rows; a click, or Enter on the row the keyboard is at, asks to open it."""

    opened = Signal(str)
    """The id of a kept thing."""
    month_reached = Signal(int, int)
    """Year and month of the row that is at the top now."""

    def __init__(self, theme: Theme, model: TimelineModel) -> None:
        super().__init__()
        self._timeline = model
        self._month = (0, 0)
        self.setModel(model)
        self.setItemDelegate(TimelineDelegate(theme, self))
        self.setAccessibleName(self.tr("Everything by time"))
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(BATCH)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(36)
        self.verticalScrollBar().valueChanged.connect(self._tell_month)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        RowAction(self).asked.connect(self._open)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def jump(self, year: int, month: int) -> None:
        """Bring the month's first row to the top."""
        row = self._timeline.first_of_month(year, month)
        if row < 0:
            return
        index = self._timeline.index(row)
        if not self.visualRect(index).isValid():
            # It lies beyond what has been measured so far.
            self.setLayoutMode(QListView.LayoutMode.SinglePass)
            self.doItemsLayout()
            self.setLayoutMode(QListView.LayoutMode.Batched)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)

    def month_at_top(self) -> tuple[int, int]:
        """Year and month of the first row to be seen; zeros when there is none."""
        index = self.indexAt(self.viewport().rect().topLeft())
        if not index.isValid():
            index = self._timeline.index(0)
        if not index.isValid():
            return 0, 0
        day = self._timeline.row(index.row()).date
        return day.year, day.month

    def selectionCommand(self, *_: object) -> QItemSelectionModel.SelectionFlag:
        """Nothing is selected here; see ui/widgets/row_action."""
        return NOT_BY_THIS

    def keyboardSearch(self, search: str) -> None:
        """Typing looks for nothing here; it would read every row's words. Ctrl+K finds them."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first click has opened it; the second is let go."""
        event.accept()

    def _open(self, index: QModelIndex) -> None:
        if item_id := index.data(IdRole):
            self.opened.emit(item_id)

    def _tell_month(self) -> None:
        month = self.month_at_top()
        if month != self._month:
            self._month = month
            self.month_reached.emit(*month)
