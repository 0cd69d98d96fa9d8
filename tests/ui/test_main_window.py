"""The window, its rail and its workspace, around pages of the test's own and real ones."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from kdesk.domain.change import Change
from kdesk.domain.entry import EntryKind
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.goal import Direction
from kdesk.domain.ids import ITEM_KINDS, MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.jobs.protocol import Failed, Saved, Started
from kdesk.jobs.recorder import Recorder
from kdesk.store import bin as store_bin
from kdesk.store import entries, goals, people, sessions
from kdesk.ui import pages
from kdesk.ui import workspace as workspace_module
from kdesk.ui.desk import Desk
from kdesk.ui.main_window import MainWindow
from kdesk.ui.notices import Undo
from kdesk.ui.recording.page import RecordingPage, Stage
from kdesk.ui.recording.voice import Voice
from kdesk.ui.search.panel import SearchPanel
from kdesk.ui.widgets.page import Page
from kdesk.ui.widgets.rail import FOOT, PLACES
from kdesk.ui.workspace import Workspace
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts

ID = MemoId("memo-1")


class CountingPage(Page):
    """Counts how often it read the store, and when it was left."""

    concerned = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Counting")
        self.reads = 0
        self.left = 0
        self.shown: list[str] = []
        self.moments: list[float] = []

    def about(self, changes: tuple[Change, ...]) -> bool:
        return self.concerned

    def reload(self) -> None:
        self.reads += 1

    def leave(self) -> bool:
        self.left += 1
        return True

    def show_item(self, item_id: str) -> None:
        self.shown.append(item_id)

    def show_moment(self, seconds: float) -> None:
        self.moments.append(seconds)


class EmacsText(QTextEdit):
    """Takes Ctrl+K for itself, as text fields do on an X11 desktop."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_K:
            self.clear()


class Shell:
    """A window with a workspace in it."""

    def __init__(self, journal: JournalDesk, qtbot: QtBot) -> None:
        self.journal = journal
        self.desk = journal.desk
        self.desk.theme.wear()
        self.voice = Voice(journal.clock)
        self.kept: list[str] = []
        self.refused: Problem | None = None
        recording = RecordingPage(
            self.desk.theme, self.voice, self._keep, self.desk.settings, people=lambda: ()
        )
        self.window = MainWindow(self.desk.theme, self.voice, recording, lambda: 10)
        qtbot.addWidget(self.window)
        self.workspace = Workspace(self.desk, self.window.rail)
        self.window.show_workspace(self.workspace)
        self.window.resize(1280, 820)
        self.window.show()
        qtbot.waitExposed(self.window)

    def _keep(self, words: str) -> Sign:
        if self.refused is not None:
            raise self.refused
        self.kept.append(words)
        return Sign.IN_PLACE

    def page(self, name: str) -> CountingPage:
        page = self.workspace._pages[name]
        assert isinstance(page, CountingPage)
        return page

    @property
    def screen(self) -> QWidget | None:
        return self.window._stack.currentWidget()


