"""Daily copies of the database inside the vault: the blobs never change, so these are enough."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from kdesk.store import cipher, durable, header, sealed, streams

if TYPE_CHECKING:
    from kdesk.store.vault import Vault

DATABASE = "journal.db"
MANIFEST = "manifest.age"
DAYS, WEEKS, MONTHS = 7, 4, 12
"""How many days, weeks and months back there is one."""

_FOLDER = "snapshots"
_HALF = ".half-"
_NAME = "%Y%m%dT%H%M%SZ"


def snapshot(vault: Vault, now: datetime) -> Path | None:
    """Lay a verified copy of the database aside, once a day; says where, or None when it is there.

    It gets its name only after it was checked. Older ones are thinned out. Problem DISK_FULL,
    CANNOT_WRITE, DAMAGED when the copy isn't whole; then the older ones stay.
    """
    folder = vault.folder / _FOLDER
    made_at = now.astimezone(UTC)
    with durable.door():
        folder.mkdir(mode=0o700, exist_ok=True)
        for half in folder.glob(f"{_HALF}*"):
            shutil.rmtree(half, ignore_errors=True)
        if any(moment.date() == made_at.date() for moment, _ in snapshots(vault.folder)):
            return None
        half = folder / f"{_HALF}{uuid.uuid4().hex}"
        try:
            half.mkdir(mode=0o700)
            _fill(vault, half)
            durable.sync_tree(half)
            half.rename(folder / made_at.strftime(_NAME))
        finally:
            shutil.rmtree(half, ignore_errors=True)
        durable.sync_folder(folder)
        _thin_out(vault.folder)
    return folder / made_at.strftime(_NAME)


def snapshots(vault_folder: Path) -> list[tuple[datetime, Path]]:
    """The snapshots of a vault, open or not, newest first, each with its time in UTC."""
    found = []
    for place in (vault_folder / _FOLDER).glob("2*Z"):
        try:
            made_at = datetime.strptime(place.name, _NAME).replace(tzinfo=UTC)
        except ValueError:
            continue
        if (place / DATABASE).is_file():
            found.append((made_at, place))
    return sorted(found, reverse=True)


def worth_keeping(moments: Iterable[datetime]) -> set[datetime]:
    """The newest of each of the last 7 days, 4 weeks and 12 months that have any."""
    newest_first = sorted(moments, reverse=True)
    kept: set[datetime] = set()
    for pattern, many in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
        newest: dict[str, datetime] = {}
        for moment in newest_first:
            newest.setdefault(moment.strftime(pattern), moment)
        kept.update(list(newest.values())[:many])
    return kept


def _fill(vault: Vault, half: Path) -> None:
    copy = half / DATABASE
    vault.database.copy(copy)
    if not vault.database.is_whole(copy):
        raise cipher.damaged()
    shutil.copyfile(vault.folder / header.NAME, half / header.NAME)
    with vault.reading() as session:
        blobs = {blob.name: blob.sha256 for blob in sealed.every(session)}
    with copy.open("rb") as file:
        database = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = json.dumps({"database": database, "blobs": blobs}).encode()
    into = BytesIO()
    streams.seal(streams.Source(BytesIO(manifest)), streams.Sink(into), vault.recipient)
    (half / MANIFEST).write_bytes(into.getvalue())


def _thin_out(vault_folder: Path) -> None:
    found = snapshots(vault_folder)
    kept = worth_keeping(moment for moment, _ in found)
    for moment, place in found:
        if moment not in kept:
            shutil.rmtree(place, ignore_errors=True)
