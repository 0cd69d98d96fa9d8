"""PDFs that somebody adds."""

from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kdesk.domain.problem import Problem, Trouble
from kdesk.paper.pdfs import check
from kdesk.paper.pictures import EDGE

HEAD = b"%PDF-1.4\n"


def made_by_hand(date: str = "", size: str = "0 0 200 100", pages: int = 1) -> bytes:
    """A small PDF; PDFium rebuilds the missing table of places by itself."""
    kids = " ".join(f"{10 + n} 0 R" for n in range(pages))
    parts = [
        "1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj",
        f"2 0 obj <</Type /Pages /Count {pages} /Kids [{kids}]>> endobj",
        f"3 0 obj <</CreationDate ({date})>> endobj",
    ]
    parts += [
        f"{10 + n} 0 obj <</Type /Page /Parent 2 0 R /MediaBox [{size}]>> endobj"
        for n in range(pages)
    ]
    parts.append("trailer <</Root 1 0 R /Info 3 0 R>>")
    return HEAD + "\n".join(parts).encode() + b"\n%%EOF"


def refused(data: bytes) -> Problem:
    with pytest.raises(Problem) as caught:
        check(data)
    assert caught.value.trouble is Trouble.BAD_FILE
    return caught.value


def test_a_pdf_is_counted_and_its_first_page_drawn() -> None:
    found = check(made_by_hand(pages=3))
    assert found.pages == 3
    thumbnail = Image.open(BytesIO(found.thumbnail))
    assert (thumbnail.format, thumbnail.size) == ("PNG", (EDGE, EDGE // 2))


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("D:20260131120005+01'00'", datetime(2026, 1, 31, 12, 0, 5,
                                             tzinfo=timezone(timedelta(hours=1)))),
        ("D:20260131120005-0330", datetime(2026, 1, 31, 12, 0, 5,
                                           tzinfo=timezone(-timedelta(hours=3, minutes=30)))),
        ("D:20260131120005Z", datetime(2026, 1, 31, 12, 0, 5, tzinfo=UTC)),
        ("D:20261399999999", None),
        ("last year", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_day_it_was_made_is_told(said: str, made: datetime | None) -> None:
    assert check(made_by_hand(said)).made_at == made


def test_a_time_without_an_offset_stays_without() -> None:
    assert check(made_by_hand("D:20260131120005")).made_at == datetime(  # noqa: DTZ001
        2026, 1, 31, 12, 0, 5
    )


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", HEAD + b"nothing of the kind", b"hello" * 99])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    assert "isn't one" in refused(data).sentence


def test_a_pdf_without_pages_is_refused() -> None:
    refused(made_by_hand(pages=0))


def test_a_pdf_with_a_password_says_so() -> None:
    locked = made_by_hand().replace(
        b"/Info 3 0 R",
        b"/Info 3 0 R /ID [<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>] "
        b"/Encrypt <</Filter /Standard /V 2 /R 3 /Length 128 /P -44 "
        b"/O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b">>>",
    )
    assert "password" in refused(locked).sentence


@pytest.mark.parametrize("size", ["0 0 2000000 2000000", "0 0 100000 1", "0 0 0 0", "5 5 5 5"])
def test_a_page_of_any_size_becomes_a_small_picture_or_is_refused(size: str) -> None:
    try:
        found = check(made_by_hand(size=size))
    except Problem as problem:
        assert problem.trouble is Trouble.BAD_FILE
    else:
        assert max(Image.open(BytesIO(found.thumbnail)).size) <= EDGE


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_pdf_with_any_bytes_changed_is_taken_in_or_refused(data: st.DataObject) -> None:
    source = bytearray(made_by_hand())
    for place in data.draw(st.lists(st.integers(0, len(source) - 1), min_size=1, max_size=6)):
        source[place] = data.draw(st.integers(0, 255))
    try:
        check(bytes(source))
    except Problem as problem:
        assert problem.trouble is Trouble.BAD_FILE


def test_the_control_opens() -> None:
    assert len(pypdfium2.PdfDocument(made_by_hand())) == 1
