"""How far the machine is with a memo's words, and what one can do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from kdesk.domain.memo import Listening, Memo
from kdesk.domain.problem import Problem
from kdesk.jobs.transcriber import MODEL_TROUBLE
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.labels import PlainLabel, announce


class ListeningLine(QWidget):
    """A sentence, progress while there is any, and what helps; empty when done."""

    model_wanted = Signal()
    cancelled = Signal()
    retried = Signal()
    """Heard now, or once more."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self.sentence = PlainLabel("", "quiet")
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Writing down"))
        self.model_button = quiet_button(self.tr("Add a speech model"))
        self.start_button = quiet_button(self.tr("Write it down now"))
        self.cancel_button = quiet_button(self.tr("Cancel"))
        self.retry_button = quiet_button(self.tr("Try again"))
        self.model_button.clicked.connect(self.model_wanted)
        self.cancel_button.clicked.connect(self.cancelled)
        self.start_button.clicked.connect(self.retried)
        self.retry_button.clicked.connect(self.retried)
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(self.sentence)
        words.addWidget(self.progress)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (
            self.model_button,
            self.start_button,
            self.cancel_button,
            self.retry_button,
        ):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(14, 4, 4, 8)
        self._row.setSpacing(16)
        self._row.addLayout(words, 1)
        self._row.addLayout(buttons)

    def show_state(
        self,
        memo: Memo,
        *,
        model_there: bool,
        may_hear: bool = True,
        held_up: Problem | None = None,
    ) -> None:
        """Say how it is with this memo; without `may_hear` its words are left for the mains.

        `held_up` is what the queue met when it tried.
        """
        how = memo.listening
        waits = how is Listening.PENDING
        held = held_up if waits else None
        self.setVisible(how is not Listening.DONE)
        before = self.sentence.text()
        self.sentence.setText(self._sentence(memo, model_there, may_hear, held))
        if held and held.sentence != before:
            announce(self.sentence)
        self._row.setDirection(  # what the queue met has two buttons, and is longer
            QBoxLayout.Direction.TopToBottom if held else QBoxLayout.Direction.LeftToRight
        )
        self._row.setSpacing(8 if held else 16)
        self.progress.setVisible(how is Listening.RUNNING)
        another = held.trouble in MODEL_TROUBLE if held else waits and not model_there
        self.model_button.setVisible(another)
        self.model_button.setText(
            self.tr("Speech models") if held else self.tr("Add a speech model")
        )
        self.start_button.setVisible(waits and model_there and not held)
        self.cancel_button.setVisible(how is Listening.RUNNING)
        self.retry_button.setVisible(how is Listening.FAILED or held is not None)
        if how is not Listening.RUNNING:
            self.progress.setValue(0)

    def show_progress(self, fraction: float) -> None:
        """How much of the sound has been listened to, from 0 to 1."""
        self.progress.setValue(round(fraction * 100))

    def _sentence(self, memo: Memo, model_there: bool, may_hear: bool, held: Problem | None) -> str:
        if memo.listening is Listening.RUNNING:
            return self.tr("The words are being written down.")
        if memo.listening is Listening.FAILED:
            return memo.reason or self.tr("The words could not be written down.")
        if held is not None:
            return held.sentence
        if not model_there:
            return self.tr("The words will appear here once a speech model is added.")
        if not may_hear:
            return self.tr("It is written down once the computer is plugged in.")
        return self.tr("Waiting to be written down.")
