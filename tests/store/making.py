"""Vaults for tests: made with a stretch that costs nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kdesk.store import vault
from kdesk.store.devices import DeviceKeeper
from kdesk.store.slots import Stretch
from kdesk.store.vault import Vault

NOW = datetime(2026, 11, 19, 15, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
CHEAP = Stretch(memory=64, passes=1, lanes=1)
SECRET = "the tide comes in again"
NEW = "an island"


def keeper(place: Path) -> DeviceKeeper:
    return DeviceKeeper(place / "settings", keyring_allowed=False)


def made(place: Path, passphrase: str | None = None) -> Vault:
    """A vault in `place/vault`, its device key in `place/settings`."""
    return vault.make(place / "vault", keeper(place), passphrase, NOW, stretch=CHEAP)


def items_of(opened: Vault) -> int:
    """A question only the right database key can answer."""
    from sqlalchemy import text

    with opened.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM items")).scalar_one())
