"""What happened while a memo was spoken, on its page: chips, ticks and quiet facts."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from kdesk.domain.memo import Memo
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import memos
from kdesk.ui.desk import Desk
from kdesk.ui.memo.memo_page import MemoPage
from kdesk.ui.memo.waveform import EDGE
from tests.ui.a_desk import QuietPlayer, named, texts
from tests.ui.a_page import in_front
from tests.ui.kept import NOW, keep_memo, keep_words, said

YESTERDAY = NOW - timedelta(days=1)
NOTES = (
    Note(NoteKind.MARK, 5.25),
    Note(NoteKind.PAUSE, 12.0, 42.0),
    Note(NoteKind.GAP, 20.0, 0.3),
    Note(NoteKind.LOUD, 25.0, 4.0),
    Note(NoteKind.PART, 30.0, 2.0, "<b>Headset</b>"),
    Note(NoteKind.PART, 31.0, 0.2, "Laptop"),
    Note(NoteKind.PART, 40.0, 2.0),
    Note(NoteKind.MARK, 50.0),
)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> MemoPage:
    return in_front(MemoPage(desk), desk, qtbot)


@pytest.fixture
def memo(desk: Desk, page: MemoPage) -> Memo:
    kept = keep_memo(desk.vault, YESTERDAY, "The river", notes=NOTES)
    page.show_item(kept.id)
    return kept


def sought(desk: Desk) -> list[float]:
    return [
        cast("float", to) for verb, to in cast("QuietPlayer", desk.player).asked if verb == "seek"
    ]


def x_of(page: MemoPage, seconds: float) -> int:
    wave = page.player.waveform
    return round(EDGE + seconds / 60 * (wave.width() - 2 * EDGE))


def test_each_mark_is_a_chip_that_leads_to_its_second(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    chips = page.player.marks.findChildren(QPushButton)
    assert [chip.text() for chip in chips] == ["0:05", "0:50"]
    assert all(chip.height() >= 44 for chip in chips)
    named(page, "Marked moment at 50 s").click()
    assert page.player.time.text() == "0:50 / 1:00"
    assert not page.playing.sounding, "quiet stays quiet"
    page.player.play.click()
    assert sought(desk) == [50.0]


def test_a_mark_has_one_second_however_it_is_read(desk: Desk, page: MemoPage) -> None:
    page.player.marks.show_marks((11.6, 71.9))
    chips = page.player.marks.findChildren(QPushButton)
    assert [(chip.text(), chip.accessibleName()) for chip in chips] == [
        ("0:11", "Marked moment at 11 s"),
        ("1:11", "Marked moment at 1 min 11 s"),
    ]


def test_the_second_on_the_waveform_is_met_exactly(page: MemoPage, memo: Memo) -> None:
    wave = page.player.waveform
    went: list[float] = []
    wave.sought.connect(went.append)
    spot = QPoint(x_of(page, 5.25) + 4, wave.height() // 2)
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=spot)
    assert went == [pytest.approx(5.25)]
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=spot + QPoint(40, 0))
    assert went[1] > 6


def test_what_happened_is_told_quietly_each_at_its_second(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    rows = [row.accessibleName() for row in page.facts.findChildren(QPushButton)]
    assert rows == [
        "You paused here for 42 s, 0:12",
        "Here less than a second of sound went missing, 0:20",
        "Louder here than the microphone could take, 0:25",
        "From here on with “<b>Headset</b>”, found after 2 s, 0:30",
        "From here on with “Laptop”, 0:31",
        "The microphone was away here for 2 s, 0:40",
    ]
    named(page, rows[0]).click()
    assert page.player.time.text() == "0:12 / 1:00"
    description = page.player.waveform.accessibleDescription()
    assert description.startswith("0:05: You marked this moment. 0:12: You paused here for 42 s.")


def test_a_device_s_name_is_no_markup_in_a_tooltip(page: MemoPage, memo: Memo) -> None:
    wave = page.player.waveform
    spot = QPoint(x_of(page, 30.0), 20)
    help_wanted = QHelpEvent(QEvent.Type.ToolTip, spot, wave.mapToGlobal(spot))
    QApplication.sendEvent(wave, help_wanted)
    assert "&lt;b&gt;Headset&lt;/b&gt;" in QToolTip.text()
    QToolTip.hideText()


def test_a_memo_without_notes_shows_none_of_it_and_the_next_one_its_own(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    plain = keep_memo(desk.vault, YESTERDAY + timedelta(hours=1))
    page.show_item(plain.id)
    assert not page.player.marks.isVisible()
    assert not page.facts.isVisible()
    assert page.player.waveform.accessibleDescription() == ""
    page.show_item(memo.id)
    assert len(page.player.marks.findChildren(QPushButton)) >= 2
    assert page.player.marks.isVisible()


def test_the_same_chips_stay_while_the_memo_changes(desk: Desk, page: MemoPage, memo: Memo) -> None:
    chip = named(page, "Marked moment at 50 s")
    chip.setFocus()
    memos.edit(desk.vault, memo.id, title="The lake")
    page.reload()
    assert named(page, "Marked moment at 50 s") is chip


def test_many_marks_leave_room_for_the_words(desk: Desk, page: MemoPage, qtbot: QtBot) -> None:
    many = tuple(Note(NoteKind.MARK, float(second)) for second in range(60))
    kept = keep_memo(desk.vault, YESTERDAY, notes=many)
    page.resize(748, 600)
    page.show_item(kept.id)
    qtbot.waitUntil(page.player.marks.bar.isVisible)
    assert page.player.marks.height() <= 104
    assert page.words.text.height() >= 64


def test_much_to_say_of_it_scrolls_by_itself_and_the_player_stays(desk: Desk, qtbot: QtBot) -> None:
    notes = tuple(Note(NoteKind.PAUSE, float(second), 9.0) for second in range(20))
    kept = keep_memo(desk.vault, YESTERDAY, notes=notes)
    keep_words(desk.vault, kept, said(1.0, "It", "was"))
    small = MemoPage(desk)
    qtbot.addWidget(small)
    small.show_item(kept.id)
    small.resize(760, 600)
    with qtbot.waitExposed(small):
        small.show()
    qtbot.waitUntil(small._reading.aside.bar.isVisible)
    qtbot.waitUntil(lambda: small.scroll_area.verticalScrollBar().maximum() == 0)


def test_a_cut_memo_says_so_and_its_end_is_broken(desk: Desk, page: MemoPage) -> None:
    pictures = []
    for cut in (False, True):
        kept = keep_memo(desk.vault, YESTERDAY + timedelta(hours=cut), cut=cut)
        page.show_item(kept.id)
        pictures.append(page.player.waveform.grab().toImage())
        assert ("up to a second may be missing" in " ".join(texts(page))) is cut
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize("kind", list(NoteKind))
def test_every_kind_is_seen_on_the_waveform(desk: Desk, page: MemoPage, kind: NoteKind) -> None:
    plain = keep_memo(desk.vault, YESTERDAY)
    noted = keep_memo(desk.vault, YESTERDAY, notes=(Note(kind, 30.0, 5.0),))
    pictures = []
    for kept in (plain, noted):
        page.show_item(kept.id)
        pictures.append(page.player.waveform.grab().toImage())
    assert pictures[0] != pictures[1]


# Looked at on a later day


def test_a_memo_of_yesterday_is_noted_as_looked_at_and_one_of_today_is_not(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    assert memos.find(desk.vault, memo.id).opened_at == NOW
    today = keep_memo(desk.vault, NOW - timedelta(minutes=5))
    page.show_item(today.id)
    assert memos.find(desk.vault, today.id).opened_at is None
    assert [m.id for m in memos.unopened(desk.vault, YESTERDAY, NOW)] == [today.id]


def test_the_first_look_counts(desk: Desk, page: MemoPage, memo: Memo) -> None:
    later = MemoPage(replace(desk, now=lambda: NOW + timedelta(days=3)))
    later.show_item(memo.id)
    assert memos.find(desk.vault, memo.id).opened_at == NOW


def test_a_journal_that_cannot_be_written_can_still_be_listened_to(
    desk: Desk, page: MemoPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Problem(Trouble.CANNOT_WRITE, "The disk is read-only.")

    monkeypatch.setattr(memos, "note_opened", refuse)
    kept = keep_memo(desk.vault, YESTERDAY, "The river")
    page.show_item(kept.id)
    assert page.accessibleName() == "The river"
