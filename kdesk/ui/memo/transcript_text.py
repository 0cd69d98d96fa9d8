"""The words of a memo on the page: they follow the sound, lead to it, and can be corrected."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QTimer, Signal
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

from kdesk.domain.alignment import PlacedWord
from kdesk.domain.sentence import Sentence
from kdesk.domain.times import length
from kdesk.domain.transcript import Utterance
from kdesk.ui.memo.doubt_marks import DoubtMarks
from kdesk.ui.memo.spoken_words import SpokenWords
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.copied import marked
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
    doubt_reached = Signal(float)
    """Seconds at which the doubtful word begins that somebody went to."""
    sight_wanted = Signal(QRect)
    """A part of the words to be seen, where it is the page that scrolls."""
    edited = Signal()
    """The words are others now, by hand."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Transcript"), least=LEAST_HEIGHT)
        self._utterances: Sequence[Utterance] = ()
        self._words = SpokenWords()
        self._text = ""
        self._doubt_below = 0.0
        self._repeated: float | None = None
        self._lit: PlacedWord | None = None
        self._follows = True
        self._pressed: QPointF | None = None
        self.doubts = DoubtMarks(theme, self.document(), self)
        self._timer = QTimer(self, singleShot=True, interval=ALIGN_MS)
        self._timer.timeout.connect(self._align)
        self.textChanged.connect(self._notice)
        theme.changed.connect(self._mark_doubts)  # after the lines were laid out anew

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
        self._align()

    def mark_doubts(self, below: float) -> None:
        """Dot the words the machine gave less than this probability, none at 0."""
        if below != self._doubt_below:
            self._doubt_below = below
            self._mark_doubts()

    def repeat(self, seconds: float | None) -> Sentence | None:
        """Show the sentence at this second as the one that sounds again and again; None: none."""
        self._catch_up()
        self._repeated = seconds
        self.viewport().update()
        return None if seconds is None else self._words.sentence(seconds)

    def selected(self) -> tuple[str, Sequence[PlacedWord]]:
        """The selected words, whole ones, and where they sound; empty while none are selected."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return "", ()
        self._catch_up()
        words = self._words.within(cursor.selectionStart(), cursor.selectionEnd())
        if words:
            cursor = self._cursor(words[0].begin, words[-1].end)
        return cursor.selectedText().replace("\u2029", "\n").strip(), words

    def follow(self, seconds: float) -> None:
        """Light the word that sounds now, and keep it in sight unless somebody looked elsewhere."""
        word = None if self._timer.isActive() else self._words.at(seconds)
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
        light.setBrush(self._theme.colour("teal_soft"))
        for line in self._repeated_lines():
            light.drawRoundedRect(line, 5, 5)
        light.setBrush(self._theme.colour("coral_soft"))
        light.drawRoundedRect(self._place(self._lit), 5, 5)
        light.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setFont(self._theme.font("note"))
        painter.setPen(self._theme.colour("hint"))
        for word in self._pauses_within(event.rect()):
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
            word = self._words.under(self.textCursor().position())
            if word is not None:
                self._choose(word)
            return
        super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied, cut or dragged: it leaves the clipboard again."""
        return marked(super().createMimeDataFromSelection())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes to the next doubtful word, Shift+Tab back; from the last one to what follows."""
        cursor = self.textCursor()
        spans = self.doubts.marked()
        if forward:
            left = [span for span in spans if span[0] >= cursor.selectionEnd()]
        else:
            left = [span for span in spans if span[1] <= cursor.selectionStart()][-1:]
        if not left:
            return super().focusNextPrevChild(forward)
        self.setTextCursor(self._cursor(*left[0]))
        self._catch_up()
        word = self._words.under(left[0][0])
        if word is not None:
            self.doubt_reached.emit(word.start)
        return True

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
        self._words = SpokenWords(self._utterances, self._text)
        self._lit = None
        cursor = QTextCursor(self.document())
        cursor.joinPreviousEditBlock()  # a line that was typed is undone with its room
        self._space_paragraphs(cursor)
        cursor.endEditBlock()
        self._mark_doubts()
        self.viewport().update()

    def _mark_doubts(self) -> None:
        self.doubts.mark(self._words.doubtful(self._doubt_below))

    def _choose(self, word: PlacedWord) -> None:
        self._follows = True
        self.word_chosen.emit(word.start)

    def _remark(self, word: PlacedWord) -> str:
        if word.doubtful(self._doubt_below):
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
        word = self._words.under(cursor.position())
        if word is None:
            return None
        start, end = self._rect(word.begin), self._rect(word.end)
        within = start.y() < end.y() or start.x() - 3 <= spot.x() <= end.x() + 3
        return word if within else None

    def lit(self) -> str:
        """The word that is lit; empty when none is."""
        return self._cursor(self._lit.begin, self._lit.end).selectedText() if self._lit else ""

    def _place(self, word: PlacedWord | None) -> QRect:
        """Where a word stands; to the line's end when the line ends within it."""
        if word is None:
            return QRect()
        start, end = self._rect(word.begin), self._rect(word.end)
        right = end.right() if start.top() == end.top() else self.viewport().width()
        return QRect(
            start.left() - 3, start.top() - 1, right - start.left() + 6, start.height() + 2
        )

    def _repeated_lines(self) -> list[QRect]:
        """Where the sentence stands that sounds again and again, a rectangle for each line."""
        sentence = None if self._repeated is None else self._words.sentence(self._repeated)
        lines: list[QRect] = []
        for word in self._words.of(sentence) if sentence else ():
            place = self._place(word)
            if lines and lines[-1].top() == place.top():
                lines[-1] = lines[-1].united(place)
            else:
                lines.append(place)
        return lines

    def _bring_into_sight(self, word: PlacedWord) -> None:
        rect = self._rect(word.begin)
        if self._grows:
            self.sight_wanted.emit(rect)
            return
        bar, high = self.verticalScrollBar(), self.viewport().height()
        if rect.top() < 8 or rect.bottom() > high - 8:
            bar.setValue(bar.value() + rect.top() - high // 3)

    def _follow_the_cursor(self) -> None:
        if self._grows and self.hasFocus():
            self.sight_wanted.emit(self.cursorRect())

    def _cursor(self, begin: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _rect(self, position: int) -> QRect:
        return self.cursorRect(self._cursor(position, position))

    def _lay_out_lines(self, layout: QTextBlockFormat) -> None:
        """Every line as asked, and room above all paragraphs but the first."""
        super()._lay_out_lines(layout)
        document = self.document()
        changed = document.isModified()
        document.setUndoRedoEnabled(False)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()  # or each paragraph has all of them laid out anew
        self._space_paragraphs(cursor)
        cursor.endEditBlock()
        document.setUndoRedoEnabled(True)
        document.setModified(changed)

    def _space_paragraphs(self, cursor: QTextCursor) -> None:
        apart = QTextBlockFormat()
        apart.setTopMargin(APART)
        blocked = self.blockSignals(True)
        block = self.document().firstBlock().next()
        while block.isValid():
            if block.blockFormat().topMargin() != APART:
                cursor.setPosition(block.position())
                cursor.mergeBlockFormat(apart)
            block = block.next()
        self.blockSignals(blocked)

    def _pauses_within(self, shown: QRect) -> list[PlacedWord]:
        bottom = shown.bottomRight() + QPoint(0, APART)
        first = self.cursorForPosition(shown.topLeft()).block().position()
        last = self.cursorForPosition(bottom).position()
        return self._words.pauses(first, last)

    def _paint_pause(self, painter: QPainter, word: PlacedWord) -> None:
        block = self.document().findBlock(word.begin)
        if block.text()[: word.begin - block.position()].strip():
            return  # within a line there is no room for a mark
        rect = self._rect(word.begin)
        mark = self.tr("· · ·  pause, {length}").format(length=length(word.pause))
        painter.drawText(rect.left(), rect.top() - MARK, mark)


def _plain_click(event: QMouseEvent) -> bool:
    return event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
