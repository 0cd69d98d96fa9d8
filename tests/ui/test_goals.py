from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kdesk.domain.goal import Direction, Goal, GoalStatus
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import goals, items
from kdesk.ui.goals.goal_page import GoalPage
from kdesk.ui.goals.page import GoalsPage
from kdesk.ui.widgets.item_list import ITEM_ROLE, ItemList
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts, type_into


def add(journal: JournalDesk, title: str = "Walk before work", on: date | None = None) -> Goal:
    return goals.add(
        journal.vault,
        at=FRIDAY,
        title=title,
        direction=Direction.START,
        check_in_on=on,
        now=FRIDAY,
    )


def kept(journal: JournalDesk, goal: Goal) -> Goal:
    return goals.find(journal.vault, goal.id)


def shown(rows: ItemList) -> list[str]:
    model = rows.model()
    return [model.index(n, 0).data(ITEM_ROLE).detail for n in range(model.rowCount())]


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot) -> GoalPage:
    made = GoalPage(journal.desk)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def listing(journal: JournalDesk, qtbot: QtBot) -> GoalsPage:
    made = GoalsPage(journal.desk)
    qtbot.addWidget(made)
    return made


def test_a_new_goal_is_begun_and_opened(journal: JournalDesk, listing: GoalsPage) -> None:
    listing.reload()
    assert "No goals yet." in texts(listing)
    named(listing, "New goal").click()
    goal = goals.find(journal.vault, journal.heard.opened[0])
    assert (goal.title, goal.status, goal.check_in_on) == ("", GoalStatus.ACTIVE, None)


def test_the_list_never_says_that_something_is_late(
    journal: JournalDesk, listing: GoalsPage
) -> None:
    add(journal, on=FRIDAY.date() - timedelta(days=30))
    add(journal, on=FRIDAY.date() + timedelta(days=4))
    add(journal)
    listing.reload()
    assert shown(listing.lists[GoalStatus.ACTIVE]) == [
        "start",
        "look again Tue 24 Nov",
        "look again when you like",
    ]


def test_every_field_is_kept(journal: JournalDesk, page: GoalPage, qtbot: QtBot) -> None:
    goal = add(journal, title="")
    page.show_item(goal.id)
    type_into(named(page, "Goal"), "One evening a week")
    type_into(named(page, "First small step"), "Ring Ida")
    type_into(named(page, "Why"), "One stone less.")
    direction = named(page, "Direction")
    direction.setCurrentIndex(direction.findText("Something to stop"))
    named(page, "Save").click()
    found = kept(journal, goal)
    assert (found.title, found.first_step, found.why) == (
        "One evening a week",
        "Ring Ida",
        "One stone less.",
    )
    assert (found.direction, found.check_in_on) == (Direction.STOP, None)


def test_a_day_to_look_again_is_offered_a_week_from_now_and_can_be_left_open(
    journal: JournalDesk, page: GoalPage
) -> None:
    goal = add(journal)
    page.show_item(goal.id)
    box = named(page, "Look at it again on")
    box.click()
    page.leave()
    assert kept(journal, goal).check_in_on == FRIDAY.date() + timedelta(days=7)
    box.click()
    page.leave()
    assert kept(journal, goal).check_in_on is None


def test_the_chosen_day_is_kept(journal: JournalDesk, page: GoalPage) -> None:
    goal = add(journal, on=date(2026, 11, 24))
    page.show_item(goal.id)
    named(page, "Look at it again on, day").setDate(QDate(2026, 12, 24))
    page.leave()
    assert kept(journal, goal).check_in_on == date(2026, 12, 24)


