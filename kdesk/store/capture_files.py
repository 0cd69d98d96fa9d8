"""The files of recordings that are not filed yet: their names and what they stand for.

Light on purpose: the recorder's process loads this, and knows nothing but a public key.
"""

import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kdesk.domain.ids import MemoId
from kdesk.store import durable, ids

SOUND = ".wav.age"
META = ".meta.age"
NOTE = ".note.age"
REST = ".rest.age"
"""`<id>.<offset>.rest.age`: the sealed sound from this byte on, written elsewhere or later."""

RATE = 48_000
WAV_HEADER = 44
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + 16
"""One chunk of an age file with its tag (age-encryption.org/v1, payload)."""
HOLD_TRIES = 20
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

    @property
    def seconds(self) -> float:
        """About how long it is."""
        plain = self.size - (self.size // SEALED_CHUNK + 1) * 16 - WAV_HEADER - 220
        return max(plain, 0) / (2 * RATE)


def waiting(folder: Path) -> tuple[Waiting, ...]:
    """The recordings in the folder, oldest first; works locked; Problem CANNOT_READ."""
    found = []
    try:
        for sound in folder.glob(f"*{SOUND}"):
            with suppress(ValueError, FileNotFoundError):  # no name of ours; filed meanwhile
                capture_id = sound.name.removesuffix(SOUND)
                began = ids.made_at(capture_id)
                pieces = (sound, *(rest for _, rest in rests(capture_id, folder)))
                size = sum(piece.stat().st_size for piece in pieces)
                growing = any(is_held(piece) for piece in pieces)
                found.append(Waiting(MemoId(capture_id), began, size, growing))
    except OSError as error:
        raise durable.unreadable("A recording", error) from error
    return tuple(sorted(found, key=lambda one: one.id))


def growing(place: Path) -> frozenset[MemoId]:
    """What is being recorded in this folder now, the beginning or a rest of it; raises OSError."""
    found = set()
    for path in (*place.glob(f"*{SOUND}"), *place.glob(f"*{REST}")):
        with suppress(FileNotFoundError):  # taken in meanwhile
            if is_held(path):
                found.add(MemoId(path.name.partition(".")[0]))
    return frozenset(found)


def rests(capture_id: str, *places: Path) -> list[tuple[int, Path]]:
    """Where the sound goes on from which byte, in these folders, in order.

    Of two from the same byte the longer is the last, so that it counts: the other was given up.
    """
    found = []
    for path in (path for place in places for path in place.glob(f"{capture_id}.*{REST}")):
        offset = path.name.removeprefix(f"{capture_id}.").removesuffix(REST)
        if offset.isdecimal():
            found.append((int(offset), path.stat().st_size, path))
    return [(offset, path) for offset, _, path in sorted(found)]


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
        except OSError:
            return True
    return False
