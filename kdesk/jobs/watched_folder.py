"""A folder of the person's choice whose recordings are taken in, such as those of a phone.

Nothing in it is ever written, moved or deleted, and only sound files that lie right in it are
opened: no links, nothing hidden, no folders within.
"""

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from kdesk.domain.ids import AnyId
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.bring_in import Refused, how_many_cut, modified_at, open_file, sha256_of
from kdesk.jobs.prepare import plain_name
from kdesk.jobs.prepared import Content
from kdesk.jobs.runner import Progress, Share
from kdesk.jobs.take_in import OF_THE_FILE, take_in
from kdesk.store import taken_in
from kdesk.store.vault import Vault

ENDINGS = frozenset({
    ".wav", ".flac", ".mp3", ".m4a", ".m4b", ".mp4", ".aac", ".ogg", ".oga", ".opus",
    ".amr", ".awb", ".3gp", ".3gpp", ".3g2",
    ".wma", ".aif", ".aiff", ".caf", ".webm", ".mka", ".dss", ".ds2",
})  # fmt: skip
"""Of sound. That of the last row can't be taken in; it is refused by name, not passed by."""
STILL_FOR = 10.0
"""Seconds a file must look the same before it is taken in: nobody writes to it any more."""
STILL_LONGER = 60.0
"""The same for one that could not be read: it may be on its way over a slow line."""
NOT_THERE = "This folder can't be looked into. Check that it is there and yours to read."


