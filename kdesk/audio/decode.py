"""Sound that others recorded: told by its content, decoded, and freed of where it was made.

PyAV reads files only here, only as file objects, and only in the process that takes them in. The
container is told by its first bytes and named to PyAV, which therefore never guesses: a playlist
named .wav is no sound, and nothing a file says can make another one be opened.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import SEEK_END, BytesIO
from typing import Any, BinaryIO, NoReturn

import av
import av.container
from av.audio.resampler import AudioResampler

from kdesk.domain.problem import Problem, Trouble

RATE = 48_000
HEAD = 12
"""Bytes that tell a container."""
LONGEST = 24 * 3600
"""Seconds; what claims to be longer is no memo."""
MISSING = 0.5
"""Seconds that a container may promise more than it holds before the sound counts as cut."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Clocks that were never set say 1904 or 1970."""

CODECS = {
    "flac", "alac", "aac", "vorbis", "opus", "mp3", "mp3float", "mp2", "mp2float", "adpcm_ms",
    "amrnb", "amrwb", "pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of file that is taken: what PyAV calls it for reading and for writing."""

    reads: str
    writes: str
    media_type: str
    extension: str
    exact: bool
    """Whether the length it promises can be trusted."""


WAV = Container("wav", "wav", "audio/wav", "wav", exact=True)
FLAC = Container("flac", "flac", "audio/flac", "flac", exact=True)
OGG = Container("ogg", "ogg", "audio/ogg", "ogg", exact=False)
MP3 = Container("mp3", "mp3", "audio/mpeg", "mp3", exact=False)
M4A = Container("mov", "ipod", "audio/mp4", "m4a", exact=True)
THREE_GP = Container("mov", "3gp", "audio/3gpp", "3gp", exact=True)
AAC = Container("aac", "adts", "audio/aac", "aac", exact=False)
AMR = Container("amr", "amr", "audio/amr", "amr", exact=False)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What became of a sound; `made_at` is when its file says it was recorded, if it does."""

    seconds: float
    made_at: datetime | None
    cut: bool = False
    """Part of it could not be read, or it ends before the length its file promises."""


def container_of(head: bytes) -> Container | None:
    """Which kind of sound file begins like this; None for anything else."""
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return WAV
    if head[4:8] == b"ftyp":
        return THREE_GP if head[8:10] == b"3g" else M4A
    for beginning, container in _BEGINNINGS:
        if head.startswith(beginning):
            return container
    # A first frame begins with eleven bits set. MP3 says layer III or II, AAC that there is none.
    layers = head[1] & 0xE6 if len(head) > 1 and head[0] == 0xFF else 0
    return {0xE2: MP3, 0xE4: MP3, 0xE0: AAC}.get(layers)


_BEGINNINGS = ((b"fLaC", FLAC), (b"OggS", OGG), (b"ID3", MP3), (b"#!AMR", AMR))


def decode(file: BinaryIO, into: Callable[[bytes], None]) -> Decoded:
    """Give the sound to `into` as blocks of s16 mono 48 kHz.

    What can be read of a damaged file is kept, and the answer says `cut`. Problem BAD_FILE when
    nothing can.
    """
    container = _told(file)
    samples = 0
    broken = _breaks_off(file, container)
    with _opened(file, container) as opened:
        promised = _promised(opened, container)
        made_at = _made_at({**opened.metadata, **opened.streams.audio[0].metadata})
        blocks = _blocks(opened)
        while True:
            try:
                block = next(blocks, b"")
            except (av.FFmpegError, ValueError):
                broken = True
                break
            if not block:
                break
            samples += len(block) // 2
            if samples > LONGEST * RATE:
                raise _too_long()
            into(block)
    if not samples:
        raise _bad_file()
    seconds = samples / RATE
    return Decoded(seconds, made_at, broken or promised - seconds > MISSING)


def without_location(data: bytes) -> bytes | None:
    """The same sound in the same kind of file, without any of its tags and pictures.

    A tag may tell where it was made under any name, so none is kept. The packets of sound are
    copied, not encoded anew. None when the copy doesn't sound the same to the last sample; then
    only the decoded sound should be kept. Problem BAD_FILE when it is no sound.
    """
    container = _told(BytesIO(data))
    bare = BytesIO()
    try:
        with (
            _opened(BytesIO(data), container) as old,
            av.open(bare, "w", container.writes, container_options={"fflags": "+bitexact"}) as new,
        ):
            stream = new.add_stream_from_template(old.streams.audio[0])
            stream.metadata.clear()
            for packet in old.demux(old.streams.audio[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    new.mux(packet)
        same = _fingerprint(data) == _fingerprint(bare.getvalue())
    except (av.FFmpegError, ValueError):
        return None
    return bare.getvalue() if same else None


def _told(file: BinaryIO) -> Container:
    file.seek(0)
    container = container_of(file.read(HEAD))
    file.seek(0)
    if container is None:
        raise _bad_file()
    return container


def _opened(file: BinaryIO, container: Container) -> av.container.InputContainer:
    try:
        opened = av.open(
            file, "r", container.reads, metadata_errors="replace", io_open=_open_nothing_else
        )
    except (av.FFmpegError, ValueError) as broken:
        raise _bad_file() from broken
    codec = opened.streams.audio[0].codec_context if opened.streams.audio else None
    if codec is None or codec.name not in CODECS:
        opened.close()
        raise _bad_file()
    return opened


def _open_nothing_else(_url: str, _flags: int, _options: dict[str, str]) -> NoReturn:
    raise PermissionError("a sound file may not name another file")


def _blocks(opened: av.container.InputContainer) -> Iterator[bytes]:
    """Blocks of s16 mono 48 kHz; raises what PyAV raises, after what came before it."""
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    trouble: Exception | None = None
    frames = opened.decode(opened.streams.audio[0])
    while trouble is None:
        try:
            frame = next(frames, None)
        except (av.FFmpegError, ValueError) as broken:
            frame, trouble = None, broken
        for made in resampler.resample(frame):
            yield bytes(made.planes[0])[: made.samples * 2]
        if frame is None:
            break
    if trouble is not None:
        raise trouble


def _breaks_off(file: BinaryIO, container: Container) -> bool:
    """Whether a WAV ends before the length its first line says; libav doesn't tell."""
    if container is not WAV:
        return False
    head, length = file.read(8), file.seek(0, SEEK_END)
    file.seek(0)
    said = int.from_bytes(head[4:8], "little")
    return said != 0xFFFFFFFF and said + 8 > length + 1


def _promised(opened: av.container.InputContainer, container: Container) -> float:
    if not container.exact or opened.duration is None:
        return 0.0
    return float(opened.duration / av.time_base)


def _fingerprint(data: bytes) -> str:
    hashed = hashlib.sha256()
    decode(BytesIO(data), hashed.update)
    return hashed.hexdigest()


def _made_at(tags: dict[str, Any]) -> datetime | None:
    """From what the tags of phones and recorders say; a time without offset is this computer's."""
    tags = {name.lower(): value for name, value in tags.items()}
    date = tags.get("date", "")
    # WAV recorders put the time of day alone into the field where others put all of it.
    for text in (tags.get("creation_time", ""), f"{date}T{tags.get('creation_time', '')}", date):
        with suppress(ValueError, OverflowError, OSError):
            moment = datetime.fromisoformat(text)
            if len(text) <= len("2026-11-01"):
                moment = moment.replace(hour=12)  # a day alone: nobody knows the hour
            if moment.astimezone() > EARLIEST:
                return moment.astimezone() if moment.tzinfo is None else moment
    return None


def _bad_file() -> Problem:
    return Problem(
        Trouble.BAD_FILE,
        "This file holds no sound that kdesk can read. "
        "It takes WAV, FLAC, MP3, M4A, AAC, AMR and Ogg.",
    )


def _too_long() -> Problem:
    return Problem(
        Trouble.BAD_FILE, "This sound is longer than a day. Cut it into parts and add those."
    )
