"""Goals: the ones that are under way, the ones that rest, the ones that are done."""

from collections.abc import Sequence

from kdesk.domain.change import Change
from kdesk.domain.goal import Direction, Goal, GoalStatus
from kdesk.domain.ids import Kind
from kdesk.domain.item import Item
from kdesk.domain.times import short_day
from kdesk.store import goals
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import primary_button
from kdesk.ui.widgets.empty_state import EmptyState
from kdesk.ui.widgets.item_list import ItemList
from kdesk.ui.widgets.list_card import ListCard
from kdesk.ui.widgets.page import Page

ORDER = (GoalStatus.ACTIVE, GoalStatus.RESTING, GoalStatus.DONE)


class GoalsPage(Page):
    """One card for each state a goal can be in, and the button that begins a new one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Goals"))
        self.new_button = primary_button(self.tr("New goal"))
        self.new_button.clicked.connect(self._begin)
        self.tools.addWidget(self.new_button)
        titles = {
            GoalStatus.ACTIVE: self.tr("Under way"),
            GoalStatus.RESTING: self.tr("Resting"),
            GoalStatus.DONE: self.tr("Done"),
        }
        self._cards: dict[GoalStatus, ListCard] = {}
        self.lists: dict[GoalStatus, ItemList] = {}
        for status in ORDER:
            card = ListCard(titles[status])
            rows = ItemList(desk, titles[status])
            card.body.addWidget(rows)
            self._cards[status], self.lists[status] = card, rows
            self.body.addWidget(card)
        self._empty = EmptyState(
            self.tr("No goals yet."),
            self.tr("One small step is enough: something to start, to continue, or to stop."),
        )
        self.body.addWidget(self._empty, 1)
        self.body.addStretch(1)

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Whether a goal or a look at one changed."""
        return any(change.kind in (Kind.GOAL, Kind.CHECK_IN) for change in changes)

    def reload(self) -> None:
        """Read the goals and show each where it stands."""
        found = goals.newest(self.desk.vault, limit=1000)
        for status in ORDER:
            here = [goal for goal in found if goal.status is status]
            self.lists[status].show_items(self._rows(here))
            self._cards[status].setVisible(bool(here))
        self._empty.setVisible(not found)

    def _rows(self, found: Sequence[Goal]) -> list[Item]:
        return [
            Item(
                id=goal.id,
                kind=Kind.GOAL,
                at=goal.at,
                title=goal.title.strip() or self.tr("A goal without a name yet"),
                text=goal.why,
                session_id=goal.session_id,
                detail=self._detail(goal),
            )
            for goal in found
        ]

    def _detail(self, goal: Goal) -> str:
        if goal.status is GoalStatus.ACTIVE and goal.check_in_on is not None:
            if goal.check_in_on < self.desk.now().date():
                return self.tr("look again when you like")
            return self.tr("look again {day}").format(day=short_day(goal.check_in_on))
        return {
            Direction.START: self.tr("start"),
            Direction.CONTINUE: self.tr("continue"),
            Direction.STOP: self.tr("stop"),
        }[goal.direction]

    def _begin(self) -> None:
        now = self.desk.now()
        goal = goals.add(self.desk.vault, at=now, title="", direction=Direction.START, now=now)
        self.desk.notices.open_requested.emit(goal.id)
