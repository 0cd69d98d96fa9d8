"""The ring one presses to speak; it breathes with the voice."""

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from kdesk.ui.theme import Theme

SIDE = 288
"""Pixels of the whole ring with its halo; the ring itself is 220 wide, its heart 120."""
LEAST_SIDE = 168
FRAME_MS = 40
GENTLENESS = 0.16
"""How much of the way to the voice's loudness one frame goes: slow and small."""


class Ring(QAbstractButton):
    """A round button of at least 160 pixels; `breathe` gives it the loudness of the voice."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._wanted = 0.0
        self._breath = 0.0
        self.dimmed = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(LEAST_SIDE, LEAST_SIDE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self._breathe_a_little)

    def breathe(self, loudness: float) -> None:
        """Follow the voice, from 0 to 1; stands still under reduced motion."""
        self._wanted = max(0.0, min(1.0, loudness))
        if self._theme.still:
            self._wanted = 0.0
        elif not self._frames.isActive():
            self._frames.start()

    def rest(self) -> None:
        """Stop following and become small again."""
        self._wanted = self._breath = 0.0
        self._frames.stop()
        self.update()

    def sizeHint(self) -> QSize:
        """As large as it looks best; smaller where the window is."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Halo, ring, heart."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width(), self.height()) / SIDE
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(scale, scale)
        if self.dimmed:
            painter.setOpacity(0.45)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("day_halo"))
        reach = 126.0 + 16.0 * self._breath
        painter.drawEllipse(QPointF(), reach, reach)
        painter.setBrush(self._theme.colour("day_ground"))
        painter.setPen(QPen(self._theme.colour("day_ring"), 9.0 + 3.0 * self._breath))
        painter.drawEllipse(QPointF(), 105.0, 105.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("day_heart"))
        heart = 60.0 + 22.0 * self._breath
        painter.drawEllipse(QPointF(), heart, heart)
        if self.hasFocus():
            self._paint_focus(painter)

    def _paint_focus(self, painter: QPainter) -> None:
        colour: QColor = self._theme.colour("day_focus")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2.0))
        painter.drawEllipse(QPointF(), 116.0, 116.0)

    def _breathe_a_little(self) -> None:
        self._breath += GENTLENESS * (self._wanted - self._breath)
        if abs(self._wanted - self._breath) < 0.002:
            self._breath = self._wanted
            self._frames.stop()
        self.update()
