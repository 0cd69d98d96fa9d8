"""The open journal on the screen: its pages, made when first looked at, deleted at lock."""

from typing import Protocol, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from kdesk.domain.change import Change, Happening
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import Kind, kind_of
from kdesk.domain.problem import Problem
from kdesk.store import items
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Offer, Undo
from kdesk.ui.pages import DETAILS, LISTS, MAKERS
from kdesk.ui.widgets.arrivals import Arrivals
from kdesk.ui.widgets.banner import Banner, PassingLine
from kdesk.ui.widgets.copied import Copied
from kdesk.ui.widgets.drop_here import DropHere
from kdesk.ui.widgets.foot_line import FootLine
from kdesk.ui.widgets.page import Page
from kdesk.ui.widgets.rail import Rail
from kdesk.ui.widgets.watching import Watching

COUNTED = {
    "Sessions": Kind.SESSION,
    "Journal": Kind.ENTRY,
    "Insights": Kind.INSIGHT,
    "Goals": Kind.GOAL,
    "Creations": Kind.CREATION,
}

ALL = 100
"""Per cent."""


class DetailPage(Protocol):
    """A page that shows one thing."""

    def show_item(self, item_id: str) -> None:
        """Show this thing."""


class MomentPage(Protocol):
    """A page with a sound."""

    def show_moment(self, seconds: float) -> None:
        """Go to this second of it."""


