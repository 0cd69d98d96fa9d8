"""What a list says before there is anything in it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kdesk.ui.widgets.labels import PlainLabel


class EmptyState(QWidget):
    """One sentence, a hint, and perhaps the button that begins."""

    def __init__(
        self,
        sentence: str,
        hint: str = "",
        button: QPushButton | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 56, 24, 56)
        column.setSpacing(12)
        column.addStretch(1)
        self.sentence = PlainLabel(sentence, "section")
        self.hint = PlainLabel(hint, "quiet")
        for label in (self.sentence, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self.hint.setVisible(bool(hint))
        if button is not None:
            column.addSpacing(8)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
