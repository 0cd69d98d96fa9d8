"""The session-day screen: what it shows at each stage and what a press means there."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.recording.course import Course
from kdesk.ui.recording.noticing import Noticing
from kdesk.ui.recording.parts import Veil
from kdesk.ui.recording.room_line import RoomLine
from kdesk.ui.recording.sentences import Sentences
from kdesk.ui.recording.sight import Sight
from kdesk.ui.recording.spoken import WordsSeen
from kdesk.ui.recording.stage import ENDED, RECORDING, Stage
from kdesk.ui.recording.voice import Voice
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.day_parts import DayButton
from kdesk.ui.widgets.support_view import SupportView

__all__ = ["RECORDING", "RecordingPage", "Stage"]

SLOW_MS = 400
"""A start that takes longer is told of."""
SETTLE_MS = 600
"""A second press this soon after the first is an unsteady hand, not a wish."""
TYPE_INSTEAD = frozenset({Trouble.NO_MICROPHONE, Trouble.NO_SOUND_LIBRARY})


class RecordingPage(QWidget):
    """One ring; the whole window, Space and Enter start and stop; P pauses, M marks, S supports."""

    rested = Signal()
    """The person wants to leave this screen."""

    def __init__(
        self,
        theme: Theme,
        voice: Voice,
        keep_note: Callable[[str], Sign],
        settings: SettingsKeeper,
        people: Callable[[], Sequence[Person]],
    ) -> None:
        """`keep_note` says where the typed words are once they are on disk; else raises Problem.

        `people` are those one can turn to, as far as they may be shown now.
        """
        super().__init__()
        self._keep_note = keep_note
        self._settings = settings
        self._people = people
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
        self._room_line = RoomLine(settings, self)
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._say_not_yet)
        self._course = Course(voice, self._noticing, self)
        self._make_buttons()
        self._connect()
        self._show(Stage.WAITING)

    @property
    def stage(self) -> Stage:
        """Where the recording is."""
        return self._course.stage

    def open_waiting(self) -> None:
        """Ready, not yet recording."""
        if self.stage not in RECORDING:
            self.keep_typed()
            self.close_support()
            self._course.turn(Stage.WAITING)

    def open_recording(self) -> None:
        """Already recording; a recording that goes on is left alone."""
        if self.stage in RECORDING:
            return
        self.keep_typed()
        self.close_support()
        self._turned.restart()
        self._course.begin()

    def show_spoken(self, spoken: WordsSeen | None) -> None:
        """While a journal is open: the words go there. None when it closes: they are gone then."""
        self._sight.take_spoken(spoken)

    def finish(self) -> None:
        """End what is being recorded; Saved or Failed follows."""
        self._course.finish()

    def open_support(self) -> None:
        """Show people and numbers in place; a recording goes on behind it."""
        if self._stack.currentWidget() is self.support:
            return
        self.veil.lift()
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
            if self.stage in ENDED:
                self.veil.later.start()

    def keep_typed(self) -> bool:
        """Keep the words in the box, if there are any; False when they could not be kept."""
        words = self.note.toPlainText()
        if not words.strip():
            return True
        try:
            self._noticing.keep(self._keep_note(words))
        except Problem as problem:
            self.hint.turn_to(problem.sentence, noticing=False)
            self._sight.settle()
            return False
        self.note.clear()
        return True

    def tell_not_locked(self) -> None:
        """Words in the box could not be kept, so the journal wasn't locked."""
        if self.note.toPlainText().strip():
            words = self.tr("kdesk is not locked: what you typed can't be kept.")
            self.hint.turn_to(f"{words}\n{self.hint.text()}", noticing=False)
            self._sight.settle()

    def showEvent(self, event: QShowEvent) -> None:
        """Every key belongs to the screen from the first moment."""
        super().showEvent(event)
        self._take_the_keys()
        if self.stage in (Stage.WAITING, Stage.STARTING):
            self._room_line.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The veil covers everything."""
        super().resizeEvent(event)
        self.veil.setGeometry(self.rect())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Whoever looks for the pointer wants to see."""
        super().mouseMoveEvent(event)
        if self.veil.drawn:
            self.veil.lift()
            self.veil.later.start()

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
            self._course.pause_or_go_on()
        elif key == Qt.Key.Key_M:
            self._course.mark()
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
        if self.stage in ENDED:
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
        if self.keep_typed():
            self._course.end_sitting()
            self.rested.emit()

    def _keep(self) -> None:
        if self.note.toPlainText().strip() and self.keep_typed():
            self._course.turn(Stage.SAVED)

    def _fail(self, problem: Problem) -> None:
        if self.stage is Stage.SAVED:
            # What was said until then is on disk: that stays the first thing to read.
            lost = problem.trouble in TYPE_INSTEAD
            told = self._sentences.lost() if lost else problem.sentence
            self.hint.turn_to(told, noticing=False)
            return
        if self.stage is Stage.KEEPING:
            if problem.trouble is Trouble.DISK_FULL:
                self.hint.turn_to(self._sentences.no_room(), noticing=False)
            return
        self._course.turn(Stage.FAILED)
        typing = problem.trouble in TYPE_INSTEAD
        self.note.setVisible(typing)
        self.keep_button.setVisible(typing)
        if typing:
            self.words.setText(self._sentences.no_microphone())
        told = self._sentences.type_instead() if typing else problem.sentence
        self.hint.turn_to(told, noticing=False)
        self._sight.settle()
        self._take_the_keys()

    def _show(self, stage: Stage) -> None:
        self.pause_button.rename(self.tr("Go on") if stage is Stage.PAUSED else self.tr("Pause"))
        self.veil.lift()
        self._sight.turn_to(stage, self._hint(stage), elapsed=self._settings.current.show_elapsed)
        if stage is Stage.LISTENING and self._room_line.wanted:
            self._room_line.show()
            self.hint.tell(self._sentences.ask_the_room())
        if stage is Stage.STARTING:
            self._slow.start()
        else:
            self._slow.stop()
        if stage in ENDED:
            self._turned.restart()
            self.veil.later.start()
        if self._stack.currentWidget() is self.support:
            self.support.tell(self._sentences.meanwhile(stage))
        self._take_the_keys()

    def _say_not_yet(self) -> None:
        """Whoever has pressed begins to speak: what isn't heard yet must not be lost unwarned."""
        lines = (self._sentences.not_yet(), self._hint(self.stage))
        self.hint.turn_to("\n".join(line for line in lines if line), noticing=False)

    def _hint(self, stage: Stage) -> str:
        lines = [self._sentences.hint(stage)]
        if stage in (Stage.WAITING, Stage.STARTING) and self._room_line.wanted:
            self._room_line.show()
            lines.append(self._sentences.ask_the_room())
        if stage is Stage.LISTENING and self._sight.along:
            lines.append(self._sentences.a_guess())
        if stage is Stage.SAVED and self._noticing.elsewhere:
            lines.append(self._sentences.saved_elsewhere())
        return "\n".join(line for line in lines if line)

    def _take_the_keys(self) -> None:
        if self._stack.currentWidget() is self.support:
            self.support.setFocus()
        elif not self.note.isHidden():
            self.note.setFocus()
        else:
            self.setFocus()

    def _make_buttons(self) -> None:
        self.pause_button = DayButton(self.tr("Pause"), self._course.pause_or_go_on)
        self.mark_button = DayButton(self.tr("Mark this moment"), self._course.mark)
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
                self.more_button: ENDED,
                self.rest_button: ENDED,
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
        self._course.turned.connect(self._show)
        self._course.failed.connect(self._fail)
