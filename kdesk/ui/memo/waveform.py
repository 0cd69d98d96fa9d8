"""The loudness of a memo over time, to see where one is and to go elsewhere."""

from html import escape
from math import ceil

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip

from kdesk.domain.note import NoteKind
from kdesk.domain.times import clock
from kdesk.ui.memo.note_words import Fact
from kdesk.ui.theme import Theme

STEP = 6
BAR = 3
"""Pixels from bar to bar, and of a bar."""
SKIP = 5
PAGE = 30
"""Seconds that an arrow key and Page Up or Down move."""
EDGE = 8
"""Room at both ends, so that the focus ring touches no bar."""
NEAR = 7
"""Pixels from something that happened within which the pointer means it."""


class Waveform(QSlider):
    """A slider of seconds that looks like the sound; arrows move 5 s, Page keys 30 s.

    The slider's own value is whole seconds, for keys and screen readers; the pointer and the
    sound are finer than that.
    """

    sought = Signal(float)
    """Seconds somebody went to, by pointer or by key."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._peaks = b""
        self._facts: tuple[Fact, ...] = ()
        self._cut = False
        self._seconds = 1.0
        self._here = 0.0
        self._pointer = -1.0
        self._moved_by_sound = False
        self.setAccessibleName(self.tr("Where in the memo"))
        self.setSingleStep(SKIP)
        self.setPageStep(PAGE)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._tell)
        theme.changed.connect(self.update)

    def show_sound(self, peaks: bytes, seconds: float) -> None:
        """Show another memo's loudness, from its start."""
        self._peaks = peaks
        self._seconds = max(0.1, seconds)
        self._moved_by_sound = True
        self.setRange(0, ceil(self._seconds))
        self._moved_by_sound = False
        self.show_position(0.0)

    def show_facts(self, facts: tuple[Fact, ...], *, cut: bool) -> None:
        """Show what happened, each at its second; `cut`: it ends abruptly."""
        self._facts, self._cut = facts, cut
        told = (f"{clock(fact.note.seconds)}: {fact.words}." for fact in facts)
        self.setAccessibleDescription(" ".join(told))
        self.update()

    def show_position(self, seconds: float) -> None:
        """Follow the sound, without telling anybody."""
        self._here = seconds
        self._moved_by_sound = True
        self.setValue(int(seconds))
        self._moved_by_sound = False
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the player has room for."""
        return QSize(320, 68)

    def minimumSizeHint(self) -> QSize:
        """A narrow waveform still shows the course of a memo."""
        return QSize(40, 68)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Bars around the middle: what was heard in the colour of memos, the rest pale."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        here = self._x_of(self._here)
        heard, ahead = self._theme.colour("coral"), self._theme.colour("control")
        middle, most = self.height() / 2, self.height() - 16
        for x, loudness in self._bars():
            high = max(BAR, loudness / 255 * most)
            painter.setBrush(heard if x + BAR / 2 <= here else ahead)
            painter.drawRoundedRect(QRectF(x, middle - high / 2, BAR, high), BAR / 2, BAR / 2)
        for fact in self._facts:
            self._paint_fact(painter, fact)
        if self._cut:
            self._paint_dashes(painter, self._x_of(self._seconds))
            painter.setPen(Qt.PenStyle.NoPen)
        if self._pointer >= 0:
            painter.fillRect(
                QRectF(self._pointer, 4, 1, self.height() - 8), self._theme.colour("hint")
            )
        painter.setBrush(heard)
        painter.drawRoundedRect(QRectF(here - 1, 2, 2, self.height() - 4), 1, 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the pointer is, or to just where something happened beneath it."""
        if event.button() == Qt.MouseButton.LeftButton:
            x = event.position().x()
            fact = self._fact_near(x)
            self._go_to(x if fact is None else self._x_of(fact.note.seconds))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where a click would go; held down, go there."""
        self._pointer = event.position().x()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(self._pointer)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more: the press went there."""
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer's line appears with it."""
        self._pointer = event.position().x()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002
        """The pointer's line goes with it."""
        self._pointer = -1.0
        self.update()

    def event(self, event: QEvent) -> bool:
        """Resting on something that happened tells what it was."""
        if isinstance(event, QHelpEvent):
            self._tell_fact(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _tell_fact(self, here: QPoint, on_screen: QPoint) -> None:
        fact = self._fact_near(here.x())
        # Said to be rich text and escaped: a device may be named like a tag.
        words = f"{clock(fact.note.seconds)} · {fact.words}" if fact else ""
        QToolTip.showText(on_screen, f"<qt>{escape(words)}</qt>" if fact else "", self)

    def _fact_near(self, x: float) -> Fact | None:
        """What happened beneath the pointer; a mark before anything else."""
        near = [fact for fact in self._facts if abs(self._x_of(fact.note.seconds) - x) <= NEAR]
        return min(
            near,
            key=lambda fact: (
                fact.note.kind is not NoteKind.MARK,
                abs(self._x_of(fact.note.seconds) - x),
            ),
            default=None,
        )

    def _paint_fact(self, painter: QPainter, fact: Fact) -> None:
        """A mark as a pin, a loud stretch underlined, anything else as a break in the sound."""
        x = self._x_of(fact.note.seconds)
        painter.setPen(Qt.PenStyle.NoPen)
        if fact.note.kind is NoteKind.MARK:
            painter.setBrush(self._theme.colour("violet"))
            painter.drawRoundedRect(QRectF(x - 1, 5, 2, self.height() - 10), 1, 1)
            painter.drawEllipse(QPointF(x, 6), 5, 5)
        elif fact.note.kind is NoteKind.LOUD:
            painter.setBrush(self._theme.colour("amber"))
            wide = max(4.0, self._x_of(fact.note.seconds + fact.note.length) - x)
            painter.drawRoundedRect(QRectF(x, self.height() - 5, wide, 3), 1.5, 1.5)
        else:
            self._paint_dashes(painter, x)
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_dashes(self, painter: QPainter, x: float) -> None:
        painter.setPen(QPen(self._theme.colour("quiet"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 3), QPointF(x, self.height() - 3))

    def _tell(self, value: int) -> None:
        if not self._moved_by_sound:
            self._here = min(float(value), self._seconds)
            self.sought.emit(self._here)

    def _go_to(self, x: float) -> None:
        share = (x - EDGE) / max(1, self.width() - 2 * EDGE)
        self.show_position(min(1.0, max(0.0, share)) * self._seconds)
        self.sought.emit(self._here)

    def _bars(self) -> list[tuple[int, int]]:
        """The left edge and the loudness of each bar there is room for."""
        count = max(1, (self.width() - 2 * EDGE + STEP - BAR) // STEP)
        size = len(self._peaks)
        if not size:
            return [(EDGE + n * STEP, 0) for n in range(count)]
        edges = [n * size // count for n in range(count + 1)]
        return [
            (EDGE + n * STEP, max(self._peaks[edges[n] : max(edges[n] + 1, edges[n + 1])]))
            for n in range(count)
        ]

    def _x_of(self, seconds: float) -> float:
        return EDGE + seconds / self._seconds * (self.width() - 2 * EDGE)