@dataclass(frozen=True, slots=True)
class Look:
    """How a file looks from outside; while that is the same, so is the file."""

    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, about: os.stat_result) -> "Look":
        """The look of a file the system tells about."""
        return cls(about.st_ino, about.st_size, about.st_mtime_ns)

    @property
    def sha256(self) -> str:
        """What it goes by among the hashes, so that a known file needn't be read to be known."""
        return hashlib.sha256(f"look {self.inode} {self.size} {self.modified}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look into the folder brought."""

    there: bool = True
    """Whether the folder can be looked into at all."""
    kept: tuple[AnyId, ...] = ()
    cut: int = 0
    """How many of those end abruptly."""
    refused: tuple[Refused, ...] = ()
    """Every file that could not be read, until it changes; then it is tried again."""
    growing: bool = False
    """Somebody may still be writing to one of them: look again in a while."""
    problem: Problem | None = None
    """What would happen to every other file too."""


@dataclass(slots=True)
class _Round:
    """What one look has brought so far."""

    growing: bool
    kept: list[AnyId] = field(default_factory=list)
    problem: Problem | None = None


class WatchedFolder:
    """One folder, and what is known of the files in it since the journal was opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._since: dict[str, tuple[Look, float]] = {}
        self._done: dict[str, Look] = {}
        self._failed: dict[str, Look] = {}
        self._refused: dict[str, Refused] = {}

    def look(
        self, vault: Vault, *, now: datetime, clock: float, progress: Progress | None = None
    ) -> Seen:
        """Take in what is new and still; `clock` counts seconds, whatever the day is.

        What was ever taken in is left alone, also when what it became was deleted since.
        """
        followed = progress or Progress()
        try:
            found = sounds_in(self.folder)
        except OSError:
            return Seen(there=False)
        new = {name: look for name, look in found.items() if self._is_new(vault, name, look)}
        self._since = {name: self._first_seen(name, look, clock) for name, look in new.items()}
        still = [name for name in new if self._is_still(name, clock)]
        brought = _Round(growing=len(still) < len(new))
        for number, name in enumerate(still):
            if followed.cancelled or brought.problem:
                break
            self._try(vault, name, now, Share(followed, number, len(still)), brought)
        refused = tuple(one for name, one in self._refused.items() if name in found)
        cut = how_many_cut(vault, brought.kept)
        return Seen(True, tuple(brought.kept), cut, refused, brought.growing, brought.problem)

    def _try(
        self, vault: Vault, name: str, now: datetime, progress: Progress, into: "_Round"
    ) -> None:
        look, _ = self._since[name]
        self._refused.pop(name, None)
        try:
            memo_id = self._take(vault, name, look, now, progress)
        except _GrowsError:
            into.growing = True
        except Problem as trouble:
            if progress.cancelled:
                return
            if trouble.trouble not in OF_THE_FILE:
                into.problem = trouble
            elif self._failed.get(name) == look:
                self._done[name] = look
                self._refused[name] = Refused(plain_name(name), trouble.sentence)
            else:
                self._failed[name], into.growing = look, True
        else:
            self._done[name] = look
            into.kept += [memo_id] if memo_id else []

    def _is_new(self, vault: Vault, name: str, look: Look) -> bool:
        if self._done.get(name) != look and taken_in.is_known(vault, look.sha256):
            self._done[name] = look
        return self._done.get(name) != look

    def _first_seen(self, name: str, look: Look, clock: float) -> tuple[Look, float]:
        before = self._since.get(name)
        return before if before is not None and before[0] == look else (look, clock)

    def _is_still(self, name: str, clock: float) -> bool:
        look, since = self._since[name]
        return clock - since >= (STILL_LONGER if self._failed.get(name) == look else STILL_FOR)

    def _take(
        self, vault: Vault, name: str, look: Look, now: datetime, progress: Progress
    ) -> AnyId | None:
        """Take one in; None when these very bytes were taken in before."""
        with open_file(self.folder / name, links=False) as file:
            still = _Still(file, look)
            if taken_in.is_known(vault, sha256_of(cast(BinaryIO, still))):
                taken_in.leave_alone(vault, (look.sha256,))
                return None
            return take_in(
                vault,
                cast(BinaryIO, still),
                name,
                session_id=None,
                at=None,
                modified=modified_at(os.fstat(file.fileno()), now),
                only=Content.SOUND,
                # It may be on its way: only what stays as it is ends there.
                whole=self._failed.get(name) != look,
                sources=(look.sha256,),
                now=now,
                progress=progress,
            )


def sounds_in(folder: Path) -> dict[str, Look]:
    """The sound files right in a folder, the oldest first; raises OSError."""
    found: dict[str, Look] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or Path(entry.name).suffix.lower() not in ENDINGS:
                continue
            try:
                about = os.lstat(entry.path)
            except OSError:  # it went away in this moment
                continue
            if stat.S_ISREG(about.st_mode) and about.st_size:
                found[entry.name] = Look.of(about)
    return dict(sorted(found.items(), key=lambda one: (one[1].modified, one[0])))


def how_many(folder: Path) -> int:
    """How many sound files lie right in a folder; Problem CANNOT_READ."""
    return len(_found_in(folder))


def pass_over(vault: Vault, folder: Path, progress: Progress | None = None) -> None:
    """Have everything that is in the folder now count as known; Problem CANNOT_READ."""
    followed = progress or Progress()
    found = _found_in(folder)
    known: list[str] = []
    for number, (name, look) in enumerate(found.items()):
        followed.fraction(number / len(found))
        if followed.cancelled:
            return
        known += _names_of(folder / name, look)
    taken_in.leave_alone(vault, known)


def _found_in(folder: Path) -> dict[str, Look]:
    try:
        return sounds_in(folder)
    except OSError as error:
        raise Problem(Trouble.CANNOT_READ, NOT_THERE) from error


def _names_of(path: Path, look: Look) -> Sequence[str]:
    try:
        with open_file(path, links=False) as file:
            return look.sha256, sha256_of(file)
    except Problem:  # it can't be read now; it goes by its look
        return (look.sha256,)


class _GrowsError(Exception):
    """Somebody wrote to the file while it was read."""


class _Still:
    """A file that must look as it did from its first byte to its last."""

    def __init__(self, file: BinaryIO, look: Look) -> None:
        self._file = file
        self._look = look

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        if Look.of(os.fstat(self._file.fileno())) != self._look:
            raise _GrowsError
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
