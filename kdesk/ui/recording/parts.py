"""The small parts of the session-day screen: where words are typed, marks, and the dimming."""

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from kdesk.domain.times import clock
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.labels import announce

WIDEST_TEXT = 640
MARKS = 5
"""So many are shown, the newest at the right; every one is kept."""
DIMMED = 0.5
"""How much of the light the dimmed screen keeps back."""
DIM_MS = 60_000
"""After Saved and so long without a press, the screen dims."""
DIMS_IN_MS = 4_000


class DayText(QPlainTextEdit):
    """Where a few words can be typed when there is no microphone; plain text only."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """A few lines."""
        return QSize(WIDEST_TEXT, 4 * self.fontMetrics().lineSpacing() + 28)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste the words and nothing else."""
        if source.hasText() and not source.hasUrls():
            self.insertPlainText(source.text())


class MarkRow(QWidget):
    """The moments that were marked, each a chip with its second."""

    def __init__(self) -> None:
        super().__init__()
        self._chips: list[QLabel] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._row.addStretch(1)
        self._row.addStretch(1)

    def add(self, seconds: float) -> None:
        """Another one, at this second."""
        chip = QLabel(clock(seconds))
        chip.setTextFormat(Qt.TextFormat.PlainText)
        chip.setProperty("role", "day-mark")
        chip.setAccessibleName(self.tr("Marked at {second}").format(second=clock(seconds)))
        self._chips.append(chip)
        self._row.insertWidget(self._row.count() - 1, chip)
        for old in self._chips[:-MARKS]:
            old.hide()
        chip.show()  # a layout would, a moment later: too late to be announced
        announce(chip)

    def clear(self) -> None:
        """A new recording has none."""
        while self._chips:
            chip = self._chips.pop()
            self._row.removeWidget(chip)
            chip.deleteLater()

    def sizeHint(self) -> QSize:
        """The height of a chip, also while there is none."""
        return QSize(0, self.fontMetrics().height() + 12)


class Veil(QWidget):
    """Lies over the screen and keeps light back; presses go through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strength = 0.0
        self._slowly = QVariantAnimation(self, duration=DIMS_IN_MS, startValue=0.0, endValue=DIMMED)
        self._slowly.valueChanged.connect(self._darken)
        self.later = QTimer(self, singleShot=True, interval=DIM_MS)
        self.later.timeout.connect(self.draw)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def drawn(self) -> bool:
        """Whether the screen is dimmed, or about to be."""
        return not self.isHidden()

    def draw(self) -> None:
        """Dim slowly; at once where nothing may move by itself."""
        self.show()
        self.raise_()
        if self._theme.still:
            self._darken(DIMMED)
        else:
            self._slowly.start()

    def lift(self) -> None:
        """Give the light back at once, and leave it."""
        self.later.stop()
        self._slowly.stop()
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground again, over everything."""
        painter = QPainter(self)
        painter.setOpacity(self._strength)
        painter.fillRect(self.rect(), self._theme.colour("day_ground"))

    def _darken(self, strength: object) -> None:
        assert isinstance(strength, float)  # noqa: S101 - from the animation above
        self._strength = strength
        self.update()
