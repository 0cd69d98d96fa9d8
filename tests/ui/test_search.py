from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kdesk.store import bin as store_bin
from kdesk.ui.desk import Desk
from kdesk.ui.search.panel import MOST, SearchPanel
from kdesk.ui.search.results import HitRole, one_line, runs
from tests.ui.kept import NOW, keep_a_few, keep_entry


@pytest.fixture
def desk(desk: Desk) -> Desk:
    keep_a_few(desk.vault)
    return desk


@pytest.fixture
def under(qtbot: QtBot) -> QWidget:
    """The page it lies over, with a field that has the keyboard."""
    page = QWidget()
    qtbot.addWidget(page)
    field = QLineEdit()
    QVBoxLayout(page).addWidget(field)
    page.resize(748, 640)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    field.setFocus()
    return page


@pytest.fixture
def panel(desk: Desk, under: QWidget) -> SearchPanel:
    return SearchPanel(desk, under)


@pytest.fixture
def opened(desk: Desk) -> list[str]:
    ids: list[str] = []
    desk.notices.open_requested.connect(ids.append)
    return ids


def found(panel: SearchPanel) -> list[str]:
    return [panel.model.index(row).data() for row in range(panel.model.rowCount())]


def test_typing_finds_after_a_moment_and_the_beginning_of_a_word_is_enough(
    panel: SearchPanel, qtbot: QtBot
) -> None:
    panel.open()
    assert panel.box.accessibleName() == "Search everything"
    QTest.keyClicks(panel.box, "yello")
    assert found(panel) == [], "not at every key"
    qtbot.waitUntil(lambda: found(panel) == ["What stood out"])
    assert not panel.sentence.isVisible()
    assert panel.found.text() == "1 found"


def test_enter_does_not_wait_for_the_moment_to_be_over(
    panel: SearchPanel, opened: list[str]
) -> None:
    panel.open()
    QTest.keyClicks(panel.box, "yellow")
    QTest.keyClick(panel.box, Qt.Key.Key_Return)
    assert len(opened) == 1


def test_enter_opens_what_the_arrows_have_chosen(
    panel: SearchPanel, desk: Desk, opened: list[str]
) -> None:
    keep_entry(desk.vault, NOW, "Light again", "The light on the table.")
    panel.open()
    QTest.keyClicks(panel.box, "light")
    QTest.keyClick(panel.box, Qt.Key.Key_Down)
    second = panel.model.index(1).data(HitRole).item.id
    QTest.keyClick(panel.box, Qt.Key.Key_Return)
    assert opened == [second]
    assert not panel.isVisible()


def test_escape_puts_it_away_without_a_word_left_and_gives_the_keyboard_back(
    panel: SearchPanel, under: QWidget, opened: list[str]
) -> None:
    panel.open("yellow")
    assert found(panel) == ["What stood out"]
    QTest.keyClick(panel.box, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert (panel.box.text(), found(panel), opened) == ("", [], [])
    assert under.findChild(QLineEdit) is under.focusWidget()


def test_a_click_beside_the_card_puts_it_away_and_one_into_it_does_not(
    panel: SearchPanel,
) -> None:
    panel.open("yellow")
    QTest.mouseClick(panel.found, Qt.MouseButton.LeftButton)
    assert panel.isVisible()
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=panel.rect().bottomLeft())
    assert not panel.isVisible()


def test_a_click_on_a_hit_opens_it(panel: SearchPanel, opened: list[str]) -> None:
    panel.open("yellow")
    place = panel.list.visualRect(panel.model.index(0)).center()
    wanted = panel.model.index(0).data(HitRole).item.id
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [wanted]


def test_tab_does_not_reach_the_page_behind(panel: SearchPanel, under: QWidget) -> None:
    panel.open()
    QTest.keyClick(panel.box, Qt.Key.Key_Tab)
    assert under.focusWidget() is panel.box


def test_nothing_asked_and_nothing_found_are_said_kindly(panel: SearchPanel) -> None:
    panel.open()
    assert panel.hint.isVisible()
    assert not panel.sentence.isVisible()
    panel.open("zebra")
    assert panel.sentence.text() == "Nothing was found for this."
    assert not panel.list.isVisible()


@pytest.mark.parametrize(
    "words",
    ['"', "'", "*", "a AND", "NEAR(", "-", "col:x", "\x00", "🌊", '"open phrase', "((((" * 60],
)
def test_whatever_is_typed_is_only_words(panel: SearchPanel, words: str) -> None:
    panel.open(words)
    assert panel.isVisible()


def test_what_goes_to_the_bin_goes_from_the_hits(
    panel: SearchPanel, desk: Desk, qtbot: QtBot
) -> None:
    panel.open("yellow")
    store_bin.remove(desk.vault, panel.model.index(0).data(HitRole).item.id, now=NOW)
    qtbot.waitUntil(lambda: found(panel) == [])


def test_many_hits_stay_within_the_window_and_say_that_they_are_the_best(
    panel: SearchPanel, desk: Desk, under: QWidget
) -> None:
    tester = QAbstractItemModelTester(
        panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    for number in range(MOST + 5):
        keep_entry(desk.vault, NOW - timedelta(hours=number), f"Walk {number}", "along the sea")
    panel.open("sea")
    assert len(found(panel)) == MOST
    assert panel.found.text() == f"The {MOST} best are shown."
    foot = panel.found.mapTo(panel, panel.found.rect().bottomRight())
    assert panel.rect().contains(foot)
    under.resize(520, 400)
    assert panel.size() == under.size()
    assert tester.model() is panel.model


def test_a_hit_is_read_aloud_with_its_kind_its_time_and_its_words(panel: SearchPanel) -> None:
    panel.open("yellow")
    said = panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "entry, What stood out, yesterday 20:10, The yellow light."


spans = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 14)).map(sorted).map(tuple)).map(
    sorted
)


@given(st.text(max_size=10), spans)
def test_runs_put_together_are_the_text_itself(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(run for run, _ in runs(text, spans)) == text


def test_found_words_are_told_from_the_others() -> None:
    assert list(runs("a river", [(2, 7), (9, 12)])) == [("a ", False), ("river", True)]
    assert one_line("a\nb\tc") == "a b c"
