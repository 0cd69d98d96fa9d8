from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from kdesk.domain.entry import EntryKind
from kdesk.domain.goal import Direction
from kdesk.domain.problem import Trouble
from kdesk.domain.session import Session
from kdesk.store import entries, goals, memos, sessions
from kdesk.ui.today.after_session import AfterSessionCard, BeforeSessionCard
from kdesk.ui.today.cards import (
    MemosLeftCard,
    OfferCard,
    QuestionCard,
    RecentCard,
    SmallStepsCard,
    WelcomeCard,
)
from kdesk.ui.today.page import TodayPage
from kdesk.ui.today.phase_bar import PhaseBar
from kdesk.ui.widgets.item_list import ITEM_ROLE, ItemList
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts
from tests.ui.kept import keep_memo


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot) -> TodayPage:
    made = TodayPage(journal.desk)
    qtbot.addWidget(made)
    return made


def add_session(journal: JournalDesk, hours_ago: float) -> Session:
    return sessions.add(
        journal.vault,
        begun_at=journal.clock.now - timedelta(hours=hours_ago),
        title="Session 1",
        now=journal.clock.now,
    )


def rows(card: object) -> list[str]:
    assert isinstance(card, RecentCard | MemosLeftCard)
    model = card.findChildren(ItemList)[0].model()
    return [model.index(n, 0).data(ITEM_ROLE).id for n in range(model.rowCount())]


