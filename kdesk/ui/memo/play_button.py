"""The large round button that starts and halts a memo's sound."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from kdesk.ui.theme import Theme

SIDE = 64
DISC = 56


class PlayButton(QAbstractButton):
    """Called Play, and Pause while the memo sounds."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._playing = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_playing(False)
        theme.changed.connect(self.update)

    def show_playing(self, playing: bool) -> None:
        """Offer the other of the two."""
        self._playing = playing
        name = self.tr("Pause") if playing else self.tr("Play")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        """A disc and the room for its focus ring."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """A disc in the colour of memos with a triangle or two bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF((SIDE - DISC) / 2, (SIDE - DISC) / 2, DISC, DISC)
        colour = self._theme.colour("coral")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour.darker(112) if self.isDown() else colour)
        if self.underMouse() and not self.isDown():
            disc = disc.adjusted(-1.5, -1.5, 1.5, 1.5)
        painter.drawEllipse(disc)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("ink"), 2))
            painter.drawEllipse(QRectF(1, 1, SIDE - 2, SIDE - 2))
        self._paint_sign(painter)
        painter.end()

    def _paint_sign(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("on_coral"))
        middle = SIDE / 2
        if self._playing:
            for x in (middle - 9, middle + 3):
                painter.drawRoundedRect(QRectF(x, middle - 10, 6, 20), 2, 2)
            return
        # A triangle looks centred when it stands a little to the right.
        x = middle - 7
        sign = QPainterPath(QPointF(x, middle - 10))
        sign.lineTo(x + 18, middle)
        sign.lineTo(x, middle + 10)
        sign.closeSubpath()
        colour = self._theme.colour("on_coral")
        painter.setPen(QPen(colour, 2.5, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(sign)
