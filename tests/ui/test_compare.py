from datetime import datetime
from pathlib import Path
from shutil import copytree
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kdesk.domain.memo import Listening, Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Transcript, Utterance, Word
from kdesk.jobs.protocol import Position
from kdesk.store import memos, versions
from kdesk.ui.desk import Desk
from kdesk.ui.memo.compare_row import CompareRow
from kdesk.ui.memo.memo_page import MemoPage
from kdesk.ui.notices import Offer, Undo
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.words_text import WordsText
from tests.speech.sounds import SMALL as SMALL_MODEL
from tests.ui.a_desk import HeldRunner, IdleTranscriber, QuietPlayer, named, open_desk, texts
from tests.ui.a_page import in_front
from tests.ui.kept import NOW, TZ, keep_memo

AT = datetime(2026, 11, 19, 15, 2, tzinfo=TZ)
BASE = ("It was like a river.", "My grandmother's kitten.", "I was afraid.")
SMALL = ("It was like a river.", "My grandmother's kitchen.", "I wasn't afraid.")


def heard(memo: Memo, model: str, *sentences: str) -> Transcript:
    """A sentence every ten seconds, a word every half."""
    said = [
        [Word(f" {w}", 10 * n + m / 2, 10 * n + m / 2 + 0.5, 0.9) for m, w in enumerate(s.split())]
        for n, s in enumerate(sentences)
    ]
    utterances = tuple(Utterance(ws[0].start, ws[-1].end, tuple(ws)) for ws in said)
    return Transcript(memo.id, model, "en", NOW, utterances)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> MemoPage:
    return in_front(MemoPage(desk), desk, qtbot)


@pytest.fixture
def memo(desk: Desk, page: MemoPage) -> Memo:
    """A memo that base has heard, and small after it; the page shows it."""
    kept = keep_memo(desk.vault, AT, "The river", sound=b"the sound")
    memos.set_transcript(desk.vault, heard(kept, "base", *BASE), now=NOW)
    memos.set_transcript(desk.vault, heard(kept, "small", *SMALL), now=NOW)
    page.show_item(kept.id)
    return kept


