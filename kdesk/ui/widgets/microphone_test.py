"""Trying the microphone: three seconds heard, said plainly how it was, and played back."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.verdict import Verdict
from kdesk.jobs.protocol import Ended, Failed, Level, Tried
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.labels import announce, quiet_label
from kdesk.ui.widgets.level_bar import LevelBar
from kdesk.ui.widgets.waiting import Post

if TYPE_CHECKING:
    from kdesk.jobs.microphone_trial import MicrophoneTrial


class MicrophoneTest(QWidget):
    """A button, how loud it is, and a sentence; the microphone is the one chosen in the settings.

    It ends when it is hidden: whoever presses Record finds the microphone free.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._trial: MicrophoneTrial | None = None
        self._tried: Tried | None = None
        self.setProperty("look", "bare")
        self.button = quiet_button("")
        self.button.clicked.connect(self._turn)
        self.bar = LevelBar(desk.theme)
        self.sentence = quiet_label("")
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.button)
        row.addWidget(self.bar, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.sentence)
        self._rest()

    @property
    def running(self) -> bool:
        """From a press until it has been played back."""
        return self._trial is not None

    def start(self) -> None:
        """Listen, and play it back."""
        from kdesk.jobs.microphone_trial import MicrophoneTrial  # noqa: PLC0415 - rarely wanted

        self.end()
        settings = self._desk.settings.current
        post = Post()
        post.came.connect(self._hear)
        # What the trial holds carries its news, however soon this page is gone.
        trial = MicrophoneTrial(lambda event: post.came.emit((trial, event)))
        self._trial, self._tried = trial, None
        self._show_button()
        self.bar.rest()
        self.bar.show()
        self._say(self.tr("Say a few words now. I'm listening for three seconds."))
        trial.start(settings.microphone or None, settings.speaker or None)

    def end(self) -> None:
        """Let the microphone and the speaker go in this moment."""
        trial, self._trial = self._trial, None
        if trial is not None:
            trial.end()
            self._rest()

    def hideEvent(self, event: QHideEvent) -> None:
        """Somebody went elsewhere, perhaps to record."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.end()

    def _turn(self) -> None:
        if self.running:
            self.end()
        else:
            self.start()

    def _hear(self, told: "tuple[MicrophoneTrial, object]") -> None:
        trial, event = told
        if trial is not self._trial:
            return  # of one that was ended
        match event:
            case Level(loudness, _):
                self.bar.follow(loudness)
            case Tried(verdict, _):
                self._tried = event
                self.bar.rest()
                back = self.tr("You hear it now.") if verdict is not Verdict.NOTHING else ""
                self._say(" ".join(part for part in (self._verdict(), back) if part))
            case Ended():
                self._trial = None
                self._rest()
            case Failed(problem):
                self._trial = None
                self._rest(self._trouble(problem))
                announce(self.sentence)

    def _trouble(self, problem: Problem) -> str:
        if self._tried is not None:
            unheard = self.tr("It can't be played back: no speaker could be opened.")
            return f"{self._verdict()} {unheard}"
        if problem.trouble is Trouble.NO_MICROPHONE:
            return self.tr(
                "No microphone could be opened. Plug one in or choose another, then test again."
            )
        return problem.sentence

    def _verdict(self) -> str:
        """What can be said by now; empty before anything was heard."""
        tried, chosen = self._tried, self._desk.settings.current.microphone
        if tried is None:
            return ""
        said = {
            Verdict.CLEAR: self.tr("That came through."),
            Verdict.NOTHING: self.tr("I can't hear anything from this microphone. Is it muted?"),
            Verdict.QUIET: self.tr(
                "That was very quiet. Come closer, or turn the microphone up in the system's "
                "sound settings."
            ),
            Verdict.LOUD: self.tr(
                "That was too loud for this microphone. Move back a little, or turn it down in "
                "the system's sound settings."
            ),
        }[tried.verdict]
        if chosen in ("", tried.device):
            return said
        other = self.tr("“{chosen}” could not be opened; this was “{device}”.")
        return f"{said} {other.format(chosen=chosen, device=tried.device)}"

    def _rest(self, trouble: str = "") -> None:
        """Between two tests: what went wrong, or how it was, or what pressing does."""
        promise = self.tr("Say a few words for three seconds and hear them back. Nothing is kept.")
        self.bar.rest()
        self.bar.hide()
        self._show_button()
        self.sentence.setText(trouble or self._verdict() or promise)

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        announce(self.sentence)

    def _show_button(self) -> None:
        words = self.tr("End the test") if self.running else self.tr("Test the microphone")
        self.button.setText(words)
        self.button.setAccessibleName(words)
