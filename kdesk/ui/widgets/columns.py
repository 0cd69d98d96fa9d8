"""Two columns side by side where there is room, one below the other where there isn't."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

TOGETHER_FROM = 58
"""Widths of a letter's height that two columns need, so that larger text sooner has one."""


class Columns(QWidget):
    """A wide and a narrow column; both are plain vertical layouts to add cards to."""

    def __init__(
        self,
        *,
        shares: tuple[int, int] = (5, 3),
    ) -> None:
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self.wide, self.narrow = self._column(shares[0]), self._column(shares[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the columns out for the room there is now."""
        super().resizeEvent(event)
        letter = QFontInfo(self.font()).pixelSize()
        side_by_side = event.size().width() >= TOGETHER_FROM * letter
        direction = (
            QBoxLayout.Direction.LeftToRight if side_by_side else QBoxLayout.Direction.TopToBottom
        )
        if direction != self._row.direction():
            self._row.setDirection(direction)

    def _column(self, share: int) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(column, share)
        return column
