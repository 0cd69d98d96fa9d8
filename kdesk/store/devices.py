"""This computer's own keys: in a private file at first, later in the system's keyring."""

import secrets
from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path
from typing import Any

from kdesk.store import durable

SERVICE = "kdesk"
KEYRINGS = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.kwallet",
        "keyring.backends.macOS",
        "keyring.backends.Windows",
    }
)
"""Keyrings that encrypt what they hold; others (plain files, null) are never used."""


class DeviceKeeper:
    """Keeps one 32-byte key for each vault, outside the vaults.

    A key starts as a file that only its owner may read, so that nothing asks and nothing can be
    locked; it may move to the keyring once the vault can be opened another way too.
    """

    def __init__(
        self,
        folder: Path,
        keyring_allowed: bool = True,
        keyrings: frozenset[str] = KEYRINGS,
    ) -> None:
        self._folder = folder
        self._keyring_allowed = keyring_allowed
        self._keyrings = keyrings

    def add(self, vault_id: str) -> bytes:
        """Makes and keeps a new key for the vault; Problem DISK_FULL or CANNOT_WRITE."""
        key = secrets.token_bytes(32)
        with durable.door():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            durable.write_whole(self._file(vault_id), b64encode(key) + b"\n")
        return key

    def find(self, vault_id: str) -> bytes | None:
        """The vault's key, or None; the keyring is asked only when there is no file."""
        try:
            kept: bytes | str | None = self._file(vault_id).read_bytes()
        except OSError:
            kept = self._in_keyring(vault_id)
        try:
            key = b64decode(kept or b"")
        except ValueError:
            return None
        return key if len(key) == 32 else None

    def remove(self, vault_id: str) -> None:
        """Forgets the vault's key, wherever it is."""
        with suppress(OSError):
            self._file(vault_id).unlink()
        for ring in self._rings():
            with suppress(Exception):  # each keyring has errors of its own; nothing there is fine
                ring.delete_password(SERVICE, vault_id)

    def move_to_keyring(self, vault_id: str) -> bool:
        """Moves the key from the file to the keyring; False, and the file stays, if it won't go.

        Only for a vault that opens another way too: a keyring can be lost with a password change.
        """
        key = self.find(vault_id)
        if key is None or not self._file(vault_id).exists():
            return False
        kept = b64encode(key).decode()
        for ring in self._rings():
            with suppress(Exception):
                ring.set_password(SERVICE, vault_id, kept)
                if ring.get_password(SERVICE, vault_id) == kept:
                    with durable.door():
                        self._file(vault_id).unlink()
                        durable.sync_folder(self._folder)
                    return True
        return False

    def _file(self, vault_id: str) -> Path:
        return self._folder / f"device-{vault_id}.key"

    def _in_keyring(self, vault_id: str) -> str | None:
        for ring in self._rings():
            with suppress(Exception):
                kept: str | None = ring.get_password(SERVICE, vault_id)
                if kept:
                    return kept
        return None

    def _rings(self) -> list[Any]:
        if not self._keyring_allowed:
            return []
        try:
            # Loading keyring takes longer than opening a vault, and most starts need none of it.
            from keyring.backend import get_all_keyring  # noqa: PLC0415

            found = [ring for ring in get_all_keyring() if type(ring).__module__ in self._keyrings]
            return sorted(found, key=lambda ring: -float(ring.priority))
        except Exception:  # a broken keyring on this machine is the same as none
            return []
