"""The intake process: one file's bytes in, what may be kept of it out.

Whatever a file does to the libraries that read it, it does it here: without network, without a
path, with little memory and little time, in a process that knows no journal and lives for one file.
"""

import sys
from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.child import close_doors, reader_may_leave
from kdesk.jobs.limits import allow
from kdesk.jobs.prepared import Content, Fraction, Prepared, write_answer
from kdesk.system.priority import step_back

MEGABYTE = 1 << 20
LARGEST = 1024 * MEGABYTE
"""Of any file: five hours of uncompressed CD-quality speech in mono, and more."""
LARGEST_SHOWN = 200 * MEGABYTE
"""Of a picture or a PDF."""
LARGEST_TEXT = 20 * MEGABYTE
TEXT_NAMES = {"", "txt", "text", "md", "markdown", "org", "rst"}
PICTURES_OF_PHONES = {b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1", b"avif", b"avis"}
SOUND_SECONDS, SHOWN_SECONDS = 60, 5

EMPTY = "This file is empty. Choose another copy of it."
TOO_LARGE = "This file is too large to be taken in. Make it smaller, or cut it into parts."
UNKNOWN = (
    "kdesk can't tell what this file holds. It takes sound (WAV, FLAC, MP3, M4A, AAC, AMR, Ogg), "
    "pictures (PNG, JPEG, WebP), PDF and plain text."
)
PHONE_PICTURE = (
    "Pictures in the HEIC and AVIF formats can't be taken in. Save it as JPEG and add that."
)


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """A line with the ending of the file's name, then its bytes up to the end; one answer."""
    sys.dont_write_bytecode = True
    close_doors()
    step_back()  # somebody may be speaking meanwhile: the recorder goes first
    ending = stdin.readline().decode("utf-8", "replace").strip().lower()
    with reader_may_leave(stdout):
        try:
            data = stdin.read(LARGEST + 1)
            found = prepared(data, ending, lambda f: write_answer(Fraction(f), stdout))
            write_answer(found, stdout)
        except Problem as problem:
            write_answer(problem, stdout)
        except MemoryError:
            write_answer(Problem(Trouble.BAD_FILE, TOO_LARGE), stdout)
    return 0


def prepared(data: bytes, ending: str, tell: Callable[[float], None]) -> Prepared:
    """What may be kept of the file, told by its content; Problem BAD_FILE."""
    if not data:
        raise Problem(Trouble.BAD_FILE, EMPTY)
    if len(data) > LARGEST:
        raise Problem(Trouble.BAD_FILE, TOO_LARGE)
    head = data[:16]
    if b"%PDF-" in data[:1024]:
        return _pdf(data)
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff")) or (head[:4], head[8:12]) == _WEBP:
        return _picture(data)
    if head[4:8] == b"ftyp" and head[8:12] in PICTURES_OF_PHONES:
        raise Problem(Trouble.BAD_FILE, PHONE_PICTURE)
    return _sound(data, tell) or _text(data, ending)


_WEBP = (b"RIFF", b"WEBP")


def _picture(data: bytes) -> Prepared:
    # These load Pillow, PDFium and PyAV: after the network is refused, and only the one wanted.
    from kdesk.paper import pictures  # noqa: PLC0415

    _refuse_above(LARGEST_SHOWN, data)
    allow(seconds=SHOWN_SECONDS, memory=300 * MEGABYTE)
    pixels = pictures.pixels_of(data)
    # Only a size that was accepted earns the time and the room to unfold it.
    allow(seconds=SHOWN_SECONDS + pixels // 4_000_000, memory=300 * MEGABYTE + 24 * pixels)
    clean = pictures.clean(data)
    extension = clean.media_type.removeprefix("image/")
    return Prepared(
        Content.PICTURE,
        clean.taken_at,
        clean.media_type,
        extension,
        data=clean.data,
        thumbnail=clean.thumbnail,
    )


def _pdf(data: bytes) -> Prepared:
    from kdesk.paper import pdfs  # noqa: PLC0415

    _refuse_above(LARGEST_SHOWN, data)
    allow(seconds=SHOWN_SECONDS, memory=800 * MEGABYTE)
    found = pdfs.check(data)
    return Prepared(
        Content.PDF,
        found.made_at,
        "application/pdf",
        "pdf",
        data=data,
        thumbnail=found.thumbnail,
    )


def _sound(data: bytes, tell: Callable[[float], None]) -> Prepared | None:
    """The sound, decoded and encoded anew; None when nothing of it looks like sound."""
    from kdesk.audio import decode  # noqa: PLC0415
    from kdesk.audio.flac import FlacWriter  # noqa: PLC0415
    from kdesk.audio.waveform import Peaks  # noqa: PLC0415

    container = decode.container_of(data[: decode.HEAD])
    if container is None:
        return None
    room = len(data) // (10 * MEGABYTE)
    allow(seconds=SOUND_SECONDS + room, memory=1500 * MEGABYTE + 4 * len(data))
    writer, peaks, source = FlacWriter(), Peaks(), BytesIO(data)
    told = 0.0

    def keep(pcm: bytes) -> None:
        nonlocal told
        writer.write(pcm)
        peaks.add(pcm)
        done = 0.5 * source.tell() / len(data)  # the other half checks the copy without tags
        if done >= told + 0.01:
            told = done
            tell(done)

    try:
        found = decode.decode(source, keep)
    finally:
        whole = writer.finish()
    tell(0.5)
    return Prepared(
        Content.SOUND,
        found.made_at,
        container.media_type,
        container.extension,
        found.seconds,
        data=decode.without_location(data) or b"",
        flac=whole,
        peaks=peaks.finish(),
        cut=found.cut,
    )


def _text(data: bytes, ending: str) -> Prepared:
    if ending not in TEXT_NAMES:
        raise Problem(Trouble.BAD_FILE, UNKNOWN)
    _refuse_above(LARGEST_TEXT, data)
    allow(seconds=SHOWN_SECONDS, memory=500 * MEGABYTE)
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Problem(Trouble.BAD_FILE, EMPTY)
    return Prepared(Content.TEXT, None, "text/plain", "txt", text=text, data=text.encode())


def _decoded(data: bytes) -> str:
    """The text; Problem BAD_FILE when the bytes are none."""
    guesses = ["utf-8-sig", "cp1252"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        guesses = ["utf-16"]
    for encoding in guesses:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(c < " " and c not in "\t\n\r\f\x1a" for c in text):
            return text
    raise Problem(Trouble.BAD_FILE, UNKNOWN)


def _refuse_above(most: int, data: bytes) -> None:
    if len(data) > most:
        raise Problem(Trouble.BAD_FILE, TOO_LARGE)
