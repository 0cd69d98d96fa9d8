"""A file as the intake process gives it back, and how that travels through a pipe."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO, BinaryIO

from kdesk.domain.problem import Problem, Trouble


class Content(StrEnum):
    """What a file turned out to hold, whatever it is called."""

    SOUND = "sound"
    PICTURE = "picture"
    PDF = "pdf"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was looked at, cleaned, and is ready to be sealed."""

    content: Content
    made_at: datetime | None = None
    """When the file itself says it was made; naive when it doesn't know its offset."""
    media_type: str = ""
    extension: str = ""
    seconds: float = 0.0
    text: str = ""
    data: bytes = b""
    """What is kept of the file; of a sound, its own bytes without tags, or nothing."""
    thumbnail: bytes = b""
    """PNG; empty for sound and text."""
    flac: bytes = b""
    peaks: bytes = b""
    name: str = ""
    """What the file was called; never a path. Known to the window's process alone."""


@dataclass(frozen=True, slots=True)
class Fraction:
    """How much of the work is done, from 0 to 1."""

    done: float


Answer = Prepared | Fraction | Problem


def write_answer(answer: Answer, into: BinaryIO) -> None:
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


def read_answer(source: IO[bytes]) -> Answer:
    """The next answer; ValueError when the other side ended or sent something else."""
    line = source.readline()
    try:
        fields = json.loads(line)
        if "done" in fields:
            return Fraction(float(fields["done"]))
        if "trouble" in fields:
            return Problem(Trouble(fields["trouble"]), str(fields["sentence"]))
        return _prepared(fields, source)
    except (KeyError, TypeError) as unknown:
        raise ValueError("not an answer of the intake process") from unknown


def _write_line(fields: Mapping[str, object], into: BinaryIO) -> None:
    into.write(json.dumps(fields).encode() + b"\n")


def _write_prepared(prepared: Prepared, into: BinaryIO) -> None:
    text = prepared.text.encode("utf-8", "surrogatepass")
    parts = (text, prepared.data, prepared.thumbnail, prepared.flac, prepared.peaks)
    fields = {
        "content": prepared.content.value,
        "made_at": prepared.made_at.isoformat() if prepared.made_at else None,
        "media_type": prepared.media_type,
        "extension": prepared.extension,
        "seconds": prepared.seconds,
        "sizes": list(map(len, parts)),
    }
    _write_line(fields, into)
    for part in parts:
        into.write(part)


def _prepared(fields: dict[str, object], source: IO[bytes]) -> Prepared:
    sizes = fields["sizes"]
    if not isinstance(sizes, list):
        raise TypeError
    text, data, thumbnail, flac, peaks = [_exactly(int(size), source) for size in sizes]
    made_at = fields["made_at"]
    return Prepared(
        content=Content(str(fields["content"])),
        made_at=datetime.fromisoformat(str(made_at)) if made_at else None,
        media_type=str(fields["media_type"]),
        extension=str(fields["extension"]),
        seconds=float(str(fields["seconds"])),
        text=text.decode("utf-8", "surrogatepass"),
        data=data,
        thumbnail=thumbnail,
        flac=flac,
        peaks=peaks,
    )


def _exactly(size: int, source: IO[bytes]) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise ValueError("the intake process ended in the middle of its answer")
    return data
