"""Settings: every choice is kept as it is made."""

from PySide6.QtGui import QShowEvent

from kdesk.domain.change import Change, Happening
from kdesk.ui.desk import Desk
from kdesk.ui.settings.about_card import AboutCard
from kdesk.ui.settings.appearance_card import AppearanceCard
from kdesk.ui.settings.bin_card import BinCard
from kdesk.ui.settings.models_card import ModelsCard
from kdesk.ui.settings.security_card import SecurityCard
from kdesk.ui.settings.sound_card import SoundCard
from kdesk.ui.settings.speech_card import SpeechCard
from kdesk.ui.settings.watched_card import WatchedCard
from kdesk.ui.widgets.columns import Columns
from kdesk.ui.widgets.page import Page


class SettingsPage(Page):
    """Security, sound, speech, a watched folder, appearance, the bin, and what kdesk is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Settings"))
        self.security = SecurityCard(desk)
        self.sound = SoundCard(desk)
        self.speech = SpeechCard(desk)
        self.models = ModelsCard(desk)
        self.models.changed.connect(self.speech.speed.reload)
        self.watched = WatchedCard(desk)
        self.appearance = AppearanceCard(desk)
        self.bin = BinCard(desk)
        self.about_card = AboutCard(desk)
        columns = Columns(shares=(1, 1))
        for left in (self.security, self.sound, self.watched, self.bin):
            columns.wide.addWidget(left)
        for right in (self.speech, self.models, self.appearance, self.about_card):
            columns.narrow.addWidget(right)
        columns.wide.addStretch(1)
        columns.narrow.addStretch(1)
        self.body.addWidget(columns)

    def reload(self) -> None:
        """Read what is installed, what is in the bin, whether there is a passphrase."""
        self.security.reload()
        self.speech.reload()
        self.models.reload()
        self.bin.reload()

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Whether the bin changed."""
        return any(c.happening in (Happening.REMOVED, Happening.RESTORED) for c in changes)

    def leave(self) -> bool:
        """No passphrase and no recovery word stays behind, and no name that isn't kept."""
        self.security.put_away()
        return self.speech.keep() and super().leave()

    def showEvent(self, event: QShowEvent) -> None:
        """Devices, speech models and files come and go: look which there are each time."""
        super().showEvent(event)
        if not event.spontaneous():
            self.sound.look()
            self.models.reload()
            self.watched.look()
