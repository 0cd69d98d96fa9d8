"""The session-day screen: what it shows at each stage and what a press means there."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from kdesk.domain.ids import MemoId
from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.jobs.protocol import Failed, Level, Noticed, Paused, Resumed, Saved, Started
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.recording.noticing import GONE_ON, Noticing
from kdesk.ui.recording.parts import Veil
from kdesk.ui.recording.sentences import Sentences
from kdesk.ui.recording.sight import Sight
from kdesk.ui.recording.stage import RECORDING, Stage
from kdesk.ui.recording.voice import Voice
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.day_parts import DayButton
from kdesk.ui.widgets.labels import announce
from kdesk.ui.widgets.support_view import SupportView

__all__ = ["RECORDING", "RecordingPage", "Stage"]

SETTLE_MS = 600
"""A second press this soon after the first is an unsteady hand, not a wish."""
DIM_MS = 60_000
"""After Saved and so long without a press, the screen dims."""
READ_MS = 1_500
"""A line that was on the screen for so long has been said; writing that down can wait till then."""
ASKED_AT = frozenset({Stage.WAITING, Stage.STARTING, Stage.LISTENING})
TYPE_INSTEAD = frozenset({Trouble.NO_MICROPHONE, Trouble.NO_SOUND_LIBRARY})


class RecordingPage(QWidget):
    """One ring; the whole window, Space and Enter start and stop; P pauses, M marks, S supports."""

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
        self._last: MemoId | None = None
        self._turned = QElapsedTimer()
        self.setProperty("look", "day")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._sentences = Sentences(self)
        sight = self._sight = Sight(theme, self._sentences)
        self._noticing = Noticing(sight, self._sentences)
        self.ring, self.words, self.hint, self.note = (
            sight.ring,
            sight.words,
            sight.hint,
            sight.note,
        )
        self.support = SupportView(theme)
        self.veil = Veil(theme, self)
        self._dim = QTimer(self, singleShot=True, interval=DIM_MS)
        self._read = QTimer(self, singleShot=True, interval=READ_MS)
        self._make_buttons()
        self._connect()
        self._show(Stage.WAITING)

    def open_waiting(self) -> None:
        """Ready, not yet recording."""
        if self.stage not in RECORDING:
            self.keep_typed()
            self.close_support()
            self._show(Stage.WAITING)

    def open_recording(self) -> None:
        """Already recording; a recording that goes on is left alone."""
        if self.stage in RECORDING:
            return
        self.keep_typed()
        self.close_support()
        self._turned.restart()
        self._noticing.begin()
        self._show(Stage.STARTING)
        self._voice.start(self._last)

    def finish(self) -> None:
        """End what is being recorded; Saved or Failed follows."""
        if self.stage in RECORDING and self.stage is not Stage.STOPPING:
            self._show(Stage.STOPPING)
            self._voice.stop()
            if not self._voice.recording:  # it had not begun: there is nothing to wait for
                self._show(Stage.WAITING)

    def open_support(self) -> None:
        """Show people and numbers in place; a recording goes on behind it."""
        if self._stack.currentWidget() is self.support:
            return
        self._lower_the_light(False)
        people: Sequence[Person] = ()
        with suppress(Problem):  # the lines to hold on to are there all the same
            people = self._people()
        self.support.show_people(people, self._sentences.meanwhile(self.stage))
        self._stack.setCurrentWidget(self.support)

    def close_support(self) -> None:
        """Be back where one was; the press that led back means nothing else."""
        if self._stack.currentWidget() is self.support:
            self._turned.restart()
            self._stack.setCurrentWidget(self._sight)
            self._take_the_keys()
            if self.stage is Stage.SAVED:
                self._dim.start()

    def keep_typed(self) -> bool:
        """Keep the words in the box, if there are any; False when they could not be kept."""
        words = self.note.toPlainText()
        if not words.strip():
            return True
        try:
            self._keep_note(words)
        except Problem as problem:
            self.hint.turn_to(problem.sentence, noticing=False)
            self._sight.settle()
            return False
        self.note.clear()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Every key belongs to the screen from the first moment."""
        super().showEvent(event)
        self._take_the_keys()
        self._room_is_asked(self.stage)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The veil covers everything."""
        super().resizeEvent(event)
        self.veil.setGeometry(self.rect())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Whoever looks for the pointer wants to see."""
        super().mouseMoveEvent(event)
        if self.veil.drawn:
            self._lower_the_light(False)
            self._dim.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole window is the button."""
        if event.button() == Qt.MouseButton.LeftButton and self._settled():
            self._turn()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter turn; P, M and S as above; Escape leaves when nothing is recorded."""
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
        elif key in (Qt.Key.Key_S, Qt.Key.Key_F1):
            self.open_support()
        elif key == Qt.Key.Key_Escape and self.stage not in RECORDING:
            self._leave()
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

    def _leave(self) -> None:
        """What is said after this belongs to another sitting."""
        if self.keep_typed():
            self._last = None
            self.rested.emit()

    def _pause_or_go_on(self) -> None:
        if self.stage is Stage.LISTENING:
            self._voice.pause()
        elif self.stage is Stage.PAUSED:
            self._voice.go_on()

    def _mark(self) -> None:
        if self.stage is Stage.LISTENING:
            self._voice.mark()
            self._noticing.mark()

    def _keep(self) -> None:
        if self.note.toPlainText().strip() and self.keep_typed():
            self._turned.restart()
            self._show(Stage.SAVED)

    def _hear(self, event: object) -> None:
        if self.stage is Stage.STOPPING and not isinstance(event, Saved | Failed):
            return  # it was on its way when Stop was pressed
        match event:
            case Started():
                if self.stage is not Stage.LISTENING:
                    self._show(Stage.LISTENING)
            case Level(loudness, seconds):
                if self.stage is Stage.LISTENING:
                    self._noticing.follow(loudness, seconds)
            case Paused():
                self._show(Stage.PAUSED)
            case Resumed():
                self._show(Stage.LISTENING)
            case Noticed(sign, device):
                self._notice(sign, device)
            case Saved(memo_id):
                self._last = memo_id
                self._turned.restart()
                self._show(Stage.SAVED)
            case Failed(problem):
                self._fail(problem)

    def _notice(self, sign: Sign, device: str) -> None:
        if sign is Sign.LOOKING and self.stage is Stage.LISTENING:
            self._show(Stage.LOOKING)
        elif sign in GONE_ON and self.stage is Stage.LOOKING:
            self._show(Stage.LISTENING)
        self._noticing.notice(sign, device)

    def _fail(self, problem: Problem) -> None:
        if self.stage is Stage.SAVED:
            # What was said until then is on disk: that stays the first thing to read.
            self.hint.turn_to(problem.sentence, noticing=False)
            return
        self._show(Stage.FAILED)
        typing = problem.trouble in TYPE_INSTEAD
        self.note.setVisible(typing)
        self.keep_button.setVisible(typing)
        if problem.trouble is Trouble.NO_MICROPHONE:
            self.words.setText(self._sentences.no_microphone())
        instead = self._sentences.type_instead() if typing else ""
        told = "\n".join(part for part in (problem.sentence, instead) if part)
        self.hint.turn_to(told, noticing=False)
        self._sight.settle()
        self._take_the_keys()

    def _show(self, stage: Stage) -> None:
        self.stage = stage
        self.pause_button.rename(self.tr("Go on") if stage is Stage.PAUSED else self.tr("Pause"))
        self._lower_the_light(False)
        self._sight.turn_to(stage, self._hint(stage), elapsed=self._settings.current.show_elapsed)
        if self._room_is_asked(stage) and stage is Stage.LISTENING:
            self.hint.tell(self._sentences.ask_the_room())
        if stage is Stage.SAVED:
            self._dim.start()
        if self._stack.currentWidget() is self.support:
            self.support.line.setText(self._sentences.meanwhile(stage))
            announce(self.support.line)
        self._take_the_keys()

    def _hint(self, stage: Stage) -> str:
        lines = [self._sentences.hint(stage)]
        if stage in (Stage.WAITING, Stage.STARTING) and self._room_is_asked(stage):
            lines.append(self._sentences.ask_the_room())
        if stage is Stage.SAVED and self._noticing.elsewhere:
            lines.append(self._sentences.saved_elsewhere())
        return "\n".join(line for line in lines if line)

    def _room_is_asked(self, stage: Stage) -> bool:
        """Whether the line about others in the room is still to be said, and can be said now."""
        wanted = not self._settings.current.asked_the_room
        if wanted and self.isVisible() and stage in ASKED_AT and not self._read.isActive():
            self._read.start()
        return wanted

    def _note_that_it_was_said(self) -> None:
        if self.isVisible():
            with suppress(Problem):  # then it is said once more another time
                self._settings.change(asked_the_room=True)

    def _take_the_keys(self) -> None:
        if self._stack.currentWidget() is self.support:
            self.support.setFocus()
        elif not self.note.isHidden():
            self.note.setFocus()
        else:
            self.setFocus()

    def _lower_the_light(self, dimmed: bool) -> None:
        self._dim.stop()
        if dimmed:
            self.veil.draw()
        else:
            self.veil.lift()

    def _make_buttons(self) -> None:
        self.pause_button = DayButton(self.tr("Pause"), self._pause_or_go_on)
        self.mark_button = DayButton(self.tr("Mark this moment"), self._mark)
        self.more_button = DayButton(self.tr("Say more"), self.open_recording)
        self.rest_button = DayButton(self.tr("Rest now"), self._leave)
        self.again_button = DayButton(self.tr("Try again"), self.open_recording)
        self.keep_button = DayButton(self.tr("Keep these words"), self._keep)
        self.leave_button = DayButton(self.tr("Leave"), self._leave, corner=True)
        self.support_button = DayButton(self.tr("Support"), self.open_support, corner=True)
        self._sight.take(
            {
                self.pause_button: {Stage.LISTENING, Stage.PAUSED},
                self.mark_button: {Stage.LISTENING},
                self.more_button: {Stage.SAVED},
                self.rest_button: {Stage.SAVED},
                self.keep_button: set(),
                self.again_button: {Stage.FAILED},
            },
            {
                self.leave_button: {Stage.WAITING, Stage.FAILED},
                self.support_button: set(Stage),
            },
        )

    def _connect(self) -> None:
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._sight)
        self._stack.addWidget(self.support)
        self.veil.raise_()
        self.ring.clicked.connect(self._turn)
        self.support.left.connect(self.close_support)
        self._dim.timeout.connect(lambda: self._lower_the_light(True))
        self._read.timeout.connect(self._note_that_it_was_said)
        self._voice.heard.connect(self._hear)
