"""What is heard while somebody speaks, on the session-day screen of whoever asked to see it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from kdesk.domain.ids import MemoId
from kdesk.domain.sign import Sign
from kdesk.jobs.protocol import Failed, Level, Noticed, Saved, Started
from kdesk.ui.recording import page as page_module
from kdesk.ui.recording import spoken as spoken_module
from kdesk.ui.recording.page import Stage
from kdesk.ui.recording.spoken import WordsSeen
from kdesk.ui.theme import Theme
from tests.ui.a_desk import FRIDAY
from tests.ui.day_screen import DISK_FULL, ID, SPOKEN, DayScreen

LATER = MemoId("memo-2")
SIZES = [(1280, 820), (900, 600)]
SCALES = [1.0, 1.6]


@pytest.fixture(autouse=True)
def steady_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "SETTLE_MS", 0)


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path) -> Iterator[DayScreen]:
    yield DayScreen(qtbot, tmp_path, theme=Theme("night", still=True))


def rows(picture: QImage) -> list[int]:
    """The rows of pixels in which something is written, brighter than the ground."""
    return [
        y
        for y in range(picture.height())
        if any(picture.pixelColor(x, y).lightness() > 40 for x in range(0, picture.width(), 2))
    ]


def seen(words: WordsSeen) -> QImage:
    """The words as they are on the screen, with nothing behind them."""
    image = QImage(words.size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    words.render(image, QPoint())
    return image


def test_words_stand_one_utterance_below_the_other(screen: DayScreen) -> None:
    words = screen.listen_along("The river.", "And then the kitchen.")
    assert words.isVisible()
    assert words.text() == "The river.\nAnd then the kitchen."
    assert "The river.\nAnd then the kitchen." in screen.says()


def test_without_having_asked_for_them_everything_is_as_it_was(
    screen: DayScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    plain = DayScreen(qtbot, tmp_path)
    plain.listen()
    words = WordsSeen(screen.theme, lambda: False)
    screen.page.show_spoken(words)
    screen.listen()
    words.add(ID, ["The river."])
    assert not words.isVisible()
    assert words.text() == ""
    assert screen.says() == plain.says()
    assert screen.page.ring.geometry() == plain.page.ring.geometry()
    assert screen.page.words.geometry() == plain.page.words.geometry()


def test_a_machine_writes_them_and_the_screen_says_so(screen: DayScreen) -> None:
    screen.listen_along()
    assert "A machine writes this; the recording is what counts." in screen.says()[1]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_moves_when_words_come(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int], scale: float
) -> None:
    screen = DayScreen(qtbot, tmp_path, theme=Theme("night", scale))
    screen.page.resize(*size)

    def places() -> list[QRect]:
        page = screen.page
        screen.picture()
        return [part.geometry() for part in (page.ring, page.words, page.hint)]

    words = screen.listen_along()
    waiting = [*places(), words.geometry()]
    for text in SPOKEN:
        words.add(ID, [text])
    screen.hear(Level(0.2, 4.0))
    screen.page.mark_button.click()
    assert [*places(), words.geometry()] == waiting
    screen.hear(Saved(ID, 9.0))
    assert screen.page.ring.geometry() == waiting[0]
    assert words.geometry() == waiting[-1]


def test_while_there_is_room_the_first_words_stay_where_they_are(screen: DayScreen) -> None:
    words = screen.listen_along("The river.")
    first = rows(seen(words))
    words.add(ID, ["And then the kitchen."])
    assert rows(seen(words))[: len(first)] == first


def test_the_newest_words_are_always_to_be_seen(screen: DayScreen) -> None:
    words = screen.listen_along(*SPOKEN)
    words.finish(ID)
    assert words._offset > 0
    lowest = max(rows(seen(words)))
    assert words.height() - words._line < lowest < words.height()


def test_a_line_is_gone_before_the_edge_cuts_it(screen: DayScreen) -> None:
    words = screen.listen_along(*SPOKEN)
    for height in range(words.least, words.least + round(words._line)):
        words.resize(words.width(), height)
        assert 0 not in rows(seen(words)), height


def test_however_much_is_said_only_what_fits_is_kept_on_the_screen(screen: DayScreen) -> None:
    words = screen.listen_along()
    for number in range(3 * spoken_module.KEPT):
        words.add(ID, [f"Word {number}."])
        assert words._offset == pytest.approx(words._overflow())
    assert len(words._passages) == spoken_module.KEPT
    assert "Word 0." not in words.text()


def test_what_is_let_go_above_the_edge_moves_nothing_below_it(qtbot: QtBot, tmp_path: Path) -> None:
    screen = DayScreen(qtbot, tmp_path, theme=Theme("night"))
    words = screen.listen_along(*(f"Word {n}." for n in range(spoken_module.KEPT)))
    words.finish(ID)
    words._slowly.setCurrentTime(spoken_module.COMES_IN_MS)
    before = rows(seen(words))
    words.add(ID, ["The newest."])
    words._slowly.pause()
    words._slowly.setCurrentTime(0)
    assert rows(seen(words)) == before


def test_new_words_come_out_of_the_dark_and_the_others_make_way(
    qtbot: QtBot, tmp_path: Path
) -> None:
    screen = DayScreen(qtbot, tmp_path, theme=Theme("night"))
    words = screen.listen_along(*SPOKEN[:-1])
    before = words._offset
    words._slowly.setCurrentTime(spoken_module.COMES_IN_MS)
    words.add(ID, [SPOKEN[-1]])
    assert words._came < 0.1
    assert words._offset >= before
    qtbot.waitUntil(lambda: words._came == 1.0)
    assert words._offset == pytest.approx(words._overflow())


def test_under_reduced_motion_they_are_there_at_once(screen: DayScreen) -> None:
    words = screen.listen_along(*SPOKEN)
    assert words._came == 1.0
    assert words._offset == pytest.approx(words._overflow())


def test_dots_say_that_more_may_come_until_all_is_written(screen: DayScreen) -> None:
    words = screen.listen_along("The river.")
    screen.hear(Saved(ID, 9.0))
    with_dots = seen(words)
    words.finish(ID)
    assert seen(words) != with_dots
    words.finish(ID)
    assert words.text() == "The river."


REST = "The rest is written down later."


def test_words_that_stop_before_the_end_say_that_the_rest_comes_and_nothing_else_moves(
    screen: DayScreen,
) -> None:
    words = screen.listen_along("The river.")
    page = screen.page
    around = [page.ring, page.mark_button, words]
    before = [part.geometry() for part in around]
    assert REST not in words.text()
    words.finish(ID, whole=False)
    assert words.text() == f"The river.\n{REST}"
    assert [part.geometry() for part in around] == before
    colours = [words._pen_of(1 - number, each) for number, each in enumerate(words._passages)]
    assert colours == [screen.theme.colour("day_words"), screen.theme.colour("day_hints")]
    words.finish(ID, whole=False)
    assert words.text().count(REST) == 1
    words.add(LATER, ["And then the kitchen."])
    assert words.text() == "The river.\nAnd then the kitchen."
    words.finish(LATER)
    assert words.text() == f"The river.\nAnd then the kitchen.\n{REST}"
    words.resize(words.width() - 1, words.height())
    assert [each.note for each in words._passages] == [False, False, True]
    words.forget()
    words.await_words(LATER)
    words.finish(ID, whole=False)
    assert words.text() == ""
    words.finish(LATER, whole=False)
    assert words.text() == "Your words are written down later.", "of none there is no rest"


def test_the_last_words_come_after_saved_too(screen: DayScreen) -> None:
    words = screen.listen_along("The river.")
    screen.hear(Saved(ID, 9.0))
    words.add(ID, ["It was warm."])
    assert "It was warm." in words.text()
    assert screen.says()[0] == "Saved."


def test_say_more_begins_with_no_words_and_late_ones_are_not_taken_for_new(
    screen: DayScreen,
) -> None:
    words = screen.listen_along("The river.")
    screen.hear(Saved(ID, 9.0))
    screen.page.more_button.click()
    assert words.text() == ""
    words.add(ID, ["It was warm."])
    screen.hear(Started(LATER, FRIDAY))
    words.add(ID, ["It was warm."])
    words.finish(ID)
    assert words.text() == ""
    assert words._more
    words.add(LATER, ["And then the kitchen."])
    assert words.text() == "And then the kitchen."


def test_words_of_the_memo_that_a_new_recorder_goes_on_in_are_shown_too(
    screen: DayScreen,
) -> None:
    words = screen.listen_along("The river.")
    screen.hear(Noticed(Sign.LOOKING), Noticed(Sign.AFRESH))
    words.add(LATER, ["And then the kitchen."])
    assert words.text() == "The river.\nAnd then the kitchen."


def test_nothing_is_left_of_them_when_the_screen_is_opened_again(screen: DayScreen) -> None:
    words = screen.listen_along("The river.")
    screen.hear(Saved(ID, 9.0))
    screen.page.rest_button.click()
    screen.page.open_waiting()
    assert words.text() == ""
    assert not words._passages


def test_a_journal_that_opens_while_one_speaks_moves_nothing(screen: DayScreen) -> None:
    screen.listen()
    before = screen.page.ring.geometry()
    screen.page.show_spoken(WordsSeen(screen.theme, lambda: True))
    screen.page.resize(1281, 820)
    screen.page.resize(1280, 820)
    assert screen.page.ring.geometry() == before
    screen.hear(Saved(ID, 9.0))
    screen.page.more_button.click()
    assert screen.page.ring.geometry() != before


def test_a_journal_that_closes_takes_them_with_it(screen: DayScreen) -> None:
    words = screen.listen_along("The river.")
    screen.hear(Saved(ID, 9.0))
    screen.page.show_spoken(None)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not isValid(words)
    assert not any("river" in text for text in screen.says())
    screen.page.open_recording()
    assert screen.page.stage is Stage.STARTING


def test_a_press_on_the_words_stops_as_a_press_anywhere_does(screen: DayScreen) -> None:
    words = screen.listen_along("The river.")
    place = words.mapTo(screen.page, words.rect().center())
    assert screen.page.childAt(place) is not words
    QTest.mouseClick(screen.page, Qt.MouseButton.LeftButton, pos=place)
    assert screen.recorder.told == ["warm", "start", "stop"]


def test_a_screen_reader_finds_them_and_does_not_speak_into_what_is_said(
    screen: DayScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = screen.listen_along()
    said: list[object] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", said.append)
    words.add(ID, ["The river."])
    reader = QAccessible.queryAccessibleInterface(words)
    assert reader.text(QAccessible.Text.Name) == "The river."
    assert said == []


def test_no_words_and_no_room_while_it_cannot_record(screen: DayScreen) -> None:
    words = WordsSeen(screen.theme, lambda: True)
    screen.page.show_spoken(words)
    assert words.font().pointSizeF() >= 24
    assert screen.page.stage is Stage.WAITING
    screen.page.open_recording()
    screen.hear(Failed(DISK_FULL))
    assert not words.isVisible()
