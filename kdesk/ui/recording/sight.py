"""What is to be seen while one speaks: ring, words, line, marks, choices, corners."""

from collections.abc import Mapping, Set

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kdesk.ui.recording.arrangement import CHOICES_APART, EDGE, Arrangement, Heights, arrange
from kdesk.ui.recording.parts import WIDEST_TEXT, DayText, MarkRow
from kdesk.ui.recording.quiet_line import QuietLine
from kdesk.ui.recording.sentences import Sentences
from kdesk.ui.recording.spoken import WordsSeen
from kdesk.ui.recording.stage import HEARING, RECORDING, Stage
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.day_parts import DayButton, DayLabel
from kdesk.ui.widgets.labels import announce
from kdesk.ui.widgets.ring import Face, Ring

WORDS_PT = 30.0
"""Points of the large words at a text scale of 1."""
LARGE_WORDS_PT = 24.0
"""Points that are multiplied with a larger scale: more would not fit the smallest window."""
BESIDE_WORDS_PT, BESIDE_LARGE_PT = 24.0, 16.5
"""The same where what is said is to be seen: that needs the room, and one line is enough."""
HINT_PT = 16.0
HINT_LINES = 2
"""Every line about a recording fits into so many; what is said of trouble may take more."""
TROUBLE_APART = 24
LEAST_TEXT = 72
FACES = {
    Stage.STARTING: Face.EMBER,
    Stage.LOOKING: Face.EMBER,
    Stage.PAUSED: Face.PAUSE,
    Stage.STOPPING: Face.EMBER,
    Stage.KEEPING: Face.EMBER,
    Stage.SAVED: Face.DONE,
}


