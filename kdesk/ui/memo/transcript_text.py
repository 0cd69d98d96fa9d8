"""The words of a memo on the page: they follow the sound, lead to it, and can be corrected."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from itertools import accumulate

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from kdesk.domain.alignment import LONG_PAUSE, PlacedWord, place, word_at, word_under
from kdesk.domain.times import length
from kdesk.domain.transcript import Utterance
from kdesk.ui.memo.doubt_marks import DoubtMarks
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.serif_text import SerifText

APART = 40
"""Pixels between paragraphs: room for the mark of a pause."""
LEAST_HEIGHT = 64
"""Pixels: in the smallest window with the largest letters the player must stay in sight."""
MARK = 14
"""Pixels from that mark's baseline to the paragraph below it."""
ALIGN_MS = 250
"""Typing that rests this long gets its times back."""


class TranscriptText(SerifText):
    """A click on a word asks to hear it from there; typing corrects it."""

    word_chosen = Signal(float)
    """Seconds at which the word that was clicked begins."""
    edited = Signal()
    """The words are others now, by hand."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Transcript"))
        self.setMinimumHeight(LEAST_HEIGHT)
        self._utterances: Sequence[Utterance] = ()
        self._words: tuple[PlacedWord, ...] = ()
        self._text = ""
        self._pauses: list[PlacedWord] = []
        self._lit: PlacedWord | None = None
        self._follows = True
        self._pressed: QPointF | None = None
        self.doubts = DoubtMarks(theme, self.document(), self)
        self._timer = QTimer(self, singleShot=True, interval=ALIGN_MS)
        self._timer.timeout.connect(self._align)
        self.textChanged.connect(self._notice)

    def show_words(self, utterances: Sequence[Utterance], text: str) -> None:
        """Show a memo's words, each with its time; what was typed before can't come back."""
        # Compared first: for an hour of words the times cost more than a frame.
        same = text == self._text and self._text == self.toPlainText()
        if same and utterances == self._utterances:
            return
        self._utterances = utterances
        if not same:
            self._text = text
            self.setPlainText(text)
            self._space_paragraphs()
        self._align()

    def follow(self, seconds: float) -> None:
        """Light the word that sounds now, and keep it in sight unless somebody looked elsewhere."""
        word = None if self._timer.isActive() else word_at(self._words, seconds)
        if word is self._lit:
            return
        self._lit = word
        self.viewport().update()
        if word is not None and self._follows:
            self._bring_into_sight(word)

    def go_along(self) -> None:
        """Keep the sounding word in sight again."""
        self._follows = True
        if self._lit is not None:
            self._bring_into_sight(self._lit)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The light under the sounding word, the words, and between paragraphs the pauses."""
        # Painted here: as one of Qt's extra selections it would spoil the letters beside it.
        light = QPainter(self.viewport())
        light.setRenderHint(QPainter.RenderHint.Antialiasing)
        light.setPen(Qt.PenStyle.NoPen)
        light.setBrush(self._theme.colour("coral_soft"))
        light.drawRoundedRect(self._lit_place(), 5, 5)
        light.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setFont(self._theme.font("note"))
        painter.setPen(self._theme.colour("hint"))
        for word in self._pauses_in_sight():
            self._paint_pause(painter, word)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, to tell a click from a selection."""
        self._pressed = event.position() if _plain_click(event) else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A plain click on a word asks to hear it; a selection doesn't."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None or (event.position() - pressed).manhattanLength() > 4:
            return
        self._catch_up()
        word = self._word_near(event.position().toPoint())
        if word is not None:
            self._choose(word)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Selects the word, to be typed over; the first click already let it sound."""
        self._pressed = None
        super().mouseDoubleClickEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Somebody looks elsewhere: the words don't pull them back."""
        self._follows = False
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter lets the word at the caret sound."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._catch_up()
            word = word_under(self._words, self.textCursor().position())
            if word is not None:
                self._choose(word)
            return
        super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Resting on a word tells what the machine heard, where that differs or is doubtful."""
        if isinstance(event, QHelpEvent):
            word = self._word_near(event.pos())
            # Said to be rich text and escaped: left to guess, Qt would read tags out of words.
            remark = f"<qt>{escape(self._remark(word))}</qt>" if word else ""
            QToolTip.showText(event.globalPos(), remark, self)
            return True
        return super().viewportEvent(event)

    def _notice(self) -> None:
        """The document says it changed for a new colour too; only other words count."""
        text = self.toPlainText()
        if text == self._text:
            return
        self._text = text
        self._lit = None
        self.viewport().update()
        self._timer.start()
        self.edited.emit()

    def _catch_up(self) -> None:
        if self._timer.isActive():
            self._align()

    def _align(self) -> None:
        self._timer.stop()
        self._words = _in_units(place(self._utterances, self._text), self._text)
        self._pauses = [word for word in self._words if word.pause >= LONG_PAUSE and word.begin]
        self._lit = None
        self.doubts.mark([(word.begin, word.end) for word in self._words if word.doubtful])
        self.viewport().update()

    def _choose(self, word: PlacedWord) -> None:
        self._follows = True
        self.word_chosen.emit(word.start)

    def _remark(self, word: PlacedWord) -> str:
        if word.doubtful:
            return self.tr("The machine was unsure here.")
        shown = self._cursor(word.begin, word.end).selectedText()
        if word.heard and word.heard != shown:
            return self.tr("The machine heard: {words}").format(words=word.heard)
        return ""

    def _word_near(self, spot: QPoint) -> PlacedWord | None:
        """The word under the pointer; None beside and below the text."""
        cursor = self.cursorForPosition(spot)
        if abs(self.cursorRect(cursor).center().y() - spot.y()) > self.cursorRect(cursor).height():
            return None
        word = word_under(self._words, cursor.position())
        if word is None:
            return None
        start, end = self._rect(word.begin), self._rect(word.end)
        within = start.y() < end.y() or start.x() - 3 <= spot.x() <= end.x() + 3
        return word if within else None

    def lit(self) -> str:
        """The word that is lit; empty when none is."""
        return self._cursor(self._lit.begin, self._lit.end).selectedText() if self._lit else ""

    def _lit_place(self) -> QRect:
        """Where the sounding word stands; to the line's end when the line ends within it."""
        if self._lit is None:
            return QRect()
        start, end = self._rect(self._lit.begin), self._rect(self._lit.end)
        right = end.right() if start.top() == end.top() else self.viewport().width()
        return QRect(
            start.left() - 3, start.top() - 1, right - start.left() + 6, start.height() + 2
        )

    def _bring_into_sight(self, word: PlacedWord) -> None:
        rect = self._rect(word.begin)
        bar, high = self.verticalScrollBar(), self.viewport().height()
        if rect.top() < 8 or rect.bottom() > high - 8:
            bar.setValue(bar.value() + rect.top() - high // 3)

    def _cursor(self, begin: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _rect(self, position: int) -> QRect:
        return self.cursorRect(self._cursor(position, position))

    def _space_paragraphs(self) -> None:
        layout = QTextBlockFormat()
        layout.setTopMargin(APART)
        document = self.document()
        document.setUndoRedoEnabled(False)
        cursor = QTextCursor(document)
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        if cursor.blockNumber():
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeBlockFormat(layout)
        document.setUndoRedoEnabled(True)
        document.setModified(False)

    def _pauses_in_sight(self) -> list[PlacedWord]:
        bottom = self.viewport().rect().bottomRight() + QPoint(0, APART)
        first = self.cursorForPosition(QPoint(0, 0)).block().position()
        last = self.cursorForPosition(bottom).position()
        start = bisect_left(self._pauses, first, key=_begin)
        return self._pauses[start : bisect_right(self._pauses, last, key=_begin)]

    def _paint_pause(self, painter: QPainter, word: PlacedWord) -> None:
        block = self.document().findBlock(word.begin)
        if block.text()[: word.begin - block.position()].strip():
            return  # within a line there is no room for a mark
        rect = self._rect(word.begin)
        mark = self.tr("· · ·  pause, {length}").format(length=length(word.pause))
        painter.drawText(rect.left(), rect.top() - MARK, mark)


def _begin(word: PlacedWord) -> int:
    return word.begin


def _plain_click(event: QMouseEvent) -> bool:
    return event.button() == Qt.MouseButton.LeftButton and not event.modifiers()


def _in_units(words: tuple[PlacedWord, ...], text: str) -> tuple[PlacedWord, ...]:
    """The same words counted as Qt counts: in UTF-16 units, where an emoji is two."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return words
    before = [0, *accumulate(1 + (letter > "\uffff") for letter in text)]
    return tuple(replace(word, begin=before[word.begin], end=before[word.end]) for word in words)
