"""The pages as they are seen, saved and printed: one painter for all three."""

from datetime import date

from PySide6.QtCore import QLocale, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFontMetricsF,
    QPageSize,
    QPainter,
    QPalette,
)

from kdesk.domain.summary import DISCLAIMER, Summary
from kdesk.paper.document import INK, QUIET, RASTER, PageDocument
from kdesk.paper.fonts import SANS, letters
from kdesk.paper.sections import compose

SIDE, TOP, BOTTOM = 66.0, 58.0, 68.0
"""Margins in points; the footer stands within the one at the bottom."""


def paper_size(locale: QLocale | None = None) -> QPageSize:
    """Letter where people measure in inches as in the United States, A4 everywhere else."""
    measured = (locale or QLocale.system()).measurementSystem()
    if measured == QLocale.MeasurementSystem.ImperialUSSystem:
        return QPageSize(QPageSize.PageSizeId.Letter)
    return QPageSize(QPageSize.PageSizeId.A4)


class Pages:
    """A summary laid out on paper; pages are numbered from 1, lengths are in points."""

    def __init__(self, summary: Summary, printed_on: date, size: QPageSize | None = None) -> None:
        self.paper = size or paper_size()
        self.size = QSizeF(self.paper.size(QPageSize.Unit.Point))
        self._printed_on = printed_on
        width, height = self.size.width() - 2 * SIDE, self.size.height() - TOP - BOTTOM
        self._document = PageDocument(width, height)
        compose(summary, self._document)
        self.count = self._document.pageCount()

    @property
    def text(self) -> str:
        """All the words above the footers, for a screen reader and for looking through."""
        return self._document.toPlainText()

    def paint(self, painter: QPainter, page: int) -> None:
        """Paint one page where one unit of the painter is one point; the ground is left alone."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(1 / RASTER, 1 / RASTER)
        self._paint_words(painter, page)
        self._paint_footer(painter, page)
        painter.restore()

    def _paint_words(self, painter: QPainter, page: int) -> None:
        area = self._document.pageSize()
        strip = QRectF(0, (page - 1) * area.height(), area.width(), area.height())
        painter.save()
        painter.translate(SIDE * RASTER, TOP * RASTER - strip.top())
        painter.setClipRect(strip)
        context = QAbstractTextDocumentLayout.PaintContext()
        # One step less, or Qt also draws the next page's first line here: unseen, yet in the PDF.
        context.clip = strip.adjusted(0, 1, 0, -1)
        context.palette.setColor(QPalette.ColorRole.Text, INK)
        self._document.documentLayout().draw(painter, context)
        painter.restore()

    def _paint_footer(self, painter: QPainter, page: int) -> None:
        font = letters(SANS, 7.2 * RASTER)
        line = QFontMetricsF(font).height()
        left, width = SIDE * RASTER, (self.size.width() - 2 * SIDE) * RASTER
        below = (self.size.height() - BOTTOM + 22) * RASTER
        day = self._printed_on
        painter.setFont(font)
        painter.setPen(QUIET)
        box = QRectF(left, below, width, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, DISCLAIMER)
        box.translate(0, line * 1.15)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, f"Printed {day.day} {day:%B} {day.year}")
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, f"{page} of {self.count}")
