"""A memo's page as somebody works through what a machine heard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import thread_time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from kdesk.domain.alignment import paragraphs
from kdesk.domain.memo import Memo
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.transcript import Transcript
from kdesk.jobs.protocol import Position
from kdesk.store import memos
from kdesk.ui.memo.memo_page import MemoPage
from kdesk.ui.memo.transcript_text import TranscriptText
from kdesk.ui.theme import Theme
from tests.ui.a_desk import JournalDesk, named
from tests.ui.a_page import in_front
from tests.ui.kept import NOW, TZ, keep_memo, keep_words, said

AT = datetime(2026, 11, 19, 15, 2, tzinfo=TZ)
RIVER = said(1.0, "It", "was", "warm.", "I", "know.")
JUNIPER = said(10.0, "Juniper", "was", "there", sure=0.4)
KITCHEN = said(20.0, "in", "the", "kitchen", sure=0.7)
WORDS = "It was warm. I know.\nJuniper was there\nin the kitchen"


@pytest.fixture
def theme(qapp: object) -> Iterator[Theme]:
    worn = Theme("light")
    worn.wear()
    yield worn
    worn.change("light", scale=1.0)


@pytest.fixture
def journal(tmp_path: Path, theme: Theme) -> Iterator[JournalDesk]:
    made = JournalDesk(tmp_path, now=NOW, theme=theme)
    yield made
    made.close()


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot) -> MemoPage:
    return in_front(MemoPage(journal.desk), journal.desk, qtbot)


@pytest.fixture
def memo(journal: JournalDesk, page: MemoPage) -> Memo:
    kept = keep_memo(journal.vault, AT, "The river", sound=b"the sound")
    keep_words(journal.vault, kept, RIVER, JUNIPER, KITCHEN)
    page.show_item(kept.id)
    return kept


def asked(journal: JournalDesk, verb: str) -> list[object]:
    return [what for done, what in journal.player.asked if done == verb]


def chosen(page: MemoPage) -> str:
    return page.words.text.textCursor().selectedText()


def dotted(page: MemoPage) -> list[str]:
    return [WORDS[begin:end] for begin, end in page.words.text.doubts.marked()]


def narrow(page: MemoPage) -> None:
    page.resize(624, 600)
    QApplication.processEvents()
    QApplication.processEvents()


def test_an_hour_full_of_pauses_is_laid_out_once_like_one_without(
    theme: Theme, qtbot: QtBot
) -> None:
    text = TranscriptText(theme)
    qtbot.addWidget(text)
    text.resize(700, 600)
    text.show()
    text.mark_doubts(0.5)
    took: list[float] = []
    for pause in (0.5, 5.0):
        line = said(0.0, "Yes,", "it", "is.", sure=0.4)
        heard = [replace(line, pause=pause) for _ in range(1500)]
        words = paragraphs(heard)
        tries: list[float] = []
        for _ in range(3):
            text.show_words((), "")
            begun = thread_time()
            text.show_words(heard, words)
            tries.append(thread_time() - begun)
        took.append(min(tries))
    assert text.document().blockCount() == 1500
    assert took[1] < 4 * took[0], "each paragraph had all of them laid out anew"


# Doubt


def test_tab_goes_from_doubtful_word_to_doubtful_word_and_then_on(
    journal: JournalDesk, page: MemoPage, memo: Memo
) -> None:
    text = page.words.text
    text.setFocus()
    for word in ("Juniper", "was", "there"):
        QTest.keyClick(text, Qt.Key.Key_Tab)
        assert chosen(page) == word
    assert page.player.time.text() == "0:11 / 1:00", "the player goes along"
    assert not page.playing.sounding, "and stays quiet"
    QTest.keyClick(text, Qt.Key.Key_Backtab)
    assert chosen(page) == "was"
    QTest.keyClicks(text, "is")
    assert "Juniper is there" in text.toPlainText()
    QTest.keyClick(text, Qt.Key.Key_Tab)
    assert chosen(page) == "there"
    QTest.keyClick(text, Qt.Key.Key_Tab)
    assert not text.hasFocus(), "nobody is kept in the field"


def test_shift_tab_before_the_first_doubtful_word_leaves_the_field_too(
    page: MemoPage, memo: Memo
) -> None:
    text = page.words.text
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Backtab)
    assert not text.hasFocus()


def test_what_is_doubtful_is_chosen_in_the_settings(
    journal: JournalDesk, page: MemoPage, memo: Memo
) -> None:
    assert dotted(page) == ["Juniper", "was", "there"]
    for below, words in ((0.8, 6), (0.0, 0), (0.4, 0), (0.41, 3)):
        journal.desk.settings.change(doubt_below=below)
        page.reload()
        assert len(dotted(page)) == words, below


def test_dots_and_the_room_for_pauses_stay_with_another_theme_and_larger_letters(
    journal: JournalDesk, page: MemoPage, memo: Memo
) -> None:
    journal.desk.theme.change("dark")
    journal.desk.theme.change(scale=1.6)
    assert dotted(page) == ["Juniper", "was", "there"]
    document = page.words.text.document()
    margins = [document.findBlockByNumber(n).blockFormat().topMargin() for n in range(3)]
    assert margins == [0.0, 40.0, 40.0]


def test_a_line_that_is_typed_has_room_for_its_pause_and_is_undone_with_it(
    page: MemoPage, memo: Memo
) -> None:
    text = page.words.text
    cursor = text.textCursor()
    cursor.setPosition(WORDS.index("I know"))
    text.setTextCursor(cursor)
    QTest.keyClick(text, Qt.Key.Key_Return)
    text.follow(0.0)
    text.repeat(None)  # catches up with what was typed
    assert text.document().findBlockByNumber(1).blockFormat().topMargin() == 40.0
    text.undo()
    assert text.toPlainText() == WORDS


# Read through


def test_the_line_about_the_machine_goes_once_somebody_says_that_they_have_read_it(
    journal: JournalDesk, page: MemoPage, memo: Memo
) -> None:
    assert page.words.remark.isVisible()
    named(page, "I have read it through").click()
    assert not page.words.remark.isVisible()
    assert not page.words.read_button.isVisible()
    assert memos.find(journal.vault, memo.id).read_at == NOW
    assert page.words.text.hasFocus(), "the keyboard is somewhere"
    journal.heard.undos[0].undo()
    assert page.words.remark.isVisible()
    assert memos.find(journal.vault, memo.id).read_at is None


def test_other_words_of_the_machine_are_to_be_read_again(
    journal: JournalDesk, page: MemoPage, memo: Memo
) -> None:
    page.words.read_button.click()
    heard = Transcript(memo.id, "base", "en", AT, (KITCHEN,))
    memos.set_transcript(journal.vault, heard, now=NOW)
    assert page.words.remark.isVisible()


def test_what_is_typed_is_kept_before_it_is_said_to_be_read(
    journal: JournalDesk, page: MemoPage, memo: Memo
) -> None:
    page.words.text.setFocus()
    page.words.text.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(page.words.text, " again")
    page.words.read_button.click()
    kept = memos.find(journal.vault, memo.id)
    assert kept.text == f"{WORDS} again"
    assert kept.read_at == NOW


# How it sounds


def choose_speed(page: MemoPage, words: str) -> None:
    field = named(page, "Speed")
    field.setCurrentText(words)
    field.activated.emit(field.currentIndex())


def test_a_memo_sounds_slower_and_faster(journal: JournalDesk, page: MemoPage, memo: Memo) -> None:
    field = page.player.speed
    offered = [field.itemText(number) for number in range(field.count())]
    assert offered == ["0.75×", "1×", "1.25×", "1.5×", "2×"]
    assert field.currentText() == "1×"
    choose_speed(page, "1.5×")
    assert asked(journal, "pace") == [], "nothing is fetched for it"
    page.player.play.click()
    assert asked(journal, "pace") == [1.5]
    choose_speed(page, "0.75×")
    assert asked(journal, "pace") == [1.5, 0.75]


def test_the_sentence_where_one_is_sounds_again_and_again_wherever_one_goes(
    journal: JournalDesk, page: MemoPage, memo: Memo
) -> None:
    page.player.play.click()
    journal.desk.notices.sound_told.emit(Position(3.1))
    repeat = named(page, "Repeat this sentence")
    repeat.click()
    assert asked(journal, "repeat") == [(2.5, 3.8)], "I know."
    journal.desk.notices.sound_told.emit(Position(3.5))
    assert len(asked(journal, "repeat")) == 1
    page.player.sought.emit(10.6)
    assert asked(journal, "repeat")[-1] == (pytest.approx(9.85), pytest.approx(11.8))
    repeat.click()
    assert asked(journal, "repeat")[-1] == (0.0, 0.0)


def test_what_is_chosen_before_it_sounds_is_told_with_the_sound(
    journal: JournalDesk, page: MemoPage, memo: Memo
) -> None:
    page.player.repeat.click()
    page.player.play.click()
    verbs = [verb for verb, _ in journal.player.asked]
    assert verbs == ["load", "seek", "repeat", "play"]
    page.show_item(keep_memo(journal.vault, AT + timedelta(hours=1)).id)
    assert not page.player.repeat.isChecked(), "another memo is heard to its end"
    page.player.play.click()
    assert asked(journal, "repeat")[1:] == []


def test_the_repeated_sentence_is_shown(page: MemoPage, memo: Memo) -> None:
    before = page.words.text.grab().toImage()
    page.player.repeat.click()
    assert page.words.text.grab().toImage() != before
    page.player.repeat.click()
    page.player.play.setFocus()
    assert page.words.text.grab().toImage() == before


# In a small window


@pytest.fixture
def long_page(journal: JournalDesk, page: MemoPage) -> MemoPage:
    paused = tuple(Note(NoteKind.PAUSE, float(second), 9.0) for second in range(20))
    kept = keep_memo(journal.vault, AT, "The river", seconds=1300.0, notes=paused)
    keep_words(
        journal.vault, kept, *(said(n * 10.0, *(["word"] * 12), sure=0.3) for n in range(120))
    )
    narrow(page)
    page.show_item(kept.id)
    narrow(page)
    return page


def seen(page: MemoPage, widget: QWidget) -> int:
    return widget.mapTo(page.scroll_area.viewport(), QPoint(0, 0)).y()


def test_in_a_small_window_one_thing_scrolls_and_the_player_stays(
    journal: JournalDesk, long_page: MemoPage
) -> None:
    bar = long_page.scroll_area.verticalScrollBar()
    assert bar.maximum() > 2000
    assert long_page.words.text.verticalScrollBar().maximum() == 0
    assert not long_page._reading.aside.isVisible()
    assert seen(long_page, long_page.player) > 40, "below the title"
    bar.setValue(bar.maximum())
    assert 0 <= seen(long_page, long_page.player) < 40
    bar.setValue(0)
    assert seen(long_page, long_page.player) > 40


def test_in_a_small_window_the_sounding_word_is_seen_below_the_player(
    journal: JournalDesk, long_page: MemoPage
) -> None:
    long_page.player.play.click()
    journal.desk.notices.sound_told.emit(Position(1190.0))
    text = long_page.words.text
    high = text.viewport().mapTo(long_page.scroll_area.viewport(), text._place(text._lit).center())
    player = seen(long_page, long_page.player) + long_page.player.height()
    assert player < high.y() < 600


def test_in_a_small_window_what_has_the_keyboard_is_not_below_the_player(
    long_page: MemoPage,
) -> None:
    long_page.words.text.setFocus()
    QTest.keyClick(long_page.words.text, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    bar = long_page.scroll_area.verticalScrollBar()
    field = long_page.title_field
    bar.setValue(bar.value() + seen(long_page, field) - 10)
    assert seen(long_page, field) == 10
    field.setFocus()
    assert seen(long_page, field) >= seen(long_page, long_page.player) + long_page.player.height()


def test_in_a_small_window_what_chosen_words_can_become_leaves_room_for_the_words(
    long_page: MemoPage,
) -> None:
    text = long_page.words.text
    before = long_page.docked.height()
    cursor = text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.WordRight, QTextCursor.MoveMode.KeepAnchor, 3)
    text.setTextCursor(cursor)
    QApplication.processEvents()
    QApplication.processEvents()
    assert long_page.uses.isVisible()
    assert before + 100 < long_page.docked.height() < before + 260


def test_a_wide_window_shows_both_columns_again(long_page: MemoPage) -> None:
    long_page.resize(1068, 820)
    QApplication.processEvents()
    QApplication.processEvents()
    assert long_page._reading.aside.isVisible()
    assert long_page.words.text.verticalScrollBar().maximum() > 0
    assert long_page.scroll_area.verticalScrollBar().maximum() == 0


def test_the_docked_player_can_be_found_by_a_screen_reader(long_page: MemoPage) -> None:
    # It looks for controls by their parents' children, down from the page.
    viewport = long_page.scroll_area.viewport()
    assert viewport.isAncestorOf(long_page.player.play)


def test_what_was_typed_in_one_memo_cannot_be_brought_back_in_another(
    journal: JournalDesk, page: MemoPage
) -> None:
    page.show_item(keep_memo(journal.vault, AT, "One").id)
    QTest.keyClicks(page.words.text, "mine")
    for _ in "mine":
        QTest.keyClick(page.words.text, Qt.Key.Key_Backspace)
    page.show_item(keep_memo(journal.vault, AT, "Another").id)
    page.words.text.undo()
    assert page.words.text.toPlainText() == ""


def test_at_the_largest_text_only_one_scroll_bar_is_seen_in_the_usual_window(
    journal: JournalDesk, page: MemoPage, memo: Memo, theme: Theme
) -> None:
    theme.change("light", scale=1.6)
    page.resize(1004, 820)  # what the rail leaves of 1280
    QApplication.processEvents()
    QApplication.processEvents()
    bars = [bar for bar in page.findChildren(QScrollBar) if bar.isVisible()]
    assert len(bars) == 1


def test_words_that_somebody_took_out_are_not_said_to_be_unheard_or_a_machines(
    page: MemoPage, memo: Memo
) -> None:
    assert page.words.remark.isVisible()
    page.words.text.selectAll()
    page.words.text.textCursor().removeSelectedText()
    assert not page.words.remark.isVisible()
    page.save()
    assert page.words.text.placeholderText().startswith("The words are taken out.")
    assert page.words.machine_button.isVisible()
    assert not page.words.remark.isVisible()
