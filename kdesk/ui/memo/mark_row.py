"""The moments a person marked while speaking, to press and hear."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from kdesk.domain.times import clock, length
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.scroll_area import ScrollArea

MOST_ROWS = 2
"""More of them scroll: the words of the memo need the room."""


class MarkRow(ScrollArea):
    """A chip for each marked second; hidden while there is none."""

    chosen = Signal(float)
    """The second to go to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seconds: tuple[float, ...] = ()
        self._inside = QWidget()
        self._inside.setProperty("look", "bare")
        self._flow = FlowLayout(self._inside, spacing=8)
        self._flow.setContentsMargins(0, 0, self.bar.sizeHint().width(), 0)
        self.setWidgetResizable(True)
        self.setWidget(self._inside)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._fit)
        self.hide()

    def show_marks(self, seconds: Sequence[float]) -> None:
        """Show these; the same ones stay as they are, and with them the focus."""
        if tuple(seconds) == self._seconds:
            return
        self._seconds = tuple(seconds)
        empty(self._flow)
        for second in self._seconds:
            self._flow.addWidget(self._chip(second))
        self.setVisible(bool(self._seconds))
        self._fit()

    def length(self) -> int:
        """Pixels that all chips need in one line; 0 without any."""
        items = (self._flow.itemAt(number) for number in range(self._flow.count()))
        chips = [item.sizeHint().width() for item in items if item is not None]
        return sum(chips) + len(chips) * self._flow.spacing() + self.bar.sizeHint().width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another number of rows."""
        super().resizeEvent(event)
        self._fit()

    def _chip(self, second: float) -> QPushButton:
        chip = QPushButton(clock(second))
        whole = int(second)  # the same one as the clock's
        name = self.tr("Marked moment at {time}").format(time=length(whole))
        chip.setAccessibleName(name)
        chip.setToolTip(name)
        chip.setProperty("look", "mark")
        chip.setIconSize(QSize(16, 16))
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.setAutoDefault(False)
        self._theme.dress(chip, "flag", "violet")
        chip.clicked.connect(lambda: self.chosen.emit(second))
        return chip

    def _fit(self) -> None:
        if self._seconds:
            row = self._flow.minimumSize().height()
            most = MOST_ROWS * (row + self._flow.spacing())
            self.setFixedHeight(min(most, self._flow.heightForWidth(self.width())))
