"""The two weeks after a session as one calm line, with a mark for now."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kdesk.domain.phase import BAR, Phase, along
from kdesk.domain.session import Session
from kdesk.ui.theme import Theme

TRACK = 10
MARK_WIDTH, MARK_HEIGHT = 4, 20
HUES = ("violet", "teal", "amber")
GAP = 12


class PhaseBar(QWidget):
    """Shows how long ago a session was among the phases that are marked; nothing to press."""

    def __init__(
        self, theme: Theme, session: Session, since: timedelta, phases: Sequence[Phase]
    ) -> None:
        super().__init__()
        self._theme = theme
        self._session = session
        self._since = since
        self._marked = [phase for phase in phases if phase.mark and phase.ends is not None]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            self.tr("Commonly suggested: {phases}").format(
                phases="; ".join(self._labels(phase)[0] for phase in self._marked)
            )
        )
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as there is room, as high as the line and one line of notes."""
        return QSize(240, MARK_HEIGHT + 6 + int(self._notes().lineSpacing() + 1))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows leave labels out rather than cut them."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, marked phases, the mark for now, and as many labels as there is room for."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width, top = float(self.width()), (MARK_HEIGHT - TRACK) / 2
        painter.setBrush(self._theme.colour("sunk"))
        painter.drawRoundedRect(QRectF(0, top, width, TRACK), TRACK / 2, TRACK / 2)
        for phase, hue in zip(self._marked, HUES, strict=False):
            begin, end = along(phase.begins) * width, along(phase.ends or BAR) * width
            painter.setBrush(self._theme.colour(hue))
            painter.drawRoundedRect(QRectF(begin, top, end - begin, TRACK), TRACK / 2, TRACK / 2)
        now = min(along(self._since) * width, width - MARK_WIDTH)
        around = QRectF(now - 2, 0, MARK_WIDTH + 4, MARK_HEIGHT)
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(around, 4, 4)
        painter.setBrush(self._theme.colour("ink"))
        painter.drawRoundedRect(QRectF(now, 0, MARK_WIDTH, MARK_HEIGHT), 2, 2)
        self._draw_labels(painter, width)

    def _draw_labels(self, painter: QPainter, width: float) -> None:
        notes = self._notes()
        painter.setFont(self._theme.font("note"))
        painter.setPen(self._theme.colour("quiet"))
        last = self.tr("14 days")
        taken = [(width - notes.horizontalAdvance(last), width)]
        line = notes.lineSpacing()
        painter.drawText(
            QRectF(taken[0][0] - 1, MARK_HEIGHT + 5, width, line), Qt.AlignmentFlag.AlignLeft, last
        )
        for phase in self._marked:
            left = along(phase.begins) * width
            for label in self._labels(phase):
                right = left + notes.horizontalAdvance(label) + 1
                if all(left >= end + GAP or start >= right + GAP for start, end in taken):
                    taken.append((left, right))
                    room = QRectF(left, MARK_HEIGHT + 5, right - left + 1, line)
                    painter.drawText(room, Qt.AlignmentFlag.AlignLeft, label)
                    break

    def _labels(self, phase: Phase) -> tuple[str, ...]:
        """What can be said below a phase, the fullest first."""
        ends = phase.ends or BAR
        hours = self.tr("{begin}–{end} h").format(
            begin=phase.begins // timedelta(hours=1), end=ends // timedelta(hours=1)
        )
        if phase.begins < timedelta(hours=24):
            return (hours,)
        first = (self._session.begun_at + phase.begins).date()
        last = (self._session.begun_at + ends).date()
        days = f"{first:%a} {first.day}"
        if last != first:
            days = f"{days} – {last:%a} {last.day}"
        return f"{phase.name} {hours} · {days}", f"{phase.name} {hours}", hours

    def _notes(self) -> QFontMetricsF:
        return QFontMetricsF(self._theme.font("note"))
