"""Columns that keep what is in them together at the top and leave the rest empty."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget


class Rest(QSpacerItem):
    """Takes what is left over, unless the layout before it has something that wants to grow."""

    def __init__(self, before: QLayout) -> None:
        super().__init__(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)
        self._before = before

    def expandingDirections(self) -> Qt.Orientation:
        """Downwards only when nothing else wants to."""
        if self._before.expandingDirections() & Qt.Orientation.Vertical:
            return Qt.Orientation(0)
        return Qt.Orientation.Vertical


class RestingColumn(QVBoxLayout):
    """A widget's whole layout: `body`, then what is left over.

    Seen from outside it wants to grow only when something in `body` does, so that cards in one
    page don't share the page's empty room among them.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)
        self.body = QVBoxLayout()
        self.addLayout(self.body)
        self.addItem(Rest(self.body))

    def expandingDirections(self) -> Qt.Orientation:
        """What the body wants."""
        return self.body.expandingDirections()