def test_the_first_words_of_a_goal_that_find_no_room_do_not_go_to_the_bin_with_it(
    journal: JournalDesk, page: GoalPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = add(journal, title="")
    page.show_item(goal.id)
    type_into(named(page, "Goal"), "Walk")
    with monkeypatch.context() as patch:
        patch.setattr(goals, "edit", no_room)
        assert not page.leave()
    assert page.leave()
    assert kept(journal, goal).title == "Walk"


def test_a_note_that_finds_no_room_stays_where_it_was_typed(
    journal: JournalDesk, page: GoalPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal, other = add(journal), add(journal, title="Sleep")
    page.show_item(goal.id)
    type_into(named(page, "How is it going?"), "Easier than I thought")
    with monkeypatch.context() as patch:
        patch.setattr(goals, "check_in", no_room)
        page.show_item(other.id)
    assert [problem.trouble for problem in journal.heard.problems] == [Trouble.DISK_FULL]
    page.show_item(other.id)
    assert [look.note for look in kept(journal, goal).check_ins] == ["Easier than I thought"]


def no_room(*_: object, **__: object) -> Goal:
    raise Problem(Trouble.DISK_FULL, "The disk is full. Make room, then try again.")


def test_leaving_keeps_what_was_typed_a_moment_before(
    journal: JournalDesk, page: GoalPage, qtbot: QtBot
) -> None:
    goal = add(journal)
    page.show_item(goal.id)
    type_into(named(page, "Why"), "Because")
    page.leave()
    assert kept(journal, goal).why == "Because"


def test_a_note_on_how_it_goes_is_kept_and_shown(
    journal: JournalDesk, page: GoalPage, qtbot: QtBot
) -> None:
    goal = add(journal, on=FRIDAY.date())
    page.show_item(goal.id)
    assert not named(page, "Keep this note").isEnabled()
    type_into(named(page, "How is it going?"), "Twice this week.")
    named(page, "Keep this note").click()
    (look,) = kept(journal, goal).check_ins
    assert look.note == "Twice this week."
    assert kept(journal, goal).check_in_on is None
    assert "Twice this week." in texts(page)
    assert named(page, "How is it going?").toPlainText() == ""


def test_a_note_can_name_the_day_to_look_again(
    journal: JournalDesk, page: GoalPage, qtbot: QtBot
) -> None:
    goal = add(journal)
    page.show_item(goal.id)
    type_into(named(page, "How is it going?"), "Slowly.")
    named(page, "Then look at it again on").click()
    named(page, "Keep this note").click()
    assert kept(journal, goal).check_in_on == FRIDAY.date() + timedelta(days=7)


def test_a_note_that_was_only_typed_is_kept_when_the_page_is_left(
    journal: JournalDesk, page: GoalPage, qtbot: QtBot
) -> None:
    goal, other = add(journal), add(journal, title="Other")
    page.show_item(goal.id)
    type_into(named(page, "How is it going?"), "Half a thou")
    page.show_item(other.id)
    assert [look.note for look in kept(journal, goal).check_ins] == ["Half a thou"]
    assert kept(journal, other).check_ins == ()
    assert named(page, "How is it going?").toPlainText() == ""


def test_a_goal_can_rest_and_be_picked_up_again(
    journal: JournalDesk, page: GoalPage, listing: GoalsPage
) -> None:
    goal = add(journal)
    page.show_item(goal.id)
    for name, status, line in (
        ("Let it rest", GoalStatus.RESTING, "Rested."),
        ("Pick it up again", GoalStatus.ACTIVE, "Picked up again."),
        ("It is done", GoalStatus.DONE, "Marked as done."),
    ):
        named(page, name).click()
        assert kept(journal, goal).status is status
        assert journal.heard.told[-1] == line
        listing.reload()
        assert listing.lists[status].model().rowCount() == 1


def test_resting_keeps_what_was_typed_a_moment_before(
    journal: JournalDesk, page: GoalPage, qtbot: QtBot
) -> None:
    goal = add(journal)
    page.show_item(goal.id)
    type_into(named(page, "First small step"), "Shoes by the door")
    named(page, "Let it rest").click()
    found = kept(journal, goal)
    assert (found.first_step, found.status) == ("Shoes by the door", GoalStatus.RESTING)


def test_the_id_of_a_note_opens_its_goal(journal: JournalDesk, page: GoalPage) -> None:
    add(journal, title="Other")
    goal = add(journal)
    look = goals.check_in(journal.vault, goal.id, note="Fine.", at=FRIDAY, next_on=None, now=FRIDAY)
    page.show_item(look.id)
    assert named(page, "Goal").text() == "Walk before work"


def test_the_note_of_a_goal_in_the_bin_is_told_of_plainly(
    journal: JournalDesk, page: GoalPage
) -> None:
    with pytest.raises(Problem) as told:
        page.show_item("checkin-01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert told.value.trouble is Trouble.NOT_FOUND


def test_the_bin_takes_a_goal_and_gives_it_back(journal: JournalDesk, page: GoalPage) -> None:
    goal = add(journal)
    page.show_item(goal.id)
    named(page, "Move to the bin").click()
    assert items.count(journal.vault) == 0
    journal.heard.undos[0].undo()
    assert items.count(journal.vault) == 1


def test_every_control_has_a_name(journal: JournalDesk, page: GoalPage) -> None:
    page.show_item(add(journal).id)
    assert [b.text() for b in page.findChildren(QPushButton) if not b.accessibleName()] == []


def test_a_card_with_one_goal_is_no_higher_than_that(
    journal: JournalDesk, listing: GoalsPage, qtbot: QtBot
) -> None:
    add(journal)
    listing.reload()
    with qtbot.waitExposed(listing):
        listing.show()
    rows = listing.lists[GoalStatus.ACTIVE]
    qtbot.waitUntil(lambda: rows.height() == rows.sizeHint().height())


def test_a_goal_left_without_a_word_does_not_stay(journal: JournalDesk, page: GoalPage) -> None:
    page.show_item(add(journal, title="").id)
    page.leave()
    assert items.count(journal.vault) == 0


def test_a_goal_of_which_only_the_reason_is_known_stays(
    journal: JournalDesk, page: GoalPage
) -> None:
    goal = add(journal, title="")
    page.show_item(goal.id)
    type_into(named(page, "Why"), "So that mornings are quiet.")
    page.leave()
    assert items.count(journal.vault) == 1
    page.show_item(goal.id)
    assert named(page, "Why").toPlainText() == "So that mornings are quiet."
