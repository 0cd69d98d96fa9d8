"""What Today offers by itself: a session for memos that have none, a speech model, a passphrase."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject

from kdesk.domain.item import Item
from kdesk.domain.problem import Problem
from kdesk.domain.session import Session
from kdesk.domain.today import offer_protection
from kdesk.speech.models import installed
from kdesk.store import memos, vault
from kdesk.store.ids import made_at
from kdesk.ui.desk import Desk
from kdesk.ui.today.cards import OfferCard
from kdesk.ui.today.sitting_offer import SittingOffer
from kdesk.ui.widgets.buttons import quiet_button, soft_button


class Offers(QObject):
    """At most one offer at a time; what was declined is not offered again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._declined = False
        self._sitting = SittingOffer(desk)

    def fitting(
        self, now: datetime, sessions: Sequence[Session], recent: Sequence[Item]
    ) -> list[OfferCard]:
        """The card to show now, if there is one."""
        if sitting := self._sitting.fitting(now):
            return sitting
        if waiting := self._waiting_for_a_model():
            return [self._model(waiting)]
        if not self._declined and self._is_unprotected(now, sessions, recent):
            return [self._protection()]
        return []

    def _waiting_for_a_model(self) -> int:
        waiting = len(memos.waiting(self._desk.vault))
        return waiting if waiting and not installed(self._desk.places.models) else 0

    def _is_unprotected(
        self, now: datetime, sessions: Sequence[Session], recent: Sequence[Item]
    ) -> bool:
        made = [made_at(item.id).astimezone(now.tzinfo).date() for item in recent]
        try:
            protected = vault.has_passphrase(self._desk.vault.folder)
        except Problem:
            return False  # a header that can't be read is told of where it is needed
        return offer_protection(
            now, first_used=min(made, default=None), sessions=sessions, has_passphrase=protected
        )

    def _model(self, waiting: int) -> OfferCard:
        text = (
            self.tr("A memo is kept and can be heard. It gets words once there is a model.")
            if waiting == 1
            else self.tr(
                "{count} memos are kept and can be heard. They get words once there is a model."
            ).format(count=waiting)
        )
        button = quiet_button(self.tr("Open Settings"))
        button.clicked.connect(self._open_settings)
        return OfferCard(self.tr("No speech model yet"), text, button)

    def _protection(self) -> OfferCard:
        button, later = quiet_button(self.tr("Open Settings")), soft_button(self.tr("Not now"))
        button.clicked.connect(self._open_settings)
        later.clicked.connect(self._decline)
        text = self.tr(
            "So far this computer opens your journal by itself. With a passphrase you can "
            "lock it, and 24 recovery words on paper open it if that is ever forgotten."
        )
        return OfferCard(self.tr("Keep it yours"), text, button, later)

    def _open_settings(self) -> None:
        self._desk.notices.page_requested.emit("Settings")

    def _decline(self) -> None:
        self._declined = True
