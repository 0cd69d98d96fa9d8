"""The recorder's sound for whoever hears it while it is spoken; capture comes first."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from kdesk.domain.ids import MemoId
from kdesk.jobs import recorder
from kdesk.jobs.drafts import Drafts
from kdesk.jobs.live import Live, LiveDone
from kdesk.jobs.outbox import PASSING, Outbox
from kdesk.jobs.protocol import (
    Begin,
    Level,
    Message,
    Paused,
    RecorderEvent,
    Resumed,
    Saved,
    Sound,
    Spoiled,
    Started,
    from_line,
)
from kdesk.jobs.recorder import Recorder
from kdesk.jobs.recorder_process import RecorderProcess
from kdesk.speech.models import check
from kdesk.speech.wish import Wish
from kdesk.store import captures
from tests.audio.sounds import noise, wav
from tests.jobs.ears import Ears, Place, until
from tests.jobs.spoken import text, told
from tests.jobs.test_going_on import Told
from tests.jobs.test_recorder import only_child, proportional_megabytes
from tests.speech.sounds import SAID, SAMPLE, SMALL
from tests.virtual_mic import VirtualMic
from tests.words_right import share_right

NOW = datetime(2026, 11, 20, 15, 2, tzinfo=UTC)


class Studio:
    """A place to record with a sound to play into the microphone, and two who listen."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        self.ears, self.sounds = Ears(), Ears()
        self.noise = folder / "noise.wav"
        self.noise.write_bytes(wav(noise(2.0)))
        self.made: list[Recorder] = []

    def recorder(self, hear: Callable[[RecorderEvent], None] | None) -> Recorder:
        """One that has its sound heard like this."""
        self.made.append(
            Recorder(
                self.ears,
                captures=self.place.captures,
                fallback=self.place.fallback,
                recipient=self.place.recipient,
                device=None,
                live=lambda: hear,
            )
        )
        return self.made[-1]

    def kept(self) -> bytes:
        """What was saved, once it is: all of it, and the noise in it."""
        kept, whole = self.place.sound(self.ears.wait(Saved).id)
        assert whole
        assert noise(2.0)[:96_000] in kept
        return kept


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    made = Studio(tmp_path)
    yield made
    for each in made.made:
        each.close()


def joined(sounds: Ears) -> bytes:
    """All the sound, when none of it is missing."""
    given = sounds.all(Sound)
    for one, after in pairwise(given):
        assert one.frame + len(one.pcm) // 2 == after.frame
    assert given[0].frame == 0
    return b"".join(one.pcm for one in given)


def test_the_sound_is_given_exactly_as_it_is_kept_and_never_to_the_window(
    virtual_mic: VirtualMic, studio: Studio
) -> None:
    ears, sounds = studio.ears, studio.sounds
    made = studio.recorder(sounds)
    made.start(NOW)
    ears.wait(Started)
    virtual_mic.speak(studio.noise)
    made.pause()
    ears.wait(Paused)
    made.go_on()
    ears.wait(Resumed)
    ears.wait(Level, len(ears.all(Level)) + 10)
    made.stop()
    assert studio.kept() == joined(sounds)
    kinds = [type(one) for _, one in sounds.heard]
    assert (kinds[0], kinds[-1]) == (Started, Saved)
    assert ears.all(Sound) == []


