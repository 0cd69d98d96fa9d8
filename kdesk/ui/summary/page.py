"""The page for the next conversation: chosen on the left, seen on the right, saved or printed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.problem import Problem
from kdesk.domain.summary import Summary, SummaryRequest
from kdesk.jobs.summaries import gather
from kdesk.paper.files import write_whole
from kdesk.paper.pages import Pages
from kdesk.store import sessions
from kdesk.ui.desk import Desk
from kdesk.ui.summary.choices import PeriodCard, SectionsCard
from kdesk.ui.summary.page_view import PageView
from kdesk.ui.widgets.buttons import icon_button, primary_button, quiet_button
from kdesk.ui.widgets.file_choice import place_to_save
from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.page import MARGIN, Page
from kdesk.ui.widgets.scroll_area import ScrollArea
from kdesk.ui.widgets.waiting import Waiting

CHOICES_WIDTH = 296
"""Pixels of the left side at a text scale of 1."""
PAGE_WIDTH = 300
"""Pixels the page needs beside it; with less it stands below."""
PAGE_HEIGHT = 480
"""Pixels of the page where it stands below."""
APART = 20


class SummaryPage(Page):
    """Nothing is on the page that isn't ticked, and the preview is the page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Summary"))
        self.set_subtitle(self.tr("Choose what to bring. Nothing is included that you don't tick."))
        self.ask_where: Callable[[str], Path | None] = self._ask_where
        """Asks for a place to save; takes the name that is offered."""
        self.ask_printer: Callable[[Pages], None] = self._ask_printer
        """Asks for a printer and prints."""
        self.pages: Pages | None = None
        self._asked: SummaryRequest | None = None
        self._page = 1
        self._waiting = Waiting(desk.runner, self)
        self._waiting.done.connect(self._show)
        self._waiting.failed.connect(desk.notices.tell_problem)
        self.period = PeriodCard(desk.now().date())
        self.sections = SectionsCard()
        self.view = PageView(desk.theme)
        self.view.name(self.tr("The page as it will be printed"))
        self._lay_out()
        self.period.changed.connect(self._gather)
        self.sections.changed.connect(self._gather)
        self.view.turned.connect(self._tell_page)

    def reload(self) -> None:
        """Read the journal anew."""
        now = self.desk.now()
        self.period.show_sessions(sessions.newest(self.desk.vault, limit=500), now.date())
        self._asked = None
        self._gather()

    def save(self) -> None:
        """Ask where, and write the PDF there."""
        if self.pages is None:
            return
        file = self.ask_where(f"Summary {self.desk.now():%Y-%m-%d}.pdf")
        if file is None:
            return
        # Loaded here: the window's first second needs no PDF and no printer.
        from kdesk.paper.pdf import pages_as_pdf  # noqa: PLC0415

        if not file.suffix:
            file = file.with_suffix(".pdf")
        try:
            write_whole(file, pages_as_pdf(self.pages))
        except Problem as problem:
            self.desk.notices.tell_problem(problem)
            return
        self.desk.notices.told.emit(self.tr("Saved. The file is not encrypted; keep it safe."))

    def print_pages(self) -> None:
        """Ask for a printer, and print."""
        if self.pages is None:
            return
        try:
            self.ask_printer(self.pages)
        except Problem as problem:
            self.desk.notices.tell_problem(problem)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page stands beside the choices, or below them in a narrow window."""
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        self.print_button = quiet_button(self.tr("Print"))
        self.print_button.clicked.connect(self.print_pages)
        self.save_button = primary_button(self.tr("Save PDF"))
        self.save_button.clicked.connect(self.save)
        self.tools.addWidget(self.print_button)
        self.tools.addWidget(self.save_button)
        self._cards = self._choices()
        self._area = ScrollArea()
        self._area.setProperty("look", "page")
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._cards)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(APART)
        self._row.addWidget(self._area)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.view, 1)
        right.addLayout(self._page_tools())
        self._row.addLayout(right, 1)
        self.body.addLayout(self._row, 1)
        self.desk.theme.changed.connect(self._arrange)

    def _arrange(self) -> None:
        """The choices beside the page, scrolling by themselves; or above it, the page scrolls."""
        wanted = round(CHOICES_WIDTH * max(1.0, self.desk.theme.scale))
        self._area.setFixedWidth(wanted)
        beside = self.width() - 2 * MARGIN >= wanted + APART + PAGE_WIDTH
        if beside == (self._row.direction() == QBoxLayout.Direction.LeftToRight):
            return
        if beside:
            self._row.removeWidget(self._cards)
            self._area.setWidget(self._cards)
        else:
            self._row.insertWidget(1, self._area.takeWidget())
        self._cards.show()
        self._area.setVisible(beside)
        self.view.setMinimumHeight(0 if beside else PAGE_HEIGHT)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def _choices(self) -> QWidget:
        cards = QWidget()
        cards.setProperty("look", "page")
        column = QVBoxLayout(cards)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.period)
        column.addWidget(self.sections)
        column.addStretch(1)
        return cards

    def _page_tools(self) -> QHBoxLayout:
        self._before = icon_button(self.desk.theme, "chevron-left", self.tr("Page before"))
        self._after = icon_button(self.desk.theme, "chevron-right", self.tr("Next page"))
        self._number = PlainLabel("", "note", wrap=False)
        self._whole = quiet_button(self.tr("Whole page"))
        self._whole.setCheckable(True)
        self._whole.toggled.connect(self.view.show_whole)
        self._before.clicked.connect(lambda: self.view.turn_to(self._page - 1))
        self._after.clicked.connect(lambda: self.view.turn_to(self._page + 1))
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in (self._before, self._number, self._after):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._whole)
        return row

    def _gather(self) -> None:
        request = SummaryRequest(self.period.period(), self.sections.sections())
        if request == self._asked or self._waiting.busy:
            return
        self._asked = request
        self._waiting.start(lambda: gather(self.desk.vault, request))

    def _show(self, summary: Summary) -> None:
        self.period.tell(summary)
        self.sections.tell(summary)
        self.pages = Pages(summary, self.desk.now().date())
        self.view.show_pages(self.pages)
        for button in (self.print_button, self.save_button):
            button.setEnabled(not summary.is_empty)
        self._tell_page(self._page)
        # Chosen otherwise while the journal was being read.
        self._gather()

    def _tell_page(self, page: int) -> None:
        count = self.pages.count if self.pages else 1
        self._page = min(page, count)
        self._number.setText(
            self.tr("Page {number} of {count}").format(number=self._page, count=count)
        )
        self._before.setEnabled(self._page > 1)
        self._after.setEnabled(self._page < count)

    def _ask_where(self, name: str) -> Path | None:
        documents = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        return place_to_save(
            self, self.tr("Save the summary"), Path(documents), name, self.tr("PDF (*.pdf)")
        )

    def _ask_printer(self, pages: Pages) -> None:
        # Only now: listing printers asks CUPS, which may try the loopback.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415

        from kdesk.paper.pdf import print_on  # noqa: PLC0415

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, pages.count)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            print_on(printer, pages)
