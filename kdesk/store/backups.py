"""One file that holds the whole vault, sealed as it is, and the way back from it."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kdesk.domain.memo import Blob
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.times import rfc3339
from kdesk.store import archives, cipher, durable, header, recovery, recovery_sheet, sealed
from kdesk.store.archives import Kept
from kdesk.store.header import DATABASE
from kdesk.store.vault import Vault, has_passphrase, make_folders

if TYPE_CHECKING:
    from kdesk.store.progress import Progress

_DATABASE = DATABASE.as_posix()
_NEEDED = {header.NAME, _DATABASE}


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: how many files, and how many bytes in all."""

    files: int
    size: int
    harmed: int = 0
    """Sealed files that the journal needs and that are missing or damaged in it."""


def backup(
    vault: Vault,
    file: Path,
    *,
    now: datetime,
    words_shown: bool = False,
    progress: Progress | None = None,
) -> Backup:
    """Write the vault into one file and read it back; only then does it get its name.

    A vault without a passphrase could be opened nowhere else, so it wants its recovery words on
    paper: `words_shown` says that they were shown just now, and is remembered. Problem BAD_INPUT
    when they never were, CANNOT_WRITE, DISK_FULL, DAMAGED; then a file of that name stays as it
    was. Missing or damaged sealed files are counted: a backup of what is left is better than none.
    """
    if words_shown:
        recovery_sheet.note_shown(vault, now=now)
    _insist_on_another_key(vault)
    part = file.with_name(f".{file.name}.{uuid.uuid4().hex}.part")
    copy = part.with_suffix(".db")
    try:
        with durable.door():
            needed = _needed(vault)
            written = _write(vault, part, copy, now, progress)
            harmed = _harmed(needed & _needed(vault), written)
            if _read_back(part) != written:
                raise archives.damaged()
            part.replace(file)
            durable.sync_folder(file.parent)
    finally:
        for left in (part, copy):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return Backup(len(written), sum(kept.size for kept in written.values()), harmed)


def restore(file: Path, folder: Path) -> None:
    """Lay the vault of a backup out in an empty or a new folder; there is all of it or nothing.

    Problem BAD_FILE, TOO_NEW, VAULT_EXISTS when the folder holds anything, CANNOT_READ,
    CANNOT_WRITE, DISK_FULL.
    """
    folder = folder.absolute()
    with durable.door():
        if not durable.is_free(folder):
            raise Problem(Trouble.VAULT_EXISTS, durable.why_not_free(folder))
    half = folder.with_name(f".{folder.name}.restoring-{uuid.uuid4().hex}")
    try:
        with closing(_Source(file)) as source, durable.door():
            _lay_out(source, half)
            durable.put_in_place(half, folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _insist_on_another_key(vault: Vault) -> None:
    if has_passphrase(vault.folder) or recovery_sheet.shown_at(vault) is not None:
        return
    raise Problem(
        Trouble.BAD_INPUT,
        "Only this computer can open the journal, so a backup would be of no use elsewhere. "
        "Write down the recovery words first, or set a passphrase.",
    )


def _write(
    vault: Vault, part: Path, copy: Path, now: datetime, progress: Progress | None
) -> Mapping[str, Kept]:
    with ExitStack() as stack:
        # Recordings first: one that is filed meanwhile is then in the backup twice, never not.
        names = [f"captures/{path.name}" for path in sorted(_recordings(vault))]
        captures = [(name, _there(stack, vault.folder / name)) for name in names]
        vault.database.copy(copy)
        if not vault.database.is_whole(copy):
            raise cipher.damaged()
        blobs = [f"blobs/{name[:2]}/{name}" for name in sorted(vault.blobs.names())]
        descriptor = durable.create(part)
        with open(descriptor, "wb", buffering=0) as into:  # noqa: PTH123 — a descriptor, no path
            writer = archives.Writer(durable.Whole(into.fileno()))
            for name in (header.NAME, header.MIRROR, recovery.NAME):
                _add(writer, name, vault.folder / name)
            _add(writer, _DATABASE, copy)
            for name, capture in captures:
                if capture is not None:
                    writer.add(name, capture, os.fstat(capture.fileno()).st_size)
            for number, name in enumerate(blobs, 1):
                _add(writer, name, vault.folder / name)
                if progress is not None:
                    progress.fraction(number / len(blobs))
            writer.finish({"made_at": rfc3339(now)})
            durable.sync(into.fileno())
    return writer.kept


def _needed(vault: Vault) -> frozenset[Blob]:
    with vault.reading() as session:
        return frozenset(sealed.every(session))


def _harmed(needed: frozenset[Blob], written: Mapping[str, Kept]) -> int:
    """How many of them are not in the backup as they were sealed."""
    found = {name.rpartition("/")[2]: kept.sha256 for name, kept in written.items()}
    return sum(found.get(blob.name) != blob.sha256 for blob in needed)


def _recordings(vault: Vault) -> Iterator[Path]:
    """What waits to be filed, and what was set aside."""
    for ending in ("age", "age.aside", "age.partly.aside"):
        yield from vault.captures.glob(f"[!.]*.{ending}")


def _there(stack: ExitStack, path: Path) -> BinaryIO | None:
    """The file, open; None when it was filed and removed just now."""
    try:
        return stack.enter_context(path.open("rb"))
    except FileNotFoundError:
        return None


def _add(writer: archives.Writer, name: str, path: Path) -> None:
    with suppress(FileNotFoundError), path.open("rb") as file:
        writer.add(name, file, os.fstat(file.fileno()).st_size)


class _Nowhere:
    def write(self, data: bytes, /) -> None:
        """Take the bytes and do nothing with them."""


def _read_back(part: Path) -> Mapping[str, Kept]:
    with part.open("rb") as file:
        return archives.read(file, lambda _: _Nowhere())


class _Source:
    """The file of a backup, whose faults are not those of the disk that is written to."""

    def __init__(self, file: Path) -> None:
        with _reading():
            self._file = file.open("rb")

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end; Problem CANNOT_READ."""
        with _reading():
            return self._file.read(size)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise durable.unreadable("The backup", error) from error


def _lay_out(source: _Source, half: Path) -> None:
    make_folders(half)
    with closing(_Places(half)) as places:
        found = archives.read(source, places.place)
    if not found.keys() >= _NEEDED:
        raise archives.damaged()
    durable.sync_tree(half)


class _Places:
    """Where the files of a backup go, one open at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def place(self, name: str) -> durable.Whole:
        """A new file of that name, one that archives.NAME allows."""
        self.close()
        path = self._folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        self._descriptor = durable.create(path)
        return durable.Whole(self._descriptor)

    def close(self) -> None:
        """Close the file that is open."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
