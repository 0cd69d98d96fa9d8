"""Whoever speaks loses nothing: by one key alone, while locked, and whatever breaks meanwhile."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kdesk.jobs.finalise import finalise_all
from kdesk.jobs.opening import open_at_start, open_with_passphrase
from kdesk.store import captures, memos, sessions
from kdesk.system.paths import usual_places
from tests.jobs.ears import until
from tests.journeys.desktop import Desktop, desktop
from tests.journeys.test_kept_whatever_happens import begin_a_memo, children_of
from tests.journeys.voice import SENTENCES, spoken
from tests.process import PAUSE
from tests.shell import done
from tests.virtual_mic import VirtualMic

PASSPHRASE = "heron weir button chestnut"
LOST_AT_MOST = 0.75
"""Seconds: one sealed chunk (0.683 s) and one block of the microphone."""
A_DAY_LATER = """
import sys
from datetime import timedelta
from kdesk import app

class Program(app.Program):
    def __init__(self, *things, **more):
        super().__init__(*things, now=lambda: app.local_now() + timedelta(days=1), **more)

app.Program = Program
sys.exit(app.main())
"""

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]


@contextmanager
def at_a_desk(folder: Path) -> Iterator[Desktop]:
    with desktop(folder, {"HOME": os.environ["HOME"]}) as desk:
        yield desk


def a_session_today(passphrase: str = "") -> str:
    """Keep a session that began a while ago; its id."""
    now, places = datetime.now().astimezone(), usual_places()
    places.prepare()
    if passphrase:
        done("init", "--passphrase-file", "-", stdin=f"{passphrase}\n")
        vault = open_with_passphrase(places, passphrase, now)
    else:
        opened = open_at_start(places, now).vault
        assert opened is not None
        vault = opened
    begun = now - timedelta(minutes=40)
    kept = sessions.add(vault, begun_at=begun, title="Session 1", now=now)
    vault.close()
    return kept.id


def filed(count: int, passphrase: str = "") -> list[dict[str, Any]]:
    """The memos of the journal once there are so many, oldest first, with all that is known."""
    key = ("--passphrase-file", "-") if passphrase else ()
    ends_at = time.monotonic() + 60
    while True:
        found = done("list", "memo", "--json", *key, stdin=f"{passphrase}\n").facts
        if len(found) >= count:
            break
        assert time.monotonic() < ends_at, f"only {found}"
        PAUSE.wait(0.3)
    assert len(found) == count
    shown = [
        done("show", memo["id"], "--json", *key, stdin=f"{passphrase}\n").facts for memo in found
    ]
    return sorted(shown, key=lambda memo: str(memo["at"]))


def in_role(window: subprocess.Popen[str], role: str) -> list[int]:
    """The processes that do this for the window."""
    found = []
    for pid in children_of(window.pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            if f"\0{role}\0".encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def recorder_of(window: subprocess.Popen[str]) -> int:
    """The process that records for this window."""
    (one,) = in_role(window, "record")
    return one


def begun(window: subprocess.Popen[str]) -> int:
    """How often the window's process has become a new one, and that it is one of ours."""
    command = Path(f"/proc/{window.pid}/cmdline").read_bytes()
    assert command.split(b"\0")[1:3] == [b"-m", b"kdesk"]
    return usual_places().log.read_text().count("the window stands")


