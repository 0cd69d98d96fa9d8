"""Opening the journal as the program starts: made, opened by this computer's key, or locked."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kdesk.domain.problem import Problem, Trouble
from kdesk.system.paths import Places

if TYPE_CHECKING:
    from kdesk.store.vault import Vault

AWAY = (
    "Your journal isn't where it was. Connect its disk or put its folder back, then start kdesk "
    "again. You can record all the same: it is kept, sealed, on this computer."
)


@dataclass(frozen=True, slots=True)
class Opened:
    """Who recordings are sealed to, and the journal unless it is locked or in trouble."""

    recipient: str
    vault: "Vault | None"
    problem: Problem | None = None


def is_locked(places: Places) -> bool:
    """Whether a passphrase is needed; also True when the header can't be read.

    Reads one small file and loads no database, so that the window needn't wait.
    """
    from kdesk.store import header  # noqa: PLC0415 - a second start needs none of it

    if not header.exists(places.vault):
        return False
    try:
        return bool(header.find(places.vault).header.passphrases)
    except Problem:
        return True


def recipient_at_start(places: Places) -> str:
    """Who recordings are sealed to, if that can be said at once; else empty.

    That of the journal this computer had, if it is away. The microphone can be ready then before
    the window stands and the database is loaded.
    """
    from kdesk.store import header  # noqa: PLC0415 - a second start needs none of it

    if not header.exists(places.vault):
        return header.pinned_in(places.pin)
    try:
        return header.recipient_of(places.vault, places.pin)
    except Problem:
        return ""


def open_at_start(places: Places, now: datetime) -> Opened:
    """Make the journal when there never was one, or open it with this computer's key.

    Where there was one its disk is away or its folder was renamed: nothing is made then, for a
    new journal would take in what was recorded for the other and could read none of it.
    With a passphrase it stays locked and only the recipient is read. Trouble with opening is in
    the value, so that recording works all the same; a Problem is raised when not even that can.
    """
    # Loading the database takes a third of a second: on the job's thread, after the window.
    from kdesk.store import header, vault  # noqa: PLC0415
    from kdesk.store.devices import DeviceKeeper  # noqa: PLC0415

    device = DeviceKeeper(places.device_keys)
    if not vault.exists(places.vault):
        if pinned := header.pinned_in(places.pin):
            return Opened(pinned, None, Problem(Trouble.NO_VAULT, AWAY))
        opened = vault.make(places.vault, device, None, now)
        opened.pin(places.pin)
        return Opened(opened.recipient, opened)
    recipient = header.recipient_of(places.vault, places.pin)
    try:
        if vault.has_passphrase(places.vault):
            return Opened(recipient, None)
        opened = vault.open_with_device(places.vault, device)
        opened.pin(places.pin)
    except Problem as problem:
        return Opened(recipient, None, problem)
    return Opened(recipient, opened)


def open_with_passphrase(places: Places, passphrase: str, now: datetime) -> "Vault":
    """Open with the passphrase; half a second of work by design. Problem WRONG_KEY, DAMAGED."""
    from kdesk.store import vault  # noqa: PLC0415
    from kdesk.store.devices import DeviceKeeper  # noqa: PLC0415

    device = DeviceKeeper(places.device_keys)
    opened = vault.open_with_passphrase(places.vault, passphrase, device, now)
    opened.pin(places.pin)
    return opened


def open_with_words(places: Places, words: str) -> "Vault":
    """Open with the 24 recovery words; Problem WRONG_KEY, DAMAGED."""
    from kdesk.store import vault  # noqa: PLC0415

    opened = vault.open_with_words(places.vault, words)
    opened.pin(places.pin)
    return opened
