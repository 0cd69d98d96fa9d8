"""A plain tar of plain files with a manifest of their hashes at its end: one backup file.

Any tar program opens it. Reading is strict: names that could lead elsewhere, links, holes,
compression and whatever else an archive can hold are refused, so nothing grows on its way out.
"""

import hashlib
import json
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kdesk.domain.problem import Problem, Trouble
from kdesk.store.streams import From, Into

MANIFEST = "manifest.json"
NAME = re.compile(
    r"vault\.json|vault\.mirror\.json|README-RECOVERY\.txt|db/journal\.db"
    r"|blobs/[0-9a-f]{2}/[0-9a-f]{32}\.[a-z0-9]{1,8}\.age"
    r"|captures/[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.age((\.partly)?\.aside)?"
)
"""What may be in a backup, and so the only paths that are ever made from one."""

_FORMAT, _VERSION = "kdesk-backup", 1
_BLOCK = tarfile.BLOCKSIZE
_PIECE = 1 << 20
_LARGEST_MANIFEST = 1 << 28


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of an archive: its size in bytes and its SHA-256, hexadecimal."""

    size: int
    sha256: str


class Writer:
    """Writes an archive, file by file."""

    def __init__(self, into: Into) -> None:
        self._into = into
        self._kept: dict[str, Kept] = {}

    @property
    def kept(self) -> Mapping[str, Kept]:
        """What was written so far."""
        return self._kept

    def add(self, name: str, file: From, size: int) -> None:
        """Write the first `size` bytes of the file; raises OSError when there are fewer."""
        if not NAME.fullmatch(name):
            raise ValueError("a name that would be refused on the way back")
        self._begin(name, size)
        digest, left = hashlib.sha256(), size
        while left:
            piece = file.read(min(left, _PIECE))
            if not piece:
                raise OSError("a file shrank while it was read")
            digest.update(piece)
            self._into.write(piece)
            left -= len(piece)
        self._into.write(_padding(size))
        self._kept[name] = Kept(size, digest.hexdigest())

    def finish(self, about: Mapping[str, Any]) -> None:
        """Write the manifest and the end."""
        files = {name: [kept.size, kept.sha256] for name, kept in self._kept.items()}
        manifest = {"fmt": _FORMAT, "ver": _VERSION, **about, "files": files}
        data = json.dumps(manifest, indent=1).encode()
        self._begin(MANIFEST, len(data))
        self._into.write(data + _padding(len(data)) + bytes(2 * _BLOCK))

    def _begin(self, name: str, size: int) -> None:
        header = tarfile.TarInfo(name)
        header.size, header.mode = size, 0o600
        self._into.write(header.tobuf(tarfile.GNU_FORMAT))


def read(file: From, place: Callable[[str], Into]) -> Mapping[str, Kept]:
    """Read a whole archive, each file into its `place`, and hold it against its manifest.

    Raises Problem BAD_FILE when anything is not as it was written, TOO_NEW for a later form;
    what was put into the places by then is worthless.
    """
    found: dict[str, Kept] = {}
    for name, pieces in _members(file):
        if name == MANIFEST:
            _compare(found, b"".join(pieces))
            return found
        if name in found or not NAME.fullmatch(name):
            raise damaged()
        into, digest, size = place(name), hashlib.sha256(), 0
        for piece in pieces:
            digest.update(piece)
            into.write(piece)
            size += len(piece)
        found[name] = Kept(size, digest.hexdigest())
    raise damaged()


def damaged() -> Problem:
    """What to say of a file that is no whole backup."""
    return Problem(
        Trouble.BAD_FILE,
        "This file is not a backup made by kdesk, or it is damaged. Choose another one.",
    )


def _members(file: From) -> Iterator[tuple[str, Iterator[bytes]]]:
    while True:
        try:
            # One header at a time: none of tarfile's extensions, whose sizes could be lies.
            header = tarfile.TarInfo.frombuf(file.read(_BLOCK), "ascii", "strict")
        except (tarfile.HeaderError, ValueError):
            raise damaged() from None
        if header.type != tarfile.REGTYPE or header.size < 0:
            raise damaged()
        if header.name == MANIFEST and header.size > _LARGEST_MANIFEST:
            raise damaged()
        yield header.name, _pieces(file, header.size)


def _pieces(file: From, size: int) -> Iterator[bytes]:
    left = size
    while left:
        piece = file.read(min(left, _PIECE))
        if not piece:
            raise damaged()
        yield piece
        left -= len(piece)
    if len(file.read(len(_padding(size)))) != len(_padding(size)):
        raise damaged()


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)


def _compare(found: Mapping[str, Kept], data: bytes) -> None:
    try:
        manifest = json.loads(data)
        if manifest["fmt"] != _FORMAT:
            raise damaged()
        if manifest["ver"] != _VERSION:
            raise Problem(
                Trouble.TOO_NEW,
                "This backup was made by a newer kdesk. Install that version to restore it.",
            )
        wanted = {name: Kept(*kept) for name, kept in manifest["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged() from None
    if wanted != found:
        raise damaged()
