"""One window; killed windows whose recordings go on; a locked process that holds no secret."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kdesk.audio import flac
from kdesk.store import captures, keys, memos, vault
from kdesk.store.devices import DeviceKeeper
from kdesk.store.vault import Vault
from kdesk.system.paths import Places, usual_places
from tests.audio.sounds import noise, wav
from tests.faults.conftest import Tally
from tests.faults.test_recorder_kill import MOST, SPOKEN, assert_is_what_was_said
from tests.process import OPEN, PAUSE, STANDS, Process, children, remembered, window
from tests.store.making import CHEAP
from tests.virtual_mic import VirtualMic

PASSPHRASE = "blue door river stone"
OBEYS = str(Path(__file__).with_name("window_that_obeys.py"))
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    folder.mkdir()
    return folder


def order(orders: Path, verb: str, told: str = "") -> None:
    """Have the window do it; the file is whole before it has its name."""
    half = orders.parent / verb
    half.write_text(told)
    half.rename(orders / verb)


def until(so: Callable[[], object], within: float = 60) -> None:
    ends_at = time.monotonic() + within
    while not so():
        assert time.monotonic() < ends_at
        PAUSE.wait(0.05)


def its_own() -> DeviceKeeper:
    return DeviceKeeper(usual_places().device_keys, keyring_allowed=False)


# F12


def starts_after_kills(tries: int, seed: int) -> float:
    """The longest that a start took after a kill, over one after no kill."""
    chance = random.Random(seed)  # noqa: S311 - when to kill, not a key
    with window() as first:
        usual = first.until(OPEN)
    longest = 0.0
    for number in range(tries):
        with window() as killed:
            PAUSE.wait(chance.uniform(0, 1.5 * usual))
            killed.process.send_signal(signal.SIGKILL)
            killed.process.wait()
        seen = killed.told(OPEN)
        with window() as again:
            longest = max(longest, again.until(OPEN, seen + 1))
            second = subprocess.run([sys.executable, "-m", "kdesk"], timeout=60, check=False)
            assert second.returncode == 0
            again.until("asked to show", number + 1)
    return longest / usual


@pytest.mark.timeout(300)
def test_a_second_window_raises_the_first_and_a_killed_one_is_in_nobody_s_way(
    tally: Tally,
) -> None:
    slowest = starts_after_kills(4, 1)
    tally("kill -9 of a window at any moment", 4, f"next start {slowest:.1f} x the usual")
    assert slowest < 4


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_forty_killed_windows_are_in_nobody_s_way(tally: Tally) -> None:
    slowest = starts_after_kills(40, 2)
    tally("kill -9 of a window at any moment", 40, f"next start {slowest:.1f} x the usual")
    assert slowest < 4


# F14


def locked_vault() -> bytes:
    """A vault with a passphrase that is known by heart: this computer's key is gone. Its root."""
    places = usual_places()
    places.prepare()
    made = vault.make(places.vault, its_own(), PASSPHRASE, NOW, stretch=CHEAP)
    made.pin(places.pin)
    root = keys.root_of(" ".join(made.words()))
    made.close()
    for day in (1, 2):
        at = NOW + timedelta(days=day)
        vault.open_with_passphrase(places.vault, PASSPHRASE, its_own(), at).close()
    assert not list(places.device_keys.glob("device-*"))
    return root


def secrets_of(root: bytes) -> tuple[bytes, ...]:
    """Every form in which what opens the journal could stand in memory."""
    identity = keys.identity_text(root).encode()
    database = keys.derive(root, keys.DATABASE)
    words = " ".join(keys.words_of(root)[:6]).encode()
    return (
        root, root.hex().encode(), identity, identity[16:], identity.lower(),
        database, database.hex().encode(), words, PASSPHRASE.encode(),
        PASSPHRASE.encode("utf-16-le"),
    )  # fmt: skip


def found_in(running: Process, secrets: tuple[bytes, ...]) -> int:
    """How many of them are in the window's memory or in that of what it started."""
    found = [running.remembers(*secrets)]
    for pid in children(running.pid):
        with suppress(FileNotFoundError, ProcessLookupError):  # the curtain ends by itself
            found.append(remembered(pid, *secrets))
    return sum(any(memory[secret] for memory in found) for secret in secrets)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.timeout(300)
