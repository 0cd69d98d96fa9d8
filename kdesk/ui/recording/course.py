"""The course of a sitting: what the recorder tells becomes stages, one recording after another."""

from PySide6.QtCore import QObject, Signal

from kdesk.domain.ids import MemoId
from kdesk.domain.sign import Sign
from kdesk.domain.sitting import APART
from kdesk.jobs.protocol import Failed, Level, Noticed, Paused, Resumed, Saved, Started
from kdesk.ui.recording.noticing import DISK, GONE_ON, Noticing
from kdesk.ui.recording.stage import RECORDING, Stage
from kdesk.ui.recording.voice import Voice


class Course(QObject):
    """Knows the stage, and gives the voice its orders."""

    turned = Signal(object)
    """A Stage begins, or begins again."""
    failed = Signal(object)
    """A Problem; when the stage is SAVED, what was said until then is on disk, and when it is
    KEEPING it will be."""

    def __init__(self, voice: Voice, noticing: Noticing, parent: QObject) -> None:
        super().__init__(parent)
        self.stage = Stage.WAITING
        self._voice = voice
        self._noticing = noticing
        self._looking = False
        self._begun: MemoId | None = None
        self._owing = False
        """What was said to be kept still is not known to be on a disk."""
        self._last: MemoId | None = None
        self._saved_at = voice.now()
        voice.heard.connect(self._hear)

    def begin(self) -> None:
        """Record, as a part of the sitting that goes on."""
        if self._voice.now() - self._saved_at > APART:
            self.end_sitting()  # nobody pressed Rest now, but a night may have gone by
        self._looking = False
        self._begun = None
        self._noticing.begin()
        self.turn(Stage.STARTING)
        self._voice.start(self._last)

    def finish(self) -> None:
        """End what is being recorded; Saved or Failed follows."""
        if self.stage in RECORDING and self.stage is not Stage.STOPPING:
            self.turn(Stage.STOPPING)
            self._voice.stop()
            if not self._voice.recording:  # it had not begun: there is nothing to wait for
                self.turn(Stage.WAITING)

    def pause_or_go_on(self) -> None:
        """Pause while it listens, go on while it is paused."""
        if self.stage is Stage.LISTENING:
            self._voice.pause()
        elif self.stage is Stage.PAUSED:
            self._voice.go_on()

    def mark(self) -> None:
        """This moment matters; pressed again within a second it is the same one."""
        if self.stage is Stage.LISTENING and self._noticing.mark():
            self._voice.mark()

    def end_sitting(self) -> None:
        """What is said after this belongs to another sitting, whatever is only saved later."""
        self._begun = self._last = None

    def turn(self, stage: Stage) -> None:
        """Be at this stage."""
        self.stage = stage
        self.turned.emit(stage)

    def _hear(self, event: object) -> None:
        if isinstance(event, Started):  # also one that comes after Stop: there is sound
            self._begun = event.id
        if not self._is_late(event):
            self._follow(event)

    def _is_late(self, event: object) -> bool:
        """Whether it was on its way when the stage changed, and means nothing to this one."""
        if isinstance(event, Saved):
            owing, self._owing = self._owing, False
            return owing and self.stage in (Stage.STARTING, Stage.FAILED)
        if isinstance(event, Failed) or self.stage not in (Stage.STOPPING, Stage.KEEPING):
            return False
        if isinstance(event, Noticed) and event.sign in DISK:
            self._noticing.keep(event.sign)
        return True

    def _follow(self, event: object) -> None:
        match event:
            case Started(memo_id):
                self._noticing.started(memo_id)
                if self.stage is not Stage.LISTENING:
                    self.turn(Stage.LISTENING)
            case Level(loudness, seconds):
                if self.stage is Stage.LISTENING:
                    self._noticing.follow(loudness, seconds)
            case Paused():
                self.turn(Stage.PAUSED)
            case Resumed():
                self.turn(Stage.LOOKING if self._looking else Stage.LISTENING)
            case Noticed(sign, device):
                self._notice(sign, device)
            case Saved() if self._begun is None:  # one rests already
                self.turn(Stage.SAVED)
            case Saved(memo_id):
                self._end(memo_id, Stage.SAVED)
            case Failed(problem):
                if self._begun is not None and self.stage is not Stage.SAVED:
                    self._owing = True
                    self._end(self._begun, Stage.KEEPING)
                self.failed.emit(problem)

    def _end(self, memo_id: MemoId, stage: Stage) -> None:
        self._last, self._saved_at = memo_id, self._voice.now()
        self.turn(stage)

    def _notice(self, sign: Sign, device: str) -> None:
        if sign is Sign.LOOKING or sign in GONE_ON:
            self._looking = sign is Sign.LOOKING
            if self.stage in (Stage.LISTENING, Stage.LOOKING):
                self.turn(Stage.LOOKING if self._looking else Stage.LISTENING)
        self._noticing.notice(sign, device)
