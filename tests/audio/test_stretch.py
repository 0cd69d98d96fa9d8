"""Faster and slower, at the same pitch."""

import numpy as np
import pytest

from kdesk.audio.stretch import Stretch
from tests.audio.sounds import RATE, tone

BLOCK = RATE // 60


def stretched(pcm: bytes, speed: float, channels: int = 1) -> bytes:
    stretch = Stretch(RATE, channels, speed)
    step = BLOCK * 2 * channels
    parts = [stretch.feed(pcm[at : at + step]) for at in range(0, len(pcm), step)]
    return b"".join((*parts, stretch.finish()))


@pytest.mark.parametrize("speed", [0.75, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("channels", [1, 2])
def test_the_length_changes_and_the_pitch_stays(speed: float, channels: int) -> None:
    made = np.frombuffer(stretched(tone(4.0, 440.0, RATE, channels), speed, channels), "<i2")
    assert len(made) / RATE == pytest.approx(4.0 / speed, abs=0.05)
    loudness = np.abs(np.fft.rfft(made * np.hanning(len(made))))
    pitch = int(np.argmax(loudness)) * RATE / len(made)
    assert pitch == pytest.approx(440.0, abs=1.0)
    # A tone stays one: what is not near its pitch is 40 dB below it.
    near = abs(np.arange(len(loudness)) * RATE / len(made) - 440.0) < 40
    assert loudness[~near].max() < loudness.max() / 100


def test_it_keeps_back_less_than_a_tenth_of_a_second() -> None:
    stretch = Stretch(RATE, 1, 1.5)
    pcm, came = tone(2.0), 0
    for at in range(0, len(pcm), BLOCK * 2):
        came += len(stretch.feed(pcm[at : at + BLOCK * 2]))
        assert (at + BLOCK * 2) / 1.5 - came < RATE * 2 * 0.1


def test_nothing_in_is_nothing_out() -> None:
    assert Stretch(RATE, 1, 2.0).finish() == b""
