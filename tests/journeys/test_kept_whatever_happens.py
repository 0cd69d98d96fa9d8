"""What is spoken stays, whatever becomes of the program; and it can be spoken while locked."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.journeys.desktop import Desktop, desktop
from tests.journeys.voice import SENTENCES, spoken
from tests.shell import done
from tests.virtual_mic import VirtualMic

LOST_AT_MOST = 0.75
"""Seconds: one sealed chunk (0.683 s) and one block of the microphone."""


def children_of(process: int) -> list[int]:
    out = subprocess.run(
        ["pgrep", "-P", str(process)], capture_output=True, text=True, timeout=10, check=False
    )
    return [int(line) for line in out.stdout.split()]


def begin_a_memo(desk: Desktop) -> None:
    desk.person.press("Record", within=30)
    desk.person.sees("I'm listening")


@pytest.mark.journey
@pytest.mark.timeout(180)
def test_a_memo_survives_the_kill_of_everything_at_once(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    sound = spoken(SENTENCES, tmp_path)
    with desktop(tmp_path, {"HOME": os.environ["HOME"]}) as desk:
        window = desk.start()
        begin_a_memo(desk)
        listening_since = time.monotonic()
        speaking = virtual_mic.begin_speaking(sound)
        with pytest.raises(subprocess.TimeoutExpired):
            speaking.wait(6.3)
        for process in (window.pid, *children_of(window.pid)):
            os.kill(process, signal.SIGKILL)
        heard = time.monotonic() - listening_since
        speaking.kill()
        speaking.wait()
        window.wait(timeout=10)

        desk.start(log="again.txt")
        desk.person.press("Timeline", within=30)
        desk.person.sees_name("Everything by time")
        desk.person.sees("memo, ", within=30)
    (memo,) = done("list", "memo", "--json").facts
    kept = done("show", memo["id"], "--json").facts
    assert kept["cut"] is True
    assert heard - LOST_AT_MOST <= kept["seconds"] <= heard + 2


@pytest.mark.journey
@pytest.mark.timeout(180)
def test_one_can_speak_while_it_is_locked_and_read_it_after(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    done("init", "--passphrase-file", "-", stdin="four quiet words here\n")
    done("models", "add", "resources/sample/speech-model")
    sound = spoken(SENTENCES[:1], tmp_path)
    with desktop(tmp_path, {"HOME": os.environ["HOME"]}) as desk:
        person = desk.person
        desk.start()
        person.sees_name("Passphrase", within=30)
        begin_a_memo(desk)
        virtual_mic.speak(sound)
        person.press("Stop")
        person.sees("Saved.")
        person.press("Rest now")
        person.sees("1 memo waits to be opened")
        person.type("Passphrase", "four quiet words here")
        person.press("Unlock")
        person.press("Timeline", within=30)
        person.sees_name("Everything by time")
        person.sees("calm in the garden", within=60)
