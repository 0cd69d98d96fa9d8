"""Pages within the workspace: going on, coming back, and what is kept on the way."""

import pytest
from pytestqt.qtbot import QtBot

from kdesk.store import entries, items, sessions
from kdesk.ui.journal.entry_page import EntryPage
from kdesk.ui.journal.page import JournalPage
from kdesk.ui.sessions.session_page import SessionPage
from kdesk.ui.today.page import TodayPage
from kdesk.ui.widgets.page import Page
from kdesk.ui.widgets.rail import Rail
from kdesk.ui.workspace import Workspace
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts, type_into


@pytest.fixture
def workspace(journal: JournalDesk, qtbot: QtBot) -> Workspace:
    made = Workspace(journal.desk, Rail(journal.desk.theme))
    qtbot.addWidget(made)
    made.resize(1068, 820)
    with qtbot.waitExposed(made):
        made.show()
    return made


def current(workspace: Workspace) -> Page:
    page = workspace.stack.currentWidget()
    assert isinstance(page, Page)
    return page


def test_an_entry_left_blank_is_gone_and_one_is_where_one_wanted_to_go(
    journal: JournalDesk, workspace: Workspace
) -> None:
    workspace.show_place("Journal")
    named(current(workspace), "New entry").click()
    assert isinstance(current(workspace), EntryPage)
    workspace.show_place("Today")
    assert isinstance(current(workspace), TodayPage)
    assert items.count(journal.vault) == 0


def test_the_bin_leads_back_one_step(journal: JournalDesk, workspace: Workspace) -> None:
    workspace.show_place("Today")
    workspace.show_place("Journal")
    named(current(workspace), "New entry").click()
    type_into(named(current(workspace), "Text"), "A thought.")
    named(current(workspace), "Move to the bin").click()
    assert isinstance(current(workspace), JournalPage)
    journal.heard.undos[0].undo()
    assert isinstance(current(workspace), EntryPage)
    assert named(current(workspace), "Text").toPlainText() == "A thought."


def test_what_was_written_about_a_session_is_there_when_one_comes_back(
    journal: JournalDesk, workspace: Workspace
) -> None:
    session = sessions.add(journal.vault, begun_at=FRIDAY, title="Session 1", now=FRIDAY)
    workspace.show_item(session.id)
    type_into(named(current(workspace), "Intention"), "To rest.")
    named(current(workspace), "Write: How did you feel?").click()
    type_into(named(current(workspace), "Text"), "Light.")
    workspace.back()
    page = current(workspace)
    assert isinstance(page, SessionPage)
    assert "answered" in texts(page)
    assert sessions.find(journal.vault, session.id).intention == "To rest."
    (entry,) = entries.newest(journal.vault)
    assert (entry.text, entry.session_id) == ("Light.", session.id)


def test_locking_keeps_what_was_typed_a_moment_before(
    journal: JournalDesk, workspace: Workspace
) -> None:
    workspace.show_place("Journal")
    named(current(workspace), "New entry").click()
    type_into(named(current(workspace), "Text"), "Half a sent")
    workspace.leave()
    (entry,) = entries.newest(journal.vault)
    assert entry.text == "Half a sent"


def test_saving_does_not_move_the_cursor(
    journal: JournalDesk, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.show_place("Journal")
    named(current(workspace), "New entry").click()
    field = named(current(workspace), "Text")
    type_into(field, "one three")
    cursor = field.textCursor()
    cursor.setPosition(4)
    field.setTextCursor(cursor)
    page = current(workspace)
    assert isinstance(page, EntryPage)
    with qtbot.waitSignal(page.autosave.saved, timeout=3000):
        type_into(field, "two ")
    qtbot.waitUntil(lambda: "Saved." in texts(page))
    assert field.textCursor().position() == 8
    type_into(field, "and ")
    page.leave()
    assert entries.newest(journal.vault)[0].text == "one two and three"


def test_every_page_of_the_rail_opens(journal: JournalDesk, workspace: Workspace) -> None:
    for name in ("Today", "Sessions", "Journal", "Goals"):
        workspace.show_place(name)
        assert current(workspace).isVisible()
