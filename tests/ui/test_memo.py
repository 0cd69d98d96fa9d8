from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kdesk.audio.flac import encode
from kdesk.domain.ids import MemoId
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.player import Player
from kdesk.jobs.protocol import Ended, Failed, Position
from kdesk.jobs.transcriber import Listened
from kdesk.store import items, memos, sessions
from kdesk.ui.desk import Desk
from kdesk.ui.memo.memo_page import MemoPage
from kdesk.ui.notices import Undo
from kdesk.ui.theme import Theme
from tests.ui.a_desk import HeldRunner, IdleTranscriber, QuietPlayer, open_desk, texts
from tests.ui.a_page import in_front
from tests.ui.kept import NOW, TZ, keep_memo, keep_words, said
from tests.virtual_mic import VirtualMic

AT = datetime(2026, 11, 19, 15, 2, tzinfo=TZ)
RIVER = said(1.0, "It", "was", "like", "a", "river")
WARM = said(10.0, "and", "it", "was", "warm")
WORDS = "It was like a river\nand it was warm"


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> MemoPage:
    return in_front(MemoPage(desk), desk, qtbot)


@pytest.fixture
def memo(desk: Desk, page: MemoPage) -> Memo:
    """A memo with words, on the page."""
    kept = keep_memo(desk.vault, AT, "The river", sound=b"the sound")
    keep_words(desk.vault, kept, RIVER, WARM)
    page.show_item(kept.id)
    return kept


def asked(desk: Desk) -> list[tuple[str, object]]:
    return cast("QuietPlayer", desk.player).asked


def type_over(page: MemoPage, old: str, new: str) -> None:
    """Select a word and type another."""
    text = page.words.text
    start = text.toPlainText().index(old)
    cursor = text.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(start + len(old), QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    if new.isascii():
        QTest.keyClicks(text, new)
    else:
        text.insertPlainText(new)


def click_on(page: MemoPage, word: str) -> None:
    text = page.words.text
    found = text.document().find(word)
    found.setPosition(found.selectionStart() + 1)
    spot = text.cursorRect(found).center()
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=spot)


# The sound


def test_nothing_is_unsealed_until_somebody_wants_to_hear_it(desk: Desk, memo: Memo) -> None:
    assert asked(desk) == []


def test_play_fetches_the_sound_and_becomes_pause(desk: Desk, page: MemoPage, memo: Memo) -> None:
    assert page.player.play.accessibleName() == "Play"
    page.player.play.click()
    assert asked(desk) == [("load", b"the sound"), ("seek", 0.0), ("play", None)]
    assert page.player.play.accessibleName() == "Pause"
    page.player.play.click()
    assert asked(desk)[-1] == ("pause", None)
    assert page.player.play.accessibleName() == "Play"
    page.player.play.click()
    assert asked(desk)[-1] == ("play", None), "it is fetched once"


def test_words_and_time_follow_the_sound(desk: Desk, page: MemoPage, memo: Memo) -> None:
    page.player.play.click()
    desk.notices.sound_told.emit(Position(10.6))
    assert page.words.text.lit() == "it"
    assert page.player.time.text() == "0:10 / 1:00"
    assert page.player.waveform.value() == 10
    assert ("seek", 10.0) not in asked(desk), "following is not seeking"
    desk.notices.sound_told.emit(Ended())
    assert page.player.play.accessibleName() == "Play"
    assert page.player.time.text() == "0:00 / 1:00"


def test_a_click_on_a_word_lets_it_sound_from_there(desk: Desk, page: MemoPage, memo: Memo) -> None:
    click_on(page, "river")
    assert asked(desk)[-2:] == [("seek", 3.0), ("play", None)]
    click_on(page, "warm")
    assert asked(desk)[-1] == ("seek", 11.5), "it goes on playing, from there"


