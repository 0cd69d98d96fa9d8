"""The session-day screen, with a recorder that says what the test wants it to say."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.jobs.protocol import Failed, Level, Noticed, Paused, Resumed, Saved, Started
from kdesk.jobs.recorder import Recorder
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.recording import page as page_module
from kdesk.ui.recording.arrangement import Heights, arrange
from kdesk.ui.recording.page import RECORDING, RecordingPage, Stage
from kdesk.ui.recording.spoken import WordsSeen
from kdesk.ui.recording.voice import Voice
from kdesk.ui.theme import Theme, tokens
from tests.ui.a_desk import FRIDAY
from tests.ui.day_screen import (
    DISK_FULL,
    ID,
    NO_MICROPHONE,
    PEOPLE,
    SLOW_DISK,
    STATES,
    DayScreen,
    ScriptedRecorder,
)

LISTENING = "I'm listening. Take your time. Silence is fine."
TYPE_INSTEAD = "You can type a few words instead.\nFor another day: Settings has a microphone test."
LISTENING_HINT = "Press anywhere to stop. It is kept as you speak."
BRIGHTEST = 0.03
"""Mean relative luminance, linear, of any picture of this screen."""
SIZES = [(1280, 820), (900, 600)]
SCALES = [1.0, 1.6]


def brightness(image: QImage) -> float:
    """The mean relative luminance of WCAG 2, from 0 to 1."""
    small = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(small.constBits()).cast("B")
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (level / 255 for level in range(256))
    ]
    sums = [sum(map(linear.__getitem__, pixels[place::4])) for place in range(3)]
    blue, green, red = (total / (len(pixels) // 4) for total in sums)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def key(screen: DayScreen, pressed: Qt.Key) -> None:
    """Press a key wherever the keyboard is now."""
    QTest.keyClick(screen.page.window().focusWidget() or screen.page, pressed)


@pytest.fixture(autouse=True)
def steady_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "SETTLE_MS", 0)


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path) -> Iterator[DayScreen]:
    yield DayScreen(qtbot, tmp_path)


def test_it_waits_with_one_thing_to_press(screen: DayScreen) -> None:
    assert screen.says()[0] == "Speak when you're ready."
    assert screen.buttons() == {"Record", "Leave", "Support"}


def test_pressing_anywhere_starts_and_pressing_anywhere_stops(screen: DayScreen) -> None:
    QTest.mouseClick(screen.page, Qt.MouseButton.LeftButton, pos=screen.page.rect().topLeft())
    screen.hear(Started(ID, FRIDAY))
    QTest.mouseClick(screen.page, Qt.MouseButton.LeftButton, pos=screen.page.rect().center())
    assert screen.recorder.told == ["warm", "start", "stop"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_one_key_starts_and_stops(screen: DayScreen, key: Qt.Key) -> None:
    QTest.keyClick(screen.page, key)
    screen.hear(Started(ID, FRIDAY))
    QTest.keyClick(screen.page, key)
    assert screen.recorder.told == ["warm", "start", "stop"]


def test_a_trembling_second_press_does_not_stop(
    screen: DayScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "SETTLE_MS", 60_000)
    QTest.mouseDClick(screen.page, Qt.MouseButton.LeftButton)
    QTest.mouseClick(screen.page, Qt.MouseButton.LeftButton)
    QTest.keyClick(screen.page, Qt.Key.Key_Space)
    assert screen.recorder.told == ["warm", "start"]


def test_a_screen_reader_starts_and_stops_at_the_ring(screen: DayScreen) -> None:
    assert screen.page.ring.accessibleName() == "Record"
    screen.page.ring.click()
    screen.hear(Started(ID, FRIDAY))
    assert screen.page.ring.accessibleName() == "Stop"
    screen.page.ring.click()
    assert screen.recorder.told == ["warm", "start", "stop"]


def test_while_listening_it_says_so_and_offers_two_soft_buttons(screen: DayScreen) -> None:
    screen.listen()
    assert screen.says() == [LISTENING, LISTENING_HINT]
    assert screen.buttons() == {"Stop", "Pause", "Mark this moment", "Support"}


def test_it_says_that_it_listens_only_once_sound_is_kept(screen: DayScreen) -> None:
    screen.page.open_recording()
    assert screen.says() == ["One moment."]


def test_p_pauses_and_goes_on_and_m_marks(screen: DayScreen) -> None:
    screen.listen()
    QTest.keyClick(screen.page, Qt.Key.Key_M)
    QTest.keyClick(screen.page, Qt.Key.Key_P)
    screen.hear(Paused())
    assert screen.says()[0] == "Paused."
    QTest.keyClick(screen.page, Qt.Key.Key_P)
    screen.hear(Resumed())
    assert screen.recorder.told == ["warm", "start", "mark", "pause", "go_on"]


def test_a_button_pressed_with_the_mouse_leaves_space_to_the_screen(screen: DayScreen) -> None:
    screen.listen()
    QTest.mouseClick(screen.page.mark_button, Qt.MouseButton.LeftButton)
    focused = screen.page.window().focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Space)
    assert screen.recorder.told == ["warm", "start", "mark", "stop"]


def test_saved_is_said_only_when_it_is(screen: DayScreen) -> None:
    screen.listen()
    screen.page.finish()
    assert "Saved." not in screen.says()
    screen.hear(Saved(ID, 3.0))
    assert screen.says() == ["Saved.", "You don't have to remember anything else now."]
    assert screen.buttons() == {"Say more", "Rest now", "Support"}


def test_space_says_more_and_a_press_beside_the_buttons_does_nothing(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Saved(ID, 3.0))
    QTest.mouseClick(screen.page, Qt.MouseButton.LeftButton, pos=screen.page.rect().topLeft())
    assert screen.recorder.told == ["warm", "start"]
    QTest.keyClick(screen.page, Qt.Key.Key_Space)
    assert screen.recorder.told == ["warm", "start", "start"]


def test_rest_now_leaves(screen: DayScreen, qtbot: QtBot) -> None:
    screen.listen()
    screen.hear(Saved(ID, 3.0))
    with qtbot.waitSignal(screen.page.rested):
        screen.page.rest_button.click()


def test_escape_never_leaves_a_recording(screen: DayScreen, qtbot: QtBot) -> None:
    screen.listen()
    with qtbot.assertNotEmitted(screen.page.rested):
        QTest.keyClick(screen.page, Qt.Key.Key_Escape)
    screen.hear(Saved(ID, 3.0))
    with qtbot.waitSignal(screen.page.rested):
        QTest.keyClick(screen.page, Qt.Key.Key_Escape)


def test_nothing_can_be_deleted_here(screen: DayScreen) -> None:
    words = " ".join(button.text() for button in screen.page.findChildren(QPushButton)).lower()
    for word in ("delete", "remove", "discard", "bin"):
        assert word not in words


def test_the_elapsed_time_shows_only_when_it_was_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    for wanted in (False, True):
        screen = DayScreen(qtbot, tmp_path, elapsed=wanted)
        screen.listen()
        screen.hear(Level(0.4, 65.0))
        assert ("1:05" in screen.says()) == wanted


def test_perfect_silence_is_pointed_out_until_something_is_heard(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Noticed(Sign.SILENT))
    assert screen.says() == [
        "I can't hear you yet.",
        "Is the microphone muted? It is kept all the same.",
    ]
    screen.hear(Paused())
    assert screen.says()[0] == "Paused."
    screen.hear(Resumed())
    assert screen.says()[0] == "I can't hear you yet."
    screen.hear(Noticed(Sign.HEARD))
    assert screen.says() == [LISTENING, LISTENING_HINT]


def test_what_was_silent_once_is_not_said_of_what_is_recorded_next(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Noticed(Sign.SILENT), Saved(ID, 3.0))
    assert screen.says()[0] == "Saved."
    screen.listen()
    assert screen.says() == [LISTENING, LISTENING_HINT]


def test_without_a_microphone_a_few_words_can_be_typed_and_are_kept(screen: DayScreen) -> None:
    screen.page.open_recording()
    screen.hear(Failed(NO_MICROPHONE))
    assert screen.says() == ["I can't hear a microphone.", TYPE_INSTEAD]
    QTest.keyClicks(screen.page.note, "the yellow light")
    QTest.keyClick(screen.page.note, Qt.Key.Key_Space)
    assert screen.recorder.told == ["warm", "start"]
    screen.page.keep_button.click()
    assert screen.notes == ["the yellow light "]
    assert screen.says()[0] == "Saved."


def test_a_missing_sound_library_is_said_as_kindly(screen: DayScreen) -> None:
    screen.page.open_recording()
    trouble = "Check that PortAudio (libportaudio2) is installed."
    screen.hear(Failed(Problem(Trouble.NO_SOUND_LIBRARY, trouble)))
    assert screen.says() == ["I can't hear a microphone.", TYPE_INSTEAD]
    assert screen.page.note.isVisible()


def test_words_that_could_not_be_kept_stay_in_the_box(screen: DayScreen) -> None:
    screen.page.open_recording()
    screen.hear(Failed(NO_MICROPHONE))
    screen.refuse = DISK_FULL
    screen.page.note.setPlainText("the yellow light")
    screen.page.keep_button.click()
    assert screen.page.note.toPlainText() == "the yellow light"
    assert DISK_FULL.sentence in screen.says()
    assert "Saved." not in screen.says()


def test_other_trouble_is_one_quiet_sentence_and_can_be_tried_again(screen: DayScreen) -> None:
    screen.page.open_recording()
    screen.hear(Failed(DISK_FULL))
    assert screen.says() == ["I can't record now.", DISK_FULL.sentence]
    assert screen.buttons() == {"Try again", "Leave", "Support"}
    screen.page.again_button.click()
    assert screen.recorder.told == ["warm", "start", "start"]


def test_a_microphone_lost_on_the_way_does_not_hide_that_it_is_saved(
    screen: DayScreen,
) -> None:
    screen.listen()
    screen.hear(Saved(ID, 40.0), Failed(NO_MICROPHONE))
    assert screen.says() == [
        "Saved.",
        "I can't hear a microphone any more. What you said until then is kept.",
    ]


def test_the_screen_dims_after_a_while_and_stays_saved(screen: DayScreen, qtbot: QtBot) -> None:
    screen.listen()
    screen.page.veil.later.setInterval(10)
    screen.hear(Saved(ID, 3.0))
    before = brightness(screen.picture())
    qtbot.waitUntil(lambda: screen.page.veil.drawn)
    qtbot.waitUntil(lambda: brightness(screen.picture()) < 0.9 * before)
    assert screen.page.stage is Stage.SAVED


def test_the_dimmed_screen_is_pressed_like_the_other_and_is_light_again(
    screen: DayScreen, qtbot: QtBot
) -> None:
    screen.listen()
    screen.hear(Saved(ID, 3.0))
    screen.page.veil.draw()
    place = screen.page.more_button.mapTo(screen.page, screen.page.more_button.rect().center())
    assert screen.page.childAt(place) is screen.page.more_button
    key(screen, Qt.Key.Key_Space)
    assert screen.page.stage is Stage.STARTING
    assert not screen.page.veil.drawn


def test_the_light_comes_back_with_the_pointer(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Saved(ID, 3.0))
    screen.page.veil.draw()
    here = QPointF(40, 40)
    moved = QMouseEvent(
        QEvent.Type.MouseMove, here, here, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(screen.page, moved)
    assert not screen.page.veil.drawn


def test_under_reduced_motion_the_screen_dims_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    screen = DayScreen(qtbot, tmp_path, theme=Theme("light", still=True))
    screen.listen()
    screen.hear(Saved(ID, 3.0))
    before = brightness(screen.picture())
    screen.page.veil.draw()
    assert brightness(screen.picture()) < 0.9 * before


def test_the_ring_breathes_with_the_voice(screen: DayScreen, qtbot: QtBot) -> None:
    screen.listen()
    screen.hear(Level(0.9, 1.0))
    qtbot.waitUntil(lambda: screen.page.ring._breath > 0.2)
    screen.hear(Paused())
    assert screen.page.ring._breath == 0


def test_the_ring_stands_still_under_reduced_motion(qtbot: QtBot, tmp_path: Path) -> None:
    screen = DayScreen(qtbot, tmp_path, theme=Theme("light", still=True))
    screen.listen()
    screen.hear(Level(0.9, 1.0))
    assert not screen.page.ring._frames.isActive()


def test_the_screen_is_nearly_black_in_every_theme(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("light", "dark", "night"):
        image = DayScreen(qtbot, tmp_path, theme=Theme(name)).page.grab().toImage()
        assert image.pixelColor(5, 5).name().upper() == tokens(name)["day_ground"]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("size", SIZES)
def test_ring_and_words_stay_where_they_are_from_stage_to_stage(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int], scale: float
) -> None:
    screen = DayScreen(qtbot, tmp_path, theme=Theme("light", scale))
    screen.page.resize(*size)

    def places() -> list[QRect]:
        screen.picture()
        return [screen.page.ring.geometry(), screen.page.words.geometry()]

    waiting = places()
    screen.listen()
    assert places() == waiting
    screen.hear(Noticed(Sign.LOOKING))
    assert places() == waiting
    screen.hear(Noticed(Sign.PART, "Webcam"), Level(0.2, 4.0))
    screen.page.mark_button.click()
    assert places() == waiting
    screen.hear(Saved(ID, 1.0))
    assert places() == waiting


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
def test_every_state_fits_and_can_be_read_and_pressed(
    qtbot: QtBot, tmp_path: Path, state: str, size: tuple[int, int], scale: float
) -> None:
    screen = DayScreen(qtbot, tmp_path, theme=Theme("light", scale))
    screen.page.resize(*size)
    STATES[state](screen)
    QApplication.processEvents()
    page = screen.page
    if page.support.isVisible():
        return  # has tests of its own
    along = page._sight.along
    assert page.words.font().pointSizeF() >= 24 * (1 if along else scale) - 0.1
    assert page.hint.font().pointSizeF() >= 16 * scale - 0.1
    shown = [page.words, page.hint, page.note, *page.findChildren(QPushButton)]
    boxes = [(part, _box(part, page)) for part in shown if part.isVisible()]
    for part, box in boxes:
        assert page.rect().contains(box), part
        if isinstance(part, QLabel):
            assert box.height() >= part.heightForWidth(box.width())
        else:
            assert box.height() >= 44
    spoken = page._sight.spoken
    if along and spoken is not None:
        assert spoken.height() >= spoken.least
        boxes.append((spoken, _box(spoken, page)))
    if page.ring.isVisible():
        across = page.ring.width() // 2
        assert across >= 160
        ring = QRect(0, 0, across, across)
        ring.moveCenter(page.ring.geometry().center())
        assert page.rect().contains(ring)
        boxes.append((page.ring, ring))
    for number, (part, box) in enumerate(boxes):
        for other, other_box in boxes[number + 1 :]:
            assert not _text(part, box).intersects(_text(other, other_box)), (part, other)


def _box(part: QWidget, page: QWidget) -> QRect:
    return QRect(part.mapTo(page, part.rect().topLeft()), part.size())


def _text(part: QWidget, box: QRect) -> QRect:
    """The room that a label's lines take: it may have more."""
    if isinstance(part, QLabel) and not isinstance(part, WordsSeen):
        return QRect(box.topLeft(), box.size()).adjusted(
            0, 0, 0, part.heightForWidth(box.width()) - box.height()
        )
    return box


