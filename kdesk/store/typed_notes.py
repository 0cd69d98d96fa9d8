"""Words typed on the session-day screen: sealed like a recording, filed once the journal is open.

Sealing needs only the vault's public key, so it works while locked.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage

from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import EntryId, Kind
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.times import aware
from kdesk.store import durable
from kdesk.store.ids import new_id

if TYPE_CHECKING:
    from kdesk.store.vault import Vault  # would load the database and its keys

SUFFIX = ".typed.age"


def seal(folder: Path, recipient: str, words: str, now: datetime) -> EntryId:
    """Keep the words, sealed to the recipient and synced when this returns.

    Problem DISK_FULL or CANNOT_WRITE.
    """
    entry_id = EntryId(new_id(Kind.ENTRY, now))
    said = {"at": aware(now).isoformat(), "words": words}
    sealed = pyrage.encrypt(
        json.dumps(said).encode(), [pyrage.x25519.Recipient.from_str(recipient)]
    )
    with durable.door():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.write_whole(folder / f"{entry_id}{SUFFIX}", sealed)
    return entry_id


def take_in(vault: "Vault", *, now: datetime) -> int:
    """File every waiting note as an entry; each once, whatever interrupts it. How many.

    Raises Problem CANNOT_READ when one can't be opened; it stays where it is.
    """
    from kdesk.store import entries, sessions  # noqa: PLC0415 - sealing loads no database

    filed = 0
    for file in sorted(vault.captures.glob(f"*{SUFFIX}")):
        try:
            said = json.loads(pyrage.decrypt(file.read_bytes(), [vault.identity]))
            at, words = datetime.fromisoformat(said["at"]), str(said["words"])
        except (OSError, ValueError, KeyError, pyrage.DecryptError) as error:
            raise Problem(
                Trouble.CANNOT_READ,
                "A note typed while kdesk was locked can't be read. It stays in the vault's "
                "captures folder; restore that folder from a backup.",
            ) from error
        # A stop between the commit and the removal leaves the file: its entry is there then.
        near = entries.between(vault, at - timedelta(seconds=1), at + timedelta(seconds=1))
        known = any(kept.at == at and kept.text == words for kept in near)
        if not known:
            with vault.reading() as reading:
                session_id = sessions.at(reading, at)
            entries.add(
                vault,
                at=at,
                kind=EntryKind.AFTER,
                title="",
                text=words,
                session_id=session_id,
                now=now,
            )
            filed += 1
        with durable.door():
            file.unlink()
            durable.sync_folder(file.parent)
    return filed
