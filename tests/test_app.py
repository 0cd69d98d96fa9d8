"""The program put together: how it opens, records, locks and closes, with a real vault."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from kdesk import app as app_module
from kdesk.app import Program
from kdesk.app.open_journal import OpenJournal
from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import runner
from kdesk.jobs.errand import Here
from kdesk.jobs.live import LiveDone
from kdesk.jobs.protocol import Failed, Paused, Saved, Started
from kdesk.jobs.recorder import Recorder
from kdesk.jobs.transcriber import NoModel
from kdesk.speech import models
from kdesk.store import entries, header, people, sessions, typed_notes, vault
from kdesk.store.devices import DeviceKeeper
from kdesk.store.ids import new_id
from kdesk.store.slots import Stretch
from kdesk.system.paths import Places, resources
from kdesk.system.single_instance import SingleInstance
from kdesk.system.sleep import Awake
from kdesk.ui.desk import Desk
from kdesk.ui.lock import changeover
from kdesk.ui.lock.page import LockPage
from kdesk.ui.recording.page import Stage
from kdesk.ui.settings.page import SettingsPage
from kdesk.ui.workspace import Workspace
from tests.ui.a_desk import named, texts

NOW = datetime(2026, 11, 20, 9, 14, tzinfo=UTC)
PASSPHRASE = "blue door river stone"
WEAK = Stretch(memory=64, passes=1, lanes=1)
ID = MemoId("memo-1")
HEAVY = "faster_whisper av onnxruntime numpy sounddevice PIL pypdfium2 alembic keyring sqlalchemy"


class ScriptedRecorder:
    """Says what the test wants it to say; remembers whom it seals to."""

    def __init__(self, listener: Callable[[object], None], **told: object) -> None:
        self.say = listener
        self.told = told
        self.verbs: list[str] = []
        self.recording = False

    def start(self, now: datetime, after: MemoId | None = None) -> None:
        self.verbs.append("start")
        self.recording = True

    def end(self, event: object) -> None:
        self.recording = False
        self.say(event)

    def __getattr__(self, verb: str) -> Callable[..., None]:
        return lambda *_: self.verbs.append(verb)


class Running:
    """A program in this process, with the pieces that would end it replaced."""

    def __init__(self, places: Places, qtbot: QtBot) -> None:
        self.places = places
        self.qtbot = qtbot
        self.relaunched = 0
        self.recorders: list[ScriptedRecorder] = []
        self.instance = SingleInstance(places.instance_lock, places.door)
        assert self.instance.claim()
        self.program = Program(places, self.instance, relaunch=self._relaunch, now=lambda: NOW)
        setattr(self.program, "_recorder", self._recorder)  # noqa: B010 - in place of a process
        self.window = self.program.window
        qtbot.addWidget(self.window)

    def start(self, *, record: bool = False) -> "Running":
        self.program.start(record=record)
        self.qtbot.waitUntil(lambda: bool(self.recorders), timeout=20_000)
        return self

    @property
    def recorder(self) -> ScriptedRecorder:
        return self.recorders[-1]

    def unlocked(self) -> "Running":
        self.qtbot.waitUntil(lambda: self.program.workspace is not None, timeout=20_000)
        return self

    def saved(self) -> None:
        """The recorder has kept what was said, and the screen says so."""
        self.recorder.end(Saved(ID, 2.0))
        self.qtbot.waitUntil(lambda: self.window.recording.stage is Stage.SAVED)

    @property
    def lock_page(self) -> LockPage:
        assert self.program.lock_page is not None
        return self.program.lock_page

    @property
    def workspace(self) -> Workspace:
        assert self.program.workspace is not None
        return self.program.workspace

    @property
    def desk(self) -> Desk:
        assert self.program.desk is not None
        return self.program.desk

    @property
    def journal(self) -> OpenJournal:
        assert self.program.journal is not None
        return self.program.journal

    def _relaunch(self, instance: SingleInstance) -> None:
        assert instance is self.instance
        self.relaunched += 1

    def _recorder(self, listener: Callable[[object], None]) -> Recorder:
        self.recorders.append(ScriptedRecorder(listener, recipient=self.program._recipient))
        return cast(Recorder, self.recorders[-1])

    def end(self) -> None:
        self.program._close_journal()
        self.program.runner.close()
        self.instance.release()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "data", tmp_path / "settings", tmp_path / "state")
    made.prepare()
    return made


@pytest.fixture
def locked(places: Places) -> None:
    """A vault with a passphrase."""
    device = DeviceKeeper(places.device_keys, keyring_allowed=False)
    made = vault.make(places.vault, device, PASSPHRASE, NOW, stretch=WEAK)
    made.pin(places.pin)
    made.close()


@pytest.fixture
def running(places: Places, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(changeover, "draw_curtain", lambda *_: None)
    made = Running(places, qtbot)
    yield made
    made.end()
    for name in (changeover.PLACE, changeover.CURTAIN, changeover.RECORD):
        os.environ.pop(name, None)


def test_importing_the_program_loads_nothing_heavy() -> None:
    code = f"import sys, kdesk.app; print([m for m in {HEAVY.split()} if m in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert loaded.stdout == "[]\n"


def test_the_window_stands_and_record_works_before_the_journal_is_open(
    running: Running, qtbot: QtBot
) -> None:
    running.program.start(record=False)
    assert running.window.isVisible()
    assert running.window.rail.record_button.isEnabled()
    running.window.rail.record_button.click()
    assert running.window.recording.stage is Stage.STARTING
    qtbot.waitUntil(lambda: bool(running.recorders), timeout=20_000)
    assert running.recorder.verbs == ["warm", "start"]
    running.recorder.end(Saved(ID, 1.0))


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("record", [False, True])
def test_the_recorder_is_warm_before_the_journal_is_loaded(running: Running, record: bool) -> None:
    running.program.start(record=record)
    assert running.recorder.verbs == ["warm"]
    assert str(running.recorder.told["recipient"]).startswith("age1")


def test_the_first_start_makes_a_vault_and_shows_today(running: Running) -> None:
    running.start().unlocked()
    assert vault.exists(running.places.vault)
    assert running.recorder.told["recipient"] == header.recipient_of(running.places.vault)
    assert running.program.workspace is not None
    assert named(running.window.rail, "Today").chosen


def test_record_waits_for_a_press(running: Running) -> None:
    running.start(record=True)
    assert running.window.recording.isVisible()
    assert running.window.recording.stage is Stage.WAITING
    assert running.recorder.verbs == ["warm"]


def test_ctrl_r_is_already_recording(running: Running) -> None:
    running.start().unlocked()
    QTest.keyClick(running.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert running.recorder.verbs == ["warm", "start"]
    assert running.window.recording.isVisible()
    running.recorder.end(Saved(ID, 1.0))


def test_a_later_start_raises_the_session_day_screen_but_not_over_a_recording(
    running: Running,
) -> None:
    running.start().unlocked()
    stages = []
    running.instance.asked.emit("record")
    stages.append(running.window.recording.stage)
    running.window.recording.open_recording()
    running.instance.asked.emit("record")
    stages.append(running.window.recording.stage)
    assert stages == [Stage.WAITING, Stage.STARTING]
    running.recorder.end(Saved(ID, 1.0))


def test_with_a_passphrase_it_opens_on_the_lock_page_and_records_there(
    locked: None, running: Running, qtbot: QtBot
) -> None:
    running.start()
    page = running.lock_page
    assert page.isVisible()
    assert running.program.desk is None
    named(page, "Record").click()
    running.recorder.say(Started(ID, NOW))
    qtbot.waitUntil(lambda: running.window.recording.stage is Stage.LISTENING)
    running.saved()
    running.window.recording.rest_button.click()
    assert page.isVisible()


def test_words_typed_while_locked_are_in_the_journal_after_unlocking(
    locked: None, running: Running, qtbot: QtBot
) -> None:
    running.start(record=True)
    running.window.recording.open_recording()
    running.recorder.end(Failed(Problem(Trouble.NO_MICROPHONE, "There is no microphone.")))
    qtbot.waitUntil(lambda: running.window.recording.stage is Stage.FAILED)
    running.window.recording.note.setPlainText("the yellow light")
    running.window.recording.keep_button.click()
    assert running.window.recording.stage is Stage.SAVED
    running.window.recording.rest_button.click()
    unlock(running)
    desk = running.desk
    qtbot.waitUntil(lambda: [e.text for e in entries.newest(desk.vault)] == ["the yellow light"])


def test_opened_by_the_words_alone_the_journal_says_that_the_passphrase_is_gone(
    places: Places, running: Running, qtbot: QtBot
) -> None:
    device = DeviceKeeper(places.device_keys, keyring_allowed=False)
    made = vault.make(places.vault, device, PASSPHRASE, NOW, stretch=WEAK)
    words = " ".join(made.words())
    made.close()
    for file in places.vault.glob("vault*.json"):
        file.unlink()
    running.program.start(record=False)
    qtbot.waitUntil(lambda: running.program.lock_page is not None, timeout=20_000)
    page = running.lock_page
    qtbot.waitUntil(lambda: "recovery words" in page.told.text())
    page.words.setPlainText(words)
    page.unlock()
    workspace = running.unlocked().workspace
    assert any("Set a passphrase in Settings" in text for text in texts(workspace))


def test_unlocking_opens_the_journal(locked: None, running: Running) -> None:
    running.start()
    unlock(running)
    assert running.program.lock_page is None
    assert named(running.window.rail, "Today").chosen


def spoken_while_locked(running: Running) -> None:
    """Somebody who chose a light theme has spoken on the lock page, and rests."""
    running.program.settings.change(theme="light")
    running.start()
    named(running.lock_page, "Record").click()
    running.saved()
    running.window.recording.rest_button.click()


def begun_today(running: Running, hours_ago: float = 2) -> None:
    desk = running.desk
    begun = NOW - timedelta(hours=hours_ago)
    sessions.add(desk.vault, begun_at=begun, title="Session 1", now=NOW)


def test_opened_to_record_the_journal_behind_is_dark_and_says_so(running: Running) -> None:
    running.program.settings.change(theme="light")
    running.start(record=True).unlocked()
    assert running.program.theme.name == "night"
    running.window.recording.leave_button.click()
    workspace = running.workspace
    assert workspace.dusk.isVisible()
    named(workspace, "Use my usual look").click()
    assert running.program.theme.name == "light"
    assert not workspace.dusk.isVisible()


def test_an_open_window_that_is_asked_to_record_turns_dark(running: Running) -> None:
    running.program.settings.change(theme="light")
    running.start().unlocked()
    assert running.program.theme.name == "light"
    running.instance.asked.emit("show")
    assert running.program.theme.name == "light"
    running.instance.asked.emit("record")
    assert running.program.theme.name == "night"


def test_after_speaking_on_the_lock_page_the_journal_opens_dark(
    locked: None, running: Running
) -> None:
    spoken_while_locked(running)
    unlock(running)
    assert running.program.theme.name == "night"


@pytest.mark.parametrize("pressed", [False, True])
def test_a_space_after_unlocking_presses_nothing_and_it_stays_dark(
    locked: None, running: Running, pressed: bool
) -> None:
    spoken_while_locked(running)
    page = running.lock_page
    QTest.keyClicks(page.passphrase, PASSPHRASE)
    if pressed:
        QTest.mouseClick(page.unlock_button, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    workspace = running.unlocked().workspace
    assert workspace.dusk.isVisible()
    QTest.keyClick(running.window.focusWidget(), Qt.Key.Key_Space)
    assert running.program.theme.name == "night"
    passed = [running.window.focusWidget()]
    for _ in range(60):
        QTest.keyClick(running.window, Qt.Key.Key_Tab)
        passed.append(running.window.focusWidget())
    assert named(workspace, "Use my usual look") in passed


def test_unlocked_without_a_session_the_journal_wears_what_was_chosen(
    locked: None, running: Running
) -> None:
    running.program.settings.change(theme="light")
    running.start()
    assert running.program.theme.name == "night"
    unlock(running)
    assert running.program.theme.name == "light"


@pytest.mark.parametrize(("hours_ago", "look"), [(2, "night"), (20, "light"), (-2, "light")])
def test_on_the_day_of_a_session_the_window_is_dark_when_it_is_next_looked_at(
    running: Running, hours_ago: float, look: str
) -> None:
    running.program.settings.change(theme="light")
    running.start().unlocked()
    begun_today(running, hours_ago)
    assert running.program.theme.name == "light"
    running.window.looked_at.emit()
    assert running.program.theme.name == look


def test_recording_on_the_day_of_a_session_leads_back_to_a_dark_page(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    running.program.settings.change(theme="light")
    running.start().unlocked()
    begun_today(running)
    workspace = running.workspace
    running.window.rail.record_button.click()
    running.saved()
    seen: list[bool] = []
    rest = running.program.look.rest

    def watched(*, anew: bool) -> None:
        seen.append(workspace.isVisible())
        rest(anew=anew)

    monkeypatch.setattr(running.program.look, "rest", watched)
    running.window.recording.rest_button.click()
    assert seen == [False]
    assert running.program.theme.name == "night"
    assert workspace.isVisible()


def test_recording_on_any_other_day_changes_nothing(running: Running) -> None:
    running.program.settings.change(theme="light")
    running.start().unlocked()
    running.window.rail.record_button.click()
    running.recorder.end(Saved(ID, 2.0))
    running.window.leave_recording()
    assert running.program.theme.name == "light"


def test_settings_that_cannot_be_read_are_told_of_with_their_place(
    places: Places, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.settings_file.parent.mkdir(parents=True, exist_ok=True)
    places.settings_file.write_text('theme = "dark')
    running = Running(places, qtbot)
    workspace = running.start().unlocked().workspace
    assert str(places.settings_file) in workspace.banner.sentence.text()
    assert "settings.toml.unread" in workspace.banner.sentence.text()
    running.end()


def test_lock_without_a_passphrase_says_what_one_would_do(running: Running) -> None:
    running.start().unlocked()
    named(running.window.rail, "Lock").click()
    assert running.relaunched == 0
    assert running.program.workspace is not None
    current = running.program.workspace.stack.currentWidget()
    assert current is not None
    running.qtbot.waitUntil(named(current, "Set a passphrase").isVisible)


def test_locking_closes_everything_and_hands_the_place_over(locked: None, running: Running) -> None:
    running.start()
    unlock(running)
    running.window.setGeometry(30, 40, 1000, 700)
    desk = running.desk
    QTest.keyClick(running.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert running.relaunched == 1
    assert running.program.workspace is None
    assert running.program.desk is None
    assert running.recorder.verbs[-1] == "close"
    assert changeover.left_by_the_process_before().place == (30, 40, 1000, 700)
    assert desk.vault.identity is None


def test_record_pressed_while_it_locks_is_done_by_the_process_that_comes_next(
    locked: None, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(*_: object) -> None:
        running.window.record_wanted.emit()

    monkeypatch.setattr(changeover, "draw_curtain", press)
    running.start()
    unlock(running)
    QTest.keyClick(running.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert running.relaunched == 1
    assert "start" not in running.recorder.verbs
    assert changeover.left_by_the_process_before().record


def test_a_process_that_was_left_a_press_of_record_begins_at_once(
    locked: None, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(changeover.RECORD, "1")
    running.start()
    assert running.window.recording.stage is Stage.STARTING
    assert "start" in running.recorder.verbs


@pytest.mark.parametrize("leave", ["lock", "close"])
def test_nobody_who_locks_or_leaves_is_kept_by_a_job_that_hangs(
    locked: None, running: Running, monkeypatch: pytest.MonkeyPatch, leave: str
) -> None:
    monkeypatch.setattr(runner, "ENDS_WITHIN", 0.1)
    running.start()
    unlock(running)
    gate, vault_open = threading.Event(), cast(Desk, running.program.desk).vault
    running.program.runner.start(lambda _: gate.wait(60))
    getattr(running.program, leave)()
    assert vault_open.identity is None, "it is closed all the same"
    assert running.relaunched == (leave == "lock")
    gate.set()


def test_a_lock_asked_for_while_recording_waits_for_its_end(
    locked: None, running: Running, qtbot: QtBot
) -> None:
    running.start()
    unlock(running)
    running.window.show_recording(begin=True)
    running.recorder.say(Started(ID, NOW))
    qtbot.waitUntil(lambda: running.window.recording.stage is Stage.LISTENING)
    running.window.lock_wanted.emit()
    assert running.relaunched == 0
    running.saved()
    assert running.relaunched == 0  # "Saved." is there to be read
    qtbot.waitUntil(lambda: running.relaunched == 1)


def test_a_lock_asked_for_while_recording_waits_for_what_else_is_said(
    locked: None, running: Running, qtbot: QtBot
) -> None:
    running.start()
    unlock(running)
    running.window.show_recording(begin=True)
    running.window.lock_wanted.emit()
    running.saved()
    running.window.recording.more_button.click()
    running.program._lock_soon.timeout.emit()
    assert running.relaunched == 0
    running.recorder.end(Saved(ID, 2.0))
    qtbot.waitUntil(lambda: running.relaunched == 1)


def test_a_lock_keeps_the_words_that_were_typed(locked: None, running: Running) -> None:
    running.start()
    unlock(running)
    running.window.show_recording(begin=False)
    running.window.recording.note.setPlainText("the yellow light")
    running.program.lock()
    assert running.relaunched == 1
    again = vault.open_with_passphrase(running.places.vault, PASSPHRASE)
    typed_notes.take_in(again, now=NOW)  # unless it was filed in the moment before
    assert [entry.text for entry in entries.newest(again)] == ["the yellow light"]
    again.close()


def test_words_that_cannot_be_kept_are_not_lost_to_a_lock(
    locked: None, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Problem(Trouble.DISK_FULL, "The disk is full.")

    running.start()
    unlock(running)
    running.window.show_recording(begin=False)
    running.window.recording.note.setPlainText("the yellow light")
    monkeypatch.setattr(typed_notes, "seal", refuse)
    running.program.lock()
    assert running.relaunched == 0
    assert running.window.recording.note.toPlainText() == "the yellow light"
    hint = running.window.recording.hint.text()
    assert "kdesk is not locked" in hint
    assert "The disk is full." in hint


def test_words_of_a_page_that_cannot_be_kept_are_not_lost_to_a_lock(
    locked: None, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Problem(Trouble.DISK_FULL, "The disk is full.")

    running.start()
    unlock(running)
    desk, workspace = running.program.desk, running.program.workspace
    assert desk is not None
    assert workspace is not None
    entry = entries.add(
        desk.vault, at=NOW, kind=EntryKind.FREE, title="", text="", session_id=None, now=NOW
    )
    workspace.show_item(entry.id)
    named(workspace, "Text").setPlainText("the yellow light")
    with monkeypatch.context() as patch:
        patch.setattr(entries, "edit", refuse)
        running.program.lock()
        banner = workspace.banner.sentence.text()
        assert "kdesk is not locked" in banner
        assert "The disk is full." in banner
    assert running.relaunched == 0
    assert workspace.banner.isVisible()
    running.program.lock()
    assert running.relaunched == 1
    again = vault.open_with_passphrase(running.places.vault, PASSPHRASE)
    assert [entry.text for entry in entries.newest(again)] == ["the yellow light"]
    again.close()


def test_the_lock_page_counts_what_waits_in_the_other_folder_too(
    locked: None, running: Running, qtbot: QtBot
) -> None:
    running.places.fallback.mkdir(parents=True)
    for folder, minutes in ((running.places.fallback, 5), (running.places.vault / "captures", 9)):
        at = NOW - timedelta(minutes=minutes)
        (folder / f"{new_id(Kind.MEMO, at)}.wav.age").write_bytes(b"sealed")
    running.start()
    page = running.lock_page
    both = "2 memos wait to be opened, from today 09:05 to 09:09."
    qtbot.waitUntil(lambda: page.waiting.text() == both)
    running.places.fallback.rename(away := running.places.fallback.with_name("away"))
    running.program.counting.beat.timeout.emit()
    qtbot.waitUntil(lambda: page.waiting.text().startswith("1 memo waits"))
    away.rename(running.places.fallback)
    running.program.counting.beat.timeout.emit()
    qtbot.waitUntil(lambda: page.waiting.text() == both)


def test_the_computer_is_kept_awake_from_the_first_sound_until_it_is_saved(
    running: Running, qtbot: QtBot
) -> None:
    asked: list[str] = []

    class Hold:
        def take(self) -> None:
            asked.append("take")

        def drop(self) -> None:
            asked.append("drop")

    running.program._awake = Awake(Hold())
    running.start().unlocked()
    QTest.keyClick(running.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    running.recorder.say(Started(ID, NOW))
    running.recorder.say(Paused())
    qtbot.waitUntil(lambda: running.window.recording.stage is Stage.PAUSED)
    assert asked == ["take"]
    running.recorder.end(Saved(ID, 4.0))
    qtbot.waitUntil(lambda: asked == ["take", "drop"])


def test_the_journal_is_told_of_a_recording_once_there_is_sound(
    running: Running, qtbot: QtBot
) -> None:
    told: list[str] = []
    running.start().unlocked()
    assert running.program.journal is not None
    running.program.journal.expect_a_recording = lambda: told.append("expected")  # type: ignore[method-assign]
    QTest.keyClick(running.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert not told
    running.recorder.say(Started(ID, NOW))
    qtbot.waitUntil(lambda: told == ["expected"])


def test_a_journal_that_opens_while_somebody_speaks_knows_it(
    locked: None, running: Running, qtbot: QtBot
) -> None:
    """Whoever has just typed the passphrase may press Record before the page has turned."""
    running.start()
    named(running.lock_page, "Record").click()
    running.recorder.say(Started(ID, NOW))
    qtbot.waitUntil(lambda: running.window.recording.stage is Stage.LISTENING)
    unlock(running)
    assert running.journal.trying.recorded, "no model is tried beside the recording"
    running.recorder.end(Saved(ID, 2.0))
    qtbot.waitUntil(lambda: not running.journal.trying.recorded)


def show_what_is_said(running: Running) -> None:
    """As somebody has it who added a model and asked to see the words."""
    folder = running.places.models / "small"
    shutil.copytree(resources() / "sample" / "speech-model", folder, dirs_exist_ok=True)
    running.program.settings.change(show_words=True)


def test_a_model_that_came_is_tried_but_not_while_somebody_speaks(
    running: Running, qtbot: QtBot
) -> None:
    running.start().unlocked()
    journal = running.journal
    assert journal.trying.later.isActive(), "one may have come while nothing was open"
    journal.trying.later.timeout.emit()
    assert not journal.trying.later.isActive()
    show_what_is_said(running)
    journal.desk.notices.model_told.emit(Here("small"))
    assert journal.trying.later.isActive()
    running.window.show_recording(begin=True)
    running.recorder.say(Started(ID, NOW))
    qtbot.waitUntil(lambda: journal.trying.recorded)
    running.recorder.end(Saved(ID, 2.0))
    qtbot.waitUntil(lambda: not journal.trying.recorded)


@pytest.mark.usefixtures("locked")
def test_nobody_hears_what_is_said_while_it_is_locked_and_its_words_go_with_the_journal(
    running: Running, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr("kdesk.jobs.recorder.Recorder", lambda _, **more: given.update(more))
    show_what_is_said(running)
    running.start()
    Program._recorder(running.program, print)
    assert given["live"]() is None
    unlock(running)
    assert given["live"]() is not None
    journal = running.journal
    words = journal.words_live.seen
    running.window.show_recording(begin=True)
    running.recorder.say(Started(ID, NOW))
    qtbot.waitUntil(lambda: running.window.recording.stage is Stage.LISTENING)
    words.add(ID, ["The yellow light."])
    assert words.isVisible()
    running.saved()
    running.window.lock_wanted.emit()
    assert running.relaunched == 1
    assert given["live"]() is None
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not isValid(words)


@pytest.fixture
def spoken_for(running: Running, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A journal that still hears what is being said; each round of filing is noted."""
    running.start().unlocked()
    journal = running.journal
    journal.desk.transcriber.drafts.turn(live=True)
    rounds: list[str] = []
    monkeypatch.setattr(journal._filing, "file", lambda: rounds.append("filed"))
    journal._words_first.setInterval(60_000)
    running.recorder.say(Saved(ID, 2.0))
    return rounds


