"""What the machine has heard so far while somebody speaks, for those who asked to see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QPointF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QLabel

from kdesk.domain.ids import MemoId
from kdesk.ui.theme import SERIF, Theme
from kdesk.ui.widgets.ring import between

SPOKEN_PT = 24.0
"""Points at a text scale of 1."""
LARGE_SPOKEN_PT = 20.0
"""Points that are multiplied with a larger scale."""
LEADING = 1.3
"""Line height in font sizes."""
APART = 0.4
"""Between two utterances, in line heights."""
LEAST_LINES = 2
WIDEST_EM = 24
"""A line is no longer than so many font sizes: about sixty letters."""
OUT = 0.3
"""A line of which so much is above the top is no longer seen."""
KEPT = 24
"""Utterances that can be on the screen; older ones lie above its edge for good."""
COMES_IN_MS = 700
"""New words come out of the dark, and older ones move up, in so long."""
MORE = "\N{HORIZONTAL ELLIPSIS}"


@dataclass
class _Passage:
    """One utterance as it is set."""

    text: str
    layout: QTextLayout
    height: float = 0.0
    note: bool = False
    """Nobody said it: it tells of the words."""


class WordsSeen(QLabel):
    """One utterance below the other; once there is no more room the oldest move out at the top.

    A label by its kind, so that a screen reader finds the words where it looks for text; it says
    none of them by itself, into what somebody is saying.
    """

    def __init__(self, theme: Theme, wanted: Callable[[], bool]) -> None:
        """`wanted` says whether words will come, and are to be seen, for what is recorded next."""
        super().__init__()
        self._theme = theme
        self._wanted = wanted
        self._first: MemoId | None = None
        self._more = self._rest = False
        self._passages: list[_Passage] = []
        self._new = 0
        """How many passages, counted from the last, have only now come."""
        self._came = 1.0
        self._offset = self._from = 0.0
        self._font = QFont(SERIF)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "day-words")
        # The whole window is the button, these words too.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._slowly = QVariantAnimation(self, duration=COMES_IN_MS, startValue=0.0, endValue=1.0)
        self._slowly.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slowly.valueChanged.connect(self._come)
        theme.changed.connect(self._size)
        self._size()

    @property
    def wanted(self) -> bool:
        """Whether there is to be room for words in what is recorded next."""
        return self._wanted()

    @property
    def least(self) -> int:
        """Pixels of height below which it is no use."""
        return round(LEAST_LINES * self._line + self._gap)

    @property
    def widest(self) -> int:
        """Pixels of width above which lines are too long to read."""
        return round(WIDEST_EM * self._line / LEADING)

    def forget(self) -> None:
        """Nothing has been said yet, and nothing is awaited."""
        self._slowly.stop()
        self._first, self._more, self._rest = None, False, False
        self._passages.clear()
        self._new, self._came, self._offset = 0, 1.0, 0.0
        self.setText("")

    def await_words(self, memo_id: MemoId) -> None:
        """This memo has begun; what is heard of it and of those that go on from it is shown."""
        if self._first is None:
            self._first, self._more = memo_id, True
            self.update()

    def add(self, memo_id: MemoId, texts: Sequence[str]) -> None:
        """These utterances came next; late ones of an earlier memo are not shown."""
        # Ids sort by the time at which they were made.
        told = [text.strip() for text in texts if text.strip()]
        if not told or self._first is None or memo_id < self._first:
            return
        self._drop_note()
        self._passages += [self._set(text) for text in told]
        gone = self._passages[:-KEPT]
        del self._passages[:-KEPT]
        self._offset -= sum(passage.height + self._gap for passage in gone)
        self._new = len(told)
        self._tell()
        self._begin_to_come()

    def finish(self, memo_id: MemoId, *, whole: bool = True) -> None:
        """No more of this memo comes; when it isn't `whole`, say that the rest does later."""
        if self._first is None or memo_id < self._first:
            return
        self._more = False
        self._rest = self._rest or not whole
        self.update()
        if self._rest:
            self._drop_note()
            later = self.tr("Your words are written down later.")
            if self._passages:
                later = self.tr("The rest is written down later.")
            self._passages.append(self._set(later, note=True))
            self._tell()
            self._begin_to_come()

    def minimumSizeHint(self) -> QSize:
        """However little room there is."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The lines are set anew, at once."""
        super().resizeEvent(event)
        self._reset()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The newest brightest; a line that moves out at the top is gone before it is cut."""
        painter = QPainter(self)
        painter.setFont(self._font)
        top = -self._offset
        said = sum(not passage.note for passage in self._passages)
        for number, passage in enumerate(self._passages):
            painter.setPen(self._pen_of(said - number, passage))
            for line in range(passage.layout.lineCount()):
                self._paint_line(painter, passage.layout.lineAt(line), top)
            if number == len(self._passages) - 1 and self._more:
                self._paint_more(painter, passage.layout, top)
            top += passage.height + self._gap

    def _paint_line(self, painter: QPainter, line: QTextLine, top: float) -> None:
        above = -(top + line.y()) / self._line
        if above < OUT:
            painter.setOpacity(min(1.0, 1.0 - above / OUT))
            line.draw(painter, QPointF(0, top))
            painter.setOpacity(1.0)

    def _paint_more(self, painter: QPainter, layout: QTextLayout, top: float) -> None:
        """The dots after the last word: it may not have been the last."""
        line = layout.lineAt(layout.lineCount() - 1)
        painter.setPen(self._theme.colour("day_hints"))
        painter.setOpacity(self._came)
        ends = line.naturalTextWidth() + 0.3 * self._font.pointSizeF()
        painter.drawText(QPointF(ends, top + line.y() + line.ascent()), MORE)

    def _pen_of(self, from_last: int, passage: _Passage) -> QColor:
        """The colour of the passage so many from the end; one that comes in is still faint."""
        bright, dim = self._theme.colour("day_words"), self._theme.colour("day_hints")
        if passage.note:
            return between(self._theme.colour("day_ground"), dim, self._came)
        if self._rest and self._passages[-1].note:
            return bright if from_last <= self._new else dim
        if from_last > self._new:
            before = from_last - self._new == 1 and self._came < 1.0
            return between(bright, dim, self._came) if before else dim
        return between(self._theme.colour("day_ground"), bright, self._came)

    def _drop_note(self) -> None:
        self._passages = [passage for passage in self._passages if not passage.note]

    def _tell(self) -> None:
        self.setText("\n".join(passage.text for passage in self._passages))

    def _begin_to_come(self) -> None:
        self._slowly.stop()
        self._from = self._offset
        if self._theme.still or not self.isVisible():
            self._come(1.0)
        else:
            self._come(0.0)
            self._slowly.start()

    def _come(self, way: object) -> None:
        assert isinstance(way, float)  # noqa: S101 - from the animation above
        self._came = way
        self._offset = self._from + way * (self._overflow() - self._from)
        self.update()

    def _overflow(self) -> float:
        """Pixels of what has been said that have no room below the top."""
        tall = sum(passage.height + self._gap for passage in self._passages) - self._gap
        return max(0.0, tall - self.height())

    def _size(self) -> None:
        scale = max(1.0, self._theme.scale)
        self._font.setPointSizeF(max(SPOKEN_PT, LARGE_SPOKEN_PT * scale))
        self.setFont(self._font)
        self._reset()

    @property
    def _line(self) -> float:
        return LEADING * self._font.pointSizeF() * self.logicalDpiY() / 72

    @property
    def _gap(self) -> float:
        return APART * self._line

    def _reset(self) -> None:
        self._slowly.stop()
        self._passages = [self._set(each.text, note=each.note) for each in self._passages]
        self._offset = self._from = self._overflow()
        self._came = 1.0
        self.update()

    def _set(self, text: str, *, note: bool = False) -> _Passage:
        shown = text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
        passage = _Passage(text, QTextLayout(shown, self._font), note=note)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        passage.layout.setTextOption(option)
        passage.layout.beginLayout()
        while (line := passage.layout.createLine()).isValid():
            line.setLineWidth(max(1, self.width()))
            line.setPosition(QPointF(0, passage.height + (self._line - line.height()) / 2))
            passage.height += self._line
        passage.layout.endLayout()
        return passage
