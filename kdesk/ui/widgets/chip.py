"""A small rounded word that says of what kind a thing is; colour is never alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from kdesk.domain.ids import Kind
from kdesk.ui.theme import KIND_HUES, Theme


class Chip(QLabel):
    """A word on a soft ground; hue is violet, coral, teal, amber or green."""

    def __init__(self, word: str, hue: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("chip", hue)
        self.setText(word)

    @classmethod
    def of_kind(cls, theme: Theme, kind: Kind) -> "Chip":
        """The chip of a kind of thing."""
        return cls(theme.kind_word(kind), KIND_HUES[kind])
