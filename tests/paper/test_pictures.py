"""Pictures as they are kept: upright, whole, and telling nothing but what they show."""

import resource
import struct
import time
import zlib
from datetime import datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from kdesk.domain.problem import Problem, Trouble
from kdesk.paper import thumbnails
from kdesk.paper.pictures import EDGE, MOST_PIXELS, clean

CANARY = "canary in a coal mine"


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    return picture


def told(kind: str, orientation: int = 1) -> bytes:
    """A picture that says where and when it was taken, in every place there is."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.ImageDescription] = CANARY
    exif[ExifTags.Base.Make] = CANARY
    more = exif.get_ifd(ExifTags.IFD.Exif)
    more[ExifTags.Base.DateTimeOriginal] = "2026:11:19 15:02:33"
    more[ExifTags.Base.OffsetTimeOriginal] = "+01:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSProcessingMethod] = CANARY.encode()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>".encode()
    out = BytesIO()
    if kind == "JPEG":
        photo().save(out, kind, exif=exif, comment=CANARY, xmp=xmp)
    elif kind == "WEBP":
        photo().save(out, kind, exif=exif, xmp=xmp)
    else:
        texts = PngInfo()
        texts.add_text("Comment", CANARY)
        texts.add_itxt("XML:com.adobe.xmp", xmp.decode(), zip=False)
        photo().save(out, kind, exif=exif, pnginfo=texts)
    return out.getvalue()


def refused(data: bytes) -> Problem:
    with pytest.raises(Problem) as caught:
        clean(data)
    assert caught.value.trouble is Trouble.BAD_FILE
    return caught.value


def png(width: int, height: int, pixels: bytes, extra: bytes = b"") -> bytes:
    """A PNG file made by hand, for sizes nobody should ever make."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_kept_but_what_the_picture_shows(kind: str) -> None:
    data = told(kind)
    assert CANARY.encode() in data, "the control: it was there"
    picture = clean(data)
    for kept in (picture.data, picture.thumbnail):
        assert CANARY.encode() not in kept
        for sign in (b"Exif", b"xmpmeta", b"http://ns.adobe.com", b"tEXt", b"iTXt", b"ICC_PROFILE"):
            assert sign not in kept
        opened = Image.open(BytesIO(kept))
        assert not opened.getexif()
        assert "comment" not in opened.info
        assert "icc_profile" not in opened.info
    assert Image.open(BytesIO(picture.data)).format == kind


def test_a_jpeg_has_no_segments_but_those_that_draw_it() -> None:
    data, place, names = clean(told("JPEG")).data, 2, []
    while data[place + 1] != 0xDA:
        names.append(data[place + 1])
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    assert set(names) <= {0xE0, 0xDB, 0xC0, 0xC4}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_taken_sideways_is_kept_upright(kind: str) -> None:
    # Orientation 6: the camera was turned, so the left of the file is the top of the picture.
    upright = Image.open(BytesIO(clean(told(kind, orientation=6)).data)).convert("RGB")
    assert upright.size == (40, 60)
    assert upright.getpixel((20, 5)) == pytest.approx((255, 0, 0), abs=6)
    assert upright.getpixel((20, 55)) == pytest.approx((0, 0, 255), abs=6)


def test_the_time_it_was_taken_is_told_with_its_offset() -> None:
    taken = datetime(2026, 11, 19, 15, 2, 33, tzinfo=timezone(timedelta(hours=1)))
    assert clean(told("JPEG")).taken_at == taken


