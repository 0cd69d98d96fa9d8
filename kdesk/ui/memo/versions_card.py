"""Who wrote a memo's words down, and the ways to have them heard otherwise."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdesk.domain.memo import Listening, Memo
from kdesk.domain.transcript import Transcript
from kdesk.speech import choice, models
from kdesk.store import versions
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Offer
from kdesk.ui.widgets.buttons import primary_button, quiet_button, soft_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import note_label
from kdesk.ui.widgets.language_choice import LanguageChoice, language_name
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.waiting import Waiting

if TYPE_CHECKING:
    from kdesk.speech.models import Model


class VersionsCard(Card):
    """Hidden while nothing was heard and nothing can be."""

    compared = Signal()
    """The versions are wanted side by side."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._memo: Memo | None = None
        self._models: tuple[Model, ...] = ()
        self._awaited = 0
        """Versions there will be once the one that was asked for is heard; 0: none was."""
        self._looking = Waiting(desk.runner, self)
        self._looking.done.connect(self._offer_models)
        self.told = note_label("")
        self.compare = quiet_button(self.tr("Compare"))
        self.compare.clicked.connect(self.compared)
        self.again = quiet_button(self.tr("Transcribe again…"))
        self.again.clicked.connect(self._open_form)
        self.model = ChoiceField[str](self.tr("Speech model"))
        self.language = LanguageChoice(self.tr("Spoken language"))
        self.language.activated.connect(self._offer_fitting)
        self.start = primary_button(self.tr("Transcribe again"))
        self.start.clicked.connect(self._start)
        self.cancel = soft_button(self.tr("Cancel"))
        self.cancel.clicked.connect(self._close_form)
        self._note = note_label("")
        self._form = self._made_form()
        buttons = FlowLayout(spacing=8)
        buttons.addWidget(self.compare)
        buttons.addWidget(self.again)
        self.body.addWidget(self.told)
        self.body.addLayout(buttons)
        self.body.addWidget(self._form)
        self._form.hide()

    def show_memo(self, memo: Memo, transcript: Transcript | None) -> None:
        """Show who heard this memo; the form stays open while it is the same one."""
        if self._memo is None or self._memo.id != memo.id:
            self._awaited = 0
            self._form.hide()
        self._memo = memo
        number = versions.count(self._desk.vault, memo.id)
        heard = transcript is not None and number > 0
        if heard and transcript is not None:
            told = (
                self.tr("Written down on this computer with {model}.")
                if transcript.heard
                else self.tr("Listened to on this computer with {model}; no words were heard.")
            )
            self.told.setText(told.format(model=transcript.model))
        self.told.setVisible(heard)
        own = transcript is not None and transcript.corrected is not None
        self.compare.setVisible(number > 1 or (number == 1 and own))
        settled = memo.listening in (Listening.DONE, Listening.FAILED)
        self.again.setVisible(settled and self._form.isHidden())
        if not settled:
            self._form.hide()
        self.setVisible(heard or settled)
        self._tell_heard(number)

    def _tell_heard(self, number: int) -> None:
        """What was asked for here is there: offer to look at it."""
        memo, notices = self._memo, self._desk.notices
        if memo is None or not self._awaited or number < self._awaited:
            return
        self._awaited = 0

        def look() -> None:
            """Somebody may have gone elsewhere meanwhile."""
            notices.open_requested.emit(memo.id)
            if self._memo is not None and self._memo.id == memo.id:
                self.compared.emit()

        heard = self.tr("The memo has been heard again.")
        notices.offered.emit(Offer(heard, self.tr("Compare"), look))

    def _open_form(self) -> None:
        self.again.hide()
        self._form.show()
        self.language.setFocus()  # the button that had the keyboard is gone
        if self._memo is not None:
            self.language.choose(self._memo.language)
        folder = self._desk.places.models
        self._looking.start(lambda: models.installed(folder))

    def _close_form(self) -> None:
        self._form.hide()
        self.again.show()
        self.again.setFocus()

    def _offer_models(self, found: "tuple[Model, ...]") -> None:
        self._models = found
        usual = choice.by_language(self._desk.settings.current).get(self.language.chosen(), "")
        self._offer_fitting()
        self.model.choose(usual or self._desk.settings.current.speech_model)

    def _offer_fitting(self) -> None:
        """Only models that know the language; without one, say what helps."""
        language = self.language.chosen()
        fitting = [model.name for model in self._models if choice.hears(model, language)]
        before = self.model.chosen() if self.model.count() else ""
        self.model.offer([(name, name) for name in fitting])
        self.model.choose(before)
        self.start.setEnabled(bool(fitting))
        if fitting:
            self._note.setText(self.tr("What was heard before is kept, to compare."))
        elif language and self._models:
            self._note.setText(
                self.tr(
                    "No speech model here knows {language}. Add one in Settings, under Speech."
                ).format(language=language_name(language))
            )
        else:
            self._note.setText(self.tr("Add a speech model in Settings, under Speech."))

    def _start(self) -> None:
        memo = self._memo
        if memo is None or not self.model.count():
            return
        self._awaited = versions.count(self._desk.vault, memo.id) + 1
        self._form.hide()
        language = self.language.chosen()
        self._desk.transcriber.retry(memo.id, model=self.model.chosen(), language=language)

    def _made_form(self) -> QWidget:
        form = QWidget()
        form.setProperty("look", "bare")
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(RowField(self.tr("Spoken language"), self.language))
        column.addWidget(RowField(self.tr("Speech model"), self.model))
        column.addWidget(self._note)
        row = FlowLayout(spacing=8)
        row.addWidget(self.start)
        row.addWidget(self.cancel)
        column.addLayout(row)
        return form
