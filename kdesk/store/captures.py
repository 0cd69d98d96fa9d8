"""Recordings while they grow: sealed to the vault's public key and synced, chunk by chunk.

Needs no secret and no open vault, so it works while locked. The rest of what can be done with
recordings that are not filed yet is offered here too.
"""

import os
import shutil
import struct
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from kdesk.domain.note import Note
from kdesk.domain.problem import Problem
from kdesk.domain.sign import Sign
from kdesk.store import durable, small_files
from kdesk.store.capture_files import (
    META,
    CaptureMeta,
    Waiting,
    growing,
    sweep,
    waiting,
)
from kdesk.store.capture_folders import Folders
from kdesk.store.capture_notes import Notes
from kdesk.store.capture_onward import let_stand_alone
from kdesk.store.capture_reading import (
    aside,
    open_capture,
    pcm,
    put_aside,
    remove,
    take_back,
    unfiled_aside,
)
from kdesk.store.capture_sealing import Sealing
from kdesk.store.capture_taking_in import take_in_fallback

__all__ = [
    "CaptureMeta",
    "CaptureSink",
    "Waiting",
    "aside",
    "growing",
    "keep_ballast",
    "let_stand_alone",
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


class CaptureSink:
    """Keeps one recording; what write() was given is on the disk one 64 KiB chunk later.

    Raises Problem DISK_FULL or CANNOT_WRITE when neither folder takes a new file; a folder that
    hangs is left alone after a few seconds.
    """

    def __init__(self, folder: Path, fallback: Path, recipient: str, about: CaptureMeta) -> None:
        self._finished = False
        folders = Folders(folder, fallback)
        self._notes = Notes(about.id, recipient, folders)
        self._sealing = Sealing(
            folders, about.id, recipient, _wav_header(about), self._notes.say_elsewhere
        )
        try:
            self._notes.add(META, {**about.said(), "fallback": str(fallback)}, within=0)
            self._notes.keep()
            self._sealing.begin()
        except BaseException as error:
            self._notes.remove()
            if isinstance(error, OSError) and not isinstance(error, FileExistsError):
                raise durable.trouble_with(error) from error
            raise

    @property
    def behind(self) -> int:
        """How many bytes of sound were handed over and are not yet being sealed."""
        return self._sealing.behind

    @property
    def sign(self) -> Sign:
        """Where the sound is kept now: IN_PLACE, ELSEWHERE or IN_MEMORY."""
        return self._sealing.sign

    def write(self, pcm: bytes) -> None:
        """Takes a block of sound (s16, mono); never waits for the disk.

        RuntimeError when a bug has ended the sealing: finish() then keeps what can be kept.
        """
        if self._finished:
            raise ValueError("this recording has ended")
        self._sealing.add(pcm)

    def note(self, note: Note) -> bool:
        """Keeps what happened at a second of the sound; whether it is on the disk already.

        When no disk takes it now, finish() tries again: the sound goes on whatever happens here.
        """
        return self._notes.add_note(asdict(note))

    def finish(self) -> None:
        """Returns when all of the sound, the notes and the names of the files are on the disk.

        Problem DISK_FULL or CANNOT_WRITE when they can't be, or no disk answers within seconds:
        what is missing is still held, and calling this again tries again.
        """
        self._finished = True
        try:
            self._sealing.end()
            self._notes.keep()  # before it no longer counts as growing
        except OSError as error:
            problem = durable.trouble_with(error)
            raise Problem(
                problem.trouble,
                "The last part of this recording could not be kept yet: "
                + problem.sentence[0].lower()
                + problem.sentence[1:],
            ) from error
        self._sealing.close()


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