def test_what_was_said_is_filed_once_its_last_words_are_heard(
    running: Running, qtbot: QtBot, spoken_for: list[str]
) -> None:
    journal = running.journal
    qtbot.waitUntil(journal._words_first.isActive)
    assert spoken_for == []
    journal.words_live._post.came.emit(LiveDone(ID, whole=True))
    qtbot.waitUntil(lambda: spoken_for == ["filed"])
    assert not journal._words_first.isActive()
    journal.words_live._post.came.emit(LiveDone(ID, whole=True))
    QCoreApplication.processEvents()
    assert spoken_for == ["filed"]


def test_words_that_are_long_in_coming_do_not_hold_up_the_filing(
    running: Running, qtbot: QtBot, spoken_for: list[str]
) -> None:
    journal = running.journal
    journal._words_first.setInterval(10)
    qtbot.waitUntil(lambda: spoken_for == ["filed"])


def test_where_nobody_hears_it_is_filed_at_once(
    running: Running, qtbot: QtBot, spoken_for: list[str]
) -> None:
    journal = running.journal
    qtbot.waitUntil(journal._words_first.isActive)
    journal._words_first.stop()
    journal.desk.transcriber.drafts.turn(live=False)
    running.recorder.say(Saved(ID, 2.0))
    qtbot.waitUntil(lambda: spoken_for == ["filed"])


