"""Speech models: those that are here, chosen, added and removed; those that can be got."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from kdesk.domain.problem import Problem
from kdesk.jobs import speeds
from kdesk.jobs.errand import Here
from kdesk.speech import models
from kdesk.speech.models import Model
from kdesk.speech.speed import fastest
from kdesk.ui.desk import Desk
from kdesk.ui.settings.models_by_language import ModelsByLanguage
from kdesk.ui.settings.models_to_get import ModelsToGet
from kdesk.ui.settings.offer_row import facts
from kdesk.ui.settings.speed_row import said_speed
from kdesk.ui.widgets.buttons import quiet_button, soft_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.file_choice import folder_to_take
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import PlainLabel, announce, note_label, quiet_label
from kdesk.ui.widgets.named_radio import NamedRadio
from kdesk.ui.widgets.rest import RestingColumn
from kdesk.ui.widgets.waiting import Waiting

UNDER = 40
"""Pixels from a row's edge to the words beside its mark."""


class ModelsCard(Card):
    """What turns speech into words on this computer, and which one does so."""

    changed = Signal()
    """Models came or went, or another one is chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Speech models"))
        self._desk = desk
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._choices = QButtonGroup(self)
        self._known: list[tuple[Model, QLabel]] = []
        self._by_language = ModelsByLanguage(desk)
        self._by_language.changed.connect(self.changed)
        self.to_get = ModelsToGet(desk)
        self.to_get.came.connect(self._come)
        self.note = note_label("")
        self.note.hide()
        self.add_button = quiet_button(self.tr("Add a model's folder…"))
        self.add_button.clicked.connect(self._ask_for_folder)
        self._lay_out()
        self._working = Waiting(desk.runner, self)
        self._working.ended.connect(self._end)
        self._working.done.connect(self._done)
        self._working.failed.connect(self._failed)
        desk.notices.speed_told.connect(self._show_speeds)

    def reload(self) -> None:
        """List what is here, and what else there is."""
        empty(self._rows)
        self._known.clear()
        folder, chosen = self._desk.places.models, self._desk.settings.current.speech_model
        found, broken = models.installed(folder), models.broken(folder)
        names = [model.name for model in found]
        in_use = chosen if chosen in (*names, *broken) else next(iter(names), "")
        for model in found:
            self._rows.addWidget(self._row(model, model.name == in_use))
        for name, problem in broken.items():
            self._rows.addWidget(self._broken_row(name, problem))
        if not found:
            self._rows.addWidget(PlainLabel(self.tr("None yet. Memos are kept and wait for it.")))
        self._by_language.show_models(found)
        self.to_get.show_offers({*names, *broken})
        self._show_speeds()
        self.changed.emit()

    def add_folder(self, folder: Path) -> None:
        """Copy a model's folder in; takes as long as copying takes."""
        self._begin(self.tr("Copying the model…"))
        self._working.start(partial(models.add, self._desk.places.models, folder))

    def remove(self, name: str) -> None:
        """Delete kdesk's copy of a model."""
        self._begin(self.tr("Removing the model…"))
        self._working.start(partial(models.remove, self._desk.places.models, name))

    def _row(self, model: Model, in_use: bool) -> QWidget:
        button = NamedRadio(model.name)
        button.setChecked(in_use)
        button.toggled.connect(partial(self._chosen, model.name))
        self._choices.addButton(button)
        known = note_label("")
        self._known.append((model, known))
        return self._with_remove(model.name, button, known)

    def _broken_row(self, name: str, problem: Problem) -> QWidget:
        """One that can't be chosen, why, and the way to be rid of it."""
        button = NamedRadio(name)
        button.setEnabled(False)
        return self._with_remove(name, button, note_label(problem.sentence))

    def _with_remove(self, name: str, button: NamedRadio, known: QLabel) -> QWidget:
        row = QWidget()
        row.setProperty("look", "bare")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(button, 1)
        remove = soft_button(self.tr("Remove"))
        remove.setAccessibleName(self.tr("Remove {name}").format(name=name))
        remove.clicked.connect(partial(self._ask_before_removing, remove, name))
        line.addWidget(remove)
        under = QHBoxLayout()
        under.setContentsMargins(UNDER, 0, 0, 0)
        under.addWidget(known)
        column = RestingColumn(row).body
        column.setSpacing(0)
        column.addLayout(line)
        column.addLayout(under)
        return row

    def _show_speeds(self) -> None:
        """What is known of each model that is here, its speed too once that was measured."""
        processor = self._desk.settings.current.speech_processor
        for model, known in self._known:
            memory = self.to_get.memory(model.name)
            words = facts(self, model.bytes, model.languages, memory)
            best = fastest(speeds.kept(self._desk.places, model), processor)
            known.setText(f"{words} · {said_speed(self, best)}" if best else words)

    def _come(self, name: str, held_focus: bool) -> None:
        """A model is here; which one is used was settled before this is told."""
        self.reload()
        for button in self._choices.buttons() if held_focus else ():
            if button.accessibleName() == name:
                button.setFocus()  # the row that had the keyboard is gone
        if self._desk.settings.current.speech_model == name:
            words = self.tr("{name} is here.")
        else:
            words = self.tr("{name} is here. Choose it above to use it.")
        self.note.setText(words.format(name=name))
        self.note.show()
        announce(self.note)

    def _lay_out(self) -> None:
        self.body.addWidget(
            quiet_label(
                self.tr(
                    "A speech model writes down what you said, on this computer. Larger ones "
                    "mishear less and take more room and memory."
                )
            )
        )
        self.body.addLayout(self._rows)
        self.body.addWidget(self.note)
        self.body.addWidget(self._by_language)
        self.body.addSpacing(8)
        self.body.addWidget(self.to_get)
        buttons = FlowLayout()
        buttons.addWidget(self.to_get.more)
        buttons.addWidget(self.add_button)
        self.body.addLayout(buttons)

    def _chosen(self, name: str, on: bool) -> None:
        if on:
            choose(self._desk, speech_model=name)
            self.changed.emit()

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
        if model is not None:
            self._desk.notices.model_told.emit(Here(model.name))  # as one that was got
        else:
            self._desk.notices.model_removed.emit()
            self.reload()

    def _failed(self, problem: Problem) -> None:
        self.note.setText(problem.sentence)
        self.note.show()
        self.reload()
