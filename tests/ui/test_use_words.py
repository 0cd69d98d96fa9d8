"""Selected words of a memo: what becomes of them, and that each thing remembers its second."""

import gc
from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from kdesk.domain.entry import EntryKind
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.memo import Memo
from kdesk.domain.transcript import Utterance
from kdesk.store import bin as store_bin
from kdesk.store import entries, excerpts, goals, insights, memos, sessions, themes
from kdesk.ui.memo.memo_page import MemoPage
from kdesk.ui.widgets.copied import SECRET, Copied
from kdesk.ui.widgets.row_button import RowButton
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts, type_into
from tests.ui.a_page import in_front
from tests.ui.kept import keep_words, said

AT = FRIDAY - timedelta(hours=18)
RIVER = said(1.0, "It", "was", "like", "a", "river")
STONE = said(10.0, "I", "can", "put", "one", "stone", "down.")
TEXT = "It was like a river\nI can put one stone down."


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot) -> Iterator[MemoPage]:
    yield in_front(MemoPage(journal.desk), journal.desk, qtbot)
    QGuiApplication.clipboard().clear()


def spoken(journal: JournalDesk, *utterances: Utterance) -> Memo:
    session = sessions.add(journal.vault, begun_at=AT, title="Session 4", now=AT)
    memo = journal.memo(AT, seconds=60, session_id=session.id, title="The river")
    return keep_words(journal.vault, memo, *(utterances or (RIVER, STONE)))


def shown(journal: JournalDesk, page: MemoPage, *utterances: Utterance) -> Memo:
    memo = spoken(journal, *utterances)
    page.show_item(memo.id)
    return memo


