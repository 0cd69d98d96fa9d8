"""Speech models that can be got: each with its row, one being got at a time."""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from kdesk.jobs.errand import Coming, Here, NotHere
from kdesk.jobs.fetching import FetchEvent
from kdesk.speech.catalogue import CATALOGUE, Offer, offers
from kdesk.system.paths import resources
from kdesk.ui.desk import Desk
from kdesk.ui.settings.offer_row import OfferRow
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.labels import PlainLabel, hairline, note_label

AT_FIRST = ("base", "small", "large-v3-turbo")
"""Offered before somebody asks for all: a small, a middling and a large one, of many languages."""


class ModelsToGet(QWidget):
    """Says size and progress; pauses, goes on, cancels."""

    came = Signal(str, bool)
    """The name of a model that is here now, and whether its row had the keyboard."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._desk = desk
        self._here: Collection[str] = ()
        self._all = False
        self._offers = offers(resources() / CATALOGUE)
        self.rows: dict[str, OfferRow] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(12)
        self._name = PlainLabel(self.tr("To get"), "strong")
        self.more = quiet_button(self.tr("Show every model"))
        """For the buttons below the rows."""
        self.more.clicked.connect(self._show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._name)
        column.addWidget(
            note_label(
                self.tr(
                    "From huggingface.co, only when you press Get: kdesk asks for these files and "
                    "sends nothing else. What doesn't match its checksum is refused."
                )
            )
        )
        column.addLayout(self._column)
        desk.notices.model_told.connect(self._tell)

    def memory(self, name: str) -> int:
        """Bytes of memory that a published model takes at most; 0 where nobody knows."""
        return next((offer.memory for offer in self._offers if offer.name == name), 0)

    def show_offers(self, here: Collection[str]) -> None:
        """Offer what isn't among those that are here."""
        self._here = here
        empty(self._column)
        self.rows.clear()
        fetching = self._desk.fetching
        begun = {offer.name for offer in self._offers if fetching.got(offer.name)}
        if fetching.coming is not None:
            begun.add(fetching.coming.name)
        there = [offer for offer in self._offers if offer.name not in here]
        shown = [o for o in there if self._all or o.name in AT_FIRST or o.name in begun]
        for offer in shown:
            if self.rows:
                self._column.addWidget(hairline())
            self.rows[offer.name] = self._row(offer)
            self._column.addWidget(self.rows[offer.name])
        self._name.setVisible(bool(there))
        self.more.setVisible(len(shown) < len(there))
        self._show_states()

    def _row(self, offer: Offer) -> OfferRow:
        row = OfferRow(offer)
        row.wanted.connect(partial(self._fetch, offer))
        row.paused.connect(partial(self._pause, offer.name))
        row.cancelled.connect(partial(self._cancel, offer.name))
        return row

    def _show_all(self) -> None:
        self._all = True
        self.show_offers(self._here)

    def _show_states(self) -> None:
        coming = self._desk.fetching.coming
        for name, row in self.rows.items():
            if coming is not None and coming.name == name:
                row.show_coming(coming.got)
            else:
                row.show_got(self._desk.fetching.got(name))
                row.wait(coming.name if coming is not None else "")

    def _fetch(self, offer: Offer) -> None:
        self._desk.fetching.begin(offer)
        self._show_states()

    def _pause(self, name: str) -> None:
        self.rows[name].show_ending()
        self._desk.fetching.pause()

    def _cancel(self, name: str) -> None:
        self.rows[name].show_ending()
        fetching = self._desk.fetching
        self._desk.runner.start(lambda _: fetching.cancel(name))  # gigabytes take a while to delete

    def _tell(self, event: FetchEvent) -> None:
        """How getting goes, from the process that does it."""
        row = self.rows.get(event.name)
        if isinstance(event, Here):
            held = QApplication.focusWidget()
            self.came.emit(
                event.name, row is not None and held is not None and row.isAncestorOf(held)
            )
        elif not isinstance(event, Coming):
            self._show_states()
            if isinstance(event, NotHere) and row is not None:
                row.tell(event.problem.sentence)
        elif row is not None:
            row.show_coming(event.got)
