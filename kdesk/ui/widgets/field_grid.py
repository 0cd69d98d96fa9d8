"""Fields side by side, as many in a row as there is room for."""

from collections.abc import Sequence

from PySide6.QtGui import QFontInfo, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

LEAST_WIDTH = 14
"""Of a field, in a letter's height."""


class FieldGrid(QWidget):
    """All fields in one row, two to a row, or one below the other."""

    def __init__(self, fields: Sequence[QWidget]) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._fields = fields
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(12)
        self._arrange(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the fields for the room there is now."""
        super().resizeEvent(event)
        letter = QFontInfo(self.font()).pixelSize()
        fit = max(event.size().width() // (LEAST_WIDTH * letter), 1)
        # Four, then two, then one: never a row with a gap in it.
        across = len(self._fields)
        while across > fit:
            across = (across + 1) // 2
        self._arrange(across)

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for number, field in enumerate(self._fields):
            self._grid.addWidget(field, number // across, number % across)
        for column in range(len(self._fields)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
