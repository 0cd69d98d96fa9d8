"""Support is one key away from every screen of the window, and leads back to it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from kdesk.domain.ids import MemoId, PersonId
from kdesk.domain.person import Person
from kdesk.jobs.protocol import Started
from kdesk.ui.recording.page import RECORDING
from kdesk.ui.support.page import SupportPage
from kdesk.ui.widgets.search_box import SearchBox
from kdesk.ui.widgets.support_view import SupportView
from kdesk.ui.workspace import Workspace
from tests.ui.a_desk import JournalDesk, named, texts
from tests.ui.kept import NOW
from tests.ui.test_main_window import Shell

IDA = Person(PersonId(""), "Ida", "my sister", "0555 01", "", True)


@pytest.fixture
def shell(journal: JournalDesk, qtbot: QtBot) -> Iterator[Shell]:
    made = Shell(journal, qtbot)
    # As the program does.
    made.window.rail.place_chosen.connect(made.workspace.show_place)
    made.window.support_wanted.connect(lambda: made.window.show_support([IDA]))
    with qtbot.waitActive(made.window):
        made.window.activateWindow()
    yield made


def press(shell: Shell, key: Qt.Key = Qt.Key.Key_F1) -> None:
    QTest.keyClick(QApplication.focusWidget() or shell.window, key)


@pytest.mark.parametrize("place", ["Today", "Timeline", "Journal", "Settings", "Summary"])
def test_f1_leads_to_the_page_from_every_place_and_back_again(shell: Shell, place: str) -> None:
    shell.workspace.show_place(place)
    press(shell)
    assert isinstance(shell.workspace.stack.currentWidget(), SupportPage)
    press(shell)
    assert isinstance(shell.workspace.stack.currentWidget(), SupportPage)
    shell.workspace.back()
    assert shell.workspace._where == (place, "")


def test_f1_leads_there_from_within_a_text_and_from_the_search(shell: Shell) -> None:
    shell.workspace.show_place("Journal")
    named(shell.workspace, "New entry").click()
    named(shell.workspace, "Text").setFocus()
    press(shell)
    assert isinstance(shell.workspace.stack.currentWidget(), SupportPage)
    shell.workspace.show_place("Today")
    shell.workspace.search("river")
    assert isinstance(QApplication.focusWidget(), SearchBox)
    press(shell)
    assert isinstance(shell.workspace.stack.currentWidget(), SupportPage)


def test_the_rail_leads_there(shell: Shell) -> None:
    named(shell.window.rail, "Support").click()
    assert isinstance(shell.workspace.stack.currentWidget(), SupportPage)


def test_f1_while_recording_stays_there_and_the_recording_goes_on(shell: Shell) -> None:
    shell.window.show_recording(begin=True)
    shell.voice.heard.emit(Started(MemoId("memo-1"), NOW))
    press(shell)
    assert shell.screen is shell.window.recording
    assert shell.window.recording.support.isVisible()
    press(shell, Qt.Key.Key_Space)
    assert not shell.window.recording.support.isVisible()
    assert shell.window.recording.stage in RECORDING


def test_before_the_journal_is_open_it_is_shown_over_what_is_there(shell: Shell) -> None:
    shell.window.drop_workspace()
    before = shell.screen
    press(shell)
    assert isinstance(shell.screen, SupportView)
    assert {"Ida", "0555 01"} <= set(texts(shell.screen))
    press(shell, Qt.Key.Key_Space)
    assert shell.screen is before


def test_f1_leads_back_too(shell: Shell) -> None:
    shell.window.drop_workspace()
    before = shell.screen
    press(shell)
    press(shell)
    assert shell.screen is before


def test_a_journal_that_opens_behind_it_is_there_when_one_goes_back(shell: Shell) -> None:
    lock_page = QWidget()
    shell.window.show_lock(lock_page)
    press(shell)
    assert isinstance(shell.screen, SupportView)
    shell.window.show_workspace(shell.workspace)
    assert isinstance(shell.screen, SupportView)
    press(shell, Qt.Key.Key_Escape)
    assert shell.screen is shell.window._desk


def test_support_that_was_left_does_not_come_back_with_the_journal(shell: Shell) -> None:
    shell.window.show_lock(QWidget())
    press(shell)
    press(shell, Qt.Key.Key_Escape)
    shell.window.show_workspace(shell.workspace)
    assert shell.screen is shell.window._desk


def test_recording_is_one_key_away_from_there(shell: Shell) -> None:
    lock_page = QWidget()
    shell.window.show_lock(lock_page)
    press(shell)
    shell.window.show_recording(begin=True)
    assert shell.screen is shell.window.recording
    shell.window.leave_recording()
    assert shell.screen is lock_page


def test_a_mistake_is_told_over_it_and_each_leads_back_to_what_was_before(shell: Shell) -> None:
    lock_page = QWidget()
    shell.window.show_lock(lock_page)
    press(shell)
    shell.window.show_crash("first")
    assert shell.screen is shell.window.crash
    press(shell)
    assert isinstance(shell.screen, SupportView)
    shell.window.show_crash("second, because of the first")
    assert isinstance(shell.screen, SupportView)
    press(shell, Qt.Key.Key_Space)
    assert shell.screen is shell.window.crash
    shell.window._go_on()
    assert shell.screen is lock_page


def test_other_people_are_shown_when_it_is_opened_again(shell: Shell) -> None:
    shell.window.show_support([IDA])
    press(shell, Qt.Key.Key_X)
    shell.window.show_support([])
    assert "Ida" not in texts(shell.window)
    (view,) = shell.window.findChildren(
        SupportView, options=Qt.FindChildOption.FindDirectChildrenOnly
    )
    assert view.isVisible()


@pytest.mark.parametrize("over", ["Support", "crash", "crash over Support"])
def test_when_the_journal_opens_behind_something_the_keyboard_begins_nowhere_then(
    shell: Shell, over: str
) -> None:
    window = shell.window
    window.drop_workspace()
    lock_page = QWidget()
    window.show_lock(lock_page)
    if "Support" in over:
        window.show_support([IDA])
    if "crash" in over:
        window.show_crash("A report.")
    workspace = Workspace(shell.desk, window.rail)
    workspace.tell_dark(True)
    window.show_workspace(workspace)
    if "crash" in over:
        assert shell.screen is window.crash, "nobody has read it yet"
        window.crash.dismissed.emit()
    if shell.screen is not window._desk:
        press(shell, Qt.Key.Key_Escape)
    assert shell.screen is window._desk
    QApplication.processEvents()
    assert not isinstance(window.focusWidget(), QAbstractButton)
