"""The page's document opens nothing by name and sets words as they are."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QImage, QTextDocument

from kdesk.paper.document import PageDocument, Run, Spacing, Style, printable
from kdesk.paper.sections import compose
from tests.paper.sample import entry, fortnight
from tests.paper.test_pages import words  # the whole way, to another program's eyes


def test_a_file_named_in_somebodys_words_is_not_opened(tmp_path: Path) -> None:
    picture = QImage(40, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    file = tmp_path / "secret.png"
    assert picture.save(str(file))
    document = PageDocument(400, 600)
    # As if a paste had brought markup in: even then the name leads nowhere.
    document.setHtml(f'<img src="{file.as_uri()}">')
    kind = QTextDocument.ResourceType.ImageResource.value
    for name in (QUrl.fromLocalFile(str(file)), QUrl(str(file)), QUrl("qrc:/x"), QUrl("http://a/")):
        assert document.resource(kind, name) is None
    assert QTextDocument().resource(kind, QUrl.fromLocalFile(str(file))) is not None


@pytest.mark.parametrize(
    "text", ["<b>bold</b> & <img src='x'>", "2 ** stars * ![](x.png)", "a # b #c"]
)
def test_markup_is_set_as_the_letters_it_is(text: str) -> None:
    assert text in words(replace(fortnight(), entries=(entry(1, 8, "", text),)))


@pytest.mark.parametrize("full", [False, True])
def test_emphasis_is_set_in_other_letters_and_its_stars_are_not_there(full: bool) -> None:
    text = "It was *warm*, and **so** wide."
    told = replace(fortnight(full=full), entries=(entry(1, 8, "A *real* dream", text),))
    assert "A real dream. It was warm, and so wide." in words(told)
    pages = PageDocument(400, 600)
    compose(told, pages)
    fonts = {}
    for word in ("was", "warm", "so", "wide"):
        found = pages.find(word, pages.find("It was warm"))
        fonts[word] = (found.charFormat().font().italic(), found.charFormat().font().bold())
    assert fonts == {
        **dict.fromkeys(("was", "wide"), (False, False)),
        **{"warm": (True, False), "so": (False, True)},
    }


def test_what_is_no_letter_is_left_out_and_lines_stay_lines() -> None:
    text = "a\x00b\ufffcc\ufdd0d\ud800e\u2028f\r\ng\x1b"
    assert printable(text) == "abcde\nf\ng"


def test_any_text_can_be_set() -> None:
    document = PageDocument(400, 600)
    every = "".join(map(chr, range(0x3000)))
    document.paragraph(Run(every, Style.WORDS))
    assert "the end" not in document.toPlainText()
    document.paragraph(Run("the end", Style.WORDS))
    assert document.toPlainText().endswith("the end")


def first_page(document: PageDocument, number: int) -> int:
    """The page, from 0, of a paragraph's first line."""
    block = document.findBlockByNumber(number)
    top = document.documentLayout().blockBoundingRect(block).top()
    return int((top + block.layout().lineAt(0).y() + 1) // document.pageSize().height())


@pytest.mark.parametrize(("keep", "pages"), [(False, (0, 1)), (True, (1, 1))])
def test_kept_paragraphs_go_to_the_next_page_together(keep: bool, pages: tuple[int, int]) -> None:
    document = PageDocument(400, 600)
    document.paragraph(Run("above", Style.WORDS), spacing=Spacing(below=565))
    document.paragraph(Run("heading", Style.HEADING), spacing=Spacing(keep=keep))
    document.paragraph(Run("body", Style.WORDS))
    document.keep_together()
    assert (first_page(document, 1), first_page(document, 2)) == pages
