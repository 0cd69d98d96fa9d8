"""The page's own text document: plain words in few styles, and nothing fetched by name."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QPainter,
    QPen,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
    QTextOption,
)

from kdesk.domain.summary import BOLD, ITALIC
from kdesk.paper.fonts import SANS, SERIF, letters

RASTER = 300 / 72
"""The page's own raster: steps for each point. Every length inside a document is in steps."""

SHORT = 6
"""Paragraphs of so many lines at most are never torn between two pages."""

STRONG = 700
"""The weight of bold words."""

INK, QUIET, HAIRLINE = QColor("#26242B"), QColor("#625D69"), QColor("#D9D2C7")

_LEFT = QTextOption.TabType.LeftTab
_KEEP = QTextFormat.Property.UserProperty.value + 1


@dataclass(frozen=True, slots=True)
class Look:
    """Letters of one kind; `points` is their size."""

    families: tuple[str, ...]
    points: float
    colour: QColor
    weight: int = 400
    italic: bool = False


class Style(Enum):
    """The few kinds of letters a page has: serif for the person's words, sans for notes."""

    TITLE = Look(SERIF, 21, INK)
    HEADING = Look(SANS, 9.5, INK, weight=600)
    NAME = Look(SERIF, 12, INK, italic=True)
    WORDS = Look(SERIF, 12, INK)
    NOTE = Look(SANS, 7.8, QUIET)
    MARK = Look(SANS, 11, QUIET)


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; ITALIC and BOLD in them (kdesk.domain.summary) begin and end those."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Spacing:
    """Room around a paragraph in points; `keep` holds it on one page with what follows."""

    above: float = 0
    below: float = 0
    indent: float = 0
    hanging: float = 0
    line: float = 0
    """The height of a line; 0 for what the letters ask for."""
    keep: bool = False


def printable(text: str) -> str:
    """The text without what is no letter and would upset a page: NUL, Qt's own frame marks…"""
    kept = (
        c
        for c in text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
        if c in "\n\t"
        or not (
            c < " "
            or "\x7f" <= c <= "\x9f"
            or "\ud800" <= c <= "\udfff"
            or "\ufdd0" <= c <= "\ufdef"
            or c in "\ufffc\ufffe\uffff"
        )
    )
    return "".join(kept)


