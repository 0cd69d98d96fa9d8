from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.goal import Direction
from kdesk.domain.ids import Kind, kind_of
from kdesk.domain.insight import Insight
from kdesk.domain.memo import Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import Ended, Failed, Position
from kdesk.store import bin as store_bin
from kdesk.store import goals, insights, memos, themes
from kdesk.ui.insights.insight_card import InsightCard
from kdesk.ui.insights.insight_page import InsightPage
from kdesk.ui.insights.page import AT_FIRST, InsightsPage
from kdesk.ui.widgets.excerpt_line import ExcerptLine
from kdesk.ui.widgets.passage_playing import AFTER, BEFORE
from tests.ui.a_desk import FRIDAY, HeldRunner, JournalDesk, named, texts, type_into

STONE = "I can put one stone down."
HOUR = timedelta(hours=1)
Show = Callable[[str], InsightPage]


@pytest.fixture
def memo(journal: JournalDesk) -> Memo:
    return journal.memo(FRIDAY - HOUR, seconds=252, title="The river")


def said(memo: Memo, start: float = 134.0, words: str = STONE) -> Excerpt:
    return Excerpt(memo.id, start, start + 4.0, words)


def kept(journal: JournalDesk, memo: Memo | None = None, text: str = STONE) -> Insight:
    now = journal.clock.now
    excerpt = None if memo is None else said(memo)
    return insights.add(journal.vault, at=now, text=text, excerpt=excerpt, now=now)


@pytest.fixture
def listed(journal: JournalDesk, qtbot: QtBot) -> InsightsPage:
    page = InsightsPage(journal.desk)
    qtbot.addWidget(page)
    page.resize(1068, 820)
    page.show()
    return page


@pytest.fixture
def show(journal: JournalDesk, qtbot: QtBot) -> Show:
    page = InsightPage(journal.desk)
    qtbot.addWidget(page)
    page.resize(1068, 820)
    page.show()

    def shown(item_id: str) -> InsightPage:
        page.show_item(item_id)
        return page

    return shown


def cards(page: InsightsPage) -> list[InsightCard]:
    QApplication.processEvents()  # what a layout has only just taken in is shown an event later
    return [card for card in page.findChildren(InsightCard) if card.isVisible()]


def plays(journal: JournalDesk) -> list[Any]:
    return [what for what in journal.player.asked if what[0] != "load"]


def test_insights_stand_in_a_list_newest_first(journal: JournalDesk, listed: InsightsPage) -> None:
    kept(journal, text="The first.")
    journal.clock.forward(minutes=5)
    kept(journal, text="The second.")
    listed.reload()
    words = [text for text in texts(listed) if text.startswith("The ")]
    assert words == ["The second.", "The first."]


def test_an_empty_page_says_how_insights_come(listed: InsightsPage) -> None:
    listed.reload()
    assert "Nothing kept yet." in texts(listed)


def test_a_new_insight_opens_to_be_written(journal: JournalDesk, listed: InsightsPage) -> None:
    named(listed, "New insight").click()
    (opened,) = journal.heard.opened
    assert kind_of(opened) is Kind.INSIGHT


def test_a_card_opens_by_its_button_and_by_a_press_anywhere(
    journal: JournalDesk, listed: InsightsPage
) -> None:
    made = kept(journal)
    listed.reload()
    named(listed, f"Open: {STONE}").click()
    QTest.mouseClick(cards(listed)[0], Qt.MouseButton.LeftButton)
    assert journal.heard.opened == [made.id, made.id]


def test_a_long_list_shows_the_newest_and_more_when_asked(
    journal: JournalDesk, listed: InsightsPage
) -> None:
    for number in range(AT_FIRST + 3):
        kept(journal, text=f"Number {number}")
    listed.reload()
    assert len(cards(listed)) == AT_FIRST
    named(listed, "Show older ones").click()
    assert len(cards(listed)) == AT_FIRST + 3
    assert not listed.older_button.isVisible()


