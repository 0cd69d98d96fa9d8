"""Where a few words are typed on the session-day screen."""

from PySide6.QtCore import QMimeData, QSize
from PySide6.QtWidgets import QPlainTextEdit

WIDEST_TEXT = 760


class DayText(QPlainTextEdit):
    """Where a few words can be typed when there is no microphone; plain text only."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedWidth(WIDEST_TEXT - 140)
        self.setMinimumHeight(120)
        self.setMaximumHeight(180)

    def sizeHint(self) -> QSize:
        """A few lines."""
        return QSize(WIDEST_TEXT - 140, 150)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste the words and nothing else."""
        if source.hasText() and not source.hasUrls():
            self.insertPlainText(source.text())
