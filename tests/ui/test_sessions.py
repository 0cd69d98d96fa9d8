from datetime import timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from kdesk.domain.entry import EntryKind
from kdesk.domain.session import Session
from kdesk.store import entries, items, memos, sessions
from kdesk.ui.sessions.page import SessionsPage
from kdesk.ui.sessions.session_page import SessionPage
from kdesk.ui.widgets.item_list import ITEM_ROLE
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts, type_into


def add(journal: JournalDesk, days_ago: float = 1, **fields: str) -> Session:
    return sessions.add(
        journal.vault, begun_at=FRIDAY - timedelta(days=days_ago), now=FRIDAY, **fields
    )


def kept(journal: JournalDesk, session: Session) -> Session:
    return sessions.find(journal.vault, session.id)


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot) -> SessionPage:
    made = SessionPage(journal.desk)
    qtbot.addWidget(made)
    return made


def test_a_new_session_is_of_now_and_numbered_after_the_ones_before(
    journal: JournalDesk, qtbot: QtBot
) -> None:
    listing = SessionsPage(journal.desk)
    qtbot.addWidget(listing)
    listing.reload()
    assert "No session noted yet." in texts(listing)
    for number in (1, 2):
        named(listing, "New session").click()
        made = sessions.find(journal.vault, journal.heard.opened[-1])
        assert (made.title, made.begun_at) == (f"Session {number}", FRIDAY)
    listing.reload()
    assert listing.list.model().rowCount() == 2


def test_every_field_is_kept(journal: JournalDesk, page: SessionPage, qtbot: QtBot) -> None:
    session = add(journal, title="Session 1")
    page.show_item(session.id)
    type_into(named(page, "Intention"), "To rest.")
    QTest.keyClick(named(page, "Intention"), Qt.Key.Key_Return)
    type_into(named(page, "Intention"), "To be kind.")
    type_into(named(page, "Where"), "clinic")
    type_into(named(page, "With whom"), "Mara")
    type_into(named(page, "Name"), ", spring")
    named(page, "Save").click()
    found = kept(journal, session)
    assert (found.intention, found.place) == ("To rest.\nTo be kind.", "clinic")
    assert (found.companions, found.title) == ("Mara", "Session 1, spring")
    assert found.begun_at == session.begun_at
    assert "Saved." in texts(page)


def test_who_is_there_is_to_be_asked_before_they_are_recorded(
    journal: JournalDesk, page: SessionPage
) -> None:
    ask = "Ask them before you record while they are in the room."
    alone, together = add(journal), add(journal, companions="Mara")
    page.show_item(alone.id)
    assert ask not in texts(page)
    type_into(named(page, "With whom"), "Mara")
    assert ask in texts(page)
    named(page, "With whom").clear()
    assert ask not in texts(page)
    page.show_item(together.id)
    assert ask in texts(page)


def test_the_largest_text_cuts_off_no_heading(
    journal: JournalDesk, page: SessionPage, qtbot: QtBot
) -> None:
    theme = journal.desk.theme
    theme.change(scale=1.6)
    try:
        page.show_item(add(journal).id)
        page.resize(688, 600)
        with qtbot.waitExposed(page):
            page.show()
        (heading,) = (
            label for label in page.findChildren(QLabel) if label.text() == "What belongs to it"
        )
        widest = max(map(heading.fontMetrics().horizontalAdvance, heading.text().split()))
        qtbot.waitUntil(lambda: heading.width() >= widest)
    finally:
        theme.change(scale=1.0)


def test_a_session_can_have_been_long_ago(journal: JournalDesk, page: SessionPage) -> None:
    session = add(journal)
    page.show_item(session.id)
    named(page, "When").setDate(QDate(1996, 2, 29))
    page.leave()
    assert kept(journal, session).begun_at.date().isoformat() == "1996-02-29"


def test_typing_is_kept_by_itself(journal: JournalDesk, page: SessionPage, qtbot: QtBot) -> None:
    session = add(journal)
    page.show_item(session.id)
    type_into(named(page, "Intention"), "To rest.")
    qtbot.waitUntil(lambda: kept(journal, session).intention == "To rest.", timeout=3000)


def test_leaving_keeps_what_was_typed_a_moment_before(
    journal: JournalDesk, page: SessionPage, qtbot: QtBot
) -> None:
    session = add(journal)
    page.show_item(session.id)
    type_into(named(page, "Where"), "home")
    page.leave()
    assert kept(journal, session).place == "home"


