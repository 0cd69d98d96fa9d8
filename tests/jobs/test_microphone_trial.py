"""A microphone test in its own process: heard, judged, played back, and nothing left of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kdesk.domain.problem import Trouble
from kdesk.domain.verdict import Verdict
from kdesk.jobs import microphone_trial
from kdesk.jobs.microphone_trial import MicrophoneTrial
from kdesk.jobs.protocol import Ended, Failed, Level, Tried, Try, as_line
from tests.audio.sounds import noise, wav
from tests.jobs.ears import Ears, until
from tests.virtual_mic import VirtualMic

PATIENCE = 30.0
"""Seconds; a busy machine needs some of them to load the sound library."""


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def trial(ears: Ears) -> Iterator[MicrophoneTrial]:
    made = MicrophoneTrial(ears)
    yield made
    made.end()


def spoken(folder: Path, seconds: float = 8.0, loud: int = 8000) -> Path:
    file = folder / "spoken.wav"
    file.write_bytes(wav(noise(seconds, loud=loud)))
    return file


def players(mic: VirtualMic) -> int:
    return len(mic.ask("list", "short", "sink-inputs").splitlines())


def test_what_is_spoken_comes_through_and_is_played_back(
    virtual_mic: VirtualMic, trial: MicrophoneTrial, ears: Ears, tmp_path: Path
) -> None:
    with virtual_mic.begin_speaking(spoken(tmp_path)) as voice:
        until(lambda: players(virtual_mic) == 1)
        trial.start(None, None)
        tried = ears.wait(Tried, within=PATIENCE)
        voice.kill()
    assert (tried.verdict, tried.device) == (Verdict.CLEAR, "default")
    listened = ears.all(Level)
    assert 100 < len(listened) <= 151
    assert max(level.loudness for level in listened) > 0.7
    assert listened[-1].seconds == pytest.approx(3.0, abs=0.05)
    assert virtual_mic.listeners() == 0, "the microphone is closed before it is played"
    until(lambda: players(virtual_mic) == 1)
    ears.wait(Ended, within=PATIENCE)
    assert len(ears.all(Level)) > len(listened), "one sees what one hears"
    until(lambda: players(virtual_mic) == 0)


def test_three_seconds_come_out_of_the_speaker_as_they_went_in(
    virtual_mic: VirtualMic, trial: MicrophoneTrial, ears: Ears, tmp_path: Path
) -> None:
    # A speaker whose buffer runs empty leaves a hole; on a busy machine that may happen once.
    assert any(echoed(virtual_mic, trial, ears, tmp_path) for _ in range(3))


def echoed(mic: VirtualMic, trial: MicrophoneTrial, ears: Ears, folder: Path) -> bool:
    """Whether a stretch of what was spoken is heard again after the voice is gone."""
    count = len(ears.all(Tried))
    with mic.begin_speaking(spoken(folder)) as voice:
        until(lambda: players(mic) == 1)
        trial.start(None, None)
        ears.wait(Tried, count + 1, within=PATIENCE)
        voice.kill()
    command = "parec --raw --format=s16le --rate=48000 --channels=1 --latency-msec=50"
    with subprocess.Popen(
        command.split(),
        env={**mic.environment, "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
    ) as listening:
        assert listening.stdout is not None
        heard = bytearray()
        while len(ears.all(Ended)) == count:
            heard += listening.stdout.read(9600)
        listening.kill()
    begin = next((n for n in range(0, len(heard), 2) if any(heard[n : n + 2])), 0)
    middle = bytes(heard[begin + 96_000 : begin + 100_000])
    return bool(middle) and middle in noise(8.0)


@pytest.mark.parametrize(
    ("loud", "verdict"), [(0, Verdict.NOTHING), (60, Verdict.QUIET), (60_000, Verdict.LOUD)]
)
def test_silence_faintness_and_too_much_are_told_apart(
    virtual_mic: VirtualMic, trial: MicrophoneTrial, ears: Ears, loud: int, verdict: Verdict
) -> None:
    file = virtual_mic.folder / "spoken.wav"
    pcm = b"\xff\x7f\x00\x80" * 24_000 * 16 if loud > 32_767 else noise(16.0, loud=loud or 1)
    file.write_bytes(wav(pcm))
    if not loud:
        virtual_mic.ask("set-source-mute", "ear", "1")
    with virtual_mic.begin_speaking(file) as voice:
        until(lambda: players(virtual_mic) == 1)
        trial.start(None, None)
        assert ears.wait(Tried, within=PATIENCE).verdict is verdict
        voice.kill()
    ears.wait(Ended, within=PATIENCE)
    kinds = [type(message) for _, message in ears.heard]
    played = Level in kinds[kinds.index(Tried) :]
    assert played is (verdict is not Verdict.NOTHING), "silence is not played back"


def test_nothing_of_it_is_kept_on_any_disk(
    virtual_mic: VirtualMic, trial: MicrophoneTrial, ears: Ears, home: Path, tmp_path: Path
) -> None:
    def everything() -> set[Path]:
        return {file for file in home.rglob("*") if file.is_file()}

    before = everything()
    file = spoken(tmp_path)
    opened: set[str] = set()
    with virtual_mic.begin_speaking(file) as voice:
        trial.start(None, None)
        assert trial._child is not None
        descriptors = Path(f"/proc/{trial._child.pid}/fd")
        ears.wait(Level, 20, within=PATIENCE)
        opened |= {str(one.readlink()) for one in descriptors.iterdir()}
        ears.wait(Tried, within=PATIENCE)
        opened |= {str(one.readlink()) for one in descriptors.iterdir()}
        voice.kill()
    ears.wait(Ended, within=PATIENCE)
    assert everything() == before
    places = [name for name in opened if name.startswith("/") and not name.startswith("/dev/")]
    assert places == []


def test_ending_it_lets_the_microphone_go_at_once_and_tells_nothing_more(
    virtual_mic: VirtualMic, trial: MicrophoneTrial, ears: Ears
) -> None:
    trial.start(None, None)
    ears.wait(Level, 5, within=PATIENCE)
    child = trial._child
    assert child is not None
    trial.end()
    assert child.wait(2) == -signal.SIGKILL
    until(lambda: virtual_mic.listeners() == 0)
    told = len(ears.heard)
    trial.start(None, None)
    ears.wait(Tried, within=PATIENCE)
    assert not [one for _, one in ears.heard[:told] if isinstance(one, Failed | Ended)]


def test_starting_again_ends_the_one_before(
    virtual_mic: VirtualMic, trial: MicrophoneTrial, ears: Ears
) -> None:
    trial.start(None, None)
    ears.wait(Level, 5, within=PATIENCE)
    trial.start(None, None)
    ears.wait(Ended, within=PATIENCE)
    assert len(ears.all(Tried)) == 1
    assert ears.all(Failed) == []


def test_a_window_that_dies_leaves_no_open_microphone(virtual_mic: VirtualMic) -> None:
    code = f"""
