"""Several files brought at once: each is taken in for itself, unless the journal has it already."""

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from kdesk.domain.ids import AnyId, Kind, MemoId, SessionId, kind_of
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.prepare import BLOCK, plain_name
from kdesk.jobs.runner import Progress, Share
from kdesk.jobs.take_in import OF_THE_FILE, take_in
from kdesk.store import memos, taken_in
from kdesk.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be taken in: what it is called, and why in one sentence."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the files that were brought."""

    kept: tuple[AnyId, ...] = ()
    there: tuple[AnyId, ...] = ()
    """What the journal had of them already; in the bin doesn't count."""
    cut: int = 0
    """How many of those kept end abruptly: the rest of the file could not be read."""
    refused: tuple[Refused, ...] = ()
    stopped: bool = False
    """Somebody stopped it; what is not named here was not looked at."""
    problem: Problem | None = None
    """What would happen to every other file too, such as a full disk; it ended there."""


def bring_in(
    vault: Vault,
    files: Sequence[Path],
    *,
    session_id: SessionId | None,
    now: datetime,
    progress: Progress | None = None,
) -> Brought:
    """Take in each file for itself, unless the journal has it; the files are left alone.

    What doesn't say itself when it was made lies at the time it was modified.
    """
    followed = progress or Progress()
    kept: list[AnyId] = []
    there: list[AnyId] = []
    refused: list[Refused] = []
    problem = None
    for done, path in enumerate(files):
        followed.fraction(done / len(files))
        try:
            with open_file(path) as file:
                known = what_is_there(vault, file)
                if known is not None:
                    there.append(known)
                    continue
                new = take_in(
                    vault,
                    file,
                    path.name,
                    session_id=session_id,
                    at=None,
                    modified=modified_at(os.fstat(file.fileno()), now),
                    now=now,
                    progress=Share(followed, done, len(files)),
                )
            kept.append(new)
        except Problem as trouble:
            if followed.cancelled:
                break
            if trouble.trouble not in OF_THE_FILE:
                problem = trouble
                break
            refused.append(Refused(plain_name(path.name), trouble.sentence))
    cut = how_many_cut(vault, kept)
    return Brought(tuple(kept), tuple(there), cut, tuple(refused), followed.cancelled, problem)


def open_file(path: Path, *, links: bool = True) -> BinaryIO:
    """A plain file to read from, or, with `links`, one a link leads to; Problem CANNOT_READ.

    Anything else is never opened for good: reading from a pipe might never end.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= 0 if links else getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError as error:
        raise Problem(
            Trouble.CANNOT_READ, "There is no file of this name any more. Look where it went."
        ) from error
    except OSError as error:
        raise Problem(
            Trouble.CANNOT_READ,
            "It can't be opened. Check that you may read it and its disk is there.",
        ) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Problem(
            Trouble.CANNOT_READ, "It is a folder or no file at all. Choose the files themselves."
        )
    return open(descriptor, "rb")  # noqa: PTH123 - a descriptor, no path


def what_is_there(vault: Vault, file: BinaryIO) -> AnyId | None:
    """What the journal has of exactly this file, and not in the bin; the file is then at its start.

    Problem CANNOT_READ.
    """
    return taken_in.what_became_of(vault, sha256_of(file))


def how_many_cut(vault: Vault, kept: Sequence[AnyId]) -> int:
    """How many of these are memos that end abruptly."""
    found = (memos.find(vault, MemoId(each)) for each in kept if kind_of(each) is Kind.MEMO)
    return sum(memo.cut for memo in found)


def sha256_of(file: BinaryIO) -> str:
    """The hash of a whole file, hexadecimal; it is then at its start. Problem CANNOT_READ."""
    try:
        found = hashlib.sha256()
        while block := file.read(BLOCK):
            found.update(block)
        file.seek(0)
    except OSError as error:
        raise Problem(
            Trouble.CANNOT_READ,
            "The file could not be read to its end. Check the disk or card it is on.",
        ) from error
    return found.hexdigest()


def modified_at(about: os.stat_result, now: datetime) -> datetime | None:
    """When a file was modified, by the clock on the wall here."""
    try:
        return datetime.fromtimestamp(about.st_mtime, UTC).astimezone(now.tzinfo)
    except (ValueError, OverflowError, OSError):  # a clock that was far off
        return None
