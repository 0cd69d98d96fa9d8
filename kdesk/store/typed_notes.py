"""Words typed on the session-day screen: sealed like a recording, filed once the journal is open.

Sealing needs only the vault's public key, so it works while locked.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage

from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import Kind
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.domain.times import aware
from kdesk.store import durable, small_files
from kdesk.store.ids import new_id

if TYPE_CHECKING:
    from kdesk.store.vault import Vault  # would load the database and its keys

SUFFIX = ".typed.age"


def seal(
    folder: Path, recipient: str, words: str, now: datetime, fallback: Path | None = None
) -> Sign:
    """Keep the words, sealed to the recipient and synced when this returns; says where.

    ELSEWHERE is the fallback folder, when the vault's takes nothing. Problem DISK_FULL or
    CANNOT_WRITE.
    """
    name = f"{new_id(Kind.ENTRY, now)}{SUFFIX}"
    said = {"at": aware(now).isoformat(), "words": words}
    with durable.door():
        place = small_files.keep(name, said, recipient, folder, fallback)
    return Sign.IN_PLACE if place == folder else Sign.ELSEWHERE


def waits(*folders: Path) -> bool:
    """Whether something was typed that isn't filed yet."""
    return any(path for folder in folders for path in folder.glob(f"*{SUFFIX}"))


def take_in(vault: "Vault", *, now: datetime, fallback: Path | None = None) -> int:
    """File every waiting note as an entry; each once, whatever interrupts it. How many.

    `fallback` is where those are that the vault's disk didn't take. Raises Problem CANNOT_READ
    when one can't be opened; it stays where it is, and the others are filed all the same.
    """
    folders = [vault.captures, *([fallback] if fallback is not None else [])]
    found = [file for folder in folders for file in folder.glob(f"*{SUFFIX}")]
    filed = 0
    trouble: Problem | None = None
    for file in sorted(found, key=lambda path: path.name):
        try:
            said = _opened(file, vault)
        except Problem as problem:
            trouble = trouble or problem
            continue
        filed += _file(vault, *said, now)
        with durable.door():
            file.unlink()
            durable.sync_folder(file.parent)
    if trouble is not None:
        raise trouble
    return filed


def _opened(file: Path, vault: "Vault") -> tuple[datetime, str]:
    try:
        said = json.loads(pyrage.decrypt(file.read_bytes(), [vault.identity]))
        return datetime.fromisoformat(said["at"]), str(said["words"])
    except (OSError, ValueError, KeyError, pyrage.DecryptError) as error:
        raise Problem(
            Trouble.CANNOT_READ,
            "A note typed while kdesk was locked can't be read. It stays in the vault's "
            "captures folder; restore that folder from a backup.",
        ) from error


def _file(vault: "Vault", at: datetime, words: str, now: datetime) -> bool:
    """Make it an entry, unless there is one; whether there is a new one."""
    from kdesk.store import entries, sessions  # noqa: PLC0415 - sealing loads no database

    # A stop between the commit and the removal leaves the file: its entry is there then.
    near = entries.between(vault, at - timedelta(seconds=1), at + timedelta(seconds=1))
    if any(kept.at == at and kept.text == words for kept in near):
        return False
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
    return True
