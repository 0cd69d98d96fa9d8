"""The session-day screen, with a recorder that says what the test wants it to say."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kdesk.domain.ids import MemoId
from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import Failed, Level, Paused, Resumed, Saved, Started
from kdesk.jobs.recorder import Recorder
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.recording import page as page_module
from kdesk.ui.recording.page import RecordingPage, Stage
from kdesk.ui.recording.voice import Voice
from kdesk.ui.theme import Theme, tokens
from tests.ui.a_desk import FRIDAY

ID = MemoId("memo-1")
NO_MICROPHONE = Problem(Trouble.NO_MICROPHONE, "No microphone was found. Plug one in.")
DISK_FULL = Problem(Trouble.DISK_FULL, "The disk is full. Make room, then try again.")


class ScriptedRecorder:
    """Remembers what it was told; the test speaks for the process."""

    def __init__(self, listener: Callable[[object], None]) -> None:
        self.say = listener
        self.told: list[str] = []
        self.recording = False

    def start(self, now: datetime, after: MemoId | None = None) -> None:
        self.recording = True
        self.told.append("start")

    def __getattr__(self, verb: str) -> Callable[..., None]:
        return lambda *_: self.told.append(verb)


class Screen:
    """The page, its voice, and the recorder behind it."""

    def __init__(
        self,
        qtbot: QtBot,
        folder: Path,
        *,
        theme: Theme | None = None,
        elapsed: bool = False,
    ) -> None:
        self.theme = theme or Theme("light")
        self.theme.wear()
        self.qtbot = qtbot
        self.notes: list[str] = []
        self.refuse: Problem | None = None
        self.voice = Voice(lambda: FRIDAY)
        self.settings = SettingsKeeper(folder / "settings.toml")
        self.settings.change(show_elapsed=elapsed)
        self.people: list[Person] = []
        self.page = RecordingPage(
            self.theme, self.voice, self.keep, self.settings, people=lambda: self.people
        )
        self.voice.connect_to(self.connect)
        qtbot.addWidget(self.page)
        self.page.resize(1280, 820)
        self.page.show()
        qtbot.waitExposed(self.page)
        self.page.setFocus()

    def connect(self, listener: Callable[[object], None]) -> Recorder:
        self.recorder = ScriptedRecorder(listener)
        return cast(Recorder, self.recorder)

    def keep(self, words: str) -> None:
        if self.refuse is not None:
            raise self.refuse
        self.notes.append(words)

    def hear(self, *events: object) -> None:
        for event in events:
            with self.qtbot.waitSignal(self.voice.heard):
                self.recorder.say(event)

    def listen(self) -> None:
        self.page.open_recording()
        self.hear(Started(ID, FRIDAY))

    def buttons(self) -> set[str]:
        """What a screen reader can press now."""
        return {
            widget.accessibleName()
            for widget in self.page.findChildren(QWidget)
            if widget.isVisible() and widget.isEnabled() and widget.accessibleName()
        }

    def says(self) -> list[str]:
        return [w.text() for w in self.page.findChildren(QLabel) if w.isVisible() and w.text()]


@pytest.fixture(autouse=True)
def steady_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "SETTLE_MS", 0)


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path) -> Iterator[Screen]:
    yield Screen(qtbot, tmp_path)


def test_it_waits_with_one_thing_to_press(screen: Screen) -> None:
    assert screen.says()[0] == "Speak when you're ready."
    assert screen.buttons() == {"Record", "Leave"}


def test_pressing_anywhere_starts_and_pressing_anywhere_stops(screen: Screen) -> None:
    QTest.mouseClick(screen.page, Qt.MouseButton.LeftButton, pos=screen.page.rect().topLeft())
    screen.hear(Started(ID, FRIDAY))
    QTest.mouseClick(screen.page, Qt.MouseButton.LeftButton, pos=screen.page.rect().center())
    assert screen.recorder.told == ["warm", "start", "stop"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_one_key_starts_and_stops(screen: Screen, key: Qt.Key) -> None:
    QTest.keyClick(screen.page, key)
    screen.hear(Started(ID, FRIDAY))
    QTest.keyClick(screen.page, key)
    assert screen.recorder.told == ["warm", "start", "stop"]


def test_a_trembling_second_press_does_not_stop(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "SETTLE_MS", 60_000)
    QTest.mouseDClick(screen.page, Qt.MouseButton.LeftButton)
    QTest.mouseClick(screen.page, Qt.MouseButton.LeftButton)
    QTest.keyClick(screen.page, Qt.Key.Key_Space)
    assert screen.recorder.told == ["warm", "start"]


def test_a_screen_reader_starts_and_stops_at_the_ring(screen: Screen) -> None:
    assert screen.page.ring.accessibleName() == "Record"
    screen.page.ring.click()
    screen.hear(Started(ID, FRIDAY))
    assert screen.page.ring.accessibleName() == "Stop"
    screen.page.ring.click()
    assert screen.recorder.told == ["warm", "start", "stop"]


def test_while_listening_it_says_so_and_offers_two_soft_buttons(screen: Screen) -> None:
    screen.listen()
    assert screen.says()[0] == "I'm listening. Take your time. Silence is fine."
    assert screen.buttons() == {"Stop", "Pause", "Mark this moment"}


def test_it_says_that_it_listens_only_once_sound_is_kept(screen: Screen) -> None:
    screen.page.open_recording()
    assert screen.says() == ["One moment."]


def test_p_pauses_and_goes_on_and_m_marks(screen: Screen) -> None:
    screen.listen()
    QTest.keyClick(screen.page, Qt.Key.Key_M)
    QTest.keyClick(screen.page, Qt.Key.Key_P)
    screen.hear(Paused())
    assert screen.says()[0] == "Paused."
    QTest.keyClick(screen.page, Qt.Key.Key_P)
    screen.hear(Resumed())
    assert screen.recorder.told == ["warm", "start", "mark", "pause", "go_on"]


def test_a_button_pressed_with_the_mouse_leaves_space_to_the_screen(screen: Screen) -> None:
    screen.listen()
    QTest.mouseClick(screen.page.mark_button, Qt.MouseButton.LeftButton)
    focused = screen.page.window().focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Space)
    assert screen.recorder.told == ["warm", "start", "mark", "stop"]


def test_saved_is_said_only_when_it_is(screen: Screen) -> None:
    screen.listen()
    screen.page.finish()
    assert "Saved." not in screen.says()
    screen.hear(Saved(ID, 3.0))
    assert screen.says() == ["Saved.", "You don't have to remember anything else now."]
    assert screen.buttons() == {"Say more", "Rest now"}


def test_space_says_more_and_a_press_beside_the_buttons_does_nothing(screen: Screen) -> None:
    screen.listen()
    screen.hear(Saved(ID, 3.0))
    QTest.mouseClick(screen.page, Qt.MouseButton.LeftButton, pos=screen.page.rect().topLeft())
    assert screen.recorder.told == ["warm", "start"]
    QTest.keyClick(screen.page, Qt.Key.Key_Space)
    assert screen.recorder.told == ["warm", "start", "start"]


def test_rest_now_leaves(screen: Screen, qtbot: QtBot) -> None:
    screen.listen()
    screen.hear(Saved(ID, 3.0))
    with qtbot.waitSignal(screen.page.rested):
        screen.page.rest_button.click()


def test_escape_never_leaves_a_recording(screen: Screen, qtbot: QtBot) -> None:
    screen.listen()
    with qtbot.assertNotEmitted(screen.page.rested):
        QTest.keyClick(screen.page, Qt.Key.Key_Escape)
    screen.hear(Saved(ID, 3.0))
    with qtbot.waitSignal(screen.page.rested):
        QTest.keyClick(screen.page, Qt.Key.Key_Escape)


def test_nothing_can_be_deleted_here(screen: Screen) -> None:
    words = " ".join(button.text() for button in screen.page.findChildren(QPushButton)).lower()
    for word in ("delete", "remove", "discard", "bin"):
        assert word not in words


def test_the_elapsed_time_shows_only_when_it_was_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    for wanted in (False, True):
        screen = Screen(qtbot, tmp_path, elapsed=wanted)
        screen.listen()
        screen.hear(Level(0.4, 65.0))
        assert ("1:05" in screen.says()) == wanted


def test_perfect_silence_is_pointed_out_until_something_is_heard(screen: Screen) -> None:
    screen.listen()
    screen.hear(Level(0.0, 1.0), Level(0.0, 5.0))
    assert not any("can't hear" in sentence for sentence in screen.says())
    screen.hear(Level(0.0, 7.0))
    assert "I can't hear you yet. Is the microphone muted?" in screen.says()
    screen.hear(Level(0.3, 8.0))
    assert "Press anywhere to stop. It is kept as you speak." in screen.says()


def test_without_a_microphone_a_few_words_can_be_typed_and_are_kept(screen: Screen) -> None:
    screen.page.open_recording()
    screen.hear(Failed(NO_MICROPHONE))
    assert screen.says()[0] == "I can't hear a microphone."
    assert "You can type a few words instead." in screen.says()[1]
    assert NO_MICROPHONE.sentence in screen.says()[1]
    QTest.keyClicks(screen.page.note, "the yellow light")
    QTest.keyClick(screen.page.note, Qt.Key.Key_Space)
    assert screen.recorder.told == ["warm", "start"]
    screen.page.keep_button.click()
    assert screen.notes == ["the yellow light "]
    assert screen.says()[0] == "Saved."


def test_words_that_could_not_be_kept_stay_in_the_box(screen: Screen) -> None:
    screen.page.open_recording()
    screen.hear(Failed(NO_MICROPHONE))
    screen.refuse = DISK_FULL
    screen.page.note.setPlainText("the yellow light")
    screen.page.keep_button.click()
    assert screen.page.note.toPlainText() == "the yellow light"
    assert DISK_FULL.sentence in screen.says()
    assert "Saved." not in screen.says()


def test_other_trouble_is_one_quiet_sentence_and_can_be_tried_again(screen: Screen) -> None:
    screen.page.open_recording()
    screen.hear(Failed(DISK_FULL))
    assert screen.says() == ["I can't record now.", DISK_FULL.sentence]
    assert screen.buttons() == {"Try again", "Leave"}
    screen.page.again_button.click()
    assert screen.recorder.told == ["warm", "start", "start"]


def test_a_microphone_lost_on_the_way_does_not_hide_that_the_rest_is_saved(screen: Screen) -> None:
    screen.listen()
    screen.hear(Saved(ID, 40.0), Failed(NO_MICROPHONE))
    assert screen.says() == ["Saved.", NO_MICROPHONE.sentence]


def test_the_screen_dims_after_a_while_and_stays_saved(screen: Screen, qtbot: QtBot) -> None:
    screen.listen()
    screen.page._dim.setInterval(10)
    screen.hear(Saved(ID, 3.0))
    qtbot.waitUntil(lambda: screen.page.ring.dimmed)
    assert screen.page.stage is Stage.SAVED


def test_the_ring_breathes_with_the_voice(screen: Screen, qtbot: QtBot) -> None:
    screen.listen()
    screen.hear(Level(0.9, 1.0))
    qtbot.waitUntil(lambda: screen.page.ring._breath > 0.2)
    screen.hear(Paused())
    assert screen.page.ring._breath == 0


def test_the_ring_stands_still_under_reduced_motion(qtbot: QtBot, tmp_path: Path) -> None:
    screen = Screen(qtbot, tmp_path, theme=Theme("light", still=True))
    screen.listen()
    screen.hear(Level(0.9, 1.0))
    assert not screen.page.ring._frames.isActive()


@pytest.mark.parametrize(("width", "height"), [(1280, 820), (900, 600)])
def test_words_and_targets_are_large_enough(screen: Screen, width: int, height: int) -> None:
    screen.page.resize(width, height)
    screen.listen()
    assert min(screen.page.ring.width(), screen.page.ring.height()) >= 160
    assert screen.page.words.font().pointSizeF() >= 24
    assert screen.page.hint.font().pointSizeF() >= 16
    assert screen.page.pause_button.height() >= 44
    for label in (screen.page.words, screen.page.hint):
        assert label.height() >= label.heightForWidth(label.width())


def test_the_screen_is_nearly_black_in_every_theme(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("light", "dark", "night"):
        image = Screen(qtbot, tmp_path, theme=Theme(name)).page.grab().toImage()
        assert image.pixelColor(5, 5).name().upper() == tokens(name)["day_ground"]


def test_the_ring_stays_where_it_is_from_stage_to_stage(screen: Screen, qtbot: QtBot) -> None:
    def place() -> Any:
        screen.page.grab()
        return screen.page.ring.geometry()

    waiting = place()
    screen.listen()
    listening = place()
    screen.hear(Saved(ID, 1.0))
    assert waiting == listening == place()


def test_a_start_before_there_is_a_recorder_is_done_as_soon_as_there_is(qtbot: QtBot) -> None:
    voice = Voice(lambda: FRIDAY)
    made: list[ScriptedRecorder] = []
    voice.start()
    assert voice.recording

    def connect(listener: Callable[[object], None]) -> Recorder:
        made.append(ScriptedRecorder(listener))
        return cast(Recorder, made[0])

    voice.connect_to(connect)
    assert made[0].told == ["warm", "start"]


def test_a_start_taken_back_before_there_is_a_recorder_never_happens(
    qtbot: QtBot, tmp_path: Path
) -> None:
    screen_voice = Voice(lambda: FRIDAY)
    settings = SettingsKeeper(tmp_path / "settings.toml")
    page = RecordingPage(Theme("light"), screen_voice, lambda _: None, settings, lambda: ())
    qtbot.addWidget(page)
    page.open_recording()
    page.finish()
    assert not screen_voice.recording
    assert page.stage is Stage.WAITING
