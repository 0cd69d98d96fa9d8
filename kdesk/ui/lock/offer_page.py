"""What the rail's Lock shows before there is a passphrase: what one would do, and the way to it."""

from PySide6.QtWidgets import QHBoxLayout

from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import primary_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.page import Page


class OfferPage(Page):
    """Says what a passphrase does; Settings is where it is set."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Lock"))
        card = Card(self.tr("There is no passphrase yet"))
        for sentence in (
            self.tr(
                "Everything here is kept encrypted, and this computer holds the key. So whoever "
                "can use your account on this computer, or takes a disk that isn't encrypted "
                "itself, can open the journal."
            ),
            self.tr(
                "With a passphrase you can lock kdesk: with Ctrl+L, when nobody has used it for "
                "a while, and whenever it is closed. Recording still works while it is locked."
            ),
            self.tr(
                "There is no hurry. A quiet day is better for choosing one than the day of a "
                "session."
            ),
        ):
            card.body.addWidget(PlainLabel(sentence))
        button = primary_button(self.tr("Set a passphrase"))
        button.clicked.connect(lambda: desk.notices.page_requested.emit("Settings"))
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)
        self.body.addWidget(card)