class PageDocument(QTextDocument):
    """Paragraphs set one after the other; words come in as plain text, never as markup."""

    def __init__(self, width: float, height: float) -> None:
        """Width and height of the printed area in points."""
        super().__init__()
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setPageSize(QSizeF(width * RASTER, height * RASTER))
        option = self.defaultTextOption()
        option.setUseDesignMetrics(True)
        self.setDefaultTextOption(option)
        self._width = width
        self._pictures = 0
        self._begun = False
        self._cursor = QTextCursor(self)

    def paragraph(self, *runs: Run, spacing: Spacing = Spacing()) -> None:
        """Set one paragraph; line breaks within a run begin a new line, not a new paragraph."""
        self._begin(spacing)
        for run in runs:
            on: set[str] = set()
            for part in re.split(f"([{ITALIC}{BOLD}])", run.text):
                if part in (ITALIC, BOLD):
                    on ^= {part}
                else:
                    text = printable(part).replace("\n", "\u2028")
                    self._cursor.insertText(text, _char_format(run.style, on))

    def rule(self, *, above: float, below: float) -> None:
        """A hairline over the whole width."""
        self._begin(Spacing(above=above, below=below))
        line = QImage(1, 1, QImage.Format.Format_RGB32)
        line.fill(HAIRLINE)
        self._picture(line, self._width, 0.6)

    def pictures(self, images: list[QImage], *, height: float, spacing: Spacing) -> None:
        """Set pictures in a row, `height` points high; those that no longer fit are left out."""
        self._begin(spacing)
        used = 0.0
        for image in images:
            width = image.width() * height / max(1, image.height())
            if width > self._width:
                width, tall = self._width, image.height() * self._width / image.width()
            else:
                tall = height
            if used and used + width > self._width:
                break
            self._picture(_framed(image), width, tall)
            self._cursor.insertText("  ", _char_format(Style.NOTE))
            used += width + 6

    def keep_together(self) -> None:
        """Begin a new page before what would otherwise be torn apart.

        Kept paragraphs stay with what follows them; a short paragraph stays whole, and of a long
        one at least two lines stand before the page ends.
        """
        block = self.begin()
        while block.isValid():
            last = block
            while last.blockFormat().boolProperty(_KEEP) and last.next().isValid():
                last = last.next()
            if self._page(block, 0) != self._page(last, self._needed_line(last)):
                form = block.blockFormat()
                form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(form)
            block = last.next()
        # Formats changed while Qt had laid out only a part: without this, the rest of a long
        # document has no lines and is missing from the pages.
        self.markContentsDirty(0, self.characterCount())

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: ARG002
        """Nothing: a name in somebody's words must never open a file or an address."""
        return None

    def _begin(self, spacing: Spacing) -> None:
        if self._begun:
            self._cursor.insertBlock()
        self._begun = True
        self._cursor.setBlockFormat(_block_format(spacing))

    def _picture(self, image: QImage, width: float, height: float) -> None:
        self._pictures += 1
        name = f"picture-{self._pictures}"
        self.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        picture = QTextImageFormat()
        picture.setName(name)
        picture.setWidth(width * RASTER)
        picture.setHeight(height * RASTER)
        self._cursor.insertImage(picture)

    def _needed_line(self, block: QTextBlock) -> int:
        """Which line of a paragraph must still stand on the page where it begins."""
        box = self.documentLayout().blockBoundingRect(block)  # has the paragraph laid out
        lines = block.layout().lineCount() if box.isValid() else 0
        return max(0, lines - 1 if lines <= SHORT else 1)

    def _page(self, block: QTextBlock, line: int) -> int:
        """The page that a line of a paragraph is on, from 0."""
        top = self.documentLayout().blockBoundingRect(block).top()
        if block.layout().lineCount() > line:
            top += block.layout().lineAt(line).y()
        return int((top + 1) // self.pageSize().height())


def _framed(image: QImage) -> QImage:
    """The picture with a hairline around it, so that white paper in it shows its edge."""
    framed = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(framed)
    painter.setPen(QPen(HAIRLINE, 2))
    painter.drawRect(framed.rect().adjusted(1, 1, -1, -1))
    painter.end()
    return framed


def _char_format(style: Style, on: Collection[str] = ()) -> QTextCharFormat:
    look = style.value
    weight = STRONG if BOLD in on else look.weight
    font = letters(look.families, look.points * RASTER, weight=weight)
    font.setItalic(look.italic or ITALIC in on)
    font.setStyleHint(
        QFont.StyleHint.Serif if look.families is SERIF else QFont.StyleHint.SansSerif
    )
    made = QTextCharFormat()
    made.setFont(font)
    made.setForeground(QBrush(look.colour))
    return made


def _block_format(spacing: Spacing) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setTopMargin(spacing.above * RASTER)
    made.setBottomMargin(spacing.below * RASTER)
    made.setLeftMargin((spacing.indent + spacing.hanging) * RASTER)
    made.setTextIndent(-spacing.hanging * RASTER)
    if spacing.hanging:
        made.setTabPositions([QTextOption.Tab(spacing.hanging * RASTER, _LEFT)])
    made.setAlignment(Qt.AlignmentFlag.AlignLeft)
    made.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    if spacing.line:
        # Fixed, so that a letter from another font doesn't push its line away from the others.
        fixed = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        made.setLineHeight(spacing.line * RASTER, fixed)
    if spacing.keep:
        made.setProperty(_KEEP, True)
    return made
