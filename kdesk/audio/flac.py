"""FLAC in memory: how recordings are kept."""

from collections.abc import Iterable, Iterator
from io import BytesIO

import soundfile

from kdesk.audio.resample import Resampler
from kdesk.domain.problem import Problem, Trouble

RATE = 48_000
BLOCK = 48_000
"""Frames decoded at a time: a second, 96 kB."""


class FlacWriter:
    """Takes s16 mono 48 kHz blocks and gives the whole file; nothing touches a disk."""

    def __init__(self) -> None:
        self._kept = BytesIO()
        self._file = soundfile.SoundFile(
            self._kept, "w", samplerate=RATE, channels=1, format="FLAC", subtype="PCM_16"
        )
        self._empty = True

    def write(self, pcm: bytes) -> None:
        """Add a block of whole samples."""
        self._file.buffer_write(pcm, dtype="int16")
        self._empty = self._empty and not pcm

    def finish(self) -> bytes:
        """The finished file; one silent sample stands for none, as no FLAC can be empty."""
        if self._empty:
            self._file.buffer_write(bytes(2), dtype="int16")
        self._file.close()
        return self._kept.getvalue()


class FlacReader:
    """Reads a FLAC a block at a time, from any second on; mono whatever it holds.

    Problem DAMAGED when it is none or holds no frames that can be read.
    """

    def __init__(self, flac: bytes) -> None:
        try:
            self._file = soundfile.SoundFile(BytesIO(flac))
        except (soundfile.LibsndfileError, RuntimeError) as broken:
            raise _damaged() from broken
        self.rate: int = self._file.samplerate
        self.frames: int = self._file.frames
        self.channels: int = self._file.channels

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.frames / self.rate

    def read(self, frames: int) -> bytes:
        """The next frames as s16, fewer at the end, none after it."""
        try:
            return bytes(self._file.buffer_read(frames, dtype="int16"))
        except (soundfile.LibsndfileError, RuntimeError) as broken:
            raise _damaged() from broken

    def seek(self, frame: int) -> None:
        """Read from this frame on, or from the nearest there is."""
        self._file.seek(min(max(0, frame), self.frames))


def encode(blocks: Iterable[bytes]) -> bytes:
    """A FLAC of s16 mono 48 kHz blocks."""
    writer = FlacWriter()
    for block in blocks:
        writer.write(block)
    return writer.finish()


def decode(flac: bytes, rate: int = RATE) -> bytes:
    """All of it as s16 mono at this rate; Problem DAMAGED when it is no FLAC."""
    return b"".join(decoded(flac, rate))


def decoded(flac: bytes, rate: int = RATE, start: float = 0.0) -> Iterator[bytes]:
    """The same, a block at a time, from this second on."""
    reader = FlacReader(flac)
    reader.seek(round(start * reader.rate))
    resampler = Resampler(reader.rate, reader.channels, rate)
    while block := reader.read(BLOCK):
        yield resampler.feed(block)
    yield resampler.finish()


def _damaged() -> Problem:
    return Problem(
        Trouble.DAMAGED, "The sound of this memo can't be read. A backup may still hold it."
    )
