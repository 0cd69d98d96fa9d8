"""What becomes of a recording when the microphone or the sound system fails while one speaks.

Each is spoken into before and after; both must be kept, sample for sample.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kdesk.audio import flac
from kdesk.domain.ids import MemoId
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.sign import Sign
from kdesk.jobs import recorder, recorder_process, runner
from kdesk.jobs.protocol import Failed, Level, Noticed, Saved, Started
from kdesk.jobs.recorder import Recorder
from kdesk.jobs.runner import Runner
from kdesk.jobs.transcriber import Listened
from kdesk.store import captures
from tests.audio.sounds import noise, wav
from tests.faults.conftest import Tally
from tests.jobs.a_queue import Queue
from tests.jobs.ears import Ears, Place, until
from tests.jobs.test_recorder import only_child
from tests.speech.sounds import SAMPLE
from tests.store.making import made
from tests.virtual_mic import VirtualMic

NOW = datetime(2026, 11, 19, 15, 2, tzinfo=UTC)
BEFORE, AFTER = noise(2.0, seed=1), noise(2.0, seed=2)
SURE = round(1.8 * 96_000)
"""Bytes: the player is done once the server has all of it; the last tenth may not have sounded."""


def is_in(said: bytes, kept: bytes) -> bool:
    """Whether it was kept, sample for sample and in its order.

    On a very busy machine the player or the server itself may skip a moment: nine of ten pieces of
    a twentieth of a second must be there.
    """
    pieces = [said[start : start + 4800] for start in range(0, len(said), 4800)]
    places = [place for piece in pieces if (place := kept.find(piece)) >= 0]
    return len(places) >= 0.9 * len(pieces) and places == sorted(places)


class Speaker:
    """Somebody who records and speaks."""

    def __init__(self, folder: Path, mic: VirtualMic) -> None:
        self.place = Place(folder)
        self.mic = mic
        self.ears = Ears()
        self.recorder = Recorder(
            self.ears,
            captures=self.place.captures,
            fallback=self.place.fallback,
            recipient=self.place.recipient,
            device=None,
        )
        self._files = [folder / "before.wav", folder / "after.wav"]
        for file, sound in zip(self._files, (BEFORE, AFTER), strict=True):
            file.write_bytes(wav(sound))

    def begin(self) -> MemoId:
        """Record and say the first two seconds."""
        self.recorder.start(NOW)
        begun = self.ears.wait(Started)
        self.mic.speak(self._files[0])
        return begun.id

    def go_on(self) -> MemoId:
        """Say two seconds more and stop."""
        self.mic.speak(self._files[1])
        self.recorder.stop()
        return self.ears.wait(Saved).id

    def one_memo(self, memo_id: MemoId) -> tuple[bytes, tuple[Note, ...]]:
        """The sound of the only memo, whole, with both pieces in it, and its notes."""
        assert [one.id for one in captures.waiting(self.place.captures)] == [memo_id]
        sound, whole = self.place.sound(memo_id)
        assert whole
        assert is_in(BEFORE[:SURE], sound)
        assert is_in(AFTER, sound)
        return sound, self.place.notes(memo_id)


@contextmanager
def another_microphone(mic: VirtualMic, name: str) -> Iterator[VirtualMic]:
    """A second sound server, beside the first in the list of devices under this name."""
    folder = mic.folder / "2"
    folder.mkdir()
    other = VirtualMic(folder)
    other.start()
    with (mic.folder / "alsa.conf").open("a") as file:
        file.write(f'pcm."{name}" {{ type pulse server "unix:{folder}/native" }}\n')
    yield other
    other.end()


@pytest.fixture
def speaker(tmp_path: Path, virtual_mic: VirtualMic) -> Iterator[Speaker]:
    made = Speaker(tmp_path, virtual_mic)
    yield made
    virtual_mic.thaw()
    made.recorder.close()


def wait(seconds: float) -> None:
    threading.Event().wait(seconds)


def restart(mic: VirtualMic, how: signal.Signals) -> None:
    mic.end(how)
    wait(1.5)
    mic.start()


def plug_again(mic: VirtualMic) -> None:
    mic.unplug()
    wait(1.5)
    mic.plug_in()


def suspend_and_wake(mic: VirtualMic) -> None:
    mic.suspend()
    wait(3.0)
    mic.resume()


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("sound server killed and begun again", lambda mic: restart(mic, signal.SIGKILL)),
        ("sound server restarted", lambda mic: restart(mic, signal.SIGTERM)),
        ("unplugged and plugged in again", plug_again),
        ("source suspended and woken", suspend_and_wake),
    ],
    ids=["killed", "restarted", "unplugged", "suspended"],
)
def test_a_lost_microphone_ends_a_part_and_the_recording_goes_on_when_it_is_back(
    speaker: Speaker, tally: Tally, name: str, fault: Callable[[VirtualMic], None]
) -> None:
    begun = speaker.begin()
    fault(speaker.mic)
    back_at = time.monotonic()
    heard_at, part = speaker.ears.sign(Sign.PART)
    assert part.device == ""  # "default" is no name to say
    assert speaker.go_on() == begun
    _, notes = speaker.one_memo(begun)
    (noted,) = [note for note in notes if note.kind is NoteKind.PART]
    assert noted.text == ""
    assert 1.8 < noted.seconds < 4.0
    assert noted.length > 1.0
    assert speaker.ears.all(Failed) == []
    tally(name, 1, f"none; heard again {max(0.0, heard_at - back_at):.1f} s after it was back")


def test_another_microphone_takes_over_for_one_that_stays_away(
    speaker: Speaker, tmp_path: Path, tally: Tally
) -> None:
    name = "麦克风 für Ümit"
    with another_microphone(speaker.mic, name) as other:
        begun = speaker.begin()
        lost_at = time.monotonic()
        speaker.mic.end(signal.SIGKILL)
        heard_at, part = speaker.ears.sign(Sign.PART)
        assert part.device == name
        first, speaker.mic = speaker.mic, other
        assert speaker.go_on() == begun
        _, notes = speaker.one_memo(begun)
        assert [(note.kind, note.text) for note in notes] == [(NoteKind.PART, name)]
        assert speaker.ears.all(Failed) == []
        speaker.mic = first
        first.start()
    tally("gone, another one is there", 1, f"{heard_at - lost_at:.1f} s between the two")


def test_a_sound_server_that_moves_to_another_source_itself_is_not_even_noticed(
    speaker: Speaker, tally: Tally
) -> None:
    speaker.mic.plug_in_another()
    begun = speaker.begin()
    speaker.mic.unplug()
    speaker.mic.ask("set-default-sink", "other")
    assert speaker.go_on() == begun
    speaker.one_memo(begun)
    assert speaker.ears.all(Failed) == []
    assert speaker.ears.all(Noticed) == []
    tally("unplugged, the server moves to another", 1, "none")


def test_a_server_that_freezes_for_a_moment_costs_no_more_than_that(
    speaker: Speaker, tally: Tally
) -> None:
    begun = speaker.begin()
    speaker.mic.freeze()
    wait(1.0)
    speaker.mic.thaw()
    assert speaker.go_on() == begun
    speaker.one_memo(begun)
    assert speaker.ears.all(Failed) == []
    tally("sound server frozen for a second", 1, "none of what was spoken after")


def test_a_frozen_server_is_left_with_its_process_and_a_new_one_goes_on(
    speaker: Speaker, tally: Tally
) -> None:
    begun = speaker.begin()
    speaker.mic.freeze()
    frozen_at = time.monotonic()
    looked_at, _ = speaker.ears.sign(Sign.LOOKING)
    wait(4.0)
    speaker.mic.thaw()
    thawed_at = time.monotonic()
    heard_at, _ = speaker.ears.sign(Sign.AFRESH, within=20)
    ended = speaker.go_on()
    assert ended != begun
    first, whole = speaker.place.sound(begun)
    second, whole_too = speaker.place.sound(ended)
    assert whole
    assert whole_too
    assert is_in(BEFORE[:SURE], first)
    assert is_in(AFTER, second)
    about, _ = captures.open_capture(speaker.place.captures, ended, speaker.place.identity)
    assert about.after == begun
    assert speaker.ears.all(Failed) == []
    assert looked_at - frozen_at < 6
    tally(
        "sound server frozen, then thawed",
        1,
        f"none; heard again {heard_at - thawed_at:.1f} s after",
    )


@pytest.mark.full
@pytest.mark.timeout(180)
@pytest.mark.parametrize("fault", [VirtualMic.freeze, VirtualMic.unplug], ids=["frozen", "away"])
def test_after_half_a_minute_without_any_it_is_saved_and_said(
    speaker: Speaker, tally: Tally, fault: Callable[[VirtualMic], None]
) -> None:
    begun = speaker.begin()
    fault(speaker.mic)
    looked_at, _ = speaker.ears.sign(Sign.LOOKING)
    saved = speaker.ears.wait(Saved, within=60)
    speaker.ears.wait(Failed)
    took = speaker.ears.moments(Failed)[0] - looked_at
    assert saved.id == begun
    assert 25 < took < 50
    assert not speaker.recorder.recording
    sound, whole = speaker.place.sound(begun)
    assert whole
    assert is_in(BEFORE[:SURE], sound)
    tally(f"{fault.__name__} for good", 1, f"none; given up after {took:.0f} s")


def test_stop_while_one_is_looked_for_is_obeyed_at_once(speaker: Speaker, tally: Tally) -> None:
    begun = speaker.begin()
    speaker.mic.freeze()
    speaker.ears.sign(Sign.LOOKING)
    until(
        lambda: (
            speaker.recorder._speaking is not None
            and speaker.recorder._speaking.looks_until is not None
        )
    )
    pressed_at = time.monotonic()
    speaker.recorder.stop()
    saved = speaker.ears.wait(Saved)
    took = speaker.ears.moments(Saved)[0] - pressed_at
    assert (saved.id, took < 1.0) == (begun, True)
    assert speaker.ears.all(Failed) == []
    tally("Stop while the sound system hangs", 1, f"none; Saved after {took * 1000:.0f} ms")


def test_a_muted_microphone_is_said_after_five_seconds_and_kept(
    speaker: Speaker, tally: Tally
) -> None:
    begun = speaker.begin()
    speaker.mic.mute(True)
    muted_at = time.monotonic()
    told_at, _ = speaker.ears.sign(Sign.SILENT, within=15)
    assert 4.5 < told_at - muted_at < 8
    speaker.mic.mute(False)
    assert speaker.go_on() == begun
    speaker.ears.sign(Sign.HEARD)
    speaker.one_memo(begun)
    tally("muted", 1, f"said after {told_at - muted_at:.1f} s")


def test_a_recorder_that_is_killed_is_replaced_while_the_window_lives(
    speaker: Speaker, tally: Tally
) -> None:
    begun = speaker.begin()
    speaker.ears.wait(Level, count=len(speaker.ears.all(Level)) + 1)
    os.kill(only_child(), signal.SIGKILL)
    killed_at = time.monotonic()
    heard_at, _ = speaker.ears.sign(Sign.AFRESH)
    before = max(level.seconds for level in speaker.ears.all(Level))
    ended = speaker.go_on()
    assert speaker.ears.all(Level)[-1].seconds > before + 1.9  # it counts on
    first, whole = speaker.place.sound(begun)
    assert not whole
    assert is_in(BEFORE[: SURE - round(0.75 * 96_000)], first)
    second, whole_too = speaker.place.sound(ended)
    assert whole_too
    assert is_in(AFTER, second)
    about, _ = captures.open_capture(speaker.place.captures, ended, speaker.place.identity)
    assert about.after == begun
    assert len(speaker.ears.all(Started)) == 1
    assert speaker.ears.all(Failed) == []
    tally("recorder killed, the window lives", 1, f"{heard_at - killed_at:.2f} s until it listens")


def test_a_pause_and_a_mark_outlive_the_recorder(speaker: Speaker) -> None:
    begun = speaker.begin()
    speaker.recorder.pause()
    until(lambda: speaker.recorder._speaking is not None and speaker.recorder._speaking.held)
    os.kill(only_child(), signal.SIGKILL)
    speaker.ears.sign(Sign.LOOKING)
    speaker.recorder.mark()
    speaker.ears.sign(Sign.AFRESH)
    levels = len(speaker.ears.all(Level))
    speaker.mic.speak(speaker._files[1])
    assert len(speaker.ears.all(Level)) == levels  # still paused
    speaker.recorder.go_on()
    speaker.ears.wait(Level, count=levels + 5)
    speaker.recorder.stop()
    ended = speaker.ears.wait(Saved)
    assert ended.id != begun
    assert ended.seconds < 1.9
    assert [note.kind for note in speaker.place.notes(ended.id)] == [NoteKind.MARK, NoteKind.PAUSE]


def test_a_mark_pressed_as_the_recorder_dies_is_noted_all_the_same(speaker: Speaker) -> None:
    begun = speaker.begin()
    dying = only_child()
    os.kill(dying, signal.SIGSTOP)
    speaker.recorder.mark()
    os.kill(dying, signal.SIGKILL)
    speaker.ears.sign(Sign.AFRESH)
    (mark,) = speaker.place.notes(begun)
    assert mark.kind is NoteKind.MARK
    assert 1.8 < mark.seconds < 6.0
    speaker.go_on()


def test_a_recorder_that_slept_goes_on_and_says_what_is_missing(
    speaker: Speaker, tally: Tally
) -> None:
    begun = speaker.begin()
    asleep = only_child()
    os.kill(asleep, signal.SIGSTOP)
    wait(8.0)
    os.kill(asleep, signal.SIGCONT)
    assert speaker.go_on() == begun
    _, notes = speaker.one_memo(begun)
    assert speaker.ears.all(Failed) == []
    assert Noticed(Sign.LOOKING) not in speaker.ears.all(Noticed)
    lost = sum(note.length for note in notes if note.kind is NoteKind.GAP)
    assert 4 < lost < 9
    assert speaker.ears.all(Level)[-1].seconds > 3.8
    tally("the recorder asleep for 8 s (SIGSTOP)", 1, f"{lost:.1f} s of those 8, told")


def test_a_recorder_that_hangs_is_let_go_and_a_new_one_goes_on(
    speaker: Speaker, tally: Tally
) -> None:
    begun = speaker.begin()
    hung = only_child()
    os.kill(hung, signal.SIGSTOP)
    hung_at = time.monotonic()
    speaker.recorder.mark()
    looked_at, _ = speaker.ears.sign(Sign.LOOKING, within=25)
    heard_at, _ = speaker.ears.sign(Sign.AFRESH, within=20)
    assert looked_at - hung_at > 8.0
    ended = speaker.go_on()
    first, whole = speaker.place.sound(begun)
    assert not whole
    assert is_in(BEFORE[: SURE - round(0.75 * 96_000)], first)
    second, whole_too = speaker.place.sound(ended)
    assert whole_too
    assert is_in(AFTER, second)
    about, _ = captures.open_capture(speaker.place.captures, ended, speaker.place.identity)
    assert about.after == begun
    assert [note.kind for note in speaker.place.notes(begun)] == [NoteKind.MARK]
    assert speaker.ears.all(Failed) == []
    assert only_child() != hung
    tally("the recorder hangs for good", 1, f"{heard_at - hung_at:.1f} s until another listens")


def test_one_that_hangs_while_paused_is_let_go_too_even_if_it_cannot_be_killed(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = speaker.begin()
    speaker.recorder.pause()
    until(lambda: speaker.recorder._speaking is not None and speaker.recorder._speaking.held)
    hung = only_child()
    # As while the system writes for it to a disk that hangs.
    monkeypatch.setattr(subprocess.Popen, "kill", lambda _: None)
    os.kill(hung, signal.SIGSTOP)
    try:
        speaker.ears.sign(Sign.LOOKING, within=25)
        speaker.ears.sign(Sign.AFRESH, within=20)
        speaker.recorder.go_on()
        ended = speaker.go_on()
    finally:
        os.kill(hung, signal.SIGKILL)
    assert ended != begun
    assert is_in(AFTER, speaker.place.sound(ended)[0])
    assert speaker.ears.all(Failed) == []


def test_a_long_pause_is_no_hang(speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_process, "WATCHES_EVERY", 0.15)  # 3 s of silence are too much
    begun = speaker.begin()
    speaker.recorder.pause()
    wait(6.0)
    speaker.recorder.go_on()
    assert speaker.go_on() == begun
    assert speaker.ears.all(Noticed) == []


def test_stop_while_the_recorder_hangs_tells_what_is_on_the_disk_and_that_it_is_cut(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "SAVES_WITHIN", 5.0)  # a disk would be blamed before
    begun = speaker.begin()
    os.kill(only_child(), signal.SIGSTOP)
    speaker.recorder.stop()
    problem = speaker.ears.wait(Failed, within=30).problem
    assert "until a second before is kept" in problem.sentence
    assert [saved.id for saved in speaker.ears.all(Saved)] == [begun]
    assert not speaker.recorder.recording
    sound, whole = speaker.place.sound(begun)
    assert not whole
    assert is_in(BEFORE[: SURE - round(0.75 * 96_000)], sound)


def test_ten_starts_and_stops_in_a_row_are_ten_whole_memos(speaker: Speaker, tally: Tally) -> None:
    for count in range(1, 11):
        speaker.recorder.start(NOW)
        speaker.ears.wait(Started, count)
        speaker.recorder.stop()
        speaker.ears.wait(Saved, count)
    ids = [saved.id for saved in speaker.ears.all(Saved)]
    assert sorted(ids) == sorted(one.id for one in captures.waiting(speaker.place.captures))
    assert len(set(ids)) == 10
    assert all(speaker.place.sound(memo_id)[1] for memo_id in ids)
    assert speaker.ears.all(Failed) == []
    tally("ten starts and stops in a row", 10, "none")


def test_a_clock_that_is_set_back_and_forth_changes_nothing(
    speaker: Speaker, tally: Tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if library is None:
        pytest.skip("no clock of a process's own can be had (package libfaketime)")
    clock = tmp_path / "clock"
    clock.write_text("+0\n")
    known = runner.child_environment
    faked = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_NO_CACHE": "1",
    }
    monkeypatch.setattr(runner, "child_environment", lambda own: {**known(own), **faked})
    begun = speaker.begin()
    for change in ("-3h", "+2d", "-1y"):
        clock.write_text(f"{change}\n")
        wait(0.7)
    assert speaker.go_on() == begun
    _, notes = speaker.one_memo(begun)
    # A hole on a very busy machine is the sound server's own; one of hours would be the clock's.
    assert {note.kind for note in notes} <= {NoteKind.GAP}
    assert sum(note.length for note in notes) < 2.0
    seconds = [level.seconds for level in speaker.ears.all(Level)]
    assert seconds == sorted(seconds)
    assert speaker.ears.wait(Saved).seconds < 20
    tally("clock set back three hours, then otherwise", 3, "none")


@pytest.mark.timeout(240)
def test_one_can_speak_while_another_memo_is_being_written_down(
    speaker: Speaker, tally: Tally, tmp_path: Path
) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    journal = made(folder)
    queue = Queue(folder, journal)
    queue.add_model()
    queue.add_memo(flac=flac.encode([flac.decode((SAMPLE / "memo.flac").read_bytes()) * 12]))
    queue.runner = Runner()
    transcriber = queue.transcriber()
    written = queue.runner.start(transcriber.work)
    until(lambda: any(isinstance(event, Listened) for event in queue.told), within=60)
    speaker.recorder.warm()
    until(lambda: speaker.mic.ask("list", "short", "clients").count("\n") > 0)
    pressed_at = time.monotonic()
    begun = speaker.begin()
    took = speaker.ears.moments(Started)[0] - pressed_at
    busy = not written.done()
    assert speaker.go_on() == begun
    _, notes = speaker.one_memo(begun)
    assert busy
    assert notes == ()
    assert speaker.ears.all(Noticed) == []
    transcriber.close()
    queue.runner.close()
    journal.close()
    tally("another memo being written down", 1, f"none; first sound {took * 1000:.0f} ms after")
