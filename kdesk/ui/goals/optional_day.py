"""A day that may be left open."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdesk.ui.widgets.named_box import named_box
from kdesk.ui.widgets.when_field import DayField


class OptionalDay(QWidget):
    """A box to tick, and the day once it is ticked."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._box = named_box(name)
        self._day = DayField(self.tr("{what}, day").format(what=name))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._box)
        column.addWidget(self._day)
        self._box.toggled.connect(self._day.setVisible)
        self._box.toggled.connect(self.changed)
        self._day.dateChanged.connect(self.changed)
        self._day.hide()

    def show_day(self, day: date | None, offered: date) -> None:
        """Show a day, or none; `offered` is what ticking the box then begins with."""
        blocked = self.blockSignals(True)
        self._day.show_day(day or offered)
        self._box.setChecked(day is not None)
        self.blockSignals(blocked)

    def day(self) -> date | None:
        """The day, or None when it is left open."""
        return self._day.day() if self._box.isChecked() else None