def test_left_alone_it_locks_by_itself_only_with_a_passphrase_and_when_chosen(
    locked: None, running: Running
) -> None:
    running.start()
    unlock(running)
    running.program.settings.change(lock_after_minutes=0)
    running.window.left_alone.emit()
    assert running.relaunched == 0
    running.program.settings.change(lock_after_minutes=10)
    running.window.left_alone.emit()
    assert running.relaunched == 1


def test_left_alone_without_a_passphrase_nothing_changes_on_the_screen(running: Running) -> None:
    running.start().unlocked()
    running.window.left_alone.emit()
    assert running.relaunched == 0
    assert named(running.window.rail, "Today").chosen


def test_the_desktop_s_own_lock_locks_the_journal_too(locked: None, running: Running) -> None:
    running.start()
    unlock(running)
    running.program._screen_lock._hear(False)
    assert running.relaunched == 0
    running.program._screen_lock._hear(True)
    assert running.relaunched == 1


def test_a_journal_that_cannot_be_opened_is_told_and_recording_works(
    locked: None, running: Running, qtbot: QtBot
) -> None:
    for name in ("vault.json", "vault.mirror.json"):
        (running.places.vault / name).write_text("{}")
    running.start()
    page = running.lock_page
    qtbot.waitUntil(lambda: bool(page.told.text()))
    assert not page.words.isHidden()
    assert running.recorder.told["recipient"] == running.places.pin.read_text().strip()