def select(page: MemoPage, words: str) -> None:
    text = page.words.text
    whole = text.toPlainText()
    begin = len(whole[: whole.index(words)].encode("utf-16-le")) // 2
    cursor = text.textCursor()
    cursor.setPosition(begin)
    cursor.setPosition(begin + len(words.encode("utf-16-le")) // 2, QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)


def use(page: MemoPage, words: str, button: str) -> None:
    select(page, words)
    named(page, button).click()


def offered(page: MemoPage) -> list[str]:
    QApplication.processEvents()
    shown = [b for b in page.uses.findChildren(QPushButton) if b.isVisible()]
    return [button.accessibleName() for button in shown]


def test_nothing_is_offered_until_words_are_selected(journal: JournalDesk, page: MemoPage) -> None:
    shown(journal, page)
    assert offered(page) == []
    select(page, "one stone")
    assert offered(page) == [
        "Keep as insight", "Turn into a goal", "Tag a theme", "Ask my therapist", "Copy",
    ]  # fmt: skip
    assert "“one stone”" in texts(page.uses)
    page.words.text.moveCursor(QTextCursor.MoveOperation.Start)
    assert offered(page) == []


def test_spaces_alone_are_no_words(journal: JournalDesk, page: MemoPage) -> None:
    shown(journal, page)
    select(page, " ")
    assert offered(page) == []


def test_selected_words_become_an_insight_with_their_seconds(
    journal: JournalDesk, page: MemoPage
) -> None:
    memo = shown(journal, page)
    use(page, "put one stone down.", "Keep as insight")
    (made,) = insights.newest(journal.vault)
    assert made.text == "put one stone down."
    assert made.excerpt == Excerpt(memo.id, 11.0, 13.0, "put one stone down.")
    assert (made.at, made.session_id) == (FRIDAY, memo.session_id)
    (offer,) = journal.heard.offers
    assert offer.sentence == "Kept as an insight."
    offer.go()
    assert journal.heard.opened == [made.id]


def test_the_same_words_are_kept_once(journal: JournalDesk, page: MemoPage) -> None:
    shown(journal, page)
    select(page, "put one stone down.")
    for button in ("Keep as insight", "Turn into a goal", "Ask my therapist"):
        named(page, button).click()
        named(page, button).click()
        journal.heard.offers[-1].go()
        assert journal.heard.offers[-1].sentence == "Kept already."
    kept = (
        insights.newest(journal.vault),
        goals.newest(journal.vault),
        entries.newest(journal.vault),
    )
    assert [len(things) for things in kept] == [1, 1, 1]
    assert journal.heard.opened == [things[0].id for things in kept]
    use(page, "one stone", "Keep as insight")
    assert len(insights.newest(journal.vault)) == 2, "other words are another"


def test_half_a_word_is_the_whole_one(journal: JournalDesk, page: MemoPage) -> None:
    memo = shown(journal, page)
    use(page, "ne sto", "Keep as insight")
    (made,) = insights.newest(journal.vault)
    assert made.excerpt == Excerpt(memo.id, 11.5, 12.5, "one stone")


def test_words_across_a_pause_keep_their_line(journal: JournalDesk, page: MemoPage) -> None:
    memo = shown(journal, page)
    use(page, "river\nI can", "Keep as insight")
    (made,) = insights.newest(journal.vault)
    assert made.excerpt == Excerpt(memo.id, 3.0, 11.0, "river\nI can")


def test_an_emoji_before_them_moves_no_second(journal: JournalDesk, page: MemoPage) -> None:
    memo = spoken(journal)
    memos.correct(journal.vault, memo.id, TEXT.replace("river", "river 🌊"), now=FRIDAY)
    page.show_item(memo.id)
    use(page, "one stone", "Keep as insight")
    (made,) = insights.newest(journal.vault)
    assert made.excerpt == Excerpt(memo.id, 11.5, 12.5, "one stone")


def test_corrected_words_are_kept_as_they_stand_on_the_page(
    journal: JournalDesk, page: MemoPage
) -> None:
    memo = spoken(journal)
    memos.correct(journal.vault, memo.id, TEXT.replace("stone", "feather"), now=FRIDAY)
    page.show_item(memo.id)
    use(page, "one feather down.", "Keep as insight")
    (made,) = insights.newest(journal.vault)
    assert made.excerpt == Excerpt(memo.id, 11.5, 13.0, "one feather down.")


def test_words_that_nobody_heard_belong_to_the_whole_memo(
    journal: JournalDesk, page: MemoPage
) -> None:
    memo = journal.memo(AT, seconds=60)
    memos.correct(journal.vault, memo.id, "typed by hand", now=FRIDAY)
    page.show_item(memo.id)
    use(page, "by hand", "Keep as insight")
    (made,) = insights.newest(journal.vault)
    assert made.excerpt == Excerpt(memo.id, 0.0, 60.0, "by hand")


def test_selected_words_become_a_goal(journal: JournalDesk, page: MemoPage) -> None:
    memo = shown(journal, page)
    use(page, "put one stone down.", "Turn into a goal")
    (made,) = goals.newest(journal.vault)
    assert (made.title, made.why, made.session_id) == ("put one stone down.", "", memo.session_id)
    assert excerpts.of(journal.vault, made.id) == Excerpt(memo.id, 11.0, 13.0, made.title)


def test_a_long_passage_stands_whole_below_a_goals_title(
    journal: JournalDesk, page: MemoPage
) -> None:
    spoken_long = said(1.0, *(f"word{n}" for n in range(30)))
    shown(journal, page, spoken_long)
    whole = page.words.text.toPlainText()
    use(page, whole, "Turn into a goal")
    (made,) = goals.newest(journal.vault)
    assert made.title.endswith("…")
    assert len(made.title) <= 81
    assert made.why == whole


def test_selected_words_become_a_question_for_the_therapist(
    journal: JournalDesk, page: MemoPage
) -> None:
    memo = shown(journal, page)
    use(page, "like a river", "Ask my therapist")
    (made,) = entries.newest(journal.vault)
    assert (made.kind, made.text) == (EntryKind.QUESTION, "like a river")
    assert made.session_id == memo.session_id
    assert excerpts.of(journal.vault, made.id) == Excerpt(memo.id, 2.0, 3.5, "like a river")


def test_selected_words_carry_a_theme(journal: JournalDesk, page: MemoPage) -> None:
    memo = shown(journal, page)
    use(page, "like a river", "Tag a theme")
    field = named(page, "Theme")
    type_into(field, "water")
    QTest.keyClick(field, Qt.Key.Key_Return)
    (tagged,) = themes.of(journal.vault, memo.id)
    assert (tagged.name, tagged.excerpt) == ("water", Excerpt(memo.id, 2.0, 3.5, "like a river"))
    assert journal.heard.told[-1] == "Tagged with water."
    assert not page.uses.themes.isVisible()
    use(page, "one stone", "Tag a theme")
    named(page, "water").click()
    (theme,) = themes.every(journal.vault)
    assert len(themes.passages(journal.vault, theme.id)) == 2


def test_other_words_ask_for_their_theme_anew(journal: JournalDesk, page: MemoPage) -> None:
    shown(journal, page)
    use(page, "like a river", "Tag a theme")
    select(page, "one stone")
    assert not page.uses.themes.isVisible()


def test_copied_words_go_by_way_of_the_clearing(journal: JournalDesk, page: MemoPage) -> None:
    asked: list[str] = []
    journal.desk.notices.copy_requested.connect(asked.append)
    shown(journal, page)
    use(page, "one stone", "Copy")
    assert asked == ["one stone"]


@pytest.mark.parametrize("key", [Qt.Key.Key_C, Qt.Key.Key_X])
def test_a_copy_or_cut_by_the_keyboard_is_cleared_too(
    journal: JournalDesk, page: MemoPage, key: Qt.Key
) -> None:
    copied = Copied(page)
    shown(journal, page)
    page.words.text.setFocus()
    select(page, "ne sto")
    QTest.keyClick(page.words.text, key, Qt.KeyboardModifier.ControlModifier)
    gc.collect()
    assert QGuiApplication.clipboard().text() == "ne sto"
    assert ("ne sto" in page.words.text.toPlainText()) is (key is Qt.Key.Key_C)
    assert QGuiApplication.clipboard().mimeData().hasFormat(SECRET)
    assert copied._timer.isActive()
    copied.forget()  # as at a lock in the same moment
    assert QGuiApplication.clipboard().text() == ""


@pytest.mark.parametrize("verb", ["copy", "cut"])
def test_a_copy_or_cut_by_the_menu_is_cleared_too(
    journal: JournalDesk, page: MemoPage, verb: str
) -> None:
    copied = Copied(page)
    shown(journal, page)
    select(page, "one stone")
    menu = page.words.text.createStandardContextMenu()
    (action,) = (one for one in menu.actions() if one.objectName() == f"edit-{verb}")
    action.trigger()
    menu.deleteLater()
    assert QGuiApplication.clipboard().text() == "one stone"
    copied.forget()
    assert QGuiApplication.clipboard().text() == ""


def test_a_copy_made_elsewhere_is_left_alone(journal: JournalDesk, page: MemoPage) -> None:
    copied = Copied(page)
    shown(journal, page)
    select(page, "one stone")
    page.words.text.setFocus()
    QGuiApplication.clipboard().setText("one stone")
    assert not copied._timer.isActive()
    copied.forget()
    assert QGuiApplication.clipboard().text() == "one stone"


def test_what_came_of_a_memo_stands_beside_it(journal: JournalDesk, page: MemoPage) -> None:
    memo = shown(journal, page)
    assert not page.came_of_it.isVisible()
    for words, button in (("one stone", "Keep as insight"), ("like a river", "Ask my therapist")):
        select(page, words)
        named(page, button).click()
    themes.tag(journal.vault, "home", memo.id, Excerpt(memo.id, 0.0, 1.0, "It was"), now=FRIDAY)
    QApplication.processEvents()
    rows = [b.accessibleName() for b in page.came_of_it.findChildren(QPushButton) if b.isVisible()]
    assert rows == [
        "home: It was, 0:00", "Take off the theme home",
        "Question: like a river, 0:02", "Play: like a river",
        "Insight: one stone, 0:11", "Play: one stone",
    ]  # fmt: skip
    named(page, "Play: one stone").click()
    assert journal.player.asked[-2:] == [("seek", 11.5), ("play", None)]
    named(page, "Insight: one stone, 0:11").click()
    (insight,) = insights.newest(journal.vault)
    assert journal.heard.opened == [insight.id]
    store_bin.remove(journal.vault, insight.id, now=FRIDAY)
    named(page, "Take off the theme home").click()
    QApplication.processEvents()
    rows = [b.accessibleName() for b in page.came_of_it.findChildren(QPushButton) if b.isVisible()]
    assert rows == ["Question: like a river, 0:02", "Play: like a river"]


def test_a_row_with_a_button_beside_it_shows_all_its_lines(
    journal: JournalDesk, page: MemoPage
) -> None:
    memo = spoken(journal)
    words = "It was like standing in the river but the water was warm, and it kept going"
    themes.tag(journal.vault, "water", memo.id, Excerpt(memo.id, 0.0, 9.0, words), now=FRIDAY)
    page.show_item(memo.id)
    for _ in range(4):
        QApplication.processEvents()
    (row,) = page.came_of_it.findChildren(RowButton)
    assert row.height() >= row.heightForWidth(row.width()) > 60


def test_rows_that_say_the_same_stay_with_the_keyboard_on_them(
    journal: JournalDesk, page: MemoPage
) -> None:
    memo = spoken(journal)
    themes.tag(journal.vault, "home", memo.id, Excerpt(memo.id, 0.0, 1.0, "It was"), now=FRIDAY)
    page.show_item(memo.id)
    row = named(page, "home: It was, 0:00")
    page.reload()
    assert named(page, "home: It was, 0:00") is row


def test_a_passage_with_a_theme_is_heard_from_the_memos_page(
    journal: JournalDesk, page: MemoPage
) -> None:
    memo = spoken(journal)
    excerpt = Excerpt(memo.id, 11.0, 12.0, "put one")
    themes.tag(journal.vault, "home", memo.id, excerpt, now=FRIDAY)
    page.show_item(memo.id)
    named(page, "home: put one, 0:11").click()
    assert ("seek", 11.0) in journal.player.asked
    assert ("play", None) in journal.player.asked


def test_a_moment_is_gone_to_without_a_sound(journal: JournalDesk, page: MemoPage) -> None:
    shown(journal, page)
    page.show_moment(11.0)
    assert page.words.text.lit() == "put"
    assert ("play", None) not in journal.player.asked