def test_the_words_sound_from_the_list_from_their_second_to_their_end(
    journal: JournalDesk, listed: InsightsPage, memo: Memo
) -> None:
    kept(journal, memo)
    listed.reload()
    named(listed, f"Play: {STONE}").click()
    assert plays(journal) == [("seek", 134.0 - BEFORE), ("play", None)]
    tell = journal.desk.notices.sound_told.emit
    for seconds in (134.0, 137.9, 138.0 + AFTER - 0.05):
        tell(Position(seconds))
    assert plays(journal)[-1] == ("play", None)
    named(listed, f"Pause: {STONE}")
    tell(Position(138.0 + AFTER))
    assert plays(journal)[-1] == ("pause", None)
    named(listed, f"Play: {STONE}")


def test_a_second_press_is_quiet_and_a_third_begins_at_the_words_again(
    journal: JournalDesk, listed: InsightsPage, memo: Memo
) -> None:
    kept(journal, memo)
    listed.reload()
    line = listed.findChildren(ExcerptLine)[0]
    line.play.click()
    journal.desk.notices.sound_told.emit(Position(136.0))
    line.play.click()
    assert plays(journal)[-1] == ("pause", None)
    line.play.click()
    assert plays(journal)[-2:] == [("seek", 134.0 - BEFORE), ("play", None)]


def test_another_passage_of_the_same_memo_is_not_cut_off_by_where_the_first_one_was(
    journal: JournalDesk, listed: InsightsPage, memo: Memo
) -> None:
    now = journal.clock.now
    for excerpt in (said(memo, 134.0, "late"), said(memo, 3.0, "early")):
        insights.add(journal.vault, at=now, text=excerpt.words, excerpt=excerpt, now=now)
    listed.reload()
    named(listed, "Play: late").click()
    journal.desk.notices.sound_told.emit(Position(135.0))
    named(listed, "Play: early").click()
    journal.desk.notices.sound_told.emit(Position(135.1))  # told before it was there
    named(listed, "Pause: early")
    journal.desk.notices.sound_told.emit(Position(3.0))
    journal.desk.notices.sound_told.emit(Position(8.0))
    named(listed, "Play: early")


def test_leaving_the_page_is_quiet_and_what_sounds_elsewhere_is_not_its_own(
    journal: JournalDesk, listed: InsightsPage, memo: Memo
) -> None:
    kept(journal, memo)
    listed.reload()
    line = listed.findChildren(ExcerptLine)[0]
    line.play.click()
    listed.leave()
    assert plays(journal)[-1] == ("pause", None)
    journal.desk.notices.sound_told.emit(Position(200.0))
    assert journal.player.asked.count(("load", b"fLaC")) == 1
    line.play.click()
    assert journal.player.asked.count(("load", b"fLaC")) == 2  # another page may have played


def test_trouble_with_the_sound_is_told_by_the_page_that_asked_for_it(
    journal: JournalDesk, listed: InsightsPage, memo: Memo
) -> None:
    kept(journal, memo)
    listed.reload()
    trouble = Problem(Trouble.NO_SPEAKER, "The player could not be started.")
    journal.desk.notices.sound_told.emit(Failed(trouble))  # of another page's sound
    assert journal.heard.problems == []
    named(listed, f"Play: {STONE}").click()
    journal.desk.notices.sound_told.emit(Failed(trouble))
    assert journal.heard.problems == [trouble]
    named(listed, f"Play: {STONE}")


def test_a_sound_that_comes_after_the_page_was_left_is_not_given_to_the_player(
    tmp_path: Path, qtbot: QtBot
) -> None:
    runner = HeldRunner()
    slow = JournalDesk(tmp_path / "slow", runner=runner)
    kept(slow, slow.memo(FRIDAY - HOUR, seconds=252, title="The river"))
    page = InsightsPage(slow.desk)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    named(page, f"Play: {STONE}").click()
    page.leave()
    runner.gate.set()
    (job,) = runner.jobs
    job.result(20)
    QApplication.processEvents()
    assert slow.player.asked == [("pause", None)]
    slow.close()


