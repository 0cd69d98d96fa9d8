"""Words that are ready when one stops: seen while speaking, corrected, kept, heard again."""

import os
import threading
import wave
from pathlib import Path

import pytest

from tests.bench.hearing import Witness
from tests.jobs.ears import until
from tests.journeys.desktop import Desktop, desktop
from tests.journeys.voice import SENTENCES, spoken
from tests.shell import done
from tests.virtual_mic import VirtualMic
from tests.words_right import share_right

PAUSE_S = 2.5
CALM, QUIET = "calm", "quiet"


def speak_and_see(desk: Desktop, mic: VirtualMic, sound: Path) -> None:
    """The first words are seen while the last are still to be spoken, all of them after Stop."""
    person = desk.person
    person.press("Record")
    person.sees("I'm listening")
    speaking = threading.Thread(target=lambda: mic.speak(sound))
    speaking.start()
    person.sees("I felt calm in the garden", within=20)
    assert speaking.is_alive()
    desk.picture("spoken")
    speaking.join()
    person.press("Stop")
    person.sees("Saved.")
    seen = person.sees("call my mother", within=10)
    assert share_right(" ".join(SENTENCES), seen) >= 0.9, seen
    desk.picture("saved")
    person.press("Rest now")


def open_the_memo(desk: Desktop) -> str:
    """Its words; they are in the journal without anybody having asked for them."""
    person = desk.person
    person.press("Timeline")
    person.sees_name("Everything by time")
    person.sees("memo, I felt", within=30)
    desk.click(part="memo, I felt")
    person.sees_name("Transcript")
    return person.read("Transcript")


def keep_the_last_sentence(desk: Desktop) -> None:
    person = desk.person
    person.focus("Transcript")
    desk.keys("ctrl+End", *["ctrl+shift+Left"] * 6)
    person.press("Keep as insight")
    person.sees("Kept as an insight")


def some_sound_of(sentence: int, folder: Path) -> bytes:
    """A quarter of a second from within a sentence, as it was spoken into the microphone."""
    with wave.open(str(folder / f"part{sentence}.wav"), "rb") as part:
        part.setpos(part.getframerate() // 2)
        return part.readframes(part.getframerate() // 4)


@pytest.mark.journey
@pytest.mark.timeout(240)
def test_words_are_there_on_stop_corrected_kept_as_an_insight_and_heard_from_it(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    done("models", "add", "resources/sample/speech-model")
    sound = spoken(SENTENCES, tmp_path, PAUSE_S)
    with desktop(tmp_path, {"HOME": os.environ["HOME"]}) as desk:
        person = desk.person
        desk.start()
        person.press("Settings", within=20)
        person.press("Show them while I record")
        speak_and_see(desk, virtual_mic, sound)

        heard = open_the_memo(desk)
        assert share_right(" ".join(SENTENCES), heard) >= 0.9, heard
        person.type("Transcript", heard.replace(CALM, QUIET))
        person.press("Today")
        assert QUIET in open_the_memo(desk)
        desk.picture("corrected")

        keep_the_last_sentence(desk)
        person.press("Insights")
        person.sees("will call my mother")
        desk.picture("insights")
        *before, last = (some_sound_of(number, tmp_path) for number in range(len(SENTENCES)))
        listening = Witness(virtual_mic)
        try:
            person.press_part("Play: ")
            until(lambda: listening.where(last) >= 0, 20)
            assert [listening.where(sound) for sound in before] == [-1] * len(before)
        finally:
            listening.end()
