from dataclasses import replace
from datetime import date

from kdesk.domain.change import Change, Happening
from kdesk.domain.goal import Direction, GoalStatus
from kdesk.domain.ids import Kind
from kdesk.store import bin as the_bin
from kdesk.store import goals, items
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.things import DAY, HOUR

SOON = date(2026, 12, 1)


def test_a_goal_is_kept(journal: Vault) -> None:
    session = things.session(journal)
    made = goals.add(
        journal,
        at=NOW,
        title="Walk",
        why="quiet",
        first_step="shoes",
        direction=Direction.STOP,
        check_in_on=SOON,
        session_id=session.id,
        now=NOW,
    )
    assert goals.find(journal, made.id) == made
    assert (made.status, made.check_in_on, made.check_ins) == (GoalStatus.ACTIVE, SOON, ())
    shown = items.find(journal, made.id)
    assert (shown.title, shown.text, shown.detail) == ("Walk", "quiet\n\nshoes", "stop")


def test_an_edit_is_kept_and_told(journal: Vault, told: list[tuple[Change, ...]]) -> None:
    made = things.goal(journal)
    edited = replace(
        made,
        title="Rest",
        why="tired",
        status=GoalStatus.RESTING,
        direction=Direction.CONTINUE,
        check_in_on=SOON,
    )
    assert goals.edit(journal, edited, now=LATER) == edited
    assert goals.find(journal, made.id) == edited
    assert items.find(journal, made.id).detail == "resting"
    assert told[-1] == (Change(Kind.GOAL, made.id, Happening.EDITED),)


def test_check_ins_come_newest_first_and_move_the_next_day(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    goal = things.goal(journal)
    older = goals.check_in(
        journal, goal.id, note="three times", at=NOW + HOUR, next_on=SOON, now=NOW
    )
    newer = goals.check_in(
        journal, goal.id, note="rested", at=NOW + DAY, next_on=None, now=NOW + HOUR
    )
    found = goals.find(journal, goal.id)
    assert found.check_ins == (newer, older)
    assert found.check_in_on is None
    assert set(told[-1]) == {
        Change(Kind.CHECK_IN, newer.id, Happening.ADDED),
        Change(Kind.GOAL, goal.id, Happening.EDITED),
    }


def test_a_check_in_with_the_same_next_day_still_tells_of_the_goal(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    goal = things.goal(journal)
    goals.check_in(journal, goal.id, note="", at=NOW, next_on=None, now=NOW)
    assert Change(Kind.GOAL, goal.id, Happening.EDITED) in told[-1]


def test_a_check_in_goes_by_its_goals_title_and_follows_it(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    goal = things.goal(journal, title="Walk")
    look = goals.check_in(journal, goal.id, note="rested", at=NOW, next_on=None, now=NOW)
    assert items.find(journal, look.id).title == "Walk"
    goals.edit(journal, replace(goals.find(journal, goal.id), title="Run"), now=LATER)
    assert items.find(journal, look.id).title == "Run"
    assert items.find(journal, look.id).text == "rested"
    assert Change(Kind.CHECK_IN, look.id, Happening.EDITED) in told[-1]


def test_a_check_in_in_the_bin_is_left_out(journal: Vault) -> None:
    goal = things.goal(journal)
    look = goals.check_in(journal, goal.id, note="rested", at=NOW, next_on=None, now=NOW)
    the_bin.remove(journal, look.id, now=NOW)
    assert goals.find(journal, goal.id).check_ins == ()
    assert goals.newest(journal)[0].check_ins == ()


def test_goals_come_newest_first_each_with_its_own_check_ins(journal: Vault) -> None:
    first, second, third = (things.goal(journal, NOW + n * DAY) for n in range(3))
    look = goals.check_in(journal, second.id, note="rested", at=NOW, next_on=None, now=NOW)
    assert [goal.id for goal in goals.newest(journal)] == [third.id, second.id, first.id]
    assert [goal.check_ins for goal in goals.newest(journal)] == [(), (look,), ()]
    between = goals.between(journal, NOW, NOW + 2 * DAY)
    assert [goal.id for goal in between] == [second.id, first.id]