@pytest.mark.parametrize("said", ["0000:00:00 00:00:00", "yesterday", "", "2026:13:40 99:00:00"])
def test_a_camera_that_knows_no_time_tells_none(said: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = said
    out = BytesIO()
    photo().save(out, "JPEG", exif=exif)
    assert clean(out.getvalue()).taken_at is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixels_keeps_its_colours(mode: str) -> None:
    source = photo().convert("L" if mode == "I;16" else mode.replace("LA", "L"))
    out = BytesIO()
    (source.convert("I;16") if mode == "I;16" else source.convert(mode)).save(out, "PNG")
    kept = Image.open(BytesIO(clean(out.getvalue()).data))
    assert kept.size == (60, 40)
    assert kept.mode in {"RGB", "RGBA", "L"}


def test_a_print_shops_jpeg_becomes_one_that_screens_know() -> None:
    out = BytesIO()
    photo().convert("CMYK").save(out, "JPEG")
    kept = Image.open(BytesIO(clean(out.getvalue()).data))
    assert kept.mode == "RGB"
    assert kept.getpixel((5, 5)) == pytest.approx((254, 0, 0), abs=8)


def test_a_profile_is_turned_into_plain_colours() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = BytesIO()
    photo().save(out, "JPEG", icc_profile=lab)
    kept = Image.open(BytesIO(clean(out.getvalue()).data))
    assert "icc_profile" not in kept.info
    assert kept.getpixel((5, 5)) == pytest.approx((254, 0, 0), abs=6)


def test_the_thumbnail_is_a_small_png_that_the_page_can_show() -> None:
    out = BytesIO()
    photo(size=(1600, 900)).save(out, "JPEG")
    small = clean(out.getvalue()).thumbnail
    assert Image.open(BytesIO(small)).size == (EDGE, 270)
    assert thumbnails.image(small).width() == EDGE
    assert thumbnails.EDGE == EDGE


def test_a_picture_that_is_long_and_thin_has_a_thumbnail_too() -> None:
    out = BytesIO()
    photo(size=(6000, 2)).save(out, "PNG")
    assert Image.open(BytesIO(clean(out.getvalue()).thumbnail)).size == (EDGE, 1)


def test_what_is_no_thumbnail_of_ours_is_not_drawn() -> None:
    out = BytesIO()
    photo(size=(EDGE + 1, 10)).save(out, "PNG")
    assert thumbnails.image(out.getvalue()).isNull()
    assert thumbnails.image(b"not a picture").isNull()
    jpeg = BytesIO()
    photo().save(jpeg, "JPEG")
    assert thumbnails.image(jpeg.getvalue()).isNull()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_breaks_off_is_refused(kind: str) -> None:
    out = BytesIO()
    Image.effect_noise((200, 200), 90).convert("RGB").save(out, kind)
    whole = out.getvalue()
    for part in (0.3, 0.6, 0.95):
        assert "damaged" in refused(whole[: int(len(whole) * part)]).sentence


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_other_kinds_of_picture_are_refused(kind: str) -> None:
    out = BytesIO()
    photo().save(out, kind)
    assert "PNG, JPEG or WebP" in refused(out.getvalue()).sentence


def bombs() -> dict[str, bytes]:
    """Files of a few kilobytes that would fill a computer's memory."""
    flat = zlib.compress(b"\0" * 3_000_000, 9)
    text = zlib.compress(b"x" * 90_000_000, 9)
    body = b"a\0\0" + text
    name = b"zTXt"
    check = struct.pack(">I", zlib.crc32(name + body))
    jpeg = BytesIO()
    photo().save(jpeg, "JPEG")
    frame = jpeg.getvalue().index(b"\xff\xc0")
    huge = bytearray(jpeg.getvalue())
    huge[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"
    return {
        "a million pixels each way": png(1_000_000, 1_000_000, flat),
        "one over the limit": png(MOST_PIXELS + 1, 1, flat),
        "the largest size there can be": png(0x7FFFFFFF, 0x7FFFFFFF, flat),
        "a text that swells": png(10, 10, flat, struct.pack(">I", len(body)) + name + body + check),
        "a JPEG of four thousand million pixels": bytes(huge),
    }


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_is_refused_before_it_unfolds(name: str) -> None:
    data = bombs()[name]
    begun = time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(data)
    assert time.process_time() - begun < 5
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 300


def test_a_liar_about_its_size_is_refused() -> None:
    # Says 4000 × 4000 and brings pixels for a fraction of it.
    assert "damaged" in refused(png(4000, 4000, zlib.compress(b"\0" * 1000))).sentence


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_picture_with_any_bytes_changed_is_taken_in_or_refused(data: st.DataObject) -> None:
    source = bytearray(told(data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))))
    for place in data.draw(st.lists(st.integers(0, len(source) - 1), min_size=1, max_size=8)):
        source[place] = data.draw(st.integers(0, 255))
    try:
        kept = clean(bytes(source))
    except Problem as problem:
        assert problem.trouble is Trouble.BAD_FILE
    else:
        assert CANARY.encode() not in kept.data
