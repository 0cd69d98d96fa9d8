"""The lock page: nothing of the journal is in this process while it shows."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.times import said_span
from kdesk.jobs.opening import open_with_passphrase, open_with_words
from kdesk.jobs.runner import Runner
from kdesk.system.paths import Places
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.buttons import primary_button, soft_button
from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.scroll_area import ScrollArea
from kdesk.ui.widgets.waiting import Waiting

FIELD_WIDTH = 360
RING, HEART = 176, 58
"""Pixels; at least 160 on any screen where somebody may just have come out of a session."""


class RecordRing(QAbstractButton):
    """The ring of the session-day screen with its word: it records while locked."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setText(name)
        self.setAccessibleName(name)
        self.setFixedSize(RING, RING)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A ring, its heart, its word; a second ring around it when the keyboard is here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(self.rect()).adjusted(9, 9, -9, -9)
        painter.setBrush(self._theme.colour("day_halo"))
        painter.setPen(QPen(self._theme.colour("day_ring"), 6))
        painter.drawEllipse(ring)
        heart = QRectF(0, 0, HEART, HEART)
        heart.moveCenter(ring.center() - QPointF(0, 18))
        painter.setPen(Qt.PenStyle.NoPen)
        lit = "day_heart_middle" if self.underMouse() else "day_heart"
        painter.setBrush(self._theme.colour(lit))
        painter.drawEllipse(heart)
        painter.setFont(self._theme.font("section"))
        painter.setPen(self._theme.colour("day_words"))
        word = QRectF(ring.left(), heart.bottom(), ring.width(), 44)
        painter.drawText(word, int(Qt.AlignmentFlag.AlignCenter), self.text())
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("day_focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(self.rect()).adjusted(2, 2, -2, -2))


class LockPage(ScrollArea):
    """Passphrase, recovery words, and a ring: speak now, unlock later."""

    unlocked = Signal(object)
    """The open Vault."""
    record_pressed = Signal()
    support_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        runner: Runner,
        places: Places,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._places = places
        self._now = now
        self._refused = False
        self._opening = Waiting(runner, self)
        self._opening.ended.connect(self._end_waiting)
        self._opening.done.connect(self._open)
        self._opening.failed.connect(self._refuse)
        self.setProperty("look", "page")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title = PlainLabel(self.tr("kdesk is locked"), "title")
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(self.tr("Passphrase"))
        self.passphrase.setAccessibleName(self.tr("Passphrase"))
        self.passphrase.returnPressed.connect(self.unlock)
        self.words = QPlainTextEdit()
        self.words.setPlaceholderText(self.tr("The 24 words from your recovery sheet"))
        self.words.setAccessibleName(self.tr("Recovery words"))
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(104)
        self.unlock_button = primary_button(self.tr("Unlock"))
        self.unlock_button.clicked.connect(self.unlock)
        self.other_way = soft_button("")
        self.other_way.clicked.connect(lambda: self._turn_to(words=self.words.isHidden()))
        self.told = PlainLabel("", "body")
        self.ring = RecordRing(theme, self.tr("Record"))
        self.ring.clicked.connect(self._record)
        self.waiting = PlainLabel("", "note")
        self.support_button = soft_button(self.tr("Support"))
        self.support_button.setToolTip(self.tr("Support (F1)"))
        self.support_button.clicked.connect(self.support_wanted)
        self._lay_out()
        self._turn_to(words=False)

    def show_waiting(self, moments: Sequence[datetime]) -> None:
        """Say how many memos wait, and from when."""
        self.waiting.setVisible(bool(moments))
        if not moments:
            return
        when = said_span(moments, self._now())
        count = len(moments)
        self.waiting.setText(
            self.tr("1 memo waits to be opened, from {when}.").format(when=when)
            if count == 1
            else self.tr("{count} memos wait to be opened, from {when}.").format(
                count=count, when=when
            )
        )

    def tell(self, problem: Problem) -> None:
        """Say why the journal could not be opened without being asked."""
        if problem.trouble in (Trouble.WRONG_KEY, Trouble.DAMAGED):
            self._turn_to(words=True)
        self._say(problem.sentence)

    def unlock(self) -> None:
        """Try what was typed; the window stays usable meanwhile."""
        places, now = self._places, self._now()
        if not self.words.isHidden():
            words = self.words.toPlainText()
            if not words.strip():
                return
            self._begin(lambda: open_with_words(places, words))
            return
        passphrase = self.passphrase.text()
        if passphrase:
            self._begin(lambda: open_with_passphrase(places, passphrase, now))

    def showEvent(self, event: QShowEvent) -> None:
        """The passphrase can be typed at once."""
        super().showEvent(event)
        (self.words if not self.words.isHidden() else self.passphrase).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Support stays in its corner, where the session-day screen has it too."""
        super().resizeEvent(event)
        self._place_support()

    def _place_support(self) -> None:
        button = self.support_button
        button.adjustSize()
        button.move(self.width() - button.width() - 34, self.height() - button.height() - 12)

    def _begin(self, job: Callable[[], object]) -> None:
        self.unlock_button.setEnabled(False)
        self._say(self.tr("Opening…"))
        self._opening.start(job)

    def _end_waiting(self) -> None:
        self.unlock_button.setEnabled(True)
        self._say("")

    def _open(self, vault: object) -> None:
        self._forget_what_was_typed()
        self.unlocked.emit(vault)

    def _record(self) -> None:
        """A refusal is forgotten: after a recording it would look like trouble with that."""
        if self._refused:
            self._say("")
        self.record_pressed.emit()

    def _refuse(self, problem: Problem) -> None:
        self._say(problem.sentence)
        self._refused = True
        if self.words.isHidden():
            self.passphrase.clear()
            self.passphrase.setFocus()

    def _forget_what_was_typed(self) -> None:
        self.passphrase.clear()
        self.words.clear()

    def _say(self, sentence: str) -> None:
        self._refused = False
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))

    def _turn_to(self, words: bool) -> None:
        self.words.setVisible(words)
        self.passphrase.setVisible(not words)
        name = self.tr("Use your passphrase") if words else self.tr("Use your recovery words")
        self.other_way.setText(name)
        self.other_way.setAccessibleName(name)
        self._forget_what_was_typed()
        self._say("")
        (self.words if words else self.passphrase).setFocus()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("look", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(34, 28, 34, 28)
        column.setSpacing(0)
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        sealed = PlainLabel(
            self.tr("It is sealed as you speak, and opens when you unlock."), "note"
        )
        later = PlainLabel(self.tr("Speak now, unlock later."), "quiet")
        for label in (self.title, self.told, later, sealed, self.waiting):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # What is told stands under the field as wide as that, and clear of what is pressed.
        self.told.setContentsMargins(0, 0, 0, 10)
        middle = QHBoxLayout()  # an alignment would take its height for one line
        middle.addStretch(1)
        middle.addWidget(self.told)
        middle.addStretch(1)
        for field in (self.passphrase, self.words, self.told, self.unlock_button):
            field.setFixedWidth(FIELD_WIDTH)
        parts: tuple[tuple[QWidget, int], ...] = (
            (self.title, 0), (self.passphrase, 20), (self.words, 0), (self.told, 10),
            (self.unlock_button, 10), (self.other_way, 4), (self.ring, 32), (later, 16),
            (sealed, 4), (self.waiting, 12),
        )  # fmt: skip
        for widget, above in parts:
            column.addSpacing(above)
            if widget is self.told:
                column.addLayout(middle)
            elif isinstance(widget, PlainLabel):
                column.addWidget(widget)
            else:
                column.addWidget(widget, 0, centre)
        column.addStretch(1)
        self.waiting.hide()
        self.setWidget(inner)
        # Qt tells a screen reader of what is in the viewport only, not of the area's own children.
        self.support_button.setParent(self.viewport())