class Workspace(QWidget):
    """Everything that can hold a word of the journal is a child of this."""

    where_changed = Signal(str)
    """The name of the place in the rail one is at; a detail belongs to its list."""

    usual_look_wanted = Signal()
    """It is dark because of a session, and somebody wants the chosen look all the same."""

    def __init__(self, desk: Desk, rail: Rail) -> None:
        super().__init__()
        self._desk = desk
        self._rail = rail
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._been: list[tuple[str, str]] = []
        self._where: tuple[str, str] = ("", "")
        self.banner = Banner(desk.theme)
        self.stack = QStackedWidget()
        self.line = PassingLine(self)
        self.line.stand_in(self.stack)
        self.filing = FootLine()
        self.dusk = FootLine(self.tr("Use my usual look"))
        self.dusk.pressed.connect(self.usual_look_wanted)
        self.arrivals = Arrivals(desk, self)
        self.watching = Watching(desk, self)
        self.copied = Copied(self)
        self.drop_here = DropHere(desk.theme, self, lambda: self._pages.get(self._where[0]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        column.addWidget(self.arrivals.line)
        column.addWidget(self.filing)
        column.addWidget(self.dusk)
        self._refresh = QTimer(self, singleShot=True, interval=0)
        self._refresh.timeout.connect(self._freshen)
        self._listen()
        self._count()
        cast(QApplication, QApplication.instance()).focusChanged.connect(self._take_the_keys)

    def show_place(self, name: str) -> None:
        """Go to a place of the rail."""
        self._go(name, "")

    def show_item(self, item_id: str) -> None:
        """Show one thing on its own page."""
        self._go(DETAILS[kind_of(item_id)], item_id)

    def show_moment(self, excerpt: Excerpt) -> None:
        """Show the memo where this was said, at that second."""
        if excerpt.memo_id is None:
            return
        self.show_item(excerpt.memo_id)
        if self._where == (DETAILS[Kind.MEMO], excerpt.memo_id):
            cast(MomentPage, self._pages[self._where[0]]).show_moment(excerpt.start)

    def back(self) -> None:
        """Return to where one was before; at the first place there is nothing before."""
        if self._been:
            page, item = self._been.pop()
            self._turn_to(page, item)

    def search(self, words: str = "") -> None:
        """Open the search over the page."""
        from kdesk.ui.search.panel import SearchPanel  # noqa: PLC0415 - made when first wanted

        panel = self.findChild(SearchPanel)
        if panel is None:
            panel = SearchPanel(self._desk, self)
            self.where_changed.connect(panel.put_away)
        panel.open(words)

    def tell_dark(self, dark: bool) -> None:
        """Say why it is dark though another look was chosen."""
        self.dusk.tell(
            self.tr("It stays dark until tomorrow, to be gentle after a session.") if dark else ""
        )

    def look_again(self) -> None:
        """Another program wrote to the journal: whatever is shown may have changed."""
        self._stale.update(self._pages)
        self._refresh.start()

    def leave(self) -> bool:
        """Keep everything typed before the journal closes; a page that can't is shown, with why."""
        self.copied.forget()
        unkept = [name for name, page in self._pages.items() if not page.leave()]
        if unkept and self._where[0] not in unkept:
            self._go(unkept[0], "")
        return not unkept

    def showEvent(self, event: QShowEvent) -> None:
        """Back from the session-day screen: what was kept meanwhile is shown."""
        super().showEvent(event)
        self._refresh.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The quiet line stays at the foot, in the middle."""
        super().resizeEvent(event)
        self.line.place()

    def _listen(self) -> None:
        notices = self._desk.notices
        notices.changed.connect(self._hear)
        notices.problem_arisen.connect(self._tell_problem)
        notices.problem_over.connect(self.banner.take_back)
        notices.told.connect(self._tell)
        notices.undo_offered.connect(self._offer_undo)
        notices.offered.connect(self._offer)
        notices.open_requested.connect(self.show_item)
        notices.moment_requested.connect(self.show_moment)
        notices.copy_requested.connect(self.copied.keep)
        notices.page_requested.connect(self.show_place)
        notices.filing_told.connect(self._tell_filing)

    def _go(self, page: str, item: str) -> None:
        if (page, item) == self._where:
            return
        if self._where[0]:
            self._been.append(self._where)
            del self._been[:-50]
        self._turn_to(page, item)

    def _turn_to(self, name: str, item: str) -> None:
        before = self._pages.get(self._where[0])
        if before is not None:
            before.leave()
        page = self._page(name)
        self._where = (name, item)
        page.back_button.setVisible(bool(item) and bool(self._been))
        try:
            if item:
                cast(DetailPage, page).show_item(item)
            elif name in self._stale:
                page.reload()
            self._stale.discard(name)
        except Problem as problem:
            self._tell_problem(problem)
        self.stack.setCurrentWidget(page)
        self._rail.choose(LISTS.get(name, name))
        self.where_changed.emit(LISTS.get(name, name))

    def _page(self, name: str) -> Page:
        if name not in self._pages:
            page = MAKERS[name]()(self._desk)
            page.back_requested.connect(self.back)
            self.stack.addWidget(page)
            self._pages[name] = page
            self._stale.add(name)
        return self._pages[name]

    def _hear(self, changes: tuple[Change, ...]) -> None:
        for name, page in self._pages.items():
            if page.about(changes):
                self._stale.add(name)
        gone = {str(c.id) for c in changes if c.happening is Happening.REMOVED}
        self._been = [place for place in self._been if place[1] not in gone]
        if self._where[1] in gone:
            self._leave_what_is_gone()
        self._refresh.start()

    def _leave_what_is_gone(self) -> None:
        if self._been:
            self.back()
        else:
            self._turn_to(LISTS[self._where[0]], "")

    def _freshen(self) -> None:
        """Once for any number of commits: the counts, and the page one looks at."""
        self._count()
        name = self._where[0]
        if name in self._stale and self.isVisible():
            self._stale.discard(name)
            try:
                self._pages[name].reload()
            except Problem as problem:
                self._tell_problem(problem)

    def _count(self) -> None:
        try:
            counts = items.counts(self._desk.vault)
        except Problem as problem:
            self._tell_problem(problem)
            return
        self._rail.count({name: counts.get(kind, 0) for name, kind in COUNTED.items()})

    def _take_the_keys(self, before: QWidget | None, now: QWidget | None) -> None:
        """What had the keyboard is hidden: Qt gives it to whatever is next, were it Record."""
        if now is None or before is None or not self.isVisible():
            return
        if self.isAncestorOf(before) and not before.isVisible():
            self.setFocus()

    def _tell_problem(self, problem: Problem) -> None:
        self.banner.tell(problem.sentence)

    def _tell(self, sentence: str) -> None:
        self.line.tell(sentence)

    def _tell_filing(self, percent: int) -> None:
        self.filing.tell(
            self.tr("What you said is being put in its place: {percent} %").format(percent=percent)
            if percent < ALL
            else ""
        )

    def _offer_undo(self, undo: Undo) -> None:
        self.line.tell(undo.sentence, undo.undo)

    def _offer(self, offer: Offer) -> None:
        self.line.tell(offer.sentence, offer.go, offer.words)
