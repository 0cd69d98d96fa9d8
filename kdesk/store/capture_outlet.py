"""Where a recording's sealed bytes go, and where else when the disk is full or breaks."""

import os
from contextlib import suppress
from pathlib import Path

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.domain.sign import Sign
from kdesk.store import capture_files, durable
from kdesk.store.capture_files import REST, SOUND
from kdesk.store.small_files import BALLAST, with_ballast


class Outlet:
    """Takes a stream of bytes and never refuses any.

    Each write is synced to the vault's file; when that can't be, the ballast is given up and the
    same bytes are tried again; then they go on into a file in the fallback folder, or into a
    second one in the vault's; and when nothing takes them they stay in memory, and every further
    write tries all of this again.
    """

    def __init__(self, folder: Path, fallback: Path, capture_id: MemoId) -> None:
        self._folder = folder
        self._fallback = fallback
        self._id = capture_id
        self._held = b""
        self._kept = 0
        self._refused: OSError | None = None
        self._place = Sign.IN_PLACE
        self._first = self._file = self._begin()
        self.sign = self._place
        """Where it is kept now; read by other threads."""
        self._begins = 0
        self.moved = False
        """The vault's folder went away with its file, and all is in the fallback folder now."""
        self._move_tried = False

    def write(self, data: bytes) -> None:
        """Takes all of the bytes; on the disk when this returns, if any disk would have them."""
        self._held += data
        self._drain()

    def finish(self) -> None:
        """Closes the files once all is on the disk; else a Problem, and all is as before."""
        if self._file < 0:
            return
        self._move_tried = False
        try:
            if not self._drain():
                raise self._refused or OSError("a recording could not be written")
            # The other folders, synced when a file began in them, may be on a disk that went away.
            durable.sync_folder(self._folder if self._place is Sign.IN_PLACE else self._fallback)
        except OSError as error:
            problem = durable.trouble_with(error)
            raise Problem(
                problem.trouble,
                "The last part of this recording could not be kept yet: "
                + problem.sentence[0].lower()
                + problem.sentence[1:],
            ) from error
        for descriptor in {self._first, self._file}:
            _close(descriptor)
        self._first = self._file = -1

    def _begin(self) -> int:
        name = f"{self._id}{SOUND}"
        try:
            return with_ballast(self._folder, lambda: self._new(self._folder / name))
        except OSError as refused:
            if isinstance(refused, FileExistsError):
                raise
            with suppress(OSError):
                descriptor = self._new(self._fallback / name)
                self._place = Sign.ELSEWHERE
                return descriptor
            raise durable.trouble_with(refused) from refused

    def _new(self, path: Path) -> int:
        if path.parent == self._fallback:  # the vault's own may be a disk that is not connected
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = durable.create(path)
        capture_files.hold(descriptor)
        try:
            durable.sync_folder(path.parent)
        except OSError:
            _close(descriptor)
            with suppress(OSError):
                path.unlink()
            raise
        return descriptor

    def _drain(self) -> bool:
        """Whether everything held is on some disk, in a file that can be found there."""
        if self._lost() and not self._move_tried:
            self._move()
        if not self._held:
            return True
        kept = (
            self._append(self._file, self._begins)
            or self._without_ballast()
            or self._elsewhere(self._fallback)
            or self._elsewhere(self._folder)
        )
        self.sign = self._place if kept else Sign.IN_MEMORY
        return kept

    def _lost(self) -> bool:
        """Whether the vault's folder was renamed or unmounted with the file open in it."""
        if self._file != self._first or self._place is not Sign.IN_PLACE:
            return False
        opened = os.fstat(self._file)
        try:
            named = (self._folder / f"{self._id}{SOUND}").stat()
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False  # a broken disk; writing there shows it
        return (named.st_dev, named.st_ino) != (opened.st_dev, opened.st_ino)

    def _move(self) -> None:
        """Goes on in the fallback folder with all that was kept; if it can't, as before.

        Tried once while recording, for it may be much, and again at the end.
        """
        self._move_tried = True
        path = self._fallback / f"{self._id}{SOUND}"
        with suppress(OSError):
            descriptor = self._new(path)
            try:
                _copy(self._first, self._kept, descriptor)
            except OSError:
                _close(descriptor)
                path.unlink()
                raise
            _close(self._first)
            self._first = self._file = descriptor
            self._place = self.sign = Sign.ELSEWHERE
            self.moved = True

    def _append(self, descriptor: int, begins: int) -> bool:
        """Writes what is held where it belongs; after a failure the same bytes are written again.

        A failed sync counts as a failed write: what it should have kept may be gone.
        """
        try:
            os.lseek(descriptor, self._kept - begins, os.SEEK_SET)
            durable.write_all(descriptor, self._held)
            durable.sync(descriptor)
        except OSError as error:
            self._refused = OSError(error.errno, error.strerror)  # without what it was writing
            return False
        self._kept += len(self._held)
        self._held = b""
        return True

    def _without_ballast(self) -> bool:
        try:
            (self._folder / BALLAST).unlink()
            durable.sync_folder(self._folder)
        except OSError:
            return False
        return self._append(self._file, self._begins)

    def _elsewhere(self, place: Path) -> bool:
        path = place / f"{self._id}.{self._kept}{REST}"
        begins = self._kept
        try:
            descriptor = self._new(path)
        except OSError:
            return False
        if not self._append(descriptor, begins):
            _close(descriptor)
            with suppress(OSError):
                path.unlink()
            return False
        if self._file != self._first:
            _close(self._file)
        self._file, self._begins = descriptor, begins
        self._place = Sign.IN_PLACE if place == self._folder else Sign.ELSEWHERE
        return True


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


def _close(descriptor: int) -> None:
    """Closes what was synced or given up; a disk that went away says so once more then."""
    with suppress(OSError):
        os.close(descriptor)