def rows(page: MemoPage) -> list[list[str]]:
    """What both sides of each row say."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return [
        [words.text() for words in row.findChildren(WordsText)]
        for row in page.compare.findChildren(CompareRow)
    ]


def shown(desk: Desk, memo: Memo) -> str:
    return memos.find(desk.vault, memo.id).text


def compare(page: MemoPage) -> None:
    page.versions.compare.click()
    assert page.compare.isVisible()
    assert not page.words.isVisible()


def test_only_what_differs_is_shown_until_more_is_wanted(page: MemoPage, memo: Memo) -> None:
    compare(page)
    assert rows(page) == [
        ["My grandmother's kitchen.", "My grandmother's kitten."],
        ["I wasn't afraid.", "I was afraid."],
    ]
    assert "2 sentences differ. Play one, then choose the words you said." in texts(page)
    named(page, "Show 1 sentence that is the same").click()
    assert rows(page)[-1] != [] and ["It was like a river."] * 2 in rows(page)


def test_use_this_takes_one_sentence_and_undo_gives_it_back(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    compare(page)
    named(page, "Use this, 0:20").click()
    assert shown(desk, memo) == "It was like a river.\nMy grandmother's kitchen.\nI was afraid."
    words = memos.transcript(desk.vault, memo.id)
    assert words is not None
    assert [u.model for u in words.utterances] == ["small", "small", "base"]
    assert rows(page)[1] == ["I was afraid.", "I was afraid."], "the row stays where it is"
    assert "1 sentence differs. Play it, then choose the words you said." in texts(page)
    named(page, "Undo, 0:20").click()
    assert shown(desk, memo) == "\n".join(SMALL)
    assert versions.shown(desk.vault, memo.id).chosen is None
    named(page, "Use this, 0:20")


def test_own_words_stand_beside_the_machines_and_go_back_one_by_one(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    own = "It was like a brook.\nMy grandmother's kitchen.\nI wasn't afraid, I think."
    memos.correct(desk.vault, memo.id, own, now=NOW)
    compare(page)
    assert rows(page) == [
        ["It was like a brook.", "It was like a river."],
        ["I wasn't afraid, I think.", "I wasn't afraid."],
    ]
    named(page, "Use this, 0:00").click()
    assert shown(desk, memo) == own.replace("brook", "river")
    named(page, "Use this, 0:20").click()
    words = memos.transcript(desk.vault, memo.id)
    assert words is not None
    assert words.corrected is None, "it is the machine's to the letter"
    assert "Both say the same now." in texts(page)
    assert len(rows(page)) == 2, "they stay, to be taken back"
    named(page, "Undo, 0:20").click()
    assert shown(desk, memo) == own.replace("brook", "river")


def test_another_version_can_be_put_beside(desk: Desk, page: MemoPage, memo: Memo) -> None:
    memos.correct(desk.vault, memo.id, "My words", now=NOW)
    compare(page)
    page.compare.version.setCurrentIndex(1)
    page.compare.version.activated.emit(1)
    assert "What base heard" in texts(page)
    assert rows(page)[-1][1].endswith("I was afraid.")


def test_all_of_it_can_be_taken_at_once_and_taken_back(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    offered: list[Undo] = []
    desk.notices.undo_offered.connect(offered.append)
    compare(page)
    named(page, "Use all that base heard").click()
    assert shown(desk, memo) == "\n".join(BASE)
    offered[-1].undo()
    assert shown(desk, memo) == "\n".join(SMALL)
    assert rows(page)[0] == ["My grandmother's kitchen.", "My grandmother's kitten."]


def test_undo_takes_no_word_away_that_was_typed_since(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    offered: list[Undo] = []
    told: list[str] = []
    desk.notices.undo_offered.connect(offered.append)
    desk.notices.told.connect(told.append)
    compare(page)
    named(page, "Use all that base heard").click()
    named(page, "Back to the words").click()
    page.words.text.textCursor().insertText("Yes. ")
    offered[-1].undo()
    assert shown(desk, memo) == "Yes. " + "\n".join(BASE)
    assert page.words.text.toPlainText() == "Yes. " + "\n".join(BASE)
    assert told == ["The words have changed since, so they stay."]


def test_undo_takes_no_version_away_that_was_heard_since(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    memos.correct(desk.vault, memo.id, "My own words.", now=NOW)
    offered: list[Undo] = []
    desk.notices.undo_offered.connect(offered.append)
    compare(page)
    before = versions.shown(desk.vault, memo.id)
    page.compare._use_all()
    stands = versions.shown(desk.vault, memo.id)
    assert stands != before
    memos.set_transcript(desk.vault, heard(memo, "large", "It was."), now=NOW)
    offered[-1].undo()
    assert versions.shown(desk.vault, memo.id) == stands


def test_words_typed_after_the_machines_came_back_stay(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    memos.correct(desk.vault, memo.id, "My own words.", now=NOW)
    offered: list[Undo] = []
    desk.notices.undo_offered.connect(offered.append)
    page.words.machine_button.click()
    page.words.restore_button.click()
    page.words.text.textCursor().insertText("Yes. ")
    offered[-1].undo()
    assert shown(desk, memo) == "Yes. " + "\n".join(SMALL)
    assert page.words.text.toPlainText() == "Yes. " + "\n".join(SMALL)


def test_words_one_machine_invented_can_be_left_out(desk: Desk, page: MemoPage, memo: Memo) -> None:
    more = (*SMALL, "Thank you for watching.")
    memos.set_transcript(desk.vault, heard(memo, "large", *more), now=NOW)
    compare(page)
    named(page, "Leave it out, 0:30").click()
    assert shown(desk, memo) == "\n".join(SMALL)


def test_a_row_plays_its_own_seconds(desk: Desk, page: MemoPage, memo: Memo) -> None:
    compare(page)
    named(page, "Play from 0:10").click()
    asked = cast("QuietPlayer", desk.player).asked
    assert asked[-2:] == [("seek", 9.8), ("play", None)]
    named(page, "Pause, 0:10")
    desk.notices.sound_told.emit(Position(40.0))  # where it was before
    desk.notices.sound_told.emit(Position(10.4))
    assert asked[-1] == ("play", None)
    desk.notices.sound_told.emit(Position(11.9))
    assert asked[-1] == ("pause", None), "the sentence is over"
    named(page, "Play from 0:10").click()
    named(page, "Pause, 0:10").click()
    assert asked[-1] == ("pause", None)


def test_what_was_typed_is_kept_before_it_is_compared(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    page.words.text.setPlainText("It was like a brook.")
    compare(page)
    assert shown(desk, memo) == "It was like a brook."
    named(page, "Back to the words").click()
    assert page.words.isVisible()
    assert not page.compare.isVisible()


def test_a_choice_that_cannot_be_kept_is_not_shown(
    desk: Desk, page: MemoPage, memo: Memo, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Problem] = []
    desk.notices.problem_arisen.connect(told.append)
    compare(page)

    def full(*_: object, **__: object) -> None:
        raise Problem(Trouble.DISK_FULL, "The disk is full.")

    monkeypatch.setattr(versions, "show", full)
    named(page, "Use this, 0:20").click()
    assert [problem.trouble for problem in told] == [Trouble.DISK_FULL]
    assert rows(page)[1] == ["I wasn't afraid.", "I was afraid."]
    monkeypatch.undo()
    named(page, "Use this, 0:20").click()
    assert shown(desk, memo).endswith("I was afraid.")


def test_another_memo_is_read_not_compared(desk: Desk, page: MemoPage, memo: Memo) -> None:
    compare(page)
    page.show_item(keep_memo(desk.vault, AT).id)
    assert page.words.isVisible()
    assert not page.versions.compare.isVisible(), "there is nothing to compare yet"


def test_many_rows_are_made_a_few_at_a_time(desk: Desk, page: MemoPage, memo: Memo) -> None:
    for model in ("base", "small"):
        said = [f"This is what {model} heard, number {n}." for n in range(60)]
        memos.set_transcript(desk.vault, heard(memo, model, *said), now=NOW)
    compare(page)
    assert len(rows(page)) == 15
    for _ in range(3):
        named(page, "Show more").click()
    assert len(rows(page)) == 60
    assert not page.compare.rows.more.isVisible()


def test_all_that_is_the_same_can_be_shown(desk: Desk, page: MemoPage, memo: Memo) -> None:
    for end in ("kitten.", "kitchen."):
        said = [*(f"Sentence number {n}." for n in range(20)), f"A {end}"]
        memos.set_transcript(desk.vault, heard(memo, "base", *said), now=NOW)
    compare(page)
    named(page, "Show 20 sentences that are the same").click()
    assert len(rows(page)) == 16
    named(page, "Show 5 sentences that are the same").click()
    assert len(rows(page)) == 21


@pytest.mark.parametrize(("width", "beside"), [(1068, True), (688, False)])
def test_versions_stand_side_by_side_only_where_there_is_room(
    page: MemoPage, memo: Memo, qtbot: QtBot, width: int, beside: bool
) -> None:
    page.resize(width, 820)
    compare(page)
    page.compare.updateGeometry()
    qtbot.waitUntil(lambda: page.compare.width() > 300)
    row = page.compare.findChildren(CompareRow)[0]
    mine, other = row.findChildren(WordsText)
    qtbot.waitUntil(
        lambda: (
            (
                mine.mapTo(row, mine.rect().topLeft()).y()
                == other.mapTo(row, other.rect().topLeft()).y()
            )
            is beside
        )
    )
    assert ("What base heard" in texts(row)) is not beside


class Windows(QObject):
    """Notes what is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            self.shown += [watched] if watched.isWindow() else []
        return False


