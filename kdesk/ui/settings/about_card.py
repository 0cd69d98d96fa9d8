"""What kdesk is, what it keeps to itself, and what it can't promise."""

from PySide6.QtCore import Qt

from kdesk import __version__
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.labels import PlainLabel, note_label, quiet_label


class AboutCard(Card):
    """Only sentences that are true now."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("About kdesk"))
        self.body.addWidget(
            PlainLabel(
                self.tr("kdesk {version}, under the MIT licence.").format(version=__version__)
            )
        )
        for sentence in (
            self.tr(
                "Everything you keep is encrypted and stays on this computer. There is no "
                "account, no telemetry and no search for updates."
            ),
            self.tr(
                "This journal is for personal reflection. It is not medical advice, diagnosis or "
                "a crisis service. Integration works best together with your treatment "
                "providers. After a session follow your clinic's safety instructions."
            ),
        ):
            self.body.addWidget(quiet_label(sentence))
        self.body.addWidget(PlainLabel(self.tr("What kdesk can't protect against"), "strong"))
        for sentence in (
            self.tr("Programs that run under your own account and look over your shoulder."),
            self.tr("Traces in swap or hibernation when the disk itself isn't encrypted."),
            self.tr("Somebody with the folder seeing how many recordings there are, and how long."),
            self.tr("Somebody putting an older copy of the whole folder in its place."),
            self.tr("A recovery sheet in the wrong hands: it opens this journal for good."),
        ):
            self.body.addWidget(note_label(sentence))
        where = note_label(self.tr("Your journal is in {folder}").format(folder=desk.places.vault))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addSpacing(4)
        self.body.addWidget(where)