def test_a_chosen_theme_is_worn_at_once(running: Running, qapp: QApplication) -> None:
    running.start().unlocked()
    running.program.settings.change(theme="night", microphone="Desk microphone")
    assert running.program.theme.name == "night"
    assert running.recorder.verbs[-1] == "choose"


def test_only_another_microphone_is_told_to_the_recorder(running: Running) -> None:
    running.start().unlocked()
    running.program.settings.change(asked_the_room=True)
    assert "choose" not in running.recorder.verbs
    running.program.settings.change(microphone="Desk microphone")
    assert running.recorder.verbs[-1] == "choose"


def test_a_mistake_on_any_thread_leads_to_the_crash_page_without_its_words(
    running: Running, qtbot: QtBot
) -> None:
    running.start().unlocked()
    mistake = ValueError("the yellow light")
    thread = threading.Thread(target=lambda: running.program.mistake_made.emit(mistake))
    thread.start()
    thread.join()
    qtbot.waitUntil(running.window.crash.isVisible)
    report = running.window.crash.report.toPlainText()
    assert "ValueError" in report
    assert "yellow" not in report


def test_trouble_that_nobody_met_on_its_way_is_told_in_the_banner(running: Running) -> None:
    running.start().unlocked()
    trouble = Problem(Trouble.DAMAGED, "A page of the journal is damaged.")
    running.program.mistake_made.emit(trouble)
    workspace = running.workspace
    assert not running.window.crash.isVisible()
    assert workspace.banner.isVisible()
    assert workspace.banner.sentence.text() == trouble.sentence


