"""How loud a microphone hears one, as a row of marks that fills."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kdesk.ui.theme import Theme

STEP = 10
MARK = 6
"""Pixels from mark to mark, and of a mark."""
HEIGHT = 20
FALLS = 0.12
"""How far it falls with one level when the voice falls silent: it follows up at once, down
gently."""


class LevelBar(QWidget):
    """Fills from the left; where things are to keep still it only keeps the loudest so far."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.shown = 0.0
        """What is filled, from 0 to 1."""
        self.setAccessibleName(self.tr("How loud it is"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def follow(self, loudness: float) -> None:
        """Show how loud it is now, from 0 to 1."""
        fallen = self.shown if self._theme.still else self.shown - FALLS
        self._show(max(0.0, min(1.0, loudness), fallen))

    def rest(self) -> None:
        """Be empty."""
        self._show(0.0)

    def sizeHint(self) -> QSize:
        """Wide enough to see a voice in it."""
        return QSize(240, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """A few marks still say that something is heard."""
        return QSize(80, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The marks: those that are reached in one colour, the others pale."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        count = max(1, (self.width() + STEP - MARK) // STEP)
        reached, ahead = self._theme.colour("teal"), self._theme.colour("hairline")
        for n in range(count):
            painter.setBrush(reached if self.shown * count >= n + 0.5 else ahead)
            painter.drawRoundedRect(QRectF(n * STEP, 2, MARK, HEIGHT - 4), 3, 3)
        painter.end()

    def _show(self, loudness: float) -> None:
        if loudness != self.shown:
            self.shown = loudness
            self.update()
