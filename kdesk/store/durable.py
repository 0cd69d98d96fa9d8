"""Putting bytes on the disk for good: all or nothing, synced, and what it means when it fails."""

import errno
import os
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kdesk.domain.problem import Problem, Trouble

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a write says when there is no room: disk, quota, largest file."""
NOT_FREE = "This folder is not empty. Choose an empty or a new one."
NO_FOLDER = "This is a file, not a folder. Choose an empty or a new folder."


@contextmanager
def door() -> Iterator[None]:
    """Turns what the disk says inside the block into a Problem: DISK_FULL or CANNOT_WRITE."""
    try:
        yield
    except OSError as error:
        raise trouble_with(error) from error


def trouble_with(error: OSError) -> Problem:
    """The Problem that a failed write means: DISK_FULL or CANNOT_WRITE."""
    if error.errno in FULL:
        return Problem(
            Trouble.DISK_FULL,
            "The disk is full. Make some room and try again; what was kept before is untouched.",
        )
    return Problem(
        Trouble.CANNOT_WRITE,
        f"kdesk could not write to its folder ({error.strerror or 'unknown reason'}). "
        "Check that the disk is connected and that you may write there, then try again.",
    )


def unreadable(what: str, error: OSError) -> Problem:
    """The Problem that a failed reading means; `what` begins the sentence."""
    return Problem(
        Trouble.CANNOT_READ,
        f"{what} could not be read ({error.strerror or 'unknown reason'}). "
        "Check that the disk is connected and that you may read it.",
    )


def sync(descriptor: int) -> None:
    """Returns when the file's content and size are on the disk; raises OSError."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 - Unix only

        # fsync on macOS leaves the bytes in the drive's own cache (fsync(2) there).
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    elif sys.platform == "win32":
        os.fsync(descriptor)
    else:
        os.fdatasync(descriptor)


def sync_folder(folder: Path) -> None:
    """Returns when the names in the folder are on the disk; raises OSError."""
    if sys.platform == "win32":  # folders can't be opened there; NTFS journals names itself
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create(path: Path) -> int:
    """A descriptor to a new file that only its owner may read; raises FileExistsError.

    What was written can be read from it, even when the file has lost its name.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o600)


def write_all(descriptor: int, data: bytes) -> None:
    """Writes every byte, however few the system takes at a time; raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class Whole:
    """A descriptor as something that takes bytes, all of them each time."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, data: bytes) -> None:
        """Writes every byte; raises OSError."""
        write_all(self._descriptor, data)


def write_whole(path: Path, data: bytes) -> None:
    """Puts `data` at `path`, replacing what was there; raises OSError and then changes nothing.

    The name means either the old bytes or the new ones at every moment, a power cut included.
    """
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        descriptor = create(part)
        try:
            write_all(descriptor, data)
            sync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def is_free(folder: Path) -> bool:
    """Whether a folder can be put there: nothing is, or an empty one; raises OSError."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def why_not_free(folder: Path) -> str:
    """What to say of a place that is not free."""
    return NOT_FREE if folder.is_dir() else NO_FOLDER


def put_in_place(half: Path, folder: Path) -> None:
    """Gives a folder that was made beside it its name; raises OSError."""
    if folder.exists():  # empty; elsewhere than on Unix a rename won't replace it
        folder.rmdir()
    half.rename(folder)
    sync_folder(folder.parent)


def sync_tree(folder: Path) -> None:
    """Returns when every file and name below the folder is on the disk; raises OSError."""
    for place, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(Path(place, name), os.O_RDWR | getattr(os, "O_BINARY", 0))
            try:
                sync(descriptor)
            finally:
                os.close(descriptor)
        sync_folder(Path(place))
