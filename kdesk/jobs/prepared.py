"""A file as the intake process gives it back, and how that travels through a pipe."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO, Any, BinaryIO

from kdesk.domain.problem import Problem, Trouble


class Content(StrEnum):
    """What a file turned out to hold, whatever it is called."""

    SOUND = "sound"
    PICTURE = "picture"
    PDF = "pdf"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file that was looked at and cleaned."""

    content: Content
    made_at: datetime | None = None
    """When the file itself says it was made; naive when it doesn't know its offset."""
    media_type: str = ""
    extension: str = ""
    seconds: float = 0.0
    text: str = ""
    thumbnail: bytes = b""
    """PNG; empty for sound and text."""
    peaks: bytes = b""
    cut: bool = False
    """Of a sound: only its beginning could be read."""


@dataclass(frozen=True, slots=True)
class Prepared(Facts):
    """A file in the intake process, ready to be sent."""

    data: bytes = b""
    """What is kept of the file; of a sound, its own bytes without tags, or nothing."""
    flac: bytes = b""
    """The sound, encoded anew."""


class TornError(ValueError):
    """The other side ended in the middle of what it sent."""


class Part:
    """Bytes that are still on their way, to be read once and in their order."""

    def __init__(self, source: IO[bytes], size: int, before: Callable[[], object]) -> None:
        self._source = source
        self._left = self.size = size
        self._before = before

    def read(self, size: int, /) -> bytes:
        """At most so many bytes, none at the end; TornError when the other side has ended.

        `before` is called before each read and may raise what it likes.
        """
        self._before()
        wanted = min(size, self._left)
        data = self._source.read(wanted)
        if len(data) != wanted:
            raise TornError
        self._left -= wanted
        return data


@dataclass(frozen=True, slots=True)
class Arriving(Facts):
    """A file on its way from the intake process: however large, it is never whole in memory.

    First `data`, then `flac`; what isn't wanted of them is left unread.
    """

    data: Part | None = None
    flac: Part | None = None
    name: str = ""
    """What the file was called; never a path. Known to the window's process alone."""
    sha256: str = ""
    """Of the file's own bytes, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Fraction:
    """How much of the work is done, from 0 to 1."""

    done: float


def write_answer(answer: Prepared | Fraction | Problem, into: BinaryIO) -> None:
    """Send one answer."""
    match answer:
        case Fraction(done):
            _write_line({"done": done}, into)
        case Problem():
            told = {"trouble": answer.trouble.value, "sentence": answer.sentence}
            _write_line(told, into)
        case Prepared():
            _write_prepared(answer, into)
    into.flush()


def read_answer(
    source: IO[bytes], before: Callable[[], object] = lambda: None
) -> Arriving | Fraction | Problem:
    """The next answer; ValueError when the other side ended or sent something else."""
    line = source.readline()
    try:
        fields = json.loads(line)
        if "done" in fields:
            return Fraction(float(fields["done"]))
        if "trouble" in fields:
            return Problem(Trouble(fields["trouble"]), str(fields["sentence"]))
        return _arriving(fields, source, before)
    except (KeyError, TypeError) as unknown:
        raise ValueError("not an answer of the intake process") from unknown


def _write_line(fields: Mapping[str, object], into: BinaryIO) -> None:
    into.write(json.dumps(fields).encode() + b"\n")


def _write_prepared(prepared: Prepared, into: BinaryIO) -> None:
    text = prepared.text.encode("utf-8", "surrogatepass")
    parts = (text, prepared.thumbnail, prepared.peaks, prepared.data, prepared.flac)
    fields = {
        "content": prepared.content.value,
        "made_at": prepared.made_at.isoformat() if prepared.made_at else None,
        "media_type": prepared.media_type,
        "extension": prepared.extension,
        "seconds": prepared.seconds,
        "cut": prepared.cut,
        "sizes": list(map(len, parts)),
    }
    _write_line(fields, into)
    for part in parts:
        into.write(part)


def _arriving(fields: dict[str, Any], source: IO[bytes], before: Callable[[], object]) -> Arriving:
    text, thumbnail, peaks, data, flac = [Part(source, int(n), before) for n in fields["sizes"]]
    made_at = fields["made_at"]
    return Arriving(
        content=Content(str(fields["content"])),
        made_at=datetime.fromisoformat(str(made_at)) if made_at else None,
        media_type=str(fields["media_type"]),
        extension=str(fields["extension"]),
        seconds=float(str(fields["seconds"])),
        text=text.read(text.size).decode("utf-8", "surrogatepass"),
        thumbnail=thumbnail.read(thumbnail.size),
        peaks=peaks.read(peaks.size),
        cut=fields["cut"] is True,
        data=data if data.size else None,
        flac=flac if flac.size else None,
    )