def test_a_journal_damaged_in_an_open_window_is_told_in_the_banner(
    locked: None, running: Running
) -> None:
    running.start()
    unlock(running)
    workspace = running.workspace
    write_from_a_shell(running)
    damage(running)
    running.window.looked_at.emit()
    for place in ("Timeline", "Sessions", "Journal", "Goals", "Creations", "Summary", "Settings"):
        running.program._go(place)
        QApplication.processEvents()
        assert not running.window.crash.isVisible()
    assert "damaged" in workspace.banner.sentence.text()


def test_a_damaged_journal_is_told_when_the_window_starts(
    locked: None, running: Running, qtbot: QtBot
) -> None:
    damage(running)
    running.start()
    page = running.lock_page
    page.passphrase.setText(PASSPHRASE)
    page.unlock()

    def told() -> str:
        workspace = running.program.workspace
        return workspace.banner.sentence.text() if workspace else page.told.text()

    qtbot.waitUntil(lambda: "damaged" in told(), timeout=20_000)
    assert not running.window.crash.isVisible()


def test_closing_remembers_the_place_and_gives_it_up(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    quits: list[bool] = []
    monkeypatch.setattr(QCoreApplication, "quit", lambda: quits.append(True))
    running.start().unlocked()
    running.window.setGeometry(50, 60, 1000, 700)
    running.window.close()
    assert quits == [True]
    assert running.program.settings.current.window == (50, 60, 1000, 700)
    again = SingleInstance(running.places.instance_lock, running.places.door)
    assert again.claim()
    again.release()


def test_now_knows_its_offset() -> None:
    assert app_module.local_now().utcoffset() is not None


def damage(running: Running) -> None:
    """Overwrite a part of the database, as a failing disk does."""
    with (running.places.vault / "db" / "journal.db").open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(5000)
        file.write(bytes(size - 5000))


def write_from_a_shell(running: Running) -> None:
    """An entry, kept by another process as a command in a shell would."""
    device = DeviceKeeper(running.places.device_keys, keyring_allowed=False)
    beside = vault.open_with_device(running.places.vault, device)
    entries.add(
        beside, at=NOW, kind=EntryKind.FREE, title="From a shell", text="", session_id=None, now=NOW
    )
    beside.close()


def unlock(running: Running) -> None:
    page = running.lock_page
    page.passphrase.setText(PASSPHRASE)
    page.unlock()
    running.unlocked()


def test_what_a_command_took_in_is_seen_when_the_window_is_next_looked_at(
    running: Running, qtbot: QtBot
) -> None:
    running.start().unlocked()
    write_from_a_shell(running)
    journal = named(running.window.rail, "Journal")
    assert journal.tail == ""
    running.window.looked_at.emit()
    qtbot.waitUntil(lambda: journal.tail == "1")


def test_what_a_command_took_in_is_seen_when_one_goes_elsewhere_in_the_window(
    running: Running, qtbot: QtBot
) -> None:
    running.start().unlocked()
    write_from_a_shell(running)
    journal = named(running.window.rail, "Journal")
    journal.click()
    qtbot.waitUntil(lambda: journal.tail == "1")


def test_a_place_pressed_before_the_journal_is_open_is_shown_then(running: Running) -> None:
    running.program.start(record=False)
    assert running.program.workspace is None
    named(running.window.rail, "Goals").click()
    running.unlocked()
    assert named(running.window.rail, "Goals").chosen


def test_why_words_wait_is_told_in_the_journal_and_never_to_somebody_who_speaks(
    running: Running, qtbot: QtBot
) -> None:
    running.start().unlocked()
    desk, workspace = running.program.desk, running.program.workspace
    assert desk is not None
    assert workspace is not None
    QTest.keyClick(running.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    running.recorder.say(Started(ID, NOW))
    qtbot.waitUntil(lambda: running.window.recording.stage is Stage.LISTENING)
    damaged = "The speech model is damaged."
    desk.notices.speech_told.emit(NoModel(Problem(Trouble.BAD_MODEL, damaged), frozenset({ID})))
    assert running.window.recording.isVisible()
    labels = running.window.findChildren(QLabel)
    assert not any(damaged in label.text() for label in labels if label.isVisible())
    running.recorder.end(Saved(ID, 1.0))
    qtbot.waitUntil(lambda: running.window.recording.stage is Stage.SAVED)
    running.window.recording.rest_button.click()
    assert workspace.banner.sentence.isVisible()
    waits = f"{damaged} Memos wait until it is put right."
    assert workspace.banner.sentence.text() == waits


def test_a_model_that_a_command_added_wakes_the_transcriber_and_is_listed(
    running: Running, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    running.start().unlocked()
    desk = running.desk
    woken: list[bool] = []
    monkeypatch.setattr(desk.transcriber, "wake", lambda: woken.append(True))
    running.program._go("Settings")
    QCoreApplication.processEvents()
    woken.clear()
    models.add(running.places.models, resources() / "sample" / "speech-model")
    running.window.looked_at.emit()
    qtbot.waitUntil(lambda: bool(woken))
    workspace = running.workspace
    page = workspace.stack.currentWidget()
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: named(page, "speech-model").isVisible())


def test_a_memo_that_waits_is_tried_again_when_the_window_is_looked_at(
    running: Running, qtbot: QtBot
) -> None:
    running.start().unlocked()
    journal = running.journal
    tried: list[bool] = []
    journal.asking.found.connect(lambda: tried.append(True))
    running.window.looked_at.emit()
    qtbot.waitUntil(lambda: not journal.asking.looking.busy)
    assert not tried
    typed_notes.seal(
        running.places.vault / "captures", running.program._recipient, "the yellow light", NOW
    )
    running.window.looked_at.emit()
    qtbot.waitUntil(lambda: bool(tried))
    vault_open = journal.desk.vault
    qtbot.waitUntil(lambda: [e.text for e in entries.newest(vault_open)] == ["the yellow light"])


def test_where_no_journal_can_be_made_record_says_so_at_once(
    places: Places, running: Running, qtbot: QtBot
) -> None:
    places.vault.write_text("a file in the journal's place")
    running.program.start(record=False)
    running.window.rail.record_button.click()
    qtbot.waitUntil(lambda: running.window.recording.stage is Stage.FAILED, timeout=20_000)
    running.window.recording.ring.click()
    qtbot.waitUntil(lambda: running.window.recording.stage is Stage.FAILED)
    assert places.vault.read_text() == "a file in the journal's place"


def note_people(vault_open: vault.Vault) -> None:
    people.add(vault_open, name="Ida", number="0555 01", while_locked=True, now=NOW)
    people.add(vault_open, name="Ben", number="0999 02", note="knows", now=NOW)


def supported(running: Running) -> list[str]:
    """What one reads after F1 on the screen that is shown."""
    QTest.keyClick(running.window, Qt.Key.Key_F1)
    return texts(running.window)


def test_while_locked_only_those_chosen_for_it_are_shown(
    places: Places, locked: None, running: Running
) -> None:
    running.start()
    unlock(running)
    assert running.program.desk is not None
    note_people(running.program.desk.vault)
    running.end()
    # Opened once more, which is when the file is brought up to date.
    again = Running(places, running.qtbot)
    again.start()
    unlock(again)
    again.end()
    third = Running(places, running.qtbot)
    third.start()
    assert third.program.lock_page is not None
    named(third.program.lock_page, "Support").click()
    shown = texts(third.window)
    assert {"Ida", "0555 01"} <= set(shown)
    assert not {"Ben", "0999 02"} & set(shown)
    third.end()


def test_the_session_day_screen_shows_the_journal_s_people_once_it_is_open(
    running: Running,
) -> None:
    running.start(record=True).unlocked()
    assert running.program.desk is not None
    note_people(running.program.desk.vault)
    shown = supported(running)
    assert {"Ida", "Ben", "0999 02"} <= set(shown)
    assert "knows" not in shown


def test_a_journal_that_cannot_be_read_still_shows_those_in_the_file(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    running.start(record=True).unlocked()
    assert running.program.desk is not None
    note_people(running.program.desk.vault)
    assert running.program.journal is not None
    running.program.journal.keep_people_file()

    def gone(_vault: vault.Vault) -> tuple[Person, ...]:
        raise Problem(Trouble.CANNOT_READ, "The disk is gone.")

    monkeypatch.setattr(people, "every", gone)
    shown = supported(running)
    assert "Ida" in shown
    assert "Ben" not in shown


def test_a_file_of_people_that_cannot_be_written_is_told_when_the_journal_opens(
    running: Running,
) -> None:
    (running.places.people_file / "in the way").mkdir(parents=True)
    running.start().unlocked()
    assert any(
        "shown while kdesk is locked could not be changed" in t for t in texts(running.window)
    )
