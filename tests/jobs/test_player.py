"""The player process, heard by a microphone in front of its speaker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from kdesk.audio.flac import encode
from kdesk.domain.problem import Trouble
from kdesk.jobs import player as player_module
from kdesk.jobs import runner
from kdesk.jobs.player import Player
from kdesk.jobs.protocol import Ended, Failed, Position
from tests.audio.sounds import noise
from tests.jobs.ears import Ears, until
from tests.virtual_mic import VirtualMic

SOUND = noise(1.5)
FLAC = encode([SOUND])
LONG = encode([noise(20.0)])


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def player(ears: Ears) -> Iterator[Player]:
    made = Player(ears)
    yield made
    made.close()


def test_no_process_begins_before_the_first_play(
    player: Player, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player_module, "start_child", None)
    player.load(FLAC)
    player.seek(0.5)
    player.pause()
    assert player._child is None
    player.close()
    assert ears.heard == []


def test_a_player_that_dies_in_the_middle_of_a_line_is_told_and_replaced(
    player: Player, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = 'import os, sys; sys.stdin.buffer.readline(); os.write(1, b\'{"is": "Posi\')'
    monkeypatch.setattr(runner, "child_command", lambda _: [sys.executable, "-c", half])
    player.load(FLAC)
    for count in (1, 2):
        player.play()
        assert ears.wait(Failed, count).problem.trouble is Trouble.NO_SPEAKER


def test_what_is_played_is_heard_sample_for_sample(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    # A speaker whose buffer runs empty leaves a hole; on a busy machine that may happen once.
    assert any(SOUND in overheard(virtual_mic, player, ears) for _ in range(3))


def overheard(mic: VirtualMic, player: Player, ears: Ears) -> bytes:
    """What a microphone hears while FLAC is played."""
    command = "parec --raw --format=s16le --rate=48000 --channels=1 --latency-msec=50"
    count = len(ears.all(Ended))
    with subprocess.Popen(
        command.split(),
        env={**mic.environment, "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
    ) as listening:
        assert listening.stdout is not None
        listening.stdout.read(9600)
        player.load(FLAC)
        player.play()
        heard = bytearray()
        while len(ears.all(Ended)) == count:
            heard += listening.stdout.read(9600)
        heard += listening.stdout.read(48_000)
        listening.terminate()
        listening.stdout.close()
    return bytes(heard)


def test_positions_follow_the_sound_about_thirty_times_a_second(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    player.load(FLAC)
    player.play()
    ears.wait(Ended)
    positions = [position.seconds for position in ears.all(Position)]
    assert positions == sorted(positions)
    assert 35 <= len(positions) <= 50
    # After the first rush, which fills the speaker's buffer, they keep step with the clock.
    moments = ears.moments(Position)
    begun = next(n for n, second in enumerate(positions) if second > 0.2)
    for moment, second in zip(moments[begun:], positions[begun:], strict=True):
        assert abs((moment - moments[begun]) - (second - positions[begun])) < 0.2


def test_pause_is_quiet_and_play_goes_on_from_there(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    player.load(LONG)
    player.play()
    until(lambda: bool(ears.all(Position)) and ears.all(Position)[-1].seconds > 0.5)
    player.pause()
    until(lambda: speakers(virtual_mic) == 0)
    paused_at = ears.all(Position)[-1].seconds
    count = len(ears.all(Position))
    player.play()
    after = ears.wait(Position, count + 3).seconds
    assert paused_at - 0.2 < after < paused_at + 0.5


def test_seeking_goes_there_playing_or_not(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    player.load(LONG)
    player.seek(12.0)
    player.play()
    assert 12.0 <= ears.wait(Position, 3).seconds < 13.0
    player.seek(5.0)
    until(lambda: 5.0 <= ears.all(Position)[-1].seconds < 6.0)
    player.pause()
    player.seek(19.8)
    until(lambda: ears.all(Position)[-1].seconds == 19.8)
    player.play()
    ears.wait(Ended)
    player.play()
    until(lambda: ears.all(Position)[-1].seconds < 1.0)


def test_twice_as_fast_takes_half_the_time_and_positions_keep_step(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    player.load(encode([noise(4.0)]))
    player.pace(2.0)
    player.play()
    ears.wait(Ended)
    positions = [position.seconds for position in ears.all(Position)]
    assert positions == sorted(positions)
    assert positions[-1] == 4.0
    moments = ears.moments(Position)
    first, last = (next(n for n, second in enumerate(positions) if second > x) for x in (1.0, 3.0))
    pace = (positions[last] - positions[first]) / (moments[last] - moments[first])
    assert 1.7 < pace < 2.3


def test_the_pace_changes_while_it_sounds_and_another_sound_begins_as_it_was_spoken(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    player.load(LONG)
    player.seek(8.0)
    player.play()
    ears.wait(Position, 3)
    player.pace(2.0)
    assert 8.0 <= ears.wait(Position, len(ears.all(Position)) + 1).seconds < 9.5
    until(lambda: ears.all(Position)[-1].seconds > 12.0)
    assert _pace(ears, 1, 10.0) > 1.6
    player.load(FLAC)
    player.play()
    ears.wait(Ended)
    assert _pace(ears, 2, 0.5) < 1.3


def _pace(ears: Ears, number: int, after: float) -> float:
    """How many seconds of this sound were heard in one, from this second of it on."""
    heard = [
        (moment, position.seconds)
        for moment, position in zip(ears.moments(Position), ears.all(Position), strict=True)
        if position.number == number and position.seconds > after
    ]
    return (heard[-1][1] - heard[0][1]) / (heard[-1][0] - heard[0][0])


@pytest.mark.parametrize("speed", [1.0, 1.5])
def test_a_passage_sounds_again_and_again_until_that_ends(
    virtual_mic: VirtualMic, player: Player, ears: Ears, speed: float
) -> None:
    player.load(LONG)
    player.seek(4.2)
    player.pace(speed)
    player.repeat(4.0, 5.0)
    player.play()

    def rounds() -> int:
        heard = [position.seconds for position in ears.all(Position)]
        return sum(later < earlier - 0.5 for earlier, later in pairwise(heard))

    until(lambda: rounds() >= 2)
    heard = [position.seconds for position in ears.all(Position)]
    assert max(heard) == 5.0
    assert min(heard[1:]) >= 4.0
    player.repeat(0.0, 0.0)
    until(lambda: ears.all(Position)[-1].seconds > 5.5)
    assert not ears.all(Ended)


def test_another_sound_is_not_repeated(virtual_mic: VirtualMic, player: Player, ears: Ears) -> None:
    player.load(LONG)
    player.repeat(0.0, 1.0)
    player.load(FLAC)
    player.play()
    ears.wait(Ended)


def test_another_sound_takes_the_place_of_the_one_before(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    player.load(LONG)
    player.seek(10.0)
    player.play()
    ears.wait(Position, 5)
    player.load(FLAC)
    player.play()
    ears.wait(Ended)
    late = [position.seconds for position in ears.all(Position) if position.number == 2]
    assert late
    assert max(late) <= 1.5


CHATTERS = """
import sys, threading
from kdesk.jobs.protocol import Ended, Position, as_line
for n in range(100):
    sys.stdout.buffer.write(as_line(Position(n / 10, 1)))
    sys.stdout.flush()
    threading.Event().wait(0.01)
