"""Speech models: folders that are copied in, chosen and removed; nothing is fetched here."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from kdesk.domain.problem import Problem
from kdesk.speech import models
from kdesk.speech.models import Model
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import quiet_button, soft_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.file_choice import folder_to_take
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import PlainLabel, note_label, quiet_label
from kdesk.ui.widgets.waiting import Waiting


class ModelsCard(Card):
    """What turns speech into words on this computer, and which one does so."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Speech to words"))
        self._desk = desk
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._choices = QButtonGroup(self)
        self.note = note_label("")
        self.note.hide()
        self.add_button = quiet_button(self.tr("Add a model's folder…"))
        self.add_button.clicked.connect(self._ask_for_folder)
        self.body.addWidget(
            quiet_label(
                self.tr(
                    "A speech model writes down what you said, on this computer. It is a folder "
                    "in the format of faster-whisper; kdesk keeps a copy of it."
                )
            )
        )
        self.body.addLayout(self._rows)
        self.body.addWidget(self.note)
        buttons = FlowLayout()
        buttons.addWidget(self.add_button)
        self.body.addLayout(buttons)
        self._working = Waiting(desk.runner, self)
        self._working.ended.connect(self._end)
        self._working.done.connect(self._done)
        self._working.failed.connect(self._failed)
        self._added = False

    def reload(self) -> None:
        """List what is installed."""
        empty(self._rows)
        found = models.installed(self._desk.places.models)
        chosen = self._desk.settings.current.speech_model
        in_use = chosen if chosen in [m.name for m in found] else found[0].name if found else ""
        for model in found:
            self._rows.addWidget(self._row(model, model.name == in_use))
        if not found:
            self._rows.addWidget(PlainLabel(self.tr("None yet. Memos are kept and wait for it.")))

    def add_folder(self, folder: Path) -> None:
        """Copy a model's folder in; takes as long as copying takes."""
        self._added = True
        self._begin(self.tr("Copying the model…"))
        self._working.start(partial(models.add, self._desk.places.models, folder))

    def remove(self, name: str) -> None:
        """Delete kdesk's copy of a model."""
        self._added = False
        self._begin(self.tr("Removing the model…"))
        self._working.start(partial(models.remove, self._desk.places.models, name))

    def _row(self, model: Model, in_use: bool) -> QWidget:
        row = QWidget()
        row.setProperty("look", "bare")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        button = QRadioButton(model.name)
        button.setAccessibleName(model.name)
        button.setChecked(in_use)
        button.toggled.connect(partial(self._chosen, model.name))
        self._choices.addButton(button)
        line.addWidget(button)
        line.addWidget(PlainLabel(self._facts(model), "note", wrap=False), 1)
        remove = soft_button(self.tr("Remove"))
        remove.setAccessibleName(self.tr("Remove {name}").format(name=model.name))
        remove.clicked.connect(partial(self._ask_before_removing, remove, model.name))
        line.addWidget(remove)
        return row

    def _facts(self, model: Model) -> str:
        size = self.tr("{size} MB").format(size=max(round(model.bytes / 1e6), 1))
        languages = self.tr("many languages") if model.languages == "many" else self.tr("English")
        return f"{size} · {languages}"

    def _chosen(self, name: str, on: bool) -> None:
        if on:
            choose(self._desk, speech_model=name)

    def _ask_before_removing(self, button: QPushButton, name: str) -> None:
        # The second press on the same button is the answer; nothing pops up.
        if button.property("asked"):
            self.remove(name)
            return
        button.setProperty("asked", True)
        button.setText(self.tr("Remove it from kdesk?"))
        button.setAccessibleName(self.tr("Remove {name} from kdesk?").format(name=name))

    def _ask_for_folder(self) -> None:
        folder = folder_to_take(self, self.tr("A speech model's folder"))
        if folder:
            self.add_folder(folder)

    def _begin(self, sentence: str) -> None:
        self.add_button.setEnabled(False)
        self.note.setText(sentence)
        self.note.show()

    def _end(self) -> None:
        self.add_button.setEnabled(True)
        self.note.hide()

    def _done(self, model: Model | None) -> None:
        if self._added and model is not None:
            choose(self._desk, speech_model=model.name)
            self._desk.transcriber.wake()
        self.reload()

    def _failed(self, problem: Problem) -> None:
        self.note.setText(problem.sentence)
        self.note.show()
        self.reload()
