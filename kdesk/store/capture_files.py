"""The files of recordings that are not filed yet: their names and what they stand for.

Light on purpose: the recorder's process loads this, and knows nothing but a public key.
"""

import errno
import os
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from kdesk.domain.ids import MemoId
from kdesk.store import durable, ids

SOUND = ".wav.age"
"""Of the beginning it is `<id>.wav.age`; what went on elsewhere or later, in a sealed file of its
own, is `<id>.<bytes>.wav.age`, from this byte of the sound on."""
META = ".meta.age"
NOTE = ".note.age"
REST = ".rest.age"
"""`<id>.<offset>.rest.age`: from this byte of the sealed file on, which alone can open it; written
by older versions."""

RATE = 48_000
WAV_HEADER = 44
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + 16
"""One chunk of an age file with its tag (age-encryption.org/v1, payload)."""
HOLD_TRIES = 20
STILL_WRITTEN = 60.0
"""Seconds since the last change of a file that may still grow, where a disk knows no locks."""
LONGEST_START = 4096
"""An age header for one recipient and its nonce have about 250 bytes."""


@dataclass(frozen=True, slots=True)
class CaptureMeta:
    """What is known when a recording begins; the rate is in frames a second."""

    id: MemoId
    at: datetime
    device: str
    rate: int = RATE
    channels: int = 1
    after: MemoId | None = None
    """The memo of the same sitting that this one goes on from."""
    lacks_beginning: bool = False
    """What came before this is on a disk that is away."""

    def said(self) -> dict[str, object]:
        """What is kept of it beside the sound."""
        return {**asdict(self), "at": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recording that is not filed yet, as far as it can be known without a key."""

    id: MemoId
    at: datetime
    """When it began, in UTC."""
    size: int
    """Of the sealed sound in bytes."""
    growing: bool
    """It is being recorded now: leave it alone."""
    begun: bool = True
    """Its beginning is in this folder; else only what went on here."""

    @property
    def seconds(self) -> float:
        """About how long it is."""
        plain = self.size - (self.size // SEALED_CHUNK + 1) * 16 - WAV_HEADER - 220
        return max(plain, 0) / (2 * RATE)


def waiting(folder: Path) -> tuple[Waiting, ...]:
    """The recordings in the folder, oldest first; works locked; Problem CANNOT_READ."""
    found = []
    try:
        for capture_id in sorted({_id_of(sound) for sound in folder.glob(f"*{SOUND}")}):
            with suppress(ValueError, FileNotFoundError):  # no name of ours; filed meanwhile
                began = ids.made_at(capture_id)
                begun = (folder / f"{capture_id}{SOUND}").exists()
                if not begun and any(folder.glob(f"{capture_id}{SOUND}.*")):
                    continue  # the beginning was put aside
                pieces = [
                    path for _, path in rests(capture_id, folder) + onward(capture_id, folder)
                ]
                pieces += [folder / f"{capture_id}{SOUND}"] * begun
                size = sum(piece.stat().st_size for piece in pieces)
                growing = any(_grows(piece) for piece in pieces)
                found.append(Waiting(MemoId(capture_id), began, size, growing, begun))
    except OSError as error:
        raise durable.unreadable("A recording", error) from error
    return tuple(found)


def growing(place: Path) -> frozenset[MemoId]:
    """What is recorded in this folder now, the beginning or a rest of it; Problem CANNOT_READ."""
    found = set()
    try:
        for path in (*place.glob(f"*{SOUND}"), *place.glob(f"*{REST}")):
            with suppress(FileNotFoundError):  # taken in meanwhile
                if _grows(path):
                    found.add(MemoId(_id_of(path)))
    except OSError as error:
        raise durable.unreadable("A recording", error) from error
    return frozenset(found)


def onward(capture_id: str, *places: Path) -> list[tuple[int, Path]]:
    """From which byte of the sound it goes on in which file, in these folders, in order.

    Of two from the same byte the longer is the last, so that it counts: the other was given up.
    """
    return _numbered(capture_id, SOUND, *places)


def rests(capture_id: str, *places: Path) -> list[tuple[int, Path]]:
    """Where the sound goes on from which byte, in these folders, in order.

    Of two from the same byte the longer is the last, so that it counts: the other was given up.
    """
    return _numbered(capture_id, REST, *places)


def _numbered(capture_id: str, ending: str, *places: Path) -> list[tuple[int, Path]]:
    found = []
    for path in (path for place in places for path in place.glob(f"{capture_id}.*{ending}")):
        number = path.name.removeprefix(f"{capture_id}.").removesuffix(ending)
        if number.isdecimal():
            found.append((int(number), path.stat().st_size, path))
    return [(number, path) for number, _, path in sorted(found)]


def _id_of(path: Path) -> str:
    return path.name.partition(".")[0]


def sweep(folder: Path, before: datetime) -> None:
    """Deletes what a kill left half-written before then; what can't be deleted stays."""
    with suppress(OSError):
        for part in folder.glob(".*.part"):
            with suppress(OSError):
                if part.stat().st_mtime < before.timestamp():
                    part.unlink()


def hold(descriptor: int) -> None:
    """Marks the file as being recorded until the descriptor is closed, by a kill too."""
    with suppress(OSError):  # a network disk may not know locks; recording goes before
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows only

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - Unix only

            for _ in range(HOLD_TRIES):  # somebody may just be looking, in is_held
                with suppress(BlockingIOError):
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return
                time.sleep(0.01)


def is_held(path: Path) -> bool:
    """Whether the file is being recorded now."""
    with path.open("rb") as file:
        try:
            if sys.platform == "win32":
                import msvcrt  # noqa: PLC0415 - Windows only

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl  # noqa: PLC0415 - Unix only

                fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as refused:
            if refused.errno in {errno.EAGAIN, errno.EACCES}:
                return True
            # This disk knows no locks; whoever records writes, or touches the file in a pause.
            return time.time() - os.fstat(file.fileno()).st_mtime < STILL_WRITTEN
    return False


def _grows(path: Path) -> bool:
    with suppress(PermissionError):  # told of where it is read, and of it alone
        return is_held(path)
    return False
