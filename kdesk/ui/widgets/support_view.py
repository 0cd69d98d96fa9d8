"""Support where nothing else may be bright or asked: names, numbers, a few lines, to read only."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.person import Person
from kdesk.system.words import support
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.day_parts import DayButton, DayLabel, NumberLabel
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.labels import announce
from kdesk.ui.widgets.scroll_area import ScrollArea

T = TypeVar("T", bound=DayLabel)

WORDS_PT, LARGE_WORDS_PT = 24.0, 20.0
"""Points of names and numbers at a text scale of 1, and those that grow with a larger one."""
HINT_PT = 16.0
WIDEST = 800
SIDE = 34
BAR = 20
"""At each side, so that a scroll bar covers no number."""
BESIDE = 22
"""Between a name and the number beside it."""
MODIFIERS = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta}
)


class SupportView(QWidget):
    """Near-black and large; any key and any press lead back to where one was.

    The arrow keys, Page Up and Page Down move a list that is longer than the window.
    """

    left = Signal()
    """The person wants to be back where they were."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sized: list[tuple[DayLabel, bool]] = []
        self._rows: list[_Row] = []
        self.setProperty("look", "day")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Support"))
        self.line = DayLabel("day-hint")
        self.back_button = DayButton(self.tr("Back"), self.left.emit, corner=True)
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        self._lay_out()
        theme.changed.connect(self._size)

    def show_people(self, people: Sequence[Person], line: str = "") -> None:
        """Show these people; `line` is what goes on meanwhile, such as "Still listening."."""
        self._forget()
        self.line.setText(line)
        words = support()
        self._say(self.tr("You don't have to be alone with this."), large=True)
        self._column.addSpacing(14)
        for person in people:
            self._add_row(person)
        self._column.addSpacing(6)
        self._column.addWidget(self._label(words.emergency, role="day-number"))
        self._column.addSpacing(14)
        for sentence in words.grounding:
            self._say(sentence)
        if not people:
            self._column.addSpacing(14)
            self._say(
                self.tr(
                    "There is no name here yet. On another day you can note whom to call, on the "
                    "Support page of your journal, and choose who is shown while it is locked."
                )
            )
        self._size()
        self._area.verticalScrollBar().setValue(0)

    def tell(self, line: str) -> None:
        """What goes on meanwhile has changed; a screen reader says so."""
        self.line.setText(line)
        announce(self.line)

    def showEvent(self, event: QShowEvent) -> None:
        """Every key belongs to this screen from the first moment."""
        super().showEvent(event)
        self.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """No name stays behind a lock."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has the numbers below the names."""
        super().resizeEvent(event)
        self._arrange()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """The whole screen leads back; what lies behind it doesn't get the press."""
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key leads back, but for those that scroll and those that only go with others."""
        bar = self._area.verticalScrollBar()
        steps = {
            Qt.Key.Key_Up: -60,
            Qt.Key.Key_Down: 60,
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
        }
        key = Qt.Key(event.key())
        if key in steps:
            bar.setValue(bar.value() + steps[key])
        elif key not in MODIFIERS and not event.isAutoRepeat():
            self.left.emit()

    def _forget(self) -> None:
        self._sized, self._rows = [(self.line, False)], []
        empty(self._column)

    def _add_row(self, person: Person) -> None:
        row = _Row(person)
        self._rows.append(row)
        self._sized += [(row.called, True), (row.number, True), (row.role, False)]
        self._column.addWidget(row)

    def _say(self, sentence: str, *, large: bool = False) -> None:
        self._column.addWidget(self._label(sentence, large=large))

    def _label(self, text: str, *, large: bool = False, role: str = "") -> DayLabel:
        label = _written(DayLabel(role or ("day-words" if large else "day-hint")), text)
        self._sized.append((label, large))
        return label

    def _size(self) -> None:
        scale = max(1.0, self._theme.scale)
        for label, large in self._sized:
            label.size_to(max(WORDS_PT, LARGE_WORDS_PT * scale) if large else HINT_PT * scale)
        for row in self._rows:
            row.level()
        self._arrange()

    def _arrange(self) -> None:
        """Numbers stand beside the names, or all below them where one would be broken there."""
        room = min(WIDEST, self.width() - 2 * SIDE) - 2 * BAR
        beside = all(row.number.needs <= (room - BESIDE) // 2 for row in self._rows)
        for row in self._rows:
            row.arrange(beside=beside)

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("look", "day")
        inner.setMinimumHeight(1)
        middle = QVBoxLayout(inner)
        middle.setContentsMargins(BAR, 28, BAR, 12)
        middle.addStretch(2)
        middle.addLayout(self._column)
        middle.addStretch(3)
        self._area = ScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setMaximumWidth(WIDEST)
        self._area.setWidget(inner)
        sides = QHBoxLayout()
        sides.addWidget(self._area, 1)
        foot = QGridLayout()
        foot.addWidget(self.line, 0, 0)
        foot.addWidget(self.back_button, 0, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 12, SIDE, 12)
        column.setSpacing(8)
        column.addLayout(sides, 1)
        column.addLayout(foot)


class _Row(QWidget):
    """A name, what they are to one, and the number beside it or below."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        name, role = person.name.strip(), person.role.strip()
        self.called = _written(DayLabel("day-words"), name or role)
        self.role = _written(DayLabel("day-hint"), role if name else "")
        # In the sans: the serif's old-style figures have a 0 and a 1 that look like letters.
        self.number = _written(NumberLabel("day-number"), person.number.strip())
        self._who, self._reached = QVBoxLayout(), QVBoxLayout()
        self._who.setSpacing(0)
        self._who.addWidget(self.called)
        self._who.addWidget(self.role)
        self.role.setVisible(bool(self.role.text()))
        self._reached.addWidget(self.number)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.addLayout(self._who, 1)
        self._line.addLayout(self._reached, 1)

    def level(self) -> None:
        """Have the letters of name and number on one line, for where they are side by side."""
        for label in (self.called, self.number):
            label.ensurePolished()  # before, it has not the typeface of its role
        self._lower = self.number.fontMetrics().ascent() - self.called.fontMetrics().ascent()

    def arrange(self, *, beside: bool) -> None:
        """Have the number beside the name, or below."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(across if beside else down)
        self._line.setSpacing(BESIDE if beside else 0)
        self._line.setContentsMargins(0, 6, 0, 6 if beside else 16)
        side = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
        self.number.setAlignment(side | Qt.AlignmentFlag.AlignTop)
        self.number.setVisible(beside or bool(self.number.text()))
        lower = self._lower if beside else 0
        self._who.setContentsMargins(0, max(0, lower), 0, 0)
        self._reached.setContentsMargins(0, max(0, -lower), 0, 0)


def _written(label: T, text: str) -> T:
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    label.setText(text)
    return label
