"""Speech models: those that are here, chosen, added and removed; those that can be got."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kdesk.domain.problem import Problem
from kdesk.jobs import speeds
from kdesk.jobs.errand import Coming, Here, NotHere
from kdesk.jobs.fetching import FetchEvent
from kdesk.speech import models
from kdesk.speech.catalogue import CATALOGUE, offers
from kdesk.speech.models import Model
from kdesk.speech.speed import fastest
from kdesk.system.paths import resources
from kdesk.ui.desk import Desk
from kdesk.ui.settings.models_by_language import ModelsByLanguage
from kdesk.ui.settings.offer_row import OfferRow, facts
from kdesk.ui.settings.speed_row import said_speed
from kdesk.ui.widgets.buttons import quiet_button, soft_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.file_choice import folder_to_take
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import PlainLabel, announce, hairline, note_label, quiet_label
from kdesk.ui.widgets.named_radio import NamedRadio
from kdesk.ui.widgets.rest import RestingColumn
from kdesk.ui.widgets.waiting import Waiting

AT_FIRST = ("base", "small", "large-v3-turbo")
"""Offered before somebody asks for all: a small, a middling and a large one, of many languages."""
UNDER = 40
"""Pixels from a row's edge to the words beside its mark."""


class ModelsCard(Card):
    """What turns speech into words on this computer, and which one does so."""

    changed = Signal()
    """Models came or went, or another one is chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Speech models"))
        self._desk = desk
        self._all = False
        self._rows, self._offered = QVBoxLayout(), QVBoxLayout()
        self._rows.setSpacing(4)
        self._offered.setSpacing(12)
        self._choices = QButtonGroup(self)
        self._offers = offers(resources() / CATALOGUE)
        self._offer_rows: dict[str, OfferRow] = {}
        self._known: list[tuple[Model, QLabel]] = []
        self._by_language = ModelsByLanguage(desk)
        self._by_language.changed.connect(self.changed)
        self._offered_name = PlainLabel(self.tr("To get"), "strong")
        self._more = quiet_button(self.tr("Show every model"))
        self._more.clicked.connect(self._show_all)
        self.note = note_label("")
        self.note.hide()
        self.add_button = quiet_button(self.tr("Add a model's folder…"))
        self.add_button.clicked.connect(self._ask_for_folder)
        self._lay_out()
        self._working = Waiting(desk.runner, self)
        self._working.ended.connect(self._end)
        self._working.done.connect(self._done)
        self._working.failed.connect(self._failed)
        desk.notices.model_told.connect(self._tell)
        desk.notices.speed_told.connect(self._show_speeds)

    def reload(self) -> None:
        """List what is here, and what else there is."""
        empty(self._rows)
        self._known.clear()
        found = models.installed(self._desk.places.models)
        chosen = self._desk.settings.current.speech_model
        in_use = chosen if chosen in [m.name for m in found] else found[0].name if found else ""
        for model in found:
            self._rows.addWidget(self._row(model, model.name == in_use))
        if not found:
            self._rows.addWidget(PlainLabel(self.tr("None yet. Memos are kept and wait for it.")))
        self._by_language.show_models(found)
        self._reload_offers({model.name for model in found})
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
        row = QWidget()
        row.setProperty("look", "bare")
        line = QHBoxLayout()
        line.setSpacing(8)
        button = NamedRadio(model.name)
        button.setChecked(in_use)
        button.toggled.connect(partial(self._chosen, model.name))
        self._choices.addButton(button)
        line.addWidget(button, 1)
        remove = soft_button(self.tr("Remove"))
        remove.setAccessibleName(self.tr("Remove {name}").format(name=model.name))
        remove.clicked.connect(partial(self._ask_before_removing, remove, model.name))
        line.addWidget(remove)
        under = QHBoxLayout()
        under.setContentsMargins(UNDER, 0, 0, 0)
        known = note_label("")
        self._known.append((model, known))
        under.addWidget(known)
        column = RestingColumn(row).body
        column.setSpacing(0)
        column.addLayout(line)
        column.addLayout(under)
        return row

    def _show_speeds(self) -> None:
        """What is known of each model that is here, its speed too once that was measured."""
        memory = {offer.name: offer.memory for offer in self._offers}
        processor = self._desk.settings.current.speech_processor
        for model, known in self._known:
            words = facts(self, model.bytes, model.languages, memory.get(model.name, 0))
            best = fastest(speeds.kept(self._desk.places, model), processor)
            known.setText(f"{words} · {said_speed(self, best)}" if best else words)

    def _reload_offers(self, here: set[str]) -> None:
        empty(self._offered)
        self._offer_rows.clear()
        fetching = self._desk.fetching
        begun = {offer.name for offer in self._offers if fetching.got(offer.name)}
        if fetching.coming is not None:
            begun.add(fetching.coming.name)
        there = [offer for offer in self._offers if offer.name not in here]
        shown = [o for o in there if self._all or o.name in AT_FIRST or o.name in begun]
        for offer in shown:
            if self._offer_rows:
                self._offered.addWidget(hairline())
            row = OfferRow(offer)
            row.wanted.connect(partial(self._fetch, offer.name))
            row.paused.connect(partial(self._pause, offer.name))
            row.cancelled.connect(partial(self._cancel, offer.name))
            self._offered.addWidget(row)
            self._offer_rows[offer.name] = row
        self._offered_name.setVisible(bool(there))
        self._more.setVisible(len(shown) < len(there))
        self._show_states()

    def _show_states(self) -> None:
        coming = self._desk.fetching.coming
        for name, row in self._offer_rows.items():
            if coming is not None and coming.name == name:
                row.show_coming(coming.got)
            else:
                row.show_got(self._desk.fetching.got(name))
                row.wait(coming.name if coming is not None else "")

    def _fetch(self, name: str) -> None:
        self._desk.fetching.begin(self._offer_rows[name].offer)
        self._show_states()

    def _pause(self, name: str) -> None:
        self._offer_rows[name].show_ending()
        self._desk.fetching.pause()

    def _cancel(self, name: str) -> None:
        self._offer_rows[name].show_ending()
        fetching = self._desk.fetching
        self._desk.runner.start(lambda _: fetching.cancel(name))  # gigabytes take a while to delete

    def _tell(self, event: FetchEvent) -> None:
        """How getting goes, from the process that does it."""
        row = self._offer_rows.get(event.name)
        if isinstance(event, Coming):
            if row is not None:
                row.show_coming(event.got)
            return
        if isinstance(event, Here):
            self._come(event.name)
            return
        self._show_states()
        if isinstance(event, NotHere) and row is not None:
            row.tell(event.problem.sentence)

    def _come(self, name: str) -> None:
        """A model is here: it is used when there was none, else it can be chosen."""
        row, held = self._offer_rows.get(name), QApplication.focusWidget()
        held_row = row is not None and held is not None and row.isAncestorOf(held)
        found = models.installed(self._desk.places.models)
        before = [model.name for model in found if model.name != name]
        # One that was in use only because it is the first stays in use.
        if self._desk.settings.current.speech_model not in (name, *before):
            choose(self._desk, speech_model=before[0] if before else name)
        self._desk.transcriber.wake()
        self.reload()
        if held_row:
            named = (one for one in self._choices.buttons() if one.accessibleName() == name)
            next(named).setFocus()  # the row that had the keyboard is gone
        if self._desk.settings.current.speech_model == name:
            words = self.tr("{name} is here.")
        else:
            words = self.tr("{name} is here. Choose it above to use it.")
        self.note.setText(words.format(name=name))
        self.note.show()
        announce(self.note)

    def _show_all(self) -> None:
        self._all = True
        self.reload()

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
        self.body.addWidget(self._offered_name)
        self.body.addWidget(
            note_label(
                self.tr(
                    "From huggingface.co, only when you press Get: kdesk asks for these files and "
                    "sends nothing else. What doesn't match its checksum is refused."
                )
            )
        )
        self.body.addLayout(self._offered)
        buttons = FlowLayout()
        buttons.addWidget(self._more)
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
            self.reload()

    def _failed(self, problem: Problem) -> None:
        self.note.setText(problem.sentence)
        self.note.show()
        self.reload()
