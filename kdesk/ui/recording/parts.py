"""The few parts of the session-day screen: large words, hints, soft buttons."""

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QSizePolicy

WIDEST_TEXT = 760


class DayLabel(QLabel):
    """Centred plain words of so many points."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("role", role)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def size_to(self, points: float) -> None:
        """Be of this size."""
        # The application's stylesheet has a size for everything; this one is closer.
        self.setStyleSheet(f"font-size: {points:g}pt;")
        font = QFont(self.font())
        font.setPointSizeF(points)
        self.setFont(font)


class DayButton(QPushButton):
    """A soft choice; the pointer doesn't give it the keyboard, so that Space stays the screen's."""

    def __init__(self, text: str, pressed: Callable[[], None], *, corner: bool = False) -> None:
        super().__init__(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        if corner:
            self.setProperty("corner", "true")
        self.clicked.connect(lambda _: pressed())

    def rename(self, text: str) -> None:
        """Mean something else from now on."""
        self.setText(text)
        self.setAccessibleName(text)


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
