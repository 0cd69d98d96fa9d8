"""A quiet line at the foot of the journal that stays while it is true."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kdesk.ui.widgets.buttons import soft_button
from kdesk.ui.widgets.labels import PlainLabel, hairline

SIDE = 34
BARE_HEIGHT = 36


class FootLine(QFrame):
    """One small sentence, perhaps with one thing to do about it."""

    pressed = Signal()

    def __init__(self, button: str = "") -> None:
        super().__init__()
        self.setProperty("look", "bare")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        row = QHBoxLayout()
        row.setContentsMargins(SIDE, 2, SIDE - 16, 2)
        row.setSpacing(12)
        column.addLayout(row)
        self.sentence = PlainLabel("", "note")
        row.addWidget(self.sentence, 1)
        if button:
            does = soft_button(button)
            does.clicked.connect(self.pressed)
            row.addWidget(does)
        else:
            row.addStrut(BARE_HEIGHT)
        self.hide()

    def tell(self, sentence: str) -> None:
        """Show the sentence; an empty one takes the line away."""
        self.sentence.setText(sentence)
        self.setVisible(bool(sentence))