import subprocess, sys
child = subprocess.Popen(
    [sys.executable, "-m", "kdesk", "--child", "trial"],
    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
child.stdin.write({as_line(Try(None, None))!r})
child.stdin.flush()
print(child.pid, flush=True)
child.wait()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as window:
        until(lambda: virtual_mic.listeners() == 1, PATIENCE)
        window.kill()
    # Three seconds of listening would go on, and another three of playing.
    until(lambda: virtual_mic.listeners() == 0, 1.5)


def test_without_a_microphone_one_sentence_says_so(
    virtual_mic: VirtualMic, trial: MicrophoneTrial, ears: Ears
) -> None:
    virtual_mic.end()
    trial.start(None, None)
    assert ears.wait(Failed, within=PATIENCE).problem.trouble is Trouble.NO_MICROPHONE
    assert ears.all(Tried) == []


def test_without_a_speaker_the_verdict_stands(
    virtual_mic: VirtualMic, trial: MicrophoneTrial, ears: Ears, tmp_path: Path
) -> None:
    with virtual_mic.begin_speaking(spoken(tmp_path)) as voice:
        until(lambda: players(virtual_mic) == 1)
        trial.start(None, None)
        ears.wait(Tried, within=PATIENCE)
        virtual_mic.end(signal.SIGKILL)
        assert ears.wait(Failed, within=PATIENCE).problem.trouble is Trouble.NO_SPEAKER
        voice.kill()
    assert ears.all(Tried)[0].verdict is Verdict.CLEAR


@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_a_microphone_that_goes_away_meanwhile_is_told(
    virtual_mic: VirtualMic, trial: MicrophoneTrial, ears: Ears, how: str
) -> None:
    trial.start(None, None)
    ears.wait(Level, 20, within=PATIENCE)
    if how == "killed":
        virtual_mic.end(signal.SIGKILL)
    else:
        virtual_mic.freeze()
    problem = ears.wait(Failed, within=PATIENCE).problem
    assert problem.trouble is Trouble.NO_MICROPHONE
    assert problem.sentence.endswith("then test again.")


def test_a_sound_server_that_hangs_is_told(
    virtual_mic: VirtualMic, trial: MicrophoneTrial, ears: Ears
) -> None:
    virtual_mic.freeze()
    trial.start(None, None)
    problem = ears.wait(Failed, within=PATIENCE).problem
    assert problem.trouble is Trouble.NO_SOUND_LIBRARY
    assert "does not answer" in problem.sentence


def test_a_sound_library_that_aborts_is_told(
    trial: MicrophoneTrial, ears: Ears, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "asound.conf").write_text("")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    trial.start(None, None)
    assert ears.wait(Failed, within=PATIENCE).problem.trouble is Trouble.NO_SOUND_LIBRARY


def test_a_process_that_can_not_be_started_is_told(
    trial: MicrophoneTrial, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_role: str) -> None:
        raise OSError

    monkeypatch.setattr(microphone_trial, "start_child", refuse)
    trial.start(None, None)
    assert ears.wait(Failed).problem.trouble is Trouble.NO_SOUND_LIBRARY
