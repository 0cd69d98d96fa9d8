"""The names and places a speech model should expect, as one writes them: with commas between."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdesk.domain.personal_words import LONGEST, MOST, fitting, words_in
from kdesk.store import personal_words
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.autosave import Autosave
from kdesk.ui.widgets.labels import announce, note_label
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.serif_text import SerifText


class NamesField(QWidget):
    """Kept as they are typed, as many as fit; below the field it says what doesn't."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._desk = desk
        self.field = SerifText(desk.theme, self.tr("Names and places"), grows=True)
        self.field.setPlaceholderText(self.tr("Such as people, towns, a dog"))
        explanation = self.tr(
            "With commas between. A model that expects a name hears it better. They are kept in "
            "the encrypted journal."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(RowField(self.tr("Names and places"), self.field, explanation))
        self.unkept = note_label("")
        self.unkept.hide()
        column.addWidget(self.unkept)
        self._autosave = Autosave(self._keep, desk.notices, self)
        self._filling = False
        self.field.textChanged.connect(self._touched)

    def reload(self) -> None:
        """Show what is kept, unless somebody is typing or has more to shorten."""
        if self._autosave.touched or self.unkept.text():
            return
        self._filling = True
        self.field.setPlainText(", ".join(personal_words.every(self._desk.vault)))
        self._filling = False

    def keep(self) -> bool:
        """Keep at once what was typed; False when that failed."""
        return self._autosave.flush()

    def _touched(self) -> None:
        self._tell_unkept()
        if not self._filling:
            self._autosave.touch()

    def _keep(self) -> None:
        personal_words.keep(self._desk.vault, fitting(self._words()))

    def _words(self) -> tuple[str, ...]:
        return words_in(self.field.toPlainText())

    def _tell_unkept(self) -> None:
        words = self._words()
        told = []
        if any(len(word) > LONGEST for word in words[:MOST]):
            told.append(
                self.tr("One of these is very long: only its first {count} letters are kept.")
            )
        if len(words) > MOST:
            told.append(
                self.tr("{most} names or places fit. What begins with “{name}” is not kept.")
            )
        beyond = words[MOST][:LONGEST] if len(words) > MOST else ""
        sentence = " ".join(told).format(count=LONGEST, most=MOST, name=beyond)
        if sentence != self.unkept.text():
            self.unkept.setText(sentence)
            self.unkept.setVisible(bool(sentence))
            announce(self.unkept)
