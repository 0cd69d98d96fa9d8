"""What a screen reader's action does to a row of a list.

Qt's own action selects the row and nothing more. So nothing else ever selects one in these lists,
where keys and the mouse only move to it; what is selected was asked for, and is let go again.
"""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView

NOT_BY_THIS = QItemSelectionModel.SelectionFlag.NoUpdate
"""What a list's selectionCommand answers: a key, the mouse or a jump selects nothing."""


class RowAction(QObject):
    """Hears a row's action in a list that has its model and selects nothing by itself."""

    asked = Signal(QModelIndex)
    """To open this one."""

    def __init__(self, rows: QAbstractItemView) -> None:
        super().__init__(rows)
        self._rows = rows
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        rows.selectionModel().selectionChanged.connect(self._note)

    def _note(self, selected: QItemSelection) -> None:
        """Not within the action: what it opens may change the list."""
        if not selected.isEmpty():
            self._soon.start()

    def _ask(self) -> None:
        for index in self._rows.selectedIndexes()[:1]:
            self._rows.clearSelection()
            self.asked.emit(index)
