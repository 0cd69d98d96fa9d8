"""The session-day screen: what it shows at each stage and what a press means there."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.times import clock
from kdesk.jobs.protocol import Failed, Level, Paused, Resumed, Saved, Started
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.recording.parts import DayText
from kdesk.ui.recording.voice import Voice
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.day_parts import DayButton, DayLabel
from kdesk.ui.widgets.labels import announce
from kdesk.ui.widgets.ring import Ring

SETTLE_MS = 600
"""A second press this soon after the first is an unsteady hand, not a wish."""
UNHEARD_S = 6.0
"""Seconds of perfect silence after which the screen says that it hears nothing."""
WORDS_PT = 28.0
"""Points of the large words at a text scale of 1."""
LARGE_WORDS_PT = 24.0
"""Points that are multiplied with a larger scale: more would not fit the smallest window."""
HINT_PT = 16.0
BUTTON_HEIGHT = 60
"""As in style.qss."""
DIM_MS = 60_000
"""After Saved and so long without a press, the screen dims."""
TYPE_INSTEAD = frozenset({Trouble.NO_MICROPHONE, Trouble.NO_SOUND_LIBRARY})


class Stage(StrEnum):
    """Where one recording is."""

    WAITING = "waiting"
    STARTING = "starting"
    LISTENING = "listening"
    PAUSED = "paused"
    STOPPING = "stopping"
    SAVED = "saved"
    FAILED = "failed"


RECORDING = frozenset({Stage.STARTING, Stage.LISTENING, Stage.PAUSED, Stage.STOPPING})


class RecordingPage(QWidget):
    """One ring; the whole window, Space and Enter start and stop; P pauses, M marks."""

    rested = Signal()
    """The person wants to leave this screen."""

    def __init__(
        self,
        theme: Theme,
        voice: Voice,
        keep_note: Callable[[str], None],
        settings: SettingsKeeper,
        people: Callable[[], Sequence[Person]],
    ) -> None:
        """`keep_note` returns once the typed words are on disk, and raises Problem otherwise.

        `people` are those one can turn to, as far as they may be shown now.
        """
        super().__init__()
        self._voice = voice
        self._keep_note = keep_note
        self._settings = settings
        self._people = people
        self.stage = Stage.WAITING
        self._silent_since: float | None = 0.0
        self._turned = QElapsedTimer()
        self.setProperty("look", "day")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.ring = Ring(theme)
        # The whole window is the button; only Tab and a screen reader reach the ring by itself.
        self.ring.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.ring.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.ring.clicked.connect(self._turn)
        self._theme = theme
        self.words = DayLabel("day-words")
        self.hint = DayLabel("day-hint")
        self.elapsed = DayLabel("day-hint")
        theme.changed.connect(self._size)
        self._size()
        self.pause_button = DayButton(self.tr("Pause"), self._pause_or_go_on)
        self.mark_button = DayButton(self.tr("Mark this moment"), self._mark)
        self.more_button = DayButton(self.tr("Say more"), self.open_recording)
        self.rest_button = DayButton(self.tr("Rest now"), self.rested.emit)
        self.again_button = DayButton(self.tr("Try again"), self.open_recording)
        self.keep_button = DayButton(self.tr("Keep these words"), self._keep)
        self.leave_button = DayButton(self.tr("Leave"), self.rested.emit, corner=True)
        self.note = DayText(self.tr("A few words"))
        self._dim = QTimer(self, singleShot=True, interval=DIM_MS)
        self._dim.timeout.connect(lambda: self._lower_the_light(True))
        self._lay_out()
        voice.heard.connect(self._hear)
        self._show(Stage.WAITING)

    def open_waiting(self) -> None:
        """Ready, not yet recording."""
        if self.stage not in RECORDING:
            self._show(Stage.WAITING)

    def open_recording(self) -> None:
        """Already recording; a recording that goes on is left alone."""
        if self.stage in RECORDING:
            return
        self._turned.restart()
        self._show(Stage.STARTING)
        self._voice.start()

    def finish(self) -> None:
        """End what is being recorded; Saved or Failed follows."""
        if self.stage in RECORDING and self.stage is not Stage.STOPPING:
            self._show(Stage.STOPPING)
            self._voice.stop()
            if not self._voice.recording:  # it had not begun: there is nothing to wait for
                self._show(Stage.WAITING)

    def showEvent(self, event: QShowEvent) -> None:
        """Every key belongs to the screen from the first moment."""
        super().showEvent(event)
        self.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole window is the button."""
        if event.button() == Qt.MouseButton.LeftButton and self._settled():
            self._turn()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter turn; P pauses; M marks; Escape leaves when nothing is recorded."""
        if event.isAutoRepeat() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return super().keyPressEvent(event)
        key = event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._settled():
                self._space()
        elif key == Qt.Key.Key_P:
            self._pause_or_go_on()
        elif key == Qt.Key.Key_M:
            self._mark()
        elif key == Qt.Key.Key_Escape and self.stage not in RECORDING:
            self.rested.emit()
        else:
            return super().keyPressEvent(event)
        return None

    def _settled(self) -> bool:
        return not self._turned.isValid() or self._turned.elapsed() >= SETTLE_MS

    def _space(self) -> None:
        if self.stage is Stage.SAVED:
            self.open_recording()
        else:
            self._turn()

    def _turn(self) -> None:
        """What a press on the ring or anywhere means at this stage."""
        if self.stage is Stage.WAITING:
            self.open_recording()
        elif self.stage in RECORDING:
            self.finish()

    def _pause_or_go_on(self) -> None:
        if self.stage is Stage.LISTENING:
            self._voice.pause()
        elif self.stage is Stage.PAUSED:
            self._voice.go_on()

    def _mark(self) -> None:
        if self.stage is Stage.LISTENING:
            self._voice.mark()
            self.hint.setText(self.tr("Marked."))
            announce(self.hint)

    def _keep(self) -> None:
        words = self.note.toPlainText()
        if not words.strip():
            return
        try:
            self._keep_note(words)
        except Problem as problem:
            self.hint.setText(problem.sentence)
            announce(self.hint)
            return
        self.note.clear()
        self._turned.restart()
        self._show(Stage.SAVED)

    def _hear(self, event: object) -> None:
        match event:
            case Started():
                self._silent_since = 0.0
                self._show(Stage.LISTENING)
            case Level(loudness, seconds):
                self._follow(loudness, seconds)
            case Paused():
                self._show(Stage.PAUSED)
            case Resumed():
                self._show(Stage.LISTENING)
            case Saved():
                self._turned.restart()
                self._show(Stage.SAVED)
            case Failed(problem):
                self._fail(problem)

    def _follow(self, loudness: float, seconds: float) -> None:
        if self.stage is not Stage.LISTENING:
            return
        self.ring.breathe(loudness)
        self.elapsed.setText(clock(seconds))
        if loudness > 0.0:
            if self._silent_since is None:
                self.hint.setText(self._hint(Stage.LISTENING))
            self._silent_since = seconds
        elif self._silent_since is not None and seconds - self._silent_since > UNHEARD_S:
            self._silent_since = None
            self.hint.setText(self.tr("I can't hear you yet. Is the microphone muted?"))
            announce(self.hint)

    def _fail(self, problem: Problem) -> None:
        if self.stage is Stage.SAVED:
            # What was said until then is on disk: that stays the first thing to read.
            self.hint.setText(problem.sentence)
            announce(self.hint)
            return
        self._show(Stage.FAILED)
        typing = problem.trouble in TYPE_INSTEAD
        self.note.setVisible(typing)
        self.keep_button.setVisible(typing)
        if problem.trouble is Trouble.NO_MICROPHONE:
            self.words.setText(self.tr("I can't hear a microphone."))
        sentence = self.tr("You can type a few words instead.") if typing else ""
        self.hint.setText("\n".join(part for part in (problem.sentence, sentence) if part))
        if typing:
            self.note.setFocus()
        announce(self.hint)

    def _show(self, stage: Stage) -> None:
        self.stage = stage
        self._lower_the_light(False)
        self.words.setText(self._words(stage))
        self.hint.setText(self._hint(stage))
        self.ring.setAccessibleName(self.tr("Stop") if stage in RECORDING else self.tr("Record"))
        self.ring.setEnabled(stage is Stage.WAITING or stage in RECORDING)
        self.ring.setVisible(stage is not Stage.FAILED)
        if stage is not Stage.LISTENING:
            self.ring.rest()
        active = stage in (Stage.LISTENING, Stage.PAUSED)
        self.pause_button.setVisible(active)
        self.pause_button.rename(self.tr("Go on") if stage is Stage.PAUSED else self.tr("Pause"))
        self.mark_button.setVisible(stage is Stage.LISTENING)
        self.more_button.setVisible(stage is Stage.SAVED)
        self.rest_button.setVisible(stage is Stage.SAVED)
        self.again_button.setVisible(stage is Stage.FAILED)
        self.leave_button.setVisible(stage in (Stage.WAITING, Stage.FAILED))
        self.note.setVisible(False)
        self.keep_button.setVisible(False)
        self.elapsed.setVisible(active and self._settings.current.show_elapsed)
        if stage is Stage.SAVED:
            self._dim.start()
        self.setFocus()
        announce(self.words)

    def _words(self, stage: Stage) -> str:
        return {
            Stage.WAITING: self.tr("Speak when you're ready."),
            Stage.STARTING: self.tr("One moment."),
            Stage.LISTENING: self.tr("I'm listening. Take your time. Silence is fine."),
            Stage.PAUSED: self.tr("Paused."),
            Stage.STOPPING: self.tr("One moment."),
            Stage.SAVED: self.tr("Saved."),
            Stage.FAILED: self.tr("I can't record now."),
        }[stage]

    def _hint(self, stage: Stage) -> str:
        return {
            Stage.WAITING: self.tr("Press anywhere, or the space bar."),
            Stage.LISTENING: self.tr("Press anywhere to stop. It is kept as you speak."),
            Stage.PAUSED: self.tr("Press Go on when you like, or anywhere to stop."),
            Stage.STOPPING: self.tr("Keeping what you said."),
            Stage.SAVED: self.tr("You don't have to remember anything else now."),
        }.get(stage, "")

    def _size(self) -> None:
        """The letters grow with the chosen text scale; the ring gives room, down to its least."""
        scale = max(1.0, self._theme.scale)
        self.words.size_to(max(WORDS_PT, LARGE_WORDS_PT * scale))
        for label in (self.hint, self.elapsed):
            label.size_to(HINT_PT * scale)

    def _lower_the_light(self, dimmed: bool) -> None:
        self._dim.stop()
        self.ring.dimmed = dimmed
        self.ring.update()

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(22)
        choices.addStretch(1)
        for button in (
            self.pause_button, self.mark_button, self.more_button,
            self.rest_button, self.keep_button, self.again_button,
        ):  # fmt: skip
            choices.addWidget(button)
        choices.addStretch(1)
        # The row keeps its height when it is empty, so that the ring stays where it is.
        choices.addStrut(BUTTON_HEIGHT)
        corner = self.leave_button.sizePolicy()
        corner.setRetainSizeWhenHidden(True)
        self.leave_button.setSizePolicy(corner)
        column = QVBoxLayout(self)
        column.setContentsMargins(34, 12, 34, 12)
        column.setSpacing(0)
        column.addStretch(3)
        column.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(self.words)
        column.addSpacing(12)
        column.addWidget(self.hint)
        column.addWidget(self.elapsed)
        column.addSpacing(8)
        column.addWidget(self.note, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addLayout(choices)
        column.addStretch(2)
        column.addWidget(self.leave_button, 0, Qt.AlignmentFlag.AlignLeft)