def test_a_click_beside_the_words_or_a_selection_stays_quiet(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    view = page.words.text.viewport()
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(view, left, pos=QPoint(view.width() - 20, 20))
    QTest.mouseClick(view, left, pos=QPoint(40, view.height() - 10))
    start = page.words.text.cursorRect(QTextCursor(page.words.text.document())).center()
    QTest.mousePress(view, left, pos=start)
    QTest.mouseMove(view, start + QPoint(90, 0))
    QTest.mouseRelease(view, left, pos=start + QPoint(90, 0))
    assert asked(desk) == []


def test_typing_makes_the_sound_wait(desk: Desk, page: MemoPage, memo: Memo) -> None:
    page.player.play.click()
    type_over(page, "river", "lake")
    assert asked(desk)[-1] == ("pause", None)
    assert not page.playing.sounding


def test_trouble_with_the_sound_is_told_once_and_not_at_every_click(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    told: list[Problem] = []
    desk.notices.problem_arisen.connect(told.append)
    page.player.play.click()
    desk.notices.sound_told.emit(Failed(Problem(Trouble.NO_SPEAKER, "No speaker.")))
    assert [problem.sentence for problem in told] == ["No speaker."]
    assert page.player.play.accessibleName() == "Play"
    plays = asked(desk).count(("play", None))
    click_on(page, "river")
    assert asked(desk).count(("play", None)) == plays
    page.player.play.click()
    assert asked(desk).count(("play", None)) == plays + 1


def test_a_sound_that_is_gone_is_said_in_the_banner(desk: Desk, page: MemoPage) -> None:
    told: list[Problem] = []
    desk.notices.problem_arisen.connect(told.append)
    kept = keep_memo(desk.vault, AT)
    desk.vault.blobs.remove(kept.sound)
    page.show_item(kept.id)
    page.player.play.click()
    assert len(told) == 1
    assert page.player.play.accessibleName() == "Play"


def test_keys_and_buttons_seek(desk: Desk, page: MemoPage, memo: Memo) -> None:
    wave = page.player.waveform
    QTest.keyClick(wave, Qt.Key.Key_Right)
    QTest.keyClick(wave, Qt.Key.Key_PageUp)
    assert page.player.time.text() == "0:35 / 1:00"
    page.player.on.click()
    page.player.back.click()
    QTest.keyClick(wave, Qt.Key.Key_Left)
    assert page.player.time.text() == "0:30 / 1:00"
    QTest.keyClick(wave, Qt.Key.Key_Home)
    page.player.back.click()
    assert page.player.time.text() == "0:00 / 1:00", "never before the beginning"
    middle = QPoint(wave.width() // 2, wave.height() // 2)
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=middle)
    page.player.play.click()
    sought = [cast("float", to) for verb, to in asked(desk) if verb == "seek"]
    assert sought == [pytest.approx(30, abs=0.3)]


def test_the_waveform_is_a_slider_to_a_screen_reader(page: MemoPage, memo: Memo) -> None:
    interface = QAccessible.queryAccessibleInterface(page.player.waveform)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Where in the memo"
    QTest.keyClick(page.player.waveform, Qt.Key.Key_Right)
    assert interface.valueInterface().currentValue() == 5, "it is told in seconds"


def test_a_memo_really_sounds_and_its_words_follow(
    virtual_mic: VirtualMic, desk: Desk, qtbot: QtBot
) -> None:
    player = Player(desk.notices.sound_told.emit)
    heard = replace(desk, player=player)
    kept = keep_memo(desk.vault, AT, sound=encode([bytes(2 * 48_000 * 60)]))
    keep_words(desk.vault, kept, said(0.0, "It", "was", "like", "a", "river"))
    page = MemoPage(heard)
    qtbot.addWidget(page)
    page.show_item(kept.id)
    try:
        page.player.play.click()
        later = {"was", "like", "a", "river"}
        qtbot.waitUntil(lambda: page.words.text.lit() in later, timeout=30_000)
        assert virtual_mic.ask("list", "sink-inputs").count("Sink Input #") == 1
        page.leave()
        qtbot.waitUntil(lambda: "Corked: no" not in virtual_mic.ask("list", "sink-inputs"))
    finally:
        player.close()


def test_leaving_the_page_makes_it_quiet(desk: Desk, page: MemoPage, memo: Memo) -> None:
    page.player.play.click()
    page.leave()
    assert asked(desk)[-1] == ("pause", None)


def test_another_memo_never_sounds_with_the_one_before(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    page.player.play.click()
    other = keep_memo(desk.vault, AT + timedelta(hours=1), sound=b"another sound")
    page.show_item(other.id)
    assert asked(desk)[-1] == ("pause", None)
    page.player.play.click()
    assert asked(desk)[-3:] == [("load", b"another sound"), ("seek", 0.0), ("play", None)]


def test_a_memo_one_comes_back_to_begins_at_its_beginning(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    page.player.play.click()
    desk.notices.sound_told.emit(Position(10.0))
    page.show_item(keep_memo(desk.vault, AT + timedelta(hours=1)).id)
    page.show_item(memo.id)
    page.player.play.click()
    assert asked(desk)[-2:] == [("seek", 0.0), ("play", None)]


def test_a_sound_that_comes_late_is_not_played_on_another_memo_s_page(
    qtbot: QtBot, qapp: object, tmp_path: Path
) -> None:
    runner = HeldRunner()
    with open_desk(tmp_path / "journal", Theme("light"), runner) as desk:
        memos_kept = [
            keep_memo(desk.vault, AT + timedelta(hours=n), sound=sound)
            for n, sound in enumerate((b"first", b"second"))
        ]
        page = MemoPage(desk)
        qtbot.addWidget(page)
        for kept in memos_kept:
            page.show_item(kept.id)
            page.player.play.click()
        runner.gate.set()
        qtbot.waitUntil(lambda: ("play", None) in asked(desk))
        assert [what for verb, what in asked(desk) if verb == "load"] == [b"second"]


def test_the_player_stays_in_sight_however_long_the_words_are(
    desk: Desk, page: MemoPage, qtbot: QtBot
) -> None:
    kept = keep_memo(desk.vault, AT)
    long = [said(float(n * 10), *("word " * 12).split()) for n in range(120)]
    keep_words(desk.vault, kept, *long)
    page.resize(748, 600)
    page.show_item(kept.id)
    qtbot.waitUntil(lambda: page.scroll_area.horizontalScrollBar().maximum() == 0)
    assert page.scroll_area.verticalScrollBar().maximum() == 0
    page.player.play.click()
    desk.notices.sound_told.emit(Position(1190.0))
    assert page.words.text.verticalScrollBar().value() > 0, "the words follow"
    top = page.player.mapTo(page, QPoint(0, 0)).y()
    assert 0 < top < 200


# The words


def test_words_flow_on_and_a_pause_begins_a_paragraph(page: MemoPage, memo: Memo) -> None:
    assert page.words.text.toPlainText() == WORDS
    assert page.words.text.accessibleName() == "Transcript"
    assert page.words.remark.text().startswith("Machine transcript, may contain words")


def test_a_correction_is_kept_when_the_page_is_left_and_the_machine_s_version_with_it(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    type_over(page, "river", "lake")
    page.leave()
    kept = memos.transcript(desk.vault, memo.id)
    assert kept is not None
    assert kept.corrected == WORDS.replace("river", "lake")
    assert kept.heard == WORDS


def test_a_correction_is_kept_a_moment_after_typing(
    desk: Desk, page: MemoPage, memo: Memo, qtbot: QtBot
) -> None:
    type_over(page, "river", "lake")
    qtbot.waitUntil(lambda: "lake" in memos.find(desk.vault, memo.id).text)
    assert page.words.text.textCursor().position() == WORDS.index("river") + len("lake")


def test_title_and_words_kept_together_leave_the_caret_where_it_is(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    type_over(page, "river", "lake")
    page.title_field.end(False)
    QTest.keyClicks(page.title_field, " again")
    page.leave()
    kept = memos.find(desk.vault, memo.id)
    assert (kept.title, kept.text) == ("The river again", WORDS.replace("river", "lake"))
    assert page.words.text.textCursor().position() == WORDS.index("river") + len("lake")


def test_a_corrected_word_still_leads_to_its_second(desk: Desk, page: MemoPage, memo: Memo) -> None:
    type_over(page, "river", "🌊🌊🌊🌊🌊🌊 lake")
    click_on(page, "lake")
    assert asked(desk)[0] == ("load", b"the sound")
    assert 3.0 <= cast("float", asked(desk)[1][1]) <= 3.5
    click_on(page, "warm")
    assert asked(desk)[-1] == ("seek", 11.5), "emojis before it shift nothing"
    desk.notices.sound_told.emit(Position(11.6))
    assert page.words.text.lit() == "warm"


def test_typing_the_machine_s_words_back_is_no_correction(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    type_over(page, "river", "lake")
    page.leave()
    type_over(page, "lake", "river")
    page.leave()
    kept = memos.transcript(desk.vault, memo.id)
    assert kept is not None
    assert kept.corrected is None


def test_what_the_machine_heard_is_shown_on_request_and_cannot_be_typed_over(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    assert not page.words.machine_button.isVisible()
    type_over(page, "river", "lake")
    page.words.machine_button.click()
    assert page.words.text.toPlainText() == WORDS
    QTest.keyClicks(page.words.text, "x")
    assert page.words.text.toPlainText() == WORDS
    page.leave()
    page.words.machine_button.click()
    assert page.words.text.toPlainText() == WORDS.replace("river", "lake")
    assert "lake" in memos.find(desk.vault, memo.id).text


def test_the_machine_s_words_come_back_and_that_can_be_undone(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    undos: list[Undo] = []
    desk.notices.undo_offered.connect(undos.append)
    type_over(page, "river", "lake")
    page.words.machine_button.click()
    page.words.restore_button.click()
    assert memos.find(desk.vault, memo.id).text == WORDS
    assert page.words.text.toPlainText() == WORDS
    assert not page.words.text.isReadOnly()
    undos[0].undo()
    assert page.words.text.toPlainText() == WORDS.replace("river", "lake")


def test_doubtful_words_are_dotted_until_they_are_corrected(desk: Desk, page: MemoPage) -> None:
    kept = keep_memo(desk.vault, AT)
    keep_words(desk.vault, kept, RIVER, said(10.0, "Juniper", sure=0.2))
    page.show_item(kept.id)
    text = page.words.text
    begin = text.toPlainText().index("Juniper")
    assert text.doubts.marked() == [(begin, begin + 7)]
    cursor = text.textCursor()
    cursor.setPosition(0)
    text.setTextCursor(cursor)
    QTest.keyClicks(text, "So ")
    assert text.doubts.marked() == [(begin + 3, begin + 10)]
    type_over(page, "Juniper", "Jennifer")
    assert text.doubts.marked() == []


def test_words_that_arrive_while_somebody_types_do_not_take_theirs_away(
    desk: Desk, page: MemoPage
) -> None:
    kept = keep_memo(desk.vault, AT)
    page.show_item(kept.id)
    QTest.keyClicks(page.words.text, "I said a river")
    keep_words(desk.vault, kept, RIVER)
    assert page.words.text.toPlainText() == "I said a river"
    page.leave()
    found = memos.transcript(desk.vault, kept.id)
    assert found is not None
    assert (found.corrected, found.heard) == ("I said a river", "It was like a river")
    assert page.words.machine_button.isVisible()


# How far the machine is


def state(page: MemoPage) -> tuple[str, list[str]]:
    line = page.words.line
    buttons = (line.model_button, line.start_button, line.cancel_button, line.retry_button)
    shown = [button.text() for button in buttons if button.isVisible()]
    return (line.sentence.text() if line.isVisible() else "", shown)


def test_without_a_model_the_page_says_where_to_add_one(desk: Desk, page: MemoPage) -> None:
    pages: list[str] = []
    desk.notices.page_requested.connect(pages.append)
    page.show_item(keep_memo(desk.vault, AT).id)
    assert state(page) == (
        "The words will appear here once a speech model is added.",
        ["Add a speech model"],
    )
    page.words.line.model_button.click()
    assert pages == ["Settings"]


def test_waiting_running_failed_and_done_each_say_so(
    desk: Desk, page: MemoPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kdesk.speech.models.installed", lambda _: ("a model",))
    kept = keep_memo(desk.vault, AT)
    page.show_item(kept.id)
    assert state(page) == ("Waiting to be written down.", ["Write it down now"])
    memos.listening(desk.vault, kept.id, Listening.RUNNING)
    assert state(page) == ("The words are being written down.", ["Cancel"])
    desk.notices.speech_told.emit(Listened(kept.id, 0.4))
    desk.notices.speech_told.emit(Listened(MemoId("another"), 0.7))
    assert page.words.line.progress.value() == 40
    page.words.line.cancel_button.click()
    memos.listening(desk.vault, kept.id, Listening.FAILED, "The speech model is broken.")
    assert state(page) == ("The speech model is broken.", ["Try again"])
    page.words.line.retry_button.click()
    done = cast("IdleTranscriber", desk.transcriber).asked
    assert done == [("cancel", kept.id), ("retry", kept.id)]
    keep_words(desk.vault, kept, RIVER)
    assert state(page) == ("", [])
    assert page.words.text.toPlainText() == "It was like a river"


def test_left_for_the_mains_it_says_so_and_can_be_asked_for_all_the_same(
    desk: Desk, page: MemoPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kdesk.speech.models.installed", lambda _: ("a model",))
    object.__setattr__(desk, "may_hear", lambda: False)
    page.show_item(keep_memo(desk.vault, AT).id)
    told = "It is written down once the computer is plugged in."
    assert state(page) == (told, ["Write it down now"])


def test_a_memo_in_which_nothing_was_heard_can_be_typed(desk: Desk, page: MemoPage) -> None:
    kept = keep_memo(desk.vault, AT)
    keep_words(desk.vault, kept)
    page.show_item(kept.id)
    assert page.words.text.placeholderText().startswith("No words were heard.")
    assert "Listened to on this computer with tiny; no words were heard." in texts(page)
    assert not any("Written down" in text for text in texts(page))
    QTest.keyClicks(page.words.text, "The river")
    page.leave()
    assert memos.find(desk.vault, kept.id).text == "The river"


# What goes with it


def test_title_and_session_are_kept_and_none_is_a_session_too(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    session = sessions.add(desk.vault, begun_at=AT, title="Session 4", now=NOW)
    page.reload()
    page.title_field.setFocus()
    page.title_field.selectAll()
    QTest.keyClicks(page.title_field, "The kitchen")
    page.session.choose(session.id)
    page.session.activated.emit(0)
    page.leave()
    kept = memos.find(desk.vault, memo.id)
    assert (kept.title, kept.session_id) == ("The kitchen", session.id)
    assert page.accessibleName() == "The kitchen"
    page.session.choose(None)
    page.session.activated.emit(0)
    page.leave()
    assert memos.find(desk.vault, memo.id).session_id is None


def test_the_bin_gives_it_back(desk: Desk, page: MemoPage, memo: Memo) -> None:
    undos: list[Undo] = []
    desk.notices.undo_offered.connect(undos.append)
    page.bin_button.click()
    assert items.count(desk.vault) == 0
    undos[0].undo()
    assert items.count(desk.vault) == 1


def test_a_cut_recording_says_that_a_second_may_be_missing(desk: Desk, page: MemoPage) -> None:
    page.show_item(keep_memo(desk.vault, AT).id)
    assert not page.told.isVisible()
    page.show_item(keep_memo(desk.vault, AT + timedelta(hours=1), cut=True).id)
    assert "up to a second may be missing" in page.told.text()


def test_nothing_on_the_page_changes_the_recording(desk: Desk, page: MemoPage, memo: Memo) -> None:
    type_over(page, "river", "lake")
    page.leave()
    after = memos.find(desk.vault, MemoId(memo.id))
    assert (after.sound, after.peaks) == (memo.sound, memo.peaks)
    assert desk.vault.blobs.read(after.sound) == b"the sound"


def test_every_theme_paints_the_page(desk: Desk, page: MemoPage, memo: Memo) -> None:
    page.player.play.click()
    desk.notices.sound_told.emit(Position(2.0))
    grounds: set[Any] = set()
    for name in ("light", "dark", "night"):
        desk.theme.change(name)
        grounds.add(page.grab().toImage().pixelColor(400, 700).name())
    assert len(grounds) == 3
