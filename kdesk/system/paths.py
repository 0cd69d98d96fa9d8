"""Where the program keeps what: the journal, the settings, the machine's own state."""

import sys
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs


@dataclass(frozen=True, slots=True)
class Places:
    """Three folders that belong to the person, and what lies in them."""

    data: Path
    """The journal and the speech models."""
    settings: Path
    """What the person chose, the pinned recipient and the device key; nothing of the journal but
    the people somebody wants to see while it is locked."""
    state: Path
    """What may be lost without harm, except recordings that found the disk full."""

    @property
    def vault(self) -> Path:
        """The sealed journal."""
        return self.data / "vault"

    @property
    def models(self) -> Path:
        """A folder for each speech model."""
        return self.data / "models"

    @property
    def settings_file(self) -> Path:
        """What the person chose."""
        return self.settings / "settings.toml"

    @property
    def pin(self) -> Path:
        """The recipient of recordings, kept outside the vault: a change there redirects none."""
        return self.settings / "recipient"

    @property
    def people_file(self) -> Path:
        """People to turn to whom the person chose to see while locked too; can be read as it is."""
        return self.settings / "people.toml"

    @property
    def device_keys(self) -> Path:
        """The folder of this computer's own key."""
        return self.settings

    @property
    def fallback(self) -> Path:
        """Where a recording goes on, sealed, when the vault's disk is full."""
        return self.state / "captures"

    @property
    def speeds(self) -> Path:
        """How fast each speech model is on this computer."""
        return self.state / "speech-speeds.json"

    @property
    def log(self) -> Path:
        """What the program did, without a word of the journal."""
        return self.state / "kdesk.log"

    @property
    def instance_lock(self) -> Path:
        """Held by the one window that is open."""
        return self.state / "window.lock"

    @property
    def door(self) -> Path:
        """The local socket on which an open window is asked to come forward."""
        return self.state / "window.door"

    def prepare(self) -> None:
        """Make the folders, readable by nobody else; raises OSError."""
        for folder in (self.data, self.settings, self.state):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def usual_places() -> Places:
    """The platform's own folders for the person who runs the program."""
    folders = PlatformDirs("kdesk", appauthor=False, roaming=False)
    return Places(
        data=folders.user_data_path,
        settings=folders.user_config_path,
        state=folders.user_state_path,
    )


def resources() -> Path:
    """The folder of themes, fonts, icons and words that comes with the program."""
    frozen = getattr(sys, "_MEIPASS", None)
    home = Path(frozen) if frozen else Path(__file__).parents[2]
    return home / "resources"