def test_with_the_space_bar_alone_words_are_spoken_and_filed(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    sound = spoken(SENTENCES[:1], tmp_path)
    with at_a_desk(tmp_path) as desk:
        desk.start("--record")
        desk.person.sees("Speak when you're ready.", within=30)
        assert virtual_mic.listeners() == 0
        for _ in range(2):  # the second time it means "Say more"
            desk.keys("space")
            desk.person.sees("I'm listening")
            virtual_mic.speak(sound)
            desk.keys("space")
            desk.person.sees("Saved.")
            PAUSE.wait(0.7)  # sooner it would be an unsteady hand's second press
        first, second = filed(2)
        desk.person.sees("Saved.")
    assert not first["cut"]
    assert not second["cut"]
    assert min(first["seconds"], second["seconds"]) > 2


def test_what_is_spoken_while_locked_is_found_in_the_session_it_belongs_to(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    session = a_session_today(PASSPHRASE)
    sound = spoken(SENTENCES[:1], tmp_path)
    with at_a_desk(tmp_path) as desk:
        person = desk.person
        desk.start()
        person.sees_name("Passphrase", within=30)
        begin_a_memo(desk)
        virtual_mic.speak(sound)
        person.press("Stop")
        person.sees("Saved.")
        person.press("Rest now")
        person.sees("1 memo waits to be opened")
        person.type("Passphrase", PASSPHRASE)
        person.press("Unlock")
        person.press("Sessions", within=30)
        (memo,) = filed(1, PASSPHRASE)
        assert memo["session"] == session
        person.sees("Session 1", within=30)


def the_curtain_begins(window: subprocess.Popen[str]) -> bool:
    """The old process waits for it and answers nobody."""
    return bool(in_role(window, "curtain"))


def the_journal_is_locked(_window: subprocess.Popen[str]) -> bool:
    """The old window goes; then the curtain alone has the keys, until the new one stands."""
    return "locked" in usual_places().log.read_text()


@pytest.mark.parametrize("moment", [the_curtain_begins, the_journal_is_locked])
def test_record_pressed_while_it_locks_is_done_by_the_process_that_comes_next(
    tmp_path: Path,
    virtual_mic: VirtualMic,
    moment: Callable[["subprocess.Popen[str]"], bool],
) -> None:
    session = a_session_today(PASSPHRASE)
    sound = spoken(SENTENCES[:1], tmp_path)
    with at_a_desk(tmp_path) as desk:
        person = desk.person
        window = desk.start()
        person.sees_name("Passphrase", within=30)
        person.type("Passphrase", PASSPHRASE)
        person.press("Unlock")
        person.sees_name("Today", within=30)
        before = begun(window)
        desk.keys("ctrl+l")
        until(lambda: moment(window), 30)
        desk.keys("ctrl+r")
        # Seen by what it does: a screen reader may still be busy with the process before.
        until(lambda: virtual_mic.listeners() == 1, 30)
        assert begun(window) == before + 1
        virtual_mic.speak(sound)
        desk.keys("space")
        until(lambda: virtual_mic.listeners() == 0, 30)
    places, now = usual_places(), datetime.now().astimezone()
    (waits,) = captures.waiting(places.vault / "captures")
    vault = open_with_passphrase(places, PASSPHRASE, now)
    assert finalise_all(vault, now=now) == (waits.id,)
    (memo,) = memos.newest(vault)
    vault.close()
    assert not memo.cut
    assert memo.seconds > 2
    assert memo.session_id == session


def test_a_killed_recorder_is_followed_by_another_and_both_memos_stand_in_one_session(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    session = a_session_today()
    sound = spoken(SENTENCES, tmp_path)
    with at_a_desk(tmp_path) as desk:
        window = desk.start()
        begin_a_memo(desk)
        began = time.monotonic()
        speaking = virtual_mic.begin_speaking(sound)
        PAUSE.wait(4)
        os.kill(recorder_of(window), signal.SIGKILL)
        heard = time.monotonic() - began
        desk.person.sees("This is part two", within=20)
        desk.person.sees("I'm listening")
        PAUSE.wait(2)
        speaking.kill()
        speaking.wait()
        desk.person.press("Stop")
        desk.person.sees("Saved.")
        first, second = filed(2)
    assert first["cut"]
    assert first["seconds"] >= heard - LOST_AT_MOST
    assert not second["cut"]
    assert second["seconds"] > 1
    assert [first["session"], second["session"]] == [session, session]


def test_a_microphone_that_goes_away_ends_part_one_and_part_two_goes_on(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    sound = spoken(SENTENCES[:1], tmp_path)
    with at_a_desk(tmp_path) as desk:
        desk.start("--record")
        desk.person.sees("Speak when you're ready.", within=30)
        desk.keys("space")
        desk.person.sees("I'm listening")
        virtual_mic.speak(sound)
        virtual_mic.unplug()
        desk.person.sees("I can't hear you just now.")
        virtual_mic.plug_in()
        desk.person.sees("art two", within=20)
        virtual_mic.speak(sound)
        desk.keys("space")
        desk.person.sees("Saved.")
        (memo,) = filed(1)
    assert not memo["cut"]
    assert memo["seconds"] > 4
    (part,) = [note for note in memo["notes"] if note["kind"] == "part"]
    assert 2 < part["seconds"] < memo["seconds"] - 1
    assert part["length"] > 0


def test_a_killed_window_loses_nothing_and_the_next_day_says_what_was_left(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    sound = spoken(SENTENCES[:2], tmp_path)
    with at_a_desk(tmp_path) as desk:
        window = desk.start("--record")
        desk.person.sees("Speak when you're ready.", within=30)
        desk.keys("space")
        desk.person.sees("I'm listening")
        virtual_mic.speak(sound)
        os.kill(window.pid, signal.SIGKILL)
        window.wait(timeout=10)

        desk.start(log="next-day.txt", program=("-c", A_DAY_LATER))
        desk.person.sees("you left a voice memo", within=60)
        (memo,) = filed(1)
        assert virtual_mic.listeners() == 0
        assert "Pause" not in desk.person.names(), "nothing plays by itself"
    assert not memo["cut"], "the recorder outlived the window and ended the memo itself"
    assert memo["seconds"] > 4