def test_no_part_of_a_row_is_ever_a_window_of_its_own(
    qapp: QApplication, page: MemoPage, memo: Memo
) -> None:
    windows = Windows()
    qapp.installEventFilter(windows)
    compare(page)
    named(page, "Show 1 sentence that is the same").click()
    qapp.removeEventFilter(windows)
    assert windows.shown == []


# Hearing it again


def test_transcribe_again_asks_with_a_model_and_a_language(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    copytree(SMALL_MODEL, desk.places.models / "small")
    offers: list[Offer] = []
    desk.notices.offered.connect(offers.append)
    named(page, "Transcribe again…").click()
    assert page.versions.model.chosen() == "small"
    named(page, "Transcribe again").click()
    assert cast("IdleTranscriber", desk.transcriber).asked == [("retry", memo.id)]
    assert cast("IdleTranscriber", desk.transcriber).wishes == [("small", "")]
    memos.listening(desk.vault, memo.id, Listening.PENDING)
    assert not offers
    memos.set_transcript(desk.vault, heard(memo, "large", "Something else."), now=NOW)
    assert [(offer.sentence, offer.words) for offer in offers] == [
        ("The memo has been heard again.", "Compare")
    ]
    offers[0].go()
    assert page.compare.isVisible()
    assert rows(page)[0] == ["Something else.", "It was like a river."]


def test_a_model_that_does_not_know_the_language_is_not_offered(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    copytree(SMALL_MODEL, desk.places.models / "small")
    named(page, "Transcribe again…").click()
    page.versions.language.choose("de")
    page.versions.language.activated.emit(0)
    assert not named(page, "Transcribe again").isEnabled()
    assert "No speech model here knows German. Add one in Settings, under Speech." in texts(page)
    named(page, "Cancel").click()
    named(page, "Transcribe again…")


def test_a_memos_language_is_remembered_in_the_form(desk: Desk, page: MemoPage, memo: Memo) -> None:
    memos.speak(desk.vault, memo.id, "fr")
    named(page, "Transcribe again…").click()
    assert page.versions.language.chosen() == "fr"


def test_nothing_is_asked_while_it_is_being_heard(desk: Desk, page: MemoPage, memo: Memo) -> None:
    named(page, "Transcribe again…").click()
    memos.listening(desk.vault, memo.id, Listening.RUNNING)
    assert not page.versions.start.isVisible()
    assert not page.versions.again.isVisible()


# Where no frame waits


def test_a_choice_is_kept_where_no_frame_waits_and_before_the_page_is_left(
    tmp_path: Path, qtbot: QtBot
) -> None:
    runner = HeldRunner()
    runner.gate.set()
    with open_desk(tmp_path / "journal", Theme("light"), runner) as desk:
        page = MemoPage(desk)
        qtbot.addWidget(page)
        memo = keep_memo(desk.vault, AT, "The river")
        for model, said in (("base", BASE), ("small", SMALL)):
            memos.set_transcript(desk.vault, heard(memo, model, *said), now=NOW)
        page.show_item(memo.id)
        page.resize(1068, 820)
        page.show()
        page.versions.compare.click()
        qtbot.waitUntil(lambda: len(rows(page)) == 2)
        runner.gate.clear()
        named(page, "Use this, 0:20").click()
        named(page, "Use this, 0:10").click()
        assert rows(page)[1] == ["I was afraid.", "I was afraid."]
        assert shown(desk, memo) == "\n".join(SMALL), "it is kept on another thread"
        runner.gate.set()
        page.leave()
        assert shown(desk, memo) == "It was like a river.\nMy grandmother's kitten.\nI was afraid."


def test_words_chosen_in_a_comparison_are_laid_out_once_they_are_read_again(
    page: MemoPage, memo: Memo, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[object] = []
    compare(page)
    with monkeypatch.context() as watched:
        watched.setattr(page.words, "show_words", lambda *told: laid.append(told))
        named(page, "Use this, 0:20").click()
    assert not laid, "an hour of words takes most of a second"
    named(page, "Back to the words").click()
    assert page.words.text.toPlainText().endswith("I was afraid.")


def test_a_sentence_repeated_in_the_words_does_not_go_on_in_the_comparison(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    page.player.repeat.click()
    compare(page)
    assert not page.player.repeat.isEnabled()
    named(page, "Play from 0:10").click()
    asked = cast("QuietPlayer", desk.player).asked
    assert [span for what, span in asked if what == "repeat"][-1:] in ([], [(0.0, 0.0)])
    named(page, "Back to the words").click()
    assert page.player.repeat.isEnabled()
    assert not page.player.repeat.isChecked()


def test_what_follows_the_last_difference_can_be_shown(
    desk: Desk, page: MemoPage, memo: Memo
) -> None:
    for model in ("base", "small"):
        said = [*(f"This is what {model} heard, number {n}." for n in range(15)), "The end."]
        memos.set_transcript(desk.vault, heard(memo, model, *said), now=NOW)
    compare(page)
    assert not page.compare.rows.more.isVisible()
    named(page, "Show 1 sentence that is the same").click()
    assert rows(page)[-1] == ["The end."] * 2


def test_an_offer_to_compare_leads_to_its_own_memo(desk: Desk, page: MemoPage, memo: Memo) -> None:
    copytree(SMALL_MODEL, desk.places.models / "small")
    offers: list[Offer] = []
    opened: list[str] = []
    desk.notices.offered.connect(offers.append)
    desk.notices.open_requested.connect(opened.append)
    named(page, "Transcribe again…").click()
    assert page.focusWidget() is page.versions.language, "the keyboard goes on in the form"
    named(page, "Transcribe again").click()
    memos.set_transcript(desk.vault, heard(memo, "large", "Something else."), now=NOW)
    page.show_item(keep_memo(desk.vault, AT).id)
    offers[0].go()
    assert opened == [memo.id]
    assert not page.compare.isVisible(), "it is another memo's page now"
