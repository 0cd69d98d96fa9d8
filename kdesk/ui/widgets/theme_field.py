"""Naming a theme: typed, or one of those there are already."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.flow_layout import FlowLayout

MOST = 8
"""Themes that are offered at a time; typing narrows them down."""


class ThemeField(QWidget):
    """A field, a button, and chips of the themes whose names hold what is typed."""

    named = Signal(str)
    """The name of the theme that is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._names: tuple[str, ...] = ()
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Theme"))
        self.field.setPlaceholderText(self.tr("Such as water"))
        self.add_button = quiet_button(self.tr("Add"))
        self.add_button.setAccessibleName(self.tr("Add this theme"))
        self.add_button.setEnabled(False)
        self._offered = FlowLayout(spacing=6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(self._offered)
        self.field.textChanged.connect(self._offer)
        self.field.returnPressed.connect(self._name)
        self.add_button.clicked.connect(self._name)

    def show_names(self, names: Sequence[str]) -> None:
        """Offer these."""
        self._names = tuple(names)
        self._offer()

    def _offer(self) -> None:
        typed = self.field.text().strip().casefold()
        self.add_button.setEnabled(bool(typed))
        fitting = [name for name in self._names if typed in name.casefold()][:MOST]
        empty(self._offered)
        for name in fitting:
            self._offered.addWidget(self._chip(name))

    def _chip(self, name: str) -> QPushButton:
        chip = QPushButton(name.replace("&", "&&"))
        chip.setAccessibleName(name)
        chip.setProperty("look", "mark")
        chip.setAutoDefault(False)
        chip.clicked.connect(lambda: self._choose(name))
        return chip

    def _name(self) -> None:
        self._choose(self.field.text())

    def _choose(self, name: str) -> None:
        if name.strip():
            self.named.emit(name)
            self.field.clear()