def test_nobody_who_hears_it_means_that_none_is_sent(
    virtual_mic: VirtualMic, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[object] = []
    real = Recorder._heard

    def heard(self: Recorder, child: RecorderProcess, message: Message) -> None:
        came.append(message)
        real(self, child, message)

    monkeypatch.setattr(Recorder, "_heard", heard)
    for hear, sent in ((None, False), (studio.sounds, True)):
        made = studio.recorder(hear)
        made.start(NOW)
        studio.ears.wait(Level, len(studio.ears.all(Level)) + 10)
        made.stop()
        studio.ears.wait(Saved, len(studio.ears.all(Saved)) + 1)
        assert any(isinstance(one, Sound) for one in came) is sent


def test_a_window_that_does_not_read_costs_the_capture_nothing_and_little_memory(
    virtual_mic: VirtualMic, studio: Studio
) -> None:
    stuck, free = threading.Event(), threading.Event()

    def stalled(event: RecorderEvent) -> None:
        if isinstance(event, Sound):
            stuck.set()
            free.wait(30)
        studio.sounds(event)

    made = studio.recorder(stalled)
    made.start(NOW)
    assert stuck.wait(10)
    before = proportional_megabytes(only_child())
    virtual_mic.speak(studio.noise)
    until(lambda: captures.waiting(studio.place.captures)[0].size > 5 * 96_000, 30)
    assert proportional_megabytes(only_child()) - before < 10
    free.set()
    made.stop()
    assert studio.kept() == joined(studio.sounds)  # what waited was less than half a minute


def test_sound_that_nobody_reads_is_dropped_after_half_a_minute_and_words_are_not() -> None:
    read, write = os.pipe()
    with os.fdopen(write, "wb") as stream, os.fdopen(read, "rb") as answers:
        outbox = Outbox(stream)
        pcm = bytes(24_000)
        for count in range(4 * 120):
            outbox.add(Sound(count * 12_000, pcm))
        outbox.add(Saved(MemoId("memo-1"), 1.0))
        assert len(outbox._lines) <= PASSING[Sound] + 1
        got: list[object] = []
        while not got or not isinstance(got[-1], Saved):
            got.append(from_line(answers.readline()))
        frames = [one.frame for one in got if isinstance(one, Sound)]
        assert frames == [count * 12_000 for count in range(len(frames))]
        assert 100 <= len(frames) <= 130


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    monkeypatch.setattr(recorder, "RecorderProcess", Told)
    monkeypatch.setattr(recorder, "PAUSES", (0.05, 0.05))
    Told.made = []
    return Told.made


def test_whoever_hears_the_sound_is_told_which_memo_it_goes_on_in(
    studio: Studio, processes: list[Told]
) -> None:
    sounds = studio.sounds
    made = studio.recorder(sounds)
    made.start(NOW)
    first = processes[0]
    assert [one.live for one in first.orders if isinstance(one, Begin)] == [True]
    first.starts()
    first.says(Sound(0, b"12"))
    first.dies()
    until(lambda: len(processes) == 2 and len(processes[1].orders) == 2)
    second = processes[1]
    second.starts()
    second.says(Sound(0, b"34"))
    first.says(Sound(1, b"56"))  # of one that was given up
    made.stop()
    ids = [one.id for one in sounds.all(Started)]
    second.says(Saved(ids[-1], 0.0))
    kinds = [type(one) for _, one in sounds.heard]
    assert kinds == [Started, Sound, Spoiled, Started, Sound, Saved]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("harm", [signal.SIGSTOP, signal.SIGKILL])
def test_capture_is_whole_whatever_becomes_of_the_speech_process(
    virtual_mic: VirtualMic,
    studio: Studio,
    children: list["subprocess.Popen[bytes]"],
    harm: signal.Signals,
) -> None:
    words = Ears()
    live = Live(lambda: check(SMALL), Wish, words, Drafts())
    made = studio.recorder(live.hear)
    made.start(NOW)
    studio.ears.wait(Level, 3)
    until(lambda: len(children) == 1)
    os.kill(children[0].pid, harm)
    virtual_mic.speak(studio.noise)
    made.stop()
    studio.kept()
    if harm is signal.SIGKILL:
        assert words.wait(LiveDone, within=30).whole  # by another process
    live.close()
    assert children[0].poll() is not None


def test_what_is_said_into_a_microphone_is_there_in_words_right_after_stop(
    virtual_mic: VirtualMic, studio: Studio
) -> None:
    words = Ears()
    live = Live(lambda: check(SMALL), Wish, words, Drafts())
    made = studio.recorder(live.hear)
    made.start(NOW)
    memo_id = studio.ears.wait(Started).id
    virtual_mic.speak(SAMPLE / "memo.flac")
    made.stop()
    studio.ears.wait(Saved)
    assert words.wait(LiveDone, within=30) == LiveDone(memo_id, whole=True)
    assert share_right(SAID, text(told(words, memo_id))) == 1.0
    live.close()
