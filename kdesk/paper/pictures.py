"""Pictures as they are kept: whole, upright, and telling nothing but what they show.

Imported only in the intake process, which has no network, little memory and little time.
"""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from kdesk.domain.problem import Problem, Trouble

MOST_PIXELS = 64_000_000
"""Larger than what the cameras of 2026 take by default (50 million); as RGB 192 MB."""
EDGE = 480
"""The longest side of a thumbnail, in pixels."""
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")

_BROKEN = "This picture is damaged or incomplete. Choose another copy of it."
_TOO_LARGE = "This picture is too large to be taken in. Make it smaller and add it again."
_WRONG_KIND = "This kind of picture can't be taken in. Save it as PNG, JPEG or WebP and add that."


@dataclass(frozen=True, slots=True)
class Picture:
    """A cleaned picture, its type, a PNG thumbnail, and when it was taken if it said so."""

    data: bytes
    media_type: str
    thumbnail: bytes
    taken_at: datetime | None
    """Naive when the camera didn't note its offset."""


def pixels_of(data: bytes) -> int:
    """How many pixels the picture says it has, without unfolding any; Problem BAD_FILE."""
    with _plain_trouble(data), Image.open(BytesIO(data), formats=tuple(FORMATS)) as opened:
        return _accepted(opened)


def clean(data: bytes) -> Picture:
    """The first image of the file, turned upright, with colours in sRGB and nothing said about it.

    EXIF, XMP, comments, profiles and texts are gone; JPEG and WebP are written anew at high
    quality, so pixels may differ slightly. Problem BAD_FILE for another format, too many pixels,
    a damaged or an incomplete file.
    """
    with _plain_trouble(data), Image.open(BytesIO(data), formats=tuple(FORMATS)) as opened:
        _accepted(opened)
        taken_at = _taken_at(opened)
        kind = opened.format or ""
        opened.load()
        upright = _plain(ImageOps.exif_transpose(opened))
        return Picture(_written(upright, kind), FORMATS[kind], thumbnail(upright), taken_at)


@contextmanager
def _plain_trouble(data: bytes) -> Iterator[None]:
    # Refused by MOST_PIXELS in our own words instead of Pillow's warning.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata, which is thrown away
            yield
    except UnidentifiedImageError:
        known = data.startswith(BEGINNINGS)
        raise Problem(Trouble.BAD_FILE, _BROKEN if known else _WRONG_KIND) from None
    except (OSError, ValueError, SyntaxError, IndexError, struct.error, EOFError, MemoryError):
        # What Pillow's readers raise for files that break off or contradict themselves.
        raise Problem(Trouble.BAD_FILE, _BROKEN) from None


def _accepted(opened: Image.Image) -> int:
    pixels = opened.width * opened.height
    if pixels > MOST_PIXELS:
        raise Problem(Trouble.BAD_FILE, _TOO_LARGE)
    return pixels


def thumbnail(picture: Image.Image) -> bytes:
    """A PNG at most EDGE pixels wide and high; a small picture keeps its size."""
    small = picture.copy() if max(picture.size) <= EDGE else _smaller(picture)
    return _written(small, "PNG")


def _smaller(picture: Image.Image) -> Image.Image:
    scale = EDGE / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    colours = picture if picture.mode in {"RGB", "RGBA", "L"} else picture.convert("RGBA")
    return colours.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _plain(picture: Image.Image) -> Image.Image:
    """The pixels alone, in sRGB, in a mode that every reader knows."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        target = "RGBA" if picture.mode == "RGBA" else "RGB"
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode=target
            )
            picture = turned or picture
    if picture.mode in {"P", "PA", "LA", "La", "RGBa"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    elif picture.mode not in {"RGB", "RGBA", "L"}:
        picture = picture.convert("RGB")
    picture.info = {}
    return picture


def _written(picture: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    if kind == "JPEG":
        whole = picture if picture.mode in {"RGB", "L"} else picture.convert("RGB")
        whole.save(out, "JPEG", quality=95, subsampling=0)
    elif kind == "WEBP":
        picture.save(out, "WEBP", quality=95, method=1)
    else:
        picture.save(out, "PNG", compress_level=3)  # 6 takes three times as long
    return out.getvalue()


def _taken_at(picture: Image.Image) -> datetime | None:
    """When the camera says it took the picture; None when it doesn't, or says nonsense."""
    try:
        more = picture.getexif().get_ifd(ExifTags.IFD.Exif)
        said = str(more[ExifTags.Base.DateTimeOriginal]).strip("\0 ").replace(":", "-", 2)
        offset = str(more.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
        return datetime.fromisoformat(said + offset)
    except (KeyError, ValueError, TypeError, SyntaxError, OSError, struct.error, OverflowError):
        return None
