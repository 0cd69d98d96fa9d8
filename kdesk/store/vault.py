"""The vault: one folder that holds a journal, made whole, opened, closed."""

import shutil
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from kdesk.domain.change import Change
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import durable, header, keys, recovery, slots, unlocking
from kdesk.store.blobs import Blobs
from kdesk.store.database import Database
from kdesk.store.devices import DeviceKeeper
from kdesk.store.header import DATABASE, Header
from kdesk.store.slots import STRONG, Stretch
from kdesk.store.unlocking import Unlocked

FOLDERS = ("db", "blobs", "captures", "snapshots")
HALF_MADE_FOR = timedelta(hours=1)
"""After this long nobody is still making it: making takes a second."""


class Vault:
    """An open vault; everything in it is sealed with its root secret."""

    def __init__(self, folder: Path, unlocked: Unlocked, device: DeviceKeeper | None) -> None:
        root = unlocked.root
        self.folder = folder
        self.recipient = keys.recipient(root)
        self.identity: Any = keys.identity(root)
        self.database = Database(
            folder / DATABASE, keys.derive(root, keys.DATABASE), must_exist=True
        )
        self.blobs = Blobs(folder / "blobs", self.recipient, self.identity)
        self.captures = folder / "captures"
        self._root = root
        self._device = device
        self.mended = not unlocked.certain
        """The header was lost and made anew, without whatever passphrase there was."""

    def reading(self) -> AbstractContextManager[Session]:
        """A database session that sees one moment of the journal and changes nothing."""
        return self.database.reading()

    def writing(self) -> AbstractContextManager[Session]:
        """A database session kept at its end, all or none; then the listeners are told."""
        return self.database.writing()

    def listen(self, listener: Callable[[tuple[Change, ...]], None]) -> None:
        """Tells the listener what each commit changed, on the thread that wrote."""
        self.database.listen(listener)

    def words(self) -> tuple[str, ...]:
        """The 24 recovery words."""
        return keys.words_of(self._root)

    def pin(self, file: Path) -> None:
        """Writes who recordings are sealed to outside the vault; see header.recipient_of."""
        line = f"{self.recipient}\n".encode()
        with durable.door():
            if not (file.is_file() and file.read_bytes() == line):
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                durable.write_whole(file, line)

    def set_passphrase(self, new: str, now: datetime, *, stretch: Stretch = STRONG) -> None:
        """Makes `new` the passphrase; the device's key works on until `new` is known by heart.

        Takes half a second. Problem BAD_INPUT when it is empty, DISK_FULL, CANNOT_WRITE; then
        the passphrase from before still holds.
        """
        key = keys.derive(self._root, keys.HEADER)
        found = header.find(self.folder)
        header.check(found, key)
        seen = found.header
        slot = slots.passphrase_slot(self._root, seen.vault_id, new, now.date(), stretch)
        with durable.door():
            after = replace(seen, gen=seen.gen + 1, slots=(slot, *seen.devices))
            header.write(self.folder, after, key)
        if self._device is not None:
            self._device.move_to_keyring(seen.vault_id)

    def close(self) -> None:
        """Lets go of the database and of every secret."""
        self.database.close()
        self.blobs.close()
        self.identity = None
        self._root = b""


def exists(folder: Path) -> bool:
    """Whether there is a journal in the folder, readable or not."""
    return header.exists(folder) or (folder / DATABASE).exists()


def make(
    folder: Path,
    device: DeviceKeeper,
    passphrase: str | None,
    now: datetime,
    *,
    stretch: Stretch = STRONG,
) -> Vault:
    """Makes a vault and opens it; asks nothing, and is there whole or not at all.

    Problem VAULT_EXISTS when the folder holds anything, DISK_FULL, CANNOT_WRITE.
    """
    _refuse_what_is_there(folder)
    root, vault_id = keys.new_root(), uuid.uuid4().hex
    made = (slots.device_slot(root, vault_id, device.add(vault_id)),)
    first = Header(vault_id, keys.recipient(root), 1, made)
    half = folder.with_name(f".{folder.name}.making-{uuid.uuid4().hex}")
    try:
        if passphrase is not None:
            slot = slots.passphrase_slot(root, vault_id, passphrase, now.date(), stretch)
            first = replace(first, slots=(slot, *made))
        with durable.door():
            _sweep(folder, now)
            _furnish(half, first, root)
            durable.put_in_place(half, folder)
    except BaseException:
        if not half.exists() and exists(folder):  # named, but the name could not be synced
            folder.rename(half)
        shutil.rmtree(half, ignore_errors=True)
        device.remove(vault_id)
        raise
    return Vault(folder, Unlocked(root, first, sound=True), device)


