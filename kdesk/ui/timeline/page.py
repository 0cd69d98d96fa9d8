"""The timeline: everything by time, filters above it, the months beside it."""

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QStackedWidget, QWidget

from kdesk.domain.change import Change
from kdesk.ui.desk import Desk
from kdesk.ui.timeline.filters import KindFilter
from kdesk.ui.timeline.model import TimelineModel
from kdesk.ui.timeline.months import MonthsIndex
from kdesk.ui.timeline.view import TimelineView
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.empty_state import EmptyState
from kdesk.ui.widgets.page import MARGIN, Page

BESIDE = 16
"""Pixels between the title and what stands beside it."""
ROOM_FOR_ROWS = 24
"""Widths of a letter's height that the rows need; with less, the months make room for them."""


class TimelinePage(Page):
    """Everything that was kept, newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Timeline"))
        self._loaded = False
        self._heard: list[Change] = []
        self.filter = KindFilter(desk.theme)
        # It is shown before it has a place; without a parent it would be a window of its own.
        self.filter.setParent(self)
        self.filter.changed.connect(self._filter)
        self._filter_row = QHBoxLayout()
        self.body.addLayout(self._filter_row)
        desk.theme.changed.connect(self._place_filter)
        desk.theme.changed.connect(self._place_months)

        self.model = TimelineModel(desk, self)
        self.model.completed.connect(self._show_what_there_is)
        self.view = TimelineView(desk.theme, self.model)
        self.view.opened.connect(desk.notices.open_requested)
        self.months = MonthsIndex(desk.theme)
        self.months.chosen.connect(self.view.jump)
        self.view.month_reached.connect(self.months.point_at)

        self._stack = QStackedWidget()
        self._stack.setProperty("look", "bare")
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._stack.addWidget(self._list())
        self._stack.addWidget(self._nothing_kept())
        self._stack.addWidget(self._nothing_chosen())
        self.body.addWidget(self._stack, 1)
        # The rows run on to the window's edge instead of ending in mid-air above it.
        column = cast("QWidget", self.scroll_area.widget()).layout()
        cast("QLayout", column).setContentsMargins(MARGIN, 28, MARGIN, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The filter stands beside the title where there is room, else below it."""
        super().resizeEvent(event)
        self._place_filter()
        self._place_months()

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Every kept thing is on the timeline; what changed is noted until it is shown."""
        if self._loaded:
            self._heard += changes
        return bool(changes)

    def reload(self) -> None:
        """Read the newest things the first time; later only what notices named."""
        heard, self._heard = self._heard, []
        if self._loaded and heard:
            self.model.show_changes(heard)
        else:
            self.model.load(self.filter.kinds())
        self._loaded = True
        self._show_what_there_is()

    def _place_filter(self) -> None:
        title = QFontMetrics(self.desk.theme.font("title")).horizontalAdvance(self.accessibleName())
        room = self.width() - 2 * MARGIN - title - 2 * BESIDE
        beside = self.filter.sizeHint().width() <= room
        row, other = (self.tools, self._filter_row)[:: 1 if beside else -1]
        if row.indexOf(self.filter) < 0:
            other.removeWidget(self.filter)
            row.addWidget(self.filter)
            if not beside:
                row.setAlignment(self.filter, Qt.AlignmentFlag.AlignLeft)

    def _place_months(self) -> None:
        left = self.width() - 2 * MARGIN - self.months.width()
        self.months.setVisible(left >= ROOM_FOR_ROWS * self.desk.theme.size("body"))

    def _filter(self) -> None:
        self._heard.clear()
        self.model.load(self.filter.kinds())
        self.view.scrollToTop()
        self._show_what_there_is()

    def _show_what_there_is(self) -> None:
        months = self.model.months()
        self.months.fill(months)
        if months:
            self.months.point_at(*self.view.month_at_top())
            self._stack.setCurrentIndex(0)
        else:
            self._stack.setCurrentIndex(1 if self.filter.kinds() is None else 2)
        everything = not months and self.filter.kinds() is None
        self.filter.setVisible(not everything)

    def _list(self) -> QWidget:
        side_by_side = QWidget()
        side_by_side.setProperty("look", "bare")
        row = QHBoxLayout(side_by_side)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.view, 1)
        row.addWidget(self.months)
        return side_by_side

    def _nothing_kept(self) -> EmptyState:
        return EmptyState(
            self.tr("Nothing here yet."),
            self.tr("What you record, write or make will stand here, the newest first."),
        )

    def _nothing_chosen(self) -> EmptyState:
        button = quiet_button(self.tr("Show everything"))
        button.clicked.connect(self.filter.clear)
        return EmptyState(
            self.tr("There is nothing of this kind yet."),
            self.tr("Everything else is still here."),
            button,
        )