def test_the_end_of_the_memo_ends_the_words(
    journal: JournalDesk, listed: InsightsPage, memo: Memo
) -> None:
    kept(journal, memo)
    listed.reload()
    named(listed, f"Play: {STONE}").click()
    journal.desk.notices.sound_told.emit(Ended())
    named(listed, f"Play: {STONE}")


def test_the_memo_it_was_said_in_opens_at_that_second(
    journal: JournalDesk, listed: InsightsPage, memo: Memo
) -> None:
    wanted: list[Excerpt] = []
    journal.desk.notices.moment_requested.connect(wanted.append)
    kept(journal, memo)
    listed.reload()
    named(listed, "From “The river”, 2:14").click()
    assert wanted == [said(memo)]


def test_a_theme_leaves_its_insights_and_the_passages_that_carry_it(
    journal: JournalDesk, listed: InsightsPage, memo: Memo
) -> None:
    now = journal.clock.now
    water = kept(journal, memo, text="One stone.")
    kept(journal, text="Something else.")
    themes.tag(journal.vault, "water", water.id, now=now)
    themes.tag(journal.vault, "water", memo.id, said(memo), now=now)  # that very passage
    themes.tag(journal.vault, "water", memo.id, said(memo, 20.0, "it was warm"), now=now)
    listed.reload()
    assert [listed.theme_choice.itemText(n) for n in range(2)] == ["All themes", "water"]
    assert "Said in your memos" not in texts(listed)
    listed.theme_choice.setCurrentIndex(1)
    listed.theme_choice.activated.emit(1)
    shown = texts(listed)
    assert "One stone." in shown
    assert "Something else." not in shown
    assert shown.count("it was warm") == 1
    assert "Said in your memos" in shown
    assert len(cards(listed)) == 2
    wanted: list[Excerpt] = []
    journal.desk.notices.moment_requested.connect(wanted.append)
    QTest.mouseClick(cards(listed)[1], Qt.MouseButton.LeftButton)
    assert wanted == [said(memo, 20.0, "it was warm")]


def test_every_theme_that_is_offered_has_something_to_show(
    journal: JournalDesk, listed: InsightsPage, memo: Memo
) -> None:
    now = journal.clock.now
    themes.tag(journal.vault, "water", memo.id, said(memo), now=now)
    goal = goals.add(journal.vault, at=now, title=STONE, why="", direction=Direction.START, now=now)
    themes.tag(journal.vault, "morning", goal.id, now=now)
    listed.reload()
    offered = [listed.theme_choice.itemText(n) for n in range(listed.theme_choice.count())]
    assert offered == ["All themes", "water"]
    kept(journal, memo)
    store_bin.remove(journal.vault, memo.id, now=now)
    listed.reload()
    listed.theme_choice.setCurrentIndex(1)
    listed.theme_choice.activated.emit(1)
    assert len(cards(listed)) == 1
    assert "water" in texts(listed)


def test_a_theme_that_is_gone_shows_everything_again(
    journal: JournalDesk, listed: InsightsPage
) -> None:
    made = kept(journal)
    tagged = themes.tag(journal.vault, "water", made.id, now=journal.clock.now)
    listed.reload()
    listed.theme_choice.setCurrentIndex(1)
    listed.theme_choice.activated.emit(1)
    themes.untag(journal.vault, tagged)
    listed.reload()
    assert not listed.theme_choice.isVisible()
    assert len(cards(listed)) == 1


def test_cards_that_say_the_same_stay_with_the_keyboard_on_them(
    journal: JournalDesk, listed: InsightsPage
) -> None:
    kept(journal)
    listed.reload()
    (before,) = cards(listed)
    listed.reload()
    assert cards(listed) == [before]