@pytest.mark.parametrize("theme", ["light", "dark", "night"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_nearly_black(qtbot: QtBot, tmp_path: Path, state: str, theme: str) -> None:
    screen = DayScreen(qtbot, tmp_path, theme=Theme(theme))
    screen.page.resize(900, 600)
    STATES[state](screen)
    QApplication.processEvents()
    assert brightness(screen.picture()) < BRIGHTEST


def test_a_bright_picture_would_be_noticed(qtbot: QtBot, tmp_path: Path) -> None:
    screen = DayScreen(qtbot, tmp_path)
    pane = QWidget(screen.page)
    pane.setStyleSheet("background: white;")
    pane.setGeometry(0, 0, 1280, 30)
    pane.show()
    assert brightness(screen.picture()) > BRIGHTEST
    white = QImage(8, 8, QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    assert brightness(white) == pytest.approx(1.0)


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
    page = RecordingPage(
        Theme("light"), screen_voice, lambda _: Sign.IN_PLACE, settings, lambda: ()
    )
    qtbot.addWidget(page)
    page.open_recording()
    page.finish()
    assert not screen_voice.recording
    assert page.stage is Stage.WAITING


def test_say_more_goes_on_from_the_memo_before_until_one_rests(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Saved(ID, 3.0))
    screen.page.more_button.click()
    screen.hear(Started(MemoId("memo-2"), FRIDAY), Saved(MemoId("memo-2"), 3.0))
    key(screen, Qt.Key.Key_Space)
    screen.hear(Started(MemoId("memo-3"), FRIDAY), Saved(MemoId("memo-3"), 3.0))
    screen.page.rest_button.click()
    screen.page.open_recording()
    assert screen.recorder.after == [None, ID, MemoId("memo-2"), None]


def test_after_a_microphone_was_lost_for_good_the_next_try_goes_on_from_it(
    screen: DayScreen,
) -> None:
    screen.listen()
    screen.hear(Saved(ID, 40.0), Failed(NO_MICROPHONE))
    screen.page.more_button.click()
    screen.hear(Failed(NO_MICROPHONE))
    assert screen.page.stage is Stage.FAILED
    screen.page.again_button.click()
    assert screen.recorder.after == [None, ID, ID]


def test_a_marked_moment_is_a_chip_with_its_second(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Level(0.3, 65.2))
    key(screen, Qt.Key.Key_M)
    assert chips(screen) == {"Marked at 1:05": "1:05"}
    screen.hear(Paused())
    key(screen, Qt.Key.Key_M)
    assert chips(screen) == {"Marked at 1:05": "1:05"}
    screen.hear(Saved(ID, 70.0))
    assert chips(screen) == {}
    screen.page.open_recording()
    screen.hear(Started(ID, FRIDAY))
    assert chips(screen) == {}


def test_a_moment_is_marked_once_however_often_m_is_pressed_within_a_second(
    screen: DayScreen,
) -> None:
    screen.listen()
    for second in (65.2, 65.2, 65.7, 66.1, 66.2):
        screen.hear(Level(0.3, second))
        key(screen, Qt.Key.Key_M)
    assert list(chips(screen).values()) == ["1:05", "1:06"]
    assert screen.recorder.told.count("mark") == 2
    screen.hear(Noticed(Sign.AFRESH), Level(0.3, 66.4))
    key(screen, Qt.Key.Key_M)
    assert screen.recorder.told.count("mark") == 3


def test_of_many_marks_the_newest_are_shown(screen: DayScreen) -> None:
    screen.listen()
    for second in range(0, 80, 10):
        screen.hear(Level(0.3, float(second)))
        key(screen, Qt.Key.Key_M)
    assert list(chips(screen).values()) == ["0:30", "0:40", "0:50", "1:00", "1:10"]
    assert screen.recorder.told.count("mark") == 8


def chips(screen: DayScreen) -> dict[str, str]:
    return {
        label.accessibleName(): label.text()
        for label in screen.page.findChildren(QLabel)
        if label.property("role") == "day-mark" and label.isVisible()
    }


def test_a_lost_microphone_and_the_next_one_are_said_in_one_line(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Noticed(Sign.LOOKING))
    assert screen.says() == [
        "I can't hear you just now.",
        "I'm looking for a microphone. What you said is kept.",
    ]
    assert screen.page.stage in RECORDING
    screen.hear(Noticed(Sign.PART, "Webcam"))
    assert screen.says() == [LISTENING, "Part two, with Webcam. What came before is kept."]
    screen.hear(Noticed(Sign.LOOKING), Noticed(Sign.PART, "Headset"))
    assert screen.says()[1] == "Part three, with Headset. What came before is kept."


def test_a_recorder_started_afresh_is_a_new_part_whatever_is_told_first(screen: DayScreen) -> None:
    for started_first in (True, False):
        screen.listen()
        told: list[object] = [Started(ID, FRIDAY), Noticed(Sign.AFRESH)]
        screen.hear(Noticed(Sign.LOOKING), *(told if started_first else reversed(told)))
        assert screen.says() == [
            LISTENING,
            "I hear you again. This is part two; what came before is kept.",
        ]
        screen.hear(Saved(ID, 9.0))


def test_while_another_microphone_is_looked_for_any_press_stops(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Noticed(Sign.LOOKING))
    key(screen, Qt.Key.Key_P)
    key(screen, Qt.Key.Key_Space)
    assert screen.recorder.told == ["warm", "start", "stop"]


def test_what_passes_makes_way_for_what_lasts_and_that_for_the_hint(screen: DayScreen) -> None:
    screen.page.hint._over.setInterval(10)
    screen.listen()
    screen.hear(Noticed(Sign.ELSEWHERE), Noticed(Sign.LOUD))
    assert "loud for this microphone" in screen.says()[1]
    screen.qtbot.waitUntil(lambda: "takes nothing now" in screen.says()[1])
    screen.hear(Noticed(Sign.IN_PLACE))
    screen.qtbot.waitUntil(lambda: screen.says()[1] == LISTENING_HINT)


def test_saved_says_where_it_lies_when_the_disk_took_no_more(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Noticed(Sign.ELSEWHERE), Saved(ID, 3.0))
    assert screen.says()[0] == "Saved."
    assert "joins your journal when its disk takes it" in screen.says()[1]
    screen.page.open_recording()
    screen.hear(Started(ID, FRIDAY))
    assert screen.says() == [LISTENING, LISTENING_HINT]
    screen.hear(Noticed(Sign.ELSEWHERE), Noticed(Sign.IN_PLACE))
    screen.hear(Saved(ID, 3.0))
    assert screen.says() == ["Saved.", "You don't have to remember anything else now."]


def test_where_it_lies_at_last_counts_not_where_it_was_on_the_way(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Noticed(Sign.IN_MEMORY))
    screen.page.finish()
    screen.hear(Noticed(Sign.IN_PLACE), Saved(ID, 3.0))
    assert screen.says() == ["Saved.", "You don't have to remember anything else now."]
    screen.listen()
    screen.hear(Noticed(Sign.IN_MEMORY), Saved(ID, 3.0))
    assert screen.says() == ["Saved.", "You don't have to remember anything else now."]
    screen.listen()
    screen.page.finish()
    screen.hear(Noticed(Sign.ELSEWHERE), Saved(ID, 3.0))
    assert "joins your journal when its disk takes it" in screen.says()[1]


def test_what_is_not_on_a_disk_yet_is_said_and_nobody_has_to_wait(
    screen: DayScreen, qtbot: QtBot
) -> None:
    screen.listen()
    screen.page.finish()
    screen.hear(Failed(SLOW_DISK))
    assert screen.says()[0] == "I'm still keeping it."
    assert "leave the computer on" in screen.says()[1]
    assert screen.buttons() == {"Say more", "Rest now", "Support"}
    with qtbot.waitSignal(screen.page.rested):
        key(screen, Qt.Key.Key_Escape)
    screen.hear(Noticed(Sign.ELSEWHERE), Saved(ID, 3.0))
    assert screen.says()[0] == "Saved."
    assert "joins your journal when its disk takes it" in screen.says()[1]


def test_while_it_is_still_being_kept_one_can_say_more_of_the_same_sitting(
    screen: DayScreen,
) -> None:
    screen.listen()
    screen.page.finish()
    screen.hear(Failed(DISK_FULL))
    assert "No disk has room for it yet." in screen.says()[1]
    key(screen, Qt.Key.Key_Space)
    assert screen.recorder.after == [None, ID]
    screen.hear(Saved(ID, 3.0))  # of the recording before
    assert screen.page.stage is Stage.STARTING
    screen.hear(Started(MemoId("memo-2"), FRIDAY))
    assert screen.says() == [LISTENING, LISTENING_HINT]


def test_what_is_saved_only_after_one_rests_begins_no_sitting_anew(screen: DayScreen) -> None:
    screen.listen()
    screen.page.finish()
    screen.hear(Failed(SLOW_DISK))
    screen.page.rest_button.click()
    screen.hear(Failed(SLOW_DISK), Saved(ID, 3.0))
    assert screen.says()[0] == "Saved."
    screen.page.open_recording()
    assert screen.recorder.after == [None, None]


@pytest.mark.parametrize("late", [Failed(SLOW_DISK), Saved(ID, 0.2)])
def test_one_that_is_stopped_before_its_sound_was_told_of_is_kept_as_any_other(
    screen: DayScreen, late: Failed | Saved
) -> None:
    screen.page.open_recording()
    screen.page.finish()
    screen.hear(Started(ID, FRIDAY), late)
    assert screen.page.stage in (Stage.KEEPING, Stage.SAVED)
    screen.page.open_recording()
    assert screen.recorder.after == [None, ID]


def test_typed_words_that_the_journals_disk_did_not_take_say_where_they_lie(
    screen: DayScreen,
) -> None:
    screen.kept = Sign.ELSEWHERE
    screen.page.open_recording()
    screen.hear(Failed(NO_MICROPHONE))
    screen.page.note.setPlainText("the yellow light")
    screen.page.keep_button.click()
    assert screen.says()[0] == "Saved."
    assert "joins your journal when its disk takes it" in screen.says()[1]


def test_a_start_that_takes_its_time_says_that_nothing_is_heard_yet(screen: DayScreen) -> None:
    screen.page.open_recording()
    assert "I'm not listening yet." not in screen.says()
    screen.qtbot.waitUntil(lambda: "I'm not listening yet." in screen.says())
    screen.hear(Started(ID, FRIDAY))
    assert screen.says() == [LISTENING, LISTENING_HINT]


def test_after_twenty_minutes_there_is_a_gentle_line_and_it_goes_on(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Level(0.3, 1199.0))
    assert screen.says() == [LISTENING, LISTENING_HINT]
    screen.hear(Level(0.3, 1200.0), Level(0.3, 1201.0))
    assert screen.says()[1].startswith("You have been speaking for a while.")
    assert screen.page.stage is Stage.LISTENING
    assert screen.recorder.told == ["warm", "start"]


def test_the_line_about_the_time_hides_none_about_the_disk(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Noticed(Sign.IN_MEMORY), Level(0.3, 1201.0))
    assert "No disk takes it now." in screen.says()[1]
    screen.hear(Noticed(Sign.IN_PLACE))
    screen.page.hint.tell("")
    assert screen.says()[1].startswith("You have been speaking for a while.")


@pytest.mark.parametrize("late", [Started(ID, FRIDAY), Resumed(), Noticed(Sign.PART, "Webcam")])
def test_what_was_on_its_way_when_stop_was_pressed_changes_nothing(
    screen: DayScreen, late: object
) -> None:
    screen.listen()
    screen.page.finish()
    screen.hear(late)
    assert screen.page.stage is Stage.STOPPING


def test_whoever_else_is_in_the_room_is_thought_of_once(qtbot: QtBot, tmp_path: Path) -> None:
    ask = "If somebody is in the room with you, ask them first."
    screen = DayScreen(qtbot, tmp_path, asked=False)
    screen.page._room_line.read.setInterval(10)
    screen.page.open_waiting()
    assert ask in screen.says()[1]
    qtbot.waitUntil(lambda: screen.settings.current.asked_the_room)
    screen.listen()
    assert screen.says()[1] == LISTENING_HINT
    again = DayScreen(qtbot, tmp_path)
    again.settings = SettingsKeeper(tmp_path / "settings.toml")
    assert again.settings.current.asked_the_room


def test_a_recording_begun_at_once_says_it_while_it_listens(qtbot: QtBot, tmp_path: Path) -> None:
    screen = DayScreen(qtbot, tmp_path, asked=False)
    screen.page.open_recording()
    assert screen.says()[1] == "If somebody is in the room with you, ask them first."
    screen.hear(Started(ID, FRIDAY))
    assert screen.says()[1] == "If somebody is in the room with you, ask them first."


def test_a_line_nobody_could_see_has_not_been_said(qtbot: QtBot, tmp_path: Path) -> None:
    screen = DayScreen(qtbot, tmp_path, asked=False)
    screen.page.hide()
    screen.page._room_line.read.timeout.emit()
    assert not screen.settings.current.asked_the_room


def test_support_is_one_key_away_and_the_recording_goes_on(screen: DayScreen) -> None:
    screen.people.extend(PEOPLE)
    screen.listen()
    for way in (Qt.Key.Key_S, Qt.Key.Key_F1):
        key(screen, way)
        assert {"Still listening.", "Mara", "+49 30 5550 0142"} <= set(screen.says())
        assert "In an emergency, call your local emergency number." in screen.says()
        key(screen, Qt.Key.Key_Space)
        assert screen.says()[0] == LISTENING
    screen.page.support_button.click()
    key(screen, Qt.Key.Key_Escape)
    assert screen.says()[0] == LISTENING
    assert screen.recorder.told == ["warm", "start"]


def test_a_press_that_leads_back_from_support_stops_nothing_and_nor_does_the_next(
    screen: DayScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.listen()
    screen.page.open_support()
    screen.page._turned.invalidate()  # Record was pressed long ago
    monkeypatch.setattr(page_module, "SETTLE_MS", 60_000)
    QTest.mouseClick(screen.page.support, Qt.MouseButton.LeftButton)
    assert screen.says()[0] == LISTENING
    QTest.mouseClick(screen.page, Qt.MouseButton.LeftButton)
    key(screen, Qt.Key.Key_Space)
    assert screen.recorder.told == ["warm", "start"]


def test_support_says_what_becomes_of_the_recording_behind_it(screen: DayScreen) -> None:
    screen.listen()
    screen.page.open_support()
    screen.hear(Noticed(Sign.LOOKING))
    assert "I can't hear you just now." in screen.says()
    screen.hear(Saved(ID, 3.0), Failed(NO_MICROPHONE))
    assert "Saved." in screen.says()
    assert screen.page.support.isVisible()
    key(screen, Qt.Key.Key_Space)
    assert screen.says() == [
        "Saved.",
        "I can't hear a microphone any more. What you said until then is kept.",
    ]
    assert screen.recorder.told == ["warm", "start"]


def test_support_is_there_even_when_nobody_can_be_read(screen: DayScreen) -> None:
    def unreadable() -> list[Any]:
        raise DISK_FULL

    screen.page._people = unreadable
    screen.page.open_support()
    assert "In an emergency, call your local emergency number." in screen.says()


def test_words_that_were_typed_and_not_kept_are_kept_on_leaving(
    screen: DayScreen, qtbot: QtBot
) -> None:
    screen.page.open_recording()
    screen.hear(Failed(NO_MICROPHONE))
    screen.page.note.setPlainText("the yellow light")
    with qtbot.waitSignal(screen.page.rested):
        screen.page.leave_button.click()
    assert screen.notes == ["the yellow light"]


def test_typed_words_are_kept_before_the_next_try(screen: DayScreen) -> None:
    screen.page.open_recording()
    screen.hear(Failed(NO_MICROPHONE))
    screen.page.note.setPlainText("the yellow light")
    screen.page.again_button.click()
    assert screen.notes == ["the yellow light"]


def test_one_stays_with_words_that_cannot_be_kept(screen: DayScreen, qtbot: QtBot) -> None:
    screen.page.open_recording()
    screen.hear(Failed(NO_MICROPHONE))
    screen.page.note.setPlainText("the yellow light")
    screen.refuse = DISK_FULL
    with qtbot.assertNotEmitted(screen.page.rested):
        screen.page.leave_button.click()
    assert screen.page.note.toPlainText() == "the yellow light"
    assert DISK_FULL.sentence in screen.says()


def test_s_is_a_letter_where_words_are_typed(screen: DayScreen) -> None:
    screen.page.open_recording()
    screen.hear(Failed(NO_MICROPHONE))
    key(screen, Qt.Key.Key_S)
    assert screen.page.note.toPlainText() == "s"
    assert not screen.page.support.isVisible()


def test_the_ring_tells_the_stages_apart_without_a_word(qtbot: QtBot, tmp_path: Path) -> None:
    faces = []
    for state in ("listening", "looking", "paused", "saved"):
        screen = DayScreen(qtbot, tmp_path)
        STATES[state](screen)
        faces.append(screen.page.ring.grab().toImage())
    for number, face in enumerate(faces):
        assert face not in faces[number + 1 :]


def test_the_next_day_another_sitting_begins_by_itself(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Saved(ID, 3.0))
    screen.clock.forward(hours=2)
    screen.page.open_recording()
    screen.hear(Started(ID, FRIDAY), Saved(ID, 3.0))
    screen.clock.forward(hours=20)
    screen.page.open_recording()
    assert screen.recorder.after == [None, ID, None]


def test_a_microphone_lost_during_a_pause_is_said_when_it_matters(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Paused(), Noticed(Sign.LOOKING))
    assert screen.says()[0] == "Paused."
    screen.hear(Resumed())
    assert screen.page.stage is Stage.LOOKING
    screen.hear(Paused(), Noticed(Sign.PART, "Webcam"))
    assert screen.says()[0] == "Paused."
    screen.hear(Resumed())
    assert screen.says() == [LISTENING, "Part two, with Webcam. What came before is kept."]


def test_enter_presses_the_button_that_has_the_keyboard(screen: DayScreen, qtbot: QtBot) -> None:
    screen.listen()
    screen.page.pause_button.setFocus()
    key(screen, Qt.Key.Key_Return)
    assert screen.recorder.told == ["warm", "start", "pause"]
    screen.hear(Saved(ID, 3.0))
    screen.page.rest_button.setFocus()
    with qtbot.waitSignal(screen.page.rested):
        key(screen, Qt.Key.Key_Enter)
    assert screen.recorder.told == ["warm", "start", "pause"]


def test_however_much_there_is_to_say_the_ring_is_large_enough_to_press() -> None:
    for words in range(50, 160, 10):
        need = Heights(words=words, hint=84, marks=53, choices=76, corner=54)
        assert arrange(QSize(900, 600), need).ring.height() >= 160
