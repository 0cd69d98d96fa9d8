"""What near-black screens are made of: large words, hints, soft buttons."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy


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
