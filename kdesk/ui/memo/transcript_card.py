"""The card with a memo's words: the person's version, and on request the machine's."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout

from kdesk.domain.alignment import paragraphs
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.transcript import Transcript, Utterance
from kdesk.ui.memo.listening_line import ListeningLine
from kdesk.ui.memo.transcript_text import TranscriptText
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import note_label

REMARK = 120
"""Pixels that the line about the machine needs more than its button, to stand beside it."""


class TranscriptCard(QFrame):
    """Words to hear, read and correct; the machine's own are never lost."""

    edited = Signal()
    """The person's version is another now."""
    restored = Signal()
    """The machine's words are wanted back."""
    read_through = Signal()
    """Somebody says that they have read the machine's words through."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._transcript: Transcript | None = None
        self._utterances: tuple[Utterance, ...] = ()
        self._own = self._machine = ""
        self._machine_shown = self._read = False
        self.line = ListeningLine()
        self.text = TranscriptText(theme)
        self.text.setProperty("frameless", True)
        self.text.edited.connect(self._note)
        self.remark = note_label("")
        self.machine_button = quiet_button("")
        self.machine_button.clicked.connect(self._turn_over)
        self.restore_button = quiet_button(self.tr("Bring back the machine's words"))
        self.restore_button.clicked.connect(self.restored)
        self.read_button = quiet_button(self.tr("I have read it through"))
        self.read_button.clicked.connect(self.read_through)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.text, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 0, 14, 4)
        foot.setSpacing(8)
        self._warning = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._warning.setSpacing(12)
        self._warning.addWidget(self.remark, 1)
        self._warning.addWidget(self.read_button)
        foot.addLayout(self._warning)
        foot.addLayout(self._buttons())
        column.addLayout(foot)

    def show_words(self, memo: Memo, transcript: Transcript | None) -> None:
        """Show these words; the caret stays where it is while they are the same."""
        other = self._transcript is None or transcript is None
        if other or (self._transcript and self._transcript.memo_id != memo.id):
            self._machine_shown = False
        self._transcript = transcript
        self._read = memo.read_at is not None
        utterances = transcript.utterances if transcript else ()
        if utterances != self._utterances:  # an hour of them takes half a frame to write out
            self._utterances, self._machine = utterances, paragraphs(utterances)
        corrected = transcript.corrected if transcript else None
        self._own = self._machine if corrected is None else corrected
        if not self._differ():
            self._machine_shown = False
        done = memo.listening is Listening.DONE
        self.text.setPlaceholderText(
            self.tr("The words are taken out. What the machine heard is kept.")
            if self._machine
            else self.tr("No words were heard. You can type what you said.")
            if done
            else self.tr("You can also type what you said.")
        )
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The line about the machine has its button beside it where that leaves it the room."""
        super().resizeEvent(event)
        beside = self.width() >= 2 * self.read_button.sizeHint().width() + REMARK
        self._warning.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        side = Qt.AlignmentFlag.AlignVCenter if beside else Qt.AlignmentFlag.AlignLeft
        self._warning.setAlignment(self.read_button, side)

    def words(self) -> str | None:
        """The person's version; None when it is the machine's to the letter."""
        return None if self._own == self._machine else self._own

    def _buttons(self) -> FlowLayout:
        row = FlowLayout(spacing=8)
        row.addWidget(self.machine_button)
        row.addWidget(self.restore_button)
        return row

    def _differ(self) -> bool:
        return bool(self._machine) and self._machine != self._own

    def _note(self) -> None:
        self._own = self.text.toPlainText()
        self._show_foot()
        self.edited.emit()

    def _turn_over(self) -> None:
        self._machine_shown = not self._machine_shown
        self._show()

    def _show(self) -> None:
        self.text.setReadOnly(self._machine_shown)
        self.text.show_words(self._utterances, self._machine if self._machine_shown else self._own)
        self._show_foot()

    def _show_foot(self) -> None:
        self.machine_button.setVisible(self._differ())
        self.restore_button.setVisible(self._machine_shown)
        self.machine_button.setText(
            self.tr("Show my words")
            if self._machine_shown
            else self.tr("Show what the machine heard")
        )
        self.machine_button.setAccessibleName(self.machine_button.text())
        warned = bool(self._machine) and bool(self._own.strip()) and not self._read
        self.read_button.setVisible(warned and not self._machine_shown)
        self.remark.setVisible(warned or self._machine_shown)
        self.remark.setText(
            self.tr("This is what the machine heard. Your own version is kept.")
            if self._machine_shown
            else self.tr(
                "Machine transcript, may contain words you didn't say. "
                "The recording is the original."
            )
        )