@pytest.fixture
def shell(journal: JournalDesk, qtbot: QtBot) -> Iterator[Shell]:
    yield Shell(journal, qtbot)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is a CountingPage."""
    makers: dict[str, Callable[[], type[Page]]] = {
        name: lambda: CountingPage for name in pages.MAKERS
    }
    monkeypatch.setattr(workspace_module, "MAKERS", makers)


def test_no_control_has_the_keyboard_before_somebody_presses_tab(shell: Shell) -> None:
    assert not shell.window.rail.record_button.hasFocus()


def test_the_window_is_just_called_kdesk(shell: Shell) -> None:
    assert shell.window.windowTitle() == "kdesk"


@pytest.mark.parametrize("name", ["Record", "Search everything"] + [n for n, _ in (*PLACES, *FOOT)])
def test_everything_in_the_rail_can_be_found_by_its_name(shell: Shell, name: str) -> None:
    widget = named(shell.window.rail, name)
    spoken = QAccessible.queryAccessibleInterface(widget)
    assert spoken.text(QAccessible.Text.Name) == name
    assert widget.height() >= 44


def test_a_press_in_the_rail_is_a_press_to_a_screen_reader(shell: Shell, qtbot: QtBot) -> None:
    button = named(shell.window.rail, "Timeline")
    actions = QAccessible.queryAccessibleInterface(button).actionInterface()
    assert actions.actionNames()[0] == "Press"
    with qtbot.waitSignal(shell.window.rail.place_chosen) as chosen:
        actions.doAction("Press")
    assert chosen.args == ["Timeline"]


def test_the_rail_counts_what_there_is(shell: Shell, qtbot: QtBot) -> None:
    sessions.add(shell.desk.vault, begun_at=FRIDAY, title="Session 4", now=FRIDAY)
    for number in range(2):
        write(shell, f"entry {number}")
    rail = shell.window.rail
    qtbot.waitUntil(lambda: named(rail, "Journal").tail == "2")
    assert named(rail, "Sessions").tail == "1"
    assert named(rail, "Goals").tail == ""


def test_a_page_is_made_when_it_is_first_looked_at(shell: Shell, counting: None) -> None:
    assert shell.workspace._pages == {}
    shell.workspace.show_place("Journal")
    assert list(shell.workspace._pages) == ["Journal"]
    shell.workspace.show_place("Goals")
    shell.workspace.show_place("Journal")
    assert shell.page("Journal").reads == 1


def test_a_shown_page_reads_once_for_any_number_of_commits(
    shell: Shell, counting: None, qtbot: QtBot
) -> None:
    shell.workspace.show_place("Journal")
    for number in range(5):
        write(shell, f"entry {number}")
    qtbot.waitUntil(lambda: shell.page("Journal").reads == 2)


def test_a_hidden_page_is_stale_until_it_is_shown(
    shell: Shell, counting: None, qtbot: QtBot
) -> None:
    shell.workspace.show_place("Journal")
    shell.workspace.show_place("Goals")
    write(shell, "an entry")
    qtbot.waitUntil(lambda: shell.page("Goals").reads == 2)
    assert shell.page("Journal").reads == 1
    shell.workspace.show_place("Journal")
    assert shell.page("Journal").reads == 2


def test_what_was_kept_behind_the_session_day_screen_is_there_after_it(
    shell: Shell, counting: None, qtbot: QtBot
) -> None:
    shell.workspace.show_place("Journal")
    shell.window.show_recording(begin=False)
    write(shell, "an entry")
    qtbot.waitUntil(lambda: named(shell.window.rail, "Journal").tail == "1")
    assert shell.page("Journal").reads == 1
    shell.window.leave_recording()
    qtbot.waitUntil(lambda: shell.page("Journal").reads == 2)


def test_a_page_that_is_not_concerned_does_not_read(
    shell: Shell, counting: None, qtbot: QtBot
) -> None:
    shell.workspace.show_place("Journal")
    shell.page("Journal").concerned = False
    write(shell, "an entry")
    qtbot.waitUntil(lambda: named(shell.window.rail, "Journal").tail == "1")
    assert shell.page("Journal").reads == 1


def test_going_somewhere_else_keeps_what_was_typed(shell: Shell, counting: None) -> None:
    shell.workspace.show_place("Journal")
    shell.workspace.show_place("Goals")
    assert shell.page("Journal").left == 1


def test_back_leads_through_where_one_was(shell: Shell, counting: None) -> None:
    shell.workspace.show_place("Timeline")
    shell.desk.notices.open_requested.emit("entry-1")
    assert shell.page("entry").shown == ["entry-1"]
    assert shell.page("entry").back_button.isVisible()
    shell.page("entry").back_button.click()
    assert shell.workspace.stack.currentWidget() is shell.page("Timeline")
    shell.workspace.back()
    assert shell.workspace.stack.currentWidget() is shell.page("Timeline")


def test_alt_and_left_go_back(shell: Shell, counting: None, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.window.back_wanted):
        QTest.keyClick(shell.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)


@pytest.mark.parametrize(
    ("item", "page", "place"),
    [
        ("session-1", "session", "Sessions"),
        ("entry-1", "entry", "Journal"),
        ("insight-1", "insight", "Insights"),
        ("goal-1", "goal", "Goals"),
        ("checkin-1", "goal", "Goals"),
        ("creation-1", "creation", "Creations"),
        ("memo-1", "memo", "Timeline"),
    ],
)
def test_each_kind_of_thing_opens_on_its_own_page(
    shell: Shell, counting: None, item: str, page: str, place: str
) -> None:
    shell.desk.notices.open_requested.emit(item)
    assert shell.page(page).shown == [item]
    assert named(shell.window.rail, place).chosen


def test_what_is_removed_is_left_and_not_returned_to(
    shell: Shell, counting: None, qtbot: QtBot
) -> None:
    entry = write(shell, "an entry")
    shell.workspace.show_place("Timeline")
    shell.workspace.show_item(entry)
    shell.workspace.show_place("Goals")
    shell.workspace.show_item(entry)
    store_bin.remove(shell.desk.vault, entry, now=FRIDAY)
    assert shell.workspace.stack.currentWidget() is shell.page("Goals")
    shell.workspace.back()
    assert shell.workspace.stack.currentWidget() is shell.page("Timeline")


def test_trouble_is_told_in_the_banner(shell: Shell) -> None:
    shell.desk.notices.tell_problem(Problem(Trouble.DISK_FULL, "The disk is full."))
    assert "The disk is full." in texts(shell.workspace)


def test_a_removal_offers_a_way_back(shell: Shell) -> None:
    undone: list[str] = []
    shell.desk.notices.undo_offered.emit(Undo("Moved to the bin.", lambda: undone.append("yes")))
    assert "Moved to the bin." in texts(shell.workspace)
    named(shell.workspace, "Undo").click()
    assert undone == ["yes"]


def test_a_commit_on_another_thread_arrives_on_the_window_s_own(
    shell: Shell, counting: None, qtbot: QtBot
) -> None:
    import threading

    heard: list[threading.Thread] = []
    shell.workspace.show_place("Journal")
    shell.page("Journal").reload = lambda: heard.append(threading.current_thread())  # type: ignore[method-assign]
    thread = threading.Thread(target=lambda: write(shell, "an entry"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: heard == [threading.main_thread()])


def test_locking_deletes_everything_that_can_hold_a_word(
    shell: Shell, counting: None, qtbot: QtBot
) -> None:
    shell.workspace.show_place("Journal")
    pages = list(shell.workspace._pages.values())
    shell.window.drop_workspace()
    qtbot.waitUntil(lambda: not any(map(isValid, [shell.workspace, *pages])))
    assert named(shell.window.rail, "Journal").tail == ""


def test_an_opened_journal_is_to_be_seen_at_once(shell: Shell) -> None:
    shell.window.drop_workspace()
    opened = Workspace(shell.desk, shell.window.rail)
    shell.window.show_workspace(opened)
    assert opened.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_L, Qt.Key.Key_K])
def test_the_keys_work_from_everywhere(shell: Shell, qtbot: QtBot, key: Qt.Key) -> None:
    wanted = {
        Qt.Key.Key_R: shell.window.record_wanted,
        Qt.Key.Key_L: shell.window.lock_wanted,
        Qt.Key.Key_K: shell.window.search_wanted,
    }
    with qtbot.waitSignal(wanted[key]):
        QTest.keyClick(shell.window, key, Qt.KeyboardModifier.ControlModifier)


def test_ctrl_k_searches_from_within_a_text_and_deletes_nothing(shell: Shell, qtbot: QtBot) -> None:
    text = EmacsText(shell.workspace)
    text.setPlainText("the river was warm")
    text.show()
    text.setFocus()
    with qtbot.waitSignal(shell.window.search_wanted):
        handle = shell.window.windowHandle()
        QTest.keyClick(handle, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert text.toPlainText() == "the river was warm"


def test_typing_into_the_rail_s_field_searches_for_it(shell: Shell, qtbot: QtBot) -> None:
    opener = named(shell.window.rail, "Search everything")
    with qtbot.waitSignal(shell.window.rail.search_wanted) as wanted:
        opener.setText("river")
    assert wanted.args == ["river"]
    assert opener.text() == ""


def test_a_press_on_the_rail_s_field_opens_the_search_and_tab_does_not(
    shell: Shell, qtbot: QtBot
) -> None:
    opener = named(shell.window.rail, "Search everything")
    with qtbot.assertNotEmitted(shell.window.rail.search_wanted):
        opener.setFocus(Qt.FocusReason.TabFocusReason)
    shell.window.rail.record_button.setFocus()
    with qtbot.waitSignal(shell.window.rail.search_wanted):
        QTest.mouseClick(opener, Qt.MouseButton.LeftButton)


def test_ctrl_k_finds_what_was_written(shell: Shell, qtbot: QtBot) -> None:
    write(shell, "the river was warm")
    shell.workspace.show_place("Today")
    shell.workspace.search("river")
    field = [
        box
        for box in shell.workspace.findChildren(QLineEdit)
        if box.accessibleName() == "Search everything"
    ]
    assert [box.text() for box in field] == ["river"]
    shell.workspace.search("warm")
    assert [box.text() for box in field] == ["warm"]


def test_going_elsewhere_puts_the_search_away(shell: Shell, qtbot: QtBot) -> None:
    shell.workspace.show_place("Today")
    shell.workspace.search("river")
    panel = shell.workspace.findChild(SearchPanel)
    assert panel is not None
    assert panel.isVisible()
    shell.workspace.show_place("Goals")
    assert not panel.isVisible()


def test_trouble_takes_room_above_the_page_only_while_it_is_told(
    shell: Shell, qtbot: QtBot
) -> None:
    workspace = shell.workspace
    workspace.show_place("Today")
    shell.journal.desk.notices.tell_problem(Problem(Trouble.DISK_FULL, "The disk is full."))
    qtbot.waitUntil(lambda: workspace.stack.y() > 60)
    assert workspace.banner.sentence.mapTo(workspace, QPoint(0, 0)).x() > 34
    workspace.banner.close_button.click()
    qtbot.waitUntil(lambda: workspace.stack.y() == 0)


def test_filing_is_told_in_a_quiet_line_while_it_lasts(shell: Shell) -> None:
    line = shell.workspace.filing
    assert not line.isVisible()
    shell.desk.notices.filing_told.emit(40)
    assert line.isVisible()
    assert line.sentence.text() == "What you said is being put in its place: 40 %"
    shell.desk.notices.filing_told.emit(100)
    assert not line.isVisible()


class AnsweredByHand:
    """A recorder that only remembers that it was started."""

    recording = False

    def start(self, *_: object) -> None:
        self.recording = True

    def __getattr__(self, verb: str) -> Callable[..., None]:
        return lambda *_: None


def closing_while_recording(shell: Shell) -> MainWindow:
    shell.voice.connect_to(lambda _: cast(Recorder, AnsweredByHand()))
    shell.window.show_recording(begin=True)
    shell.voice.heard.emit(Started(ID, FRIDAY))
    assert not shell.window.close()
    assert shell.window.isVisible()
    assert shell.window.recording.stage is not Stage.LISTENING
    return shell.window


def test_closing_while_recording_says_that_it_is_saved_and_then_closes(
    shell: Shell, qtbot: QtBot
) -> None:
    window = closing_while_recording(shell)
    with qtbot.waitSignal(window.closed):
        shell.voice.heard.emit(Saved(ID, 3.0))
        QApplication.processEvents()
        assert window.isVisible()
        assert window.recording.stage is Stage.SAVED
    assert not window.isVisible()


def test_closing_again_while_saved_stands_there_closes_at_once(shell: Shell) -> None:
    window = closing_while_recording(shell)
    shell.voice.heard.emit(Saved(ID, 3.0))
    assert window.close()


def test_who_goes_on_speaking_after_all_keeps_the_window(shell: Shell) -> None:
    window = closing_while_recording(shell)
    shell.voice.heard.emit(Saved(ID, 3.0))
    window.recording.open_recording()
    window._saved.timeout.emit()
    assert window.recording.stage is Stage.STARTING


def test_what_kept_a_recording_from_being_saved_stays_there_to_be_read(shell: Shell) -> None:
    window = closing_while_recording(shell)
    shell.voice.heard.emit(Failed(Problem(Trouble.DISK_FULL, "The disk is full.")))
    assert window.isVisible()
    assert window.recording.stage is Stage.KEEPING
    assert not window._saved.isActive()
    assert window.close()


def test_closing_before_a_recording_has_begun_waits_for_nothing(shell: Shell) -> None:
    shell.window.show_recording(begin=True)
    assert shell.window.close()


def test_closing_keeps_the_words_that_were_typed(shell: Shell) -> None:
    shell.window.show_recording(begin=False)
    shell.window.recording.note.setPlainText("the yellow light")
    assert shell.window.close()
    assert shell.kept == ["the yellow light"]


def test_words_that_find_no_room_are_told_of_before_the_window_closes(shell: Shell) -> None:
    shell.refused = Problem(Trouble.DISK_FULL, "The disk is full.")
    shell.window.show_recording(begin=False)
    shell.window.recording.note.setPlainText("the yellow light")
    shell.window.leave_recording()
    assert not shell.window.close()
    assert shell.screen is shell.window.recording
    assert shell.window.close()


def test_words_of_a_page_that_find_no_room_are_told_of_before_the_window_closes(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Problem(Trouble.DISK_FULL, "The disk is full.")

    shell.workspace.show_item(write(shell, "an entry"))
    page = shell.workspace.stack.currentWidget()
    assert page is not None
    named(page, "Text").setPlainText("the yellow light")
    monkeypatch.setattr(entries, "edit", full)
    shell.workspace.show_place("Goals")
    shell.workspace.banner.hide()
    shell.window.show_recording(begin=False)
    assert not shell.window.close()
    assert shell.workspace.stack.currentWidget() is page
    assert page.isVisible()
    assert shell.workspace.banner.isVisible()
    assert named(page, "Text").toPlainText() == "the yellow light"
    assert shell.window.close()


def test_nothing_comes_before_a_recording(shell: Shell) -> None:
    shell.window.show_recording(begin=True)
    shell.voice.heard.emit(Started(ID, FRIDAY))
    shell.window.show_lock(QWidget())
    shell.window.show_crash("a report")
    assert shell.screen == shell.window.recording
    shell.voice.heard.emit(Saved(ID, 3.0))
    shell.window.leave_recording()
    after: QWidget | None = shell.window._stack.currentWidget()
    assert after is shell.window.crash
    assert shell.window.crash.report.toPlainText() == "a report"


def test_after_rest_now_one_is_where_one_was(shell: Shell) -> None:
    before = shell.screen
    shell.window.show_recording(begin=False)
    shell.window.recording.leave_button.click()
    assert shell.screen is before


@pytest.mark.usefixtures("counting")
def test_after_a_recording_a_stray_press_of_space_does_nothing(shell: Shell, qtbot: QtBot) -> None:
    with qtbot.waitActive(shell.window):
        shell.window.activateWindow()
    shell.window.returning.connect(lambda: shell.workspace.tell_dark(True))
    shell.workspace.show_place("Today")
    shell.window.show_recording(begin=False)
    QTest.keyClick(shell.window.recording, Qt.Key.Key_Escape)
    assert named(shell.workspace, "Use my usual look").isVisible()
    assert QApplication.focusWidget() is shell.window._desk
    with (
        qtbot.assertNotEmitted(shell.workspace.usual_look_wanted),
        qtbot.assertNotEmitted(shell.window.record_wanted),
    ):
        QTest.keyClick(shell.window._desk, Qt.Key.Key_Space)


def test_what_goes_with_the_keyboard_in_it_does_not_give_it_to_record(
    shell: Shell, qtbot: QtBot
) -> None:
    with qtbot.waitActive(shell.window):
        shell.window.activateWindow()
    people.add(shell.desk.vault, name="Ida", number="1", while_locked=False, now=FRIDAY)
    shell.workspace.show_place("Support")
    named(shell.workspace, "Edit Ida").click()
    named(shell.workspace, "Remove").setFocus()
    QTest.keyClick(named(shell.workspace, "Remove"), Qt.Key.Key_Space)
    assert people.every(shell.desk.vault) == ()
    assert QApplication.focusWidget() is shell.workspace
    with qtbot.assertNotEmitted(shell.window.record_wanted):
        QTest.keyClick(shell.workspace, Qt.Key.Key_Space)
    assert shell.workspace.line.undo_button.isVisible()


@pytest.mark.usefixtures("counting")
def test_the_way_back_is_still_there_after_a_recording(shell: Shell) -> None:
    shell.workspace.show_place("Today")
    shell.desk.notices.undo_offered.emit(Undo("Taken off.", lambda: None))
    line = shell.workspace.line
    shell.window.show_recording(begin=False)
    assert not line._timer.isActive()
    shell.window.leave_recording()
    assert line.undo_button.isVisible()
    assert line._timer.isActive()


def test_a_mistake_is_shown_and_one_can_go_on(shell: Shell) -> None:
    before = shell.screen
    shell.window.show_crash("the first")
    shell.window.show_crash("what followed from it")
    assert shell.window.crash.report.toPlainText() == "the first"
    shell.window.crash.go_on_button.click()
    assert shell.screen is before


def test_nobody_there_is_noticed_and_a_recording_is_somebody(shell: Shell, qtbot: QtBot) -> None:
    window = shell.window
    window._idle.due = lambda minutes: minutes == 10  # type: ignore[method-assign]
    with qtbot.waitSignal(window.left_alone):
        window._look_whether_somebody_is_there()
    window.show_recording(begin=True)
    with qtbot.assertNotEmitted(window.left_alone):
        window._look_whether_somebody_is_there()


def test_a_key_counts_as_somebody_being_there(shell: Shell) -> None:
    touched: list[bool] = []
    shell.window._idle.touch = lambda: touched.append(True)  # type: ignore[method-assign]
    QTest.keyClick(shell.window.windowHandle(), Qt.Key.Key_A)
    assert touched


@pytest.mark.parametrize(("width", "height"), [(900, 600), (960, 640), (1280, 820)])
def test_the_rail_can_be_reached_whole_in_every_window(
    shell: Shell, width: int, height: int
) -> None:
    shell.window.resize(width, height)
    rail = shell.window.rail
    rail.ensureWidgetVisible(named(rail, "Lock"))
    shell.window.grab()
    lock = named(rail, "Lock")
    assert (
        rail.viewport()
        .rect()
        .contains(lock.rect().translated(lock.mapTo(rail.viewport(), lock.rect().topLeft())))
    )
    assert rail.horizontalScrollBar().maximum() == 0


def test_with_large_text_the_rail_is_wider_and_nothing_in_it_overlaps(
    shell: Shell, qtbot: QtBot
) -> None:
    rail = shell.window.rail
    before = rail.width()
    shell.desk.theme.change(scale=1.6)
    qtbot.waitUntil(lambda: rail.width() > before)
    for name in ("Record", "Lock"):
        button = named(rail, name)
        words = button.fontMetrics().horizontalAdvance(button.text()) + 40
        tail = button.fontMetrics().horizontalAdvance(button.tail)
        assert words + tail + 12 <= button.width()
    shell.desk.theme.change(scale=1.0)


def test_a_window_that_stood_on_a_screen_that_is_gone_is_put_on_one(shell: Shell) -> None:
    shell.window.place((90_000, 90_000, 1000, 700))
    assert shell.window.x() < 10_000
    shell.window.place((30, 40, 1000, 700))
    assert shell.window.standing() == (30, 40, 1000, 700)


def test_every_page_of_the_rail_and_every_detail_opens(shell: Shell, qtbot: QtBot) -> None:
    vault = shell.desk.vault
    session = sessions.add(vault, begun_at=FRIDAY, title="Session 4", now=FRIDAY)
    goal = goals.add(vault, at=FRIDAY, title="Walk", direction=Direction.START, now=FRIDAY)
    look = goals.check_in(vault, goal.id, note="once", at=FRIDAY, next_on=None, now=FRIDAY)
    memo = shell.journal.memo(FRIDAY)
    for name, _ in (*PLACES, *FOOT):
        shell.workspace.show_place(name)
    for item in (session.id, goal.id, look.id, memo.id, write(shell, "an entry")):
        shell.workspace.show_item(item)
        page = shell.workspace.stack.currentWidget()
        assert page is not None
        assert page.accessibleName()
    assert not shell.workspace.banner.isVisible()


class Windows(QObject):
    """Notes what is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(repr(watched))
        return False