def test_a_locked_process_holds_nothing_that_opens_what_it_records(
    orders: Path, virtual_mic: VirtualMic, tmp_path: Path, tally: Tally
) -> None:
    secrets = secrets_of(locked_vault())
    spoken = tmp_path / "spoken.wav"
    spoken.write_bytes(wav(noise(3.0)))
    with window(OBEYS, str(orders)) as running:
        running.until(STANDS)
        assert found_in(running, secrets) == 0
        order(orders, "record")
        running.until("heard Started")
        virtual_mic.speak(spoken)
        assert len(children(running.pid)) > 0
        assert found_in(running, secrets) == 0
        order(orders, "stop")
        running.until("heard Saved")
        assert found_in(running, secrets) == 0
        order(orders, "unlock", PASSPHRASE)
        running.until(OPEN)
        assert found_in(running, secrets) >= 3, "the control must find it"
        order(orders, "lock")
        running.until("locked")
        running.until(STANDS, 2)
        assert found_in(running, secrets) == 0
    tally("the memory of a locked process read for the secret", 4, "0 of 10 forms found")


# F15


def heard_until(running: Process, killed_at: float) -> float:
    """Seconds of sound that had reached the recorder by then, from the last level told."""
    told = re.findall(r"level ([\d.]+) ([\d.]+)", running.log.read_text())
    seconds, moment = map(float, told[-1])
    return seconds + killed_at - moment


def settled(places: Places) -> bool:
    found = captures.waiting(places.vault / "captures")
    return not any(one.growing for one in found)


def missing_after_kills(
    orders: Path, mic: VirtualMic, spoken: Path, tries: int, *, recorder_too: bool
) -> tuple[list[float], Vault]:
    """Seconds missing from each memo, and the journal, filed by the window that came next."""
    chance = random.Random(tries)  # noqa: S311 - when to kill, not a key
    spoken.write_bytes(wav(SPOKEN))
    places, heard = usual_places(), []
    for number in range(tries):
        with window(OBEYS, str(orders)) as running:
            running.until(STANDS, number + 1)
            order(orders, "record")
            running.until("heard Started", number + 1)
            with mic.begin_speaking(spoken) as speaking:
                PAUSE.wait(chance.uniform(1.2, 3.5))
                those = [running.pid, *(children(running.pid) if recorder_too else [])]
                for pid in those:
                    os.kill(pid, signal.SIGKILL)
                killed_at = time.monotonic()
                running.process.wait()
                heard.append(heard_until(running, killed_at))
                until(lambda: settled(places), within=20)
                speaking.terminate()
    with window() as after:
        after.until(OPEN)
        opened = vault.open_with_device(places.vault, its_own())
        until(lambda: len(memos.newest(opened)) == tries)
    kept = sorted(memos.newest(opened), key=lambda memo: memo.at)
    return [said - memo.seconds for said, memo in zip(heard, kept, strict=True)], opened


def assert_survived(
    missing: list[float], journal: Vault, tally: Tally, fault: str, *, cut: bool
) -> None:
    tally(fault, len(missing), f"{max(0.0, *missing):.2f} s of sound")
    assert max(missing) <= MOST
    for memo in memos.newest(journal):
        assert memo.cut is cut
        assert_is_what_was_said(flac.decode(journal.blobs.read(memo.sound)))
    journal.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("recorder_too", [False, True])
def test_a_recording_survives_its_window(
    orders: Path, virtual_mic: VirtualMic, tmp_path: Path, tally: Tally, recorder_too: bool
) -> None:
    missing, journal = missing_after_kills(
        orders, virtual_mic, tmp_path / "spoken.wav", 3, recorder_too=recorder_too
    )
    fault = "kill -9 of window and recorder" if recorder_too else "kill -9 of the window"
    assert_survived(missing, journal, tally, f"{fault} while one speaks", cut=recorder_too)


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("recorder_too", [False, True])
def test_forty_recordings_survive_their_windows(
    orders: Path, virtual_mic: VirtualMic, tmp_path: Path, tally: Tally, recorder_too: bool
) -> None:
    missing, journal = missing_after_kills(
        orders, virtual_mic, tmp_path / "spoken.wav", 40, recorder_too=recorder_too
    )
    fault = "kill -9 of window and recorder" if recorder_too else "kill -9 of the window"
    assert_survived(missing, journal, tally, f"{fault} while one speaks", cut=recorder_too)
