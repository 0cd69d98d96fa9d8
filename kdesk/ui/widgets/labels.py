"""Words on a screen: always plain text, because Qt's automatic detection would open named files."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

LEAST_WIDTH = 40


class PlainLabel(QLabel):
    """A label that shows exactly its text, in a role of style.qss; it wraps and can be copied."""

    def __init__(self, text: str = "", role: str = "body", wrap: bool = True) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """One line; the layout asks for more where the width makes more lines.

        QLabel's own answer is for a narrow guess and makes pages scroll that needn't.
        """
        if not self.wordWrap():
            return super().minimumSizeHint()
        return QSize(LEAST_WIDTH, self.fontMetrics().height())


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


def announce(label: QLabel) -> None:
    """Have a screen reader say what the label shows now."""
    if label.isVisible() and label.text():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(label, label.text()))


def hairline() -> QFrame:
    """A thin line between rows."""
    line = QFrame()
    line.setProperty("look", "line")
    return line