def left(page: TodayPage) -> list[MemosLeftCard]:
    """The cards of left memos that are there now; Qt deletes those from before a little later."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return page.findChildren(MemosLeftCard)


def press(page: TodayPage, text: str) -> None:
    named(page, text).click()


def question(page: TodayPage) -> str:
    shown = [text for text in texts(page) if text.startswith("“")]
    assert len(shown) == 1
    return shown[0].strip("“”")


def test_an_empty_journal_is_told_what_it_can_do_and_asked_nothing(
    journal: JournalDesk, page: TodayPage
) -> None:
    page.reload()
    assert page.findChild(WelcomeCard) is not None
    assert page.findChild(OfferCard) is None
    press(page, "Speak")
    assert len(journal.heard.recordings) == 1
    press(page, "Write something")
    press(page, "Plan a session")
    entry_id, session_id = journal.heard.opened
    assert entries.find(journal.vault, entry_id).text == ""
    assert sessions.find(journal.vault, session_id).title == "Session 1"


def test_the_greeting_goes_by_the_hour(journal: JournalDesk, page: TodayPage) -> None:
    page.reload()
    assert "Good morning" in texts(page)
    assert "Friday 20 November" in texts(page)
    journal.clock.forward(hours=10)
    page.reload()
    assert "Good evening" in texts(page)


def test_after_a_session_it_says_where_one_is_without_counting_down(
    journal: JournalDesk, page: TodayPage
) -> None:
    session = add_session(journal, hours_ago=19)
    page.reload()
    shown = " ".join(texts(page))
    assert "19 hours ago" in shown
    assert "A good time to reflect." in shown
    assert "Commonly suggested times" in shown
    assert "left" not in shown
    (bar,) = page.findChildren(PhaseBar)
    assert "integration talk 48–72 h · Sat 21 – Sun 22" in bar.accessibleName()
    press(page, "Open session")
    assert journal.heard.opened == [session.id]


def test_the_bar_is_gone_after_two_weeks(journal: JournalDesk, page: TodayPage) -> None:
    add_session(journal, hours_ago=24 * 15)
    page.reload()
    assert page.findChild(AfterSessionCard) is not None
    assert page.findChild(PhaseBar) is None


def test_a_session_to_come_is_prepared_for(journal: JournalDesk, page: TodayPage) -> None:
    add_session(journal, hours_ago=24 * 30)
    coming = add_session(journal, hours_ago=-50)
    page.reload()
    assert page.findChild(BeforeSessionCard) is not None
    press(page, "Write")
    entry = entries.find(journal.vault, journal.heard.opened[0])
    assert (entry.kind, entry.session_id) == (EntryKind.BEFORE, coming.id)


def test_another_question_is_asked_and_one_can_be_written_to(
    journal: JournalDesk, page: TodayPage
) -> None:
    session = add_session(journal, hours_ago=50)
    page.reload()
    first = question(page)
    press(page, "Another")
    second = question(page)
    assert second != first
    press(page, "Write")
    entry = entries.find(journal.vault, journal.heard.opened[0])
    assert (entry.title, entry.kind, entry.session_id) == (second, EntryKind.AFTER, session.id)


def test_on_the_day_of_a_session_no_question_asks_for_a_meaning(
    journal: JournalDesk, page: TodayPage
) -> None:
    add_session(journal, hours_ago=2)
    page.reload()
    asked = set()
    for _ in range(60):
        asked.add(question(page))
        press(page, "Another")
    assert "How did you feel?" in asked
    assert "What do the images that stayed with you mean to you?" not in asked
    assert "What felt meaningful or significant?" not in asked


def test_what_is_spoken_to_a_question_is_filed_under_it(
    journal: JournalDesk, page: TodayPage, qtbot: QtBot
) -> None:
    session = add_session(journal, hours_ago=70)
    page.reload()
    asked = question(page)
    with qtbot.waitExposed(page):
        page.show()
    press(page, "Speak")
    page.hide()
    spoken = journal.memo(journal.clock.now + timedelta(seconds=1))
    journal.clock.forward(minutes=4)
    page.show()
    journal.clock.forward(minutes=4)
    later = journal.memo(journal.clock.now)
    assert memos.find(journal.vault, spoken.id).session_id == session.id
    assert memos.find(journal.vault, spoken.id).title == asked
    assert memos.find(journal.vault, later.id).session_id is None
    assert memos.find(journal.vault, later.id).title != asked


def test_memos_of_yesterday_are_told_of_and_can_be_left(
    journal: JournalDesk, page: TodayPage
) -> None:
    yesterday = FRIDAY - timedelta(hours=18)
    left = [journal.memo(yesterday + timedelta(minutes=n), seconds=120).id for n in range(3)]
    journal.memo(FRIDAY - timedelta(hours=1))
    page.reload()
    assert "Yesterday you left 3 voice memos (6 min)." in texts(page)
    assert "Listen, read, or leave them for later." in texts(page)
    card = page.findChild(MemosLeftCard)
    assert rows(card) == left[::-1]
    assert set(rows(page.findChild(RecentCard))).isdisjoint(left)
    press(page, "Leave for later")
    page.reload()
    assert not any(text.startswith("Yesterday you left") for text in texts(page))


def test_one_short_memo_is_told_of_in_the_singular(journal: JournalDesk, page: TodayPage) -> None:
    journal.memo(FRIDAY - timedelta(hours=18), seconds=20)
    page.reload()
    assert "Yesterday you left a voice memo (less than a minute)." in texts(page)
    assert "Listen, read, or leave it for later." in texts(page)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (18, "Yesterday you left a voice memo (1 min)."),
        (9, "Last night you left a voice memo (1 min)."),
        (9 + 24, "On Wednesday you left a voice memo (1 min)."),
        (67, "On Tuesday you left a voice memo (1 min)."),
        (24 * 9, "On Wednesday 11 November you left a voice memo (1 min)."),
        (24 * 31, ""),
        (3, ""),
    ],
)
def test_what_was_left_says_on_which_day(
    journal: JournalDesk, page: TodayPage, hours: float, said: str
) -> None:
    journal.memo(FRIDAY - timedelta(hours=hours))
    page.reload()
    assert [text for text in texts(page) if " you left " in text] == ([said] if said else [])


def test_what_was_left_is_of_one_day_and_gone_once_it_was_looked_at(
    journal: JournalDesk, page: TodayPage
) -> None:
    tuesday = journal.memo(FRIDAY - timedelta(hours=67))
    yesterday = [journal.memo(FRIDAY - timedelta(hours=hours)) for hours in (20, 12)]
    page.reload()
    assert [rows(card) for card in left(page)] == [[memo.id for memo in reversed(yesterday)]]
    for memo in yesterday:
        memos.note_opened(journal.vault, memo.id, now=FRIDAY)
    page.reload()
    assert [rows(card) for card in left(page)] == [[tuesday.id]]
    memos.note_opened(journal.vault, tuesday.id, now=FRIDAY)
    page.reload()
    assert left(page) == []


def test_left_for_later_means_until_tomorrow(journal: JournalDesk, page: TodayPage) -> None:
    journal.memo(FRIDAY - timedelta(hours=18))
    page.reload()
    press(page, "Leave for later")
    journal.clock.forward(hours=10)
    page.reload()
    assert left(page) == []
    journal.clock.forward(hours=14)
    page.reload()
    assert len(left(page)) == 1


@pytest.mark.parametrize(
    ("cuts", "sentence"),
    [
        ((False,), ""),
        ((True,), "It ends abruptly; up to a second may be missing."),
        ((True, False), "One of them ends abruptly; up to a second of it may be missing."),
        ((True, True), "2 of them end abruptly; up to a second of each may be missing."),
    ],
)
def test_a_memo_that_was_cut_off_is_told_of_and_nothing_is_played(
    journal: JournalDesk, page: TodayPage, cuts: tuple[bool, ...], sentence: str
) -> None:
    for number, cut in enumerate(cuts):
        at = FRIDAY - timedelta(hours=18, minutes=number)
        keep_memo(journal.vault, at, cut=cut, now=FRIDAY)
    page.reload()
    assert [text for text in texts(page) if "abruptly" in text] == ([sentence] if sentence else [])
    assert journal.player.asked == []


def test_memos_of_one_sitting_can_become_a_session_and_back(
    journal: JournalDesk, page: TodayPage
) -> None:
    add_session(journal, hours_ago=24 * 20)
    spoken = [journal.memo(FRIDAY - timedelta(hours=hours)) for hours in (16, 15.5, 13)]
    early = journal.memo(FRIDAY - timedelta(hours=22))
    page.reload()
    shown = " ".join(texts(page))
    assert "The 3 memos that begin yesterday 17:14 belong to no session yet." in shown
    press(page, "Make a session of them")
    session = sessions.newest(journal.vault)[0]
    assert (session.title, session.begun_at) == ("Session 2", spoken[0].at)
    filed = {memo.id: memo.session_id for memo in memos.newest(journal.vault)}
    assert filed == {**{memo.id: session.id for memo in spoken}, early.id: None}
    page.reload()
    assert "Was this a session?" not in texts(page)
    (undo,) = journal.heard.undos
    undo.undo()
    assert {memo.session_id for memo in memos.newest(journal.vault)} == {None}
    assert len(sessions.newest(journal.vault)) == 1


def test_a_sitting_that_is_left_as_it_is_is_not_asked_about_again(
    journal: JournalDesk, page: TodayPage, qtbot: QtBot
) -> None:
    journal.memo(FRIDAY - timedelta(hours=1))
    page.reload()
    press(page, "Leave as it is")
    again = TodayPage(journal.desk)
    qtbot.addWidget(again)
    again.reload()
    assert "Was this a session?" not in texts(again)
    journal.clock.forward(hours=5)
    journal.memo(journal.clock.now)
    again.reload()
    assert "Was this a session?" in texts(again)


def test_a_choice_that_cannot_be_kept_is_told(journal: JournalDesk, page: TodayPage) -> None:
    journal.memo(FRIDAY - timedelta(hours=1))
    settings = journal.desk.places.settings_file
    settings.with_suffix(".new").mkdir()
    page.reload()
    press(page, "Leave as it is")
    assert [problem.trouble for problem in journal.heard.problems] == [Trouble.CANNOT_WRITE]


def test_memos_without_a_model_lead_to_settings(journal: JournalDesk, page: TodayPage) -> None:
    session = add_session(journal, hours_ago=40)
    journal.memo(FRIDAY - timedelta(minutes=5), session_id=session.id)
    page.reload()
    assert "No speech model yet" in texts(page)
    press(page, "Open Settings")
    assert journal.heard.pages == ["Settings"]


def test_small_steps_never_say_that_something_is_late(
    journal: JournalDesk, page: TodayPage
) -> None:
    for title, days in (("Walk", -12), ("Call Ida", 0), ("Rest", 4)):
        goals.add(
            journal.vault,
            at=FRIDAY,
            title=title,
            direction=Direction.START,
            check_in_on=FRIDAY.date() + timedelta(days=days),
            now=FRIDAY,
        )
    page.reload()
    steps = page.findChildren(SmallStepsCard)[0].findChildren(QPushButton)
    assert [step.accessibleName() for step in steps] == [
        "Walk, when you like",
        "Call Ida, today",
        "Rest, Tue 24 Nov",
    ]
    steps[1].click()
    opened = goals.find(journal.vault, journal.heard.opened[0])
    assert opened.title == "Call Ida"


@pytest.mark.parametrize(
    ("days", "session_hours", "offered"), [(0, 50, False), (2, 2, False), (2, 90, True)]
)
def test_a_passphrase_is_offered_on_a_later_day_and_never_on_a_session_day(
    journal: JournalDesk, page: TodayPage, days: int, session_hours: float, offered: bool
) -> None:
    entries.add(
        journal.vault,
        at=FRIDAY,
        kind=EntryKind.FREE,
        title="",
        text="first",
        session_id=None,
        now=FRIDAY,
    )
    journal.clock.forward(days=days)
    add_session(journal, hours_ago=session_hours)
    page.reload()
    assert ("Keep it yours" in texts(page)) is offered


def test_a_declined_offer_does_not_come_back(journal: JournalDesk, page: TodayPage) -> None:
    add_session(journal, hours_ago=100)
    journal.clock.forward(days=3)
    page.reload()
    assert "Keep it yours" in texts(page)
    press(page, "Not now")
    page.reload()
    assert "Keep it yours" not in texts(page)


def test_with_a_passphrase_nothing_is_offered(journal: JournalDesk, page: TodayPage) -> None:
    add_session(journal, hours_ago=100)
    journal.clock.forward(days=3)
    journal.vault.set_passphrase("four quiet words here", journal.clock.now)
    page.reload()
    assert "Keep it yours" not in texts(page)


def test_hours_later_the_page_reads_the_clock_again(
    journal: JournalDesk, page: TodayPage, qtbot: QtBot
) -> None:
    page.reload()
    journal.clock.forward(hours=5)
    with qtbot.waitExposed(page):
        page.show()
    assert "Good afternoon" in texts(page)


def test_an_answered_question_is_not_the_first_one_asked(
    journal: JournalDesk, page: TodayPage
) -> None:
    add_session(journal, hours_ago=20)
    page.reload()
    asked = question(page)
    press(page, "Write")
    entry = entries.find(journal.vault, journal.heard.opened[0])
    entries.edit(journal.vault, replace(entry, text="Much."), now=journal.clock.now)
    page.reload()
    assert question(page) != asked
    assert page.findChild(QuestionCard) is not None
    assert named(page, "Another").isEnabled()


def test_on_the_day_of_a_session_there_is_nothing_to_decide(
    journal: JournalDesk, page: TodayPage
) -> None:
    session = add_session(journal, hours_ago=3)
    journal.memo(FRIDAY - timedelta(hours=1), session_id=session.id)
    goals.add(
        journal.vault,
        at=FRIDAY,
        title="Walk",
        direction=Direction.START,
        check_in_on=FRIDAY.date(),
        now=FRIDAY,
    )
    page.reload()
    assert "Nothing has to be done now." in texts(page)
    for card in (SmallStepsCard, OfferCard, PhaseBar):
        assert page.findChildren(card) == []
    journal.clock.forward(days=1)
    page.reload()
    for card in (SmallStepsCard, OfferCard, PhaseBar):
        assert page.findChildren(card) != []


def test_a_header_that_cannot_be_read_does_not_keep_today_from_showing(
    journal: JournalDesk, page: TodayPage
) -> None:
    add_session(journal, hours_ago=100)
    journal.clock.forward(days=3)
    for name in ("vault.json", "vault.mirror.json"):
        (journal.vault.folder / name).write_text("{", encoding="utf-8")
    page.reload()
    assert "Recent" in texts(page)
    assert "Keep it yours" not in texts(page)
