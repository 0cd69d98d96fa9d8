"""The pages: how many, what stands on them, and that preview and PDF are one painting."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QLocale, QSize
from PySide6.QtGui import QImage, QPageSize, QPainter

from kdesk.domain.summary import DISCLAIMER, USUAL, Section, Summary
from kdesk.paper.pages import Pages, paper_size
from kdesk.paper.pdf import pages_as_pdf, pdf
from kdesk.paper.sections import HEADER, NOTHING
from tests.paper.sample import LAST_WORDS, PRINTED, RIVER, entry, fortnight

A4 = QPageSize(QPageSize.PageSizeId.A4)
LETTER = QPageSize(QPageSize.PageSizeId.Letter)


def page_texts(data: bytes) -> list[str]:
    """The words of each page as another program reads them, on one line."""
    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return [" ".join(text.replace("\u00a0", " ").split()) for text in pages]


def words(summary: Summary) -> str:
    return " ".join(page_texts(pages_as_pdf(Pages(summary, PRINTED, A4))))


def painted(pages: Pages, page: int) -> QImage:
    image = QImage(QSize(595, 842), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    pages.paint(painter, page)
    painter.end()
    return image


@pytest.mark.parametrize("paper", [A4, LETTER], ids=["A4", "Letter"])
def test_a_fortnight_takes_two_pages(paper: QPageSize) -> None:
    pages = Pages(fortnight(), PRINTED, paper)
    assert pages.count == 2
    document = pypdfium2.PdfDocument(pages_as_pdf(pages))
    size = document[0].get_size()
    assert len(document) == 2
    assert size == pytest.approx((pages.size.width(), pages.size.height()), abs=1)
    document.close()


def test_every_page_has_its_number_the_print_date_and_the_disclaimer() -> None:
    for number, page in enumerate(page_texts(pdf(fortnight(), PRINTED)), start=1):
        assert DISCLAIMER in page
        assert f"{number} of 2" in page
        assert "Printed 20 November 2026" in page


def test_the_disclaimer_is_the_agreed_sentence() -> None:
    assert DISCLAIMER == (
        "This journal is for personal reflection. It is not medical advice, diagnosis or a "
        "crisis service."
    )


def test_the_header_says_whose_words_these_are() -> None:
    assert HEADER in page_texts(pdf(fortnight(), PRINTED))[0]


def test_the_headings_stand_in_order() -> None:
    text = words(fortnight())
    headings = [
        "Intentions",
        "Memos",
        "Insights",
        "Written entries",
        "Goals and check-ins",
        "Questions for my therapist",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "Creations" not in text


def test_a_section_that_is_not_ticked_leaves_no_word() -> None:
    text = words(fortnight(USUAL - {Section.GOALS}))
    assert "Goals" not in text
    assert "Mara" not in text


def test_insights_are_on_the_page_in_their_own_words_or_in_those_that_were_spoken() -> None:
    text = words(fortnight(frozenset({Section.INSIGHTS})))
    assert "I can put one stone down. Thu 19 Nov" in text
    assert "It was warm. said in a memo · Fri 20 Nov" in text
    assert "It was warm." not in words(fortnight(USUAL - {Section.INSIGHTS}))


def test_words_a_machine_heard_are_marked_and_corrected_ones_are_not() -> None:
    text = words(fortnight(frozenset({Section.MEMOS})))
    assert text.count("◦ machine transcript") == 5
    assert text.count("spoken, and corrected by me") == 1
    assert text.count("a recording, not yet written down") == 1
    assert "Stairs. ◦ I could hear my own steps" in text


def test_long_texts_are_shortened_unless_they_are_wanted_whole() -> None:
    assert LAST_WORDS not in words(fortnight())
    assert words(fortnight(full=True)).count(LAST_WORDS) == 2
    with_transcripts = words(fortnight(USUAL | {Section.TRANSCRIPTS}))
    assert with_transcripts.count(LAST_WORDS) == 1
    assert "Memos, in full" in with_transcripts


def test_punctuated_times_and_ligatures_are_found_to_the_letter() -> None:
    # With the fonts' contextual glyphs "14:10" came out as "14 10" and "of a" as "o a".
    odd = entry(1, 7, "", "A dream of a fjord, office, fluff, Thursday, 10:45 – 11:15")
    text = words(replace(fortnight(), entries=(odd,)))
    assert odd.text in text
    assert "Sun 8 Nov, 14:10" in text
    assert "6 – 20 November 2026" in text


def test_other_scripts_are_on_the_page_to_the_letter() -> None:
    odd = entry(1, 7, "", "Žluťoučký kůň, Größe, Ελλάδα, русский")
    assert odd.text in words(replace(fortnight(), entries=(odd,)))


def test_an_empty_period_says_so_kindly_on_one_page() -> None:
    empty = replace(
        fortnight(), sessions=(), memos=(), insights=(), entries=(), goals=(), questions=()
    )
    pages = Pages(empty, PRINTED, A4)
    assert pages.count == 1
    assert NOTHING in pages.text


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    alone = re.compile("(Goals and check-ins|Questions for my therapist)$")
    at_the_top = 0
    for lines in range(20, 45):
        before = [entry(n, 8, "", "One line.") for n in range(lines)]
        pages = page_texts(pdf(fortnight(USUAL - {Section.MEMOS}, entries=before), PRINTED))
        bodies = [page.partition(DISCLAIMER)[0].strip() for page in pages]
        assert [body[-40:] for body in bodies if alone.search(body)] == []
        at_the_top += sum(body.startswith(("Goals", "Questions")) for body in bodies)
    assert at_the_top, "no heading came near a foot: this test looked at nothing"


def test_a_short_passage_is_never_torn_between_pages() -> None:
    for number in range(8, 14):
        entries = [entry(n, 8, "", "Short.") for n in range(number)]
        entries += [entry(n, 8, "", RIVER) for n in range(16)]
        for page in page_texts(pdf(fortnight(entries=entries), PRINTED)):
            body = page.partition(DISCLAIMER)[0].strip()
            assert not body.startswith(("thinking", "eating", "kitchen", "the kitchen", "table"))
            assert page.count("It was like standing") == page.count("…")


def test_every_word_of_a_long_text_is_on_some_page() -> None:
    long = entry(1, 8, "", "\n\n".join(f"paragraph{n} {RIVER}" for n in range(60)))
    summary = fortnight(frozenset({Section.ENTRIES}), full=True, entries=[long])
    text = words(summary)
    assert [n for n in range(60) if f"paragraph{n} " not in text] == []


def test_no_line_is_on_two_pages() -> None:
    # Drawn under the clip of the page before, a line would be unseen there and yet be found.
    for lines in range(20, 45):
        entries = [entry(n, 8, "", f"Line number {n}.") for n in range(lines)]
        text = " ".join(page_texts(pdf(fortnight(entries=entries), PRINTED)))
        assert text.count("Questions for my therapist") == 1
        assert [n for n in range(lines) if text.count(f"Line number {n}.") != 1] == []


def test_the_preview_is_the_page_of_the_pdf(tmp_path: Path) -> None:
    pages = Pages(fortnight(), PRINTED, A4)
    file = tmp_path / "a.pdf"
    file.write_bytes(pages_as_pdf(pages))
    for number in range(1, pages.count + 1):
        page = pypdfium2.PdfDocument(file)[number - 1]
        printed = page.render(scale=1, may_draw_forms=False).to_pil().convert("L")
        seen = painted(pages, number)
        differing = sum(
            abs(seen.pixelColor(x, y).lightness() - printed.getpixel((x, y))) > 128
            for x in range(0, 595)
            for y in range(0, 842)
        )
        # Two rasterisers soften edges differently; a line broken elsewhere is thousands of pixels.
        assert differing < 600


def test_the_pdf_can_be_read_by_poppler_and_its_fonts_are_inside(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(fortnight(), PRINTED))
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    assert DISCLAIMER in text.stdout.decode()
    fonts = subprocess.run(["pdffonts", file], capture_output=True, check=True).stdout.decode()
    families = [line.split()[0] for line in fonts.splitlines()[2:]]
    assert {name.partition("-")[0] for name in families} == {"EBGaramond12", "Inter"}


def test_what_the_pdf_tells_of_itself_is_neutral() -> None:
    document = pypdfium2.PdfDocument(pdf(fortnight(), PRINTED))
    told = document.get_metadata_dict()
    document.close()
    assert told["Title"] == "Summary"
    assert told["Author"] == ""
    assert told["Subject"] == ""
    assert told["Keywords"] == ""


def test_letter_is_for_where_people_use_it() -> None:
    assert paper_size(QLocale("en_US")).id() is QPageSize.PageSizeId.Letter
    assert paper_size(QLocale("en_GB")).id() is QPageSize.PageSizeId.A4
    assert paper_size(QLocale("de_DE")).id() is QPageSize.PageSizeId.A4
