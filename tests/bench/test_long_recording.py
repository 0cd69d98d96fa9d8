"""A recorder that goes on and on: what it weighs, what it takes of a core, that nothing is lost.

One real recording shows the slope; two hours are replayed through the recorder's own queue. Run in
full by packaging/test bench.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from kdesk.domain.note import NoteKind
from kdesk.jobs import runner
from kdesk.jobs.protocol import Level, Saved, Started
from tests.audio.sounds import noise, wav
from tests.bench.conftest import Figure
from tests.bench.hearing import NOW, SECOND, child, frames_lost, recorder_at
from tests.jobs.ears import Ears, Place
from tests.process import resident, spent
from tests.virtual_mic import VirtualMic

MEGABYTES = 10
"""By which a recorder may grow or shrink while it goes on."""
CORE = 0.05
"""Of one core."""
SETTLED_S = 5.0
"""Seconds of sound after which all that a recording needs is there."""
LOOK_S = 0.2
BLOCK_S = 0.02
"""Less than one block of the microphone: nothing is lost."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


class Scales:
    """Weighs one process again and again, with how much sound it had kept each time."""

    def __init__(self, pid: int, ears: Ears) -> None:
        self._pid = pid
        self._ears = ears
        self.weights: list[float] = []
        self.seconds: list[float] = []

    def until(self, seconds: float, within: float) -> None:
        """Weigh until so much sound is kept."""
        ends_at = time.monotonic() + within
        pause = threading.Event()
        while (kept := self._kept()) < seconds:
            assert time.monotonic() < ends_at, f"only {kept} s are kept"
            if kept > SETTLED_S:
                self.weights.append(resident(self._pid))
                self.seconds.append(kept)
            pause.wait(LOOK_S)

    @property
    def swing(self) -> float:
        """Megabytes between its lightest and its heaviest."""
        return max(self.weights) - min(self.weights)

    @property
    def slope(self) -> float:
        """Megabytes for an hour of sound."""
        return float(np.polyfit(self.seconds, self.weights, 1)[0]) * 3600

    def __str__(self) -> str:
        low, high = min(self.weights), max(self.weights)
        return f"{low:.1f} to {high:.1f} MB"

    def _kept(self) -> float:
        levels = self._ears.all(Level)
        return levels[-1].seconds if levels else 0.0


@pytest.mark.parametrize("minutes", [10, pytest.param(120, marks=pytest.mark.full)])
@pytest.mark.timeout(1200)
def test_a_long_recording_weighs_no_more_than_a_short_one(
    place: Place, figure: Figure, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    replayed = ["-m", "tests.bench.replayed", str(minutes * 60), str(place.captures)]
    monkeypatch.setattr(runner, "child_command", lambda _: [sys.executable, *replayed])
    ears = Ears()
    with recorder_at(place, ears) as recorder:
        recorder.start(NOW)
        ears.wait(Started)
        pid = child(b"tests.bench.replayed")
        scales = Scales(pid, ears)
        began = time.monotonic()
        scales.until(minutes * 60, within=1000)
        took = time.monotonic() - began
        recorder.stop()
        seconds = ears.wait(Saved).seconds
        work = spent(pid) / seconds
    assert seconds >= minutes * 60
    (file,) = place.captures.glob("*.wav.age")
    kept = file.stat().st_size
    file.unlink()
    pace = f"({minutes * 60 / took:.0f} times as fast)"
    figure(f"memory over {minutes} minutes, replayed {pace}", str(scales), "± 10 MB")
    figure(f"work for one second of sound, {minutes} minutes", f"{work * 1000:.1f} ms", "50 ms")
    assert kept >= seconds * SECOND
    assert scales.swing <= MEGABYTES
    assert work <= CORE


@pytest.mark.parametrize("seconds", [20, pytest.param(600, marks=pytest.mark.full)])
@pytest.mark.timeout(900)
def test_a_real_recording_takes_little_of_a_core_and_keeps_up_with_the_clock(
    virtual_mic: VirtualMic, place: Place, tmp_path: Path, figure: Figure, seconds: int
) -> None:
    file = tmp_path / "noise.wav"
    file.write_bytes(wav(noise(seconds + 5.0)))
    ears = Ears()
    with recorder_at(place, ears) as recorder:
        recorder.start(NOW)
        ears.wait(Started)
        speaking = virtual_mic.begin_speaking(file)
        pid = child()
        scales = Scales(pid, ears)
        before, began = spent(pid), time.monotonic()
        scales.until(seconds, within=seconds + 30)
        core = (spent(pid) - before) / (time.monotonic() - began)
        recorder.stop()
        saved = ears.wait(Saved)
        speaking.terminate()
        speaking.wait(5)
    lost = frames_lost(ears)
    whole = f"{seconds} s of real sound"
    slope = f" ({scales.slope:+.1f} MB an hour)" if seconds >= 600 else ""
    figure(f"memory, {whole}{slope}", str(scales), "± 10 MB")
    figure(f"of one core, {whole}", f"{core * 100:.1f} %", "5 %")
    figure(f"behind the clock, {whole}", f"{lost * 1000:.1f} ms", "0 (a block is 20)")
    assert scales.swing <= MEGABYTES
    assert core <= CORE
    assert lost < BLOCK_S
    assert not [note for note in place.notes(saved.id) if note.kind is NoteKind.GAP]


@pytest.mark.parametrize("seconds", [10, pytest.param(120, marks=pytest.mark.full)])
@pytest.mark.timeout(300)
def test_nothing_is_lost_while_another_process_takes_the_whole_core(
    virtual_mic: VirtualMic, place: Place, figure: Figure, seconds: int
) -> None:
    ears = Ears()
    with recorder_at(place, ears) as recorder:
        recorder.warm()
        core = max(os.sched_getaffinity(0))
        for thread in Path(f"/proc/{child()}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {core})  # what it starts later stays there too
        burning = f"import os; os.sched_setaffinity(0, {{{core}}})\nwhile True: pass"
        with subprocess.Popen([sys.executable, "-c", burning]) as other:
            recorder.start(NOW)
            ears.wait(Started)
            Scales(child(), ears).until(seconds, within=seconds + 30)
            recorder.stop()
            saved = ears.wait(Saved)
            taken = spent(other.pid)
            other.kill()
    lost = frames_lost(ears)
    figure(
        f"behind the clock, {seconds} s on a core that another takes",
        f"{lost * 1000:.1f} ms",
        "0 (a block is 20)",
    )
    assert taken > seconds / 10, "the other did want the core"
    assert lost < BLOCK_S
    assert not [note for note in place.notes(saved.id) if note.kind is NoteKind.GAP]