class Sight(QWidget):
    """Places its parts by itself; where they stand depends on the window and the text size only.

    But for trouble: without the ring there is room for its sentence and for typed words.
    """

    def __init__(self, theme: Theme, sentences: Sentences) -> None:
        super().__init__()
        self._theme = theme
        self._sentences = sentences
        self.ring = Ring(theme)
        # The whole window is the button; only Tab and a screen reader reach the ring by itself.
        self.ring.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.ring.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.words = DayLabel("day-words")
        self.hint = QuietLine()
        self.marks = MarkRow()
        self.elapsed = DayLabel("day-hint")
        self.note = DayText(self.tr("A few words"))
        for label in (self.words, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._stage = Stage.WAITING
        self._silent = False
        self.spoken: WordsSeen | None = None
        self.along = False
        """What is said is to be seen; settled before a recording begins, till after its end."""
        self._choices: Mapping[DayButton, Set[Stage]] = {}
        self._corners: Mapping[DayButton, Set[Stage]] = {}
        for part in (self.ring, self.words, self.hint, self.marks, self.elapsed, self.note):
            part.setParent(self)
        self.setMouseTracking(True)
        theme.changed.connect(self._size)

    def take(
        self, choices: Mapping[DayButton, Set[Stage]], corners: Mapping[DayButton, Set[Stage]]
    ) -> None:
        """Have these buttons, each seen at some stages: the choices in a row, two in the corners.

        The first corner is the left one.
        """
        self._choices, self._corners = choices, corners
        for button in (*choices, *corners):
            button.setParent(self)
        self._size()

    def take_spoken(self, spoken: WordsSeen | None) -> None:
        """Show the words in this, or none any more: then they are deleted at once."""
        before, self.spoken = self.spoken, spoken
        if before is not None:
            before.setParent(None)
            before.deleteLater()
        if spoken is not None:
            spoken.setParent(self)
            spoken.hide()
        if spoken is None or self._stage is Stage.WAITING:
            self._settle_along()  # in the middle of a recording nothing may move

    def turn_to(self, stage: Stage, hint: str, *, elapsed: bool) -> None:
        """Show a stage with its own hint; what was noticed shows while it listens."""
        self._stage = stage
        if stage in (Stage.WAITING, Stage.STARTING):
            self._settle_along()
        self.words.setText(self._words())
        self.hint.turn_to(hint, noticing=stage is Stage.LISTENING)
        self.ring.setAccessibleName(self.tr("Stop") if stage in RECORDING else self.tr("Record"))
        self.ring.setEnabled(stage is Stage.WAITING or stage in RECORDING)
        self.ring.setVisible(stage is not Stage.FAILED)
        if self.spoken is not None:
            self.spoken.setVisible(self.along and stage is not Stage.FAILED)
        self.ring.show_face(FACES.get(stage, Face.HEART))
        if stage is not Stage.LISTENING:
            self.ring.rest()
        for button, seen in (*self._choices.items(), *self._corners.items()):
            button.setVisible(stage in seen)
        self.marks.setVisible(stage in HEARING)
        self.elapsed.setVisible(stage in HEARING and elapsed)
        self.note.hide()
        self.settle()
        announce(self.words)

    def doubt(self, silent: bool) -> None:
        """While it listens, say whether anything can be heard."""
        self._silent = silent
        if self._stage is Stage.LISTENING and self._words() != self.words.text():
            self.words.setText(self._words())
            self.settle()
            announce(self.words)

    def settle(self) -> None:
        """Put everything in its place; call it when what is shown has changed."""
        if not self._corners or self.width() <= 2 * EDGE:
            return
        arrangement = arrange(self.size(), self._heights())
        if self.ring.isHidden():
            self._place_trouble(arrangement.choices.height(), arrangement.corners.top())
        else:
            self._place(arrangement)
            corners = arrangement.corners
            between = corners.width() - 2 * max(b.sizeHint().width() for b in self._corners)
            beside = corners.intersects(arrangement.choices)
            self._place_choices(arrangement.choices, between if beside else self.width())
        self._place_corners(arrangement.corners)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything finds its place."""
        super().resizeEvent(event)
        if self.along:
            self._size_words()
        self.settle()

    def _size(self) -> None:
        """The letters grow with the chosen text scale; the ring gives room, down to its least."""
        scale = max(1.0, self._theme.scale)
        self._size_words()
        for label in (self.hint, self.elapsed):
            label.size_to(HINT_PT * scale)
        self.settle()

    def _size_words(self) -> None:
        """Beside what is said they are smaller where that saves a line."""
        scale = max(1.0, self._theme.scale)
        points = max(WORDS_PT, LARGE_WORDS_PT * scale)
        self.words.size_to(points)
        if self.along:
            width = self.width() - 2 * EDGE
            longest = self._sentences.words(Stage.LISTENING)
            if self.words.height_of(longest, width) > self.words.height_of("A", width):
                self.words.size_to(max(BESIDE_WORDS_PT, BESIDE_LARGE_PT * scale))

    def _settle_along(self) -> None:
        """A recording begins, or may: whether what is said in it is to be seen."""
        before, self.along = self.along, self.spoken is not None and self.spoken.wanted
        if self.spoken is not None:
            self.spoken.forget()
        if self.along is not before:
            self._size()

    def _words(self) -> str:
        if self._silent and self._stage is Stage.LISTENING:
            return self._sentences.not_heard()
        return self._sentences.words(self._stage)

    def _heights(self) -> Heights:
        width = self.width() - 2 * EDGE
        line = self.hint.fontMetrics().lineSpacing()
        return Heights(
            words=max(self.words.height_of(self._sentences.words(one), width) for one in Stage),
            hint=self.hint.height_of("\n".join("A" * HINT_LINES), width),
            marks=line + 12,
            choices=max(button.sizeHint().height() for button in self._choices),
            corner=max(button.sizeHint().height() for button in self._corners),
            spoken=self.spoken.least if self.along and self.spoken is not None else 0,
        )

    def _place(self, arrangement: Arrangement) -> None:
        side = Ring.side_for(arrangement.ring.width())
        light = QRect(0, 0, side, side)
        light.moveCenter(arrangement.ring.center())
        self.ring.setGeometry(light)
        words, hint = arrangement.words, arrangement.hint
        self.words.setGeometry(words)
        lines_unused = words.height() - self.words.heightForWidth(words.width())
        # Where there are no marks the line may have their room.
        below = hint if self.marks.isVisibleTo(self) else hint.united(arrangement.marks)
        self.hint.setGeometry(below.adjusted(0, -lines_unused, 0, 0))
        self.marks.setGeometry(arrangement.marks)
        if self.along and self.spoken is not None:
            across = min(arrangement.spoken.width(), self.spoken.widest)
            column = QRect(0, 0, across, arrangement.spoken.height())
            column.moveCenter(arrangement.spoken.center())
            self.spoken.setGeometry(column)

    def _place_trouble(self, choices: int, foot: int) -> None:
        """Words, sentence, the box for words and the choices share the room above the corners."""
        width = self.width() - 2 * EDGE
        parts: list[tuple[QWidget, int]] = [
            (part, part.heightForWidth(width)) for part in (self.words, self.hint)
        ]
        tall = sum(height + TROUBLE_APART for _, height in parts) + choices
        if self.note.isVisibleTo(self):
            room = foot - tall - TROUBLE_APART - EDGE // 2
            parts.append((self.note, max(LEAST_TEXT, min(self.note.sizeHint().height(), room))))
            tall += parts[-1][1] + TROUBLE_APART
        top = max(EDGE // 2, (foot - tall) // 2)
        for part, height in parts:
            across = (
                min(width, round(WIDEST_TEXT * max(1.0, self._theme.scale)))
                if part is self.note
                else width
            )
            part.setGeometry((self.width() - across) // 2, top, across, height)
            top += height + TROUBLE_APART
        self._place_choices(QRect(0, top, self.width(), choices), self.width())

    def _place_choices(self, row: QRect, room: int) -> None:
        shown = [button for button in self._choices if button.isVisibleTo(self)]
        wanted = [button.sizeHint().width() for button in shown]
        # Of one size, where there is room: neither is the one that is meant.
        even = [max(wanted, default=0)] * len(wanted)
        apart = CHOICES_APART * (len(wanted) - 1)
        widths = even if sum(even) + apart <= room else wanted
        left = row.center().x() - (sum(widths) + apart) // 2
        for button, across in zip(shown, widths, strict=True):
            button.setGeometry(left, row.y(), across, row.height())
            left += across + CHOICES_APART

    def _place_corners(self, row: QRect) -> None:
        left, right = self._corners
        for button in self._corners:
            size = button.sizeHint()
            button.resize(size)
            button.move(row.x(), row.center().y() + 1 - size.height() // 2)
        right.move(row.right() + 1 - right.width(), right.y())
        self.elapsed.setGeometry(row.x() + 12, left.y(), row.width() // 4, left.height())
        self.elapsed.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