sys.stdout.buffer.write(as_line(Ended(2)))
sys.stdout.flush()
sys.stdin.read()
"""


def test_late_news_of_the_sound_before_is_not_passed_on(
    player: Player, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHATTERS],
        cwd=Path(__file__).resolve().parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    monkeypatch.setattr(player_module, "start_child", lambda _: child)
    player.load(FLAC)
    player.play()
    ears.wait(Position)
    player.load(FLAC)
    before = len(ears.all(Position))
    player.play()
    ears.wait(Ended)
    # One may have been on its way to the listener at that moment.
    assert len(ears.all(Position)) <= before + 1


def test_without_a_speaker_one_sentence_says_so_and_later_it_works(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    virtual_mic.end()
    player.load(FLAC)
    player.play()
    assert ears.wait(Failed).problem.trouble is Trouble.NO_SPEAKER
    virtual_mic.start()
    player.play()
    ears.wait(Ended)


@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_a_sound_server_that_fails_while_playing_is_told(
    virtual_mic: VirtualMic, player: Player, ears: Ears, how: str
) -> None:
    player.load(LONG)
    player.play()
    until(lambda: bool(ears.all(Position)) and ears.all(Position)[-1].seconds > 1.0)
    if how == "killed":
        virtual_mic.end(signal.SIGKILL)
    else:
        virtual_mic.freeze()
    assert ears.wait(Failed, within=15).problem.trouble is Trouble.NO_SPEAKER
    virtual_mic.end(signal.SIGKILL)
    virtual_mic.start()
    count = len(ears.all(Position))
    player.play()
    assert 0.5 < ears.wait(Position, count + 4).seconds < 3.0


def test_a_killed_player_is_told_and_play_goes_on_where_it_was(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    player.load(LONG)
    player.seek(7.0)
    player.play()
    ears.wait(Position, 10)
    assert player._child is not None
    player._child.kill()
    assert ears.wait(Failed).problem.trouble is Trouble.NO_SPEAKER
    player.play()
    assert 7.0 <= ears.wait(Position, len(ears.all(Position)) + 3).seconds < 9.0


def test_a_sound_that_can_not_be_read_is_told(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    player.load(b"no sound")
    player.play()
    assert ears.wait(Failed).problem.trouble is Trouble.DAMAGED


def test_the_window_itself_loads_no_sound_library() -> None:
    modules = (
        "kdesk.jobs.player, kdesk.jobs.recorder, kdesk.jobs.sound_devices, kdesk.jobs.finalise, "
        "kdesk.jobs.microphone_trial"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, {modules}; print(*sys.modules)"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"sounddevice", "soundfile", "numpy", "av"} & set(loaded)


def speakers(mic: VirtualMic) -> int:
    """How many programs play at this moment."""
    return len(mic.ask("list", "short", "sink-inputs").splitlines())


def test_closing_is_quick_and_ends_the_process(
    virtual_mic: VirtualMic, player: Player, ears: Ears
) -> None:
    player.load(LONG)
    player.play()
    ears.wait(Position, 3)
    child = player._child
    assert child is not None
    begun = time.monotonic()
    player.close()
    assert time.monotonic() - begun < 2.0
    assert child.poll() == 0
    until(lambda: speakers(virtual_mic) == 0)
