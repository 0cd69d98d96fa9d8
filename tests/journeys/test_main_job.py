"""The main job by a person's hand: speak, see the words, find them, print, lock and unlock."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.journeys.desktop import Desktop, desktop
from tests.journeys.voice import SENTENCES, spoken
from tests.shell import done
from tests.virtual_mic import VirtualMic
from tests.words_right import share_right

PASSPHRASE = "heron weir button chestnut"


def printed(file: Path) -> str:
    command = ["pdftotext", "-layout", str(file), "-"]
    out = subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout
    return " ".join(out.split())


def speak_a_memo(desk: Desktop, mic: VirtualMic, sound: Path) -> None:
    person = desk.person
    person.press("Record")
    person.sees("I'm listening")
    mic.speak(sound)
    person.press("Stop")
    person.sees("Saved.")
    desk.picture("saved")
    person.press("Rest now")


def words_of_the_memo(desk: Desktop) -> str:
    """Open the newest memo from the timeline; its words, once the machine has heard them."""
    person = desk.person
    person.press("Timeline")
    person.sees_name("Everything by time")  # Today shows the memo too, elsewhere
    person.sees("memo, I felt calm", within=60)
    desk.click(part="memo, I felt calm")
    person.sees_name("Transcript")
    return person.read("Transcript")


def write_beside_it(desk: Desktop) -> None:
    person = desk.person
    person.press("Sessions")
    person.press("New session")
    person.type("Intention", "To meet the river without a list.")
    person.press("Save")
    person.press("Journal")
    person.press("New entry")
    person.type("Title", "The yellow kitchen")
    person.type("Text", "There was a table, and nobody hurried.")
    person.press("Save")


def save_the_summary(desk: Desktop) -> Path:
    person = desk.person
    file = desk.folder / "page.pdf"
    person.press("Summary")
    person.press("Save PDF")
    person.type("File name:", str(file))
    person.press("Save")
    person.gone("File name:")
    return file


def set_a_passphrase(desk: Desktop) -> None:
    person = desk.person
    person.press("Settings")
    person.type("New passphrase", PASSPHRASE)
    person.type("The same once more", PASSPHRASE)
    person.press("Set the passphrase")
    person.sees("A passphrase protects this journal")


@pytest.mark.journey
@pytest.mark.timeout(240)
def test_spoken_words_are_kept_heard_found_printed_and_there_after_a_lock(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    done("models", "add", "resources/sample/speech-model")
    sound = spoken(SENTENCES, tmp_path)
    with desktop(tmp_path, {"HOME": os.environ["HOME"]}) as desk:
        person = desk.person
        desk.start()
        person.sees_name("Record", within=20)
        speak_a_memo(desk, virtual_mic, sound)
        heard = words_of_the_memo(desk)
        assert share_right(" ".join(SENTENCES), heard) >= 0.9, heard

        write_beside_it(desk)
        person.type("Search everything", "long walk")
        person.sees("I keep thinking about the long walk")
        desk.keys("Escape")

        page = printed(save_the_summary(desk))
        for words in ("To meet the river", "nobody hurried", "keep thinking about the long walk"):
            assert words in page

        set_a_passphrase(desk)
        person.press("Lock")
        person.sees_name("Passphrase", within=20)
        assert not any("walk" in line for line in person.says())
        person.type("Passphrase", "not this one")
        person.press("Unlock")
        person.sees("doesn't open this journal")
        person.type("Passphrase", PASSPHRASE)
        person.press("Unlock")
        person.sees_name("Today", within=20)
        assert share_right(" ".join(SENTENCES), words_of_the_memo(desk)) >= 0.9
