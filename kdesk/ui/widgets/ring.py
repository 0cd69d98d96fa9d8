"""The ring one presses to speak: an ember in the dark that breathes with the voice."""

from enum import Enum
from math import sqrt

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QRadialGradient
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from kdesk.ui.theme import Theme

REACH = 200.0
"""How far its light goes, in the units it is drawn in."""
RADIUS = 100.0
"""Of the ring itself, to the outer edge of its line."""
LINE = 5.0
HEART = 52.0
LEAST = 164
"""Pixels of the ring without its light, however small the window is."""
USUAL = 240
STEPS = 20
"""From the ground to the full light, each two levels of red and one of green."""
FRAME_MS = 40
SWELLING, SINKING = 0.22, 0.07
"""How much of the way to the voice's loudness one frame goes: it fades more slowly than it came."""


class Face(Enum):
    """What the middle of the ring shows."""

    HEART = "heart"
    """It can be pressed; while it listens the heart breathes."""
    EMBER = "ember"
    """The heart is nearly out: something takes a moment."""
    PAUSE = "pause"
    """Two bars."""
    DONE = "done"
    """A check mark: it is kept."""


class Ring(QAbstractButton):
    """A round button of at least 160 pixels; `breathe` gives it the loudness of the voice.

    The widget is larger than the ring, so that its light has room; what lies around may lie over
    that light.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._wanted = 0.0
        self._breath = 0.0
        self._face = Face.HEART
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
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

    def show_face(self, face: Face) -> None:
        """Show this in its middle from now on."""
        self._face = face
        self.update()

    @staticmethod
    def side_for(across: int) -> int:
        """The side of the widget in which the ring is so many pixels across."""
        return round(across * REACH / RADIUS)

    def sizeHint(self) -> QSize:
        """As large as it looks best."""
        side = self.side_for(USUAL)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Light, ring, and what is in its middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width(), self.height()) / (2 * REACH)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(scale, scale)
        self._paint_light(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("day_ring"), LINE))
        painter.drawEllipse(QPointF(), RADIUS - LINE / 2, RADIUS - LINE / 2)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("day_focus"), 2.0))
            painter.drawEllipse(QPointF(), RADIUS + 7.0, RADIUS + 7.0)
        paint = {
            Face.HEART: self._paint_heart,
            Face.EMBER: self._paint_heart,
            Face.PAUSE: self._paint_bars,
            Face.DONE: self._paint_check,
        }[self._face]
        paint(painter)

    def _paint_light(self, painter: QPainter) -> None:
        """Around and inside the ring, falling off as light does and ending nowhere in particular.

        In steps of our own: so close to black a gradient is rounded to bands of another hue.
        """
        ground, light = self._theme.colour("day_ground"), self._theme.colour("day_light")
        strength = {Face.HEART: 16.0, Face.DONE: 13.0}.get(self._face, 8.0) + 14.0 * self._breath
        reach = REACH * (0.9 + 0.1 * self._breath)
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(1, min(STEPS, int(strength)) + 1):
            painter.setBrush(between(ground, light, step / STEPS))
            radius = reach * (1 - sqrt(step / strength))
            painter.drawEllipse(QPointF(), radius, radius)

    def _paint_heart(self, painter: QPainter) -> None:
        strength = 1.0 if self._face is Face.HEART else 0.4
        radius = HEART + 26.0 * self._breath
        colour = self._theme.colour("day_heart")
        heart = QRadialGradient(QPointF(), radius)
        heart.setColorAt(0.0, _faint(self._theme.colour("day_heart_middle"), strength))
        heart.setColorAt(0.88, _faint(colour, strength))
        heart.setColorAt(1.0, _faint(colour, 0.0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(heart)
        painter.drawEllipse(QPointF(), radius, radius)

    def _paint_bars(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("day_heart"))
        for left in (-27.0, 11.0):
            painter.drawRoundedRect(QRectF(left, -34.0, 16.0, 68.0), 6.0, 6.0)

    def _paint_check(self, painter: QPainter) -> None:
        pen = QPen(self._theme.colour("day_heart_middle"), 8.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(-35, 3), QPointF(-10, 28), QPointF(37, -25)]))

    def _breathe_a_little(self) -> None:
        way = self._wanted - self._breath
        self._breath += (SWELLING if way > 0 else SINKING) * way
        if abs(way) < 0.002:
            self._breath = self._wanted
            self._frames.stop()
        self.update()


def between(near: QColor, far: QColor, way: float) -> QColor:
    """A colour on the way from one to another, from 0 to 1."""
    return QColor(
        round(near.red() + way * (far.red() - near.red())),
        round(near.green() + way * (far.green() - near.green())),
        round(near.blue() + way * (far.blue() - near.blue())),
    )


def _faint(colour: QColor, strength: float) -> QColor:
    faint = QColor(colour)
    faint.setAlphaF(min(1.0, strength))
    return faint
