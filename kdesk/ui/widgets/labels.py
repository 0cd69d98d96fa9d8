"""Words on a screen: always plain text, because Qt's automatic detection would open named files."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


class PlainLabel(QLabel):
    """A label that shows exactly its text, in a role of style.qss; it wraps and can be copied."""

    def __init__(
        self, text: str = "", role: str = "body", parent: QWidget | None = None, wrap: bool = True
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
            self.setMinimumWidth(40)
        self.setText(text)


def section_label(text: str) -> PlainLabel:
    """A section's heading."""
    return PlainLabel(text, "section")


def note_label(text: str) -> PlainLabel:
    """A small quiet remark."""
    return PlainLabel(text, "note")


def quiet_label(text: str) -> PlainLabel:
    """Body text of less weight."""
    return PlainLabel(text, "quiet")


def words_label(text: str) -> PlainLabel:
    """The person's own words, in the serif."""
    return PlainLabel(text, "words")


def hairline() -> QFrame:
    """A thin line between rows."""
    line = QFrame()
    line.setProperty("look", "line")
    return line
