"""The microphone test, in Settings and before a session, with and without a real microphone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.verdict import Verdict
from kdesk.jobs import microphone_trial, sound_devices
from kdesk.jobs.protocol import Device, Ended, Failed, Level, Tried
from kdesk.store import sessions
from kdesk.ui.sessions.session_page import SessionPage
from kdesk.ui.settings.page import SettingsPage
from kdesk.ui.widgets.level_bar import LevelBar
from kdesk.ui.widgets.microphone_test import MicrophoneTest
from tests.audio.sounds import noise, wav
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts
from tests.virtual_mic import VirtualMic

PROMISE = "Say a few words for three seconds and hear them back. Nothing is kept."


class ScriptedTrial:
    """Says what the test wants it to say, and remembers what was asked."""

    made: "list[ScriptedTrial]"

    def __init__(self, listener: Callable[[object], None]) -> None:
        self.say = listener
        self.asked: list[tuple[str | None, str | None]] = []
        self.ended = 0
        self.made.append(self)

    def start(self, device: str | None, speaker: str | None) -> None:
        self.asked.append((device, speaker))

    def end(self) -> None:
        self.ended += 1


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> list[ScriptedTrial]:
    ScriptedTrial.made = []
    monkeypatch.setattr(microphone_trial, "MicrophoneTrial", ScriptedTrial)
    return ScriptedTrial.made


@pytest.fixture
def test(journal: JournalDesk, trials: list[ScriptedTrial], qtbot: QtBot) -> MicrophoneTest:
    made = MicrophoneTest(journal.desk)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def bar(test: MicrophoneTest) -> LevelBar:
    return test.bar


def test_it_listens_judges_and_plays_back(
    test: MicrophoneTest, trials: list[ScriptedTrial]
) -> None:
    assert texts(test) == [PROMISE]
    assert not bar(test).isVisible()
    named(test, "Test the microphone").click()
    trial = trials[0]
    assert trial.asked == [(None, None)]
    assert texts(test) == ["Say a few words now. I'm listening for three seconds."]
    trial.say(Level(0.6, 0.1))
    assert bar(test).isVisible()
    assert bar(test).shown == 0.6
    trial.say(Tried(Verdict.CLEAR, "default"))
    assert texts(test) == ["That came through. You hear it now."]
    trial.say(Level(0.5, 0.1))
    assert bar(test).shown == 0.5
    trial.say(Ended())
    assert texts(test) == ["That came through."]
    assert not bar(test).isVisible()
    assert named(test, "Test the microphone").isEnabled()


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (Verdict.NOTHING, "I can't hear anything from this microphone. Is it muted?"),
        (Verdict.QUIET, "That was very quiet."),
        (Verdict.LOUD, "That was too loud for this microphone."),
    ],
)
def test_each_verdict_is_a_plain_sentence(
    test: MicrophoneTest, trials: list[ScriptedTrial], verdict: Verdict, sentence: str
) -> None:
    test.start()
    trials[0].say(Tried(verdict, "default"))
    heard_back = texts(test)[0].endswith("You hear it now.")
    assert heard_back is (verdict is not Verdict.NOTHING)
    trials[0].say(Ended())
    assert texts(test)[0].startswith(sentence)


def test_the_chosen_devices_are_tried_and_another_one_is_named(
    journal: JournalDesk, test: MicrophoneTest, trials: list[ScriptedTrial]
) -> None:
    journal.desk.settings.change(microphone="USB mic", speaker="Headset")
    test.start()
    assert trials[0].asked == [("USB mic", "Headset")]
    trials[0].say(Tried(Verdict.CLEAR, "default"))
    trials[0].say(Ended())
    assert texts(test) == ["That came through. “USB mic” could not be opened; this was “default”."]
    test.start()
    trials[1].say(Tried(Verdict.CLEAR, "USB mic"))
    trials[1].say(Ended())
    assert texts(test) == ["That came through."]


def test_trouble_is_said_and_a_verdict_outlives_a_missing_speaker(
    test: MicrophoneTest, trials: list[ScriptedTrial]
) -> None:
    test.start()
    trials[0].say(Failed(Problem(Trouble.NO_MICROPHONE, "No microphone; press Record.")))
    assert texts(test) == [
        "No microphone could be opened. Plug one in or choose another, then test again."
    ]
    test.start()
    trials[1].say(Failed(Problem(Trouble.NO_SOUND_LIBRARY, "No PortAudio.")))
    assert texts(test) == ["No PortAudio."]
    test.start()
    trials[2].say(Tried(Verdict.CLEAR, "default"))
    trials[2].say(Failed(Problem(Trouble.NO_SPEAKER, "No speaker; press Play.")))
    assert texts(test) == [
        "That came through. It can't be played back: no speaker could be opened."
    ]
    assert not test.running


def test_hidden_it_lets_the_microphone_go_at_once(
    test: MicrophoneTest, trials: list[ScriptedTrial]
) -> None:
    """Record shows another screen: the recorder must find the microphone free."""
    test.start()
    test.hide()
    assert trials[0].ended == 1
    assert not test.running
    trials[0].say(Tried(Verdict.CLEAR, "default"))
    assert texts(test) == [PROMISE]


def test_it_can_be_ended_and_what_comes_late_is_of_no_account(
    test: MicrophoneTest, trials: list[ScriptedTrial]
) -> None:
    named(test, "Test the microphone").click()
    named(test, "End the test").click()
    assert trials[0].ended == 1
    named(test, "Test the microphone").click()
    trials[0].say(Tried(Verdict.NOTHING, "default"))
    assert texts(test) == ["Say a few words now. I'm listening for three seconds."]


def test_the_bar_follows_up_at_once_falls_gently_and_keeps_still_where_wished(
    journal: JournalDesk, qtbot: QtBot
) -> None:
    shown = LevelBar(journal.desk.theme)
    qtbot.addWidget(shown)
    for loudness in (0.8, 0.0):
        shown.follow(loudness)
    assert 0.6 < shown.shown < 0.8
    for _ in range(9):
        shown.follow(0.0)
    assert shown.shown == 0.0
    journal.desk.theme.still = True
    for loudness in (0.3, 0.8, 0.1, 0.5):
        shown.follow(loudness)
    assert shown.shown == 0.8
    journal.desk.theme.still = False


# Where it stands


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_devices, "inputs", lambda: (Device("USB mic", False, True),))
    monkeypatch.setattr(sound_devices, "outputs", lambda: (Device("Headset", True, False),))


def test_settings_have_it_and_another_choice_ends_it(
    journal: JournalDesk, devices: None, trials: list[ScriptedTrial], qtbot: QtBot
) -> None:
    page = SettingsPage(journal.desk)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    named(page, "Test the microphone").click()
    field = named(page, "Microphone")
    field.setCurrentIndex(field.findText("USB mic"))
    assert trials[0].ended == 1
    named(page, "Test the microphone").click()
    assert trials[1].asked == [("USB mic", None)]


def test_a_planned_session_has_it_and_one_that_was_does_not(
    journal: JournalDesk, devices: None, trials: list[ScriptedTrial], qtbot: QtBot
) -> None:
    coming, past = (
        sessions.add(journal.vault, begun_at=FRIDAY + timedelta(days=days), now=FRIDAY)
        for days in (2, -2)
    )
    page = SessionPage(journal.desk)
    qtbot.addWidget(page)
    page.show_item(coming.id)
    with qtbot.waitExposed(page):
        page.show()
    field = named(page, "Microphone")
    field.setCurrentIndex(field.findText("USB mic"))
    assert journal.desk.settings.current.microphone == "USB mic"
    named(page, "Test the microphone").click()
    assert trials[0].asked == [("USB mic", None)]
    page.show_item(past.id)
    assert trials[0].ended == 1
    assert [
        b
        for b in page.findChildren(QPushButton)
        if b.isVisible() and b.text() == "Test the microphone"
    ] == []
    assert [b for b in page.findChildren(QLabel) if b.isVisible() and b.text() == PROMISE] == []


def test_a_broken_sound_system_is_told_before_a_session(
    journal: JournalDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> tuple[Device, ...]:
        raise Problem(Trouble.NO_SOUND_LIBRARY, "The sound system can't be used.")

    monkeypatch.setattr(sound_devices, "inputs", broken)
    page = SessionPage(journal.desk)
    qtbot.addWidget(page)
    planned = sessions.add(journal.vault, begun_at=FRIDAY + timedelta(days=1), now=FRIDAY)
    page.show_item(planned.id)
    with qtbot.waitExposed(page):
        page.show()
    assert "The sound system can't be used." in texts(page)


def test_with_a_real_microphone_one_is_heard(
    virtual_mic: VirtualMic, journal: JournalDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "spoken.wav"
    file.write_bytes(wav(noise(12.0)))
    test = MicrophoneTest(journal.desk)
    qtbot.addWidget(test)
    with qtbot.waitExposed(test):
        test.show()
    with virtual_mic.begin_speaking(file) as voice:
        named(test, "Test the microphone").click()
        qtbot.waitUntil(lambda: test.bar.shown > 0.5, timeout=30_000)
        qtbot.waitUntil(lambda: texts(test)[0].startswith("That came through"), timeout=30_000)
        voice.kill()
    qtbot.waitUntil(lambda: texts(test) == ["That came through."], timeout=30_000)
    assert not test.running
    named(test, "Test the microphone").click()
    qtbot.waitUntil(lambda: virtual_mic.listeners() == 1, timeout=30_000)
    test.hide()
    qtbot.waitUntil(lambda: virtual_mic.listeners() == 0, timeout=1_500)
