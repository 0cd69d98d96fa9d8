"""Sealed files of the vault: written once, never changed, told apart from rot by their hash."""

import hashlib
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from kdesk.domain.memo import Blob
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import durable, streams

NAME = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,8}\.age")
INCOMING = ".incoming"


class Blobs:
    """The vault's `blobs` folder."""

    def __init__(self, folder: Path, recipient: str, identity: Any) -> None:
        self._folder = folder
        self._recipient = recipient
        self._identity = identity

    def add(self, data: bytes | streams.From, media_type: str, extension: str) -> Blob:
        """Seals the bytes into a new file, on the disk for good; DISK_FULL or CANNOT_WRITE.

        The extension says what kind of file it is to somebody who recovers it by hand; anything
        but a few letters and digits becomes `bin`.
        """
        plain = extension.removeprefix(".").lower()
        plain = plain if re.fullmatch(r"[a-z0-9]{1,8}", plain) else "bin"
        name = f"{uuid.uuid4().hex}.{plain}.age"
        with durable.door():
            part = self._folder / INCOMING / name
            part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                size, sha256 = self._seal(data, part)
                self._put(part, self.path(name))
            except BaseException:
                for half in (part, self.path(name)):
                    with suppress(OSError):
                        half.unlink()
                raise
        return Blob(name, media_type, size, sha256)

    def read(self, blob: Blob) -> bytes:
        """The plain bytes; Problem DAMAGED when the file is missing or not what was sealed."""
        into = BytesIO()
        self.copy(blob, into)
        return into.getvalue()

    def copy(self, blob: Blob, into: streams.Into) -> None:
        """Writes the plain bytes as they are opened, chunk by chunk; Problems as for read.

        What was written by then is worthless when this raises.
        """
        try:
            file = self.path(blob.name).open("rb")
        except FileNotFoundError:
            raise Problem(
                Trouble.DAMAGED, "A file of this journal is missing. Restore it from a backup."
            ) from None
        except OSError as error:
            raise durable.unreadable("A file of this journal", error) from error
        with file:
            source, sink = streams.Source(file, hashed=True), streams.Sink(into)
            try:
                streams.unseal(source, sink, self._identity)
            except (streams.SpoiltError, streams.ForeignError):
                raise _damaged() from None
            except OSError as error:
                if sink.error is not None:
                    raise
                raise durable.unreadable("A file of this journal", error) from error
            if source.sha256 != blob.sha256:
                raise _damaged()

    def check(self, blob: Blob) -> bool:
        """Whether the sealed file is there, and to the bit what it was."""
        try:
            with self.path(blob.name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == blob.sha256
        except OSError:
            return False

    def remove(self, blob: Blob) -> None:
        """Deletes the file; nothing when it is gone already; Problem CANNOT_WRITE."""
        with durable.door():
            self.path(blob.name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """The names of all sealed files, in no order."""
        for file in self._folder.glob("[0-9a-f][0-9a-f]/*.age"):
            if NAME.fullmatch(file.name):
                yield file.name

    def sweep(self, before: datetime) -> int:
        """Deletes what was left half-written before then; says how many."""
        swept = 0
        for part in self._folder.glob(f"{INCOMING}/*"):
            with suppress(OSError):
                if part.stat().st_mtime < before.timestamp():
                    part.unlink()
                    swept += 1
        return swept

    def close(self) -> None:
        """Drops the secret; sealing still works, opening doesn't."""
        self._identity = None

    def path(self, name: str) -> Path:
        """Where the sealed file is; raises ValueError for what can't be a name."""
        if not NAME.fullmatch(name):  # a name comes from a database or a backup: never a way out
            raise ValueError("not the name of a sealed file")
        return self._folder / name[:2] / name

    def _seal(self, data: bytes | streams.From, part: Path) -> tuple[int, str]:
        source = streams.Source(BytesIO(data) if isinstance(data, bytes) else data)
        descriptor = durable.create(part)
        with open(descriptor, "wb", buffering=0) as file:  # noqa: PTH123 - a descriptor, no path
            sink = streams.Sink(durable.Whole(file.fileno()), hashed=True)
            streams.seal(source, sink, self._recipient)
            durable.sync(file.fileno())
        return source.size, sink.sha256

    def _put(self, part: Path, path: Path) -> None:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            durable.sync_folder(self._folder)
        part.replace(path)
        durable.sync_folder(path.parent)


def _damaged() -> Problem:
    return Problem(
        Trouble.DAMAGED,
        "A file of this journal is damaged. Restore it from a backup; the rest can be used.",
    )