def make_folders(folder: Path) -> None:
    """The folders of a vault, in a new one that only its owner may read; raises OSError."""
    folder.mkdir(mode=0o700, parents=True)
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700)


def has_passphrase(folder: Path) -> bool:
    """Whether a passphrase was set; works locked; Problems as for header.find."""
    return bool(header.find(folder).header.passphrases)


def open_with_device(folder: Path, device: DeviceKeeper) -> Vault:
    """Opens with this computer's key; Problem WRONG_KEY when there is none, DAMAGED, TOO_NEW."""
    return _open(folder, unlocking.by_device(folder, device), device)


def open_with_passphrase(
    folder: Path,
    passphrase: str,
    device: DeviceKeeper | None = None,
    now: datetime | None = None,
) -> Vault:
    """Opens with the passphrase; Problem WRONG_KEY, DAMAGED, TOO_NEW.

    With `now` the day counts: after two different ones the device's key is dropped.
    """
    unlocked = unlocking.by_passphrase(folder, passphrase)
    vault = _open(folder, unlocked, device)
    after = unlocking.worked_on(now.date(), unlocked.header) if now else None
    if after is not None:
        # A full disk must not keep anybody out: the day then counts another time.
        with suppress(OSError):
            header.write(folder, after, keys.derive(unlocked.root, keys.HEADER))
            if device is not None and not after.devices:
                device.remove(after.vault_id)
    return vault


def open_with_words(folder: Path, words: str) -> Vault:
    """Opens with the 24 words, in any spacing and case; Problem WRONG_KEY, DAMAGED, TOO_NEW.

    Makes a damaged header good again; the passphrase must then be set anew.
    """
    unlocked = unlocking.by_words(words, folder, uuid.uuid4().hex)
    if not exists(folder):
        raise header.missing()
    try:
        return _open(folder, unlocked, None)
    except Problem as problem:
        if unlocked.certain or problem.trouble is not Trouble.DAMAGED:
            raise
    raise Problem(
        Trouble.WRONG_KEY,
        "These words don't open this journal. Check that the sheet belongs to it; "
        "if it does, the journal is damaged: restore a backup.",
    )


def _open(folder: Path, unlocked: Unlocked, device: DeviceKeeper | None) -> Vault:
    vault = Vault(folder, unlocked, device)
    if not unlocked.sound:
        with suppress(OSError):  # a journal that can't be written to can still be read
            header.write(folder, unlocked.header, keys.derive(unlocked.root, keys.HEADER))
    return vault


def _refuse_what_is_there(folder: Path) -> None:
    if exists(folder):
        raise Problem(
            Trouble.VAULT_EXISTS, "There is a journal in this folder already; it was left alone."
        )
    with durable.door():
        if not durable.is_free(folder):
            raise Problem(Trouble.VAULT_EXISTS, durable.why_not_free(folder))


def _furnish(half: Path, first: Header, root: bytes) -> None:
    make_folders(half)
    (half / recovery.NAME).write_text(recovery.text(), "utf-8")
    header.write(half, first, keys.derive(root, keys.HEADER))
    Database(half / DATABASE, keys.derive(root, keys.DATABASE)).close()
    durable.sync_tree(half)


def _sweep(folder: Path, now: datetime) -> None:
    for half in folder.parent.glob(f".{folder.name}.making-*"):
        with suppress(OSError):
            if half.stat().st_mtime < (now - HALF_MADE_FOR).timestamp():
                shutil.rmtree(half)
