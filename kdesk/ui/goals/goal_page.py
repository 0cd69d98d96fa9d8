"""One goal: what, why, the first small step, and how it goes."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QLineEdit

from kdesk.domain.change import Change
from kdesk.domain.goal import Direction, Goal, GoalStatus, is_blank
from kdesk.domain.ids import GoalId, Kind, kind_of
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.times import long_day
from kdesk.store import bin as store_bin
from kdesk.store import goals
from kdesk.ui.desk import Desk
from kdesk.ui.goals.check_ins import CheckInsCard
from kdesk.ui.goals.optional_day import OptionalDay
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.columns import Columns
from kdesk.ui.widgets.item_page import ItemPage
from kdesk.ui.widgets.kept_words import KeptWords
from kdesk.ui.widgets.labels import quiet_label
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.said_card import SaidCard
from kdesk.ui.widgets.serif_text import SerifText
from kdesk.ui.widgets.session_choice import SessionChoice

A_WEEK = timedelta(days=7)


class GoalPage(ItemPage):
    """A goal to write down and to look at again; resting is as good as going on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        self._goal: Goal | None = None
        self._title_field, self._first_step = QLineEdit(), QLineEdit()
        self._title_field.setPlaceholderText(self.tr("In a few words"))
        self._first_step.setPlaceholderText(self.tr("Something small, for this week perhaps"))
        self._why = SerifText(desk.theme, self.tr("Why"), grows=True)
        self._why.setPlaceholderText(self.tr("What would be different?"))
        self._words = (
            KeptWords(self._title_field.text, self._title_field.setText),
            KeptWords(self._first_step.text, self._first_step.setText),
            KeptWords(self._why.toPlainText, self._why.setPlainText),
        )
        self._direction = ChoiceField[Direction](self.tr("Direction"))
        self._direction.offer(
            (
                (self.tr("Something to start"), Direction.START),
                (self.tr("Something to continue"), Direction.CONTINUE),
                (self.tr("Something to stop"), Direction.STOP),
            )
        )
        self._check_in_on = OptionalDay(self.tr("Look at it again on"))
        self._session = SessionChoice(self.tr("Session"))
        self._check_ins = CheckInsCard(desk.theme)
        self._said = SaidCard(desk, self)
        self._standing = quiet_label("")
        self._rest = quiet_button(self.tr("Let it rest"))
        self._done = quiet_button(self.tr("It is done"))
        self._again = quiet_button(self.tr("Pick it up again"))
        self._lay_out()
        self._connect()

    def show_item(self, item_id: str) -> None:
        """Show a goal; the id of a look at one shows its goal."""
        if kind_of(item_id) is Kind.CHECK_IN:
            item_id = self._goal_of(item_id)
        super().show_item(item_id)

    def load(self) -> None:
        """Show the goal and every look at it."""
        goal = goals.find(self.desk.vault, GoalId(self.item_id))
        first_sight = self._goal is None or self._goal.id != goal.id
        self._goal = goal
        kept = (goal.title, goal.first_step, goal.why)
        for field, words in zip(self._words, kept, strict=True):
            field.show(words)
        self._direction.choose(goal.direction)
        self._check_in_on.show_day(goal.check_in_on, self._in_a_week())
        self._session.show_session(self.desk.vault, goal.session_id)
        self.set_title(goal.title.strip() or self.tr("New goal"))
        self.set_subtitle(self.tr("Written down on {day}").format(day=long_day(goal.at.date())))
        self._said.show_item(goal.id)
        self._check_ins.show_check_ins(goal.check_ins, self.desk.now())
        if first_sight:
            self._check_ins.begin_anew(self._in_a_week())
            if not goal.title:
                self._title_field.setFocus()
        self._show_standing(goal.status)

    def write(self) -> None:
        """Keep the fields."""
        if self._goal is None:
            return
        title, first_step, why = (field.words() for field in self._words)
        self._goal = goals.edit(
            self.desk.vault,
            replace(
                self._goal,
                title=title,
                first_step=first_step,
                why=why,
                direction=self._direction.chosen(),
                check_in_on=self._check_in_on.day(),
                session_id=self._session.chosen(),
            ),
            now=self.desk.now(),
        )

    def leave(self) -> bool:
        """Keep what was typed, a note that wasn't put away too; a blank goal goes to the bin."""
        self._said.let_go()
        if not super().leave():
            return False
        try:
            self._check_in()
        except Problem as problem:
            self.desk.notices.tell_problem(problem)
            return False
        if self.item_id and self._goal is not None and is_blank(self._goal):
            blank, self.item_id = self.item_id, ""
            with suppress(Problem):  # already gone: there was nothing in it to lose
                store_bin.remove(self.desk.vault, blank, now=self.desk.now())
        return True

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Whether this goal, a look at one, or the memo it was said in, changed."""
        return super().about(changes) or any(c.kind in (Kind.CHECK_IN, Kind.MEMO) for c in changes)

    def _lay_out(self) -> None:
        columns = Columns(shares=(3, 2))
        goal = Card()
        goal.body.addWidget(RowField(self.tr("Goal"), self._title_field))
        goal.body.addWidget(RowField(self.tr("First small step"), self._first_step))
        goal.body.addWidget(RowField(self.tr("Why"), self._why))
        columns.wide.addWidget(goal)
        columns.wide.addWidget(self._said)
        columns.wide.addWidget(self._check_ins)
        columns.wide.addStretch(1)
        about = Card()
        about.body.addWidget(RowField(self.tr("Direction"), self._direction))
        about.body.addWidget(self._check_in_on)
        about.body.addWidget(RowField(self.tr("Session"), self._session))
        columns.narrow.addWidget(about)
        standing = Card(self.tr("Where it stands"))
        standing.body.addWidget(self._standing)
        for button in (self._rest, self._done, self._again):
            standing.body.addWidget(button)
        columns.narrow.addWidget(standing)
        columns.narrow.addStretch(1)
        self.body.addWidget(columns, 1)

    def _connect(self) -> None:
        for field in (self._title_field, self._first_step):
            field.textChanged.connect(self.touch)
        self._why.textChanged.connect(self.touch)
        self._direction.currentIndexChanged.connect(self.touch)
        self._session.currentIndexChanged.connect(self.touch)
        self._check_in_on.changed.connect(self.touch)
        self._check_ins.keep_requested.connect(self._check_in)
        self._rest.clicked.connect(lambda: self._stand(GoalStatus.RESTING))
        self._done.clicked.connect(lambda: self._stand(GoalStatus.DONE))
        self._again.clicked.connect(lambda: self._stand(GoalStatus.ACTIVE))

    def _show_standing(self, status: GoalStatus) -> None:
        self._standing.setText(
            {
                GoalStatus.ACTIVE: self.tr("Under way, at its own pace."),
                GoalStatus.RESTING: self.tr("Resting. It can be picked up again any time."),
                GoalStatus.DONE: self.tr("Done. It can be picked up again any time."),
            }[status]
        )
        self._rest.setVisible(status is GoalStatus.ACTIVE)
        self._done.setVisible(status is not GoalStatus.DONE)
        self._again.setVisible(status is not GoalStatus.ACTIVE)

    def _stand(self, status: GoalStatus) -> None:
        if self._goal is None or not self.autosave.flush():
            return
        goals.edit(self.desk.vault, replace(self._goal, status=status), now=self.desk.now())
        self.reload()
        self.desk.notices.told.emit(
            {
                GoalStatus.ACTIVE: self.tr("Picked up again."),
                GoalStatus.RESTING: self.tr("Rested."),
                GoalStatus.DONE: self.tr("Marked as done."),
            }[status]
        )

    def _check_in(self) -> None:
        note = self._check_ins.note()
        if not self.item_id or not note.strip() or not self.autosave.flush():
            return
        now = self.desk.now()
        goals.check_in(
            self.desk.vault,
            GoalId(self.item_id),
            note=note,
            at=now,
            next_on=self._check_ins.next_on(),
            now=now,
        )
        self._check_ins.begin_anew(self._in_a_week())
        self.reload()

    def _in_a_week(self) -> date:
        return self.desk.now().date() + A_WEEK

    def _goal_of(self, check_in_id: str) -> str:
        for goal in goals.newest(self.desk.vault, limit=100_000):
            if any(check_in.id == check_in_id for check_in in goal.check_ins):
                return goal.id
        raise Problem(Trouble.NOT_FOUND, "This note belongs to a goal that is in the bin.")