def test_an_insight_is_read_played_and_put_better(
    journal: JournalDesk, show: Show, memo: Memo
) -> None:
    made = kept(journal, memo)
    page = show(made.id)
    assert named(page, "Text").toPlainText() == STONE
    assert not [text for text in texts(page) if STONE in text]  # the same words aren't said twice
    named(page, "Play").click()
    assert plays(journal) == [("seek", 134.0 - BEFORE), ("play", None)]
    named(page, "Pause").click()
    named(page, "Text").setPlainText("One stone at a time.")
    named(page, "Save").click()
    assert insights.find(journal.vault, made.id).text == "One stone at a time."
    page.reload()
    assert f"You said: “{STONE}”" in texts(page)  # what was said stays beside it


def test_an_insight_written_by_hand_has_nothing_to_play(journal: JournalDesk, show: Show) -> None:
    page = show(kept(journal).id)
    assert not [
        b for b in page.findChildren(QPushButton) if b.accessibleName() == "Play" and b.isVisible()
    ]


def test_an_insight_left_without_a_word_goes_to_the_bin(journal: JournalDesk, show: Show) -> None:
    page = show(kept(journal, text=" ").id)
    assert page.leave()
    assert insights.newest(journal.vault) == ()


def test_an_insight_whose_words_were_cleared_keeps_what_was_said(
    journal: JournalDesk, show: Show, memo: Memo
) -> None:
    page = show(kept(journal, memo, text=" ").id)
    assert page.leave()
    assert len(insights.newest(journal.vault)) == 1


def test_themes_are_put_on_and_taken_off(journal: JournalDesk, show: Show) -> None:
    other = kept(journal, text="Another.")
    themes.tag(journal.vault, "home", other.id, now=journal.clock.now)
    made = kept(journal)
    page = show(made.id)
    type_into(named(page, "Theme"), "water")
    QTest.keyClick(named(page, "Theme"), Qt.Key.Key_Return)
    named(page, "home").click()
    carried = [tagged.name for tagged in themes.of(journal.vault, made.id)]
    assert carried == ["water", "home"]
    named(page, "Take off the theme water").click()
    assert [tagged.name for tagged in themes.of(journal.vault, made.id)] == ["home"]
    assert named(page, "Theme").text() == ""


def test_typing_narrows_the_themes_that_are_offered(journal: JournalDesk, show: Show) -> None:
    for name in ("water", "home"):
        themes.tag(journal.vault, name, kept(journal).id, now=journal.clock.now)
    page = show(kept(journal).id)
    type_into(named(page, "Theme"), "WA")
    named(page, "water")
    offered = [
        b.accessibleName() for b in page.theme_field.findChildren(QPushButton) if not b.isHidden()
    ]
    assert "home" not in offered


@pytest.mark.parametrize("erased", [False, True])
def test_a_memo_that_is_gone_says_so_and_offers_no_sound(
    journal: JournalDesk, show: Show, memo: Memo, erased: bool
) -> None:
    made = kept(journal, memo)
    store_bin.remove(journal.vault, memo.id, now=journal.clock.now)
    if erased:
        store_bin.empty(journal.vault, journal.clock.now + HOUR)
    page = show(made.id)
    assert not page.excerpt_line.play.isVisible()
    where = "isn't kept any more" if erased else "is in the bin"
    assert f"It was said in a memo that {where}." in texts(page)


def test_a_memo_that_is_renamed_is_called_so_on_the_page(
    journal: JournalDesk, show: Show, memo: Memo
) -> None:
    page = show(kept(journal, memo).id)
    journal.desk.notices.changed.connect(lambda told: page.reload() if page.about(told) else None)
    memos.edit(journal.vault, memo.id, title="The kitchen", now=journal.clock.now)
    named(page, "From “The kitchen”, 2:14")