def test_no_part_of_a_page_is_a_window_of_its_own_while_it_is_made(
    shell: Shell, qapp: QApplication
) -> None:
    memo, entry = shell.journal.memo(FRIDAY), write(shell, "an entry")
    windows = Windows()
    qapp.installEventFilter(windows)
    for name, _ in (*PLACES, *FOOT):
        shell.workspace.show_place(name)
        qapp.processEvents()
    for item in (memo.id, entry):
        shell.workspace.show_item(item)
        qapp.processEvents()
    qapp.removeEventFilter(windows)
    assert windows.seen == []


def write(shell: Shell, words: str) -> str:
    return entries.add(
        shell.desk.vault,
        at=FRIDAY - timedelta(hours=1),
        kind=EntryKind.FREE,
        title=words,
        text=words,
        session_id=None,
        now=FRIDAY,
    ).id


def test_every_kind_of_thing_has_a_page_of_its_own() -> None:
    assert set(pages.DETAILS) == set(ITEM_KINDS)


def test_a_look_comes_after_the_press_that_brought_the_window_forward(
    shell: Shell, qtbot: QtBot
) -> None:
    looks: list[int] = []
    shell.window.looked_at.connect(lambda: looks.append(1))
    shell.window.show()
    shell.window.activateWindow()
    qtbot.waitUntil(shell.window.isActiveWindow)
    assert looks == []
    qtbot.waitUntil(lambda: looks == [1])


def test_what_was_said_opens_its_memo_at_that_second(
    shell: Shell, counting: None, journal: JournalDesk
) -> None:
    memo = journal.memo(FRIDAY)
    shell.desk.notices.moment_requested.emit(Excerpt(memo.id, 134.0, 138.0, "one stone"))
    page = shell.page("memo")
    assert (page.shown, page.moments) == ([memo.id], [134.0])
    shell.desk.notices.moment_requested.emit(Excerpt(memo.id, 3.0, 5.0, "the kitchen"))
    assert page.moments == [134.0, 3.0]
    shell.desk.notices.moment_requested.emit(Excerpt(None, 3.0, 5.0, "the kitchen"))
    assert page.moments == [134.0, 3.0]
