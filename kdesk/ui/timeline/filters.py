"""The chips above the timeline that choose which kinds of thing it shows."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from kdesk.domain.ids import Kind
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.flow_layout import FlowLayout

PILL = 32
GAP = 4
HIGH = 44
"""The least height of a target; the pill is drawn within it."""


class FilterChip(QAbstractButton):
    """One kind, or two that belong together: a word in its colour, with a tick when chosen."""

    def __init__(
        self, theme: Theme, word: str, kinds: frozenset[Kind], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.kinds = kinds
        self._kind = min(kinds)
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Wide enough for the tick too, so that nothing moves when it appears."""
        words = QFontMetrics(self._font()).horizontalAdvance(self.text())
        return QSize(words + 40, max(HIGH, self._pill() + 4))

    def minimumSizeHint(self) -> QSize:
        """In a narrow window the edges come closer; the tick still has its place."""
        return self.sizeHint() - QSize(8, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """A soft pill; chosen, it is full of its colour."""
        text, soft = self._theme.kind_colours(self._kind)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pill = QRectF(2, (self.height() - self._pill()) / 2, self.width() - 4, self._pill())
        chosen = self.isChecked()
        edge = text if chosen or self.underMouse() else soft
        painter.setPen(QPen(edge, 1))
        painter.setBrush(text if chosen else soft)
        painter.drawRoundedRect(
            pill.adjusted(0.5, 0.5, -0.5, -0.5), pill.height() / 2, pill.height() / 2
        )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            ring = pill.adjusted(-1, -1, 1, 1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        painter.setFont(self._font())
        painter.setPen(self._theme.colour("ground") if chosen else text)
        words = pill.toRect().adjusted(16 if chosen else 0, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        if chosen:
            self._paint_tick(painter, pill.toRect())
        painter.end()

    def _font(self) -> QFont:
        font = self._theme.font("note")
        font.setWeight(QFont.Weight.Medium)
        return font

    def _pill(self) -> int:
        return max(PILL, QFontMetrics(self._font()).height() + 12)

    def _paint_tick(self, painter: QPainter, pill: QRect) -> None:
        icon = self._theme.icon("check", "ground")
        icon.paint(painter, QRect(pill.left() + 9, pill.center().y() - 7, 14, 14))


class KindFilter(QWidget):
    """The chips; none chosen means everything."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._row = FlowLayout(self, spacing=GAP)
        self.chips = [
            FilterChip(theme, word, frozenset(kinds), self)
            for word, kinds in (
                (self.tr("Sessions"), {Kind.SESSION}),
                (self.tr("Memos"), {Kind.MEMO}),
                (self.tr("Entries"), {Kind.ENTRY}),
                (self.tr("Insights"), {Kind.INSIGHT}),
                (self.tr("Creations"), {Kind.CREATION}),
                (self.tr("Goals"), {Kind.GOAL, Kind.CHECK_IN}),
            )
        ]
        for chip in self.chips:
            self._row.addWidget(chip)
            chip.toggled.connect(self.changed)

    def sizeHint(self) -> QSize:
        """All in one row; with less room they go on in the next one."""
        sizes = [chip.sizeHint() for chip in self.chips]
        width = sum(size.width() for size in sizes) + GAP * (len(sizes) - 1)
        return QSize(width, max(size.height() for size in sizes))

    def kinds(self) -> frozenset[Kind] | None:
        """The kinds chosen; None when that is everything."""
        chosen = [chip.kinds for chip in self.chips if chip.isChecked()]
        return frozenset().union(*chosen) if chosen else None

    def clear(self) -> None:
        """Choose none, and tell it once."""
        if self.kinds() is None:
            return
        for chip in self.chips:
            chip.blockSignals(True)
            chip.setChecked(False)
            chip.blockSignals(False)
            chip.update()
        self.changed.emit()
