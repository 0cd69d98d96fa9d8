"""Recordings while they grow: sealed to the vault's public key and synced, chunk by chunk.

Needs no secret and no open vault, so it works while locked. The rest of what can be done with
recordings that are not filed yet is offered here too.
"""

import os
import shutil
import struct
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue

from kdesk.domain.note import Note
from kdesk.domain.problem import Problem
from kdesk.domain.sign import Sign
from kdesk.store import durable, small_files, streams
from kdesk.store.capture_files import (
    META,
    NOTE,
    RATE,
    CaptureMeta,
    Waiting,
    growing,
    sweep,
    waiting,
)
from kdesk.store.capture_outlet import Outlet
from kdesk.store.capture_reading import (
    aside,
    open_capture,
    pcm,
    put_aside,
    remove,
    take_back,
    take_in_fallback,
    unfiled_aside,
)

__all__ = [
    "CaptureMeta",
    "CaptureSink",
    "Waiting",
    "aside",
    "growing",
    "keep_ballast",
    "open_capture",
    "pcm",
    "put_aside",
    "remove",
    "sweep",
    "take_back",
    "take_in_fallback",
    "unfiled_aside",
    "waiting",
]

LARGEST_BALLAST = 64 << 20
UNKEPT = 10 * 2 * RATE
"""Bytes that wait: ten seconds of sound. A disk that takes so long hangs."""


class CaptureSink:
    """Keeps one recording; what write() was given is on the disk one 64 KiB chunk later.

    Raises Problem DISK_FULL or CANNOT_WRITE when neither folder takes a new file.
    """

    def __init__(self, folder: Path, fallback: Path, recipient: str, about: CaptureMeta) -> None:
        self._recipient = recipient
        self._about = about
        self._folders = (folder, fallback)
        self._notes = 0
        self._unkept: list[tuple[str, dict[str, object]]] = []
        self._said = [(META, {**_said(about), "fallback": str(fallback)})]
        self._put = 0
        self._blocks = _Blocks()
        self._error: BaseException | None = None
        self._finished = False
        self._keep(*self._said[0])
        try:
            self._outlet = Outlet(folder, fallback, about.id)
        except BaseException:
            for place in self._folders:
                (place / f"{about.id}{META}").unlink(missing_ok=True)
            raise
        self._thread = threading.Thread(target=self._seal, name="sealing", daemon=True)
        self._thread.start()
        self._hand_over(_wav_header(about))

    @property
    def behind(self) -> int:
        """How many bytes of sound were handed over and are not yet being sealed."""
        return self._put - self._blocks.taken

    @property
    def sign(self) -> Sign:
        """Where the sound is kept now: IN_PLACE, ELSEWHERE or IN_MEMORY."""
        return Sign.IN_MEMORY if self.behind > UNKEPT else self._outlet.sign

    def write(self, pcm: bytes) -> None:
        """Takes a block of sound (s16, mono); never waits for the disk."""
        if self._finished:
            raise ValueError("this recording has ended")
        self._hand_over(pcm)

    def note(self, note: Note) -> None:
        """Keeps what happened at a second of the sound, on the disk when this returns.

        When no disk takes it now, finish() tries again: the sound goes on whatever happens here.
        """
        self._notes += 1
        self._said.append((f".{self._notes:04}{NOTE}", asdict(note)))
        self._unkept.append(self._said[-1])
        with suppress(Problem):
            self._keep_notes()

    def finish(self) -> None:
        """Returns when all of the sound, the notes and the names of the files are on the disk.

        Problem DISK_FULL or CANNOT_WRITE when they can't be: what is missing is still held, and
        calling this again tries again.
        """
        if not self._finished:
            self._finished = True
            self._blocks.end()
        self._thread.join()
        if self._error is not None:
            raise self._error
        with suppress(Problem):  # before it no longer counts as growing, if that can be
            self._keep_notes()
        self._outlet.finish()
        if self._outlet.moved:  # what was noted before went away with the vault's folder
            self._unkept += self._said
            self._said = []
        self._keep_notes()

    def _keep_notes(self) -> None:
        while self._unkept:
            self._keep(*self._unkept[0])
            del self._unkept[0]

    def _hand_over(self, block: bytes) -> None:
        self._put += len(block)
        self._blocks.add(block)

    def _seal(self) -> None:
        try:
            streams.seal(streams.Source(self._blocks), streams.Sink(self._outlet), self._recipient)
        except BaseException as error:  # told where the recording ends, on its own thread
            self._error = error

    def _keep(self, suffix: str, said: dict[str, object]) -> None:
        with durable.door():
            small_files.keep(f"{self._about.id}{suffix}", said, self._recipient, *self._folders)


class _Blocks:
    """What waits between the recorder's thread and the sealing one."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[bytes] = SimpleQueue()
        self._rest = b""
        self._ended = False
        self.taken = 0

    def add(self, block: bytes) -> None:
        if block:  # an empty one would mean the end
            self._waiting.put(block)

    def end(self) -> None:
        self._waiting.put(b"")

    def read(self, size: int) -> bytes:
        if not self._rest and not self._ended:
            self._rest = self._waiting.get()
            self._ended = not self._rest
        data, self._rest = self._rest[:size], self._rest[size:]
        self.taken += len(data)
        return data


def keep_ballast(folder: Path, size: int = LARGEST_BALLAST) -> None:
    """Sets room aside that a recording gives up when the disk is full; never more than 5 %.

    Nothing when there is some already or there is no room.
    """
    ballast = folder / small_files.BALLAST
    with suppress(OSError):
        wanted = min(size, shutil.disk_usage(folder).free // 20)
        if wanted == 0 or ballast.exists():
            return
        descriptor = durable.create(ballast)
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(descriptor, 0, wanted)
            else:
                for _ in range(wanted >> 20):
                    durable.write_all(descriptor, bytes(1 << 20))
            durable.sync(descriptor)
        finally:
            os.close(descriptor)


def _said(about: CaptureMeta) -> dict[str, object]:
    return {
        "id": about.id,
        "at": about.at.isoformat(),
        "device": about.device,
        "rate": about.rate,
        "channels": about.channels,
        "after": about.after,
    }


def _wav_header(about: CaptureMeta) -> bytes:
    """A canonical WAV header; its lengths say "unknown", for nobody knows them yet."""
    frame = 2 * about.channels
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        0xFFFFFFFF,
        b"WAVE",
        b"fmt ",
        16,
        1,
        about.channels,
        about.rate,
        about.rate * frame,
        frame,
        16,
        b"data",
        0xFFFFFFFF,
    )