def test_what_belongs_to_it_is_listed_as_it_arrives(
    journal: JournalDesk, page: SessionPage, qtbot: QtBot
) -> None:
    session = add(journal)
    page.show_item(session.id)
    assert any(text.startswith("Nothing here yet.") for text in texts(page))
    changes: list[bool] = []
    journal.desk.notices.changed.connect(lambda told: changes.append(page.about(told)))
    memo = journal.memo(FRIDAY, session_id=session.id)
    assert changes == [True]
    page.reload()
    listed = named(page, "What belongs to this session")
    assert listed.model().index(0, 0).data(ITEM_ROLE).id == memo.id
    listed.clicked.emit(listed.model().index(0, 0))
    assert journal.heard.opened == [memo.id]


def test_writing_about_it_begins_an_entry_that_belongs_to_it(
    journal: JournalDesk, page: SessionPage
) -> None:
    past, coming = add(journal), add(journal, days_ago=-3)
    for session, kind in ((past, EntryKind.AFTER), (coming, EntryKind.BEFORE)):
        page.show_item(session.id)
        named(page, "Write about it").click()
        entry = entries.find(journal.vault, journal.heard.opened[-1])
        assert (entry.session_id, entry.kind, entry.title) == (session.id, kind, "")


def test_speaking_about_an_old_session_files_the_memo_to_it_and_no_later_one(
    journal: JournalDesk, page: SessionPage, qtbot: QtBot
) -> None:
    session = add(journal, days_ago=40)
    page.show_item(session.id)
    with qtbot.waitExposed(page):
        page.show()
    before = journal.memo(FRIDAY - timedelta(seconds=30))
    named(page, "Speak about this session").click()
    assert len(journal.heard.recordings) == 1
    page.hide()
    first = journal.memo(FRIDAY + timedelta(seconds=1))
    second = journal.memo(FRIDAY + timedelta(minutes=3))
    journal.clock.forward(minutes=6)
    page.show()
    journal.clock.forward(minutes=1)
    later = journal.memo(journal.clock.now)
    filed = [memos.find(journal.vault, m.id).session_id for m in (before, first, second, later)]
    assert filed == [None, session.id, session.id, None]


def test_a_recording_begun_elsewhere_ends_what_the_page_waits_for(
    journal: JournalDesk, page: SessionPage
) -> None:
    session = add(journal, days_ago=40)
    page.show_item(session.id)
    named(page, "Speak about this session").click()
    journal.clock.forward(minutes=10)
    journal.desk.notices.record_requested.emit()
    memo = journal.memo(journal.clock.now + timedelta(seconds=1))
    assert memos.find(journal.vault, memo.id).session_id is None


def test_a_question_is_answered_by_speaking_or_by_writing(
    journal: JournalDesk, page: SessionPage
) -> None:
    session = add(journal, days_ago=2)
    page.show_item(session.id)
    assert "answered" not in texts(page)
    named(page, "Write: What emotions came up?").click()
    entry = entries.find(journal.vault, journal.heard.opened[0])
    assert (entry.title, entry.session_id) == ("What emotions came up?", session.id)
    named(page, "Speak: What stood out to you during the session?").click()
    memo = journal.memo(FRIDAY + timedelta(seconds=1))
    found = memos.find(journal.vault, memo.id)
    assert found.title == "What stood out to you during the session?"
    assert found.session_id == session.id
    page.reload()
    assert texts(page).count("answered") == 2


@pytest.mark.parametrize(
    ("days_ago", "there", "absent"),
    [
        (-2, "What are your intentions for this session?", "What emotions came up?"),
        (0.1, "How did you feel?", "What felt meaningful or significant?"),
        (3, "What emotions came up?", "What are your intentions for this session?"),
    ],
)
def test_the_questions_fit_how_long_ago_it_was(
    journal: JournalDesk, page: SessionPage, days_ago: float, there: str, absent: str
) -> None:
    page.show_item(add(journal, days_ago=days_ago).id)
    assert there in texts(page)
    assert absent not in texts(page)


def test_more_questions_come_when_asked_for(journal: JournalDesk, page: SessionPage) -> None:
    page.show_item(add(journal, days_ago=3).id)
    assert "What do the images that stayed with you mean to you?" not in texts(page)
    named(page, "More questions").click()
    assert "What do the images that stayed with you mean to you?" in texts(page)


def test_the_bin_takes_a_session_and_leaves_what_belongs_to_it(
    journal: JournalDesk, page: SessionPage
) -> None:
    session = add(journal)
    memo = journal.memo(FRIDAY, session_id=session.id)
    page.show_item(session.id)
    named(page, "Move to the bin").click()
    assert [item.id for item in items.newest(journal.vault, limit=9)] == [memo.id]
    journal.heard.undos[0].undo()
    assert memos.find(journal.vault, memo.id).session_id == session.id


def test_every_control_has_a_name(journal: JournalDesk, page: SessionPage) -> None:
    page.show_item(add(journal).id)
    assert [b.text() for b in page.findChildren(QPushButton) if not b.accessibleName()] == []
