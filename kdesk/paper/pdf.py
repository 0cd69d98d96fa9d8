"""The pages as a PDF in memory, or on a printer when somebody asked for that."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.summary import Summary
from kdesk.paper.files import write_whole
from kdesk.paper.fonts import load, start_without_window
from kdesk.paper.pages import Pages

NAME = "Summary"
"""The document's title, also in a printer's queue: it says nothing about what is inside."""


def pdf(summary: Summary, printed_on: date) -> bytes:
    """The summary as PDF; a QGuiApplication must be there."""
    return pages_as_pdf(Pages(summary, printed_on))


def pages_as_pdf(pages: Pages) -> bytes:
    """The pages as PDF, with words that can be searched and a title that tells nothing."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(NAME)
    writer.setCreator("")
    writer.setResolution(1200)
    _prepare(writer, pages)
    _paint(writer, pages, 1, pages.count, writer.resolution())
    return bytes(buffer.data().data())


def save(summary: Summary, file: Path, *, printed_on: date, fonts: Path) -> None:
    """Write the PDF without a window; `fonts` is the folder of the bundled letters.

    The file is there whole or not at all: Problem CANNOT_WRITE or DISK_FULL.
    """
    application = start_without_window()
    load(fonts)
    write_whole(file, pdf(summary, printed_on))
    del application  # it had to outlive the painting


def print_on(printer: QPrinter, pages: Pages) -> None:
    """Print the pages chosen in the printer's dialog, or all; Problem CANNOT_WRITE if it can't.

    Only on request: Qt asks CUPS, which may try the loopback.
    """
    printer.setDocName(NAME)
    printer.setFullPage(True)
    _prepare(printer, pages)
    first = max(1, printer.fromPage())
    last = min(printer.toPage() or pages.count, pages.count)
    _paint(printer, pages, first, last, printer.resolution())


def _prepare(device: QPagedPaintDevice, pages: Pages) -> None:
    layout = QPageLayout(pages.paper, QPageLayout.Orientation.Portrait, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    device.setPageLayout(layout)


def _paint(device: QPagedPaintDevice, pages: Pages, first: int, last: int, dpi: int) -> None:
    painter = QPainter()
    if not painter.begin(device):
        raise Problem(
            Trouble.CANNOT_WRITE,
            "The pages could not be printed. Check the printer, or save a PDF instead.",
        )
    try:
        for page in range(first, last + 1):
            if page > first and not device.newPage():
                raise Problem(
                    Trouble.CANNOT_WRITE,
                    "The printer stopped. Check it and print again, or save a PDF instead.",
                )
            painter.save()
            painter.scale(dpi / 72, dpi / 72)
            pages.paint(painter, page)
            painter.restore()
    finally:
        painter.end()
