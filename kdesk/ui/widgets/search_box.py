"""The field in which one looks for something."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from kdesk.ui.theme import Theme


class SearchBox(QLineEdit):
    """A line with a magnifier; Escape empties it first, then belongs to whoever holds it."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "search")
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self._magnifier = QAction(self)
        self.addAction(self._magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self._tint()
        theme.changed.connect(self._tint)

    def _tint(self) -> None:
        self._magnifier.setIcon(self._theme.icon("search"))
