"""Questions to explore about a session; each can be spoken to, written to, or left."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.question import Question
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.chip import Chip
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.labels import PlainLabel, hairline

AT_FIRST = 5


class QuestionsCard(Card):
    """The first few questions, and the others when they are asked for."""

    speak_requested = Signal(str)
    write_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__(self.tr("Questions to explore"))
        self._all = False
        self._shown: tuple[Sequence[Question], frozenset[str]] = ((), frozenset())
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.body.addLayout(self._rows)
        self._more = quiet_button(self.tr("More questions"))
        self._more.clicked.connect(self._show_more)
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def offer(self, questions: Sequence[Question], answered: Iterable[str]) -> None:
        """Show these questions; those whose words are among `answered` say so."""
        wanted = (questions, frozenset(answered))
        if wanted != self._shown:
            self._shown = wanted
            self._fill()

    def _show_more(self) -> None:
        self._all = True
        self._fill()

    def _fill(self) -> None:
        empty(self._rows)
        questions, answered = self._shown
        shown = questions if self._all else questions[:AT_FIRST]
        for number, question in enumerate(shown):
            if number:
                self._rows.addWidget(hairline())
            self._rows.addWidget(self._row(question.text, question.text in answered))
        self._more.setVisible(len(shown) < len(questions))

    def _row(self, text: str, answered: bool) -> QWidget:
        row = QWidget()
        row.setProperty("look", "bare")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(PlainLabel(text), 1)
        if answered:
            line.addWidget(Chip(self.tr("answered"), "teal"))
        speak, write = quiet_button(self.tr("Speak")), quiet_button(self.tr("Write"))
        speak.setAccessibleName(self.tr("Speak: {question}").format(question=text))
        write.setAccessibleName(self.tr("Write: {question}").format(question=text))
        speak.clicked.connect(lambda: self.speak_requested.emit(text))
        write.clicked.connect(lambda: self.write_requested.emit(text))
        line.addWidget(speak)
        line.addWidget(write)
        return row
