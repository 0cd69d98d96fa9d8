"""One sealed file of a recording: what was written is on the disk, or is refused."""

import os
from contextlib import suppress
from pathlib import Path

from kdesk.store import capture_files, durable
from kdesk.store.small_files import with_ballast


class Outlet:
    """A file that grows, marked as being recorded until it is closed; raises OSError.

    A full disk is asked once more when the ballast is given up. When the folder it was begun in is
    renamed or unmounted, it goes on in the `refuge` with all that was kept.
    """

    def __init__(self, path: Path, refuge: Path | None) -> None:
        self.path = path
        self._refuge = refuge
        self._kept = 0
        self._descriptor = with_ballast(path.parent, lambda: _new(path))

    def write(self, data: bytes) -> None:
        """Has all of it on the disk, behind what was kept before."""
        if self._refuge is not None and self._lost():
            self._move(self._refuge)
        with_ballast(self.path.parent, lambda: self._append(data))

    def touch(self) -> None:
        """Shows that somebody is still at it: a disk without locks tells nobody."""
        with suppress(OSError):
            os.utime(self.path)

    def close(self) -> None:
        """Lets go of it: it is whole, or was given up; a disk that went away says so once more."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            with suppress(OSError):
                os.close(descriptor)

    def drop(self) -> None:
        """Deletes and closes it, if that can be; not what was brought there under its name."""
        with suppress(OSError):
            if os.path.samestat(os.fstat(self._descriptor), self.path.stat()):
                try:
                    self.path.unlink()  # still held, so that nothing is brought there meanwhile
                except PermissionError:  # Windows deletes no open file
                    self.close()
                    self.path.unlink()
        self.close()

    def _append(self, data: bytes) -> None:
        # A failed sync counts as a failed write: what it should have kept may be gone.
        os.lseek(self._descriptor, self._kept, os.SEEK_SET)
        durable.write_all(self._descriptor, data)
        durable.sync(self._descriptor)
        self._kept += len(data)

    def _lost(self) -> bool:
        """Whether the folder was renamed or unmounted with the file open in it."""
        try:
            opened = os.fstat(self._descriptor)
        except OSError:  # a network's or a program's disk says it here
            return True
        try:
            named = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False  # a broken disk; writing there shows it
        return (named.st_dev, named.st_ino) != (opened.st_dev, opened.st_ino)

    def _move(self, refuge: Path) -> None:
        """Goes on there with all that was kept; if it can't, as before."""
        path = refuge / self.path.name
        with suppress(OSError):
            refuge.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = _new(path)
            try:
                _copy(self._descriptor, self._kept, descriptor)
            except OSError:
                os.close(descriptor)
                path.unlink()
                raise
            self.close()
            self._descriptor, self.path = descriptor, path
            self._refuge = None


def _new(path: Path) -> int:
    descriptor = durable.create(path)
    capture_files.hold(descriptor)
    try:
        durable.sync_folder(path.parent)
    except OSError:
        with suppress(OSError):
            os.close(descriptor)
            path.unlink()
        raise
    return descriptor


def _copy(descriptor: int, size: int, to: int) -> None:
    """Has so many bytes from the beginning on the disk there too; raises OSError."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    while size:
        block = os.read(descriptor, min(size, 1 << 20))
        if not block:
            raise OSError("a recording is shorter than what was written")
        durable.write_all(to, block)
        size -= len(block)
    durable.sync(to)
