"""Somebody noted on a calm day is there at night: while it is locked, and while one speaks."""

import os
from pathlib import Path

import pytest

from tests.journeys.desktop import desktop
from tests.shell import done
from tests.virtual_mic import VirtualMic

PASSPHRASE = "four quiet words here"
NUMBER = "030 555 01 99"


@pytest.mark.journey
@pytest.mark.timeout(180)
def test_who_was_noted_by_day_is_one_key_away_at_night(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    done("init", "--passphrase-file", "-", stdin=f"{PASSPHRASE}\n")
    with desktop(tmp_path, {"HOME": os.environ["HOME"]}) as desk:
        person = desk.person
        desk.start()
        person.type("Passphrase", PASSPHRASE, within=30)
        person.press("Unlock")
        person.sees_name("Today", within=30)
        desk.keys("F1")
        person.press("My therapist")
        person.type("Who", "Dr. Weiss")
        person.type("Number", NUMBER)
        person.press("Also show while kdesk is locked")
        person.press("Done")
        person.sees("also shown while locked")
        desk.picture("noted")

        desk.keys("ctrl+l")
        person.sees_name("Passphrase", within=30)
        person.press("Support")
        person.sees(NUMBER)
        desk.picture("while-locked")
        desk.keys("space")
        person.gone(NUMBER)
        person.press("Record")
        person.sees("I'm listening", within=30)
        desk.keys("s")
        person.sees(NUMBER)
        person.sees("Still listening.")
        desk.picture("while-listening")
        desk.keys("space")
        person.sees("I'm listening")
        person.press("Stop")
        person.sees("Saved.")
