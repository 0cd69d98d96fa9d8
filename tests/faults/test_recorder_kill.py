"""Kill -9 of the recorder while somebody speaks: the memo is at most three quarters of a second
short, and what it holds is what was said."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kdesk.audio import flac
from kdesk.domain.sign import Sign
from kdesk.jobs.finalise import finalise_all
from kdesk.jobs.protocol import Level, Started
from kdesk.jobs.recorder import Recorder
from kdesk.store import captures, memos
from kdesk.store.vault import Vault
from tests.audio.sounds import noise, wav
from tests.faults.conftest import Tally
from tests.jobs.ears import Ears
from tests.jobs.test_recorder import only_child
from tests.store.making import NOW, made
from tests.store.speaking import fallback_of
from tests.virtual_mic import VirtualMic

MOST = 0.75
"""Seconds that may be missing: one sealed chunk and one block of the microphone."""
SPOKEN = noise(8.0)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Vault]:
    opened = made(tmp_path)
    yield opened
    opened.close()


def shortfalls(journal: Vault, mic: VirtualMic, file: Path, tries: int, seed: int) -> list[float]:
    """Seconds that were missing from the memo, for each killed recording."""
    chance = random.Random(seed)  # noqa: S311 - when to kill, not a key
    file.write_bytes(wav(SPOKEN))
    missing = []
    for _ in range(tries):
        ears = Ears()
        recorder = Recorder(
            ears,
            captures=journal.captures,
            fallback=fallback_of(journal),
            recipient=journal.recipient,
            device=None,
        )
        memo_id = recorder.start(datetime.now(UTC))
        ears.wait(Started)
        assert memo_id is not None
        with mic.begin_speaking(file) as speaking:
            ears.wait(Level, count=3)
            threading.Event().wait(chance.uniform(0.8, 3.0))
            os.kill(only_child(), signal.SIGKILL)
            killed_at = time.monotonic()
            speaking.terminate()
        ears.sign(Sign.AFRESH)
        recorder.close()
        # What had been heard when it died: its last level tells a moment and a length. Levels
        # after that are of the one that goes on.
        told = list(zip(ears.moments(Level), ears.all(Level), strict=True))
        moment, level = [each for each in told if each[0] <= killed_at][-1]
        heard = level.seconds + killed_at - moment
        assert finalise_all(journal, now=NOW)[0] == memo_id
        memo = memos.find(journal, memo_id)
        assert memo.cut
        assert_is_what_was_said(flac.decode(journal.blobs.read(memo.sound)))
        missing.append(heard - memo.seconds)
    assert captures.waiting(journal.captures) == ()
    return missing


def assert_short(missing: list[float], tally: Tally) -> None:
    tally(
        "kill -9 of the recorder while one speaks", len(missing), f"{max(missing):.2f} s of sound"
    )
    assert max(missing) <= MOST


def assert_is_what_was_said(kept: bytes) -> None:
    said = kept.lstrip(b"\x00")
    said = said if len(said) % 2 == 0 else kept[len(kept) - len(said) - 1 :]
    assert len(said) > 0
    at = SPOKEN.find(said[:2000])
    assert at >= 0
    assert SPOKEN[at : at + len(said)] == said


@pytest.mark.timeout(300)
def test_a_killed_recorder_costs_less_than_three_quarters_of_a_second(
    journal: Vault, virtual_mic: VirtualMic, tmp_path: Path, tally: Tally
) -> None:
    assert_short(shortfalls(journal, virtual_mic, tmp_path / "spoken.wav", 10, 1), tally)


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_two_hundred_killed_recorders_each_cost_less_than_three_quarters_of_a_second(
    journal: Vault, virtual_mic: VirtualMic, tmp_path: Path, tally: Tally
) -> None:
    assert_short(shortfalls(journal, virtual_mic, tmp_path / "spoken.wav", 200, 2), tally)
