"""What became of spoken words plays them from its own page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from kdesk.domain.entry import EntryKind
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.goal import Direction
from kdesk.store import entries, goals
from kdesk.ui.goals.goal_page import GoalPage
from kdesk.ui.journal.entry_page import EntryPage
from kdesk.ui.widgets.page import Page
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts
from tests.ui.a_page import in_front

STONE = "I can put one stone down."

Make = Callable[[JournalDesk, Excerpt | None], Page]


def goal(journal: JournalDesk, excerpt: Excerpt | None) -> Page:
    made = goals.add(
        journal.vault, at=FRIDAY, title="One stone", direction=Direction.START,
        excerpt=excerpt, now=FRIDAY,
    )  # fmt: skip
    page = GoalPage(journal.desk)
    page.show_item(made.id)
    return page


def question(journal: JournalDesk, excerpt: Excerpt | None) -> Page:
    made = entries.add(
        journal.vault, at=FRIDAY, kind=EntryKind.QUESTION, title="", text="Which stone?",
        session_id=None, excerpt=excerpt, now=FRIDAY,
    )  # fmt: skip
    page = EntryPage(journal.desk)
    page.show_item(made.id)
    return page


@pytest.mark.parametrize("make", [goal, question])
def test_its_page_plays_what_was_said(journal: JournalDesk, qtbot: QtBot, make: Make) -> None:
    memo = journal.memo(FRIDAY - timedelta(hours=18), title="The river")
    page = in_front(make(journal, Excerpt(memo.id, 11.5, 13.0, STONE)), journal.desk, qtbot)
    assert f"You said: “{STONE}”" in texts(page)
    named(page, "Play").click()
    assert [verb for verb, _ in journal.player.asked] == ["load", "seek", "play"]
    assert journal.player.asked[1] == ("seek", pytest.approx(11.3))


@pytest.mark.parametrize("make", [goal, question])
def test_what_was_not_spoken_has_nothing_to_play(
    journal: JournalDesk, qtbot: QtBot, make: Make
) -> None:
    page = in_front(make(journal, None), journal.desk, qtbot)
    assert not [text for text in texts(page) if "You said" in text]
