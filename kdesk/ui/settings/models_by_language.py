"""A model for single languages; the others are heard with the one that is chosen for all."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kdesk.speech.choice import by_language, hears, with_choice
from kdesk.speech.models import Model
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.labels import note_label
from kdesk.ui.widgets.language_choice import LanguageChoice, language_name
from kdesk.ui.widgets.rest import RestingColumn
from kdesk.ui.widgets.row_field import RowField


class ModelsByLanguage(QWidget):
    """Choose a language, then its model; below, what was chosen so far."""

    changed = Signal()
    """Another model hears a language now."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._desk = desk
        self._models: Sequence[Model] = ()
        self.language = LanguageChoice(
            self.tr("A language with a model of its own"), self.tr("Choose a language")
        )
        self.model = ChoiceField[str](self.tr("Its model"))
        self._model_row = RowField(self.tr("Its model"), self.model)
        self._said = note_label("")
        column = RestingColumn(self).body
        column.setSpacing(8)
        column.addWidget(RowField(self.tr("A language with a model of its own"), self.language))
        column.addWidget(self._model_row)
        column.addWidget(self._said)
        self.language.currentIndexChanged.connect(self._offer)
        self.model.currentIndexChanged.connect(self._keep)

    def show_models(self, models: Sequence[Model]) -> None:
        """Offer these; with one alone there is nothing to choose."""
        self._models = models
        self.setVisible(len(models) > 1)
        self._offer()

    def _offer(self) -> None:
        language = self.language.chosen()
        self._model_row.setVisible(bool(language))
        fitting = [model.name for model in self._models if hears(model, language)]
        self.model.offer(
            ((self.tr("The one for all languages"), ""), *((name, name) for name in fitting))
        )
        chosen = by_language(self._desk.settings.current)
        self.model.choose(chosen.get(language, ""))
        line = self.tr("{language}: {model}.")
        said = [
            line.format(language=language_name(code), model=name)
            for code, name in sorted(chosen.items())
            if any(model.name == name for model in self._models)
        ]
        self._said.setText(" ".join(said))
        self._said.setVisible(bool(said))

    def _keep(self) -> None:
        language = self.language.chosen()
        pairs = with_choice(self._desk.settings.current, language, self.model.chosen())
        if language and choose(self._desk, speech_models=pairs):
            self._offer()
            self.changed.emit()
