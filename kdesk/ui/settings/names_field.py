"""The names and places a speech model should expect, as one writes them: with commas between."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdesk.domain.personal_words import words_in
from kdesk.store import personal_words
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.autosave import Autosave
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.serif_text import SerifText


class NamesField(QWidget):
    """Kept as they are typed."""

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
        self._autosave = Autosave(self._keep, desk.notices, self)
        self._filling = False
        self.field.textChanged.connect(self._touched)

    def reload(self) -> None:
        """Show what is kept, unless somebody is typing."""
        if self._autosave.touched:
            return
        self._filling = True
        self.field.setPlainText(", ".join(personal_words.every(self._desk.vault)))
        self._filling = False

    def keep(self) -> bool:
        """Keep at once what was typed; False when that failed."""
        return self._autosave.flush()

    def _touched(self) -> None:
        if not self._filling:
            self._autosave.touch()

    def _keep(self) -> None:
        personal_words.keep(self._desk.vault, words_in(self.field.toPlainText()))
